package httpd

import (
	"net/http"
	"slices"
	"time"

	"github.com/hashicorp/golang-lru/v2/expirable"
	"golang.org/x/time/rate"

	"github.com/steelyard-isms/steelyard/internal/access"
)

// how many requests one address may send: a steady rate and a burst; and, far less, how often it may try to sign in
const (
	perSecond, burst     = 200, 400
	signInEvery, signIns = 3 * time.Second, 10
)

// how many requests to the API one principal may send, from wherever, unless the server is told otherwise
const (
	DefaultPerSecond = 50
	DefaultBurst     = 200
)

type limiter struct {
	all, signIn *expirable.LRU[string, *rate.Limiter]
	attempts    *attempts
	principals  *expirable.LRU[string, *rate.Limiter]
	perSecond   rate.Limit
	burst       int
}

func newLimiter(o Options) *limiter {
	l := &limiter{attempts: newAttempts(), perSecond: rate.Limit(o.PerSecond), burst: o.Burst, principals: expirable.NewLRU[string, *rate.Limiter](10_000, nil, 10*time.Minute)}
	if l.perSecond <= 0 {
		l.perSecond = DefaultPerSecond
	}
	if l.burst <= 0 {
		l.burst = DefaultBurst
	}
	l.all, l.signIn = expirable.NewLRU[string, *rate.Limiter](10_000, nil, 10*time.Minute), expirable.NewLRU[string, *rate.Limiter](10_000, nil, time.Hour)
	return l
}

// allowPrincipal tells whether a principal may send one more request to the API, and if not, after how long.
func (l *limiter) allowPrincipal(p access.Principal) (ok bool, after time.Duration) {
	one := of(l.principals, string(p.Account)+"/"+p.Via, l.perSecond, l.burst)
	r := one.Reserve()
	if after = r.Delay(); after > 0 {
		r.Cancel()
		return false, after
	}
	return true, 0
}

// guessed are the addresses where passwords and one-time links can be tried.
var guessed = []string{"/sign-in", "/setup", "/welcome", "/account/password"}

func (l *limiter) allow(r *http.Request) bool {
	host := neighbourhood(Client(r.Context()))
	if r.Method == http.MethodPost && slices.Contains(guessed, r.URL.Path) &&
		!of(l.signIn, host, rate.Every(signInEvery), signIns).Allow() {
		return false
	}
	return of(l.all, host, perSecond, burst).Allow()
}

func of[K comparable](l *expirable.LRU[K, *rate.Limiter], key K, every rate.Limit, burst int) *rate.Limiter {
	one, ok := l.Get(key)
	if !ok {
		one = rate.NewLimiter(every, burst)
		l.Add(key, one)
	}
	return one
}
