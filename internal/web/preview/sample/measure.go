package sample

import (
	"fmt"
	"math"

	"github.com/steelyard-isms/steelyard/internal/web/page"
)

func n(i int64) *int64 { return &i }

func run(number int) page.Ref {
	return page.Ref{Code: fmt.Sprint(number), Name: fmt.Sprintf("Run %d", number), Path: fmt.Sprintf("%s/runs/%d", page.PathEvidence, number)}
}

var scanner = page.Ref{Code: "S-07", Name: "Vulnerability scanner export", Path: page.PathEvidence + "/sources/scanner"}

func person(name string) page.Ref { return page.Ref{Name: name, Path: "/people/P-01"} }

// Benchmark is BM-02, beside which M-014 stands.
func Benchmark(f page.Frame) page.Record {
	m := Measure(f)
	beside := page.Measure{Frame: f, Ref: m.Ref, Now: m.Now, Comparisons: m.Comparisons[:1]}
	of := m.Comparisons[0].Of
	beside.Comparisons[0].Of.Path = ""
	return page.Record{Frame: f, Ref: of, Kind: "benchmark", List: "/benchmarks", Stands: &beside, ReadFrom: of.Path + "/figures", History: Record(f).History,
		Says: []page.Said{{Kind: "benchmark", Field: "source", Text: "An association of utilities"}, {Kind: "benchmark", Field: "peers", Text: "utilities in the north"}}}
}

