package client_test

import (
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/steelyard-isms/steelyard/client"
	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/store/pgtest"
)

// Behind a balancer, what a client wrote through one server its next question finds on the other.
func TestWriterSeesItOnAnyServer(t *testing.T) {
	for name, database := range map[string]string{"sqlite": filepath.Join(t.TempDir(), "steelyard.db"), "postgres": pgtest.DSN(t)} {
		t.Run(name, func(t *testing.T) { writerSeesIt(t, database) })
	}
}

func writerSeesIt(t *testing.T, database string) {
	servers := []*server{start(t, database), start(t, database)}
	hosts := make([]string, len(servers))
	for i, s := range servers {
		u, err := url.Parse(s.Address())
		if err != nil {
			t.Fatal(err)
		}
		hosts[i] = u.Host
	}
	var turn atomic.Int64
	var answered [2]atomic.Int64
	c := connect(t, "http://steelyard", servers[0].token(t, access.Administrator), client.WithTransport(through(func(r *http.Request) (*http.Response, error) {
		i := turn.Add(1) % 2
		answered[i].Add(1)
		r = r.Clone(r.Context())
		r.URL.Host = hosts[i]
		return http.DefaultTransport.RoundTrip(r)
	})))
	ctx := t.Context()
	for i := range 20 {
		name := fmt.Sprint("unit-", i)
		made, err := c.Put(ctx, "unit", name, client.Declaration{Title: "Unit", Spec: object{}})
		if err != nil {
			t.Fatal(err)
		}
		if got, err := c.Get(ctx, "unit", name); err != nil || got.Seq != made.Seq {
			t.Fatalf("what entry %d recorded is not there on the other server: %v", made.Seq, err)
		}
		if i%2 == 1 {
			turn.Add(1) // so that each server writes
		}
	}
	if answered[0].Load() < 10 || answered[1].Load() < 10 {
		t.Errorf("the servers answered %d and %d requests", answered[0].Load(), answered[1].Load())
	}
}

// A server that cannot show the last write says so, and its answer is not taken for the present.
func TestAnswerThatIsBehind(t *testing.T) {
	s, c := declared(t)
	w := &wire{}
	ear := connect(t, s.Address(), s.token(t, access.ISMSManager), client.WithTransport(w))
	behind := func(r *http.Request) (*http.Response, error) {
		resp, err := http.DefaultTransport.RoundTrip(r)
		if err == nil {
			resp.Header.Set("Steelyard-Behind", "true")
		}
		return resp, err
	}
	made := must[client.Written](t)(ear.Patch(t.Context(), "unit", "enterprise", client.Patch{Title: text("New")}))
	var asked string
	w.tell(behind, func(r *http.Request) (*http.Response, error) {
		asked = r.Header.Get("Steelyard-Seq")
		return http.DefaultTransport.RoundTrip(r)
	})
	if _, err := ear.Get(t.Context(), "unit", "enterprise"); err != nil || asked != fmt.Sprint(made.Seq) || w.seen() != 2 {
		t.Errorf("asked %d times, for entry %q: %v", w.seen(), asked, err)
	}
	w.tell(behind, behind, behind, behind)
	_, err := ear.Get(t.Context(), "unit", "enterprise")
	refused(t, "a server that stays behind", err, client.Unavailable, "")
	if c.Seq() >= made.Seq {
		t.Errorf("a client that wrote nothing asks for entry %d", c.Seq())
	}
}

// One client serves a whole program: goroutines share it, and none loses a write or sees the state of before its own.
func TestOneClientForAll(t *testing.T) {
	s, _ := declared(t)
	c := connect(t, s.Address(), s.token(t, access.ISMSManager))
	ctx := t.Context()
	before := s.Service.Seq()
	const many, each = 8, 10
	var wg sync.WaitGroup
	for i := range many {
		wg.Go(func() {
			for n := range each {
				name := fmt.Sprintf("unit-%d-%d", i, n)
				made, err := c.Put(ctx, "units", name, client.Declaration{Title: "Unit", Spec: object{"parent": "enterprise"}})
				if err != nil {
					t.Error(err)
					return
				}
				if c.Seq() < made.Seq {
					t.Errorf("entry %d is forgotten", made.Seq)
				}
				if got, err := c.Get(ctx, "unit", name); err != nil || got.Revision != 1 {
					t.Errorf("%s: %+v %v", name, got, err)
				}
				if _, err := c.AsOf("entry:3").Get(ctx, "unit", "enterprise"); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if s.Service.Seq() != before+many*each || c.Seq() != s.Service.Seq() {
		t.Errorf("%d writes made %d entries; the client knows of %d", many*each, s.Service.Seq()-before, c.Seq())
	}
}
