package service_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/service"
)

// story makes random changes and corrections: of definitions, weights, targets, structure and data.
type story struct {
	*bench
	chance   *rand.Rand
	measures []string
	weights  map[string]float64
	target   float64
	red      float64
	ends     []time.Time // valid ends that have a value
}

func (s *story) declareAll() error {
	text := base
	edges := ""
	for _, m := range s.measures {
		text += doc("measure", m, "Measure "+m, fmt.Sprintf("{unit: enterprise, owner: p-01, period_days: 31, scale: {direction: higher, knots: {worst: 20, red: %g, green: 80, target: 95}}}", s.red))
		edges += fmt.Sprintf("{measure: %s, weight: %g, critical: %t}, ", m, s.weights[m], s.weights[m] > 3)
	}
	text += doc("objective", "one", "One", fmt.Sprintf("{unit: enterprise, owner: p-01, perspective: process, weight: 2, measures: [%s], targets: [{measure: %s, baseline: 10, start: 2025-01-01, plan: {target: %g, due: 2026-12-31}}]}", edges, s.measures[0], s.target))
	text += doc("objective", "two", "Two", fmt.Sprintf("{unit: enterprise, owner: p-02, perspective: people, weight: 1, measures: [%s]}", edges))
	return s.declare(manager, text)
}

// step makes one change that is recorded.
func (s *story) step(i int) error {
	switch n := s.chance.IntN(12); {
	case n == 0:
		s.weights[s.measures[s.chance.IntN(len(s.measures))]] = float64(1 + s.chance.IntN(5))
		return s.declareAll()
	case n == 1:
		s.target = 60 + float64(s.chance.IntN(30)) + float64(i)/1000
		return s.declareAll()
	case n == 2:
		s.red = 30 + float64(s.chance.IntN(40)) + float64(i)/1000
		return s.declareAll()
	case n == 3 && len(s.measures) < 8:
		m := fmt.Sprintf("m-%d", i)
		s.measures, s.weights[m] = append(s.measures, m), 1
		return s.declareAll()
	}
	// a value, or the correction of an earlier one, or its withdrawal
	to := s.clock().Add(-time.Duration(s.chance.IntN(48)) * time.Hour).Truncate(time.Hour)
	note := ""
	if len(s.ends) > 5 && s.chance.IntN(3) == 0 {
		to, note = s.ends[s.chance.IntN(len(s.ends))], "corrected"
	}
	s.ends = append(s.ends, to)
	p := service.NewPoint{Measure: s.measures[s.chance.IntN(len(s.measures))], From: to, To: to, Note: note}
	if note == "" || s.chance.IntN(4) > 0 {
		v := float64(s.chance.IntN(1000)) / 10
		p.Value = &v
	}
	_, err := s.AddPoints(s.t.Context(), manager, []service.NewPoint{p}, "", "", "")
	return err
}

// Whatever was shown at an earlier moment is computed again exactly, however much was changed and corrected since: for a
// board that asks what it was told in June.
func TestEveryEarlierMomentIsShownAgain(t *testing.T) {
	const changes = 500
	for name, dsn := range databases(t) {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, dsn)
			s := &story{bench: b, chance: rand.New(rand.NewPCG(27, 4)), measures: []string{"m-a", "m-b"}, weights: map[string]float64{"m-a": 2, "m-b": 1}, target: 80, red: 50}
			b.must(s.declareAll())
			type moment struct {
				at    time.Time
				shown string
			}
			var moments []moment
			for i := range changes {
				b.pass(time.Duration(1+s.chance.IntN(48)) * time.Hour)
				b.must(s.step(i))
				b.pass(time.Duration(s.chance.IntN(3600)) * time.Second)
				moments = append(moments, moment{b.clock(), b.describe(service.AsOf{})})
			}
			b.pass(time.Hour)
			distinct := map[string]bool{}
			for _, i := range s.chance.Perm(len(moments)) {
				m := moments[i]
				distinct[m.shown] = true
				again := b.describe(service.AsOf{Text: "then", At: m.at})
				if again != m.shown {
					t.Fatalf("after change %d of %d the page showed\n%s\nand as of that moment it now shows\n%s", i+1, changes, m.shown, again)
				}
			}
			if len(distinct) < changes/2 {
				t.Errorf("only %d of %d moments differ: the test shows little", len(distinct), changes)
			}
			if !slices.ContainsFunc(moments, func(m moment) bool { return len(m.shown) > 1000 }) {
				t.Error("nothing was shown")
			}
		})
	}
}
