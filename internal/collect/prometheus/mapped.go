package prometheus

import (
	"fmt"
	"math"

	"github.com/steelyard-isms/steelyard/internal/collect"
	"github.com/steelyard-isms/steelyard/internal/collect/tally"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/mapping"
)

// wanted computes the values of a mapping.
type wanted struct {
	rules    []mapping.ValueRule
	byMetric map[string][]int
	books    *tally.Books
	latest   []int64 // by rule: the time of the last sample
	nan      []int   // by rule: samples that are NaN
	infinite []int
}

func newWanted(m mapping.Mapping) *wanted {
	w := &wanted{rules: m.Values, byMetric: map[string][]int{}, latest: make([]int64, len(m.Values)), nan: make([]int, len(m.Values)), infinite: make([]int, len(m.Values))}
	rules := make([]tally.Rule, len(m.Values))
	for i, v := range m.Values {
		rules[i] = tally.Rule{Name: v.Name, Operation: v.Operation, Place: v.Metric}
		w.byMetric[v.Metric] = append(w.byMetric[v.Metric], i)
		w.latest[i] = math.MinInt64
	}
	w.books = tally.New(rules)
	return w
}

// take takes a sample for every rule that it fits.
func (w *wanted) take(s sample, line int) error {
	for _, i := range w.byMetric[s.name] {
		if !w.fits(i, s) {
			continue
		}
		thing := tally.Thing{Whole: true, Fits: true, Line: line}
		operation := w.rules[i].Operation
		switch {
		case operation == mapping.Count:
		case math.IsNaN(s.number):
			w.nan[i]++
		case math.IsInf(s.number, 0):
			w.infinite[i]++
		case operation == mapping.Last && s.timed && s.at < w.latest[i]:
		default:
			if s.timed {
				w.latest[i] = s.at
			}
			thing.Number = &s.number
		}
		if err := w.books.Add(i, thing); err != nil {
			return err
		}
	}
	return nil
}

func (w *wanted) fits(i int, s sample) bool {
	for _, c := range w.rules[i].Where {
		if !c.Holds(s.get(c.Label)) {
			return false
		}
	}
	return true
}

// reading closes the books. No sample is no data, also for a sum: an exporter that could not look leaves its metric out.
func (w *wanted) reading(out collect.Reading) (collect.Reading, error) {
	values, unknown, err := w.books.Values()
	if err != nil {
		return collect.Reading{}, err
	}
	for i, rule := range w.rules {
		if rule.Operation == mapping.Sum && w.books.Fitting(i) == 0 {
			values[i] = collect.Unknown(rule.Name)
			unknown = append(unknown, i)
		}
		for _, odd := range []struct {
			n    int
			what string
		}{{w.nan[i], "NaN"}, {w.infinite[i], "infinite"}} {
			if odd.n > 0 {
				out.Warnings = append(out.Warnings, fault.Field{Path: rule.Name,
					Reason: fmt.Sprintf("%d of %d samples are %s, which is no value, and were left out", odd.n, w.books.Fitting(i), odd.what)})
			}
		}
	}
	for _, i := range unknown {
		out.Warnings = append(out.Warnings, fault.Field{Path: w.rules[i].Name, Reason: "it is unknown: no sample of " + w.rules[i].Metric + " fits and has a number"})
	}
	out.Values = collect.Sorted(values)
	return out, nil
}
