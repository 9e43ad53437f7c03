package search

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/steelyard-isms/steelyard/internal/fault"
)

// say writes out what a query was understood to ask.
func say(q Query) string {
	var out []string
	for _, p := range q.parts {
		text := strings.Join(p.words, "+")
		if p.quoted {
			text = `"` + text + `"`
		}
		if p.field != "" {
			text = p.field + ":" + text
		}
		if p.not {
			text = "-" + text
		}
		if p.code != "" {
			text += "#" + p.code
		}
		out = append(out, text)
	}
	for _, k := range q.kinds {
		out = append(out, "kind:"+k)
	}
	for _, k := range q.but {
		out = append(out, "-kind:"+k)
	}
	return strings.Join(out, " ")
}

func TestQueriesAreUnderstood(t *testing.T) {
	for text, want := range map[string]string{
		"mfa":                          "mfa",
		"  Two\tWords ":                "two words",
		"head-of-it":                   "head+of+it",
		"O-07 o7":                      "o+07#o7 o+7#o7",
		`"Head of IT"`:                 `"head+of+it"`,
		`“curly marks”`:                `"curly+marks"`,
		`„unten" next`:                 `"unten" next`,
		"owner:kari":                   "owner:kari",
		"Owner:Kari":                   "owner:kari",
		"spec.owner:kari":              "owner:kari",
		"notes.text:a notes:b text:c":  "notes.text:a notes:b text:c",
		`x -owner:"head of it"`:        `x -owner:"head+of+it"`,
		"code:o-7":                     "code:o+7#o7",
		"kind:memo kind:humans x":      "x kind:memo kind:human",
		"kind:Memo":                    "kind:memo",
		"a -kind:human -b":             "a -b -kind:human",
		"27001:2022 12:30 ISO/IEC:x":   "27001+2022 12+30 iso+iec+x",
		"foo - bar & baz":              "foo bar baz",
		"情報":                           "情+報",
		"a-":                           "a",
		"--x y":                        "-x y",
		`say"this"`:                    `say "this"`,
		strings.Repeat("x ", MaxParts): strings.TrimSpace(strings.Repeat("x ", MaxParts)),
	} {
		q, err := Parse(text, registry)
		if err != nil || say(q) != want {
			t.Errorf("%q is understood as %s (%v), not %s", text, say(q), err, want)
		}
	}
}

// Whoever mistypes is told where, why and what to do.
func TestQueriesAreRefused(t *testing.T) {
	for text, want := range map[string]string{
		"":                               "1 has no letter",
		"& —":                            "1 has no letter",
		`find "this`:                     "6 not closed",
		`""`:                             "1 no word",
		"title:":                         "1 no word",
		"title: x":                       "1 no word",
		"x -&":                           "3 no word",
		"-x":                             "1 leave out",
		"-kind:memo":                     "1 leave out",
		"é wish:x":                       "3 no kind of record has a field wish",
		"count:3":                        "1 has a field count",
		"kind:wish":                      "6 not a kind",
		"a code:x":                       "8 not a code",
		"a\xff":                          "1 not text",
		strings.Repeat("x", MaxQuery+1):  "301 more than 300",
		strings.Repeat("x ", MaxParts+1): "41 more than 20",
		`https://example.org`:            "1 has a field https",
		`"a" -"`:                         "6 not closed",
	} {
		_, err := Parse(text, registry)
		f := fault.Of(err)
		at, words, _ := strings.Cut(want, " ")
		if err == nil || f.Code != fault.Invalid || len(f.Fields) == 0 {
			t.Errorf("%q is not refused: %v", text, err)
			continue
		}
		one := f.Fields[0]
		if fmt.Sprint(one.Column) != at || !strings.Contains(one.Reason, "at character "+at) || !strings.Contains(one.Reason, words) || one.Remedy == "" || one.Path != "q" {
			t.Errorf("%q is refused with %+v, not at %s because it %s", text, one, at, words)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{`a -b "c d" owner:e kind:memo code:O-07 -kind:human`, `“x„ -`, "title:\x00", "spec.notes.text:\"", "-:-:-", "kind:kind:"} {
		f.Add(seed)
	}
	s := small(f)
	x := NewIndex()
	x.Follow(s)
	f.Fuzz(func(t *testing.T, text string) {
		q, err := Parse(text, registry)
		if err != nil {
			for _, place := range fault.Of(err).Fields {
				if place.Column < 1 || place.Column > utf8.RuneCountInString(text)+1 || place.Reason == "" || place.Remedy == "" || !utf8.ValidString(place.Reason) {
					t.Fatalf("%q is refused with %+v", text, place)
				}
			}
			return
		}
		if len(q.parts)+len(q.kinds)+len(q.but) > MaxParts {
			t.Fatalf("%q has %d parts", text, len(q.parts))
		}
		hits := x.Search(s, q, Options{Show: everything, Limit: 5})
		held(t, hits)
	})
}

// held checks what every answer promises.
func held(t testing.TB, hits Hits) {
	t.Helper()
	sum := 0
	for _, k := range hits.Kinds {
		sum += k.Count
	}
	if hits.Total > sum || len(hits.Items) > hits.Total {
		t.Fatalf("%d items of %d, and %d by kind", len(hits.Items), hits.Total, sum)
	}
	for i, h := range hits.Items {
		if i > 0 && (hits.Items[i-1].Score < h.Score || hits.Items[i-1].Score == h.Score && hits.Items[i-1].Record.Kind+"\x00"+hits.Items[i-1].Record.Name >= h.Record.Kind+"\x00"+h.Record.Name) {
			t.Fatalf("hit %d stands before a better one", i-1)
		}
		end, runes := 0, []rune(h.Snippet)
		if len(runes) > snippetLength+2 || strings.ContainsAny(h.Snippet, "\n\r\t\x00") || h.Field == "" || h.Title == "" {
			t.Fatalf("the snippet of %s is %q of field %q", h.Record.Name, h.Snippet, h.Field)
		}
		for _, m := range h.Matches {
			if m.Start < end || m.End <= m.Start || m.End > len(runes) {
				t.Fatalf("the matches %v do not lie in %q", h.Matches, h.Snippet)
			}
			end = m.End
		}
	}
}
