package service_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/ascode"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/journal"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/service"
)

// said is all that a refusal tells.
func said(err error) string {
	if err == nil {
		return "nothing: it is done"
	}
	f := fault.Of(err)
	out := f.Message
	for _, x := range f.Fields {
		out += " | " + x.Path + ": " + x.Reason + ". " + x.Remedy
	}
	return out
}

// code is the code of a record, by which someone who may not see it is told that it is there.
func (b *bench) code(kind, name string) string {
	b.t.Helper()
	v, err := b.View(b.t.Context(), manager, service.AsOf{})
	b.must(err)
	r, err := v.Record(kind, name)
	b.must(err)
	return r.Code
}

// Whoever sends values or a file for what they may not see is told what they would be told if it were not there: neither its
// name for its code, nor whether it is retired or read from a source.
func TestSendingTellsNothingOfWhatIsHidden(t *testing.T) {
	b := divided(t)
	scale := ", period_days: 31, scale: {direction: higher, knots: {worst: 50, red: 85, green: 95, target: 99}}}"
	b.must(b.declare(manager, doc("measure", "m-read", "Read", "{unit: south, owner: p-12, source: host-south, value: hardening"+scale)+
		doc("measure", "m-over", "Over", "{unit: south, owner: p-12"+scale)+doc("source", "gone", "Gone", "{unit: south, format: lynis}")))
	for _, c := range []record.Declaration{{Kind: "measure", Name: "m-over"}, {Kind: "source", Name: "gone"}} {
		_, err := b.Declare(t.Context(), manager, []record.Change{{Retire: true, Declaration: c}}, "over")
		b.must(err)
	}
	owner, v := b.in(access.Owner, "north", "p-11"), 1.0
	for _, name := range []string{"m-south", "m-read", "m-over"} {
		code := b.code("measure", name)
		_, err := b.AddPoints(t.Context(), owner, []service.NewPoint{{Measure: code, From: b.clock(), To: b.clock(), Value: &v}}, "", "", "")
		if got := said(err); !strings.Contains(got, `there is no measure "`+code+`"`) || strings.Contains(got, name) || strings.Contains(got, "retired") {
			t.Errorf("values for %s of another unit: %s", name, got)
		}
	}
	for _, name := range []string{"host-south", "gone"} {
		code := b.code("source", name)
		_, err := b.Collect(t.Context(), owner, service.NewFile{Source: code, Content: strings.NewReader("x")})
		if got := said(err); !fault.Is(err, fault.NotFound) || got != "there is no source "+code {
			t.Errorf("a file for %s of another unit: %s", name, got)
		}
	}
}

// A status of what one sees names no file of a source that one does not see: its digest and name are as secret as the source.
func TestExplanationTellsNothingOfHiddenFiles(t *testing.T) {
	b := divided(t)
	scale := ", period_days: 31, scale: {direction: higher, knots: {worst: 50, red: 85, green: 95, target: 99}}}"
	b.must(b.declare(manager, doc("source", "tables", "Tables", "{unit: south, format: csv, mapping: {rows: file, values: [{name: share, operation: share, where: [{column: mfa, equals: yes}]}]}}")+
		doc("measure", "m-file", "From a file", "{unit: north, owner: p-11, source: tables, value: share"+scale)))
	_, err := b.Collect(t.Context(), manager, service.NewFile{Source: "tables", Filename: "names-of-the-south.csv", ObservedAt: b.clock(), Content: strings.NewReader("mfa\nyes\nno\n")})
	b.must(err)
	for role, told := range map[access.Role]bool{access.ISMSManager: false, access.Auditor: false} {
		for _, unit := range []string{"north", ""} {
			v, err := b.View(t.Context(), b.in(role, unit, "p-11"), service.AsOf{})
			b.must(err)
			r, err := v.Record("measure", "m-file")
			b.must(err)
			why, err := v.Explain(t.Context(), r)
			b.must(err)
			text, err := json.Marshal(why)
			b.must(err)
			if got := strings.Contains(string(text), "names-of-the-south"); got != (unit == "" || told) {
				t.Errorf("the %s of unit %q is told the file: %t: %s", role, unit, got, text)
			}
		}
	}
}

