package objective_test

import (
	"testing"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/objective"
	"github.com/steelyard-isms/steelyard/internal/record"
)

func day(t *testing.T, text string) civil.Date {
	t.Helper()
	d, err := civil.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// An auditor who reads that a requirement is answered finds the records that answer it; where they are missing, it is open and says so.
func TestRequirements(t *testing.T) {
	interval, err := record.ParseDuration("P6M")
	if err != nil {
		t.Fatal(err)
	}
	month := func(d string) objective.Target {
		return objective.Target{Plan: record.Always(objective.Plan{Due: day(t, d)})}
	}
	initiative := func(state string, spec objective.Initiative) record.Of[objective.Initiative] {
		return record.Of[objective.Initiative]{Record: &record.Record{State: state}, Spec: &spec}
	}
	action := func(state string) record.Of[objective.Action] {
		return record.Of[objective.Action]{Record: &record.Record{State: state}, Spec: &objective.Action{}}
	}
	bare := objective.Objective{NotPracticable: "nobody can count it"}
	full := objective.Objective{Owner: "p", Principles: []record.Ref{"a", "b"}, Measures: make([]objective.Edge, 3), Communication: make([]objective.Communication, 1), Evaluation: "by drill",
		Targets: []objective.Target{month("2026-06-30"), month("2027-06-30"), month("2026-12-31")}}
	full.Review.Interval, full.Review.Last = interval, day(t, "2026-06-01")
	late := full
	late.Review.Last = day(t, "2026-04-30")
	never := full
	never.Review.Last = civil.Date{}
	work := objective.Work{
		Initiatives: []record.Of[objective.Initiative]{initiative("done", objective.Initiative{Resources: objective.Resources{People: "two"}}), initiative("cancelled", objective.Initiative{Resources: objective.Resources{People: "two"}}), initiative("running", objective.Initiative{})},
		Actions:     []record.Of[objective.Action]{action("verified"), action("open"), action("cancelled")},
	}
	for _, c := range []struct {
		name   string
		of     objective.Objective
		state  objective.State
		letter string
		want   objective.Requirement
	}{
		{"a", full, objective.State{}, "a", objective.Requirement{Answered: true, Finding: objective.Principles, Count: 2}},
		{"no a", bare, objective.State{}, "a", objective.Requirement{Finding: objective.NoPrinciples}},
		{"b", full, objective.State{}, "b", objective.Requirement{Answered: true, Finding: objective.Measures, Count: 3}},
		{"b with a reason", bare, objective.State{}, "b", objective.Requirement{Answered: true, Finding: objective.NotPracticable}},
		{"c", full, objective.State{}, "c", objective.Requirement{Finding: objective.NoRisks}},
		{"d", full, objective.State{Measured: 3, Fresh: 3}, "d", objective.Requirement{Answered: true, Finding: objective.Monitored, Count: 3}},
		{"d in part", full, objective.State{Measured: 3, Fresh: 1}, "d", objective.Requirement{Finding: objective.NotMonitored, Count: 2, Of: 3}},
		{"no d", bare, objective.State{}, "d", objective.Requirement{Finding: objective.NothingToWatch}},
		{"e", full, objective.State{}, "e", objective.Requirement{Answered: true, Finding: objective.Communicated, Count: 1}},
		{"no e", bare, objective.State{}, "e", objective.Requirement{Finding: objective.NoAudience}},
		{"f", full, objective.State{}, "f", objective.Requirement{Answered: true, Finding: objective.Reviewed, Day: day(t, "2026-06-01")}},
		{"f late", late, objective.State{}, "f", objective.Requirement{Finding: objective.ReviewLate, Day: day(t, "2026-10-30")}},
		{"f never", never, objective.State{}, "f", objective.Requirement{Finding: objective.NoReview}},
		{"no f", bare, objective.State{}, "f", objective.Requirement{Finding: objective.NoReview}},
		{"g", full, objective.State{InForce: true}, "g", objective.Requirement{Answered: true, Finding: objective.Documented, Count: 4}},
		{"no g", full, objective.State{}, "g", objective.Requirement{Finding: objective.NotInForce}},
		{"h", full, objective.State{Work: work}, "h", objective.Requirement{Answered: true, Finding: objective.Planned, Count: 2, Of: 4}},
		{"no h", full, objective.State{}, "h", objective.Requirement{Finding: objective.NoPlan}},
		{"i", full, objective.State{Work: work}, "i", objective.Requirement{Answered: true, Finding: objective.Resourced, Count: 1}},
		{"no i", full, objective.State{}, "i", objective.Requirement{Finding: objective.NoResources}},
		{"j", full, objective.State{}, "j", objective.Requirement{Answered: true, Finding: objective.Responsible}},
		{"k", full, objective.State{}, "k", objective.Requirement{Answered: true, Finding: objective.DueOn, Day: day(t, "2027-06-30")}},
		{"no k", bare, objective.State{}, "k", objective.Requirement{Finding: objective.NoDue}},
		{"l", full, objective.State{}, "l", objective.Requirement{Answered: true, Finding: objective.Evaluated}},
		{"no l", bare, objective.State{}, "l", objective.Requirement{Finding: objective.NoEvaluation}},
	} {
		c.state.Day, c.want.Letter = day(t, "2026-11-26"), c.letter
		all := objective.Requirements(record.Of[objective.Objective]{Record: &record.Record{Revision: 4}, Spec: &c.of}, c.state)
		if len(all) != 12 {
			t.Fatalf("%s: %d requirements, not 12", c.name, len(all))
		}
		if got := all[c.letter[0]-'a']; got != c.want {
			t.Errorf("%s: %+v, not %+v", c.name, got, c.want)
		}
	}
}
