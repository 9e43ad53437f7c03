// Package form lets people edit what is declared of a record: the fields of its kind as inputs that hold what is said now, and what was
// entered as a declaration again. The names of inputs are the paths by which the kernel refuses, as in spec.measures[0].weight, so that each
// message finds its input. It knows no page and no storage, and judges nothing: what cannot be a number is handed on as the text that it is,
// for the kernel says what is wrong with it.
package form

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/web/format"
)

// Root is the path of a spec.
const Root = "spec"

// Control is how something is entered.
type Control string

// The controls.
const (
	Line    Control = "line"    // one line of text
	Prose   Control = "prose"   // several lines
	Number  Control = "number"  // a number, as text in the style of whoever enters it: browsers drop what they cannot read in inputs for numbers
	Day     Control = "day"     // a date
	Choice  Control = "choice"  // one of some words
	Choices Control = "choices" // some of some words
	Tick    Control = "tick"    // yes, or nothing
	Truth   Control = "truth"   // yes, no, or nothing: where no differs from nothing
	Refer   Control = "refer"   // another record
	File    Control = "file"    // a file that is kept
	Group   Control = "group"   // named inputs
	Items   Control = "items"   // a list of entries
	Dated   Control = "dated"   // a value for each of several days on
	Named   Control = "named"   // entries by name
)

// Input is one thing that a person fills in, or several that belong together.
type Input struct {
	Path     string // its name
	Field    string // the path of its field within the kind, without places in lists: measures[].weight
	Control  Control
	Required bool
	Value    string   // as it is entered
	Shown    string   // of a reference: what the record is called; of a file: its name
	Words    []string // of a choice: all that may be chosen
	Chosen   []string // of choices: those that are
	Ref      string   // kind that is referred to
	Look     string   // what a text must look like, such as url; of others the type: share, money, duration, expression
	Len      int      // the longest text, in characters; 0: not told
	Scale    bool     // the group is a scale with its thresholds
	Begins   bool     // it says of a value that holds from a day on which day that is, or why: it stands before the value
	Inputs   []Input  // of a group
	Entries  []Entry  // of a list, a dated value, a table
}

// Entry is one entry of a list, of a dated value or of a table.
type Entry struct {
	Path   string // spec.measures[0]: what its removal names
	Inputs []Input
}

// Filled tells whether anything is entered.
func (in Input) Filled() bool {
	return in.Value != "" || len(in.Chosen) > 0 || slices.ContainsFunc(in.Inputs, Input.Filled) ||
		slices.ContainsFunc(in.Entries, func(e Entry) bool { return slices.ContainsFunc(e.Inputs, Input.Filled) })
}

// Names says what people call the records that others refer to.
type Names interface {
	Shown(kind, name string) string // what stands in the input for a reference, from which Meant finds the record again
	Meant(kind, text string) string // the name of the record that was entered; the text itself where there is none
	Figures() format.Style          // how whoever fills in the form writes numbers
}

// shower makes inputs of a spec.
type shower struct {
	names Names
	more  map[string]int
}

// Show gives the inputs of a kind with what a spec says. more is how many empty entries the list at a path has beside its own.
func Show(k *record.Kind, spec map[string]any, names Names, more map[string]int) []Input {
	return ShowUnder(Root, k, spec, names, more)
}

// ShowSome is Show of some fields of the kind, by their names: for tables, which show a few of each record.
func ShowSome(k *record.Kind, spec map[string]any, names Names, fields []string) []Input {
	s := shower{names, nil}
	some := make([]record.Field, 0, len(fields))
	for _, f := range k.Fields {
		if slices.Contains(fields, f.Name) {
			some = append(some, f)
		}
	}
	return s.group(some, spec, Root, "")
}

// ShowUnder is Show for a second record on a form: the names of its inputs begin with another root.
func ShowUnder(root string, k *record.Kind, spec map[string]any, names Names, more map[string]int) []Input {
	s := shower{names, more}
	return s.group(k.Fields, spec, root, "")
}

func (s shower) group(fields []record.Field, m map[string]any, path, meaning string) []Input {
	out := make([]Input, 0, len(fields))
	for i := range fields {
		f := &fields[i]
		out = append(out, s.input(f, m[f.Name], record.Join(path, f.Name), record.Join(meaning, f.Name)))
	}
	return out
}

func (s shower) input(f *record.Field, x record.Tree, path, meaning string) Input {
	in := Input{Path: path, Field: meaning, Required: f.Required, Words: f.Enum, Ref: f.Ref, Look: f.Look, Scale: f.Knots}
	if f.Dated {
		return s.dated(in, f, x)
	}
	switch f.Type {
	case record.Object, record.Span:
		m, _ := x.(map[string]any)
		in.Control, in.Inputs = Group, s.group(f.Fields, m, path, meaning)
	case record.Attachment:
		m, _ := x.(map[string]any)
		in.Control, in.Value, in.Shown = File, text(m["sha256"]), text(m["name"])
		if in.Value != "" {
			in.Inputs = s.group(f.Fields, m, path, meaning)
		}
	case record.List:
		s.list(&in, f, x)
	case record.Table, record.Languages:
		s.table(&in, f, x)
	default:
		s.plain(&in, f, x)
	}
	return in
}

// longLine is how long a text can be that is entered on one line.
const longLine = 200

