package record

import (
	"iter"
	"strings"
)

// ListFrom goes through the records of a kind whose names come after one, by name; from the first where that is empty.
// It costs no more than what is taken of it. Retired ones come only where asked for.
func (s *Snapshot) ListFrom(kind, after string, retired bool) iter.Seq[*Record] {
	return func(yield func(*Record) bool) {
		prefix := kind + "\x00"
		from := prefix
		if after != "" {
			from += after + "\x00" // no name has this character, so what follows it follows the name
		}
		s.byName.Ascend(from, func(key string, r *Record) bool {
			if !strings.HasPrefix(key, prefix) {
				return false
			}
			return r.Retired && !retired || yield(r)
		})
	}
}

// Named gives the record of a kind that bears a name now, which a former name or a code does not find.
func (s *Snapshot) Named(kind, name string) (*Record, bool) { return s.byName.Get(nameKey(kind, name)) }
