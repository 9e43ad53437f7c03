package evaluate_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/measurement"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/statistics"
)

// monthly gives values at the ends of months from January 2024 on; what is 0 is missing.
func monthly(t *testing.T, s *record.Snapshot, m string, values ...float64) []measurement.Recorded {
	t.Helper()
	var out []measurement.Recorded
	for i, v := range values {
		if v != 0 {
			out = append(out, sent(t, s, m, time.Date(2024, time.Month(2+i), 0, 12, 0, 0, 0, time.UTC).Format(time.RFC3339), v))
		}
	}
	return out
}

func controlOf(t *testing.T, s *record.Snapshot, m, moment string, points ...measurement.Recorded) *evaluate.Control {
	t.Helper()
	status := judged(t, s, moment, points...)
	return status.Control(status.Measures[measured(t, s, m).UID])
}

func days(c *evaluate.Control) string {
	var out []string
	for _, p := range c.Periods {
		text := p.Day.String()
		if p.Point == nil {
			text = "-" + text
		}
		out = append(out, text)
	}
	return strings.Join(out, " ")
}

const fixed = common + `
measure fixed {unit: all, owner: p-01, period_days: 31, ` + plain + `}
measure less {unit: all, owner: p-01, period_days: 31, scale: {direction: lower, knots: {worst: 100, red: 90, green: 80, target: 70}}}
measure rebased {unit: all, owner: p-01, period_days: 31, new_limits: [{from: 2024-12-01, reason: the platform team patches now}], ` + plain + `}
measure nelson {unit: all, owner: p-01, period_days: 31, run_rules: nelson, ` + plain + `}
`

var shift = []float64{59.5, 60.5, 59.5, 60.5, 59.5, 60.5, 59.5, 60.5, 59.5, 60.5, 59.5, 60.5, 70, 71, 72}

// Twelve values freeze the limits; what is above them later is a signal that goes on, and nothing is foretold while it does.
func TestControlOfAMeasure(t *testing.T) {
	s := world(t, fixed)
	calm := controlOf(t, s, "fixed", "2025-01-15T00:00:00Z", monthly(t, s, "fixed", shift[:12]...)...)
	if x := calm.Stretches[0]; x.Limits == nil || !x.Frozen || len(calm.Signals) > 0 {
		t.Fatalf("twelve values give %+v and the signals %v", x, calm.Signals)
	}
	if calm.Target != statistics.KeepsFailing || calm.Green != statistics.KeepsFailing {
		t.Errorf("values about 60 are to reach 100 and 70: %s, %s", calm.Target, calm.Green)
	}
	c := controlOf(t, s, "fixed", "2025-04-15T00:00:00Z", monthly(t, s, "fixed", shift...)...)
	if now := c.Now(); len(now) == 0 || fmt.Sprint(now[0]) != "{beyond-limit above [12 13 14]}" || c.Target != statistics.Unforeseen {
		t.Errorf("since January the signals are %v; the target is %s", now, c.Target)
	}
	if *c.Stretches[0].Limits != *calm.Stretches[0].Limits {
		t.Error("later values changed the limits")
	}
	less := controlOf(t, s, "less", "2025-01-15T00:00:00Z", monthly(t, s, "less", shift[:12]...)...)
	if less.Target != statistics.KeepsPassing {
		t.Errorf("values about 60, where 70 and less are wanted: %s", less.Target)
	}
}

