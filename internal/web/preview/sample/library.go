package sample

import "github.com/steelyard-isms/steelyard/internal/web/page"

// Library is the beginning of the measure library, some of it adopted.
func Library(f page.Frame) page.Library {
	parameter := func(name string) page.Ref {
		return page.Ref{Name: name, Path: page.PathLibrary + "?parameter=maturity"}
	}
	return page.Library{Frame: f, All: 103, Adopted: 4, Known: true, Gaps: []page.Ref{parameter("maturity"), parameter("third parties"), parameter("external environment")},
		List: page.List{Path: page.PathLibrary, Page: 1, Pages: 3, From: 1, To: 3, Total: 103, Shows: []page.Show{{Label: "All 103"}, {Value: "missing", Label: "For what is missing here 21"}, {Value: "adopted", Label: "Adopted here 4"}}},
		Filters: []page.LibraryFilter{{Name: "parameter", Label: "Parameter", Options: []page.Option{{Name: "Any"}, {Value: "maturity", Name: "Maturity"}}},
			{Name: "timing", Label: "Timing", Options: []page.Option{{Name: "Any"}, {Value: "leading", Name: "Leading", Chosen: true}}}},
		Rows: []page.LibraryRow{
			{Ref: page.Ref{Name: "Audit findings closed by their day", Path: page.PathLibrary + "/findings-closed-in-time"}, Purpose: "Is what auditors find also mended?", Topic: "Audit, assurance and improvement",
				Kind: []string{"performance", "lagging"}, Covers: []string{"policy and compliance"}, Adopters: []page.Ref{{Code: "M-014", Name: "M-014", Path: "/measures/M-014"}}},
			{Ref: page.Ref{Name: "Minutes that signing in takes from a working day", Path: page.PathLibrary + "/sign-in-minutes"}, Purpose: "What does security cost those who do nothing wrong?", Topic: "Business enablement",
				Kind: []string{"impact", "lagging", "friction for the business"}, Covers: []string{"maturity", "value delivery"}, Lacks: []string{"maturity"}},
			{Ref: page.Ref{Name: "Suppliers assessed in time", Path: page.PathLibrary + "/suppliers-assessed"}, Purpose: "Do we know whom we rely on?", Topic: "Suppliers", Kind: []string{"implementation", "leading"}, Covers: []string{"third parties"}, Lacks: []string{"third parties"}},
		}}
}

// LibraryEntry is a measure of the library, of which one here was made of an earlier version.
func LibraryEntry(f page.Frame) page.LibraryEntry {
	return page.LibraryEntry{Frame: f, Key: "resources-made-available", Title: "Approved security money that was made available", Topic: "Governance and leadership", Purpose: "Do promises to security become money that can be spent?",
		Kind: []string{"implementation", "leading"}, Covers: []page.Ref{{Name: "value delivery", Path: page.PathLibrary + "?parameter=value-delivery"}}, Perspective: "business value", Mechanism: "executive commitment", Unit: "%", Frequency: "every 92 days",
		Formula: "100 * released / approved", Base: []page.LibraryBase{{Name: "released", Title: "Money released in time to be spent", Unit: "money", Counted: "Sum of budget lines for security that were free to be spent at least 30 days before the end of the period."},
			{Name: "approved", Title: "Money approved for the period", Unit: "money", Counted: "Sum of the same budget lines as the budget of the year approved them.", Number: "450 money"}},
		Scale:     page.Falls{Value: page.Figure{Value: v(92), Unit: "%"}, Knots: []float64{50, 75, 92, 100}, Score: v(70), Band: page.Good},
		Direction: "Higher is better", ScaleWhy: "Purchasing always leaves a few per cent behind.", WhenRed: "Name the pieces of the plan that wait for money.", WhenGreen: "Compare with the share that was spent.",
		Sources: "financial accounting, budget of the year", Caveat: "It tells nothing of whether enough was approved.", Worked: "released 414, approved 450", Result: page.Figure{Value: v(92), Unit: "%"},
		Versions: []page.LibraryVersion{{Number: 2, Note: "Green begins at 92 instead of 95."}, {Number: 1, Note: "First version."}},
		Adopters: []page.LibraryAdopter{{Ref: fixed, Unit: "Halden Grid", Owner: "Kari Solberg", Version: 1, Newer: true}, {Ref: page.Ref{Code: "M-099", Name: "Money of the Gulf region", Path: "/measures/M-099"}, Version: 2}},
		Form: &page.AdoptForm{Once: "AAAAAAAAAAAAAAAAAAAAAAAAAA", Unit: "U-01 Halden Grid", Owner: "P-01 Kari Solberg", NeedsCurrency: true, Taken: "resources-made-available", Name: "resources-made-available-2",
			Units: []string{"U-01 Halden Grid"}, People: []string{"P-01 Kari Solberg"}, Objectives: []string{"O-07 Remediate exploited vulnerabilities fast"},
			Bases: []page.AdoptBase{{Name: "released", Title: "Money released in time to be spent"}, {Name: "approved", Title: "Money approved for the period", Unit: "money", Decided: true, Number: "450"}},
			Wrong: []page.FieldError{{Field: "currency", Message: "Currency is missing, and something is counted in money. Give a currency, such as EUR."}}}}
}

// UpstreamMeasure is a measure of which the library has a later version.
func UpstreamMeasure(f page.Frame) page.Measure {
	m := DerivedMeasure(f)
	m.Library = &page.FromLibrary{Ref: page.Ref{Name: "Approved security money that was made available", Path: page.PathLibrary + "/resources-made-available"}, Key: "resources-made-available", Version: 1, Latest: 2, Known: true,
		Notes: []string{"Version 2. Green begins at 92 instead of 95."}, Take: "/measures/M-014/edit?upstream=2", Keep: "/measures/M-014/library", Revision: 4,
		Fields: []page.UpstreamField{{Field: "Title", Was: "Approved security money that was released", Is: "Approved security money that was made available", Standing: "as-adopted"},
			{Field: "Scale and thresholds", Was: "higher is better: 50, 75, 95, 100", Is: "higher is better: 50, 75, 92, 100", Here: "higher is better: 40, 60, 90, 100", Standing: "adapted"},
			{Field: "Tells of friction", Is: "yes", Here: "yes", Standing: "as-now"}}}
	return m
}
