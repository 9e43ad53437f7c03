package ascode_test

import (
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/ascode"
	"github.com/steelyard-isms/steelyard/internal/record"
)

const safe = "objectives/safe.yaml"

// pending is a folder of a store in which the objective is in force and a change of it waits.
func pending(t *testing.T) *work {
	w := begin(t)
	w.declare(strings.Replace(one("safe"), "title: Safe", "title: Safe\nstate: active", 1))
	w.write(record.Change{Declaration: declared(t, one("safe", "title: Safe", "title: Safer"))})
	w.dir, w.base = w.export()
	return w
}

func declared(t *testing.T, text string) record.Declaration {
	t.Helper()
	changes, faults := ascode.Read("x", []byte(text))
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	return changes[0].Declaration
}

// What is in force and what waits stand in one file, in that order, and say what the store says.
func TestAFileHasBothRevisions(t *testing.T) {
	w := pending(t)
	text := string(w.dir[safe].Data)
	force, waits, ok := strings.Cut(text, "---\n")
	if !ok || !strings.Contains(force, "title: Safe\nstate: active\n") || !strings.Contains(waits, "title: Safer\nstate: draft\n") {
		t.Fatalf("the file says\n%s", text)
	}
	w.stands(w.must(ascode.Options{}), "")
	w.stands(w.must(ascode.Options{NoBase: true}), "")
}

func TestPairsAreCompared(t *testing.T) {
	t.Run("what waits is changed in the folder", func(t *testing.T) {
		w := pending(t)
		edit(t, w.dir, safe, "title: Safer", "title: Safest")
		w.stands(w.must(ascode.Options{}), "objective/safe updated title:folder")
		if got := w.spec("objective", "safe")["(title)"]; got != "Safest" {
			t.Errorf("the title is %v", got)
		}
		w.stands(w.must(ascode.Options{}), "")
	})
	t.Run("what waits came into force in the store", func(t *testing.T) {
		w := pending(t)
		for _, move := range []string{"submit", "approve", "activate"} {
			w.write(record.Change{Move: move, By: "somebody else", Reason: "agreed", Declaration: record.Declaration{Kind: "objective", Name: "safe"}})
		}
		w.stands(w.must(ascode.Options{}), "objective/safe newer state:store; objective/safe newer state:store")
		s, err := w.State(t.Context(), "")
		if err != nil {
			t.Fatal(err)
		}
		e, err := ascode.NewExport(w.head().Registry(), w.dir, s, nil, w.base, false)
		if err != nil {
			t.Fatal(err)
		}
		if text := string(e.Write[safe]); strings.Contains(text, "---") || !strings.Contains(text, "title: Safer\nstate: active\n") {
			t.Errorf("the folder is brought up to\n%s", text)
		}
	})
	t.Run("what is in force is changed in the folder", func(t *testing.T) {
		w := pending(t)
		edit(t, w.dir, safe, "title: Safe\n", "title: Unsafe\n")
		c, err := w.apply(ascode.Options{})
		if err == nil || !strings.Contains(standings(c), "objective/safe conflict state:both") {
			t.Errorf("%v: %s", err, standings(c))
		}
	})
	t.Run("a change is written into a new document behind", func(t *testing.T) {
		w := begin(t)
		w.declare(strings.Replace(one("safe"), "title: Safe", "title: Safe\nstate: active", 1))
		w.dir, w.base = w.export()
		w.write(record.Change{Declaration: declared(t, one("safe", "title: Safe", "title: Safer"))})
		s, err := w.State(t.Context(), "")
		if err != nil {
			t.Fatal(err)
		}
		e, err := ascode.NewExport(w.head().Registry(), w.dir, s, nil, w.base, false)
		if err != nil {
			t.Fatal(err)
		}
		if text := string(e.Write[safe]); strings.Count(text, "---\n") != 1 || !strings.Contains(text, "state: draft") {
			t.Errorf("the folder is brought up to\n%s", text)
		}
	})
}
