package evaluate_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/ascode"
	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/kinds"
	"github.com/steelyard-isms/steelyard/internal/measurement"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// acted is a measure, and an action that was to move it and was done on a day.
func acted(t *testing.T, declared, doneOn string) *record.Snapshot {
	t.Helper()
	text := `apiVersion: steelyard/v1
kind: unit
name: all
title: All
spec: {level: organisation}
---
apiVersion: steelyard/v1
kind: person
name: p-01
spec: {full_name: Somebody Else, unit: all}
---
apiVersion: steelyard/v1
kind: measure
name: fixed
title: Fixed
spec: {unit: all, owner: p-01, period_days: 31, ` + plain + `}
---
apiVersion: steelyard/v1
kind: measure
name: other
title: Other
spec: {unit: all, owner: p-01, period_days: 31, ` + plain + `}
---
apiVersion: steelyard/v1
kind: action
name: patch
title: Patch
state: done
spec: {unit: all, owner: p-01, description: Patch each week, origin: deviation, measure: fixed, due: 2025-01-31` + doneOn + `, result: Patched}
---
apiVersion: steelyard/v1
kind: action
name: open
title: Open
state: open
spec: {unit: all, owner: p-01, description: Still to be done, origin: deviation, measure: fixed, due: 2025-01-31` + doneOn + `}
---
apiVersion: steelyard/v1
kind: action
name: elsewhere
title: Elsewhere
state: done
spec: {unit: all, owner: p-01, description: For another measure, origin: deviation, measure: other, due: 2025-01-31` + doneOn + `, result: Done}
`
	changes, bad := ascode.Read("world.yaml", []byte(text))
	if len(bad) > 0 {
		t.Fatal(bad)
	}
	for i := range changes {
		changes[i].Import = true
	}
	planned, err := record.Plan(record.NewSnapshot(kinds.Registry()), changes, at(declared))
	if err != nil {
		t.Fatal(err)
	}
	return planned.After
}

func effectsOf(t *testing.T, s *record.Snapshot, moment string, points ...measurement.Recorded) []evaluate.Effect {
	t.Helper()
	status := judged(t, s, moment, points...)
	return status.Effects(s, status.Measures[measured(t, s, "fixed").UID], func(*record.Record) bool { return true })
}

// What was done counts from its day on, and what is said of it is what the values before and after it allow.
func TestWhatBecameOfAMeasure(t *testing.T) {
	s := acted(t, "2026-01-01", ", done_on: 2025-01-15")
	calm := []float64{50, 52, 49, 51, 50, 53, 48, 51, 50, 52, 49, 51} // 2024
	for name, c := range map[string]struct {
		before, after []float64
		want          evaluate.Verdict
	}{
		"better":          {calm, []float64{60, 61, 63, 60, 62, 61}, evaluate.Improved},
		"worse":           {calm, []float64{40, 41, 43, 40, 42, 41}, evaluate.Worsened},
		"no other":        {calm, []float64{51, 49, 52, 50, 48, 53}, evaluate.ByChance},
		"too early":       {calm, []float64{60, 61, 63, 60}, evaluate.TooFewAfter},
		"rose before":     {[]float64{40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51}, []float64{52, 53, 54, 55, 56, 57}, evaluate.MovedBefore},
		"fell before":     {[]float64{51, 50, 49, 48, 47, 46, 45, 44, 43, 42, 41, 40}, []float64{52, 53, 54, 55, 56, 57}, evaluate.Improved},
		"nothing before":  {[]float64{0, 0, 0, 0, 0, 0, 0, 0, 50, 52, 49, 51}, []float64{60, 61, 63, 60, 62, 61}, evaluate.TooFewBefore},
		"twelve at most":  {calm, append([]float64{60, 61, 63, 60, 62, 61, 60, 61, 63, 60, 62, 61}, 10, 10, 10, 10), evaluate.Improved},
		"as it was after": {calm, calm, evaluate.ByChance},
	} {
		got := effectsOf(t, s, "2026-12-15T00:00:00Z", monthly(t, s, "fixed", append(append([]float64{}, c.before...), c.after...)...)...)
		if len(got) != 1 || got[0].Record.Name != "patch" || got[0].Verdict != c.want || got[0].Done.String() != "2025-01-15" || !got[0].Stated {
			t.Errorf("%s: %+v, want %s", name, got, c.want)
			continue
		}
		if e := got[0]; e.Before > evaluate.Compared || e.After > evaluate.Compared {
			t.Errorf("%s: %d values are compared with %d", name, e.After, e.Before)
		}
	}
	if got := effectsOf(t, s, "2025-01-10T00:00:00Z", monthly(t, s, "fixed", calm...)...); len(got) != 0 {
		t.Errorf("before its day there is %+v", got)
	}
}

