package explain_test

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/explain"
	"github.com/steelyard-isms/steelyard/internal/kinds"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/measurement"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/score"
)

// one measure of a case: what is declared of it, its edge to the objective, and its last value
type given struct {
	name, scale, unit string
	period            int
	weight            float64
	critical          bool
	firstDue          string
	value             float64
	on                string // empty: never reported
	run               string
}

const (
	percent = `{"direction":"higher","knots":{"worst":50,"red":85,"green":95,"target":99}}` // scoring.md, worked example 1
	mttr    = `{"direction":"lower","knots":{"worst":60,"red":30,"green":15,"target":7}}`   // 2
	overdue = `{"direction":"lower","knots":{"worst":10,"red":5,"green":2,"target":0}}`     // 3
	same    = `{"direction":"higher","knots":{"worst":0,"red":40,"green":70,"target":100}}` // a value is its own score
)

func tree(t testing.TB, text string) record.Tree {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var out record.Tree
	if err := d.Decode(&out); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return out
}

// status computes an objective with its measures as of the end of a day.
func status(t testing.TB, day string, measures []given, targets string) (*evaluate.Status, *record.Snapshot) {
	change := func(kind, name, title, spec string) record.Change {
		return record.Change{Declaration: record.Declaration{Kind: kind, Name: name, Title: title, Spec: tree(t, spec)}}
	}
	changes := []record.Change{
		change("unit", "enterprise", "Enterprise", `{}`),
		change("person", "ciso", "", `{"full_name":"Kari Solberg","unit":"enterprise"}`),
		change("scorecard", "security", "Security", `{"unit":"enterprise"}`),
		change("perspective", "defence", "Defence", `{"scorecard":"security","weight":1}`),
	}
	var edges []string
	for _, m := range measures {
		due := ""
		if m.firstDue != "" {
			due = fmt.Sprintf(`,"first_due":%q`, m.firstDue)
		}
		changes = append(changes, change("measure", m.name, "The "+m.name, fmt.Sprintf(`{"unit":"enterprise","owner":"ciso","unit_of_measure":%q,"period_days":%d,"scale":%s%s}`, m.unit, m.period, m.scale, due)))
		edges = append(edges, fmt.Sprintf(`{"measure":%q,"weight":%v,"critical":%t}`, m.name, m.weight, m.critical))
	}
	if targets == "" {
		targets = "[]"
	}
	changes = append(changes, change("objective", "protect", "Protect accounts", fmt.Sprintf(
		`{"unit":"enterprise","owner":"ciso","perspective":"defence","weight":2,"measures":[%s],"targets":%s}`, strings.Join(edges, ","), targets)))
	active := &changes[len(changes)-1]
	active.State, active.Import = "active", true
	on, err := civil.Parse(day)
	if err != nil {
		t.Fatal(err)
	}
	planned, err := record.Plan(record.NewSnapshot(kinds.Registry()), changes, on.Time())
	if err != nil {
		t.Fatal(err)
	}
	s := planned.After.Edit().Seal(7, on.Time())
	var points []measurement.Recorded
	for i, m := range measures {
		if m.on == "" {
			continue
		}
		r, _ := s.Lookup("measure", m.name)
		typed, _ := record.As[measure.Measure](r)
		valid, err := civil.Parse(m.on)
		if err != nil {
			t.Fatal(err)
		}
		points = append(points, measurement.Recorded{Point: measurement.Point{Series: evaluate.SeriesOf(s, typed).ID(), From: valid.Time(), To: evaluate.EndOf(valid), Value: &measures[i].value},
			Seq: 5, RecordedAt: time.Date(2026, 1, 2, 8, 30, 0, 0, time.UTC), Run: m.run})
	}
	all, err := evaluate.At(s, evaluate.NewValues(points), evaluate.EndOf(on))
	if err != nil {
		t.Fatal(err)
	}
	return all, s
}

func explained(t testing.TB, all *evaluate.Status, s *record.Snapshot, kind, name string) *explain.Status {
	r, ok := s.Lookup(kind, name)
	if !ok {
		t.Fatalf("no %s %s", kind, name)
	}
	out, ok := explain.Of(all, r)
	if !ok {
		t.Fatalf("%s %s has no status", kind, name)
	}
	out.Finish()
	return out
}

