package ascode_test

import (
	"fmt"
	"strings"

	"pgregory.net/rapid"

	"github.com/steelyard-isms/steelyard/internal/record"
)

// quoted writes what cannot stand in a text of an expression as it is.
var quoted = strings.NewReplacer(`\`, `\\`, `'`, `\'`, "\n", `\n`, "\r", `\r`)

// rules mend what the fields alone cannot say.
var rules = map[string]func(g gen, spec map[string]any){
	"person": func(g gen, spec map[string]any) {
		if spec["email"] != nil {
			spec["email"] = rapid.StringMatching(`[a-z"'#:+-]{1,8}@example\.org`).Draw(g.T, "email")
		}
	},
	"source": func(g gen, spec map[string]any) {
		delete(spec, "mapping")
		if spec["zone"] != nil {
			spec["zone"] = "Europe/Prague"
		}
		switch spec["format"] {
		case "xlsx":
			spec["mapping"] = map[string]any{"sheet": g.text(record.Field{Name: "sheet", Len: 20}), "rows": "file", "values": []any{map[string]any{"name": "n", "operation": "count"}}}
		case "json":
			spec["mapping"] = map[string]any{"rows": "lines", "values": []any{map[string]any{"name": "n", "operation": "count", "when": "row.yes != '" + quoted.Replace(g.text(record.Field{Name: "when", Len: 20})) + "'"}}}
		case "prometheus":
			spec["mapping"] = map[string]any{"rows": "samples", "values": []any{map[string]any{"name": "n", "operation": "sum", "metric": "up",
				"where": []any{map[string]any{"label": "job", "in": []any{"", g.text(record.Field{Name: "in", Len: 20})}}}}}}
		case "csv":
			m := map[string]any{"rows": "file", "values": []any{map[string]any{"name": "n", "operation": "count"},
				map[string]any{"name": "on", "operation": "share", "where": []any{map[string]any{"column": "yes", "equals": g.text(record.Field{Name: "equals"})}}}}}
			if g.some("missing") {
				m["missing"] = []any{"N/A", "", "null", "-", g.text(record.Field{Name: "missing", Len: 9})}
			}
			if g.some("delimiter") {
				m["delimiter"] = rapid.SampledFrom([]string{",", ";", "|", "tab"}).Draw(g.T, "delimiter")
			}
			spec["mapping"] = m
		}
	},
	"measure": func(g gen, spec map[string]any) {
		if list, _ := spec["new_limits"].([]any); len(list) > 1 { // whose days would have to be in order
			spec["new_limits"] = list[:1]
		}
		for _, name := range []string{"decisions", "customers"} { // whose entries would have to differ
			if list, _ := spec[name].([]any); len(list) > 1 {
				spec[name] = list[:1]
			}
		}
		delete(spec, "counted_only")   // which has no scale, and no objective counts it
		delete(spec, "natural_limits") // which would have to hold those of scales
		if review, _ := spec["review"].(map[string]any); review != nil {
			if held, _ := review["held"].([]any); len(held) > 0 {
				review["held"] = held[:1]
				delete(review, "next")
			}
		}
		delete(spec, "formula")
		delete(spec, "inputs")
		for _, name := range []string{"aggregation", "reporting_period", "sampled"} {
			delete(spec, name)
		}
		if g.some("a bare index") { // which benchmarks compare
			delete(spec, "unit_of_measure")
		}
		if g.some("aggregated") {
			spec["aggregation"], spec["reporting_period"], spec["period_days"] = rapid.SampledFrom([]any{"last", "mean", "min", "max", "count-distinct"}).Draw(g.T, "aggregation"), "day", 1
		}
		if sources := g.names["source"]; len(sources) > 0 && g.some("derived") {
			delete(spec, "source")
			delete(spec, "value")
			delete(spec, "aggregation")
			delete(spec, "reporting_period")
			spec["formula"] = g.dated(record.Field{Name: "formula", Type: record.Formula, Dated: true})
			for _, e := range entries(spec["formula"]) {
				e["value"] = "100 * patched /\n  total"
			}
			if _, bare := spec["formula"].(string); bare || spec["formula"] == nil {
				spec["formula"] = "patched / total"
			}
			number := g.dated(record.Field{Name: "number", Type: record.Number, Dated: true})
			spec["inputs"] = []any{map[string]any{"name": "patched", "source": sources[0], "value": "n"}, map[string]any{"name": "total", "number": number}}
			if number == nil {
				delete(spec, "formula")
				delete(spec, "inputs")
			}
		}
		if spec["source"] == nil || spec["value"] == nil {
			delete(spec, "source")
			delete(spec, "value")
		}
		if v, ok := spec["value"].(string); ok && v == "" {
			spec["value"] = "v"
		}
		if list, ok := spec["scale"].([]any); ok {
			for _, e := range list {
				must(e)["value"] = g.scale()
			}
		} else {
			spec["scale"] = g.scale()
		}
	},
	"unit": func(g gen, spec map[string]any) {
		delete(spec, "time_zone")
		if g.some("zone") {
			spec["time_zone"] = rapid.SampledFrom([]any{"Europe/Prague", "America/New_York", "UTC"}).Draw(g.T, "time zone")
		}
	},
	"perspective": func(_ gen, spec map[string]any) { delete(spec, "critical") },
	"body": func(_ gen, spec map[string]any) {
		members, _ := spec["members"].([]any)
		if len(members) > 0 {
			spec["members"], spec["chair"] = members[:1], must(members[0])["person"]
		}
		delete(spec, "quorum")
	},
	"initiative": func(_ gen, spec map[string]any) {
		if fmt.Sprint(spec["due"]) < fmt.Sprint(spec["start"]) {
			spec["start"], spec["due"] = spec["due"], spec["start"]
		}
		phases, _ := spec["phases"].([]any)
		for _, p := range phases {
			must(p)["dates"] = map[string]any{"from": spec["start"], "until": spec["due"]}
		}
	},
	"interested-party": func(_ gen, spec map[string]any) {
		needs, _ := spec["needs"].([]any)
		for _, n := range needs {
			need := must(n)
			delete(need, "objective")
			if need["binding"] == true || need["answer"] == nil || need["answer"] == "" {
				need["addressed"] = "open"
			}
		}
	},
	"benchmark": func(g gen, spec map[string]any) {
		delete(spec, "unit_of_measure")                       // which of the measures has one is not known here
		if list, _ := spec["values"].([]any); len(list) > 1 { // whose percentiles would have to be in order
			spec["values"] = list[:1]
		}
		if spec["type"] == "external" {
			delete(spec, "unit")
			spec["source"] = g.text(record.Field{Name: "source", Required: true, Len: 50})
		} else {
			delete(spec, "source")
		}
	},
	"strategy-link": func(g gen, spec map[string]any) {
		if all := g.names["objective"]; len(all) > 1 {
			spec["cause"], spec["effect"] = all[0], all[len(all)-1]
		}
	},
	"objective": func(g gen, spec map[string]any) {
		seen, edges := map[any]bool{}, []any{}
		measures, _ := spec["measures"].([]any)
		for _, e := range measures {
			m := must(e)
			delete(m, "critical")
			delete(m, "until")
			if n := must(m["not_applicable"]); n["requested_by"] == n["approved_by"] || fmt.Sprint(n["expires"]) < fmt.Sprint(n["from"]) {
				delete(m, "not_applicable")
			}
			if m["measure"] != nil && !seen[m["measure"]] {
				seen[m["measure"]] = true
				edges = append(edges, e)
			}
		}
		spec["measures"] = edges
		delete(spec, "not_practicable")
		if len(edges) == 0 {
			delete(spec, "measures")
			spec["not_practicable"] = "nobody: counts it"
		}
		delete(spec, "critical")
		delete(spec, "targets")
		if len(edges) > 0 && g.some("target") {
			k := g.numbers(3)
			plan := func(due string) any {
				return map[string]any{"target": k[2], "due": due, "milestones": []any{map[string]any{"date": "2026-06-30", "value": k[1]}}}
			}
			t := map[string]any{"measure": must(edges[0])["measure"], "baseline": k[0], "start": "2026-01-01", "hold": g.some("hold"), "plan": plan("2026-12-31")}
			if g.some("moved") {
				t["plan"] = []any{map[string]any{"value": plan("2026-12-31")}, map[string]any{"from": "2026-05-01", "value": plan("2027-01-31"), "reason": "why: so"}}
			}
			spec["targets"] = []any{t}
		}
	},
}

// entries are those of a dated value that is written as a list.
func entries(v any) []map[string]any {
	list, _ := v.([]any)
	out := make([]map[string]any, len(list))
	for i, e := range list {
		out[i] = must(e)
	}
	return out
}
