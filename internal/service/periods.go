package service

import (
	"context"
	"slices"
	"time"

	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/explain"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/measurement"
	"github.com/steelyard-isms/steelyard/internal/period"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// sum says what the last value of an aggregated measure is made of, and what there is of the period that has not ended. Evaluations
// do not keep it: it is read for whoever asks.
func (v *View) sum(ctx context.Context, out *explain.Status, r *record.Record) error {
	m, _ := record.As[measure.Measure](r)
	p, ok := evaluate.PeriodsOf(v.snapshot, m)
	if !ok {
		return nil
	}
	spans := []evaluate.Span{evaluate.SpanOf(p.Calendar.Open(v.At))}
	if reading := out.Measure.Reading; reading != nil {
		last := evaluate.SpanOf(p.Calendar.At(reading.ValidFrom))
		if last.Until.Equal(spans[0].From) {
			spans[0].From = last.From
		} else {
			spans = append(spans, last)
		}
	}
	for _, span := range spans {
		adder := period.Add(p.How, p.Calendar, v.At)
		err := v.s.store.EachHeld(ctx, []int64{p.Points.ID()}, span.From, span.Until, v.Seq, func(x *measurement.Recorded) error {
			adder.Take(x)
			return nil
		})
		if err != nil {
			return err
		}
		out.Sum(adder.Values())
	}
	return nil
}

// PeriodPoints gives the stored points of the reporting period of an aggregated measure in which a moment lies, withdrawn ones too, the
// latest first and at most limit; none of any other measure.
func (v *View) PeriodPoints(ctx context.Context, m record.Of[measure.Measure], in time.Time, limit int) ([]measurement.Recorded, error) {
	if err := v.show(m.Record); err != nil {
		return nil, err
	}
	p, ok := evaluate.PeriodsOf(v.snapshot, m)
	if !ok {
		return nil, nil
	}
	wanted := p.Calendar.At(in)
	upTo := wanted.Until
	if !wanted.Ended(v.At) {
		upTo = v.At
	}
	points, err := v.s.store.Latest(ctx, p.Points.ID(), upTo, v.Seq, limit+1, 0) // the first may belong to the next period
	points = slices.DeleteFunc(points, func(x measurement.Recorded) bool { return !p.Calendar.Of(x.Point).From.Equal(wanted.From) })
	return points[:min(limit, len(points))], err
}
