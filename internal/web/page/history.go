package page

import (
	"cmp"
	"html/template"
	"regexp"
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
type Change struct{ Field, Old, New, Name string }

func (c Change) called() string { return cmp.Or(c.Name, fieldWords(c.Field)) }

func (f Frame) changed(c Change) template.HTML {
	field, before, after := words.T("field", c.called()), words.T("old", f.ofField(c.Old)), words.T("new", f.ofField(c.New))
	switch {
	case c.Old == "":
		return f.h("history.set", field, after)
	case c.New == "":
		return f.h("history.removed", field, before)
	}
	return f.h("history.changed", field, before, after)
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
