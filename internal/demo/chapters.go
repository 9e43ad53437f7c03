package demo

import (
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/library"
	"github.com/steelyard-isms/steelyard/internal/objective"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/service"
)

// raised is the month, and raisedDay the day after its first, on which the targets of the first objectives are raised.
const raised, raisedDay = 19, 14

// chapter is a day on which the plan is looked at: what is new by then is declared, and what waits is agreed.
type chapter struct {
	month, day   int
	reason       string // of what is declared
	agreed       string // by what it is approved
	begin, leave []string
	after        []func(*teller) error
}

// chapters in their order; pages of the story change by the months that they name.
var plot = []chapter{
	{month: 0, reason: "First programme, drafted with the heads of the units", agreed: "Agreed by the steering committee"},
	{month: 4, day: 9, reason: "First quarter of the plan", agreed: "Agreed by the steering committee"},
	{month: 9, day: 11, reason: "Logs come together: planned after the drill of spring", agreed: "Money was found in the tactical plan"},
	{month: 12, day: 11, reason: "Review after a year: a second factor first", agreed: "Agreed by the steering committee",
		after: []func(*teller) error{finish("self-service-access", "All units give access themselves. Lead time has halved.")}},
	{month: 13, day: 5, reason: "Messages that came back no longer count", agreed: "Noted"},
	{month: 14, day: 11, reason: "Targets for incidents, now that a baseline is known", agreed: "Agreed by the steering committee"},
	{month: 15, day: 22, reason: "Doors: planned after a stranger stood in a substation", agreed: "The board asked for it"},
	{month: 16, day: 3, reason: "New contracts of customers ask for more", agreed: "Noted", begin: []string{"complete-the-scan", "fetch-again", "free-the-approvals"}},
	{month: 17, day: 15, reason: "Encryption, after the question of the authority", agreed: "Agreed by the steering committee",
		after: []func(*teller) error{done("fetch-again", "head-of-it-operations", "It was switched off on purpose, and told so after two days"), done("free-the-approvals", "head-of-technology", "Requests of one week were followed through")}},
	{month: 18, day: 8, reason: "Every privileged account has a second factor", agreed: "Agreed by the steering committee",
		after: []func(*teller) error{finish("second-factor", "The last account was in the control room.")}},
	{month: raised, day: raisedDay, reason: "Half-year review: both targets of the servers can be raised, and patches get one", agreed: "The committee agreed to it after the half-year review"},
	{month: 21, day: 10, reason: "Checks and reviews of the half-year, and inspections that rest while substations are rebuilt", agreed: "Agreed by the managing director",
		after: []func(*teller) error{done("complete-the-scan", "head-of-it-operations", "Two scans in a row were complete"), adopt(service.Adoption{Key: "mistakes-that-would-be-told",
			Choices: library.Choices{Unit: "enterprise", Owner: "head-of-people", Inputs: map[string]library.Input{"would": {Source: bySurvey, Value: "would"}, "answers": {Source: bySurvey, Value: "answers"}}},
			Reason:  "The survey asks for it already, and the library describes how to read it"})}},
	{month: 22, day: 10, reason: "What the audit and the values of the quarter ask for", agreed: "Agreed by the steering committee", begin: []string{"two-crews-for-doors", "recount-patches", "names-to-heads", "logging-on-reference"}},
	{month: 23, day: 4, reason: "Training of the quarter, and what comes next", agreed: "Agreed by the steering committee", leave: []string{"keep-secrets-for-decades", "warn-each-other", "quantum-inventory"},
		after: []func(*teller) error{done("recount-patches", "head-of-it-operations", "Twenty hosts were looked at one by one"), submit("warn-each-other", "Ready for the next meeting of the committee")}},
}

