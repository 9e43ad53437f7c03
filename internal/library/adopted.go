package library

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// Standing is how what a measure says of itself stands to what the library said and says.
type Standing string

// The standings.
const (
	AsAdopted Standing = "as-adopted" // as the library said it in the version adopted: the new words can be taken over
	AsNow     Standing = "as-now"     // as the library says it now already
	Adapted   Standing = "adapted"    // in words, or with figures, of its own: those are kept
)

// Told is a field of a measure that the library describes otherwise now than in the version adopted.
type Told struct {
	Field    string      // of the kind measure, or title
	Was, Is  record.Tree // what the library said in the version adopted, and says now; nil: nothing
	Here     record.Tree // what the measure says, of what holds from days on the value of the day; nil: nothing
	Standing Standing
}

// Origin is what has become of a library measure since another one was made of it.
type Origin struct {
	Key     string
	Version int    // that was adopted
	Entry   *Entry // as it is now; nil: this program's library has no such measure
	Known   bool   // the library knows that version of it
	Notes   []string
	Fields  []Told // in the order of the form
	// Anew tells that something else is counted now: the formula has other inputs. Such a version is adopted anew, by a measure that takes the place of the
	// adopted one, for the past of that was counted in the old way.
	Anew bool
}

// Newer tells whether the library has a later version than that adopted.
func (o *Origin) Newer() bool { return o.Entry != nil && o.Known && o.Version < o.Entry.Number }

// Open lists the fields whose new words can be taken over.
func (o *Origin) Open() []Told {
	if o.Anew {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(o.Fields), func(t Told) bool { return t.Standing != AsAdopted })
}

// Latest is the number of the present version of an entry; 0: there is no such entry.
func Latest(key string) int {
	l := loaded()
	at, ok := l.at[key]
	if !ok {
		return 0
	}
	return l.entries[at].Number
}

// order is that in which fields are told.
var order = []string{titleField, "purpose", "type", "timing", "parameters", "mechanism", "friction", "unit_of_measure", "decimals", "formula", "base_measures", "collection", "period_days", "scale", "evaluation", "advice"}

const (
	titleField   = "title"
	formulaField = "formula"
	scaleField   = "scale"
	unitField    = "unit_of_measure"
)

// OriginOf compares a measure that was made of a version of an entry with what the library says now. Title and spec are what the measure declares, as its kind has
// it; of what holds from days on, what holds on the given one is compared. A key or version that the library does not know is no mistake: it is that of another
// version of the program.
func OriginOf(key string, version int, title string, spec map[string]any, day civil.Date) Origin {
	out := Origin{Key: key, Version: version}
	e, err := Get(key)
	if err != nil {
		return out
	}
	out.Entry = &e
	was, ok := e.version(version)
	if out.Known = ok; !ok || version == e.Number {
		return out
	}
	out.Notes = append(e.notesAfter(version), e.Note)
	out.Anew = !slices.EqualFunc(was.Base, e.Base, func(a, b Base) bool {
		return a.Name == b.Name && a.UnitOfMeasure == b.UnitOfMeasure && (a.Number == nil) == (b.Number == nil)
	})
	here, _ := spec[unitField].(string)
	currency := currencyIn(was.UnitOfMeasure, here)
	before, now := was.whole(currency), e.whole(currency)
	for _, field := range order {
		if same(before[field], now[field]) {
			continue
		}
		t := Told{Field: field, Was: before[field], Is: now[field], Here: spec[field], Standing: Adapted}
		switch field {
		case titleField:
			t.Here = title
		case formulaField, scaleField:
			t.Here = holding(t.Here, day)
		}
		switch {
		case same(t.Here, t.Is):
			t.Standing = AsNow
		case same(t.Here, t.Was):
			t.Standing = AsAdopted
		}
		out.Fields = append(out.Fields, t)
	}
	return out
}

// version is what an entry says, or said.
func (e *Entry) version(n int) (*Content, bool) {
	if n == e.Number {
		return &e.Content, true
	}
	for i := range e.Earlier {
		if e.Earlier[i].Number == n {
			return &e.Earlier[i].Content, true
		}
	}
	return nil, false
}

