package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// request is one request, as often as it is sent.
type request struct {
	method string
	path   []string // below /api/v1
	query  url.Values
	header http.Header
	body   []byte
	stream *stream // instead of body; sent again only where it can be rewound
	media  string
	reason string // why, of a write whose body or header has a place for it
	asks   bool   // a question, which shows the last write
	dated  bool   // it takes as_of
	safe   bool   // sending it again does no harm
	accept string
}

func get(path ...string) *request {
	return &request{method: http.MethodGet, path: path, query: url.Values{}, header: http.Header{}, asks: true, dated: true, safe: true}
}

// write is a request that changes something. A key of its own makes it safe to be sent again.
func (c *Client) write(method string, o []WriteOption, path ...string) *request {
	r := &request{method: method, path: path, query: url.Values{}, header: http.Header{}, safe: true}
	for _, option := range o {
		option(r.header)
	}
	if r.header.Get("Idempotency-Key") == "" {
		r.header.Set("Idempotency-Key", c.randomKey())
	}
	// a header cannot hold every text: a reason goes into the body where the body has a place for it
	r.reason = r.header.Get(reasonHeader)
	r.header.Del(reasonHeader)
	return r
}

// told puts the reason into the header, where the body has no place for it.
func (r *request) told() *request {
	if r.reason != "" {
		r.header.Set(reasonHeader, r.reason)
	}
	return r
}

// limit says how many are wanted, where it is told.
func (r *request) limit(n int) *request { return r.number("limit", n) }

func (r *request) number(name string, n int) *request {
	if n != 0 {
		r.query.Set(name, strconv.Itoa(n))
	}
	return r
}

func (r *request) text(name, value string) *request {
	if value != "" {
		r.query.Set(name, value)
	}
	return r
}

func (r *request) json(v any) (*request, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("what is to be sent cannot be written as JSON: %w", err)
	}
	r.body, r.media = b, "application/json"
	return r, nil
}

var (
	errPast    = errors.New("through a client of a past moment nothing can be written: use the client of now")
	errUndated = errors.New("this cannot be asked about a past moment: use the client of now")
)

// reply is what an answer says beside its body.
type reply struct {
	status  int
	replays bool // it is that of an earlier request with the same key
}

// do sends a request, again where that helps, and reads an answer in JSON.
func (c *Client) do(ctx context.Context, r *request, into any) (reply, error) {
	var answer reply
	err := c.trying(ctx, r, func() error {
		resp, err := c.send(ctx, r)
		if err != nil {
			return err
		}
		defer func() { _ = resp.Body.Close() }()
		body, err := io.ReadAll(io.LimitReader(resp.Body, c.maxBody+1))
		if err != nil {
			return unreachable(err)
		}
		if int64(len(body)) > c.maxBody {
			return &Problem{Status: http.StatusInternalServerError, Title: "Internal", Detail: fmt.Sprintf("the answer has more than %d bytes", c.maxBody)}
		}
		answer = reply{resp.StatusCode, resp.Header.Get("Idempotency-Replayed") == "true"}
		if !answers(resp, "application/json", "application/schema+json") || json.Unmarshal(body, into) != nil {
			return c.stranger()
		}
		return nil
	})
	return answer, err
}

// answers tells whether an answer is of one of some media types.
func answers(r *http.Response, media ...string) bool {
	got, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return slices.Contains(media, got)
}

// stranger is the problem of an answer that is none of ours.
func (c *Client) stranger() *Problem {
	return &Problem{Status: http.StatusInternalServerError, Title: "Internal", Detail: "what answers at " + c.base.String() + " is no Steelyard of this version"}
}

// open sends a request and gives the answer, which is of a media type, as it comes. The caller closes it. Only beginning it is
// tried again.
func (c *Client) open(ctx context.Context, r *request, media ...string) (*http.Response, error) {
	var answer *http.Response
	err := c.trying(ctx, r, func() error {
		resp, err := c.send(ctx, r)
		if err == nil && !answers(resp, media...) {
			_ = resp.Body.Close()
			return c.stranger()
		}
		answer = resp
		return err
	})
	return answer, err
}

