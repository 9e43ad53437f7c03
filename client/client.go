// Package client asks a Steelyard over its JSON API: records of every kind, computed status, points, files, the journal.
//
//	c, err := client.New("https://steelyard.example.org", os.Getenv("STEELYARD_TOKEN"))
//	objective, err := c.Get(ctx, "objective", "O-01")
//
// Every failure of a request is a *[Problem], but for the end of its context, which is that of the context. Requests are sent again where that is safe: questions, and writes under an
// idempotency key of their own. What a client wrote, its later questions see, whichever server answers. Kinds are named in the
// singular or the plural, records by name, code or identifier.
//
// The package keeps to requests and answers: it stores nothing and decides nothing, and it depends on the standard library
// alone.
package client

import (
	"crypto/rand"
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Client asks one server on behalf of one account. It is safe for use by several goroutines. Make one with [New].
type Client struct {
	*shared
	moment string // as_of of every question; empty is now
}

// shared is what clients that were made of one another have in common.
type shared struct {
	base      *url.URL
	token     string
	http      *http.Client
	agent     string
	attempts  int
	pauseMin  time.Duration
	pauseMax  time.Duration
	maxBody   int64
	patience  time.Duration
	seq       atomic.Int64 // journal entry of the last write
	mu        sync.Mutex
	words     map[string]word // by kind, and by plural
	randomKey func() string
}

// Option changes how a client works.
type Option func(*shared)

// WithTransport sends requests another way: through a proxy, with other certificates, with a trace of each.
func WithTransport(t http.RoundTripper) Option { return func(s *shared) { s.http.Transport = t } }

// WithAttempts says how often a request is sent at most where it fails for a moment; 4 unless told, 1 is never again.
func WithAttempts(n int) Option { return func(s *shared) { s.attempts = max(1, n) } }

// WithPauses bounds the pause before a request is sent again, which doubles each time: 200 ms to 10 s unless told. The longer
// one also bounds how long a server may ask to wait.
func WithPauses(shortest, longest time.Duration) Option {
	return func(s *shared) { s.pauseMin, s.pauseMax = max(1, shortest), max(1, shortest, longest) }
}

// WithMaxBody bounds how many bytes of an answer in JSON are read; 64 MiB unless told. Files and tables are streams without
// this bound.
func WithMaxBody(bytes int64) Option {
	return func(s *shared) { s.maxBody = min(max(1, bytes), math.MaxInt64-1) }
}

// WithUserAgent names the program, for the log of proxies.
func WithUserAgent(name string) Option { return func(s *shared) { s.agent = name } }

// WithSilence says how long a stream of events may be silent before it is taken for broken; 45 s unless told. A server says
// that it is there every 15 s.
func WithSilence(d time.Duration) Option { return func(s *shared) { s.patience = max(1, d) } }

// New makes a client for the server at an address such as https://steelyard.example.org. The token is one that an
// administrator made for an account. It asks the server nothing yet. Error: the address or the token is none.
func New(baseURL, token string, options ...Option) (*Client, error) {
	u, err := url.Parse(baseURL)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, fmt.Errorf("%q is not the address of a server: write it like https://steelyard.example.org", baseURL)
	}
	if u.User != nil {
		return nil, errors.New("the address has the name of an account in it: Steelyard knows who asks by the token alone")
	}
	if strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return nil, errors.New("the token has characters that no token has: blanks, or the end of a line")
	}
	u.Path, u.RawPath, u.RawQuery, u.Fragment = strings.TrimSuffix(u.Path, "/"), "", "", ""
	s := &shared{base: u, token: token, agent: "steelyard-client", attempts: 4, pauseMin: 200 * time.Millisecond, pauseMax: 10 * time.Second,
		maxBody: 64 << 20, patience: 45 * time.Second, randomKey: rand.Text,
		// a server moved elsewhere is a mistake to be told: a redirected write would become a question
		http: &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	for _, o := range options {
		o(s)
	}
	return &Client{shared: s}, nil
}

// AsOf gives a client whose questions are about a moment: a date (its last moment, UTC), a time by RFC 3339, or entry:N for
// that of a journal entry; empty is now. It shares everything else with the one it is made of. Through a client of a moment
// that is not now nothing can be written.
func (c *Client) AsOf(moment string) *Client { return &Client{c.shared, moment} }

// Seq is the journal entry of the last write of this client; 0 before the first.
func (c *Client) Seq() int64 { return c.seq.Load() }

// wrote remembers an entry, so that later questions see it.
func (s *shared) wrote(seq int64) {
	for {
		old := s.seq.Load()
		if seq <= old || s.seq.CompareAndSwap(old, seq) {
			return
		}
	}
}

// State says which state an answer shows.
type State struct {
	Seq int64     `json:"seq"` // journal entry up to which the answer shows everything
	At  time.Time `json:"at"`  // moment that the answer is about, UTC
}
