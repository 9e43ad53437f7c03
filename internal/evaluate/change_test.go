package evaluate_test

import "testing"

// What a first value does to a score is an effect of data: nobody has changed a definition. Where a scale changes besides, the value counts by the scale before, and the rest is the definition's. Reckoned by hand:
// the score is the mean of what is known, 60 without b, of which a counts three times; b's 20 is 20 on the first scale and 40 on the later one.
func TestAFirstValueIsDataAndNoDefinition(t *testing.T) {
	const measures = common + `
measure a {unit: all, owner: p-01, period_days: 90, ` + plain + `}
measure b {unit: all, owner: p-01, period_days: 90, scale: `
	const objective = `}
objective o {unit: all, owner: p-01, perspective: one, weight: 1, measures: [{measure: a, weight: 3}, {measure: b, weight: 1}]}
`
	for _, c := range []struct{ name, scale, data, definition, total string }{
		{"the scale stays", `{direction: higher, knots: {worst: 0, red: 40, green: 70, target: 100}}`, "-10.0", "0.0", "-10.0"},
		{"another scale since", `[{from: 2025-01-01, value: {direction: higher, knots: {worst: 0, red: 40, green: 70, target: 100}}}, {from: 2026-03-20, value: {direction: higher, knots: {worst: 0, red: 20, green: 70, target: 100}}}]`, "-10.0", "5.0", "-5.0"},
		{"no scale before", `[{from: 2026-03-20, value: {direction: higher, knots: {worst: 0, red: 40, green: 70, target: 100}}}]`, "0.0", "-10.0", "-10.0"},
	} {
		w := world(t, measures+c.scale+objective)
		first := value(t, w, "a", "2026-02-28", 60)
		then := status(t, w, "2026-03-01", first)
		now := status(t, w, "2026-03-31", first, value(t, w, "b", "2026-03-30", 20))
		r, _ := w.Lookup("objective", "o")
		split, ok, err := now.Change(then, r)
		if err != nil || !ok || split.Shown[0] != c.data || split.Shown[1] != c.definition || split.Shown[4] != c.total {
			t.Errorf("%s: data, definition, weights, structure and all are %v (%v), not %s, %s and %s", c.name, split.Shown, err, c.data, c.definition, c.total)
		}
	}
}
