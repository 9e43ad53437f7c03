package service_test

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/evaluate/wide"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/figures"
	"github.com/steelyard-isms/steelyard/internal/journal"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/service"
	"github.com/steelyard-isms/steelyard/internal/store"
)

// director closes what others prepared.
var director = access.Principal{Account: "01JBKBT1004D2QJ7MZ0FGA5S33", Role: access.Executive, Via: "test"}

func (b *bench) move(who access.Principal, move, reason string, names ...string) error {
	var changes []record.Change
	for _, name := range names {
		changes = append(changes, record.Change{Move: move, Declaration: record.Declaration{Kind: "period-close", Name: name}})
	}
	_, err := b.Declare(b.t.Context(), who, changes, reason)
	return err
}

// close publishes the figures of a period.
func (b *bench) close(name string) error { return b.move(director, "close", "final", name) }

// figures tells what was published of a period.
func (b *bench) figures(who access.Principal, name string, a service.AsOf) *service.Published {
	b.t.Helper()
	v, err := b.View(b.t.Context(), who, a)
	b.must(err)
	r, err := v.Record("period-close", name)
	b.must(err)
	p, err := v.Published(b.t.Context(), r, service.Comparison{Recompute: true})
	b.must(err)
	return p
}

func (b *bench) restatements(name string) []service.Restatement {
	b.t.Helper()
	v, err := b.View(b.t.Context(), manager, service.AsOf{})
	b.must(err)
	r, err := v.Record("period-close", name)
	b.must(err)
	list, err := v.Restatements(b.t.Context(), r, 100)
	b.must(err)
	return list
}

func (b *bench) value(name, day string, x float64, note, reason string) error {
	end, err := time.Parse(time.DateOnly, day)
	b.must(err)
	_, err = b.AddPoints(b.t.Context(), manager, []service.NewPoint{{Measure: name, From: end, To: end, Value: &x, Note: note}}, reason, "", "")
	return err
}

const lastYear = "{scorecard: security, owner: p-01, period: {from: 2024-01-01, until: 2024-12-31}, statement: All is in}"

// yearBench is a programme with a value of the year before, which is about to be closed.
func yearBench(t *testing.T, dsn string) *bench {
	b := newBench(t, dsn)
	b.must(b.declare(manager, base+measureDoc("mfa", "")+measureDoc("late", "")+measureDoc("elsewhere", "")+
		doc("objective", "one", "One", "{unit: enterprise, owner: p-01, perspective: process, weight: 1, measures: [{measure: mfa, weight: 2}, {measure: late, weight: 1}]}")+
		doc("period-close", "last-year", "Last year", lastYear)))
	b.must(b.value("mfa", "2024-12-31", 92, "", ""))
	return b
}

// place is the first place at fault.
func place(err error) string {
	if f := fault.Of(err); err != nil && len(f.Fields) > 0 {
		return f.Fields[0].Path
	}
	return fmt.Sprint(err)
}

// What is published at a close stays, byte for byte, whatever becomes known later; a second close publishes beside it.
func TestPublishedFiguresStay(t *testing.T) {
	for name, dsn := range databases(t) {
		t.Run(name, func(t *testing.T) {
			b := yearBench(t, dsn)
			b.must(b.close("last-year"))
			first := b.figures(manager, "last-year", service.AsOf{})
			if first.Document == nil || len(first.Kept) != 1 || len(first.Compared(false)) > 0 || len(first.Recomputed.Differences) > 0 {
				t.Fatalf("at the close: %+v", first)
			}
			row, _ := first.Document.Row(first.Document.Of.UID)
			if x := row.Figure("score").Number; x == nil || *x != 61 { // worked example 1 of scoring.md: 92 by 50, 85, 95, 99
				t.Errorf("published is the score %v", row)
			}
			if first.Document.Seq != first.Kept[0].Seq-1 || len(first.Document.Root) != 64 || first.Document.Program == "" {
				t.Errorf("the document says that it comes from %+v", first.Document)
			}
			b.pass(24 * time.Hour)
			b.must(b.value("late", "2024-12-31", 50, "", "came late"))
			second := b.figures(manager, "last-year", service.AsOf{})
			if second.Kept[0].SHA256 != first.Kept[0].SHA256 || second.Restated != 1 || len(second.Compared(false)) == 0 || len(second.Recomputed.Differences) > 0 {
				t.Errorf("after a late value: %d restated, %v, %v", second.Restated, second.Compared(false), second.Recomputed)
			}
			b.must(b.move(director, "reopen", "the late value", "last-year"))
			b.must(b.close("last-year"))
			third := b.figures(manager, "last-year", service.AsOf{})
			if len(third.Kept) != 2 || third.Kept[1].SHA256 != first.Kept[0].SHA256 || third.Restated != 0 || len(third.Compared(false)) > 0 {
				t.Errorf("after the second close: %+v", third)
			}
			// as of the first close, only that one is known
			past := b.figures(manager, "last-year", service.AsOf{Text: "then", Seq: first.Kept[0].Seq})
			if len(past.Kept) != 1 || past.Kept[0].SHA256 != first.Kept[0].SHA256 || len(past.Compared(false)) > 0 {
				t.Errorf("as of the first close: %+v", past)
			}
			if v, err := b.store.Verify(t.Context()); err != nil || len(v.Problems) > 0 {
				t.Errorf("%v %v", v.Problems, err)
			}
		})
	}
}

