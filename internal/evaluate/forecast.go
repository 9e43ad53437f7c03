package evaluate

import (
	"math"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/score"
	"github.com/steelyard-isms/steelyard/internal/statistics"
)

// Forecast is when the trend of a measure reaches a target, and how sure that is.
type Forecast struct {
	Outlook statistics.Outlook
	Capable statistics.Capability // where there is no trend: whether the process meets the target as it is
	// Of the crossing, with the ends of its 95 % interval. Zero without a trend, and for what lies more than a century away; an end is zero where it is open, too.
	Date, Low, High civil.Date
	Due             civil.Date // zero: the target has none
	Ahead           []Ahead    // from the last value to the due date; empty without a trend, off its line, and where that day has passed
	Chance          *float64   // of meeting the target on the due date, 0 to 1; nil like Ahead
}

// What becomes of a target while values are all the same. There is no trend then and no chance to tell it from, but nothing either that is not known.
const (
	StillMet    statistics.Outlook = "still-met"    // the values, all the same, meet it
	StillMissed statistics.Outlook = "still-missed" // they do not
)

// Ahead is between which values the measure lies on a day to come, if what moved it goes on.
type Ahead struct {
	Day civil.Date
	statistics.Band
}

// Wish is what is to be reached. Without High, values on one side of Target are good: the greater ones with Higher.
type Wish struct {
	Target float64
	High   *float64 // the upper end of a range that Target begins
	Higher bool
	Due    civil.Date // zero: none
}

// WishOf is the wish of a plan.
func WishOf(p score.Plan) Wish {
	up := p.Target > p.Baseline
	if p.Target == p.Baseline {
		up = p.Direction == score.Higher
	}
	return Wish{Target: p.Target, High: p.TargetHigh, Higher: up, Due: p.Due}
}

// Wish is what the scale in force wishes: its target. False without a scale.
func (m *Measure) Wish() (Wish, bool) {
	if m.Scale == nil {
		return Wish{}, false
	}
	w := Wish{Target: m.Scale.Knots().Target, Higher: m.Scale.Direction() == score.Higher}
	if upper, ranges := m.Scale.Upper(); ranges {
		w.High = &upper.Target
	}
	return w, true
}

// farthest is how many days away a date is told, and mostAhead on how many days values to come are.
const (
	farthest  = 36525
	mostAhead = 24
)

// Forecast says when a wish comes true. Where chance alone would make such a trend it gives no date and no chance, but says whether the process meets
// the target as it is. Where the last value has left the line, so that they disagree on whether the target is met, there is neither: what chance would be told is that of a line which nobody sees the values on.
func (a *Analysis) Forecast(w Wish) Forecast {
	f := Forecast{Outlook: statistics.TooFew, Capable: statistics.Unforeseen, Due: w.Due}
	wanted := statistics.Wanted{Low: w.Target, High: math.Inf(1)}
	switch {
	case w.High != nil:
		wanted.High = *w.High
	case !w.Higher:
		wanted = statistics.Wanted{Low: math.Inf(-1), High: w.Target}
	}
	meets := func(v float64) bool { return v >= wanted.Low && v <= wanted.High }
	if t := a.Trend; t != nil && t.Verdict == statistics.Unchanged {
		if f.Outlook = StillMissed; meets(a.values[0]) {
			f.Outlook = StillMet
		}
		return f
	}
	if a.Trend == nil || a.Trend.N < statistics.MinForecast {
		f.Capable = a.Control.Capable(wanted)
		return f
	}
	if !a.Trend.Told {
		f.Outlook, f.Capable = statistics.NoTrend, a.Control.Capable(wanted)
		return f
	}
	goal := statistics.Goal{Target: w.Target, Higher: w.Higher}
	latest := a.values[len(a.values)-1]
	if w.High == nil {
		x := statistics.ForecastOf(a.Trend.Line, a.Control.Control, goal)
		f.Outlook, f.Capable, f.Date, f.Low, f.High = x.Outlook, x.Capable, a.day(x.Date), a.day(x.Low), a.day(x.High)
		if there := x.Outlook == statistics.Met || x.Outlook == statistics.Leaves; x.Dated() && there != goal.Met(latest) {
			return Forecast{Outlook: statistics.OffLine, Capable: x.Capable, Due: w.Due}
		}
	} else {
		f.Outlook = "" // of a range there is no single crossing
		if meets(latest) != meets(a.Trend.LastFit) {
			return Forecast{Outlook: statistics.OffLine, Due: w.Due}
		}
	}
	if !w.Due.After(a.Trend.Last) {
		return f
	}
	drawn := a.resample()
	if drawn == nil {
		return f
	}
	f.Ahead = a.ahead(drawn, w.Due)
	at, season := a.at(w.Due)
	chance := drawn.Chance(at, season, goal)
	if w.High != nil { // what is not below the lower end, and not above the upper one
		chance = drawn.Chance(at, season, statistics.Goal{Target: w.Target, Higher: true}) + drawn.Chance(at, season, statistics.Goal{Target: *w.High}) - 1
	}
	f.Chance = &chance
	return f
}

// resample draws the values anew, once.
func (a *Analysis) resample() *statistics.Resampled {
	a.draw.Do(func() { a.drawn, _ = statistics.Resample(a.times, a.values, a.seasons, a.Trend.Line) })
	return a.drawn
}

// at is a day in the times of the trend, with its season.
func (a *Analysis) at(d civil.Date) (time float64, season int) {
	if a.season != nil {
		season = a.season(d)
	}
	return float64(d.DaysSince(a.Control.Periods[a.From].Day)), season
}

// day is a time of the trend as a day of the calendar, the first on which it is over.
func (a *Analysis) day(time float64) civil.Date {
	if math.IsNaN(time) || math.Abs(time) > farthest {
		return civil.Date{}
	}
	return a.Control.Periods[a.From].Day.AddDays(int(math.Ceil(time - 1e-6)))
}

// ahead tells of the days from the last value on to the due date: one for each month, or fewer. What cannot be by nature is not foretold.
func (a *Analysis) ahead(drawn *statistics.Resampled, due civil.Date) []Ahead {
	last := a.Trend.Last
	span := due.DaysSince(last)
	n := min(mostAhead, max(1, int(math.Round(float64(span)/30.4375))))
	var out []Ahead
	for i := 1; i <= n; i++ {
		day := last.AddDays(int(math.Round(float64(span) * float64(i) / float64(n))))
		at, season := a.at(day)
		b, within := drawn.Band(at, season), a.Control.Natural.Clamp
		out = append(out, Ahead{day, statistics.Band{Middle: within(b.Middle), Low50: within(b.Low50), High50: within(b.High50), Low80: within(b.Low80), High80: within(b.High80)}})
	}
	return out
}
