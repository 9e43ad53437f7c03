package search

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// How people type a word must not decide whether they find it.
func TestWords(t *testing.T) {
	for text, want := range map[string]string{
		"Multi-factor AUTHENTICATION": "multi factor authentication",
		"head-of-it":                  "head of it",
		"O-07":                        "o 07",
		"ISO/IEC 27001:2022":          "iso iec 27001 2022",
		"iso27001":                    "iso 27001",
		"Žluťoučký kůň, Ærøskøbing":   "zlutoucky kun aeroskobing",
		"STRASSE Straße":              "strasse strasse",
		"e\u0301te\u0301 été":         "ete ete",
		"İstanbul ISPARTA ılık":       "istanbul isparta ilik",
		"Łódź ﬁle ＭＦＡ １２":             "lodz file mfa 12",
		"ΟΔΟΣ οδός":                   "οδοσ οδοσ",
		"ёлка Ёлка":                   "елка елка",
		"أَمْنُ المعلومات":            "امن المعلومات",
		"آمــن":                       "امن",
		"معلومات کی حفاظت ۲۷۰۰۱":      "معلومات کی حفاظت 27001",
		"می\u200cخواهم":               "میخواهم",
		"שָׁלוֹם":                     "שלום",
		"情報セキュリティ2026":                "情 報 セ キ ュ リ テ ィ 2026",
		"カ\u3099 ガ":                   "カ\u3099 カ\u3099",
		"보안":                          "보안",
		"don't l’objectif":            "don t l objectif",
		"co\u00adoperate ½ 5²":        "cooperate 1 2 52",
		"a\x00b\xffc _d_":             "a b c d",
		strings.Repeat("x", 200):      strings.Repeat("x", maxWord),
		"🔒 – — « »":                   "",
		"\u0301":                      "",
		"ไทย":                         "ไ ท ย",
		"हिन्दी":                      "हिन्दी",
	} {
		got := newSplitter().words(text)
		if text == "보안" {
			if len(got) != 1 || got[0] == "" {
				t.Errorf("%s becomes %q", text, got)
			}
			continue
		}
		if !slices.Equal(got, strings.Fields(want)) {
			t.Errorf("%s becomes %q, not %q", text, got, strings.Fields(want))
		}
	}
}

func TestCodes(t *testing.T) {
	for text, want := range map[string]string{"O-07": "o7", "o7": "o7", "O-7": "o7", "o007": "o7", "AB-0": "ab0", "m365": "m365",
		"O": "", "07": "", "O-": "", "toolong-1": "", "O-07x": "", "O--7": "", "ö-7": "", "": "", "a1234567890123": ""} {
		if got, ok := codeOf(text); got != want || ok != (want != "") {
			t.Errorf("%q is the code %q, not %q", text, got, want)
		}
	}
}

func FuzzWords(f *testing.F) {
	for _, seed := range []string{"Multi-factor O-07", "أَمْنُ ½ 情報 ﷺ", "a\u0301\u0301b\xff", "İßǅ", "\u200d\u0300"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s := newSplitter()
		before := 0
		s.each(text, func(word []byte, start, end int) {
			if len(word) == 0 || len(word) > maxWord || !utf8.Valid(word) {
				t.Fatalf("%q is no word", word)
			}
			if start < 0 || end <= start || end > len(text) || end < before {
				t.Fatalf("the word %q stands from %d to %d of %d", word, start, end, len(text))
			}
			before = end
			if strings.ContainsAny(string(word), " -ABCDEFGHIJKLMNOPQRSTUVWXYZ") {
				t.Fatalf("%q is not plain", word)
			}
		})
		once := s.words(text)
		if again := newSplitter().words(strings.Join(once, " ")); len(text) < maxWord && !slices.Equal(once, again) {
			t.Fatalf("the words %q are cut into %q", once, again)
		}
	})
}
