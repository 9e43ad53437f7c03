package steelyard_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/kinds"
	"github.com/steelyard-isms/steelyard/internal/record"
)

var update = flag.Bool("update", false, "write the generated pages anew")

const (
	kindsPage = "docs/reference/kinds.md"
	meanings  = "internal/catalog/fields/meanings.json"
)

// The reference of kinds says what the program accepts: it is made from the registry, and from the comments that stand
// beside the fields in the sources.
func TestReferenceOfKinds(t *testing.T) {
	w := newKindsWriter(t)
	want := map[string]string{kindsPage: w.page()}
	b, err := json.MarshalIndent(w.meanings, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	want[meanings] = string(b) + "\n"
	for name, text := range want {
		if *update {
			if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		got, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != text {
			t.Errorf("%s does not say what the program accepts: run go test -run TestReferenceOfKinds -update . and read the difference", name)
		}
	}
}

// source is where a struct is declared.
type source struct {
	dir    string
	fields *ast.StructType
	doc    string
}

type kindsWriter struct {
	t       *testing.T
	structs map[string]source // by folder and name, as in measure.Source
	kinds   map[string]string // kind → struct
	out     strings.Builder
	// meanings are for the schemas, by the path of the field behind its kind
	meanings map[string]string
	kind     string
}

func newKindsWriter(t *testing.T) *kindsWriter {
	w := &kindsWriter{t: t, structs: map[string]source{}, kinds: map[string]string{}, meanings: map[string]string{}}
	files, err := filepath.Glob("internal/*/*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		dir := filepath.Base(filepath.Dir(name))
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.GenDecl:
				w.declared(dir, n)
			case *ast.CompositeLit:
				w.defined(dir, n)
			}
			return true
		})
	}
	return w
}

func (w *kindsWriter) declared(dir string, d *ast.GenDecl) {
	for _, s := range d.Specs {
		if ts, ok := s.(*ast.TypeSpec); ok {
			if st, ok := ts.Type.(*ast.StructType); ok {
				w.structs[dir+"."+ts.Name.Name] = source{dir, st, d.Doc.Text()}
			}
		}
	}
}

// defined notes record.Definition[T]{Name: "kind", …}.
func (w *kindsWriter) defined(dir string, c *ast.CompositeLit) {
	index, ok := c.Type.(*ast.IndexExpr)
	if !ok {
		return
	}
	if of, ok := index.X.(*ast.SelectorExpr); !ok || of.Sel.Name != "Definition" {
		return
	}
	for _, e := range c.Elts {
		kv, ok := e.(*ast.KeyValueExpr)
		if !ok {
			continue
		}
		if key, ok := kv.Key.(*ast.Ident); ok && key.Name == "Name" {
			name, err := strconv.Unquote(kv.Value.(*ast.BasicLit).Value)
			if err != nil {
				w.t.Fatal(err)
			}
			w.kinds[name] = dir + "." + index.Index.(*ast.Ident).Name
		}
	}
}

func (w *kindsWriter) page() string {
	w.out.WriteString("# Kinds of record\n\n" +
		"Generated from the program by `go test -run TestReferenceOfKinds -update .`: do not edit.\n\n" +
		"How a document is written is in [as-code](as-code.md). The fields below stand under `spec`;\n" +
		"a dot leads into a group of fields, `[]` to each entry of a list, `{}` to each entry of a table of names.\n" +
		"*Dated* means that a bare value or a list of dated ones can be written. A text has at most 1,000 characters unless told.\n" +
		"Rules between fields are in [as-code](as-code.md#rules-between-fields).\n\n" +
		"| Kind | Codes | In addresses | Schema version |\n|---|---|---|---|\n")
	all := kinds.Registry().Kinds()
	for _, k := range all {
		fmt.Fprintf(&w.out, "| [%s](#%s) | %s-01 | `/%s` | %d |\n", k.Name, k.Name, k.Prefix, k.Plural, k.Version)
	}
	for _, k := range all {
		s, ok := w.structs[w.kinds[k.Name]]
		if !ok {
			w.t.Fatalf("the struct of the kind %s was not found", k.Name)
		}
		fmt.Fprintf(&w.out, "\n## %s\n\n%s\n\n| Field | Type | Required | Meaning |\n|---|---|---|---|\n", k.Name, about(s.doc))
		w.kind = k.Name
		w.meanings[k.Name] = sentence(s.doc)
		w.rows("", k.Fields, s)
		w.lifecycle(k.Lifecycle)
	}
	return w.out.String()
}

