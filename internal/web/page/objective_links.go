package page

import (
	"html/template"
	"time"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
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
	Ahead bool // it is agreed and still to be done
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

// next says what is to be done next, by whom and by when, of an objective that is not where its plan
// wants it.
func (p Objective) next() template.HTML {
	switch p.Attainment {
	case AtRisk, OffPlan, Missed, NoData:
	default:
		return ""
	}
	for _, u := range p.Work {
		if !u.Ahead {
			continue
		}
		key := words.Key("objective.finding.next")
		if u.Late {
			key = "objective.finding.late"
		}
		return p.h(key, words.T("what", u.Name), words.T("owner", dash(u.Owner)), words.T("due", p.date(u.Due)))
	}
	if p.WorkMore || p.WorkPartial { // what is not listed may be planned
		return ""
	}
	return p.h("objective.finding.nothing-next")
}

// lacks names the measure where the score of such an objective loses most, where it has several and the reader may
// see that one.
func (p Objective) lacks() template.HTML {
	var most *MeasureShare
	scored := 0
	for i := range p.Measures {
		if x := &p.Measures[i]; x.Lacks > 0 {
			if scored++; most == nil || x.Lacks > most.Lacks {
				most = x
			}
		}
	}
	if scored < 2 || most.Name == "" || p.Attainment != AtRisk && p.Attainment != OffPlan && p.Attainment != Missed {
		return ""
	}
	return p.h("objective.finding.lacks", words.H("measure", p.link(most.Ref)), words.F("points", p.num().Fixed(most.Lacks, 1, false)))
}

func answeredOf(all []Requirement) int {
	n := 0
	for _, r := range all {
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
