package demo_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/direction"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/measurement"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/score"
	"github.com/steelyard-isms/steelyard/internal/service"
)

// What the story is framed by is in force, by the moves of those who may make them: the visitor sees principles that were
// approved, a plan that runs, and an action that someone else than its owner verified.
func TestTheStoryIsFramedAndFollowedUp(t *testing.T) {
	d := tell(t, time.Now())
	now := d.store.Snapshot()
	for ref, state := range map[string]string{"principle/least-privilege": "approved", "principle/shown-not-claimed": "approved", "scope/management-system": "approved",
		"objective/harden-servers": "active", "initiative/rebuild-from-reference": "running", "action/complete-the-scan": "verified", "action/logging-on-reference": "in-progress",
		"initiative/self-service-access": "done", "initiative/doors": "running", "initiative/quantum-inventory": "proposed", "action/assess-five": "open"} {
		kind, name, _ := strings.Cut(ref, "/")
		r, ok := now.Lookup(kind, name)
		if !ok || r.State != state {
			t.Errorf("%s is %+v, not %s", ref, r, state)
		}
	}
	for _, k := range now.Registry().Kinds() {
		n := 0
		for range now.List(k.Name, false) {
			n++
		}
		if n == 0 {
			t.Errorf("the story has no %s", k.Name)
		}
	}
	for p := range record.All[direction.Principle](now) {
		if p.Spec.Statement.In("nb") == "" || p.Spec.Statement.In("nb") == p.Spec.Statement.In("en") {
			t.Errorf("%s speaks one language", p.Name)
		}
	}
}

// A visitor finds what real data have, each where it is expected and nowhere else.
func TestTheStoryHasTheTraitsOfRealData(t *testing.T) {
	d := tell(t, present())
	s := d.status(t, service.AsOf{})
	by := map[score.Data][]string{}
	var provisional []string
	for _, m := range s.MeasuresByCode() {
		by[m.Fresh.State] = append(by[m.Fresh.State], m.Record.Name)
		if low, high := score.BandOf(m.Low.Or(0)), score.BandOf(m.High.Or(0)); low != high {
			provisional = append(provisional, m.Record.Name)
		}
	}
	for state, want := range map[score.Data]string{score.Stale: "door-alarms", score.Unknown: "supplier-notice", score.Expired: "privileged-mfa-by-hand substation-inspections lessons-applied"} {
		if got := strings.Join(by[state], " "); got != want {
			t.Errorf("%s are %s", state, got)
		}
	}
	if got := strings.Join(provisional, " "); got != "restore-tests" {
		t.Errorf("by their sample, %s are provisional", got)
	}
	found := map[string]string{}
	for _, o := range s.Objectives {
		if o.Node.Provisional {
			found["provisional"] += o.Record.Name
		}
		if o.Node.Data == score.Insufficient {
			found["insufficient"] += o.Record.Name
		}
		if o.Waits {
			found[o.Record.State] += o.Record.Name
		}
		for i, e := range o.Node.Children {
			if e.State == score.NotApplicable {
				found["not-applicable"] += s.Measures[o.Record.Spec.Measures[i].Measure.UID()].Record.Name
			}
		}
	}
	want := map[string]string{"provisional": "know-our-suppliers", "insufficient": "learn-from-incidents", "draft": "keep-secrets-for-decades", "in-review": "warn-each-other", "not-applicable": "substation-inspections"}
	if !maps.Equal(found, want) {
		t.Errorf("found %v, not %v", found, want)
	}
	for _, c := range s.Scorecards {
		for _, p := range c.Perspectives {
			by := ""
			for _, uid := range p.Node.CapBy {
				by += d.view(t, service.AsOf{}).NameOf(record.UID(uid))
			}
			if want := map[bool]string{true: "guard-the-sites"}[p.Record.Name == "internal-process"]; by != want {
				t.Errorf("%s is capped by %q", p.Record.Name, by)
			}
		}
		if c.Node.Coverage >= 1 || c.Node.Coverage < 0.9 {
			t.Errorf("coverage is %v", c.Node.Coverage)
		}
	}
}

func present() time.Time {
	now := time.Date(2026, 11, 21, 22, 0, 0, 0, time.UTC)
	if now.After(time.Now()) {
		return time.Now()
	}
	return now
}

// points of a measure by the day on which they end, as known now.
func (d told) points(t *testing.T, name string) map[string]measurement.Recorded {
	t.Helper()
	v := d.view(t, service.AsOf{})
	r, err := v.Record("measure", name)
	if err != nil {
		t.Fatal(err)
	}
	m, _ := record.As[measure.Measure](r)
	all, err := v.Values(t.Context(), m)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]measurement.Recorded{}
	for _, p := range all {
		out[civil.OfTime(p.To).String()] = p
	}
	return out
}

// endOf is the last day of a month of the story.
func endOf(month int) string {
	now := present()
	return civil.OfTime(time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, time.UTC).AddDate(0, month-23, -1)).String()
}

