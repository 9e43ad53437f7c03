package web

import (
	"slices"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/catalog/fields"
	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// figuresOf is the field of a benchmark that has its figures.
const figuresOf = "values"

// figureChanges tells what becomes of the figures of a benchmark, each known by its day and percentile wherever it stands in the list; nil of other kinds.
func (l *look) figureChanges(k *record.Kind, was, is record.Tree) []page.Change {
	if k.Name != measure.BenchmarkKind.Name {
		return nil
	}
	before, after := figuresIn(was), figuresIn(is)
	var out []page.Change
	tell := func(key figureKey) {
		old, now := before[key], after[key]
		if old == now {
			return
		}
		name := l.text("history.figure", words.T("field", fields.English.Title(k.Name, figuresOf+"[].value")), words.T("day", l.dayText(key.day)))
		if key.percentile != "" {
			name = l.text("history.figure-of", words.T("figure", name), words.T("percentile", key.percentile))
		}
		out = append(out, page.Change{Field: figuresOf, Name: name, Old: old, New: now})
	}
	keys := map[figureKey]bool{}
	for key := range before {
		keys[key] = true
	}
	for key := range after {
		keys[key] = true
	}
	sorted := make([]figureKey, 0, len(keys))
	for key := range keys {
		sorted = append(sorted, key)
	}
	slices.SortFunc(sorted, func(a, b figureKey) int {
		if a.day != b.day {
			return strings.Compare(a.day, b.day)
		}
		if len(a.percentile) != len(b.percentile) {
			return len(a.percentile) - len(b.percentile)
		}
		return strings.Compare(a.percentile, b.percentile)
	})
	for _, key := range sorted {
		tell(key)
	}
	return out
}

type figureKey struct{ day, percentile string }

// figuresIn gives the figures of a benchmark as text, with the note of each.
func figuresIn(tree record.Tree) map[figureKey]string {
	list, _ := valueAt(tree, figuresOf).([]any)
	out := make(map[figureKey]string, len(list))
	for _, x := range list {
		m, _ := x.(map[string]any)
		said := plainText(m["value"])
		if note, _ := m["note"].(string); note != "" {
			said += " (" + note + ")"
		}
		out[figureKey{plainText(m["on"]), plainText(m["percentile"])}] = said
	}
	return out
}

// dayText is a day of a declaration in the way of the page; as it is where it is none.
func (l *look) dayText(text string) string {
	day, err := civil.Parse(text)
	if err != nil {
		return text
	}
	return l.language().Calendar().Date(day.Time())
}
