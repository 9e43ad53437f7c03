// Package steelyard_test holds the tests of the house itself: which way the arrows between packages may point.
package steelyard_test

import (
	"encoding/json"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/steelyard-isms/steelyard/"

// storeys are the packages from the ground up. A package may import only from storeys below its own, and within its own
// only where the storey's list says so by order: domain packages import downward (docs/architecture.md).
var storeys = [][]string{
	{"internal/fault", "client", "docs", "internal/noun"},
	{"internal/civil", "internal/preference", "internal/web/format", "internal/web/lanes"},
	{"internal/score", "internal/expression", "internal/catalog/words", "internal/catalog/fields", "internal/catalog/glossary"},
	{"internal/record", "internal/mapping"},
	{"internal/journal", "internal/measurement", "internal/search", "internal/query", "internal/merge", "internal/formula", "internal/evaluate/wide"},
	{"internal/period", "internal/statistics"},
	{"internal/org"}, {"internal/direction"}, {"internal/measure"}, {"internal/objective"}, {"internal/scorecard"},
	{"internal/kinds", "internal/evaluate", "internal/ascode", "internal/schema", "internal/sheet", "internal/analysis", "internal/library"},
	{"internal/explain", "internal/figures", "internal/access"},
	{"internal/collect", "internal/collect/sample"},
	{"internal/collect/jsonread", "internal/collect/tally"},
	{"internal/collect/table"},
	{"internal/collect/csvfile", "internal/collect/gophish", "internal/collect/jsonfile", "internal/collect/lynis", "internal/collect/prometheus", "internal/collect/xccdf", "internal/collect/xlsxfile"},
	{"internal/collect/excerpt"},
	{"internal/store", "internal/store/pgtest"},
	{"internal/store/storetest"},
	{"internal/service"},
	{"internal/demo", "internal/httpd", "internal/web/assets", "internal/web/chart", "internal/web/form"},
	{"internal/web/page", "internal/web/assets/build", "internal/web/browsertest"},
	{"internal/web/preview/sample"},
	{"internal/web/preview"},
	{"internal/web", "internal/api"},
	{"internal/app"},
	{"internal/cli"},
	{"cmd/steelyard", "e2e", "internal/growth", "scripts/mutate"},
}

// domain packages are what the field is about. They never know how anything is stored, sent or drawn.
var domain = []string{"internal/fault", "internal/civil", "internal/score", "internal/expression", "internal/mapping", "internal/record", "internal/journal", "internal/measurement", "internal/period", "internal/statistics", "internal/search", "internal/merge", "internal/formula",
	"internal/org", "internal/direction", "internal/measure", "internal/objective", "internal/scorecard", "internal/kinds", "internal/evaluate", "internal/explain", "internal/figures"}

var notForDomain = []string{"net/http", "database/sql", "html/template", "text/template", "os/exec", "github.com/a-h/templ", "log/slog"}

type goPackage struct {
	ImportPath string
	Imports    []string
	Deps       []string
}

func packages(t *testing.T) []goPackage {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Imports,Deps", "./...").Output()
	if err != nil {
		t.Fatal("go list:", err)
	}
	var all []goPackage
	for d := json.NewDecoder(strings.NewReader(string(out))); d.More(); {
		var p goPackage
		if err := d.Decode(&p); err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
	return all
}

func TestArrowsPointOneWay(t *testing.T) {
	at := map[string]int{}
	for i, storey := range storeys {
		for _, p := range storey {
			at[p] = i
		}
	}
	for _, p := range packages(t) {
		name := strings.TrimPrefix(p.ImportPath, module)
		if name == strings.TrimSuffix(module, "/") {
			continue
		}
		own, known := at[name]
		if !known {
			t.Errorf("%s has no storey: say in direction_test.go and in docs/architecture.md where it belongs", name)
			continue
		}
		for _, i := range p.Imports {
			other, ours := strings.CutPrefix(i, module)
			if ours && at[other] >= own {
				t.Errorf("%s imports %s, which is not below it", name, other)
			}
		}
		if !slices.Contains(domain, name) {
			continue
		}
		for _, d := range p.Deps {
			if slices.Contains(notForDomain, d) {
				t.Errorf("%s depends on %s: the domain knows neither storage nor network nor pages", name, d)
			}
		}
	}
}
