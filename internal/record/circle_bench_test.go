package record_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/kinds"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// Planning a record costs in proportion to the days on which it comes to belong to another, not to their square: while it is
// planned, nobody else can write. Ten times the days may take thirty times as long.
func BenchmarkDatedParents(b *testing.B) {
	plan := func(days int) time.Duration {
		var list strings.Builder
		first := time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC)
		for i := range days {
			fmt.Fprintf(&list, `,{"from":%q,"value":"top"}`, first.AddDate(0, 0, i).Format(time.DateOnly))
		}
		changes := []record.Change{declare(b, "unit", "top", `{"level":"organisation"}`), declare(b, "unit", "low", `{"parent":[`+list.String()[1:]+`]}`)}
		empty, began := record.NewSnapshot(kinds.Registry()), time.Now()
		if _, err := record.Plan(empty, changes, noon); err != nil {
			b.Fatal(err)
		}
		return time.Since(began)
	}
	few, many := time.Hour, time.Hour // the least of several, since others use the machine, too
	for b.Loop() {
		few, many = min(few, plan(100)), min(many, plan(1000))
	}
	b.ReportMetric(float64(many)/float64(few), "times")
	if many > 30*few {
		b.Errorf("1,000 days take %.0f times as long as 100", float64(many)/float64(few))
	}
}