// What happens to accounts and files of the organisation is no business of someone with a role in one unit.
func TestEventsOfAccountsAreForTheWholeOrganisation(t *testing.T) {
	b := divided(t)
	_, err := b.SendFile(t.Context(), manager, strings.NewReader("a letter"), "dismissal of Sam")
	b.must(err)
	_, err = b.CreateAccount(t.Context(), access.Console("cli"), service.NewAccount{Login: "sam", Password: "correct horse battery", Role: access.UnitHead, Unit: "south", Person: "p-12"})
	b.must(err)
	_, err = b.SignIn(t.Context(), "sam", "correct horse battery")
	b.must(err)
	for _, role := range access.Roles {
		for _, unit := range []string{"north", ""} {
			v, err := b.View(t.Context(), b.in(role, unit, "p-11"), service.AsOf{})
			b.must(err)
			events, _, _, err := v.Events(t.Context(), 0, "", 1000)
			b.must(err)
			told := map[journal.Type]int{}
			for _, e := range events {
				told[e.Type]++
			}
			if unit != "" && told[journal.Access]+told[journal.File] > 0 {
				t.Errorf("the %s of a unit is told of accounts and files: %v", role, told)
			}
			if unit == "" && role == access.Auditor && (told[journal.Access] != 2 || told[journal.File] != 1) {
				t.Errorf("an auditor of the whole is told %v", told)
			}
		}
	}
}

// Nobody takes their own unit out of the one above it, nor dates into another unit, at whatever day, what they could not
// declare there.
func TestAUnitStaysWhereItIs(t *testing.T) {
	b := divided(t)
	b.must(b.declare(manager, doc("unit", "moved", "Moved", "{parent: [{value: south}, {from: 2024-01-01, value: north}]}")+doc("scorecard", "of-south", "Of south", "{unit: south}")+doc("scorecard", "of-north", "Of north", "{unit: north}")))
	isms := b.in(access.ISMSManager, "north", "p-11")
	for _, c := range []struct {
		what, text string
		refused    bool
	}{
		{"another title for the own unit", doc("unit", "north", "The north", "{parent: enterprise}"), false},
		{"the own unit below another", doc("unit", "north", "The north", "{parent: south}"), true},
		{"the own unit alone", doc("unit", "north", "The north", "{}"), true},
		{"the own unit below another from next year on", doc("unit", "north", "The north", "{parent: [{value: enterprise}, {from: 2026-01-01, value: south}]}"), true},
		{"a new unit that goes over next year", doc("unit", "fresh", "Fresh", "{parent: [{value: north}, {from: 2026-01-01, value: south}]}"), true},
		{"a new unit that was part of another", doc("unit", "fresh", "Fresh", "{parent: [{value: south}, {from: 2025-01-01, value: north}]}"), true},
		{"a new unit that changes within the own", doc("unit", "fresh", "Fresh", "{parent: [{value: north}, {from: 2026-01-01, value: team}]}"), false},
		{"another title for a unit that came from elsewhere", doc("unit", "moved", "Moved here", "{parent: [{value: south}, {from: 2024-01-01, value: north}]}"), false},
		{"a later arrival for it", doc("unit", "moved", "Moved here", "{parent: [{value: south}, {from: 2025-01-01, value: north}]}"), true},
		{"a new measure of a unit that came from elsewhere", measureIn("moved"), false},
		{"a new unit that is founded next year", doc("unit", "later", "Later", "{parent: [{from: 2026-01-01, value: north}]}"), true},
		{"a new unit that was founded last year", doc("unit", "later", "Later", "{parent: [{from: 2024-01-01, value: north}]}"), false},
		{"a perspective that another scorecard had", doc("perspective", "hers", "Hers", "{scorecard: [{value: of-south}, {from: 2025-01-01, value: of-north}], weight: 1}"), true},
		{"a perspective of the own scorecard", doc("perspective", "hers", "Hers", "{scorecard: of-north, weight: 1}"), false},
	} {
		if err := b.declare(isms, c.text); fault.Is(err, fault.Forbidden) != c.refused || !c.refused && err != nil {
			t.Errorf("%s: %s", c.what, said(err))
		}
	}
}

// Why an entry was written is told in the history of a record to those who may see all that the entry is about.
func TestHistoryTellsNoReasonOfOthers(t *testing.T) {
	b := divided(t)
	changes, bad := ascode.Read("test.yaml", []byte(doc("person", "p-11", "", "{full_name: Nora N, unit: north}")+doc("person", "p-12", "", "{full_name: Sam S, unit: south}")))
	if len(bad) > 0 {
		t.Fatal(bad)
	}
	_, err := b.Declare(t.Context(), manager, changes, "Sam is on sick leave")
	b.must(err)
	_, err = b.Declare(t.Context(), manager, changes[:1], "nothing else")
	b.must(err)
	for unit, told := range map[string]string{"north": "", "": "Sam is on sick leave"} {
		v, err := b.View(t.Context(), b.in(access.ISMSManager, unit, "p-11"), service.AsOf{})
		b.must(err)
		r, err := v.Record("person", "p-11")
		b.must(err)
		all, err := v.History(t.Context(), r, 10)
		b.must(err)
		if e := all[0].Entry; e.Reason != told || len(e.Body.Revisions) == 0 || e.RecordedAt.IsZero() {
			t.Errorf("in unit %q the history tells %+v", unit, e)
		}
	}
}

