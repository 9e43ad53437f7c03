package scorecard

import (
	"iter"

	"github.com/steelyard-isms/steelyard/internal/record"
)

// leading goes through the links of which an objective is the cause.
func leading(s *record.Snapshot, from record.UID) iter.Seq[record.Of[StrategyLink]] {
	return func(yield func(record.Of[StrategyLink]) bool) {
		for r, e := range s.Inbound(from) {
			if link, ok := record.As[StrategyLink](r); ok && e.Path == "spec.cause" && !yield(link) {
				return
			}
		}
	}
}

// leads tells whether links lead from one objective to another. Those seen before do not.
func leads(s *record.Snapshot, from, to record.UID, seen map[record.UID]bool) bool {
	if from == to {
		return true
	}
	if seen[from] {
		return false
	}
	seen[from] = true
	for link := range leading(s, from) {
		if leads(s, link.Spec.Effect.UID(), to, seen) {
			return true
		}
	}
	return false
}
