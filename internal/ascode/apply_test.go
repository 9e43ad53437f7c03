package ascode_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"

	"github.com/steelyard-isms/steelyard/internal/ascode"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/kinds"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// What nobody changed is equal; what only one side changed is taken from that side; two people who change different fields of
// one record, different entries of a list or different knots both get what they want.
func TestBothSidesAreKept(t *testing.T) {
	w := begin(t)
	w.stands(w.must(ascode.Options{}), "")
	w.declare(one("mfa", "red: 80", "red: 70", "title: Accounts", "title: All accounts"))
	w.declare(one("safe", "{measure: mfa, weight: 1}", "{measure: mfa, weight: 3}, {measure: spare, weight: 9}"))
	w.declare(one("hq", "All of us", "Everyone"))
	edit(t, w.dir, "measures/mfa.yaml", "green: 95", "green: 96")
	edit(t, w.dir, "measures/mfa.yaml", "period_days: 31", "period_days: 7")
	edit(t, w.dir, "objectives/safe.yaml", "- measure: patched\n      weight: 1", "- measure: patched\n      weight: 2")
	edit(t, w.dir, "scorecards/sec.yaml", "title: Security", "title: Safety")
	c := w.must(ascode.Options{})
	w.stands(c, "measure/mfa updated title:store spec.period_days:folder spec.scale.knots.red:store spec.scale.knots.green:folder; "+
		"objective/safe updated spec.measures[0].weight:store spec.measures[spare]:store spec.measures[1].weight:folder; "+
		"scorecard/sec updated title:folder; unit/hq newer spec.description:store")
	if got := fmt.Sprint(w.spec("measure", "mfa")); got != "map[(title):All accounts owner:p-1 period_days:7 scale:map[direction:higher knots:map[green:96 red:70]] unit:hq]" {
		t.Error(got)
	}
	if got := fmt.Sprint(w.spec("objective", "safe")["measures"]); got != "[map[measure:mfa weight:3] map[measure:spare weight:9] map[measure:patched weight:2]]" {
		t.Error(got)
	}
	if got := w.spec("unit", "hq")["description"]; got != "Everyone" {
		t.Errorf("a change made in the store is lost: %v", got)
	}
	// the folder still does not have what changed in the store, and must not take it back the next time
	seq := len(w.states)
	w.must(ascode.Options{})
	if w.spec("unit", "hq")["description"] != "Everyone" || w.spec("measure", "mfa")["(title)"] != "All accounts" || len(w.states) != seq {
		t.Error("applying again takes back what the store had newer")
	}
}

// Where both sides changed the same, nothing is written, and each place is named with both values.
func TestConflict(t *testing.T) {
	w := begin(t)
	w.declare(one("mfa", "red: 80", "red: 70"))
	w.declare(one("hq", "Headquarters", "Head office"))
	edit(t, w.dir, "measures/mfa.yaml", "red: 80", "red: 75")
	edit(t, w.dir, "units/hq.yaml", "title: Headquarters", "title: Main office")
	edit(t, w.dir, "scorecards/sec.yaml", "title: Security", "title: Safety")
	seq := len(w.states)
	c, err := w.apply(ascode.Options{})
	f := fault.Of(err)
	if !fault.Is(err, fault.Conflict) || len(f.Fields) != 2 || len(w.states) != seq {
		t.Fatalf("%v, %d entries", err, len(w.states)-seq)
	}
	for i, want := range []string{"measures/mfa.yaml:13:7: measure/mfa: spec.scale.knots.red: is 75 here and 70 in the store; it was 80. ",
		`units/hq.yaml:5:1: unit/hq: title: is "Main office" here and "Head office" in the store; it was "Headquarters". `} {
		if got := f.Fields[i].String(); !strings.HasPrefix(got, want) {
			t.Errorf("%s\nis not\n%s", got, want)
		}
	}
	w.stands(c, "measure/mfa conflict spec.scale.knots.red:both; scorecard/sec updated title:folder; unit/hq conflict title:both")
	// either way out works
	edit(t, w.dir, "measures/mfa.yaml", "red: 75", "red: 70")
	w.must(ascode.Options{NoBase: true})
	if w.spec("unit", "hq")["(title)"] != "Main office" {
		t.Error("the folder does not win where it is told to")
	}
	// both sides made the same change: that is none
	w.declare(one("spare", "Spare", "Other"))
	edit(t, w.dir, "measures/spare.yaml", "title: Spare", "title: Other")
	w.stands(w.must(ascode.Options{}), "")
}

