package app_test

import (
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/app"
	"github.com/steelyard-isms/steelyard/internal/service"
)

var rootTag = regexp.MustCompile(`<html[^>]*>`)

func htmlTag(got answer) string { return rootTag.FindString(got.body) }

// readsOn wants words on a page, and others not.
func readsOn(t *testing.T, what string, got answer, words string, not ...string) {
	t.Helper()
	wants(t, what, got, http.StatusOK, words)
	for _, w := range not {
		if strings.Contains(plainOf(got.body), w) {
			t.Errorf("%s still says %q", what, w)
		}
	}
}

// Every choice of how pages look has its effect, on every page that the server draws, for whoever chose it and for nobody else; and what an
// administrator chooses for everyone holds where nobody has chosen. The API stays as it is.
func TestPagesLookAsChosen(t *testing.T) {
	a, root := administered(t)
	if _, err := a.Service.CreateAccount(t.Context(), app.Operator(), service.NewAccount{Login: "kari", Role: access.ISMSManager, Password: sentence1, Person: "p-01"}); err != nil {
		t.Fatal(err)
	}
	token := tokenFor(t, a, access.ISMSManager)
	day := time.Now().UTC().Truncate(24 * time.Hour).Add(-12 * time.Hour)
	sent := ask(t, http.MethodPost, a.Address()+"/api/v1/points", token, `{"points":[{"measure":"fresh","valid_from":"`+day.AddDate(0, 0, -9).Format(time.RFC3339)+`","valid_to":"`+day.Format(time.RFC3339)+`","value":87.5}]}`, "Content-Type", "application/json")
	if sent.status >= 300 {
		t.Fatalf("%d %s", sent.status, sent.body)
	}
	value := "/measures/fresh"
	kari := signsIn(t, a, "kari", sentence1)
	readsOn(t, "before", kari.get(value), "87.5%", "87,5")

	readsOn(t, "what was chosen", kari.follow("choosing", kari.post("/settings/mine", "numbers", "point-comma", "dates", "iso", "theme", "dark", "density", "compact")), "Pages write numbers as 1.234,5 and days as 2026-09-30", "days as 30 Sep")
	got := kari.get(value)
	readsOn(t, "a measure", got, "87,5%", "87.5")
	readsOn(t, "a measure", got, day.Format(time.DateOnly), day.Format("2 Jan 2006"))
	if tag := htmlTag(got); !strings.Contains(tag, `data-theme="dark"`) || !strings.Contains(tag, `data-density="compact"`) || !strings.Contains(got.body, `name="color-scheme" content="dark"`) {
		t.Errorf("theme and density are ignored: %s", tag)
	}
	if other := root.get(value); strings.Contains(htmlTag(other), "data-") || !strings.Contains(plainOf(other.body), "87.5%") {
		t.Errorf("one person's choice is everybody's: %s", htmlTag(other))
	}
	secret := kari.post("/account/tokens", "title", "try", "days", "1")
	if got := ask(t, http.MethodGet, a.Address()+"/api/v1/measures/fresh/points", first(shownSecret, secret.body), ""); !strings.Contains(got.body, "87.5") {
		t.Errorf("the API writes numbers for people: %.300s", got.body)
	}

	// one choice is taken back, the others stay
	kari.post("/settings/mine", "numbers", "space-comma")
	kari.post("/settings/mine", "density", "")
	if tag := htmlTag(kari.get("/settings")); !strings.Contains(tag, `data-theme="dark"`) || strings.Contains(tag, "density") {
		t.Errorf("a choice that was not sent is lost, or one that was taken back stays: %s", tag)
	}
	readsOn(t, "thousands", kari.get("/settings"), "numbers as 1 234,5 and")

	// the button on every page, with no script
	back := ask(t, http.MethodPost, a.Address()+"/settings/theme", "", "theme=light", "Content-Type", "application/x-www-form-urlencoded", "Cookie", kari.cookie, "Referer", a.Address()+"/objectives?show=mine")
	if back.header.Get("Location") != "/objectives?show=mine" || !strings.Contains(htmlTag(kari.get("/objectives")), `data-theme="light"`) {
		t.Errorf("the button for the theme leads to %s", back.header.Get("Location"))
	}
	if away := ask(t, http.MethodPost, a.Address()+"/settings/theme", "", "theme=light", "Content-Type", "application/x-www-form-urlencoded", "Cookie", kari.cookie, "Referer", "https://evil.example/x"); away.header.Get("Location") != "/" {
		t.Errorf("the button leads to another site: %s", away.header.Get("Location"))
	}

	wants(t, "no choice", kari.post("/settings/mine", "theme", "pink"), http.StatusUnprocessableEntity, "Theme is none of the choices. Use one of system, light, dark")
	wants(t, "who is no administrator", kari.post("/settings/everyone", "theme", "dark"), http.StatusForbidden)
	wants(t, "why not", kari.get("/settings"), http.StatusOK, "you may not make or change accounts, or what holds for everyone. Who may: the role Administrator.")

	readsOn(t, "for everyone", root.follow("choosing", root.post("/settings/everyone", "numbers", "point-comma", "theme", "dark", "density", "compact", "dates", "iso")), "Pages look so to everyone who has chosen nothing.")
	readsOn(t, "root's page", root.get(value), "87,5%", "87.5")
	nobody := &browser{t: t, a: a}
	if tag := htmlTag(nobody.get("/sign-in")); !strings.Contains(tag, `data-theme="dark"`) {
		t.Errorf("the door does not look as for everyone: %s", tag)
	}
	if tag := htmlTag(kari.get("/objectives")); !strings.Contains(tag, `data-theme="light"`) {
		t.Errorf("everyone's choice overrules one's own: %s", tag)
	}
	readsOn(t, "the journal", root.get("/account"), "changed how pages look for everyone")
}

