package record

import (
	"fmt"
	"slices"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/fault"
)

// Lifecycle says through which states records of a kind go, who moves them, and when what they say is in force. A kind
// without one is in force from the moment it is declared.
type Lifecycle struct {
	States []State // the first is that of a new record
	Moves  []Move
	Before string // state of records that were written before the kind had a lifecycle; one that is in force
}

// State is one of the states.
type State struct {
	Name    string
	InForce bool   // what the record says counts
	Revise  string // state that a change of the record puts it in, while the revision in force stays so; empty: a change leaves the state
	Fixed   bool   // what it says changes only after a move
	Closed  bool   // the end: it is in force no more, and changes only by a move
	Done    bool   // what was to be done is done: what it says runs out no more
}

// Move is a step from one state to another.
type Move struct {
	Name     string
	From     []string
	To       string   // Back: to what is in force
	Roles    []string // who may, beside administrators; within their unit
	Claim    bool     // claims something, such as that it is done: whoever makes it and the record's owners count as authors of that
	Approval bool     // never by who wrote what is moved
	Reason   bool     // needs one
	Sign     bool     // is a signature: whoever moves proves again who they are, where there is a way to
}

// Back as the end of a move drops the revision that waits: the record says again what is in force.
const Back = "in force"

func (l *Lifecycle) state(name string) *State {
	for i := range l.States {
		if l.States[i].Name == name {
			return &l.States[i]
		}
	}
	return nil
}

// Move finds a move by its name among those that lead on from a state.
func (l *Lifecycle) Move(name, from string) (Move, bool) {
	if l == nil {
		return Move{}, false
	}
	for _, m := range l.Moves {
		if m.Name == name && slices.Contains(m.From, from) {
			return m, true
		}
	}
	return Move{}, false
}

// Open lists the moves that lead on from a state.
func (l *Lifecycle) Open(from string) []Move {
	var out []Move
	if l != nil {
		for _, m := range l.Moves {
			if slices.Contains(m.From, from) {
				out = append(out, m)
			}
		}
	}
	return out
}

// Approves tells whether something comes into force by approval only.
func (l *Lifecycle) Approves() bool {
	return l != nil && slices.ContainsFunc(l.Moves, func(m Move) bool { return m.Approval })
}

// Counts tells whether what a record says in a state is in force.
func (l *Lifecycle) Counts(state string) bool {
	if l == nil {
		return false
	}
	s := l.state(state)
	return s != nil && s.InForce
}

// Finished tells whether what was to be done is done in a state.
func (l *Lifecycle) Finished(state string) bool {
	if l == nil {
		return false
	}
	s := l.state(state)
	return s != nil && s.Done
}

// Ended tells whether a state is the end.
func (l *Lifecycle) Ended(state string) bool {
	if l == nil {
		return false
	}
	s := l.state(state)
	return s != nil && s.Closed
}

// StateNames lists the states.
func (l *Lifecycle) StateNames() []string {
	var out []string
	if l != nil {
		for _, s := range l.States {
			out = append(out, s.Name)
		}
	}
	return out
}

// check finds the programmer's mistakes in a lifecycle.
func (l *Lifecycle) check(kind string) {
	if l == nil {
		return
	}
	known := func(name, where string) *State {
		s := l.state(name)
		if s == nil {
			panic(fmt.Sprintf("kind %s: %s names the unknown state %q", kind, where, name))
		}
		return s
	}
	if len(l.States) == 0 || !known(l.Before, "Before").InForce {
		panic("kind " + kind + ": a lifecycle has states, and Before is one in force")
	}
	for _, s := range l.States {
		if s.Revise != "" && known(s.Revise, s.Name).InForce || s.Closed && s.InForce || s.Fixed && s.Revise != "" {
			panic(fmt.Sprintf("kind %s: state %s is in force and not, or changes and not", kind, s.Name))
		}
	}
	for _, m := range l.Moves {
		for _, from := range m.From {
			known(from, m.Name)
		}
		if m.To != Back {
			known(m.To, m.Name)
		}
	}
}

// live gives a record the state that it has where none was written: of a kind whose lifecycle came later.
func (k *Kind) live(r *Record) {
	if k.Lifecycle != nil && r.State == "" {
		r.State, r.InForce = k.Lifecycle.Before, r.Revision
	}
}

// step gives the next revision of a record its state: by a move, by a change of what it says, or from the start. It
// refuses what the lifecycle does not have.
func (p *plan) step(c Change, k *Kind, old, next *Record) {
	l := k.Lifecycle
	switch {
	case l == nil:
		if c.Move != "" || c.State != "" {
			p.refuse(c, fault.Field{Path: stepPath(c), Reason: One(k.Name) + " has no states", Remedy: "Leave it out"})
		}
	case c.Move != "":
		p.move(c, k, old, next)
	case c.State != "" && (old == nil || c.Import):
		p.enter(c, k, old, next)
	case old == nil || old.Retired:
		next.State, next.Authors = l.States[0].Name, writers(c.By)
		if l.States[0].InForce {
			next.InForce = next.Revision
		}
	case c.State != "" && c.State != old.State:
		p.refuse(c, fault.Field{Path: "state", Reason: fmt.Sprintf("is %s, not %s", old.State, Clip(c.State)), Remedy: "Leave state out; " + p.ways(k, old)})
	default:
		p.revise(c, k, old, next)
	}
}

