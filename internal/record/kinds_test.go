package record_test

import (
	"bytes"
	"encoding/json"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// gear has a field of every kind of mechanics, at depth.
type gear struct {
	Text     string                   `json:"text,omitempty" field:"len=10"`
	Choice   string                   `json:"choice,omitempty" field:"enum=a|b"`
	Number   float64                  `json:"number,omitempty" field:"min=-1,max=10"`
	Whole    int                      `json:"whole,omitempty" field:"min=0,max=100"`
	Maybe    *int                     `json:"maybe,omitempty"`
	Yes      bool                     `json:"yes,omitempty"`
	On       civil.Date               `json:"on,omitzero"`
	Next     record.Ref               `json:"next,omitempty" field:"ref=gear"`
	Words    []string                 `json:"words,omitempty" field:"len=5,enum=red|blue"`
	Parts    []part                   `json:"parts,omitempty"`
	Table    map[string]float64       `json:"table,omitempty" field:"max=1"`
	Weight   record.Dated[float64]    `json:"weight,omitempty" field:"max=5"`
	Heir     record.Dated[record.Ref] `json:"heir,omitempty" field:"ref=gear"`
	Plan     record.Dated[part]       `json:"plan,omitempty"`
	Secret   string                   `json:"secret,omitempty" field:"personal,len=20"`
	Optional *part                    `json:"optional,omitempty"`
}

type part struct {
	Name  string                `json:"name" field:"required"`
	Share record.Dated[float64] `json:"share,omitempty"`
	Sub   []part1               `json:"sub,omitempty"`
}

type part1 struct {
	Gear record.Ref `json:"gear" field:"required,ref=gear"`
	Size int        `json:"size,omitempty" field:"max=9"`
}

// plain has a title of its own.
type plain struct {
	Text string `json:"text" field:"required"`
}

var (
	gearKind = record.Define(record.Definition[gear]{Name: "gear", Plural: "gears", Prefix: "G", Version: 1, Rules: func(c *record.Check[gear]) {
		if c.Spec.Text == "ruled out" {
			c.Refuse("text", "is ruled out", "Write something else")
		}
	}})
	plainKind = record.Define(record.Definition[plain]{Name: "plain", Plural: "plains", Prefix: "L", Version: 1})
)

func registry() *record.Registry { return record.NewRegistry(gearKind, plainKind) }

var noon = time.Date(2026, 9, 30, 12, 0, 0, 0, time.UTC)

func tree(t testing.TB, text string) record.Tree {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader([]byte(text)))
	d.UseNumber()
	var out record.Tree
	if err := d.Decode(&out); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return out
}

func declare(t testing.TB, kind, name, spec string) record.Change {
	t.Helper()
	c := record.Change{Declaration: record.Declaration{Kind: kind, Name: name, Spec: tree(t, spec)}}
	if kind != "sheet" { // whose title is personal
		c.Title = "Plain " + name
	}
	return c
}

// with gives a snapshot that holds some records.
func with(t testing.TB, changes ...record.Change) *record.Snapshot {
	t.Helper()
	p, err := record.Plan(record.NewSnapshot(registry()), changes, noon)
	if err != nil {
		t.Fatal(err)
	}
	return p.After.Edit().Seal(1, noon)
}
