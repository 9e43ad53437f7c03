package client_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/client"
	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/collect/sample"
)

// wire fails in the ways it is told, one after the other, and then no more. Questions for the kinds always pass.
type wire struct {
	mu    sync.Mutex
	fails []through
	sent  int // requests that it saw
}

func (w *wire) tell(fails ...through) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.fails, w.sent = fails, 0
}

func (w *wire) seen() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.sent
}

// RoundTrip sends a request, or fails.
func (w *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	next := through(http.DefaultTransport.RoundTrip)
	w.mu.Lock()
	if !strings.HasSuffix(r.URL.Path, "/kinds") {
		if w.sent++; len(w.fails) > 0 {
			next, w.fails = w.fails[0], w.fails[1:]
		}
	}
	w.mu.Unlock()
	return next(r)
}

// lost fails before the server hears anything.
func lost(*http.Request) (*http.Response, error) { return nil, syscall.ECONNREFUSED }

// deaf has the server act, and loses its answer.
func deaf(r *http.Request) (*http.Response, error) {
	resp, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	_, _ = io.Copy(io.Discard, resp.Body)
	_ = resp.Body.Close()
	return nil, syscall.ECONNRESET
}

// torn has the server act, and loses its answer in the midst.
func torn(r *http.Request) (*http.Response, error) {
	resp, err := http.DefaultTransport.RoundTrip(r)
	if err == nil {
		resp.Body = struct {
			io.Reader
			io.Closer
		}{io.MultiReader(io.LimitReader(resp.Body, 10), broken{}), resp.Body}
	}
	return resp, err
}

// answering answers instead of the server.
func answering(status int, media, body string, header ...string) through {
	return func(r *http.Request) (*http.Response, error) {
		if r.Body != nil {
			_, _ = io.Copy(io.Discard, r.Body)
			_ = r.Body.Close()
		}
		h := http.Header{"Content-Type": {media}}
		for i := 0; i+1 < len(header); i += 2 {
			h.Set(header[i], header[i+1])
		}
		return &http.Response{StatusCode: status, Header: h, Body: io.NopCloser(strings.NewReader(body)), Request: r, ProtoMajor: 1, ProtoMinor: 1}, nil
	}
}

// Whatever breaks on the way, a write is made once: not never, and not twice.
func TestWriteIsMadeOnce(t *testing.T) {
	s, admin := declared(t)
	ctx := t.Context()
	w := &wire{}
	c := connect(t, s.Address(), s.token(t, access.ISMSManager), client.WithTransport(w))
	content, err := sample.Files.ReadFile(sample.Lynis)
	if err != nil {
		t.Fatal(err)
	}
	n := 0 // makes each write a new one
	name := func() string { return strings.Repeat("x", n) }
	writes := map[string]func() error{
		"put": func() error {
			_, err := c.Put(ctx, "unit", name(), client.Declaration{Title: "X", Spec: object{}}, client.IfNew())
			return err
		},
		"patch": func() error {
			_, err := c.Patch(ctx, "unit", "enterprise", client.Patch{Title: text(name())})
			return err
		},
		"points": func() error {
			_, err := c.AddPoints(ctx, []client.NewPoint{{Measure: "mfa", ValidTo: "2026-06-30", Value: number(float64(n))}})
			return err
		},
		"bulk": func() error {
			_, err := c.Bulk(ctx, []client.Change{{Action: "patch", Kind: "person", Name: "lead", Spec: object{"full_name": name()}}}, client.BulkOptions{})
			return err
		},
		"bulk, each alone": func() error {
			_, err := c.Bulk(ctx, []client.Change{{Action: "patch", Kind: "person", Name: "lead", Spec: object{"full_name": name()}}}, client.BulkOptions{Apart: true})
			return err
		},
		"import": func() error {
			_, err := c.Import(ctx, "unit", client.CSV, []byte("name,title\nenterprise,I"+name()+"\n"), false)
			return err
		},
		"collect": func() error {
			_, err := c.Collect(ctx, "lynis", client.RawFile{Content: bytes.NewReader(append(content[:len(content):len(content)], []byte("note="+name()+"\n")...)), ObservedAt: "2026-06-30"})
			return err
		},
		"file": func() error { _, err := c.SendFile(ctx, strings.NewReader("file "+name()), ""); return err },
	}
	for title, write := range writes {
		for how, fails := range map[string][]through{"before": {lost, lost}, "after": {deaf, deaf}, "in the midst of": {torn}, "before, then after": {lost, deaf, torn}} {
			n++
			before := s.Service.Seq()
			w.tell(fails...)
			if err := write(); err != nil {
				t.Errorf("%s, broken %s the answer: %v", title, how, err)
			}
			page := must[client.EventPage](t)(admin.Events(ctx, before, 0))
			if len(page.Items) != 1 || w.seen() != len(fails)+1 {
				t.Errorf("%s, broken %s the answer, is made %d times, with %d requests", title, how, len(page.Items), w.seen())
			}
		}
	}
	n++
	w.tell(deaf)
	if made, err := c.Put(ctx, "unit", name(), client.Declaration{Title: "X", Spec: object{}}, client.IfNew()); err != nil || !made.Created || !made.Replays {
		t.Errorf("the answer that was lost comes again as %+v %v", made, err)
	}
}

