package web

import (
	"cmp"
	"slices"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/web/form"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// Of a value that holds from a day on, many records get one more entry: what held before that day is theirs, and stays.

// fromField is the day from which the value of a form for many records holds.
const fromField = "from"

// bulkFields are the inputs by which a field is changed in many records.
func bulkFields(f *record.Field) []record.Field {
	if !f.Dated {
		return []record.Field{*f}
	}
	bare := *f
	bare.Dated, bare.Required = false, true
	return []record.Field{bare, {Name: fromField, Type: record.Day, Required: true}}
}

// lacks says what a dated value lacks of what was entered.
func lacks(f *record.Field, entered map[string]any) []page.Wrong {
	if !f.Dated {
		return nil
	}
	var out []page.Wrong
	if entered[f.Name] == nil {
		out = append(out, page.Wrong{Path: form.Root + "." + f.Name, Reason: "is needed, and is empty", Remedy: "Enter the value that holds from the day on"})
	}
	day, _ := entered[fromField].(string)
	if _, err := civil.Parse(day); err != nil {
		out = append(out, page.Wrong{Path: form.Root + "." + fromField, Reason: "is no day", Remedy: "Enter the first day on which the value holds, such as 2026-10-01"})
	}
	return out
}

// holding is a dated value with one more entry. An entry of the same day is replaced, and those of later days stay.
func holding(was any, day string, value any, reason string) any {
	entries, dated := was.([]any)
	if was != nil && !dated {
		entries = []any{map[string]any{"value": was}}
	}
	from := func(x any) string { // days sort as they are written; the beginning is before all
		entry, _ := x.(map[string]any)
		day, _ := entry[fromField].(string)
		return day
	}
	out := slices.DeleteFunc(slices.Clone(entries), func(x any) bool { return from(x) == day })
	next := map[string]any{fromField: day, "value": value}
	if reason != "" {
		next["reason"] = reason
	}
	out = append(out, next)
	slices.SortStableFunc(out, func(a, b any) int { return cmp.Compare(from(a), from(b)) })
	return out
}
