package analysis

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/statistics"
)

// Options say what is computed. Those that are nil or empty were not given; a method refuses those that it does not use.
type Options struct {
	Method  Method
	Rules   string   // xmr: a set of run rules
	Variant string   // xmr: mean or median
	Base    *int     // xmr: from how many of the first values limits are made; nil: from all
	Lambda  *float64 // ewma
	Center  *float64 // ewma
	Sigma   *float64 // ewma
	Period  *int     // seasonal-trend, forecast: rows in a cycle
	P       *float64 // percentile, survival: per cent
	Type    *int     // percentile: 6 or 7
	Target  *float64 // forecast
	Date    string   // forecast: by when, in the form of the times
	Better  string   // forecast: higher or lower
}

// option is one of them: its name, whether it was given, and who uses it.
type option struct {
	name  string
	given bool
	used  []Method
	wrong string // what is wrong with it; empty: nothing
	right string // how it is written
}

func (o Options) list() []option {
	number := func(v *float64, ok func(float64) bool, wrong string) string {
		if v != nil && (math.IsNaN(*v) || math.IsInf(*v, 0) || !ok(*v)) {
			return wrong
		}
		return ""
	}
	any := func(float64) bool { return true }
	among := func(v string, of ...string) string {
		if v != "" && !slices.Contains(of, v) {
			return fmt.Sprintf("is %q", v)
		}
		return ""
	}
	var sets []string
	for _, s := range statistics.RuleSets {
		sets = append(sets, string(s))
	}
	period, quantile, base := "", "", ""
	if o.Base != nil && *o.Base < 2 {
		base = "is out of its range"
	}
	if o.Period != nil && (*o.Period < 2 || *o.Period > 1000) {
		period = "is out of its range"
	}
	if o.Type != nil && *o.Type != int(statistics.Type6) && *o.Type != int(statistics.Type7) {
		quantile = fmt.Sprintf("is %d", *o.Type)
	}
	return []option{
		{"rules", o.Rules != "", []Method{XmR}, among(o.Rules, sets...), "Give one of " + strings.Join(sets, ", ")},
		{"variant", o.Variant != "", []Method{XmR}, among(o.Variant, "mean", "median"), "Give mean or median"},
		{"base", o.Base != nil, []Method{XmR}, base, "Give a whole number, 2 or more"},
		{"lambda", o.Lambda != nil, []Method{EWMA}, number(o.Lambda, func(v float64) bool { return v > 0 && v <= 1 }, "is out of its range"), "Give a number above 0, up to 1"},
		{"center", o.Center != nil, []Method{EWMA}, number(o.Center, any, "is no finite number"), "Give a number"},
		{"sigma", o.Sigma != nil, []Method{EWMA}, number(o.Sigma, func(v float64) bool { return v > 0 }, "is out of its range"), "Give a number above 0"},
		{"period", o.Period != nil, []Method{SeasonalTrend, Forecast}, period, "Give a whole number from 2 to 1000"},
		{"p", o.P != nil, []Method{Percentile, Survival}, number(o.P, func(v float64) bool { return v >= 0 && v <= 100 && (o.Method != Survival || v > 0) }, "is out of its range"), "Give per cent, from 0 to 100; of survival above 0"},
		{"type", o.Type != nil, []Method{Percentile}, quantile, "Give 6 or 7"},
		{"target", o.Target != nil, []Method{Forecast}, number(o.Target, any, "is no finite number"), "Give a number"},
		{"date", o.Date != "", []Method{Forecast}, "", ""},
		{"better", o.Better != "", []Method{Forecast}, among(o.Better, "higher", "lower"), "Give higher or lower"},
	}
}

// check refuses options that the method does not use, that are out of range, or that are missing.
func (o Options) check() error {
	var faults []fault.Field
	if _, ok := methods[o.Method]; !ok {
		return fault.InvalidField("nothing was computed", fault.Field{Path: "method", Reason: fmt.Sprintf("is %q", o.Method), Remedy: "Give xmr, ewma, trend, seasonal-trend, wilson, survival, percentile or forecast"})
	}
	for _, x := range o.list() {
		switch {
		case x.given && !slices.Contains(x.used, o.Method):
			names := make([]string, len(x.used))
			for i, m := range x.used {
				names[i] = string(m)
			}
			faults = append(faults, fault.Field{Path: x.name, Reason: fmt.Sprintf("%s does not use it", o.Method), Remedy: "Leave it out: it is for " + strings.Join(names, " and ")})
		case x.wrong != "":
			faults = append(faults, fault.Field{Path: x.name, Reason: x.wrong, Remedy: x.right})
		}
	}
	if o.Method == Forecast && o.Target == nil {
		faults = append(faults, fault.Field{Path: "target", Reason: "is missing", Remedy: "Give the value that is to be reached"})
	}
	return fault.InvalidFields("nothing was computed", faults)
}
