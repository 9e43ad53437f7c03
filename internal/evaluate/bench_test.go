package evaluate_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/kinds"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/measurement"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// programme is one of so many measures, objectives and units: the measures spread over the objectives, those over four
// perspectives, and everything over the units. Each measure has a value for each of 24 months.
func programme(b *testing.B, measures, objectives, units int) (*record.Snapshot, evaluate.Values) {
	b.Helper()
	spec := func(fields ...any) map[string]any {
		out := map[string]any{}
		for i := 0; i < len(fields); i += 2 {
			name, _ := fields[i].(string)
			out[name] = fields[i+1]
		}
		return out
	}
	var changes []record.Change
	declare := func(kind, name, state string, spec map[string]any) {
		title := name
		if kind == "person" {
			title = ""
		}
		changes = append(changes, record.Change{Import: true, Declaration: record.Declaration{Kind: kind, Name: name, Title: title, State: state, Spec: spec}})
	}
	number := func(n int) json.Number { return json.Number(fmt.Sprint(n)) }
	declare("unit", "all", "", spec("level", "organisation"))
	declare("person", "p", "", spec("full_name", "Somebody", "unit", "all"))
	declare("scorecard", "card", "", spec("unit", "all"))
	for i := range 4 {
		declare("perspective", fmt.Sprint("v-", i), "", spec("scorecard", "card", "weight", number(i+1)))
	}
	for i := range units {
		declare("unit", fmt.Sprint("u-", i), "", spec("level", "team", "parent", "all"))
	}
	for i := range measures {
		declare("measure", fmt.Sprint("m-", i), "", spec("unit", fmt.Sprint("u-", i%units), "owner", "p", "period_days", number(31),
			"scale", spec("direction", "higher", "knots", spec("red", number(50), "green", number(80)))))
	}
	for i := range objectives {
		var edges []any
		for k := i; k < measures; k += objectives {
			edges = append(edges, spec("measure", fmt.Sprint("m-", k), "weight", number(1+k%3)))
		}
		declare("objective", fmt.Sprint("o-", i), "active", spec("unit", fmt.Sprint("u-", i%units), "owner", "p", "perspective", fmt.Sprint("v-", i%4), "weight", number(1+i%2), "measures", edges,
			"targets", []any{spec("measure", fmt.Sprint("m-", i), "baseline", number(10), "start", "2024-01-01", "plan", spec("target", number(90), "due", "2027-01-01"))}))
	}
	planned, err := record.Plan(record.NewSnapshot(kinds.Registry()), changes, at("2024-01-01"))
	if err != nil {
		b.Fatal(err)
	}
	var points []measurement.Recorded
	n := 0
	for m := range record.All[measure.Measure](planned.After) {
		series := evaluate.SeriesOf(planned.After, m).ID()
		for month := range 24 {
			v := float64((n*13 + month*7) % 101)
			day := time.Date(2024, time.Month(1+month), 28, 0, 0, 0, 0, time.UTC)
			points = append(points, measurement.Recorded{Point: measurement.Point{Series: series, From: day, To: day, Value: &v}})
		}
		n++
	}
	return planned.After, evaluate.NewValues(points)
}

// Evaluating everything, and how that grows with each of what there is: with ten times as many it may take ten times as long,
// and half as much again for memory that is further away.
func BenchmarkAt(b *testing.B) {
	const most = 15 // times
	once := func(s *record.Snapshot, v evaluate.Values) time.Duration {
		best := time.Hour
		for range 5 {
			began := time.Now()
			if _, err := evaluate.At(s, v, at("2026-01-05")); err != nil {
				b.Fatal(err)
			}
			best = min(best, time.Since(began))
		}
		return best
	}
	for _, x := range []struct {
		name      string
		few, many [3]int // measures, objectives, units
	}{
		{"measures", [3]int{1000, 100, 100}, [3]int{10_000, 100, 100}},
		{"objectives", [3]int{10_000, 1000, 100}, [3]int{10_000, 10_000, 100}},
		{"units", [3]int{10_000, 1000, 100}, [3]int{10_000, 1000, 1000}},
	} {
		b.Run(x.name, func(b *testing.B) {
			fewS, fewV := programme(b, x.few[0], x.few[1], x.few[2])
			manyS, manyV := programme(b, x.many[0], x.many[1], x.many[2])
			for b.Loop() {
				a, c := once(fewS, fewV), once(manyS, manyV)
				ratio := float64(c) / float64(a)
				b.ReportMetric(float64(a.Microseconds())/1000, "ms-few")
				b.ReportMetric(float64(c.Microseconds())/1000, "ms-many")
				b.ReportMetric(ratio, "ratio")
				if ratio > most {
					b.Errorf("with ten times the %s it takes %.1f times as long (%s, %s)", x.name, ratio, a, c)
				}
			}
		})
	}
}
