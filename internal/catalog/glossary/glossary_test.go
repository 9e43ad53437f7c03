package glossary

import (
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/docs"
)

// Every line of the document that explains a word is a term, in its section, and words lead to it once.
func TestEveryTermIsRead(t *testing.T) {
	lines, terms, seen := strings.Count(docs.Glossary, "\n| **"), 0, map[string]bool{}
	for _, s := range Sections() {
		terms += len(s.Terms)
		for _, x := range s.Terms {
			if seen[x.ID()] || strings.ContainsAny(x.ID(), " #?") {
				t.Errorf("%q cannot be led to", x.Word)
			}
			if seen[x.ID()] = true; x.Meaning == "" || strings.ContainsAny(x.Meaning+x.Source, "`[]") {
				t.Errorf("%+v", x)
			}
		}
	}
	if terms != lines || len(Sections()) < 5 {
		t.Errorf("%d terms are read of %d lines, in %d sections", terms, lines, len(Sections()))
	}
}

func TestMatching(t *testing.T) {
	found := Matching("Off plan")
	if len(found) != 1 || found[0].Title != "Computed" || found[0].Terms[0].Word != "off-plan" {
		t.Errorf("%+v", found)
	}
	if got := Matching("nothing like it"); len(got) > 0 {
		t.Errorf("%+v", got)
	}
	if got := Matching(" "); len(got) != len(Sections()) {
		t.Errorf("without words %d sections", len(got))
	}
}
