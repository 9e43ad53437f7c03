package web

import (
	"slices"
	"strconv"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/catalog/fields"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// changes lists what differs between two revisions of a record, as people read it: what a field is called, and of references and choices
// what they mean.
func (l *look) changes(old, next *record.Record) []page.Change {
	k, _ := l.Registry().Kind(next.Kind)
	was, is := l.declaredOf(old), l.declaredOf(next)
	told := map[string]bool{}
	out := l.figureChanges(k, was(), is())
	for _, c := range begun(k.Fields, l.Diff(old, next), was, is) {
		if k.Name == measure.BenchmarkKind.Name && strings.HasPrefix(c.Field, figuresOf+"[") {
			continue
		}
		at, dated := datedIn(k.Fields, c.Field)
		if dated != nil && scalar(dated) {
			if !told[at] {
				told[at] = true
				s := speller{kind: k}
				s.spell(k.Fields, at, "")
				out = append(out, page.Change{Field: at, Name: s.name(), Was: l.held(dated, valueAt(was(), at)), Is: l.held(dated, valueAt(is(), at))})
			}
			continue
		}
		x := page.Change{Field: c.Field, Old: c.Old, New: c.New}
		entry := newEntry(c, was(), is())
		switch c.Field {
		case "title":
			x.Name = l.text("edit.titled")
		case "name":
			x.Name = l.text("edit.name")
		case "state":
			x.Name, x.Old, x.New = l.text("edit.state"), l.stateText(k.Name, c.Old), l.stateText(k.Name, c.New)
		default:
			s := speller{kind: k}
			if dated != nil {
				s.days = func(n int) string { return l.dayOf(n, valueAt(is(), at), valueAt(was(), at)) }
			}
			leaf := s.spell(k.Fields, c.Field, "")
			if leaf == nil {
				break
			}
			x.Name, x.Old, x.New = s.name(), l.meant(leaf, c.Old), l.meant(leaf, c.New)
			of := speller{kind: k, days: s.days}
			if entry == "" || of.spell(k.Fields, entry, "") == nil || len(of.parts) >= len(s.parts) {
				break
			}
			part := page.ChangePart{Name: strings.Join(slices.Compact(s.parts[len(of.parts):]), ": "), Value: x.New}
			if last := len(out) - 1; last >= 0 && out[last].Field == entry {
				out[last].Parts = append(out[last].Parts, part)
				continue
			}
			x = page.Change{Field: entry, Name: of.name(), Parts: []page.ChangePart{part}, Without: l.without(k, at, entry, is())}
		}
		out = append(out, x)
	}
	return out
}

// newEntry is the path of the entry of a list that a change belongs to and that is new with it, the outermost; empty: there is none.
func newEntry(c record.FieldChange, was, is record.Tree) string {
	if c.Old != "" {
		return ""
	}
	for i, r := range c.Field {
		if r != ']' {
			continue
		}
		at := c.Field[:i+1]
		if _, group := valueAt(is, at).(map[string]any); group && valueAt(was, at) == nil {
			return at
		}
	}
	return ""
}

func (l *look) stateText(kind, state string) string {
	if state == "" {
		return ""
	}
	return fields.English.State(kind, state)
}

// meant is a value of a field as people read it. Numbers and days the page writes.
func (l *look) meant(f *record.Field, value string) string {
	switch {
	case value == "":
	case f.Type == record.Amount:
		return l.language().Style().Money(value)
	case f.Type == record.Length:
		return l.frame.Length(value)
	case f.Type == record.Reference:
		return l.Shown(f.Ref, value)
	case f.Type == record.Enum:
		return fields.English.Word("", "", value)
	case f.Type == record.YesNo && value == "true":
		return l.text("records.yes")
	case f.Type == record.YesNo && value == "false":
		return l.text("records.no")
	}
	return value
}

// speller finds what the parts of a path are called.
type speller struct {
	kind  *record.Kind
	parts []string
	days  func(n int) string // what an entry of a value that holds from a day on is called; nil: by its place
}

// name is what a path is called: of a field within others what each is called, with places counted from one.
func (s *speller) name() string { return strings.Join(slices.Compact(s.parts), ": ") }

// spell goes down a path as in targets[0].plan[1].value.due, and gives the field that it ends at; nil where there is none.
func (s *speller) spell(in []record.Field, path, meaning string) *record.Field {
	end := strings.IndexAny(path, ".[")
	name, rest := path, ""
	if end >= 0 {
		name, rest = path[:end], path[end:]
	}
	i := slices.IndexFunc(in, func(f record.Field) bool { return f.Name == name })
	if i < 0 {
		return nil
	}
	f := &in[i]
	meaning = record.Join(meaning, name)
	s.parts = append(s.parts, fields.English.Title(s.kind.Name, meaning))
	return s.within(f, rest, meaning)
}

// within goes on behind a field.
func (s *speller) within(f *record.Field, rest, meaning string) *record.Field {
	if strings.HasPrefix(rest, "[") {
		place, after, ok := strings.Cut(rest[1:], "]")
		n, err := strconv.Atoi(place)
		if !ok || err != nil {
			return nil
		}
		if f.Dated && s.days != nil {
			if day := s.days(n); day != "" {
				s.parts[len(s.parts)-1] += " " + day
			}
		} else {
			s.parts[len(s.parts)-1] += " " + strconv.Itoa(n+1)
		}
		if !f.Dated {
			return s.within(f.Entry(), after, meaning+"[]")
		}
		switch after {
		case ".from", ".reason":
			s.parts = append(s.parts, fields.English.Title("", after[1:]))
			return &record.Field{Name: after[1:], Type: record.Text}
		}
		bare := *f
		bare.Dated = false
		after, _ = strings.CutPrefix(after, ".value")
		return s.within(&bare, after, meaning)
	}
	if rest == "" {
		return f
	}
	if f.Entry() != f && f.Type == record.List { // a path leads into a list by a place alone
		return nil
	}
	return s.spell(f.Fields, rest[1:], meaning)
}
