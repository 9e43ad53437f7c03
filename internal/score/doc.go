// Package score turns values into scores, scores into the score of a scorecard, and values over time into the
// attainment of an objective. It is the scoring specification as code; its executable form is
// testdata/scoring-cases.json.
//
// One scale, 0 to 100, on which band and score cannot disagree and on which nobody gains by hiding a bad value:
//
//	value --Scale.Complete, Indicator.Score--> score --RollUp--> score of objective, perspective, scorecard
//	values and a Plan --Plan.Attainment--> attainment of an objective
//	two trees with their days --SplitChange--> effects of data, definition, weights, structure
//	the three groups of the strategy --BalanceOf--> index and tilt of the beam
//
// A caller completes each scale once, builds a tree of Node, Child and Leaf, and rolls it up for one day. The result
// says what each child contributed and why a node is capped, provisional or insufficient, so that it can be put into
// words without computing anything again.
//
// The package reads no clock, stores nothing, prints no sentence for a page, and knows no person, unit or formula.
// The day on which freshness, first due dates, expiries and dated values are judged is the as-of day, or the end of the
// reporting period where that is earlier.
//
// A formula is applied before its value comes here. Whoever calls picks what was in force on the day (InForce).
//
// Functions are safe for concurrent use as long as nobody changes their arguments meanwhile.
package score