// What is wrong stays wrong: it is not sent again. What may pass is, as often as was said and no sooner than the server asks.
func TestWhatIsTriedAgain(t *testing.T) {
	s, _ := declared(t)
	ctx := t.Context()
	w := &wire{}
	token := s.token(t, access.ISMSManager)
	c := connect(t, s.Address(), token, client.WithTransport(w))
	const problem = "application/problem+json"
	document := func(status string) string { return `{"title":"T","status":` + status + `,"detail":"not now"}` }
	for title, x := range map[string]struct {
		fails []through
		sent  int
		code  client.Code // empty: it succeeds
	}{
		"once nothing":                      {nil, 1, ""},
		"three times no way":                {[]through{lost, lost, lost}, 4, ""},
		"four times no way":                 {[]through{lost, lost, lost, lost}, 4, client.Unavailable},
		"unavailable":                       {[]through{answering(503, problem, document("503"))}, 2, ""},
		"a proxy's own pages":               {[]through{answering(502, "text/html", "<p>"), answering(504, "", "")}, 3, ""},
		"limited":                           {[]through{answering(429, problem, document("429"), "Retry-After", "0")}, 2, ""},
		"limited for too long":              {[]through{answering(429, problem, document("429"), "Retry-After", "3600")}, 1, client.Limited},
		"limited until then":                {[]through{answering(429, problem, document("429"), "Retry-After", "Fri, 01 Jan 2100 00:00:00 GMT")}, 1, client.Limited},
		"limited for an age":                {[]through{answering(429, problem, document("429"), "Retry-After", "99999999999999999")}, 1, client.Limited},
		"invalid":                           {[]through{answering(422, problem, document("422"))}, 1, client.Invalid},
		"forbidden":                         {[]through{answering(403, problem, document("403"))}, 1, client.Forbidden},
		"conflict":                          {[]through{answering(412, problem, document("412"))}, 1, client.Conflict},
		"a fault of the server":             {[]through{answering(500, problem, document("500"))}, 1, client.Internal},
		"too large":                         {[]through{answering(413, "", "")}, 1, client.Limited},
		"elsewhere":                         {[]through{answering(308, "", "", "Location", "https://elsewhere.example.org/")}, 1, client.Internal},
		"nothing there, says who knows not": {[]through{answering(404, "text/plain", "404 page not found")}, 1, client.Internal},
		"a page":                            {[]through{answering(200, "text/html", "<p>Sign in to the network")}, 1, client.Internal},
		"JSON of something else":            {[]through{answering(200, "application/json", "[1]")}, 1, client.Internal},
		"JSON that is none":                 {[]through{answering(200, "application/json", `{"uid":`)}, 1, client.Internal},
	} {
		w.tell(x.fails...)
		_, err := c.Patch(ctx, "unit", "enterprise", client.Patch{Title: text(title)})
		if x.code == "" && err != nil || x.code != "" && !client.Is(err, x.code) || w.seen() != x.sent {
			t.Errorf("%s: sent %d times, not %d, and ends with %v, not %q", title, w.seen(), x.sent, err, x.code)
		}
		if err != nil && strings.Contains(err.Error(), token) {
			t.Errorf("%s: the token is told: %v", title, err)
		}
	}
	w.tell(lost, lost)
	_, err := connect(t, s.Address(), token, client.WithTransport(w), client.WithAttempts(1)).Status(ctx, "objective", "protect")
	if p := refused(t, "the one attempt that is allowed", err, client.Unavailable, ""); p.Status != 0 || !errors.Is(err, syscall.ECONNREFUSED) || w.seen() != 1 {
		t.Errorf("%+v, sent %d times", p, w.seen())
	}
	// a body that cannot be read twice is sent again only where nothing of it was read
	once := func() io.Reader { return io.MultiReader(strings.NewReader("once")) }
	w.tell(lost)
	if _, err := c.SendFile(ctx, once(), ""); err != nil {
		t.Errorf("nothing of it was read: %v", err)
	}
	w.tell(answering(503, "", ""))
	_, err = c.SendFile(ctx, once(), "")
	if refused(t, "it was read, and cannot be again", err, client.Unavailable, ""); w.seen() != 1 {
		t.Errorf("the rest of a body is sent as the whole")
	}
	// and from where its reader stood
	part := strings.NewReader("head and body")
	_, _ = part.Seek(9, io.SeekStart)
	w.tell(deaf, answering(503, "", ""))
	if kept, err := c.SendFile(ctx, part, ""); err != nil || kept.Bytes != 4 || !kept.Again {
		t.Errorf("sent again from its middle: %+v %v", kept, err)
	}
}

