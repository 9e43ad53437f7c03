package httpd

import (
	"context"
	"crypto/rand"
	"net/http"
	"slices"
	"time"

	"github.com/alexedwards/scs/v2"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// owned is a store that knows whose a session is.
type owned interface {
	scs.CtxStore
	CommitFor(ctx context.Context, account record.UID, token string, data []byte, expires time.Time) error
	Of(ctx context.Context, account record.UID) (map[string][]byte, error)
}

// ownedStore notes of each session whose it is, as its data say.
type ownedStore struct{ owned }

// CommitCtx keeps a session.
func (s ownedStore) CommitCtx(ctx context.Context, token string, data []byte, expires time.Time) error {
	account := ""
	if _, values, err := (scs.GobCodec{}).Decode(data); err == nil {
		account, _ = values[sessionAccount].(string)
	}
	return s.CommitFor(ctx, record.UID(account), token, data, expires)
}

// Session is where somebody is signed in.
type Session struct {
	Began, Seen time.Time // Seen is noted every five minutes
	Browser     string    // as it named itself when the session began
	This        bool      // it is the session that asks
	token       string
}

// maxBrowser is how much is kept of what a browser calls itself.
const maxBrowser = 300

// begin notes in a session what its owner is told of it.
func (s *Server) begin(r *http.Request) {
	s.sessions.Put(r.Context(), sessionName, rand.Text())
	s.sessions.Put(r.Context(), sessionBegan, time.Now().Unix())
	agent := r.UserAgent()
	s.sessions.Put(r.Context(), sessionBrowser, agent[:min(len(agent), maxBrowser)])
}

// Sessions gives the sessions of whoever asks that still work, the one used last first.
func (s *Server) Sessions(r *http.Request) ([]Session, error) {
	store, ok := s.sessions.Store.(ownedStore)
	who := Who(r.Context())
	if !ok || who.Account == "" {
		return nil, nil
	}
	kept, err := store.Of(r.Context(), who.Account)
	if err != nil {
		return nil, err
	}
	var out []Session
	for token, data := range kept {
		_, values, err := (scs.GobCodec{}).Decode(data)
		if err != nil {
			return nil, fault.Wrap(fault.Unavailable, err, "the sessions cannot be read")
		}
		x := Session{token: token}
		seen, _ := values[sessionSeen].(int64)
		began, _ := values[sessionBegan].(int64)
		credential, _ := values[sessionCredential].(string)
		name, _ := values[sessionName].(string)
		x.Browser, _ = values[sessionBrowser].(string)
		x.Began, x.Seen, x.This = time.Unix(began, 0).UTC(), time.Unix(seen, 0).UTC(), name != "" && name == s.sessions.GetString(r.Context(), sessionName)
		if credential == who.Credential && time.Since(x.Seen) <= idle {
			out = append(out, x)
		}
	}
	slices.SortFunc(out, func(a, b Session) int {
		if c := b.Seen.Compare(a.Seen); c != 0 {
			return c
		}
		return b.Began.Compare(a.Began)
	})
	return out, nil
}

// EndOthers ends the sessions of whoever asks but the one that asks, and tells how many.
func (s *Server) EndOthers(r *http.Request) (int, error) {
	all, err := s.Sessions(r)
	if err != nil {
		return 0, err
	}
	n := 0
	for _, x := range all {
		if x.This {
			continue
		}
		if err := s.sessions.Store.(ownedStore).DeleteCtx(r.Context(), x.token); err != nil { //nolint:forcetypeassert // Sessions gives none of another store
			return n, fault.Wrap(fault.Unavailable, err, "the sessions cannot be ended")
		}
		n++
	}
	return n, nil
}

// Renew goes on with a session on behalf of a principal whose password has changed.
func (s *Server) Renew(r *http.Request, p access.Principal) error {
	if s.sessions.GetString(r.Context(), sessionAccount) != string(p.Account) {
		return nil // who came by another way has no session to go on with
	}
	return s.SignIn(r, p)
}
