package evaluate

import (
	"sort"

	"github.com/steelyard-isms/steelyard/internal/record"
)

// coded is a status of a record.
type coded interface{ of() *record.Record }

func (m *Measure) of() *record.Record   { return m.Record.Record }
func (o *Objective) of() *record.Record { return o.Record.Record }
func (c *Scorecard) of() *record.Record { return c.Record.Record }

// ByCode lists statuses in the order of their records' codes.
func ByCode[T coded](all map[record.UID]T) []T {
	out := make([]T, 0, len(all))
	for _, x := range all {
		out = append(out, x)
	}
	sort.Slice(out, func(i, j int) bool { return before(out[i].of(), out[j].of()) })
	return out
}
