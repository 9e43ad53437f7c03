package kinds_test

import (
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/direction"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/objective"
	"github.com/steelyard-isms/steelyard/internal/record"
)

func refused(t *testing.T, err error, path, reason string) {
	t.Helper()
	if err == nil || !strings.Contains(said(err), path+" ") || !strings.Contains(said(err), reason) {
		t.Errorf("the answer is %v %q, not that %s … %s …", err, said(err), path, reason)
	}
}

func done(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("refused: %s", said(err))
	}
}

// A principle is in force once someone else has approved it; while a change of it waits, its words are the old ones.
func TestPrinciplesComeIntoForceByApproval(t *testing.T) {
	p := begin(t)
	inForce := func() string {
		for x := range record.All[direction.Principle](p.snapshot) {
			return x.Spec.Statement.In("en")
		}
		return ""
	}
	done(t, p.move("principle", "submit", "author", "ready"))
	refused(t, p.move("principle", "approve", "author", "good"), "move", "whoever wrote")
	if inForce() != "" {
		t.Error("a principle is in force that nobody approved")
	}
	done(t, p.move("principle", "approve", "director", "good"))
	first := inForce()
	done(t, p.apply(p.changed("principle", `{"statement":{"en":"Everyone may do everything."}}`)))
	if p.state("principle") != "draft" || inForce() != first || first == "" {
		t.Errorf("a changed principle is %s, and %q holds", p.state("principle"), inForce())
	}
}

// What was closed stays as it was reported: it changes only once it is reopened, for a reason, and two periods of one
// unit do not overlap.
func TestClosedPeriodsStandFast(t *testing.T) {
	p := begin(t)
	refused(t, p.move("period-close", "close", "author", ""), "move", "whoever wrote")
	done(t, p.move("period-close", "close", "director", ""))
	later := `{"statement":"A value was missing."}`
	refused(t, p.apply(p.changed("period-close", later)), "state", "is closed: it changes no more")
	refused(t, p.move("period-close", "reopen", "director", " "), "reason", "is required")
	done(t, p.move("period-close", "reopen", "director", "a value was missing"))
	for x := range record.All[measure.PeriodClose](p.snapshot) {
		t.Errorf("%s is in force while it is reopened", x.Name)
	}
	done(t, p.apply(p.changed("period-close", later)))
	done(t, p.move("period-close", "close", "director", ""))

	next := p.changed("period-close", `{"period":{"from":"2026-03-31","until":"2026-06-30"}}`)
	next.Name = "enterprise-2026-q2"
	refused(t, p.apply(next), "spec.period", "overlaps enterprise-2026-q1, from 2026-01-01 until 2026-03-31")
	next = p.changed("period-close", `{"unit":null,"scorecard":"security"}`)
	next.Name = "scorecard-2026-q1"
	done(t, p.apply(next))
	next = p.changed("period-close", `{"period":{"from":"2026-04-01","until":"2026-06-30"}}`)
	next.Name = "enterprise-2026-q2"
	done(t, p.apply(next))
}

// An initiative that was approved asks for approval anew when it changes; one that runs is kept up to date.
func TestInitiativesAreApprovedBeforeTheyRun(t *testing.T) {
	p := begin(t)
	refused(t, p.move("initiative", "start", "author", ""), "move", "is no move from proposed")
	refused(t, p.move("initiative", "approve", "author", "good"), "move", "whoever wrote")
	done(t, p.move("initiative", "approve", "director", "good"))
	done(t, p.apply(p.changed("initiative", `{"priority":"low"}`)))
	if p.state("initiative") != "proposed" {
		t.Errorf("a plan that was changed after its approval is %s", p.state("initiative"))
	}
	done(t, p.move("initiative", "approve", "director", "good"))
	done(t, p.move("initiative", "start", "author", ""))
	done(t, p.apply(p.changed("initiative", `{"priority":"high"}`)))
	for x := range record.All[objective.Initiative](p.snapshot) {
		if x.Spec.Priority != "high" {
			t.Errorf("progress of a running initiative waits: %s", x.Spec.Priority)
		}
	}
	done(t, p.move("initiative", "finish", "author", "all phases are done"))
	refused(t, p.apply(p.changed("initiative", `{"priority":"low"}`)), "state", "is done")
}

// Whoever did something does not say that it was done well: neither its owner nor who reported it. Its author may.
func TestActionsAreVerifiedBySomeoneElse(t *testing.T) {
	p := begin(t)
	owner, _ := p.snapshot.Lookup("person", "isms-lead")
	done(t, p.move("action", "begin", owner.UID, ""))
	refused(t, p.move("action", "finish", "helper", ""), "spec.result", "is required once the action is done")
	done(t, p.apply(p.changed("action", `{"result":"All eleven are closed."}`)))
	done(t, p.move("action", "finish", "helper", ""))
	refused(t, p.move("action", "verify", owner.UID, ""), "move", "whoever wrote")
	refused(t, p.move("action", "verify", "helper", ""), "move", "whoever wrote")
	refused(t, p.move("action", "return", "author", ""), "reason", "is required")
	done(t, p.move("action", "verify", "author", ""))
	if p.state("action") != "verified" {
		t.Errorf("the action is %s", p.state("action"))
	}
	refused(t, p.apply(p.changed("action", `{"result":"Nothing."}`)), "state", "is verified")
	refused(t, p.move("action", "reopen", "author", ""), "reason", "is required")
	refused(t, p.move("action", "cancel", "author", "no longer needed"), "move", "is no move from verified")
}

// A strategy map has no way back: a cause is not its own effect's effect, and a pair has one arrow.
func TestLinksMakeNoCircle(t *testing.T) {
	p := begin(t)
	link := func(name, cause, effect string) error {
		c := p.changed("strategy-link", `{"cause":"`+cause+`","effect":"`+effect+`"}`)
		c.Name = name
		return p.apply(c)
	}
	third := p.changed("objective", `{}`)
	third.Name, third.Title = "please-customers", "Please customers"
	done(t, p.apply(third))
	refused(t, link("again", "train-administrators", "protect-accounts"), "spec.effect", "already linked with this cause, by skills-to-accounts")
	refused(t, link("back", "protect-accounts", "train-administrators"), "spec.effect", "leads back to the cause")
	done(t, link("on", "protect-accounts", "please-customers"))
	done(t, link("past", "train-administrators", "please-customers"))
	refused(t, link("round", "please-customers", "train-administrators"), "spec.effect", "leads back to the cause")
}