// What the second half of each year does anyway is no effect of what was done in July; what is done on top of it is one.
func TestASeasonIsNoEffect(t *testing.T) {
	s := acted(t, "2026-08-01", ", done_on: 2026-07-15")
	for more, want := range map[float64]evaluate.Verdict{0: evaluate.ByChance, 20: evaluate.Improved} {
		var values []float64
		for i := range 36 { // to December 2026
			v := 50 + float64(i*i%11/2)
			if i%12 > 5 {
				v += 30 + float64(i/12) // a little more each year, as chance has it
			}
			if i > 29 {
				v += more
			}
			values = append(values, v)
		}
		if got := effectsOf(t, s, "2027-01-15T00:00:00Z", monthly(t, s, "fixed", values...)...); len(got) != 1 || got[0].Verdict != want || got[0].After != 6 {
			t.Errorf("with %v more the effect is %+v, want %s", more, got, want)
		}
	}
}

// Without a day in its record, what was done counts from the day on which it was recorded as done.
func TestTheDayOfWhatWasDone(t *testing.T) {
	s := acted(t, "2026-01-01", "")
	got := effectsOf(t, s, "2026-12-15T00:00:00Z", monthly(t, s, "fixed", shift...)...)
	if len(got) != 1 || got[0].Stated || got[0].Done.String() != "2026-01-01" {
		t.Errorf("it is judged from %+v", got)
	}
}

const checked = common + `
measure fixed {unit: all, owner: p-01, period_days: 31, grace_days: 7, data_checks: [{on: 2024-06-01, part: accuracy, of: 20, right: 10, how: by hand}, {on: 2024-11-01, part: accuracy, of: 30, right: 29, how: by hand}, {on: 2025-03-01, part: validity, of: 10, right: 1, how: later}], ` + plain + `}
measure plainly {unit: all, owner: p-01, period_days: 31, grace_days: 7, ` + plain + `}
`

// Each part of data quality is a count that one can check by hand; the latest check of a part counts, and together they lower confidence.
func TestQualityOfData(t *testing.T) {
	s := world(t, checked)
	points := monthly(t, s, "fixed", 50, 52, 0, 51, 50, 53, 48, 51, 50, 52, 49, 51) // March is missing
	for i := range points {
		points[i].RecordedAt = points[i].To.AddDate(0, 0, 3)
	}
	points[5].RecordedAt = points[5].To.AddDate(0, 0, 20) // late
	points[7].RecordedAt = points[7].To.AddDate(0, 0, 7)  // on the last day of its grace
	status := judged(t, s, "2025-01-05T00:00:00Z", points...)
	m := status.Measures[measured(t, s, "fixed").UID]
	q, ok := status.Quality(m)
	var got []string
	for _, p := range q.Parts {
		got = append(got, string(p.Name)+" "+strings.TrimSpace(strings.Join([]string{strconv.Itoa(p.Right), strconv.Itoa(p.Of)}, "/")))
	}
	if want := "completeness 11/12, timeliness 10/11, accuracy 29/30"; !ok || strings.Join(got, ", ") != want {
		t.Fatalf("the parts are %v, want %s", got, want)
	}
	// (11/12 · 10/11 · 29/30)^(1/3) = 0.93046
	if q.Q < 0.93045 || q.Q > 0.93047 || len(q.Left) != 2 {
		t.Errorf("together they are %v, without %v; want 0.93046 without two", q.Q, q.Left)
	}
	if known, ok := m.Q.Get(); !ok || known != q.Q {
		t.Errorf("what lowers confidence is %v", m.Q)
	}
	if late := judged(t, s, "2025-03-20T00:00:00Z", points...); true {
		q, _ := late.Quality(late.Measures[m.Record.UID])
		if p := q.Parts[0]; p.Right != 11 || p.Of != 14 {
			t.Errorf("with two months overdue completeness is %d of %d, want 11 of 14", p.Right, p.Of)
		}
	}
}

// A history that is brought in at once could not have been in time, and is not said to be late.
func TestAHistoryBroughtInIsNotLate(t *testing.T) {
	s := world(t, checked)
	points := monthly(t, s, "plainly", 50, 52, 51, 51, 50, 53, 48, 51, 50, 52, 49, 51)
	for i := range points {
		points[i].RecordedAt = time.Date(2025, 1, 3, 9, 0, 0, 0, time.UTC)
	}
	status := judged(t, s, "2025-01-05T00:00:00Z", points...)
	q, _ := status.Quality(status.Measures[measured(t, s, "plainly").UID])
	if len(q.Parts) != 2 || q.Parts[1].Right != 1 || q.Parts[1].Of != 1 {
		t.Errorf("the parts are %+v, want one value in time, that of December", q.Parts)
	}
}
