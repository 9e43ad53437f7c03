package sample

import (
	"github.com/steelyard-isms/steelyard/internal/kinds"
	"github.com/steelyard-isms/steelyard/internal/web/form"
	"github.com/steelyard-isms/steelyard/internal/web/format"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// asEntered calls records as they were entered.
type asEntered struct{}

func (asEntered) Shown(_, name string) string { return name }
func (asEntered) Meant(_, text string) string { return text }
func (asEntered) Figures() format.Style       { return format.Style{} }

// inputs are those of a kind, with what is said.
func inputs(kind string, spec map[string]any) []form.Input {
	k, ok := kinds.Registry().Kind(kind)
	if !ok {
		panic("there is no kind " + kind)
	}
	return form.Show(k, spec, asEntered{}, nil)
}

// objectiveSpec says something in every control.
func objectiveSpec() map[string]any {
	return map[string]any{"unit": "U-01 Halden Grid", "owner": "P-02 Jonas Eide", "perspective": "V-02 Internal process", "statement": "Updates that close exploited holes are in place within 14 days.",
		"weight":     []any{map[string]any{"value": "1"}, map[string]any{"from": "2026-07-01", "value": "x", "reason": "It is what the board asks about"}},
		"parameters": []any{"culture-and-support"},
		"measures":   []any{map[string]any{"measure": "M-07 Time to patch", "weight": "2", "critical": "true"}, map[string]any{"measure": "M-08 Late patches"}}}
}

// Withheld is the page of a unit for a reader who may not see figures.
func Withheld(f page.Frame) page.Record {
	f.NoFigures = true
	return page.Record{Frame: f, Ref: page.Ref{Code: "U-01", Name: "Halden Grid", Path: "/units/U-01"}, Kind: "unit", List: "/units", Withheld: true, History: Record(f).History,
		Says: []page.Said{{Kind: "unit", Field: "level", Control: form.Choice, Text: "organisation"}, {Kind: "unit", Field: "country", Control: form.Line, Text: "NO"}}}
}

// Narrowed is the frame of a reader who may not see everything.
func Narrowed(f page.Frame) page.Frame {
	f.Narrowed = true
	return f
}

// Beyond is the page of a unit for a reader whose rights are those of another one.
func Beyond(f page.Frame) page.Record {
	p := Withheld(f)
	p.NoFigures, p.Withheld, p.Beyond = false, false, true
	return p
}

// Edit is the form of an objective of which something is wrong and something was saved by somebody else.
func Edit(f page.Frame) page.Edit {
	return page.Edit{Frame: f, Kind: "objective", Makes: map[string]bool{"measure": true, "unit": true, "initiative": true, "business-goal": true, "principle": true}, Code: "O-07", Called: "Remediate exploited vulnerabilities fast", Action: "/objectives/O-07/edit", Back: "/objectives/O-07", List: "/objectives", Revision: 3, Titled: true,
		Title: "Remediate exploited vulnerabilities fast", Name: "patch-fast", Inputs: inputs("objective", objectiveSpec()), Reason: "Half-year review",
		Wrong:   []page.Wrong{{Path: "spec.weight[1].value", Reason: "is the text \"x\"", Remedy: "Write a number"}, {Path: "spec.targets[0].plan", Reason: "is required"}, {Reason: "the whole cannot be kept", Remedy: "Look again"}},
		Theirs:  []page.Theirs{{ID: "a", Path: "spec.statement", Name: "Statement", By: "Amal Haddad", Value: "Updates are in place within 10 days."}, {ID: "b", Path: "spec.rationale", Name: "Rationale", By: "Amal Haddad", Value: "The board asked.", Taken: true}},
		MovedOn: &page.MovedOn{State: "approved", By: "Marta Holm"},
		Offered: map[string][]string{"unit": {"U-01 Halden Grid", "U-02 North region"}, "person": {"P-02 Jonas Eide"}, "measure": {"M-07 Time to patch"}}}
}

// Part is a page of the form of a new objective, of which others were begun.
func Part(f page.Frame, part string) page.Edit {
	p := page.Edit{Frame: f, Kind: "objective", Makes: map[string]bool{"measure": true, "unit": true, "initiative": true, "business-goal": true, "principle": true}, Action: "/objectives/new", Back: "/objectives", List: "/objectives", Titled: true, Title: "Know every supplier", Inputs: inputs("objective", objectiveSpec()), Part: part, Keeps: true,
		Answers: Objective(f).Requirements, Offered: Edit(f).Offered, Plan: &page.Plan{Title: "Ask them all", Inputs: inputs("initiative", nil)},
		Begun: []page.Draft{{ID: "A", Title: "Let nobody wait", Path: "/objectives/new?draft=A", Changed: day(2026, 9, 1)}, {ID: "B", Path: "/objectives/new?draft=B", Changed: day(2026, 8, 1)}}}
	if part == page.PartReview {
		p.Draft, p.Begun = "A", nil
		p.Wrong = []page.Wrong{{Path: "spec.weight[1].value", Reason: "is the text \"x\"", Remedy: "Write a number"}, {Path: "plan.due", Reason: "is required"}, {Path: "spec.owner", Reason: "is required"}}
		p.Says = Record(f).Says
		for i, field := range []string{"statement", "measures", "owner"} {
			if i < len(p.Says) {
				p.Says[i].Kind, p.Says[i].Field = "objective", field
			}
		}
		p.Plan.Says = Record(f).Says
	}
	return p
}

// New is the empty form of a person, whom a field names in place of a title.
func New(f page.Frame) page.Edit {
	return page.Edit{Frame: f, Kind: "person", Makes: map[string]bool{"unit": true}, For: &page.Awaited{Title: "Know every supplier", Kind: "objective", Path: "/objectives/new?draft=A"}, Action: "/persons/new", Back: "/persons", List: "/persons", Inputs: inputs("person", nil), Files: true}
}

// Review is what saving would change, where a reason is missing.
func Review(f page.Frame) page.Edit {
	p := Edit(f)
	p.MovedOn, p.Wrong, p.Theirs, p.Reason, p.ReasonMissing = nil, nil, nil, "", true
	p.Entered = []page.Param{{Name: "revision", Value: "3"}, {Name: "title", Value: p.Title}}
	p.Review = &page.Review{Asks: true, Waits: true, Closed: []page.Ref{{Code: "PC-01", Name: "Figures of Q2 2026", Path: "/period-closes/PC-01"}}, MoreEffects: 4, Changes: []page.Change{{Field: "weight", Old: "1", New: "2"}, {Field: "statement", New: "Fast."},
		{Name: "Targets 1: Target from 1 Oct 2026", Parts: []page.ChangePart{{Name: "Value to be reached", Value: "95"}}, Without: []page.ChangePart{{Name: "Due", Value: "2026-12-31"}}}},
		Effects: []page.ScoreEffect{{Ref: page.Ref{Code: "S-01", Name: "Security scorecard", Path: "/scorecards/S-01"}, Kind: "scorecard", Then: page.Score{Text: "72.4", Band: page.Good, Coverage: v(1)}, Now: page.Score{Text: "69.0", Band: page.Watch, Coverage: v(1)}, Change: v(-3.4)},
			{Ref: objective("O-07", "Remediate exploited vulnerabilities fast"), Kind: "objective", Then: page.Score{Text: "44.1", Band: page.Watch}, Now: page.Score{}}},
		Past: &page.PastEffects{Name: "Weight", Ends: 7, Moved: 3, At: day(2026, 6, 30), Effect: page.ScoreEffect{Ref: objective("O-07", "Remediate exploited vulnerabilities fast"), Kind: "objective",
			Then: page.Score{Text: "47.5", Band: page.Watch}, Now: page.Score{Text: "55.0", Band: page.Watch}}}}
	return p
}

// Moves is what can become of an objective of which a changed version waits.
func Moves(f page.Frame) page.Moves {
	return page.Moves{Frame: f, Kind: "objective", Ref: objective("O-07", "Remediate exploited vulnerabilities fast"), Action: "/objectives/O-07/moves", Revision: 4, State: "in-review", Waits: true, HasForce: true,
		Changes: []page.Change{{Field: "targets[0].plan.due", Old: "2026-12-31", New: "2026-09-30"}, {Field: "rationale", New: "The board asked."}},
		Moves:   []page.MoveRow{{Name: "return", To: "draft", Reason: true, May: true}, {Name: "approve", To: "approved", Reason: true, Approval: true, Why: "Nobody approves their own words."}},
		Retire:  &page.MoveRow{Name: "retire", Reason: true}, Users: []page.Ref{{Code: "A-01", Name: "Order the licences", Path: "/actions/A-01"}, {Code: "A-02", Name: "Train the desk", Path: "/actions/A-02"}}, Wrong: "return", WrongReason: true}
}

// Unfinished is an action that cannot be finished yet, with what is missing.
func Unfinished(f page.Frame) page.Moves {
	return page.Moves{Frame: f, Kind: "action", Ref: page.Ref{Code: "A-01", Name: "Order the licences", Path: "/actions/A-01"}, Action: "/actions/A-01/moves", Revision: 4, State: "in-progress",
		Moves: []page.MoveRow{{Name: "finish", To: "done", May: true, On: true}}, Wrong: "finish", WrongWhy: "This step cannot be taken as things are.",
		Details: []page.Wrong{{Path: "spec.result", Name: "Result", To: "/objectives/O-07/edit#f-spec-result", Reason: "is required once the action is done", Remedy: "Write what was done before the action is finished"},
			{Path: "spec.evidence", Name: "Evidence", Reason: "is damaged", Remedy: "Send it again"}, {Path: "move", Reason: "would close PC-03, which lasts until 2026-12-31", Remedy: "Close the period once it has ended"}}}
}

// Kinds is the page of all kinds.
func Kinds(f page.Frame) page.Kinds {
	return page.Kinds{Frame: f, Rows: []page.KindRow{{Kind: "initiative", Path: "/initiatives", New: "/initiatives/new", Count: 8}, {Kind: "unit", Path: "/units", Count: 16}}}
}

// initiative is a record of a kind without a page of its own.
var initiative = page.Ref{Code: "IN-03", Name: "Patch in waves", Path: "/initiatives/IN-03"}

func says() []page.Said {
	return []page.Said{{Kind: "initiative", Field: "owner", Control: form.Refer, Text: "P-02", To: page.Ref{Code: "P-02", Name: "Jonas Eide", Path: "/persons/P-02"}},
		{Kind: "initiative", Field: "due", Control: form.Day, Text: "2026-12-31"}, {Kind: "measure", Field: "type", Control: form.Choice, Text: "effectiveness"}}
}

// Table is the list of a kind, grouped, of which two columns were chosen.
func Table(f page.Frame) page.Table {
	f.Actions = page.Actions{New: "/initiatives/new", Kind: "initiative"}
	column := func(field string, plain, chosen bool) page.Column {
		return page.Column{Kind: "initiative", Name: "spec." + field, Field: field, Plain: plain, Chosen: chosen}
	}
	owner, due, state, changed := column("owner", true, true), column("due", true, true), page.Column{Kind: "initiative", Name: "state", Kernel: true, Plain: true, Chosen: true}, page.Column{Kind: "initiative", Name: "recorded_at", Kernel: true, Plain: true, Figure: true, Chosen: true}
	told := says()
	cells := []page.Saying{{Said: told[0], Has: true}, {Said: told[1], Has: true}, {Said: page.Said{Kind: "initiative", Text: "running"}, Column: "state", Has: true}, {Column: "recorded_at", At: day(2026, 5, 4), Has: true}}
	return page.Table{Frame: f, Kind: "initiative", All: 7, Saved: page.Saved{MayKeep: true, MayShare: true, Views: []page.SavedView{{ID: "A", Title: "Waiting for approval", Everybody: true, May: true}}}, Columns: []page.Column{owner, due, state, changed}, Offered: []page.Column{owner, due, column("objectives", false, false), state, changed},
		Where: `has(spec.due) && spec.due <= "2026-12-31"`, Sort: "-spec.due", Group: &owner, Tests: []string{page.TestIs, page.TestUnknown}, May: true, Import: "/initiatives/import", Bulk: "/initiatives/bulk",
		List: page.List{Path: "/initiatives", From: 1, To: 2, Total: 2, Page: 1, Pages: 1},
		Groups: []page.TableGroup{{Saying: cells[0], Count: 1, Rows: []page.TableRow{{Ref: initiative, Cells: cells, Waits: page.WaitsChange}}},
			{Count: 1, Rows: []page.TableRow{{Ref: page.Ref{Code: "IN-04", Name: "Awareness week", Path: "/initiatives/IN-04"}, Cells: []page.Saying{{}, {}, {}, cells[3]}}}}}}
}

// SavedTable is a list as a view keeps it, of which a part is gone by now.
func SavedTable(f page.Frame) page.Table {
	p := Table(f)
	p.Where, p.Lenient = "spec.cost_centre == \"4711\"", true
	p.Wrong = []page.Wrong{{Path: "where", Reason: "spec has no field cost_centre", Remedy: "Use a field of the kind"}}
	p.Full = p.Keep
	p.Saved = page.Saved{Full: p.Keep, Begins: true, MayKeep: true, MayShare: true, Asked: map[string]string{"where": p.Where}, Views: []page.SavedView{
		{ID: "A", Title: "Waiting for approval", Everybody: true, May: true}, {ID: "B", Title: "Cost centre 4711", First: true, May: true}, {ID: "C", Title: "Late, by owner", May: true}}}
	p.Shown = &p.Views[1]
	return p
}

// KeptTable is a list that could not be kept under the title that was entered.
func KeptTable(f page.Frame) page.Table {
	p := Table(f)
	p.Keeping = &page.Keeping{Title: "Waiting for approval", Everybody: true, First: true, Wrong: "There is a view called Waiting for approval already: replace or delete that, or use another title."}
	return p
}

// WrongTable is a list that was asked for what cannot be read.
func WrongTable(f page.Frame) page.Table {
	p := Table(f)
	p.Groups, p.Total, p.Wrong = nil, 0, []page.Wrong{{Path: "where", Reason: "at character 5: names no field", Remedy: "Did you mean spec.due?"}, {Path: "sort", Reason: "spec.objectives is a list", Remedy: "Sort by another field"}}
	return p
}

// Record is the page of a record of a kind without a page of its own.
func Record(f page.Frame) page.Record {
	f.Actions = page.Actions{Edit: "/initiatives/IN-03/edit", Moves: "/initiatives/IN-03/moves", Stated: true}
	f.Told, f.Undo = "The change of IN-03 is saved.", "/initiatives/IN-03/edit?from=2"
	return page.Record{Frame: f, Ref: initiative, Kind: "initiative", List: "/initiatives", State: "running", Link: judged(f), Expected: "5 points", Outcomes: []page.Outcome{{Measure: page.Measure{Frame: f, Ref: measure("M-014", "Privileged accounts with multi-factor authentication"), Now: page.Figure{Unit: "%"}},
		Found: page.Improvement{Done: day(2026, 2, 15), Stated: true, Verdict: page.Improved, Size: 13.2, P: 0.0008}}},
		Says: append(says(), page.Said{Kind: "objective", Field: "measures", Control: form.Items, Entries: [][]page.Said{{{Kind: "objective", Field: "measures[].measure", Control: form.Refer, Text: "gone"}, {Kind: "objective", Field: "measures[].weight", Control: form.Dated, Parts: []page.Said{{Kind: "objective", Field: "measures[].weight", Control: form.Number, Text: "2"}}}}}},
			page.Said{Kind: "objective", Field: "parameters", Control: form.Choices, Words: []string{"culture-and-support"}}, page.Said{Kind: "measure", Field: "friction", Control: form.Tick, Text: "true"}, page.Said{Kind: "objective", Field: "statement", Control: form.Prose, Text: "One.\nTwo."}),
		Uses: []page.UseOf{{Ref: page.Ref{Code: "A-01", Name: "Order the licences", Path: "/actions/A-01"}, Kind: "action", Field: "spec.initiative"}}, MoreUses: 3,
		History: []page.Revision{{At: day(2026, 5, 4), By: "Jonas Eide", Changes: []page.Change{{Field: "due", Old: "2026-06-30", New: "2026-12-31"}}, Entry: 71, Number: 3}, {At: day(2026, 1, 4), By: "Jonas Eide", Summary: "Declared as IN-03.", Entry: 12, Number: 2, Restore: "/initiatives/IN-03/edit?from=2"}}}
}

// Values is the form for values, of which one is wrong.
func Values(f page.Frame) page.Values {
	return page.Values{Frame: f, More: 3, Paste: "M-99\t2026-09-30\t4",
		Wrong: []page.Wrong{{Path: "M-08", Reason: "\"ten\" is no number", Remedy: "Write digits, with a point before the fraction"}, {Path: "1", Reason: "\"M-99\" is no measure whose values you may enter", Remedy: "Use its code"}},
		Rows: []page.ValueRow{{Ref: measureRef("M-08", "Hours of supply lost to security events"), Now: page.Figure{Value: v(7.2), Unit: "hours"}, NowAt: day(2026, 7, 31), Data: page.Known, Day: "2026-10-31", Value: "ten"},
			{Ref: measureRef("M-12", "Staff who report a test message"), Now: page.Figure{Unit: "%"}, Data: page.Expired, Day: "2026-09-30", Sampled: true}}}
}

// EnteredValues are values before they are saved, one of them unusual.
func EnteredValues(f page.Frame) page.Values {
	cases := int64(40)
	return page.Values{Frame: f, NoteMissing: true, Entered: []page.EnteredValue{
		{Ref: measureRef("M-08", "Hours of supply lost to security events"), Day: day(2026, 10, 31), Text: "31", Value: page.Figure{Value: v(31), Unit: "hours"}, Before: page.Figure{Value: v(7.2), Unit: "hours"}, Now: page.Score{Text: "76.0", Band: page.Good},
			Score: page.Score{Text: "0.0", Band: page.Act}, Odd: true, Low: page.Figure{Value: v(4), Unit: "hours"}, High: page.Figure{Value: v(14.5), Unit: "hours"}, NoteMissing: true},
		{Ref: measureRef("M-12", "Staff who report a test message"), Day: day(2026, 9, 30), Text: "61", Value: page.Figure{Value: v(61), Unit: "%"}, Sample: &cases},
		{Ref: measureRef("M-13", "Doors that were left open"), Cell: "M-13.2026-09", Period: "Sep 2026", Day: day(2026, 9, 30), Text: "3", Value: page.Figure{Value: v(3)}, Corrects: page.Figure{Value: v(30)}, Note: "A zero too many"}}}
}

func measureRef(code, name string) page.Ref {
	return page.Ref{Code: code, Name: name, Path: page.PathMeasures + "/" + code}
}

// Proposal is a changed sheet of which a row is refused.
func Proposal(f page.Frame) page.Proposal {
	return page.Proposal{Frame: f, Kind: "measure", List: "/measures?view=table", Action: "/measures/import", Sheet: true, MostMiB: 4, Shown: true, New: 1, Changed: 1, Refused: 1, Unchanged: 59, More: 3,
		Rows: []page.ProposedRow{
			{Ref: page.Ref{Code: "M-07", Name: "Time to patch", Path: "/measures/M-07"}, Line: 4, Action: page.ActionRefused, Wrong: []page.PlacedWrong{{Wrong: page.Wrong{Path: "period_days", Reason: "is the text \"often\"", Remedy: "Write a whole number"}, Column: 28}}},
			{Ref: page.Ref{Code: "M-08", Name: "Late patches", Path: "/measures/M-08"}, Line: 5, Action: "updated", Changes: []page.Change{{Field: "spec.owner", Old: "P-02", New: "P-03"}}},
			{Ref: page.Ref{Name: "Doors that were left open"}, Line: 9, Action: "created"}}}
}

// Bulk is a field of many records, before it is saved.
func Bulk(f page.Frame) page.Proposal {
	p := Proposal(f)
	p.Sheet, p.Field, p.Chosen, p.Refused, p.New, p.More, p.Ready, p.ReasonMissing, p.Rows = false, "owner", 3, 0, 0, 0, true, true, p.Rows[1:2]
	p.Action, p.Entered = "/measures/bulk?field=owner", []page.Param{{Name: "seen", Value: "M-08:3"}}
	return p
}

// ValueGrid is measures by months, of which one value is wrong and one is corrected.
func ValueGrid(f page.Frame) page.Values {
	g := page.GridGroup{Length: "month", Zone: "Europe/Oslo"}
	for m := 5; m <= 10; m++ {
		g.Columns = append(g.Columns, page.GridColumn{Name: "2026-" + day(2026, m, 1).Format("01"), Length: "month", From: day(2026, m, 1), To: day(2026, m+1, 0), Open: m == 10, Plain: true})
	}
	row := func(code, name, unit string, sampled bool, values ...float64) {
		r := page.GridRow{Ref: measureRef(code, name), Of: "North region", Unit: unit, Sampled: sampled}
		for i, c := range g.Columns {
			cell := page.GridCell{Name: code + "." + c.Name, Due: i >= len(values) && !c.Open}
			if i < len(values) {
				cell.Recorded, cell.At, cell.Values, cell.Band = page.Figure{Value: v(values[i]), Unit: unit}, c.To, 1, page.Watch
			}
			r.Cells = append(r.Cells, cell)
		}
		g.Rows = append(g.Rows, r)
	}
	row("M-08", "Hours of supply lost to security events", "hours", false, 7.2, 8, 6.5, 7.1, 5)
	row("M-12", "Staff who report a test message", "%", true, 61, 58.5, 63)
	g.Rows[0].Cells[4].Input, g.Rows[0].Cells[2].Values = "5.5", 3
	wrong := page.Wrong{Path: "M-12.2026-08", Reason: "\"ten\" is no number", Remedy: "Write digits, as in 1,234.5"}
	g.Rows[1].Cells[3].Input, g.Rows[1].Cells[3].Wrong = "ten", wrong
	return page.Values{Frame: f, Wrong: []page.Wrong{wrong}, Grid: &page.ValueGrid{List: page.List{Path: page.PathValues, Total: 2, Pages: 1}, Groups: []page.GridGroup{g}}}
}