// A recorded reason begins a new base with the first value from its day on.
func TestControlFromARecordedReasonOn(t *testing.T) {
	s := world(t, fixed)
	values := append(shift[:11:11], 70, 71, 70, 71, 70, 71, 70, 71)
	c := controlOf(t, s, "rebased", "2025-09-15T00:00:00Z", monthly(t, s, "rebased", values...)...)
	if len(c.Stretches) != 2 || c.Stretches[1].From != 11 || c.Anew[0].Reason != "" || c.Anew[1].Reason != "the platform team patches now" {
		t.Fatalf("the stretches are %+v for %+v", c.Stretches, c.Anew)
	}
	if len(c.Signals) > 0 || c.Green != statistics.HitAndMiss {
		t.Errorf("with new limits there are the signals %v, and green is %s", c.Signals, c.Green)
	}
	if early := controlOf(t, s, "rebased", "2024-09-15T00:00:00Z", monthly(t, s, "rebased", values[:8]...)...); len(early.Stretches) != 1 {
		t.Errorf("before its day the reason counts: %+v", early.Stretches)
	}
}

// A month without a value is a gap, of several values of a month the last counts, and reporting periods follow the calendar.
func TestPeriodsOfControl(t *testing.T) {
	s := world(t, fixed+strings.TrimPrefix(counting, common))
	points := append(monthly(t, s, "fixed", 60, 0, 61, 62), sent(t, s, "fixed", "2024-01-10T12:00:00Z", 99))
	c := controlOf(t, s, "fixed", "2024-06-15T00:00:00Z", points...)
	if got := days(c); got != "2024-01-31 -2024-03-02 2024-03-31 2024-04-30" || c.Values[0] != 60 {
		t.Errorf("the periods are %s of %v", got, c.Values)
	}
	if c.Latest() != 3 || c.Target != statistics.Unforeseen {
		t.Errorf("the latest is %d, the target %s", c.Latest(), c.Target)
	}
	sums := controlOf(t, s, "requests", "2026-06-15T00:00:00Z", sent(t, s, "requests", "2026-01-10T12:00:00Z", 20), sent(t, s, "requests", "2026-01-12T12:00:00Z", 30), sent(t, s, "requests", "2026-04-10T12:00:00Z", 40))
	if len(sums.Periods) != 4 || sums.Values[0] != 50 || sums.Values[3] != 40 || sums.Periods[1].Point != nil || sums.Periods[3].Day.String() != "2026-04-30" {
		t.Errorf("the periods are %s of %v", days(sums), sums.Values)
	}
	if none := controlOf(t, s, "less", "2026-06-15T00:00:00Z"); len(none.Periods) != 0 || none.Latest() != -1 || len(none.Now()) != 0 {
		t.Errorf("without values there is %+v", none)
	}
}

// What was due and is missing counts against completeness, between values and behind the last one once its grace has passed.
func TestCompletenessOfAMeasure(t *testing.T) {
	s := world(t, fixed)
	points := monthly(t, s, "fixed", 60, 0, 61, 62) // to the end of April; the next is due on 31 May, with eight days of grace
	for moment, want := range map[string]string{"2024-06-08T12:00:00Z": "3 of 4", "2024-06-09T12:00:00Z": "3 of 5", "2024-07-15T12:00:00Z": "3 of 6", "2024-01-15T12:00:00Z": "0 of 0"} {
		status := judged(t, s, moment, points...)
		m := status.Measures[measured(t, s, "fixed").UID]
		have, due := status.Complete(m, status.Control(m))
		if got := fmt.Sprintf("%d of %d", have, due); got != want {
			t.Errorf("at %s %s, not %s", moment, got, want)
		}
	}
}

func TestRunRulesOfAMeasure(t *testing.T) {
	s := world(t, fixed)
	values := append(shift[:12:12], 59.1, 59.3, 59.5, 59.7, 59.9, 60.1)
	if got := controlOf(t, s, "fixed", "2025-09-15T00:00:00Z", monthly(t, s, "fixed", values...)...).Signals; len(got) > 0 {
		t.Errorf("six that rise are a signal of Western Electric: %v", got)
	}
	if got := controlOf(t, s, "nelson", "2025-09-15T00:00:00Z", monthly(t, s, "nelson", values...)...).Now(); fmt.Sprint(got) != "[{six-monotone above [12 13 14 15 16 17]}]" {
		t.Errorf("six that rise are %v by Nelson", got)
	}
}