// Records that one side gave up.
func TestGivenUp(t *testing.T) {
	w := begin(t)
	delete(w.dir, "measures/spare.yaml")
	w.stands(w.must(ascode.Options{}), "measure/spare missing")
	w.stands(w.must(ascode.Options{}), "measure/spare missing")
	w.declare(one("spare", "Spare", "Still needed"))
	if c, err := w.apply(ascode.Options{Prune: true}); !fault.Is(err, fault.Conflict) {
		t.Errorf("a record that was changed meanwhile is retired: %s %v", standings(c), err)
	}
	w.declare(one("spare"))
	w.stands(w.must(ascode.Options{Prune: true}), "measure/spare retired")
	if w.spec("measure", "spare") != nil {
		t.Error("the record is in use still")
	}
	w.stands(w.must(ascode.Options{Prune: true}), "")
	// never in the folder: not retired
	w.declare(one("spare", "name: spare", "name: other"))
	if c := w.must(ascode.Options{Prune: true}); len(c.Differences) != 0 || c.Others != 1 {
		t.Errorf("%s, %d others", standings(c), c.Others)
	}
	// retired in the store, and unchanged in the folder: stays retired
	w.write(record.Change{Declaration: record.Declaration{Kind: "objective", Name: "safe"}, Retire: true})
	w.stands(w.must(ascode.Options{}), "objective/safe newer retired:store")
	w.stands(w.must(ascode.Options{}), "objective/safe newer retired:store")
	edit(t, w.dir, "objectives/safe.yaml", "title: Safe", "title: Safer")
	if c, err := w.apply(ascode.Options{}); !fault.Is(err, fault.Conflict) {
		t.Errorf("a record that was retired meanwhile comes back: %s %v", standings(c), err)
	}
	w.stands(w.must(ascode.Options{NoBase: true}), "objective/safe updated retired:folder")
	if w.spec("objective", "safe")["(title)"] != "Safer" {
		t.Error("the record is not in use again")
	}
}

// A record keeps its identity through new names, on either side.
func TestRenames(t *testing.T) {
	w := begin(t)
	hq, _ := w.head().Lookup("unit", "hq")
	w.write(record.Change{Declaration: record.Declaration{Kind: "unit", UID: hq.UID, Name: "head-office", Title: "Headquarters", Spec: map[string]any{}}})
	edit(t, w.dir, "measures/mfa.yaml", "period_days: 31", "period_days: 7")
	w.stands(w.must(ascode.Options{}), "measure/mfa updated spec.period_days:folder; unit/hq newer name:store spec.level:store spec.description:store")
	edit(t, w.dir, "units/hq.yaml", "title: Headquarters", "title: HQ")
	w.must(ascode.Options{})
	if w.spec("unit", "head-office")["(title)"] != "HQ" {
		t.Error("what the folder says under the old name is not applied to the renamed record")
	}
	// in the folder: the code tells which record it was
	edit(t, w.dir, "measures/spare.yaml", "name: spare", "name: reserve")
	w.stands(w.must(ascode.Options{Prune: true}), "measure/reserve updated name:folder; unit/hq newer name:store spec.level:store spec.description:store")
	if r, ok := w.head().Lookup("measure", "reserve"); !ok || r.Revision != 2 {
		t.Error("the record is not renamed")
	}
}

