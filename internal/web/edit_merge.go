package web

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/catalog/fields"
	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/journal"
	"github.com/steelyard-isms/steelyard/internal/merge"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/store"
	"github.com/steelyard-isms/steelyard/internal/web/form"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// What a form sends that others have overtaken.
const (
	takeField  = "take"  // the place at which their words are wanted
	sinceField = "since" // the revision that the form began with before they were brought in
)

// headFields are what every record says beside its fields.
var headFields = []record.Field{{Name: "title", Type: record.Text}, {Name: "name", Type: record.Text}}

func (d declared) head() map[string]any { return map[string]any{"title": d.title, "name": d.name} }

// overtaken is what others saved since a form was opened.
type overtaken struct {
	history []store.Revision // since the revision that the form began with, which is the last
	said    []declared       // by each
}

// before is what was said when the form was opened, and now what stands.
func (o overtaken) before() declared { return o.said[len(o.said)-1] }
func (o overtaken) now() declared    { return o.said[0] }

// since brings what was saved since a revision. Error: Conflict where too much was.
func (e *editing) since(ctx context.Context, base int64) (overtaken, error) {
	var out overtaken
	history, err := e.History(ctx, e.stands, maxMerged)
	if err != nil {
		return out, err
	}
	at := slices.IndexFunc(history, func(r store.Revision) bool { return r.Revision == base })
	if at < 0 {
		return out, fault.New(fault.Conflict, "%s was changed more than %d times since the form was opened: open it again", e.stands.Code, maxMerged)
	}
	out.history, out.said = history[:at+1], make([]declared, at+1)
	for i := range out.said {
		if out.said[i], err = e.declared(history[i].Record); err != nil {
			return out, err
		}
	}
	return out, nil
}

// maxMerged is how many revisions may have come between the opening of a form and its sending.
const maxMerged = 50

// merge brings what others saved since the form was opened together with what was entered: what only one side changed is as that side has it; where both did,
// what was entered stays, and theirs stands beside it.
func (e *editing) merge(ctx context.Context, base int64) error {
	o, err := e.since(ctx, base)
	if err != nil {
		return err
	}
	before, now := o.before(), o.now()
	head, inHead := merge.Merge(headFields, before.head(), e.entered.head(), now.head())
	spec, inSpec := merge.Merge(e.kind.Fields, before.spec, e.entered.spec, now.spec)
	e.entered.title, _ = head["title"].(string)
	e.entered.name, _ = head["name"].(string)
	e.entered.spec = spec
	e.tell(o, inHead, inSpec)
	e.merged, e.base = base, e.stands.Revision
	if by, moved := o.movedBy(); moved {
		e.movedOn = &page.MovedOn{State: e.stands.State, By: e.actor(by)}
	}
	return nil
}

// undecided tells again where both sides changed something, and takes their words at the place that is asked for.
func (e *editing) undecided(ctx context.Context, take string) error {
	o, err := e.since(ctx, e.merged)
	if err != nil {
		return err
	}
	mine := func(list []merge.Difference, root string, put func(merge.Difference)) []merge.Difference {
		return slices.DeleteFunc(list, func(d merge.Difference) bool {
			if root+d.ID() == take && !d.Taken {
				put(d)
				return true
			}
			return d.Taken // whoever went back to what was said before meant it
		})
	}
	_, inHead := merge.Merge(headFields, o.before().head(), e.entered.head(), o.now().head())
	_, inSpec := merge.Merge(e.kind.Fields, o.before().spec, e.entered.spec, o.now().spec)
	inHead = mine(inHead, "", func(d merge.Difference) {
		head := d.Take(headFields, e.entered.head())
		e.entered.title, _ = head["title"].(string)
		e.entered.name, _ = head["name"].(string)
	})
	inSpec = mine(inSpec, form.Root, func(d merge.Difference) { e.entered.spec = d.Take(e.kind.Fields, e.entered.spec) })
	e.tell(o, inHead, inSpec)
	return nil
}

