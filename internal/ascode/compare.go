package ascode

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// comparing holds what a comparison needs.
type comparing struct {
	registry *record.Registry
	theirs   *index
	base     *Base            // nil: everything in the folder counts
	had      map[string]bool  // Base.Records
	past     map[int64]*index // states that records began from
	o        Options
	out      *Comparison
	ours     map[string]record.Change // by key
	twice    map[string]bool          // keys of several documents
	pairs    map[string]int           // keys of two, for what is in force and what waits: the first of them
	matched  map[record.UID]bool
}

// Compare finds what applying a folder does to the store, by way of what both began from.
func Compare(ctx context.Context, registry *record.Registry, store Store, ours []record.Change, base *Base, o Options) (*Comparison, error) {
	state, err := store.State(ctx, "")
	if err != nil {
		return nil, err
	}
	c := &comparing{registry: registry, theirs: newIndex(state), base: base, past: map[int64]*index{}, o: o,
		out: &Comparison{store: state, behind: map[string]int64{}}, ours: map[string]record.Change{}, twice: map[string]bool{}, pairs: map[string]int{}, matched: map[record.UID]bool{}}
	if base != nil && len(state.Records) == 0 {
		c.base = nil // nothing that could be newer, and nothing to be given up
	}
	if c.base != nil {
		c.had = set(base.Records)
	}
	if c.base != nil && !o.NoBase {
		if base.Store != state.Store {
			return nil, foreign("was exported from another store")
		}
		if err := c.readPast(ctx, store); err != nil {
			return nil, err
		}
	}
	c.arrange(ours)
	for i, x := range ours {
		if first, two := c.pairs[key(x.Kind, x.Name)]; two && first == i {
			c.inForce(x)
		} else {
			c.record(x)
		}
	}
	c.others()
	slices.SortStableFunc(c.out.Differences, func(a, b Difference) int {
		return cmp.Or(strings.Compare(a.Kind, b.Kind), strings.Compare(a.Name, b.Name))
	})
	return c.out, nil
}

func foreign(reason string) error {
	return &fault.Error{Code: fault.Conflict, Message: "the folder did not begin from this store", Fields: []fault.Field{{File: BaseFile, Reason: reason,
		Remedy: "Name the right store, or use --no-base to let everything in the folder win"}}}
}

// readPast asks for the states that the folder's records began from.
func (c *comparing) readPast(ctx context.Context, store Store) error {
	seqs := []int64{c.base.Seq}
	for _, seq := range c.base.Behind {
		seqs = append(seqs, seq)
	}
	for _, seq := range seqs {
		if c.past[seq] != nil {
			continue
		}
		state := c.out.store
		switch {
		case seq == 0:
			state = State{}
		case seq > c.out.store.Seq:
			return foreign(fmt.Sprintf("began from entry %d, and the store has %d", seq, c.out.store.Seq))
		case seq != c.out.store.Seq:
			var err error
			if state, err = store.State(ctx, fmt.Sprintf("entry:%d", seq)); err != nil {
				return err
			}
		}
		c.past[seq] = newIndex(state)
	}
	return nil
}

// began gives the record of the folder as it was when the folder began, with the index of that time.
func (c *comparing) began(k string, uid record.UID) (*Document, *index) {
	if c.base == nil || c.o.NoBase {
		return nil, nil
	}
	past := c.past[c.base.entry(k)]
	if d := past.byUID[uid]; d != nil && !d.Retired {
		return d, past
	}
	return nil, past
}

// match finds the record of the store that a document is about: the one of its name, the one that had the name when the
// folder began, or the one of its code where the folder has no other document for it, which renames it.
func (c *comparing) match(x record.Change) *Document {
	k := key(x.Kind, x.Name)
	if d := c.theirs.byName[k]; d != nil {
		return d
	}
	if c.base != nil && !c.o.NoBase {
		if was := c.past[c.base.entry(k)].byName[k]; was != nil {
			return c.theirs.byUID[was.UID]
		}
	}
	if d := c.theirs.byCode[key(x.Kind, x.Code)]; d != nil && x.Code != "" {
		if _, kept := c.ours[d.Key()]; !kept {
			return d
		}
	}
	return nil
}

// identify gives a reference in the folder the text by which all states know what it means.
func (c *comparing) identify(kind, text string) string {
	if x, ok := c.ours[key(kind, text)]; ok {
		if d := c.match(x); d != nil {
			return string(d.UID)
		}
		return text
	}
	return c.theirs.identify(kind, text)
}

func (c *comparing) record(x record.Change) {
	d := Difference{Kind: x.Kind, Name: x.Name, Code: x.Code, File: x.File}
	if x.Place != nil {
		d.Line, _ = x.Place("name")
	}
	theirs := c.match(x)
	k, known := c.registry.Kind(x.Kind)
	if theirs == nil || !known || c.twice[key(x.Kind, x.Name)] || c.matched[theirs.UID] {
		if theirs == nil {
			x.IfRevision = new(int64)
		} else {
			c.matched[theirs.UID] = true
		}
		c.add(d, Created, x) // or refused by the kernel, which names what is wrong with it
		return
	}
	c.matched[theirs.UID] = true
	x.UID, x.IfRevision, d.Code = theirs.UID, &theirs.Revision, theirs.Code
	spec, bad := k.Normal(x.Spec, c.identify)
	if len(bad) > 0 {
		c.add(d, Updated, x) // for the kernel to refuse
		return
	}
	ours := x.Declaration
	ours.Spec = clean(spec)
	was, past := c.began(key(x.Kind, x.Name), theirs.UID)
	if theirs.Retired {
		c.revive(d, x, ours, was, past)
		return
	}
	c.merge(d, x, k, ours, theirs, was, past)
}

