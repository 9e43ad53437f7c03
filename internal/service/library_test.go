package service_test

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/library"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/objective"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/service"
)

// adopts makes what a measure of the library needs, through the write path.
func (b *bench) adopts(who access.Principal, a service.Adoption) (service.Applied, error) {
	return b.Apply(b.t.Context(), who, service.Wish{Reason: a.Reason, Changes: func(v *service.View) ([]record.Change, error) { return service.Adopting(v, a) }})
}

func faultsOf(err error) string {
	var out []string
	if err != nil {
		for _, f := range fault.Of(err).Fields {
			out = append(out, f.String())
		}
	}
	return strings.Join(out, "\n")
}

// A measure of the library is adopted whole, in one entry, and judges as soon as what is counted has values.
func TestAMeasureOfTheLibraryIsAdopted(t *testing.T) {
	for name, dsn := range databases(t) {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, dsn)
			b.must(b.declare(manager, base+measureDoc("known", "")))
			done, err := b.adopts(manager, service.Adoption{Key: "door-alarms-answered", Choices: library.Choices{Unit: "enterprise", Owner: "p-01"}})
			b.must(err)
			if len(done.Outcomes) != 3 || !done.Changed {
				t.Fatalf("%+v", done.Outcomes)
			}
			m, ok := record.As[measure.Measure](done.Outcomes[2].Record)
			if !ok || m.Name != "door-alarms-answered" || m.Spec.Library != (measure.Adopted{Measure: "door-alarms-answered", Version: 1}) || !m.Spec.Derived() {
				t.Fatalf("%+v", m.Spec)
			}
			b.pass(24 * time.Hour)
			for i, o := range done.Outcomes[:2] {
				value := []float64{45, 50}[i]
				_, err := b.AddPoints(t.Context(), manager, []service.NewPoint{{Measure: o.Record.Name, From: b.clock().Add(-time.Hour), To: b.clock().Add(-time.Hour), Value: &value}}, "", "", "")
				b.must(err)
			}
			v, err := b.View(t.Context(), manager, service.AsOf{})
			b.must(err)
			status, err := v.Status(t.Context())
			b.must(err)
			if got := status.Measures[m.UID].Last; got == nil || got.Value == nil || *got.Value != 90 {
				t.Errorf("45 of 50 come to %+v", got)
			}
			here, err := v.Adopted()
			b.must(err)
			if len(here) != 1 || len(here["door-alarms-answered"]) != 1 {
				t.Errorf("adopted are %v", here)
			}
		})
	}
}

// What cannot be adopted is refused as a whole, with everything that is wrong at once.
func TestNothingIsHalfAdopted(t *testing.T) {
	b := newBench(t, filepath.Join(t.TempDir(), "steelyard.db"))
	b.must(b.declare(manager, base+measureDoc("door-alarms-answered-answered", "")))
	before, err := b.View(t.Context(), manager, service.AsOf{})
	b.must(err)
	refuses := func(what string, who access.Principal, a service.Adoption, words ...string) {
		t.Helper()
		_, err := b.adopts(who, a)
		got := faultsOf(err)
		if err != nil && len(words) == 1 && fault.Of(err).Code == fault.Forbidden {
			got = string(fault.Forbidden)
		}
		for _, w := range words {
			if err == nil || !strings.Contains(got, w) {
				t.Errorf("%s is answered without %q: %v\n%s", what, w, err, got)
			}
		}
	}
	good := library.Choices{Unit: "enterprise", Owner: "p-01"}
	refuses("a name of what is counted that is taken", manager, service.Adoption{Key: "door-alarms-answered", Choices: good}, "name: ", "Use door-alarms-answered-2")
	refuses("what names no record", manager, service.Adoption{Key: "door-alarms-answered", Choices: library.Choices{Unit: "nowhere", Owner: "nobody", Replaces: "nothing"}}, `"nowhere" is no unit`, `"nobody" is no person`, `"nothing" is no measure`)
	free := good
	free.Name = "alarms"
	refuses("an objective without a reason", manager, service.Adoption{Key: "door-alarms-answered", Choices: free, Objective: "none"}, `"none" is no objective`)
	refuses("a weight of nothing", manager, service.Adoption{Key: "door-alarms-answered", Choices: free, Weight: new(float64)}, "weight: ")
	refuses("an auditor", access.Principal{Account: manager.Account, Role: access.Auditor, Via: "test"}, service.Adoption{Key: "door-alarms-answered", Choices: free}, string(fault.Forbidden))
	free.Inputs = map[string]library.Input{"answered": {Source: "no-source", Value: "x"}}
	refuses("a source that is not there", manager, service.Adoption{Key: "door-alarms-answered", Choices: free}, "inputs.answered.source: ")
	if _, err := b.adopts(manager, service.Adoption{Key: "no-such", Choices: good}); !fault.Is(err, fault.NotFound) {
		t.Errorf("a key that is not there: %v", err)
	}
	after, err := b.View(t.Context(), manager, service.AsOf{})
	b.must(err)
	if after.Seq != before.Seq {
		t.Error("something was written")
	}
	if got := after.FreeFor("door-alarms-answered"); got != "door-alarms-answered-2" {
		t.Errorf("%s is offered", got)
	}
}

