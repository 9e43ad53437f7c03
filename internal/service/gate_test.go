package service_test

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/collect/excerpt"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/journal"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/measurement"
	"github.com/steelyard-isms/steelyard/internal/objective"
	"github.com/steelyard-isms/steelyard/internal/query"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/service"
	"github.com/steelyard-isms/steelyard/internal/store"
)

// noMeasures lets auditors read everything but measures.
const noMeasures = `
@id("all-else")
permit (principal, action == Action::"read", resource);
@id("no-measures")
forbid (principal, action == Action::"read", resource) when { principal.role == "auditor" && resource.kind == "measure" };
`

// Whoever may not read measures learns nothing of them from any method of a view, neither a title nor a value, however the
// caller came by what it passes in.
func TestNoWayAroundTheGate(t *testing.T) {
	b := newBench(t, filepath.Join(t.TempDir(), "steelyard.db"))
	source := doc("source", "table", "Table", "{unit: enterprise, format: csv, mapping: {rows: each, time: {column: at, format: unix}, values: [{name: open, operation: value, column: open}]}}")
	b.must(b.declare(manager, base+source+measureDoc("concealed", "source: table, value: open, ")+
		doc("objective", "one", "One", "{unit: enterprise, owner: p-01, perspective: process, weight: 1, measures: [{measure: concealed, weight: 1}]}")))
	got, err := b.Collect(t.Context(), manager, service.NewFile{Source: "table", Content: strings.NewReader(fmt.Sprintf("at,open\n%d,77.125\n", b.clock().Unix()))})
	b.must(err)
	b.must(b.declare(manager, measureDoc("revealed", "")+
		doc("objective", "one", "One", "{unit: enterprise, owner: p-01, perspective: process, weight: 1, measures: [{measure: concealed, weight: 1}, {measure: revealed, weight: 1}]}")))

	b.must(b.declare(access.Console("test"), doc("action", "done", "Done", "{unit: enterprise, owner: p-01, description: Do it, origin: review, measure: concealed, due: 2025-01-31, done_on: 2025-01-15, result: It is done}")+"state: done\n"))
	b.must(b.declare(manager, doc("period-close", "last-year", "Last year", "{scorecard: security, owner: p-01, period: {from: 2024-01-01, until: 2024-12-31}, statement: All is in}")))
	b.must(b.close("last-year"))

	all, err := b.View(t.Context(), manager, service.AsOf{})
	b.must(err)
	closed, err := all.Record("period-close", "last-year")
	b.must(err)
	secret, err := all.Record("measure", "concealed")
	b.must(err)
	m, _ := record.As[measure.Measure](secret)
	adopted := *m.Spec
	adopted.Library = measure.Adopted{Measure: "door-alarms-answered", Version: 1}
	fromLibrary := record.Of[measure.Measure]{Record: m.Record, Spec: &adopted}
	o, err := all.Record("objective", "one")
	b.must(err)
	done, err := all.Record("action", "done")
	b.must(err)
	if told, err := all.Outcomes(t.Context(), done); err != nil || len(told) != 1 || told[0].Measure.Record.Name != "concealed" {
		t.Errorf("what became of a measure after an action is not told to those who may see it: %v %v", told, err)
	}
	unit, err := all.Scope("enterprise")
	b.must(err)
	source1, err := all.Record("source", "table")
	b.must(err)
	old, err := all.History(t.Context(), o, 2)
	b.must(err)

	kept, err := b.KeepListView(t.Context(), manager, store.ListView{Kind: "measure", Title: "Those concealed"})
	b.must(err)

	gate, err := access.NewGateFrom([]byte(noMeasures))
	b.must(err)
	svc, err := service.New(service.Options{Store: b.store, Clock: b.clock, Gate: gate})
	b.must(err)
	auditor := access.Principal{Account: "01JBKBT1004D2QJ7MZ0FGA5S32", Role: access.Auditor, Via: "test"}
	v, err := svc.View(t.Context(), auditor, service.AsOf{})
	b.must(err)

	ctx := t.Context()
	ways := map[string]func() (any, error){
		"All": func() (any, error) {
			var out []string
			for x := range service.All[measure.Measure](v) {
				out = append(out, x.Title)
			}
			return out, nil
		},
		"Get":          func() (any, error) { x, ok := service.Get[measure.Measure](v, m.UID); return titled(x.Record, ok), nil },
		"Find":         func() (any, error) { return titled(v.Find(m.UID)), nil },
		"NameOf":       func() (any, error) { return v.NameOf(m.UID), nil },
		"PersonTitle":  func() (any, error) { return v.PersonTitle(m.UID), nil },
		"ActorTitle":   func() (any, error) { return v.ActorTitle(journal.Actor{Person: m.UID}), nil },
		"Declared":     func() (any, error) { text, err := v.Declared(secret); return string(text), err },
		"Declared one": func() (any, error) { text, err := v.Declared(o); return string(text), err },
		"Diff":         func() (any, error) { return v.Diff(secret, secret), nil },
		"Diff one":     func() (any, error) { return v.Diff(old[1].Record, old[0].Record), nil },
		"May":          func() (any, error) { return v.May(access.Read, "measure"), nil },
		"Today": func() (any, error) {
			x, err := v.Today(ctx)
			return fmt.Sprint(len(x.Values), len(x.Objectives), len(x.Approvals), len(x.Steps), len(x.Sent)), err
		},
		"Changed": func() (any, error) {
			x, err := v.Changed(ctx, 1)
			var out []string
			for _, c := range x.Records {
				out = append(out, titled(c.Record, true))
			}
			return append(out, fmt.Sprint(len(x.Scores))), err
		},
		"ListViews":        func() (any, error) { x, err := v.ListViews(ctx, "measure"); return x, err },
		"ListViews of all": func() (any, error) { x, err := v.ListViews(ctx, ""); return x, err },
		"ListView":         func() (any, error) { x, err := v.ListView(ctx, kept.ID); return x.Title, err },
		"Expiring": func() (any, error) {
			x, err := v.Expiring(ctx)
			var out []string
			for _, e := range x {
				if e.Record != nil {
					out = append(out, titled(e.Record, true))
				}
			}
			return out, err
		},
		"Benchmarks":   func() (any, error) { return len(v.Benchmarks(m.UID)), nil },
		"Judge":        func() (any, error) { return len(v.Judge(m.Spec, measure.Known{})), nil },
		"CountedBy":    func() (any, error) { return len(v.CountedBy(m.UID)), nil },
		"ComputedFrom": func() (any, error) { return len(v.ComputedFrom(m.UID)), nil },
		"MayApprove":   func() (any, error) { return v.MayApprove(), nil },
		"Registry":     func() (any, error) { return len(v.Registry().Kinds()), nil },
		"Principal":    func() (any, error) { return v.Principal(), nil },
		"RecordedAt":   func() (any, error) { return v.RecordedAt(), nil },
		"SeriesOf":     func() (any, error) { return v.SeriesOf(m).ID(), nil },
		"ReadBy":       func() (any, error) { return len(v.ReadBy(m)), nil },
		"Record":       func() (any, error) { x, err := v.Record("measure", "concealed"); return titled(x, x != nil), err },
		"List":         func() (any, error) { x, err := v.List("measure", true); return len(x), err },
		"InForce":      func() (any, error) { x, err := v.InForce(secret); return titled(x, x != nil), err },
		"Moves":        func() (any, error) { x, err := v.Moves(secret); return len(x), err },
		"History":      func() (any, error) { x, err := v.History(ctx, secret, 5); return len(x), err },
		"Search": func() (any, error) {
			var out []any
			for _, query := range []string{"concealed", "measure", "m-01", "kind:measure", "measures:concealed", "one -measures:concealed"} {
				x, err := v.Search(ctx, query, service.SearchOptions{})
				if err != nil {
					return nil, err
				}
				if query != "one -measures:concealed" && x.Total+len(x.Kinds)+len(x.Items) > 0 {
					out = append(out, "something concealed matches "+query)
				}
				for _, h := range x.Items {
					out = append(out, h.Title, h.Field, h.Snippet)
				}
			}
			return out, nil
		},
		"Explain": func() (any, error) { x, err := v.Explain(ctx, o); return x, err },
		"ExplainMore": func() (any, error) {
			x, err := v.ExplainMore(ctx, o, service.Question{Since: service.AsOf{Text: "entry:2", Seq: 2}, Quarters: 4})
			return x, err
		},
		"Evaluate": func() (any, error) {
			x, err := v.Evaluate(ctx, service.Draft{Formula: "c", Inputs: []service.DraftInput{{Name: "c", Measure: "concealed"}}})
			return x, err
		},
		"Earlier": func() (any, error) {
			x, err := v.Earlier(ctx, "since", service.AsOf{Text: "entry:1", Seq: 1})
			if err != nil {
				return nil, err
			}
			return x.Status(ctx)
		},
		"Status":   func() (any, error) { x, err := v.Status(ctx); return x, err },
		"StatusAt": func() (any, error) { x, err := v.StatusAt(ctx, b.clock()); return x, err },
		"StatusWithin": func() (any, error) {
			x, err := v.StatusWithin(ctx, b.clock(), unit.UID)
			return x, err
		},
		"Links": func() (any, error) {
			links, err := v.Links(ctx, "")
			var out []string
			for _, l := range links {
				out = append(out, l.Cause.Record.Title, l.Effect.Record.Title)
			}
			return out, err
		},
		"Answers": func() (any, error) {
			entered, _ := record.As[objective.Objective](o)
			all, err := v.Answers(ctx, entered, o, nil)
			n := 0 // of initiatives and actions
			for _, r := range all {
				if r.Letter == "h" {
					n = r.Of
				}
			}
			return n, err
		},
		"Few": func() (any, error) {
			x, err := v.Few("measure", 10)
			if !fault.Is(err, fault.Forbidden) || x != nil {
				return x, err
			}
			y, err := v.Few("objective", 10)
			return len(y), err
		},
		"Discussion": func() (any, error) {
			x, err := v.Discussion(ctx, secret)
			if !fault.Is(err, fault.Forbidden) || x.Count() > 0 {
				return x, err
			}
			x, err = v.Discussion(ctx, o)
			return x.Count(), err
		},
		"Effects": func() (any, error) {
			status, err := all.Status(ctx)
			if err != nil {
				return nil, err
			}
			return fmt.Sprintf("%+v", v.Effects(status, status.Measures[secret.UID])), nil
		},
		"Outcomes": func() (any, error) {
			x, err := v.Outcomes(ctx, done)
			if err == nil && len(x) > 0 {
				return x[0].Measure.Record.Title, nil
			}
			return "", err
		},
		"Peers": func() (any, error) {
			status, err := all.Status(ctx)
			if err != nil {
				return nil, err
			}
			return fmt.Sprintf("%+v", v.Peers(status, status.Measures[secret.UID])), nil
		},
		"Work": func() (any, error) { x := v.Work(o.UID); return len(x.Actions) + len(x.Initiatives), nil },
		"Reading": func() (any, error) {
			var out []string
			for _, x := range v.Reading(source1.UID) {
				out = append(out, x.Title)
			}
			return out, nil
		},
		"WouldCount": func() (any, error) { x, err := v.WouldCount(secret.UID, o.UID).Status(ctx); return x, err },
		"MayDeclare": func() (any, error) { return nil, v.MayDeclare(secret) },
		"MayCollect": func() (any, error) { return nil, v.MayCollect(secret) },
		"Adopted":    func() (any, error) { x, err := v.Adopted(); return len(x), err },
		"Origin":     func() (any, error) { x, err := v.Origin(fromLibrary); return len(x.Fields), err },
		"FreeFor":    func() (any, error) { return v.FreeFor("door-alarms-answered"), nil },
		"Taken":      func() (any, error) { return v.Taken("measure", "concealed"), nil },
		"Scope":      func() (any, error) { x, err := v.Scope("enterprise"); return titled(x.Record, err == nil), err },
		"Organisation": func() (any, error) {
			x, ok := v.Organisation()
			return titled(x.Record, ok), nil
		},
		"ClosedFor": func() (any, error) { return titles(v.ClosedFor(m, b.clock().AddDate(0, -1, 0))), nil },
		"ClosedOn":  func() (any, error) { return titles(v.ClosedOn(secret, civil.OfTime(b.clock()).AddDays(-30))), nil },
		"Closed":    func() (any, error) { x, err := v.Closed(ctx, secret); return x, err },
		"Published": func() (any, error) {
			x, err := v.Published(ctx, closed, service.Comparison{Recompute: true})
			return x, err
		},
		"ClosedPeriods": func() (any, error) { return titles(v.ClosedPeriods()), nil },
		"ClosedThen": func() (any, error) {
			x, err := v.ClosedThen(ctx, secret, civil.OfTime(b.clock()).AddDays(-30))
			return x, err
		},
		"SeesFigures":       func() (any, error) { return v.SeesFigures(), nil },
		"ClosedPeriodsThen": func() (any, error) { return titles(v.ClosedPeriodsThen(civil.OfTime(b.clock()).AddDays(-30))), nil },
		"Entered": func() (any, error) {
			x, err := v.Entered(ctx, []service.AskedDay{{Measure: m, Day: civil.OfTime(b.clock())}})
			return x, err
		},
		"Restatements": func() (any, error) {
			x, err := v.Restatements(ctx, closed, 10)
			return fmt.Sprint(x), err
		},
		"Evidence":         func() (any, error) { x, err := v.Evidence(ctx, nil); return x, err },
		"Feeds":            func() (any, error) { return len(v.Feeds()), nil },
		"Divides":          func() (any, error) { return fmt.Sprint(v.Divides("measure"), v.Divides("perspective")), nil },
		"Belonging":        func() (any, error) { return v.Belonging(unit.UID)(secret), nil },
		"ByCode":           func() (any, error) { x, err := v.ByCode("measure", ""); return len(x), err },
		"ByCode of a unit": func() (any, error) { x, err := v.ByCode("measure", unit.UID); return len(x), err },
		"Tree":             func() (any, error) { x, err := v.Tree(secret); return x, err },
		"Tree of one":      func() (any, error) { x, err := v.Tree(o); return x, err },
		"Belongs":          func() (any, error) { return v.Belongs(secret, unit.UID), nil },
		"Under":            func() (any, error) { return len(v.Under(secret.UID, civil.OfTime(b.clock()))), nil },
		"Above":            func() (any, error) { return len(v.Above(civil.OfTime(b.clock()))), nil },
		"Values":           func() (any, error) { x, err := v.Values(ctx, m); return shownPoints(x), err },
		"Points":           func() (any, error) { x, err := v.Points(ctx, m, 5); return shownPoints(x), err },
		"WaitingOf": func() (any, error) {
			x, ok := v.WaitingOf(got.Run, m)
			return fmt.Sprint(x.Value, ok), nil
		},
		"Grid": func() (any, error) {
			_, x, err := v.Grid(ctx, []record.Of[measure.Measure]{m}, 3)
			return x, err
		},
		"Calendar": func() (any, error) { return v.Calendar(m), nil },
		"Daily": func() (any, error) {
			x, err := v.Daily(ctx, []record.Of[measure.Measure]{m}, b.clock().AddDate(-1, 0, 0))
			return fmt.Sprint(x), err
		},
		"Versions":     func() (any, error) { x, err := v.Versions(ctx, m, got.Run.ObservedAt); return shownPoints(x), err },
		"PeriodPoints": func() (any, error) { x, err := v.PeriodPoints(ctx, m, b.clock(), 5); return shownPoints(x), err },
		"RunPoints": func() (any, error) {
			x, err := v.RunPoints(ctx, got.Run, []int64{all.SeriesOf(m).ID()})
			return shownPoints(x), err
		},
		"LastRecorded": func() (any, error) { x, err := v.LastRecorded(ctx); return x, err },
		"Entries":      func() (any, error) { x, err := v.Entries(ctx, []int64{1, 2, 3}); return x, err },
		"Run":          func() (any, error) { x, err := v.Run(ctx, got.Run.ID); return x, err },
		"RunBefore":    func() (any, error) { x, ok, err := v.RunBefore(ctx, got.Run); return fmt.Sprint(x, ok), err },
		"Runs":         func() (any, error) { x, err := v.Runs(ctx, source1.UID, 5); return x, err },
		"RecentRuns":   func() (any, error) { x, err := v.RecentRuns(ctx, 5); return x, err },
		"LastRuns":     func() (any, error) { x, err := v.LastRuns(ctx); return x, err },
		"NewestData":   func() (any, error) { x, err := v.NewestData(ctx); return x, err },
		"RunsByID":     func() (any, error) { x, err := v.RunsByID(ctx, []string{got.Run.ID}); return x, err },
		"File":         func() (any, error) { x, err := v.File(ctx, got.Run.SHA256); return x, err },
		"ShowFile": func() (any, error) {
			var out bytes.Buffer
			err := v.ShowFile(ctx, got.Run.SHA256, &out, func(store.RawFile, string) {})
			if fault.Is(err, fault.NotFound) { // it is no image
				err = nil
			}
			return out.String(), err
		},
		"Preview": func() (any, error) {
			x, err := v.Preview(ctx, got.Run.SHA256, false)
			x.Excerpt = excerpt.Excerpt{} // what stands in the file is for whoever may read the file
			return x, err
		},
		// the raw file is the source's, and who may read sources may read it
		"WriteFile": func() (any, error) { return "", v.WriteFile(ctx, got.Run.SHA256, &bytes.Buffer{}) },
		"Select": func() (any, error) {
			x, more, err := v.Select(ctx, service.Listing{Kind: "measure", Limit: 5, Retired: true})
			return fmt.Sprint(len(x), more), err
		},
		"Each": func() (any, error) {
			for x, err := range v.Each(ctx, service.Listing{Kind: "measure"}) {
				return titled(x, x != nil), err
			}
			return "", nil
		},
		"Keys": func() (any, error) {
			k, _ := svc.Registry().Kind("measure")
			title, err := query.Fields(k, "group", "title")
			if err != nil {
				return nil, err
			}
			text, _ := v.Keys(title[0])(secret)
			return text, nil
		},
		"Reports": func() (any, error) { return v.Reports(t.Context()) },
		"Begun":   func() (any, error) { return v.Begun(), nil },
		"Count":   func() (any, error) { return v.Count("measure"), nil },
		"Coded":   func() (any, error) { return titled(v.Coded("measure", secret.Code)), nil },
		"Titled":  func() (any, error) { return titled(v.Titled("measure", secret.Title)), nil },
		"Named":   func() (any, error) { return titled(v.Named("measure", "concealed")), nil },
		"Changes": func() (any, error) {
			return v.Changes(record.Change{Declaration: record.Declaration{Kind: "measure", Name: "concealed"}}), nil
		},
		"References": func() (any, error) { x, _, err := v.References(secret); return len(x), err },
		"References one": func() (any, error) {
			x, y, err := v.References(o)
			var out []string
			for _, z := range append(x, y...) {
				out = append(out, titled(z.Record, true))
			}
			return out, err
		},
		"Trace": func() (any, error) {
			x, err := v.Trace(o, []record.Step{{Kind: "measure", Forward: true}}, 10)
			return fmt.Sprint(len(x.Ends), len(x.Walked)), err
		},
		"Events": func() (any, error) {
			x, _, _, err := v.Events(ctx, 0, "", 100)
			var out []string
			for _, e := range x {
				out = append(out, fmt.Sprint(e.Points, e.Runs))
				for _, c := range e.Changes {
					out = append(out, titled(c.Record, true))
				}
			}
			return out, err
		},
	}
	for i := range reflect.TypeFor[*service.View]().NumMethod() {
		if name := reflect.TypeFor[*service.View]().Method(i).Name; ways[name] == nil {
			t.Errorf("View.%s is not tried here: say what it tells those who may not read measures", name)
		}
	}
	for i := range reflect.TypeFor[service.View]().NumField() {
		f := reflect.TypeFor[service.View]().Field(i)
		if f.IsExported() && f.Name != "Asked" && f.Name != "Seq" && f.Name != "At" {
			t.Errorf("View.%s can be read without asking the gate", f.Name)
		}
	}
	refused := strings.Fields("Adopted Origin Declared Tree ByCode MayDeclare MayCollect Earlier Record List Select Each InForce Moves History Explain Evaluate Status StatusAt Values Points Daily Grid Entered Versions RunPoints")
	for name, try := range ways {
		got, err := try()
		if err != nil {
			if !fault.Is(err, fault.Forbidden) {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		for _, r := range refused {
			if name == r {
				t.Errorf("%s is not refused", name)
			}
		}
		text := fmt.Sprintf("%+v", got)
		for _, word := range []string{"oncealed", "evealed", "77.125"} {
			if strings.Contains(text, word) {
				t.Errorf("%s tells of a measure: %s", name, text)
			}
		}
	}
}

func titled(r *record.Record, ok bool) string {
	if !ok {
		return ""
	}
	return r.Name + " " + r.Title
}

func shownPoints(points []measurement.Recorded) string {
	var out strings.Builder
	for _, p := range points {
		fmt.Fprintln(&out, p.To.Format(time.RFC3339), *p.Value)
	}
	return out.String()
}

// What a page asks thousands of times costs the gate once.
func TestTheGateIsAskedOnceForEachKind(t *testing.T) {
	b := newBench(t, filepath.Join(t.TempDir(), "steelyard.db"))
	b.must(b.declare(manager, base))
	v, err := b.View(context.Background(), manager, service.AsOf{})
	b.must(err)
	people, err := v.List("person", false)
	b.must(err)
	began := time.Now()
	for range 100_000 {
		v.Find(people[0].UID)
	}
	if took := time.Since(began); took > time.Second {
		t.Errorf("100,000 names take %s", took)
	}
}
