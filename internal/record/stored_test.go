package record_test

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/record"
)

// aged is a kind in its third schema version.
type aged struct {
	Team      record.Ref `json:"team" field:"required,ref=aged"`
	Target    string     `json:"target" field:"required"`
	OwnerName string     `json:"owner_name,omitempty" field:"required,personal"`
}

var errBroken = errors.New("broken")

var agedKind = record.Define(record.Definition[aged]{Name: "aged", Plural: "ageds", Prefix: "A", Version: 3, Upgraders: []record.Upgrader{
	func(d record.Document) error { // 1 → 2
		d.Rename("name_of_owner", "owner_name")
		d.Drop("old")
		return nil
	},
	func(d record.Document) error { // 2 → 3
		aim, ok := d.Text("aim")
		if aim == "broken" {
			return errBroken
		}
		if ok {
			d.SetText("target", aim+" %")
			d.Drop("aim")
		}
		return nil
	},
}})

// Documents of every released version read as the same record, and their bytes are not touched.
func TestOldDocumentsAreUpgraded(t *testing.T) {
	for version, field := range map[int]string{1: "name_of_owner", 2: "owner_name", 3: "owner_name"} {
		spec, err := os.ReadFile(filepath.Join("testdata", "upgrade", "v"+string(rune('0'+version))+".json"))
		if err != nil {
			t.Fatal(err)
		}
		stored := record.Stored{UID: "01J00000000000000000000009", Kind: "aged", Name: "x", Code: "A-01", Revision: 4, Schema: version, Spec: spec}
		digest := stored.Digest()
		r, err := agedKind.Load(stored, map[string]string{field: "Ann"})
		if err != nil {
			t.Errorf("version %d: %v", version, err)
			continue
		}
		got, _ := record.As[aged](r)
		want := aged{Team: "01J00000000000000000000001", Target: "80 %", OwnerName: "Ann"}
		if *got.Spec != want || got.Revision != 4 || len(r.References()) != 1 {
			t.Errorf("version %d reads as %+v, not %+v", version, *got.Spec, want)
		}
		if stored.Digest() != digest {
			t.Errorf("reading version %d changed its bytes", version)
		}
		if len(stored.Commitments()) != 1 || stored.Commitments()[field] == "" {
			t.Errorf("version %d commits to %v", version, stored.Commitments())
		}
		erased, err := agedKind.Load(stored, nil)
		if err != nil {
			t.Errorf("version %d without its erased value: %v", version, err)
		} else if got, _ := record.As[aged](erased); got.Spec.OwnerName != "" || got.Spec.Target != "80 %" {
			t.Errorf("version %d without its erased value reads as %+v", version, *got.Spec)
		}
	}
}

