package page

import "time"

// Derivation is how a derived measure came to its value: the formula, and what stood for the names in it.
type Derivation struct {
	Formula string // in force; empty: none
	Inputs  []DerivedInput
	Why     string    // why there is no later value, as the explanation says it; empty: there is none later
	WhyAt   time.Time // when there was none; zero with an empty Why, and where nothing was ever reported
	Entry   uint64    // journal entry of the last of what the value is made of; 0: there is no value
}

// DerivedInput is one name in the formula.
type DerivedInput struct {
	Name  string // in the formula
	Of    Ref    // measure, source or unit; an empty Name: a number, or something that the reader may not see
	Value Figure // none: it has none, or the reader may not see it
	At    time.Time
	Run   Ref    // that read it; an empty Name: none
	Shown []Ref  // files that were attached where it was entered
	Why   string // why it has no value; empty where it has
}

func (in DerivedInput) missing(p Measure) string {
	if in.Why != "" {
		return in.Why
	}
	return p.t("figure.none")
}
