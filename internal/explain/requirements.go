package explain

import (
	"fmt"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/objective"
)

// Requirement is one of the twelve that ISO/IEC 27001:2022, 6.2, makes of an objective.
type Requirement struct {
	Letter   string     `json:"letter" enum:"a,b,c,d,e,f,g,h,i,j,k,l" doc:"Which of 6.2 a to l."`
	Answered bool       `json:"answered" doc:"The records answer it."`
	Finding  string     `json:"finding" doc:"How, or why not: a word for programs."`
	Count    int        `json:"count" doc:"The number that the finding speaks of; 0 where it speaks of none."`
	Of       int        `json:"of" doc:"Of how many; 0 where it does not compare."`
	Day      civil.Date `json:"day,omitzero" format:"date" doc:"The day that it speaks of; absent where it speaks of none."`
	Text     string     `json:"text" doc:"The same in English."`
}

// Answer says how an objective answers the twelve requirements.
func (s *Status) Answer(all []objective.Requirement) {
	s.Requirements = []Requirement{}
	for _, r := range all {
		s.Requirements = append(s.Requirements, Requirement{Letter: r.Letter, Answered: r.Answered, Finding: string(r.Finding), Count: r.Count, Of: r.Of, Day: r.Day, Text: requirementText(r)})
	}
}

func requirementText(r objective.Requirement) string {
	n := func(one, other string) string {
		if r.Count == 1 {
			return "1 " + one
		}
		return fmt.Sprintf("%d %s", r.Count, other)
	}
	switch r.Finding {
	case objective.Principles:
		return "It follows from " + n("principle", "principles") + "."
	case objective.NoPrinciples:
		return "It names no principle that it follows from."
	case objective.Measures:
		return "It has " + n("measure", "measures") + "."
	case objective.NotPracticable:
		return "It says why it cannot be measured."
	case objective.NotMeasured:
		return "It has no measure, and does not say why it cannot be measured."
	case objective.NoRisks:
		return "No risk and no requirement is linked to it."
	case objective.Monitored:
		return "The data of " + n("measure", "measures") + " are fresh."
	case objective.NotMonitored:
		return fmt.Sprintf("%d of %d measures have no fresh data.", r.Count, r.Of)
	case objective.NothingToWatch:
		return "There is no measure to watch."
	case objective.Communicated:
		return "It says how " + n("audience is", "audiences are") + " told of it."
	case objective.NoAudience:
		return "It does not say who is told of it."
	case objective.Reviewed:
		return "It was reviewed on " + r.Day.String() + "."
	case objective.ReviewLate:
		return "Its review was due on " + r.Day.String() + "."
	case objective.NoReview:
		return "No review is planned, or none was held yet."
	case objective.Documented:
		return fmt.Sprintf("Revision %d is in force.", r.Count)
	case objective.NotInForce:
		return "Nothing of it is in force."
	case objective.Planned:
		return fmt.Sprintf("%d of %d initiatives and actions are done.", r.Count, r.Of)
	case objective.PlannedMany:
		return fmt.Sprintf("More than %d initiatives and actions serve it.", r.Of)
	case objective.NoPlan:
		return "No initiative or action serves it."
	case objective.Resourced:
		return n("initiative says", "initiatives say") + " what it takes."
	case objective.NoResources:
		return "No initiative says what it takes."
	case objective.Responsible:
		return "One person owns it."
	case objective.NoOwner:
		return "Nobody owns it."
	case objective.DueOn:
		return "It is to be reached by " + r.Day.String() + "."
	case objective.NoDue:
		return "No day is told by which it is to be reached."
	case objective.Evaluated:
		return "How its results are evaluated is written down."
	case objective.NoEvaluation:
		return "How its results are evaluated is not written down."
	}
	return string(r.Finding)
}
