package library

import (
	"strings"
	"testing"
)

// What one has in mind comes first, by beginnings of words in any order.
func TestSearch(t *testing.T) {
	for query, first := range map[string]string{
		"patches":                       "critical-patches-in-time",
		"crit PATCH":                    "critical-patches-in-time",
		"phishing reported":             "phishing-reported",
		"lead access":                   "access-lead-time",
		"supplier incidents":            "supplier-incidents-told-in-time",
		"backup":                        "backups-successful",
		"restore test":                  "restores-within-their-time",
		"steering committee":            "committee-decision-makers-present",
		"gophish":                       "phishing-reported",
		"external-environment rating":   "outside-rating",
		"friction customer, minutes":    "minutes-lost-to-security",
		"information-of-people, record": "records-found-correct",
	} {
		got := Search(query)
		if len(got) == 0 || got[0].Key != first {
			var keys []string
			for _, e := range got {
				keys = append(keys, e.Key)
			}
			t.Errorf("%q finds %v, and not first %s", query, keys, first)
		}
	}
	for _, query := range []string{"zebra", "patch zebra", "atches"} {
		if got := Search(query); len(got) > 0 {
			t.Errorf("%q finds %s", query, got[0].Key)
		}
	}
	for _, query := range []string{"", " ,;% "} {
		if len(Search(query)) != len(All()) {
			t.Errorf("%q does not leave everything", query)
		}
	}
	if got := Search(strings.Repeat("a ", 16) + "zebra"); len(got) == 0 {
		t.Error("the seventeenth word counts")
	}
}

// A word in the title counts more than one in the purpose, and a whole word more than a beginning.
func TestSearchRanks(t *testing.T) {
	words := []found{{"password", inPurpose}, {"passwords", inTitle}}
	for begins, want := range map[string]int{"pass": inTitle, "password": inTitle, "passwords": inTitle + whole, "word": 0} {
		if got := bestOf(words, begins); got != want {
			t.Errorf("%s weighs %d, not %d", begins, got, want)
		}
	}
	if got := bestOf(words[:1], "password"); got != inPurpose+whole {
		t.Errorf("a whole word in the purpose weighs %d", got)
	}
}
