// Package ascode reads a programme: a folder of YAML files in which people declare records.
//
// It turns documents into changes and remembers where each field stands, so that whatever the kernel refuses is named by
// file, line and column. It decides nothing about fields; internal/record does.
package ascode

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"sort"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// Version is the apiVersion of the documents that this version reads.
const Version = "steelyard/v1"

// limits on a programme, against input made to exhaust us
const (
	maxFile  = 4 << 20
	maxFiles = 10_000
	maxDepth = 32
	maxNodes = 500_000
)

// ReadDir reads all .yaml and .yml files of a folder and the folders in it, in the order of their names. Error: Invalid
// with every place at fault, or Limited.
func ReadDir(dir fs.FS) ([]record.Change, error) {
	var names []string
	err := fs.WalkDir(dir, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && name != "." && strings.HasPrefix(d.Name(), ".") {
			return fs.SkipDir
		}
		if ext := path.Ext(name); !d.IsDir() && (ext == ".yaml" || ext == ".yml") {
			names = append(names, name)
		}
		if len(names) > maxFiles {
			return fault.New(fault.Limited, "the folder has more than %d files", maxFiles)
		}
		return nil
	})
	if f, ok := errors.AsType[*fault.Error](err); ok {
		return nil, f
	}
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, err, "the folder cannot be read")
	}
	if len(names) == 0 {
		return nil, fault.InvalidField("there is no programme", fault.Field{Reason: "the folder has no .yaml file", Remedy: "Name a folder of declarations"})
	}
	sort.Strings(names)
	var out []record.Change
	var faults []fault.Field
	for _, name := range names {
		changes, bad := readFile(dir, name)
		out, faults = append(out, changes...), append(faults, bad...)
	}
	return out, fault.InvalidFields("the programme cannot be read", faults)
}

func readFile(dir fs.FS, name string) ([]record.Change, []fault.Field) {
	f, err := dir.Open(name)
	if err != nil {
		return nil, []fault.Field{{File: name, Reason: "cannot be opened", Remedy: "Check its rights"}}
	}
	defer func() { _ = f.Close() }()
	b, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return nil, []fault.Field{{File: name, Reason: "cannot be read", Remedy: "Check its rights"}}
	}
	return Read(name, b)
}

// Read reads the documents of one file.
func Read(name string, b []byte) ([]record.Change, []fault.Field) {
	if len(b) > maxFile {
		return nil, []fault.Field{{File: name, Reason: "is larger than 4 MiB", Remedy: "Split it"}}
	}
	if i := bytes.IndexByte(b, 0); i >= 0 {
		return nil, []fault.Field{{File: name, Line: 1 + bytes.Count(b[:i], []byte("\n")), Reason: "is not text", Remedy: "Write YAML in UTF-8"}}
	}
	var out []record.Change
	var faults []fault.Field
	d := yaml.NewDecoder(bytes.NewReader(b))
	for {
		var node yaml.Node
		err := d.Decode(&node)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, append(faults, syntax(name, err))
		}
		if len(node.Content) == 0 || node.Content[0].Tag == "!!null" {
			continue // an empty document
		}
		doc := &document{file: name, places: map[string]place{}}
		c, ok := doc.change(node.Content[0])
		faults = append(faults, doc.faults...)
		if ok {
			out = append(out, c)
		}
	}
	return out, faults
}

// syntax gives the place of what is not YAML.
func syntax(name string, err error) fault.Field {
	f := fault.Field{File: name, Reason: "is not YAML: " + strings.TrimPrefix(err.Error(), "yaml: "), Remedy: "Mind indentation, colons and quotes"}
	if e, ok := errors.AsType[*yaml.LoadError](err); ok {
		f.Line, f.Column = e.Mark.Line, e.Mark.Column
		f.Reason = "is not YAML: " + e.Message
	}
	return f
}

// Check tells what is wrong with a programme on its own, as if it were applied to an empty store by somebody who may bring
// records in with their states.
func Check(registry *record.Registry, changes []record.Change, now time.Time) (record.Planned, error) {
	changes = slices.Clone(changes)
	for i := range changes {
		changes[i].Import = true
	}
	return record.Plan(record.NewSnapshot(registry), changes, now)
}

type place struct{ line, column int }

type document struct {
	file   string
	places map[string]place
	faults []fault.Field
	nodes  int
}

func (d *document) refuse(n *yaml.Node, at, reason, remedy string) {
	d.faults = append(d.faults, fault.Field{File: d.file, Line: n.Line, Column: n.Column, Path: at, Reason: reason, Remedy: remedy})
}

// find gives the place of a field, or of the nearest one around it where the field is missing.
func (d *document) find(at string) (int, int) {
	for {
		if p, ok := d.places[at]; ok {
			return p.line, p.column
		}
		i := strings.LastIndexAny(at, ".[")
		if i < 0 {
			p := d.places[""]
			return p.line, p.column
		}
		at = at[:i]
	}
}

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
	c := record.Change{File: d.file, Place: d.find, Declaration: record.Declaration{Kind: text("kind"), Name: text("name"),
		Code: text("code"), Title: text("title"), State: text("state"), Spec: tree["spec"]}}
	for field := range tree {
		switch field {
		case "apiVersion", "kind", "name", "code", "title", "state", "spec":
		default:
			d.at(field, "is not a field here", "Use apiVersion, kind, name, code, title, state and spec; all else belongs under spec")
		}
	}
	if c.Spec == nil {
		d.at("spec", "is required", "Add spec with the fields of the kind")
	}
	sort.SliceStable(d.faults, func(i, j int) bool { return d.faults[i].Line < d.faults[j].Line })
	return c, len(d.faults) == 0
}

func (d *document) at(field, reason, remedy string) {
	line, column := d.find(field)
	d.faults = append(d.faults, fault.Field{File: d.file, Line: line, Column: column, Path: field, Reason: reason, Remedy: remedy})
}