// A program that computes otherwise than the one which published is told at the very figure.
func TestAnotherVersionIsSeen(t *testing.T) {
	b := yearBench(t, filepath.Join(t.TempDir(), "steelyard.db"))
	b.must(b.close("last-year"))
	p := b.figures(manager, "last-year", service.AsOf{})
	content, err := p.Document.Bytes()
	b.must(err)
	d, err := figures.Parse(content)
	b.must(err)
	d.Program = "v0.1.0"
	*d.Objectives[0].Score += 1.5
	if content, err = d.Bytes(); err != nil {
		t.Fatal(err)
	}
	note := store.NoteArtefact(p.Period.UID, p.Kept[0].Revision+1, content)
	_, err = b.store.Write(t.Context(), store.Write{Type: journal.Change, Actor: journal.Actor{Via: "test"},
		Decide: func(context.Context, *store.Tx, *record.Snapshot) (store.Decision, error) {
			return store.Decision{Body: journal.Body{Artefacts: []journal.Artefact{note}},
				Then: func(ctx context.Context, tx *store.Tx, seq int64, _ time.Time) error {
					return tx.InsertArtefact(ctx, note, content, seq)
				}}, nil
		}})
	b.must(err)
	again := b.figures(manager, "last-year", service.AsOf{}).Recomputed
	if len(again.Differences) != 1 || again.Differences[0].Code != "O-01" || again.Differences[0].Published.Name != "score" {
		t.Errorf("seen was %+v", again.Differences)
	}
}

