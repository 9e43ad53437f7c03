package client_test

import (
	"context"
	"errors"
	"io"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/client"
)

// Whatever answers instead of a Steelyard, a question ends: with an answer or with a problem that can be read, and never with a
// panic.
func FuzzAnswer(f *testing.F) {
	const problem = "application/problem+json"
	f.Add(200, "application/json", `{"items":[{"name":"unit","plural":"units"}],"seq":1}`, "")
	f.Add(422, problem, `{"title":"Invalid","detail":"no","errors":[{"field":"spec","reason":"is none","line":1}]}`, "")
	f.Add(429, problem, `{"detail":"no"}`, "Fri, 01 Jan 2100 00:00:00 GMT")
	f.Add(200, "text/event-stream", "id: 1\nevent: entry\ndata: {\"seq\":1}\n\n", "-1")
	f.Add(308, "", "", "99999999999999999999")
	f.Fuzz(func(t *testing.T, status int, media, body, retry string) {
		if status < 100 || status > 999 {
			return // no transport gives it
		}
		answers := 0
		c, err := client.New("http://steelyard", "t", client.WithAttempts(2), client.WithPauses(1, 1), client.WithMaxBody(1<<16),
			client.WithTransport(answering(status, media, body, "Retry-After", retry)))
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		defer cancel()
		check := func(err error) {
			if err == nil {
				return
			}
			p, ok := errors.AsType[*client.Problem](err)
			if !ok && ctx.Err() == nil || ok && (p.Error() == "" || p.Code() == "" || p.RetryAfter < 0 || p.RetryAfter > 366*24*time.Hour) {
				t.Errorf("the failure is told as %v %+v", err, p)
			}
		}
		_, err = c.Get(ctx, "unit", "enterprise")
		check(err)
		_, err = c.Programme(ctx)
		check(err)
		check(c.FetchFile(ctx, "x", io.Discard))
		last := int64(0)
		for e, err := range c.Follow(ctx, 0) {
			if check(err); err == nil && e.Seq <= last {
				t.Errorf("entry %d comes after entry %d", e.Seq, last)
			}
			if last = e.Seq; err != nil {
				break
			}
			if answers++; answers > 100 {
				break
			}
		}
	})
}
