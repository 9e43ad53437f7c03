// Package glossary reads the glossary of the documents, so that pages can lead from a word to what it means.
package glossary

import (
	"regexp"
	"strings"
	"sync"

	"github.com/steelyard-isms/steelyard/docs"
)

// Section is a part of the glossary.
type Section struct {
	Title string
	Terms []Term
}

// Term is one word of the product.
type Term struct {
	Word    string // as in "off-plan"
	Meaning string // in a sentence
	Source  string // clause or rule that it comes from; empty: it is the product's own
	Avoid   string // words that mean the same elsewhere, or something else here; empty: none
}

// ID names a term in addresses.
func (t Term) ID() string { return ID(t.Word) }

// ID names the term with a word in addresses, apart from whatever else a page has a name for.
func ID(word string) string { return "w-" + strings.ReplaceAll(strings.ToLower(word), " ", "-") }

// Sections gives the whole glossary, in its order.
var Sections = sync.OnceValue(func() []Section { return parse(docs.Glossary) })

// Matching gives the terms whose word holds all of some words, or that mean them; of each section those that do, none where there are none. Without words it is
// everything.
func Matching(query string) []Section {
	wanted := strings.Fields(strings.ToLower(query))
	var out []Section
	for _, s := range Sections() {
		kept := Section{Title: s.Title}
		for _, t := range s.Terms {
			if holds(strings.ToLower(t.Word+" "+strings.ReplaceAll(t.Word, "-", " ")+" "+t.Meaning+" "+t.Avoid), wanted) {
				kept.Terms = append(kept.Terms, t)
			}
		}
		if len(kept.Terms) > 0 {
			out = append(out, kept)
		}
	}
	return out
}

func holds(text string, wanted []string) bool {
	for _, w := range wanted {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}

var (
	row  = regexp.MustCompile(`^\| \*\*([^*]+)\*\* \| ([^|]+) \|([^|]*)\|([^|]*)\|$`)
	link = regexp.MustCompile(`\[([^\]]*)\]\([^)]*\)`)
)

func parse(text string) []Section {
	var out []Section
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if title, ok := strings.CutPrefix(line, "## "); ok {
			out = append(out, Section{Title: title})
			continue
		}
		if m := row.FindStringSubmatch(line); m != nil && len(out) > 0 {
			last := &out[len(out)-1]
			last.Terms = append(last.Terms, Term{Word: m[1], Meaning: plain(m[2]), Source: plain(m[3]), Avoid: plain(m[4])})
		}
	}
	return out
}

// plain is the text without marks: links by what they are called.
func plain(text string) string {
	return strings.TrimSpace(strings.ReplaceAll(link.ReplaceAllString(text, "$1"), "`", ""))
}
