package record

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/steelyard-isms/steelyard/internal/fault"
)

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
		if bad := BadName(c.Name); bad != nil {
			p.refuse(c, *bad)
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
		case known && p.formerly(c, uid) != "":
			// whoever writes it may mean a new record, and would overwrite one that they do not know by this name
			p.refuse(c, fault.Field{Path: "name", Reason: fmt.Sprintf("%s is a former name of the %s %s", c.Name, c.Kind, p.formerly(c, uid)),
				Remedy: "Use its present name; choose another name for a new record; or give its uid to rename it"})
			continue
		case !known && (c.Retire || c.Move != ""):
			p.refuse(c, fault.Field{Path: "name", Reason: fmt.Sprintf("there is no %s named %s", c.Kind, c.Name), Remedy: "Check the name"})
			continue
		case !known:
			uid = NewUID(at)
		}
		key := nameKey(c.Kind, c.Name)
		before, named := p.pending[key]
		if named && !known {
			uid = before
		}
		if _, other := p.about[uid]; (named || other) && !p.waits(c, k, uid) { // also by a former name, or once by name and once by identifier
			p.refuse(c, fault.Field{Path: "name", Reason: fmt.Sprintf("%s %s is declared twice", c.Kind, c.Name), Remedy: "Keep one of the two"})
			continue
		}
		p.uids[i], p.pending[key] = uid, uid
		if !p.twice[uid] {
			p.about[uid] = i
		}
		p.precondition(c, k, uid)
	}
}

// waits tells whether a second declaration of a record is the revision that waits beside the one in force, which the
// first declared: so that both are brought in at once.
func (p *plan) waits(c Change, k *Kind, uid UID) bool {
	first, ok := p.about[uid]
	if !ok || k.Lifecycle == nil || p.twice[uid] || c.Name != p.changes[first].Name {
		return false
	}
	force, waiting := k.Lifecycle.state(p.changes[first].State), k.Lifecycle.state(c.State)
	p.twice[uid] = force != nil && force.InForce && waiting != nil && !waiting.InForce && !waiting.Closed
	return p.twice[uid]
}

// formerly gives what a record is called now, where it bears another name than a change gives it.
func (p *plan) formerly(c Change, uid UID) string {
	if r, ok := p.before.Find(uid); ok && r.Name != c.Name {
		return c.called(r)
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

// resolver finds what the references of a change mean. What its writer may not see, and the record did not refer to before,
// is not there for them.
func (p *plan) resolver(c Change, old *Record) resolver {
	return func(kind, text string) (UID, *fault.Field) {
		uid, bad := p.resolve(kind, text)
		if to, ok := p.before.Find(uid); ok && !c.sees(to) && (old == nil || !slices.ContainsFunc(old.refs, func(e Edge) bool { return e.To == uid })) {
			return "", missing(kind, text)
		}
		return uid, bad
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
			return "", &fault.Field{Reason: fmt.Sprintf("%s is %s; %s is needed here", Clip(text), One(k.Name), One(kind)), Remedy: "Refer to " + One(kind)}
		}
	}
	return "", missing(kind, text)
}

func missing(kind, text string) *fault.Field {
	return &fault.Field{Reason: fmt.Sprintf("there is no %s %q", kind, Clip(text)), Remedy: "Declare it first, or check the name"}
}

func uidOf(r *Record) UID {
	if r == nil {
		return ""
	}
	return r.UID
}

// BadName says what is wrong with a text as the name of a record; nil where it can be one.
func BadName(text string) *fault.Field {
	if nameForm.MatchString(text) {
		return nil
	}
	return &fault.Field{Path: "name", Reason: fmt.Sprintf("%q is not a name", Clip(text)), Remedy: "Use 1 to 63 small letters, digits and hyphens, beginning and ending with a letter or digit"}
}
