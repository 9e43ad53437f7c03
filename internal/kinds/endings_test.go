package kinds_test

import (
	"slices"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/kinds"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// begins are the days on which nothing runs out: something began, happened or was told.
var begins = []string{
	"action.done_on", "initiative.done_on", "measure.data_checks.on", "benchmark.published", "benchmark.values.on", "measure.first_due", "measure.new_limits.from", "initiative.start", "initiative.phases.dates",
	"objective.measures.from", "objective.measures.not_applicable.from", "period-close.period", "person.competences.since", "unit.culture.judged",
}

// Whoever adds a day to a kind says whether something runs out on it, so that the list of what runs out forgets no kind.
func TestEveryDayIsToldToRunOutOrNot(t *testing.T) {
	seen := map[string]bool{}
	for _, k := range kinds.Registry().Kinds() {
		var look func(f record.Field, path string, told bool)
		look = func(f record.Field, path string, told bool) {
			told = told || f.Due || f.Until
			if f.Elem != nil {
				look(*f.Elem, path, told)
				return
			}
			if f.Type == record.Day || f.Type == record.Span {
				seen[path] = true
				if told == slices.Contains(begins, path) {
					t.Errorf("%s is a day: mark it due or until, or list it here where nothing runs out on it", path)
				}
				return
			}
			for _, g := range f.Fields {
				look(g, path+"."+g.Name, told)
			}
		}
		for _, f := range k.Fields {
			look(f, k.Name+"."+f.Name, false)
		}
	}
	for _, path := range begins {
		if !seen[path] {
			t.Errorf("%s is listed here, and no kind has it", path)
		}
	}
}
