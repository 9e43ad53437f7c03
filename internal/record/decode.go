package record

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"slices"
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/steelyard-isms/steelyard/internal/fault"
)

// Tree is a decoded document: string, bool, json.Number, nil, []any and map[string]any, nothing else.
type Tree = any

// limits on one document, against input made to exhaust us
const (
	maxList  = 10_000
	maxDated = 1000 // entries of a dated value: on each of its days others may be looked at, as for circles
	maxFault = 50
	maxKey   = 100 // characters of a table's name
)

// resolver finds the record that a reference's text means.
type resolver func(kind, text string) (UID, *fault.Field)

type decoder struct {
	resolve resolver
	stored  bool // what is read was accepted when it was written
	faults  []fault.Field
}

func (d *decoder) refuse(path, reason, remedy string) {
	if len(d.faults) < maxFault {
		d.faults = append(d.faults, fault.Field{Path: path, Reason: reason, Remedy: remedy})
	}
}

// decode reads a tree into a new spec of the kind: strictly, at every depth, and reporting all that is wrong.
func (k *Kind) decode(tree Tree, resolve resolver) (any, []fault.Field) {
	d := &decoder{resolve: resolve}
	v := reflect.New(k.typ)
	if tree == nil {
		tree = map[string]any{}
	}
	d.object(v.Elem(), tree, k.Fields, "spec")
	return v.Interface(), d.faults
}

func (d *decoder) object(v reflect.Value, tree Tree, fields []Field, path string) {
	m, ok := tree.(map[string]any)
	if !ok {
		d.wrong(path, "a group of fields", tree)
		return
	}
	known := make([]string, len(fields))
	for i, f := range fields {
		known[i] = f.Name
		x, given := m[f.Name]
		if !given || x == nil {
			if f.Required {
				d.refuse(Join(path, f.Name), "is required", "Add "+f.Name)
			}
			continue
		}
		d.value(v.Field(f.index), x, f, Join(path, f.Name))
	}
	for _, name := range sortedKeys(m) {
		if !slices.Contains(known, name) && len(d.faults) < maxFault {
			d.refuse(Join(path, Clip(name)), "is not a field here", nearest(name, known))
		}
	}
}

func (d *decoder) value(v reflect.Value, x Tree, f Field, path string) {
	if f.Dated {
		d.dated(v, x, f, path)
		return
	}
	if v.Kind() == reflect.Pointer {
		v.Set(reflect.New(v.Type().Elem()))
		v = v.Elem()
	}
	switch f.Type {
	case Text, Enum, Prose:
		d.text(v, x, f, path)
	case Formula:
		d.formula(v, x, f, path)
	case Reference:
		d.reference(v, x, f, path)
	case Day, Amount, Length:
		d.written(v, x, f, path)
	case Languages:
		d.languages(v, x, f, path)
	case Span:
		d.span(v, x, f, path)
	case Attachment:
		d.attachment(v, x, f, path)
	case Number, Integer, Part:
		d.number(v, x, f, path)
	case YesNo:
		if b, ok := x.(bool); ok {
			v.SetBool(b)
		} else {
			d.wrong(path, "true or false", x)
		}
	case Object:
		d.object(v, x, f.Fields, path)
	case List:
		d.list(v, x, f, path)
	case Table:
		d.table(v, x, f, path)
	}
}