// chapters gives the steps of the plot, and the closing of a quarter, whose day hangs on the calendar.
func (t *teller) chapters() []step {
	var steps []step
	for i, c := range plot {
		steps = append(steps, step{t.first.AddDate(0, c.month, c.day), func() error { return t.chapter(c, i == 0) }})
	}
	return append(steps, step{t.first.AddDate(0, t.closing()+2, 18), t.closeQuarter})
}

func (t *teller) chapter(c chapter, first bool) error {
	changes, err := t.pages(c.month, first)
	if err != nil {
		return err
	}
	who := operator
	if !first {
		who = t.as("isms-manager", access.ISMSManager)
	}
	if _, err := t.svc.Declare(t.ctx, who, changes, c.reason); err != nil {
		return err
	}
	if err := t.agree(c.agreed, c.leave); err != nil {
		return err
	}
	if err := t.move(t.as("isms-manager", access.ISMSManager), "begin", "Taken up", only(c.begin...)); err != nil {
		return err
	}
	for _, f := range c.after {
		if err := f(t); err != nil {
			return err
		}
	}
	return nil
}

// agree takes what waits through its approval: the ISMS manager submits, the managing director, who wrote none of it,
// approves, and what has come to its day begins.
func (t *teller) agree(reason string, leave []string) error {
	left := only(leave...)
	for _, step := range []struct {
		move   string
		person string
		role   access.Role
	}{
		{"submit", "isms-manager", access.ISMSManager}, {"approve", "managing-director", access.Executive},
		{"activate", "isms-manager", access.ISMSManager}, {"start", "isms-manager", access.ISMSManager},
	} {
		which := func(r *record.Record) bool { return !left(r) && t.due(r) }
		if err := t.move(t.as(step.person, step.role), step.move, reason, which); err != nil {
			return err
		}
	}
	return nil
}

// due tells whether what has a first day has come to it.
func (t *teller) due(r *record.Record) bool {
	i, ok := record.As[objective.Initiative](r)
	return !ok || r.State == "proposed" || !civil.OfTime(t.clock.Now()).Before(i.Spec.Start)
}

// closeQuarter closes the figures of a quarter, which the compliance officer prepared.
func (t *teller) closeQuarter() error {
	changes, err := t.told("closes.yaml.tmpl", 99)
	if err != nil {
		return err
	}
	if _, err := t.svc.Declare(t.ctx, t.as("compliance-officer", access.ISMSManager), changes, "Prepared with the measurement circle"); err != nil {
		return err
	}
	return t.move(t.as("managing-director", access.Executive), "close", "The figures are final", only(changes[0].Name))
}

// adopt takes a measure from the measure library, as anybody would.
func adopt(a service.Adoption) func(*teller) error {
	return func(t *teller) error {
		_, err := t.svc.Apply(t.ctx, t.as("isms-manager", access.ISMSManager), service.Wish{Reason: a.Reason, Changes: func(v *service.View) ([]record.Change, error) { return service.Adopting(v, a) }})
		return err
	}
}

// finish ends an initiative.
func finish(name, reason string) func(*teller) error {
	return func(t *teller) error {
		return t.move(t.as("isms-manager", access.ISMSManager), "finish", reason, only(name))
	}
}

// submit lets something wait for its approval.
func submit(name, reason string) func(*teller) error {
	return func(t *teller) error {
		return t.move(t.as("isms-manager", access.ISMSManager), "submit", reason, only(name))
	}
}

// done has an action done, with its result, by who owns it, and verified by someone else.
func done(name, owner, seen string) func(*teller) error {
	return func(t *teller) error {
		changes, err := t.action(name)
		if err != nil {
			return err
		}
		who := t.as(owner, access.Owner)
		if _, err := t.svc.Declare(t.ctx, who, changes, "What was done"); err != nil {
			return err
		}
		if err := t.move(who, "finish", "Done", only(name)); err != nil {
			return err
		}
		t.clock.set(t.clock.Now().Add(30 * time.Hour))
		return t.move(t.as("isms-manager", access.ISMSManager), "verify", seen, only(name))
	}
}
