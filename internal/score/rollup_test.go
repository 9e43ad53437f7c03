package score_test

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/score"
)

func known(id string, s float64) *score.Leaf {
	return &score.Leaf{ID: id, LastScore: score.Some(s)}
}

// Worked example 8 of the specification, in words: 90 (w 2), 80 (w 1), and a critical 30 (w 1) that has expired.
func ExampleRollUp() {
	expired := known("phishing", 30)
	expired.Phi = score.Some(0)
	r, err := score.RollUp(&score.Node{ID: "awareness", Children: []score.Child{
		{Leaf: known("training", 90), Weight: 2},
		{Leaf: known("campaigns", 80), Weight: 1},
		{Leaf: expired, Weight: 1, Critical: true},
	}}, today)
	if err != nil {
		fmt.Println(err)
		return
	}
	n := r.Root()
	fmt.Printf("%s %s, %s\n", n.ID, n.Shown, n.Band)
	for _, e := range n.Children {
		fmt.Printf("  %s is %s: %.1f × %.0f %% = %.1f points\n", e.ID, e.State, e.Score.Or(0), 100*e.ScoredShare.Or(0), e.Contribution.Or(0))
	}
	fmt.Printf("  %.1f before the cap of %.0f, because %v is %s\n", n.Raw.Or(0), n.Cap.Or(0), n.CapBy, n.Children[2].CapReason)
	// Output:
	// awareness 69.0, watch
	//   training is known: 90.0 × 50 % = 45.0 points
	//   campaigns is known: 80.0 × 25 % = 20.0 points
	//   phishing is expired: 30.0 × 25 % = 7.5 points
	//   72.5 before the cap of 69, because [phishing] is red
}

func TestOneMeasureUnderTwoObjectives(t *testing.T) {
	shared := known("patching", 80)
	shared.Phi = score.Some(0)
	r, err := score.RollUp(&score.Node{ID: "card", Children: []score.Child{
		{Weight: 1, Node: &score.Node{ID: "a", Children: []score.Child{{Leaf: shared, Weight: 1}, {Leaf: known("x", 40), Weight: 1}}}},
		{Weight: 1, Node: &score.Node{ID: "b", Children: []score.Child{{Leaf: shared, Weight: 1}, {Leaf: known("y", 90), Weight: 3}}}},
	}}, today)
	if err != nil {
		t.Fatal(err)
	}
	a, okA := node(r, "a")
	b, okB := node(r, "b")
	if _, ok := node(r, "nobody"); ok || !okA || !okB || r.Root().Children[0].Node != a || r.Root().Children[1].Node != b {
		t.Fatal("the edges do not lead to the results of their nodes")
	}
	if e := a.Children[0]; !e.Lowered || e.Score != score.Some(40) || e.Own != score.Some(80) || e.Others != score.Some(40) {
		t.Errorf("beside 40 an expired 80 counts 40, and the page must say so: %+v", e)
	}
	if e := b.Children[0]; e.Lowered || e.Score != score.Some(80) || e.Others != score.Some(90) {
		t.Errorf("beside 90 an expired 80 counts 80: %+v", e)
	}
}