// What changes while a folder is applied is seen: the folder is compared anew, and gives up after three times.
func TestChangesInBetween(t *testing.T) {
	w := begin(t)
	edit(t, w.dir, "measures/mfa.yaml", "period_days: 31", "period_days: 7")
	n := 0
	w.before = func(m *memory) {
		if n++; n == 1 {
			m.declare(one("mfa", "title: Accounts", "title: All accounts"))
		}
	}
	w.must(ascode.Options{})
	if got := w.spec("measure", "mfa"); n != 2 || got["(title)"] != "All accounts" || fmt.Sprint(got["period_days"]) != "7" {
		t.Errorf("after %d attempts: %v", n, got)
	}
	n = 0
	w.before = func(m *memory) {
		n++
		m.declare(one("patched", "title: Patched", fmt.Sprintf("title: Patched %d", n)))
	}
	edit(t, w.dir, "measures/patched.yaml", "period_days: 31", "period_days: 7")
	if _, err := w.apply(ascode.Options{}); !fault.Is(err, fault.Conflict) || n != 3 {
		t.Errorf("after %d attempts: %v", n, err)
	}
	// a record that the folder does not change is changed in between: the folder does not have that, and knows so
	n = 0
	w.before = func(m *memory) {
		if n++; n == 1 {
			m.declare(one("sec", "title: Security", "title: Safety"))
		}
	}
	w.must(ascode.Options{})
	w.before = nil
	w.stands(w.must(ascode.Options{}), "measure/mfa newer title:store; measure/patched newer title:store; scorecard/sec newer title:store")
	if w.spec("scorecard", "sec")["(title)"] != "Safety" {
		t.Error("what someone else changed while the folder was applied is taken back")
	}
}

// A folder goes into an empty store whatever it began from, and into no other store unless it is told to.
func TestOtherStores(t *testing.T) {
	w := begin(t)
	other := newMemory(t)
	_, r, base, err := ascode.Apply(t.Context(), kinds.Registry(), other, read(t, w.dir), w.base, ascode.Options{}, "")
	if err != nil || r.Seq != 1 || base.Seq != 1 || len(base.Records) != 8 || len(base.Behind) != 0 {
		t.Fatalf("%+v %+v %v", r, base, err)
	}
	w.base.Store = "another"
	if _, err := w.apply(ascode.Options{}); !fault.Is(err, fault.Conflict) {
		t.Errorf("the folder of another store is applied: %v", err)
	}
	w.must(ascode.Options{NoBase: true})
	w.base.Seq = 99
	if _, err := w.apply(ascode.Options{}); !fault.Is(err, fault.Conflict) {
		t.Errorf("a base is believed that the store does not have: %v", err)
	}
}

// A name that was erased does not come back because an old folder still has it, whether the folder knows what it began from or
// not.
func TestErasedValuesStayErased(t *testing.T) {
	w := begin(t)
	r, _ := w.head().Lookup("person", "p-1")
	k, _ := kinds.Registry().Kind("person")
	stored, _, err := k.Store(r)
	if err != nil {
		t.Fatal(err)
	}
	without, err := k.Load(stored, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := range w.states[1:] { // earlier states show it no longer, too
		e := w.states[i+1].Edit()
		e.Put(without)
		w.states[i+1] = e.Seal(int64(i+1), noon)
	}
	edit(t, w.dir, "measures/mfa.yaml", "period_days: 31", "period_days: 7")
	base := w.base
	for range 2 {
		w.base = base
		w.must(ascode.Options{})
		base = nil
		if _, has := w.spec("person", "p-1")["full_name"]; has {
			t.Fatal("an erased name is back")
		}
	}
	w.stands(w.must(ascode.Options{}), "person/p-1 newer spec.full_name:store")
	s, _ := w.State(t.Context(), "")
	e, err := ascode.NewExport(kinds.Registry(), w.dir, s, nil, w.base, false)
	if err != nil || strings.Contains(string(e.Write["people/p-1.yaml"]), "Kari") || len(e.Write["people/p-1.yaml"]) == 0 {
		t.Errorf("export leaves the name: %s %v", e.Write["people/p-1.yaml"], err)
	}
}

// A record that is declared twice is refused, not half applied.
func TestDeclaredTwice(t *testing.T) {
	w := begin(t)
	w.dir["twice.yaml"] = &fstest.MapFile{Data: []byte(one("sec", "Security", "Safety"))}
	if _, err := w.apply(ascode.Options{}); !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Of(err).Error(), "declared twice") {
		t.Errorf("%v", err)
	}
	w.dir["twice.yaml"] = &fstest.MapFile{Data: []byte(strings.Replace(unit, "name: a", "name: new", 1) + "---\n" + strings.Replace(unit, "name: a", "name: new", 1))}
	if _, err := w.apply(ascode.Options{}); !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Of(err).Error(), "declared twice") {
		t.Errorf("%v", err)
	}
}

