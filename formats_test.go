package steelyard_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/app"
	"github.com/steelyard-isms/steelyard/internal/collect"
	"github.com/steelyard-isms/steelyard/internal/mapping"
)

var (
	shown    = regexp.MustCompile("(?s)```sh\nsteelyard inspect ([^\n]+)\n```\n\n```json\n(.*?)```")
	declares = regexp.MustCompile("(?s)```json\n(\\{[^`]*\"values\": \\[.*?)```")
)

// What the pages on formats show is what a reader gets: each command is run on the real file of that name.
func TestExamplesOfFormatsAreReal(t *testing.T) {
	examples := 0
	for page, text := range pages(t) {
		if filepath.Dir(page) != filepath.Join("docs", "reference", "formats") {
			continue
		}
		for _, m := range declares.FindAllStringSubmatch(text, -1) {
			if _, err := mapping.Parse([]byte(m[1])); err != nil {
				t.Errorf("%s shows a mapping that is refused: %v", page, err)
			}
		}
		for _, m := range shown.FindAllStringSubmatch(text, -1) {
			examples++
			got, err := json.MarshalIndent(inspected(t, text, strings.Fields(m[1])), "", "  ")
			if err != nil {
				t.Fatal(err)
			}
			if !alike(t, got, []byte(m[2])) {
				t.Errorf("%s shows something else for %s than\n%s", page, m[1], got)
			}
		}
	}
	if examples == 0 {
		t.Error("no page shows an example")
	}
}

// inspected runs an example: a file of a format's testdata, of the samples or of the examples, and a mapping that the page shows under
// "name.json".
func inspected(t *testing.T, page string, words []string) collect.Inspection {
	t.Helper()
	found, err := filepath.Glob(filepath.Join("internal", "collect", "*", "testdata", words[0]))
	if err == nil && len(found) == 0 {
		found, err = filepath.Glob(filepath.Join("internal", "collect", "sample", words[0]))
	}
	if err == nil && len(found) == 0 {
		found, err = filepath.Glob(filepath.Join("examples", "*", words[0]))
	}
	if err != nil || len(found) != 1 {
		t.Fatalf("there is no file %s, or several: %v", words[0], err)
	}
	f, err := os.Open(found[0])
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	formats := app.Formats()
	for i, w := range words {
		if w != "--mapping" {
			continue
		}
		_, after, ok := strings.Cut(page, "`"+words[i+1]+"`")
		m := declares.FindStringSubmatch(after)
		if !ok || m == nil {
			t.Fatalf("the page shows no mapping %s", words[i+1])
		}
		declared, err := mapping.Parse([]byte(m[1]))
		if err != nil {
			t.Fatal(err)
		}
		formats = formats.By(&declared)
	}
	got, err := formats.Inspect(context.Background(), words[0], f, collect.Options{})
	if err != nil {
		t.Fatalf("%s: %v", words[0], err)
	}
	return got
}

func alike(t *testing.T, a, b []byte) bool {
	t.Helper()
	var x, y any
	if err := json.Unmarshal(a, &x); err != nil {
		t.Fatal(err)
	}
	return json.Unmarshal(b, &y) == nil && reflect.DeepEqual(x, y)
}
