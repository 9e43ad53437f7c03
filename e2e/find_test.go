package e2e_test

import (
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/web/browsertest"
)

// Whoever has no mouse opens Find over any page, hears what is found, chooses with the arrows and is led there; Escape gives focus back. What
// was opened last is offered again. Letters lead to pages until they are switched off, and never while somebody writes.
func TestFindByKeyboard(t *testing.T) {
	a := demonstration(t)
	b := browsertest.Open(t)
	b.Visit(a.Address())
	b.Click("Kari Solberg")
	path := func() string { return browsertest.Evaluate[string](b, `location.pathname`) }
	leads := func(to string) {
		t.Helper()
		b.Eventually("nothing leads to "+to, func() bool {
			return path() == to && browsertest.Evaluate[bool](b, `document.readyState==="complete"`)
		})
	}
	is := func(what, script string) {
		t.Helper()
		b.Eventually(what, func() bool { return browsertest.Evaluate[bool](b, script) })
	}
	const chosen = `document.getElementById(document.querySelector("#find input[name=q]").getAttribute("aria-activedescendant"))`

	b.Visit(a.Address() + "/objectives/O-07")
	b.Press(browsertest.Tab)
	b.Control("k")
	is("the dialog does not open with focus in its box", `document.activeElement.matches("dialog[open] input[role=combobox]")`)
	is("what was opened last is not offered", `document.querySelector("#find-choices").innerText.includes("O-07")`)
	b.Press("patch")
	is("what is found is not said", `document.querySelector("#find-choices").dataset.of==="patch"&&/^\d+ records are found\.$/.test(document.querySelector("#find [role=status]").textContent)`)
	is("the box does not say that there are choices", `document.querySelector("#find input[name=q]").getAttribute("aria-expanded")==="true"&&`+chosen+`.getAttribute("aria-selected")==="true"`)
	first := browsertest.Evaluate[string](b, chosen+`.href`)
	b.Press(browsertest.Down)
	second := browsertest.Evaluate[string](b, chosen+`.href`)
	b.Press(browsertest.Up)
	if back := browsertest.Evaluate[string](b, chosen+`.href`); first == second || back != first {
		t.Errorf("the arrows lead from %s to %s and back to %s", first, second, back)
	}
	b.Press(browsertest.Escape)
	is("Escape does not close the dialog and give focus back", `!document.querySelector("dialog[open]")&&document.activeElement.className==="skip"`)

	b.Press("/")
	is("/ does not open the dialog", `!!document.querySelector("dialog[open]")`)
	b.Press(`"patch`)
	is("what is wrong with the words is not told", `document.querySelector("#find .fd-w").checkVisibility()&&document.querySelector("#find .fd-w").textContent.startsWith("At character 1: the quotation mark is not closed")`)
	b.Press(browsertest.Escape)
	b.Control("k")
	b.Press("M-02" + browsertest.Enter) // faster than any answer
	leads("/measures/M-02")
	b.Control("k")
	b.Press("new object")
	is("the action is not offered", `document.querySelector("#find-choices").dataset.of==="new object"&&!!`+chosen+`&&`+chosen+`.pathname==="/objectives/new"`)
	b.Press(browsertest.Enter)
	leads("/objectives/new")
	b.Press("gs") // into the first field of the form, if focus is there, or nowhere else
	b.Visit(a.Address() + "/measures/M-02")
	b.Press("gs")
	leads("/scorecard")
	b.Press("?")
	leads("/keys")
	browsertest.Evaluate[bool](b, `(document.querySelector("[data-keys-switch] input").focus(),true)`)
	b.Press(" ")
	b.Visit(a.Address() + "/measures/M-02")
	b.Press("go")
	b.Press("/")
	b.Control("k")
	is("Ctrl K does not open the dialog once letters are switched off", `!!document.querySelector("dialog[open]")`)
	if at := path(); at != "/measures/M-02" {
		t.Errorf("a letter that is switched off leads to %s", at)
	}
	if kept := browsertest.Evaluate[string](b, `localStorage.getItem("recent")`); !strings.Contains(kept, `"/measures/M-02"`) || !strings.Contains(kept, `"/objectives/O-07"`) {
		t.Errorf("what was opened is kept as %s", kept)
	}
	b.Visit(a.Address() + "/choose")
	if kept := browsertest.Evaluate[bool](b, `localStorage.getItem("recent")===null`); !kept {
		t.Error("whoever chooses another person finds what the one before opened")
	}
	b.Silent()
}