func TestResultsSayWhy(t *testing.T) {
	late := &score.Leaf{ID: "late", FirstDue: past}
	r, err := score.RollUp(&score.Node{ID: "card", Children: []score.Child{
		{Weight: 3, Node: &score.Node{ID: "empty"}},
		{Weight: 2, Critical: true, Node: &score.Node{ID: "silent", Children: []score.Child{{Leaf: late, Weight: 1}}}},
		{Weight: 2, Node: &score.Node{ID: "thin", Children: []score.Child{{Leaf: known("a", 90), Weight: 1}, {Leaf: &score.Leaf{ID: "b"}, Weight: 2}}}},
		{Weight: 9, Leaf: &score.Leaf{ID: "new", Replaces: known("old", 90)}},
		{Weight: 4, Leaf: known("gone", 10), Exempt: &score.Exemption{Reason: "sold", RequestedBy: "ana", ApprovedBy: "ben", Expires: today}},
	}}, today)
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]score.Lack{"empty": score.NothingApplies, "silent": score.NothingReported, "thin": score.LittleCovered, "card": ""} {
		if n, _ := node(r, id); n.Insufficient != want {
			t.Errorf("%s is insufficient because %q, want %q", id, n.Insufficient, want)
		}
	}
	card := r.Root()
	if e := card.Children[1]; e.CapReason != score.CapLate || !e.Late || fmt.Sprint(card.CapBy) != "[silent]" || card.Cap != score.Some(69) {
		t.Errorf("what never reported caps the card, and the page must name it: %+v", e)
	}
	// 2 late of 2 late, 2 thin and 9 new: the share of the cap.
	if got := card.CapShare.Or(0); math.Abs(got-2.0/13) > 1e-12 {
		t.Errorf("the share behind the cap is %v, want 2 of 13", got)
	}
	if e := card.Children[3]; e.From != "old" {
		t.Errorf("the page must say that the value is that of a retired measure: %+v", e)
	}
	if e := card.Children[4]; e.State != score.NotApplicable || e.Score.Known() || e.Own != score.Some(10) || e.Counts() {
		t.Errorf("what does not apply is shown with its own score and does not count: %+v", e)
	}
}

func TestTreesThatMustNotBeStored(t *testing.T) {
	one, two := score.Some(1), score.Some(2)
	scale := must(score.Scale{Direction: score.Lookup, Lookup: map[string]float64{"yes": 100}}.Complete())
	loop := &score.Leaf{ID: "m"}
	loop.Replaces = &score.Leaf{ID: "n", Replaces: loop}
	for want, c := range map[string]score.Child{
		"m.weight":          {Weight: -1, Leaf: known("m", 1)},
		"m.weight ":         {Weight: math.NaN(), Leaf: known("m", 1)},
		"m.weight  ":        {Weight: math.Inf(1), Leaf: known("m", 1)},
		"m.critical":        {Critical: true, Leaf: known("m", 1)},
		"root.children[0]":  {Weight: 1},
		"root.children[0] ": {Weight: 1, Leaf: known("m", 1), Node: &score.Node{ID: "m"}},
		"m.last_score":      {Weight: 1, Leaf: known("m", 100.1)},
		"m.last_score ":     {Weight: 1, Leaf: known("m", -0.1)},
		"m.rating":          {Weight: 1, Leaf: &score.Leaf{ID: "m", Rating: score.Some(101), Evidence: score.Strong}},
		"m.evidence":        {Weight: 1, Leaf: &score.Leaf{ID: "m", Rating: one}},
		"m.scale":           {Weight: 1, Leaf: &score.Leaf{ID: "m", Value: one}},
		"m.level":           {Weight: 1, Leaf: &score.Leaf{ID: "m", Value: one, Scale: &scale}},
		"m.level ":          {Weight: 1, Leaf: &score.Leaf{ID: "m", Level: "no", Scale: &scale}},
		"m.scale ":          {Weight: 1, Leaf: &score.Leaf{ID: "m", Level: "no", Scale: &score.Indicator{}}},
		"m.phi":             {Weight: 1, Leaf: &score.Leaf{ID: "m", LastScore: one, Phi: two}},
		"m.q":               {Weight: 1, Leaf: &score.Leaf{ID: "m", LastScore: one, Quality: two}},
		"m.replaces":        {Weight: 1, Leaf: loop},
	} {
		_, err := score.RollUp(&score.Node{ID: "root", Children: []score.Child{c}}, today)
		if !fault.Is(err, fault.Invalid) {
			t.Errorf("want a refusal of %s, got %v", want, err)
			continue
		}
		if f := fault.Of(err).Fields; len(f) != 1 || f[0].Path != strings.TrimSpace(want) || f[0].Reason == "" || f[0].Remedy == "" {
			t.Errorf("want a refusal of %s with reason and remedy, got %v", want, err)
		}
	}
	if _, err := score.RollUp(nil, today); !fault.Is(err, fault.Invalid) {
		t.Errorf("no tree: %v", err)
	}
	if _, err := score.RollUp(&score.Node{}, civilZero); !fault.Is(err, fault.Invalid) {
		t.Errorf("no day: %v", err)
	}
}

