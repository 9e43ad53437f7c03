package page_test

import (
	"github.com/steelyard-isms/steelyard/internal/catalog/glossary"
	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

func recordFindings() []said {
	record := func(change func(*page.Record)) page.Record {
		p := page.Record{Frame: frame(), Kind: "initiative", Ref: page.Ref{Code: "IN-1", Name: "Doors"}}
		change(&p)
		return p
	}
	moves := func(change func(*page.Moves)) page.Moves {
		p := page.Moves{Frame: frame(), Kind: "objective", Ref: page.Ref{Code: "O-1", Name: "Doors"}}
		change(&p)
		return p
	}
	proposal := func(change func(*page.Proposal)) page.Proposal {
		p := page.Proposal{Frame: frame(), Kind: "measure", Sheet: true, Shown: true}
		change(&p)
		return p
	}
	odd := page.EnteredValue{Odd: true}
	return []said{
		{"values of none", page.Values{Frame: frame()}, "There is no measure whose values you may enter here.", []words.Key{"values.finding.none"}, nil},
		{"values of one, in time", page.Values{Frame: frame(), Rows: []page.ValueRow{{Data: page.Known}}}, "You may enter the values of 1 measure.", []words.Key{"values.finding.all"}, nil},
		{"values of many, some late", page.Values{Frame: frame(), More: 7, Rows: []page.ValueRow{{Data: page.Known}, {}, {Data: page.Expired}}}, "You may enter the values of 10 measures. For 2 of them values are late or missing.", []words.Key{"values.finding.all", "values.finding.due"}, nil},
		{"an entered value", page.Values{Frame: frame(), Rows: []page.ValueRow{{}}, Entered: []page.EnteredValue{{}}}, "1 value is entered, and not saved yet.", []words.Key{"values.finding.entered"}, nil},
		{"a value of a closed period", page.Values{Frame: frame(), Entered: []page.EnteredValue{{}, {Closed: page.Ref{Code: "PC-01", Name: "Q2"}}}}, "2 values are entered, and not saved yet. 1 is of a closed period, and needs a reason; what was published stays.", []words.Key{"values.finding.entered", "values.finding.closed"}, nil},
		{"a corrected value", page.Values{Frame: frame(), Entered: []page.EnteredValue{{}, {Corrects: page.Figure{Value: pointer(3.0)}}}}, "2 values are entered, and not saved yet. 1 takes the place of what is recorded, and needs a reason.", []words.Key{"values.finding.entered", "values.finding.corrects"}, nil},
		{"a grid with values that are due", gridOf("", page.GridCell{Due: true}, page.GridCell{}, page.GridCell{Due: true}), "The values of 2 periods that have ended are not there yet.", []words.Key{"values.finding.grid-due"}, nil},
		{"a grid with a value that is due", gridOf("", page.GridCell{Due: true}), "The value of 1 period that has ended is not there yet.", []words.Key{"values.finding.grid-due"}, nil},
		{"a whole grid", gridOf("", page.GridCell{}), "The 1 measure whose values you may enter has its latest values.", []words.Key{"values.finding.grid-whole"}, nil},
		{"a grid of nothing that is called so", gridOf("x"), "No measure whose values you may enter is called so.", []words.Key{"values.finding.grid-none"}, nil},
		{"a grid of nothing", gridOf(""), "There is no measure whose values you may enter here.", []words.Key{"values.finding.none"}, nil},
		{"entered values, some odd", page.Values{Frame: frame(), Entered: []page.EnteredValue{{}, odd, odd}}, "3 values are entered, and not saved yet. 2 lie outside of what chance explains, and need a reason.", []words.Key{"values.finding.entered", "values.finding.odd"}, nil},
		{"a sheet to send", proposal(func(p *page.Proposal) { p.Shown = false }), "Send a sheet of this list that you have changed. You see what it would change before anything is saved.", []words.Key{"propose.finding.sheet"}, nil},
		{"figures to send", proposal(func(p *page.Proposal) { p.Shown, p.Figures = false, &page.Ref{Code: "BM-01"} }), "Send a table with a figure on each line. You see what it would change before anything is saved.", []words.Key{"propose.finding.figures"}, nil},
		{"a field of many", proposal(func(p *page.Proposal) {
			p.Shown, p.Sheet, p.Field, p.Chosen, p.Form = false, false, "owner", 3, &page.Edit{}
		}), "3 records are chosen. You see what would change before anything is saved.", []words.Key{"propose.finding.field"}, nil},
		{"a sheet with refused rows", proposal(func(p *page.Proposal) { p.Refused, p.Changed = 1, 4 }), "Nothing can be saved as it is: 1 row is refused.", []words.Key{"propose.finding.refused"}, nil},
		{"a sheet that cannot be read", proposal(func(p *page.Proposal) { p.Wrong = []page.Wrong{{Reason: "is empty"}} }), "Nothing can be saved: the sheet cannot be read as it is.", []words.Key{"propose.finding.wrong"}, nil},
		{"a sheet that changes nothing", proposal(func(p *page.Proposal) { p.Unchanged = 7 }), "Nothing would change.", []words.Key{"propose.finding.nothing"}, nil},
		{"a sheet that changes some", proposal(func(p *page.Proposal) { p.New, p.Changed, p.Unchanged = 1, 2, 1200 }), "1 record would be new. 2 records would change. 1,200 would stay as they are. Nothing is saved yet.", []words.Key{"propose.finding.new", "propose.finding.changed", "propose.finding.unchanged", "propose.finding.unsaved"}, nil},
		{"a sheet of new ones alone", proposal(func(p *page.Proposal) { p.New, p.Retired = 4000, 1 }), "4,000 records would be new. 1 record would be taken out of use. Nothing is saved yet.", []words.Key{"propose.finding.new", "propose.finding.retired", "propose.finding.unsaved"}, nil},
		{"a table of some", page.Table{Frame: frame(), Kind: "initiative", All: 1200, List: page.List{Query: "doors", Total: 1}}, "1 of 1,200 records is what was asked for.", []words.Key{"table.finding.some"}, nil},
		{"a table of what passes a filter", page.Table{Frame: frame(), Kind: "initiative", All: 9, Where: "true", List: page.List{Total: 3}}, "3 of 9 records are what was asked for.", []words.Key{"table.finding.some"}, nil},
		{"a table of all", page.Table{Frame: frame(), Kind: "initiative", All: 20, Waiting: 1, List: page.List{Total: 20}}, "There are 20 initiatives. 1 waits for approval. A part of the plan by which objectives are to be achieved (ISO/IEC 27001:2022, 6.2 h to l).", []words.Key{"table.finding.all", "table.finding.waits", "table.finding.what"}, nil},
		{"a table of nothing that may be seen", page.Table{Frame: narrowed(), Kind: "body"}, "There is no body that you may see. A group that decides or advises, such as the steering committee.", []words.Key{"table.finding.none-seen", "table.finding.what"}, nil},
		{"a table of nothing", page.Table{Frame: frame(), Kind: "body"}, "There is no body yet. A group that decides or advises, such as the steering committee.", []words.Key{"table.finding.none", "table.finding.what"}, nil},
		{"a view", viewed(func(*page.Table) {}), "3 of 9 records are in the view Late & open.", []words.Key{"table.finding.view"}, nil},
		{"a view of all", viewed(func(p *page.Table) { p.Where, p.Total = "", 9 }), "The view Late & open shows all 9 records.", []words.Key{"table.finding.whole-view"}, nil},
		{"a view that asks for what is gone", viewed(func(p *page.Table) { p.Lenient, p.Wrong, p.Total = true, []page.Wrong{{Path: "where", Reason: "x"}}, 9 }), "The view Late & open asks for something that there is not. Without that it shows 9 records.", []words.Key{"table.finding.lacks"}, nil},
		{"another list than that of the view", viewed(func(p *page.Table) { p.Changed = true }), "3 of 9 records are what was asked for.", []words.Key{"table.finding.some"}, nil},
		{"kinds", page.Kinds{Frame: frame(), Rows: []page.KindRow{{Kind: "unit", Count: 3}, {Kind: "measure"}}}, "3 records of 2 kinds are declared.", []words.Key{"records.finding.kinds"}, nil},
		{"one record of one kind", page.Kinds{Frame: frame(), Rows: []page.KindRow{{Kind: "unit", Count: 1}}}, "1 record of 1 kinds is declared.", []words.Key{"records.finding.kinds"}, nil},
		{"a record in force", record(func(*page.Record) {}), "Initiative IN-1 is in force.", []words.Key{"records.finding.counts"}, nil},
		{"a record in force by its state", record(func(p *page.Record) { p.State = "running" }), "Initiative IN-1 is in force, in the state running.", []words.Key{"records.finding.stands"}, nil},
		{"a record that waits", record(func(p *page.Record) { p.State, p.Waits = "proposed", true }), "What Initiative IN-1 says now is not in force: it is in the state proposed.", []words.Key{"records.finding.waits"}, nil},
		{"a record out of use", record(func(p *page.Record) { p.State, p.Waits, p.Retired = "proposed", true, true }), "Initiative IN-1 is out of use: it is kept, and nothing refers to it anew.", []words.Key{"records.finding.retired"}, nil},
		{"a record whose figures are withheld", record(func(p *page.Record) { p.Withheld = true }), "Initiative IN-1 is in force. Scores and values are not shown, for your role may not see measures.", []words.Key{"records.finding.counts", "records.finding.withheld"}, nil},
		{"a unit of others", record(func(p *page.Record) { p.Beyond = true }), "Initiative IN-1 is in force. Its scores and values are not shown, for your rights are those of another unit.", []words.Key{"records.finding.counts", "records.finding.beyond"}, nil},
		{"moves of what is in force", moves(func(*page.Moves) {}), "Doors is in force.", []words.Key{"moves.finding.counts"}, nil},
		{"moves of a state in force", moves(func(p *page.Moves) { p.State = "active" }), "Doors is in force, in the state active.", []words.Key{"moves.finding.stands"}, nil},
		{"moves of what waits beside what is in force", moves(func(p *page.Moves) { p.State, p.Waits, p.HasForce = "draft", true, true }), "Doors is in the state draft: what it says now waits, and what was approved before counts.", []words.Key{"moves.finding.waits"}, nil},
		{"moves of what was never in force", moves(func(p *page.Moves) { p.State, p.Waits = "draft", true }), "Doors is in the state draft: nothing of it is in force yet.", []words.Key{"moves.finding.none"}, nil},
		{"moves of what is approved", moves(func(p *page.Moves) { p.State, p.Waits, p.HasForce, p.Approved = "approved", true, true, true }), "Doors is approved, but not in force yet: what was in force before counts.", []words.Key{"moves.finding.approved"}, nil},
		{"moves of what is approved and new", moves(func(p *page.Moves) { p.State, p.Waits, p.Approved = "approved", true, true }), "Doors is approved, but not in force yet.", []words.Key{"moves.finding.approved-new"}, nil},
		{"moves of a period that is open", moves(func(p *page.Moves) { p.Kind, p.State, p.Waits = "period-close", "open", true }), "Doors is open: nothing of it is published yet.", []words.Key{"moves.finding.close-open"}, nil},
		{"moves of a closed period", moves(func(p *page.Moves) { p.Kind, p.State = "period-close", "closed" }), "Doors is closed: what was published of it stays.", []words.Key{"moves.finding.close-closed"}, nil},
		{"moves of a period that is open again", moves(func(p *page.Moves) { p.Kind, p.State, p.Waits = "period-close", "reopened", true }), "Doors is open again: what was published of it stays, and closing it publishes once more.", []words.Key{"moves.finding.close-reopened"}, nil},
		{"moves of what is out of use", moves(func(p *page.Moves) { p.State, p.Waits, p.Retired = "draft", true, true }), "Doors is out of use.", []words.Key{"moves.finding.retired"}, nil},
	}
}

// gridOf is one measure by as many months as there are cells; none without any.
func gridOf(query string, cells ...page.GridCell) page.Values {
	g := page.ValueGrid{List: page.List{Query: query, Total: 1}}
	if len(cells) > 0 {
		g.Groups = []page.GridGroup{{Length: "month", Columns: make([]page.GridColumn, len(cells)), Rows: []page.GridRow{{Cells: cells}}}}
	}
	return page.Values{Frame: frame(), Grid: &g}
}

// viewed is a list as a saved view has it.
func viewed(change func(*page.Table)) page.Table {
	p := page.Table{Frame: frame(), Kind: "initiative", All: 9, Where: "true", List: page.List{Total: 3}}
	p.Shown = &page.SavedView{ID: "A", Title: "Late & open"}
	change(&p)
	return p
}

func findFindings() []said {
	find := func(p page.Found) page.Find { return page.Find{Frame: frame(), Found: p} }
	return []said{
		{"nothing is looked for", find(page.Found{}), "Write words of what you look for, in any order, or a code.", []words.Key{"find.finding.nothing-asked"}, nil},
		{"nothing is found", find(page.Found{Query: "<doors>"}), "No record has <doors>.", []words.Key{"find.finding.none"}, nil},
		{"all is shown", find(page.Found{Query: "doors", Total: 1, Records: make([]page.FoundRecord, 1)}), "1 record has doors.", []words.Key{"find.finding.all"}, nil},
		{"the first are shown", find(page.Found{Query: "doors", Total: 312, Records: make([]page.FoundRecord, 50)}), "312 records have doors; the best 50 are shown.", []words.Key{"find.finding.first"}, nil},
		{"the glossary", page.Glossary{Frame: frame(), Sections: []glossary.Section{{Terms: make([]glossary.Term, 2)}}}, "2 words, the same on pages, in the API and in the documents.", []words.Key{"glossary.finding.all"}, nil},
		{"a word of the glossary", page.Glossary{Frame: frame(), Query: "plan", Sections: []glossary.Section{{Terms: make([]glossary.Term, 1)}}}, "1 word has to do with plan.", []words.Key{"glossary.finding.some"}, nil},
		{"no word of the glossary", page.Glossary{Frame: frame(), Query: "<b>"}, "No word has to do with <b>.", []words.Key{"glossary.finding.none"}, nil},
		{"the keys", page.Keys{Frame: frame()}, "These keys lead from every page to others. A letter counts only while you are not writing.", []words.Key{"keys.finding.all"}, nil},
	}
}

// narrowed is the frame of a reader who may not see everything.
func narrowed() page.Frame {
	f := frame()
	f.Narrowed = true
	return f
}