// Measure is M-014, with 24 months of values, a gap and a correction.
func Measure(f page.Frame) page.Measure {
	m := page.Measure{
		Frame: f, Ref: fixed, Now: page.Figure{Value: v(83.9), Unit: "%"}, Sample: n(124), NowAt: day(2026, 9, 30), Previous: page.Figure{Value: v(82.6), Unit: "%"},
		Score: page.Score{Text: "60.5", Band: page.Watch, Provisional: true, Low: "44.9", High: "70.6"}, Data: page.Known, DueAt: day(2026, 11, 7), Target: page.Figure{Value: v(95), Unit: "%"},
		Limits: []page.Limit{{Kind: page.RedLimit, Value: 75, From: day(2026, 1, 9)}, {Kind: page.GreenLimit, Value: 88, From: day(2026, 1, 9)}, {Kind: page.TargetMark, Value: 95, From: day(2026, 1, 9)}},
		Former: []page.Limit{{Kind: page.RedLimit, Value: 70, Until: day(2026, 1, 9)}, {Kind: page.GreenLimit, Value: 85, Until: day(2026, 1, 9)}, {Kind: page.TargetMark, Value: 95, Until: day(2026, 1, 9)}},
		Definition: page.Definition{
			Purpose: "Do we close the flaws attackers are using before they are used on us?", Measured: []string{"Known-exploited vulnerabilities", "Of these, fixed within 14 days of publication"},
			Kind: "Effectiveness, leading", Direction: "Higher", Unit: "per cent", Natural: "0 to 100", Scales: []page.Scale{{Knots: "50, 75, 88, 95", Since: day(2026, 1, 9)}, {Knots: "50, 70, 85, 95", To: day(2026, 1, 8)}}, Frequency: "Monthly", Owner: person("Kari Solberg"),
			Collection: "Read from the scanner’s export on the first Monday of the month", Evaluation: "Against the target and the month before",
			Collector: person("Lukas Brandt"), Analyst: person("Amal Haddad"), Customers: []page.Reported{{Ref: person("Jonas Vik"), Format: "One page in the paper of the committee", Frequency: "P3M"}, {Ref: person("Mei Tanaka"), Frequency: "P1M"}},
			Source: scanner, ValueName: "kev_fixed_within_14d", Covers: "Technical controls", Retention: "P5Y", Rule: "Archive rule 12", Cost: "2400 EUR",
			Limits: "Gateways without agents are counted from field reports",
		},
		Advice: []page.Advice{{When: "watch", Text: "Ask the platform team which patches wait for a window."}},
		Comparisons: []page.Comparison{
			{Kind: "external", Of: page.Ref{Code: "BM-02", Name: "Exploited flaws among utilities", Path: "/benchmarks/BM-02"}, Who: "utilities in the north", Day: day(2026, 3, 31), Beside: 79, Rank: v(50), Stands: "better", Reached: v(50), Missed: v(75),
				Source: "Invented survey of utilities", Published: day(2026, 5, 4), Sample: 42, Licence: "CC BY 4.0", URL: "https://example.org/survey",
				Figures: []page.ComparedFigure{{Value: 66, Percentile: v(25)}, {Value: 79, Percentile: v(50)}, {Value: 91, Percentile: v(75), Note: "without new members"}}},
			{Kind: "past", Day: day(2025, 9, 30), Beside: 59.7, Stands: "better", Figures: []page.ComparedFigure{{Value: 59.7}}},
		},
		Criteria: []page.Criterion{{Set: "smart", Name: "specific", Met: true, Finding: "purpose-and-counted"}, {Set: "smart", Name: "attainable", Finding: "out-of-reach"}, {Set: "pragmatic", Name: "predictive", Met: true, Finding: "leading"},
			{Set: "pragmatic", Name: "accurate", Finding: "gaps", Count: 82}, {Set: "roles", Name: "collector", Met: true, Finding: "collector-apart"}},
		Review: &page.Reviewing{Due: day(2027, 1, 9), Record: "/measures/M-014/edit#f-spec-review", Held: []page.Reviewed{{On: day(2026, 1, 9), By: person("Kari Solberg"), Verdict: "keep", Reason: "The committee decided twice by it."}}},
		UsedBy: []page.Use{{Ref: objective("O-07", "Remediate exploited vulnerabilities fast"), Weight: 3, Of: 6}}, ComputedFrom: []page.Ref{measure("M-047", "Vulnerabilities within their time, of all units")},
		History: []page.Revision{
			{At: at(2026, 1, 9, 13, 38), By: "Kari Solberg", Changes: []page.Change{{Field: "Green limit", Old: "85%", New: "88%"}}, Why: "last year’s limit was met all year", Entry: 209},
			{At: at(2024, 10, 2, 8, 5), By: "Lukas Brandt", Summary: "Measure declared.", Entry: 31},
		},
		Lineage: &page.Lineage{Source: scanner, Run: run(412), RunAt: at(2026, 10, 3, 4, 0), File: "kev-2026-09.csv", Host: "scanner-2", Bytes: 291144,
			SHA256: "9f2c7d1be0a84411c9a0d5b3e77a1c0c5d2f0e6b8a9143f27b60d1e4c3aa71e0", Point: page.PathEvidence + "/points/77120", ValidTo: day(2026, 9, 30), Value: page.Figure{Value: v(83.9), Unit: "%"}, Entry: 1036},
	}
	if f.AsOf.Past {
		m.Review.Record = ""
	}
	values := []float64{60.2, 58.4, 61.9, 59.5, 57.8, 60.9, 63.1, 61.2, 59.1, 62.4, 60, 61.8, 59.7, 62.1, 61, 63.1, 66.2, 69.1, 72.8, 74.4, 78.3, 81.7, 82.6, 83.9}
	for i, x := range values {
		p := page.MeasureData{From: day(2024, 10+i, 1), To: day(2024, 11+i, 0), Value: v(x), Sample: n(int64(101 + i)), RecordedAt: at(2024, 11+i, 3, 4, 0),
			Run: run(389 + i), Versions: 1, Path: fmt.Sprintf("%s/points/%d", page.PathEvidence, 77097+i)}
		switch i {
		case 9:
			p = page.MeasureData{From: p.From, To: p.To, Missing: "scanner offline", RecordedAt: p.RecordedAt, Run: p.Run, Versions: 1}
		case 20:
			p.Versions = 3
		case 16:
			p.Run, p.By = page.Ref{}, "Lukas Brandt"
		}
		m.Values = append(m.Values, p)
	}
	values[9] = math.NaN()
	m.Control = Controlled(m.NowAt, values, page.Higher)
	m.Analysis = Analysed(m.Control, objective("O-07", "Remediate exploited vulnerabilities fast"), 95)
	m.Analysis.Before = &page.YearBefore{At: day(2025, 9, 30), Value: 60, Change: 23.9, Bounds: &page.Bounds{Low: 12.4, High: 34.8}}
	m.Improvements = []page.Improvement{{Ref: page.Ref{Code: "AC-18", Name: "Ring patching", Path: "/actions/AC-18"}, Done: day(2026, 2, 15), Stated: true, Verdict: page.Improved, Size: 13.2, P: 0.0008},
		{Ref: page.Ref{Code: "AC-21", Name: "Auto-update of agents", Path: "/actions/AC-21"}, Done: day(2026, 7, 20), Verdict: page.TooFewAfter}}
	m.Analysis.Sample = &page.Bounds{Low: 76.4, High: 89.3}
	m.Quality = &page.Quality{Q: 0.96, Left: []page.QualityName{"validity"}, Parts: []page.QualityPart{{Name: "completeness", Right: 23, Of: 24}, {Name: "timeliness", Right: 22, Of: 24},
		{Name: "consistency", Right: 1208, Of: 1284, On: day(2026, 9, 14), How: "the scanner against the asset register: 76 assets differ", By: "Lukas Brandt"}, {Name: "accuracy", Right: 29, Of: 30, On: day(2026, 9, 14), How: "records checked again by hand"}}}
	return m
}

