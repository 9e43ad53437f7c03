package evaluate

import (
	"math"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/statistics"
)

// Quality is how good the data of a measure are, over the latest Judged periods.
type Quality struct {
	statistics.Quality
	Parts []Part // those that are judged, in the order of statistics.QualityParts
}

// Part is one part of data quality.
type Part struct {
	Name  statistics.QualityPart
	Right int                // of these so many are as they should be
	Of    int                // at least 1
	Check *measure.DataCheck // where somebody checked it; nil: it is computed
}

// Share is the part as a number from 0 to 1.
func (p Part) Share() float64 { return float64(p.Right) / float64(p.Of) }

// Judged is over how many periods quality is judged: two years of months.
const Judged = 24

// Quality judges the data behind a measure on the day. Completeness and timeliness are computed, the others come of the latest check of each that is recorded. False where
// nothing can be judged.
func (s *Status) Quality(m *Measure) (Quality, bool) {
	q := Quality{}
	if have, due := s.completeness(m); due > 0 {
		q.Parts = append(q.Parts, Part{Name: statistics.Completeness, Right: have, Of: due})
	}
	if in, of := s.timeliness(m); of > 0 {
		q.Parts = append(q.Parts, Part{Name: statistics.Timeliness, Right: in, Of: of})
	}
	for _, name := range []statistics.QualityPart{statistics.Validity, statistics.Consistency, statistics.Accuracy} {
		if x, ok := m.Record.Spec.LastCheck(string(name), s.Day); ok {
			q.Parts = append(q.Parts, Part{Name: name, Right: x.Right, Of: x.Of, Check: &x})
		}
	}
	shares := make(map[statistics.QualityPart]float64, len(q.Parts))
	for _, p := range q.Parts {
		shares[p.Name] = p.Share()
	}
	var ok bool
	q.Quality, ok = statistics.QualityOf(shares)
	return q, ok
}

// completeness counts the latest periods that have a value, and those that have one or should.
func (s *Status) completeness(m *Measure) (have, due int) {
	periods := s.periods(m)
	if len(periods) == 0 {
		return 0, 0
	}
	late := s.overdue(m, periods[len(periods)-1].Day)
	for i := len(periods) - 1; i >= 0 && len(periods)-i+late <= Judged; i-- {
		due++
		if periods[i].Point != nil {
			have++
		}
	}
	return have, due + min(late, Judged)
}

// overdue is how many values should have come behind that of a day: those whose grace has passed.
func (s *Status) overdue(m *Measure, last civil.Date) int {
	spec := m.Record.Spec
	step, grace, n := stepOf(spec), graceOf(spec), 0
	for n < maxGap && last.AddDays((n+1)*step+grace).Before(s.Day) {
		n++
	}
	return n
}

func graceOf(m *measure.Measure) int { return int(math.Ceil(m.Cadence().Grace())) }

// timeliness counts the latest values that were recorded by the end of their grace, in the version that counts, and those that could be. Those that
// were due before any was recorded were brought in afterwards, when nobody could be in time.
func (s *Status) timeliness(m *Measure) (in, of int) {
	list := s.values.Until(m.Series.ID(), s.At)
	if len(list) == 0 {
		return 0, 0
	}
	first, grace := list[0].RecordedAt, graceOf(m.Record.Spec)
	for i := range list {
		if at := list[i].RecordedAt; at.Before(first) {
			first = at
		}
	}
	for i := len(list) - 1; i >= 0 && of < Judged; i-- {
		p := &list[i]
		due := p.On().AddDays(grace)
		if due.Before(civil.OfTime(first)) {
			continue
		}
		of++
		if !civil.OfTime(p.RecordedAt).After(due) {
			in++
		}
	}
	return in, of
}
