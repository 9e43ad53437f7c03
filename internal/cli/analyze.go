package cli

import (
	"github.com/steelyard-isms/steelyard/internal/analysis"
)

type analyzeCommand struct {
	Method  string   `help:"What is computed: xmr, ewma, trend, seasonal-trend, wilson, survival, percentile or forecast." required:"" placeholder:"METHOD"`
	File    string   `arg:"" help:"CSV with the columns of the method, see docs/reference/analyze.md; - is standard input." predictor:"file"`
	Rules   string   `help:"xmr: which run rules are signals: western-electric or nelson." placeholder:"SET"`
	Variant string   `help:"xmr: limits from mean or median." placeholder:"mean|median"`
	Base    *int     `help:"xmr: from how many of the first values limits are made, 2 or more; all unless given." placeholder:"ROWS"`
	Lambda  *float64 `help:"ewma: weight of the latest value, above 0, up to 1; 0.3 unless given." placeholder:"NUMBER"`
	Center  *float64 `help:"ewma: centre; that of the control chart unless given." placeholder:"NUMBER"`
	Sigma   *float64 `help:"ewma: standard deviation; that of the control chart unless given." placeholder:"NUMBER"`
	Period  *int     `help:"seasonal-trend, forecast: rows in a cycle, whatever their times; 12 of seasonal-trend unless given." placeholder:"ROWS"`
	P       *float64 `help:"percentile, survival: per cent; 90 of percentile unless given." placeholder:"PERCENT"`
	Type    *int     `help:"percentile: 6 or 7; 7 unless given." placeholder:"6|7"`
	Target  *float64 `help:"forecast: the value that is to be reached." placeholder:"NUMBER"`
	Date    string   `help:"forecast: by when, written as the file writes its times." placeholder:"TIME"`
	Better  string   `help:"forecast: which side of the target is better: higher or lower." placeholder:"higher|lower"`
}

// Run computes one statistic of a file, and prints it as JSON.
func (c *analyzeCommand) Run(r *run) error {
	f, err := openFile(r, c.File)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	answer, err := analysis.Run(c.File, f, analysis.Options{Method: analysis.Method(c.Method), Rules: c.Rules, Variant: c.Variant, Base: c.Base, Lambda: c.Lambda, Center: c.Center, Sigma: c.Sigma,
		Period: c.Period, P: c.P, Type: c.Type, Target: c.Target, Date: c.Date, Better: c.Better})
	if err != nil {
		return err
	}
	return printJSON(r.out, answer)
}
