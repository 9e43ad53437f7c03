package service

import (
	"context"
	"time"

	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/measurement"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// Daily gives the values of some measures from a moment on, for drawing them beside each other: one list for each of them, in their
// order, the oldest value first. Of what is recorded it is the last value of each day of UTC, read in one query for all of them. Of
// derived and of aggregated measures nothing is stored, and it is the values that evaluations read; one of a period stands at the end of the day that it
// counts for. Errors: NotFound, Forbidden where one of them may not be seen; Unavailable.
func (v *View) Daily(ctx context.Context, measures []record.Of[measure.Measure], from time.Time) ([][]measurement.Dated, error) {
	var stored []int64
	computes := false
	for _, m := range measures {
		if err := v.show(m.Record); err != nil {
			return nil, err
		}
		if computed(m) {
			computes = true
		} else {
			stored = append(stored, v.SeriesOf(m).ID())
		}
	}
	if computes {
		if err := v.load(ctx); err != nil {
			return nil, err
		}
	}
	days, err := v.s.days.get(ctx, stored, from, v.At, v.Seq)
	if err != nil {
		return nil, err
	}
	out := make([][]measurement.Dated, len(measures))
	for i, m := range measures {
		if !computed(m) {
			out[i] = days[v.SeriesOf(m).ID()]
			continue
		}
		list := v.loaded.all.Until(evaluate.SeriesOf(v.snapshot, m).ID(), v.At)
		for j := range list {
			x := measurement.Dated{At: list[j].To, Value: *list[j].Value}
			if !list[j].Day.IsZero() {
				x.At = evaluate.EndOf(list[j].Day)
			}
			if !x.At.Before(from) {
				out[i] = append(out[i], x)
			}
		}
	}
	return out, nil
}

// computed tells whether the values of a measure are stored nowhere.
func computed(m record.Of[measure.Measure]) bool { return m.Spec.Derived() || m.Spec.Aggregated() }
