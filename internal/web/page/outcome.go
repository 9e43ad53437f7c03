package page

// Outcome is what became of a measure after the action or initiative of the page was done.
type Outcome struct {
	Measure Measure // its frame, name and unit
	Found   Improvement
}
