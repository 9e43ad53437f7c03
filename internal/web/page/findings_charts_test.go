package page_test

import (
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/web/chart"
	"github.com/steelyard-isms/steelyard/internal/web/page"
	"github.com/steelyard-isms/steelyard/internal/web/preview/sample"
)

// beside is a measure with values of months up to September 2026.
func beside(name string, better page.Better, scale float64, values ...float64) page.MeasureChart {
	m := page.MeasureChart{Ref: page.Ref{Name: name}, Better: better, Scale: scale, Now: page.Figure{Unit: "%"}}
	for i := range values {
		m.Values = append(m.Values, chart.Point{At: on(2026, 10-len(values)+i, 0), Value: &values[i]})
	}
	return m
}

func chartsOf(measures ...page.MeasureChart) page.Measures {
	return page.Measures{Frame: frame(), List: page.List{Path: page.PathMeasures}, Charts: &page.Charts{Months: 12, From: on(2025, 10, 1), To: on(2026, 9, 30), Measures: measures}}
}

func chartsFindings() []said {
	of := func(name, reads string, forms, within []words.Key, measures ...page.MeasureChart) said {
		p := chartsOf(measures...)
		return said{"charts of " + name, p, reads, forms, within}
	}
	keys := func(names ...string) (out []words.Key) {
		for _, n := range names {
			out = append(out, words.Key("charts.finding."+n))
		}
		return out
	}
	const over = "Over the 12 months to 30 Sep 2026, of "
	gap := beside("Gap", page.Higher, 50, 60, 70, 80)
	gap.Values[0].Value, gap.Values[1].Value = nil, nil
	return []said{
		of("one that rises as it should", over+"1 measure shown 1 is better.", keys("moved"), keys("better"), beside("A", page.Higher, 50, 60, 50, 61)),
		of("one that falls as it should", over+"1 measure shown 1 is better.", keys("moved"), keys("better"), beside("A", page.Lower, 50, 60, 70, 59)),
		of("one that falls", over+"1 measure shown 1 is worse. Worse is A: from 60% to 59%.", keys("moved", "only"), keys("worse"), beside("A", page.Higher, 50, 60, 70, 59)),
		of("one that rises", over+"1 measure shown 1 is worse. Worse is A: from 60% to 61%.", keys("moved", "only"), keys("worse"), beside("A", page.Lower, 50, 60, 50, 61)),
		of("one that came back", over+"1 measure shown 1 is unchanged.", keys("moved"), keys("same"), beside("A", page.Higher, 50, 60, 10, 60)),
		of("a difference that nobody sees", over+"1 measure shown 1 is unchanged.", keys("moved"), keys("same"), beside("A", page.Higher, 50, 60.00001, 60)),
		of("one without a direction", over+"1 measure shown 1 has no better direction.", keys("moved"), keys("undirected"), beside("A", "", 0, 60, 10)),
		of("one value", over+"1 measure shown 1 has fewer than two values.", keys("moved"), keys("sparse"), beside("A", page.Higher, 50, 60)),
		of("one value behind gaps", over+"1 measure shown 1 has fewer than two values.", keys("moved"), keys("sparse"), gap),
		of("one value without a direction", over+"1 measure shown 1 has fewer than two values.", keys("moved"), keys("sparse"), beside("A", "", 0, 60)),
		of("all sorts", over+"11 measures shown 2 are better, 3 are worse, 2 are unchanged, 2 have no better direction and 2 have fewer than two values. D got worse most: from 20% to 10%.",
			keys("moved", "most"), keys("better", "worse", "same", "undirected", "sparse"),
			beside("A", page.Higher, 50, 1, 2), beside("B", page.Lower, 50, 2, 1), beside("C", page.Higher, 200, 90, 60), beside("D", page.Higher, 20, 20, 10), beside("E", page.Lower, 100, 10, 30),
			beside("F", page.Lower, 100, 1, 1), beside("G", page.Higher, 100, 1, 2, 1), beside("H", "", 0, 1, 2), beside("I", "", 0, 1, 1), beside("J", page.Lower, 100), beside("K", page.Lower, 100, 1)),
		of("two that got worse alike", over+"3 measures shown 3 are worse. A and C got worse most, by the same share of their scales.", keys("moved", "most-alike"), keys("worse"),
			beside("A", page.Higher, 50, 60, 50), beside("B", page.Lower, 50, 1, 2), beside("C", page.Lower, 10, 1, 3)),
		of("none", "", nil, nil),
	}
}

// What a reader hears of a drawing is what the table says of it, and where there is no value nothing is drawn.
func TestChartsSayWhatTheirTableSays(t *testing.T) {
	text := strings.NewReplacer("\u202f", " ", "\u00a0", " ").Replace(render(t, sample.MeasureCharts(frame())))
	for _, want := range []string{
		`aria-label="Median exposure of exploited flaws: 11 values, from 31 days on 31 Oct 2025 to 16 days on 31 Aug 2026, better."`, `aria-label="Hosts: 4 values, from 388 hosts on 31 May 2026 to 412 hosts on 31 Aug 2026."`,
		`aria-label="Restore tests that reached their time: 7 values, from 91% on 28 Feb 2026 to 74% on 31 Aug 2026, worse."`, `aria-label="Exercises of the crisis team: one value, 2 exercises on 31 Aug 2026."`,
		`href="/measures?span=24m&amp;view=charts"`, `href="/measures"`, `name="view" value="charts"`, `href="/measures?show=lacking&amp;view=charts"`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not have %s", want)
		}
	}
	reads := seen(text)
	for _, want := range []string{"31 days31 Oct 2025 16 days31 Aug 2026 16 days 31 days 11", "Gateways with virtual patches – – – – 0", "No value in this time", "Over the 12 months to 30 Sep 2026, of 6 measures shown 2 are better, 1 is worse, 1 has no better direction and 2 have fewer than two values. Worse is Restore tests that reached their time: from 91% to 74%."} {
		if !strings.Contains(reads, want) {
			t.Errorf("the reader is not told %q in %s", want, reads)
		}
	}
	if n := strings.Count(text, `class="lch sml"`); n != 5 {
		t.Errorf("there are %d drawings for 5 measures with values", n)
	}
}
