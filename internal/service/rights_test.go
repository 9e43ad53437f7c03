package service_test

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/service"
)

// divided is an organisation of two divisions, north with a team below it, each with what belongs to it.
func divided(t *testing.T) *bench {
	t.Helper()
	b := newBench(t, filepath.Join(t.TempDir(), "steelyard.db"))
	scale := ", period_days: 31, scale: {direction: higher, knots: {worst: 50, red: 85, green: 95, target: 99}}}"
	text := base + doc("unit", "north", "North", "{parent: enterprise}") + doc("unit", "team", "Team", "{parent: north}") + doc("unit", "south", "South", "{parent: enterprise}") +
		doc("person", "p-11", "", "{full_name: Nora North, unit: north}") + doc("person", "p-12", "", "{full_name: Sam South, unit: south}") +
		doc("source", "host-south", "Host of the south", "{unit: south, format: lynis}")
	for _, unit := range []string{"north", "team", "south"} {
		targets := ""
		if unit == "north" {
			targets = ", targets: [{measure: m-south, baseline: 50, start: 2025-01-01, plan: {target: 99, due: 2025-12-31}}]"
		}
		edges := "{measure: m-" + unit + ", weight: 1}"
		if unit != "south" {
			edges += ", {measure: m-south, weight: 1}"
		}
		owner := map[string]string{"north": "p-11", "team": "p-11", "south": "p-12"}[unit]
		text += doc("measure", "m-"+unit, "Concern of "+unit, "{unit: "+unit+", owner: "+owner+scale) +
			doc("objective", "o-"+unit, "Aim of "+unit, "{unit: "+unit+", owner: "+owner+", perspective: process, weight: 1, statement: Words of "+unit+", measures: ["+edges+"]"+targets+"}")
	}
	b.must(b.declare(manager, text))
	for _, m := range []string{"m-north", "m-team", "m-south"} {
		v := 77.125
		_, err := b.AddPoints(t.Context(), manager, []service.NewPoint{{Measure: m, From: b.clock(), To: b.clock(), Value: &v}}, "", "", "")
		b.must(err)
	}
	return b
}

// in gives a principal with a role in a unit, as a person.
func (b *bench) in(role access.Role, unit, person string) access.Principal {
	b.t.Helper()
	p := access.Principal{Account: record.UID("01JBKBT1004D2QJ7MZ0FGA5" + strings.ToUpper(person[2:]) + "0"), Role: role, Via: "test"}
	all, err := b.View(b.t.Context(), manager, service.AsOf{})
	b.must(err)
	if unit != "" {
		r, err := all.Record("unit", unit)
		b.must(err)
		p.Unit = r.UID
	}
	r, err := all.Record("person", person)
	b.must(err)
	p.Person = r.UID
	return p
}

func names(t *testing.T, v *service.View, kind string) string {
	t.Helper()
	list, err := v.List(kind, true)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, r := range list {
		out = append(out, r.Name)
	}
	return strings.Join(out, " ")
}

// A role in a unit shows what belongs to the unit and to what is below it, and of all else at most that it is there.
func TestAUnitSeesItself(t *testing.T) {
	b := divided(t)
	v, err := b.View(t.Context(), b.in(access.UnitHead, "north", "p-11"), service.AsOf{})
	b.must(err)
	if got := names(t, v, "measure") + ", " + names(t, v, "objective") + ", " + names(t, v, "person") + ", " + names(t, v, "source"); got != "m-north m-team, o-north o-team, p-11, " {
		t.Errorf("the head of the north sees %s", got)
	}
	if got := names(t, v, "unit"); got != "enterprise north south team" {
		t.Errorf("of the frame, the head of the north sees the units %s", got)
	}
	if _, err := v.Record("measure", "m-south"); !fault.Is(err, fault.NotFound) || !strings.Contains(err.Error(), "there is no measure m-south") {
		t.Errorf("a measure of the south is not absent: %v", err)
	}
	r, err := v.Record("objective", "o-north")
	b.must(err)
	text, err := v.Declared(r)
	b.must(err)
	if !strings.Contains(string(text), "M-03") && !strings.Contains(string(text), "M-02") || strings.Contains(string(text), "m-south") {
		t.Errorf("a reference to the south shows more than a code: %s", text)
	}
	status, err := v.Status(t.Context())
	b.must(err)
	for _, m := range status.Measures {
		if m.Record.Name == "m-south" || m.Record.Title == "Concern of south" {
			t.Errorf("the status tells of the south: %s %s", m.Record.Name, m.Record.Title)
		}
	}
	why, err := v.Explain(t.Context(), r)
	b.must(err)
	if all := strings.Join(why.Explanation, " "); strings.Contains(all, "south") || !strings.Contains(all, "north") {
		t.Errorf("the explanation tells of the south: %s", all)
	}
	told, err := json.Marshal([]any{why.Attainment, status.Objectives[r.UID].Targets[0].Attainment})
	b.must(err)
	if way := (77.125 - 50) / (99 - 50); strings.Contains(string(told), "77.125") || strings.Contains(string(told), fmt.Sprint(way)[:8]) || strings.Contains(string(told), fmt.Sprint(99-77.125)) ||
		why.Attainment.Targets[0].Status == "" {
		t.Errorf("the target tells what the measure of the south reads, or not how it stands: %s\n%s", told, why.Explanation)
	}
	if why.Score == nil || len(why.Rollup.Children) != 2 || why.Rollup.Children[1].Reading != nil || why.Rollup.Children[1].Own == nil {
		t.Errorf("the score is not made of what is hidden, too: %+v", why.Rollup)
	}
}

