package score_test

import (
	"fmt"
	"math"

	"github.com/steelyard-isms/steelyard/internal/score"
)

// explained tells where the reasons in a result do not lead to its numbers: a page that put them into words would not
// add up.
func explained(r *score.Result) []error {
	var problems []error
	complain := func(format string, args ...any) { problems = append(problems, fmt.Errorf(format, args...)) }
	near := func(a, b float64) bool { return math.Abs(a-b) < 1e-7 }
	for i := range r.Nodes {
		n := &r.Nodes[i]
		var scored, applicable, raw, coverage, confidence, capped float64
		var by []string
		counts, known := 0, 0
		for j := range n.Children {
			e := &n.Children[j]
			if e.Parent != n.ID {
				complain("the edge to %s says that its parent is %s, it is %s", e.ID, e.Parent, n.ID)
			}
			if e.CapReason != "" {
				by = append(by, e.ID)
				capped += e.Weight
				if red := e.Score.Known() && score.BandOf(e.Score.Or(0)) == score.Act; red != (e.CapReason == score.CapRed) || !red && !e.Late || !e.Critical {
					complain("%s caps %s because it is %q, yet it is not", e.ID, n.ID, e.CapReason)
				}
			}
			if e.Counts() != (e.State != score.NotApplicable && e.Weight > 0) {
				complain("%s counts in %s: %t", e.ID, n.ID, e.Counts())
			}
			if !e.Counts() {
				if e.ScoredShare.Known() || e.Contribution.Known() || e.Lower.Known() || e.CapReason != "" {
					complain("%s does not count in %s and yet has a share", e.ID, n.ID)
				}
				continue
			}
			counts++
			if e.Score.Known() {
				known++
				scored += e.ScoredShare.Or(0)
				raw += e.Contribution.Or(0)
			}
			if e.Score.Known() != e.Own.Known() || e.Score.Known() != e.Contribution.Known() {
				complain("%s has a score in %s but no part in it", e.ID, n.ID)
			}
			if e.Lowered != (e.Score != e.Own) || e.Lowered && (e.State != score.Expired || e.Score != e.Others) {
				complain("%s counts %v of %v in %s without saying why", e.ID, e.Score, e.Own, n.ID)
			}
			applicable += e.ApplicableShare.Or(0)
			coverage += e.ApplicableShare.Or(0) * e.Coverage
			confidence += e.ApplicableShare.Or(0) * e.Confidence
		}
		switch {
		case n.Raw.Known() && (!near(raw, n.Raw.Or(0)) || !near(scored, 1)):
			complain("contributions to %s add up to %v with shares of %v, its raw score is %v", n.ID, raw, scored, n.Raw)
		case counts > 0 && (!near(applicable, 1) || !near(coverage, n.Coverage) || !near(confidence, n.Confidence)):
			complain("children of %s have shares of %v, coverage %v, confidence %v; it has %v, %v", n.ID, applicable, coverage, confidence, n.Coverage, n.Confidence)
		}
		if fmt.Sprint(by) != fmt.Sprint(n.CapBy) || n.Cap.Known() != (len(by) > 0) || n.Cap.Known() != n.CapShare.Known() {
			complain("%s is capped at %v by %v, its children say %v", n.ID, n.Cap, n.CapBy, by)
		}
		if share, ok := n.CapShare.Get(); ok && (n.Cap == score.Some(39)) != (share > 0.5-1e-9) {
			complain("%s is capped at %v by a share of %v", n.ID, n.Cap, share)
		}
		if _, ok := n.Cap.Get(); ok && n.Score.Or(0) != min(n.Raw.Or(0), n.Cap.Or(0)) || !ok && n.Score != n.Raw {
			complain("%s: raw %v, cap %v, score %v", n.ID, n.Raw, n.Cap, n.Score)
		}
		if n.LowerBand != score.BandOf(n.Lower) || n.UpperBand != score.BandOf(n.Upper) || n.Provisional != (n.Band != "" && n.LowerBand != n.UpperBand) {
			complain("%s is provisional: %t, bounds %v (%s) to %v (%s)", n.ID, n.Provisional, n.Lower, n.LowerBand, n.Upper, n.UpperBand)
		}
		var lack score.Lack
		switch {
		case counts == 0:
			lack = score.NothingApplies
		case known == 0:
			lack = score.NothingReported
		case n.Coverage < 0.5-1e-9:
			lack = score.LittleCovered
		}
		if n.Insufficient != lack || (n.Data == score.Insufficient) != (lack != "") || (n.Band == "") != (lack != "") {
			complain("%s is insufficient because %q, want %q", n.ID, n.Insufficient, lack)
		}
	}
	return problems
}
