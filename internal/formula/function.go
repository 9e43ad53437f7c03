package formula

import "math"

// Function is one function of the language, as its reference shows it.
type Function struct {
	Name     string
	Group    string // numbers, missing values, time, units
	Call     string // how it is written
	Says     string // what it gives
	Unit     string // the unit of measure of what it gives
	Examples []Example
}

// Example is a formula with inputs and what comes of it. The tests compute each.
type Example struct {
	Formula string
	Inputs  []Sample
	Value   float64
	Why     string // where it has no value: the reason
}

// Sample is an input of an example.
type Sample struct {
	Name   string
	Unit   string
	Past   []float64 // one value a month, the last being the present; empty: no value
	Units  []float64 // one value for each of the units north, east, south, west
	Number bool      // a parameter, of the one value in Past
}

// Groups of functions, in the order of the reference.
var Groups = []string{"numbers", "missing values", "time", "units"}

var (
	patched = []Sample{{Name: "patched", Unit: "hosts", Past: []float64{190}}, {Name: "total", Unit: "hosts", Past: []float64{200}}}
	monthly = []Sample{{Name: "incidents", Unit: "incidents", Past: []float64{9, 8, 7, 6, 5, 4, 3, 8, 6, 4, 5, 4, 6}}}
	spread  = []Sample{{Name: "coverage", Unit: "%", Units: []float64{98, 91, 95, 60}}, {Name: "accounts", Unit: "accounts", Units: []float64{400, 100, 300, 200}}}
)

// Functions lists the functions of the language.
func Functions() []Function { return functions }

var functions = []Function{
	{"min", "numbers", "min(a, b, …)", "The least of two to twenty numbers; of units, the least value: min(units(x)).", "theirs, which must be the same",
		[]Example{{Formula: "min(patched, total)", Inputs: patched, Value: 190}, {Formula: "min(units(coverage))", Inputs: spread, Value: 60}}},
	{"max", "numbers", "max(a, b, …)", "The greatest of two to twenty numbers; of units, the greatest value.", "theirs, which must be the same",
		[]Example{{Formula: "max(total - patched, 0)", Inputs: patched, Value: 10}, {Formula: "max(units(coverage))", Inputs: spread, Value: 98}}},
	{"abs", "numbers", "abs(a)", "The number without its sign.", "that of the number",
		[]Example{{Formula: "abs(patched - total)", Inputs: patched, Value: 10}}},
	{"round", "numbers", "round(a) or round(a, decimals)", "The nearest whole number, or with so many decimals, 0 to 9; halves go away from zero.", "that of the number",
		[]Example{{Formula: "round(2.5)", Value: 3}, {Formula: "round(100 * total / 300, 1)", Inputs: patched, Value: 66.7}}},
	{"clamp", "numbers", "clamp(a, least, greatest)", "The number, kept between two others.", "theirs, which must be the same",
		[]Example{{Formula: "clamp(100 * total / patched, 0, 100)", Inputs: patched, Value: 100}}},
	{"known", "missing values", "known(a)", "True where a has a value, false where it has none for whatever reason.", "none: it is a condition",
		[]Example{{Formula: "known(late) ? late : 0", Inputs: []Sample{{Name: "late", Unit: "findings"}}, Value: 0},
			{Formula: "late + 1", Inputs: []Sample{{Name: "late", Unit: "findings"}}, Why: "late has no value"}}},
	{"or", "missing values", "a.or(b)", "The number a, or where it has no value, b. Only what stands in an or counts although something is missing.", "theirs, which must be the same",
		[]Example{{Formula: "late.or(0) + 1", Inputs: []Sample{{Name: "late", Unit: "findings"}}, Value: 1}, {Formula: "(patched / (total - total)).or(0)", Inputs: patched, Value: 0}}},
	{"previous", "time", "previous(x)", "The value of the input x a period before its last one: the nearest to it, at most half a period off.", "that of x",
		[]Example{{Formula: "incidents - previous(incidents)", Inputs: monthly, Value: 2}}},
	{"year_ago", "time", "year_ago(x)", "The value of x a year before its last one: the nearest to the same day, at most half a period off.", "that of x",
		[]Example{{Formula: "100 * (incidents - year_ago(incidents)) / year_ago(incidents)", Inputs: monthly, Value: -100.0 / 3}}},
	{"rolling", "time", "rolling(x, n)", "The mean of the last n values of x, a period apart, 2 to 36 of them. Where one is missing there is no value.", "that of x",
		[]Example{{Formula: "rolling(incidents, 3)", Inputs: monthly, Value: 5},
			{Formula: "rolling(incidents, 14)", Inputs: monthly, Why: "incidents has values in 13 of the last 14 periods"}}},
	{"rolling_sum", "time", "rolling_sum(x, n)", "The sum of the last n values of x, a period apart, 2 to 36 of them.", "that of x",
		[]Example{{Formula: "rolling_sum(incidents, 12)", Inputs: monthly, Value: 66}}},
	{"units", "units", "units(x)", "The values of x for each unit, for the functions below. Where a unit that has reported before has none now, there is no value.", "that of x",
		[]Example{{Formula: "mean(units(coverage))", Inputs: spread, Value: 86},
			{Formula: "mean(units(coverage))", Inputs: []Sample{{Name: "coverage", Unit: "%", Units: []float64{98, missingValue, 95, 60}}}, Why: "coverage has no value for east"}}},
	{"known_units", "units", "known_units(x)", "The values of x for those units that have one.", "that of x",
		[]Example{{Formula: "mean(known_units(coverage))", Inputs: []Sample{{Name: "coverage", Unit: "%", Units: []float64{98, missingValue, 95, 62}}}, Value: 85}}},
	{"sum", "units", "sum(units(x))", "The sum over units.", "that of x",
		[]Example{{Formula: "sum(units(accounts))", Inputs: spread, Value: 1000}}},
	{"mean", "units", "mean(units(x))", "The mean over units, each counting the same.", "that of x",
		[]Example{{Formula: "mean(units(coverage))", Inputs: spread, Value: 86}}},
	{"weighted_mean", "units", "weighted_mean(units(x), units(w))", "The mean over units of x, each counting as much as its w. A unit without one of the two is a reason for no value.", "that of x",
		[]Example{{Formula: "weighted_mean(units(coverage), units(accounts))", Inputs: spread, Value: 88.8}}},
	{"count", "units", "count(units(x)) or count(units(x), condition)", "The number of units, or of those whose value, called it, meets a condition.", "not judged",
		[]Example{{Formula: "count(units(coverage))", Inputs: spread, Value: 4}, {Formula: "count(units(coverage), it >= 95)", Inputs: spread, Value: 2}}},
	{"share", "units", "share(units(x), condition)", "The share of units whose value, called it, meets a condition: 0 to 1.", "none; 100 times it is %",
		[]Example{{Formula: "100 * share(units(coverage), it >= 95)", Inputs: spread, Value: 50}}},
	{"percentile", "units", "percentile(units(x), p)", "The value that p per cent of the units do not exceed, 0 to 100, linear between neighbours (type 7).", "that of x",
		[]Example{{Formula: "percentile(units(coverage), 50)", Inputs: spread, Value: 93}, {Formula: "percentile(units(coverage), 90)", Inputs: spread, Value: 97.1}}},
}

var known = func() map[string]*Function {
	out := map[string]*Function{}
	for i := range functions {
		out[functions[i].Name] = &functions[i]
	}
	return out
}()

// missingValue stands in an example for a unit that has no value.
var missingValue = math.NaN()
