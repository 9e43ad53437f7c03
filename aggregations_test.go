package steelyard_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/ascode"
	"github.com/steelyard-isms/steelyard/internal/kinds"
	"github.com/steelyard-isms/steelyard/internal/period"
	"github.com/steelyard-isms/steelyard/internal/record"
)

const aggregationsPage = "docs/reference/aggregations.md"

// The reference of aggregations is made from the program: its examples are computed, and the test of the package holds them to numbers
// worked by hand.
func TestReferenceOfAggregations(t *testing.T) {
	text := aggregationsReference(t)
	if *update {
		if err := os.WriteFile(aggregationsPage, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(aggregationsPage)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != text {
		t.Errorf("%s does not say what the program computes: run go test -run TestReferenceOfAggregations -update . and read the difference", aggregationsPage)
	}
}

// Whoever copies the example of the page gets a unit and a measure.
func TestExampleOfAggregations(t *testing.T) {
	beside := "---\napiVersion: steelyard/v1\nkind: person\nname: isms-lead\nspec: {full_name: Kari Solberg, unit: north-america}\n---\n"
	changes, bad := ascode.Read("aggregations.yaml", []byte(beside+aggregationsExample))
	if len(bad) > 0 {
		t.Fatal(bad)
	}
	if _, err := record.Plan(record.NewSnapshot(kinds.Registry()), changes, time.Now()); err != nil {
		t.Error(err)
	}
}

const aggregationsExample = `apiVersion: steelyard/v1
kind: unit
name: north-america
title: North America
spec:
  time_zone: America/New_York
  fiscal_year_begins: 10
---
apiVersion: steelyard/v1
kind: measure
name: exception-requests
title: Requests for exceptions
spec:
  unit: north-america
  owner: isms-lead
  unit_of_measure: requests
  aggregation: sum
  reporting_period: month
  period_days: 31
  scale: {direction: lower, knots: {worst: 120, red: 80, green: 45, target: 20}}
`

func aggregationsReference(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("# Aggregations\n\n" +
		"Generated from the program by `go test -run TestReferenceOfAggregations -update .`: do not edit.\n\n" +
		"A measure may have finer values than it is judged by: requests of each day, of which the sum of the month counts. Its `aggregation` says how the\n" +
		"values of a `reporting_period` become one; both are given, or neither. Why it is so is in [decision 25](../adr/0025-aggregation.md).\n\n" +
		"```yaml\n" + aggregationsExample + "```\n\n" +
		"## What a period's values come to\n\n" +
		"| `aggregation` | Gives |\n|---|---|\n")
	for _, how := range period.Aggregations {
		fmt.Fprintf(&b, "| `%s` | %s |\n", how, period.Meanings[how])
	}
	b.WriteString("\nThe number of cases behind the value is that of all together, and of `last`, `min` and `max` that of the one value. A measure that is `sampled` takes `mean` or `last`;\n" +
		"percentages are not added up. A derived measure has no aggregation: the measures that it is made of may have one.\n\n" +
		"## Periods\n\n" +
		"| `reporting_period` | Called | Least `period_days` |\n|---|---|---|\n")
	noon := time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)
	for _, length := range period.Lengths {
		name := "`" + (period.Calendar{Length: length}).At(noon).Name + "`"
		if fiscal := (period.Calendar{Length: length, Begins: time.April}).At(noon).Name; !strings.Contains(name, fiscal) {
			name += ", where the year begins in April `" + fiscal + "`"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %d |\n", length, name, length.Shortest())
	}
	b.WriteString("\nDays begin in the `time_zone` of the measure's unit, and years in the month that its `fiscal_year_begins` names. A unit that does not say follows the unit above it,\n" +
		"by the parent that was declared last; where none says, it is UTC and January. A week begins on Monday.\n\n" +
		"## What counts when\n\n" +
		"- The value of a period counts once the period has ended: at its last moment, so that as of its last day it is there. It is judged as a value of\n" +
		"  that day by the unit's own clocks: a target that is due on 31 October counts the October of New York, though it ends on 1 November in UTC.\n" +
		"- While a period goes on, the measure's page and `steelyard explain` show its value so far. It is never scored.\n" +
		"- A value belongs to the period in which its valid time ends; one that speaks of a time up to midnight, to the day that ends there.\n" +
		"- A value that arrives, is corrected or is withdrawn later changes the value of its period, from that journal entry on. As of an earlier entry the\n" +
		"  old value holds. How many values became known after their period had ended is told.\n" +
		"- All values of the last 48 months count, not only the last of each month. Formulas see the values of periods, and functions of time step by\n" +
		"  periods of any length.\n" +
		"- Points are kept as they came: lists, versions and corrections of points show them, and two measures may sum up one value of a source in two ways.\n" +
		"- Changing the aggregation, the period, the zone or the fiscal year changes the past, as pointing a measure at another source does. To keep the\n" +
		"  past, declare a measure that replaces it.\n\n" +
		"## Examples\n")
	for _, x := range period.Examples {
		calendar := "each " + string(x.Calendar.Length)
		if x.Calendar.Begins > 1 {
			calendar += ", the year beginning in " + x.Calendar.Begins.String()
		}
		if x.ZoneName != "" {
			calendar += ", in " + x.ZoneName
		}
		gives, err := x.Gives()
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "\n### `%s` of %s\n\n%s As of %s:\n\n| Value | Gives |\n|---|---|\n", x.How, calendar, x.Says, strings.TrimSuffix(x.Now, "T00:00:00Z"))
		for i := range max(len(x.Values), len(gives)) {
			value, result := "", ""
			if i < len(x.Values) {
				value = x.Values[i].String()
			}
			if i < len(gives) {
				result = gives[i]
			}
			fmt.Fprintf(&b, "| %s | %s |\n", value, result)
		}
	}
	return b.String()
}
