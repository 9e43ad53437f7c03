package record

import (
	"fmt"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/steelyard-isms/steelyard/internal/fault"
)

// check runs the rules of the new revisions and of the records that refer to them, on the state after the change.
func (p *plan) check(records []*Record, at time.Time) {
	after := p.edit.s
	changed := map[UID]Change{}
	for i, c := range p.changes {
		changed[p.uids[i]] = c
	}
	broken := map[UID][]fault.Field{} // by each record that refers to some of these; one may refer to thousands of them
	for _, r := range records {
		c := changed[r.UID]
		k, _ := after.registry.Kind(r.Kind)
		if r.Retired {
			p.checkRetirement(c, r)
			continue
		}
		old, _ := p.before.Find(r.UID)
		for _, f := range slices.Concat(after.circles(k, r, c.called), k.rules(after, r), k.changes(after, old, r), k.happened(old, r, at)) {
			p.refuse(c, f)
		}
		seen := map[UID]bool{}
		for referrer := range after.Inbound(r.UID) {
			if _, own := changed[referrer.UID]; own || seen[referrer.UID] {
				continue
			}
			seen[referrer.UID] = true
			faults, known := broken[referrer.UID]
			if !known {
				rk, _ := after.registry.Kind(referrer.Kind)
				faults = rk.rules(after, referrer)
				broken[referrer.UID] = faults
			}
			for _, f := range faults {
				if !c.sees(referrer) {
					p.refuse(c, fault.Field{Path: referrer.Kind + "/" + referrer.Code + ": spec", Reason: "would no longer be right, and you may not see it", Remedy: "Ask someone who may"})
					break
				}
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
		if user := referrer.Kind + "/" + c.called(referrer); !slices.Contains(users, user) {
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
