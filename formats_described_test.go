package steelyard_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/app"
	"github.com/steelyard-isms/steelyard/internal/cli"
	"github.com/steelyard-isms/steelyard/internal/collect"
	"github.com/steelyard-isms/steelyard/internal/mapping"
	"github.com/steelyard-isms/steelyard/internal/measure"
)

// inspectedFiles gives what steelyard inspect says of each fixture, by its path.
func inspectedFiles(t *testing.T) map[string]inspected {
	t.Helper()
	out := map[string]inspected{}
	for _, pattern := range []string{"internal/collect/*/testdata/*.*", "internal/collect/sample/*.dat", "internal/collect/sample/*.gz", "examples/first/*.csv"} {
		paths, err := filepath.Glob(pattern)
		if err != nil || len(paths) == 0 {
			t.Fatalf("no fixtures: %v", err)
		}
		for _, path := range paths {
			if filepath.Ext(path) == ".txt" {
				continue // licences
			}
			var said, wrong bytes.Buffer
			if status := cli.Main([]string{"inspect", path}, strings.NewReader(""), &said, &wrong); status != cli.ExitOK {
				t.Fatalf("%s: %s", path, wrong.String())
			}
			var one inspected
			if err := json.Unmarshal(said.Bytes(), &one); err != nil {
				t.Fatal(err)
			}
			out[path] = one
		}
	}
	return out
}

type inspected struct {
	Format string              `json:"format"`
	Values map[string]*float64 `json:"values"`
}

// What a format says that it gives is what its files give, by name: neither more nor less. A value that a file leaves unknown is
// described as one that can be, and every number is in the range that its unit tells.
func TestFormatsAreDescribedAsTheyAre(t *testing.T) {
	files := inspectedFiles(t)
	for _, f := range every(t) {
		d := f.Describe()
		if d.Title == "" || d.What == "" || d.Reads == "" || d.Items == "" || d.Refused == "" || d.Warned == "" || d.Limits == "" || len(d.Examples) == 0 || len(d.Notes) == 0 {
			t.Errorf("%s does not say all that its page needs", f.Name())
		}
		described := map[string]collect.Meaning{}
		for _, v := range d.Values {
			if described[v.Name].Name != "" || v.Unit == "" || v.Says == "" {
				t.Errorf("%s: %s is described twice, or without unit or meaning", f.Name(), v.Name)
			}
			described[v.Name] = v
		}
		seen := 0
		for path, got := range files {
			if got.Format != f.Name() {
				continue
			}
			seen++
			for name, n := range got.Values {
				v, ok := described[name]
				switch {
				case !ok:
					t.Errorf("%s gives a value %s that the format does not describe", path, name)
				case n == nil && v.Null == "":
					t.Errorf("%s: %s is unknown, and the format says that it never is", path, name)
				case n != nil && (*n < 0 || strings.HasPrefix(v.Unit, "0–100") && *n > 100):
					t.Errorf("%s: %s is %v, and the format says %s", path, name, *n, v.Unit)
				}
			}
			for name := range described {
				if _, ok := got.Values[name]; !ok {
					t.Errorf("%s gives no value %s, which the format describes", path, name)
				}
			}
		}
		if seen == 0 {
			t.Errorf("no fixture is read as %s", f.Name())
		}
	}
}

// Of a format with a mapping, each operation and each field that a mapping can have is on its page; and its examples use what is there.
func TestMappingsAreDescribedAsTheyAre(t *testing.T) {
	for _, f := range every(t) {
		d := f.Describe()
		var described []mapping.Operation
		for _, o := range d.Computes {
			described = append(described, mapping.Operation(o.Name))
		}
		_, mapped := f.(collect.Mapped)
		if mapped != (d.Mapping != "") || !slices.Equal(described, mapping.Operations(f.Name())) {
			t.Errorf("%s computes %v and describes %v", f.Name(), mapping.Operations(f.Name()), described)
		}
		shown := false
		for _, x := range d.Examples {
			shown = shown || x.MappingFile != ""
		}
		if mapped && !shown {
			t.Errorf("%s shows no mapping with what comes of it", f.Name())
		}
	}
	about := map[string]string{}
	for _, f := range every(t) {
		about[f.Name()] = f.Describe().Mapping
	}
	for form, fields := range map[string][]string{
		"csv":        {"delimiter", "decimal", "thousands", "missing", "time", "unit_column", "rows", "values", "name", "operation", "column", "where", "of", "empty", "equals", "not", "in"},
		"xlsx":       {"sheet"},
		"json":       {"rows", "time", "values", "name", "operation", "expression", "when", "among", "empty"},
		"prometheus": {"rows", "name", "metric", "where", "label", "operation"},
	} {
		for _, field := range fields {
			if !strings.Contains(about[form], "`"+field+"`") && !strings.Contains(about[form], `"`+field+`"`) {
				t.Errorf("the page of %s does not say what %s is", form, field)
			}
		}
	}
}

// A format that the program reads can be declared, and one that can be declared is read: a new one is its package, its line in app.Formats
// and its word in the enum of a source's format.
func TestFormatsCanBeDeclared(t *testing.T) {
	var declared []string
	for _, field := range measure.SourceKind.Fields {
		if field.Name == "format" {
			declared = field.Enum
		}
	}
	if names := app.Formats().Names(); !slices.Equal(names, declared) {
		t.Errorf("files are read as %v, and sources are declared as %v", names, declared)
	}
	for _, f := range every(t) {
		found := false
		for _, page := range []string{"examples/sources/sources.yaml", "examples/first/measure.yaml"} {
			b, err := os.ReadFile(page)
			if err != nil {
				t.Fatal(err)
			}
			found = found || strings.Contains(string(b), "format: "+f.Name()+"\n")
		}
		if !found {
			t.Errorf("no example declares a source of %s", f.Name())
		}
	}
}
