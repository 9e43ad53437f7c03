package evaluate

import (
	"time"

	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/measurement"
	"github.com/steelyard-isms/steelyard/internal/period"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// Periods are the reporting periods of an aggregated measure: which points are summed up, how, and over which time. Two are equal
// where they give the same values of the same points.
type Periods struct {
	Points   measurement.Series // stored
	Series   measurement.Series // of the values of periods
	How      period.Aggregation
	Calendar period.Calendar
}

// PeriodsOf gives those of a measure; false where it is not aggregated.
func PeriodsOf(s *record.Snapshot, m record.Of[measure.Measure]) (Periods, bool) {
	if !m.Spec.Aggregated() {
		return Periods{}, false
	}
	return Periods{Points: StoredSeries(s, m), Series: SeriesOf(s, m), How: m.Spec.Aggregation, Calendar: m.Spec.Calendar(s)}, true
}

// Summing sums points up to the values by which an aggregated measure is judged.
type Summing struct {
	p     Periods
	span  Span
	adder *period.Adder
}

// Span is a time from the begin of one period until that of another, in UTC.
type Span struct{ From, Until time.Time }

// SpanOf is the span of one period.
func SpanOf(p period.Period) Span { return Span{p.From.UTC(), p.Until.UTC()} }

// Sum begins to sum up the periods of a span, all of which have ended.
func (p Periods) Sum(over Span) *Summing {
	return &Summing{p: p, span: over, adder: period.Add(p.How, p.Calendar, over.Until)}
}

// Take takes the next point in, by the end of the valid time. Those of other periods do not count.
func (x *Summing) Take(p *measurement.Recorded) { x.adder.Take(p) }

// Values gives the values of the periods, earliest first. No point may be taken after it.
func (x *Summing) Values() []measurement.Recorded {
	var out []measurement.Recorded
	id := x.p.Series.ID()
	for _, v := range x.adder.Values() {
		if !v.From.Before(x.span.From) && v.From.Before(x.span.Until) {
			out = append(out, x.p.point(id, v))
		}
	}
	return out
}

// point is the value of a period that has ended, as a point. It became known with the last of those that it is made of.
func (p Periods) point(series int64, v period.Value) measurement.Recorded {
	number := v.Number
	out := measurement.Recorded{Point: measurement.Point{Series: series, From: v.From.UTC(), To: v.Last().UTC(), Value: &number, Sample: v.Sample},
		Seq: v.Seq, RecordedAt: v.RecordedAt}
	if day := p.Calendar.Day(v.Period); day != out.On() {
		out.Day = day
	}
	return out
}

// Ended is the periods that have ended at a moment, of those that end after the begin of the time looked at: all of the first of
// them counts.
func (p Periods) Ended(since, at time.Time) Span {
	return Span{p.Calendar.At(since).From.UTC(), p.Calendar.Open(at).From.UTC()}
}

// Over is the periods that points of a time may belong to, the begin and the end of it included.
func (p Periods) Over(from, to time.Time) Span {
	return Span{p.Calendar.At(from.Add(-time.Nanosecond)).From.UTC(), p.Calendar.At(to).Until.UTC()}
}

// Within takes away what lies outside of another span; false where nothing is left.
func (s Span) Within(other Span) (Span, bool) {
	if s.From.Before(other.From) {
		s.From = other.From
	}
	if s.Until.After(other.Until) {
		s.Until = other.Until
	}
	return s, s.From.Before(s.Until)
}

// ends goes through the last moments of the periods since a moment, from the one in which another lies back.
func (p Periods) ends(since, at time.Time) func(func(time.Time) bool) {
	return func(yield func(time.Time) bool) {
		for x := p.Calendar.Open(at); x.Until.After(since) && yield(x.Last()); {
			x = p.Calendar.Previous(x)
		}
	}
}