// Whatever both sides do: what was applied stays applied, what only the store changed stays as it is, and an export leaves
// nothing to be done.
func TestApplyIsStable(t *testing.T) {
	registry := kinds.Registry()
	applied, conflicts := 0, 0
	checks(t, 300, func(r *rapid.T) {
		_, states := history(r, 52, noon)
		from := rapid.IntRange(0, len(states)-1).Draw(r, "began")
		m := newMemory(r)
		m.states = append(m.states, states[:from+1]...)
		dir, base := m.export()
		if len(dir) == 0 {
			return
		}
		m.states = append(m.states, states[from+1:]...)
		ours := read(r, dir)
		edited := map[string]bool{}
		g := gen{r, map[string][]string{}}
		for _, x := range ours {
			g.names[x.Kind] = append(g.names[x.Kind], x.Name)
		}
		for range rapid.IntRange(0, 4).Draw(r, "edits") {
			i := rapid.IntRange(0, len(ours)-1).Draw(r, "edited")
			k, _ := registry.Kind(ours[i].Kind)
			d := g.declaration(k, ours[i].Name)
			d.Code = ours[i].Code
			if rapid.Bool().Draw(r, "a little") { // a field of the new, the others as they were
				spec := map[string]any{}
				for name, v := range ours[i].Spec.(map[string]any) {
					spec[name] = v
				}
				f := rapid.SampledFrom(k.Fields).Draw(r, "field")
				spec[f.Name] = d.Spec.(map[string]any)[f.Name]
				d.Spec, d.Title = spec, ours[i].Title
			}
			ours[i].Declaration = d
			edited[d.Kind+"/"+d.Name] = true
		}
		before := stateOf(r, m.head())
		_, _, next, err := ascode.Apply(r.Context(), registry, m, ours, base, ascode.Options{}, "")
		if fault.Is(err, fault.Conflict) {
			conflicts++
			return
		}
		if fault.Is(err, fault.Invalid) {
			return // an edit breaks a rule
		}
		if err != nil {
			r.Fatal(err)
		}
		applied++
		after := stateOf(r, m.head())
		for i, d := range before.Records {
			if !edited[d.Kind+"/"+d.Name] && d.Revision != after.Records[slices.IndexFunc(after.Records, func(x ascode.Document) bool { return x.UID == d.UID })].Revision {
				r.Fatalf("%s was changed, which the folder left alone (%d)", d.Key(), i)
			}
		}
		again, _, err := ascode.Preview(r.Context(), registry, m, ours, next, ascode.Options{})
		if err != nil || len(again.Changes) > 0 || again.Conflict() != nil {
			r.Fatalf("applied again: %v %v", standings(again), err)
		}
		s, _ := m.State(r.Context(), "")
		e, err := ascode.NewExport(registry, dir, s, nil, next, true)
		if err != nil {
			r.Fatal(err)
		}
		for name, b := range e.Write {
			dir[name] = &fstest.MapFile{Data: b}
		}
		for _, name := range e.Remove {
			delete(dir, name)
		}
		if len(dir) == 0 {
			return
		}
		c, _, err := ascode.Preview(r.Context(), registry, m, read(r, dir), e.Base, ascode.Options{Prune: true})
		for _, d := range c.Differences {
			if d.Standing != ascode.Newer || len(e.Left) == 0 {
				r.Fatalf("after an export: %s %v", standings(c), err)
			}
		}
	})
	if applied < 100 || conflicts < 10 {
		t.Errorf("%d applied, %d conflicts: the test shows too little", applied, conflicts)
	}
	t.Logf("%d applied, %d conflicts", applied, conflicts)
}
