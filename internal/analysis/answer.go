package analysis

import (
	"math"

	"github.com/steelyard-isms/steelyard/internal/statistics"
)

// head is what every answer begins with.
type head struct {
	Method Method `json:"method"`
	N      int    `json:"n"`                // rows
	Reason string `json:"reason,omitempty"` // why figures are null
}

// figure is a number that JSON can write; nil, which it writes as null, where there is none.
func figure(v float64) *float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	return &v
}

type xmrAnswer struct {
	head
	Rules      statistics.RuleSet `json:"rules"`
	Base       int                `json:"base"`
	Mean       *float64           `json:"mean"`
	MRBar      *float64           `json:"mr_bar"`
	Median     *float64           `json:"median"`
	MRMedian   *float64           `json:"mr_median"`
	Upper      *float64           `json:"upper"`
	Lower      *float64           `json:"lower"`
	RangeUpper *float64           `json:"range_upper"`
	Signals    []signal           `json:"signals"`
}

type signal struct {
	Rule  statistics.Rule `json:"rule"`
	Side  statistics.Side `json:"side"`
	Rows  []int           `json:"rows"`
	Times []any           `json:"times,omitempty"`
}

type ewmaAnswer struct {
	head
	Lambda      float64   `json:"lambda"`
	Center      *float64  `json:"center"`
	Sigma       *float64  `json:"sigma"`
	SteadyUpper *float64  `json:"steady_upper"`
	SteadyLower *float64  `json:"steady_lower"`
	Rows        []ewmaRow `json:"rows"`
}

type ewmaRow struct {
	Time   any      `json:"time,omitempty"`
	Value  float64  `json:"value"`
	Z      *float64 `json:"z"`
	Upper  *float64 `json:"upper"`
	Lower  *float64 `json:"lower"`
	Signal bool     `json:"signal"`
}

// line is what trend, seasonal-trend and forecast say of the trend.
type line struct {
	S         *float64 `json:"s"`
	Var       *float64 `json:"var"`
	Z         *float64 `json:"z"`
	P         *float64 `json:"p"`
	Slope     *float64 `json:"slope"`
	Intercept *float64 `json:"intercept"`
	SlopeLow  *float64 `json:"slope_low"`
	SlopeHigh *float64 `json:"slope_high"`
	Origin    any      `json:"origin,omitempty"` // of dates: time 0
}

type trendAnswer struct {
	head
	Period int `json:"period,omitempty"`
	line
}

type wilsonAnswer struct {
	head
	Rows []wilsonRow `json:"rows"`
}

type wilsonRow struct {
	Successes int     `json:"successes"`
	N         int     `json:"n"`
	Estimate  float64 `json:"estimate"`
	Low       float64 `json:"low"`
	High      float64 `json:"high"`
}

type survivalAnswer struct {
	head
	Ended      int        `json:"ended"`
	Times      []float64  `json:"times"`
	Survival   []float64  `json:"survival"`
	Low        []*float64 `json:"low"`
	High       []*float64 `json:"high"`
	AtRisk     []int      `json:"at_risk"`
	EndedAt    []int      `json:"ended_at"`
	Median     *float64   `json:"median"`
	MedianLow  *float64   `json:"median_low"`
	MedianHigh *float64   `json:"median_high"`
	ClosedMean *float64   `json:"closed_mean"`
	*survivalPercentile
}

type survivalPercentile struct {
	P         float64  `json:"p"`
	Value     *float64 `json:"value"`
	ValueLow  *float64 `json:"value_low"`
	ValueHigh *float64 `json:"value_high"`
}

type percentileAnswer struct {
	head
	P     float64 `json:"p"`
	Type  int     `json:"type"`
	Value float64 `json:"value"`
}

type forecastAnswer struct {
	head
	Target     float64               `json:"target"`
	Better     string                `json:"better,omitempty"`
	Outlook    statistics.Outlook    `json:"outlook"`
	Date       any                   `json:"date"`
	DateLow    any                   `json:"date_low"`
	DateHigh   any                   `json:"date_high"`
	Capability statistics.Capability `json:"capability,omitempty"`
	By         any                   `json:"by,omitempty"`
	Chance     *float64              `json:"chance"`
	Bands      *bands                `json:"bands"`
	Resamples  int                   `json:"resamples,omitempty"`
	Period     int                   `json:"period,omitempty"`
	Seasons    []float64             `json:"seasons,omitempty"`
	line
}

type bands struct {
	Middle *float64 `json:"middle"`
	Low50  *float64 `json:"low_50"`
	High50 *float64 `json:"high_50"`
	Low80  *float64 `json:"low_80"`
	High80 *float64 `json:"high_80"`
}
