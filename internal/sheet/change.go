package sheet

import (
	"encoding/json"
	"strconv"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// Standing tells what stands now of the records that rows are of.
type Standing interface {
	Find(record.UID) (*record.Record, bool)
	Named(kind, name string) (*record.Record, bool)
	Declared(*record.Record) (json.RawMessage, error)
	Coded(kind, code string) (*record.Record, bool)
	Titled(kind, title string) (*record.Record, bool)
	Taken(kind, name string) bool
}

// Change is what a row makes of its record, and the record as it stands; nil where the row makes a new one. What the row does not say stays. A row without a
// name is of the record with its code; without that it makes a new one, whose name is made of its title.
// parse reads JSON strictly. Errors: those of Standing; Invalid where the row has neither, and its title is that of another record or row.
func (r *Row) Change(k *record.Kind, now Standing, parse func([]byte) (record.Tree, error)) (record.Change, *record.Record, error) {
	c := record.Change{Retire: r.Retired, Place: r.Place, Declaration: record.Declaration{Kind: k.Name, UID: r.UID, Name: r.Name, Code: r.Code, Title: r.Title}}
	var stands *record.Record
	switch {
	case r.UID != "":
		stands, _ = now.Find(r.UID)
	case r.Name != "":
		stands, _ = now.Named(k.Name, r.Name)
	default:
		if r.Code != "" {
			stands, _ = now.Coded(k.Name, r.Code)
		}
		if stands == nil {
			if err := r.once(k, now); err != nil {
				return c, nil, err
			}
			if r.made == "" || now.Taken(k.Name, r.made) { // a change may be decided more than once
				r.made = r.sheet.nameFor(k, r.Title, now)
			}
			c.Name = r.made
		}
	}
	if stands == nil || stands.Kind != k.Name {
		c.Spec = r.Spec(nil)
		return c, nil, nil
	}
	if c.Name == "" {
		c.Name = stands.Name
	}
	if !r.HasTitle {
		c.Title = stands.Title
	}
	declared, err := now.Declared(stands)
	if err != nil {
		return c, stands, err
	}
	was, err := parse(declared)
	if err != nil {
		return c, stands, err
	}
	fields, _ := was.(map[string]any)
	c.Spec = r.Spec(fields)
	return c, stands, nil
}

// once refuses a new record that is called as another one: sent twice, a sheet without names would make everything twice.
func (r *Row) once(k *record.Kind, now Standing) error {
	if r.Title == "" {
		return nil
	}
	line, column := r.Place("title")
	f := fault.Field{File: r.sheet.Name, Line: line, Column: column, Path: "title"}
	if other, ok := r.sheet.titled[r.Title]; ok && other != r.Line {
		f.Reason, f.Remedy = "is that of row "+strconv.Itoa(other)+", too", "Take one of the two out, or give each a name of its own"
		return fault.InvalidField("the table cannot be accepted", f)
	}
	r.sheet.titled[r.Title] = r.Line
	if other, ok := now.Titled(k.Name, r.Title); ok {
		f.Reason, f.Remedy = "is that of "+other.Code, "Write "+other.Code+" as its code to change that one, or give the new one another title, or a name of its own"
		return fault.InvalidField("the table cannot be accepted", f)
	}
	return nil
}

// nameFor makes a name for a new record.
func (s *Sheet) nameFor(k *record.Kind, title string, now Standing) string {
	name := record.NameFrom(k.Name, title, func(name string) bool { return s.taken[name] || now.Taken(k.Name, name) })
	s.taken[name] = true
	return name
}

// Stale tells whether the record has changed since the row was written.
func (r *Row) Stale(stands *record.Record) bool {
	return r.Revision != nil && *r.Revision != stands.Revision
}

// Outdated says so, with its place in the table.
func (r *Row) Outdated(stands *record.Record) fault.Field {
	line, column := r.Place("revision")
	return fault.Field{Line: line, Column: column, Path: "revision",
		Reason: "is " + strconv.FormatInt(*r.Revision, 10) + ", and the record stands at " + strconv.FormatInt(stands.Revision, 10),
		Remedy: "Export again and repeat the change, or empty the cell to write over what was done meanwhile"}
}
