package service

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/steelyard-isms/steelyard/internal/collect"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/measurement"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// moment is one time and unit of a source, whose values are looked at together.
type moment struct {
	at   time.Time
	unit record.UID
}

// hold takes the values back that fail a check of their source: they are kept as missing, with the reason. It gives what a reader of the run has to know. The points are those of the
// series, one for one.
func (s *Service) hold(ctx context.Context, source record.Of[measure.Source], points []measurement.Point, names map[int64]measurement.Series) ([]fault.Field, error) {
	if len(source.Spec.Checks) == 0 || len(points) == 0 {
		return nil, nil
	}
	of := map[moment][]int{}
	for i, p := range points {
		key := moment{p.To, names[p.Series].Unit}
		of[key] = append(of[key], i)
	}
	order := make([]moment, 0, len(of))
	for key := range of {
		order = append(order, key)
	}
	slices.SortFunc(order, func(a, b moment) int { return a.at.Compare(b.at) })
	before, err := s.passed(ctx, source, names, order[0].at)
	if err != nil {
		return nil, err
	}
	var told []fault.Field
	held := 0
	for _, key := range order {
		for _, check := range source.Spec.Checks {
			why, looked, value := "", int64(0), 0.0
			for _, i := range of[key] {
				if p := points[i]; names[p.Series].Name == check.Value && p.Value != nil {
					looked, value = p.Series, *p.Value
					last, known := before[p.Series]
					var had *float64
					if known {
						had = &last
					}
					why = check.Fails(value, had)
				}
			}
			switch {
			case looked == 0:
				continue
			case why == "":
				before[looked] = value
				continue
			}
			n := 0
			for _, i := range of[key] {
				if p := &points[i]; p.Value != nil && check.Stands(names[p.Series].Name) {
					p.Value, p.Sample, p.Note = nil, nil, clipped("Held back: "+why)
					n++
				}
			}
			if held++; n > 0 && held <= maxTold {
				told = append(told, fault.Field{Reason: fmt.Sprintf("%s: %s; %d values of that time are held back", key.at.Format(time.RFC3339), why, n)})
			}
		}
	}
	if held > maxTold {
		told = append(told, fault.Field{Reason: fmt.Sprintf("values are held back at %d more times", held-maxTold)})
	}
	return told, nil
}

// maxTold is how many times a run tells of one by one.
const maxTold = 20

// clipped keeps a note within what a point may have.
func clipped(text string) string { return strings.ToValidUTF8(text[:min(len(text), 1000)], "") }

// passed is the last value before a moment of each series that a check looks at: those that failed have none.
func (s *Service) passed(ctx context.Context, source record.Of[measure.Source], names map[int64]measurement.Series, first time.Time) (map[int64]float64, error) {
	var ids []int64
	for id, x := range names {
		if slices.ContainsFunc(source.Spec.Checks, func(c measure.SourceCheck) bool { return c.Value == x.Name }) {
			ids = append(ids, id)
		}
	}
	out := map[int64]float64{}
	seq, before := s.store.Snapshot().Seq(), first.Add(-time.Microsecond)
	recent, err := s.store.LastOfMonths(ctx, ids, firstMoment(before), before, seq, nil)
	if err != nil {
		return nil, err
	}
	old, err := s.store.LastBefore(ctx, ids, firstMoment(before), seq)
	if err != nil {
		return nil, err
	}
	all := slices.Concat(old, recent)
	slices.SortStableFunc(all, func(a, b measurement.Recorded) int { return a.To.Compare(b.To) })
	for _, p := range all {
		if p.Value != nil {
			out[p.Series] = *p.Value
		}
	}
	return out, nil
}

// begunAndEnded tells of values of a series in time that begin after it, or end before it: a question that is asked no longer, or was not asked yet.
func begunAndEnded(rows []collect.Row) []fault.Field {
	type span struct{ first, last time.Time }
	var all span
	widen := func(s *span, at time.Time) {
		if s.first.IsZero() || at.Before(s.first) {
			s.first = at
		}
		if at.After(s.last) {
			s.last = at
		}
	}
	of := map[string]*span{}
	for _, r := range rows {
		if r.ObservedAt.IsZero() {
			continue
		}
		widen(&all, r.ObservedAt)
		for _, v := range r.Values {
			if v.Number == nil {
				continue
			}
			if of[v.Name] == nil {
				of[v.Name] = &span{}
			}
			widen(of[v.Name], r.ObservedAt)
		}
	}
	var out []fault.Field
	names := make([]string, 0, len(of))
	for name := range of {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		s := of[name]
		if s.first.After(all.first) {
			out = append(out, fault.Field{Path: name, Reason: fmt.Sprintf("begins on %s, while the file begins on %s", s.first.Format(time.DateOnly), all.first.Format(time.DateOnly))})
		}
		if s.last.Before(all.last) {
			out = append(out, fault.Field{Path: name, Reason: fmt.Sprintf("ends on %s, while the file ends on %s", s.last.Format(time.DateOnly), all.last.Format(time.DateOnly))})
		}
	}
	if len(out) > maxTold {
		more := len(out) - maxTold
		out = append(out[:maxTold], fault.Field{Reason: fmt.Sprintf("%d more values begin later or end sooner than the file", more)})
	}
	return out
}
