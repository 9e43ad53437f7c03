package web

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/catalog/fields"
	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/web/form"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// wrongs is what was refused of a record of a kind, in the words of its form.
func (l *look) wrongs(k *record.Kind, faults []fault.Field) []page.Wrong {
	out := wrongs(faults)
	for i := range out {
		out[i].Reason, out[i].Remedy = inLabels(k, out[i].Reason), inLabels(k, out[i].Remedy)
	}
	return out
}

// placed is the same for a page that is not the form: each says of which field it is, and leads to that in the form of its record, where the reader may change it.
func (l *look) placed(rec *record.Record, faults []fault.Field) []page.Wrong {
	k, _ := l.Registry().Kind(rec.Kind)
	out := l.wrongs(k, faults)
	for i, w := range out {
		of, path := rec, w.Path
		if at, rest, another := strings.Cut(path, ": "); another { // of a record that refers to it
			kind, name, _ := strings.Cut(at, "/")
			if r, err := l.Record(kind, name); err == nil {
				of, path = r, rest
			}
		}
		ok, _ := l.Registry().Kind(of.Kind)
		s := speller{kind: ok}
		inSpec, is := strings.CutPrefix(path, form.Root+".")
		if !is || s.spell(ok.Fields, inSpec, "") == nil {
			continue
		}
		name := s.name()
		if of != rec {
			name = l.text("moves.wrong-of", words.T("code", of.Code), words.T("field", name))
		}
		out[i].Name = name
		if l.MayDeclare(of) == nil {
			out[i].To = pathOf(of) + "/edit#" + page.InputID(path)
		}
	}
	return out
}

// rawName is what a field is called in files and nowhere on pages: those of several words cannot be taken for anything else.
var rawName = regexp.MustCompile(`\b[a-z]+(?:_[a-z]+)+\b`)

// inLabels writes a sentence of the kernel with what fields of a kind are called on forms.
func inLabels(k *record.Kind, text string) string {
	return rawName.ReplaceAllStringFunc(text, func(name string) string {
		if path := fieldCalled(k.Fields, name, ""); path != "" {
			return strconv.Quote(fields.English.Title(k.Name, path))
		}
		return name
	})
}

// fieldCalled is the path of the first field with a name, those at the top before those within; empty: there is none.
func fieldCalled(in []record.Field, name, within string) string {
	if slices.ContainsFunc(in, func(f record.Field) bool { return f.Name == name }) {
		return record.Join(within, name)
	}
	for _, f := range in {
		path := record.Join(within, f.Name)
		sub := f.Fields
		if f.Elem != nil {
			path, sub = path+"[]", f.Elem.Fields
		}
		if found := fieldCalled(sub, name, path); found != "" {
			return found
		}
	}
	return ""
}
