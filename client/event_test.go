package client_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/steelyard-isms/steelyard/client"
	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/app"
)

// journal reads all of the journal that a client may see, some entries at a time.
func journal(t *testing.T, c *client.Client, after int64, limit int, o ...client.EventOption) (all []client.Event) {
	t.Helper()
	for {
		p := must[client.EventPage](t)(c.Events(t.Context(), after, limit, o...))
		all = append(all, p.Items...)
		if after = p.Next; !p.More {
			return all
		}
	}
}

func numbers(events []client.Event) (out []int64) {
	for _, e := range events {
		out = append(out, e.Seq)
	}
	return out
}

func title(t *testing.T, c *client.Client, to string) {
	t.Helper()
	must[client.Written](t)(c.Patch(t.Context(), "unit", "enterprise", client.Patch{Title: text(to)}, client.Reason("why "+to)))
}

// Read in pages, the journal tells every entry once, with who, what and why; and to each only what they may know.
func TestEventsInPages(t *testing.T) {
	s, c := declared(t)
	began := c.Seq()
	for _, to := range []string{"One", "Two", "Three"} {
		title(t, c, to)
	}
	must[client.Written](t)(c.Patch(t.Context(), "person", "lead", client.Patch{Spec: object{"full_name": "K. Solberg"}}))
	all := journal(t, c, 0, 2)
	if last := all[len(all)-1]; last.Changes[0].Kind != "person" || last.Changes[0].Revision != 2 || last.By.Via != "api" || last.Type != "change" {
		t.Errorf("%+v", last)
	}
	some := journal(t, c, began, 0)
	if len(some) != 4 || some[0].Reason != "why One" || some[0].Changes[0].Name != "enterprise" || some[0].Changes[0].Action != "updated" || !slices.Equal(numbers(all[len(all)-4:]), numbers(some)) {
		t.Errorf("behind entry %d: %+v", began, some)
	}
	for _, word := range []string{"person", "people"} {
		if got := journal(t, c, began, 1, client.OfKind(word)); len(got) != 1 || got[0].Changes[0].Kind != "person" {
			t.Errorf("of %s: %+v", word, got)
		}
	}
	program := s.as(t, access.Collector)
	for _, e := range journal(t, program, began, 0) {
		for _, x := range e.Changes {
			if x.Kind == "person" {
				t.Errorf("a program is told of people: %+v", e)
			}
		}
	}
	_, err := program.Events(t.Context(), 0, 0, client.OfKind("person"))
	refused(t, "a program asks about people", err, client.Forbidden, "")
	_, err = c.Events(t.Context(), -1, 0)
	refused(t, "behind what is no entry", err, client.Invalid, "after")
	_, err = c.Events(t.Context(), 0, 0, client.OfKind("planet"))
	refused(t, "events of no kind", err, client.NotFound, "kind")
}

// follow collects what a follower is told.
func follow(ctx context.Context, c *client.Client, after int64, o ...client.EventOption) (<-chan client.Event, <-chan error) {
	events, ended := make(chan client.Event, 10_000), make(chan error, 1)
	go func() {
		defer close(events)
		for e, err := range c.Follow(ctx, after, o...) {
			if err != nil {
				ended <- err
				return
			}
			events <- e
		}
		ended <- nil
	}()
	return events, ended
}

// until gives what comes up to an entry.
func until(t *testing.T, events <-chan client.Event, seq int64) (got []client.Event) {
	t.Helper()
	patience := time.After(time.Minute)
	for {
		select {
		case e, open := <-events:
			if !open {
				t.Fatalf("the stream ends after %v, before entry %d", numbers(got), seq)
			}
			if got = append(got, e); e.Seq >= seq {
				return got
			}
		case <-patience:
			t.Fatalf("entry %d does not come; %v did", seq, numbers(got))
		}
	}
}

