package httpd

import (
	"context"
	"io"
	"net/http"
	"strconv"

	"github.com/steelyard-isms/steelyard/internal/access"
)

// localKey marks requests that this process makes of itself. A request from a socket cannot carry it: its context is made by
// net/http. Only Local sets it.
type localKey struct{}

func local(r *http.Request) (access.Principal, bool) {
	p, ok := r.Context().Value(localKey{}).(access.Principal)
	return p, ok
}

// Local gives a transport by which this process asks the server on behalf of a principal, without a socket: requests go
// through everything that others go through but sign-in and the limits on how often. Nobody outside of the process can
// reach it.
func (s *Server) Local(who access.Principal) http.RoundTripper {
	return &localTransport{handler: s.Handler(), who: who}
}

type localTransport struct {
	handler http.Handler
	who     access.Principal
}

// RoundTrip answers as soon as the handler begins to; what it writes then comes as it is written.
func (t *localTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithCancel(r.Context())
	in := r.Clone(context.WithValue(ctx, localKey{}, t.who))
	in.RequestURI, in.RemoteAddr = r.URL.RequestURI(), "local"
	in.Proto, in.ProtoMajor, in.ProtoMinor = "HTTP/1.1", 1, 1
	if in.Host == "" {
		in.Host = r.URL.Host
	}
	if in.Body == nil {
		in.Body = http.NoBody
	}
	body, out := io.Pipe()
	w := &localWriter{header: http.Header{}, body: out, begun: make(chan struct{})}
	go func() {
		var failed error
		defer func() {
			if p := recover(); p != nil {
				failed = io.ErrUnexpectedEOF // as a connection that breaks
				w.broken = w.status == 0     // before anything was answered
			}
			if failed == nil {
				failed = r.Context().Err() // what came so far must not look like the whole
			}
			_ = in.Body.Close()
			w.begin(http.StatusOK)
			_ = out.CloseWithError(failed)
			cancel()
		}()
		t.handler.ServeHTTP(w, in)
	}()
	select {
	case <-w.begun:
	case <-ctx.Done():
		if r.Context().Err() != nil { // else the handler has just ended
			_ = body.CloseWithError(r.Context().Err())
			return nil, r.Context().Err()
		}
		<-w.begun
	}
	if w.broken {
		return nil, io.ErrUnexpectedEOF
	}
	return &http.Response{Status: strconv.Itoa(w.status) + " " + http.StatusText(w.status), StatusCode: w.status, Proto: in.Proto, ProtoMajor: 1, ProtoMinor: 1, Header: w.sent,
		Body: &localBody{body, cancel}, ContentLength: -1, Request: r}, nil
}

// localBody tells the handler when the reader has had enough.
type localBody struct {
	*io.PipeReader
	cancel context.CancelFunc
}

// Close ends the handler.
func (b *localBody) Close() error {
	b.cancel()
	return b.PipeReader.Close()
}

// localWriter is used by one handler, in one goroutine; the reader looks at sent and status once begun is closed.
type localWriter struct {
	header, sent http.Header
	status       int
	body         *io.PipeWriter
	begun        chan struct{}
	broken       bool // the handler gave up before it began
}

func (w *localWriter) begin(status int) {
	if w.status == 0 {
		w.status, w.sent = status, w.header.Clone()
		close(w.begun)
	}
}

// Header gives the headers that will be sent.
func (w *localWriter) Header() http.Header { return w.header }

// WriteHeader begins the answer.
func (w *localWriter) WriteHeader(status int) { w.begin(status) }

func (w *localWriter) Write(b []byte) (int, error) {
	w.begin(http.StatusOK)
	return w.body.Write(b)
}

// Flush has nothing to do: what is written is there.
func (w *localWriter) Flush() { w.begin(http.StatusOK) }
