package record

import (
	"iter"
	"reflect"
	"slices"
	"sort"
	"strconv"
	"strings"
)

// Passage is one text of a record that can be searched, or one reference that it makes.
type Passage struct {
	Path    string // where it stands in the record: title, spec.links[0].note, spec.owner[1].value
	Field   string // the same without spec, places, names of entries and dates: title, links.note, owner
	Value   string // empty of a reference
	To      UID    // of a reference
	Kind    string // referred to
	Heading bool   // what people read of the record: its title, or the personal field in place of it
}

// Passages goes through the name, code and title of a record, then through every text and reference of its spec, in the order
// of the fields. Erased personal values are not there. It reads the fields' values and makes no document of them.
func (k *Kind) Passages(r *Record) iter.Seq[Passage] {
	return func(yield func(Passage) bool) {
		w := passages{yield: yield, going: true}
		w.text(Passage{Path: "code", Field: "code", Value: r.Code})
		w.text(Passage{Path: "name", Field: "name", Value: r.Name})
		w.text(Passage{Path: "title", Field: "title", Value: r.Title, Heading: true})
		v, heading := reflect.ValueOf(r.spec), k.personalTitle()
		if v.Kind() != reflect.Pointer || v.IsNil() {
			return
		}
		for _, f := range k.Fields {
			first := heading && f.NamesRecord() // once: a kind could have two such fields
			if w.value(v.Elem().Field(f.index), f, Passage{Path: "spec." + f.Name, Field: f.Name, Heading: first}); first {
				heading = false
			}
		}
	}
}

// passages walks a spec. What it is told of a place is the passage that would be given there, without the value.
type passages struct {
	yield func(Passage) bool
	going bool
}

func (w *passages) text(t Passage) {
	if w.going && (t.Value != "" || t.To != "") {
		w.going = w.yield(t)
	}
}

func (w *passages) value(v reflect.Value, f Field, at Passage) {
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return
		}
		v = v.Elem()
	}
	if f.Dated {
		w.dated(v, f, at)
		return
	}
	switch f.Type {
	case Number, Integer, Part, Amount, YesNo, Day, Span, Length:
	case Reference:
		at.To, at.Kind = UID(v.String()), f.Ref
		w.text(at)
	case Object:
		for _, g := range f.Fields {
			w.value(v.Field(g.index), g, at.in(g.Name))
		}
	case List:
		for i := range v.Len() {
			w.value(v.Index(i), *f.Elem, at.place(i))
		}
	case Table:
		for _, key := range sortedEntries(v) {
			entry := at.entry(key.String())
			named := entry
			named.Value = key.String()
			w.text(named)
			w.value(v.MapIndex(key), *f.Elem, entry)
		}
	case Attachment:
		w.loose(v.FieldByName("Name"), at.in("name"))
	default:
		w.loose(v, at)
	}
}

func (w *passages) dated(v reflect.Value, f Field, at Passage) {
	bare, whole := f, v.Interface().(datedValue)
	bare.Dated = false
	for i := range v.Len() {
		one := at
		one.Path = whole.Path(at.Path, i)
		w.value(v.Index(i).FieldByName("Value"), bare, one)
		reason := at.place(i).in("reason")
		reason.Value = v.Index(i).FieldByName("Reason").String()
		w.text(reason)
	}
}

// loose gives the texts of a value by its Go type alone: of the types of field that are written as text, in whatever form
// they are kept. The keys of its maps, such as languages, are no texts.
func (w *passages) loose(v reflect.Value, at Passage) {
	switch v.Kind() {
	case reflect.String:
		if v.Type() == reflect.TypeFor[Ref]() || v.Type() == reflect.TypeFor[UID]() {
			return
		}
		at.Value = v.String()
		w.text(at)
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			w.loose(v.Elem(), at)
		}
	case reflect.Slice, reflect.Array:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return
		}
		for i := range v.Len() {
			w.loose(v.Index(i), at.place(i))
		}
	case reflect.Map:
		if v.Type().Key().Kind() != reflect.String {
			return
		}
		for _, key := range sortedEntries(v) {
			w.loose(v.MapIndex(key), at.entry(key.String()))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			sf := v.Type().Field(i)
			name, _, _ := strings.Cut(sf.Tag.Get("json"), ",")
			if sf.IsExported() && name != "-" {
				w.loose(v.Field(i), at.in(name))
			}
		}
	}
}

func sortedEntries(v reflect.Value) []reflect.Value {
	keys := v.MapKeys()
	sort.Slice(keys, func(i, j int) bool { return keys[i].String() < keys[j].String() })
	return keys
}

func (t Passage) in(name string) Passage {
	t.Path, t.Field = Join(t.Path, name), Join(t.Field, name)
	return t
}

func (t Passage) place(i int) Passage {
	t.Path += "[" + strconv.Itoa(i) + "]"
	return t
}

func (t Passage) entry(name string) Passage {
	t.Path = Join(t.Path, name)
	return t
}

// PassageFields lists the fields, as Passage.Field names them, in which the records of any kind may have texts or references.
func (r *Registry) PassageFields() []string {
	out := []string{"code", "name", "title"}
	var list func(fields []Field, path string)
	one := func(f Field, path string) {
		for {
			if f.Dated {
				out = append(out, Join(path, "reason"))
			}
			if f.Type == Table {
				out = append(out, path) // its entries have names
			}
			if f.Elem == nil || f.Type != List && f.Type != Table {
				break
			}
			f = *f.Elem
		}
		switch f.Type {
		case Number, Integer, Part, Amount, YesNo, Day, Span, Length:
		case Object:
			list(f.Fields, path)
		case Attachment:
			out = append(out, Join(path, "name"))
		default:
			out = append(out, path)
		}
	}
	list = func(fields []Field, path string) {
		for _, f := range fields {
			one(f, Join(path, f.Name))
		}
	}
	for _, k := range r.kinds {
		list(k.Fields, "")
	}
	slices.Sort(out)
	return slices.Compact(out)
}
