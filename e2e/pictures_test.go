package e2e_test

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"

	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/app"
	"github.com/steelyard-isms/steelyard/internal/web/browsertest"
)

var (
	// The day of the pictures: that on which the tools wrote the real files.
	pictured = time.Date(2026, 11, 21, 18, 0, 0, 0, time.UTC)
	// A day on which the months, the quarter and the year stand otherwise.
	another = time.Date(2025, 3, 1, 5, 0, 0, 0, time.UTC)
)

// largest is how many bytes a picture has at most: pages of documents are read on slow lines, too.
const largest = 120_000

// on starts the demonstration with a present of its own.
func on(t *testing.T, now time.Time) *app.App {
	t.Helper()
	a, err := app.New(t.Context(), app.Options{Database: filepath.Join(t.TempDir(), "demo.db"), Listen: "127.0.0.1:0", Demo: true, Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	serve(t, a)
	return a
}

// shown gives the pictures that documents show, by name, with the first document that does.
func shown(t *testing.T) map[string]string {
	t.Helper()
	found := map[string]string{}
	show := regexp.MustCompile(`(?:!\[[^\]]*\]\(|<img[^>]+src=")([^)"]+)`)
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			if err == nil && (d.Name() == "node_modules" || len(d.Name()) > 2 && d.Name()[0] == '.') {
				return fs.SkipDir
			}
			return err
		}
		if filepath.Ext(path) != ".md" {
			return nil
		}
		b, err := os.ReadFile(path)
		for _, m := range show.FindAllSubmatch(b, -1) {
			if at := filepath.Join(filepath.Dir(path), string(m[1])); filepath.Dir(at) != filepath.Join("..", "docs", "images") {
				t.Errorf("%s shows %s, which does not lie in docs/images", path, m[1])
			}
			found[filepath.Base(string(m[1]))] = path
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// Each picture that a document shows is there, is made by make pictures where a guide shows the page, and is small. STEELYARD_PICTURES
// names the folder to write them to. Where none is written the guides are walked on another day, on which what they quote holds, too.
func TestPictures(t *testing.T) {
	to, day := os.Getenv("STEELYARD_PICTURES"), another
	if to != "" {
		day = pictured
	}
	a := on(t, day)
	made := map[string][]byte{}
	for _, path := range guides(t) {
		w := &tour{t: t, b: browsertest.Open(t), path: path, address: a.Address(), shoot: func(name string, picture []byte) { made[name] = picture }}
		w.b.Visit(w.address)
		w.along()
		w.b.Silent()
	}
	pictureOfPages(t, a, to, made)
	for name, picture := range made {
		t.Logf("%s: %d bytes", name, len(picture))
		if len(picture) > largest {
			t.Errorf("%s has %d bytes, more than %d", name, len(picture), largest)
		}
		if to == "" {
			continue
		}
		if err := os.WriteFile(filepath.Join(to, name), picture, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	in := shown(t)
	for name, page := range in {
		if _, ok := made[name]; !ok {
			t.Errorf("%s shows %s, which make pictures does not make: a guide must show it where its page is open", page, name)
		}
	}
	for name := range made {
		if in[name] == "" {
			t.Errorf("no document shows %s: pages of the demonstration are shown and told in docs/reference/pages.md", name)
		}
	}
	kept, err := filepath.Glob("../docs/images/*")
	if err != nil {
		t.Fatal(err)
	}
	for i := range kept {
		kept[i] = filepath.Base(kept[i])
	}
	slices.Sort(kept)
	if want := slices.Sorted(maps.Keys(made)); !slices.Equal(kept, want) {
		t.Errorf("docs/images holds %v, and make pictures makes %v", kept, want)
	}
}