// Rights to write end where the unit ends, before and after the change.
func TestAUnitWritesItself(t *testing.T) {
	b := divided(t)
	isms := b.in(access.ISMSManager, "north", "p-11")
	measure := func(name, unit string) string {
		return doc("measure", name, "Measure "+name, "{unit: "+unit+", owner: p-11, period_days: 31, scale: {direction: higher, knots: {worst: 50, red: 85, green: 95, target: 99}}}")
	}
	for _, c := range []struct {
		what string
		text string
		code fault.Code
		says string
	}{
		{"a new measure of the team", measure("n-1", "team"), "", ""},
		{"a new measure of the south", measure("n-2", "south"), fault.Forbidden, "the rule isms-managers-declare-and-collect permits that of what belongs to your unit or to you, and this does not"},
		{"a change of the south", measure("m-south", "south"), fault.NotFound, "there is no measure m-south"},
		{"taking from the south", measure("m-south", "north"), fault.NotFound, "there is no measure m-south"},
		{"giving to the south", measure("n-1", "south"), fault.Forbidden, "belongs to your unit"},
		{"a reference to the south", doc("objective", "n-3", "New", "{unit: north, owner: p-12, perspective: process, weight: 1, measures: [{measure: n-1, weight: 1}]}"), fault.Invalid, `there is no person "p-12"`},
	} {
		text := strings.ReplaceAll(c.text, "state: active\n", "")
		err := b.declare(isms, text)
		if c.code == "" {
			b.must(err)
			continue
		}
		said := fault.Of(err).Message
		for _, f := range fault.Of(err).Fields {
			said += " " + f.String()
		}
		if !fault.Is(err, c.code) || !strings.Contains(said, c.says) {
			t.Errorf("%s: %v %s", c.what, fault.Of(err).Code, said)
		}
	}
	v := 1.0
	if _, err := b.AddPoints(t.Context(), b.in(access.Owner, "north", "p-11"), []service.NewPoint{{Measure: "m-south", From: b.clock(), To: b.clock(), Value: &v}}, "", "", ""); !fault.Is(err, fault.Invalid) {
		t.Errorf("values of the south: %v", err)
	}
	if _, err := b.Collect(t.Context(), b.in(access.Owner, "north", "p-11"), service.NewFile{Source: "host-south", Content: strings.NewReader("x")}); !fault.Is(err, fault.NotFound) {
		t.Errorf("a file of the south: %v", err)
	}
}

