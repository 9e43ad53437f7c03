package query

import (
	"cmp"
	"slices"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// Order says in which order records are listed. The zero value is that of their names.
type Order struct{ by []sortKey }

type sortKey struct {
	column  Column
	falling bool
}

// maxKeys is how many fields an order may have.
const maxKeys = 8

// ParseOrder reads an order: fields separated by commas, with - before those that fall. Records with the same values
// come by name; those without a value come last, either way. Error: Invalid with every field at fault.
func ParseOrder(k *record.Kind, text string) (Order, error) {
	if text == "" {
		return Order{}, nil
	}
	var o Order
	var faults []fault.Field
	refuse := func(f fault.Field) {
		f.Path = "sort"
		faults = append(faults, f)
	}
	for name := range strings.SplitSeq(text, ",") {
		name, falling := strings.CutPrefix(strings.TrimSpace(name), "-")
		c, bad := find(k, name)
		switch {
		case len(o.by) == maxKeys || len(faults) > 20:
			refuse(fault.Field{Reason: "names too many fields", Remedy: "Sort by at most 8"})
			return Order{}, fault.InvalidFields("the records cannot be listed", faults)
		case bad != nil:
			refuse(*bad)
		case c.Form == record.GroupForm || c.Form == record.ListForm || c.Form == record.TableForm:
			refuse(fault.Field{Reason: name + " is a " + string(c.Form), Remedy: "Sort by a field that is a text, a number, a date, or true or false"})
		default:
			o.by = append(o.by, sortKey{c, falling})
		}
	}
	if len(o.by) == 1 && o.by[0].column.Name == "name" && !o.by[0].falling {
		o.by = nil
	}
	return o, fault.InvalidFields("the records cannot be listed", faults)
}

// ByName tells whether the order is that of names, in which records lie.
func (o Order) ByName() bool { return len(o.by) == 0 }

// keyed is a record with what it is ordered by.
type keyed struct {
	record *record.Record
	keys   []value
}

// value is what one key of an order compares.
type value struct {
	missing bool
	text    string
	number  float64
}

func (o Order) keyed(in *record.Reader, r *record.Record) keyed {
	return o.keyedIn(in, r, make([]value, len(o.by)))
}

// keyedIn is keyed with room for the keys.
func (o Order) keyedIn(in *record.Reader, r *record.Record, keys []value) keyed {
	for i, by := range o.by {
		keys[i] = by.value(in, r)
	}
	return keyed{r, keys}
}

func (k sortKey) value(in *record.Reader, r *record.Record) value {
	if k.column.Kernel() {
		switch k.column.Name {
		case "revision":
			return value{number: float64(r.Revision)}
		case "seq":
			return value{number: float64(r.Seq)}
		case "recorded_at":
			return value{number: float64(r.RecordedAt.UnixMicro())}
		}
		text := k.column.Text(r)
		return value{text: text, missing: text == ""}
	}
	v := k.column.Value(in, r)
	if !v.Has() && k.column.Form != record.YesNoForm { // yes or no is always one of the two
		return value{missing: true}
	}
	switch k.column.Form {
	case record.NumberForm, record.IntegerForm:
		return value{number: v.Number()}
	case record.YesNoForm:
		if v.YesNo() {
			return value{number: 1}
		}
		return value{}
	}
	return value{text: v.Text()}
}

func (o Order) compare(a, b keyed) int {
	for i, by := range o.by {
		x, y := a.keys[i], b.keys[i]
		switch {
		case x.missing && y.missing:
			continue
		case x.missing:
			return 1
		case y.missing:
			return -1
		}
		c := cmp.Compare(x.number, y.number)
		if c == 0 {
			c = strings.Compare(x.text, y.text)
		}
		if by.falling {
			c = -c
		}
		if c != 0 {
			return c
		}
	}
	return strings.Compare(a.record.Name, b.record.Name)
}

// Page is the first records of an order behind one: it takes records in any order and keeps no more than it needs.
type Page struct {
	order Order
	in    *record.Reader
	after *keyed
	size  int
	best  []keyed // a heap with the last of them on top
	keys  []value // of the record that is considered; few are kept
}

// Page begins a page of so many records, behind a record of an earlier page; nil begins with the first.
func (o Order) Page(in *record.Reader, after *record.Record, size int) *Page {
	p := &Page{order: o, in: in, size: size, keys: make([]value, len(o.by))}
	if after != nil {
		k := o.keyed(in, after)
		p.after = &k
	}
	return p
}

// Take considers a record.
func (p *Page) Take(r *record.Record) {
	k := p.order.keyedIn(p.in, r, p.keys)
	if p.after != nil && p.order.compare(k, *p.after) <= 0 {
		return
	}
	if len(p.best) < p.size {
		k.keys = slices.Clone(k.keys)
		p.best = append(p.best, k)
		p.up(len(p.best) - 1)
		return
	}
	if p.order.compare(k, p.best[0]) < 0 {
		k.keys = p.best[0].keys // of the one that goes
		copy(k.keys, p.keys)
		p.best[0] = k
		p.down()
	}
}

func (p *Page) up(i int) {
	for i > 0 {
		parent := (i - 1) / 2
		if p.order.compare(p.best[i], p.best[parent]) <= 0 {
			return
		}
		p.best[i], p.best[parent] = p.best[parent], p.best[i]
		i = parent
	}
}

func (p *Page) down() {
	for i := 0; ; {
		last, left := i, 2*i+1
		for _, child := range []int{left, left + 1} {
			if child < len(p.best) && p.order.compare(p.best[child], p.best[last]) > 0 {
				last = child
			}
		}
		if last == i {
			return
		}
		p.best[i], p.best[last] = p.best[last], p.best[i]
		i = last
	}
}

// Records gives the page in its order.
func (p *Page) Records() []*record.Record {
	slices.SortFunc(p.best, p.order.compare)
	out := make([]*record.Record, len(p.best))
	for i, k := range p.best {
		out[i] = k.record
	}
	return out
}

// Sort orders records.
func (o Order) Sort(in *record.Reader, records []*record.Record) {
	if o.ByName() {
		slices.SortFunc(records, func(a, b *record.Record) int { return strings.Compare(a.Name, b.Name) })
		return
	}
	all := make([]keyed, len(records))
	for i, r := range records {
		all[i] = o.keyed(in, r)
	}
	slices.SortFunc(all, o.compare)
	for i, k := range all {
		records[i] = k.record
	}
}
