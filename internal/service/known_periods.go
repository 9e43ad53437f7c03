package service

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/measurement"
	"github.com/steelyard-isms/steelyard/internal/store"
)

// Of the points of an aggregated measure all count, and they may be many: they are read one after another, and only the values of
// periods are kept. A period that has not ended has none, so what arrives in it reads nothing again.

// summed is what is to be summed up in one query: the periods of one span, of several measures.
type summed map[evaluate.Span][]evaluate.Periods

// readPeriods brings the values of periods in, over all that evaluations look at, and where there are none, the last one before.
func (m *memory) readPeriods(ctx context.Context, k *known, at time.Time, periods []evaluate.Periods) error {
	if len(periods) == 0 {
		return nil
	}
	first := firstMoment(at)
	all := summed{}
	for _, p := range periods {
		span := p.Ended(first, at)
		all[span] = append(all[span], p)
		k.bind(p, at)
	}
	fresh, err := m.sumUp(ctx, k.seq, all)
	if err != nil {
		return err
	}
	var missing []evaluate.Periods
	for _, p := range periods {
		if len(fresh[p.Series.ID()]) == 0 {
			missing = append(missing, p)
		}
	}
	old, err := m.lastPeriods(ctx, k.seq, first, missing)
	if err != nil {
		return err
	}
	maps.Copy(fresh, old)
	k.own()
	for _, p := range periods {
		id := p.Series.ID()
		k.periods[id], k.values[id] = p, fresh[id]
	}
	return nil
}

// bind narrows the moments for which a state holds to those at which the same periods have ended.
func (k *known) bind(p evaluate.Periods, at time.Time) {
	open := p.Calendar.Open(at)
	if since := p.Calendar.Previous(open).Last(); since.After(k.since) {
		k.since = since
	}
	if open.Last().Before(k.next) {
		k.next = open.Last()
	}
}

// lastPeriods gives the value of the last period with a value before a month, for measures whose points lie far back.
func (m *memory) lastPeriods(ctx context.Context, seq int64, before time.Time, periods []evaluate.Periods) (evaluate.Values, error) {
	points, err := m.store.LastBefore(ctx, pointsOf(periods), before, seq)
	if err != nil {
		return nil, err
	}
	all := summed{}
	for _, p := range periods {
		id := p.Points.ID()
		if i := slices.IndexFunc(points, func(x measurement.Recorded) bool { return x.Series == id }); i >= 0 {
			span := evaluate.SpanOf(p.Calendar.Of(points[i].Point))
			all[span] = append(all[span], p)
		}
	}
	return m.sumUp(ctx, seq, all)
}

func pointsOf(periods []evaluate.Periods) []int64 {
	out := make([]int64, len(periods))
	for i, p := range periods {
		out[i] = p.Points.ID()
	}
	return out
}

// sumUp goes through the points behind some periods and gives the values of those, by their series.
func (m *memory) sumUp(ctx context.Context, seq int64, all summed) (evaluate.Values, error) {
	out := evaluate.Values{}
	for span, periods := range all {
		sums := map[int64][]*evaluate.Summing{}
		for _, p := range periods {
			id := p.Points.ID()
			sums[id] = append(sums[id], p.Sum(span))
		}
		err := m.store.EachHeld(ctx, pointsOf(periods), span.From, span.Until, seq, func(p *measurement.Recorded) error {
			for _, s := range sums[p.Series] {
				s.Take(p)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
		for i, at := 0, map[int64]int{}; i < len(periods); i++ {
			points := periods[i].Points.ID()
			id := periods[i].Series.ID()
			out[id] = append(out[id], sums[points][at[points]].Values()...)
			at[points]++
		}
	}
	for _, list := range out {
		slices.SortFunc(list, func(a, b measurement.Recorded) int { return a.To.Compare(b.To) })
	}
	return out, nil
}

// advancePeriods reads again the periods that touched parts overlap. A list whose values stay as they were stays the same list.
func (m *memory) advancePeriods(ctx context.Context, k *known, parts []store.Part, at time.Time) error {
	if len(k.periods) == 0 {
		return nil
	}
	touched := map[int64][]int{}
	for _, p := range parts {
		touched[p.Series] = append(touched[p.Series], p.Month)
	}
	again, spans := summed{}, map[int64][]evaluate.Span{}
	for id, p := range k.periods {
		months := touched[p.Points.ID()]
		if len(months) == 0 {
			continue
		}
		window := p.Ended(firstMoment(at), at)
		list := k.values[id]
		old := len(list) == 0 || list[len(list)-1].To.Before(window.From)
		for _, span := range overlapping(p, months) {
			inside, some := span.Within(window)
			switch {
			case some:
				again[inside] = append(again[inside], p)
				spans[id] = append(spans[id], inside)
			case old && span.From.Before(window.From):
				k.forgetPeriods(id) // its last value lies far back
			}
		}
	}
	fresh, err := m.sumUp(ctx, k.seq, again)
	if err != nil {
		return err
	}
	for id, read := range spans {
		if _, ok := k.periods[id]; ok {
			k.replace(id, read, fresh[id], firstMoment(at), at)
		}
	}
	return nil
}

// overlapping gives the periods that the points of some storage months may belong to, as spans that do not touch.
func overlapping(p evaluate.Periods, months []int) []evaluate.Span {
	slices.Sort(months)
	var out []evaluate.Span
	for _, month := range months {
		span := p.Over(measurement.MonthStart(month), measurement.MonthStart(month+1).Add(-time.Microsecond))
		if n := len(out); n > 0 && !span.From.After(out[n-1].Until) {
			out[n-1].Until = span.Until
			continue
		}
		out = append(out, span)
	}
	return out
}

// replace puts fresh values in place of those of some spans.
func (k *known) replace(id int64, read []evaluate.Span, fresh []measurement.Recorded, first, at time.Time) {
	window := k.periods[id].Ended(first, at)
	merged := slices.DeleteFunc(slices.Clone(k.values[id]), func(p measurement.Recorded) bool {
		return p.From.Before(window.From) || slices.ContainsFunc(read, func(s evaluate.Span) bool { return !p.From.Before(s.From) && p.From.Before(s.Until) })
	})
	merged = append(merged, fresh...)
	slices.SortFunc(merged, func(a, b measurement.Recorded) int { return a.To.Compare(b.To) })
	switch {
	case len(merged) == 0: // all were withdrawn: what counts lies further back
		k.forgetPeriods(id)
	case !slices.EqualFunc(merged, k.values[id], sameValue):
		k.values[id] = merged
	}
}

func (k *known) forgetPeriods(id int64) {
	k.own()
	k.wanted = nil
	delete(k.values, id)
	delete(k.periods, id)
}

// sameValue tells whether two values of one series are the same.
func sameValue(a, b measurement.Recorded) bool {
	return a.From.Equal(b.From) && a.To.Equal(b.To) && *a.Value == *b.Value && a.Seq == b.Seq && a.RecordedAt.Equal(b.RecordedAt) && a.Day == b.Day &&
		(a.Sample == nil) == (b.Sample == nil) && (a.Sample == nil || *a.Sample == *b.Sample)
}
