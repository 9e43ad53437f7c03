package chart_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/web/chart"
)

// strategy is a small map that has everything: every state, a lane without objectives, a title that is too long, what has no score.
func strategy() chart.Strategy {
	node := func(lane int, code, title string, tone chart.Tone, progress *float64) chart.StrategyNode {
		return chart.StrategyNode{Lane: lane, ID: code, Code: code, Title: title, Score: "71", Word: "good", Band: chart.OK, Tone: tone, Progress: progress, Expected: v(0.5), Path: "/objectives/" + code, Name: code + " " + title}
	}
	silent := node(2, "O-4", `Learn <from> every "incident" that was ever reported by anybody`, chart.None, nil)
	silent.Score, silent.Expected = "", nil
	return chart.Strategy{Name: "Four links", Lanes: []chart.StrategyLane{{ID: "value", Title: "Financial / business value", Score: "78", Word: "good", Tone: chart.OK},
		{ID: "process", Title: "Internal process", Score: "69", Word: "watch", Tone: chart.Warn, Note: "74 capped by O-2"}, {ID: "growth", Title: "Learning and growth", Word: "insufficient data", Tone: chart.None}, {ID: "none", Title: "Nothing"}},
		Nodes: []chart.StrategyNode{node(0, "O-1", "Keep losses low", chart.OK, v(0.7)), node(1, "O-2", "Patch fast", chart.Bad, v(0.2)), node(1, "O-3", "Detect sooner", chart.Warn, v(1.4)), silent},
		Links: []chart.StrategyLink{{From: 1, To: 0, State: chart.LinkBroken, Path: "/strategy-links/SL-1", Name: "broken"}, {From: 2, To: 1, State: chart.LinkStrained, Path: "/strategy-links/SL-2"},
			{From: 3, To: 2, State: chart.LinkUntested, Path: "/strategy-links/SL-3"}, {From: 3, To: 0, State: chart.LinkHolding, Path: "/strategy-links/SL-4"}, {From: 9, To: 0, State: chart.LinkHolding}}}
}

func strategies() map[string]chart.SVG {
	mirrored := strategy()
	mirrored.Mirrored = true
	return map[string]chart.SVG{"strategy": strategy().SVG(), "strategy-mirrored": mirrored.SVG(), "link-sample": chart.LinkSample(chart.LinkBroken),
		"thresholds": chart.Thresholds{Labels: []string{"35%", "50%", "70%", "80%"}, Score: v(49), Tone: chart.Warn, Name: "49"}.SVG(), "thresholds-mirrored": chart.Thresholds{Labels: []string{"100", "80", "40 <&>", "20"}, Mirrored: true}.SVG()}
}

// TestEveryStateOfALinkDiffersInLineAndSign holds that nobody needs colours to tell links apart.
func TestEveryStateOfALinkDiffersInLineAndSign(t *testing.T) {
	seen := map[string]chart.LinkState{}
	sign := regexp.MustCompile(`gl-[a-z]+`)
	for _, s := range []chart.LinkState{chart.LinkHolding, chart.LinkStrained, chart.LinkBroken, chart.LinkUntested} {
		look := sign.FindString(string(chart.LinkSample(s)))
		if other, twice := seen[look]; twice {
			t.Errorf("%s and %s have the same sign %q", s, other, look)
		}
		seen[look] = s
	}
}

func TestAMapWithoutLanesIsNotDrawn(t *testing.T) {
	if svg := (chart.Strategy{Nodes: strategy().Nodes}).SVG(); svg != "" {
		t.Error("it is: " + string(svg))
	}
	if order := (chart.Strategy{}).InOrder(); len(order) != 0 {
		t.Error("it has an order", order)
	}
	if svg := string(strategy().SVG()); strings.Count(svg, `class="lk `) != 4 || strings.Count(svg, `class="sn `) != 4 {
		t.Error("of four links between objectives and four objectives not all are drawn, or more")
	}
}