// Who follows the journal while connections break all the time and the server starts again hears each entry once, in order.
func TestFollowLosesNothing(t *testing.T) {
	database := filepath.Join(t.TempDir(), "steelyard.db")
	s := start(t, database)
	admin := s.as(t, access.Administrator)
	must[client.BulkAnswer](t)(admin.Bulk(t.Context(), programme, client.BulkOptions{}))
	token := s.token(t, access.Auditor)
	var host atomic.Value // where the server is just now
	host.Store(s.Address())
	var connections atomic.Int64
	ear := connect(t, "http://steelyard", token, client.WithTransport(through(func(r *http.Request) (*http.Response, error) {
		at, _ := url.Parse(host.Load().(string))
		r = r.Clone(r.Context())
		r.URL.Host = at.Host
		resp, err := http.DefaultTransport.RoundTrip(r)
		if err == nil && strings.HasSuffix(r.URL.Path, "/stream") {
			// every connection breaks after some more bytes, in the midst of whatever they say
			n := connections.Add(1)
			resp.Body = struct {
				io.Reader
				io.Closer
			}{io.MultiReader(io.LimitReader(resp.Body, 37*(n%40)), broken{}), resp.Body}
		}
		return resp, err
	})))
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	events, ended := follow(ctx, ear, 0)
	for i := range 20 {
		title(t, admin, fmt.Sprint("before ", i))
	}
	s.stop()
	s = start(t, database)
	admin = connect(t, s.Address(), func() string {
		secret, _, err := s.Service.CreateToken(t.Context(), app.Operator(), string(access.Administrator), "again", time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		return secret
	}())
	for i := range 5 {
		title(t, admin, fmt.Sprint("unheard ", i)) // while the follower looks for the server where it was
	}
	host.Store(s.Address())
	for i := range 20 {
		title(t, admin, fmt.Sprint("after ", i))
	}
	want := journal(t, connect(t, s.Address(), token), 0, 1000)
	got := until(t, events, want[len(want)-1].Seq)
	if !slices.Equal(numbers(got), numbers(want)) {
		t.Errorf("over %d connections were heard\n%v, not\n%v", connections.Load(), numbers(got), numbers(want))
	}
	if got[len(got)-1].Reason != "why after 19" || connections.Load() < 5 {
		t.Errorf("%+v over %d connections", got[len(got)-1], connections.Load())
	}
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("told to stop, it ends with %v", err)
	}
}

// Who follows from now on hears nothing of before, only what was asked for, and all of it from the first moment.
func TestFollowFromNow(t *testing.T) {
	s, c := declared(t)
	w := &wire{}
	ear := connect(t, s.Address(), s.token(t, access.Auditor), client.WithTransport(w))
	now := s.Service.Seq()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	began := make(chan struct{})
	w.tell(http.DefaultTransport.RoundTrip, func(r *http.Request) (*http.Response, error) {
		close(began)
		<-r.Context().Done() // the first stream never comes to be
		return nil, r.Context().Err()
	})
	short := make(chan client.Event, 100)
	go func() {
		defer close(short)
		for e, err := range ear.Follow(ctx, -1, client.OfKind("units")) {
			if err != nil {
				return
			}
			short <- e
		}
	}()
	<-began
	cancel()
	for range short {
		t.Error("told to stop, it tells something")
	}
	ctx, cancel = context.WithCancel(t.Context())
	defer cancel()
	asked := make(chan struct{})
	w.tell(http.DefaultTransport.RoundTrip, func(*http.Request) (*http.Response, error) {
		title(t, c, "Meanwhile") // after it was asked where now is, and before the stream is there, which then breaks at once
		close(asked)
		return nil, syscall.ECONNRESET
	})
	events, _ := follow(ctx, ear, -1, client.OfKind("units"))
	<-asked
	must[client.Written](t)(c.Patch(t.Context(), "person", "lead", client.Patch{Spec: object{"full_name": "K"}}))
	title(t, c, "Later")
	if got := until(t, events, now+3); len(got) != 2 || got[0].Reason != "why Meanwhile" || got[1].Reason != "why Later" {
		t.Errorf("from now on, of units, it is told %+v", got)
	}
}

