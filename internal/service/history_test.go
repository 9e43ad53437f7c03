package service_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/explain"
	"github.com/steelyard-isms/steelyard/internal/service"
)

// past gives the scores of a record at the ends of the last quarters.
func (b *bench) past(kind, name string, a service.AsOf) []explain.Past {
	b.t.Helper()
	v, err := b.View(b.t.Context(), manager, a)
	b.must(err)
	r, err := v.Record(kind, name)
	b.must(err)
	s, err := v.ExplainMore(b.t.Context(), r, service.Question{Quarters: 4})
	b.must(err)
	return s.Past
}

// What was known of a quarter when it had settled stays, whatever is entered later; what is known now stands beside it. It makes no difference when it was kept, or by which
// process, and a look back sees what was kept by then.
func TestWhatWasKnownThenStays(t *testing.T) {
	for name, dsn := range databases(t) {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, dsn) // it is 2025-01-15
			b.must(b.declare(manager, base+measureDoc("m-a", "")+doc("objective", "one", "One", "{unit: enterprise, owner: p-01, perspective: process, weight: 1, measures: [{measure: m-a, weight: 1}]}")))
			send := func(day string, v float64) {
				t.Helper()
				to, err := time.Parse(time.DateOnly, day)
				b.must(err)
				_, err = b.AddPoints(t.Context(), manager, []service.NewPoint{{Measure: "m-a", From: to, To: to, Value: &v, Note: "sent"}}, "", "", "")
				b.must(err)
			}
			b.pass(10 * 24 * time.Hour)
			send("2025-01-20", 99)      // scores 100
			b.pass(50 * 24 * time.Hour) // 2025-03-16
			send("2025-03-10", 95)      // 70
			b.pass(40 * 24 * time.Hour) // 2025-04-25
			b.must(b.KeepMonths(t.Context()))
			if q := b.past("objective", "one", service.AsOf{})[3]; q.Kept {
				t.Errorf("before the quarter has settled it shows %+v", q)
			}
			b.pass(15 * 24 * time.Hour)       // 2025-05-10
			b.must(b.KeepMonths(t.Context())) // late, and twice
			b.must(b.KeepMonths(t.Context())) //
			before := b.past("objective", "one", service.AsOf{})
			send("2025-03-20", 85) // 40: late, and for the quarter that has ended
			b.pass(24 * time.Hour)
			asked := service.AsOf{Text: "then", At: b.clock()}
			b.pass(24 * time.Hour)
			after := b.past("objective", "one", service.AsOf{})
			if q := before[3]; !q.Kept || *q.Then != 70 || *q.Now != 70 || q.Restated || q.Day.String() != "2025-03-31" {
				t.Errorf("before the late value the quarter shows %+v", q)
			}
			if q := after[3]; !q.Kept || *q.Then != 70 || *q.Now != 40 || !q.Restated {
				t.Errorf("after it the quarter shows %+v, not 70 as known then and 40 now", q)
			}
			if q := after[2]; q.Kept || q.Then != nil || q.Now != nil || q.Restated {
				t.Errorf("the quarter before there was anything shows %+v", q)
			}
			if m := b.past("measure", "m-a", service.AsOf{})[3]; *m.Then != 70 || *m.Now != 40 {
				t.Errorf("the measure shows %+v", m)
			}
			b.pass(100 * 24 * time.Hour)
			b.must(b.KeepMonths(t.Context()))
			if q := b.past("objective", "one", asked)[3]; !q.Restated || *q.Then != 70 {
				t.Errorf("as of a day between it shows %+v", q)
			}
			if q := b.past("objective", "one", service.AsOf{})[2]; *q.Then != 70 || *q.Now != 40 {
				t.Errorf("a quarter later it shows %+v", q)
			}
		})
	}
}

// What is kept of the end of a month is what was shown of it a month later: for random changes, corrections and late values.
func TestWhatIsKeptWasShown(t *testing.T) {
	for name, dsn := range databases(t) {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, dsn)
			s := &story{bench: b, chance: rand.New(rand.NewPCG(8, 3)), measures: []string{"m-a", "m-b", "m-c"}, weights: map[string]float64{"m-a": 2, "m-b": 1, "m-c": 1}, target: 80, red: 50}
			b.must(s.declareAll())
			for i := range 150 {
				b.pass(time.Duration(s.chance.IntN(120)) * time.Hour)
				b.must(s.step(i))
				if i%40 == 0 {
					b.must(b.KeepMonths(t.Context()))
				}
			}
			b.must(b.KeepMonths(t.Context()))
			compared := 0
			for _, end := range service.QuarterEnds(b.clock().Add(-service.Settling), 3) {
				v, err := b.View(t.Context(), manager, service.AsOf{Text: "then", At: end.Add(service.Settling)})
				b.must(err)
				then, err := v.StatusAt(t.Context(), end)
				b.must(err)
				for _, kind := range []string{"scorecard", "perspective", "objective", "measure"} {
					all, err := v.List(kind, false)
					b.must(err)
					for _, r := range all {
						shown, _ := then.ScoreOf(r)
						past := b.past(kind, r.Name, service.AsOf{})
						i := slices.IndexFunc(past, func(p explain.Past) bool { return p.Day.Time().Equal(end.Truncate(24 * time.Hour)) })
						if i < 0 || !past[i].Kept || !equal(past[i].Then, shown.Pointer()) {
							t.Fatalf("%s %s of %s is kept as %+v, and showed %v", kind, r.Name, end, past, shown)
						}
						if compared++; past[i].Restated == equal(past[i].Then, past[i].Now) {
							t.Errorf("%s %s of %s: %+v", kind, r.Name, end, past[i])
						}
					}
				}
			}
			if compared < 20 {
				t.Errorf("only %d scores were compared", compared)
			}
		})
	}
}

func equal(a, b *float64) bool { return a == nil && b == nil || a != nil && b != nil && *a == *b }
