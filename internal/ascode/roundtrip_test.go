package ascode_test

import (
	"bytes"
	"context"
	"flag"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"

	"github.com/steelyard-isms/steelyard/internal/ascode"
	"github.com/steelyard-isms/steelyard/internal/kinds"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/store"
)

// checks runs a property so many times.
func checks(t *testing.T, n int, property func(*rapid.T)) {
	t.Helper()
	f := flag.Lookup("rapid.checks")
	was := f.Value.String()
	if err := f.Value.Set(strconv.Itoa(n)); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Value.Set(was) }()
	rapid.Check(t, property)
}

// Whatever a document says, whether its kind takes it or not, it is read back as it was; and it is written as fmt would
// write it.
func TestWhatIsWrittenIsRead(t *testing.T) {
	registry := kinds.Registry()
	checks(t, 3000, func(r *rapid.T) {
		g := gen{r, map[string][]string{}}
		for _, k := range registry.Kinds() {
			g.names[k.Name] = []string{"a", "on", "1", "0-1"}
		}
		k := rapid.SampledFrom(registry.Kinds()).Draw(r, "kind")
		d := ascode.Document{Kind: k.Name, Name: rapid.SampledFrom([]string{"a", "no", "12", "1e3", "0-0"}).Draw(r, "name"), Code: "X-01",
			Title: g.text(record.Field{Name: "title"}), Spec: g.object(k.Fields)}
		b := d.Bytes(registry)
		got, faults := ascode.Read("p.yaml", b)
		if len(faults) > 0 || len(got) != 1 {
			r.Fatalf("cannot be read: %v\n%s", faults, b)
		}
		if x := got[0]; x.Kind != d.Kind || x.Name != d.Name || x.Code != d.Code || x.Title != d.Title || !same(x.Spec, d.Spec) {
			r.Fatalf("%+v is read as %+v from\n%s", d, x.Declaration, b)
		}
		if again, faults := ascode.Format(registry, "p.yaml", b); len(faults) > 0 || !bytes.Equal(again, b) {
			r.Fatalf("fmt changes %s to %s (%v)", b, again, faults)
		}
	})
}

// folder writes an export into a new folder.
func folder(t interface{ Fatalf(string, ...any) }, state ascode.State) fstest.MapFS {
	e, err := ascode.NewExport(kinds.Registry(), fstest.MapFS{}, state, nil, nil, false)
	if err != nil {
		t.Fatalf("%v", err)
	}
	out := fstest.MapFS{}
	for name, b := range e.Write {
		out[name] = &fstest.MapFile{Data: b}
	}
	return out
}

func alike(t interface{ Fatalf(string, ...any) }, a, b fstest.MapFS) {
	if x, y := slices.Sorted(maps.Keys(a)), slices.Sorted(maps.Keys(b)); !slices.Equal(x, y) {
		t.Fatalf("the files are %v, not %v", y, x)
	}
	for name := range a {
		if !bytes.Equal(a[name].Data, b[name].Data) {
			t.Fatalf("%s was\n%s\nand is now\n%s", name, a[name].Data, b[name].Data)
		}
	}
}

// An exported programme, applied to an empty store and exported again, is the same to the byte: a thousand of them, each also as
// of a step on the way.
func TestExportIsComplete(t *testing.T) {
	registry := kinds.Registry()
	records, waiting := 0, 0
	checks(t, 1000, func(r *rapid.T) {
		_, states := history(r, 52, noon)
		for _, at := range []int{len(states) - 1, rapid.IntRange(0, len(states)-1).Draw(r, "as of")} {
			first := folder(r, stateOf(r, states[at]))
			if len(first) == 0 {
				continue // all of them are retired
			}
			changes, err := ascode.ReadDir(first)
			if err != nil {
				r.Fatalf("the export cannot be read: %v", err)
			}
			p, err := record.Plan(record.NewSnapshot(registry), imported(changes), noon)
			if err != nil {
				r.Fatalf("the export is refused by an empty store: %v", err)
			}
			records += len(changes)
			for _, d := range stateOf(r, states[at]).Records {
				if d.Force != nil {
					waiting++
				}
			}
			alike(r, first, folder(r, stateOf(r, p.After)))
		}
	})
	if records < 1000*10 {
		t.Errorf("only %d records were exported: the test shows too little", records)
	}
	if waiting < 50 {
		t.Errorf("only %d records had a revision that waits beside the one in force", waiting)
	}
	t.Logf("%d records, %d of which wait", records, waiting)
}

func open(t *testing.T, dir, name string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), store.Options{DSN: filepath.Join(dir, name), Registry: kinds.Registry()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func declare(t *testing.T, s *store.Store, changes []record.Change) {
	t.Helper()
	_, err := s.Write(t.Context(), store.Write{Type: "change", Decide: func(context.Context, *store.Tx, *record.Snapshot) (store.Decision, error) {
		return store.Decision{Changes: changes}, nil
	}})
	if err != nil {
		t.Fatal(err)
	}
}

// The same with real databases: as of every entry of a history, the export goes into an empty store and comes out the same.
func TestExportOfThePastIsComplete(t *testing.T) {
	for seed := range 10 {
		r := rapid.Custom(func(r *rapid.T) []record.Change { changes, _ := history(r, 52, noon); return changes }).Example(seed)
		dir := t.TempDir()
		s := open(t, dir, "first.db")
		var then []fstest.MapFS
		for _, c := range r {
			declare(t, s, []record.Change{c})
			then = append(then, folder(t, stateOf(t, s.Snapshot())))
		}
		now := s.Snapshot().Seq()
		for seq := int64(1); seq <= now; seq++ {
			past, err := s.AsOf(t.Context(), seq)
			if err != nil {
				t.Fatal(err)
			}
			first := folder(t, stateOf(t, past))
			if int(now) == len(then) {
				alike(t, then[seq-1], first)
			}
			if seq%6 != 0 && seq != now || len(first) == 0 {
				continue
			}
			other := open(t, dir, strconv.FormatInt(seq, 10)+".db")
			changes, err := ascode.ReadDir(first)
			if err != nil {
				t.Fatal(err)
			}
			declare(t, other, imported(changes))
			alike(t, first, folder(t, stateOf(t, other.Snapshot())))
		}
	}
}