// tell keeps what is said of differences: what the field is called, who wrote theirs, and what that is, as people read it.
func (e *editing) tell(o overtaken, inHead, inSpec []merge.Difference) {
	for _, d := range inHead {
		name := e.text("edit.titled")
		if d.Path == "name" {
			name = e.text("edit.name")
		}
		value, _ := d.Theirs.(string)
		e.theirs = append(e.theirs, page.Theirs{ID: d.ID(), Path: d.Path, Name: name, Taken: d.Taken, Value: value,
			By: e.actor(o.wrote(func(x declared) record.Tree { return d.At(headFields, x.head()) }))})
	}
	for _, d := range inSpec {
		s := speller{kind: e.kind}
		leaf, name := s.spell(e.kind.Fields, d.Path, ""), fields.English.Title(e.kind.Name, d.Path)
		if leaf != nil {
			name = s.name()
		}
		e.theirs = append(e.theirs, page.Theirs{ID: form.Root + d.ID(), Path: record.Join(form.Root, d.Path), Name: name, Taken: d.Taken, Value: e.inWords(leaf, d.Path, d.Theirs),
			By: e.actor(o.wrote(func(x declared) record.Tree { return d.At(e.kind.Fields, x.spec) }))})
	}
}

// wrote is who said last what stands at a place: whoever only moved the record said nothing.
func (o overtaken) wrote(at func(declared) record.Tree) journal.Actor {
	for i := range len(o.said) - 1 {
		if plainText(at(o.said[i])) != plainText(at(o.said[i+1])) {
			return o.history[i].Entry.Actor
		}
	}
	return o.history[0].Entry.Actor
}

// movedBy is who moved the record to where it is, where it was moved since: whoever changed what it says is told of by that.
func (o overtaken) movedBy() (journal.Actor, bool) {
	for i := range len(o.history) - 1 {
		if o.history[i].State != o.history[i+1].State {
			same := plainText(o.said[i].head()) == plainText(o.said[i+1].head()) && plainText(o.said[i].spec) == plainText(o.said[i+1].spec)
			return o.history[i].Entry.Actor, same
		}
	}
	return journal.Actor{}, false
}

// inWords is what was declared at a place as people read it: of groups each field that says something, of lists each entry.
func (l *look) inWords(f *record.Field, path string, x record.Tree) string {
	switch x := x.(type) {
	case map[string]any:
		return l.groupInWords(f, path, x)
	case []any:
		var out []string
		for i, entry := range x {
			out = append(out, strconv.Itoa(i+1)+". "+l.inWords(entryField(f), path, entry))
		}
		return strings.Join(out, "; ")
	}
	if f == nil {
		return plainText(x)
	}
	return l.meant(f, plainText(x))
}

// entryField is the field of an entry; nil where that is not known.
func entryField(f *record.Field) *record.Field {
	if f == nil || f.Dated {
		return f
	}
	return f.Entry()
}

func (l *look) groupInWords(f *record.Field, path string, x map[string]any) string {
	if value, is := datedEntry(x); is {
		day, _ := x[fromField].(string)
		text := l.inWords(f, path, value)
		if day != "" {
			text = l.text("edit.theirs.from", words.T("value", text), words.T("day", day))
		}
		return text
	}
	var out []string
	for _, name := range slices.Sorted(maps.Keys(x)) {
		var inner *record.Field
		if f != nil {
			if i := slices.IndexFunc(f.Fields, func(g record.Field) bool { return g.Name == name }); i >= 0 {
				inner = &f.Fields[i]
			}
		}
		if said := l.inWords(inner, record.Join(path, name), x[name]); said != "" {
			out = append(out, fields.English.Title("", name)+" "+said)
		}
	}
	return strings.Join(out, ", ")
}

// datedEntry gives the value of an entry of those that hold from days on.
func datedEntry(x map[string]any) (any, bool) {
	value, is := x["value"]
	for name := range x {
		is = is && (name == "value" || name == fromField || name == reasonField)
	}
	return value, is
}

// plainText is a value as it is told in a sentence.
func plainText(x record.Tree) string {
	switch x := x.(type) {
	case nil:
		return ""
	case string:
		return x
	}
	b, err := json.Marshal(x)
	if err != nil {
		return ""
	}
	return string(b)
}
