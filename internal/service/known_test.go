package service_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/service"
)

// odd sends what is rare: a value of years ago, its withdrawal, a value that is valid in a few hours, one of an earlier month.
func (s *story) odd() error {
	ago := []time.Duration{70 * 30 * 24, 51 * 30 * 24, 49 * 30 * 24, 40 * 24, 3 * 24, -5, -20}[s.chance.IntN(7)] * time.Hour
	to := s.clock().Add(-ago).Truncate(24 * time.Hour)
	if ago < 0 {
		to = s.clock().Add(-ago).Truncate(time.Hour)
	}
	p := service.NewPoint{Measure: s.measures[s.chance.IntN(len(s.measures))], From: to, To: to, Note: "odd"}
	if s.chance.IntN(3) > 0 {
		v := float64(s.chance.IntN(1000)) / 10
		p.Value = &v
	}
	_, err := s.AddPoints(s.t.Context(), manager, []service.NewPoint{p}, "", "", "")
	return err
}

// What a process has kept of the values is, after every change, correction and withdrawal, what a process that has just
// started reads: now, a little later, and for earlier moments.
func TestWhatIsKeptIsWhatIsStored(t *testing.T) {
	const changes = 200
	for name, dsn := range databases(t) {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, dsn)
			s := &story{bench: b, chance: rand.New(rand.NewPCG(11, 5)), measures: []string{"m-a", "m-b", "m-c"}, weights: map[string]float64{"m-a": 2, "m-b": 1, "m-c": 1}, target: 80, red: 50}
			b.must(s.declareAll())
			var moments []service.AsOf
			for i := range changes {
				b.pass(time.Duration(s.chance.IntN(30)) * time.Hour)
				change := func() error { return s.step(i) }
				if s.chance.IntN(3) == 0 {
					change = s.odd
				}
				b.must(change())
				moments = append(moments, service.AsOf{Text: "then", At: b.clock()})
				b.pass(time.Second)
				if s.chance.IntN(2) == 0 { // one measure alone may be asked for first
					v, err := b.View(t.Context(), manager, service.AsOf{})
					b.must(err)
					m, err := v.Record("measure", s.measures[0])
					b.must(err)
					_, err = v.Explain(t.Context(), m)
					b.must(err)
				}
				ask := []service.AsOf{{}, {}, moments[s.chance.IntN(len(moments))]}
				for _, a := range ask {
					fresh := &bench{t: t, store: b.store}
					var err error
					fresh.Service, err = service.New(service.Options{Store: b.store, Clock: b.clock})
					b.must(err)
					if got, want := b.describe(a), fresh.describe(a); got != want {
						t.Fatalf("after change %d, as of %q, it shows\n%s\nand read anew\n%s", i+1, a.Text, got, want)
					}
					b.pass(time.Duration(s.chance.IntN(4)) * time.Hour)
				}
			}
		})
	}
}

// The status of a measure alone is that which it has among all.
func TestTheStatusOfAMeasureAlone(t *testing.T) {
	b := newBench(t, t.TempDir()+"/steelyard.db")
	s := &story{bench: b, chance: rand.New(rand.NewPCG(3, 9)), measures: []string{"m-a", "m-b"}, weights: map[string]float64{"m-a": 2, "m-b": 1}, target: 80, red: 50}
	b.must(s.declareAll())
	for i := range 30 {
		b.pass(20 * time.Hour)
		b.must(s.step(i))
		alone, err := b.View(t.Context(), manager, service.AsOf{})
		b.must(err)
		among, err := b.View(t.Context(), manager, service.AsOf{})
		b.must(err)
		all, err := among.Status(t.Context())
		b.must(err)
		for _, name := range s.measures {
			m, err := alone.Record("measure", name)
			b.must(err)
			got, err := alone.Explain(t.Context(), m)
			b.must(err)
			want := ""
			if last := all.Measures[m.UID].Last; last != nil {
				want = fmt.Sprint(*last.Value, last.To)
			}
			have := ""
			if r := got.Measure.Reading; r != nil {
				have = fmt.Sprint(r.Value, r.ValidTo)
			}
			if have != want {
				t.Fatalf("alone %s shows %q, among all %q", name, have, want)
			}
		}
	}
}
