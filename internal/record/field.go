package record

import (
	"encoding"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/civil"
)

// Type is the form of a field's value in documents.
type Type string

// The field types of this version.
const (
	Text       Type = "text"
	Prose      Type = "markdown"   // Markdown
	Languages  Type = "translated" // Translated: language tags to texts
	Enum       Type = "enum"       // one of some words
	Number     Type = "number"
	Integer    Type = "integer"
	Part       Type = "share" // Share: a number from 0 to 1
	Amount     Type = "money" // Money: 1250.50 EUR
	YesNo      Type = "boolean"
	Reference  Type = "reference"
	Day        Type = "date"       // YYYY-MM-DD
	Span       Type = "date-range" // Range: {from, until}
	Length     Type = "duration"   // Duration: P6M
	Formula    Type = "expression" // Expression, in CEL
	Attachment Type = "file"       // File: {sha256, name, media_type}
	List       Type = "list"
	Object     Type = "object"
	Table      Type = "table" // names to values
)

// Field is the mechanics of one field, read from its Go type and its tags. Its title and help stand in the message
// catalogue under kind.field.
//
// The json tag names it. The field tag lists, separated by commas: required; ref=KIND; enum=a|b; min=N; max=N; len=N (longest
// text, in characters; 1,000 unless told, 20,000 of Markdown); form=language|country|email|url (of a text, see forms);
// personal (kept in the erasable store; top-level text only; one that is required names the record, in place of a title);
// acyclic (a reference to the own kind that makes no circle on any day; at the top, or within the groups of a list there); scope (the unit, or the record, whose rights
// hold for this one); owner (a person with an owner's rights); knots (the group is a scale with its
// thresholds); due (a day by which something has to be done, or a group that is Ends), until (a day on which something ends by itself); past (a day on which something
// has happened: one that has not come yet is refused where it is newly declared).
type Field struct {
	Name     string
	Type     Type
	Required bool
	Personal bool
	Dated    bool     // a bare value or a list of {from, value, reason}
	Ref      string   // kind referred to
	Enum     []string // the only texts allowed
	Min, Max *float64 // bounds of a number, inclusive
	Len      int      // longest text
	Look     string   // what the text must look like, such as url
	Acyclic  bool     // follows to no circle
	Scope    bool     // says whose record it is
	Owner    bool     // says who owns it
	Knots    bool     // a scale: forms draw where a value falls
	Due      bool     // something has to be done by then: Endings
	Until    bool     // something ends by itself then
	Past     bool     // something has happened then
	Fields   []Field  // of an object, or of a list's objects
	Elem     *Field   // of a list or table
	index    int
	typ      reflect.Type
}

// the longest text of a field, unless its tag says otherwise
const defaultLen, longLen = 1000, 20_000

// plainTypes are the Go types that are a field type of their own.
var plainTypes = map[reflect.Type]Type{
	reflect.TypeFor[civil.Date](): Day, reflect.TypeFor[Markdown](): Prose, reflect.TypeFor[Translated](): Languages,
	reflect.TypeFor[Share](): Part, reflect.TypeFor[Money](): Amount, reflect.TypeFor[Duration](): Length,
	reflect.TypeFor[Range](): Span, reflect.TypeFor[Expression](): Formula, reflect.TypeFor[File](): Attachment,
}

// NamesRecord tells whether people call the record by the field's value, so that it has no title.
func (f Field) NamesRecord() bool { return f.Personal && f.Required }

// Grouped tells whether the value is written as a group of named fields.
func (f Field) Grouped() bool { return f.Type == Object || f.Type == Span || f.Type == Attachment }

// Worded tells whether the value is written as a text that people wrote.
func (f Field) Worded() bool {
	return f.Type == Text || f.Type == Enum || f.Type == Prose || f.Type == Formula
}

// acyclic tells whether the field, or one within the groups of a list, follows to no circle. Several within are followed together.
func (f Field) acyclic() bool {
	if f.Acyclic {
		return true
	}
	return f.Type == List && f.Elem.Type == Object && slices.ContainsFunc(f.Elem.Fields, func(g Field) bool { return g.Acyclic })
}

func (f Field) walk(do func(Field)) {
	do(f)
	for _, g := range f.Fields {
		g.walk(do)
	}
	if f.Elem != nil {
		f.Elem.walk(do)
	}
}

// fieldsOf reads a struct's fields; where names the kind, for the programmer's eyes.
func fieldsOf(t reflect.Type, where string) []Field {
	var out []Field
	for i := range t.NumField() {
		sf := t.Field(i)
		name, _, _ := strings.Cut(sf.Tag.Get("json"), ",")
		if name == "" || name == "-" || !sf.IsExported() {
			panic(fmt.Sprintf("%s: field %s needs a json name", where, sf.Name))
		}
		f := fieldOf(sf.Type, where+"."+name)
		f.Name, f.index = name, i
		f.readTag(sf.Tag.Get("field"), where+"."+name)
		out = append(out, f)
	}
	return out
}

