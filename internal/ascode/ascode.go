// Package ascode reads and writes programmes: folders of YAML files in which people declare records.
//
// It turns documents into changes and remembers where each field stands, so that whatever the kernel refuses is named by
// file, line and column. It writes records as documents in one canonical form and keeps the comments of documents that
// are there already. It compares a folder with a store, by way of what both began from. It decides nothing about fields,
// which internal/record does, and touches no disk and no database: files are read through fs.FS and written by the
// caller, a store is asked through the interface Store.
package ascode

import (
	"bytes"
	"errors"
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
	names, err := Names(dir)
	if err != nil {
		return nil, err
	}
	if len(names) == 0 {
		return nil, fault.InvalidField("there is no programme", fault.Field{Reason: "the folder has no .yaml file", Remedy: "Name a folder of declarations"})
	}
	var out []record.Change
	var faults []fault.Field
	for _, name := range names {
		changes, bad := readFile(dir, name)
		out, faults = append(out, changes...), append(faults, bad...)
	}
	return out, fault.InvalidFields("the programme cannot be read", faults)
}

// Names lists the files of a programme in their order. Folders whose name begins with a dot are not looked into. Error:
// Invalid, or Limited.
func Names(dir fs.FS) ([]string, error) {
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
	sort.Strings(names)
	return names, nil
}

func readFile(dir fs.FS, name string) ([]record.Change, []fault.Field) {
	b, bad := Bytes(dir, name)
	if bad != nil {
		return nil, []fault.Field{*bad}
	}
	return Read(name, b)
}

// Bytes gives what stands in a file, or why it cannot be read.
func Bytes(dir fs.FS, name string) ([]byte, *fault.Field) {
	f, err := dir.Open(name)
	if err != nil {
		return nil, &fault.Field{File: name, Reason: "cannot be opened", Remedy: "Check its rights"}
	}
	defer func() { _ = f.Close() }()
	b, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return nil, &fault.Field{File: name, Reason: "cannot be read", Remedy: "Check its rights"}
	}
	return b, nil
}

// Read reads the documents of one file.
func Read(name string, b []byte) ([]record.Change, []fault.Field) {
	if len(b) > maxFile {
		return nil, []fault.Field{{File: name, Reason: "is larger than 4 MiB", Remedy: "Split it"}}
	}
	if i := bytes.IndexByte(b, 0); i >= 0 {
		return nil, []fault.Field{{File: name, Line: 1 + bytes.Count(b[:i], []byte("\n")), Reason: "is not text", Remedy: "Write YAML in UTF-8"}}
	}
	nodes, bad := parse(name, b)
	if bad != nil {
		return nil, []fault.Field{*bad}
	}
	var out []record.Change
	var faults []fault.Field
	for _, node := range nodes {
		doc := &document{file: name, places: map[string]place{}}
		c, ok := doc.change(node)
		faults = append(faults, doc.faults...)
		if ok {
			out = append(out, c)
		}
	}
	return out, faults
}

// parse reads YAML: the root of each document that is not empty.
func parse(name string, b []byte) ([]*yaml.Node, *fault.Field) {
	var out []*yaml.Node
	d := yaml.NewDecoder(bytes.NewReader(b))
	for {
		var node yaml.Node
		err := d.Decode(&node)
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			bad := syntax(name, err)
			return nil, &bad
		}
		if len(node.Content) > 0 && node.Content[0].Tag != "!!null" {
			out = append(out, node.Content[0])
		}
	}
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

func (d *document) at(field, reason, remedy string) {
	line, column := d.find(field)
	d.faults = append(d.faults, fault.Field{File: d.file, Line: line, Column: column, Path: field, Reason: reason, Remedy: remedy})
}
