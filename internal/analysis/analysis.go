// Package analysis computes one statistic of a CSV file, so that anyone can check what Steelyard computes against another tool.
//
// It reads the file, refuses every row that it does not understand, asks internal/statistics, and gives the answer as data whose
// JSON form docs/reference/analyze.md describes. It opens no file, knows no record and keeps nothing.
package analysis

import (
	"io"

	"github.com/steelyard-isms/steelyard/internal/statistics"
)

// Method is what is computed.
type Method string

// The methods.
const (
	XmR           Method = "xmr"
	EWMA          Method = "ewma"
	Trend         Method = "trend"
	SeasonalTrend Method = "seasonal-trend"
	Wilson        Method = "wilson"
	Survival      Method = "survival"
	Percentile    Method = "percentile"
	Forecast      Method = "forecast"
)

// method is one of them: the columns that it reads, and how it computes. Rows are counted, and bounded.
type method struct {
	columns [][]string // sets of columns, of which the file has one; the first with a time needs times that rise
	rising  bool
	rows    int
	compute func(*table, Options) (any, error)
}

var (
	series = [][]string{{"value"}, {"time", "value"}}
	shares = [][]string{{"successes", "n"}}
	cases  = [][]string{{"duration", "event"}}
)

// maxRows bounds the rows of a file; methods that look at each pair of them take fewer.
const maxRows = 100_000

var methods = map[Method]method{
	XmR:           {series, true, maxRows, xmr},
	EWMA:          {series, true, maxRows, ewma},
	Trend:         {series, true, statistics.MaxTrend, trend},
	SeasonalTrend: {series, true, statistics.MaxTrend, seasonalTrend},
	Wilson:        {shares, false, maxRows, wilson},
	Survival:      {cases, false, maxRows, survival},
	Percentile:    {series, false, maxRows, percentile},
	Forecast:      {series, true, statistics.MaxTrend, forecast},
}

// Run reads a file, which is called name in refusals, and computes what the options ask for. The error is a *fault.Error that names every place at fault; nothing is
// computed then.
func Run(name string, file io.Reader, o Options) (any, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	m := methods[o.Method]
	t, err := read(name, file, m)
	if err != nil {
		return nil, err
	}
	return m.compute(t, o)
}
