package kinds_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/kinds"
	"github.com/steelyard-isms/steelyard/internal/record"
)

var noon = time.Date(2026, 9, 30, 12, 0, 0, 0, time.UTC)

// programme is a state with the examples of all kinds in it, and what they declare.
type programme struct {
	t        *testing.T
	snapshot *record.Snapshot
	examples map[string]record.Declaration // by kind
	seq      int64
}

func read(t *testing.T, b []byte) record.Tree {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	var tree record.Tree
	if err := d.Decode(&tree); err != nil {
		t.Fatalf("%v: %s", err, b)
	}
	return tree
}

// begin declares the examples that the API shows, and what stands beside them.
func begin(t *testing.T) *programme {
	t.Helper()
	p := &programme{t: t, snapshot: record.NewSnapshot(kinds.Registry()), examples: map[string]record.Declaration{}}
	var changes []record.Change
	for _, k := range p.snapshot.Registry().Kinds() {
		b, err := os.ReadFile(filepath.Join("../api/examples", k.Name+".json"))
		if err != nil {
			t.Fatal(err)
		}
		body, _ := read(t, b).(map[string]any)
		title, _ := body["title"].(string)
		p.examples[k.Name] = record.Declaration{Kind: k.Name, Name: body["name"].(string), Title: title, Spec: body["spec"]}
		changes = append(changes, record.Change{Declaration: p.examples[k.Name], By: "author"})
	}
	b, err := os.ReadFile("../api/testdata/beside.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range read(t, b).([]any) {
		entry := x.(map[string]any)
		parts := strings.Split(entry["path"].(string), "/")
		kind, _ := p.snapshot.Registry().ByPlural(parts[3])
		body := entry["body"].(map[string]any)
		title, _ := body["title"].(string)
		changes = append(changes, record.Change{By: "author", Declaration: record.Declaration{Kind: kind.Name, Name: parts[4], Title: title, Spec: body["spec"]}})
	}
	if err := p.apply(changes...); err != nil {
		t.Fatalf("the examples are refused: %v\n%s", err, said(err))
	}
	return p
}

func (p *programme) apply(changes ...record.Change) error {
	out, err := record.Plan(p.snapshot, changes, noon)
	if err == nil {
		p.seq++
		p.snapshot = out.After.Edit().Seal(p.seq, noon)
	}
	return err
}

// changed is the example of a kind with some fields of its spec replaced, and those that are null left out.
func (p *programme) changed(kind, patch string) record.Change {
	p.t.Helper()
	d := p.examples[kind]
	spec := maps.Clone(d.Spec.(map[string]any))
	for name, v := range read(p.t, []byte(patch)).(map[string]any) {
		if v == nil {
			delete(spec, name)
		} else {
			spec[name] = v
		}
	}
	d.Spec = spec
	return record.Change{Declaration: d, By: "author"}
}

// move takes the example of a kind to another state.
func (p *programme) move(kind, move string, by record.UID, reason string) error {
	return p.apply(record.Change{Declaration: record.Declaration{Kind: kind, Name: p.examples[kind].Name}, Move: move, By: by, Reason: reason})
}

func (p *programme) state(kind string) string {
	r, _ := p.snapshot.Lookup(kind, p.examples[kind].Name)
	return r.State
}

func said(err error) string {
	var lines []string
	for _, f := range fault.Of(err).Fields {
		lines = append(lines, f.Path+" "+f.Reason)
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}
