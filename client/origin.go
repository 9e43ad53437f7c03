package client

// Reading is one value and where it comes from.
type Reading struct {
	Value    float64     `json:"value"`
	Unit     string      `json:"unit"`
	ValidTo  string      `json:"valid_to"`
	Seq      int64       `json:"seq"`      // the journal entry by which it became known
	Run      *ReadingRun `json:"run"`      // that read it; nil where somebody entered or sent it, and where a formula gave it
	Evidence []Evidence  `json:"evidence"` // files that were attached where it was entered or sent; FetchFile gives their bytes
	Period   string      `json:"period"`   // whose values it sums up; empty of all others
	Derived  bool        `json:"derived"`  // a formula gave it
}

// ReadingRun is the run that read a value, with its file.
type ReadingRun struct {
	ID       string `json:"id"`
	Source   string `json:"source"`   // its name; empty where you may not see it
	Filename string `json:"filename"` // may be empty
	SHA256   string `json:"sha256"`   // of the raw file; empty where you may not see it
}

// Computed is how the value of a measure came about that a formula gave.
type Computed struct {
	Kind       string     `json:"kind"`
	Name       string     `json:"name"`
	Code       string     `json:"code"`
	Title      string     `json:"title"`
	Derivation Derivation `json:"derivation"`
}

// Derivation is a formula and what its names stood for.
type Derivation struct {
	Formula string  `json:"formula"`
	At      string  `json:"at"` // the moment that the inputs are shown for
	Inputs  []Input `json:"inputs"`
}

// Input is one name of a formula.
type Input struct {
	Name    string      `json:"name"`
	Value   *float64    `json:"value"`   // nil where it had none, for several measures, and where you may not see it
	Reading *Reading    `json:"reading"` // with where it comes from; nil of a number, and where there is none
	Units   []UnitInput `json:"units"`   // values for units, where it stands for those
}

// UnitInput is the value of one unit.
type UnitInput struct {
	Known   bool     `json:"known"` // it counts: it has not expired
	Reading *Reading `json:"reading"`
}
