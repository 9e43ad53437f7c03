package page_test

import (
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// What is said in words is written as on all other pages: days by month, percentages without a space at which a line breaks, short hashes. Names stay.
func TestSentencesReadAsPagesDo(t *testing.T) {
	hash := "6738" + strings.Repeat("0", 56) + "8e8f"
	got := render(t, page.Why{Frame: frame(), Kind: "objective", Sentences: []string{"From 44 on 2026-09-30 09:15 UTC, 40.0 % of ‘2026-01-31 at 5 %’, with the SHA-256 " + hash + "."}})
	if want := "From 44 on 30 Sep 2026 09:15 UTC, 40.0% of ‘2026-01-31 at 5 %’, with the SHA-256 673800000000…."; !strings.Contains(got, want) {
		t.Errorf("the page does not say %q", want)
	}
}

// A measure that is best within a range has a target: it is never said to have none.
func TestTargetOfARange(t *testing.T) {
	v := 100.8
	got := render(t, page.Measure{Frame: frame(), Ref: page.Ref{Code: "M-1", Name: "Spending"}, Now: page.Figure{Value: &v, Unit: "%"}, TargetText: "98 to 102%"})
	_, fact, _ := strings.Cut(got, ">Target<")
	fact, _, _ = strings.Cut(fact, "</div>")
	if !strings.Contains(fact, "98 to 102%") || strings.Contains(fact, "none") {
		t.Errorf("the fact says %q", fact)
	}
}

// Where more is better, below the threshold is bad, and above it where less is: the words of the thresholds say so, in those of all other pages.
func TestThresholdsOfTheLibrary(t *testing.T) {
	for want, scale := range map[string]page.Falls{
		"Worst 40%, act below 65%, good from 80%, target 95%; in between, watch.":               {Knots: []float64{40, 65, 80, 95}},
		"Worst 30%, act above 20%, good up to 10%, target 5%; in between, watch.":               {Knots: []float64{30, 20, 10, 5}},
		"act outside 80% / 120%, good within 90% / 110%, target 98% / 102%; in between, watch.": {Knots: []float64{70, 80, 90, 98}, Upper: []float64{130, 120, 110, 102}},
	} {
		scale.Value.Unit = "%"
		if got := render(t, page.LibraryEntry{Frame: frame(), Scale: scale}); !strings.Contains(got, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
}

// What too little has reported for has no score anywhere on its page: neither the last score of an expired measure nor its points read like one.
func TestInsufficientObjectiveShowsNoScore(t *testing.T) {
	of := func(band page.Band, data page.Data) string {
		return seen(render(t, page.Objective{Frame: frame(), Ref: page.Ref{Code: "O-1", Name: "Lessons"}, Score: page.Score{Text: "56.0", Band: band, Coverage: pointer(0.0)},
			Measures: []page.MeasureShare{{Ref: page.Ref{Code: "M-1", Name: "Applied"}, Weight: 1, Data: data, Score: page.Score{Text: "56.0", Band: page.Watch}, Contribution: "56.0"}}}))
	}
	if text := of("", page.Expired); strings.Contains(text, "56.0 watch") || strings.Count(text, "56.0") != 1 || !strings.Contains(text, "56.0 last, expired") || !strings.Contains(text, "Too little has reported for a score.") {
		t.Errorf("a score is told of what has none: %s", text)
	}
	if text := of(page.Watch, page.Known); !strings.Contains(text, "56.0 watch 56.0") || !strings.Contains(text, "Weighted mean: 1 × 56.0, over 1") {
		t.Errorf("the score is not told: %s", text)
	}
}
