package app_test

import (
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/app"
)

// A value that holds from a day on is told as that in the review, beside what is in force, and in the history; of a value of several parts each is told under its day.
func TestWhatHoldsFromADayOnIsToldSo(t *testing.T) {
	a := start(t, app.Options{Database: filepath.Join(t.TempDir(), "demo.db"), Demo: true})
	token := tokenFor(t, a, access.ISMSManager)
	form := formAt(t, a, token, "/objectives/O-04/edit")
	was := form.values.Get("spec.weight")
	more := form.send("add", "spec.weight")
	wants(t, "one more weight", more, http.StatusOK)
	review := formIn(t, a, token, more.body).send("spec.weight[0].value", was, "spec.weight[1].from", "2027-01-01", "spec.weight[1].value", "7", "spec.weight[1].reason", "the law", "do", "save")
	const told = "7 from 1 Jan 2027 (the law)"
	wants(t, "the review", review, http.StatusUnprocessableEntity, was+" until 31 Dec 2026, "+told)
	if strings.Contains(plainOf(review.body), "Weight 2") {
		t.Error("entries are told by their places")
	}
	wants(t, "saving", formIn(t, a, token, review.body).send("do", "save", "reason", "the law"), http.StatusSeeOther)
	for _, path := range []string{"/objectives/O-04", "/objectives/O-04/moves"} {
		if text := says(t, a, token, path, http.StatusOK); !strings.Contains(text, told) {
			t.Errorf("%s does not say %q: %.1500s", path, told, text)
		}
	}
}
