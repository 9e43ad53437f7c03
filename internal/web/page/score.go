package page

import (
	"math"
	"time"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/score"
	"github.com/steelyard-isms/steelyard/internal/web/chart"
)

// Band is the band of a score, in the words of scoring.md; empty where there is no score.
type Band string

// The bands.
const (
	Good  Band = "good"
	Watch Band = "watch"
	Act   Band = "act"
)

// Attainment is where an objective stands against its plan, in the words of scoring.md §2. The empty value is NoData.
type Attainment string

// The attainments.
const (
	OnPlan   Attainment = "on-plan"
	AtRisk   Attainment = "at-risk"
	OffPlan  Attainment = "off-plan"
	Achieved Attainment = "achieved"
	Missed   Attainment = "missed"
	NoData   Attainment = "no-data"
	NoTarget Attainment = "no-target" // nothing is promised by a date
)

// Data says how fresh a value is, in the words of scoring.md §3. The empty value is Unknown.
type Data string

// The states of a value.
const (
	Known         Data = "known"
	Stale         Data = "stale"
	Expired       Data = "expired"
	Unknown       Data = "unknown"
	NotApplicable Data = "not-applicable"
)

// Score is the score of a measure, an objective, a perspective or a scorecard. Texts are finished: cut, not rounded,
// where rounding would cross a band.
type Score struct {
	Text        string   // as in "72" or "62.6"; empty: no score
	Band        Band     // empty: no band, because data are insufficient or there are none
	Provisional bool     // the bounds, or the ends of the interval, lie in different bands
	Low, High   string   // bounds; both empty: the score is firm
	Raw         string   // score before the red cap; empty: not capped
	CappedBy    []Ref    // what caps it
	Coverage    *float64 // 0 to 1; nil: does not apply, as for a measure
	Confidence  *float64 // 0 to 1; nil: not computed
	Last        LastScore
	Counted     bool // of a measure that is only counted: it is not judged, and has neither score nor band
}

// LastScore is the last band that was known, of a node whose data are insufficient now.
type LastScore struct {
	Text string // empty: there never was one
	Band Band
	At   time.Time
}

// lowCoverage is the coverage below which the figure asks for attention (ux.md §7).
const lowCoverage = 0.9

// noScore says why there is none.
func (s Score) noScore(f Frame) string {
	if s.Counted {
		return f.t("score.counted")
	}
	return f.t("score.none")
}

func (b Band) tone() chart.Tone {
	switch b {
	case Good:
		return chart.OK
	case Watch:
		return chart.Warn
	case Act:
		return chart.Bad
	}
	return chart.None
}

func (b Band) word(f Frame) string {
	switch b {
	case Good:
		return f.t("band.good")
	case Watch:
		return f.t("band.watch")
	case Act:
		return f.t("band.act")
	}
	return f.t("band.none")
}

func (b Band) inText(f Frame) string {
	switch b {
	case Good:
		return f.t("band.in-text.good")
	case Watch:
		return f.t("band.in-text.watch")
	case Act:
		return f.t("band.in-text.act")
	}
	return f.t("band.in-text.none")
}

func (a Attainment) tone() chart.Tone {
	switch a {
	case OnPlan, Achieved:
		return chart.OK
	case AtRisk:
		return chart.Warn
	case OffPlan, Missed:
		return chart.Bad
	}
	return chart.None
}

func (a Attainment) word(f Frame) string {
	switch a {
	case OnPlan:
		return f.t("attainment.on-plan")
	case AtRisk:
		return f.t("attainment.at-risk")
	case OffPlan:
		return f.t("attainment.off-plan")
	case Achieved:
		return f.t("attainment.achieved")
	case Missed:
		return f.t("attainment.missed")
	case NoTarget:
		return f.t("attainment.no-target")
	}
	return f.t("attainment.no-data")
}

func (d Data) tone() chart.Tone {
	switch d {
	case Known:
		return chart.OK
	case Stale:
		return chart.Warn
	case Expired:
		return chart.Bad
	}
	return chart.None
}

