package steelyard_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"github.com/steelyard-isms/steelyard/internal/catalog/fields"
	"github.com/steelyard-isms/steelyard/internal/kinds"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// Every title that the catalogue has is of a field, choice, state or move that there is, and is short enough for a label; and what is about
// nothing that there is goes.
func TestTitlesAreOfFieldsThatThereAre(t *testing.T) {
	content, err := os.ReadFile("internal/catalog/fields/titles.en.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var told map[string]map[string]any
	if err := yaml.Unmarshal(content, &told); err != nil {
		t.Fatal(err)
	}
	there := map[string]map[string]bool{}
	for _, group := range []string{"names", "fields", "words", "kinds", "states", "moves"} {
		there[group] = map[string]bool{}
	}
	var walk func(kind string, list []record.Field, path string)
	walk = func(kind string, list []record.Field, path string) {
		for _, f := range list {
			at := record.Join(path, f.Name)
			there["names"][f.Name], there["fields"][kind+"."+at] = true, true
			if title := fields.English.Title(kind, at); title == "" || len([]rune(title)) > 40 || strings.ContainsAny(title, "_:") {
				t.Errorf("%s.%s is called %q", kind, at, title)
			}
			for _, w := range f.Enum {
				there["words"][w] = true
			}
			walk(kind, f.Fields, at)
			if f.Elem != nil {
				for _, w := range f.Elem.Enum {
					there["words"][w] = true
				}
				walk(kind, f.Elem.Fields, at+"[]")
			}
		}
	}
	for _, k := range kinds.Registry().Kinds() {
		there["kinds"][k.Name] = true
		if n := fields.English.Kind(k.Name); n.About == "" || strings.ReplaceAll(n.Many, " ", "-") != k.Plural && k.Name != "period-close" {
			t.Errorf("%s is %+v, and its plural in addresses %s", k.Name, n, k.Plural)
		}
		walk(k.Name, k.Fields, "")
		if k.Lifecycle == nil {
			continue
		}
		for _, s := range k.Lifecycle.States {
			there["states"][s.Name] = true
		}
		for _, m := range k.Lifecycle.Moves {
			there["moves"][m.Name] = true
		}
	}
	for group, list := range told {
		for key := range list {
			if !there[group][key] {
				t.Error(fmt.Sprint(group, ".", key), "is about nothing that there is")
			}
		}
	}
}
