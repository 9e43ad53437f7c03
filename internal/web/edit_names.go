package web

import (
	"strings"

	"github.com/steelyard-isms/steelyard/internal/org"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/web/format"
)

// mostOffered is how many records of a kind a form offers to be chosen; of kinds with more, whoever knows the code or name enters that.
const mostOffered = 300

// called is a record in an input: its code and what people call it, as in "M-14 Patched in time".
func (l *look) called(r *record.Record) string {
	title := r.Title
	if r.Kind == org.PersonKind.Name {
		title = l.PersonTitle(r.UID)
	}
	return strings.TrimSpace(r.Code + " " + title)
}

// Figures is how the reader writes numbers. It is form.Names.
func (l *look) Figures() format.Style { return l.language().Style() }

// Shown is the record with a name as an input has it. It is form.Names.
func (l *look) Shown(kind, name string) string {
	if r, err := l.Record(kind, name); err == nil {
		return l.called(r)
	}
	return name
}

// Meant finds the record that was entered: by what Shown gives, by code or name, or by its title where one record alone has it.
func (l *look) Meant(kind, text string) string {
	code, _, _ := strings.Cut(text, " ")
	for _, try := range []string{text, code} {
		if r, err := l.Record(kind, try); err == nil {
			return r.Name
		}
	}
	all, err := l.List(kind, false)
	if err != nil {
		return text
	}
	var found []*record.Record
	for _, r := range all {
		if strings.EqualFold(strings.TrimPrefix(l.called(r), r.Code+" "), text) {
			found = append(found, r)
		}
	}
	if len(found) == 1 {
		return found[0].Name
	}
	return text
}

// offered lists the records of a kind that a form offers, by code.
func (l *look) offered(kind string) []string {
	all, err := l.Few(kind, mostOffered)
	if err != nil || all == nil {
		return nil
	}
	out := make([]string, len(all))
	for i, r := range all {
		out[i] = l.called(r)
	}
	return out
}
