package app_test

import (
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/app"
	"github.com/steelyard-isms/steelyard/internal/httpd"
	"github.com/steelyard-isms/steelyard/internal/service"
)

// Behind a proxy a guesser holds up nobody but themselves; from many addresses they soon get no further with one login, whether or not there is such a login (but for
// the attempts of whoever just signed in somewhere new, which count there like others); and whoever has it still signs in from where they did before.
func TestGuessersAreHeldUp(t *testing.T) {
	proxies, err := httpd.ParseProxies([]string{"127.0.0.1"})
	if err != nil {
		t.Fatal(err)
	}
	a := start(t, app.Options{Database: filepath.Join(t.TempDir(), "real.db"), Proxies: proxies})
	made, err := a.Service.CreateAccount(t.Context(), app.Operator(), service.NewAccount{Login: "kari", Role: access.Owner, Password: sentence1})
	if err != nil {
		t.Fatal(err)
	}
	try := func(from, login, password string) answer {
		return ask(t, http.MethodPost, a.Address()+"/sign-in", "", url.Values{"name": {login}, "password": {password}}.Encode(),
			"Content-Type", "application/x-www-form-urlencoded", "X-Forwarded-For", "203.0.113.99, "+from)
	}
	if got := try("192.0.2.1", "kari", sentence1); got.status != http.StatusSeeOther {
		t.Fatalf("kari does not get in: %d", got.status)
	}
	if got := try("192.0.2.2", "kari", sentence1); got.status != http.StatusSeeOther {
		t.Fatalf("kari does not get in from elsewhere: %d", got.status)
	}
	var said [2][]int
	for i, login := range []string{"kari", "nobody"} {
		if try("192.0.2.9", login, "a sentence that was mistyped").status != http.StatusUnauthorized {
			t.Error("a wrong password is right")
		}
		for n := range 22 {
			spelled := []string{login, login + " ", string(login[0]-32) + login[1:]}[n%3]
			got := try(fmt.Sprintf("198.51.100.%d", n+1), spelled, "a wrong sentence to try")
			said[i] = append(said[i], got.status)
			if got.status == http.StatusTooManyRequests {
				wants(t, "held up", got, http.StatusTooManyRequests, "There were too many attempts with this name.")
				if got.header.Get("Retry-After") == "" {
					t.Error("nobody is told how long to wait")
				}
			}
		}
	}
	if fmt.Sprint(said[0][:17], said[0][19:]) != fmt.Sprint(said[1][:17], said[1][19:]) || said[0][16] != http.StatusUnauthorized || said[0][21] != http.StatusTooManyRequests {
		t.Errorf("answers for a login that is there, and for one that is not: %v", said)
	}
	if got := try("192.0.2.1", "kari", sentence1); got.status != http.StatusSeeOther {
		t.Errorf("kari is locked out where she signed in before: %d", got.status)
	}
	if got := try("192.0.2.3", "kari", sentence1); got.status != http.StatusTooManyRequests {
		t.Errorf("a guesser goes on from yet another address: %d", got.status)
	}
	if got := try("192.0.2.3", string(made.UID), sentence1); got.status != http.StatusUnauthorized {
		t.Errorf("an identifier is a second login: %d", got.status)
	}
	// one address is still one address
	last := 0
	for range 11 {
		last = ask(t, http.MethodPost, a.Address()+"/setup", "", "link=x&name=x&password="+url.QueryEscape(sentence1), "Content-Type", "application/x-www-form-urlencoded", "X-Forwarded-For", "192.0.2.4").status
	}
	if last != http.StatusTooManyRequests {
		t.Errorf("one address tries without an end: %d", last)
	}
}
