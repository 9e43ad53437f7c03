package ascode_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/steelyard-isms/steelyard/internal/ascode"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/kinds"
)

const unit = "apiVersion: steelyard/v1\nkind: unit\nname: a\ntitle: A\nspec: {level: team}\n"

func check(t *testing.T, files map[string]string) error {
	t.Helper()
	dir := fstest.MapFS{}
	for name, text := range files {
		dir[name] = &fstest.MapFile{Data: []byte(text)}
	}
	changes, err := ascode.ReadDir(dir)
	if err != nil {
		return err
	}
	_, err = ascode.Check(kinds.Registry(), changes, time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
	return err
}

// Files may refer to each other in any order, in folders, several documents to a file.
func TestAFolderIsOneProgramme(t *testing.T) {
	err := check(t, map[string]string{
		"a/first.yaml":   "# a comment\n" + strings.Replace(unit, "{level: team}", "{level: team, parent: top}", 1) + "---\n---\n",
		"z.yml":          strings.NewReplacer("name: a", "name: top", "title: A", "title: Top").Replace(unit),
		".hidden/x.yaml": "not: [yaml",
		"readme.md":      "not yaml at all: [",
	})
	if err != nil {
		t.Error(err)
	}
}

func TestFaultsAreNamedByPlace(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"unknown top field":  {strings.Replace(unit, "title: A", "titel: A", 1), "p.yaml:4:1: titel: is not a field here. Use apiVersion, kind, name, code, title, state and spec"},
		"other version":      {strings.Replace(unit, "steelyard/v1", "steelyard/v9", 1), `p.yaml:1:1: apiVersion: is "steelyard/v9". This version reads steelyard/v1`},
		"number for text":    {strings.Replace(unit, "title: A", "title: 12", 1), "p.yaml:4:1: title: is not a text. Put it in quotes"},
		"no spec":            {strings.Replace(unit, "spec: {level: team}", "", 1), "spec: is required"},
		"a list":             {"- a\n- b\n", "p.yaml:1:1: a declaration is a group of fields"},
		"unknown kind":       {strings.Replace(unit, "kind: unit", "kind: unti", 1), `p.yaml:2:1: kind: "unti" is not a kind of record. Did you mean unit?`},
		"bad name":           {strings.Replace(unit, "name: a", "name: A B", 1), `p.yaml:3:1: name: "A B" is not a name`},
		"wrong type deep":    {strings.Replace(unit, "{level: team}", "{level: [team]}", 1), "p.yaml:5:8: spec.level: is a list. Write a text"},
		"merge key":          {"<<: {a: b}\n" + unit, "is not a name"},
		"infinite":           {"apiVersion: steelyard/v1\nkind: perspective\nname: p\ntitle: P\nspec: {scorecard: s, weight: .inf}\n", "spec.weight: is not a finite number"},
		"second document":    {unit + "---\n" + strings.NewReplacer("name: a", "name: b", "level: team", "level: tribe").Replace(unit), "p.yaml:11:8: spec.level"},
		"tab":                {"apiVersion: steelyard/v1\n\tkind: unit\n", "p.yaml:2"},
		"declared twice":     {unit + "---\n" + unit, "unit a is declared twice"},
		"reference to other": {strings.Replace(unit, "{level: team}", "{level: team, parent: b}", 1) + "---\n" + "apiVersion: steelyard/v1\nkind: person\nname: b\nspec: {full_name: Somebody Else, unit: a}\n", `spec.parent: there is no unit "b"`},
		"circle":             {strings.Replace(unit, "{level: team}", "{parent: b}", 1) + "---\n" + strings.NewReplacer("name: a", "name: b", "{level: team}", "{parent: a}").Replace(unit), "makes a circle"},
		"personal name":      {unit + "---\napiVersion: steelyard/v1\nkind: person\nname: kari-solberg\nspec: {full_name: Kari Solberg, unit: a}\n", "gives the person away"},
	} {
		err := check(t, map[string]string{"p.yaml": c.text})
		f := fault.Of(err)
		text := fmt.Sprint(f.Fields)
		if err == nil || f.Code != fault.Invalid || !strings.Contains(text, c.want) {
			t.Errorf("%s: %v, not %q", name, text, c.want)
		}
		for _, field := range f.Fields {
			if field.Reason == "" || field.Remedy == "" || field.File == "" || field.Line == 0 {
				t.Errorf("%s: a fault without place, reason or remedy: %+v", name, field)
			}
		}
	}
	if err := check(t, map[string]string{"readme.md": ""}); !fault.Is(err, fault.Invalid) {
		t.Errorf("a folder without declarations is accepted: %v", err)
	}
	if err := check(t, map[string]string{"big.yaml": strings.Repeat("#", 5<<20)}); !fault.Is(err, fault.Invalid) {
		t.Errorf("a file of any size is read: %v", err)
	}
	if err := check(t, map[string]string{"deep.yaml": strings.Repeat("[", 5000)}); !fault.Is(err, fault.Invalid) {
		t.Errorf("any depth is read: %v", err)
	}
}

// Whatever a file holds, it is read or refused by place; nothing crashes, and what is refused is not half read.
func FuzzRead(f *testing.F) {
	f.Add([]byte(unit))
	f.Add([]byte("a: &a [*a]"))
	f.Add([]byte("{a: {a: {a: {a: {a: 1}}}}}"))
	f.Add([]byte("? [a]\n: b\n"))
	f.Add([]byte("apiVersion: !!binary aGVsbG8=\n"))
	f.Add([]byte("a: 2026-01-01\nb: 0x1F\nc: 1_000\nd: 1e999\n"))
	registry := kinds.Registry()
	f.Fuzz(func(t *testing.T, b []byte) {
		changes, faults := ascode.Read("p.yaml", b)
		for _, field := range faults {
			if field.File == "" || field.Reason == "" || field.Remedy == "" {
				t.Errorf("a fault without place, reason or remedy: %+v", field)
			}
		}
		planned, err := ascode.Check(registry, changes, time.Unix(1_700_000_000, 0))
		if err != nil && fault.Of(err).Code == fault.Internal {
			t.Errorf("%v", err)
		}
		if err == nil && len(planned.Outcomes) != len(changes) {
			t.Errorf("%d of %d declarations are planned", len(planned.Outcomes), len(changes))
		}
	})
}
