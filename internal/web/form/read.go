package form

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/record"
)

// mostEntries is how many entries of one list are read: what a page can hold by far.
const mostEntries = 2000

// reader makes a spec of what was entered.
type reader struct {
	names   Names
	entered map[string][]string
	under   map[string][]int // places that were entered of the list at a path
}

// Read makes a spec of the inputs of a kind as they were sent. Inputs that were left empty say nothing, and entries of which all were are no
// entries.
func Read(k *record.Kind, entered map[string][]string, names Names) map[string]any {
	return ReadUnder(Root, k, entered, names)
}

// ReadUnder is Read for inputs that ShowUnder gave.
func ReadUnder(root string, k *record.Kind, entered map[string][]string, names Names) map[string]any {
	r := reader{names, entered, map[string][]int{}}
	for name := range entered {
		for i := range len(name) {
			if name[i] != '[' {
				continue
			}
			end := strings.IndexByte(name[i:], ']')
			if end < 0 {
				break
			}
			if n, err := strconv.Atoi(name[i+1 : i+end]); err == nil && n >= 0 && n < mostEntries && !slices.Contains(r.under[name[:i]], n) {
				r.under[name[:i]] = append(r.under[name[:i]], n)
			}
		}
	}
	for _, places := range r.under {
		slices.Sort(places)
	}
	spec := r.group(k.Fields, root)
	if spec == nil {
		spec = map[string]any{}
	}
	return spec
}

func (r reader) group(fields []record.Field, path string) map[string]any {
	var out map[string]any
	for i := range fields {
		f := &fields[i]
		if x := r.value(f, record.Join(path, f.Name)); x != nil {
			if out == nil {
				out = map[string]any{}
			}
			out[f.Name] = x
		}
	}
	return out
}

// value reads a field; nil where nothing was entered.
func (r reader) value(f *record.Field, path string) record.Tree {
	if f.Dated {
		return r.dated(f, path)
	}
	switch f.Type {
	case record.Object, record.Span, record.Attachment:
		return tree(r.group(f.Fields, path))
	case record.List:
		return r.list(f, path)
	case record.Table, record.Languages:
		return r.table(f, path)
	}
	entered := r.first(path)
	if entered == "" {
		return nil
	}
	switch f.Type {
	case record.Text, record.Prose, record.Formula:
		if f.Len > longLine { // lines may end as they like
			return strings.ReplaceAll(r.entered[path][0], "\r\n", "\n")
		}
	case record.Number, record.Integer, record.Part:
		if text, ok := r.names.Figures().Parse(entered); ok {
			return json.Number(text)
		}
	case record.Length:
		return readLength(entered)
	case record.YesNo:
		if entered == "true" || entered == "false" {
			return entered == "true"
		}
	case record.Reference:
		return r.names.Meant(f.Ref, entered)
	}
	return entered
}

// tree keeps a group that says nothing from being a group.
func tree(m map[string]any) record.Tree {
	if m == nil {
		return nil
	}
	return m
}

// first is what was entered at a path, with the line ends of Unix.
func (r reader) first(path string) string {
	if all := r.entered[path]; len(all) > 0 {
		return strings.TrimSpace(strings.ReplaceAll(all[0], "\r\n", "\n"))
	}
	return ""
}

func (r reader) list(f *record.Field, path string) record.Tree {
	elem := f.Entry()
	var out []any
	if elem.Type == record.Enum {
		for _, word := range r.entered[path] {
			if word != "" {
				out = append(out, word)
			}
		}
	}
	for _, i := range r.under[path] {
		if x := r.value(elem, record.Item(path, i)); x != nil {
			out = append(out, x)
		}
	}
	if out == nil {
		return nil
	}
	return out
}

// dated reads one value that holds from the beginning as it is, and several, or one with its day or reason, as entries.
func (r reader) dated(f *record.Field, path string) record.Tree {
	bare := *f
	bare.Dated = false
	var out []any
	for _, i := range r.under[path] {
		at, entry := record.Item(path, i), map[string]any{}
		for _, name := range []string{"from", "reason"} {
			if text := r.first(at + "." + name); text != "" {
				entry[name] = text
			}
		}
		if x := r.value(&bare, at+".value"); x != nil {
			entry["value"] = x
		}
		if len(entry) > 0 {
			out = append(out, entry)
		}
	}
	if len(out) == 0 {
		return r.value(&bare, path)
	}
	if only, ok := out[0].(map[string]any); ok && len(out) == 1 && len(only) == 1 && only["value"] != nil {
		return only["value"]
	}
	return out
}

// table reads entries by name. One without a name is kept under an empty one, which the kernel refuses; of two with one name the second is
// told by a name that it refuses, too, so that nothing is lost.
func (r reader) table(f *record.Field, path string) record.Tree {
	out := map[string]any{}
	for _, i := range r.under[path] {
		at := record.Item(path, i)
		name, x := r.first(at+keyOf), r.value(f.Entry(), at+valueOf)
		if name == "" && x == nil {
			continue
		}
		for out[name] != nil {
			name = "$" + name
		}
		out[name] = x
	}
	if len(out) == 0 {
		return nil
	}
	return out
}
