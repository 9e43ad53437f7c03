package sample

import "github.com/steelyard-isms/steelyard/internal/web/page"

func unitRef(code, name string) page.Ref {
	return page.Ref{Code: code, Name: name, Path: page.PathUnits + "/" + code}
}

// standing is so many objectives on plan, at risk, off plan and without data.
func standing(ok, warn, bad, none int) []page.Attainment {
	var out []page.Attainment
	for n, a := range map[page.Attainment]int{page.OnPlan: ok, page.AtRisk: warn, page.OffPlan: bad, page.NoData: none} {
		for range a {
			out = append(out, n)
		}
	}
	return out
}

func unitRows() []page.UnitRow {
	return []page.UnitRow{
		{Ref: unitRef("U-01", "Halden Grid"), Level: "organisation", Head: "Marta Lindqvist", Score: page.Score{Text: "72.1", Band: page.Good, Provisional: true, Low: "67.0", High: "75.2", Coverage: v(0.92), Confidence: v(0.84)},
			Value: v(72.1), Change: v(6), Objectives: standing(8, 3, 2, 1), Measures: 41, Lacking: 3},
		{Ref: unitRef("U-02", "North region"), Depth: 1, Level: "region", Head: "Jonas Eide", Score: page.Score{Text: "78.4", Band: page.Good, Coverage: v(1), Confidence: v(0.9)},
			Value: v(78.4), Change: v(2.3), Objectives: standing(3, 0, 0, 0), Measures: 9},
		{Ref: unitRef("U-04", "Substations"), Depth: 2, Level: "team", Score: page.Score{Text: "38.0", Band: page.Act, Coverage: v(0.6), Confidence: v(0.5)},
			Value: v(38), Change: v(-4.1), Objectives: standing(0, 0, 1, 0), Measures: 4, Lacking: 1},
		{Ref: unitRef("U-03", "Gulf region"), Depth: 1, Level: "region", Head: "Amal Haddad", Score: page.Score{Text: "51.0", Coverage: v(0.4), Confidence: v(0.3)}, Objectives: standing(0, 0, 0, 1), Measures: 2, Lacking: 2},
		{Ref: unitRef("U-05", "Legal"), Depth: 1, Level: "department"},
	}
}

// Units is the page that sets units beside each other.
func Units(f page.Frame) page.Units { return page.Units{Frame: f, Rows: unitRows()} }

// Unit is the page of one unit with parts below it.
func Unit(f page.Frame) page.Unit {
	rows := unitRows()
	card := Scorecard(f)
	card.Filtered = page.PathUnits + "/U-02"
	return page.Unit{Scorecard: card, Row: rows[1], Above: []page.Ref{unitRef("U-01", "Halden Grid")}, Below: rows[2:4],
		Facts: []page.Fact{{Name: "Level", Value: "region"}, {Name: "Led by", Value: "Jonas Eide"}, {Name: "What it does", Value: "Runs the grid north of the fjord."}}}
}

// BareUnit is the page of a unit that has no objective and nothing below it.
func BareUnit(f page.Frame) page.Unit {
	return page.Unit{Scorecard: page.Scorecard{Frame: f}, Row: unitRows()[4], Above: []page.Ref{unitRef("U-01", "Halden Grid")}}
}

// UnitsSince sets the units beside what they were on 30 June.
func UnitsSince(f page.Frame) page.Units {
	p := page.Units{Frame: f, Rows: unitRows(), Day: day(2026, 6, 30)}
	p.AsOf.Compare = &page.Compare{Day: p.Day, Asked: "2026-06-30"}
	was := []page.Score{{Text: "66.1", Band: page.Watch, Coverage: v(0.88)}, {Text: "76.1", Band: page.Good, Coverage: v(1)}, {Text: "42.1", Band: page.Watch, Coverage: v(0.6)}, {Text: "48.0", Band: page.Watch, Coverage: v(0.7)}, {}}
	for i := range p.Rows {
		r := &p.Rows[i]
		r.Since = &page.SinceRow{Ref: r.Ref, Then: was[i], Now: r.Score, Change: r.Change, Was: i < 4, Is: i < 4, Why: "/why/scorecards/S-01?scope=" + r.Code + "&since=2026-06-30"}
	}
	p.Rows[0].Cause = &page.Cause{Most: &page.MovedChild{Ref: page.Ref{Code: "P-03", Name: "Internal process", Path: "/perspectives/P-03"}, Points: 4.2}, Half: true, Against: &page.MovedChild{Ref: page.Ref{Code: "P-01", Name: "Customer", Path: "/perspectives/P-01"}, Points: -.8}}
	p.Rows[1].Cause = &page.Cause{Most: &page.MovedChild{Ref: page.Ref{Code: "P-04", Name: "Learning and growth", Path: "/perspectives/P-04"}, Points: 1.4}}
	p.Rows[2].Capped = true
	p.Gone = []page.UnitRow{{Ref: unitRef("U-09", "Old works"), Since: &page.SinceRow{Ref: unitRef("U-09", "Old works"), Then: page.Score{Text: "55.0", Band: page.Watch, Coverage: v(1)}, Was: true}}}
	return p
}
