// Package formula reads, checks and computes the formulas of derived measures: 100 * patched / total.
//
// The language is CEL, and of CEL only numbers, comparisons and the functions of this package. All numbers are doubles, so that
// 1 / 2 is one half. Units of measure are checked where they are known. A formula gives a number, or no value with the reason:
// never infinity, and never a number for what is missing unless the formula says which.
//
// The package knows no records and no storage: who asks brings the values of the inputs.
package formula

// Limits on a formula. Its cost follows from them: without a condition over units it is that of its parts, and with one, that
// of the condition for each unit, which is bounded by maxCost besides.
const (
	MaxLength  = 2000 // characters
	MaxInputs  = 50   // names that a formula may know
	MaxPeriods = 36   // that rolling looks back
	MaxUnits   = 10_000
	maxNesting = 32
	maxParts   = 500       // numbers, names, operators and calls
	maxCost    = 5_000_000 // steps of a condition over units
	maxFaults  = 20        // that are told of one formula
	// minPeriod is the shortest period, in days, along which functions of time step where of each month the last value alone is known.
	minPeriod = 28
)