func (c *comparing) add(d Difference, s Standing, x record.Change) {
	d.Standing = s
	c.out.Differences = append(c.out.Differences, d)
	c.out.Changes = append(c.out.Changes, x)
}

// revive decides about a record that is retired: brought back where the folder says so knowingly.
func (c *comparing) revive(d Difference, x record.Change, ours record.Declaration, was *Document, past *index) {
	f := FieldDifference{Field: "retired", Side: FromFolder, Store: true, Reason: "is brought back into use"}
	if was == nil {
		d.Fields = []FieldDifference{f}
		c.add(d, Updated, x)
		return
	}
	if equal(wholeOf(ours, was), past.whole(c.registry, was)) {
		f.Side, f.Reason = FromStore, "is retired in the store"
		c.stays(d, key(x.Kind, x.Name), f)
		return
	}
	f.Side, f.Reason = FromBoth, "was retired in the store, and is changed here"
	if x.Place != nil {
		f.Line, f.Column = x.Place("name")
	}
	d.Standing, d.Fields = Clash, []FieldDifference{f}
	c.out.Differences = append(c.out.Differences, d)
}

// stays notes that the store has something newer, which the folder does not have yet.
func (c *comparing) stays(d Difference, k string, fields ...FieldDifference) {
	d.Standing, d.Fields = Newer, fields
	c.out.Differences = append(c.out.Differences, d)
	c.lags(k)
}

// lags notes that the folder goes on from what it began from, for one record.
func (c *comparing) lags(k string) {
	if c.base != nil {
		c.out.behind[k] = c.base.entry(k)
	}
}

func (c *comparing) merge(d Difference, x record.Change, k *record.Kind, ours record.Declaration, theirs, was *Document, past *index) {
	fields := wholeFields(k)
	mine, stored := wholeOf(ours, theirs), c.theirs.whole(c.registry, theirs)
	base := map[string]any{}
	switch {
	case was != nil:
		base = past.whole(c.registry, was)
	case c.base == nil || c.o.NoBase:
		base = stored // the store has changed nothing
	}
	show := func(t record.Tree, f record.Field) record.Tree { return renamed(t, f, c.theirs.name) }
	m := &merger{show: show}
	if !c.o.NoBase {
		m.found = erased(k, mine, stored)
	}
	merged, _ := m.value("", fields, base, mine, stored).(map[string]any)
	if len(m.found) == 0 {
		c.out.Unchanged++
		return
	}
	sides := map[Side]bool{}
	for i, f := range m.found {
		sides[f.Side] = true
		if x.Place != nil {
			m.found[i].Line, m.found[i].Column = x.Place(f.Field)
		}
	}
	at := key(x.Kind, x.Name)
	switch {
	case sides[FromBoth]:
		d.Standing, d.Fields = Clash, m.found
		c.out.Differences = append(c.out.Differences, d)
	case !sides[FromFolder]:
		c.stays(d, at, m.found...)
	default:
		d.Fields = m.found
		if sides[FromStore] {
			x.Declaration = fromWhole(x.Declaration, merged)
			c.lags(at)
		}
		c.add(d, Updated, x)
	}
}

// erased takes out of what the folder says the personal values that were erased in the store, and notes them: erased is for
// good, and no old folder brings a name back by the way. That it was so shows in a record without a personal value that its
// kind requires.
func erased(k *record.Kind, mine, stored map[string]any) []FieldDifference {
	has, _ := stored["spec"].(map[string]any)
	says, _ := mine["spec"].(map[string]any)
	gone := false
	for _, f := range k.Fields {
		gone = gone || f.Personal && f.Required && has[f.Name] == nil
	}
	var out []FieldDifference
	for _, f := range k.Fields {
		if gone && f.Personal && has[f.Name] == nil && says[f.Name] != nil {
			delete(says, f.Name)
			out = append(out, FieldDifference{Field: "spec." + f.Name, Side: FromStore, Reason: "is erased in the store for good: remove it here, and from the history of the folder"})
		}
	}
	return out
}

// others goes through the records of the store that the folder does not have.
func (c *comparing) others() {
	for i := range c.out.store.Records {
		t := &c.out.store.Records[i]
		if t.Retired || c.matched[t.UID] {
			continue
		}
		k := t.Key()
		if !c.had[k] {
			c.out.Others++
			continue
		}
		c.given(t, k)
	}
}

// given decides about a record that the folder had and has given up.
func (c *comparing) given(t *Document, k string) {
	d := Difference{Kind: t.Kind, Name: t.Name, Code: t.Code}
	was, past := c.began(k, t.UID)
	changed := was != nil && !equal(past.whole(c.registry, was), c.theirs.whole(c.registry, t))
	switch {
	case !c.o.Prune:
		d.Standing = Missing
		c.out.given = append(c.out.given, k)
		if changed {
			c.lags(k)
		}
		c.out.Differences = append(c.out.Differences, d)
	case changed:
		d.Standing = Clash
		d.Fields = []FieldDifference{{Field: "name", Side: FromBoth, Reason: "is gone from the folder, and was changed in the store"}}
		c.out.Differences = append(c.out.Differences, d)
	default:
		c.add(d, Retired, record.Change{Declaration: record.Declaration{Kind: t.Kind, UID: t.UID, Name: t.Name}, Retire: true, IfRevision: &t.Revision})
	}
}