// Counting for an objective is in the same entry, and waits where changes of the objective wait.
func TestAnAdoptedMeasureCounts(t *testing.T) {
	b := newBench(t, filepath.Join(t.TempDir(), "steelyard.db"))
	b.must(b.declare(manager, base+measureDoc("known", "")+doc("objective", "doors", "Doors", "{unit: enterprise, owner: p-01, perspective: process, weight: 1, measures: [{measure: known, weight: 2}]}")))
	a := service.Adoption{Key: "door-alarms-answered", Choices: library.Choices{Unit: "enterprise", Owner: "p-01"}, Objective: "doors"}
	if _, err := b.adopts(manager, a); !strings.Contains(faultsOf(err), "reason: ") {
		t.Errorf("without a reason: %v", err)
	}
	three := 3.0
	a.Reason, a.Weight = "agreed", &three
	done, err := b.adopts(manager, a)
	b.must(err)
	o, ok := record.As[objective.Objective](done.Outcomes[len(done.Outcomes)-1].Record)
	if !ok || len(o.Spec.Measures) != 2 || o.State != "draft" {
		t.Fatalf("the objective is %+v in state %s", o.Spec, o.State)
	}
	for _, x := range done.Outcomes {
		if x.Record.Seq != done.Seq {
			t.Errorf("%s is of another entry", x.Record.Name)
		}
	}
}

// Whoever owns a measure of which the library has a later version is told on Today, until they have looked.
func TestNewsOfTheLibraryReachTheOwner(t *testing.T) {
	b := newBench(t, filepath.Join(t.TempDir(), "steelyard.db"))
	b.must(b.declare(manager, base+measureDoc("old", "library: {measure: resources-made-available, version: 1}, ")+measureDoc("gone", "library: {measure: no-such-measure, version: 1}, ")+
		measureDoc("later", "library: {measure: resources-made-available, version: 99}, ")+measureDoc("seen", "library: {measure: resources-made-available, version: 2}, ")))
	v, err := b.View(t.Context(), manager, service.AsOf{})
	b.must(err)
	owner, err := v.Record("person", "p-01")
	b.must(err)
	own := manager
	own.Person = owner.UID
	for who, want := range map[*access.Principal]string{&own: "old", &manager: ""} {
		v, err := b.View(t.Context(), *who, service.AsOf{})
		b.must(err)
		today, err := v.Today(t.Context())
		b.must(err)
		var got []string
		for _, m := range today.Library {
			got = append(got, m.Name)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%v is told, and not %q", got, want)
		}
	}
}