func measureIn(unit string) string {
	return doc("measure", "m-of-"+unit, "Of "+unit, "{unit: "+unit+", owner: p-11, period_days: 31, scale: {direction: higher, knots: {worst: 50, red: 85, green: 95, target: 99}}}")
}

// A refusal names nothing that the writer may not see: of what refers to a record, of what a name was given to, and of what
// stands in a circle, it tells the code, or no more than that.
func TestRefusalsNameNothingHidden(t *testing.T) {
	b := divided(t)
	people, scale := "{unit: south, owner: p-12, perspective: process, weight: 1, ", ", period_days: 31, scale: {direction: higher, knots: {worst: 50, red: 85, green: 95, target: 99}}}"
	b.must(b.declare(manager, doc("objective", "o-south", "Aim of south", people+"parent: o-north, measures: [{measure: m-north, weight: 1}], targets: [{measure: m-north, baseline: 50, start: 2025-01-01, plan: {target: 99, due: 2025-12-31}}]}")+
		doc("measure", "counted", "Counted", "{unit: south, owner: p-12, unit_of_measure: crowns"+scale)))
	_, err := b.Declare(t.Context(), manager, []record.Change{{Retire: true, Declaration: record.Declaration{Kind: "measure", Name: "m-team"}}}, "over")
	if got := said(err); !strings.Contains(got, "objective/o-team") {
		t.Errorf("who may see everything is not told what is in the way: %s", got)
	}
	v, err := b.View(t.Context(), manager, service.AsOf{})
	b.must(err)
	south, err := v.Record("measure", "m-south")
	b.must(err)
	renamed, _ := ascode.Read("test.yaml", []byte(doc("measure", "south-renamed", "Concern of south", "{unit: south, owner: p-12"+scale)))
	renamed[0].UID = south.UID
	_, err = b.Declare(t.Context(), manager, renamed, "")
	b.must(err)
	isms := b.in(access.ISMSManager, "north", "p-11")
	for _, c := range []struct {
		what, text, says string
		change           record.Change
	}{
		{what: "retiring what another unit refers to", change: record.Change{Retire: true, Declaration: record.Declaration{Kind: "measure", Name: "m-north"}}, says: "objective/" + b.code("objective", "o-south")},
		{what: "a former name", text: doc("measure", "m-south", "New", "{unit: north, owner: p-11"+scale), says: "name"},
		{what: "a circle through another unit", text: doc("objective", "o-north", "Aim of north", "{unit: north, owner: p-11, perspective: process, weight: 1, parent: "+b.code("objective", "o-south")+", measures: [{measure: m-north, weight: 1}]}"), says: "there is no objective"},
		{what: "a unit of another measure", text: doc("benchmark", "mine", "Mine", "{measure: "+b.code("measure", "counted")+", type: external, source: Somebody, unit_of_measure: euros, values: [{on: 2024-12-01, value: 3}]}"), says: "there is no measure"},
	} {
		var err error
		if c.text != "" {
			err = b.declare(isms, strings.ReplaceAll(c.text, "state: active\n", ""))
		} else {
			_, err = b.Declare(t.Context(), isms, []record.Change{c.change}, "because")
		}
		got := said(err)
		if err == nil || !strings.Contains(got, c.says) {
			t.Errorf("%s: %s", c.what, got)
		}
		for _, word := range []string{"o-south", "south-renamed", "crowns", "counted"} {
			if strings.Contains(got, word) {
				t.Errorf("%s tells of %s: %s", c.what, word, got)
			}
		}
	}
}

// What somebody owns is theirs to change, but not theirs to put into a unit of which they see nothing.
func TestOwnersPutNothingIntoAnotherUnit(t *testing.T) {
	b := divided(t)
	action := func(name, unit, owner string) string {
		return doc("action", name, "Action "+name, "{unit: "+unit+", owner: "+owner+", objective: o-north, description: Do it, origin: improvement, due: 2025-12-31}")
	}
	for _, role := range []access.Role{access.Owner, access.Operator} {
		owner := b.in(role, "north", "p-11")
		for _, c := range []struct {
			what, text string
			refused    bool
		}{
			{"a new action of the own unit", action("mine-"+string(role), "north", "p-11"), false},
			{"a new action of another unit", action("theirs-"+string(role), "south", "p-11"), true},
			{"an action moved into another unit", action("mine-"+string(role), "south", "p-11"), true},
		} {
			if err := b.declare(owner, c.text); fault.Is(err, fault.Forbidden) != c.refused || !c.refused && err != nil {
				t.Errorf("%s by the %s: %s", c.what, role, said(err))
			}
		}
	}
}
