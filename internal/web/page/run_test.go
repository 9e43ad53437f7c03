package page_test

import (
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/web/page"
	"github.com/steelyard-isms/steelyard/internal/web/preview/sample"
)

func number(x float64) page.Figure { return page.Figure{Value: &x, Unit: "%"} }

// What a run says of the run before is said with data where it must stand, and not with others.
func TestWhatARunSaysOfTheOneBefore(t *testing.T) {
	fed := page.Ref{Code: "M-1", Name: "One", Path: "/measures/M-1"}
	value := func(now, was page.Figure) page.RunValue {
		return page.RunValue{Name: "v", Measure: fed, Value: now, Was: was}
	}
	none := page.Figure{}
	before := page.RunBefore{Ref: page.Ref{Name: "Run 7", Path: "/runs/7"}, At: sample.Run(frame()).At, Items: 10}
	sentences := []string{"No run of this source was recorded before.", "None of its values that feed measures was in Run 7", "The value that feeds a measure is the same as in Run 7 of 3 Oct 2026.", "All 2 values that feed measures are the same as in Run 7 of 3 Oct 2026.",
		"the value that feeds a measure has changed", "1 of 2 values that feed measures has changed", "2 of 2 values that feed measures have changed"}
	for _, c := range []struct {
		name   string
		before page.RunBefore
		values []page.RunValue
		says   string
	}{
		{"the first", page.RunBefore{}, []page.RunValue{value(number(1), none)}, sentences[0]},
		{"other values", before, []page.RunValue{value(number(1), none), value(none, number(2))}, sentences[1]},
		{"no values", before, nil, ""},
		{"one, the same", before, []page.RunValue{value(number(1), number(1)), value(number(1), none)}, sentences[2]},
		{"two that read the same", before, []page.RunValue{value(number(1), number(1)), value(number(1.0000001), number(1))}, sentences[3]},
		{"one, another", before, []page.RunValue{value(number(1), number(2))}, sentences[4]},
		{"one of two", before, []page.RunValue{value(number(1), number(2)), value(number(1), number(1))}, sentences[5]},
		{"both", before, []page.RunValue{value(number(1), number(2)), value(number(0), number(1))}, sentences[6]},
		{"what feeds nothing does not count", before, []page.RunValue{{Name: "x", Value: number(1), Was: number(2)}, value(number(1), number(1))}, sentences[2]},
	} {
		t.Run(c.name, func(t *testing.T) {
			reads := seen(render(t, page.Run{Frame: frame(), Ref: page.Ref{Name: "Run 8"}, Before: c.before, Values: c.values, Recorded: len(c.values)}))
			for _, s := range sentences {
				if strings.Contains(reads, s) != (s == c.says) {
					t.Errorf("it must say %q, and reads %.900s", c.says, reads)
				}
			}
		})
	}
	for _, c := range []struct {
		now, before int
		says        string
	}{{10, 10, "Things it lists 10 "}, {12, 10, "Things it lists 12; 10 in the run before"}, {0, 10, ""}} {
		reads := seen(render(t, page.Run{Frame: frame(), Ref: page.Ref{Name: "Run 8"}, Before: before, Items: c.now}))
		if (c.says != "") != strings.Contains(reads, "Things it lists") || !strings.Contains(reads, c.says) {
			t.Errorf("%d things after %d: %s", c.now, c.before, reads)
		}
	}
	recorded := page.Run{Frame: frame(), Ref: page.Ref{Name: "Run 8"}, Recorded: 3, Values: []page.RunValue{value(number(1), none), value(number(1), none), {Name: "of a unit", Measure: fed, Of: "North", Value: number(1)}}}
	if reads := seen(render(t, recorded)); !strings.Contains(reads, "1 more value is of a unit that no measure reads") {
		t.Errorf("a value that feeds two measures counts twice: %s", reads)
	}
	recorded.Recorded = 2
	if reads := seen(render(t, recorded)); strings.Contains(reads, "more value") {
		t.Errorf("values are said to be left out, and none is: %s", reads)
	}
}
