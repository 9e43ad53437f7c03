package measure_test

import (
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/period"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/score"
)

func on(t *testing.T, text string) civil.Date {
	t.Helper()
	d, err := civil.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func limits(low, high float64) score.Limits { return score.Limits{Min: &low, Max: &high} }

// Whoever types 108 % is told which limit that breaks; a value on a limit is none of it, and neither is one that is added up first.
func TestAValueBeyondNatureIsImpossible(t *testing.T) {
	low := 0.0
	share := measure.Measure{UnitOfMeasure: "%", NaturalLimits: limits(0, 100)}
	ofScale := measure.Measure{Scale: record.Dated[score.Scale]{{Value: score.Scale{Limits: score.Limits{Min: &low}}}, {From: on(t, "2026-07-01"), Value: score.Scale{Limits: limits(0, 5)}}}}
	summed := share
	summed.Aggregation = period.Sum
	mean := share
	mean.Aggregation = period.Mean
	for _, c := range []struct {
		name  string
		m     measure.Measure
		value float64
		day   string
		want  string
	}{
		{"a share of 108 %", share, 108, "2026-01-31", "108 % is above 100 %, the most that it can be by nature"},
		{"less than none", share, -0.5, "2026-01-31", "-0.5 % is below 0 %, the least that it can be by nature"},
		{"all", share, 100, "2026-01-31", ""},
		{"all, computed", share, 100.00000000000001, "2026-01-31", ""},
		{"none", share, 0, "2026-01-31", ""},
		{"no limits", measure.Measure{}, 1e9, "2026-01-31", ""},
		{"limits of the scale", ofScale, -1, "2026-01-31", "-1 is below 0"},
		{"no most yet", ofScale, 6, "2026-06-30", ""},
		{"the limits of a later scale", ofScale, 6, "2026-07-01", "6 is above 5"},
		{"what is added up", summed, 108, "2026-01-31", ""},
		{"what is averaged", mean, 108, "2026-01-31", "108 % is above 100 %"},
	} {
		reason, remedy := c.m.Impossible(c.value, on(t, c.day))
		if !strings.Contains(reason, c.want) || (c.want == "") != (reason == "") || (reason == "") != (remedy == "") {
			t.Errorf("%s: %q, %q", c.name, reason, remedy)
		}
	}
}

// Thresholds that are left out stay within what values can be (scoring.md, 1: a share cannot target 108 %); limits of the scale itself come first.
func TestThresholdsLeftOutStayWithinNature(t *testing.T) {
	red, green, most := 80.0, 94.0, 96.0
	m := measure.Measure{NaturalLimits: limits(0, 100), Scale: record.Always(score.Scale{Direction: score.Higher, Knots: score.Knots{Red: &red, Green: &green}})}
	target := func() float64 {
		t.Helper()
		scale, ok := m.ScaleOn(on(t, "2026-01-01"))
		by, err := scale.Complete()
		if !ok || err != nil {
			t.Fatal(ok, err)
		}
		return by.Knots().Target
	}
	if got := target(); got != 100 {
		t.Errorf("red 80 and green 94 make the target %v, and a share has 100 at most", got)
	}
	m.Scale[0].Value.Limits.Max = &most
	if got := target(); got != 96 {
		t.Errorf("the scale says 96 at most, and the target is %v", got)
	}
	m.NaturalLimits, m.Scale[0].Value.Limits = score.Limits{}, score.Limits{}
	if got := target(); got != 108 {
		t.Errorf("without limits the target is %v, not 108", got)
	}
}

// Advice is shown exactly when the decision criteria say so: each state alone, a band's own advice in place of the general one, and nothing without a value.
func TestAdviceHoldsExactlyWhenTheCriteriaSaySo(t *testing.T) {
	general := measure.Measure{Advice: "general"}
	own := measure.Measure{Advice: "general", Decisions: []measure.Decision{{When: measure.WhenSignal, Advice: "any"}, {When: measure.WhenAct, Advice: "act"}, {When: measure.WhenGood, Advice: "good"},
		{When: measure.WhenSignalWorse, Advice: "worse"}, {When: measure.WhenSignalBetter, Advice: "better"}}}
	all := measure.Moment{Signal: true, Worse: true, Better: true}
	for _, c := range []struct {
		name string
		m    measure.Measure
		now  measure.Moment
		want string
	}{
		{"act", general, measure.Moment{Band: score.Act}, "act: general"},
		{"watch", general, measure.Moment{Band: score.Watch}, "watch: general"},
		{"good", general, measure.Moment{Band: score.Good, Signal: true, Worse: true}, ""},
		{"no value", general, measure.Moment{}, ""},
		{"no value, with signals", own, all, ""},
		{"own advice of act", own, measure.Moment{Band: score.Act}, "act: act"},
		{"no own advice of watch", own, measure.Moment{Band: score.Watch}, "watch: general"},
		{"good has its own", own, measure.Moment{Band: score.Good}, "good: good"},
		{"a signal without a side", own, measure.Moment{Band: score.Good, Signal: true}, "good: good, signal: any"},
		{"worse", own, measure.Moment{Band: score.Watch, Signal: true, Worse: true}, "watch: general, signal-worse: worse, signal: any"},
		{"better", own, measure.Moment{Band: score.Good, Signal: true, Better: true}, "good: good, signal-better: better, signal: any"},
		{"nothing declared", measure.Measure{}, measure.Moment{Band: score.Act, Signal: true}, ""},
	} {
		var said []string
		for _, d := range c.m.AdviceFor(c.now) {
			said = append(said, string(d.When)+": "+d.Advice)
		}
		if got := strings.Join(said, ", "); got != c.want {
			t.Errorf("%s: %q, not %q", c.name, got, c.want)
		}
	}
}

// The next review is an interval after the last, or the day that is told; what a review decided stays due until the next one.
func TestWhenAMeasureIsReviewedNext(t *testing.T) {
	year, err := record.ParseDuration("P1Y")
	if err != nil {
		t.Fatal(err)
	}
	held := func(verdict string) []measure.Verdict {
		return []measure.Verdict{{On: on(t, "2025-02-28"), Verdict: measure.VerdictRetire}, {On: on(t, "2026-05-04"), Verdict: verdict}}
	}
	for _, c := range []struct {
		name   string
		review measure.Review
		want   string
	}{
		{"nothing is told", measure.Review{}, ""},
		{"never reviewed, at an interval", measure.Review{Interval: year}, ""},
		{"the first one", measure.Review{Interval: year, Next: on(t, "2026-03-01")}, "2026-03-01"},
		{"a year later", measure.Review{Interval: year, Held: held(measure.VerdictKeep)}, "2027-05-04"},
		{"another day", measure.Review{Interval: year, Next: on(t, "2026-08-01"), Held: held(measure.VerdictAct)}, "2026-08-01"},
		{"once", measure.Review{Held: held(measure.VerdictKeep)}, ""},
		{"to be changed", measure.Review{Interval: year, Held: held(measure.VerdictAct)}, "2026-05-04"},
		{"to be retired", measure.Review{Interval: year, Held: held(measure.VerdictRetire)}, "2026-05-04"},
	} {
		if got := c.review.Ends(on(t, "2026-11-27")).String(); got != c.want {
			t.Errorf("%s: the next review is on %q, not %q", c.name, got, c.want)
		}
	}
}

// Each criterion is met or open for the reason that the records give, and every reason can come about.
func TestTheConstructIsJudgedByWhatIsRecorded(t *testing.T) {
	sound := measure.Measure{Owner: "owner", Collector: "collector", Analyst: "analyst", Customers: []measure.Customer{{Person: "head"}}, Purpose: "p", BaseMeasures: []string{"b"}, Collection: "c",
		Advice: "a", Timing: "leading", Mechanism: "liaisons", CollectionCost: must(t, "5 EUR")}
	known := measure.Known{Values: 12, Reached: true, Fresh: true, Have: 12, Due: 12, Firm: true, Objectives: 2, Targets: 1}
	judged := func(change func(*measure.Measure, *measure.Known)) map[string]measure.Criterion {
		m, k := sound, known
		change(&m, &k)
		out := map[string]measure.Criterion{}
		for _, c := range m.Judge(k) {
			out[string(c.Set)+" "+c.Name] = c
		}
		return out
	}
	computed := func(m *measure.Measure, _ *measure.Known) { // by a formula, of values that a source has
		m.Formula, m.Collection, m.Collector, m.CollectionCost = record.Always(record.Expression("a / b")), "", "", record.Money{}
	}
	entered := func(change func(*measure.Measure)) func(*measure.Measure, *measure.Known) { // the same, of one value that somebody enters
		return func(m *measure.Measure, k *measure.Known) {
			in := measure.Measure{Owner: "owner", Collector: "collector", Collection: "c", CollectionCost: must(t, "5 EUR")}
			change(&in)
			computed(m, k)
			k.Entered = []*measure.Measure{&in}
		}
	}
	for _, name := range []string{"smart attainable", "smart time-bound", "pragmatic predictive", "pragmatic relevant", "pragmatic actionable", "pragmatic meaningful"} {
		if c, asked := judged(func(m *measure.Measure, _ *measure.Known) { m.CountedOnly = true })[name]; asked {
			t.Errorf("of a measure that is only counted %s is asked: %s", name, c.Finding)
		}
	}
	for name, c := range judged(func(*measure.Measure, *measure.Known) {}) {
		if !c.Met {
			t.Errorf("of a sound measure %s is open: %s", name, c.Finding)
		}
	}
	for _, c := range []struct {
		change  func(*measure.Measure, *measure.Known)
		name    string
		finding string
		met     bool
	}{
		{func(m *measure.Measure, _ *measure.Known) { m.Purpose = "" }, "smart specific", "no-purpose", false},
		{func(m *measure.Measure, _ *measure.Known) { m.BaseMeasures = nil }, "smart specific", "nothing-counted", false},
		{func(m *measure.Measure, _ *measure.Known) { m.Collection = "" }, "smart measurable", "no-collection", false},
		{func(_ *measure.Measure, k *measure.Known) { k.Values = 7 }, "smart attainable", "short-history", false},
		{func(_ *measure.Measure, k *measure.Known) { k.Reached, k.OutOfReach = false, true }, "smart attainable", "out-of-reach", false},
		{func(_ *measure.Measure, k *measure.Known) { k.Reached = false }, "smart attainable", "within-reach", true},
		{func(_ *measure.Measure, k *measure.Known) { k.Reached, k.Chance = false, new(0.05) }, "smart attainable", "within-reach", true},
		{func(_ *measure.Measure, k *measure.Known) { k.Reached, k.Chance = false, new(0.049) }, "smart attainable", "hardly", false},
		{func(_ *measure.Measure, k *measure.Known) { k.Reached, k.Chance = false, new(0.004) }, "smart attainable", "no-chance", false},
		{func(_ *measure.Measure, k *measure.Known) { k.Reached, k.LeadsAway = false, true }, "smart attainable", "leads-away", false},
		{func(_ *measure.Measure, k *measure.Known) { k.Objectives = 0 }, "smart relevant", "counts-nowhere", false},
		{func(_ *measure.Measure, k *measure.Known) { k.Objectives, k.Feeds = 0, 1 }, "smart relevant", "feeds", true},
		{func(_ *measure.Measure, k *measure.Known) { k.Targets = 0 }, "smart time-bound", "no-date", false},
		{func(m *measure.Measure, _ *measure.Known) { m.Timing = "lagging" }, "pragmatic predictive", "lagging", false},
		{func(m *measure.Measure, _ *measure.Known) { m.Timing = "" }, "pragmatic predictive", "no-timing", false},
		{func(m *measure.Measure, _ *measure.Known) { m.Mechanism = "" }, "pragmatic relevant", "covers-nothing", false},
		{func(m *measure.Measure, _ *measure.Known) { m.Advice = "" }, "pragmatic actionable", "no-advice", false},
		{func(m *measure.Measure, _ *measure.Known) {
			m.Advice, m.Decisions = "", []measure.Decision{{When: measure.WhenAct, Advice: "a"}}
		}, "pragmatic actionable", "advises", true},
		{func(m *measure.Measure, _ *measure.Known) { m.Collector = "owner" }, "pragmatic genuine", "by-owner", false},
		{func(m *measure.Measure, _ *measure.Known) { m.Collector, m.Source = "owner", "scanner" }, "pragmatic genuine", "from-source", true},
		{func(m *measure.Measure, _ *measure.Known) { m.Customers = nil }, "pragmatic meaningful", "nobody-asks", false},
		{func(m *measure.Measure, _ *measure.Known) { m.Collection = "" }, "pragmatic accurate", "no-collection", false},
		{func(_ *measure.Measure, k *measure.Known) { k.Firm = false }, "pragmatic accurate", "small-sample", false},
		{func(_ *measure.Measure, k *measure.Known) { k.Have = 10 }, "pragmatic accurate", "gaps", false},
		{func(_ *measure.Measure, k *measure.Known) { k.Have, k.Due = 9, 10 }, "pragmatic accurate", "complete", true},
		{func(_ *measure.Measure, k *measure.Known) { k.Have, k.Due = 0, 0 }, "pragmatic accurate", "no-values", false},
		{func(_ *measure.Measure, k *measure.Known) { k.Fresh = false }, "pragmatic timely", "not-fresh", false},
		{func(m *measure.Measure, _ *measure.Known) { m.Analyst = "owner" }, "pragmatic independent", "analyst-not-apart", false},
		{func(m *measure.Measure, _ *measure.Known) { m.CollectionCost = record.Money{} }, "pragmatic cheap", "no-cost", false},
		{func(m *measure.Measure, _ *measure.Known) { m.CollectionCost, m.Source = record.Money{}, "scanner" }, "pragmatic cheap", "automatic", true},
		{func(m *measure.Measure, _ *measure.Known) { m.Collector = "" }, "roles collector", "no-collector", false},
		{func(m *measure.Measure, _ *measure.Known) { m.Collector, m.Source = "", "scanner" }, "roles collector", "collected-by-source", true},
		{func(m *measure.Measure, _ *measure.Known) { m.Collector = "owner" }, "roles collector", "owner-collects", false},
		{func(m *measure.Measure, _ *measure.Known) { m.Collector, m.NotApart = "owner", "There are two of us" }, "roles collector", "together-for-a-reason", false},
		{func(m *measure.Measure, _ *measure.Known) { m.Analyst = "" }, "roles analyst", "no-analyst", false},
		{func(m *measure.Measure, _ *measure.Known) { m.Analyst = "collector" }, "roles analyst", "collector-analyses", false},
		{func(m *measure.Measure, _ *measure.Known) { m.Analyst = "owner" }, "roles analyst", "owner-analyses", false},
		{func(m *measure.Measure, _ *measure.Known) { m.Customers = nil }, "roles customer", "no-customer", false},
		{func(m *measure.Measure, _ *measure.Known) { m.Customers = []measure.Customer{{Person: "owner"}} }, "roles customer", "customers-take-part", false},
		{entered(func(*measure.Measure) {}), "smart measurable", "collected", true},
		{entered(func(*measure.Measure) {}), "pragmatic genuine", "inputs-not-by-owner", true},
		{entered(func(*measure.Measure) {}), "pragmatic cheap", "inputs-cost-told", true},
		{entered(func(*measure.Measure) {}), "roles collector", "inputs-collected", true},
		{entered(func(x *measure.Measure) { x.Collection = "" }), "smart measurable", "inputs-no-collection", false},
		{entered(func(x *measure.Measure) { x.Collection = "" }), "pragmatic accurate", "inputs-no-collection", false},
		{entered(func(x *measure.Measure) { x.Collector = "owner" }), "pragmatic genuine", "inputs-by-owner", false},
		{entered(func(x *measure.Measure) { x.CollectionCost = record.Money{} }), "pragmatic cheap", "inputs-no-cost", false},
		{entered(func(x *measure.Measure) { x.Collector = "" }), "roles collector", "inputs-no-collector", false},
		{func(m *measure.Measure, k *measure.Known) {
			m.CountedOnly, m.BaseMeasures, k.Objectives, k.Feeds = true, nil, 0, 1
		}, "smart specific", "purpose-and-counted", true},
		{func(m *measure.Measure, k *measure.Known) { m.CountedOnly, k.Objectives, k.Feeds = true, 0, 1 }, "smart relevant", "feeds", true},
		{func(m *measure.Measure, k *measure.Known) { m.CountedOnly, k.Objectives = true, 0 }, "smart relevant", "feeds-nothing", false},
		{computed, "pragmatic genuine", "from-source", true},
		{computed, "pragmatic cheap", "automatic", true},
		{computed, "roles collector", "collected-by-source", true},
	} {
		if got := judged(c.change)[c.name]; got.Finding != c.finding || got.Met != c.met {
			t.Errorf("%s is %s (met: %v), not %s", c.name, got.Finding, got.Met, c.finding)
		}
	}
	if got := judged(func(_ *measure.Measure, k *measure.Known) { k.Have = 10 })["pragmatic accurate"]; got.Count != 83 {
		t.Errorf("10 of 12 periods are %d %%, not 83", got.Count)
	}
}

func must(t *testing.T, text string) record.Money {
	t.Helper()
	m, err := record.ParseMoney(text)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// What the version before wrote reads on: customers were people alone, and what all of them are told stays with the measure.
func TestMeasuresOfTheVersionBeforeAreRead(t *testing.T) {
	spec := `{"unit":"01J00000000000000000000001","owner":"01J00000000000000000000002","period_days":30,"advice":"ask","customers":["01J00000000000000000000003","01J00000000000000000000004"],"reporting":"a page","scale":{"direction":"higher","knots":{"red":1,"green":2}}}`
	r, err := measure.MeasureKind.Load(record.Stored{UID: "01J00000000000000000000009", Kind: "measure", Name: "m", Code: "M-01", Revision: 1, Schema: 1, Spec: []byte(spec)}, nil)
	if err != nil {
		t.Fatal(err)
	}
	m, _ := record.As[measure.Measure](r)
	if c := m.Spec.Customers; len(c) != 2 || c[0].Person != "01J00000000000000000000003" || c[1].Person != "01J00000000000000000000004" || m.Spec.Reporting != "a page" || m.Spec.Advice != "ask" {
		t.Errorf("it reads as %+v", *m.Spec)
	}
	if len(r.References()) != 4 {
		t.Errorf("it refers to %v", r.References())
	}
}
