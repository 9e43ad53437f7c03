package sample

import "github.com/steelyard-isms/steelyard/internal/web/page"

// Reports are those of two people.
func Reports(f page.Frame) page.Reports {
	return page.Reports{Frame: f, All: 61, Measures: 5, Rows: []page.ReportRow{
		{Ref: page.Ref{Code: "P-01", Name: "Kari Solberg", Path: "/reports/P-01"}, Function: "ISMS manager", Own: true, Measures: 1, Every: []string{""}, Silent: 1},
		{Ref: page.Ref{Code: "P-03", Name: "Ingrid Aas", Path: "/reports/P-03"}, Function: "Managing director", Measures: 5, Every: []string{"P1M", "P3M", "P10D"}, Next: day(2026, 10, 31), Act: 1}}}
}

// Report is what one person is told.
func Report(f page.Frame) page.Report {
	v := func(x float64) *float64 { return &x }
	percent := func(x *float64) page.Figure { return page.Figure{Value: x, Unit: "%"} }
	published := &page.PublishedPast{Figure: percent(v(84)), Score: page.Score{Text: "66.6", Band: page.Watch}, Period: page.Ref{Code: "PC-02", Name: "Figures of August", Path: "/period-closes/PC-02"}, Differs: true}
	return page.Report{Frame: f, Of: "Ingrid Aas", Person: page.Ref{Code: "P-03", Name: "Ingrid Aas", Path: "/people/P-03"}, Function: "Managing director", Again: "/reports/P-03?as_of=2026-09-30", Groups: []page.ReportGroup{
		{Every: "P3M", Since: day(2026, 8, 31), From: day(2026, 5, 31), Next: day(2026, 11, 30), Rows: []page.Told{
			{Ref: page.Ref{Code: "M-03", Name: "Known-exploited fixed within 14 days", Path: "/measures/M-03"}, Purpose: "Are holes that are used against others closed in time here?", Format: "A line in the paper of the committee", Now: percent(v(83.9)), NowAt: day(2026, 9, 30),
				Score: page.Score{Text: "66.3", Band: page.Watch}, Then: page.PastValue{Figure: percent(v(82.6)), At: day(2026, 8, 31), Score: page.Score{Text: "62.0", Band: page.Watch}, Moved: 4.3, Published: published}, Earlier: page.PastValue{Figure: percent(v(82.6)), At: day(2026, 5, 31), Score: page.Score{Text: "62.0", Band: page.Watch}}, Target: percent(v(95)), Advice: []string{"Agree outage windows with the operators of the gateways."}},
			{Ref: page.Ref{Code: "M-21", Name: "Suppliers who were asked this year", Path: "/measures/M-21"}, Now: percent(v(41)), NowAt: day(2026, 9, 30), Score: page.Score{Text: "31.0", Band: page.Act}, Then: page.PastValue{Figure: percent(v(60)), At: day(2026, 8, 31), Score: page.Score{Text: "55.0", Band: page.Watch}, Moved: -24}, Target: percent(v(100))}}},
		{Rows: []page.Told{{Ref: page.Ref{Code: "M-26", Name: "Incidents that were learnt from", Path: "/measures/M-26"}, Data: page.Unknown, Target: percent(v(100))}}}}}
}
