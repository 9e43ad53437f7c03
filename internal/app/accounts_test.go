package app_test

import (
	"html"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/app"
	"github.com/steelyard-isms/steelyard/internal/service"
)

// browser asks as somebody who has signed in.
type browser struct {
	t      *testing.T
	a      *app.App
	cookie string
}

const sentence1, sentence2 = "a sentence is easy to keep", "another sentence to keep"

// administered is an installation with a unit, two people and an administrator who is signed in.
func administered(t *testing.T) (*app.App, *browser) {
	t.Helper()
	a := start(t, app.Options{Database: filepath.Join(t.TempDir(), "real.db")})
	declareEdges(t, a)
	if _, err := a.Service.CreateAccount(t.Context(), app.Operator(), service.NewAccount{Login: "root", Role: access.Administrator, Password: sentence1}); err != nil {
		t.Fatal(err)
	}
	return a, signsIn(t, a, "root", sentence1)
}

// signsIn begins a session.
func signsIn(t *testing.T, a *app.App, login, password string) *browser {
	t.Helper()
	b := &browser{t: t, a: a}
	got := b.post("/sign-in", "name", login, "password", password)
	if got.status != http.StatusSeeOther {
		t.Fatalf("%s cannot sign in: %d", login, got.status)
	}
	return b
}

func (b *browser) keep(got answer) answer {
	for _, c := range got.header.Values("Set-Cookie") {
		if strings.HasPrefix(c, "steelyard_session=") {
			b.cookie = strings.Split(c, ";")[0]
		}
	}
	return got
}

func (b *browser) get(path string) answer {
	b.t.Helper()
	return b.keep(ask(b.t, http.MethodGet, b.a.Address()+path, "", "", "Cookie", b.cookie))
}

func (b *browser) post(path string, pairs ...string) answer {
	b.t.Helper()
	values := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		values.Add(pairs[i], pairs[i+1])
	}
	return b.keep(ask(b.t, http.MethodPost, b.a.Address()+path, "", values.Encode(), "Content-Type", "application/x-www-form-urlencoded", "Cookie", b.cookie))
}

// follow goes where an answer leads.
func (b *browser) follow(what string, got answer) answer {
	b.t.Helper()
	if got.status != http.StatusSeeOther {
		b.t.Fatalf("%s answers %d: %.600s", what, got.status, plainOf(got.body))
	}
	return b.get(got.header.Get("Location"))
}

var (
	oneTime = regexp.MustCompile(`value="[^"]*(/welcome\?link=[^"]+)"`)
	account = regexp.MustCompile(`/accounts/([0-9A-Z]{26})`)
	keptKey = regexp.MustCompile(`steelyard_[A-Za-z0-9_-]{43}`)
)

