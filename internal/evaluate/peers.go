package evaluate

import (
	"math"

	"github.com/steelyard-isms/steelyard/internal/score"
	"github.com/steelyard-isms/steelyard/internal/statistics"
)

// Peer is a measure that counts the same in another unit, with its current value.
type Peer struct {
	Measure *Measure
	Value   float64
	Cases   int64                  // behind the value, where it is a share of cases that are told; else 0
	Limits  *statistics.FunnelUnit // between which shares of so many cases lie by chance; nil where there is nothing to compare
}

// Peers is a measure beside those that count the same in other units.
type Peers struct {
	List   []Peer             // by code; the measure itself is one of them
	Funnel *statistics.Funnel // of those with cases; nil: fewer than two of them
	Whole  float64            // what the whole is in the unit of measure: 100 of %
}

// Peers compares a measure with those that are read from the same value of the same source for other units. Nil where there is no other with a current value. Only the current
// values of what may be seen count, those that have expired do not.
func (s *Status) Peers(m *Measure, may func(*Measure) bool) *Peers {
	spec := m.Record.Spec
	if spec.Source == "" {
		return nil
	}
	out := &Peers{Whole: 1}
	if spec.UnitOfMeasure == "%" {
		out.Whole = score.Percent
	}
	var shares []statistics.Share
	var of []int
	for _, x := range s.MeasuresByCode() {
		other := x.Record.Spec
		if other.Source != spec.Source || other.Value != spec.Value || other.UnitOfMeasure != spec.UnitOfMeasure || x.Record.Retired || x.Last == nil || x.Last.Value == nil || x.Fresh.State == score.Expired ||
			x != m && other.Unit == spec.Unit || !may(x) {
			continue
		}
		p := Peer{Measure: x, Value: *x.Last.Value}
		if n := x.Last.Sample; n != nil && *n > 0 && (spec.UnitOfMeasure == "%" || spec.UnitOfMeasure == "") {
			found := math.Round(p.Value / out.Whole * float64(*n))
			if found >= 0 && found <= float64(*n) {
				p.Cases = *n
				shares, of = append(shares, statistics.Share{Successes: int(found), N: int(*n)}), append(of, len(out.List))
			}
		}
		out.List = append(out.List, p)
	}
	if len(out.List) < 2 {
		return nil
	}
	if f, ok := statistics.FunnelOf(shares); ok {
		out.Funnel = &f
		for i, at := range of {
			out.List[at].Limits = &f.Units[i]
		}
	}
	return out
}
