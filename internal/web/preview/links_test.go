package main

import (
	"net/http/httptest"
	"regexp"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/catalog/glossary"
)

var toTerm = regexp.MustCompile(`href="/glossary[^"#]*#([^"]*)"`)

// Whatever leads to the glossary leads to a word that is there.
func TestNamesLeadToTheirMeaning(t *testing.T) {
	has, met := map[string]bool{}, map[string]bool{}
	for _, s := range glossary.Sections() {
		for _, x := range s.Terms {
			has[x.ID()] = true
		}
	}
	h := handler()
	for path := range everything() {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), "GET", path, nil))
		for _, m := range toTerm.FindAllStringSubmatch(w.Body.String(), -1) {
			if met[m[1]] = true; !has[m[1]] {
				t.Errorf("%s leads to the word %q, which the glossary has not", path, m[1])
			}
		}
	}
	if len(met) < 20 {
		t.Errorf("pages lead to %d words only", len(met))
	}
}
