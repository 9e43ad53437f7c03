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
}

// Change is what a row makes of its record, and the record as it stands; nil where the row makes a new one. What the row does not say stays.
// parse reads JSON strictly. Errors: those of Standing.
func (r *Row) Change(k *record.Kind, now Standing, parse func([]byte) (record.Tree, error)) (record.Change, *record.Record, error) {
	c := record.Change{Retire: r.Retired, Place: r.Place, Declaration: record.Declaration{Kind: k.Name, UID: r.UID, Name: r.Name, Code: r.Code, Title: r.Title}}
	var stands *record.Record
	if r.UID != "" {
		stands, _ = now.Find(r.UID)
	} else {
		stands, _ = now.Named(k.Name, r.Name)
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