func TestTreesTooLargeAreRefusedAndNotFollowed(t *testing.T) {
	self := &score.Node{ID: "self"}
	self.Children = []score.Child{{Weight: 1, Node: self}, {Weight: 1, Node: self}}
	wide := &score.Node{ID: "wide", Children: make([]score.Child, score.MaxChildren+1)}
	for i := range wide.Children {
		wide.Children[i] = score.Child{Weight: 1, Leaf: known("m", 1)}
	}
	twice := &score.Node{ID: "0"}
	for i := range 40 {
		twice = &score.Node{ID: fmt.Sprint(i), Children: []score.Child{{Weight: 1, Node: twice}, {Weight: 1, Node: twice}}}
	}
	for name, root := range map[string]*score.Node{"a tree that contains itself": self, "a tree too wide": wide, "a tree that doubles 40 times": twice} {
		if _, err := score.RollUp(root, today); !fault.Is(err, fault.Limited) {
			t.Errorf("%s: %v", name, err)
		}
	}
	wide.Children = wide.Children[1:]
	if r, err := score.RollUp(wide, today); err != nil || r.Root().Shown != "1.0" {
		t.Errorf("the widest tree allowed: %v", err)
	}
}

func TestExtremeWeightsStayOnTheScale(t *testing.T) {
	r, err := score.RollUp(&score.Node{ID: "root", Children: []score.Child{
		{Weight: score.MaxWeight, Leaf: known("a", 100)}, {Weight: 5e-324, Leaf: known("b", 100)},
		{Weight: 0.1, Leaf: known("c", 100)}, {Weight: 0.7, Leaf: known("d", 100)},
	}}, today)
	if err != nil {
		t.Fatal(err)
	}
	if n := r.Root(); n.Score.Or(0) < 100-1e-9 || n.Score.Or(0) > 100 || n.Coverage != 1 || n.Confidence != 1 || n.Upper > 100 {
		t.Errorf("all children at 100 and the parent at %+v", n)
	}
}

func TestResultAsData(t *testing.T) {
	r, err := score.RollUp(&score.Node{ID: "root", Children: []score.Child{{Weight: 1, Leaf: &score.Leaf{ID: "m"}}}}, today)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"id":"root"`, `"data":"insufficient"`, `"score":null`, `"lower":0`, `"upper":100`, `"insufficient":"nothing-reported"`, `"state":"unknown"`} {
		if !strings.Contains(string(text), want) {
			t.Errorf("%s lacks %s", text, want)
		}
	}
	var back score.Result
	if err := json.Unmarshal(text, &back); err != nil || back.Root().Score.Known() || back.Root().Children[0].Upper != score.Some(100) {
		t.Errorf("%s was read back as %+v, %v", text, back, err)
	}
}

// BenchmarkRollUp is a scorecard of 4 perspectives with 10 objectives of 3 measures each, scored from their values.
func BenchmarkRollUp(b *testing.B) {
	scale := must(score.Scale{Direction: score.Higher, Knots: knotsOf(score.Leg{Worst: 50, Red: 85, Green: 95, Target: 99})}.Complete())
	root := &score.Node{ID: "card"}
	for p := range 4 {
		perspective := &score.Node{ID: fmt.Sprint(p)}
		for o := range 10 {
			objective := &score.Node{ID: fmt.Sprint(p, o)}
			for m := range 3 {
				l := &score.Leaf{ID: fmt.Sprint(p, o, m), Scale: &scale, Value: score.Some(float64(80 + p + o + m)),
					ValidEnd: today.AddDays(-40 * (o + m)), Cadence: score.Cadence{PeriodDays: 91}, Quality: score.Some(0.9)}
				objective.Children = append(objective.Children, score.Child{Leaf: l, Weight: float64(1 + m), Critical: m == 2})
			}
			perspective.Children = append(perspective.Children, score.Child{Node: objective, Weight: 1})
		}
		root.Children = append(root.Children, score.Child{Node: perspective, Weight: 1})
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := score.RollUp(root, today); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/165, "ns/node")
}