// lifecycle tells of states and moves.
func (w *kindsWriter) lifecycle(l *record.Lifecycle) {
	if l == nil {
		return
	}
	var states []string
	for _, s := range l.States {
		text := "**" + s.Name + "**"
		switch {
		case s.InForce && s.Revise != "":
			text += " (in force; a change waits as " + s.Revise + ")"
		case s.Fixed:
			text += " (in force; changes only after a move)"
		case s.InForce:
			text += " (in force)"
		case s.Closed:
			text += " (ended)"
		case s.Revise != "":
			text += " (a change makes it " + s.Revise + " again)"
		}
		states = append(states, text)
	}
	fmt.Fprintf(&w.out, "\nStates: %s.\n\n| Move | From | To | Roles | Asks for |\n|---|---|---|---|---|\n", strings.Join(states, ", "))
	for _, m := range l.Moves {
		var asks []string
		if m.Reason {
			asks = append(asks, "a reason")
		}
		if m.Approval {
			asks = append(asks, "someone who did not write it")
		}
		if m.Claim {
			asks = append(asks, "nothing: who makes it, and the owner, then count as its authors")
		}
		if m.Sign {
			asks = append(asks, "a signature")
		}
		to := m.To
		if to == record.Back {
			to = "what is in force"
		}
		fmt.Fprintf(&w.out, "| %s | %s | %s | %s | %s |\n", m.Name, strings.Join(m.From, ", "), to, strings.Join(m.Roles, ", "), strings.Join(asks, ", "))
	}
}

// about is a struct's comment without the Go name that it begins with.
func about(doc string) string { return linked(sentence(doc)) }

func sentence(doc string) string {
	text := strings.Join(strings.Fields(doc), " ")
	_, rest, ok := strings.Cut(text, " is ")
	if !ok {
		return text
	}
	return strings.ToUpper(rest[:1]) + rest[1:]
}

func (w *kindsWriter) rows(prefix string, fields []record.Field, s source) {
	for _, f := range fields {
		typ, meaning := s.field(f.Name)
		path := prefix + f.Name
		if meaning != "" {
			w.meanings[w.kind+"."+path] = strings.ToUpper(meaning[:1]) + meaning[1:]
		}
		required := ""
		if f.Required {
			required = "yes"
		}
		fmt.Fprintf(&w.out, "| `%s` | %s | %s | %s |\n", path, strings.ReplaceAll(described(f), "|", `\|`), required, strings.ReplaceAll(linked(meaning), "|", `\|`))
		inner := f
		for inner.Elem != nil {
			if inner.Type == record.Table {
				path += "{}"
			} else {
				path += "[]"
			}
			inner = *inner.Elem
		}
		if inner.Type == record.Object && f.Name != "mapping" { // which the page on formats explains
			below, ok := w.structs[structName(s.dir, typ)]
			if !ok {
				w.t.Fatalf("the struct of the field %s was not found", path)
			}
			w.rows(path+".", inner.Fields, below)
		}
	}
}

// field finds a field of a struct by its JSON name: its type, and the comment beside or above it.
func (s source) field(name string) (ast.Expr, string) {
	for _, f := range s.fields.Fields.List {
		if f.Tag == nil {
			continue
		}
		tag, _ := strconv.Unquote(f.Tag.Value)
		if json, _, _ := strings.Cut(reflect.StructTag(tag).Get("json"), ","); json != name {
			continue
		}
		text := f.Comment.Text()
		if text == "" {
			text = f.Doc.Text()
			for _, n := range f.Names {
				text = strings.TrimPrefix(strings.TrimPrefix(text, n.Name+" is "), n.Name+" ")
			}
		}
		return f.Type, strings.TrimSuffix(strings.Join(strings.Fields(text), " "), ".")
	}
	return nil, ""
}

