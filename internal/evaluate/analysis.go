package evaluate

import (
	"math"
	"sync"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/measurement"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/statistics"
)

// Analysis is what statistics say of a measure beyond its control chart. All of it looks at the values since limits were last computed anew, for
// those before belong to another process, and at the latest Looked of them.
type Analysis struct {
	Control *Control
	From    int     // the first of the periods of the control chart that is looked at
	Values  int     // how many of these have a value
	Trend   *Trend  // nil: there are too few values for a test
	Smooth  *Smooth // nil: there are no limits
	Before  *YearBefore
	Spread  *Spread
	Sample  *statistics.Interval // what chance leaves open of the latest value, where that is a share found in a sample; in the unit of the measure

	values, times []float64
	seasons       []int // nil: none
	season        func(civil.Date) int
	made, draw    sync.Once
	drawn         *statistics.Resampled // nil: too few values
}

// Looked is how many values an analysis looks at: ten years of months, four months of days.
const Looked = 120

// MinSpread is how many values percentiles are told of.
const MinSpread = 8

// Trend is whether values rise or fall, and how fast.
type Trend struct {
	statistics.Line
	Told              bool // dates are told of its line
	Verdict           statistics.Verdict
	Per               Per     // for which the slope is told
	Slope, Low, High  float64 // in the unit of the measure, with the ends of the 95 % interval; infinite where there are too few pairs of values for an end
	First, Last       civil.Date
	Season            Season  // what values depend on; empty: on no season that can be told from chance
	SeasonChance      float64 // how often chance alone gives such seasons, 0 to 1; NaN where it was not tested: it takes three whole cycles
	FirstFit, LastFit float64 // the line on these days, without seasons
}

// Per is a length of time for which a slope is told.
type Per string

// The lengths, with their days.
const (
	PerWeek  Per = "week"
	PerMonth Per = "month"
	PerYear  Per = "year"
)

var daysOf = map[Per]float64{PerWeek: 7, PerMonth: 365.25 / 12, PerYear: 365.25}

// Season is what values may depend on.
type Season string

// The seasons.
const (
	Weekday Season = "weekday"
	OfYear  Season = "month"
	Quarter Season = "quarter"
)

// maxChanceOfSeasons is up to which chance seasons are told.
const maxChanceOfSeasons = 0.05

// Smooth is the exponentially weighted moving average, which shows small lasting changes sooner than single values do.
type Smooth struct {
	statistics.Average
	Lambda float64
	Centre float64
	Beyond []int // of the periods of the control chart: those whose average lies outside its limits
}

// Lambda is the weight of the newest value.
const Lambda = 0.2

// YearBefore compares the latest value with that of the same time a year before.
type YearBefore struct {
	Then   Period
	Change float64 // the latest less that value
	// Interval is that of the change, in the unit of the measure, where both are shares found in samples; nil: nothing tells whether the change is chance.
	Interval *statistics.Interval
}

// Spread is between which values the measure lies, in its unit. Percentiles are of type 7.
type Spread struct{ P10, P25, P50, P75, P90 float64 }

// maxAnalyses is how many analyses are kept of a status.
const maxAnalyses = 256

// Analyse says what statistics find in the values of a measure up to the moment. It is shared: nobody may change it.
func (s *Status) Analyse(m *Measure) *Analysis {
	s.answers.mu.Lock()
	a, have := s.answers.analyses[m.Record.UID]
	if !have {
		if len(s.answers.analyses) >= maxAnalyses || s.answers.analyses == nil {
			s.answers.analyses = map[record.UID]*Analysis{}
		}
		a = &Analysis{}
		s.answers.analyses[m.Record.UID] = a
	}
	s.answers.mu.Unlock()
	a.made.Do(func() { s.analyse(a, m) })
	return a
}

func (s *Status) analyse(a *Analysis, m *Measure) {
	a.Control = s.Control(m)
	last, any := a.Control.Last()
	if !any {
		return
	}
	periods := a.Control.Periods
	for a.From = len(periods); a.From > last.From && a.Values < Looked; {
		if a.From--; periods[a.From].Point != nil {
			a.Values++
		}
	}
	for ; a.From < len(periods) && periods[a.From].Point == nil; a.From++ { // it begins with a value
		continue
	}
	for _, p := range periods[a.From:] {
		v := math.NaN()
		if p.Point != nil {
			v = *p.Point.Value
		}
		a.values, a.times = append(a.values, v), append(a.times, float64(p.Day.DaysSince(periods[a.From].Day)))
	}
	a.trend(m.Step())
	a.smooth(last)
	a.before(m)
	a.spread()
	if p := periods[len(periods)-1].Point; p != nil {
		a.Sample = inUnit(m, p)
	}
}