func TestUnreadableDocumentsAreRefused(t *testing.T) {
	for what, c := range map[string]struct {
		schema int
		spec   string
		says   string
	}{
		"of a newer version": {4, `{}`, "newer Steelyard; this one knows up to 3"},
		"of version 0":       {0, `{}`, "has schema version 0"},
		"a broken upgrade":   {2, `{"aim":"broken"}`, "upgrading a aged from schema version 2: broken"},
		"no JSON":            {3, `{`, "reading aged"},
		"a list":             {3, `[]`, "is no group of fields"},
		"null":               {3, `null`, "is no group of fields"},
		"an unknown field":   {3, `{"team":"x","target":"y","more":1}`, "spec.more: is not a field here"},
		"another type":       {3, `{"team":5,"target":"y"}`, "spec.team"},
	} {
		_, err := agedKind.Load(record.Stored{Kind: "aged", UID: "u", Schema: c.schema, Spec: []byte(c.spec)}, nil)
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// The bytes of a record, and what the journal notes of them, may never change.
func TestStoredBytesAreStable(t *testing.T) {
	base := with(t, declare(t, "gear", "one", `{}`))
	one, _ := base.Lookup("gear", "one")
	p, err := record.Plan(base, []record.Change{declare(t, "gear", "new", `{"text":"<a>","number":1e-7,"whole":3,"maybe":0,"yes":true,"on":"2026-09-30","next":"one",
		"words":["red"],"parts":[{"name":"p","share":0.1,"sub":[{"gear":"one"}]}],"table":{"b":1,"a":0},"weight":[{"from":"2026-01-01","value":2,"reason":"moved"}],"heir":"one","secret":"Ann"}`)}, noon)
	if err != nil {
		t.Fatal(err)
	}
	stored, personal, err := gearKind.Store(p.Records[0])
	if err != nil || len(personal) != 1 || personal[0].Value != "Ann" || len(personal[0].Salt) != 32 {
		t.Fatalf("%+v %v", personal, err)
	}
	got := strings.ReplaceAll(strings.ReplaceAll(string(stored.Spec), string(one.UID), "ONE"), personal[0].Commitment(), "COMMITMENT")
	const golden = `{"heir":"ONE","maybe":0,"next":"ONE","number":1e-7,"on":"2026-09-30","parts":[{"name":"p","share":0.1,"sub":[{"gear":"ONE"}]}],` +
		`"secret":{"$commitment":"COMMITMENT"},"table":{"a":0,"b":1},"text":"\u003ca\u003e","weight":[{"from":"2026-01-01","reason":"moved","value":2}],"whole":3,"words":["red"],"yes":true}`
	if got != golden {
		t.Errorf("the spec is stored as\n%s\nnot\n%s", got, golden)
	}
	if again, other, err := gearKind.Store(p.Records[0]); err != nil || other[0].Commitment() == personal[0].Commitment() {
		t.Errorf("stored twice, %s has the same salt (%v)", again.Name, err)
	}
	// printf '["01J00000000000000000000009","gear","x","G-01","T",2,false,1]\n{"a":1}' | sha256sum
	fixed := record.Stored{UID: "01J00000000000000000000009", Kind: "gear", Name: "x", Code: "G-01", Title: "T", Revision: 2, Schema: 1, Spec: []byte(`{"a":1}`)}
	if fixed.Digest() != "4bcffe400feb324c41e867b30a08139af2dbdb3f2c2f4228ed4e56e3800d56f2" {
		t.Errorf("the digest is %s: what was recorded so far could no longer be verified", fixed.Digest())
	}
	// printf '%s' 'saltAnn' | sha256sum
	if c := (record.Personal{Field: "f", Salt: []byte("salt"), Value: "Ann"}).Commitment(); c != "fac219499c0c67830baba48b3df2d0ed3bed3774a2a27f87fef8607cfb0b916b" {
		t.Errorf("the commitment is %s", c)
	}
	seen := map[string]bool{fixed.Digest(): true}
	for _, change := range []func(*record.Stored){
		func(s *record.Stored) { s.UID = "x" }, func(s *record.Stored) { s.Kind = "x" }, func(s *record.Stored) { s.Name = "y" }, func(s *record.Stored) { s.Code = "x" },
		func(s *record.Stored) { s.Title = "x" }, func(s *record.Stored) { s.Revision = 3 }, func(s *record.Stored) { s.Retired = true }, func(s *record.Stored) { s.Schema = 2 },
		func(s *record.Stored) { s.Spec = []byte(`{"a": 1}`) }, func(s *record.Stored) { s.Spec = []byte("\xff") }, func(s *record.Stored) { s.Spec = nil },
	} {
		x := fixed
		change(&x)
		if seen[x.Digest()] {
			t.Errorf("a change is not covered by the digest: %+v", x)
		}
		seen[x.Digest()] = true
	}
}

// Mistakes of the programmer are found when the program starts.
func TestMistakenKindsPanic(t *testing.T) {
	mustPanic := func(what string, do func()) {
		t.Helper()
		defer func() {
			if recover() == nil {
				t.Errorf("%s was accepted", what)
			}
		}()
		do()
	}
	mustPanic("a missing upgrader", func() { record.Define(record.Definition[plain]{Name: "x", Version: 2}) })
	mustPanic("a nested personal field", func() {
		record.Define(record.Definition[struct {
			In struct {
				Name string `json:"name" field:"personal"`
			} `json:"in"`
		}]{Name: "x", Version: 1})
	})
	mustPanic("a dated personal field", func() {
		record.Define(record.Definition[struct {
			Name record.Dated[string] `json:"name" field:"personal"`
		}]{Name: "x", Version: 1})
	})
	mustPanic("a personal list", func() {
		record.Define(record.Definition[struct {
			Name []string `json:"name" field:"personal"`
		}]{Name: "x", Version: 1})
	})
	mustPanic("a reference to no kind", func() {
		record.Define(record.Definition[struct {
			Name record.Ref `json:"name"`
		}]{Name: "x", Version: 1})
	})
	mustPanic("a text with bounds", func() {
		record.Define(record.Definition[struct {
			Name string `json:"name" field:"min=1"`
		}]{Name: "x", Version: 1})
	})
	mustPanic("an unknown word", func() {
		record.Define(record.Definition[struct {
			Name string `json:"name" field:"personnal"`
		}]{Name: "x", Version: 1})
	})
	mustPanic("a channel", func() {
		record.Define(record.Definition[struct {
			Name chan int `json:"name"`
		}]{Name: "x", Version: 1})
	})
	mustPanic("two kinds of one prefix", func() { record.NewRegistry(gearKind, plainKind, gearKind) })
	mustPanic("a reference to a kind that is not there", func() {
		record.NewRegistry(record.Define(record.Definition[struct {
			Name record.Ref `json:"name" field:"ref=nothing"`
		}]{Name: "x", Version: 1}))
	})
}

func TestDatedValues(t *testing.T) {
	base := with(t, declare(t, "gear", "a", `{"weight":[{"value":1},{"from":"2026-01-01","value":2},{"from":"2026-01-01","value":3},{"from":"2026-07-01","value":4}]}`),
		declare(t, "gear", "b", `{"weight":[{"from":"2026-01-01","value":2}]}`), declare(t, "gear", "c", `{"weight":[{"value":5}]}`), declare(t, "gear", "d", `{}`))
	on := func(name, date string) any {
		r, _ := base.Lookup("gear", name)
		g, _ := record.As[gear](r)
		v, ok := g.Spec.Weight.On(day(date))
		if !ok {
			return "none"
		}
		return v
	}
	for _, c := range []struct {
		name, date string
		want       any
	}{{"a", "1999-01-01", 1.}, {"a", "2025-12-31", 1.}, {"a", "2026-01-01", 3.}, {"a", "2026-06-30", 3.}, {"a", "2026-07-01", 4.}, {"a", "2099-01-01", 4.},
		{"b", "2025-12-31", "none"}, {"b", "2026-01-01", 2.}, {"c", "0001-01-01", 5.}, {"d", "2026-01-01", "none"}} {
		if got := on(c.name, c.date); !reflect.DeepEqual(got, c.want) {
			t.Errorf("on %s the weight of %s is %v, not %v", c.date, c.name, got, c.want)
		}
	}
	for name, want := range map[string]string{"c": `{"weight":5}`, "b": `{"weight":[{"from":"2026-01-01","value":2}]}`, "d": `{}`} {
		r, _ := base.Lookup("gear", name)
		if got, err := base.Declared(r); err != nil || string(got) != want {
			t.Errorf("%s is written as %s, not %s (%v)", name, got, want, err)
		}
	}
	if got := record.Always(1.).Path("spec.x", 0); got != "spec.x" {
		t.Errorf("the path of a bare value is %s", got)
	}
	if got := (record.Dated[float64]{{From: day("2026-01-01")}}).Path("spec.x", 0); got != "spec.x[0].value" {
		t.Errorf("the path of a dated value is %s", got)
	}
}
