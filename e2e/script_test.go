package e2e_test

import (
	"testing"

	"github.com/steelyard-isms/steelyard/internal/web/browsertest"
)

// readable gives what a page says to whoever sees it, with what folds open: the text, and where its links and forms lead. What only a
// script can serve is left out, and so is the moment of reading, which no two readings share.
const readable = `(()=>{document.querySelectorAll("[data-print],[data-theme-toggle]").forEach(e=>e.remove());document.querySelectorAll("details").forEach(d=>d.open=true);
	return document.body.innerText.replace(/\s+/g," ")+"\n"+[...document.querySelectorAll("a[href],form")].map(e=>e.getAttribute("href")||e.method+" "+e.getAttribute("action")).join("\n").replace(/as_of=\d{4}-\d\d-\d\dT[^&\s]*/g,"as_of=now")})()`

// Without scripts every page says the same, and leads to the same places.
func TestEveryPageWithoutScripts(t *testing.T) {
	a := demonstration(t)
	b := browsertest.Open(t)
	for _, p := range places(t, a, b) {
		t.Run(p.name, func(t *testing.T) {
			b.Visit(a.Address() + p.path)
			with := browsertest.Evaluate[string](b, readable)
			b.Scripts(false)
			defer b.Scripts(true)
			b.Visit(a.Address() + p.path)
			if browsertest.Evaluate[bool](b, `document.documentElement.classList.contains("js")`) {
				t.Fatal("a script has run")
			}
			if without := browsertest.Evaluate[string](b, readable); without != with {
				t.Errorf("a reader without scripts reads\n%s\nand one with them\n%s", without, with)
			}
			if dead := browsertest.Evaluate[int](b, `[...document.querySelectorAll("[data-print],[data-copy]")].filter(e=>e.checkVisibility()).length`); dead > 0 {
				t.Errorf("%d buttons are shown that do nothing without scripts", dead)
			}
		})
	}
}