// trend fits a line, with seasons where these are more than chance and come back in each cycle.
func (a *Analysis) trend(step int) {
	line, ok := statistics.LineOf(a.times, a.values, nil)
	if !ok {
		return
	}
	t := &Trend{Line: line, Per: PerMonth, SeasonChance: math.NaN()}
	if name, turn := seasonOf(step); name != "" {
		seasons, cycles := make([]int, len(a.values)), make([]int, len(a.values))
		last := a.Control.Periods[len(a.Control.Periods)-1].Day
		for i := range a.values {
			day := a.Control.Periods[a.From+i].Day
			seasons[i], cycles[i] = turn.season(day), (turn.count(last)-turn.count(day))/turn.length // a cycle ends with the last value, so that the latest are whole
		}
		chance, tested := statistics.SeasonsOf(line, a.times, a.values, seasons, cycles)
		if fitted, ok := statistics.LineOf(a.times, a.values, seasons); ok && tested && fitted.Seasons != nil {
			if t.SeasonChance = chance; chance < maxChanceOfSeasons {
				t.Line, t.Season, a.seasons, a.season = fitted, name, seasons, turn.season
			}
		}
	}
	switch {
	case step >= 300:
		t.Per = PerYear
	case step <= 2:
		t.Per = PerWeek
	}
	days := daysOf[t.Per]
	t.Told, t.Verdict = t.Trend.Told(), t.Trend.Verdict()
	t.Slope, t.Low, t.High = t.Line.Slope*days, t.SlopeLow*days, t.SlopeHigh*days
	first, last := a.ends()
	t.First, t.Last = a.Control.Periods[first].Day, a.Control.Periods[last].Day
	t.FirstFit, t.LastFit = t.Trend.At(a.times[first-a.From]), t.Trend.At(a.times[last-a.From])
	a.Trend = t
}

// inSeason is what the season of a day adds to the line, in the unit of the measure; 0 where values depend on none.
func (a *Analysis) inSeason(d civil.Date) float64 {
	if a.season == nil {
		return 0
	}
	return a.Trend.Seasons[a.season(d)]
}

// turn is what comes back: its seasons, how many follow each other, and how many have passed by a day.
type turn struct {
	length        int
	season, count func(civil.Date) int
}

// seasonOf is what values may depend on that come every step days.
func seasonOf(step int) (Season, turn) {
	months := func(d civil.Date) int { return d.Year()*12 + int(d.Month()) - 1 }
	switch {
	case step == 1:
		return Weekday, turn{7, func(d civil.Date) int { return int(d.Time().Weekday()) }, func(d civil.Date) int { return int(d.Time().Unix() / (24 * 60 * 60)) }}
	case step >= 28 && step <= 31:
		return OfYear, turn{12, func(d civil.Date) int { return int(d.Month()) }, months}
	case step >= 89 && step <= 92:
		return Quarter, turn{4, func(d civil.Date) int { return (int(d.Month()) - 1) / 3 }, func(d civil.Date) int { return months(d) / 3 }}
	}
	return "", turn{}
}

// ends are the first and the last period with a value.
func (a *Analysis) ends() (first, last int) {
	first, last = a.From, a.Control.Latest()
	for last > first && a.Control.Periods[last].Point == nil {
		last--
	}
	return first, last
}

// smooth averages the values that the limits hold for.
func (a *Analysis) smooth(s statistics.Stretch) {
	if s.Limits == nil {
		return
	}
	average, ok := statistics.EWMA(a.Control.Values[s.From:s.Until], statistics.Weighting{Lambda: Lambda, Centre: s.Limits.Centre, Sigma: s.Limits.Sigma()})
	if !ok {
		return
	}
	x := &Smooth{Average: average, Lambda: Lambda, Centre: s.Limits.Centre}
	for _, i := range average.Beyond() {
		x.Beyond = append(x.Beyond, s.From+i)
	}
	a.Smooth = x
}

// maxOff is by how many days a period may miss the day a year before.
const maxOff = 20

// before finds the value of a year before, no farther off than half a period.
func (a *Analysis) before(m *Measure) {
	periods := a.Control.Periods
	_, last := a.ends()
	now := periods[last]
	if now.Point == nil {
		return
	}
	want, best, off := now.Day.AddDays(-365), -1, min(maxOff, max(1, m.Step()/2))
	for i, p := range periods[:last] {
		if d := abs(p.Day.DaysSince(want)); p.Point != nil && d <= off {
			best, off = i, d-1
		}
	}
	if best < 0 {
		return
	}
	then := periods[best]
	b := &YearBefore{Then: then, Change: *now.Point.Value - *then.Point.Value}
	x, whole, ok := shareOf(m, now.Point)
	y, _, too := shareOf(m, then.Point)
	if d, fits := statistics.Difference(x, y); ok && too && fits {
		b.Interval = &statistics.Interval{Estimate: d.Estimate * whole, Low: d.Low * whole, High: d.High * whole}
	}
	a.Before = b
}

func abs(n int) int { return max(n, -n) }

func (a *Analysis) spread() {
	if a.Values < MinSpread {
		return
	}
	s := &Spread{}
	for p, to := range map[float64]*float64{10: &s.P10, 25: &s.P25, 50: &s.P50, 75: &s.P75, 90: &s.P90} {
		v, ok := statistics.Percentile(a.values, p, statistics.Type7)
		if !ok {
			return
		}
		*to = v
	}
	a.Spread = s
}

// shareOf gives a value that is a share found in a sample as the cases behind it, and what the whole is in the unit of the measure.
func shareOf(m *Measure, p *measurement.Recorded) (statistics.Share, float64, bool) {
	found, whole, ok := m.found(p)
	if !ok {
		return statistics.Share{}, 0, false
	}
	return statistics.Share{Successes: found, N: int(*p.Sample)}, whole, true
}

// inUnit is the interval of a share, in the unit of the measure.
func inUnit(m *Measure, p *measurement.Recorded) *statistics.Interval {
	share, whole, ok := shareOf(m, p)
	if !ok {
		return nil
	}
	i, ok := statistics.Wilson(share)
	if !ok {
		return nil
	}
	return &statistics.Interval{Estimate: i.Estimate * whole, Low: i.Low * whole, High: i.High * whole}
}