func near(t testing.TB, what string, got *float64, want, within float64) {
	t.Helper()
	if got == nil || math.Abs(*got-want) > within {
		t.Errorf("a reader is told another %s than scoring.md works out: got %v, want %v", what, deref(got), want)
	}
}

func deref(p *float64) any {
	if p == nil {
		return nil
	}
	return *p
}

func says(t testing.TB, s *explain.Status, want ...string) {
	t.Helper()
	text := strings.Join(s.Explanation, "\n")
	for _, w := range want {
		if !strings.Contains(text, w) {
			t.Errorf("the explanation does not say %q; it says:\n%s", w, text)
		}
	}
}

func TestMeasureExample1(t *testing.T) {
	all, s := status(t, "2026-06-30", []given{{name: "mfa", scale: percent, unit: "%", period: 30, weight: 1, value: 92, on: "2026-06-20", run: "R-00000005"}}, "")
	r, _ := s.Lookup("measure", "mfa")
	out, _ := explain.Of(all, r)
	observed := time.Date(2026, 6, 20, 9, 0, 0, 0, time.UTC)
	out.Attach(map[string]explain.Run{"R-00000005": {ID: "R-00000005", Source: "directory", Filename: "accounts.csv", SHA256: "ab12", ObservedAt: &observed}})
	out.Finish()
	near(t, "score", out.Score, 61, 1e-9) // scoring.md, worked example 1
	if out.Band != "watch" || out.Shown != "61.0" || out.Rollup != nil {
		t.Errorf("band %q, shown %q, roll-up %v", out.Band, out.Shown, out.Rollup)
	}
	says(t, out, "has the value 92 %, which scores 61.0, in the band watch.",
		"Higher values are better: 50 % scores 0, 85 % scores 40, 95 % scores 70 and 99 % scores 100.",
		"between the red limit and the green limit",
		"was read by run R-00000005 of source directory from the file ‘accounts.csv’ with the SHA-256 ab12, in journal entry 5",
		"On 2026-06-30 it is 10 days old; a value is due every 30 days and may be 7.5 days late, so it is fresh.")
}

// example7 is worked example 7 of scoring.md: scores 61, 81.25, 50, 58 (160 days old, quarterly) and one unknown.
var example7 = []given{
	{name: "mfa", scale: percent, unit: "%", period: 91, weight: 3, value: 92, on: "2026-06-30"},
	{name: "repair", scale: mttr, unit: "days", period: 91, weight: 2, value: 12, on: "2026-06-30"},
	{name: "overdue", scale: overdue, unit: "findings", period: 91, weight: 2, value: 4, on: "2026-06-30"},
	{name: "drill", scale: same, period: 91, weight: 1, value: 58, on: "2026-01-21"},
	{name: "restore", scale: same, period: 91, weight: 2},
}

func TestRollUpExample7(t *testing.T) {
	all, s := status(t, "2026-06-30", example7, "")
	out := explained(t, all, s, "objective", "protect")
	near(t, "score", out.Score, 62.94, 0.005)
	near(t, "lower bound", &out.Rollup.Lower, 50.35, 0.005)
	near(t, "upper bound", &out.Rollup.Upper, 70.35, 0.005)
	near(t, "coverage", &out.Rollup.Coverage, 0.80, 1e-9)
	near(t, "freshness", out.Rollup.Children[3].Phi, 0.746, 0.0005)
	if out.Band != "watch" || !out.Rollup.Provisional || out.Rollup.Children[3].State != "stale" || out.Rollup.Children[4].State != "unknown" {
		t.Errorf("%+v", out.Rollup)
	}
	sum := 0.0
	for _, p := range out.Rollup.Children {
		if p.Contribution != nil {
			sum += *p.Contribution
		}
	}
	near(t, "sum of the contributions", &sum, *out.Score, 1e-9)
	says(t, out, "The score of objective O-01 ‘Protect accounts’ is 62.9, in the band watch.",
		"mean of 4 children that have a score, by their weights",
		"Measure M-01 ‘The mfa’ contributes 22.88 points: the score 61.0 with the weight 3, which is 37.5 % of the weight that has a score.", // 61 × 3 ÷ 8
		"Measure M-04 ‘The drill’ is stale: its freshness is 0.746",
		"Its data are owed by person P-01 ‘ciso’.",
		"Measure M-05 ‘The restore’ has never been reported",
		"reported at 0 the score would be 50.4, at 100 it would be 70.4; these are in different bands, watch and good, so the score is provisional.",
		"cover 80 % of the weight",
		"In perspective V-01 ‘Defence’ it has the weight 2, 100.0 % of the weight that has a score, and contributes 62.94 points.",
		"was entered or sent without a file, in journal entry 5 of 2026-01-02 08:30 UTC.")
}

