package ascode_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/steelyard-isms/steelyard/internal/ascode"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/kinds"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// memory is a store in memory, with all its states.
type memory struct {
	t      interface{ Fatal(...any) }
	states []*record.Snapshot
	before func(*memory) // does something between comparing and writing
}

func newMemory(t interface{ Fatal(...any) }) *memory {
	return &memory{t: t, states: []*record.Snapshot{record.NewSnapshot(kinds.Registry())}}
}

func (m *memory) head() *record.Snapshot { return m.states[len(m.states)-1] }

func (m *memory) State(_ context.Context, asOf string) (ascode.State, error) {
	seq := len(m.states) - 1
	if asOf != "" {
		if _, err := fmt.Sscanf(asOf, "entry:%d", &seq); err != nil || seq >= len(m.states) {
			return ascode.State{}, fault.New(fault.NotFound, "the journal has no such entry")
		}
	}
	s := stateOf(m.t, m.states[seq])
	s.Seq = int64(seq)
	if seq == 0 {
		s.Store = ""
	}
	return s, nil
}

func (m *memory) Apply(_ context.Context, changes []record.Change, _ string, dry bool) (ascode.Receipt, error) {
	if m.before != nil {
		m.before(m)
	}
	p, err := record.Plan(m.head(), imported(changes), noon)
	if err != nil {
		return ascode.Receipt{}, err
	}
	r := ascode.Receipt{Seq: int64(len(m.states) - 1)}
	for _, o := range p.Outcomes {
		r.Outcomes = append(r.Outcomes, ascode.Outcome{Kind: o.Record.Kind, Name: o.Record.Name, Code: o.Record.Code, Action: o.Action})
	}
	if len(p.Records) > 0 && !dry {
		m.states = append(m.states, p.After)
		r.Seq++
	}
	return r, nil
}

// declare changes the store past the folder, as people do in a browser.
func (m *memory) declare(text string) {
	changes, faults := ascode.Read("browser", []byte(text))
	if len(faults) > 0 {
		m.t.Fatal(faults)
	}
	m.write(changes...)
}

func (m *memory) write(changes ...record.Change) {
	p, err := record.Plan(m.head(), imported(changes), noon)
	if err != nil {
		m.t.Fatal(err)
	}
	m.states = append(m.states, p.After)
}

// export gives the folder and the base that export would write into a new one.
func (m *memory) export() (fstest.MapFS, *ascode.Base) {
	s, _ := m.State(context.Background(), "")
	e, err := ascode.NewExport(kinds.Registry(), fstest.MapFS{}, s, nil, nil, false)
	if err != nil {
		m.t.Fatal(err)
	}
	out := fstest.MapFS{}
	for name, b := range e.Write {
		out[name] = &fstest.MapFile{Data: b}
	}
	return out, e.Base
}

// spec gives what the store says of a record.
func (m *memory) spec(kind, name string) map[string]any {
	s := stateOf(m.t, m.head())
	for _, d := range s.Records {
		if d.Kind == kind && d.Name == name && !d.Retired {
			spec := d.Spec.(map[string]any)
			spec["(title)"] = d.Title
			return spec
		}
	}
	return nil
}

func read(t interface{ Fatal(...any) }, dir fstest.MapFS) []record.Change {
	out, err := ascode.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func edit(t *testing.T, dir fstest.MapFS, name, from, to string) {
	t.Helper()
	text := string(dir[name].Data)
	if !strings.Contains(text, from) {
		t.Fatalf("%s does not say %q:\n%s", name, from, text)
	}
	dir[name] = &fstest.MapFile{Data: []byte(strings.Replace(text, from, to, 1))}
}

const company = `apiVersion: steelyard/v1
kind: unit
name: hq
title: Headquarters
spec: {level: organisation, description: All of us}
---
apiVersion: steelyard/v1
kind: person
name: p-1
spec: {full_name: Kari Solberg, unit: hq}
---
apiVersion: steelyard/v1
kind: measure
name: mfa
title: Accounts
spec: {unit: hq, owner: p-1, period_days: 31, scale: {direction: higher, knots: {red: 80, green: 95}}}
---
apiVersion: steelyard/v1
kind: measure
name: patched
title: Patched
spec: {unit: hq, owner: p-1, period_days: 31, scale: {direction: higher, knots: {red: 80, green: 95}}}
---
apiVersion: steelyard/v1
kind: measure
name: spare
title: Spare
spec: {unit: hq, owner: p-1, period_days: 31, scale: {direction: higher, knots: {red: 80, green: 95}}}
---
apiVersion: steelyard/v1
kind: scorecard
name: sec
title: Security
spec: {unit: hq}
---
apiVersion: steelyard/v1
kind: perspective
name: inside
title: Inside
spec: {scorecard: sec, weight: 1}
---
apiVersion: steelyard/v1
kind: objective
name: safe
title: Safe
spec: {unit: hq, owner: p-1, perspective: inside, weight: 1, measures: [{measure: mfa, weight: 1}, {measure: patched, weight: 1}]}
`

// one gives a document of the company again, changed.
func one(name string, changes ...string) string {
	for doc := range strings.SplitSeq(company, "---\n") {
		if strings.Contains(doc, "\nname: "+name+"\n") {
			return strings.NewReplacer(changes...).Replace(doc)
		}
	}
	return ""
}

type work struct {
	t *testing.T
	*memory
	dir  fstest.MapFS
	base *ascode.Base
}

func begin(t *testing.T) *work {
	m := newMemory(t)
	m.declare(company)
	dir, base := m.export()
	return &work{t, m, dir, base}
}

func (w *work) apply(o ascode.Options) (*ascode.Comparison, error) {
	c, _, base, err := ascode.Apply(w.t.Context(), kinds.Registry(), w.memory, read(w.t, w.dir), w.base, o, "test")
	if err == nil {
		w.base = base
	}
	return c, err
}

func (w *work) must(o ascode.Options) *ascode.Comparison {
	w.t.Helper()
	c, err := w.apply(o)
	if err != nil {
		w.t.Fatal(err)
	}
	return c
}

func standings(c *ascode.Comparison) string {
	var out []string
	for _, d := range c.Differences {
		text := d.Kind + "/" + d.Name + " " + string(d.Standing)
		for _, f := range d.Fields {
			text += fmt.Sprintf(" %s:%s", f.Field, f.Side)
		}
		out = append(out, text)
	}
	return strings.Join(out, "; ")
}

func (w *work) stands(c *ascode.Comparison, want string) {
	w.t.Helper()
	if got := standings(c); got != want {
		w.t.Errorf("the comparison says\n%s\nnot\n%s", got, want)
	}
}