// ChanceMeasure is M-014 before it changed: the latest value is within what chance gives, and the limits were computed anew on eight.
func ChanceMeasure(f page.Frame) page.Measure {
	m := Measure(f)
	values := []float64{50.2, 48.4, 51.9, 49.5, 47.8, 50.9, 53.1, 51.2, 60.2, 58.4, 61.9, 59.5, 57.8, 60.9, 63.1, 61.2}
	m.Now, m.Previous, m.NowAt, m.Score, m.Values = page.Figure{Value: v(61.2), Unit: "%"}, page.Figure{Value: v(63.1), Unit: "%"}, day(2025, 5, 31), page.Score{Text: "18.1", Band: page.Act}, m.Values[:8]
	m.Control = Controlled(m.NowAt, values, page.Higher, 8)
	m.Control.Target, m.Control.Green = page.KeepsFailing, page.KeepsFailing
	m.Analysis, m.Quality = Analysed(m.Control, page.Ref{}, 95), nil
	m.Lineage, m.DueAt, m.Advice = nil, day(2025, 6, 30), []page.Advice{{When: "act", Text: "Ask the platform team which patches wait for a window."}}
	return m
}

// CountedMeasure is only counted, for a measure that is computed from it.
func CountedMeasure(f page.Frame) page.Measure {
	return page.Measure{Frame: f, Ref: measure("M-045", "Entry points of substations"), Now: page.Figure{Value: v(24), Unit: "doors"}, NowAt: day(2026, 9, 30), Score: page.Score{Counted: true}, Data: page.Known,
		DueAt: day(2026, 10, 31), Control: Controlled(day(2026, 9, 30), []float64{23, 24, 24}, ""), Definition: page.Definition{Unit: "doors", Frequency: "Monthly", Purpose: "Of how many doors is the share told that has a reader?"},
		ComputedFrom: []page.Ref{measure("M-047", "Share of entry points with a reader")},
		Lineage:      &page.Lineage{Point: page.PathEvidence + "/points/9", ValidTo: day(2026, 9, 30), Value: page.Figure{Value: v(24), Unit: "doors"}, Entry: 97},
		Values:       []page.MeasureData{{To: day(2026, 9, 30), Value: v(24), RecordedAt: at(2026, 10, 2, 7, 30), By: "Lukas Brandt", Versions: 1, Path: page.PathEvidence + "/points/9"}}}
}

// SilentMeasure has never reported.
func SilentMeasure(f page.Frame) page.Measure {
	return page.Measure{Frame: f, Ref: measure("M-022", "Gateways with virtual patches"), Now: page.Figure{Unit: "%"}, Target: page.Figure{Value: v(100), Unit: "%"},
		Definition: page.Definition{Unit: "per cent", Direction: "Higher", Frequency: "Monthly"}}
}

// LowerMeasure is one where less is better, and whose value is stale.
func LowerMeasure(f page.Frame) page.Measure {
	return page.Measure{Frame: f, Ref: exposure, Now: page.Figure{Value: v(16), Unit: "days"}, NowAt: day(2026, 8, 31), Score: page.Score{Text: "64.5", Band: page.Watch}, Data: page.Stale,
		DueAt: day(2026, 10, 7), Target: page.Figure{Value: v(7), Unit: "days"},
		Limits:  []page.Limit{{Kind: page.RedLimit, Value: 25}, {Kind: page.GreenLimit, Value: 14}, {Kind: page.TargetMark, Value: 7}},
		Control: Controlled(day(2026, 8, 31), []float64{16}, page.Lower),
		Values:  []page.MeasureData{{To: day(2026, 8, 31), Value: v(16), RecordedAt: at(2026, 9, 2, 7, 30), By: "Lukas Brandt", Versions: 1, Path: page.PathEvidence + "/points/9"}}}
}

