package service_test

import (
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/measurement"
	"github.com/steelyard-isms/steelyard/internal/service"
)

// Charts draw what is stored, whatever was drawn before and whatever came late, was corrected or withdrawn since: each drawing is that of the store, searched anew.
func TestDrawnDaysAreThoseOfTheStore(t *testing.T) {
	for name, dsn := range databases(t) {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, dsn)
			b.must(b.declare(manager, base+doc("unit", "east", "East", "{parent: enterprise}")+
				doc("measure", "a", "A", "{unit: east, owner: p-01, period_days: 1, "+fromNought+"}")+doc("measure", "b", "B", "{unit: east, owner: p-01, period_days: 1, "+fromNought+"}")+
				doc("measure", "c", "C", "{unit: east, owner: p-01, period_days: 1, "+fromNought+"}")))
			r := rand.New(rand.NewPCG(7, 31))
			names := []string{"a", "b", "c"}
			views := []*service.View{}
			for range 40 {
				var points []service.NewPoint
				at := map[time.Time]bool{}
				for range 1 + r.IntN(6) {
					to := b.clock().Add(-time.Duration(r.IntN(24*140)) * time.Hour) // up to five months late
					if at[to] {
						continue
					}
					at[to] = true
					v := float64(r.IntN(100))
					p := service.NewPoint{Measure: names[r.IntN(2)], From: to, To: to, Value: &v, Note: "late"} // c has none
					if r.IntN(5) == 0 {
						p.Value = nil
					}
					points = append(points, p)
				}
				_, err := b.AddPoints(t.Context(), manager, points, "", "", "")
				b.must(err)
				b.pass(time.Duration(1+r.IntN(60)) * time.Hour)
				v, err := b.View(t.Context(), manager, service.AsOf{})
				b.must(err)
				views = append(views, v)
				for range 2 {
					v := views[max(0, len(views)-1-r.IntN(3))] // who began to read before the last entries goes on with theirs
					of := measures(b, v, names[r.IntN(2):])
					from := v.At.AddDate(0, 0, -r.IntN(150))
					got, err := v.Daily(t.Context(), of, from)
					b.must(err)
					want := make([][]measurement.Dated, len(of))
					for i, m := range of {
						id := v.SeriesOf(m).ID()
						days, err := b.store.LastOfDays(t.Context(), []int64{id}, from, v.At, v.Seq)
						b.must(err)
						want[i] = days[id]
					}
					if !reflect.DeepEqual(got, want) {
						t.Fatalf("from %v on, as of entry %d: drawn is\n%v\nand stored\n%v", from, v.Seq, got, want)
					}
				}
			}
			narrow, err := b.View(t.Context(), b.in(access.Auditor, "east", "p-02"), service.AsOf{})
			b.must(err)
			if got, err := narrow.Daily(t.Context(), measures(b, narrow, names), narrow.At.AddDate(-1, 0, 0)); err != nil || len(got[0]) == 0 {
				t.Errorf("who sees the unit is drawn %v (%v)", got, err)
			}
		})
	}
}
