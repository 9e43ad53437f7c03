package e2e_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/app"
	"github.com/steelyard-isms/steelyard/internal/web/browsertest"
)

// Who changes the strategy map with a mouse pulls an objective beside another one, into another perspective, and an arrow to another one; a short press still
// opens the objective.
func TestTheStrategyMapIsPulled(t *testing.T) {
	a, err := app.New(t.Context(), app.Options{Database: filepath.Join(t.TempDir(), "demo.db"), Listen: "127.0.0.1:0", Demo: true})
	if err != nil {
		t.Fatal(err)
	}
	serve(t, a)
	b := browsertest.Open(t)
	b.Visit(a.Address())
	b.Click("Kari Solberg")
	seen := func(code string) (x, y, height float64) {
		t.Helper()
		at := browsertest.Evaluate[[]float64](b, fmt.Sprintf(`(() => { const r = document.querySelector('[data-node=%q] .bx').getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2, r.height] })()`, code))
		return at[0], at[1], at[2]
	}
	place := func(code string) (x, y, height float64) { // where it stands once it is in view
		t.Helper()
		browsertest.Evaluate[bool](b, fmt.Sprintf(`document.querySelector('[data-node=%q]').scrollIntoView() === undefined`, code))
		return seen(code)
	}
	lane := func(of string) string {
		return browsertest.Evaluate[string](b, fmt.Sprintf(`[...document.querySelectorAll('.sn')].filter(n => n.dataset.lane === document.querySelector('[data-node=%q]').dataset.lane).map(n => n.dataset.node).join(" ")`, of))
	}
	b.Visit(a.Address() + "/strategy-map?edit=1")
	before := strings.Fields(lane("O-03"))
	first, last := before[0], before[len(before)-1]
	place(first)
	fx, fy, _ := seen(first)
	lx, ly, _ := seen(last)
	b.Pull(lx, ly, fx-60, fy)
	b.Eventually("the moved objective stands first", func() bool { return strings.HasPrefix(lane("O-03"), last+" "+first) })

	x, y, height := place("O-10")
	tx, ty, _ := seen("O-11")
	b.Pull(x, y-height/2+6, tx, ty)
	b.Eventually("the form of a link is open", func() bool {
		return strings.HasSuffix(b.Address(), "/strategy-links/new?cause=O-10&effect=O-11")
	})
	b.Visit(a.Address() + "/strategy-map?edit=1")
	place("O-10") // near to which the other one is in view
	ux, uy, _ := seen("O-10")
	x, y, _ = seen("O-15")
	b.Pull(x, y, ux, uy)
	b.Eventually("the form of the objective is open", func() bool { return strings.Contains(b.Address(), "/objectives/O-15/edit?perspective=") })
	b.Visit(a.Address() + "/strategy-map?edit=1")
	x, y, _ = place("O-15")
	b.Pull(x, y, x, y)
	b.Eventually("the objective is open", func() bool { return strings.HasSuffix(b.Address(), "/objectives/O-15") })
}