// A scanner did not run in one month. A wrong value was corrected within weeks. What an initiative did shows as a step.
func TestSeriesAreBrokenWhereTheStorySaysSo(t *testing.T) {
	d := tell(t, present())
	hardening, compliance, lead := d.points(t, "hardening-index"), d.points(t, "anssi-minimal-score"), d.points(t, "access-lead-time")
	for m := range 24 {
		_, known := hardening[endOf(m)]
		if known == (m == 9) {
			t.Errorf("in month %d, that there is a value of the scanner is %v", m, known)
		}
	}
	if p := compliance[endOf(14)]; p.Note == "" {
		t.Errorf("the correction is %+v", p)
	}
	if before, after := *lead[endOf(11)].Value, *lead[endOf(12)].Value; before-after < 3 {
		t.Errorf("lead time goes from %g to %g when units give access themselves", before, after)
	}
	straight := 0
	for m := 2; m < 24; m++ {
		a, b, c := compliance[endOf(m-2)], compliance[endOf(m-1)], compliance[endOf(m)]
		if *a.Value+*c.Value == 2**b.Value {
			straight++
		}
	}
	if straight > 3 {
		t.Error("values run in a straight line")
	}
}

// A quarter that was closed was corrected months later: what was known then is kept beside what is known now, for that one quarter.
func TestAClosedQuarterIsRestated(t *testing.T) {
	d := tell(t, present())
	if err := d.KeepMonths(t.Context()); err != nil { // as a server does after its start
		t.Fatal(err)
	}
	v := d.view(t, service.AsOf{})
	r, err := v.Record("objective", "patch-fast")
	if err != nil {
		t.Fatal(err)
	}
	out, err := v.ExplainMore(t.Context(), r, service.Question{Quarters: 8})
	if err != nil {
		t.Fatal(err)
	}
	// what has been promised since is no judgement of the quarter: no target of it begins after the quarter, and none is as it was raised later
	shut, err := v.Record("period-close", d.closed(t))
	if err != nil {
		t.Fatal(err)
	}
	figure, err := v.Published(t.Context(), shut, service.Comparison{})
	if err != nil {
		t.Fatal(err)
	}
	if figure.Restated != 1 {
		t.Errorf("%d entries reach into the quarter, and not only the one that corrects its value", figure.Restated)
	}
	for _, o := range figure.Other.Objectives {
		for _, x := range o.Targets {
			if x.Start.After(figure.Other.Until) {
				t.Errorf("%s is judged by a target that begins on %s, after the quarter", o.Code, x.Start)
			}
		}
	}
	for _, x := range figure.Compared(false) {
		if x.Published.Name == "target" || x.Published.Name == "start" || x.Published.Name == "attainment" {
			t.Errorf("the quarter is judged by what was promised later: %s of %s was %+v and is %+v", x.Published.Name, x.Code, x.Published, x.Now)
		}
	}
	var restated []string
	for _, p := range out.Past {
		if p.Restated {
			restated = append(restated, p.Day.String())
		}
	}
	var closed []string
	for c := range record.All[measure.PeriodClose](d.store.Snapshot()) {
		closed = append(closed, c.Spec.Period.Until.String())
	}
	if len(closed) != 1 || !slices.Equal(closed, restated) {
		t.Errorf("closed are quarters to %v, and restated those to %v", closed, restated)
	}
}

// closed is the name of the quarter that is closed.
func (d told) closed(t *testing.T) string {
	t.Helper()
	for c := range record.All[measure.PeriodClose](d.store.Snapshot()) {
		if c.State == "closed" {
			return c.Name
		}
	}
	t.Fatal("no quarter is closed")
	return ""
}

// What a measure means changed on a day, for a reason: the scale of one, the formula of another.
func TestDefinitionsChange(t *testing.T) {
	d := tell(t, present())
	for m := range record.All[measure.Measure](d.store.Snapshot()) {
		if scales := m.Spec.Scale; (len(scales) > 1) != (m.Name == "answers-in-time") || len(scales) > 1 && scales[1].Reason == "" {
			t.Errorf("%s has scales %+v", m.Name, scales)
		}
		if formulas := m.Spec.Formula; (len(formulas) > 1) != (m.Name == "phishing-reported") || len(formulas) > 1 && formulas[1].Reason == "" {
			t.Errorf("%s has formulas %+v", m.Name, formulas)
		}
	}
}

// Two starts on the same day give the same figures.
func TestTheSameDayTellsTheSame(t *testing.T) {
	figures := func() string {
		d := tell(t, present())
		var b strings.Builder
		v := d.view(t, service.AsOf{})
		s := d.status(t, service.AsOf{Text: "then", At: present()})
		for _, m := range s.MeasuresByCode() {
			all, err := v.Values(t.Context(), m.Record)
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range all {
				fmt.Fprintln(&b, m.Record.Code, m.Record.Name, p.To, *p.Value, p.Note)
			}
		}
		for _, o := range s.ObjectivesByCode() {
			fmt.Fprintln(&b, o.Record.Code, o.Record.Name, o.Node.Shown, o.Attainment)
		}
		return b.String() + shown(s)
	}
	if one, two := figures(), figures(); one != two || len(one) < 10_000 {
		t.Errorf("%d and %d bytes of figures differ", len(one), len(two))
	}
}
