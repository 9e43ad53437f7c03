package record

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"sort"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/steelyard-isms/steelyard/internal/fault"
)

// Change is one wish of a writer.
type Change struct {
	Declaration
	Retire     bool   // take the record out of use; Spec is then not read
	IfRevision *int64 // refuse unless the record stands at this revision; 0 = it must not exist
	File       string // where the declaration was read, for refusals
	Place      func(path string) (line, column int)
}

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
	about   map[UID]int    // the change that is about a record
	faults  []fault.Field
	stale   bool
}

// Plan decides what the changes make of a snapshot: it resolves references (also to each other), checks every field and
// rule, assigns identifiers and codes, and finds what does not change. It changes nothing itself. All changes hold or
// none does. Errors: Invalid with every place at fault; Conflict where a revision is not the one expected.
func Plan(before *Snapshot, changes []Change, at time.Time) (Planned, error) {
	p := &plan{before: before, edit: before.Edit(), changes: changes, uids: make([]UID, len(changes)),
		pending: map[string]UID{}, codes: map[string]UID{}, about: map[UID]int{}}
	p.identify(at)
	out := Planned{After: p.edit.s}
	if len(p.faults) == 0 {
		p.build(&out, at)
	}
	if len(p.faults) == 0 {
		p.check(out.Records)
	}
	if len(p.faults) == 0 {
		return out, nil
	}
	if p.stale {
		return Planned{}, &fault.Error{Code: fault.Conflict, Message: "the record has changed meanwhile", Fields: p.faults}
	}
	return Planned{}, &fault.Error{Code: fault.Invalid, Message: "the declaration cannot be accepted", Fields: p.faults}
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

// identify finds the record that each change is about, or gives a new one its identifier, before references are
// resolved: so declarations of one batch may refer to each other in any order.
func (p *plan) identify(at time.Time) {
	for i, c := range p.changes {
		k, ok := p.before.registry.Kind(c.Kind)
		if !ok {
			names := make([]string, 0, len(p.before.registry.kinds))
			for _, k := range p.before.registry.kinds {
				names = append(names, k.Name)
			}
			p.refuse(c, fault.Field{Path: "kind", Reason: fmt.Sprintf("%q is not a kind of record", Clip(c.Kind)), Remedy: nearest(c.Kind, names)})
			continue
		}
		if !nameForm.MatchString(c.Name) {
			p.refuse(c, fault.Field{Path: "name", Reason: fmt.Sprintf("%q is not a name", Clip(c.Name)),
				Remedy: "Use 1 to 63 small letters, digits and hyphens, beginning and ending with a letter or digit"})
			continue
		}
		uid, known := p.before.names.Get(nameKey(c.Kind, c.Name))
		switch {
		case c.UID != "":
			r, ok := p.before.Find(c.UID)
			if !ok || r.Kind != c.Kind {
				p.refuse(c, fault.Field{Path: "uid", Reason: "names no " + c.Kind, Remedy: "Leave uid out for a new record"})
				continue
			}
			if known && uid != c.UID {
				p.refuse(c, fault.Field{Path: "name", Reason: fmt.Sprintf("%s is or was the name of another %s", c.Name, c.Kind),
					Remedy: "Choose a name that has not been used; names are never given twice"})
				continue
			}
			uid = c.UID
		case known && p.formerly(uid, c.Name) != "":
			// whoever writes it may mean a new record, and would overwrite one that they do not know by this name
			p.refuse(c, fault.Field{Path: "name", Reason: fmt.Sprintf("%s is a former name of the %s %s", c.Name, c.Kind, p.formerly(uid, c.Name)),
				Remedy: "Use its present name; choose another name for a new record; or give its uid to rename it"})
			continue
		case !known && c.Retire:
			p.refuse(c, fault.Field{Path: "name", Reason: fmt.Sprintf("there is no %s named %s", c.Kind, c.Name), Remedy: "Check the name"})
			continue
		case !known:
			uid = NewUID(at)
		}
		key := nameKey(c.Kind, c.Name)
		_, named := p.pending[key]
		if _, other := p.about[uid]; named || other { // also by a former name, or once by name and once by identifier
			p.refuse(c, fault.Field{Path: "name", Reason: fmt.Sprintf("%s %s is declared twice", c.Kind, c.Name), Remedy: "Keep one of the two"})
			continue
		}
		p.uids[i], p.pending[key], p.about[uid] = uid, uid, i
		p.precondition(c, k, uid)
	}
}

// formerly gives the present name of a record, where it is another one.
func (p *plan) formerly(uid UID, name string) string {
	if r, ok := p.before.Find(uid); ok && r.Name != name {
		return r.Name
	}
	return ""
}

func (p *plan) precondition(c Change, k *Kind, uid UID) {
	if c.Code != "" {
		p.claimCode(c, k, uid)
	}
	if c.IfRevision == nil {
		return
	}
	var stands int64
	if r, ok := p.before.Find(uid); ok {
		stands = r.Revision
	}
	if stands != *c.IfRevision {
		p.stale = true
		p.refuse(c, fault.Field{Path: "revision", Reason: fmt.Sprintf("is %d, not %d as expected", stands, *c.IfRevision),
			Remedy: "Read the record again and repeat the change on what it says now"})
	}
}

// claimCode checks a code that comes with a declaration and keeps it from being assigned to another record.
func (p *plan) claimCode(c Change, k *Kind, uid UID) {
	owner, taken := p.before.codes.Get(c.Code)
	if !taken {
		owner, taken = p.codes[c.Code]
	}
	switch {
	case !codeForm.MatchString(c.Code) || !strings.HasPrefix(c.Code, k.Prefix+"-"):
		p.refuse(c, fault.Field{Path: "code", Reason: fmt.Sprintf("%q is not a code of this kind", Clip(c.Code)),
			Remedy: "Write it like " + k.Prefix + "-01, or leave it out to have one assigned"})
	case taken && owner != uid:
		p.refuse(c, fault.Field{Path: "code", Reason: c.Code + " belongs to another record", Remedy: "Leave code out to have one assigned"})
	case !taken && codeNumber(c.Code) > maxGivenCode:
		p.refuse(c, fault.Field{Path: "code", Reason: c.Code + " is too high to count on from", Remedy: fmt.Sprintf("Use at most %s-%d, or leave code out", k.Prefix, maxGivenCode)})
	default:
		p.codes[c.Code] = uid
		p.edit.s.counters[k.Name] = max(p.edit.s.counters[k.Name], codeNumber(c.Code))
	}
}

// resolve finds what a reference means, among the records that are there and those that this plan brings.
func (p *plan) resolve(kind, text string) (UID, *fault.Field) {
	if uid, ok := p.pending[nameKey(kind, text)]; ok {
		return uid, nil
	}
	if uid, ok := p.codes[text]; ok && p.changes[p.about[uid]].Kind == kind {
		return uid, nil
	}
	r, ok := p.before.Lookup(kind, text)
	if _, ours := p.about[uidOf(r)]; ok && ours {
		return r.UID, nil // whether it is in use is decided on the state after the change
	}
	if ok && r.Retired {
		return "", &fault.Field{Reason: fmt.Sprintf("%s %s is retired", kind, Clip(text)), Remedy: "Refer to one in use, or bring it back first"}
	}
	if ok {
		return r.UID, nil
	}
	for _, k := range p.before.registry.kinds {
		if _, found := p.before.Lookup(k.Name, text); found && k.Name != kind {
			return "", &fault.Field{Reason: fmt.Sprintf("%s is a %s; a %s is needed here", Clip(text), k.Name, kind), Remedy: "Refer to a " + kind}
		}
	}
	return "", &fault.Field{Reason: fmt.Sprintf("there is no %s %q", kind, Clip(text)), Remedy: "Declare it first, or check the name"}
}

func uidOf(r *Record) UID {
	if r == nil {
		return ""
	}
	return r.UID
}

// build makes the new revisions.
func (p *plan) build(out *Planned, at time.Time) {
	for i, c := range p.changes {
		k, _ := p.before.registry.Kind(c.Kind)
		old, exists := p.before.Find(p.uids[i])
		next := &Record{UID: p.uids[i], Kind: c.Kind, Name: c.Name, Code: c.Code, Title: strings.TrimSpace(c.Title), Revision: 1, RecordedAt: at}
		if exists {
			next.Revision, next.Code = old.Revision+1, old.Code
			if c.Code != "" && c.Code != old.Code {
				p.refuse(c, fault.Field{Path: "code", Reason: "is " + old.Code + " and never changes", Remedy: "Leave code out"})
			}
		}
		if c.Retire {
			next.Title, next.Retired, next.spec, next.refs = old.Title, true, old.spec, old.refs
		} else {
			p.fill(c, k, next)
		}
		if len(p.faults) > 0 {
			continue
		}
		if exists && same(old, next) {
			out.Unchanged++
			out.Outcomes = append(out.Outcomes, Outcome{old, Unchanged})
			continue
		}
		if next.Code == "" {
			next.Code = p.edit.nextCode(k)
		}
		action := Created
		if next.Retired {
			action = Retired
		} else if exists {
			action = Updated
		}
		p.edit.Put(next)
		out.Records = append(out.Records, next)
		out.Outcomes = append(out.Outcomes, Outcome{next, action})
	}
}

func (p *plan) fill(c Change, k *Kind, next *Record) {
	switch {
	case k.personalTitle() && next.Title != "":
		p.refuse(c, fault.Field{Path: "title", Reason: "is not kept for a " + k.Name, Remedy: "Write the name of the person in its personal field, which can be erased"})
	case !k.personalTitle() && next.Title == "":
		p.refuse(c, fault.Field{Path: "title", Reason: "is required", Remedy: "Add a title that people will read"})
	case utf8.RuneCountInString(next.Title) > 200 || !utf8.ValidString(next.Title) || strings.ContainsAny(next.Title, "\x00\n\r"):
		p.refuse(c, fault.Field{Path: "title", Reason: "is too long or not one line of text", Remedy: "Use at most 200 characters on one line"})
	}
	spec, bad := k.decode(c.Spec, p.resolve)
	for _, f := range bad {
		p.refuse(c, f)
	}
	next.spec = spec
	if len(bad) == 0 {
		next.refs = k.edges(spec)
	}
}

// personalTitle tells whether the kind names its records by a personal field.
func (k *Kind) personalTitle() bool {
	for _, f := range k.Fields {
		if f.Personal {
			return true
		}
	}
	return false
}

func same(a, b *Record) bool {
	if a.Name != b.Name || a.Title != b.Title || a.Retired != b.Retired {
		return false
	}
	x, err1 := json.Marshal(a.spec)
	y, err2 := json.Marshal(b.spec)
	return err1 == nil && err2 == nil && bytes.Equal(x, y)
}

// check runs the rules of the new revisions and of the records that refer to them, on the state after the change.
func (p *plan) check(records []*Record) {
	after := p.edit.s
	changed := map[UID]Change{}
	for i, c := range p.changes {
		changed[p.uids[i]] = c
	}
	for _, r := range records {
		c := changed[r.UID]
		k, _ := after.registry.Kind(r.Kind)
		if r.Retired {
			p.checkRetirement(c, r)
			continue
		}
		for _, f := range k.rules(after, r) {
			p.refuse(c, f)
		}
		seen := map[UID]bool{}
		for referrer := range after.Inbound(r.UID) {
			if _, own := changed[referrer.UID]; own || seen[referrer.UID] {
				continue
			}
			seen[referrer.UID] = true
			rk, _ := after.registry.Kind(referrer.Kind)
			for _, f := range rk.rules(after, referrer) {
				f.Path = referrer.Kind + "/" + referrer.Name + ": " + f.Path
				p.refuse(c, f)
			}
		}
	}
	// a record that this plan keeps may refer to one that it retires
	for _, r := range records {
		for _, e := range r.refs {
			if to, ok := after.Find(e.To); ok && to.Retired && !r.Retired {
				p.refuse(changed[r.UID], fault.Field{Path: e.Path, Reason: fmt.Sprintf("%s %s is retired", to.Kind, to.Name), Remedy: "Refer to one in use"})
			}
		}
	}
}

func (p *plan) checkRetirement(c Change, r *Record) {
	var users []string
	for referrer := range p.edit.s.Inbound(r.UID) {
		if user := referrer.Kind + "/" + referrer.Name; !slices.Contains(users, user) {
			users = append(users, user)
		}
	}
	if len(users) == 0 {
		return
	}
	sort.Strings(users)
	if n := len(users); n > 5 {
		users = append(users[:5], fmt.Sprintf("and %d more", n-5))
	}
	p.refuse(c, fault.Field{Path: "name", Reason: fmt.Sprintf("%s %s is still referred to by %s", r.Kind, r.Name, strings.Join(users, ", ")),
		Remedy: "Change or retire those first"})
}
