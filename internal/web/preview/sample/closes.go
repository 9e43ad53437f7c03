package sample

import (
	"strings"

	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// Period is a closed period of which some figures are known otherwise now, that was published twice, and that this program computes otherwise in one figure.
func Period(f page.Frame) page.Record {
	down, up, little, later := -2.2, 1.4, -0.04, 7.5
	digest := func(c string) string { return strings.Repeat(c, 64) }
	card, patches, goal := page.Ref{Code: "S-01", Name: "Information security", Path: "/scorecards/S-01"}, measureRef("M-07", "Time to patch"), page.Ref{Code: "O-07", Name: "Remediate exploited vulnerabilities fast", Path: "/objectives/O-07"}
	file := page.FigureFile{RawFile: page.RawFile{SHA256: digest("4"), Bytes: 48_213, Path: page.PathFiles + digest("4")}, Number: 2, At: day(2026, 7, 20), By: "Marta Holm", Reason: "The figures are final", Program: "v1.2.0", Computed: 412, Root: digest("b")}
	before := file
	before.SHA256, before.Path, before.At, before.Number, before.Reason = digest("9"), page.PathFiles+digest("9"), day(2026, 7, 15), 1, "Agreed by the steering committee"
	return page.Record{Frame: f, Ref: page.Ref{Code: "PC-01", Name: "Figures of Q2 2026", Path: "/period-closes/PC-01"}, Kind: "period-close", List: "/period-closes", State: "closed",
		Says: []page.Said{{Kind: "period-close", Field: "statement", Text: "All values were read by the measurement circle."}}, History: Record(f).History,
		Figures: &page.PeriodFigures{Of: card, From: day(2026, 4, 1), Until: day(2026, 6, 30), Closed: true, Ended: true, ClosedAt: day(2026, 7, 20), ClosedBy: "Marta Holm", Reason: "The figures are final",
			Published: page.Score{Text: "63.4", Band: page.Watch}, Now: page.Score{Text: "61.2", Band: page.Watch}, Change: &down, Different: 6, Below: 5, Restated: 2,
			Rows: []page.FigureRow{
				{Ref: card, Kind: "scorecard", Published: "63.4", Now: "61.2", Then: page.Watch, Is: page.Watch, Change: &down, Differs: true},
				{Ref: page.Ref{Code: "V-02", Name: "Internal process", Path: "/perspectives/V-02"}, Kind: "perspective", Published: "58.0", Now: "59.4", Then: page.Watch, Is: page.Watch, Change: &up, Differs: true},
				{Ref: goal, Kind: "objective", Published: "71.23", Now: "71.19", Then: page.Good, Is: page.Good, Plan: page.OnPlan, PlanNow: page.AtRisk, Change: &little, Decimals: 2, Differs: true},
				{Ref: page.Ref{Code: "O-09", Name: "Train everybody", Path: "/objectives/O-09"}, Kind: "objective", Published: "80.1", Now: "", Then: page.Good, Differs: true},
				{Ref: measureRef("M-17", "Expected loss in a year"), Kind: "measure", Published: "€7.3m", Now: "€7.3m", Then: page.Watch, Is: page.Good, ScoreThen: "67.0", ScoreNow: "72.4", Differs: true},
				{Ref: patches, Kind: "measure", Published: "12 days", Now: "19.5 days", Then: page.Good, Is: page.Watch, Moved: &later, Unit: "days", Decimals: 1, Differs: true},
				{Ref: measureRef("M-37", "Accounts with a second factor"), Kind: "measure", Published: "60%", Now: "60%", VoidThen: page.VoidExpired, VoidNow: page.VoidExpired},
				{Ref: page.Ref{Code: "O-16", Name: "Have every skill twice", Path: "/objectives/O-16"}, Kind: "objective", Published: "56.0", Now: "70.2", VoidThen: page.VoidLittle, Is: page.Good, Differs: true},
				{Ref: measureRef("M-13", "Doors that were left open"), Kind: "measure", Published: "30", Now: "30", Then: page.Good, Is: page.Good},
			}, MoreRows: 41,
			Differences: []page.FigureDifference{
				{Ref: goal, Figure: "weight", About: "M-07", Published: "2", Now: "3"},
				{Ref: patches, Figure: "value", Published: "12 days", Now: "19.5 days"},
				{Ref: patches, Figure: "band", Published: "Good", Now: "Watch"},
			},
			Restatements: []page.Restatement{
				{At: day(2026, 9, 8), By: "Amal Haddad", Entry: 530, After: 2, Points: 1, Records: 1, About: []page.Ref{patches}, Reason: "The report took patches that were sent for patches in place; counted again by running versions."},
				{At: day(2026, 8, 9), By: "Scanner", Entry: 502, After: 2, Points: 12, Records: 12, About: []page.Ref{patches, measureRef("M-13", "Doors that were left open")}, Run: page.Ref{Name: "R-00000502", Path: "/runs/R-00000502"}},
				{At: day(2026, 7, 17), By: "Marta Holm", Entry: 380, After: 1, Records: 1, About: []page.Ref{goal}, Reason: "The board sees both alike"},
			},
			File: &file, Table: "/api/v1/period-closes/PC-01/figures?format=csv&all=true",
			Publications: []page.Publication{
				{FigureFile: file, Shown: true, OfOne: true, Scores: []page.PublishedScore{{Ref: card, Score: page.Score{Text: "63.4", Band: page.Watch}}}, Restated: 2, Now: "/period-closes/PC-01"},
				{FigureFile: before, OfOne: true, Scores: []page.PublishedScore{{Ref: card, Score: page.Score{Text: "64.0", Band: page.Watch}, Another: true}}, Different: 22, Restated: 1, ReopenedAt: day(2026, 7, 18), ReopenedBy: "Amal Haddad",
					ReopenedWhy: "The weights of two measures were declared wrongly", Now: "/period-closes/PC-01?published=1", Latest: "/period-closes/PC-01?published=1&against=2"},
			},
			Again: &page.Again{Program: "v2.0.0", Differences: []page.FigureDifference{{Ref: goal, Figure: "score", Published: "71.2", Now: "71.4"}}}}}
}

// Publications is the first publication of that period beside the latest.
func Publications(f page.Frame) page.Record {
	p := Period(f)
	of := p.Figures
	latest := *of.File
	of.File, of.Against, of.Chosen, of.Again = &of.Publications[1].FigureFile, &latest, true, nil
	of.ClosedAt, of.ClosedBy, of.Reason = of.File.At, of.File.By, of.File.Reason
	of.Published.Text, of.Now.Text = "64.0", "63.4"
	return p
}

// PeriodMoves is the page of what can become of a period that goes on, for somebody who may close it.
func PeriodMoves(f page.Frame) page.Moves {
	return page.Moves{Frame: f, Kind: "period-close", Ref: page.Ref{Code: "PC-02", Name: "Figures of Q3 2026", Path: "/period-closes/PC-02"}, Action: "/period-closes/PC-02/moves", Revision: 1, State: "open", Waits: true,
		Moves: []page.MoveRow{{Name: "close", To: "closed", Approval: true, On: true, Why: "The period is not over yet. It can be closed from 1 Oct 2026 on."}}, Retire: &page.MoveRow{Name: "retire", Reason: true, May: true}}
}

// OpenPeriod is a period that has ended and waits to be closed.
func OpenPeriod(f page.Frame) page.Record {
	p := Period(f)
	of := p.Figures
	p.State, p.Waits = "open", true
	p.Figures = &page.PeriodFigures{Of: of.Of, From: of.From, Until: of.Until, Ended: true, Rows: of.Rows, MoreRows: of.MoreRows, Table: of.Table}
	return p
}

// InClosed is the frame of a day that lies in a closed period.
func InClosed(f page.Frame) page.Frame {
	f = Past(f)
	f.Closed = &page.ClosedNote{Periods: []page.Ref{{Code: "PC-01", Name: "Figures of Q2 2026", Path: "/period-closes/PC-01"}}, Until: day(2026, 6, 30), Kept: true, Published: page.Score{Text: "63.4", Band: page.Watch}, Now: page.Score{Text: "61.2", Band: page.Watch}, Differs: true}
	return f
}
