package steelyard_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// unindented gives the lines of a text without what stands before them and without empty ones.
func unindented(text string) string {
	var out []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return "\n" + strings.Join(out, "\n") + "\n"
}

// Code that the page on the Go client shows compiles and does what it says: it is part of an example that is run.
func TestClientPageIsTakenFromExamples(t *testing.T) {
	b, err := os.ReadFile("client/example_test.go")
	if err != nil {
		t.Fatal(err)
	}
	examples := unindented(string(b))
	for _, block := range blocks(t, "docs/reference/client.md", "go") {
		if !strings.Contains(examples, unindented(block)) {
			t.Errorf("the page on the client shows what no example does:\n%s", block)
		}
	}
}

// A newcomer finds on the page whatever the client can do.
func TestClientPageIsWhole(t *testing.T) {
	b, err := os.ReadFile("docs/reference/client.md")
	if err != nil {
		t.Fatal(err)
	}
	page, found := fence.ReplaceAllString(string(b), ""), 0
	files, err := filepath.Glob("client/*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range files {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range f.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || !fn.Name.IsExported() || !isClients(fn) {
				continue
			}
			found++
			if !regexp.MustCompile("`" + fn.Name.Name + "`").MatchString(page) {
				t.Errorf("the page on the client does not speak of %s", fn.Name.Name)
			}
		}
	}
	if found < 30 {
		t.Errorf("only %d functions of the client were found", found)
	}
}

// isClients tells whether a function belongs to no type, or to the client.
func isClients(f *ast.FuncDecl) bool {
	if f.Recv == nil {
		return true
	}
	star, ok := f.Recv.List[0].Type.(*ast.StarExpr)
	if !ok {
		return false
	}
	name, ok := star.X.(*ast.Ident)
	return ok && name.Name == "Client"
}
