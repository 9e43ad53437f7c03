package score_test

import (
	"math"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/score"
)

// FuzzScale lets anything be written as a scale: it is refused with a field, or it scores every value.
func FuzzScale(f *testing.F) {
	f.Add("higher", uint8(0), 50., 85., 95., 99., 0., 0., 0., 0., 0., 100., 92.)
	f.Add("lower", uint8(0), 60., 30., 15., 7., 0., 0., 0., 0., 0., 100., 12.)
	f.Add("range", uint8(0), 2., 5., 7., 8., 20., 15., 12., 10., 0., 100., 13.2)
	f.Add("range", uint8(0x99), 2., 5., 7., 8., 20., 15., 12., 10., 0., 100., 9.)
	f.Add("lookup", uint8(0), 0., 25., 55., 75., 100., 0., 0., 0., 0., 0., 1.)
	f.Add("higher", uint8(9), 0., 0., 1.7e308, 0., 0., 0., 0., 0., math.Inf(-1), math.NaN(), 1e308)
	f.Add("higher", uint8(0), -1e308, 0., 1., 1e308, 0., 0., 0., 0., 0., 0., 5.)
	f.Add("higher", uint8(0), 0., 5e-324, 1e-323, 1.5e-323, 0., 0., 0., 0., 0., 0., 5e-324)
	f.Fuzz(func(t *testing.T, direction string, absent uint8, w, r, g, x, w2, r2, g2, x2, low, high, value float64) {
		give := func(bit int, v float64) *float64 {
			if absent>>bit&1 == 1 {
				return nil
			}
			return &v
		}
		s := score.Scale{
			Direction: score.Direction(direction),
			Knots:     score.Knots{Worst: give(0, w), Red: give(1, r), Green: give(2, g), Target: give(3, x)},
			Upper:     score.Knots{Worst: give(4, w2), Red: give(5, r2), Green: give(6, g2), Target: give(7, x2)},
			Limits:    score.Limits{Min: give(0, low), Max: give(3, high)},
			Lookup:    map[string]float64{"a": w, "b": r},
		}
		i, err := s.Complete()
		if valid := s.Validate(); err != nil && valid == nil {
			t.Fatalf("may be stored and then does not score: %v", err)
		} else if valid != nil && (!fault.Is(valid, fault.Invalid) || len(fault.Of(valid).Fields) == 0 || fault.Of(valid).Fields[0].Path == "") {
			t.Fatalf("refused without a field: %v", valid)
		}
		if err != nil {
			return
		}
		for _, v := range []float64{value, -math.MaxFloat64, math.MaxFloat64, 0, w, r, g, x, w2, math.NaN(), math.Inf(1)} {
			got, err := i.Score(v)
			if err == nil && !(got >= 0 && got <= 100) {
				t.Fatalf("%v on %+v scores %v", v, i, got)
			}
			if finite := !math.IsNaN(v) && !math.IsInf(v, 0); (err == nil) != (finite && direction != "lookup") {
				t.Fatalf("%v on %+v: %v", v, i, err)
			}
		}
		if direction == "higher" || direction == "lower" {
			a, b := value, math.Nextafter(value, math.Inf(1))
			if direction == "lower" {
				a, b = b, a
			}
			worse, err1 := i.Score(a)
			better, err2 := i.Score(b)
			// Within the tolerance of a knot the better side begins a little early.
			if err1 == nil && err2 == nil && worse > better {
				t.Fatalf("%v scores %v and the better %v scores %v on %+v", a, worse, b, better, i)
			}
		}
		for _, level := range []string{"a", "c"} {
			got, err := i.ScoreLevel(level)
			if (err == nil) != (direction == "lookup" && level == "a") || got < 0 || got > 100 {
				t.Fatalf("level %s: %v, %v", level, got, err)
			}
		}
	})
}

// FuzzMaybe reads anything as a number or none; what it reads it writes back.
func FuzzMaybe(f *testing.F) {
	for _, text := range []string{"null", "0", "-1.5e3", "1e999", "Inf", "0x10", `"5"`, "", "--1"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var m, again score.Maybe
		if m.UnmarshalJSON(text) != nil {
			return
		}
		out, err := m.MarshalJSON()
		if err != nil || again.UnmarshalJSON(out) != nil || again != m {
			t.Fatalf("%q was read as %v and written as %s", text, m, out)
		}
	})
}
