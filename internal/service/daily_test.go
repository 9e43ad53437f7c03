package service_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/measurement"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/service"
)

// What is drawn of a measure beside others is what its own page lists: of values that are sent the last of each day, of computed ones
// those that its status is computed on. It is what was known then, and nothing that the reader may not see.
func TestValuesBesideEachOther(t *testing.T) {
	for name, dsn := range databases(t) {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, dsn)
			b.must(b.declare(manager, base+doc("unit", "west", "West", "{parent: enterprise, time_zone: America/New_York}")+doc("unit", "east", "East", "{parent: enterprise}")+
				doc("measure", "sent", "Sent", "{unit: east, owner: p-01, period_days: 1, "+fromNought+"}")+
				doc("measure", "summed", "Summed", "{unit: west, owner: p-01, period_days: 1, aggregation: sum, reporting_period: day, "+fromNought+"}")+
				doc("measure", "half", "Half", "{unit: east, owner: p-01, period_days: 31, formula: sent / 2, inputs: [{name: sent, measure: sent}], "+fromNought+"}")))
			at := func(day, hour int) time.Time { return time.Date(2025, 1, day, hour, 0, 0, 0, time.UTC) }
			send := func(to time.Time, v *float64) {
				for _, m := range []string{"sent", "summed"} {
					_, err := b.AddPoints(t.Context(), manager, []service.NewPoint{{Measure: m, From: to, To: to, Value: v, Note: "by hand"}}, "", "", "")
					b.must(err)
				}
			}
			v := func(x float64) *float64 { return &x }
			send(at(3, 2), v(10)) // of 2 January in New York
			send(at(3, 20), v(30))
			send(at(5, 8), v(20))
			b.pass(time.Hour)
			first, err := b.View(t.Context(), manager, service.AsOf{})
			b.must(err)
			b.pass(time.Hour)
			send(at(3, 20), nil) // withdrawn, so that the morning's holds
			send(at(5, 8), v(24))
			later, err := b.View(t.Context(), manager, service.AsOf{})
			b.must(err)
			then, err := b.View(t.Context(), manager, service.AsOf{Text: "then", At: first.At})
			b.must(err)

			names := []string{"half", "sent", "summed"}
			shown := func(view *service.View, from time.Time) string {
				t.Helper()
				got, err := view.Daily(t.Context(), measures(b, view, names), from)
				b.must(err)
				out := ""
				for i, list := range got {
					out += names[i] + days(list) + " "
				}
				return out
			}
			const before, after = "half 05=10 sent 03=30 05=20 summed 02=10 03=30 05=20 ", "half 05=12 sent 03=10 05=24 summed 02=10 05=24 "
			for what, c := range map[string]struct{ got, want string }{
				"at first": {shown(first, at(1, 0)), before}, "then, as of then": {shown(then, at(1, 0)), before}, "later": {shown(later, at(1, 0)), after},
				"from the fifth on": {shown(later, at(5, 0)), "half 05=12 sent 05=24 summed 05=24 "}, "from tomorrow on": {shown(later, at(16, 0)), "half sent summed "},
			} {
				if c.got != c.want {
					t.Errorf("%s there are %s, not %s", what, c.got, c.want)
				}
			}
			if got, err := later.Daily(t.Context(), nil, at(1, 0)); err != nil || len(got) != 0 {
				t.Errorf("of no measures there is %v (%v)", got, err)
			}
			all := measures(b, later, names)
			narrow, err := b.View(t.Context(), b.in(access.Auditor, "west", "p-02"), service.AsOf{})
			b.must(err)
			if got, err := narrow.Daily(t.Context(), all, at(1, 0)); !fault.Is(err, fault.NotFound) || got != nil {
				t.Errorf("who sees one of the units is told of the other: %v (%v)", got, err)
			}
			if got, err := narrow.Daily(t.Context(), all[2:], at(1, 0)); err != nil || days(got[0]) != " 02=10 05=24" {
				t.Errorf("who sees one of the units is shown%s of it (%v)", days(got[0]), err)
			}
		})
	}
}

func measures(b *bench, v *service.View, names []string) []record.Of[measure.Measure] {
	b.t.Helper()
	out := make([]record.Of[measure.Measure], len(names))
	for i, name := range names {
		r, err := v.Record("measure", name)
		b.must(err)
		out[i], _ = record.As[measure.Measure](r)
	}
	return out
}

func days(list []measurement.Dated) string {
	out := ""
	for _, x := range list {
		out += fmt.Sprintf(" %s=%v", x.At.Format("02"), x.Value)
	}
	return out
}
