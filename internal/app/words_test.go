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

// What keeps a record in use is told with where to change it, and no button is offered that must fail; of the steps that somebody may take the one that leads on
// stands out, and what gives something up says of what.
func TestStepsSayWhatTheyDo(t *testing.T) {
	a := start(t, app.Options{Database: filepath.Join(t.TempDir(), "demo.db"), Demo: true})
	manager, executive := tokenFor(t, a, access.ISMSManager), tokenFor(t, a, access.Executive)
	unit := ask(t, http.MethodGet, a.Address()+"/units/U-02/moves", manager, "")
	wants(t, "a unit in use", unit, http.StatusOK, "28 records refer to it", "AC-01 Scan with all authentication rules", "and 20 more")
	if strings.Contains(unit.body, `value="retire"`) {
		t.Error("a button is offered that must fail")
	}
	wants(t, "an objective in force", ask(t, http.MethodGet, a.Address()+"/objectives/O-01/moves", manager, ""), http.StatusOK, "It is in force, and ends by one of the steps above.")
	review := ask(t, http.MethodGet, a.Address()+"/objectives/O-20/moves", executive, "")
	if first(primary, review.body) != "Approve" || strings.Count(review.body, "btn pri") != 1 {
		t.Errorf("what stands out is %q of %d", first(primary, review.body), strings.Count(review.body, "btn pri"))
	}
	wants(t, "the end of an objective", ask(t, http.MethodGet, a.Address()+"/objectives/O-01/moves", executive, ""), http.StatusOK, "Close: O-01", "Withdraw: O-01")
	wants(t, "approving", sendForm(t, a, executive, "/objectives/O-20/moves", "move", "approve", "reason", "agreed", "revision", between(review.body, `name="revision" value="`, `"`)), http.StatusSeeOther)
	wants(t, "what is approved", ask(t, http.MethodGet, a.Address()+"/objectives/O-20/moves", manager, ""), http.StatusOK, "approved, but not in force yet")
}

var primary = regexp.MustCompile(`class="btn pri" type="submit">([^<]*)<`)