// DerivedMeasure is computed from two measures and a number, and lacks one of them now.
func DerivedMeasure(f page.Frame) page.Measure {
	return page.Measure{Frame: f, Ref: measure("M-040", "Patched share of exposed gateways"), Now: page.Figure{Value: v(82.5), Unit: "%"}, NowAt: day(2026, 8, 31),
		Score: page.Score{Text: "62.1", Band: page.Watch}, Data: page.Stale, DueAt: day(2026, 10, 7), Target: page.Figure{Value: v(99), Unit: "%"},
		Limits:     []page.Limit{{Kind: page.RedLimit, Value: 75}, {Kind: page.GreenLimit, Value: 88}, {Kind: page.TargetMark, Value: 99}},
		Values:     []page.MeasureData{{To: day(2026, 7, 31), Value: v(80.1), RecordedAt: at(2026, 8, 2, 7, 30), By: "computed", Versions: 1}, {To: day(2026, 8, 31), Value: v(82.5), RecordedAt: at(2026, 9, 2, 7, 30), By: "computed", Versions: 1}},
		Control:    Controlled(day(2026, 8, 31), []float64{80.1, 82.5}, page.Higher),
		Definition: page.Definition{Unit: "%", Direction: "Higher", Frequency: "Monthly", Owner: person("Kari Solberg")},
		Derivation: &page.Derivation{Formula: "100 * (patched - late) / total", Entry: 1036, Why: "total is 0", WhyAt: day(2026, 9, 30), Inputs: []page.DerivedInput{
			{Name: "patched", Of: fixed, Value: page.Figure{Value: v(167), Unit: "gateways"}, At: day(2026, 8, 31), Run: run(412)},
			{Name: "late", Value: page.Figure{Value: v(2), Unit: "gateways"}},
			{Name: "total", Of: exposure, Value: page.Figure{Unit: "gateways"}, Why: "has expired"}}}}
}

// SummedMeasure is a sum of months, of which one goes on.
func SummedMeasure(f page.Frame) page.Measure {
	sum := page.Figure{Value: v(61), Unit: "requests"}
	return page.Measure{Frame: f, Ref: measure("M-041", "Requests for exceptions"), Now: sum, NowAt: day(2026, 9, 30), Previous: page.Figure{Value: v(48), Unit: "requests"},
		Score: page.Score{Text: "58.3", Band: page.Watch}, Data: page.Known, DueAt: day(2026, 10, 31), Target: page.Figure{Value: v(20), Unit: "requests"},
		Limits:     []page.Limit{{Kind: page.RedLimit, Value: 80}, {Kind: page.GreenLimit, Value: 45}, {Kind: page.TargetMark, Value: 20}},
		Values:     []page.MeasureData{{From: day(2026, 8, 1), To: day(2026, 8, 31), Value: v(48), RecordedAt: at(2026, 8, 31, 7, 30), By: "made of points", Versions: 1}, {From: day(2026, 9, 1), To: day(2026, 9, 30), Value: v(61), RecordedAt: at(2026, 10, 2, 7, 30), By: "made of points", Versions: 1}},
		Definition: page.Definition{Unit: "requests", Direction: "Lower", Frequency: "Monthly", Owner: person("Kari Solberg")},
		Periods: &page.Periods{How: "Sum", Length: "month", Zone: "Europe/Oslo", Entry: 1036, Last: page.Summed{Name: "2026-09", Value: sum, Values: 30, Late: 2},
			Open: page.Summed{Name: "2026-10", Value: page.Figure{Value: v(9), Unit: "requests"}, Values: 5},
			Points: []page.MeasureData{{To: day(2026, 9, 30), Value: v(3), Run: run(412), Path: page.PathEvidence + "/points/12"}, {To: day(2026, 9, 29), Value: v(1), Run: run(411), Path: page.PathEvidence + "/points/11"},
				{To: day(2026, 9, 28), Missing: "scanner offline", By: "Lukas Brandt", Path: page.PathEvidence + "/points/10"}}}}
}

// Measures is the list of them.
func Measures(f page.Frame) page.Measures {
	return page.Measures{Frame: f, List: page.List{Path: page.PathMeasures, Shows: []page.Show{{Label: "All 5"}, {Value: "lacking", Label: "Late or missing 3"}}, Total: 5, Page: 1, Pages: 1}, Rows: []page.MeasureRow{
		{Ref: fixed, Purpose: "Do we close exploited flaws in time?", Now: page.Figure{Value: v(83.9), Unit: "%"}, NowAt: day(2026, 9, 30), History: vs(10, 12, 16, 22, 30, 44, 55, 60.5), Data: page.Known,
			Score: page.Score{Text: "60.5", Band: page.Watch, Provisional: true}, Owner: "Kari Solberg", Source: scanner},
		{Ref: exposure, Purpose: "How long are we open?", Now: page.Figure{Value: v(16), Unit: "days"}, NowAt: day(2026, 8, 31), History: vs(20, 30, 35, 44, 50, 58, 62, 65.8), Data: page.Stale,
			Score: page.Score{Text: "65.8", Band: page.Watch}, Owner: "Lukas Brandt", Source: scanner},
		{Ref: measure("M-022", "Gateways with virtual patches"), Now: page.Figure{Unit: "%"}, Data: page.Unknown},
		{Ref: measure("M-031", "Incidents with lessons applied in 60 days"), Now: page.Figure{Unit: "%"}, NowAt: day(2026, 3, 31), Data: page.Expired,
			Score: page.Score{Text: "33", Band: page.Act}, Owner: "Amal Haddad", History: vs(30, 40, 38, 33)},
	}}
}
