package steelyard_test

import (
	"fmt"
	"math"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/ascode"
	"github.com/steelyard-isms/steelyard/internal/formula"
	"github.com/steelyard-isms/steelyard/internal/kinds"
	"github.com/steelyard-isms/steelyard/internal/record"
)

const formulasPage = "docs/reference/formulas.md"

// The reference of formulas is made from the table of functions, whose examples the tests of the package compute: what the page says
// is what comes out.
func TestReferenceOfFormulas(t *testing.T) {
	text := formulasReference()
	if *update {
		if err := os.WriteFile(formulasPage, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(formulasPage)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != text {
		t.Errorf("%s does not say what the program computes: run go test -run TestReferenceOfFormulas -update . and read the difference", formulasPage)
	}
}

// Whoever copies the example of the page gets a measure.
func TestExampleOfFormulas(t *testing.T) {
	beside := `---
apiVersion: steelyard/v1
kind: unit
name: enterprise
title: Enterprise
spec: {}
---
apiVersion: steelyard/v1
kind: person
name: isms-lead
spec: {full_name: Kari Solberg, unit: enterprise}
---
apiVersion: steelyard/v1
kind: source
name: scanner
title: Scanner
spec: {unit: enterprise, format: csv, mapping: {rows: file, values: [{name: patched_hosts, operation: count}]}}
---
apiVersion: steelyard/v1
kind: measure
name: hosts-in-use
title: Hosts in use
spec: {unit: enterprise, owner: isms-lead, unit_of_measure: hosts, period_days: 31, scale: {direction: higher, knots: {red: 1, green: 2}}}
---
`
	changes, bad := ascode.Read("formulas.yaml", []byte(beside+formulasExample))
	if len(bad) > 0 {
		t.Fatal(bad)
	}
	if _, err := record.Plan(record.NewSnapshot(kinds.Registry()), changes, time.Now()); err != nil {
		t.Error(err)
	}
}

func formulasReference() string {
	var b strings.Builder
	b.WriteString("# Formulas\n\n" +
		"Generated from the program by `go test -run TestReferenceOfFormulas -update .`: do not edit.\n\n" +
		"A derived measure has a `formula` over its `inputs` in place of a source. Formulas are written in CEL, of which they know numbers, conditions\n" +
		"and the functions below. Why it is so is in [decision 24](../adr/0024-formulas.md).\n\n" +
		"```yaml\n" + formulasExample + "```\n\n" +
		"## Inputs\n\n" +
		"| Given | The name stands for |\n|---|---|\n" +
		"| `measure` | the values of a measure, which may be derived itself; circles are refused with their path |\n" +
		"| `measures` | those of several measures, one for each unit, for functions over units |\n" +
		"| `source` and `value` | a value of a source; where its rows name units, that of the measure's unit, and for functions over units, those of the units below it too |\n" +
		"| `number` | a parameter; it may be dated |\n\n" +
		"`unit_of_measure` says in what a source's value or a number counts. A name has small letters, digits and `_`, and begins with a letter; `it` is kept.\n" +
		fmt.Sprintf("A formula has at most %d inputs and %d characters, and is nested at most 32 deep.\n\n", formula.MaxInputs, formula.MaxLength) +
		"## What it gives\n\n" +
		"- All numbers are doubles: `1 / 2` is 0.5, and `100 * patched / total` needs no points.\n" +
		"- There are `+ - * /`, brackets, comparisons (`< <= > >= == !=`), `&& || !`, and a choice: `total > 0 ? patched / total : 0`. The result is a number.\n" +
		"- A division by zero gives *no value*, with the reason. So does a missing or expired input, unless `known` or `or` says what then holds. Nothing is\n  ever infinite.\n" +
		fmt.Sprintf("- A formula over units takes at most %d of them, and a bounded number of steps.\n\n", formula.MaxUnits) +
		"A derived measure has a value for each moment at which one of its inputs has: from the last value of each input by then, as long as that has not\n" +
		"expired by its own period. Letting an input lapse keeps nothing fresh. `steelyard explain` says the formula, each input with the run and the\n" +
		"file that it comes from, and why there is no value. No values can be sent to a derived measure. While a formula is written,\n" +
		"`POST /api/v1/formulas/evaluate` gives its value, unit and faults with line and column.\n\n" +
		"## Units of measure\n\n" +
		"| Written | Needs | Gives |\n|---|---|---|\n" +
		"| `a + b`, `a - b`, comparisons, choices, `min`, `max`, `or` | one unit | that unit |\n" +
		"| `a * b`, `a / b` | nothing | the units combined: findings per host |\n" +
		"| a ratio of equal units | | none, which fits `%` and no unit |\n" +
		"| a number as it is written, or a parameter without a unit | | the unit of what it stands beside |\n\n" +
		"The result must be in the `unit_of_measure` of the measure. Days and day are one; `findings per host` and `findings/host`, too. To convert, multiply or divide by a parameter with\n" +
		"a unit: `hours / day`, where `day` is 24 hours per day. What cannot be judged, because a source's value has no unit, is not refused.\n")
	for _, group := range formula.Groups {
		fmt.Fprintf(&b, "\n## Functions of %s\n", group)
		for _, f := range formula.Functions() {
			if f.Group != group {
				continue
			}
			fmt.Fprintf(&b, "\n### %s\n\n`%s`\n\n%s Unit of measure: %s.\n\n| Formula | With | Gives |\n|---|---|---|\n", f.Name, f.Call, f.Says, f.Unit)
			for _, x := range f.Examples {
				gives := fmt.Sprintf("%.6g", x.Value)
				if x.Why != "" {
					gives = "no value: " + x.Why
				}
				fmt.Fprintf(&b, "| `%s` | %s | %s |\n", x.Formula, with(x), gives)
			}
		}
	}
	return b.String()
}

// formulasExample is the declaration on the page; the test below holds it to the program.
const formulasExample = `apiVersion: steelyard/v1
kind: measure
name: patched-share
title: Hosts with all critical patches
spec:
  unit: enterprise
  owner: isms-lead
  unit_of_measure: '%'
  period_days: 31
  formula: 100 * patched / total
  inputs:
    - {name: patched, source: scanner, value: patched_hosts, unit_of_measure: hosts}
    - {name: total, measure: hosts-in-use}
  scale: {direction: higher, knots: {worst: 50, red: 85, green: 95, target: 99}}
`

// with says the inputs of an example that its formula names.
func with(x formula.Example) string {
	var out []string
	for _, in := range x.Inputs {
		if !strings.Contains(x.Formula, in.Name) {
			continue
		}
		text := in.Name
		switch {
		case len(in.Units) > 0:
			var values []string
			for i, v := range in.Units {
				value := fmt.Sprint(v)
				if math.IsNaN(v) {
					value = "none"
				}
				values = append(values, []string{"north ", "east ", "south ", "west "}[i]+value)
			}
			text += ": " + strings.Join(values, ", ")
		case len(in.Past) > 1:
			text += " by month: " + strings.Trim(fmt.Sprint(in.Past), "[]")
		case len(in.Past) == 1:
			text += fmt.Sprint(" = ", in.Past[0])
		default:
			text += " without a value"
		}
		if in.Unit != "" && len(in.Past)+len(in.Units) > 0 {
			text += " " + in.Unit
		}
		out = append(out, text)
	}
	return strings.Join(out, "; ")
}