// whole is described with title and formula.
func (c *Content) whole(currency string) map[string]any {
	out := c.described(currency)
	out[titleField] = c.Title
	if !c.Plain() {
		out[formulaField] = c.Formula
	}
	return out
}

// Take gives what a measure declares with the new words of those fields that it has as they were adopted. What it has adapted stays. Scale and formula hold from the
// day on, and what held before stays; the version that it remembers is the present one.
func (o *Origin) Take(title string, spec map[string]any, day civil.Date) (string, map[string]any) {
	out := map[string]any{}
	for name, x := range spec {
		out[name] = x
	}
	for _, t := range o.Open() {
		switch t.Field {
		case titleField:
			title, _ = t.Is.(string)
		case formulaField, scaleField:
			out[t.Field] = from(out[t.Field], t.Is, day)
		default:
			if out[t.Field] = t.Is; t.Is == nil {
				delete(out, t.Field)
			}
		}
	}
	out["library"] = map[string]any{"measure": o.Key, "version": number(float64(o.Entry.Number))}
	return title, out
}

// from is a value that holds from days on with one more, in place of what begins on that day or later.
func from(was, value record.Tree, day civil.Date) []any {
	entries, dated := was.([]any)
	if was != nil && !dated {
		entries = []any{map[string]any{"value": was}}
	}
	out := slices.DeleteFunc(slices.Clone(entries), func(x any) bool { return !fromOf(x).IsZero() && !fromOf(x).Before(day) })
	return append(out, map[string]any{"from": day.String(), "value": value})
}

func fromOf(entry any) civil.Date {
	m, _ := entry.(map[string]any)
	text, _ := m["from"].(string)
	day, err := civil.Parse(text)
	if err != nil {
		return civil.Date{}
	}
	return day
}

// holding is what of a value that holds from days on holds on one.
func holding(tree record.Tree, day civil.Date) record.Tree {
	entries, dated := tree.([]any)
	if !dated {
		return tree
	}
	var out record.Tree
	for _, x := range entries {
		if from := fromOf(x); !from.IsZero() && from.After(day) {
			break
		}
		m, _ := x.(map[string]any)
		out = m["value"]
	}
	return out
}

// currencyIn is the currency that stands in a unit of measure in the place of money; empty: none does.
func currencyIn(unit, here string) string {
	before, after, ok := strings.Cut(unit, Money)
	if !ok || len(here) <= len(before)+len(after) || !strings.HasPrefix(here, before) || !strings.HasSuffix(here, after) {
		return ""
	}
	return here[len(before) : len(here)-len(after)]
}

// same tells whether two values say the same: numbers by what they are, and nothing like an empty text, list or group, no, and 0 by itself.
func same(a, b record.Tree) bool { return plain(a) == plain(b) }

// plain is a value as text by which values are compared.
func plain(x record.Tree) string {
	if n, ok := x.(json.Number); ok {
		if v, err := n.Float64(); err == nil && v == 0 {
			x = nil
		}
	}
	b, err := json.Marshal(bare(x))
	if err != nil {
		return ""
	}
	return string(b)
}

// bare leaves out of a value what says nothing.
func bare(x record.Tree) any {
	switch x := x.(type) {
	case json.Number:
		if v, err := x.Float64(); err == nil {
			return v
		}
	case string:
		if text := strings.TrimSpace(strings.ReplaceAll(x, "\r\n", "\n")); text != "" {
			return text
		}
		return nil
	case bool:
		if x {
			return x
		}
		return nil
	case []any:
		var out []any
		for _, item := range x {
			out = append(out, bare(item))
		}
		if out == nil {
			return nil
		}
		return out
	case map[string]any:
		out := map[string]any{}
		for name, item := range x {
			if said := bare(item); said != nil {
				out[name] = said
			}
		}
		if len(out) == 0 {
			return nil
		}
		return out
	}
	return x
}