// Values and definitions that reach into a closed period need a reason, at the place where it is missing; all else needs none.
func TestRestatementsNeedAReason(t *testing.T) {
	b := yearBench(t, filepath.Join(t.TempDir(), "steelyard.db"))
	b.must(b.close("last-year"))
	scale := func(from string, red int, reason string) string {
		return doc("measure", "mfa", "Measure mfa", fmt.Sprintf(`{unit: enterprise, owner: p-01, period_days: 31, scale: [{value: {direction: higher, knots: {worst: 50, red: 85, green: 95, target: 99}}}, {from: %s, value: {direction: higher, knots: {worst: 50, red: %d, green: 95, target: 99}}%s}]}`, from, red, reason))
	}
	objective := func(weight, measures string) string {
		return doc("objective", "one", "One", "{unit: enterprise, owner: p-01, perspective: process, weight: "+weight+", measures: ["+measures+"]}")
	}
	const both = "{measure: mfa, weight: 2}, {measure: late, weight: 1}"
	silent := func(text string) error { // a declaration for which nobody says why
		b.t.Helper()
		changes := b.read(text)
		_, err := b.Declare(t.Context(), administrator, changes, "")
		return err
	}
	for _, c := range []struct {
		name, place string
		do          func() error
	}{
		{"a value of the closed year", "points[0].note", func() error { return b.value("mfa", "2024-12-31", 93, "", "") }},
		{"one whose note says why", "<nil>", func() error { return b.value("mfa", "2024-12-31", 93, "counted again", "") }},
		{"one for a reason", "<nil>", func() error { return b.value("mfa", "2024-06-30", 93, "", "counted again") }},
		{"one of the day after", "<nil>", func() error { return b.value("mfa", "2025-01-01", 93, "", "") }},
		{"one before it", "<nil>", func() error { return b.value("mfa", "2023-12-30", 93, "", "") }},
		{"one of a measure that no scorecard counts", "<nil>", func() error { return b.value("elsewhere", "2024-12-31", 93, "", "") }},
		{"a scale from a day of it", "spec.scale[1].value", func() error { return silent(scale("2024-07-01", 80, "")) }},
		{"the same with a reason beside the date", "<nil>", func() error { return silent(scale("2024-07-01", 80, ", reason: the board asked")) }},
		{"a scale from a later day", "<nil>", func() error {
			return silent(strings.Replace(scale("2024-07-01", 80, ", reason: the board asked"), "}]}", "}, {from: 2025-02-01, value: {direction: higher, knots: {worst: 50, red: 86, green: 95, target: 99}}}]}", 1))
		}},
		{"a weight from ever", "spec.weight", func() error { return silent(objective("2", both)) }},
		{"a weight from now on", "<nil>", func() error { return silent(objective("[{value: 1}, {from: 2025-01-01, value: 2}]", both)) }},
		{"a weight of a measure", "spec.measures[0].weight", func() error {
			return silent(objective("[{value: 1}, {from: 2025-01-01, value: 2}]", "{measure: mfa, weight: 3}, {measure: late, weight: 1}"))
		}},
		{"a measure less", "spec.measures[1].weight", func() error {
			return silent(objective("[{value: 1}, {from: 2025-01-01, value: 2}]", "{measure: mfa, weight: 2}"))
		}},
		{"a measure that ends", "<nil>", func() error {
			return silent(objective("[{value: 1}, {from: 2025-01-01, value: 2}]", "{measure: mfa, weight: 2}, {measure: late, weight: 1, until: 2025-01-31}"))
		}},
		{"how often values are due", "spec.period_days", func() error {
			return silent(strings.Replace(measureDoc("late", ""), "period_days: 31", "period_days: 92", 1))
		}},
		{"words alone", "<nil>", func() error {
			return silent(strings.Replace(measureDoc("late", "advice: Ask, "), "Measure late", "Called otherwise", 1))
		}},
		{"the objective retired", "reason", func() error {
			_, err := b.Declare(t.Context(), administrator, []record.Change{{Retire: true, Declaration: record.Declaration{Kind: "objective", Name: "one"}}}, "")
			return err
		}},
	} {
		if got := place(c.do()); got != c.place {
			t.Errorf("%s: refused at %s and not %s", c.name, got, c.place)
		}
	}
	var told []string
	for _, x := range b.restatements("last-year") {
		names := ""
		for _, r := range x.About {
			names += " " + r.Name
		}
		told = append(told, fmt.Sprint(x.Reason, names, " ", x.Points))
	}
	want := "the board asked mfa 0; counted again mfa 1; counted again mfa 1"
	if got := strings.Join(told, "; "); got != want {
		t.Errorf("told is %q and not %q", got, want)
	}
}

// What a source tells late is taken, and told as a restatement with its run; nothing of it is lost.
func TestLateFilesAreTaken(t *testing.T) {
	b := newBench(t, filepath.Join(t.TempDir(), "steelyard.db"))
	b.must(b.declare(manager, base+doc("source", "table", "Table", "{unit: enterprise, format: csv, mapping: {rows: each, time: {column: at, format: unix}, values: [{name: open, operation: value, column: open}]}}")+
		measureDoc("open", "source: table, value: open, ")+doc("objective", "one", "One", "{unit: enterprise, owner: p-01, perspective: process, weight: 1, measures: [{measure: open, weight: 1}]}")+
		doc("period-close", "last-year", "Last year", lastYear)))
	b.must(b.close("last-year"))
	got, err := b.Collect(t.Context(), manager, service.NewFile{Source: "table", Content: strings.NewReader(fmt.Sprintf("at,open\n%d,77\n%d,78\n", time.Date(2024, 12, 30, 0, 0, 0, 0, time.UTC).Unix(), b.clock().Unix()))})
	b.must(err)
	list := b.restatements("last-year")
	if got.Points != 2 || len(list) != 1 || list[0].Points != 1 || list[0].Run != got.Run.ID || list[0].Reason != "" {
		t.Errorf("taken were %d points, told is %+v", got.Points, list)
	}
}

