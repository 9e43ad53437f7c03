package page

import (
	"cmp"
	"html/template"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
)

// Revision is one change of a record, newest first in a list.
type Revision struct {
	At      time.Time // when it was recorded
	By      string    // name of who recorded it
	Summary string    // what happened, where it is not a change of fields: "Objective approved"
	Changes []Change
	Why     string // the reason given; empty: none was asked
	Entry   uint64 // its number in the journal
	Restore string // address of the form with what it said; empty: the reader may not change it, or it is what it says now
	Number  int64  // of the revision
}

// Change is one field of a revision: its path in the record, as in targets[0].plan.due, and what it is called; empty: the path tells. Old and New are
// text; empty is none.
type Change struct {
	Field, Old, New, Name string
	Was, Is               []Held       // of a value that holds from a day on, in place of Old and New: all that it was and will be
	Parts                 []ChangePart // of an entry that is new, in place of Old and New
	Without               []ChangePart // of such an entry that holds from a day on: what the one before says and it does not
}

// ChangePart is a field of an entry that is new, and what it says.
type ChangePart struct{ Name, Value string }

// longPart is from how many characters on a value is a sentence.
const longPart = 60

// Held is a value, and when it holds.
type Held struct {
	Value       string
	From, Until time.Time // zero: from the beginning, without an end
	Reason      string
}

func (c Change) called() string { return cmp.Or(c.Name, fieldWords(c.Field)) }

func (f Frame) changed(c Change) template.HTML {
	was, is := c.was(f), c.is(f)
	if len(c.Parts) > 0 {
		out := f.h("history.added", words.T("field", c.called()), words.H("list", f.parts(c.Parts, "history.part")))
		if len(c.Without) > 0 {
			out += " " + f.h("history.without", words.H("list", f.parts(c.Without, "history.part-before")))
		}
		return out
	}
	field, before, after := words.T("field", c.called()), words.T("old", was), words.T("new", is)
	switch {
	case was == "":
		return f.h("history.set", field, after)
	case is == "":
		return f.h("history.removed", field, before)
	}
	return f.h("history.changed", field, before, after)
}

// parts lists what an entry says, sentences last.
func (f Frame) parts(list []ChangePart, as words.Key) template.HTML {
	short := slices.Clone(list)
	slices.SortStableFunc(short, func(a, b ChangePart) int { return len(a.Value)/longPart - len(b.Value)/longPart })
	parts := make([]string, len(short))
	for i, x := range short {
		parts[i] = string(f.h(as, words.T("field", x.Name), words.T("value", f.ofField(strings.TrimSuffix(x.Value, ".")))))
	}
	return template.HTML(strings.Join(parts, "; ")) //nolint:gosec // each is escaped
}

func (c Change) was(f Frame) string { return cmp.Or(f.held(c.Was), f.ofField(c.Old)) }

func (c Change) is(f Frame) string {
	parts := make([]string, len(c.Parts))
	for i, x := range c.Parts {
		parts[i] = f.t("history.part-plain", words.T("field", x.Name), words.T("value", f.ofField(x.Value)))
	}
	return cmp.Or(f.held(c.Is), f.ofField(c.New), strings.Join(parts, "; "))
}

// held tells what holds from which day on: 2 until 30 Sep 2026, 3 from 1 Oct 2026.
func (f Frame) held(list []Held) string {
	out := make([]string, len(list))
	for i, h := range list {
		value, from, until := words.T("value", f.ofField(h.Value)), words.T("from", f.date(h.From)), words.T("until", f.date(h.Until))
		switch {
		case h.From.IsZero() && h.Until.IsZero():
			out[i] = f.ofField(h.Value)
		case h.From.IsZero():
			out[i] = f.t("history.held-until", value, until)
		case h.Until.IsZero():
			out[i] = f.t("history.held-from", value, from)
		default:
			out[i] = f.t("history.held", value, from, until)
		}
		if h.Reason != "" {
			out[i] = f.t("history.held-because", words.T("held", out[i]), words.T("reason", h.Reason))
		}
	}
	return strings.Join(out, ", ")
}

// fieldPath is what a path of a record looks like, and fieldIndex which of several is meant.
var (
	fieldPath  = regexp.MustCompile(`^[a-z0-9_]+(\[\d+\])*(\.[a-z0-9_]+(\[\d+\])*)*$`)
	fieldIndex = regexp.MustCompile(`\[(\d+)\]`)
)

// fieldWords writes a path as people say it, counting from one: targets[0].plan.due is "targets 1, plan, due".
func fieldWords(path string) string {
	if !fieldPath.MatchString(path) {
		return path
	}
	path = fieldIndex.ReplaceAllStringFunc(path, func(index string) string {
		n, _ := strconv.Atoi(strings.Trim(index, "[]"))
		return " " + strconv.Itoa(n+1)
	})
	return strings.NewReplacer(".", ", ", "_", " ").Replace(path)
}

// ofField writes a day and a number in the way of the page. Other values stand as they are declared.
func (f Frame) ofField(value string) string {
	if day, err := time.Parse(time.DateOnly, value); err == nil {
		return f.date(day)
	}
	return f.num().Plain(value)
}
