package steelyard_test

import (
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/ascode"
	"github.com/steelyard-isms/steelyard/internal/cli"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/kinds"
)

// pages gives every Markdown file of the project by its path, with its text.
func pages(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "node_modules" || path != "." && strings.HasPrefix(d.Name(), ".")) {
			return fs.SkipDir
		}
		if !d.IsDir() && strings.HasSuffix(path, ".md") {
			b, err := os.ReadFile(path)
			out[path] = string(b)
			return err
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(out) < 20 {
		t.Fatalf("only %d pages were found", len(out))
	}
	return out
}

var (
	link    = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	heading = regexp.MustCompile(`(?m)^#+ +(.+)$`)
	fence   = regexp.MustCompile("(?s)```.*?```")
	notWord = regexp.MustCompile(`[^\p{L}\p{N} _-]`)
	console = regexp.MustCompile("(?s)```(?:sh|console)\n(.*?)```")
	inline  = regexp.MustCompile("`(steelyard [^`]+)`")
)

// anchors gives the fragments that a page's headings can be linked by, as GitHub makes them.
func anchors(text string) map[string]bool {
	out := map[string]bool{}
	for _, m := range heading.FindAllStringSubmatch(fence.ReplaceAllString(text, ""), -1) {
		words := notWord.ReplaceAllString(strings.ToLower(strings.TrimSpace(m[1])), "")
		out[strings.ReplaceAll(words, " ", "-")] = true
	}
	return out
}

// Whoever follows a link within the documents gets where it says.
func TestLinksLeadSomewhere(t *testing.T) {
	all := pages(t)
	for page, text := range all {
		for _, m := range link.FindAllStringSubmatch(fence.ReplaceAllString(text, ""), -1) {
			to, err := url.Parse(m[1])
			if err != nil {
				t.Errorf("%s: %s is no address", page, m[1])
				continue
			}
			if to.Scheme != "" {
				continue
			}
			target := page
			if to.Path != "" {
				target = filepath.Join(filepath.Dir(page), filepath.FromSlash(to.Path))
				if _, err := os.Stat(target); err != nil {
					t.Errorf("%s links to %s, which is not there", page, m[1])
					continue
				}
			}
			if to.Fragment != "" && !anchors(all[target])[to.Fragment] {
				t.Errorf("%s links to %s, and %s has no such heading", page, m[1], target)
			}
		}
	}
}

// commandsOf gives the steelyard commands that a page tells its reader to type, as words.
func commandsOf(text string) [][]string {
	var lines []string
	for _, m := range console.FindAllStringSubmatch(text, -1) {
		lines = append(lines, strings.Split(strings.ReplaceAll(m[1], "\\\n", " "), "\n")...)
	}
	for _, m := range inline.FindAllStringSubmatch(fence.ReplaceAllString(text, ""), -1) {
		lines = append(lines, m[1])
	}
	var out [][]string
	for _, line := range lines {
		if _, after, piped := strings.Cut(line, "| "); piped {
			line = after
		}
		words := split(strings.TrimPrefix(strings.TrimSpace(line), "$ "))
		for len(words) > 0 && strings.Contains(words[0], "=") && !strings.HasPrefix(words[0], "-") { // variables
			words = words[1:]
		}
		if len(words) < 2 || words[0] != "steelyard" && words[0] != "bin/steelyard" {
			continue
		}
		out = append(out, words[1:])
	}
	return out
}

// split parts a line at blanks outside quotation marks, up to a comment or a redirection.
func split(line string) []string {
	var words []string
	word, open, has := "", rune(0), false
	for _, r := range line + " " {
		switch {
		case open != 0:
			if r == open {
				open = 0
			} else {
				word += string(r)
			}
		case r == '"' || r == '\'':
			open, has = r, true
		case r == ' ':
			if word == "#" || strings.HasPrefix(word, ">") || strings.HasPrefix(word, "<") {
				return words
			}
			if word != "" || has {
				words = append(words, word)
			}
			word, has = "", false
		default:
			word += string(r)
		}
	}
	return words
}

// Every command in the documents exists, with the flags that it is shown with. What it does is for the tests of the
// command line; asking for help keeps it from being done.
func TestCommandsParse(t *testing.T) {
	n := 0
	for page, text := range pages(t) {
		for _, words := range commandsOf(text) {
			var said strings.Builder
			if status := cli.Main(append(words, "--help"), strings.NewReader(""), io.Discard, &said); status != cli.ExitOK {
				t.Errorf("%s shows steelyard %s, which is refused: %s", page, strings.Join(words, " "), said.String())
			}
			n++
		}
	}
	if n < 20 {
		t.Errorf("only %d commands were found in the documents", n)
	}
}

// The examples of programmes are accepted as they stand: the one that the README begins with, and the sources of every format.
func TestExamplesAreAccepted(t *testing.T) {
	for _, dir := range []string{"examples/first", "examples/sources"} {
		changes, err := ascode.ReadDir(os.DirFS(dir))
		if err == nil {
			_, err = ascode.Check(kinds.Registry(), changes, time.Now())
		}
		if err != nil {
			t.Errorf("a newcomer's steelyard apply %s fails: %v", dir, fault.Of(err))
		}
	}
}

// Each decision has one page, numbered without gap and short enough to be read.
func TestDecisions(t *testing.T) {
	files, err := filepath.Glob("docs/adr/0*.md")
	if err != nil || len(files) == 0 {
		t.Fatal("no decision was found", err)
	}
	list := pages(t)["docs/adr/README.md"]
	for i, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		text := string(b)
		if name := filepath.Base(file); name[:4] != fmt.Sprintf("%04d", i+1) || !strings.HasPrefix(text, "# "+strings.TrimLeft(name[:4], "0")+". ") {
			t.Errorf("%s is not decision %d by name and heading", file, i+1)
		}
		for _, part := range []string{"## Context", "## Decision", "## Consequences"} {
			if !strings.Contains(text, "\n"+part+"\n") {
				t.Errorf("%s has no %s", file, part)
			}
		}
		if n := strings.Count(text, "\n"); n > 60 {
			t.Errorf("%s has %d lines: at most 60 are read", file, n)
		}
		if !strings.Contains(list, "("+filepath.Base(file)+")") {
			t.Errorf("docs/adr/README.md does not list %s", file)
		}
	}
}
