package service

import (
	"time"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/collect"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/measurement"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// readers are the measures in force that take a source's values as they are, by the name of the value.
type readers map[string][]record.Of[measure.Measure]

// readersOf finds them, whoever may see them: what a file holds is right or wrong for everybody.
func readersOf(s *record.Snapshot, source record.UID) readers {
	out, seen := readers{}, map[record.UID]bool{}
	for r := range s.Inbound(source) {
		if m, ok := record.Get[measure.Measure](s, r.UID); ok && !seen[r.UID] && m.Spec.Source.UID() == source {
			seen[r.UID] = true
			out[m.Spec.Value] = append(out[m.Spec.Value], m)
		}
	}
	return out
}

// impossible says what is wrong with a value of a file that a measure cannot have by nature; nil: nothing is.
func (rs readers) impossible(v collect.Value, at time.Time, source record.Of[measure.Source], unit record.UID) *fault.Field {
	for _, m := range rs[v.Name] {
		if source.Spec.ByUnit() && m.Spec.Unit.UID() != unit {
			continue
		}
		if reason, remedy := m.Spec.Impossible(*v.Number, civil.OfTime(at)); reason != "" {
			return &fault.Field{Path: v.Name + ".value", Reason: reason + " as " + m.Code + " has it", Remedy: remedy}
		}
	}
	return nil
}

// keepUntil is the day until which a file that a source reads now is kept: as long as the source says, and no shorter than measures of its values ask.
func keepUntil(s *record.Snapshot, source record.Of[measure.Source], now time.Time) time.Time {
	out := now.AddDate(0, 0, source.Spec.KeptFor())
	keep := func(m record.Of[measure.Measure]) {
		if p := m.Spec.Retention.Period; !p.IsZero() {
			if until := now.AddDate(p.Years, p.Months, 7*p.Weeks+p.Days); until.After(out) {
				out = until
			}
		}
	}
	seen := map[record.UID]bool{}
	for r := range s.Inbound(source.UID) {
		if m, ok := record.Get[measure.Measure](s, r.UID); ok && !seen[r.UID] {
			seen[r.UID] = true
			for one := range m.Spec.Sources() {
				if one == source.UID {
					keep(m)
				}
			}
		}
	}
	return out.UTC().Truncate(time.Microsecond)
}

// seriesOfEntered finds the series of values that somebody sends, and the measure that they are of.
type seriesOfEntered struct {
	id      int64
	measure *measure.Measure
	refuse  *fault.Field
}

// impossible says what is wrong with a value that its measure cannot have by nature; nil: nothing is.
func (f seriesOfEntered) impossible(p measurement.Point) *fault.Field {
	if f.measure == nil || p.Value == nil {
		return nil
	}
	reason, remedy := f.measure.Impossible(*p.Value, civil.OfTime(p.To))
	if reason == "" {
		return nil
	}
	return &fault.Field{Path: "value", Reason: reason, Remedy: remedy}
}
