package record

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/steelyard-isms/steelyard/internal/fault"
)

// Change is one wish of a writer.
type Change struct {
	Declaration
	Retire     bool   // take the record out of use; Spec is then not read
	Move       string // a move of the kind's lifecycle; Spec and Title are then not read
	Import     bool   // the declaration may bring a state: the writer has the right to
	By         UID    // who wishes it: a person, an account without one, or Nobody
	Reason     string // why, for moves that ask for it
	IfRevision *int64 // refuse unless the record stands at this revision; 0 = it must not exist
	File       string // where the declaration was read, for refusals
	Place      func(path string) (line, column int)
	Sees       func(*Record) bool // what the writer may see: nothing else is referred to anew, or named in refusals; nil: everything
}

// Nobody is the author of what a command on the machine of the database wrote.
const Nobody UID = "operator"

// Planned is what a set of changes would make of a snapshot.
type Planned struct {
	After     *Snapshot // with the planned records in it, not yet sealed with a sequence
	Records   []*Record // new revisions, in the order of the changes
	Outcomes  []Outcome // one for each change, in order
	Unchanged int
}

// Outcome says what became of one change.
type Outcome struct {
	Record *Record
	Action Action
}

// Action is what a change does to a record.
type Action string

// The actions.
const (
	Created   Action = "created"
	Updated   Action = "updated"
	Moved     Action = "moved" // to another state; what it says is as before
	Retired   Action = "retired"
	Unchanged Action = "unchanged"
)

type plan struct {
	before  *Snapshot
	edit    *Edit
	changes []Change
	uids    []UID
	pending map[string]UID // kind NUL name, of the records that this plan is about
	codes   map[string]UID // codes that this plan brings
	about   map[UID]int    // the first change that is about a record
	twice   map[UID]bool   // records of which one revision is in force and another waits
	faults  []fault.Field
	stale   bool
}

// Plan decides what the changes make of a snapshot: it resolves references (also to each other), checks every field and
// rule, assigns identifiers and codes, and finds what does not change. It changes nothing itself. All changes hold or
// none does. Errors: Invalid with every place at fault; Conflict where a revision is not the one expected.
func Plan(before *Snapshot, changes []Change, at time.Time) (Planned, error) {
	p := &plan{before: before, edit: before.Edit(), changes: changes, uids: make([]UID, len(changes)),
		pending: map[string]UID{}, codes: map[string]UID{}, about: map[UID]int{}, twice: map[UID]bool{}}
	p.identify(at)
	out := Planned{After: p.edit.s}
	if len(p.faults) == 0 {
		p.build(&out, at)
	}
	if len(p.faults) == 0 {
		p.check(out.Records, at)
	}
	if len(p.faults) == 0 {
		return out, nil
	}
	if p.stale {
		return Planned{}, &fault.Error{Code: fault.Conflict, Message: "the record has changed meanwhile", Fields: p.faults}
	}
	return Planned{}, &fault.Error{Code: fault.Invalid, Message: "the declaration cannot be accepted", Fields: p.faults}
}

// sees tells whether the writer may see a record.
func (c Change) sees(r *Record) bool { return c.Sees == nil || c.Sees(r) }

// called is how the writer is told of a record: by name, or by code where they may not see it.
func (c Change) called(r *Record) string {
	if c.sees(r) {
		return r.Name
	}
	return r.Code
}

// refuse adds a fault at a place of a change.
func (p *plan) refuse(c Change, f fault.Field) {
	f.File = c.File
	if c.Place != nil {
		f.Line, f.Column = c.Place(f.Path)
	}
	if len(p.changes) > 1 && c.File == "" {
		f.Path = Clip(c.Kind) + "/" + Clip(c.Name) + ": " + f.Path
	}
	if len(p.faults) < 10*maxFault {
		p.faults = append(p.faults, f)
	}
}

