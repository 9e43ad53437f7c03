package objective

import (
	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// Work is what is planned and done for an objective: the initiatives and actions that name it.
type Work struct {
	Initiatives []record.Of[Initiative]
	Actions     []record.Of[Action]
	More        bool // there are more of them than were looked at
}

// Finding says how a requirement is answered, or why it is not.
type Finding string

// The findings. Those that begin with no leave the requirement open.
const (
	Principles     Finding = "principles"      // Count principles that it follows from
	NoPrinciples   Finding = "no-principles"   //
	Measures       Finding = "measures"        // Count measures
	NotPracticable Finding = "not-practicable" // a reason why it cannot be measured
	NotMeasured    Finding = "no-measures"     // neither a measure nor a reason: only what is still being written is like that
	NoRisks        Finding = "no-risks"        // a rationale at the most: risks and requirements are not linked
	Monitored      Finding = "monitored"       // all of its Count measures have fresh data
	NotMonitored   Finding = "not-monitored"   // Count of its Of measures have not
	NothingToWatch Finding = "no-monitoring"   // there is no measure
	Communicated   Finding = "communicated"    // to Count audiences
	NoAudience     Finding = "no-audience"     //
	Reviewed       Finding = "reviewed"        // on Day, and the next review is not due
	ReviewLate     Finding = "review-late"     // the next review was due on Day
	NoReview       Finding = "no-review"       // no interval is told, or it was never reviewed
	Documented     Finding = "documented"      // as revision Count, in force
	NotInForce     Finding = "not-in-force"    //
	Planned        Finding = "planned"         // Of initiatives and actions, Count of them done
	PlannedMany    Finding = "planned-many"    // more than Of initiatives and actions, too many to count
	NoPlan         Finding = "no-plan"         //
	Resourced      Finding = "resourced"       // Count initiatives say what they take
	NoResources    Finding = "no-resources"    //
	Responsible    Finding = "responsible"     // the owner
	NoOwner        Finding = "no-owner"        // only what is still being written is like that
	DueOn          Finding = "due"             // on Day, the latest of its targets
	NoDue          Finding = "no-due"          //
	Evaluated      Finding = "evaluated"       // how its results are evaluated is written
	NoEvaluation   Finding = "no-evaluation"   //
)

// Requirement is one of the twelve of ISO/IEC 27001:2022, 6.2, and how an objective answers it.
type Requirement struct {
	Letter    string // a to l
	Answered  bool
	Finding   Finding
	Count, Of int
	Day       civil.Date
}

// State is what the requirements ask of an objective beside its words: what is known of it on a day.
type State struct {
	Work            Work
	Measured, Fresh int  // measures that count, and those of them whose data are fresh
	InForce         bool // the words that are looked at count
	Day             civil.Date
}

// Requirements gives all twelve, by letter.
func Requirements(o record.Of[Objective], s State) []Requirement {
	m := o.Spec
	out := make([]Requirement, 0, 12)
	say := func(letter string, answered bool, yes, no Requirement) {
		x := no
		if answered {
			x = yes
		}
		x.Letter, x.Answered = letter, answered
		out = append(out, x)
	}
	say("a", len(m.Principles) > 0, Requirement{Finding: Principles, Count: len(m.Principles)}, Requirement{Finding: NoPrinciples})
	measured := Requirement{Finding: Measures, Count: len(m.Measures)}
	if len(m.Measures) == 0 {
		measured = Requirement{Finding: NotPracticable}
	}
	say("b", len(m.Measures) > 0 || m.NotPracticable != "", measured, Requirement{Finding: NotMeasured})
	say("c", false, Requirement{}, Requirement{Finding: NoRisks})
	late := Requirement{Finding: NotMonitored, Count: s.Measured - s.Fresh, Of: s.Measured}
	if s.Measured == 0 {
		late = Requirement{Finding: NothingToWatch}
	}
	say("d", s.Measured > 0 && s.Fresh == s.Measured, Requirement{Finding: Monitored, Count: s.Measured}, late)
	say("e", len(m.Communication) > 0, Requirement{Finding: Communicated, Count: len(m.Communication)}, Requirement{Finding: NoAudience})
	if m.Review.Last.IsZero() || m.Review.Interval.IsZero() {
		say("f", false, Requirement{}, Requirement{Finding: NoReview})
	} else {
		next := m.Review.Interval.After(m.Review.Last)
		say("f", !next.Before(s.Day), Requirement{Finding: Reviewed, Day: m.Review.Last}, Requirement{Finding: ReviewLate, Day: next})
	}
	say("g", s.InForce, Requirement{Finding: Documented, Count: int(o.Revision)}, Requirement{Finding: NotInForce})
	done, planned, resourced := 0, 0, 0
	for _, i := range s.Work.Initiatives {
		if i.State == "cancelled" {
			continue
		}
		if planned++; i.State == "done" {
			done++
		}
		if len(i.Spec.Budget) > 0 || i.Spec.Resources != (Resources{}) {
			resourced++
		}
	}
	for _, a := range s.Work.Actions {
		if a.State == "cancelled" {
			continue
		}
		if planned++; a.State == "done" || a.State == "verified" {
			done++
		}
	}
	whole := Requirement{Finding: Planned, Count: done, Of: planned}
	if s.Work.More {
		whole = Requirement{Finding: PlannedMany, Of: planned}
	}
	say("h", planned > 0, whole, Requirement{Finding: NoPlan})
	say("i", resourced > 0, Requirement{Finding: Resourced, Count: resourced}, Requirement{Finding: NoResources})
	say("j", m.Owner != "", Requirement{Finding: Responsible}, Requirement{Finding: NoOwner})
	var due civil.Date
	for _, t := range m.Targets {
		if p, ok := t.Plan.On(s.Day); ok && p.Due.After(due) {
			due = p.Due
		}
	}
	say("k", !due.IsZero(), Requirement{Finding: DueOn, Day: due}, Requirement{Finding: NoDue})
	return append(out, evaluated(m))
}

func evaluated(m *Objective) Requirement {
	if m.Evaluation == "" {
		return Requirement{Letter: "l", Finding: NoEvaluation}
	}
	return Requirement{Letter: "l", Answered: true, Finding: Evaluated}
}
