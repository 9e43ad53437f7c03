package page

import (
	"html/template"
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
}

// Change is one field of a revision. Old and New are finished text; empty is none.
type Change struct{ Field, Old, New string }

func (f Frame) changed(c Change) template.HTML {
	field, before, after := words.T("field", c.Field), words.T("old", c.Old), words.T("new", c.New)
	switch {
	case c.Old == "":
		return f.h("history.set", field, after)
	case c.New == "":
		return f.h("history.removed", field, before)
	}
	return f.h("history.changed", field, before, after)
}
