package evaluate

import (
	"slices"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/objective"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/score"
	"github.com/steelyard-isms/steelyard/internal/statistics"
)

// Effect is what became of a measure after something that was to move it was done.
type Effect struct {
	Record  *record.Record // action or initiative
	Done    civil.Date     // the day on which it was done
	Stated  bool           // its record says so; otherwise it is the day on which it was recorded as done
	Verdict Verdict
	statistics.Shift
}

// Verdict is what can be said of an effect. It never says that one thing brought the other about.
type Verdict string

// The verdicts.
const (
	TooFewBefore Verdict = "too-few-before" // there are fewer than five values since what was done before it, or at all
	TooFewAfter  Verdict = "too-few-after"  // likewise behind it
	MovedBefore  Verdict = "moved-before"   // values seemed to go the same way before, if not more: what came after cannot be told from that
	ByChance     Verdict = "chance"         // chance alone would make such a difference
	Improved     Verdict = "improved"       // values are better than before, by more than chance
	Worsened     Verdict = "worsened"       // worse
	Changed      Verdict = "changed"        // other than before, where neither side is better
)

// Compared is how many values before and after are compared at most: a year of months.
const Compared = 12

// maxEffects is how many of the latest are judged, and maxLooked among how many records that name the measure or what it counts for they are looked for.
const (
	maxEffects = 12
	maxNaming  = 2000
)

// Effects judges what was done to move a measure: the actions that name it, and the initiatives that serve an objective with a target for it, once they are done. They come in the order of
// their days, and of those that may be seen. The records are those of the snapshot that the status was computed from.
func (s *Status) Effects(all *record.Snapshot, m *Measure, may func(*record.Record) bool) []Effect {
	var out []Effect
	var serves []record.UID
	seen, looked := map[record.UID]bool{}, 0
	look := func(to record.UID) {
		for r := range all.Inbound(to) {
			if looked++; looked > maxNaming {
				return
			}
			if o, ok := record.As[objective.Objective](r); ok && slices.ContainsFunc(o.Spec.Targets, func(t objective.Target) bool { return t.Measure.UID() == m.Record.UID }) {
				serves = append(serves, r.UID)
			}
			if seen[r.UID] || r.Retired || !may(r) {
				continue
			}
			seen[r.UID] = true
			if e, ok := s.effectOf(m, r); ok {
				out = append(out, e)
			}
		}
	}
	look(m.Record.UID)
	for _, o := range serves[:len(serves):len(serves)] {
		look(o)
	}
	slices.SortStableFunc(out, func(a, b Effect) int {
		if d := a.Done.Compare(b.Done); d != 0 {
			return d
		}
		return ByCode(a.Record, b.Record)
	})
	out = out[max(0, len(out)-maxEffects):]
	for i := range out {
		s.judge(m, out, i)
	}
	return out
}

// effectOf takes a record that is done by the day, and was to move the measure.
func (s *Status) effectOf(m *Measure, r *record.Record) (Effect, bool) {
	e := Effect{Record: r}
	if a, ok := record.As[objective.Action](r); ok {
		if a.Spec.Measure.UID() != m.Record.UID || a.State != "done" && a.State != "verified" {
			return e, false
		}
		e.Done = a.Spec.DoneOn
	} else if i, ok := record.As[objective.Initiative](r); ok {
		if i.State != "done" {
			return e, false
		}
		e.Done = i.Spec.DoneOn
	} else {
		return e, false
	}
	if e.Stated = !e.Done.IsZero(); !e.Stated {
		e.Done = civil.OfTime(r.RecordedAt)
	}
	return e, !e.Done.After(s.Day)
}

// judge compares the values after one of them with those before, from that before it to that behind it. What is done on one day is judged together. Where values depend on a season, what it adds is taken off first: half a year
// would else be compared with the other half.
func (s *Status) judge(m *Measure, all []Effect, i int) {
	e := &all[i]
	var from, until civil.Date
	for _, x := range all {
		if x.Done.Before(e.Done) {
			from = x.Done
		}
		if x.Done.After(e.Done) && until.IsZero() {
			until = x.Done
		}
	}
	var before, after []float64
	analysis := s.Analyse(m)
	for _, p := range s.periods(m) {
		switch {
		case p.Point == nil || !from.IsZero() && !p.Day.After(from) || !until.IsZero() && p.Day.After(until):
		case p.Day.After(e.Done):
			after = append(after, *p.Point.Value-analysis.inSeason(p.Day))
		default:
			before = append(before, *p.Point.Value-analysis.inSeason(p.Day))
		}
	}
	before, after = before[max(0, len(before)-Compared):], after[:min(Compared, len(after))]
	e.Shift, _ = statistics.ShiftOf(before, after)
	t, fits := statistics.TrendOf(nil, before)
	switch {
	case e.Before < statistics.MinShift:
		e.Verdict = TooFewBefore
	case e.After < statistics.MinShift:
		e.Verdict = TooFewAfter
	case !e.Told:
		e.Verdict = ByChance
	case fits && t.N >= statistics.MinForecast && t.Told() && t.Slope*e.Size > 0:
		e.Verdict = MovedBefore
	default:
		e.Verdict = sideOf(m, e.Size)
	}
}

// sideOf says whether a difference is one for the better.
func sideOf(m *Measure, size float64) Verdict {
	if m.Scale == nil {
		return Changed
	}
	switch d := m.Scale.Direction(); {
	case d != score.Higher && d != score.Lower:
		return Changed
	case (d == score.Higher) == (size > 0):
		return Improved
	}
	return Worsened
}