// A period is closed once it has ended, and by itself; many may be closed together.
func TestWhatMayBeClosed(t *testing.T) {
	b := yearBench(t, filepath.Join(t.TempDir(), "steelyard.db"))
	b.must(b.declare(manager, doc("period-close", "this-year", "This year", strings.ReplaceAll(lastYear, "2024", "2025"))+doc("period-close", "of-the-unit", "Of the unit", strings.Replace(lastYear, "scorecard: security", "unit: enterprise", 1))))
	if got := place(b.close("this-year")); got != "move" {
		t.Errorf("a period that goes on is closed: %s", got)
	}
	_, err := b.Declare(t.Context(), director, []record.Change{{Move: "close", Declaration: record.Declaration{Kind: "period-close", Name: "last-year"}},
		{Declaration: record.Declaration{Kind: "unit", Name: "new", Title: "New", Spec: map[string]any{"parent": "enterprise"}}}}, "both")
	if err == nil {
		t.Error("a period is closed beside another change")
	}
	b.must(b.move(director, "close", "final", "last-year", "of-the-unit"))
	of := b.figures(manager, "of-the-unit", service.AsOf{})
	if of.Document == nil || len(of.Document.Measures) != 3 || len(of.Document.Scorecards) != 1 || len(of.Recomputed.Differences) > 0 {
		t.Errorf("of the unit: %+v", of.Document)
	}
}

// Who sees one unit only is told codes and scores of the others, and cannot fetch a document that says more.
func TestFiguresOfOthers(t *testing.T) {
	b := newBench(t, filepath.Join(t.TempDir(), "steelyard.db"))
	b.must(b.declare(manager, base+doc("unit", "north", "North", "{parent: enterprise}")+doc("unit", "south", "South", "{parent: enterprise}")+
		strings.Replace(measureDoc("seen", ""), "unit: enterprise", "unit: north", 1)+strings.Replace(measureDoc("concealed", ""), "unit: enterprise", "unit: south", 1)+
		doc("objective", "one", "One", "{unit: north, owner: p-01, perspective: process, weight: 1, measures: [{measure: seen, weight: 1}, {measure: concealed, weight: 1}]}")+
		doc("period-close", "north", "Of the north", strings.Replace(lastYear, "scorecard: security", "unit: north", 1))))
	b.must(b.value("seen", "2024-12-31", 92, "", ""))
	b.must(b.value("concealed", "2024-12-31", 77.125, "", ""))
	b.must(b.close("north"))
	north, _ := b.store.Snapshot().Lookup("unit", "north")
	head := access.Principal{Account: "01JBKBT1004D2QJ7MZ0FGA5S34", Role: access.UnitHead, Unit: north.UID, Via: "test"}
	p := b.figures(head, "north", service.AsOf{})
	text, err := p.Document.Bytes()
	b.must(err)
	if bytes.Contains(text, []byte("oncealed")) || bytes.Contains(text, []byte("77.125")) || !bytes.Contains(text, []byte("Measure seen")) || !bytes.Contains(text, []byte("M-02")) {
		t.Errorf("the head of the north is told %s", text)
	}
	digest := p.Kept[0].SHA256
	for _, c := range []struct {
		who access.Principal
		may bool
	}{{head, false}, {manager, true}} {
		v, err := b.View(t.Context(), c.who, service.AsOf{})
		b.must(err)
		f, err := v.File(t.Context(), digest)
		if (err == nil) != c.may {
			t.Errorf("%s may fetch the document: %v, %v", c.who.Role, err == nil, err)
		}
		if c.may && (!f.Made || !f.KeepUntil.IsZero() || f.MediaType() != "application/json") {
			t.Errorf("the document is %+v", f)
		}
	}
}

// The figures of 10,000 measures fit into a document that closing makes and the service gives back.
func TestFiguresOfManyMeasures(t *testing.T) {
	b := newBench(t, filepath.Join(t.TempDir(), "steelyard.db"))
	changes := wide.Programme(9_000, 900, 20)
	_, err := b.Declare(t.Context(), administrator, changes, "wide")
	b.must(err)
	b.must(b.declare(manager, doc("period-close", "last-year", "Last year", "{scorecard: card, owner: p, period: {from: 2024-01-01, until: 2024-12-31}, statement: All}")))
	b.must(b.close("last-year"))
	p := b.figures(manager, "last-year", service.AsOf{})
	if len(p.Document.Measures) != 9_000 || len(p.Document.Objectives) != 900 || p.Kept[0].Bytes > figures.MaxBytes/4 || len(p.Recomputed.Differences) > 0 {
		t.Errorf("%d measures in %d bytes, %d differences", len(p.Document.Measures), p.Kept[0].Bytes, len(p.Recomputed.Differences))
	}
}

