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
)

// Thresholds from a day on begin as those before, with the day asked for openly; and what of them is left out is told before it is saved, for it would hold no more.
func TestAnotherScaleLosesNothingInSilence(t *testing.T) {
	a := start(t, app.Options{Database: filepath.Join(t.TempDir(), "demo.db"), Demo: true})
	token := tokenFor(t, a, access.ISMSManager)
	more := formAt(t, a, token, "/measures/M-01/edit").send("add", "spec.scale")
	wants(t, "another scale", more, http.StatusOK, "What stands above holds until the day before.")
	f := formIn(t, a, token, more.body)
	for path, want := range map[string]string{"spec.scale[1].value.direction": "higher", "spec.scale[1].value.knots.red": "50", "spec.scale[1].value.limits.min": "0", "spec.scale[1].value.limits.max": "100"} {
		if got := f.values.Get(path); got != want {
			t.Errorf("the new block has %q at %s, not %q as the one before", got, path, want)
		}
	}
	entry := between(more.body, `id="f-spec-scale-1-entry"`, `id="f-spec-scale-1-value-direction"`)
	for _, name := range []string{"spec.scale[1].from", "spec.scale[1].reason"} {
		if !strings.Contains(entry, `name="`+name+`"`) || strings.Contains(entry, "<details") {
			t.Errorf("%s does not stand open before the thresholds", name)
		}
	}
	if !strings.Contains(regexp.MustCompile(`<input[^>]*name="spec\.scale\[1\]\.from"[^>]*>`).FindString(entry), `aria-required="true"`) {
		t.Error("the day is not told to be needed")
	}
	review := f.send("spec.scale[1].from", "2026-12-01", "spec.scale[1].value.knots.green", "75", "do", "review")
	wants(t, "the review of a copy", review, http.StatusOK, "Scale and thresholds from 1 Dec 2026 added")
	if strings.Contains(plainOf(review.body), "Not in it") {
		t.Errorf("the review says that something is lost: %.900s", plainOf(review.body))
	}
	review = f.send("spec.scale[1].value.limits.min", "", "spec.scale[1].value.limits.max", "", "do", "review")
	wants(t, "the review without limits", review, http.StatusOK, "Not in it, unlike in the one before: Possible values: Most: 100 ; Possible values: Least: 0 .")
}

// Thresholds that are written over hold for the past, too: the review says so before it is saved, with how many of the figures that trends show become others and one
// of them, and how the past stays as it was. With another value from today on it does, and nothing is said of it.
func TestTheReviewSaysWhatBecomesOfThePast(t *testing.T) {
	a := start(t, app.Options{Database: filepath.Join(t.TempDir(), "demo.db"), Demo: true})
	token := tokenFor(t, a, access.ISMSManager)
	const past = "What it does to the past"
	review := formAt(t, a, token, "/measures/M-01/edit").send("spec.scale.knots.green", "75", "do", "review")
	wants(t, "thresholds written over", review, http.StatusOK, past, "“Scale and thresholds” is written over: what you enter holds from the beginning, for all days",
		"of the last 7 quarter ends scores become others. The latest: at the end of", "Hardening index of the reference server had", "and would have",
		"“Another value from a day on” of “Scale and thresholds”.")
	said := regexp.MustCompile(`at the end of (\d+ \w+ \d+) Hardening index of the reference server had ([0-9.]+) \w+, and would have ([0-9.]+) `).FindStringSubmatch(plainOf(review.body))
	if said == nil || said[2] == said[3] {
		t.Fatalf("the example is none: %v", said)
	}
	wants(t, "saving", formIn(t, a, token, review.body).send("do", "save", "reason", "The board asked"), http.StatusSeeOther)
	quarters := ask(t, http.MethodGet, a.Address()+"/api/v1/measures/M-01/status?quarters=1", token, "").body
	if !strings.Contains(quarters, `"now":`+said[3][:len(said[3])-1]) {
		t.Errorf("what is known now of the last quarter end is not the %s that was shown: %.600s", said[3], between(quarters, `"past"`, "]"))
	}
	more := formAt(t, a, token, "/measures/M-01/edit").send("add", "spec.scale")
	review = formIn(t, a, token, more.body).send("spec.scale[1].from", time.Now().UTC().Format(time.DateOnly), "spec.scale[1].value.knots.green", "65", "do", "review")
	wants(t, "thresholds from today on", review, http.StatusOK, "What it does to scores")
	if strings.Contains(plainOf(review.body), past) {
		t.Errorf("thresholds from today on are said to move the past: %.1500s", plainOf(review.body))
	}
}
