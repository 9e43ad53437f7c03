package search

import (
	"cmp"
	"slices"
	"sort"
	"strings"

	"github.com/tidwall/btree"

	"github.com/steelyard-isms/steelyard/internal/record"
)

// core is the index itself: words to records and records to words. Records have slots, words have numbers, both of which
// are used again. It is not safe for concurrent use while it changes.
type core struct {
	split   *splitter
	numbers map[string]uint32          // of words
	sorted  *btree.Map[string, uint32] // the same, for prefixes
	terms   []term                     // by number
	unused  []uint32                   // numbers
	docs    []doc                      // by slot
	empty   []uint32                   // slots
	slots   map[record.UID]uint32
	codes   map[string][]uint32      // as codeOf gives them → slots
	targets map[record.UID][]mention // who refers to a record
	fields  []field
	fieldOf map[field]uint16
}

// term is a word with the records that it stands in.
type term struct {
	word  string
	where []posting // in the order of slots
}

// posting is a slot, and in its lowest bits in which places of the record the word stands.
type posting uint32

const (
	placeBits         = 3
	inOther   posting = 1 << 0
	inName    posting = 1 << 1
	inHeading posting = 1 << 2
)

func (p posting) slot() uint32 { return uint32(p >> placeBits) }

// doc is what the index keeps of a record: its words in order, by the texts that they stand in.
type doc struct {
	record   *record.Record // nil in an empty slot
	words    []uint32
	texts    []text
	mentions []mention // with the field of the reference; the slot is not set
	targets  []record.UID
	code     string
}

// text is one text of a record: its field, and where its words end.
type text struct {
	field uint16
	end   uint32
}

// mention is a reference as its target knows it.
type mention struct {
	slot  uint32
	field uint16
}

// field is where texts stand.
type field struct {
	name  string
	place posting
	ref   string // kind referred to; empty of texts
}

func newCore() *core {
	return &core{split: newSplitter(), numbers: map[string]uint32{}, sorted: new(btree.Map[string, uint32]), slots: map[record.UID]uint32{},
		codes: map[string][]uint32{}, targets: map[record.UID][]mention{}, fieldOf: map[field]uint16{}}
}

// newCoreOf indexes all records in use.
func newCoreOf(s *record.Snapshot) *core {
	c := newCore()
	for _, k := range s.Registry().Kinds() {
		for r := range s.List(k.Name, false) {
			c.put(k, r)
		}
	}
	return c
}

// update brings some records to what they are in a snapshot.
func (c *core) update(s *record.Snapshot, uids []record.UID) {
	for _, uid := range uids {
		r, ok := s.Find(uid)
		if !ok || r.Retired {
			c.drop(uid)
			continue
		}
		k, _ := s.Registry().Kind(r.Kind)
		c.put(k, r)
	}
}

// read makes a doc of a record. It numbers words that are new, so the doc must be put or its words are lost.
func (c *core) read(k *record.Kind, r *record.Record) doc {
	d := doc{record: r}
	d.code, _ = codeOf(r.Code)
	words := make([]uint32, 0, 64)
	for p := range k.Passages(r) {
		f := field{p.Field, inOther, p.Kind}
		switch {
		case p.Path == "code":
			continue
		case p.Path == "name":
			f.place = inName
		case p.Heading:
			f.place = inHeading
		}
		number, ok := c.fieldOf[f]
		if !ok {
			number = uint16(len(c.fields))
			c.fields, c.fieldOf[f] = append(c.fields, f), number
		}
		if p.To != "" {
			d.mentions, d.targets = append(d.mentions, mention{field: number}), append(d.targets, p.To)
			continue
		}
		c.split.each(p.Value, func(word []byte, _, _ int) {
			n, ok := c.numbers[string(word)]
			if !ok {
				n = c.newTerm(string(word))
			}
			words = append(words, n)
		})
		d.texts = append(d.texts, text{number, uint32(len(words))})
	}
	d.words = slices.Clone(words)
	return d
}

func (c *core) newTerm(word string) uint32 {
	n := uint32(len(c.terms))
	if last := len(c.unused) - 1; last >= 0 {
		n, c.unused = c.unused[last], c.unused[:last]
		c.terms[n] = term{word: word}
	} else {
		c.terms = append(c.terms, term{word: word})
	}
	c.numbers[word] = n
	c.sorted.Set(word, n)
	return n
}

// put indexes a record in place of its earlier revision. Of that, only what differs is touched.
func (c *core) put(k *record.Kind, r *record.Record) {
	next := c.read(k, r)
	slot, known := c.slots[r.UID]
	var old doc
	if known {
		old = c.docs[slot]
	} else {
		slot = c.newSlot(r.UID)
	}
	c.docs[slot] = next
	if next.code != old.code {
		c.unlinkCode(old.code, slot)
		if next.code != "" {
			c.codes[next.code] = append(c.codes[next.code], slot)
		}
	}
	for i, to := range old.targets {
		c.unlinkMention(to, mention{slot, old.mentions[i].field})
	}
	for i, to := range next.targets {
		c.targets[to] = add(c.targets[to], mention{slot, next.mentions[i].field}, compareMentions)
	}
	c.relink(slot, c.places(old), c.places(next))
}

