package e2e_test

import (
	"testing"

	"github.com/steelyard-isms/steelyard/internal/web/browsertest"
)

// The grid of values is used as a spreadsheet is: cells are pasted across it, arrow keys lead up and down, and what is entered is shown with its score before it
// is saved.
func TestValuesAreEnteredLikeInASpreadsheet(t *testing.T) {
	a := demonstration(t)
	w := &worker{newcomer: arrives(t, a)}
	w.press("Kari Solberg")
	w.press("Measures")
	w.press("Enter values")
	w.press("By periods")
	w.reads("what is due", "By months")
	w.b.Audit(w.b.Address()+"&q=restore", "the grid of values")
	w.b.Visit(a.Address() + "/values?view=periods")
	// two rows of the last two months, copied in a spreadsheet
	got := browsertest.Evaluate[string](w.b, `(()=>{const rows=[...document.querySelectorAll(".vg tbody tr")].slice(0,2),cells=r=>[...r.cells].slice(-2).map(c=>c.querySelector("input[name^='v.']"));
		const at=cells(rows[0])[0],d=new DataTransfer();d.setData("text","1.5\t2.5\n3.5\t4.5\n");
		const folded=at.closest("details");if(folded)folded.open=true;at.focus();
		at.dispatchEvent(new ClipboardEvent("paste",{clipboardData:d,bubbles:true,cancelable:true}));
		return rows.map(r=>cells(r).map(i=>i.value+(i.checkVisibility()?"":" hidden")).join(" ")).join(", ")})()`)
	if got != "1.5 2.5, 3.5 4.5" {
		t.Fatalf("two rows of two cells that are pasted become %q", got)
	}
	focused := func() string { return browsertest.Evaluate[string](w.b, `document.activeElement.value`) }
	w.b.Press(browsertest.Down)
	if got := focused(); got != "3.5" {
		t.Errorf("the arrow down leads to %q", got)
	}
	w.b.Press(browsertest.Up)
	if got := focused(); got != "1.5" {
		t.Errorf("the arrow up leads to %q", got)
	}
	// left without being sent, it is kept in the browser, and found again
	entered := func() string {
		return browsertest.Evaluate[string](w.b, `[...document.querySelectorAll("input[name^='v.']")].map(i=>i.value).filter(v=>v).join(" ")`)
	}
	w.b.Visit(a.Address() + "/objectives")
	w.b.Visit(a.Address() + "/values?view=periods")
	if got := entered(); got != "" {
		t.Errorf("the grid begins with %q", got)
	}
	w.press("Continue with it")
	if got := entered(); got != "1.5 2.5 3.5 4.5" {
		t.Errorf("of what was typed and left, %q is found again", got)
	}
	w.press("See where they fall")
	w.reads("what was entered", "4 values are entered, and not saved yet.")
	notes := browsertest.Evaluate[int](w.b, `(()=>{const all=document.querySelectorAll("input[name^='note.']");all.forEach(n=>n.value="Counted again");return all.length})()`)
	w.press("Change what is entered")
	if got := browsertest.Evaluate[string](w.b, `[...document.querySelectorAll("input[name^='v.']")].map(i=>i.value).filter(v=>v).join(" ")`); got != "1.5 2.5 3.5 4.5" {
		t.Errorf("going back leaves %q", got)
	}
	w.press("See where they fall")
	if kept := browsertest.Evaluate[int](w.b, `[...document.querySelectorAll("input[name^='note.']")].filter(n=>n.value==="Counted again").length`); kept != notes {
		t.Errorf("of %d reasons %d are left", notes, kept)
	}
	w.press("Save the values")
	w.reads("for what was saved", "4 values are saved.")
	if browsertest.Evaluate[bool](w.b, `!document.querySelector("[data-draft-kept]").hidden`) {
		t.Error("what was saved is offered once more")
	}
	w.b.Silent()
}
