package explain

import (
	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// Outcome is what became of one measure after an action or initiative was done.
type Outcome struct {
	Measure       Subject `json:"measure" doc:"The measure that it was to move: that which the action names, or one of a target of an objective that the initiative serves."`
	UnitOfMeasure string  `json:"unit_of_measure" doc:"Unit of size; empty for a bare index."`
	Improvement

	decimals int
}

// Outcomes is what was found after an action or initiative was done.
type Outcomes struct {
	Subject
	Expected    string    `json:"expected" doc:"By how much an action is to move its measure, in the words of its record; empty where it does not say. The comparison does not test whether that much was reached."`
	Found       []Outcome `json:"found" nullable:"false" doc:"What is found of each measure, by code; of those that the asker may see. Empty before it is done."`
	Explanation []string  `json:"explanation" nullable:"false" doc:"The same in English sentences."`
}

// OutcomesOf begins what is told of a record.
func OutcomesOf(r *record.Record, expected string) *Outcomes {
	return &Outcomes{Subject: subject(r), Expected: expected, Found: []Outcome{}}
}

// Add tells what became of a measure.
func (o *Outcomes) Add(m *evaluate.Measure, e evaluate.Effect) {
	o.Found = append(o.Found, Outcome{Measure: subject(m.Record.Record), UnitOfMeasure: m.Record.Spec.UnitOfMeasure, Improvement: improvements([]evaluate.Effect{e})[0], decimals: m.Record.Spec.Decimals})
}

// Finish puts it into sentences, which claim no more than the comparison shows.
func (o *Outcomes) Finish(day civil.Date) {
	w := &writer{}
	if len(o.Found) == 0 {
		w.say("On ", day.String(), " nothing is found of ", o.call(), ": it is not done, or names no measure that you may see.")
	}
	if o.Expected != "" {
		w.say("Expected of ", o.call(), " is: ", o.Expected, ".")
	}
	for _, x := range o.Found {
		w.say("It was to move ", x.Measure.call(), ".")
		x.explain(w, &Measure{UnitOfMeasure: x.UnitOfMeasure, Decimals: x.decimals})
	}
	if len(o.Found) > 0 {
		w.say("That one brought the other about is not shown by this, nor whether it comes to what was expected.")
	}
	o.Explanation = w.out
}
