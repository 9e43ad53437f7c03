package score

import "github.com/steelyard-isms/steelyard/internal/civil"

// Dated is a value that holds from a day on, until a later one replaces it: knots, weights, targets, formulas, links
// to a parent.
type Dated[T any] struct {
	Effective civil.Date `json:"effective"`
	Value     T          `json:"value"`
}

// InForce gives the value that holds on a day and whether there is one. Entries come in the order in which
// they were recorded: of two with one effective date the later recorded holds.
func InForce[T any](entries []Dated[T], day civil.Date) (value T, known bool) {
	var since civil.Date
	for _, e := range entries {
		if !e.Effective.IsZero() && !e.Effective.After(day) && !e.Effective.Before(since) {
			value, known, since = e.Value, true, e.Effective
		}
	}
	return value, known
}