// Data quality is not brought in by evaluation yet; the conversion must carry the confidence that the roll-up computes.
func TestConfidenceExample7(t *testing.T) {
	all, s := status(t, "2026-06-30", example7, "")
	node := &score.Node{ID: "protect"}
	for i, m := range example7 {
		r, _ := s.Lookup("measure", m.name)
		leaf := &score.Leaf{ID: string(r.UID)}
		if i < 4 {
			leaf.LastScore, leaf.Phi = score.Some([]float64{61, 81.25, 50, 58}[i]), score.Some([]float64{1, 1, 1, 0.746}[i])
			leaf.Quality = score.Some([]float64{.9, .8, 1, .7}[i])
		}
		node.Children = append(node.Children, score.Child{Weight: m.weight, Leaf: leaf})
	}
	day, _ := civil.Parse("2026-06-30")
	rolled, err := score.RollUp(node, day)
	if err != nil {
		t.Fatal(err)
	}
	o, _ := s.Lookup("objective", "protect")
	all.Objectives[o.UID].Node = rolled.Root()
	out := explained(t, all, s, "objective", "protect")
	near(t, "confidence", &out.Rollup.Confidence, 0.682, 0.0005)
	says(t, out, "confidence is 68.2 %")
}

func TestCapExample8(t *testing.T) {
	all, s := status(t, "2026-06-30", []given{
		{name: "alpha", scale: same, period: 30, weight: 2, value: 90, on: "2026-06-30"},
		{name: "beta", scale: same, period: 30, weight: 1, value: 80, on: "2026-06-30"},
		{name: "gamma", scale: same, period: 30, weight: 1, critical: true, value: 30, on: "2025-06-30"},
	}, "")
	out := explained(t, all, s, "objective", "protect")
	near(t, "score", out.Score, 69, 1e-9) // scoring.md, worked example 8
	near(t, "raw score", out.Rollup.Raw, 72.5, 1e-9)
	near(t, "cap", out.Rollup.Cap, 69, 1e-9)
	near(t, "mean of the others", out.Rollup.Children[2].Others, 86.6667, 0.0001)
	near(t, "share of who caps", out.Rollup.CapShare, 0.25, 1e-9)
	if out.Band != "watch" || len(out.Rollup.CapBy) != 1 || out.Rollup.CapBy[0].Name != "gamma" || out.Rollup.CapBy[0].Reason != "red" {
		t.Errorf("band %q, capped by %+v", out.Band, out.Rollup.CapBy)
	}
	says(t, out, "The score of objective O-01 ‘Protect accounts’ is 69.0", "and then capped",
		"The score is capped at 69 by measure M-03 ‘The gamma’ (critical and in the band act), with 25.0 % of the weight that counts; without the cap it would be 72.5.",
		"Measure M-03 ‘The gamma’ has expired: its last score 30.0 still counts, because it is no more than the mean of the others, 86.7.")
}

