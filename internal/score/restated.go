package score

import "github.com/steelyard-isms/steelyard/internal/civil"

// Restatement is what a closed period was published with, and what is known of it now.
type Restatement struct {
	Published Maybe `json:"published"` // the last value recorded by the day of the close; none before it, or where there was none
	Known     Maybe `json:"known"`     // the last value recorded by the day asked about
	Restated  bool  `json:"restated"`  // they differ: both are to be shown
}

// Restated compares the values recorded for one period, each with the day on which it was recorded as Effective, in the order
// in which they were recorded. A value that is none withdraws those before it. Closed is the day on which the period was
// closed; zero where it was not.
func Restated(entries []Dated[Maybe], closed, day civil.Date) Restatement {
	var out Restatement
	out.Known, _ = InForce(entries, day)
	if closed.IsZero() || day.Before(closed) {
		return out
	}
	out.Published, _ = InForce(entries, closed)
	published, was := out.Published.Get()
	known, is := out.Known.Get()
	out.Restated = was != is || !same(published, known)
	return out
}
