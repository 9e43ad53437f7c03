package record_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/steelyard-isms/steelyard/internal/record"
)

// sheet has texts wherever a kind can have them.
type sheet struct {
	FullName string                        `json:"full_name,omitempty" field:"required,personal"`
	Email    string                        `json:"email,omitempty" field:"personal"`
	Level    string                        `json:"level,omitempty" field:"enum=low|high"`
	Words    []string                      `json:"words,omitempty"`
	Part     *page                         `json:"part,omitempty"`
	Pages    []page                        `json:"pages,omitempty"`
	Labels   map[string]string             `json:"labels,omitempty"`
	Marks    map[string]page               `json:"marks,omitempty"`
	Motto    record.Dated[string]          `json:"motto,omitempty"`
	Plan     record.Dated[page]            `json:"plan,omitempty"`
	Heir     record.Dated[record.Ref]      `json:"heir,omitempty" field:"ref=sheet"`
	Roles    map[string]record.Ref         `json:"roles,omitempty" field:"ref=sheet"`
	Size     int                           `json:"size,omitempty"`
	Later    record.Dated[map[string]page] `json:"later,omitempty"`
}

type page struct {
	Text string     `json:"text,omitempty"`
	By   record.Ref `json:"by,omitempty" field:"ref=sheet"`
}

func passagesOf(k *record.Kind, r *record.Record) []string {
	var out []string
	for p := range k.Passages(r) {
		text := p.Path + " (" + p.Field + ") " + p.Value
		if p.To != "" {
			text += "→ " + p.Kind
		}
		if p.Heading {
			text += " heading"
		}
		out = append(out, text)
	}
	return out
}

