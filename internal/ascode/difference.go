package ascode

import (
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// Standing says how a record of the folder stands to the store.
type Standing string

// The standings. The first four are outcomes of applying as well.
const (
	Created   Standing = "created"
	Updated   Standing = "updated"
	Unchanged Standing = "unchanged"
	Retired   Standing = "retired"  // the folder has given it up, and is asked to retire it
	Newer     Standing = "newer"    // only the store has changed it: that stays
	Missing   Standing = "missing"  // the folder has given it up; the store has it still
	Clash     Standing = "conflict" // both have changed the same to different values
)

// Difference is a record that differs between folder and store.
type Difference struct {
	Kind     string            `json:"kind"`
	Name     string            `json:"name"`
	Code     string            `json:"code,omitempty"` // where it has one already
	Standing Standing          `json:"standing"`
	File     string            `json:"file,omitempty"`
	Line     int               `json:"line,omitempty"`
	Fields   []FieldDifference `json:"fields,omitempty"`
}

// Comparison is what applying a folder would do.
type Comparison struct {
	Differences []Difference    // by kind and name; without those that are unchanged
	Unchanged   int             // records that say the same
	Others      int             // records of the store that the folder never had
	Changes     []record.Change // what brings the store to what the folder wants, each on the revision that was compared
	store       State
	behind      map[string]int64 // records that the folder holds as they were at an earlier entry
	given       []string         // records that the folder has given up and the store has not
}

// Options say how a folder is compared.
type Options struct {
	NoBase bool // everything in the folder counts, whatever changed in the store since
	Prune  bool // records that the folder has given up are retired
}

// Differs tells whether applying would change anything, or finds anything that the folder does not know.
func (c *Comparison) Differs() bool { return len(c.Differences) > 0 }

// Count gives how many records stand so.
func (c *Comparison) Count(s Standing) int {
	n := 0
	for _, d := range c.Differences {
		if d.Standing == s {
			n++
		}
	}
	return n
}

// Conflict gives nil where nobody must choose; else a Conflict with each place, both values and what to do.
func (c *Comparison) Conflict() error {
	var fields []fault.Field
	for _, d := range c.Differences {
		for _, f := range d.Fields {
			if f.Side == FromBoth {
				fields = append(fields, fault.Field{File: d.File, Line: f.Line, Column: f.Column, Path: d.Kind + "/" + d.Name + ": " + f.Field,
					Reason: f.Why(), Remedy: "Write what the store has, or bring it in with steelyard export and then write yours"})
			}
		}
	}
	if len(fields) == 0 {
		return nil
	}
	return &fault.Error{Code: fault.Conflict, Message: "the folder and the store have changed the same", Fields: fields}
}

// Why tells how the versions of a field differ.
func (f FieldDifference) Why() string {
	if f.Reason != "" {
		return f.Reason
	}
	return "is " + Say(f.Folder) + " here and " + Say(f.Store) + " in the store; it was " + Say(f.Base)
}
