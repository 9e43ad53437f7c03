package web

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/store"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// merge brings what others saved since the form was opened together with what was entered: a field that only one side changed is as that
// side has it; where both did, what was entered stays, and theirs stands beside it.
func (e *editing) merge(ctx context.Context, base int64) error {
	history, err := e.History(ctx, e.stands, maxMerged)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(history, func(r store.Revision) bool { return r.Revision == base })
	if at < 0 {
		return fault.New(fault.Conflict, "%s was changed more than %d times since the form was opened: open it again", e.stands.Code, maxMerged)
	}
	said := make([]declared, at+1) // by each revision since, the latest first
	for i := range said {
		if said[i], err = e.declared(history[i].Record); err != nil {
			return err
		}
	}
	before, now := said[at], said[0]
	// who said last what stands at a path: whoever only moved the record said nothing
	who := func(of func(declared) record.Tree) string {
		for i := range at {
			if plainText(of(said[i])) != plainText(of(said[i+1])) {
				return e.actor(history[i].Entry.Actor)
			}
		}
		return e.actor(history[0].Entry.Actor)
	}
	e.base = e.stands.Revision
	pick := func(path string, mine record.Tree, of func(declared) record.Tree) record.Tree {
		was, theirs := of(before), of(now)
		switch {
		case plainText(was) == plainText(theirs), plainText(mine) == plainText(theirs):
			return mine
		case plainText(was) == plainText(mine):
			e.theirs = append(e.theirs, page.Theirs{Path: path, By: who(of), Taken: true, Value: plainText(theirs)})
			return theirs
		}
		e.theirs = append(e.theirs, page.Theirs{Path: path, By: who(of), Value: plainText(theirs)})
		return mine
	}
	e.entered.title, _ = pick("title", e.entered.title, func(d declared) record.Tree { return d.title }).(string)
	e.entered.name, _ = pick("name", e.entered.name, func(d declared) record.Tree { return d.name }).(string)
	for _, f := range e.kind.Fields {
		if x := pick(f.Name, e.entered.spec[f.Name], func(d declared) record.Tree { return d.spec[f.Name] }); x != nil {
			e.entered.spec[f.Name] = x
		} else {
			delete(e.entered.spec, f.Name)
		}
	}
	return nil
}

// maxMerged is how many revisions may have come between the opening of a form and its sending.
const maxMerged = 50

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