func TestAttainmentExample9(t *testing.T) {
	all, s := status(t, "2026-07-01", []given{{name: "repair", scale: mttr, unit: "days", period: 91, weight: 1, value: 36, on: "2026-07-01"}},
		`[{"measure":"repair","baseline":45,"start":"2026-01-01","plan":{"target":15,"due":"2026-12-31"}}]`)
	out := explained(t, all, s, "objective", "protect")
	if out.Attainment == nil || out.Attainment.Status != "off-plan" {
		t.Fatalf("attainment %+v", out.Attainment)
	}
	target := out.Attainment.Targets[0]
	near(t, "progress", target.Progress, 0.30, 1e-9) // scoring.md, worked example 9
	near(t, "expected progress", target.Expected, 181.0/364, 1e-9)
	near(t, "deviation", target.Deviation, -19.7, 0.05)
	near(t, "gap", target.Gap, 21, 1e-9)
	near(t, "pace", target.PaceRatio, 2.31, 0.005)
	near(t, "expected value", target.ExpectedValue, 45-30*181.0/364, 1e-9)
	if target.PaceDate != "2027-08-28" || !target.Deciding || target.Reading == nil {
		t.Errorf("%+v", target)
	}
	says(t, out, "The attainment is off plan.",
		"The plan leads ‘The repair’ from 45 days on 2026-01-01 to 15 days by 2026-12-31.",
		"The value compared is 36 days of 2026-07-01.",
		"It covers 30.0 % of the way, where the plan expects 49.7 %, a value of 30.08 days: 19.7 percentage points behind the plan.",
		"The gap to the target is 21 days.", "must be 2.31 times the pace so far",
		"At the pace so far it is met on 2027-08-28; this is arithmetic, not a forecast.")
}

func TestNothingReported(t *testing.T) {
	all, s := status(t, "2026-06-30", []given{{name: "drill", scale: same, period: 30, weight: 1, critical: true, firstDue: "2026-05-31"}}, "")
	m := explained(t, all, s, "measure", "drill")
	if m.Score != nil || m.Data != "unknown" || m.Measure.Freshness != nil {
		t.Errorf("%+v", m)
	}
	says(t, m, "Nothing has ever been reported for measure M-01 ‘The drill’; its first value is due by 2026-05-31.")
	o := explained(t, all, s, "objective", "protect")
	if o.Score != nil || o.Rollup.Insufficient != "nothing-reported" {
		t.Errorf("%+v", o.Rollup)
	}
	says(t, o, "has no score, because nothing has been reported for any of its children.", "its first due date has passed")
	for _, kind := range []string{"perspective", "scorecard"} {
		name := map[string]string{"perspective": "defence", "scorecard": "security"}[kind]
		if out := explained(t, all, s, kind, name); len(out.Explanation) == 0 || out.Rollup == nil {
			t.Errorf("%s is not explained: %+v", kind, out)
		}
	}
}

// Whatever is explained is made of whole sentences, and its JSON has no missing list.
func TestSentencesAreWhole(t *testing.T) {
	for _, day := range []string{"2025-12-31", "2026-01-21", "2026-06-30", "2027-06-30"} {
		all, s := status(t, day, example7, `[{"measure":"repair","baseline":45,"start":"2026-01-01","hold":true,"plan":{"target":15,"due":"2026-12-31","milestones":[{"date":"2026-06-30","value":40}]}},
			{"measure":"mfa","baseline":90,"start":"2026-01-01","plan":{"target":90,"target_high":95,"due":"2026-12-31"}}]`)
		for _, r := range []string{"objective/protect", "perspective/defence", "scorecard/security", "measure/mfa", "measure/restore", "measure/overdue"} {
			kind, name, _ := strings.Cut(r, "/")
			out := explained(t, all, s, kind, name)
			for _, sentence := range out.Explanation {
				if !strings.HasSuffix(sentence, ".") || sentence[0] < 'A' || sentence[0] > 'Z' || strings.Contains(sentence, "  ") || strings.Contains(sentence, "..") || strings.Contains(sentence, "NaN") {
					t.Errorf("%s on %s: not a sentence: %q", r, day, sentence)
				}
			}
			b, err := json.Marshal(out)
			if err != nil {
				t.Fatal(err)
			}
			for _, list := range []string{`"children":null`, `"cap_by":null`, `"targets":null`, `"milestones":null`, `"explanation":null`} {
				if strings.Contains(string(b), list) {
					t.Errorf("%s on %s has %s where a list is documented", r, day, list)
				}
			}
		}
	}
}

