package ascode

import (
	"encoding/json"
	"fmt"
	"slices"
	"sort"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/steelyard-isms/steelyard/internal/record"
)

// topFields are the fields of a document in the order in which they are written. What they mean is in declaration, for
// reading, and in item, for writing.
var topFields = []string{"apiVersion", "kind", "name", "code", "title", "state", "spec"}

// Document is a record as a store tells it.
type Document struct {
	UID         record.UID
	Kind, Name  string
	Code, Title string
	Revision    int64
	Retired     bool
	State       string
	Spec        record.Tree // as people write it: references by name
	Force       *Document   // the revision in force, where the record has a later one that waits
}

// versions gives what a folder says of a record: the one in force and then the one that waits, or the only one.
func (d *Document) versions() []*Document {
	if d.Force == nil {
		return []*Document{d}
	}
	return []*Document{d.Force, d}
}

// Key names a document among others: its kind and name.
func (d Document) Key() string { return key(d.Kind, d.Name) }

func key(kind, name string) string { return kind + "/" + name }

// declaration gives the meaning of a document's fields.
func (d *document) declaration(tree map[string]record.Tree, text func(string) string) record.Declaration {
	return record.Declaration{Kind: text("kind"), Name: text("name"), Code: text("code"), Title: text("title"), State: text("state"), Spec: tree["spec"]}
}

// item gives a document the form in which it is written.
func (d Document) item(registry *record.Registry) *item {
	root := &item{form: group}
	add := func(name string, value record.Tree) {
		if value != nil && value != "" {
			root.parts = append(root.parts, &part{key: name, value: itemOf(value)})
		}
	}
	add("apiVersion", Version)
	add("kind", d.Kind)
	add("name", d.Name)
	add("code", d.Code)
	add("title", d.Title)
	add("state", d.State)
	add("spec", d.Spec)
	arrange(registry, root)
	return root
}

// Bytes writes a document in the canonical form: fields in the order of their kind, the same bytes for the same record.
func (d Document) Bytes(registry *record.Registry) []byte {
	return written([]*item{d.item(registry)})
}

// wholeOf gives a declaration as one tree for comparing, with code and state of a record where it leaves them out. Its spec
// is in normal form.
func wholeOf(d record.Declaration, of *Document) map[string]any {
	out := map[string]any{"name": d.Name, "code": d.Code, "spec": d.Spec}
	if d.Code == "" {
		out["code"] = of.Code
	}
	if d.State == "" {
		d.State = of.State
	}
	if d.State != "" {
		out["state"] = d.State
	}
	if title := strings.TrimSpace(d.Title); title != "" {
		out["title"] = title
	}
	return out
}

// fromWhole gives a declaration what a merged tree says.
func fromWhole(d record.Declaration, whole map[string]any) record.Declaration {
	d.Name, _ = whole["name"].(string)
	d.Title, _ = whole["title"].(string)
	if d.State != "" { // else it stays where it is
		d.State, _ = whole["state"].(string)
	}
	d.Spec = whole["spec"]
	return d
}

// wholeFields says what the parts of such a tree are.
func wholeFields(k *record.Kind) record.Field {
	return record.Field{Type: record.Object, Fields: []record.Field{{Name: "name", Type: record.Text}, {Name: "code", Type: record.Text},
		{Name: "title", Type: record.Text}, {Name: "state", Type: record.Text}, {Name: "spec", Type: record.Object, Fields: k.Fields}}}
}

// change reads a document.
func (d *document) change(n *yaml.Node) (record.Change, bool) {
	d.places[""] = place{n.Line, n.Column}
	if n.Kind != yaml.MappingNode {
		d.refuse(n, "", "a declaration is a group of fields", "Begin with apiVersion, kind, name, title and spec")
		return record.Change{}, false
	}
	tree, _ := d.tree(n, "", 0).(map[string]any)
	if len(d.faults) > 0 {
		return record.Change{}, false
	}
	text := func(field string) string {
		s, ok := tree[field].(string)
		if _, given := tree[field]; given && !ok {
			d.at(field, "is not a text", "Put it in quotes")
		}
		return s
	}
	if v := text("apiVersion"); v != Version {
		d.at("apiVersion", fmt.Sprintf("is %q", v), "This version reads "+Version)
	}
	c := record.Change{File: d.file, Place: d.find, Declaration: d.declaration(tree, text)}
	for field := range tree {
		if !slices.Contains(topFields, field) {
			last := len(topFields) - 1
			d.at(field, "is not a field here", "Use "+strings.Join(topFields[:last], ", ")+" and "+topFields[last]+"; all else belongs under spec")
		}
	}
	if c.Spec == nil {
		d.at("spec", "is required", "Add spec with the fields of the kind")
	}
	sort.SliceStable(d.faults, func(i, j int) bool { return d.faults[i].Line < d.faults[j].Line })
	return c, len(d.faults) == 0
}

// number gives a number the text that JSON has for it, so that one number is one text.
func number(f float64) json.Number {
	b, err := json.Marshal(f)
	if err != nil { // NaN and infinities, which the reader refuses before
		return "0"
	}
	return json.Number(b)
}
