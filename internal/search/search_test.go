package search

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/record"
)

// small is a world in which every way of finding something has an example and a counterexample.
func small(t testing.TB) *record.Snapshot {
	s := record.NewSnapshot(registry)
	return after(t, s,
		declare("human", "staff-1", "", tree{"full_name": "Kari Ødegård", "email": "kari@example.org", "job": "Head of IT"}),
		declare("human", "staff-2", "", tree{"full_name": "فاطمہ علی", "job": "Auditor"}),
		declare("memo", "mfa", "Multi-factor authentication", tree{"body": "Every privileged account uses two factors.", "level": "binding", "owner": "staff-1"}),
		declare("memo", "mfa-privileged", "Privileged accounts", tree{"body": "mfa first; see M-01.\nThen the others: authentication of services, factor by factor.", "level": "draft",
			"owner": []any{tree{"value": "staff-2"}, tree{"from": "2026-01-01", "value": "staff-1", "reason": "Handed over"}}, "about": []any{"mfa"}}),
		declare("memo", "backup", "Backups are restored", tree{"body": strings.Repeat("Nothing to see. ", 30) + "The safe is in the cellar, behind the mfa tokens. " + strings.Repeat("More of it. ", 30),
			"notes": []any{tree{"text": "Offline copies", "by": "staff-2"}, tree{"text": "ransomware drill", "by": "staff-1"}}}),
		declare("memo", "policy", "情報セキュリティ方針", tree{"body": "معلومات کی حفاظت", "labels": tree{"Zürich": "Regel", "geneve": "règle"}, "motto": "Trust nobody"}),
		declare("memo", "retired-one", "Retired mfa memo", tree{}),
	)
}

func world(t testing.TB) (*Index, *record.Snapshot) {
	s := after(t, small(t), record.Change{Declaration: record.Declaration{Kind: "memo", Name: "retired-one"}, Retire: true})
	x := NewIndex()
	x.Follow(s)
	return x, s
}

func TestWhatIsFound(t *testing.T) {
	x, s := world(t)
	for query, want := range map[string]string{
		"mfa":                           "mfa mfa-privileged backup", // the very name, part of a name, a text; not what is retired
		"MFA":                           "mfa mfa-privileged backup",
		"mfa-privileged":                "mfa-privileged",
		"mfa privileged":                "mfa-privileged mfa",
		"mfa-priv":                      "mfa-privileged",
		"privileged":                    "mfa-privileged mfa",
		"priv acc":                      "mfa-privileged mfa",
		"multi-factor":                  "mfa",
		"factor":                        "mfa mfa-privileged",
		`"factor"`:                      "mfa mfa-privileged",
		`"factors"`:                     "mfa",
		`"factor by factor"`:            "mfa-privileged",
		`"by factor factor"`:            "",
		`"others authentication"`:       "mfa-privileged",
		`"accounts mfa"`:                "", // not over the border of two texts
		"m-01":                          "mfa mfa-privileged",
		"M1":                            "mfa",
		"m001":                          "mfa",
		"code:M-1":                      "mfa",
		"m-02":                          "mfa-privileged",
		"kind:human":                    "staff-1 staff-2",
		"kind:human auditor":            "staff-2",
		"-kind:human gen":               "policy",
		"odegard":                       "staff-1",
		"kari ODEGÅRD":                  "staff-1",
		"kari@example.org":              "staff-1",
		"owner:kari":                    "mfa mfa-privileged",
		"owner:staff-2":                 "mfa-privileged",
		`owner:"Kari Ødegård"`:          "mfa mfa-privileged",
		"owner:H-02":                    "mfa-privileged",
		"owner:auditor":                 "", // their job is not what they are called
		"about:mfa":                     "mfa-privileged",
		"notes.by:kari":                 "backup",
		"by:فاطمہ":                      "backup",
		"notes:ransom":                  "backup",
		"text:offline":                  "backup",
		"title:mfa":                     "",
		"title:kari":                    "staff-1",
		"title:accounts":                "mfa-privileged",
		"name:mfa":                      "mfa mfa-privileged",
		"body:mfa":                      "backup mfa-privileged",
		"level:draft":                   "mfa-privileged",
		"draft":                         "mfa-privileged",
		"owner.reason:handed":           "mfa-privileged",
		"handed":                        "mfa-privileged",
		"mfa -cellar":                   "mfa mfa-privileged",
		"mfa -tok":                      "mfa mfa-privileged backup", // what is left out is left out by whole words
		`mfa -"two factors"`:            "mfa-privileged backup",
		"mfa -owner:kari":               "backup",
		"mfa -level:draft -name:backup": "mfa",
		"情報":                            "policy",
		"セキュリティ":                        "policy",
		"報情":                            "",
		"معلومات":                       "policy",
		"حفا":                           "policy",
		"علي":                           "", // another letter than علی
		"علی":                           "staff-2",
		"zurich":                        "policy",
		"regle":                         "policy",
		"labels:regel":                  "policy",
		"motto:trust":                   "policy",
		"nowhere":                       "",
	} {
		if got := strings.Join(found(t, x, s, query), " "); got != want {
			t.Errorf("%s finds %q, not %q", query, got, want)
		}
	}
}

