package web

import (
	"strings"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/catalog/fields"
	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// rights says in words what a role may do.
func (l *look) rights(r access.Rights) []page.Fact {
	out := []page.Fact{
		{Name: l.text("rights.reads"), Value: l.reach(r.Read, kindNames)},
		{Name: l.text("rights.declares"), Value: l.reach(r.Declare, kindNames)},
		{Name: l.text("rights.collects"), Value: l.reach(r.Collect, l.sentNames)},
		{Name: l.text("rights.moves"), Value: l.reach(r.Move, kindNames)},
		{Name: l.text("rights.approves"), Value: l.reach(r.Approve, kindNames)},
	}
	administers := l.text("rights.nothing")
	if r.Administer {
		administers = l.text("rights.accounts")
	}
	return append(out, page.Fact{Name: l.text("rights.administers"), Value: administers})
}

// mostLeftOut is how many kinds a sentence leaves out of everything, before it rather lists those that are meant.
const mostLeftOut = 4

func (l *look) reach(r access.Reach, names func([]string) string) string {
	switch {
	case r.None():
		return l.text("rights.nothing")
	case r.All():
		if len(r.Kinds) <= mostLeftOut {
			return names(r.Kinds)
		}
		return l.text("rights.everything")
	case len(r.Own) == 0 && len(r.Not) <= mostLeftOut && len(r.Kinds) > mostLeftOut:
		return l.text("rights.all-but", words.T("list", names(r.Not)))
	case len(r.Kinds) == 0:
		return l.text("rights.own", words.T("list", names(r.Own)))
	case len(r.Own) == 0:
		return names(r.Kinds)
	}
	return l.text("rights.both", words.T("list", names(r.Kinds)), words.T("own", names(r.Own)))
}

// kindNames lists kinds as people call them.
func kindNames(kinds []string) string {
	out := make([]string, len(kinds))
	for i, k := range kinds {
		out[i] = strings.ToLower(fields.English.Kind(k).Titles)
	}
	return strings.Join(out, ", ")
}

// sentNames lists what can be sent.
func (l *look) sentNames(kinds []string) string {
	var out []string
	for _, k := range kinds {
		if k == measure.SourceKind.Name {
			out = append(out, l.text("rights.sources"))
		} else {
			out = append(out, l.text("rights.measures"))
		}
	}
	return strings.Join(out, ", ")
}