// An administrator makes an account in the browser and hands over a one-time link; its owner chooses a password, works with the role that was
// given, and no other; and each act stands in the history of the account.
func TestAnAccountIsMadeAndLived(t *testing.T) {
	a, root := administered(t)
	wants(t, "the form", root.get("/accounts/new"), http.StatusOK, "ISMS manager", "Leave it out for the whole organisation")
	bad := root.post("/accounts", "login", "No Login", "role", "owner")
	wants(t, "a bad login", bad, http.StatusUnprocessableEntity, "Login is not a login. Use small letters")
	bad = root.post("/accounts", "login", "kari", "role", "king")
	wants(t, "a bad role", bad, http.StatusUnprocessableEntity, "Role is not a role")
	bad = root.post("/accounts", "login", "kari", "role", "owner", "person", "nobody of that name")
	wants(t, "a bad person", bad, http.StatusUnprocessableEntity, "Person is not a declared person")
	bad = root.post("/accounts", "login", "No Login", "role", "king", "person", "nobody", "unit", "nowhere", "password", "short")
	wants(t, "all mistakes at once", bad, http.StatusUnprocessableEntity, "Person is not a declared person", "Unit is not a declared unit", "Login is not a login", "Role is not a role. Choose one of those that are offered.", "Password has fewer than 12")
	if strings.Contains(bad.body, "isms-manager, ") {
		t.Error("roles are named as in files")
	}

	made := root.post("/accounts", "login", "kari", "role", "auditor", "person", "Somebody Else", "unit", "The all")
	wants(t, "a new account", made, http.StatusOK, "One-time link", "no password yet", "Auditor", "Reads", "everything", "made, with the role Auditor in The all")
	if got := made.header.Get("Cache-Control"); got != "no-store" {
		t.Errorf("the page with a secret may be kept: %s", got)
	}
	link, uid := html.UnescapeString(first(oneTime, made.body)), first(account, made.body)
	if link == "" || uid == "" {
		t.Fatalf("no link is shown: %.900s", plainOf(made.body))
	}
	told := root.follow("a draft of nobody", root.post("/drafts/01J0000000000000000000000A/discard"))
	wants(t, "a draft of nobody", told, http.StatusOK, "You have no such draft.")
	if again := root.get("/accounts/" + uid); keptKey.MatchString(again.body) {
		t.Error("the link is shown again")
	}

	kari := &browser{t: t, a: a}
	wants(t, "the link", kari.get(link), http.StatusOK, "Choose your password", "for the account kari")
	_, secret, _ := strings.Cut(link, "link=")
	wants(t, "a short password", kari.post("/welcome", "link", secret, "password", "short"), http.StatusUnprocessableEntity, "Password has fewer than 12 characters")
	wants(t, "her first page", kari.follow("the link", kari.post("/welcome", "link", secret, "password", sentence2)), http.StatusOK, "Scorecard")
	if used := kari.post("/welcome", "link", secret, "password", sentence1); used.status != http.StatusForbidden || strings.Contains(used.body, secret) {
		t.Errorf("the link works twice, or is told: %d", used.status)
	}
	if got := kari.get("/units/new"); got.status != http.StatusForbidden {
		t.Errorf("an auditor may declare: %d", got.status)
	}

	wants(t, "another role", root.follow("another role", root.post("/accounts/"+uid+"/role", "role", "isms-manager", "unit", "")), http.StatusOK, "The role of kari is changed.", "root given the role ISMS manager")
	if got := kari.get("/units/new"); got.status != http.StatusOK {
		t.Errorf("the new role does not hold: %d", got.status)
	}
	wants(t, "another password", root.follow("another password", root.post("/accounts/"+uid+"/password", "password", sentence1)), http.StatusOK, "Its sessions have ended.")
	if got := kari.get("/scorecard"); got.status != http.StatusSeeOther {
		t.Errorf("a session outlives its password: %d", got.status)
	}
	kari = signsIn(t, a, "kari", sentence1)
	wants(t, "disabled", root.follow("disabling", root.post("/accounts/"+uid+"/disable")), http.StatusOK, "The account kari is disabled.", "Enable the account")
	if got := kari.get("/scorecard"); got.status != http.StatusSeeOther {
		t.Errorf("a session outlives its account: %d", got.status)
	}
	wants(t, "a link for a disabled account", root.post("/accounts/"+uid+"/link"), http.StatusConflict, "This account is disabled: enable it first.")
	wants(t, "enabled", root.follow("enabling", root.post("/accounts/"+uid+"/enable")), http.StatusOK, "The account kari is enabled.")
	wants(t, "all accounts", root.get("/accounts"), http.StatusOK, "2 accounts can sign in.", "kari", "ISMS manager", "Whole organisation")

	token, _, err := a.Service.CreateToken(t.Context(), app.Operator(), "kari", "scanner", 1e15)
	if err != nil {
		t.Fatal(err)
	}
	wants(t, "what forgetting means", root.get("/accounts/"+uid+"/forget"), http.StatusOK, "The login kari", "1 token in use stops working", "The record of Somebody Else stays")
	wants(t, "forgotten", root.follow("forgetting", root.post("/accounts/"+uid+"/forget")), http.StatusOK, "The account is forgotten.", "1 account can sign in.")
	if got := ask(t, http.MethodGet, a.Address()+"/api/v1/units", token, ""); got.status != http.StatusUnauthorized {
		t.Errorf("a token of a forgotten account works: %d", got.status)
	}
	if got := root.get("/accounts/" + uid); got.status != http.StatusNotFound {
		t.Errorf("a forgotten account is shown: %d", got.status)
	}
	if got := root.post("/accounts/"+uid+"/enable", "", ""); got.status != http.StatusNotFound {
		t.Errorf("a forgotten account comes back: %d", got.status)
	}
}

// The first administrator stands for nobody, for there was nobody yet: Today leads to where they say so, and from then on they are that person.
func TestAnAccountIsTiedToAPersonAfterwards(t *testing.T) {
	a, root := administered(t)
	uid := first(account, root.get("/accounts").body)
	today := root.get("/today")
	wants(t, "before", today, http.StatusOK, "Nobody has said whose this account is.", "Say so on its page")
	if !strings.Contains(today.body, "/accounts/"+uid+"#whose") {
		t.Error("Today does not lead to where it is said")
	}
	if _, err := a.Service.CreateAccount(t.Context(), app.Operator(), service.NewAccount{Login: "kari", Role: access.Executive, Password: sentence2}); err != nil {
		t.Fatal(err)
	}
	kari := signsIn(t, a, "kari", sentence2)
	wants(t, "for somebody else", kari.get("/today"), http.StatusOK, "An administrator can say whose it is.")
	if got := kari.post("/accounts/"+uid+"/person", "person", "p-01"); got.status != http.StatusForbidden {
		t.Errorf("an executive ties accounts: %d", got.status)
	}

	wants(t, "nobody of that name", root.post("/accounts/"+uid+"/person", "person", "nobody of that name"), http.StatusUnprocessableEntity, "Person is not a declared person")
	wants(t, "no change", root.post("/accounts/"+uid+"/person", "person", ""), http.StatusUnprocessableEntity, "Person is so already")
	wants(t, "afterwards", root.follow("tying", root.post("/accounts/"+uid+"/person", "person", "Somebody Else")), http.StatusOK,
		"It is noted whose account root is.", "root said to be the account of Somebody Else")
	if got := root.get("/today"); strings.Contains(got.body, "whose this account is") {
		t.Error("Today still says that nobody is known")
	}
	wants(t, "undone", root.follow("undoing", root.post("/accounts/"+uid+"/person", "person", "")), http.StatusOK, "Somebody Else said to be nobody's")
}