// scoring.md, worked example 6: of 50 cases one cannot tell, of 10,000 one can.
func TestSampleExample6(t *testing.T) {
	for cases, want := range map[int64]struct {
		low, high   float64
		provisional bool
		says        string
	}{
		50:     {44.6, 99.2, true, "The share was found in a sample of 50 cases: its 95 % interval scores from 44.6 to 99.2, in the bands watch and good, so the score is provisional."},
		10_000: {74.5, 80.3, false, "from 74.5 to 80.3, both in the band good, so that the sample is large enough to tell."},
	} {
		s := sampled(t, cases)
		i := s.Measure.Interval
		if i == nil || i.Cases != cases || i.Provisional != want.provisional || math.Abs(i.Low-want.low) > 0.05 || math.Abs(i.High-want.high) > 0.05 {
			t.Errorf("of %d cases: %+v, want %+v", cases, i, want)
		}
		near(t, "score", s.Score, 77.5, 1e-9)
		if text := strings.Join(s.Explanation, "\n"); !strings.Contains(text, want.says) {
			t.Errorf("%s\ndoes not say %q", text, want.says)
		}
	}
	if s := sampled(t, 0); s.Measure.Interval != nil {
		t.Errorf("no cases leave nothing open: %+v", s.Measure.Interval)
	}
}

// sampled is the status of a share of 96 % in a sample of so many cases, on the knots of example 1.
func sampled(t *testing.T, cases int64) *explain.Status {
	t.Helper()
	change := func(kind, name, title, spec string) record.Change {
		tree, err := record.Parse([]byte(spec))
		if err != nil {
			t.Fatal(err)
		}
		return record.Change{Declaration: record.Declaration{Kind: kind, Name: name, Title: title, Spec: tree}}
	}
	on := civil.OfTime(time.Date(2026, 6, 30, 12, 0, 0, 0, time.UTC))
	planned, err := record.Plan(record.NewSnapshot(kinds.Registry()), []record.Change{
		change("unit", "enterprise", "Enterprise", `{"level":"organisation"}`), change("person", "ciso", "", `{"full_name":"Somebody Else","unit":"enterprise"}`),
		change("measure", "share", "Share", `{"unit":"enterprise","owner":"ciso","unit_of_measure":"%","sampled":true,"period_days":91,"scale":{"direction":"higher","knots":{"worst":50,"red":85,"green":95,"target":99}}}`),
	}, on.Time())
	if err != nil {
		t.Fatal(err)
	}
	s := planned.After.Edit().Seal(7, on.Time())
	r, _ := s.Lookup("measure", "share")
	m, _ := record.As[measure.Measure](r)
	value := 96.0
	all, err := evaluate.At(s, evaluate.NewValues([]measurement.Recorded{{Point: measurement.Point{Series: evaluate.SeriesOf(s, m).ID(), From: on.Time(), To: on.Time(), Value: &value, Sample: &cases}}}), evaluate.EndOf(on))
	if err != nil {
		t.Fatal(err)
	}
	return explained(t, all, s, "measure", "share")
}

// What is missing from 90 to 95 per cent is 5 points: whoever reads 5 per cent takes it for a twentieth of something.
func TestTheGapOfAShareIsToldInPoints(t *testing.T) {
	all, s := status(t, "2026-07-01", []given{{name: "mfa", scale: percent, unit: "%", period: 91, weight: 1, value: 90, on: "2026-07-01"}},
		`[{"measure":"mfa","baseline":80,"start":"2026-01-01","plan":{"target":95,"due":"2026-12-31"}}]`)
	says(t, explained(t, all, s, "objective", "protect"), "The value compared is 90 % of 2026-07-01.", "The gap to the target is 5 points.")
	all, s = status(t, "2026-07-01", []given{{name: "mfa", scale: percent, unit: "%", period: 91, weight: 1, value: 90, on: "2026-07-01"}},
		`[{"measure":"mfa","baseline":80,"start":"2026-01-01","plan":{"target":91,"target_high":95,"due":"2026-12-31"}}]`)
	says(t, explained(t, all, s, "objective", "protect"), "It lies 1 point outside the range.")
}