func stepPath(c Change) string {
	if c.Move != "" {
		return "move"
	}
	return "state"
}

// ways says which moves lead on.
func (p *plan) ways(k *Kind, old *Record) string {
	var names []string
	for _, m := range k.Lifecycle.Open(old.State) {
		names = append(names, m.Name)
	}
	if len(names) == 0 {
		return "nothing leads on from " + old.State
	}
	return "moves from " + old.State + ": " + strings.Join(names, ", ")
}

// move takes a record from one state to another. What it says stays, unless it goes back to what is in force.
func (p *plan) move(c Change, k *Kind, old, next *Record) {
	m, ok := k.Lifecycle.Move(c.Move, old.State)
	switch {
	case old.Retired:
		p.refuse(c, fault.Field{Path: "move", Reason: fmt.Sprintf("%s %s is retired", k.Name, old.Name), Remedy: "Declare it again to bring it back into use"})
		return
	case !ok:
		p.refuse(c, fault.Field{Path: "move", Reason: fmt.Sprintf("%s is no move from %s", Clip(c.Move), old.State), Remedy: p.remedyOfWays(k, old)})
		return
	case m.Reason && strings.TrimSpace(c.Reason) == "":
		p.refuse(c, fault.Field{Path: "reason", Reason: "is required to " + m.Name, Remedy: "Say why"})
	case m.Approval && slices.Contains(old.Authors, c.By):
		p.refuse(c, fault.Field{Path: "move", Reason: "whoever wrote " + One(k.Name) + " does not " + m.Name + " it", Remedy: "Have someone else " + m.Name + " it"})
	}
	next.Authors = old.Authors
	if m.Claim {
		next.Authors = authors(&Record{Authors: p.edit.s.Owners(old)}, c.By)
	}
	if m.To == Back {
		force, waits := p.edit.s.InForce(old.UID)
		if !waits || force.Revision == old.Revision {
			p.refuse(c, fault.Field{Path: "move", Reason: "nothing else is in force", Remedy: p.remedyOfWays(k, old)})
			return
		}
		next.Title, next.spec, next.refs, next.files = force.Title, force.spec, force.refs, force.files
		next.State, next.Authors, next.InForce = force.State, force.Authors, next.Revision
		return
	}
	to := k.Lifecycle.state(m.To)
	next.State, next.InForce = to.Name, old.InForce
	switch {
	case to.InForce:
		next.InForce = next.Revision
	case to.Closed || old.InForce == old.Revision:
		next.InForce = 0
	}
}

func (p *plan) remedyOfWays(k *Kind, old *Record) string {
	ways := p.ways(k, old)
	return strings.ToUpper(ways[:1]) + ways[1:]
}

// enter gives a record the state that a declaration brings: a new one, or one that is imported.
func (p *plan) enter(c Change, k *Kind, old, next *Record) {
	s := k.Lifecycle.state(c.State)
	switch {
	case s == nil:
		p.refuse(c, fault.Field{Path: "state", Reason: fmt.Sprintf("%q is no state of a %s", Clip(c.State), k.Name), Remedy: nearest(c.State, k.Lifecycle.StateNames())})
		return
	case !c.Import && s.Name != k.Lifecycle.States[0].Name:
		p.refuse(c, fault.Field{Path: "state", Reason: "a new " + k.Name + " begins as " + k.Lifecycle.States[0].Name,
			Remedy: "Leave state out and move it on; only an administrator brings records in with their states"})
		return
	}
	next.State, next.Authors = s.Name, writers(c.By)
	switch {
	case s.InForce:
		next.InForce = next.Revision
	case old != nil && !s.Closed:
		next.InForce = old.InForce
	}
}

// revise gives a changed record its state.
func (p *plan) revise(c Change, k *Kind, old, next *Record) {
	s := k.Lifecycle.state(old.State)
	switch {
	case s.Closed || s.Fixed:
		p.refuse(c, fault.Field{Path: "state", Reason: "is " + s.Name + ": it changes no more", Remedy: p.remedyOfWays(k, old)})
	case s.Revise != "":
		next.State, next.InForce, next.Authors = s.Revise, old.InForce, writers(c.By)
		if !s.InForce {
			next.Authors = authors(old, c.By)
		}
	case s.InForce:
		next.State, next.InForce, next.Authors = s.Name, next.Revision, authors(old, c.By)
	default:
		next.State, next.InForce, next.Authors = s.Name, old.InForce, authors(old, c.By)
	}
}

// writers is the author of words that nobody else had a part in; none where it was not told who writes.
func writers(by UID) []UID {
	if by == "" {
		return nil
	}
	return []UID{by}
}

// authors adds whoever changes a record to those who wrote what waits.
func authors(old *Record, by UID) []UID {
	if by == "" || slices.Contains(old.Authors, by) {
		return old.Authors
	}
	return append(slices.Clone(old.Authors), by)
}