// Numbers are read in forms as the person writes them; what is none in that style is refused, and not guessed.
func TestNumbersAreEnteredAsTheyAreShown(t *testing.T) {
	a, root := administered(t)
	root.post("/settings/mine", "numbers", "point-comma")
	send := func(weight string) answer {
		t.Helper()
		f := formIn(t, a, "", root.get("/perspectives/one/edit").body)
		f.values.Set("spec.weight", weight)
		f.values.Set("reason", "agreed")
		f.values.Set("do", "save")
		pairs := []string{}
		for name, values := range f.values {
			for _, v := range values {
				pairs = append(pairs, name, v)
			}
		}
		return root.post(f.action, pairs...)
	}
	wants(t, "how they are read", root.get("/perspectives/one/edit"), http.StatusOK, "Numbers are read as in 1.234,5.")
	root.follow("a weight", send("1.234,5"))
	api := func() string {
		return ask(t, http.MethodGet, a.Address()+"/api/v1/perspectives/one", tokenFor(t, a, access.Analyst), "").body
	}
	if got := api(); !strings.Contains(got, `"weight":1234.5`) {
		t.Errorf("1.234,5 is kept as %.400s", got)
	}
	if got := first(regexp.MustCompile(`name="spec.weight"[^>]*value="([^"]*)"`), root.get("/perspectives/one/edit").body); got != "1234,5" {
		t.Errorf("the form shows %q", got)
	}
	wants(t, "another style", send("1.5"), http.StatusUnprocessableEntity, "number")
	wants(t, "values", root.post("/values", "paste", "fresh\t2026-09-30\t1.234,5", "do", "look"), http.StatusOK, "1.234% 100,0")
}

// What is declared is shown with what it affects, and leads to its record; weights are shown with their share.
func TestSettingsLeadToWhatIsDeclared(t *testing.T) {
	a, root := administered(t)
	got := root.get("/settings")
	wants(t, "before", got, http.StatusOK, "Year of reporting begins January because no unit says otherwise", "Time zone UTC because no unit says otherwise", "The one V-01 1 50% Change The one", "The empty V-02 1 50%")
	for _, path := range []string{"/units/U-01/edit", "/perspectives/V-01/edit", "/account", "/accounts"} {
		if !strings.Contains(got.body, `href="`+path+`"`) {
			t.Errorf("no way leads to %s", path)
		}
	}
	token := tokenFor(t, a, access.ISMSManager)
	for path, body := range map[string]string{"units/all": `{"title":"The all","spec":{"level":"organisation","fiscal_year_begins":4,"time_zone":"Europe/Prague"}}`, "perspectives/one": `{"title":"The one","spec":{"scorecard":"card","weight":3}}`} {
		if got := ask(t, http.MethodPut, a.Address()+"/api/v1/"+path, token, body, "Content-Type", "application/json"); got.status >= 300 {
			t.Fatalf("%d %s", got.status, got.body)
		}
	}
	wants(t, "afterwards", root.get("/settings"), http.StatusOK, "Year of reporting begins April by The all", "Time zone Europe/Prague by The all", "The one V-01 3 75%", "The empty V-02 1 25%")
	if _, err := a.Service.CreateAccount(t.Context(), app.Operator(), service.NewAccount{Login: "petra", Role: access.Auditor, Password: sentence1}); err != nil {
		t.Fatal(err)
	}
	auditor := signsIn(t, a, "petra", sentence1)
	if got := auditor.get("/settings"); got.status != http.StatusOK || strings.Contains(got.body, "/edit\"") {
		t.Errorf("an auditor is led to forms (%d)", got.status)
	}
	empty := start(t, app.Options{Database: filepath.Join(t.TempDir(), "empty.db")})
	bare := ask(t, http.MethodGet, empty.Address()+"/settings", tokenOf(t, empty, access.ISMSManager), "")
	if !strings.Contains(bare.body, `href="/units/new"`) || !strings.Contains(bare.body, `href="/scorecards/new"`) {
		t.Error("an empty installation does not lead to the forms for what is missing")
	}
}

// Whoever looks at an earlier day and goes to the settings comes to those of now, not to a refusal.
func TestThePastLeadsToTheSettingsOfNow(t *testing.T) {
	a := start(t, app.Options{Database: filepath.Join(t.TempDir(), "demo.db"), Demo: true})
	body := ask(t, http.MethodGet, a.Address()+"/scorecard?as_of=2026-06-30", tokenFor(t, a, access.ISMSManager), "").body
	if !strings.Contains(body, `href="/settings"`) || strings.Contains(body, `href="/settings?`) {
		t.Error("a page of an earlier day does not lead to the settings of now")
	}
}
