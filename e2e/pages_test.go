package e2e_test

import (
	"testing"

	"github.com/steelyard-isms/steelyard/internal/app"
	"github.com/steelyard-isms/steelyard/internal/web/browsertest"
)

// place is a page of the demonstration: by what name tests call it, and its address within the site.
type place struct{ name, path string }

// again are the places that show another state of a page that stands among the others as well: what can be used on them is the same.
var again = []string{"scorecard-past", "scorecard-attention", "scorecard-since-past", "scorecard-unit", "units-past", "unit-bare", "objective-met", "objective-silent", "objective-past", "measures-unit", "measures-charts-long",
	"measure-periods", "measure-never", "file-lines", "why-unit", "why-past", "why-refused", "why-nothing"}

// places signs in to the demonstration and lists every page of it, now and as of an earlier date, in the states that pages have.
func places(t *testing.T, a *app.App, b *browsertest.Browser) []place {
	t.Helper()
	b.Visit(a.Address())
	b.Click("Kari Solberg")
	b.Visit(a.Address() + "/measures/M-03")
	point := browsertest.Evaluate[string](b, `document.querySelector('a[href*="/points/"]').getAttribute("href")`)
	b.Visit(a.Address() + "/evidence")
	run := browsertest.Evaluate[string](b, `document.querySelector('a[href^="/runs/"]').getAttribute("href")`)
	b.Visit(a.Address() + run)
	file := browsertest.Evaluate[string](b, `document.querySelector('a[href^="/files/"]').getAttribute("href")`)
	b.Visit(a.Address() + "/sources/C-08")
	b.Click("Run R-")
	table := browsertest.Evaluate[string](b, `document.querySelector('a[href^="/files/"]').getAttribute("href")`)
	past := a.Store.Snapshot().At().AddDate(0, -8, 0).Format("2006-01-02")
	earlier := a.Store.Snapshot().At().AddDate(0, -14, 0).Format("2006-01-02")
	return []place{
		{"scorecard", "/scorecard"}, {"scorecard-past", "/scorecard?as_of=" + past}, {"scorecard-attention", "/scorecard?show=attention"},
		{"scorecard-since", "/scorecard?compare=" + past}, {"scorecard-since-past", "/scorecard?scope=U-02&as_of=" + past + "&compare=" + earlier}, {"unit-since", "/units/U-01?compare=" + past}, {"since-refused", "/scorecard?compare=2999-01-01"},
		{"scorecard-unit", "/scorecard?scope=U-02"}, {"scope-unknown", "/scorecard?scope=U-99"},
		{"strategy-map", "/strategy-map"}, {"cascade", "/strategy-map/cascade"}, {"units", "/units"}, {"units-past", "/units?as_of=" + past}, {"unit", "/units/U-01"}, {"unit-bare", "/units/U-12"},
		{"objectives", "/objectives"}, {"objective", "/objectives/O-02"}, {"objective-met", "/objectives/O-10"}, {"objective-silent", "/objectives/O-16"}, {"objective-past", "/objectives/O-02?as_of=" + past},
		{"measures", "/measures"}, {"measures-unit", "/measures?scope=U-02"}, {"measures-charts", "/measures?view=charts"}, {"measures-coverage", "/measures?view=coverage"}, {"library", "/library"}, {"library-measure", "/library/findings-closed-in-time"}, {"measures-charts-long", "/measures?view=charts&span=24m&page=2"}, {"measure", "/measures/M-03"}, {"measure-derived", "/measures/M-12"}, {"measure-periods", "/measures/M-05"}, {"measure-never", "/measures/M-26"},
		{"records", "/records"}, {"records-list", "/strategy-links"}, {"record", "/initiatives/IN-01"}, {"benchmark", "/benchmarks/BM-01"}, {"period-close", "/period-closes/PC-01"}, {"moves", "/objectives/O-02/moves"},
		{"evidence", "/evidence"}, {"reports", "/reports"}, {"report", "/reports/P-03"}, {"source", "/sources/C-01"}, {"point", point}, {"run", run}, {"file", file}, {"file-table", table}, {"file-lines", table + "?show=lines"},
		{"why", "/why/objective/O-02"}, {"why-unit", "/why/scorecard/S-01?scope=U-02"}, {"why-past", "/why/scorecard/S-01?since=" + earlier + "&as_of=" + past}, {"why-measure", "/why/measure/M-01?since=" + earlier},
		{"why-refused", "/why/objective/O-02?since=2999-01-01"}, {"why-nothing", "/why/unit/enterprise"}, {"nothing", "/nothing"}, {"sign-in", "/sign-in"}, {"choose", "/choose"},
	}
}
