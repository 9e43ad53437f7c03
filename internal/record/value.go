package record

import (
	"encoding"
	"reflect"
	"sort"

	"github.com/steelyard-isms/steelyard/internal/civil"
)

// Form is how a value is read, whatever its type says of what it means.
type Form string

// The forms.
const (
	TextForm    Form = "text" // texts, choices, dates as 2026-09-30, references by name
	NumberForm  Form = "number"
	IntegerForm Form = "integer"
	YesNoForm   Form = "boolean"
	GroupForm   Form = "group" // of named fields
	ListForm    Form = "list"
	TableForm   Form = "table" // of values by name
)

// plainText is what a list or table holds that does not say what.
var plainText = Field{Type: Text, Len: defaultLen}

// Form says how values of the field are read. Of a dated value it is that of the value in force.
func (f *Field) Form() Form {
	switch f.Type {
	case Number:
		return NumberForm
	case Integer:
		return IntegerForm
	case YesNo:
		return YesNoForm
	case Object:
		return GroupForm
	case List:
		return ListForm
	case Table:
		return TableForm
	case Text, Reference, Day:
		return TextForm
	}
	return f.formOfType()
}

// formOfType is the form of a type that has no rule above: as its Go type is made.
func (f *Field) formOfType() Form {
	t := f.typ
	if f.Dated && t.Kind() == reflect.Slice {
		if value, ok := t.Elem().FieldByName("Value"); ok {
			t = value.Type
		}
	}
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch {
	case len(f.Fields) > 0:
		return GroupForm
	case t.Implements(reflect.TypeFor[encoding.TextMarshaler]()):
		return TextForm
	}
	switch t.Kind() {
	case reflect.Float64, reflect.Float32:
		return NumberForm
	case reflect.Int, reflect.Int64:
		return IntegerForm
	case reflect.Bool:
		return YesNoForm
	case reflect.Slice:
		return ListForm
	case reflect.Map:
		return TableForm
	}
	return TextForm
}

// Entry is what a list or table holds.
func (f *Field) Entry() *Field {
	if f.Elem != nil {
		return f.Elem
	}
	return &plainText
}

// Reader reads the values of records as someone sees them on a day, straight from where they lie: nothing is encoded. It
// serves one goroutine at a time.
type Reader struct {
	Snapshot *Snapshot
	Day      civil.Date              // dated values are those in force on it
	Name     func(to *Record) string // how a reference to a record is written
}

// Group is a group of fields; a whole spec is one. The zero value has no field.
type Group struct {
	in     *Reader
	fields []Field
	v      reflect.Value // not valid where the group is missing: then all its fields are
}

// Spec gives what is declared of a record.
func (in *Reader) Spec(r *Record) Group {
	k, ok := in.Snapshot.registry.Kind(r.Kind)
	if !ok || r.spec == nil {
		return Group{}
	}
	return Group{in, k.Fields, reflect.ValueOf(r.spec).Elem()}
}

// Value gives the value of the i-th field.
func (g Group) Value(i int) Value {
	f := &g.fields[i]
	if !g.v.IsValid() {
		return Value{in: g.in, field: f}
	}
	return g.in.value(g.v.Field(f.index), f)
}

// Value is one value. What is missing reads as nothing: an empty text, 0, no, an empty group, list or table.
type Value struct {
	in    *Reader
	field *Field
	v     reflect.Value // of the Go type below pointers and dates; not valid where it is missing
	told  bool          // that it is zero was told: a pointer or an entry holds it
}

// value takes a value out of what holds it.
func (in *Reader) value(v reflect.Value, f *Field) Value {
	out := Value{in: in, field: f}
	if f.Dated {
		if v, out.told = inForce(v, in.Day); !out.told {
			return out
		}
	}
	for v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return Value{in: in, field: f}
		}
		v, out.told = v.Elem(), true
	}
	out.v = v
	return out
}

// inForce gives the entry of a dated value that is in force on a day.
func inForce(dated reflect.Value, day civil.Date) (v reflect.Value, ok bool) {
	if in := entryOn(dated, day); in >= 0 {
		return dated.Index(in).Field(1), true
	}
	return reflect.Value{}, false
}

// Field is the mechanics of the value's field.
func (v Value) Field() *Field { return v.field }

// Has tells whether there is a value: whether an answer with the record shows one. Zero is one where the field is required
// or has an entry for it; elsewhere zero and missing are the same.
func (v Value) Has() bool {
	if !v.v.IsValid() {
		return false
	}
	if v.told || !v.v.IsZero() {
		return true
	}
	form := v.field.Form()
	return v.field.Required && (form == NumberForm || form == IntegerForm || form == YesNoForm)
}

// Text gives a text: a reference as the reader writes it, a date as 2026-09-30.
func (v Value) Text() string {
	switch {
	case !v.v.IsValid() || v.v.IsZero():
		return ""
	case v.field.Type == Reference:
		if to, ok := v.in.Snapshot.Find(UID(v.v.String())); ok {
			return v.in.Name(to)
		}
		return v.v.String()
	case v.v.Kind() == reflect.String:
		return v.v.String()
	}
	if m, ok := v.v.Interface().(encoding.TextMarshaler); ok {
		b, err := m.MarshalText()
		if err == nil {
			return string(b)
		}
	}
	return ""
}

// Number gives a number, also of an integer.
func (v Value) Number() float64 {
	switch {
	case !v.v.IsValid():
		return 0
	case v.v.CanInt():
		return float64(v.v.Int())
	case v.v.CanFloat():
		return v.v.Float()
	}
	return 0
}

// Integer gives a whole number.
func (v Value) Integer() int64 {
	if !v.v.IsValid() || !v.v.CanInt() {
		return 0
	}
	return v.v.Int()
}

// YesNo gives yes or no.
func (v Value) YesNo() bool { return v.v.IsValid() && v.v.Kind() == reflect.Bool && v.v.Bool() }

// Group gives a group of fields.
func (v Value) Group() Group {
	if !v.v.IsValid() || v.v.Kind() != reflect.Struct {
		return Group{in: v.in, fields: v.field.Fields}
	}
	return Group{v.in, v.field.Fields, v.v}
}

// Len is the number of entries of a list or table.
func (v Value) Len() int {
	if !v.v.IsValid() || v.v.Kind() != reflect.Slice && v.v.Kind() != reflect.Map {
		return 0
	}
	return v.v.Len()
}

// At gives the i-th entry of a list.
func (v Value) At(i int) Value { return v.in.value(v.v.Index(i), v.field.Entry()) }

// Names lists the names of a table's entries, in order.
func (v Value) Names() []string {
	if v.Len() == 0 {
		return nil
	}
	names := make([]string, 0, v.v.Len())
	for _, name := range v.v.MapKeys() {
		names = append(names, name.String())
	}
	sort.Strings(names)
	return names
}

// Named gives the entry of a table by its name.
func (v Value) Named(name string) Value {
	entry := v.v.MapIndex(reflect.ValueOf(name).Convert(v.v.Type().Key()))
	if !entry.IsValid() {
		return Value{in: v.in, field: v.field.Entry()}
	}
	return v.in.value(entry, v.field.Entry())
}