// Somebody always stays who can make accounts; and whoever may not is told by which rule, and who can.
func TestTheLastAdministratorStays(t *testing.T) {
	a, root := administered(t)
	uid := first(account, root.get("/accounts").body)
	for _, act := range []string{"disable", "forget", "role"} {
		wants(t, act, root.post("/accounts/"+uid+"/"+act, "role", "administrator", "unit", map[string]string{"role": "The all"}[act]), http.StatusConflict, "This is the last account that can make and change accounts")
	}
	// an administrator who has not come yet is none to rely on
	invited := root.post("/accounts", "login", "second", "role", "administrator", "person", "p-01")
	wants(t, "before the second came", root.post("/accounts/"+uid+"/disable"), http.StatusConflict, "let them choose a password")
	_, secret, _ := strings.Cut(html.UnescapeString(first(oneTime, invited.body)), "link=")
	second := &browser{t: t, a: a}
	second.post("/welcome", "link", secret, "password", sentence2)
	wants(t, "afterwards", second.follow("disabling", second.post("/accounts/"+uid+"/disable")), http.StatusOK, "The account root is disabled.")

	for _, role := range []access.Role{access.Auditor, access.Employee} {
		if _, err := a.Service.CreateAccount(t.Context(), app.Operator(), service.NewAccount{Login: string(role), Role: role, Password: sentence2}); err != nil {
			t.Fatal(err)
		}
	}
	auditor := signsIn(t, a, "auditor", sentence2)
	wants(t, "why not", auditor.get("/accounts"), http.StatusOK, "Why may I not see accounts?", "With the role Auditor you may not make or change accounts", "Who may: the role Administrator.", "Whom to ask: Somebody Else.")
	if got := auditor.get("/accounts"); strings.Contains(got.body, "root") || strings.Contains(got.body, "second") {
		t.Error("whoever may not see accounts learns logins")
	}
	// who may not see people is told the code
	wants(t, "why not, for an employee", signsIn(t, a, "employee", sentence2).get("/accounts"), http.StatusOK, "Whom to ask: P-01.")
	for _, path := range []string{"/accounts/new", "/accounts/" + uid, "/accounts/" + uid + "/forget"} {
		if got := auditor.get(path); got.status != http.StatusForbidden {
			t.Errorf("an auditor opens %s: %d", path, got.status)
		}
	}
	for _, path := range []string{"/accounts", "/accounts/" + uid + "/link", "/accounts/" + uid + "/password", "/accounts/" + uid + "/role", "/accounts/" + uid + "/enable"} {
		if got := auditor.post(path, "login", "x", "role", "administrator", "password", sentence1); got.status != http.StatusForbidden {
			t.Errorf("an auditor does %s: %d", path, got.status)
		}
	}
}

// Whoever finds a token of an administrator does not get another way in by it.
func TestATokenMakesNoCredentials(t *testing.T) {
	a := start(t, app.Options{Database: filepath.Join(t.TempDir(), "real.db")})
	token := tokenOf(t, a, access.Administrator)
	list := ask(t, http.MethodGet, a.Address()+"/accounts", token, "")
	uid := first(account, list.body)
	for path, form := range map[string]string{"/accounts": "login=thief&role=administrator&password=a+sentence+is+easy+to+keep", "/accounts/" + uid + "/link": "", "/accounts/" + uid + "/password": "password=a+sentence+is+easy+to+keep"} {
		got := ask(t, http.MethodPost, a.Address()+path, token, form, "Content-Type", "application/x-www-form-urlencoded")
		if got.status != http.StatusForbidden || !strings.Contains(got.body, "sign in for that") {
			t.Errorf("a token does %s: %d", path, got.status)
		}
	}
	if got := ask(t, http.MethodPost, a.Address()+"/accounts/"+uid+"/disable", "", "", "Origin", "https://evil.example", "Sec-Fetch-Site", "cross-site"); got.status != http.StatusForbidden {
		t.Errorf("another site acts on accounts: %d", got.status)
	}
}