func (d *decoder) text(v reflect.Value, x Tree, f Field, path string) {
	s, ok := x.(string)
	switch {
	case !ok:
		d.wrong(path, "a text", x)
	case !utf8.ValidString(s) || strings.ContainsRune(s, 0):
		d.refuse(path, "holds bytes that are not text", "Save the file as UTF-8")
	case f.Type == Text && !d.stored && Concealed(s, true) != "":
		d.refuse(path, concealedReason(Concealed(s, true)), concealedRemedy)
	case utf8.RuneCountInString(s) > f.Len:
		d.refuse(path, fmt.Sprintf("has %d characters", utf8.RuneCountInString(s)), fmt.Sprintf("Use at most %d", f.Len))
	case len(f.Enum) > 0 && !slices.Contains(f.Enum, s):
		d.refuse(path, fmt.Sprintf("%q is not allowed", Clip(s)), "Use one of "+strings.Join(f.Enum, ", "))
	case f.Look != "" && s != "" && !d.stored && !textForms[f.Look].fits(s):
		d.refuse(path, "is not "+textForms[f.Look].is, textForms[f.Look].remedy) // not what it is: it may be personal
	case f.Required && strings.TrimSpace(s) == "":
		d.refuse(path, "is empty", "Write something, or leave the record out")
	default:
		v.SetString(s)
	}
}

func (d *decoder) reference(v reflect.Value, x Tree, f Field, path string) {
	s, ok := x.(string)
	if !ok {
		d.wrong(path, "the name of a "+f.Ref, x)
		return
	}
	uid, bad := d.resolve(f.Ref, s)
	if bad != nil {
		d.refuse(path, bad.Reason, bad.Remedy)
		return
	}
	v.SetString(string(uid))
}

func (d *decoder) number(v reflect.Value, x Tree, f Field, path string) {
	n, ok := x.(json.Number)
	if !ok {
		d.wrong(path, "a number", x)
		return
	}
	value, err := n.Float64()
	if err != nil || math.IsInf(value, 0) || math.IsNaN(value) {
		d.refuse(path, fmt.Sprintf("%q is not a finite number", Clip(n.String())), "Use an ordinary decimal number")
		return
	}
	if f.Min != nil && value < *f.Min {
		d.refuse(path, Clip(n.String())+" is too small", "Use at least "+strconv.FormatFloat(*f.Min, 'f', -1, 64))
		return
	}
	if f.Max != nil && value > *f.Max {
		d.refuse(path, Clip(n.String())+" is too large", "Use at most "+strconv.FormatFloat(*f.Max, 'f', -1, 64))
		return
	}
	if f.Type != Integer {
		v.SetFloat(value)
		return
	}
	whole, err := strconv.ParseInt(n.String(), 10, 64)
	if err != nil {
		d.refuse(path, Clip(n.String())+" is not a whole number", "Write it with digits only")
		return
	}
	v.SetInt(whole)
}

func (d *decoder) list(v reflect.Value, x Tree, f Field, path string) {
	items, ok := x.([]any)
	if !ok {
		d.wrong(path, "a list", x)
		return
	}
	if len(items) > maxList {
		d.refuse(path, fmt.Sprintf("has %d entries", len(items)), fmt.Sprintf("Use at most %d", maxList))
		return
	}
	if f.Required && len(items) == 0 {
		d.refuse(path, "is empty", "Add at least one entry")
	}
	v.Set(reflect.MakeSlice(v.Type(), len(items), len(items)))
	for i, item := range items {
		at := fmt.Sprintf("%s[%d]", path, i)
		if item == nil {
			d.refuse(at, "is empty", "Write a value, or remove the entry")
			continue
		}
		d.value(v.Index(i), item, *f.Elem, at)
	}
	d.twice(v, *f.Elem, path)
}

func (d *decoder) table(v reflect.Value, x Tree, f Field, path string) {
	m, ok := x.(map[string]any)
	if !ok {
		d.wrong(path, "names with values", x)
		return
	}
	if len(m) > maxList {
		d.refuse(path, fmt.Sprintf("has %d entries", len(m)), fmt.Sprintf("Use at most %d", maxList))
		return
	}
	if f.Required && len(m) == 0 {
		d.refuse(path, "is empty", "Add at least one entry")
	}
	v.Set(reflect.MakeMap(v.Type()))
	for _, name := range sortedKeys(m) {
		if !tableName(name) {
			d.refuse(Join(path, Clip(name)), "is not a name for an entry", fmt.Sprintf("Use 1 to %d characters on one line, the first of them not $", maxKey))
			continue
		}
		elem := reflect.New(v.Type().Elem()).Elem()
		if m[name] == nil {
			d.refuse(Join(path, name), "is empty", "Write a value, or remove the entry")
			continue
		}
		d.value(elem, m[name], *f.Elem, Join(path, name))
		v.SetMapIndex(reflect.ValueOf(name).Convert(v.Type().Key()), elem)
	}
}