// drop takes a record out, with the words that only it had.
func (c *core) drop(uid record.UID) {
	slot, ok := c.slots[uid]
	if !ok {
		return
	}
	old := c.docs[slot]
	c.unlinkCode(old.code, slot)
	for i, to := range old.targets {
		c.unlinkMention(to, mention{slot, old.mentions[i].field})
	}
	c.relink(slot, c.places(old), nil)
	c.docs[slot] = doc{}
	delete(c.slots, uid)
	c.empty = append(c.empty, slot)
}

func (c *core) newSlot(uid record.UID) uint32 {
	slot := uint32(len(c.docs))
	if last := len(c.empty) - 1; last >= 0 {
		slot, c.empty = c.empty[last], c.empty[:last]
	} else {
		c.docs = append(c.docs, doc{})
	}
	c.slots[uid] = slot
	return slot
}

// placed is a word of a record with all places where it stands there.
type placed struct {
	word  uint32
	place posting
}

// places gives each word of a doc once, in the order of numbers.
func (c *core) places(d doc) []placed {
	out := make([]placed, 0, len(d.words))
	begin := uint32(0)
	for _, t := range d.texts {
		for _, w := range d.words[begin:t.end] {
			out = append(out, placed{w, c.fields[t.field].place})
		}
		begin = t.end
	}
	slices.SortFunc(out, func(a, b placed) int { return cmp.Compare(a.word, b.word) })
	n := 0
	for _, p := range out {
		if n > 0 && out[n-1].word == p.word {
			out[n-1].place |= p.place
			continue
		}
		out[n] = p
		n++
	}
	return out[:n]
}

// relink turns what words say of a slot from the old to the new.
func (c *core) relink(slot uint32, old, next []placed) {
	for len(old) > 0 || len(next) > 0 {
		switch {
		case len(next) == 0 || len(old) > 0 && old[0].word < next[0].word:
			c.unlink(old[0].word, slot)
			old = old[1:]
		case len(old) == 0 || next[0].word < old[0].word:
			c.link(next[0], slot)
			next = next[1:]
		default:
			if old[0].place != next[0].place {
				c.link(next[0], slot)
			}
			old, next = old[1:], next[1:]
		}
	}
}

// find gives the index of a slot's posting, or where it belongs.
func find(where []posting, slot uint32) (int, bool) {
	if n := len(where); n == 0 || where[n-1].slot() < slot {
		return n, false
	}
	i := sort.Search(len(where), func(i int) bool { return where[i].slot() >= slot })
	return i, where[i].slot() == slot
}

func (c *core) link(p placed, slot uint32) {
	t := &c.terms[p.word]
	one := posting(slot)<<placeBits | p.place
	if i, ok := find(t.where, slot); ok {
		t.where[i] = one
	} else {
		t.where = slices.Insert(t.where, i, one)
	}
}

func (c *core) unlink(word, slot uint32) {
	t := &c.terms[word]
	if i, ok := find(t.where, slot); ok {
		t.where = slices.Delete(t.where, i, i+1)
	}
	if len(t.where) == 0 { // nothing of an erased name stays
		c.sorted.Delete(t.word)
		delete(c.numbers, t.word)
		*t = term{}
		c.unused = append(c.unused, word)
	}
}

func (c *core) unlinkCode(code string, slot uint32) {
	if code == "" {
		return
	}
	c.codes[code] = slices.DeleteFunc(c.codes[code], func(s uint32) bool { return s == slot })
	if len(c.codes[code]) == 0 {
		delete(c.codes, code)
	}
}

func (c *core) unlinkMention(to record.UID, m mention) {
	c.targets[to] = remove(c.targets[to], m, compareMentions)
	if len(c.targets[to]) == 0 {
		delete(c.targets, to)
	}
}

func compareMentions(a, b mention) int {
	return cmp.Or(cmp.Compare(a.slot, b.slot), cmp.Compare(a.field, b.field))
}

// add puts an element into a sorted list, unless it is there.
func add[T any](list []T, x T, compare func(a, b T) int) []T {
	if n := len(list); n == 0 || compare(list[n-1], x) < 0 {
		return append(list, x)
	}
	if i, ok := slices.BinarySearchFunc(list, x, compare); !ok {
		return slices.Insert(list, i, x)
	}
	return list
}

func remove[T any](list []T, x T, compare func(a, b T) int) []T {
	if i, ok := slices.BinarySearchFunc(list, x, compare); ok {
		return slices.Delete(list, i, i+1)
	}
	return list
}

// beginning goes through the words that begin so, and tells which is the very word.
func (c *core) beginning(prefix string, do func(number uint32, whole bool)) {
	c.sorted.Ascend(prefix, func(word string, number uint32) bool {
		if !strings.HasPrefix(word, prefix) {
			return false
		}
		do(number, len(word) == len(prefix))
		return true
	})
}
