package sample

import (
	"github.com/steelyard-isms/steelyard/internal/web/chart"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// Today is what waits for somebody, for every reason.
func Today(f page.Frame) page.Today {
	objective, measure := page.Ref{Code: "O-07", Name: "Protect privileged access", Path: "/objectives/O-07"}, page.Ref{Code: "M-014", Name: "Administrators with strong authentication", Path: "/measures/M-014"}
	return page.Today{Frame: f, Behind: 1, Groups: []page.TodayPart{
		{ID: "values", Title: "Values", Note: "of measures that you own or collect, due within 7 days or too old", Waits: true, More: 3, All: "/measures?show=mine", Rows: []page.TodayRow{
			{Ref: measure, Why: "Late. The last value is of 31 Aug 2026.", Sub: "You collect the values.", Due: day(2026, 9, 28), Do: page.Place{Name: "Enter value", Path: "/values?measure=M-014"}}}},
		{ID: "approvals", Title: "Approvals", Note: "that you may give, of what others wrote", Waits: true, Rows: []page.TodayRow{
			{Ref: objective, Kind: "objective", Why: "Jonas Eide wrote it or sent it on; it waits for you to approve.", Sub: "By the rule lifecycles-name-who-moves.", At: day(2026, 9, 25), Do: page.Place{Name: "Decide", Path: "/objectives/O-07/moves"}}}},
		{ID: "mentions", Title: "Mentions of you", Note: "in what was said of records, until you have seen or answered them", Waits: true, Rows: []page.TodayRow{
			{Ref: objective, Kind: "objective", Why: "Ingrid Aas asks you.", Sub: "What holds it down, @P-02?", At: at(2026, 9, 25, 8, 2), Do: page.Place{Name: "Read", Path: "/objectives/O-07#n-1"}, Seen: "/notes/1/seen"}}},
		{ID: "objectives", Title: "Objectives", Note: "of yours, off plan or at risk", Rows: []page.TodayRow{
			{Ref: objective, Bad: chart.Bad, Tone: "Off plan", Why: "29.0 points of progress behind the plan.", Due: day(2027, 3, 31), Do: page.Place{Name: "See why", Path: "/why/objective/O-07"}}}},
	}, Changed: &page.TodayChanged{At: at(2026, 9, 24, 8, 12), Partly: true, More: 2,
		Scores:  []page.TodayScore{{Ref: objective, Then: page.Score{Text: "71.2", Band: page.Good}, Now: page.Score{Text: "64.0", Band: page.Watch}, Why: "/why/objective/O-07?since=entry:940"}},
		Records: []page.TodayRow{{Ref: objective, Kind: "objective", Why: "Changed by Jonas Eide.", Sub: "The supplier delivers in April.", At: at(2026, 9, 25, 9, 30)}}}}
}

// Expiring is what runs out, overdue and ahead.
func Expiring(f page.Frame) page.Expiring {
	return page.Expiring{Frame: f, All: 62, Late: 1, Soon: 1, Owner: "P-02", Owners: []page.Owner{{Code: "P-02", Name: "Jonas Eide", Count: 3}, {Code: "P-01", Name: "Kari Solberg", Count: 59}},
		List: page.List{Path: "/expiring", Shows: []page.Show{{Label: "All 62"}, {Value: "overdue", Label: "Overdue 1"}, {Value: "30", Label: "30 days 1"}, {Value: "90", Label: "90 days 0"}, {Value: "later", Label: "Later 60"}}, From: 1, To: 50, Total: 62, Page: 1, Pages: 2},
		Parts: []page.ExpiringPart{
			{Title: "Overdue", Rows: []page.ExpiringRow{{Ref: page.Ref{Code: "O-07", Name: "Protect privileged access", Path: "/objectives/O-07"}, Kind: "objective", What: "Measures, not applicable, last day", Day: day(2026, 9, 1), Owner: "Jonas Eide"}}},
			{Title: "Within 30 days", Rows: []page.ExpiringRow{{Ref: page.Ref{Name: "nightly export"}, Kind: "of scanner", What: "API token", Day: day(2026, 10, 4), Owner: "nobody"}}},
		}}
}