// tableName tells whether a text may name an entry. A leading $ is kept for what the store itself writes.
func tableName(name string) bool {
	return name != "" && utf8.ValidString(name) && utf8.RuneCountInString(name) <= maxKey && !strings.HasPrefix(name, "$") &&
		Concealed(name, false) == ""
}

// dated reads the bare value or the list of entries, and holds the entries to their order.
func (d *decoder) dated(v reflect.Value, x Tree, f Field, path string) {
	bare := f
	bare.Dated = false
	items, isList := x.([]any)
	if !isList {
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		d.value(v.Index(0).FieldByName("Value"), x, bare, path)
		return
	}
	if len(items) == 0 || len(items) > maxDated && !d.stored {
		d.refuse(path, fmt.Sprintf("has %d entries", len(items)), fmt.Sprintf("Use 1 to %d", maxDated))
		return
	}
	v.Set(reflect.MakeSlice(v.Type(), len(items), len(items)))
	entry := []Field{
		{Name: "from", Type: Day, index: 0},
		{Name: "value", Type: f.Type, Required: true, index: 1, Ref: f.Ref, Enum: f.Enum, Min: f.Min, Max: f.Max,
			Len: f.Len, Look: f.Look, Fields: f.Fields, Elem: f.Elem},
		{Name: "reason", Type: Text, index: 2, Len: defaultLen},
	}
	last := ""
	for i, item := range items {
		at := fmt.Sprintf("%s[%d]", path, i)
		d.object(v.Index(i), item, entry, at)
		m, _ := item.(map[string]any)
		from, _ := m["from"].(string)
		if i > 0 && from == "" {
			d.refuse(at+".from", "is required from the second entry on", "Say from which day this value holds")
		} else if i > 0 && from < last {
			d.refuse(at+".from", from+" is before the entry above", "Put the entries in the order of their dates")
		}
		last = from
	}
}

func (d *decoder) wrong(path, want string, got Tree) {
	d.refuse(path, "is "+describe(got), "Write "+want)
}

func describe(x Tree) string {
	switch x := x.(type) {
	case nil:
		return "empty"
	case string:
		return fmt.Sprintf("the text %q", Clip(x))
	case bool:
		return fmt.Sprint(x)
	case json.Number:
		return "the number " + Clip(x.String())
	case []any:
		return "a list"
	default:
		return "a group of fields"
	}
}

// Clip shortens a text of unknown origin for a message: valid UTF-8, at most 60 characters.
func Clip(s string) string {
	head := strings.ToValidUTF8(s[:min(len(s), 300)], "\uFFFD") // no more is shown, so no more is looked at
	if runes := []rune(head); len(runes) > 60 {
		return string(runes[:59]) + "…"
	}
	return head
}

// Item is the path of an entry of a list.
func Item(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }

// Join puts a field's name behind the path of what it is in.
func Join(path, name string) string {
	if path == "" || name == "" {
		return path + name
	}
	if strings.HasPrefix(name, "[") {
		return path + name
	}
	return path + "." + name
}

func sortedKeys(m map[string]any) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}

// nearest names the known word that a mistyped one most likely meant.
func nearest(word string, known []string) string {
	if best := Nearest(word, known); best != "" {
		return "Did you mean " + best + "?"
	}
	return "Use one of " + strings.Join(known, ", ")
}

// distance is the number of edits between two words (Levenshtein).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			diagonal, row[j+1] = row[j+1], min(row[j+1]+1, row[j]+1, diagonal+cost)
		}
	}
	return row[len(b)]
}
