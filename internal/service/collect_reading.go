package service

import (
	"math"

	"github.com/steelyard-isms/steelyard/internal/collect"
	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/store"
)

// reading is what is kept of what a file says, beside its points. Its units are known already.
func (s *Service) reading(in collect.Inspection, told bool) store.Reading {
	out := store.Reading{Format: in.Format, Host: in.Host, Items: in.Items, Values: map[string]*float64{}, Warnings: []string{}, ToldAt: told}
	for _, v := range in.Values {
		out.Values[v.Name] = v.Number
	}
	for _, w := range in.Warnings {
		out.Warnings = append(out.Warnings, w.String())
	}
	out.Waiting = waiting(out.Waiting, in.Values, "")
	units := map[string]record.UID{}
	for _, row := range in.Rows {
		if unit, bad := s.unitOf(units, row.Unit); bad == nil {
			out.Waiting = waiting(out.Waiting, row.Values, unit)
		}
	}
	return out
}

// mostWaiting is of how many values a run keeps the curve: each takes up to 10 KiB.
const mostWaiting = 200

// waiting adds the curves of values that are durations.
func waiting(out []store.Waiting, values []collect.Value, unit record.UID) []store.Waiting {
	for _, v := range values {
		if v.Waiting == nil || v.Number == nil || len(out) == mostWaiting {
			continue
		}
		at, _ := v.Waiting.Percentile(v.Percentile)
		w := store.Waiting{Value: v.Name, Unit: unit, Percentile: v.Percentile, Days: *v.Number, Low: finite(at.Low), High: finite(at.High), Cases: v.Waiting.Cases, Ended: v.Waiting.Ended,
			ClosedMean: finite(v.Waiting.ClosedMean), Steps: []store.WaitingStep{}}
		for _, x := range v.Waiting.Thinned(store.MostSteps) {
			w.Steps = append(w.Steps, store.WaitingStep{Days: x.Time, AtRisk: x.AtRisk, Open: x.Open, Low: finite(x.Low), High: finite(x.High)})
		}
		out = append(out, w)
	}
	return out
}

func finite(x float64) *float64 {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return nil
	}
	return &x
}

// WaitingOf gives, of a run, the curve that the value of a measure was read from; false where that is no duration, and where the principal may not see the measure.
func (v *View) WaitingOf(run store.Run, m record.Of[measure.Measure]) (store.Waiting, bool) {
	if v.show(m.Record) != nil {
		return store.Waiting{}, false
	}
	series := evaluate.StoredSeries(v.snapshot, m)
	for _, w := range run.Reading.Waiting {
		if series.Owner == run.Source && w.Value == series.Name && w.Unit == series.Unit {
			return w, true
		}
	}
	return store.Waiting{}, false
}
