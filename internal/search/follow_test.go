package search

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"github.com/steelyard-isms/steelyard/internal/record"
)

// dump writes out all that an index knows, in an order that does not depend on how it came to know it.
func dump(t rapid.TB, c *core) string {
	t.Helper()
	var out []string
	uid := func(slot uint32) string { return string(c.docs[slot].record.UID) }
	words := 0
	c.sorted.Scan(func(word string, number uint32) bool {
		words++
		if c.numbers[word] != number || c.terms[number].word != word || len(c.terms[number].where) == 0 {
			t.Fatalf("the word %q is not kept as it should be", word)
		}
		var where []string
		for i, p := range c.terms[number].where {
			if i > 0 && c.terms[number].where[i-1].slot() >= p.slot() {
				t.Fatalf("%q has its records out of order", word)
			}
			where = append(where, fmt.Sprint(uid(p.slot()), p&(1<<placeBits-1)))
		}
		slices.Sort(where)
		out = append(out, fmt.Sprint("word ", word, where))
		return true
	})
	if len(c.numbers) != words || len(c.terms)-len(c.unused) != words || len(c.docs)-len(c.empty) != len(c.slots) {
		t.Fatalf("%d words, %d numbers, %d terms of which %d are unused", words, len(c.numbers), len(c.terms), len(c.unused))
	}
	for code, slots := range c.codes {
		for _, slot := range slots {
			out = append(out, "code "+code+" "+uid(slot))
		}
	}
	for to, mentions := range c.targets {
		for _, m := range mentions {
			out = append(out, fmt.Sprint("reference ", to, uid(m.slot), c.fields[m.field].name))
		}
	}
	for of, slot := range c.slots {
		d := c.docs[slot]
		text := fmt.Sprint("record ", of, d.record.Revision)
		for i, begin := 0, uint32(0); i < len(d.texts); begin, i = d.texts[i].end, i+1 {
			text += " " + c.fields[d.texts[i].field].name + ":"
			for _, w := range d.words[begin:d.texts[i].end] {
				text += " " + c.terms[w].word
			}
		}
		out = append(out, text)
	}
	slices.Sort(out)
	return strings.Join(out, "\n")
}

// past gives an earlier state as the store makes it: from the latest, by taking out what changed since.
func past(now, then *record.Snapshot) *record.Snapshot {
	edit := now.Edit()
	uids := now.Differs(then)
	for _, uid := range uids {
		edit.Remove(uid)
	}
	for _, uid := range uids {
		if r, ok := then.Find(uid); ok {
			edit.Put(r)
		}
	}
	return edit.Seal(then.Seq(), then.At())
}

var fewWords = []string{"mfa", "mfas", "multi-factor", "Factor", "backup", "o-1", "m-3", "Ödland", "情報", "7", "a", "head of it", "M-03 mfa"}

func someText(t *rapid.T) string {
	return strings.Join(rapid.SliceOfN(rapid.SampledFrom(fewWords), 0, 4).Draw(t, "text"), " ")
}

// someChange is a random wish about one of a few records.
func someChange(t *rapid.T, s *record.Snapshot) record.Change {
	i := rapid.IntRange(0, 7).Draw(t, "which")
	if i < 3 {
		return declare("human", fmt.Sprint("h-", i), "", tree{"full_name": "x " + someText(t), "job": someText(t)})
	}
	name := fmt.Sprint("m-", i)
	r, known := s.Lookup("memo", name)
	if known && rapid.IntRange(0, 4).Draw(t, "retire") == 0 {
		return record.Change{Declaration: record.Declaration{Kind: "memo", UID: r.UID, Name: r.Name}, Retire: true}
	}
	spec := tree{"body": someText(t), "labels": tree{"mfa": someText(t)}}
	if rapid.Bool().Draw(t, "owned") {
		spec["owner"] = fmt.Sprint("h-", rapid.IntRange(0, 2).Draw(t, "owner"))
	}
	c := declare("memo", name, "T "+someText(t), spec)
	if known {
		c.UID = r.UID
		if c.Name = r.Name; rapid.IntRange(0, 4).Draw(t, "rename") == 0 {
			c.Name = fmt.Sprint("mfa-", i, "-", s.Seq())
		}
	}
	return c
}

func someQuery(t *rapid.T) string {
	var out []string
	for range rapid.IntRange(1, 3).Draw(t, "parts") {
		word := rapid.SampledFrom([]string{"m", "mfa", "multi-fac", "factor", `"head of it"`, `"of it"`, "back", "o1", "M-3", "odl", "報", "7", "x", "t"}).Draw(t, "word")
		field := rapid.SampledFrom([]string{"", "", "", "", "title:", "body:", "owner:", "labels:", "name:", "-", "-owner:"}).Draw(t, "field")
		out = append(out, field+word)
	}
	return strings.Join(append(out, rapid.SampledFrom([]string{"", "kind:memo", "-kind:human", "x"}).Draw(t, "kind")), " ")
}

// shownOf is an answer without what differs by how a record was read.
func shownOf(h Hits) string {
	out := fmt.Sprint(h.Total, h.Kinds)
	for _, one := range h.Items {
		out += fmt.Sprint("\n", one.Record.UID, one.Record.Revision, one.Title, one.Score, one.Field, one.Snippet, one.Matches)
	}
	return out
}