// trying does something again, after a pause, while it fails for a moment and may be done again.
func (c *Client) trying(ctx context.Context, r *request, do func() error) error {
	if err := c.fits(r); err != nil {
		return err
	}
	for i := 1; ; i++ {
		err := do()
		if err == nil {
			return nil
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		p, ok := errors.AsType[*Problem](err)
		if !ok || i >= c.attempts || !r.safe || !passing(p) || p.RetryAfter > c.pauseMax || !r.stream.rewind() {
			return err
		}
		if err := sleep(ctx, max(p.RetryAfter, c.pause(i))); err != nil {
			return err
		}
	}
}

// fits refuses what cannot be asked about a past moment.
func (c *Client) fits(r *request) error {
	switch {
	case c.moment != "" && !r.asks:
		return errPast
	case c.moment != "" && !r.dated:
		return errUndated
	}
	return nil
}

// passing tells whether a failure may be gone in a moment.
func passing(p *Problem) bool {
	switch p.Status {
	case 0, http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return false
}

// pause is how long to wait after some attempts: twice as long each time, and by chance up to half of it less, so that many
// clients do not come back together.
func (c *Client) pause(attempt int) time.Duration {
	d := c.pauseMin << min(attempt-1, 20)
	if d <= 0 || d > c.pauseMax {
		d = c.pauseMax
	}
	return d - time.Duration(rand.Int64N(int64(d)/2+1)) //nolint:gosec // chance spreads pauses; it keeps no secret
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// send sends a request once. Error: a *Problem, or one of the request itself.
func (c *Client) send(ctx context.Context, r *request) (*http.Response, error) {
	req, err := c.request(ctx, r)
	if err != nil {
		return nil, err
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, unreachable(err)
	}
	if resp.StatusCode < 200 || resp.StatusCode > 299 {
		defer func() { _ = resp.Body.Close() }()
		body, err := io.ReadAll(io.LimitReader(resp.Body, maxProblem))
		if err != nil && resp.StatusCode < 400 {
			return nil, unreachable(err)
		}
		return nil, problemOf(resp, body)
	}
	if !r.asks {
		if seq, err := strconv.ParseInt(resp.Header.Get(seqHeader), 10, 64); err == nil {
			c.wrote(seq)
		}
		return resp, nil
	}
	if resp.Header.Get(behindHeader) == "true" {
		_ = resp.Body.Close()
		return nil, &Problem{Status: http.StatusServiceUnavailable, Title: "Unavailable", Detail: "the server cannot show the last write yet"}
	}
	return resp, nil
}

const seqHeader, behindHeader, reasonHeader = "Steelyard-Seq", "Steelyard-Behind", "Steelyard-Reason"

// sendable refuses what an address or a header cannot hold, before a transport fails over it or a server tidies it away.
func (r *request) sendable() error {
	for _, part := range r.path {
		if part == "" || part == "." || part == ".." {
			return &Problem{Title: "Not found", Status: http.StatusNotFound, Detail: fmt.Sprintf("nothing has the name %q", part)}
		}
	}
	for name, values := range r.header {
		if strings.ContainsFunc(values[0], unicode.IsControl) {
			return &Problem{Title: "Invalid", Status: http.StatusUnprocessableEntity, Detail: "the request cannot be sent",
				Errors: []Field{{Field: name, Reason: "has the end of a line or another control character in it", Remedy: "Write it on one line"}}}
		}
	}
	return nil
}

func (c *Client) request(ctx context.Context, r *request) (*http.Request, error) {
	if err := r.sendable(); err != nil {
		return nil, err
	}
	u := *c.base
	raw := u.EscapedPath() + "/api/v1"
	u.Path += "/api/v1"
	for _, part := range r.path {
		u.Path += "/" + part
		raw += "/" + url.PathEscape(part)
	}
	u.RawPath = raw
	query := url.Values{}
	maps.Copy(query, r.query)
	if c.moment != "" {
		query.Set("as_of", c.moment)
	}
	u.RawQuery = query.Encode()
	var body io.Reader
	switch {
	case r.stream != nil:
		body = r.stream.attempt()
	case r.body != nil:
		body = bytes.NewReader(r.body)
	}
	req, err := http.NewRequestWithContext(ctx, r.method, u.String(), body)
	if err != nil {
		return nil, fmt.Errorf("the request cannot be made: %w", err)
	}
	for name, values := range r.header {
		req.Header[name] = values
	}
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	if r.media != "" {
		req.Header.Set("Content-Type", r.media)
	}
	if r.accept != "" {
		req.Header.Set("Accept", r.accept)
	}
	req.Header.Set("User-Agent", c.agent)
	if seq := c.seq.Load(); seq > 0 && r.asks {
		req.Header.Set(seqHeader, strconv.FormatInt(seq, 10))
	}
	return req, nil
}