// An objective is submitted by its owner, approved by an executive who did not write it, and nobody else; refusals name the
// rule, and who may.
func TestWhoMovesAnObjective(t *testing.T) {
	b := divided(t)
	b.must(b.declare(b.in(access.ISMSManager, "", "p-01"), strings.ReplaceAll(doc("objective", "o-north", "Aim of north",
		"{unit: north, owner: p-11, perspective: process, weight: 2, measures: [{measure: m-north, weight: 1}]}"), "state: active\n", "")))
	move := func(p access.Principal, name string) error {
		_, err := b.Declare(t.Context(), p, []record.Change{{Move: name, Declaration: record.Declaration{Kind: "objective", Name: "o-north"}}}, "because")
		return err
	}
	owner, executive, author := b.in(access.Operator, "north", "p-11"), b.in(access.Executive, "", "p-02"), b.in(access.Administrator, "", "p-01")
	for _, c := range []struct {
		who  access.Principal
		move string
		says string
	}{
		{b.in(access.Auditor, "", "p-11"), "submit", "the role auditor may not submit an objective"},
		{b.in(access.UnitHead, "south", "p-12"), "submit", "there is no objective o-north"},
		{owner, "submit", ""},
		{owner, "approve", "may, by the rule administrators-do-everything or lifecycles-name-who-moves"},
		{author, "approve", "the rule authors-do-not-approve forbids it"},
		{executive, "approve", ""},
		{executive, "approve", "approve is no move from approved"},
	} {
		err := move(c.who, c.move)
		said := fault.Of(err).Message
		if err != nil {
			for _, f := range fault.Of(err).Fields {
				said += " " + f.String()
			}
		}
		if c.says == "" && err != nil || c.says != "" && (err == nil || !strings.Contains(said, c.says)) {
			t.Errorf("%s to %s: %v %s", c.who.Role, c.move, err, said)
		}
	}
	v, err := b.View(t.Context(), owner, service.AsOf{})
	b.must(err)
	r, err := v.Record("objective", "o-north")
	b.must(err)
	open, err := v.Moves(r)
	b.must(err)
	for _, m := range open {
		if m.Name == "activate" && (m.May || !slices.Contains(m.Who, "isms-manager") || !strings.Contains(m.Why, "isms-manager")) {
			t.Errorf("who may activate: %+v", m)
		}
	}
	all, err := v.Status(t.Context())
	b.must(err)
	if o := all.Objectives[r.UID]; o == nil || o.Waits || o.Record.Revision >= r.Revision {
		t.Errorf("until it is active, what was agreed before counts: %+v", o)
	}
}

// Whoever wrote something before anybody said whose their account is does not approve it as the person that they are since.
func TestAnAuthorStaysOneUnderTheirName(t *testing.T) {
	b := divided(t)
	before := access.Principal{Account: "01J0000000000000000000000A", Role: access.Administrator, Via: "web"}
	b.must(b.declare(before, strings.ReplaceAll(doc("objective", "o-north", "Aim of north",
		"{unit: north, owner: p-11, perspective: process, weight: 2, measures: [{measure: m-north, weight: 1}]}"), "state: active\n", "")))
	move := func(p access.Principal, name string) error {
		_, err := b.Declare(t.Context(), p, []record.Change{{Move: name, Declaration: record.Declaration{Kind: "objective", Name: "o-north"}}}, "because")
		return err
	}
	b.must(move(before, "submit"))
	since := before
	since.Person = b.in(access.Administrator, "", "p-02").Person
	if err := move(since, "approve"); err == nil || !strings.Contains(fault.Of(err).Message, "authors-do-not-approve") {
		t.Errorf("the author approves under another name: %v", err)
	}
	since.Account = "01J0000000000000000000000B"
	b.must(move(since, "approve"))
}

// What records name as evidence is kept and can be fetched by whoever sees such a record, and by nobody else.
func TestFilesThatRecordsName(t *testing.T) {
	b := divided(t)
	sent, err := b.SendFile(t.Context(), manager, strings.NewReader("a letter"), "evidence")
	b.must(err)
	again, err := b.SendFile(t.Context(), manager, strings.NewReader("a letter"), "")
	b.must(err)
	if sent.Again || !again.Again || sent.SHA256 != again.SHA256 || sent.Bytes != 8 {
		t.Errorf("%+v, then %+v", sent, again)
	}
	if _, err := b.SendFile(t.Context(), access.Principal{Account: "x", Role: access.Auditor}, strings.NewReader("x"), ""); !fault.Is(err, fault.Forbidden) {
		t.Errorf("an auditor sends a file: %v", err)
	}
	if _, err := b.SendFile(t.Context(), manager, strings.NewReader(""), ""); !fault.Is(err, fault.Invalid) {
		t.Errorf("an empty file is kept: %v", err)
	}
	v, err := b.View(t.Context(), manager, service.AsOf{})
	b.must(err)
	if _, err := v.File(t.Context(), sent.SHA256); !fault.Is(err, fault.NotFound) {
		t.Errorf("a file that no record names is shown: %v", err)
	}
	check, err := b.Verify(t.Context(), manager)
	b.must(err)
	if len(check.Problems) > 0 {
		t.Error(check.Problems)
	}
}
