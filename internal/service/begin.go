package service

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/org"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/scorecard"
)

// Beginning is the wish to begin a programme: what has to be declared before anything can be measured.
type Beginning struct {
	Organisation     string // what it is called
	FullName         string // of whoever begins; personal, so that it can be erased
	Function         string // what they are there for, such as ISMS manager; the record of the person is named by it
	FiscalYearBegins int    // month, 1 to 12; 0: January
	TimeZone         string // IANA zone in which days begin; empty: UTC
	Scorecard        string // its title
	Perspectives     []BeginningPerspective
}

// BeginningPerspective is a view of the first scorecard, from the top. All of them weigh the same, 100 together.
type BeginningPerspective struct{ Title, Question string }

// Begun tells whether anything of an organisation was ever declared, so that there is nothing left to begin.
func (v *View) Begun() bool {
	for range v.snapshot.List(org.UnitKind.Name, true) {
		return true
	}
	return false
}

// Begin gives the changes that begin a programme: the organisation as a unit, whoever begins it as a person there, and a scorecard with its perspectives. They are
// made together or not at all, by Apply, which passes the gate for each. Errors: Conflict where the programme has begun; Invalid of what is not said.
func Begin(v *View, b Beginning) ([]record.Change, error) {
	if v.Begun() {
		return nil, fault.New(fault.Conflict, "the programme has begun: its organisation is declared, and can be changed on its page")
	}
	var bad []fault.Field
	for path, text := range map[string]string{"organisation": b.Organisation, "full_name": b.FullName} {
		if strings.TrimSpace(text) == "" {
			bad = append(bad, fault.Field{Path: path, Reason: "is missing", Remedy: "Say what it is"})
		}
	}
	named := func(kind, title string) string {
		return record.NameFrom(kind, title, func(name string) bool { return v.Taken(kind, name) })
	}
	person := named(org.PersonKind.Name, b.Function)
	if org.GivesAway(person, b.FullName) {
		bad = append(bad, fault.Field{Path: "function", Reason: "has a part of the name in it, and names of records cannot be erased", Remedy: "Say it without the name"})
	}
	if len(bad) > 0 {
		return nil, fault.InvalidFields("the programme cannot begin like this", bad)
	}
	of := map[string]any{"level": "organisation"}
	if b.FiscalYearBegins != 0 {
		of["fiscal_year_begins"] = json.Number(strconv.Itoa(b.FiscalYearBegins))
	}
	if b.TimeZone != "" {
		of["time_zone"] = b.TimeZone
	}
	unit := record.Declaration{Kind: org.UnitKind.Name, Name: named(org.UnitKind.Name, b.Organisation), Title: b.Organisation, Spec: of}
	of = map[string]any{"full_name": b.FullName, "unit": unit.Name}
	if b.Function != "" {
		of["function"] = b.Function
	}
	self := record.Declaration{Kind: org.PersonKind.Name, Name: person, Spec: of}
	card := record.Declaration{Kind: scorecard.ScorecardKind.Name, Name: named(scorecard.ScorecardKind.Name, b.Scorecard), Title: b.Scorecard,
		Spec: map[string]any{"unit": unit.Name, "owner": person}}
	all := []record.Declaration{unit, self, card}
	weight := json.Number(strconv.FormatFloat(100/float64(max(1, len(b.Perspectives))), 'f', -1, 64))
	for i, p := range b.Perspectives {
		all = append(all, record.Declaration{Kind: scorecard.PerspectiveKind.Name, Name: named(scorecard.PerspectiveKind.Name, p.Title), Title: p.Title, Spec: map[string]any{
			"scorecard": card.Name, "question": p.Question, "position": json.Number(strconv.Itoa(i + 1)), "weight": weight}})
	}
	out := make([]record.Change, len(all))
	for i, d := range all {
		out[i] = record.Change{IfRevision: new(int64), Declaration: d}
	}
	return out, nil
}
