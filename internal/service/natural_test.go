package service_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/service"
)

const oneScale = "scale: {direction: higher, knots: {worst: 0, red: 40, green: 70, target: 100}}"

// A value that cannot be is refused with its place, its limit and what to do, sent or in a file, and nothing of the rest is kept; one that can be is taken.
func TestValuesBeyondNatureAreRefused(t *testing.T) {
	for name, dsn := range databases(t) {
		b := newBench(t, dsn)
		b.must(b.declare(manager, base+doc("unit", "north", "North", "{parent: enterprise}")+doc("unit", "south", "South", "{parent: enterprise}")+
			doc("source", "table", "Table", "{unit: enterprise, format: csv, mapping: {rows: each, unit_column: region, values: [{name: share, operation: value, column: share}]}}")+
			doc("measure", "sent", "Sent", `{unit: enterprise, owner: p-01, period_days: 30, unit_of_measure: "%", natural_limits: {min: 0, max: 100}, `+oneScale+"}")+
			doc("measure", "read", "Read", `{unit: north, owner: p-01, period_days: 30, unit_of_measure: "%", source: table, value: share, natural_limits: {min: 0, max: 100}, `+oneScale+"}")))
		at := b.clock().Add(-24 * time.Hour)
		send := func(values ...float64) error {
			var points []service.NewPoint
			for i, v := range values {
				points = append(points, service.NewPoint{Measure: "sent", From: at, To: at.Add(time.Duration(i) * time.Minute), Value: &v})
			}
			_, err := b.AddBatch(t.Context(), manager, service.NewBatch{Points: points})
			return err
		}
		file := func(rows string) error {
			_, err := b.Collect(t.Context(), manager, service.NewFile{Source: "table", Content: strings.NewReader("region,share\n" + rows), ObservedAt: at})
			return err
		}
		for _, c := range []struct {
			what string
			err  error
			want string
		}{
			{"what is sent", send(50, 108), "points[1].value 108 % is above 100 %, the most that it can be by nature"},
			{"what is sent below", send(-1), "points[0].value -1 % is below 0 %"},
			{"what can be", send(0, 100), ""},
			{"a file", file("north,50\nnorth,108\n"), "3 share.value 108 % is above 100 %, the most that it can be by nature as M-02 has it"},
			{"a file about a unit that nobody measures", file("south,108\n"), ""},
			{"a file of what can be", file("north,99.5\n"), ""},
		} {
			got := ""
			for _, f := range fault.Of(c.err).Fields {
				got = strings.TrimPrefix(fmt.Sprint(f.Line, " ", f.Path, " ", f.Reason), "0 ")
				if !strings.Contains(f.Remedy, "natural limits") {
					t.Errorf("%s: %s: the remedy is %q", name, c.what, f.Remedy)
				}
			}
			if !strings.Contains(got, c.want) || (c.err == nil) != (c.want == "") {
				t.Errorf("%s: %s is answered with %q, %v", name, c.what, got, c.err)
			}
		}
	}
}

// Raw files are kept as long as their source says, and where a measure of its values asks for longer, as long as that.
func TestFilesAreKeptAsLongAsMeasuresAsk(t *testing.T) {
	b := newBench(t, databases(t)["sqlite"])
	source := "{unit: enterprise, format: csv, retention_days: 100, mapping: {rows: file, values: [{name: open, operation: count}]}}"
	b.must(b.declare(manager, base+doc("source", "table", "Table", source)))
	keep := func() string {
		t.Helper()
		b.pass(time.Hour)
		out, err := b.Collect(t.Context(), manager, service.NewFile{Source: "table", Content: strings.NewReader("at\n" + b.clock().String() + "\n"), ObservedAt: b.clock()})
		b.must(err)
		return out.Run.KeepUntil.Sub(b.clock().Truncate(time.Microsecond)).String()
	}
	days := func(n int) string { return (time.Duration(n) * 24 * time.Hour).String() }
	if got := keep(); got != days(100) {
		t.Errorf("the source says 100 days, and the file is kept %s", got)
	}
	b.must(b.declare(manager, doc("measure", "short", "Short", "{unit: enterprise, owner: p-01, period_days: 30, source: table, value: open, retention: {period: P30D}, "+oneScale+"}")))
	if got := keep(); got != days(100) {
		t.Errorf("a measure asks for 30 days, and the file is kept %s", got)
	}
	b.must(b.declare(manager, doc("measure", "made", "Made", "{unit: enterprise, owner: p-01, period_days: 30, formula: 2 * open, inputs: [{name: open, source: table, value: open}], retention: {period: P200D, rule: Archive}, "+oneScale+"}")))
	if got := keep(); got != days(200) {
		t.Errorf("a measure computed from it asks for 200 days, and the file is kept %s", got)
	}
	_, err := b.Declare(t.Context(), manager, []record.Change{{Declaration: record.Declaration{Kind: "measure", Name: "made"}, Retire: true}}, "no longer")
	b.must(err)
	if got := keep(); got != days(100) {
		t.Errorf("the measure that asked is retired, and the file is kept %s", got)
	}
}