// Where an earlier day is shown that lies in a closed period, its pages say what was published.
func TestClosedPeriodIsTold(t *testing.T) {
	b := yearBench(t, filepath.Join(t.TempDir(), "steelyard.db"))
	b.must(b.close("last-year"))
	b.must(b.value("mfa", "2024-12-31", 60, "", "counted again"))
	b.pass(time.Hour)
	day, err := service.ParseAsOf("2025-01-15")
	b.must(err)
	for _, c := range []struct {
		asked service.AsOf
		told  bool
	}{{service.AsOf{}, false}, {day, false}, {service.AsOf{Text: "2024-12-31", At: civil.OfTime(b.clock()).AddDays(-15).Time().Add(23 * time.Hour)}, true}} {
		v, err := b.View(t.Context(), manager, c.asked)
		b.must(err)
		all, err := b.View(t.Context(), manager, service.AsOf{})
		b.must(err)
		r, err := all.Record(measure.MeasureKind.Name, "mfa")
		b.must(err)
		note, err := v.Closed(t.Context(), r)
		b.must(err)
		if (note != nil) != c.told {
			t.Errorf("as of %q a closed period is told: %v", c.asked.Text, note != nil)
		}
		if note != nil && (!note.Differs || *note.Then.Figure("value").Number != 92 || *note.Now.Figure("value").Number != 60) {
			t.Errorf("told is %+v", note)
		}
	}
}

// Late values that are saved together keep their reasons: who reads what restates a period is told each of them, and that of the entry, with what it is for.
func TestRestatementsTellEachReason(t *testing.T) {
	for name, dsn := range databases(t) {
		t.Run(name, func(t *testing.T) {
			b := yearBench(t, dsn)
			b.must(b.close("last-year"))
			end := time.Date(2024, 12, 31, 0, 0, 0, 0, time.UTC)
			send := func(note, other, reason string) {
				t.Helper()
				x, y := 91.0, 81.0
				_, err := b.AddPoints(t.Context(), manager, []service.NewPoint{{Measure: "mfa", From: end, To: end, Value: &x, Note: note}, {Measure: "late", From: end, To: end, Value: &y, Note: other}}, reason, "", "")
				b.must(err)
			}
			send("Four assessments came late", "Supplier report found", "")
			send("Four assessments came late", "Supplier report found", "Audit of May.")
			send("Four assessments came late", "", "Audit of May")
			send("", "", "Audit of May")
			send("Audit of May", "Audit of May", "Audit of May")
			scale := func(measure, why string) string {
				return strings.Replace(doc("measure", measure, "Measure "+measure, "{unit: enterprise, owner: p-01, period_days: 31, scale: [{value: {direction: higher, knots: {worst: 50, red: 85, green: 95, target: 99}}}, {from: 2024-07-01, value: {direction: higher, knots: {worst: 50, red: 80, green: 95, target: 99}}, reason: WHY}]}"), "WHY", why, 1)
			}
			_, err := b.Declare(t.Context(), administrator, b.read(scale("mfa", "the board asked")+scale("late", "the law changed")), "")
			b.must(err)
			var told []string
			for _, x := range b.restatements("last-year") {
				told = append(told, x.Reason)
			}
			want := []string{"M-01: the board asked; M-02: the law changed", "Audit of May", "Audit of May", "Audit of May; M-01: Four assessments came late",
				"Audit of May; M-01: Four assessments came late; M-02: Supplier report found", "M-01: Four assessments came late; M-02: Supplier report found"}
			if got, want := strings.Join(told, "\n"), strings.Join(want, "\n"); got != want {
				t.Errorf("told is\n%s\nand not\n%s", got, want)
			}
			if v, err := b.store.Verify(t.Context()); err != nil || len(v.Problems) > 0 {
				t.Errorf("%v %v", v.Problems, err)
			}
		})
	}
}