// A text that is not among the passages of its record is never found.
func TestPassages(t *testing.T) {
	kind := record.Define(record.Definition[sheet]{Name: "sheet", Plural: "sheets", Prefix: "S", Version: 1})
	s := record.NewSnapshot(record.NewRegistry(kind))
	p, err := record.Plan(s, []record.Change{declare(t, "sheet", "one", `{"full_name":"Ann","email":"a@b","level":"high","words":["x","","y"],"part":{"text":"p","by":"one"},
		"pages":[{"text":"p0"},{"text":"p1"}],"labels":{"b":"B","a":"A"},"marks":{"k":{"text":"m"}},"motto":[{"value":"m0","reason":"why"},{"from":"2026-01-01","value":"m1"}],
		"plan":{"text":"bare"},"heir":"one","roles":{"lead":"one"},"size":7,"later":{"z":{"text":"l"}}}`)}, noon)
	if err != nil {
		t.Fatal(err)
	}
	r := p.Records[0]
	want := strings.Split(`code (code) S-01
name (name) one
spec.full_name (full_name) Ann heading
spec.email (email) a@b
spec.level (level) high
spec.words[0] (words) x
spec.words[2] (words) y
spec.part.text (part.text) p
spec.part.by (part.by) → sheet
spec.pages[0].text (pages.text) p0
spec.pages[1].text (pages.text) p1
spec.labels.a (labels) a
spec.labels.a (labels) A
spec.labels.b (labels) b
spec.labels.b (labels) B
spec.marks.k (marks) k
spec.marks.k.text (marks.text) m
spec.motto[0].value (motto) m0
spec.motto[0].reason (motto.reason) why
spec.motto[1].value (motto) m1
spec.plan.text (plan.text) bare
spec.heir (heir) → sheet
spec.roles.lead (roles) lead
spec.roles.lead (roles) → sheet
spec.later.z (later) z
spec.later.z.text (later.text) l`, "\n")
	if got := passagesOf(kind, r); !slices.Equal(got, want) {
		t.Errorf("the passages are\n%s\nnot\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	fields := s.Registry().PassageFields()
	for p := range kind.Passages(r) {
		if !slices.Contains(fields, p.Field) {
			t.Errorf("a query cannot name the field %s", p.Field)
		}
	}
	if slices.Contains(fields, "size") {
		t.Error("a query can name a field that has no text")
	}
	stored, _, err := kind.Store(r)
	if err != nil {
		t.Fatal(err)
	}
	erased, err := kind.Load(stored, nil)
	if err != nil {
		t.Fatal(err)
	}
	if text := strings.Join(passagesOf(kind, erased), "\n"); strings.Contains(text, "Ann") || strings.Contains(text, "a@b") {
		t.Errorf("erased values are still there:\n%s", text)
	}
	// types of field that the walk does not know are texts by what they are kept in
	for i := range kind.Fields {
		kind.Fields[i].Type, kind.Fields[i].Dated = "unheard-of", false
	}
	text := strings.Join(passagesOf(kind, r), "\n")
	for _, one := range []string{"spec.words[2] (words) y", "spec.part.text (part.text) p", "spec.labels.a (labels) A", "spec.marks.k.text (marks.text) m", "spec.motto[0].value (motto.value) m0"} {
		if !strings.Contains(text, one) {
			t.Errorf("of fields of an unknown type, %q is missing among\n%s", one, text)
		}
	}
	for _, bad := range []string{"(labels) a\n", string(r.UID)} {
		if strings.Contains(text, bad) {
			t.Errorf("of fields of an unknown type, %q is among\n%s", bad, text)
		}
	}
}

// Whoever follows a snapshot by what differs must not miss a record: not along a history, not across branches of it, and
// not where the way between the two is forgotten.
func TestDiffers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		states := []*record.Snapshot{record.NewSnapshot(registry())}
		for range rapid.IntRange(1, 15).Draw(t, "writes") {
			from := rapid.SampledFrom(states).Draw(t, "from")
			if rapid.IntRange(0, 3).Draw(t, "branch") > 0 {
				from = states[len(states)-1]
			}
			edit := from.Edit()
			for range rapid.IntRange(0, 4).Draw(t, "touched") {
				uid := record.UID(rapid.SampledFrom([]string{"a", "b", "c", "d", "e"}).Draw(t, "uid"))
				if rapid.IntRange(0, 3).Draw(t, "remove") == 0 {
					edit.Remove(uid)
					continue
				}
				edit.Put(&record.Record{UID: uid, Kind: "gear", Name: string(uid), Code: "G-0" + string(uid)})
			}
			next := edit.Seal(from.Seq()+1, noon)
			if rapid.Bool().Draw(t, "again") { // as a write does, whose planned state is edited once more
				next = next.Edit().Seal(from.Seq()+1, noon)
			}
			states = append(states, next)
		}
		for range 5 {
			a, b := rapid.SampledFrom(states).Draw(t, "a"), rapid.SampledFrom(states).Draw(t, "b")
			var want []record.UID
			for _, uid := range []record.UID{"a", "b", "c", "d", "e"} {
				x, _ := a.Find(uid)
				y, _ := b.Find(uid)
				if x != y {
					want = append(want, uid)
				}
			}
			if got := a.Differs(b); !slices.Equal(got, want) {
				t.Fatalf("%v differ, and Differs says %v", want, got)
			}
			if a.SameOf(b, "gear") && len(want) > 0 {
				t.Fatalf("%v differ, and SameOf says that nothing does", want)
			}
			if same := a.Edit().Seal(a.Seq()+1, noon); !same.SameOf(a, "gear") || !a.SameOf(b, "crate") {
				t.Fatal("of a kind that nobody touched, SameOf sees a difference")
			}
		}
	})
}

// What lies further back than is remembered is found by a walk over all records.
func TestDiffersFarApart(t *testing.T) {
	first := with(t, declare(t, "gear", "one", `{}`), declare(t, "gear", "two", `{}`), declare(t, "gear", "three", `{}`))
	now := first
	for i := range 300 {
		p, err := record.Plan(now, []record.Change{declare(t, "gear", []string{"one", "four"}[i%2], `{"whole":`+[]string{"1", "2", "3"}[i%3]+`}`)}, noon)
		if err != nil {
			t.Fatal(err)
		}
		now = p.After.Edit().Seal(now.Seq()+1, noon)
	}
	one, _ := now.Lookup("gear", "one")
	four, _ := now.Lookup("gear", "four")
	want := []record.UID{one.UID, four.UID}
	slices.Sort(want)
	for _, got := range [][]record.UID{first.Differs(now), now.Differs(first)} {
		if !slices.Equal(got, want) {
			t.Errorf("%v differ, not %v", got, want)
		}
	}
}
