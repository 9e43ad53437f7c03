package page

import (
	"time"

	"github.com/steelyard-isms/steelyard/internal/web/chart"
)

// Requirement is one of ISO/IEC 27001:2022, 6.2 a to l, and how the objective answers it.
type Requirement struct {
	Letter, Name string
	Text         string // the answer, or what is missing
	Answered     bool
}

// Undertaking is an initiative or an action that serves the objective.
type Undertaking struct {
	Ref
	Kind  string // in words
	Owner string
	Due   time.Time
	State string // in words
	Done  bool
	Late  bool // it is not done and was due before the day of the page
}

// Links are references of one sort.
type Links struct {
	Name  string
	Items []Link
}

// Link is one reference with a note.
type Link struct {
	Ref
	Note string
}

func (p Objective) answered() int {
	n := 0
	for _, r := range p.Requirements {
		if r.Answered {
			n++
		}
	}
	return n
}

func (u Undertaking) tone() chart.Tone {
	switch {
	case u.Late:
		return chart.Bad
	case u.Done:
		return chart.OK
	}
	return chart.Ink
}
