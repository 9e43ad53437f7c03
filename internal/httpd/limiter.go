package httpd

import (
	"net"
	"net/http"
	"time"

	"github.com/hashicorp/golang-lru/v2/expirable"
	"golang.org/x/time/rate"
)

// how many requests one address may send: a steady rate and a burst; and, far less, how often it may try to sign in
const (
	perSecond, burst     = 200, 400
	signInEvery, signIns = 3 * time.Second, 10
)

type limiter struct {
	all, signIn *expirable.LRU[string, *rate.Limiter]
}

func newLimiter() *limiter {
	return &limiter{all: expirable.NewLRU[string, *rate.Limiter](10_000, nil, 10*time.Minute),
		signIn: expirable.NewLRU[string, *rate.Limiter](10_000, nil, time.Hour)}
}

func (l *limiter) allow(r *http.Request) bool {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	if r.Method == http.MethodPost && (r.URL.Path == "/sign-in" || r.URL.Path == "/setup") &&
		!of(l.signIn, host, rate.Every(signInEvery), signIns).Allow() {
		return false
	}
	return of(l.all, host, perSecond, burst).Allow()
}

func of(l *expirable.LRU[string, *rate.Limiter], host string, every rate.Limit, burst int) *rate.Limiter {
	one, ok := l.Get(host)
	if !ok {
		one = rate.NewLimiter(every, burst)
		l.Add(host, one)
	}
	return one
}
