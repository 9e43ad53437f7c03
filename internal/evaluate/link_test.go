package evaluate_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/measurement"
)

// linked is a programme whose objectives stand in every way, judged by their scores, and a link from each to each that says something.
func linked() string {
	var b strings.Builder
	b.WriteString(common)
	for _, name := range []string{"high", "higher", "middle", "low", "bottom", "silent", "mute", "against"} {
		fmt.Fprintf(&b, "measure m-%s {unit: all, owner: p-01, period_days: 92, %s}\n", name, plain)
		fmt.Fprintf(&b, "objective %s {unit: all, owner: p-01, perspective: one, weight: 1, measures: [{measure: m-%[1]s, weight: 1}]}\n", name)
	}
	for name, sign := range map[string]string{"high higher": "strengthens", "middle higher": "strengthens", "low higher": "strengthens", "silent higher": "strengthens",
		"high mute": "strengthens", "high low": "strengthens", "higher bottom": "weakens", "high against": "strengthens", "higher against": "weakens"} {
		cause, effect, _ := strings.Cut(name, " ")
		fmt.Fprintf(&b, "strategy-link %s-%s {cause: %s, effect: %s, expectation: it follows, sign: %s, strength: weak, lag: P3M}\n", cause, effect, cause, effect, sign)
	}
	return b.String()
}

// Quarter ends of 2024 to 2026, and what the measures were then. "higher" and "high" go up and down as one; "against" does the opposite a quarter later.
var (
	steps     = []float64{0, 3, -2, 5, 1, 7, 2, 4, 9, 3, 8}
	quarterly = func() (out []time.Time) {
		for i := range steps {
			out = append(out, time.Date(2024, time.Month(4+3*i), 0, 23, 59, 59, 0, time.UTC))
		}
		return out
	}()
)

func TestLinksAreJudgedByTheRulesInTheirOrder(t *testing.T) {
	s := world(t, linked())
	var points []measurement.Recorded
	for i, at := range quarterly {
		before := 0.0
		if i > 0 {
			before = steps[i-1]
		}
		for name, v := range map[string]float64{"high": 80 + steps[i], "higher": 85 + steps[i], "middle": 55 + steps[i], "low": 20 + steps[i], "bottom": 20, "against": 80 - before} {
			points = append(points, sent(t, s, "m-"+name, at.Add(-12*time.Hour).Format(time.RFC3339), v))
		}
	}
	status := judged(t, s, "2026-10-01T00:00:00Z", points...)
	links, err := status.Links(quarterly)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, l := range links {
		got[l.Record.Name] = string(l.State) + " " + string(l.Reason)
		expected, moved := 0, 0
		for _, p := range l.Pairs() {
			yes, counts := l.Follows(p)
			expected += map[bool]int{true: 1}[yes]
			moved += map[bool]int{true: 1}[counts]
		}
		if expected != l.Expected() || moved != l.Data.Of {
			t.Errorf("%s: pair by pair %d of %d quarters went as expected, together %d of %d", l.Record.Name, expected, moved, l.Expected(), l.Data.Of)
		}
		if l.Lag != 1 {
			t.Errorf("three months are %d quarters", l.Lag)
		}
		switch l.Record.Name {
		case "high-against", "higher-against":
			if l.Data.Of != 9 || l.Data.Together != 0 || !l.Data.Known || l.Data.Correlation.R > -0.999 {
				t.Errorf("%s: what goes the other way a quarter later is seen as %+v", l.Record.Name, l.Data)
			}
			if wants := map[string]int{"high-against": 0, "higher-against": 9}[l.Record.Name]; l.Expected() != wants || l.Confirmed != (wants == 9) {
				t.Errorf("%s: %d of 9 quarters went as expected, confirmed: %v", l.Record.Name, l.Expected(), l.Confirmed)
			}
		case "silent-higher":
			if l.Data.Of != 0 || l.Data.Known {
				t.Errorf("without values there is %+v", l.Data)
			}
		}
	}
	for name, want := range map[string]string{
		"high-higher": "holding cause-on-plan", "middle-higher": "strained cause-at-risk", "low-higher": "broken cause-off-plan", "silent-higher": "untested cause-no-data",
		"high-mute": "untested effect-no-data", "high-low": "strained effect-off-plan", "higher-bottom": "holding cause-on-plan",
		"high-against": "broken contradicted", "higher-against": "holding cause-on-plan",
	} {
		if got[name] != want {
			t.Errorf("%s is %s, not %s", name, got[name], want)
		}
	}
	if len(links) != len(got) || len(got) != 9 {
		t.Errorf("there are %d links, not 9", len(links))
	}
	part, err := status.Within(evaluate.Under(s, "", status.Day))
	if err != nil {
		t.Fatal(err)
	}
	if none, err := part.Links(quarterly); err != nil || len(none) != 0 {
		t.Errorf("a part without objectives has %d links: %v", len(none), err)
	}
}

// A link of which an objective is not in force says nothing yet.
func TestALinkWithADraftIsUntested(t *testing.T) {
	s := world(t, linked())
	status := judged(t, s, "2026-10-01T00:00:00Z")
	for _, o := range status.Objectives {
		o.Waits = true
	}
	links, err := status.Links(nil)
	if err != nil || len(links) != 9 {
		t.Fatal(len(links), err)
	}
	for _, l := range links {
		if l.State != evaluate.Untested || l.Reason != evaluate.LinkNotInForce {
			t.Errorf("%s is %s, %s", l.Record.Name, l.State, l.Reason)
		}
	}
}
