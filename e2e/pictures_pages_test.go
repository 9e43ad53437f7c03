package e2e_test

import (
	"cmp"
	"os"
	"path/filepath"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/app"
	"github.com/steelyard-isms/steelyard/internal/web/browsertest"
)

// workplaces are pages of the demonstration beside those of places: forms and lists that other tests go through by hand.
var workplaces = []place{
	{"today", "/today"}, {"expiring", "/expiring"}, {"find", "/find?q=server"}, {"keys", "/keys"}, {"glossary", "/glossary"}, {"settings", "/settings"}, {"accounts", "/accounts"},
	{"values", "/values"}, {"values-grid", "/values?view=periods"}, {"objectives-table", "/objectives?view=table&group=spec.perspective"}, {"units-table", "/units?view=table"}, {"units-since", "/units?compare=2026-03-31"},
	{"objective-edit", "/objectives/O-02/edit"}, {"objective-new", "/objectives/new"}, {"measure-edit", "/measures/M-03/edit"}, {"discussion", "/objectives/O-02/notes"},
	{"import", "/measures/import"}, {"bulk", "/measures/bulk?field=owner&row=M-01&row=M-02&row=M-03"}, {"link", "/strategy-links/SL-01"},
}

// heights are those of windows that end above what is made of chance: the digest of a journal entry.
var heights = map[string]int64{"run": 770}

// A few pages are shown on a phone and in the dark theme, too. Of one's own account what stands above the times at which one signed in is shown: those are of the day on which
// the picture is taken.
var otherwise = []struct {
	name, path    string
	width, height int64
	theme         string
}{
	{"account", "/account", 1440, 670, "light"},
	{"today-phone", "/today", 390, 844, "light"}, {"strategy-map-phone", "/strategy-map", 390, 844, "light"}, {"measure-phone", "/measures/M-03", 390, 844, "light"},
	{"scorecard-dark", "/scorecard", 1440, 900, "dark"}, {"measures-charts-dark", "/measures?view=charts", 1440, 900, "dark"}, {"objective-dark-phone", "/objectives/O-02", 390, 844, "dark"},
}

// contents is where the window is scrolled to, of pages that begin with what other pictures show.
var contents = map[string]string{"file-table": "Content", "file-lines": "Content"}

// pictureOfPages adds the pictures of all pages of the demonstration: what is seen of each before anybody scrolls. One that shows what that in the folder does, which they are
// for, stays as it is. Where there is none their names alone are told.
func pictureOfPages(t *testing.T, a *app.App, folder string, made map[string][]byte) {
	t.Helper()
	if folder != "" { // nobody else has been here: what pages say of who signed in is the same each time
		a = on(t, pictured)
	}
	b := browsertest.Open(t)
	add := func(called, path string, width, height int64, theme string) {
		name := "page-" + called + ".webp"
		if _, twice := made[name]; twice {
			t.Errorf("two pages are called %s", name)
		}
		made[name] = nil
		if folder != "" {
			b.Visit(a.Address() + path)
			if called == "point" { // the digest of its batch is another one in each demonstration
				browsertest.Evaluate[bool](b, `[...document.querySelectorAll("td *")].filter(x=>x.textContent.trim().startsWith("batch ")).map(x=>x.style.visibility="hidden").length>0`)
			}
			made[name] = b.Thumbnail(width, height, theme, contents[called])
			if kept, err := os.ReadFile(filepath.Join(folder, name)); err == nil && b.Alike(kept, made[name]) {
				made[name] = kept
			}
		}
	}
	for _, p := range append(places(t, a, b), workplaces...) {
		add(p.name, p.path, 1440, cmp.Or(heights[p.name], 900), "light")
	}
	for _, p := range otherwise {
		add(p.name, p.path, p.width, p.height, p.theme)
	}
}
