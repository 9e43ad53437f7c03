package e2e_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// guides are the pages that lead a reader through the demonstration. They are their own tests: what a part of them is, is told by how
// it is written.
//
//   - "Press **X**", "Choose **X**" and "Open **X**" (a link, button or disclosure by its name; … stands for what follows)
//   - **X**: the page that is open says X, at once or within seconds
//   - a block of sh: it is run, in the folder where the demonstration runs, on its port; make demo starts it
//   - a block of text: what the block of sh before it prints, … for what is left out
//   - `GET /path`: whoever is signed in may ask that, and is answered
//   - a picture: it shows the page that is open. Before it, <!-- picture: WIDTHxHEIGHT HEADING --> says of which size, and where it begins
//   - <!-- test: X -->: what no sentence says: press X; earlier, the first of the quarters; stop, Ctrl C; today: what follows is of the
//     day itself, and is left out where the demonstration has a present of its own
//
// Figures stand in one of these, so that every figure is looked for.
func guides(t *testing.T) []string {
	t.Helper()
	personas, err := filepath.Glob("../docs/personas/[a-z]*.md")
	if err != nil || len(personas) < 7 {
		t.Fatal("pages for roles are missing: ", personas, err)
	}
	return append([]string{"../docs/tutorial/first-hour.md"}, personas...)
}

// Kinds of parts.
const (
	press     = "press"
	see       = "see"
	command   = "sh"
	prints    = "text"
	ask       = "GET"
	image     = "image"
	frame     = "picture"
	directive = "test"
)

// part is something that a guide has its reader do or see.
type part struct {
	kind, text string
	line       int
}

var (
	token = regexp.MustCompile("(?s)```(\\w*)\n(.*?)```|<!-- (test|picture): (.*?) -->|!\\[([^\\]]*)\\]\\(([^)]+)\\)|(?:Press|press|Choose|choose|Open|open)\\s\\*\\*([^*]+)\\*\\*|\\*\\*([^*]+)\\*\\*|`GET (/[^`]+)`")
	plain = regexp.MustCompile("(?m)\\]\\([^)]*\\)|`[^`]*`|SHA-256|ISO/IEC 27001|\\b[A-Z]+-[0-9]+\\b")
	digit = regexp.MustCompile(`[0-9][0-9.,]*`)
)

// parts reads a guide.
func parts(t *testing.T, path string) []part {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	text, rest, from := string(b), "", 0
	var out []part
	for _, m := range token.FindAllStringSubmatchIndex(text, -1) {
		rest, from = rest+text[from:m[0]]+" ", m[1]
		group := func(n int) string {
			if m[2*n] < 0 {
				return ""
			}
			return text[m[2*n]:m[2*n+1]]
		}
		p := part{line: 1 + strings.Count(text[:m[0]], "\n")}
		switch {
		case m[4] >= 0:
			p.kind, p.text = group(1), group(2)
		case m[6] >= 0:
			p.kind, p.text = group(3), group(4)
		case m[12] >= 0:
			p.kind, p.text = image, filepath.Base(group(6))
			rest += group(5) + " "
		case m[14] >= 0:
			p.kind, p.text = press, group(7)
		case m[16] >= 0:
			p.kind, p.text = see, group(8)
		default:
			p.kind, p.text = ask, group(9)
		}
		out = append(out, p)
	}
	for _, n := range digit.FindAllString(plain.ReplaceAllString(rest+text[from:], " "), -1) {
		t.Errorf("%s says %s outside of what is looked for: put it in bold, or say it in words", path, n)
	}
	return out
}

// fits tells whether a text is said, … standing for anything.
func fits(said, text string) bool {
	for piece := range strings.SplitSeq(text, "…") {
		i := strings.Index(said, strings.TrimSpace(piece))
		if i < 0 {
			return false
		}
		said = said[i+len(strings.TrimSpace(piece)):]
	}
	return true
}

// Guides are read as they are meant: a slip of the pen in one makes no part disappear.
func TestPartsOfAGuide(t *testing.T) {
	path := filepath.Join(t.TempDir(), "guide.md")
	if err := os.WriteFile(path, []byte("Open\n**A b**, then see **c\nd**. `GET /api/v1/kinds`\n\n```sh\nls -l\n```\n<!-- picture: 390x844 Objectives -->\n![Of ISO/IEC 27001](../images/x.webp)\n```text\n7\n```\n<!-- test: stop --> Press **Run R-…**."), 0o600); err != nil {
		t.Fatal(err)
	}
	want := "[{press A b 1} {see c\nd 2} {GET /api/v1/kinds 3} {sh ls -l\n 5} {picture 390x844 Objectives 8} {image x.webp 9} {text 7\n 10} {test stop 13} {press Run R-… 13}]"
	if got := fmt.Sprint(parts(t, path)); got != want {
		t.Errorf("the guide is read as\n%s\nnot as\n%s", got, want)
	}
	for text, want := range map[string]bool{"a … d": true, "b c": true, "d … a": false, "x": false, "c d …": true} {
		if fits("a b c d", text) != want {
			t.Errorf("%q: %v", text, !want)
		}
	}
}
