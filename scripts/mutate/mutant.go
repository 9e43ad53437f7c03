package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// mutant is a file with one thing changed.
type mutant struct {
	name  string // function, line of code and change: stays the same when other lines move
	place string // file:line:column
	file  string // absolute path
	text  []byte
}

// swaps are what stands in the place of an operator.
var swaps = map[token.Token][]token.Token{
	token.LSS: {token.LEQ, token.GEQ}, token.LEQ: {token.LSS, token.GTR}, token.GTR: {token.GEQ, token.LEQ}, token.GEQ: {token.GTR, token.LSS},
	token.EQL: {token.NEQ}, token.NEQ: {token.EQL}, token.LAND: {token.LOR}, token.LOR: {token.LAND},
}

// mutantsOf makes all mutants of a package's files, tests aside.
func mutantsOf(dir string) ([]mutant, error) {
	names, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return nil, err
	}
	var out []mutant
	seen := map[string]int{}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		path, err := filepath.Abs(name)
		if err != nil {
			return nil, err
		}
		text, err := os.ReadFile(filepath.Clean(path))
		if err != nil {
			return nil, err
		}
		files := token.NewFileSet()
		tree, err := parser.ParseFile(files, path, text, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		v := visitor{files: files, path: path, text: text}
		for _, d := range tree.Decls {
			v.in = nameOf(d)
			ast.Inspect(d, v.look)
		}
		for _, m := range v.found {
			if seen[m.name]++; seen[m.name] > 1 { // the same line twice in one function
				m.name += fmt.Sprintf(" (%d)", seen[m.name])
			}
			out = append(out, m)
		}
	}
	return out, nil
}

func nameOf(d ast.Decl) string {
	f, ok := d.(*ast.FuncDecl)
	if !ok {
		return "declarations"
	}
	if f.Recv == nil || len(f.Recv.List) == 0 {
		return f.Name.Name
	}
	t := f.Recv.List[0].Type
	if p, ok := t.(*ast.StarExpr); ok {
		t = p.X
	}
	if i, ok := t.(*ast.Ident); ok {
		return i.Name + "." + f.Name.Name
	}
	return f.Name.Name
}

type visitor struct {
	files *token.FileSet
	path  string
	text  []byte
	in    string // function
	found []mutant
}

func (v *visitor) look(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.ImportSpec, *ast.Field: // a tag is no number
		return false
	case *ast.BinaryExpr:
		for _, other := range swaps[n.Op] {
			v.change(n.OpPos, n.Op.String(), other.String())
		}
	case *ast.BasicLit:
		for _, other := range numbers(n) {
			v.change(n.Pos(), n.Value, other)
		}
	}
	return true
}

// numbers are what stands in the place of a number: a little more and a little less.
func numbers(n *ast.BasicLit) []string {
	switch n.Kind {
	case token.INT:
		i, err := strconv.ParseInt(n.Value, 0, 64)
		if err != nil {
			return nil
		}
		return []string{strconv.FormatInt(i+1, 10), strconv.FormatInt(i-1, 10)}
	case token.FLOAT:
		x, err := strconv.ParseFloat(n.Value, 64)
		if err != nil {
			return nil
		}
		step := 0.01 * x
		if x == 0 || math.IsInf(step, 0) {
			step = 0.01
		}
		return []string{strconv.FormatFloat(x+step, 'g', -1, 64), strconv.FormatFloat(x-step, 'g', -1, 64)}
	}
	return nil
}

func (v *visitor) change(at token.Pos, from, to string) {
	p := v.files.Position(at)
	start, end := p.Offset, p.Offset+len(from)
	text := append(append(append([]byte{}, v.text[:start]...), to...), v.text[end:]...)
	line := string(v.text[strings.LastIndexByte(string(v.text[:start]), '\n')+1:])
	line, _, _ = strings.Cut(line, "\n")
	line, _, _ = strings.Cut(line, "//")
	v.found = append(v.found, mutant{
		name:  fmt.Sprintf("%s: %s: %d: %s → %s", v.in, strings.TrimSpace(line), p.Column, from, to),
		place: fmt.Sprintf("%s:%d:%d", filepath.Base(v.path), p.Line, p.Column), file: v.path, text: text,
	})
}
