package app_test

import (
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

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
