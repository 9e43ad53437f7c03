package evaluate

import (
	"cmp"
	"slices"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/score"
)

// Comparison sets the last value of a measure beside a benchmark, or beside itself in the past. It never enters a score.
type Comparison struct {
	Kind    CompareKind
	Record  record.Of[measure.Benchmark] // where it is declared; zero of what is computed
	Day     civil.Date                   // that the figures speak of
	Figures []measure.Compared           // of that day, by percentile; the first is that without one
	Beside  float64                      // the one that is compared first: without a percentile, else the median, else the one nearest to it
	AtRank  *float64                     // its percentile; nil: it is none
	Stands  Standing                     // of our value to it
	Reached *float64                     // the greatest percentile whose value ours reaches; nil: none
	Missed  *float64                     // the least percentile whose value ours does not reach; nil: none
}

// CompareKind says with what a measure is compared.
type CompareKind string

// The kinds.
const (
	CompareExternal CompareKind = "external" // a benchmark that somebody published
	CompareInternal CompareKind = "internal" // one of our own, as it was declared
	ComparePast     CompareKind = "past"     // the value of a year before
)

// Standing is how a value stands to another.
type Standing string

// The standings; empty where no side is better, or there is no value.
const (
	StandsBetter Standing = "better"
	StandsWorse  Standing = "worse"
	StandsEqual  Standing = "equal"
)

// BenchmarksOf lists the benchmarks in force of a measure.
func BenchmarksOf(s *record.Snapshot, m record.UID) []record.Of[measure.Benchmark] {
	var out []record.Of[measure.Benchmark]
	for r := range s.Inbound(m) {
		b, ok := record.Get[measure.Benchmark](s, r.UID)
		if ok && b.Spec.Measure.UID() == m && !slices.ContainsFunc(out, func(x record.Of[measure.Benchmark]) bool { return x.UID == b.UID }) {
			out = append(out, b)
		}
	}
	return out
}

// Comparisons sets a measure beside benchmarks on the day: those that were published, then our own, each with its latest figures by then; and beside its own value of a year before. No
// status holds benchmarks, so they are given. Peers has other units.
func (s *Status) Comparisons(m *Measure, benchmarks []record.Of[measure.Benchmark]) []Comparison {
	var out []Comparison
	for _, b := range benchmarks {
		c := Comparison{Kind: CompareKind(b.Spec.Type), Record: b}
		c.Day, c.Figures = latestFigures(b.Spec.Values, s.Day)
		if len(c.Figures) > 0 {
			out = append(out, c)
		}
	}
	slices.SortStableFunc(out, func(a, b Comparison) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), ByCode(a.Record.Record, b.Record.Record))
	})
	out = append(out, s.yearBefore(m)...)
	for i := range out {
		out[i].judge(m)
	}
	return out
}

// latestFigures are those of the latest day that is not after another.
func latestFigures(all []measure.Compared, on civil.Date) (day civil.Date, out []measure.Compared) {
	for _, x := range all {
		switch {
		case x.On.After(on) || x.On.Before(day):
		case x.On.After(day):
			day, out = x.On, []measure.Compared{x}
		default:
			out = append(out, x)
		}
	}
	rank := func(x measure.Compared) float64 {
		if x.Percentile == nil {
			return -1
		}
		return *x.Percentile
	}
	slices.SortStableFunc(out, func(a, b measure.Compared) int { return cmp.Compare(rank(a), rank(b)) })
	return day, out
}

// yearBefore is the own value of a year before, as the analysis finds it.
func (s *Status) yearBefore(m *Measure) []Comparison {
	if m.Last == nil || m.Fresh.State == score.Expired {
		return nil
	}
	a := s.Analyse(m)
	if a == nil || a.Before == nil {
		return nil
	}
	then := a.Before.Then
	return []Comparison{{Kind: ComparePast, Day: then.Point.On(), Figures: []measure.Compared{{On: then.Point.On(), Value: *then.Point.Value}}}}
}

// judge says how the value of a measure stands to the figures. Percentiles count the peers that do not reach a value, so that reaching it is good
// whatever the direction; of a range, and of a value that has expired, nothing is said.
func (c *Comparison) judge(m *Measure) {
	first := c.Figures[0]
	if first.Percentile != nil {
		for _, x := range c.Figures {
			if d, e := *x.Percentile-50, *first.Percentile-50; d*d < e*e {
				first = x
			}
		}
	}
	c.Beside, c.AtRank = first.Value, first.Percentile
	if m.Last == nil || m.Fresh.State == score.Expired || m.Scale == nil || m.Scale.Direction() != score.Higher && m.Scale.Direction() != score.Lower {
		return
	}
	ours := *m.Last.Value
	stands := func(theirs float64) Standing {
		switch {
		case ours == theirs:
			return StandsEqual
		case (ours > theirs) == (m.Scale.Direction() == score.Higher):
			return StandsBetter
		}
		return StandsWorse
	}
	c.Stands = stands(first.Value)
	for _, x := range c.Figures {
		if x.Percentile == nil {
			continue
		}
		if stands(x.Value) != StandsWorse {
			c.Reached = x.Percentile
		} else if c.Missed == nil {
			c.Missed = x.Percentile
		}
	}
}
