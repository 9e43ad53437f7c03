package e2e_test

import (
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/web/browsertest"
)

// A list that is narrowed once is kept, opened again by its title, changed, replaced, begun with and deleted, by nothing but what pages show.
func TestAListIsKeptInTheBrowser(t *testing.T) {
	a := demonstration(t)
	w := &worker{newcomer: arrives(t, a)}
	w.press("Kari Solberg")
	w.press("All records")
	w.press("Initiatives")
	w.press("Columns, filter and groups")
	w.fill("Only where", "Priority", "Value", "high", "Groups by", "Owner")
	w.press("Show")
	w.press("Keep this list as a view")
	w.fill("Title of the view", "High priority, by owner")
	w.b.Tick("For everybody who sees this list")
	w.b.Tick("My list begins with it")
	w.press("Keep the view")
	w.reads("for what was kept", "The view is kept.")
	w.reads("what it shows", "records are in the view High priority, by owner.")
	kept := w.b.Address()
	current := func(want string) {
		t.Helper()
		if got := browsertest.Evaluate[string](w.b, `document.querySelector(".sv-n [aria-current]")?.textContent||""`); got != want {
			t.Errorf("the view that is marked is %q, not %q, on %s", got, want, w.b.Address())
		}
	}
	current("High priority, by owner")
	w.b.Audit(kept, "a saved view")

	w.press("All records")
	w.press("Initiatives")
	if w.b.Address() != kept {
		t.Errorf("the list begins at %s, and the view is %s", w.b.Address(), kept)
	}
	w.press("Due by")
	w.reads("that it is another list", "The list began with the view High priority, by owner, and shows something else now.")
	current("")
	w.press("Replace High priority, by owner by what is shown")
	w.reads("for what was kept", "The view keeps what is shown now.")
	if w.b.Address() != kept || !browsertest.Evaluate[bool](w.b, `!!document.querySelector("th[aria-sort]")`) {
		t.Errorf("the view was not replaced, at %s", w.b.Address())
	}
	w.press("All")
	current("All")
	if strings.Contains(w.read[len(w.read)-1], "in the view") {
		t.Error("all records are those of a view")
	}
	w.press("High priority, by owner")
	w.press("About this view")
	w.fill("Title of the view", "Urgent")
	w.press("Save the title")
	w.reads("for the title", "in the view Urgent.")
	w.press("About this view")
	w.press("Delete…")
	w.press("Delete Urgent")
	w.reads("for what is gone", "The view is deleted.")
	if strings.Contains(w.read[len(w.read)-1], "Saved views") || browsertest.Evaluate[bool](w.b, `!!document.querySelector(".sv-n")`) {
		t.Error("views are shown where there are none")
	}
	w.b.Silent()
}
