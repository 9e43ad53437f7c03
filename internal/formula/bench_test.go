package formula_test

import (
	"testing"
	"time"

	"cel.dev/cel-go/cel"

	"github.com/steelyard-isms/steelyard/internal/formula"
)

// BenchmarkFormula computes 100 * patched / total as a measure does, and beside it the bare CEL program of the same text, which
// is the floor: it checks no units, gives infinity for a division by zero, and knows of no missing input. The ratio is the time
// of ours divided by that of the floor, in the same run.
func BenchmarkFormula(b *testing.B) {
	inputs, values := given(hosts[:2])
	p, faults := formula.Compile("100 * patched / total", inputs)
	if len(faults) > 0 {
		b.Fatal(faults)
	}
	env, err := cel.NewEnv(cel.Variable("patched", cel.DoubleType), cel.Variable("total", cel.DoubleType))
	if err != nil {
		b.Fatal(err)
	}
	ast, issues := env.Compile("100.0 * patched / total")
	if issues.Err() != nil {
		b.Fatal(issues.Err())
	}
	bare, err := env.Program(ast, cel.EvalOptions(cel.OptOptimize))
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	vars := map[string]any{"total": values[1].Value}
	var ours, floor time.Duration
	const chunk = 1000 // by turns, so that both see the same machine
	for done := 0; done < b.N; done += chunk {
		begin := time.Now()
		for range chunk {
			values[0].Value++
			if got := p.Value(values); !got.Known {
				b.Fatal(got.Why)
			}
		}
		middle := time.Now()
		for range chunk {
			values[0].Value++
			vars["patched"] = values[0].Value
			out, _, err := bare.Eval(vars)
			if err != nil || out == nil {
				b.Fatal(err)
			}
		}
		ours, floor = ours+middle.Sub(begin), floor+time.Since(middle)
	}
	n := float64((b.N + chunk - 1) / chunk * chunk)
	b.ReportMetric(float64(ours)/n, "ours-ns/op")
	b.ReportMetric(float64(floor)/n, "floor-ns/op")
	b.ReportMetric(float64(ours)/float64(floor), "ratio")
}

// BenchmarkCompile tells what an editor pays for each look at a formula.
func BenchmarkCompile(b *testing.B) {
	inputs, _ := given(hosts)
	for b.Loop() {
		if _, faults := formula.Compile("100 * share(known_units(people), it >= 2) + clamp(100 * patched / total, 0, 100)", inputs); len(faults) > 0 {
			b.Fatal(faults)
		}
	}
}