// A connection that says nothing for too long is given up for a new one: a follower does not wait for ever for a server that
// is gone. Nothing of it is left behind.
func TestFollowNoticesSilence(t *testing.T) {
	s, c := declared(t)
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	defer http.DefaultTransport.(*http.Transport).CloseIdleConnections()
	w := &wire{}
	ear := connect(t, s.Address(), s.token(t, access.Auditor), client.WithTransport(w), client.WithSilence(50*time.Millisecond), client.WithAttempts(1))
	var given atomic.Int64
	silent := func(r *http.Request) (*http.Response, error) {
		in, out := io.Pipe()
		go func() {
			_, _ = out.Write([]byte("retry: 1\n: begins\n\n"))
			<-r.Context().Done()
			given.Add(1)
			_ = out.CloseWithError(r.Context().Err())
		}()
		return &http.Response{StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"text/event-stream"}}, Body: in, Request: r, ProtoMajor: 1, ProtoMinor: 1}, nil
	}
	mute := func(r *http.Request) (*http.Response, error) {
		<-r.Context().Done()
		given.Add(1)
		return nil, r.Context().Err()
	}
	w.tell(silent, mute, silent)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	events, ended := follow(ctx, ear, s.Service.Seq())
	title(t, c, "Heard after all")
	if got := until(t, events, c.Seq()); got[0].Reason != "why Heard after all" || given.Load() != 3 {
		t.Errorf("%d silent connections are given up: %+v", given.Load(), got)
	}
	cancel()
	<-ended
	// how long a listener takes over an entry is no silence of the server
	w.tell()
	before := c.Seq()
	title(t, c, "slow 1")
	title(t, c, "slow 2")
	var heard []int64
	ctx, cancel = context.WithCancel(t.Context())
	defer cancel()
	for e, err := range ear.Follow(ctx, before) {
		if err != nil {
			t.Fatal(err)
		}
		if heard = append(heard, e.Seq); len(heard) == 2 {
			cancel() // and whoever has gone is told nothing more, not even that
			break
		}
		time.Sleep(150 * time.Millisecond)
	}
	if !slices.Equal(heard, []int64{before + 1, before + 2}) || w.seen() != 1 {
		t.Errorf("a slow listener hears %v over %d connections", heard, w.seen())
	}
}

// A follower whom the server refuses is told why, and does not ask for ever.
func TestFollowIsRefused(t *testing.T) {
	s, c := declared(t)
	program := s.as(t, access.Collector)
	end := func(c *client.Client, o ...client.EventOption) error {
		for _, err := range c.Follow(t.Context(), 0, o...) {
			if err != nil {
				return err
			}
		}
		return nil
	}
	refused(t, "of people", end(program, client.OfKind("person")), client.Forbidden, "")
	refused(t, "with a token that is none", end(connect(t, s.Address(), "steelyard_made-up")), client.Unauthenticated, "")
	w := &wire{}
	ear := connect(t, s.Address(), s.token(t, access.Analyst), client.WithTransport(w))
	const stream = "text/event-stream"
	for title, x := range map[string]struct {
		answer through
		code   client.Code
		says   string
	}{
		"nothing there":    {answering(404, "text/plain", "404"), client.Internal, "status 404"},
		"a page":           {answering(200, "text/html", "<p>Sign in"), client.Internal, "no Steelyard"},
		"something else":   {answering(200, stream, "id: 1\nevent: entry\ndata: [1]\n\n"), client.Internal, "no Steelyard"},
		"another number":   {answering(200, stream, "id: 1\nevent: entry\ndata: {\"seq\":2}\n\n"), client.Internal, "no Steelyard"},
		"without an end":   {answering(200, stream, "data: "+strings.Repeat("x", 70<<10)), client.Internal, "more than 65536 bytes"},
		"a server's fault": {answering(500, "", ""), client.Internal, "status 500"},
	} {
		w.tell(x.answer)
		small := connect(t, s.Address(), "t", client.WithTransport(w), client.WithMaxBody(64<<10))
		if err := end(small); !client.Is(err, x.code) || !strings.Contains(err.Error(), x.says) || w.seen() != 1 {
			t.Errorf("%s ends after %d connections with %v", title, w.seen(), err)
		}
	}
	w.tell(lost, lost, lost, lost, lost)
	if refused(t, "a server that is not there", end(ear), client.Unavailable, ""); w.seen() != 4 {
		t.Errorf("a server that never was there is asked %d times", w.seen())
	}
	// once it was there, it is asked as long as it takes, however often it refuses for a moment
	w.tell()
	events, ended := follow(t.Context(), ear, c.Seq())
	title(t, c, "heard")
	until(t, events, c.Seq())
	if err := s.Service.Disable(t.Context(), app.Operator(), string(access.Analyst), true); err != nil {
		t.Fatal(err)
	}
	refused(t, "an account that was closed meanwhile", <-ended, client.Unauthenticated, "")
	again := connect(t, s.Address(), s.token(t, access.Operator), client.WithTransport(w))
	w.tell(answering(200, stream, ": begins\n\n"), lost, answering(429, "", "", "Retry-After", "3600"), answering(503, "", ""), lost, torn)
	events, _ = follow(t.Context(), again, c.Seq()-1)
	until(t, events, c.Seq())
}
