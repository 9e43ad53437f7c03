package store_test

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/store/storetest"
)

// A process that is killed while it takes points in has every point that it acknowledged, none twice, and a store that
// agrees with its journal. STEELYARD_KILLS says how often.
func TestKilledWhileIngesting(t *testing.T) {
	onBoth(t, func(t *testing.T, dsn func(testing.TB) string) {
		t.Parallel()
		do := task{Do: "ingest", DSN: dsn(t)}
		r := rand.New(rand.NewPCG(9, 9))
		acknowledged := map[int]int64{} // batch → entry
		repeated := 0
		for round := range setting(t, "STEELYARD_KILLS", 8) {
			do.Seed = uint64(round) + 1
			do.First = len(acknowledged) // the first one that was not acknowledged is sent again
			p := start(t, do)
			lines := bufio.NewScanner(p.out)
			var deadline <-chan time.Time
			for lines.Scan() {
				var n int
				var seq int64
				var again bool
				if _, err := fmt.Sscan(lines.Text(), &n, &seq, &again); err != nil {
					t.Fatalf("%q: %v", lines.Text(), err)
				}
				if n != len(acknowledged) {
					t.Fatalf("batch %d was acknowledged after %d", n, len(acknowledged)-1)
				}
				acknowledged[n] = seq
				if again {
					repeated++
				}
				if deadline == nil { // counted from the first answer, so that it is in the middle of its work
					timer := time.NewTimer(time.Duration(r.IntN(120_000)) * time.Microsecond)
					defer timer.Stop()
					deadline = timer.C
					go func() { <-timer.C; _ = p.cmd.Process.Kill() }()
				}
			}
			if err := p.cmd.Wait(); err == nil || !strings.Contains(err.Error(), "killed") {
				t.Fatalf("the process ended by itself: %v", err)
			}
		}
		l := storetest.NewLab(t, do.DSN)
		l.Verify()
		db := storetest.Raw(t, do.DSN)
		if damage, err := storetest.Inspect(t.Context(), db); err != nil || len(damage) > 0 {
			t.Errorf("%v %v", damage, err)
		}
		// the batch on the way when the last kill came may be there or not
		last, open := len(acknowledged), 0
		for n := range last + 1 {
			_, want := batchNumber(n)
			var points, values int
			first, end := want.Points[0].To.UnixMicro(), want.Points[len(want.Points)-1].To.UnixMicro()
			query := fmt.Sprintf("SELECT COUNT(*), COUNT(DISTINCT valid_to) FROM point WHERE valid_to BETWEEN %d AND %d AND value = %d", first, end, n)
			if err := db.QueryRowContext(t.Context(), query).Scan(&points, &values); err != nil {
				t.Fatal(err)
			}
			if n == last && points == 0 {
				continue
			} else if n == last {
				open++
			}
			if points != len(want.Points) || values != points {
				t.Errorf("batch %d has %d points, %d of them different, not %d", n, points, values, len(want.Points))
			}
		}
		if got := l.Snapshot().Seq(); got != int64(last+open) {
			t.Errorf("%d batches made %d entries", last+open, got)
		}
		t.Logf("%d batches acknowledged, %d of them only when sent again", last, repeated)
	})
}