// However an index came to stand where it stands, it answers about every state as one that is built for that state: the
// same hits in the same order with the same scores. And what may not be shown counts for nothing: the answer is that of an
// index without it.
func TestFollowing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		states := []*record.Snapshot{record.NewSnapshot(registry)}
		x := NewIndex()
		for range rapid.IntRange(1, 12).Draw(t, "writes") {
			now := states[len(states)-1]
			changes := map[string]record.Change{}
			for range rapid.IntRange(1, 4).Draw(t, "changes") {
				c := someChange(t, now)
				changes[c.Kind+string(c.UID)+c.Name] = c
			}
			var list []record.Change
			for _, key := range slices.Sorted(maps.Keys(changes)) {
				list = append(list, changes[key])
			}
			p, err := record.Plan(now, list, began)
			if err != nil {
				continue // refused: somebody unknown owns it, or it is still referred to
			}
			states = append(states, p.After.Edit().Seal(now.Seq()+1, began))
			if rapid.Bool().Draw(t, "follow") {
				x.Follow(states[len(states)-1])
			}
		}
		now := states[len(states)-1]
		for range 8 {
			then := rapid.SampledFrom(states).Draw(t, "then")
			asked := rapid.SampledFrom([]*record.Snapshot{then, past(now, then)}).Draw(t, "asked")
			text := someQuery(t)
			q, err := Parse(text, registry)
			if err != nil {
				continue
			}
			show, as := everything, "all"
			if rapid.Bool().Draw(t, "concealing") {
				as = "some"
				show = func(r *record.Record) bool { return r.Kind != "human" && r.Name != "m-4" }
			}
			alone := NewIndex()
			alone.core, alone.at = newCore(), then
			for _, k := range registry.Kinds() {
				for r := range then.List(k.Name, false) {
					if show(r) {
						alone.core.put(k, r)
					}
				}
			}
			got, want := x.Search(asked, q, Options{Show: show, As: as}), alone.Search(then, q, Options{Show: everything})
			if shownOf(got) != shownOf(want) {
				t.Fatalf("as of entry %d, from an index at %d, %s finds\n%s, not\n%s", then.Seq(), x.Seq(), text, shownOf(got), shownOf(want))
			}
			if scan := NewIndex().Search(asked, q, Options{Show: show}); shownOf(scan) != shownOf(want) {
				t.Fatalf("without an index %s finds\n%s, not\n%s", text, shownOf(scan), shownOf(want))
			}
		}
		x.Follow(now)
		if got, want := dump(t, x.core), dump(t, newCoreOf(now)); x.Seq() == now.Seq() && got != want {
			t.Fatalf("the index holds\n%s, not\n%s", got, want)
		}
	})
}

// An erased name is nowhere in the index, not even as a word without records.
func TestErasedNamesVanish(t *testing.T) {
	s := small(t)
	x := NewIndex()
	x.Follow(s)
	r, _ := s.Lookup("human", "staff-1")
	k, _ := registry.Kind("human")
	stored, _, err := k.Store(r)
	if err != nil {
		t.Fatal(err)
	}
	erased, err := k.Load(stored, nil)
	if err != nil {
		t.Fatal(err)
	}
	edit := s.Edit()
	edit.Put(erased)
	next := edit.Seal(s.Seq()+1, s.At())
	if got := found(t, x, next, "odegard"); len(got) != 0 {
		t.Errorf("before the index follows, the erased name finds %v", got)
	}
	if hits := ask(t, x, next, "head", Options{Show: everything}); len(hits.Items) != 1 || hits.Items[0].Title != "H-01" {
		t.Errorf("whose name was erased shows as %+v", hits.Items)
	}
	x.Follow(next)
	for _, word := range []string{"kari", "odegard", "example"} {
		if strings.Contains(dump(t, x.core), word) {
			t.Errorf("the index still holds %s", word)
		}
		if slices.ContainsFunc(x.core.terms, func(one term) bool { return strings.Contains(one.word, word) }) {
			t.Errorf("a word without records still holds %s", word)
		}
	}
}

// Whoever searches while others write gets an answer about the state that they look at.
func TestSearchingWhileFollowing(t *testing.T) {
	states := []*record.Snapshot{small(t)}
	for i := range 60 {
		states = append(states, after(t, states[len(states)-1], declare("memo", fmt.Sprint("new-", i), "Fresh one", tree{"owner": "staff-1"})))
	}
	x := NewIndex()
	var all sync.WaitGroup
	for worker := range 4 {
		all.Go(func() {
			for i, s := range states {
				if i%4 == worker {
					x.Follow(s)
				}
				if got := ask(t, x, s, "fresh owner:kari", Options{Show: everything}); got.Total != i {
					t.Errorf("as of write %d %d are found", i, got.Total)
				}
			}
		})
	}
	all.Wait()
	if !reflect.DeepEqual(dump(t, x.core), dump(t, newCoreOf(states[len(states)-1]))) {
		t.Error("the index is not that of the last state")
	}
}
