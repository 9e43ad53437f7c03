package ascode

import "github.com/steelyard-isms/steelyard/internal/record"

// arrange finds the documents of each key: one, or two where one revision is in force and another waits. More, or two that are
// no such pair, are for the kernel to refuse.
func (c *comparing) arrange(ours []record.Change) {
	first := map[string]int{}
	for i, x := range ours {
		k := key(x.Kind, x.Name)
		before, twice := first[k]
		switch _, pair := c.pairs[k]; {
		case !twice:
			first[k] = i
		case !pair && c.counts(ours[before]) && x.State != "" && !c.counts(x):
			c.pairs[k] = before
		default:
			delete(c.pairs, k)
			c.twice[k] = true
		}
		c.ours[k] = x
	}
}

// counts tells whether a document names a state that is in force.
func (c *comparing) counts(x record.Change) bool {
	k, ok := c.registry.Kind(x.Kind)
	return ok && k.Lifecycle.Counts(x.State)
}

// inForce compares the document that says what is in force of a record, of which another one waits.
func (c *comparing) inForce(x record.Change) {
	d := Difference{Kind: x.Kind, Name: x.Name, Code: x.Code, File: x.File}
	if x.Place != nil {
		d.Line, _ = x.Place("name")
	}
	theirs := c.match(x)
	if theirs == nil {
		x.IfRevision = new(int64)
		c.add(d, Created, x)
		return
	}
	d.Code, x.UID, x.IfRevision = theirs.Code, theirs.UID, &theirs.Revision
	k, _ := c.registry.Kind(x.Kind)
	spec, bad := k.Normal(x.Spec, c.identify)
	now := theirs.versions()[0]
	counts := !theirs.Retired && k.Lifecycle.Counts(now.State)
	ours := x.Declaration
	ours.Spec = clean(spec)
	if counts && len(bad) == 0 && equal(wholeOf(ours, now), c.theirs.whole(c.registry, now)) {
		c.out.Unchanged++
		return
	}
	f := FieldDifference{Field: "state", Side: FromStore, Store: now.State, Folder: x.State, Reason: "is another in the store, or in force in another wording"}
	if was, past := c.began(key(x.Kind, x.Name), theirs.UID); was != nil {
		if then := was.versions()[0]; equal(wholeOf(ours, then), past.whole(c.registry, then)) {
			c.stays(d, key(x.Kind, x.Name), f) // what waits may be the same: the record lags all the same
			return
		}
	}
	if !counts || len(bad) > 0 { // for the kernel to refuse, or to bring in anew
		c.add(d, Updated, x)
		return
	}
	f.Side, f.Reason = FromBoth, "what is in force is changed here: change the document that waits, or leave one document"
	if x.Place != nil {
		f.Line, f.Column = x.Place("state")
	}
	d.Standing, d.Fields = Clash, []FieldDifference{f}
	c.out.Differences = append(c.out.Differences, d)
}
