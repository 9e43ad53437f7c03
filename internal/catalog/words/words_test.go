package words_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"html/template"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
)

// keyShape is what a key looks like: a group of the catalogue, then names.
var keyShape = regexp.MustCompile(`^[a-z-]+(\.[a-z0-9-]+)+$`)

// keysInSources collects the string literals of every program file that imports the catalogue, or speaks through a page.
func keysInSources(t *testing.T) map[words.Key]string {
	t.Helper()
	used := map[words.Key]string{}
	root := filepath.Join("..", "..", "..")
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "node_modules" || d.Name() == "testdata" || d.Name() == ".git") {
			return filepath.SkipDir
		}
		if d.IsDir() || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil || !strings.Contains(string(text), "internal/catalog/words\"") && !slices.Contains([]string{"words", "page", "web"}, filepath.Base(filepath.Dir(path))) {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, text, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if literal, ok := n.(*ast.BasicLit); ok && literal.Kind == token.STRING {
				if s, err := strconv.Unquote(literal.Value); err == nil && keyShape.MatchString(s) {
					used[words.Key(s)] = path
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return used
}

func TestEveryWordIsDefinedAndUsed(t *testing.T) {
	used := keysInSources(t)
	defined, groups := map[words.Key]bool{}, map[string]bool{}
	for _, key := range words.English.Keys() {
		defined[key] = true
		groups[strings.Split(string(key), ".")[0]] = true
		if _, ok := used[key]; !ok {
			t.Errorf("the catalogue defines %s, and no page says it", key)
		}
	}
	for key, path := range used {
		if groups[strings.Split(string(key), ".")[0]] && !defined[key] && !strings.HasSuffix(string(key), ".templ") {
			t.Errorf("%s says %s, and readers see that key because the catalogue does not define it", filepath.Base(path), key)
		}
	}
}

func TestMarkupIsEscapedForWhereItStands(t *testing.T) {
	l := words.English
	if got := l.HTML("link.to", words.T("href", `javascript:alert(1)`), words.T("name", `<b>&`)); strings.Contains(string(got), "javascript:") || strings.Contains(string(got), "<b>") {
		t.Errorf("a name or an address can inject markup: %s", got)
	}
	// The same message as text first must not weaken the markup: the two are parsed apart.
	_ = l.Text("link.none", words.T("name", "<i>"))
	if got := l.HTML("link.none", words.T("name", "<i>")); got != "&lt;i&gt;" {
		t.Errorf("text that was said before is not escaped in markup: %s", got)
	}
	if got := l.HTML("scorecard.finding.on-plan", words.N(1), words.T("total", "14")); got != "1 of 14 objectives is on plan." {
		t.Errorf("a count of one is not put in the singular: %s", got)
	}
	if got := l.HTML("measure.finding.reached", words.F("target", "<7 d")); got != "The target of <bdi>&lt;7 d</bdi> is met." {
		t.Errorf("a figure does not stand apart, or is not escaped: %s", got)
	}
	if got := l.Text("figure.last-at", words.F("day", "7 d")); got != "last 7 d" {
		t.Errorf("plain text carries markup: %s", got)
	}
	if got := l.Text("scorecard.filter-attention", words.N(1)); got != "Needs attention 1" {
		t.Errorf("a message with one form for all counts is not said: %s", got)
	}
	if got := l.Text("attainment.behind", words.D(-9.14)); got != "9.1 pts behind" {
		t.Errorf("a decimal is not put in the plural: %s", got)
	}
	if got := l.Text("attainment.behind", words.D(1.04)); got != "1 pt behind" {
		t.Errorf("what is shown as one is not put in the singular: %s", got)
	}
}

func TestAMissingWordShowsItsKey(t *testing.T) {
	if got := words.English.Text("no.such"); got != "no.such" {
		t.Errorf("a missing message is hidden: %q", got)
	}
	if got := words.English.Text("link.none"); got != "link.none" {
		t.Errorf("a message with an empty place is shown as if whole: %q", got)
	}
}

func TestLists(t *testing.T) {
	l := words.English
	for _, c := range []struct {
		most  int
		items []string
		want  string
	}{
		{0, nil, ""}, {0, []string{"a"}, "a"}, {0, []string{"a", "b"}, "a and b"}, {0, []string{"a", "b", "c", "d"}, "a, b, c and d"},
		{2, []string{"a", "b", "c"}, "a, b and c"}, {2, []string{"a", "b", "c", "d"}, "a, b and 2 more"},
	} {
		items := make([]template.HTML, len(c.items))
		for i, s := range c.items {
			items[i] = template.HTML(s)
		}
		if got := l.List(c.most, items...); string(got) != c.want {
			t.Errorf("%v is listed as %q, not %q", c.items, got, c.want)
		}
	}
}

func TestMonths(t *testing.T) {
	months := words.English.Months()
	if months[0] != "Jan" || months[11] != "Dec" {
		t.Errorf("months are %v", months)
	}
}
