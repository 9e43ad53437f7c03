//go:build growth

package growth_test

import (
	"cmp"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// attempts is how often an operation is measured before it counts as too slow: the machine may have been busy with other
// things, and then mostly for one of the stores. A bound is never loosened.
const attempts = 3

// TestCostsDoNotGrow measures each operation in the three stores by turns, so that whatever else the machine does hits all
// of them, and compares what a quarter of the turns took at most.
func TestCostsDoNotGrow(t *testing.T) {
	only := os.Getenv("STEELYARD_GROWTH_ONLY") // a part of an operation's name, for looking into it
	for _, name := range []string{"sqlite", "postgres"} {
		t.Run(name, func(t *testing.T) {
			began := time.Now()
			a, b, c := buildAll(t, databases[name])
			t.Logf("built in %s; journal entries: %d, %d, %d", time.Since(began).Round(time.Second), a.service.Seq(), b.service.Seq(), c.service.Seq())
			var report strings.Builder
			fmt.Fprintf(&report, "%-40s %11s %11s %6s %6s %13s %6s %6s\n", name, a.name, b.name, "ratio", "bound", c.name, "ratio", "bound")
			turn := 0
			try := func(o operation) (broken []string) {
				var m measured
				for range attempts {
					if m, turn = measure(o, turn, a, b, c); len(m.breaks(o)) == 0 {
						break
					}
				}
				fmt.Fprintf(&report, "%-40s %11s %11s %6.2f %6g %13s %6.2f %6g\n", o.name, short(m[0]), short(m[1]), m.records(), o.records, short(m[2]), m.history(), o.history)
				return m.breaks(o)
			}
			for _, o := range operations {
				if name == "postgres" && !o.database || !strings.Contains(o.name, only) {
					continue
				}
				for _, broken := range try(o) {
					t.Errorf("%s: %s", o.name, broken)
				}
			}
			for _, o := range controls {
				if len(try(o)) == 0 {
					t.Errorf("%s: stays within its bounds, so that what grows would not be noticed here", o.name)
				}
			}
			t.Log("\n" + report.String())
		})
	}
}

// buildAll builds the three stores beside each other.
func buildAll(t *testing.T, dsn func(testing.TB) string) (a, b, c *world) {
	t.Helper()
	var wait sync.WaitGroup
	for into, n := range map[**world]size{&a: small, &b: large, &c: long} {
		address := dsn(t)
		wait.Go(func() { *into = build(t, address, n, nil) })
	}
	wait.Wait()
	if t.Failed() {
		t.FailNow()
	}
	return a, b, c
}

// measured is what an operation takes in the small store, in the large one, and in that with a long history.
type measured [3]time.Duration

func (m measured) records() float64 { return float64(m[1]) / float64(m[0]) }
func (m measured) history() float64 { return float64(m[2]) / float64(m[0]) }

// breaks says which bounds of an operation do not hold.
func (m measured) breaks(o operation) []string {
	var out []string
	if m.records() > o.records {
		out = append(out, fmt.Sprintf("with ten times the records it takes %.1f times as long (%s, %s); bound: %g", m.records(), m[0], m[1], o.records))
	}
	if m.history() > o.history {
		out = append(out, fmt.Sprintf("with ten times the history it takes %.1f times as long (%s, %s); bound: %g", m.history(), m[0], m[2], o.history))
	}
	return out
}

// how often an operation is measured at least and at most, and after how long it has been measured often enough
const fewest, utmost, enough = 9, 200, 1500 * time.Millisecond

// measure does an operation by turns in the worlds, from a turn on.
func measure(o operation, turn int, worlds ...*world) (measured, int) {
	took := make([][]time.Duration, len(worlds))
	runtime.GC()
	began := time.Now()
	most := utmost
	if o.most > 0 {
		most = o.most / attempts
	}
	for n := 0; n < min(fewest, most) || n < most && time.Since(began) < enough; n++ {
		for i, w := range worlds {
			if o.prepare != nil {
				o.prepare(w, turn)
			}
			start := time.Now()
			o.do(w, turn)
			took[i] = append(took[i], time.Since(start))
		}
		turn++
	}
	var out measured
	for i, all := range took {
		slices.SortFunc(all, cmp.Compare[time.Duration])
		out[i] = all[len(all)/4]
	}
	return out, turn
}

func short(d time.Duration) string {
	if d < 10*time.Millisecond {
		return fmt.Sprintf("%d µs", d.Microseconds())
	}
	return fmt.Sprintf("%.1f ms", float64(d.Microseconds())/1000)
}