func fieldOf(t reflect.Type, where string) Field {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	f := Field{typ: t, Len: defaultLen}
	switch {
	case t.Implements(reflect.TypeFor[datedValue]()):
		value, _ := t.Elem().FieldByName("Value")
		f = fieldOf(value.Type, where)
		f.Dated, f.typ = true, t
		if f.Type == List {
			panic(where + ": a dated value cannot be a list")
		}
	case t == reflect.TypeFor[Ref]():
		f.Type = Reference
	case plainTypes[t] != "":
		f.Type = plainTypes[t]
		switch f.Type {
		case Prose, Formula:
			f.Len = longLen
		case Part:
			f.Min, f.Max = new(0.0), new(1.0)
		case Languages:
			f.Elem = &Field{Type: Text, Len: defaultLen, typ: reflect.TypeFor[string]()}
		case Span, Attachment:
			f.Fields = fieldsOf(t, where)
		}
	case t.Implements(reflect.TypeFor[encoding.TextMarshaler]()) || t.Implements(reflect.TypeFor[json.Marshaler]()):
		panic(fmt.Sprintf("%s: %s writes itself in a form that the decoder does not know", where, t))
	case t.Kind() == reflect.Struct:
		f.Type, f.Fields = Object, fieldsOf(t, where)
	case t.Kind() == reflect.Slice:
		elem := fieldOf(t.Elem(), where+"[]")
		f.Type, f.Elem = List, &elem
	case t.Kind() == reflect.Map && t.Key().Kind() == reflect.String:
		elem := fieldOf(t.Elem(), where+"{}")
		f.Type, f.Elem = Table, &elem
	case t.Implements(reflect.TypeFor[enumerated]()):
		f.Type, f.Enum = Enum, reflect.Zero(t).Interface().(enumerated).Words()
	case t.Kind() == reflect.String:
		f.Type = Text
	case t.Kind() == reflect.Bool:
		f.Type = YesNo
	case t.Kind() == reflect.Int || t.Kind() == reflect.Int64:
		f.Type = Integer
	case t.Kind() == reflect.Float64:
		f.Type = Number
	default:
		panic(fmt.Sprintf("%s: a field cannot be a %s", where, t))
	}
	return f
}

func (f *Field) readTag(tag, where string) {
	for part := range strings.FieldsFuncSeq(tag, func(r rune) bool { return r == ',' }) {
		key, value, _ := strings.Cut(part, "=")
		target := f
		if f.Elem != nil && key != "required" && key != "personal" && key != "acyclic" {
			target = f.Elem // ref, enum, bounds of a list or table speak of its elements
		}
		switch key {
		case "required":
			f.Required = true
		case "personal":
			f.Personal = true
		case "acyclic":
			f.Acyclic = true
		case "ends": // both are needed
			if f.Type != Span {
				panic(where + ": only a range has ends")
			}
			for i := range f.Fields {
				f.Fields[i].Required = true
			}
		case "scope":
			f.Scope = true
		case "owner":
			target.Owner = true
		case "knots":
			f.Knots = true
		case "due":
			target.Due = true
		case "until":
			target.Until = true
		case "past":
			f.Past = true
		case "ref":
			target.Ref = value
		case "form":
			target.Look = value
		case "enum":
			target.Enum = strings.Split(value, "|")
			if target.Type == Text {
				target.Type = Enum
			}
		case "min", "max", "len":
			n, err := strconv.ParseFloat(value, 64)
			if err != nil {
				panic(fmt.Sprintf("%s: %s is no number", where, part))
			}
			switch key {
			case "min":
				target.Min = &n
			case "max":
				target.Max = &n
			case "len":
				target.Len = int(n)
			}
		default:
			panic(fmt.Sprintf("%s: unknown mechanics %q", where, part))
		}
	}
	f.mustFit(where)
	f.mustRunOut(where)
	f.mustHavePassed(where)
}

// mustFit refuses mechanics that the field's type would not carry out: a programmer who writes them relies on them.
func (f *Field) mustFit(where string) {
	text := *f
	if f.Elem != nil {
		text = *f.Elem
	}
	switch {
	case text.Type == Reference && text.Ref == "":
		panic(where + ": a reference needs ref=KIND")
	case text.Type != Reference && text.Ref != "":
		panic(where + ": only a reference has ref")
	case text.Type != Enum && len(text.Enum) > 0:
		panic(where + ": only a text has enum")
	case text.Look != "" && (text.Type != Text || textForms[text.Look].is == ""):
		panic(where + ": only a text has form, and one that is known")
	case !text.Worded() && text.Len != defaultLen:
		panic(where + ": only a text has len")
	case f.Acyclic && text.Type != Reference, (f.Scope || text.Owner) && text.Type != Reference, f.Scope && f.Elem != nil:
		panic(where + ": only a reference is acyclic, scope or owner")
	case f.Knots && f.Type != Object:
		panic(where + ": only a group of fields has knots")
	case text.Type != Number && text.Type != Integer && text.Type != Part && (text.Min != nil || text.Max != nil):
		panic(where + ": only a number has min or max")
	case f.Personal && (f.Type != Text || f.Dated):
		panic(where + ": only a plain text can be personal")
	}
}
