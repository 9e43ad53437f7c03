package e2e_test

import (
	"testing"

	"github.com/steelyard-isms/steelyard/internal/web/browsertest"
)

// A measure that is not there yet is made from the form of the objective that is judged by it, and chosen there, by nothing but what pages show.
func TestAMeasureIsMadeForAnObjective(t *testing.T) {
	a := demonstration(t)
	w := &worker{newcomer: arrives(t, a)}
	w.press("Kari Solberg")
	w.press("Objectives")
	w.press("New objective")
	w.fill("Title", "Know every door", "Unit", "IT operations", "Weight", "2")
	w.press("Continue")
	w.fill("Measure", "Doors found open", "Weight", "3")
	w.press("New measure…")
	w.reads("what waits", "Know every door (objective) waits, with all that you entered.")
	w.b.Audit(w.b.Address(), "a form for another one")
	if got := browsertest.Evaluate[string](w.b, `document.getElementById("f-title").value`); got != "Doors found open" {
		t.Errorf("the new measure is called %q", got)
	}
	w.press("Back to it without saving")
	value := func(id string) string {
		return browsertest.Evaluate[string](w.b, `document.getElementById("`+id+`").value`)
	}
	if got := value("f-spec-measures-0-measure") + " " + value("f-spec-measures-0-weight"); got != "Doors found open 3" {
		t.Errorf("going back without saving leaves %q", got)
	}
	w.press("New measure…")
	w.fill("Owner", "Jonas Eide", "Days between values", "31", "Unit of measure", "doors", "Direction", "lower is better", "Worst", "20", "Red beyond", "10", "Green from", "5", "Target", "0")
	w.press("Save")
	w.reads("for what was saved", "is saved, and chosen here. This form is not saved yet.")
	if got := value("f-spec-measures-0-measure"); len(got) < 16 || got[len(got)-16:] != "Doors found open" || value("f-spec-measures-0-weight") != "3" {
		t.Errorf("chosen is %q", got)
	}
	if kept := browsertest.Evaluate[bool](w.b, `!document.querySelector("[data-draft-kept]:not([hidden])")`); !kept {
		t.Error("what the server keeps is offered as typed and lost")
	}
	w.b.Silent()
}
