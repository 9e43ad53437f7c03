package record_test

import (
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/record"
)

func day(text string) civil.Date {
	d, err := civil.Parse(text)
	if err != nil {
		panic(err) // of the test itself
	}
	return d
}

// modelled is a record of the naive model.
type modelled struct {
	name    string
	retired bool
	to      []string // names of what it refers to
}

// show writes out what a snapshot answers to every question that can be asked about n names.
func show(s *record.Snapshot, n int) map[string]string {
	out := map[string]string{"len": fmt.Sprint(s.Len())}
	for i := range n {
		name := fmt.Sprintf("g%d", i)
		r, ok := s.Lookup("gear", name)
		if !ok {
			continue
		}
		text := fmt.Sprintf("%s retired=%v rev=%d", r.Name, r.Retired, r.Revision)
		var from []string
		for referrer := range s.Inbound(r.UID) {
			from = append(from, referrer.Name)
		}
		slices.Sort(from)
		out[name] = fmt.Sprint(text, from)
		if same, ok := s.Lookup("gear", r.Code); !ok || same != r {
			out[name] += " not found by code"
		}
		if same, ok := s.Lookup("gear", string(r.UID)); !ok || same != r {
			out[name] += " not found by identifier"
		}
	}
	var names []string
	for r := range s.List("gear", true) {
		names = append(names, r.Name)
	}
	out["list"] = fmt.Sprint(names)
	return out
}

// Random changes give what a naive model gives, leave earlier snapshots as they were, and can be taken back: the state as
// of any moment follows from the latest by removing what came since and putting back what was before.
func TestSnapshotAgainstModel(t *testing.T) {
	const n = 8
	rapid.Check(t, func(t *rapid.T) {
		s := record.NewSnapshot(registry())
		model := map[record.UID]modelled{}
		type moment struct {
			s     *record.Snapshot
			shown map[string]string
		}
		moments := []moment{{s, show(s, n)}}
		revisions := map[record.UID][]*record.Record{}
		given := map[string]int{} // name → moment
		pick := rapid.IntRange(0, n-1)
		for range rapid.IntRange(1, 12).Draw(t, "writes") {
			spec := map[string]any{}
			var words []any
			for _, i := range rapid.SliceOfN(pick, 0, 3).Draw(t, "refs") {
				words = append(words, map[string]any{"name": "x", "sub": []any{map[string]any{"gear": fmt.Sprintf("g%d", i)}}})
			}
			if len(words) > 0 {
				spec["parts"] = words
			}
			c := record.Change{Declaration: record.Declaration{Kind: "gear", Name: fmt.Sprintf("g%d", pick.Draw(t, "name")), Spec: spec}}
			if old, ok := s.Lookup("gear", fmt.Sprintf("g%d", pick.Draw(t, "uid"))); ok && rapid.Bool().Draw(t, "rename") {
				c.UID = old.UID
			}
			c.Retire = rapid.IntRange(0, 3).Draw(t, "retire") == 0
			p, err := record.Plan(s, []record.Change{c}, noon)
			if err != nil {
				if !fault.Is(err, fault.Invalid) {
					t.Fatal(err)
				}
				continue
			}
			if len(p.Records) == 0 {
				continue
			}
			r := p.Records[0]
			m := modelled{name: r.Name, retired: r.Retired}
			for _, e := range r.References() {
				to, _ := p.After.Find(e.To)
				if to.Retired && !r.Retired {
					t.Fatalf("%s was planned to refer to %s, which is retired", r.Name, to.Name)
				}
				m.to = append(m.to, string(e.To))
			}
			model[r.UID] = m
			revisions[r.UID] = append(revisions[r.UID], r)
			s = p.After.Edit().Seal(int64(len(moments)), noon)
			r.Seq = s.Seq()
			if _, ok := given[r.Name]; !ok {
				given[r.Name] = len(moments)
			}
			moments = append(moments, moment{s, show(s, n)})
		}
		checkModel(t, s, model)
		for i, m := range moments {
			if !maps.Equal(show(m.s, n), m.shown) {
				t.Fatalf("a later change altered the snapshot of moment %d: %v, not %v", i, show(m.s, n), m.shown)
			}
			edit := s.Edit()
			for uid, all := range revisions {
				if all[len(all)-1].Seq > int64(i) {
					edit.Remove(uid)
				}
			}
			for name, at := range given {
				if at > i {
					edit.Forget("gear", name)
				}
			}
			for _, all := range revisions {
				var last *record.Record
				for _, r := range all {
					if r.Seq <= int64(i) {
						last = r
					}
				}
				if last != nil && all[len(all)-1].Seq > int64(i) {
					edit.Put(last)
				}
			}
			if past := edit.Seal(int64(i), noon); !maps.Equal(show(past, n), m.shown) {
				t.Fatalf("as of moment %d the state is %v, not %v", i, show(past, n), m.shown)
			}
		}
	})
}

func checkModel(t *rapid.T, s *record.Snapshot, model map[record.UID]modelled) {
	live := 0
	names := map[string]bool{}
	for uid, m := range model {
		r, ok := s.Find(uid)
		if !ok || r.Name != m.name || r.Retired != m.retired || names[m.name] {
			t.Fatalf("%s: %+v, not %+v, or its name is given twice", uid, r, m)
		}
		names[m.name] = true
		if !m.retired {
			live++
		}
		var want, got []string
		for from, x := range model {
			if !x.retired && slices.Contains(x.to, string(uid)) {
				want = append(want, string(from))
			}
		}
		for from := range s.Inbound(uid) {
			if !slices.Contains(got, string(from.UID)) {
				got = append(got, string(from.UID))
			}
		}
		slices.Sort(want)
		slices.Sort(got)
		if !slices.Equal(want, got) {
			t.Fatalf("%s is referred to by %v, not %v", m.name, got, want)
		}
		if m.retired && len(want) > 0 {
			t.Fatalf("%s is retired and referred to by %v", m.name, want)
		}
	}
	if s.Len() != live {
		t.Fatalf("%d records are in use, not %d", s.Len(), live)
	}
}

// Any number of readers and planners may use one snapshot.
func TestSnapshotIsSharedSafely(t *testing.T) {
	s := with(t, declare(t, "gear", "g0", `{}`), declare(t, "gear", "g1", `{"next":"g0"}`))
	want := show(s, 10)
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			for j := range 30 {
				p, err := record.Plan(s, []record.Change{declare(t, "gear", fmt.Sprintf("g%d", 2+(i+j)%8), `{"next":"g1"}`)}, noon)
				if err != nil || p.After.Len() != 3 {
					t.Errorf("%v %v", p.After, err)
					return
				}
				if !maps.Equal(show(s, 10), want) {
					t.Error("another planner's change shows")
					return
				}
			}
		})
	}
	group.Wait()
}
