package httpd

import (
	"crypto/sha256"
	"math"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"github.com/hashicorp/golang-lru/v2/expirable"
	"golang.org/x/time/rate"

	"github.com/steelyard-isms/steelyard/internal/fault"
)

// How often passwords are tried for one login from wherever nobody has signed in with it, and from each place where somebody has: a burst, and a steady
// rate after it. A guesser elsewhere uses up the first alone.
const (
	loginEvery, loginTries = time.Minute, 20
	placesKept             = 10_000
	placeKept              = 90 * 24 * time.Hour
)

// attempts bounds how often passwords are tried for each login. It never asks whether there is such a login, so that it does not tell. Memory is bounded by
// the number of entries; logins are kept as digests, for people type passwords into the wrong field.
type attempts struct {
	strangers *expirable.LRU[digest, *rate.Limiter] // by login
	places    *expirable.LRU[digest, *rate.Limiter] // by login and address, where somebody has signed in
}

type digest [16]byte

func newAttempts() *attempts {
	return &attempts{strangers: expirable.NewLRU[digest, *rate.Limiter](placesKept, nil, time.Hour), places: expirable.NewLRU[digest, *rate.Limiter](placesKept, nil, placeKept)}
}

func digestOf(parts ...string) digest {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return digest(sum[:16])
}

// fold makes spellings of a login one.
func fold(login string) string { return strings.ToLower(strings.TrimSpace(login)) }

// try counts an attempt; after is how long to wait where there were too many.
func (a *attempts) try(login string, from netip.Addr, now time.Time) (ok bool, after time.Duration) {
	one, here := a.places.Get(digestOf(fold(login), neighbourhood(from)))
	if !here {
		one = of(a.strangers, digestOf(fold(login)), rate.Every(loginEvery), loginTries)
	}
	r := one.ReserveN(now, 1)
	if after = r.DelayFrom(now); after > 0 {
		r.CancelAt(now)
		return false, after
	}
	return true, 0
}

// succeeded notes that somebody signed in from an address: whatever is tried elsewhere does not count there any more.
func (a *attempts) succeeded(login string, from netip.Addr) {
	a.places.Add(digestOf(fold(login), neighbourhood(from)), rate.NewLimiter(rate.Every(loginEvery), loginTries))
}

// TryPassword counts an attempt with the password of an account, which is named by its login or, once somebody is signed in, its identifier. Whoever calls it
// says with done that the password was right. Error: Limited, with the header that says how long to wait.
func (s *Server) TryPassword(w http.ResponseWriter, r *http.Request, account string) (done func(), err error) {
	from := Client(r.Context())
	if ok, after := s.limits.attempts.try(account, from, time.Now()); !ok {
		w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(after.Seconds()))))
		return nil, fault.New(fault.Limited, "too many passwords were tried for this name: wait a minute, or ask an administrator for a one-time link")
	}
	return func() { s.limits.attempts.succeeded(account, from) }, nil
}
