package service_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/service"
)

// What waits for somebody's approval is told however much waits for others, and before it.
func TestNoApprovalIsLostBehindThoseOfOthers(t *testing.T) {
	b := newBench(t, filepath.Join(t.TempDir(), "steelyard.db"))
	var text strings.Builder
	text.WriteString(base + doc("unit", "north", "North", "{parent: enterprise}") + doc("unit", "south", "South", "{parent: enterprise}"))
	closing := func(name, unit string, year int) {
		text.WriteString(doc("period-close", name, "Figures of "+name, fmt.Sprintf("{unit: %s, owner: p-01, statement: All is in, period: {from: %d-01-01, until: %d-12-31}}", unit, year, year)))
	}
	for year := range 250 { // more than any page shows
		closing(fmt.Sprint("of-others-", year), "south", 1700+year)
	}
	closing("own", "north", 2001)
	b.must(b.declare(manager, text.String()))
	for unit, want := range map[string]int{"north": 1, "south": 250} {
		v, err := b.View(t.Context(), b.in(access.UnitHead, unit, "p-02"), service.AsOf{})
		b.must(err)
		got, err := v.Today(t.Context())
		b.must(err)
		if len(got.Approvals) != want {
			t.Errorf("the head of %s is told of %d approvals, not %d", unit, len(got.Approvals), want)
		}
	}
}
