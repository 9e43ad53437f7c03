package demo_test

import (
	"math"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/direction"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/objective"
	"github.com/steelyard-isms/steelyard/internal/org"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/service"
)

// Each of the fifteen parameters has a measure; measures are of all types, leading and lagging, of security and of friction, of several
// directions and units of measure; some are derived, also over units, some sampled, and one replaces another.
func TestMeasuresCoverTheField(t *testing.T) {
	d := tell(t, present())
	has, n := map[string]bool{}, 0
	units := map[string]bool{}
	for m := range record.All[measure.Measure](d.store.Snapshot()) {
		n++
		for _, p := range m.Spec.Parameters {
			has[string(p)] = true
		}
		units[m.Spec.UnitOfMeasure] = true
		has[m.Spec.Type], has[m.Spec.Timing], has["only counted"] = true, true, has["only counted"] || m.Spec.CountedOnly
		for _, x := range m.Spec.Scale {
			has[string(x.Value.Direction)] = true
		}
		has["friction"] = has["friction"] || m.Spec.Friction
		has["sampled"] = has["sampled"] || m.Spec.Sampled
		has["replaces"] = has["replaces"] || m.Spec.Replaces != ""
		for i := range m.Spec.Inputs {
			has["over units"] = has["over units"] || m.Spec.ReadsUnits(i)
		}
	}
	want := []string{"implementation", "performance", "effectiveness", "efficiency", "impact", "leading", "lagging", "higher", "lower", "range", "friction", "sampled", "replaces", "over units", "only counted"}
	want = append(want, direction.Parameter("").Words()...)
	for _, w := range want {
		if !has[w] {
			t.Errorf("no measure is %s", w)
		}
	}
	if n < 40 || len(units) < 8 {
		t.Errorf("there are %d measures in %d units of measure", n, len(units))
	}
}

// The seven examples of objectives that everybody knows are there, with target, someone who answers, and how they are evaluated; all
// that are in force are reasoned, communicated and reviewed, and were approved by somebody else than who wrote them.
func TestObjectivesAreWhole(t *testing.T) {
	d := tell(t, present())
	now := d.store.Snapshot()
	n := 0
	for o := range record.All[objective.Objective](now) {
		n++
		x := o.Spec
		if x.Statement == "" || x.Rationale == "" || x.Evaluation == "" || len(x.Targets) == 0 || len(x.Communication) == 0 || x.Review.Interval.IsZero() || len(x.Goals) == 0 || len(x.Principles) == 0 {
			t.Errorf("%s is not whole", o.Name)
		}
	}
	if n < 14 {
		t.Errorf("there are %d objectives", n)
	}
	for _, name := range []string{"protect-privileged-access", "train-everyone", "respond-to-incidents", "encrypt-sensitive-data", "hold-the-certificate", "guard-the-sites", "patch-fast"} {
		if r, ok := now.Lookup("objective", name); !ok || r.State != "active" {
			t.Errorf("%s is missing", name)
		}
	}
	late := 0
	today := civil.OfTime(present())
	for i := range record.All[objective.Initiative](now) {
		if i.State == "running" && i.Spec.Due.Before(today) {
			late++
		}
	}
	for a := range record.All[objective.Action](now) {
		if (a.State == "open" || a.State == "in-progress") && a.Spec.Due.Before(today) {
			late++
		}
	}
	if late < 3 {
		t.Errorf("%d initiatives and actions are late", late)
	}
	levels := map[string]bool{}
	for u := range record.All[org.Unit](now) {
		levels[u.Spec.Level] = true
	}
	if len(levels) < 4 {
		t.Errorf("units have the levels %v", levels)
	}
}

// What the product has beyond values and targets is there to be seen: a measure of the library, a survey with its response and how far its questions agree, a check of data against what they speak
// of, another unit to compare with, a review of a measure itself, and control limits that begin anew for a reason.
func TestTheStoryUsesWhatThereIs(t *testing.T) {
	d := tell(t, present())
	now := d.store.Snapshot()
	s := d.status(t, service.AsOf{Text: "then", At: present()})
	has, last := map[string]bool{}, map[string]float64{}
	for _, m := range s.Measures {
		spec := m.Record.Spec
		has["adopted"] = has["adopted"] || spec.Library.Measure != "" && spec.Library.Version > 0
		for _, x := range spec.DataChecks {
			has[x.Part] = true
		}
		for _, x := range spec.Review.Held {
			has[x.Verdict] = true
		}
		for _, x := range spec.NewLimits {
			if c := s.Control(m); len(c.Anew) > 1 && x.Reason != "" {
				has["new limits"] = true
			}
		}
		if m.Last != nil && m.Last.Value != nil {
			last[m.Record.Name] = *m.Last.Value
		}
	}
	for b := range record.All[measure.Benchmark](now) {
		has[b.Spec.Type] = true
	}
	for _, w := range []string{"adopted", measure.VerdictKeep, measure.VerdictAct, "accuracy", "internal", "external", "new limits"} {
		if !has[w] {
			t.Errorf("the story shows no %s", w)
		}
	}
	// 61 of 88 answered, 36 of them the two most agreeing steps; alpha of the 58 that answered all, by the usual formula in another language
	for name, want := range map[string]float64{"survey-response": 100 * 61.0 / 88, "survey-reliability": 0.8333043099695256, "mistakes-that-would-be-told": 100 * 36.0 / 61} {
		if math.Abs(last[name]-want) > 1e-9 {
			t.Errorf("%s is %v, not %v", name, last[name], want)
		}
	}
}
