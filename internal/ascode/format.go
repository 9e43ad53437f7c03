package ascode

import (
	"bytes"
	"slices"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// Format writes a file in the canonical form: the fields of each document in the order of its kind, one on a line, texts
// with quotes only where they are needed. Comments are kept, and empty lines between parts. Doing it again changes
// nothing. What cannot be read is refused by place.
func Format(registry *record.Registry, name string, b []byte) ([]byte, []fault.Field) {
	roots, faults := items(name, b)
	if len(faults) > 0 {
		return nil, faults
	}
	if len(roots) == 0 {
		return b, nil
	}
	for _, root := range roots {
		arrange(registry, root)
	}
	out := written(roots)
	if !sameMeaning(b, out) {
		return nil, []fault.Field{{File: name, Reason: "cannot be put in order without loss", Remedy: "Write keys and values on one line each, and comments on lines of their own"}}
	}
	return out, nil
}

// items reads the documents of a file with their comments.
func items(name string, b []byte) ([]*item, []fault.Field) {
	b = bytes.TrimPrefix(b, bom)
	if _, faults := Read(name, b); len(faults) > 0 {
		return nil, faults
	}
	nodes, bad := parse(name, b)
	if bad != nil {
		return nil, []fault.Field{*bad}
	}
	r := &reading{src: newSource(b), doc: &document{file: name, places: map[string]place{}}}
	for _, n := range nodes {
		r.document(n)
	}
	if line := r.src.directive(); line > 0 {
		return nil, []fault.Field{{File: name, Line: line, Column: 1, Reason: "is a directive", Remedy: "Remove the line; documents need none"}}
	}
	if len(r.roots) > 0 {
		r.attach()
	}
	return r.roots, nil
}

// sameMeaning tells whether two files declare the same, with the same comments: the last guard before anything is
// overwritten.
func sameMeaning(a, b []byte) bool {
	x, xs := meaning(a)
	y, ys := meaning(b)
	return slices.EqualFunc(x, y, equal) && slices.Equal(xs, ys)
}

// meaning gives the trees of a file's documents, and its comments in alphabetical order.
func meaning(b []byte) (trees []record.Tree, comments []string) {
	b = bytes.TrimPrefix(b, bom)
	nodes, bad := parse("", b)
	if bad != nil {
		return nil, nil
	}
	r := &reading{src: newSource(b), doc: &document{places: map[string]place{}}}
	for _, n := range nodes {
		doc := &document{places: map[string]place{}}
		trees = append(trees, doc.tree(n, "", 0))
		r.document(n)
	}
	for _, c := range r.src.remarks() {
		comments = append(comments, strings.TrimSpace(c.text))
	}
	slices.Sort(comments)
	return trees, comments
}
