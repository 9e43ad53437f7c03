package search

import (
	"cmp"
	"math/bits"
	"slices"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/record"
)

// what the very code and the very name of a record count: more than any words
const codeScore, nameScore = 1_000_000, 500_000

// rarity is what a word counts that so many records have: one less for each doubling.
func rarity(records int) int { return max(1, 24-bits.Len(uint(records))) }

// side is a core while it answers one query: the index, or what differs from it.
type side struct {
	*core
	shown   []shown         // by slot
	met     []met           // by part
	exactly map[uint32]bool // slots of records whose very name was asked for
}

// shown is whether a record may be shown: it is asked once for each record that counts.
type shown uint8

const (
	notAsked shown = iota
	yes
	no
)

func (s *side) may(slot uint32, show func(*record.Record) bool) bool {
	if s.shown[slot] == notAsked {
		s.shown[slot] = no
		if r := s.docs[slot].record; r != nil && show(r) {
			s.shown[slot] = yes
		}
	}
	return s.shown[slot] == yes
}

// finder answers one query.
type finder struct {
	query    Query
	snapshot *record.Snapshot
	options  Options
	sides    []*side
	rarities []int
	targets  [][]record.UID // by part
}

// run grades every part on every side, then weighs what meets all of them.
func (f *finder) run() Hits {
	f.rarities, f.targets = make([]int, len(f.query.parts)), make([][]record.UID, len(f.query.parts))
	for i, p := range f.query.parts {
		if p.field != "" {
			f.targets[i] = f.speaksOf(p)
		}
		records := 0
		for _, s := range f.sides {
			m := s.meet(p, f.targets[i])
			for _, slot := range m.slots {
				if s.may(slot, f.options.Show) {
					records++
				}
			}
			s.met = append(s.met, m)
		}
		f.rarities[i] = rarity(records)
	}
	f.names()
	return f.weigh()
}

// speaksOf finds the records that a condition on a reference means: those that may be shown and are so called.
func (f *finder) speaksOf(p part) []record.UID {
	kinds := map[string]bool{}
	for _, s := range f.sides {
		for _, x := range s.fields {
			if x.ref != "" && within(x.name, p.field) {
				kinds[x.ref] = true
			}
		}
	}
	if len(kinds) == 0 {
		return nil
	}
	called := p
	called.field = ""
	var out []record.UID
	for _, s := range f.sides {
		m := s.meet(called, nil)
		for _, slot := range m.slots {
			if m.grades[slot] > otherWhole && kinds[s.docs[slot].record.Kind] && s.may(slot, f.options.Show) {
				out = append(out, s.docs[slot].record.UID)
			}
		}
	}
	return out
}

// names finds the records whose very name a word, or all plain words together, are.
func (f *finder) names() {
	names := []string{f.query.whole}
	for _, p := range f.query.parts {
		if !p.not && (p.field == "" || p.field == "name") {
			names = append(names, strings.ToLower(p.raw))
		}
	}
	for _, s := range f.sides {
		s.exactly = map[uint32]bool{}
	}
	for _, name := range names {
		for _, k := range f.snapshot.Registry().Kinds() {
			r, ok := f.snapshot.Lookup(k.Name, name)
			if !ok || r.Name != name {
				continue
			}
			for _, s := range f.sides {
				if slot, ok := s.slots[r.UID]; ok {
					s.exactly[slot] = true
				}
			}
		}
	}
}

// candidates gives the slots among which are all that meet every part: those of the part that the fewest meet, or all
// where every part is to be left out.
func (f *finder) candidates(s *side) []uint32 {
	var fewest []uint32
	narrowed := false
	for i, p := range f.query.parts {
		if slots := s.met[i].slots; !p.not && (!narrowed || len(slots) < len(fewest)) {
			fewest, narrowed = slots, true
		}
	}
	if narrowed {
		return fewest
	}
	all := make([]uint32, len(s.docs))
	for slot := range all {
		all[slot] = uint32(slot)
	}
	return all
}

// weigh goes through the records that meet all parts, counts them and keeps the best.
func (f *finder) weigh() Hits {
	counts := map[string]int{}
	best := ranking{}
	total := 0
	for _, s := range f.sides {
		for _, slot := range f.candidates(s) {
			r := s.docs[slot].record
			score, ok := f.score(s, slot)
			if !ok || r == nil || len(f.query.kinds) > 0 && !slices.Contains(f.query.kinds, r.Kind) || slices.Contains(f.query.but, r.Kind) || !s.may(slot, f.options.Show) {
				continue
			}
			counts[r.Kind]++
			if len(f.options.Kinds) > 0 && !slices.Contains(f.options.Kinds, r.Kind) {
				continue
			}
			total++
			best = best.take(ranked{r, score}, f.options.Limit)
		}
	}
	out := Hits{Total: total}
	for kind, n := range counts {
		out.Kinds = append(out.Kinds, Count{kind, n})
	}
	slices.SortFunc(out.Kinds, func(a, b Count) int { return cmp.Compare(a.Kind, b.Kind) })
	out.Whole = len(best) > 0 && best[0].score >= codeScore && f.query.isCode()
	for _, one := range best {
		out.Items = append(out.Items, f.hit(one))
	}
	return out
}

// score weighs a record; false where it does not meet every part.
func (f *finder) score(s *side, slot uint32) (int, bool) {
	score := 0
	code := false
	for i, p := range f.query.parts {
		switch g := s.met[i].grades[slot]; {
		case p.not && g > 0 || !p.not && g == 0:
			return 0, false
		case g == theCode:
			code = true
		case !p.not:
			score += int(g) * f.rarities[i]
		}
	}
	if code {
		score += codeScore
	} else if s.exactly[slot] {
		score += nameScore
	}
	return score, true
}

// ranked is a record with its score.
type ranked struct {
	*record.Record
	score int
}

// compare puts the better first; of equal ones, by kind and name, which no two records share.
func (a ranked) compare(b ranked) int {
	return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Name, b.Name))
}

func (a ranked) before(b ranked) bool { return a.compare(b) < 0 }

// ranking is the best so far, best first.
type ranking []ranked

// take lets a record in where it is among the best.
func (r ranking) take(one ranked, most int) ranking {
	if len(r) == most && (most == 0 || r[most-1].before(one)) {
		return r
	}
	at, _ := slices.BinarySearchFunc(r, one, ranked.compare)
	r = slices.Insert(r, at, one)
	return r[:min(len(r), most)]
}
