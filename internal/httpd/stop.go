package httpd

import (
	"context"
	"net/http"
	"sync"

	"github.com/steelyard-isms/steelyard/internal/access"
)

// stopper tells answers that go on until the server ends that it does.
type stopper struct {
	once sync.Once
	done chan struct{}
}

// Stop tells answers without an end of their own to end, so that a server which shuts down need not wait for them. It may
// be called more than once.
func (s *Server) Stop() { s.stop.once.Do(func() { close(s.stop.done) }) }

// Stopping is closed when the server ends.
func (s *Server) Stopping() <-chan struct{} { return s.stop.done }

// Still finds out anew on whose behalf a request is made, for an answer that goes on for long: nobody where the token was
// revoked or the session has ended meanwhile.
func (s *Server) Still(r *http.Request) (access.Principal, error) {
	ctx := r.Context()
	if _, ok := local(r); !ok && r.Header.Get("Authorization") == "" {
		c, err := r.Cookie(s.sessions.Cookie.Name)
		if err != nil {
			return access.Anonymous, nil //nolint:nilerr // without a cookie there is no session
		}
		// what the request began with is in its context; the store knows whether the session is still there
		if ctx, err = s.sessions.Load(context.Background(), c.Value); err != nil {
			return access.Anonymous, err
		}
	}
	return s.identify(r.WithContext(ctx))
}
