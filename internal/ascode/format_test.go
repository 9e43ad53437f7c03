package ascode_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/steelyard-isms/steelyard/internal/ascode"
	"github.com/steelyard-isms/steelyard/internal/kinds"
)

func format(t *testing.T, text string) string {
	t.Helper()
	out, faults := ascode.Format(kinds.Registry(), "p.yaml", []byte(text))
	if len(faults) > 0 {
		t.Fatalf("%v in\n%s", faults, text)
	}
	return string(out)
}

// What people wrote comes back in order and in one style, and every comment by what it is about.
func TestFormat(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"order, style, comments": {`# yaml-language-server: $schema=measure.json

# The share of accounts.
kind: measure   # what it is
apiVersion: "steelyard/v1"
title: 'Accounts'
name: mfa
spec: # its fields
  # on which values are good
  scale: {knots: {red: 85, worst: 50.0, green: 95}, direction: higher} # higher is better

  owner: 'p-01' # who answers
  # owner: p-02
  period_days: 0x1F

  unit: enterprise
  # nothing more
# the end
`, `# yaml-language-server: $schema=measure.json

# The share of accounts.
apiVersion: steelyard/v1
kind: measure # what it is
name: mfa
title: Accounts
spec: # its fields
  unit: enterprise

  owner: p-01 # who answers
  # owner: p-02
  period_days: 31
  # on which values are good
  scale: # higher is better
    direction: higher
    knots:
      worst: 50
      red: 85
      green: 95
  # nothing more
# the end
`},
		"lists and blocks": {`apiVersion: steelyard/v1
kind: objective
name: o
title: O
spec:
  statement: > # folded
    one
    two

    three
  rationale: "first\nsecond"
  measures:
  # the first
  - weight: 1 # counts
    # which one
    measure: a
  - # the second
    measure: b
    weight:
    - {value: 1}
    # from then on
    - {reason: "because: so", value: 2, from: 2027-01-01}
  targets: [] # none yet
`, `apiVersion: steelyard/v1
kind: objective
name: o
title: O
spec:
  statement: | # folded
    one two
    three
  rationale: |-
    first
    second
  measures:
    # the first
    # which one
    - measure: a
      weight: 1 # counts
    # the second
    - measure: b
      weight:
        - value: 1
        # from then on
        - from: 2027-01-01
          value: 2
          reason: "because: so"
  targets: [] # none yet
`},
		"documents": {"# of the file\n---\n# of a\napiVersion: steelyard/v1\nkind: unit\nname: a\ntitle: \"yes\"\nspec: {}\n# after a\n...\n# before b\n--- # at b\n" +
			"apiVersion: steelyard/v1\r\nkind: unit\r\nname: b\r\ntitle: B\r\nspec: {level: team # t\r\n  }\r\n---\n---\n# last\n",
			`# of the file
# of a
apiVersion: steelyard/v1
kind: unit
name: a
title: "yes"
spec: {}
# after a
---
# before b
# at b
apiVersion: steelyard/v1
kind: unit
name: b
title: B
spec:
  level: team # t
# last
`},
		"what is no comment": {"apiVersion: steelyard/v1\nkind: unit\nname: a\ntitle: a#b\nspec:\n  description: \"# \\\" # no\" #yes\n", `apiVersion: steelyard/v1
kind: unit
name: a
title: a#b
spec:
  description: '# " # no' #yes
`},
	} {
		got := format(t, c.in)
		if got != c.want {
			t.Errorf("%s:\n%s\nnot\n%s", name, got, c.want)
		}
		if again := format(t, got); again != got {
			t.Errorf("%s: formatted again it is\n%s", name, again)
		}
	}
}

// A file that cannot be read is refused by place, so that nothing of it is overwritten.
func TestFormatRefuses(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"syntax":    {"a: [\n", "p.yaml:"},
		"anchor":    {strings.Replace(unit, "title: A", "title: &x A", 1), "p.yaml:4:8: title: has an anchor or a tag"},
		"tag":       {strings.Replace(unit, "title: A", "title: !!str 12", 1), "p.yaml:4:8: title: has an anchor or a tag"},
		"directive": {"%TAG ! tag:example.org,2026:\n---\n" + unit, "p.yaml:1:1: is a directive"},
		"no kind":   {"name: a\n", "apiVersion"},
	} {
		out, faults := ascode.Format(kinds.Registry(), "p.yaml", []byte(c.text))
		if len(faults) == 0 || out != nil || !strings.Contains(faults[0].String(), c.want) {
			t.Errorf("%s: %v, not %q", name, faults, c.want)
		}
	}
}

// The programme that newcomers begin with is written as the tool would write it.
func TestExamplesAreInOrder(t *testing.T) {
	files, err := filepath.Glob("../../examples/*/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if got := format(t, string(b)); got != string(b) {
			t.Errorf("steelyard fmt would change %s", f)
		}
	}
}