// plain fills in an input for one value.
func (s shower) plain(in *Input, f *record.Field, x record.Tree) {
	in.Value = text(x)
	switch f.Type {
	case record.Prose, record.Formula:
		in.Control, in.Len = Prose, f.Len
	case record.Enum:
		in.Control = Choice
	case record.YesNo:
		in.Control = Tick
	case record.Reference:
		in.Control = Refer
		if in.Value != "" {
			in.Value = s.names.Shown(f.Ref, in.Value)
		}
	case record.Day:
		in.Control = Day
	case record.Length:
		in.Control, in.Value = Line, sayLength(in.Value)
	case record.Number, record.Integer, record.Part:
		in.Control, in.Value = Number, s.names.Figures().Plain(in.Value)
	default:
		in.Control = Line
		if f.Type == record.Text {
			if in.Len = f.Len; f.Len > longLine {
				in.Control = Prose
			}
		}
	}
	if f.Type == record.Formula || f.Type == record.Part || f.Type == record.Amount || f.Type == record.Length || f.Type == record.Integer {
		in.Look = string(f.Type)
	}
}

func (s shower) list(in *Input, f *record.Field, x record.Tree) {
	items, _ := x.([]any)
	elem := f.Entry()
	if elem.Type == record.Enum {
		in.Control, in.Words = Choices, elem.Enum
		for _, item := range items {
			in.Chosen = append(in.Chosen, text(item))
		}
		return
	}
	in.Control, in.Ref = Items, elem.Ref
	if _, whole := x.(string); whole { // a text where a list belongs: it is shown, for the kernel to refuse
		items = []any{x}
	}
	empty := s.more[in.Path]
	if len(items) == 0 && elem.Type != record.Object && elem.Type != record.Attachment {
		empty = max(1, empty)
	}
	for i := range len(items) + empty {
		var item record.Tree
		if i < len(items) {
			item = items[i]
		}
		at := record.Item(in.Path, i)
		in.Entries = append(in.Entries, Entry{at, s.entry(elem, item, at, in.Field+"[]")})
	}
}

// entry is what is entered of one entry: the fields of a group, or the one value.
func (s shower) entry(elem *record.Field, x record.Tree, path, meaning string) []Input {
	if elem.Type == record.Object && !elem.Dated {
		m, _ := x.(map[string]any)
		return s.group(elem.Fields, m, path, meaning)
	}
	return []Input{s.input(elem, x, path, meaning)}
}

// dated shows a value that holds from the beginning as an input of its own, and others as entries, each from its day on. An entry more says what the one
// before says, for mostly little of it changes, and what is not entered again would hold no more.
func (s shower) dated(in Input, f *record.Field, x record.Tree) Input {
	bare := *f
	bare.Dated = false
	items, isList := x.([]any)
	in.Control = Dated
	defer func() { truths(in.Inputs, in.Entries) }()
	if !isList && s.more[in.Path] == 0 {
		in.Inputs = s.entry(&bare, x, in.Path, in.Field)
		return in
	}
	if !isList && x != nil {
		items = []any{map[string]any{"value": x}}
	}
	var m map[string]any
	for i := range len(items) + s.more[in.Path] {
		if i < len(items) {
			m, _ = items[i].(map[string]any)
		} else {
			m = map[string]any{"value": m["value"]}
		}
		at := record.Item(in.Path, i)
		e := Entry{Path: at, Inputs: []Input{{Path: at + ".from", Field: "from", Control: Day, Value: text(m["from"]), Required: i > 0, Begins: true},
			{Path: at + ".reason", Field: "reason", Control: Line, Value: text(m["reason"]), Begins: true}}}
		e.Inputs = append(e.Inputs, s.entry(&bare, m["value"], at+".value", in.Field)...)
		in.Entries = append(in.Entries, e)
	}
	return in
}

// truths lets no be entered of values that hold from a day on, for then it ends a yes.
func truths(inputs []Input, entries []Entry) {
	for i := range inputs {
		if inputs[i].Control == Tick {
			inputs[i].Control = Truth
		}
	}
	for _, e := range entries {
		truths(e.Inputs, nil)
	}
}

func (s shower) table(in *Input, f *record.Field, x record.Tree) {
	m, _ := x.(map[string]any)
	in.Control = Named
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	for i := range len(names) + max(s.more[in.Path], count(len(names) == 0)) {
		name := ""
		if i < len(names) {
			name = names[i]
		}
		at := record.Item(in.Path, i)
		e := Entry{Path: at, Inputs: []Input{{Path: at + keyOf, Field: "key", Control: Line, Value: name}}}
		e.Inputs = append(e.Inputs, s.entry(f.Entry(), m[name], at+valueOf, in.Field+"[]")...)
		in.Entries = append(in.Entries, e)
	}
}

// An entry of a table is entered as its name and its value.
const keyOf, valueOf = ".key", ".value"

func count(is bool) int {
	if is {
		return 1
	}
	return 0
}

// text is a value as it is entered.
func text(x record.Tree) string {
	switch x := x.(type) {
	case nil:
		return ""
	case string:
		return x
	case json.Number:
		return x.String()
	case bool:
		if x {
			return "true"
		}
		return "false"
	case []any, map[string]any:
		b, err := json.Marshal(x)
		if err != nil {
			return ""
		}
		return string(b)
	}
	return fmt.Sprint(x)
}

// Remove takes an entry out of what was entered, by the path of the entry.
func Remove(entered map[string][]string, path string) {
	for name := range entered {
		if name == path || strings.HasPrefix(name, path+".") || strings.HasPrefix(name, path+"[") {
			delete(entered, name)
		}
	}
}