// build makes the new revisions.
func (p *plan) build(out *Planned, at time.Time) {
	for i, c := range p.changes {
		k, _ := p.before.registry.Kind(c.Kind)
		old, exists := p.edit.s.Find(p.uids[i])
		next := &Record{UID: p.uids[i], Kind: c.Kind, Name: c.Name, Code: c.Code, Title: strings.TrimSpace(c.Title), Revision: 1, RecordedAt: at}
		if exists {
			next.Revision, next.Code = old.Revision+1, old.Code
			if c.Code != "" && c.Code != old.Code {
				p.refuse(c, fault.Field{Path: "code", Reason: "is " + old.Code + " and never changes", Remedy: "Leave code out"})
			}
		}
		switch {
		case c.Retire:
			p.retire(c, k, old, next)
		case c.Move != "":
			next.Title, next.spec, next.refs, next.files = old.Title, old.spec, old.refs, old.files
			p.step(c, k, old, next)
		default:
			p.fill(c, k, old, next)
		}
		if len(p.faults) > 0 {
			continue
		}
		if stands := p.stands(c, old, next); stands != nil {
			out.Unchanged++
			out.Outcomes = append(out.Outcomes, Outcome{stands, Unchanged})
			continue
		}
		if !c.Retire && c.Move == "" {
			if p.step(c, k, old, next); len(p.faults) > 0 {
				continue
			}
		}
		if next.Code == "" {
			next.Code = p.edit.nextCode(k)
		}
		action := Created
		switch {
		case c.Retire:
			action = Retired
		case c.Move != "":
			action = Moved
		case exists:
			action = Updated
		}
		p.edit.Put(next)
		out.Records = append(out.Records, next)
		out.Outcomes = append(out.Outcomes, Outcome{next, action})
	}
}

func (p *plan) fill(c Change, k *Kind, old, next *Record) {
	switch {
	case k.personalTitle() && next.Title != "":
		p.refuse(c, fault.Field{Path: "title", Reason: "is not kept for a " + k.Name, Remedy: "Write the name of the person in its personal field, which can be erased"})
	case !k.personalTitle() && next.Title == "":
		p.refuse(c, fault.Field{Path: "title", Reason: "is required", Remedy: "Add a title that people will read"})
	case utf8.RuneCountInString(next.Title) > 200 || !utf8.ValidString(next.Title) || strings.ContainsAny(next.Title, "\x00\n\r"):
		p.refuse(c, fault.Field{Path: "title", Reason: "is too long or not one line of text", Remedy: "Use at most 200 characters on one line"})
	case Concealed(next.Title, false) != "" && (old == nil || old.Title != next.Title):
		p.refuse(c, fault.Field{Path: "title", Reason: concealedReason(Concealed(next.Title, false)), Remedy: concealedRemedy})
	}
	spec, bad := k.decode(c.Spec, p.resolver(c, old))
	for _, f := range bad {
		p.refuse(c, f)
	}
	next.spec = spec
	if len(bad) == 0 {
		next.refs, next.files = k.edges(spec)
	}
}

// retire takes a record out of use. What was approved ends by its lifecycle, not around it.
func (p *plan) retire(c Change, k *Kind, old, next *Record) {
	if k.Lifecycle.Approves() && old.InForce != 0 && !c.Import {
		p.refuse(c, fault.Field{Path: "name", Reason: fmt.Sprintf("%s %s is in force", k.Name, old.Name), Remedy: p.remedyOfWays(k, old)})
	}
	next.Title, next.Retired, next.spec, next.refs, next.files = old.Title, true, old.spec, old.refs, old.files
	next.State, next.Authors = old.State, old.Authors
}

// stands gives the revision that says already what a change asks for: the latest, or the one in force where the
// declaration names its state; nil where it asks for something new.
func (p *plan) stands(c Change, old, next *Record) *Record {
	if old == nil || c.Move != "" {
		return nil
	}
	if same(old, next) && (c.State == "" || c.State == old.State) {
		return old
	}
	if force, ok := p.edit.s.InForce(old.UID); ok && c.State != "" && c.State == force.State {
		named := *force
		if named.Name = old.Name; same(&named, next) { // a name is not what is approved
			return force
		}
	}
	return nil
}

// personalTitle tells whether the kind names its records by a personal field: one that is required.
func (k *Kind) personalTitle() bool {
	return slices.ContainsFunc(k.Fields, func(f Field) bool { return f.NamesRecord() })
}

func same(a, b *Record) bool {
	if a.Name != b.Name || a.Title != b.Title || a.Retired != b.Retired {
		return false
	}
	x, err1 := json.Marshal(a.spec)
	y, err2 := json.Marshal(b.spec)
	return err1 == nil && err2 == nil && bytes.Equal(x, y)
}
