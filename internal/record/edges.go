package record

import (
	"fmt"
	"reflect"
	"sort"

	"github.com/steelyard-isms/steelyard/internal/civil"
)

// edges collects the references of a spec, and the files that it names.
func (k *Kind) edges(spec any) ([]Edge, []Kept) {
	var c collector
	c.collect(reflect.ValueOf(spec).Elem(), Field{Type: Object, Fields: k.Fields}, "spec")
	return c.refs, c.files
}

// collector gathers what a spec refers to.
type collector struct {
	on    *civil.Date // of dated values only the entry in force on that day; nil: every entry
	refs  []Edge
	files []Kept
}

func (c *collector) collect(v reflect.Value, f Field, path string) {
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return
		}
		v = v.Elem()
	}
	if f.Dated {
		bare := f
		bare.Dated = false
		begin, end := 0, v.Len()
		if c.on != nil {
			end = entryOn(v, *c.on) + 1
			begin = max(0, end-1)
		}
		for i := begin; i < end; i++ {
			c.collect(v.Index(i).FieldByName("Value"), bare, v.Interface().(datedValue).Path(path, i))
		}
		return
	}
	switch f.Type {
	case Reference:
		if v.String() != "" {
			c.refs = append(c.refs, Edge{Path: path, Kind: f.Ref, To: UID(v.String())})
		}
	case Attachment:
		if file := v.Interface().(File); file.SHA256 != "" {
			c.files = append(c.files, Kept{Path: Join(path, "sha256"), SHA256: file.SHA256, Name: file.Name})
		}
	case Object:
		for _, g := range f.Fields {
			c.collect(v.Field(g.index), g, Join(path, g.Name))
		}
	case List:
		for i := range v.Len() {
			c.collect(v.Index(i), *f.Elem, fmt.Sprintf("%s[%d]", path, i))
		}
	case Table:
		names := make([]string, 0, v.Len())
		for _, name := range v.MapKeys() {
			names = append(names, name.String())
		}
		sort.Strings(names)
		for _, name := range names {
			c.collect(v.MapIndex(reflect.ValueOf(name).Convert(v.Type().Key())), *f.Elem, Join(path, name))
		}
	}
}

// reference is the kind that a field or its elements refer to; empty where they do not.
func (f Field) reference() string {
	if f.Elem != nil {
		return f.Elem.Ref
	}
	return f.Ref
}

// entryOn is the index of the entry of a dated value that is in force on a day, the last of those of one day; -1 where none
// is yet. The entries stand in the order of their days.
func entryOn(dated reflect.Value, day civil.Date) int {
	return sort.Search(dated.Len(), func(i int) bool {
		from, _ := dated.Index(i).Field(0).Interface().(civil.Date)
		return !from.IsZero() && from.After(day)
	}) - 1
}
