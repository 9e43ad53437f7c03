package page_test

import (
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/web/chart"
	"github.com/steelyard-isms/steelyard/internal/web/page"
	"github.com/steelyard-isms/steelyard/internal/web/preview/sample"
)

// What is computed from a measure uses it, with no objective beside it: its page and that of each of its values lead there.
func TestWhatIsComputedFromAMeasureIsLinked(t *testing.T) {
	other := page.Ref{Code: "M-68", Name: "Share of findings closed", Path: "/measures/M-68"}
	m := sample.SilentMeasure(frame())
	m.ComputedFrom = []page.Ref{other}
	p := sample.Point(frame())
	p.Feeds, p.Computed = nil, m.ComputedFrom
	for name, html := range map[string]string{"the measure": render(t, m), "the value": render(t, p)} {
		if !strings.Contains(html, `href="/measures/M-68"`) || !strings.Contains(seen(html), "computed from it") || strings.Contains(seen(html), "no other measure is computed from it.") {
			t.Errorf("%s: a reader does not find the measure that is computed from it", name)
		}
	}
	p.Computed = nil
	if !strings.Contains(seen(render(t, p)), "No objective counts this value yet, and no other measure is computed from it.") {
		t.Error("of a value that nothing uses that is not said")
	}
}

// The dashed ring says that something is missing, and of what is only counted neither score nor target is.
func TestNothingIsMissingOfWhatIsOnlyCounted(t *testing.T) {
	rings := func(counted bool) int {
		m := sample.CountedMeasure(frame())
		m.Score.Counted = counted
		facts, _, _ := strings.Cut(render(t, m), "</dl>")
		return strings.Count(facts, string(chart.Glyph(chart.None)))
	}
	if judged, counted := rings(false), rings(true); counted != judged-2 || counted != 2 {
		t.Errorf("%d facts are marked as missing where the measure is only counted, and %d where it lacks a score: not the change and what is expected alone", counted, judged)
	}
}
