package app_test

import (
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/app"
	"github.com/steelyard-isms/steelyard/internal/service"
)

var (
	shownSecret = regexp.MustCompile(`id="secret"[^>]*value="(steelyard_[A-Za-z0-9_-]{43})"`)
	revokes     = regexp.MustCompile(`action="(/account/tokens/[0-9A-Z]{26}/revoke)"`)
)

// Everybody sees what they may do, and keeps their own password, sessions and tokens; nobody keeps those of others.
func TestEverybodyKeepsTheirOwnAccount(t *testing.T) {
	a, root := administered(t)
	for login, role := range map[string]access.Role{"kari": access.Auditor, "feed": access.Collector} {
		n := service.NewAccount{Login: login, Role: role, Password: sentence1}
		if login == "kari" {
			n.Person = "p-01"
		}
		if _, err := a.Service.CreateAccount(t.Context(), app.Operator(), n); err != nil {
			t.Fatal(err)
		}
	}
	kari, elsewhere := signsIn(t, a, "kari", sentence1), signsIn(t, a, "kari", sentence1)
	wants(t, "her page", kari.get("/account"), http.StatusOK, ", with the role Auditor in the whole organisation.", "Reads everything", "Declares and changes nothing", "Administers nothing", "this one", "End the others", "There is no token.")
	if rail := kari.get("/scorecard").body; !strings.Contains(rail, `href="/account"`) {
		t.Error("no page leads to one's own account")
	}

	wants(t, "no title", kari.post("/account/tokens", "title", " ", "days", "0"), http.StatusUnprocessableEntity, "Purpose is empty. Say what the token is for, in at most 200 characters", "Days is not between 1 and 3660")
	made := kari.post("/account/tokens", "title", "scanner", "days", "30")
	wants(t, "a token", made, http.StatusOK, "Token: scanner", "It is shown this once")
	secret := first(shownSecret, made.body)
	if secret == "" || made.header.Get("Cache-Control") != "no-store" || !strings.Contains(html.UnescapeString(made.body), `curl -sS -H "Authorization: Bearer `+secret+`" `+a.Address()+"/api/v1/kinds") {
		t.Errorf("the secret or the line that tries it is missing, or may be kept: %v", made.header)
	}
	if again := kari.get("/account"); keptKey.MatchString(again.body) || !strings.Contains(again.body, "scanner") {
		t.Error("the secret is shown again, or the token is not")
	}
	api := func() int { return ask(t, http.MethodGet, a.Address()+"/api/v1/kinds", secret, "").status }
	if got := api(); got != http.StatusOK {
		t.Errorf("the token does not work: %d", got)
	}
	if got := ask(t, http.MethodPost, a.Address()+"/account/tokens", secret, "title=more&days=9", "Content-Type", "application/x-www-form-urlencoded"); got.status != http.StatusForbidden {
		t.Errorf("a token makes tokens: %d", got.status)
	}
	if got := root.post(first(revokes, kari.get("/account").body)); got.status != http.StatusNotFound {
		t.Errorf("somebody else revokes it as their own: %d", got.status)
	}
	wants(t, "revoked", kari.follow("revoking", kari.post(first(revokes, kari.get("/account").body))), http.StatusOK, "The token is revoked.", "revoked")
	if got := api(); got != http.StatusUnauthorized {
		t.Errorf("a revoked token works: %d", got)
	}

	wants(t, "a wrong password", kari.post("/account/password", "present", "not the password", "password", sentence2), http.StatusUnprocessableEntity, "Present password is not the present password")
	wants(t, "a short one", kari.post("/account/password", "present", sentence1, "password", "short"), http.StatusUnprocessableEntity, "has fewer than 12 characters")
	wants(t, "a new password", kari.follow("changing", kari.post("/account/password", "present", sentence1, "password", sentence2)), http.StatusOK, "The password is changed.", "password changed")
	if got := elsewhere.get("/scorecard"); got.status != http.StatusSeeOther {
		t.Errorf("a session elsewhere outlives the password: %d", got.status)
	}
	elsewhere = signsIn(t, a, "kari", sentence2)
	wants(t, "sessions", kari.follow("ending", kari.post("/account/sessions/end")), http.StatusOK, "1 other session has ended.")
	if got := elsewhere.get("/scorecard"); got.status != http.StatusSeeOther {
		t.Errorf("an ended session goes on: %d", got.status)
	}
	if got := kari.get("/scorecard"); got.status != http.StatusOK {
		t.Errorf("the session that ended the others ended itself: %d", got.status)
	}

	// a program's account is an administrator's to keep
	feed := signsIn(t, a, "feed", sentence1)
	wants(t, "a collector's page", feed.get("/account"), http.StatusOK, "Collector", "With the role Collector you may not keep an account of your own.")
	for _, path := range []string{"/account/tokens", "/account/password", "/account/sessions/end"} {
		if got := feed.post(path, "title", "more", "days", "1", "present", sentence1, "password", sentence2); got.status != http.StatusForbidden {
			t.Errorf("a collector does %s: %d", path, got.status)
		}
	}
	// passwords can no more be tried here than at the door
	limited := false
	for range 12 {
		limited = limited || kari.post("/account/password", "present", "wrong", "password", "short").status == http.StatusTooManyRequests
	}
	if !limited {
		t.Error("passwords can be tried without end")
	}
}
