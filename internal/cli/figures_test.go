package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/cli"
)

// Figures of a benchmark are read from a table, near and far: beside those that were there or in their place. Each mistake is told by line and column, also those that only
// the store knows of, and then nothing is kept.
func TestFiguresAreReadFromATable(t *testing.T) {
	s := serve(t, filepath.Join(t.TempDir(), "store.db"))
	says(t, s.far(t, s.token, strings.Replace(measured, "  period_days: 31\n", "  period_days: 31\n  natural_limits: {min: 0, max: 100}\n", 1)+`---
apiVersion: steelyard/v1
kind: benchmark
name: peers
title: Peers
spec:
  measure: mfa
  type: internal
  unit_of_measure: "%"
  values: [{on: 2026-03-31, value: 80, percentile: 50}, {on: 2025-03-31, value: 70}]
`, "put", "-").must(t, cli.ExitOK), "benchmark/peers")
	file := filepath.Join(t.TempDir(), "survey.csv")
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("on,value,percentile,note\n2026-03-31,eighty,50,\n\n2026-13-31,88,,\n")
	says(t, s.far(t, s.token, "", "figures", "peers", file).must(t, cli.ExitInvalid), file+`:2:2: value: "eighty" is no number`, file+`:4:1: on: "2026-13-31" is no day`)
	write("on,value,percentile\n\n2026-03-31,88,50\n2026-03-31,78,25\n2026-03-31,77,75\n")
	says(t, s.far(t, s.token, "", "figures", "peers", file).must(t, cli.ExitInvalid), file+":5:2: ", "wrong side of that of percentile 50")
	// what cannot be read and what cannot be are told at once, in the order of the lines
	write("on,value,percentile\n2026-03-31,88,50\n2026-03-31,101,75\n2026-06-30,abc,\n2026-03-31,87,90\n")
	all := s.far(t, s.token, "", "figures", "peers", file).must(t, cli.ExitInvalid)
	says(t, all, file+":3:2: ", "101 % is above 100 %", file+`:4:2: value: "abc" is no number`, file+":5:2: ", "of percentile 90 is worse than that of percentile 50")
	if strings.Index(all.errs, file+":3:") > strings.Index(all.errs, file+":4:") {
		t.Errorf("mistakes are not told by line: %s", all.errs)
	}
	says(t, s.far(t, s.token, "", "get", "benchmark/peers", "-o", "json"), `"revision": 1`)
	write("on,value,percentile,note\n2026-03-31,88,50,of 42\n2026-03-31,96,90,\n")
	says(t, s.far(t, s.token, "", "figures", "peers", file, "--dry-run").must(t, cli.ExitOK), "nothing written")
	says(t, s.far(t, s.token, "", "figures", "peers", file, "--reason", "Survey of 2026").must(t, cli.ExitOK), "updated")
	says(t, s.far(t, s.token, "", "get", "benchmark/peers", "-o", "json"), `"value": 70`, `"value": 88`, `"note": "of 42"`, `"value": 96`)
	says(t, s.near(t, "on;value\n2026-06-30;91\n", "figures", "BM-01", "-", "--replace").must(t, cli.ExitOK), "updated")
	got := s.near(t, "", "get", "benchmark/peers", "-o", "json")
	says(t, got, `"value": 91`)
	if len(got.out) == 0 || strings.Contains(got.out, `"value": 70`) || strings.Contains(got.out, `"value": 88`) {
		t.Errorf("what was there is still there: %s", got.out)
	}
	says(t, s.far(t, s.token, "", "figures", "nobody", file).must(t, cli.ExitNotFound), "nobody")
}
