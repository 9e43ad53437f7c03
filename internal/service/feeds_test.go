package service_test

import (
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/service"
)

// A file that comes late brings what was missing and makes its source no later: by when the next one is wanted follows from the newest data, then as now.
func TestALateFileMakesNoSourceLate(t *testing.T) {
	for name, dsn := range databases(t) {
		b := newBench(t, dsn)
		b.must(b.declare(manager, base+
			doc("source", "table", "Table", "{unit: enterprise, format: csv, mapping: {rows: file, values: [{name: open, operation: count}]}}")+
			doc("measure", "open", "Open", "{unit: enterprise, owner: p-01, period_days: 30, source: table, value: open, "+oneScale+"}")))
		wanted := func(of service.AsOf) (day string) {
			t.Helper()
			v, err := b.View(t.Context(), manager, of)
			b.must(err)
			all, err := v.Expiring(t.Context())
			b.must(err)
			for _, e := range all {
				if e.Field == service.NextFile {
					day = e.Day.String()
				}
			}
			return day
		}
		file := func(days int) {
			t.Helper()
			_, err := b.Collect(t.Context(), manager, service.NewFile{Source: "table", Content: strings.NewReader("a\n" + strings.Repeat("1\n", days)), ObservedAt: b.clock().AddDate(0, 0, -days)})
			b.must(err)
		}
		in := func(days int) string { return civil.OfTime(b.clock().AddDate(0, 0, days)).String() }
		file(40)
		if got := wanted(service.AsOf{}); got != in(-10) {
			t.Errorf("%s: after a file of 40 days before the next one is wanted on %q, not %s", name, got, in(-10))
		}
		first := b.store.Snapshot().Seq()
		b.pass(time.Minute)
		file(2)
		b.pass(time.Minute)
		file(90)
		if got := wanted(service.AsOf{}); got != in(28) {
			t.Errorf("%s: after a file of two days before, and a late one, the next one is wanted on %q, not %s", name, got, in(28))
		}
		if got := wanted(service.AsOf{Seq: first, Text: "entry"}); got != in(-10) {
			t.Errorf("%s: as of the first file the next one is wanted on %q, not %s", name, got, in(-10))
		}
	}
}
