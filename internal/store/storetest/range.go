package storetest

import (
	"fmt"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/journal"
)

// ranges: whoever reads the journal in parts reads each entry once, in order, and none behind the last asked for.
func ranges(t *testing.T, l *Lab) {
	for i := range 7 {
		l.MustPut(Declare("team", fmt.Sprintf("team-%d", i), "Team", `{}`))
	}
	all, err := l.EntriesAfter(t.Context(), 0, l.Snapshot().Seq(), 1000)
	if err != nil || len(all) != 7 {
		t.Fatalf("7 entries are read as %d: %v", len(all), err)
	}
	var parts []journal.Entry
	for after := int64(0); ; {
		some, err := l.EntriesAfter(t.Context(), after, 6, 4)
		if err != nil {
			t.Fatal(err)
		}
		if len(some) == 0 {
			break
		}
		parts = append(parts, some...)
		after = some[len(some)-1].Seq
	}
	if len(parts) != 6 {
		t.Errorf("in parts, %d of the first 6 entries are read", len(parts))
	}
	for i, e := range parts {
		if e.Seq != int64(i+1) || e.Seq != all[i].Seq || len(e.Body.Revisions) != 1 {
			t.Errorf("place %d has entry %d", i, e.Seq)
		}
	}
}