// checkFormat holds Format to what it promises of any text: read before and after it is the same, no comment is lost, and a
// second time changes nothing.
func checkFormat(t interface {
	Errorf(string, ...any)
	Fatalf(string, ...any)
}, b []byte) bool {
	registry := kinds.Registry()
	before, unreadable := ascode.Read("p.yaml", b)
	out, faults := ascode.Format(registry, "p.yaml", b)
	if len(unreadable) > 0 || len(faults) > 0 {
		if len(faults) == 0 {
			t.Errorf("what cannot be read is formatted: %q", b)
		} else if strings.Contains(faults[0].Reason, "without loss") {
			t.Errorf("%q is not formatted: %v", b, faults)
		}
		return false
	}
	after, bad := ascode.Read("p.yaml", out)
	if len(bad) > 0 || len(before) != len(after) {
		t.Fatalf("%q is written as %q, which reads as %v %v", b, out, after, bad)
	}
	for i := range before {
		if before[i].Kind != after[i].Kind || before[i].Name != after[i].Name || before[i].Code != after[i].Code || before[i].Title != after[i].Title ||
			!same(before[i].Spec, after[i].Spec) {
			t.Fatalf("%q is written as %q: %v is %v", b, out, before[i].Declaration, after[i].Declaration)
		}
	}
	again, faults := ascode.Format(registry, "p.yaml", out)
	if len(faults) > 0 || !bytes.Equal(again, out) {
		t.Fatalf("%q is written as %q and then as %q %v", b, out, again, faults)
	}
	return true
}

func FuzzFormat(f *testing.F) {
	f.Add([]byte(unit))
	f.Add([]byte("# a\n" + unit + "# b\n---\n" + unit + "  # c\n"))
	f.Add([]byte("apiVersion: steelyard/v1\nkind: objective # k\nname: o\ntitle: O\nspec:\n  # m\n  measures:\n  - # x\n    weight: 1\n    measure: a\n  -\n    - [a, # y\n      b] # z\n  statement: |2 # s\n      a\n\n     b\n  # end\n"))
	f.Add([]byte("apiVersion: steelyard/v1\nkind: unit\nname: 'a'\ntitle: \"b\\\n  c\"\nspec: {level: >-\n}\n"))
	f.Add([]byte("? apiVersion # a\n: steelyard/v1 # b\n? kind\n# c\n: unit\nname:\n  # d\n  a\ntitle: A\nspec:\n  x:\n    - - - 1 # e\n      # f\n"))
	f.Fuzz(func(t *testing.T, b []byte) { checkFormat(t, b) })
}

// Comments at any place of any document come through.
func TestCommentsAreKept(t *testing.T) {
	base := strings.Split(strings.TrimSpace(`
apiVersion: steelyard/v1
kind: objective
name: o
title: O
spec:
  weight:
    - value: 1
    - from: 2027-01-01
      value: 2
  measures:
    - weight: 1
      measure: a
    -
      measure: b
      not_applicable: {reason: "x # y", from: 2026-01-01}
  statement: |
    a # no comment

    b
  rationale: >-
    c
    d
  targets: [{measure: a,
    baseline: 1}, {measure: b}]
  unit: 'it''s'
  owner: "a
    b"
---
apiVersion: steelyard/v1
kind: unit
name: u
title: U
spec: {level: team}`), "\n")
	tried, read := 0, 0
	rapid.Check(t, func(r *rapid.T) {
		text := slices.Clone(base)
		var comments []string
		for i := range rapid.IntRange(1, 6).Draw(r, "comments") {
			at := rapid.IntRange(0, len(text)-1).Draw(r, "line")
			c := "#" + rapid.StringMatching(`[ #a-z:"'\[\{-]{0,6}[a-z]`).Draw(r, "text") + string(rune('a'+i))
			switch rapid.IntRange(0, 3).Draw(r, "how") {
			case 0:
				text[at] += " " + c
			case 1:
				text = slices.Insert(text, at, strings.Repeat(" ", rapid.IntRange(0, 9).Draw(r, "indent"))+c)
			case 2:
				text = slices.Insert(text, at, "", c)
			default:
				text = append(text, c)
			}
			comments = append(comments, c)
		}
		whole := strings.Join(text, "\n") + "\n"
		tried++
		if !checkFormat(r, []byte(whole)) {
			return // the comment broke the document, or is a part of a text
		}
		read++
		out, _ := ascode.Format(kinds.Registry(), "p.yaml", []byte(whole))
		var texts strings.Builder
		declared, _ := ascode.Read("p.yaml", []byte(whole))
		for _, d := range declared {
			fmt.Fprintln(&texts, d.Title, d.Spec)
		}
		for _, c := range comments {
			if strings.Contains(texts.String(), c) { // it fell into a text, which may be quoted otherwise
				continue
			}
			if strings.Count(string(out), c) < strings.Count(whole, c) {
				r.Fatalf("%q is lost from\n%s\nwhich is now\n%s", c, whole, out)
			}
		}
	})
	if read < tried/2 {
		t.Errorf("of %d texts only %d could be read: the test shows too little", tried, read)
	}
}
