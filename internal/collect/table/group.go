package table

import (
	"time"

	"github.com/steelyard-isms/steelyard/internal/collect/tally"
)

// group computes the values of one set of rows: the file, or one unit of it.
type group struct {
	*tally.Books
	newest time.Time
}

func newGroup(rules []rule) *group {
	list := make([]tally.Rule, len(rules))
	for i, r := range rules {
		list[i] = tally.Rule{Name: r.Name, Operation: r.Operation, Place: r.Column, Percentile: r.Percentile, Least: r.Least}
	}
	return &group{Books: tally.New(list)}
}

// add takes one row.
func (g *group) add(c *cells) error {
	if c.at.After(g.newest) {
		g.newest = c.at
	}
	for i, number := range c.numbers {
		if err := g.Add(i, tally.Thing{Whole: c.whole[i], Fits: c.fit[i], Number: number, Line: c.line, Case: c.cases[i], Answers: c.answers[i]}); err != nil {
			return err
		}
	}
	return nil
}