// structName is the struct within a type: of record.Dated[score.Scale] it is score.Scale.
func structName(dir string, typ ast.Expr) string {
	switch x := typ.(type) {
	case *ast.StarExpr:
		return structName(dir, x.X)
	case *ast.ArrayType:
		return structName(dir, x.Elt)
	case *ast.MapType:
		return structName(dir, x.Value)
	case *ast.IndexExpr:
		return structName(dir, x.Index)
	case *ast.SelectorExpr:
		return x.X.(*ast.Ident).Name + "." + x.Sel.Name
	case *ast.Ident:
		return dir + "." + x.Name
	}
	return ""
}

func described(f record.Field) string {
	var text string
	switch f.Type {
	case record.Reference:
		text = fmt.Sprintf("name of %s [%s](#%s)", article(f.Ref), f.Ref, f.Ref)
	case record.List:
		text = "list of " + plural(*f.Elem)
	case record.Table:
		text = "names with " + plural(*f.Elem)
	case record.Object:
		text = "group of fields"
		if f.Name == "mapping" {
			text += ", see [formats](formats/csv.md)"
		}
	case record.YesNo:
		text = "`true` or `false`"
	case record.Part:
		text = "share"
	case record.Amount:
		text = "money, such as `1250.50 EUR`"
	case record.Length:
		text = "duration, such as `P6M`"
	case record.Span:
		text = "date range: `from` and `until`, either may be missing"
	case record.Languages:
		text = "texts by language, such as `en` and `nb`"
	case record.Attachment:
		text = "file: `sha256`, `name`, `media_type`"
	case record.Formula:
		text = "expression, in CEL"
	case record.Integer:
		text = "whole number"
	default:
		text = string(f.Type)
	}
	if f.Look != "" {
		text = map[string]string{"language": "language, such as `nb`", "country": "country, such as `NO`", "email": "e-mail address", "url": "web address"}[f.Look]
	}
	if len(f.Enum) > 0 {
		text = "`" + strings.Join(f.Enum, "` `") + "`"
	}
	if (f.Type == record.Text && f.Look == "" && f.Len != 1000 || f.Type == record.Prose && f.Len != 20_000) && len(f.Enum) == 0 {
		text += fmt.Sprintf(", at most %d characters", f.Len)
	}
	number := func(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }
	switch {
	case f.Min != nil && f.Max != nil:
		text += fmt.Sprintf(", %s to %s", number(*f.Min), number(*f.Max))
	case f.Min != nil:
		text += ", at least " + number(*f.Min)
	case f.Max != nil:
		text += ", at most " + number(*f.Max)
	}
	if f.Past {
		text += ", not in the future"
	}
	if f.Personal {
		text += ", personal"
	}
	if f.Dated {
		text += "; dated"
	}
	return text
}

func plural(f record.Field) string {
	switch f.Type {
	case record.Object:
		return "groups of fields"
	case record.Number:
		return "numbers"
	case record.Reference:
		return fmt.Sprintf("names of records of kind [%s](#%s)", f.Ref, f.Ref)
	case record.Text:
		return "texts"
	case record.Attachment:
		return "files: `sha256`, `name`, `media_type`"
	}
	return described(f)
}

// article is the word before a kind's.
func article(word string) string {
	if strings.ContainsAny(word[:1], "aeio") {
		return "an"
	}
	return "a"
}

var toScoring = regexp.MustCompile(`scoring\.md, (\d)`)

// linked leads from a comment's reference to the page.
func linked(text string) string {
	return toScoring.ReplaceAllString(text, "[scoring](../explanation/scoring.md), $1")
}
