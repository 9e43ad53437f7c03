// Package wide declares programmes of any size, for benchmarks.
package wide

import (
	"encoding/json"
	"fmt"

	"github.com/steelyard-isms/steelyard/internal/record"
)

// Programme declares so many measures m-0, m-1 and on, spread over so many objectives, those over the four perspectives of the scorecard
// card, and everything over so many units. Each objective has a target.
func Programme(measures, objectives, units int) []record.Change {
	spec := func(fields ...any) record.Tree {
		out := map[string]any{}
		for i := 0; i < len(fields); i += 2 {
			name, _ := fields[i].(string)
			out[name] = fields[i+1]
		}
		return out
	}
	number := func(n int) json.Number { return json.Number(fmt.Sprint(n)) }
	var changes []record.Change
	declare := func(kind, name, state string, spec record.Tree) {
		title := name
		if kind == "person" {
			title = ""
		}
		changes = append(changes, record.Change{Declaration: record.Declaration{Kind: kind, Name: name, Title: title, State: state, Spec: spec}})
	}
	declare("unit", "all", "", spec("level", "organisation"))
	declare("person", "p", "", spec("full_name", "Somebody", "unit", "all"))
	declare("scorecard", "card", "", spec("unit", "all"))
	for i := range 4 {
		declare("perspective", fmt.Sprint("v-", i), "", spec("scorecard", "card", "weight", number(i+1)))
	}
	for i := range units {
		declare("unit", fmt.Sprint("u-", i), "", spec("level", "team", "parent", "all"))
	}
	for i := range measures {
		declare("measure", fmt.Sprint("m-", i), "", spec("unit", fmt.Sprint("u-", i%units), "owner", "p", "period_days", number(31),
			"scale", spec("direction", "higher", "knots", spec("red", number(50), "green", number(80)))))
	}
	for i := range objectives {
		var edges []any
		for k := i; k < measures; k += objectives {
			edges = append(edges, spec("measure", fmt.Sprint("m-", k), "weight", number(1+k%3)))
		}
		declare("objective", fmt.Sprint("o-", i), "active", spec("unit", fmt.Sprint("u-", i%units), "owner", "p", "perspective", fmt.Sprint("v-", i%4), "weight", number(1+i%2), "measures", edges,
			"targets", []any{spec("measure", fmt.Sprint("m-", i), "baseline", number(10), "start", "2024-01-01", "plan", spec("target", number(90), "due", "2027-01-01"))}))
	}
	return changes
}