func (d Data) word(f Frame) string {
	switch d {
	case Known:
		return f.t("data.known")
	case Stale:
		return f.t("data.stale")
	case Expired:
		return f.t("data.expired")
	case NotApplicable:
		return f.t("data.not-applicable")
	}
	return f.t("data.unknown")
}

// cut gives a deviation in points of progress, cut towards nought to one decimal.
func cut(deviation float64) float64 {
	return math.Trunc(deviation*1000+math.Copysign(1e-6, deviation)) / 10
}

// whole rounds a score, but never into another band (scoring.md, 1).
func whole(score float64) float64 {
	r := math.Round(score)
	for _, limit := range []float64{40, 70} {
		if score < limit && r >= limit {
			return math.Floor(score)
		}
	}
	return r
}

// behind says a deviation in points of progress. It is cut towards nought, so that what is on plan never reads like
// what is not.
func (f Frame) behind(deviation float64) string {
	points := cut(deviation)
	switch {
	case points > 0:
		return f.t("attainment.ahead", words.D(points))
	case points < 0:
		return f.t("attainment.behind", words.D(points))
	}
	return f.t("attainment.level")
}

// text writes a figure with its unit, or the word for none.
func (f Frame) figure(v Figure) string {
	if v.known() {
		return f.num().Quantity(*v.Value, v.Unit)
	}
	return f.t("figure.none")
}

// lastAt says when there was a value last, and which where it is known.
func (f Frame) lastAt(v Figure, at time.Time) string {
	if v.Last == nil {
		return f.t("figure.last-at", words.T("day", f.date(at)))
	}
	return f.t("figure.last-value", words.F("value", f.num().Quantity(*v.Last, v.Unit)), words.T("day", f.date(at)))
}

// difference writes the distance between two values, without a sign. Between percentages it is points: 83% is
// 4 points short of 87%, not 4%.
func (f Frame) difference(v float64, unit string) string {
	if unit == "%" {
		return f.t("figure.points", words.D(v))
	}
	return f.num().Quantity(math.Abs(v), unit)
}

// moved is difference with the sign of what it moved by.
func (f Frame) moved(v float64, unit string) string { return signed(v, f.difference(v, unit)) }

// movedTo is moved with so many decimals, so that it agrees with figures beside it that have as many.
func (f Frame) movedTo(v float64, unit string, decimals int) string {
	if unit == "%" {
		return signed(v, f.t("figure.points", words.Dn(v, decimals)))
	}
	return signed(v, f.num().QuantityTo(math.Abs(v), unit, decimals))
}

func signed(v float64, size string) string {
	switch {
	case v > 0:
		return "+" + size
	case v < 0:
		return "\u2212" + size
	}
	return size
}

// differencesApart writes the ends of an interval of a difference, with a sign where they are less than nothing, so that they do not read the same unless they are.
func (f Frame) differencesApart(low, high float64, unit string) (string, string) {
	write := func(v, other float64, decimals int) string {
		text := f.num().Apart(math.Abs(v), unit, math.Abs(other))
		if unit == "%" {
			text = f.t("figure.points", words.Dn(v, decimals))
		}
		if v < 0 && text != f.difference(0, unit) { // nothing is minus nothing
			return "\u2212" + text
		}
		return text
	}
	decimals := 1
	for low != high && decimals < 9 && write(low, high, decimals) == write(high, low, decimals) {
		decimals++
	}
	return write(low, high, decimals), write(high, low, decimals)
}

func (v Figure) known() bool {
	return v.Value != nil && !math.IsNaN(*v.Value) && !math.IsInf(*v.Value, 0)
}

func (f Frame) share(v *float64) string {
	if v == nil {
		return "–"
	}
	return f.num().Share(*v)
}

func (f Frame) confidence(v *float64) string {
	if v == nil {
		return "–"
	}
	return f.num().Percent(score.ShownConfidence(*v) / 100)
}

func (f Frame) ratio(v *float64) string {
	if v == nil {
		return "–"
	}
	return f.num().Fixed(math.Floor(*v*100+1e-9)/100, 2, false)
}