// A real server that moved, or that is none, is told as that; and a bound on answers holds.
func TestBoundsAndStrangers(t *testing.T) {
	s, _ := declared(t)
	ctx := t.Context()
	token := s.token(t, access.ISMSManager)
	_, err := connect(t, s.Address()+"/scorecard", token).Get(ctx, "unit", "enterprise")
	if !client.Is(err, client.Internal) {
		t.Errorf("an address that is a page: %v", err)
	}
	_, err = connect(t, s.Address(), token, client.WithMaxBody(200)).Get(ctx, "unit", "enterprise")
	if p := refused(t, "an answer that is longer than wished", err, client.Internal, ""); !strings.Contains(p.Detail, "more than 200 bytes") {
		t.Error(p.Detail)
	}
	if _, err := connect(t, s.Address(), token, client.WithMaxBody(math.MaxInt64)).Get(ctx, "unit", "enterprise"); err != nil {
		t.Errorf("without a bound: %v", err)
	}
	w := &wire{}
	turning := connect(t, s.Address(), token, client.WithTransport(w))
	same := answering(200, "application/json", `{"items":[],"next":"x"}`)
	w.tell(same, same, same)
	if _, err := turning.Programme(ctx); !client.Is(err, client.Internal) {
		t.Errorf("pages that lead to themselves: %v", err)
	}
	w.tell(same, same, same)
	for _, err := range turning.All(ctx, "unit", client.ListOptions{}) {
		if !client.Is(err, client.Internal) {
			t.Errorf("a list that leads to itself: %v", err)
		}
	}
	var form client.Table = "pdf"
	if err := connect(t, s.Address(), token).Export(ctx, "unit", form, client.ListOptions{}, io.Discard); err == nil || !strings.Contains(err.Error(), `"pdf"`) {
		t.Errorf("a form that is none: %v", err)
	}
	// asked to wait, the client waits; told to stop, it stops at once
	c := connect(t, s.Address(), token, client.WithTransport(w), client.WithPauses(time.Hour, time.Hour))
	waiting, cancel := context.WithCancel(ctx)
	w.tell(lost, lost)
	var ended atomic.Bool
	go func() {
		for w.seen() == 0 {
			time.Sleep(time.Millisecond)
		}
		ended.Store(true)
		cancel()
	}()
	if _, err := c.Status(waiting, "objective", "protect"); !errors.Is(err, context.Canceled) || !ended.Load() {
		t.Errorf("a request that waits ends with %v", err)
	}
}
