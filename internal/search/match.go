package search

import "github.com/steelyard-isms/steelyard/internal/record"

// grade is how well a part of a query is met by a record: the best place, and whole words above beginnings. 0 is not at all.
type grade uint8

// The grades (docs/reference/search.md has them in words).
const (
	otherBegins   grade = 1
	otherWhole    grade = 2
	nameBegins    grade = 6
	headingBegins grade = 8
	nameWhole     grade = 12
	headingWhole  grade = 16
	theCode       grade = 255
)

func gradeOf(p posting, whole bool) grade {
	switch {
	case p&inHeading != 0 && whole:
		return headingWhole
	case p&inHeading != 0:
		return headingBegins
	case p&inName != 0 && whole:
		return nameWhole
	case p&inName != 0:
		return nameBegins
	case whole:
		return otherWhole
	}
	return otherBegins
}

// gradesOf are the grades by all combinations of places.
func gradesOf(whole bool) (out [1 << placeBits]grade) {
	for p := range out {
		out[p] = gradeOf(posting(p), whole)
	}
	return out
}

var begins, wholly = gradesOf(false), gradesOf(true)

// met is how well a part of a query is met: the grade by slot, and the slots that have one, so that what is found costs
// what it is and not what there is.
type met struct {
	grades []grade
	slots  []uint32
	many   bool // the slots are not listed on the way: order finds them all
}

// raise gives a slot a grade, unless it has a better one.
func (m *met) raise(slot uint32, g grade) {
	old := m.grades[slot]
	if g <= old {
		return
	}
	if m.grades[slot] = g; old == 0 && !m.many {
		m.slots = append(m.slots, slot)
	}
}

// expect is told how many slots may get a grade next. Beyond some it is faster to look for them afterwards.
func (m *met) expect(slots int) { m.many = m.many || len(m.slots)+slots > len(m.grades)/16 }

// order finds the slots that have a grade, where they are many: in the order in which they lie in memory, in which looking
// at their records is faster. Few are left as they are, since it looks at every slot.
func (m *met) order() {
	if !m.many {
		return
	}
	m.slots = make([]uint32, 0, len(m.grades))
	for slot, g := range m.grades {
		if g > 0 {
			m.slots = append(m.slots, uint32(slot))
		}
	}
}

// meet grades the slots by a part of a query. The targets are those that a condition on a reference speaks of.
func (c *core) meet(p part, targets []record.UID) met {
	out := met{grades: make([]grade, len(c.docs))}
	var fields []bool
	if p.field != "" {
		fields = c.named(p.field)
	}
	switch {
	case p.field == "code":
	case len(p.words) == 1 && fields == nil:
		c.meetWord(&out, p)
	default:
		c.meetIn(&out, p, fields)
	}
	if p.code != "" && !p.quoted && (p.field == "" || p.field == "code") {
		for _, slot := range c.codes[p.code] {
			out.raise(slot, theCode)
		}
	}
	for _, to := range targets {
		for _, m := range c.targets[to] {
			if fields[m.field] {
				out.raise(m.slot, otherWhole)
			}
		}
	}
	out.order()
	return out
}

// exact tells whether only whole words count: in quotation marks, and of what is to be left out.
func (p part) exact() bool { return p.quoted || p.not }

// meetWord is the usual case: one word, anywhere.
func (c *core) meetWord(out *met, p part) {
	one := func(number uint32, whole bool) {
		grades := &begins
		if whole {
			grades = &wholly
		}
		where := c.terms[number].where
		if out.expect(len(where)); !out.many {
			for _, at := range where {
				out.raise(at.slot(), grades[at&(1<<placeBits-1)])
			}
			return
		}
		for _, at := range where {
			if g := grades[at&(1<<placeBits-1)]; g > out.grades[at.slot()] {
				out.grades[at.slot()] = g
			}
		}
	}
	if !p.exact() {
		c.beginning(p.words[0], one)
	} else if number, ok := c.numbers[p.words[0]]; ok {
		one(number, true)
	}
}

// wanted is a part of a query in the numbers of a core.
type wanted struct {
	first  []uint32 // all words but the last
	last   []uint8  // by number: 1 begins as the last word does, 2 is it
	fields []bool   // by field; nil for all
}

// meetIn is for adjacent words and for single fields: records that have the words are looked at word by word.
func (c *core) meetIn(out *met, p part, fields []bool) {
	w := wanted{last: make([]uint8, len(c.terms)), fields: fields}
	n := len(p.words) - 1
	for _, word := range p.words[:n] {
		number, ok := c.numbers[word]
		if !ok {
			return
		}
		w.first = append(w.first, number)
	}
	var some []uint32 // words of which every record that is sought has one
	if number, ok := c.numbers[p.words[n]]; ok && p.exact() {
		w.last[number] = 2
		some = append(some, number)
	} else if !p.exact() {
		c.beginning(p.words[n], func(number uint32, whole bool) {
			if w.last[number] = 1; whole {
				w.last[number] = 2
			}
			some = append(some, number)
		})
	}
	if len(some) == 0 {
		return
	}
	fewest := 0
	for _, number := range some {
		fewest += len(c.terms[number].where)
	}
	for _, number := range w.first { // the rarest word leaves the fewest records to look at
		if records := len(c.terms[number].where); records < fewest {
			fewest, some = records, []uint32{number}
		}
	}
	const look grade = 254
	out.expect(fewest)
	for _, number := range some {
		for _, at := range c.terms[number].where {
			out.raise(at.slot(), look)
		}
	}
	out.order()
	looked := out.slots
	out.slots = out.slots[:0]
	for _, slot := range looked {
		out.grades[slot] = c.gradeIn(&c.docs[slot], &w)
		if out.grades[slot] > 0 {
			out.slots = append(out.slots, slot)
		}
	}
}

func (c *core) gradeIn(d *doc, w *wanted) grade {
	var best grade
	begin := uint32(0)
	for _, t := range d.texts {
		words := d.words[begin:t.end]
		if begin = t.end; w.fields != nil && !w.fields[t.field] || len(words) <= len(w.first) {
			continue
		}
		most := wholly[c.fields[t.field].place]
		if best >= most {
			continue
		}
	places:
		for i, word := range words[len(w.first):] {
			last := w.last[word]
			if last == 0 {
				continue
			}
			for j, number := range w.first {
				if words[i+j] != number {
					continue places
				}
			}
			if last == 2 {
				best = most
				break
			}
			best = max(best, begins[c.fields[t.field].place])
		}
	}
	return best
}

// named tells of each field whether a query means it by a name. What people read of a record is its title, also where a
// personal field stands in place of it.
func (c *core) named(name string) []bool {
	out := make([]bool, len(c.fields))
	for i, f := range c.fields {
		out[i] = within(f.name, name) || name == "title" && f.place == inHeading
	}
	return out
}