// The order that docs/reference/search.md promises.
func TestOrder(t *testing.T) {
	s := after(t, record.NewSnapshot(registry),
		declare("memo", "a-other", "Something", tree{"body": "the m7 word in a text"}),
		declare("memo", "b-title-begins", "Wordless m7s", tree{}),
		declare("memo", "c-title", "A word", tree{}),
		declare("memo", "word", "The very name", tree{}),
		declare("memo", "d-word", "In the name", tree{}),
		declare("memo", "e-begins", "Other", tree{"body": "wordy"}),
		declare("memo", "f-second", "A word", tree{}),
		declare("memo", "m7", "Seventh is not its code", tree{}),
		declare("memo", "the-code", "Has another", tree{}),
		declare("human", "h-1", "", tree{"full_name": "Ole Word"}),
	)
	x := NewIndex()
	x.Follow(s)
	r, _ := s.Lookup("memo", "f-second")
	if r.Code != "M-07" {
		t.Fatal(r.Code)
	}
	for query, want := range map[string]string{
		"word": "word h-1 c-title f-second d-word b-title-begins a-other e-begins",
		"m7":   "f-second m7 b-title-begins a-other",
	} {
		if got := strings.Join(found(t, x, s, query), " "); got != want {
			t.Errorf("%s finds\n%s, not\n%s", query, got, want)
		}
	}
}

// Of two words of a query, the one that few records have decides.
func TestRareWordsWeighMore(t *testing.T) {
	var changes []record.Change
	for i := range 200 {
		changes = append(changes, declare("memo", fmt.Sprint("x-", i), "Common", tree{"body": "both"}))
	}
	changes = append(changes, declare("memo", "a", "Common", tree{"body": "rare"}), declare("memo", "b", "Rare", tree{"body": "common"}))
	s := after(t, record.NewSnapshot(registry), changes...)
	x := NewIndex()
	x.Follow(s)
	if got := found(t, x, s, "common rare"); !slices.Equal(got, []string{"b", "a"}) {
		t.Errorf("common rare finds %v", got)
	}
}

func TestSnippets(t *testing.T) {
	x, s := world(t)
	for query, want := range map[string]string{
		"mfa":             "mfa name [mfa]",
		"two factors":     "mfa spec.body Every privileged account uses [two] [factors].",
		"authentication":  "mfa title Multi-factor [authentication]",
		"multi-fac":       "mfa title [Multi-factor] authentication",
		"then others":     "mfa-privileged spec.body mfa first; see M-01. [Then] the [others]: authentication of services, factor by factor.",
		"m-2":             "mfa-privileged code [M-02]",
		"cellar":          "backup spec.body …see. Nothing to see. The safe is in the [cellar], behind the mfa tokens. More of it. More of it. More of it. More of it. More of it. More of it. More of it. More …",
		"ransomware":      "backup spec.notes[1].text [ransomware] drill",
		"by:kari":         "backup spec.notes[1].by [Kari Ødegård]",
		"handed":          "mfa-privileged spec.owner[1].reason [Handed] over",
		"owner:staff-2":   "mfa-privileged spec.owner[0].value [فاطمہ علی]",
		"odegard":         "staff-1 spec.full_name Kari [Ødegård]",
		"セキュリティ":          "policy title 情報[セキュリティ]方針",
		"zurich":          "policy spec.labels.Zürich [Zürich]",
		"kind:human head": "staff-1 spec.job [Head] of IT",
		"kind:human":      "staff-1 spec.full_name Kari Ødegård",
	} {
		hits := ask(t, x, s, query, Options{Show: everything})
		held(t, hits)
		if len(hits.Items) == 0 {
			t.Errorf("%s finds nothing", query)
			continue
		}
		h := hits.Items[0]
		text, runes, at := "", []rune(h.Snippet), 0
		for _, m := range h.Matches {
			text += string(runes[at:m.Start]) + "[" + string(runes[m.Start:m.End]) + "]"
			at = m.End
		}
		if got := h.Record.Name + " " + h.Field + " " + text + string(runes[at:]); got != want {
			t.Errorf("%s gives\n%s, not\n%s", query, got, want)
		}
	}
}

// What may not be shown counts for nothing.
func TestWhatMayNotBeShown(t *testing.T) {
	x, s := world(t)
	hidden := func(r *record.Record) bool { return r.Kind != "human" && r.Name != "mfa" }
	for _, query := range []string{"mfa", "kari", "owner:kari", "about:mfa", "privileged -about:mfa", "mfa -owner:kari", "kind:human", "kind:memo", "m-01", "factor"} {
		hits := ask(t, x, s, query, Options{Show: hidden})
		held(t, hits)
		for _, h := range hits.Items {
			if !hidden(h.Record) {
				t.Errorf("%s shows %s", query, h.Record.Name)
			}
			if strings.Contains(h.Snippet, "Kari") || strings.Contains(h.Snippet, "Multi-factor") {
				t.Errorf("%s tells in a snippet: %s", query, h.Snippet)
			}
		}
		for _, k := range hits.Kinds {
			if k.Kind == "human" {
				t.Errorf("%s counts people", query)
			}
		}
	}
	if got := ask(t, x, s, "owner:kari", Options{Show: hidden}); got.Total != 0 {
		t.Errorf("who Kari is shows in what she owns: %+v", got)
	}
	if got := ask(t, x, s, "mfa -about:mfa", Options{Show: hidden}); got.Total != 2 {
		t.Errorf("that a concealed memo exists shows in what is left out: %+v", got)
	}
}

func TestNarrowedToKinds(t *testing.T) {
	x, s := world(t)
	hits := ask(t, x, s, "a", Options{Show: everything, Kinds: []string{"human"}, Limit: 1})
	if hits.Total != 1 || len(hits.Items) != 1 || len(hits.Kinds) != 2 || hits.Kinds[1] != (Count{"memo", 3}) {
		t.Errorf("%+v", hits)
	}
}
