package service_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/measurement"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/service"
)

const fromNought = "scale: {direction: higher, knots: {worst: 0, red: 40, green: 70, target: 100}}"

// summing declares measures over one source and over what is sent, with periods of all lengths, in two units.
func summing(zone string, begins int, how string) string {
	text := base + doc("unit", "west", "West", fmt.Sprintf("{parent: enterprise, time_zone: %s, fiscal_year_begins: %d}", zone, begins)) +
		doc("source", "table", "Table", "{unit: enterprise, format: csv, mapping: {rows: each, time: {column: at, format: unix}, values: [{name: open, operation: value, column: open}]}}")
	edges := ""
	for name, spec := range map[string]string{
		"plain":   "unit: enterprise, source: table, value: open, period_days: 31",
		"monthly": "unit: enterprise, source: table, value: open, period_days: 31, aggregation: sum, reporting_period: month",
		"weekly":  "unit: west, source: table, value: open, period_days: 31, aggregation: " + how + ", reporting_period: week",
		"daily":   "unit: west, period_days: 7, aggregation: last, reporting_period: day",
		"yearly":  "unit: west, source: table, value: open, period_days: 400, aggregation: max, reporting_period: year",
		"sent":    "unit: enterprise, period_days: 31",
		"both":    "unit: west, period_days: 31, formula: 'weekly + sent.or(0) - previous(daily).or(7)', inputs: [{name: weekly, measure: weekly}, {name: sent, measure: sent}, {name: daily, measure: daily}]",
	} {
		text += doc("measure", name, "Measure "+name, "{owner: p-01, "+spec+", "+fromNought+"}")
		edges += fmt.Sprintf("{measure: %s, weight: 1}, ", name)
	}
	targets := ""
	for _, m := range []string{"monthly", "weekly", "both"} {
		targets += fmt.Sprintf("{measure: %s, baseline: 0, start: 2024-06-01, plan: {target: 60, due: 2025-03-15}}, ", m)
	}
	return text + doc("objective", "one", "One", "{unit: enterprise, owner: p-01, perspective: process, weight: 1, measures: ["+edges+"], targets: ["+targets+"]}")
}

// happens is something that comes to be known: a file of the source, a value that is sent, corrected or withdrawn, of today or of long
// ago, or a unit that reports by another calendar.
func happens(b *bench, r *rand.Rand) {
	ago := func() time.Time {
		days := []int{0, 0, 0, 1, 2, 5, 9, 30, 60, 400, 1500, 1900}[r.IntN(12)]
		return b.clock().AddDate(0, 0, -days).Add(-time.Duration(r.IntN(30)) * time.Hour).Truncate(time.Hour)
	}
	switch r.IntN(9) {
	case 0:
		b.must(b.declare(manager, summing([]string{"America/New_York", "Pacific/Apia", "UTC"}[r.IntN(3)], 1+r.IntN(12), []string{"mean", "rate", "count-distinct", "min"}[r.IntN(4)])))
	case 1, 2, 3:
		text, seen := "at,open\n", map[int64]bool{}
		for range 1 + r.IntN(5) {
			if at := ago().Unix(); !seen[at] {
				seen[at] = true
				text += fmt.Sprintf("%d,%d\n", at, r.IntN(90))
			}
		}
		_, err := b.Collect(b.t.Context(), manager, service.NewFile{Source: "table", Content: strings.NewReader(text)})
		b.must(err)
	default:
		to := ago()
		if r.IntN(3) == 0 {
			to = to.Truncate(24 * time.Hour)
		}
		p := service.NewPoint{Measure: []string{"daily", "sent"}[r.IntN(2)], From: to, To: to, Note: "by chance"}
		if r.IntN(3) == 0 {
			p.From = to.Add(-time.Hour)
		}
		if r.IntN(4) > 0 {
			v := float64(r.IntN(90))
			p.Value = &v
		}
		_, err := b.AddPoints(b.t.Context(), manager, []service.NewPoint{p}, "", "", "")
		b.must(err)
	}
}

// The values of periods that a process has kept are, after whatever became known, those that a process that has just started
// reads: now, at the ends of periods, and as of earlier moments.
func TestPeriodsThatAreKeptAreThoseThatAreStored(t *testing.T) {
	const changes = 120
	for name, dsn := range databases(t) {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, dsn)
			r := rand.New(rand.NewPCG(6, 25))
			b.must(b.declare(manager, summing("America/New_York", 4, "mean")))
			var moments []service.AsOf
			for i := range changes {
				if r.IntN(4) == 0 { // to the end of a day, here or there
					day := b.clock().Truncate(24*time.Hour).AddDate(0, 0, 1+r.IntN(3))
					next := day.Add([]time.Duration{-time.Microsecond, 0, 5*time.Hour - time.Microsecond, 4 * time.Hour}[r.IntN(4)])
					b.now.Store(&next)
				} else {
					b.pass(time.Duration(r.IntN(60)) * time.Hour)
				}
				happens(b, r)
				moments = append(moments, service.AsOf{Text: "then", At: b.clock()})
				if r.IntN(2) == 0 { // one alone may be asked for first
					v, err := b.View(t.Context(), manager, service.AsOf{})
					b.must(err)
					m, err := v.Record("measure", []string{"both", "weekly", "sent"}[r.IntN(3)])
					b.must(err)
					_, err = v.Explain(t.Context(), m)
					b.must(err)
				}
				for _, a := range []service.AsOf{{}, moments[r.IntN(len(moments))]} {
					fresh := &bench{t: t, store: b.store}
					var err error
					fresh.Service, err = service.New(service.Options{Store: b.store, Clock: b.clock})
					b.must(err)
					if got, want := b.describe(a), fresh.describe(a); got != want {
						t.Fatalf("after change %d, as of %q, it shows\n%s\nand read anew\n%s", i+1, a.Text, got, want)
					}
					b.pass(time.Duration(r.IntN(4)) * time.Hour)
				}
			}
			if got := b.describe(service.AsOf{}); strings.Count(got, `"period":"2`) < 4 || !strings.Contains(got, `"late":`) {
				t.Errorf("the story has too few values of periods to tell anything:\n%s", got)
			}
		})
	}
}

// shows is what the measure shows: period, value, points, late ones and the value so far.
func (b *bench) shows(a service.AsOf, name string) string {
	b.t.Helper()
	v, err := b.View(b.t.Context(), manager, a)
	b.must(err)
	r, err := v.Record("measure", name)
	b.must(err)
	why, err := v.Explain(b.t.Context(), r)
	b.must(err)
	all, err := v.Status(b.t.Context())
	b.must(err)
	out := "none"
	if x := why.Measure.Reading; x != nil {
		out = fmt.Sprintf("%s=%v", x.Period, x.Value)
		if last := all.Measures[r.UID].Last; last == nil || *last.Value != x.Value || !last.To.Equal(x.ValidTo) {
			b.t.Errorf("alone it shows %+v, among all %+v", x, last)
		}
		if p := why.Measure.Aggregation.Last; p == nil || p.Name != x.Period || p.Value != x.Value {
			b.t.Errorf("%+v is said to be made of %+v", x, p)
		} else {
			out += fmt.Sprintf(" of %d, %d late", p.Points, p.Late)
		}
	}
	if p := why.Measure.Aggregation.Open; p != nil {
		out += fmt.Sprintf("; so far %s=%v of %d", p.Name, p.Value, p.Points)
	}
	return out
}

// Late values, corrections and withdrawals change the value of their period from the entry on that brought them: as of an earlier
// one, or an earlier day, it is what it was. A second measure over the same source goes its own way.
func TestWhatBecomesKnownLate(t *testing.T) {
	for name, dsn := range databases(t) {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, dsn)
			b.must(b.declare(manager, base+doc("source", "table", "Table", "{unit: enterprise, format: csv, mapping: {rows: each, time: {column: at, format: unix}, values: [{name: open, operation: value, column: open}]}}")+
				doc("measure", "total", "Total", "{unit: enterprise, owner: p-01, source: table, value: open, period_days: 31, aggregation: sum, reporting_period: month, "+fromNought+"}")+
				doc("measure", "most", "Most", "{unit: enterprise, owner: p-01, source: table, value: open, period_days: 7, aggregation: max, reporting_period: week, "+fromNought+"}")+
				doc("measure", "typed", "Typed", "{unit: enterprise, owner: p-01, period_days: 31, aggregation: sum, reporting_period: month, "+fromNought+"}")))
			read := func(text string) {
				_, err := b.Collect(t.Context(), manager, service.NewFile{Source: "table", Content: strings.NewReader("at,open\n" + text)})
				b.must(err)
			}
			on := func(month time.Month, day int) int64 { return time.Date(2025, month, day, 8, 0, 0, 0, time.UTC).Unix() }
			check := func(what string, a service.AsOf, total, most string) {
				t.Helper()
				for name, want := range map[string]string{"total": total, "most": most} {
					if got := b.shows(a, name); got != want {
						t.Errorf("%s, %s shows %s, not %s", what, name, got, want)
					}
				}
			}
			check("before anything", service.AsOf{}, "none", "none")
			read(fmt.Sprintf("%d,10\n%d,20\n", on(1, 7), on(1, 14)))
			check("while January goes on", service.AsOf{}, "none; so far 2025-01=30 of 2", "2025-W02=10 of 1, 1 late; so far 2025-W03=20 of 1")
			b.pass(20 * 24 * time.Hour) // 4 February
			check("once it has ended", service.AsOf{}, "2025-01=30 of 2, 0 late", "2025-W03=20 of 1, 0 late")
			before, err := b.View(t.Context(), manager, service.AsOf{})
			b.must(err)
			b.pass(time.Hour)
			read(fmt.Sprintf("%d,5\n%d,2\n", on(1, 30), on(2, 3)))
			check("with a late value", service.AsOf{}, "2025-01=35 of 3, 1 late; so far 2025-02=2 of 1", "2025-W05=5 of 1, 1 late; so far 2025-W06=2 of 1")
			check("as of the day before it was known", service.AsOf{Text: "day", At: b.clock().Add(-time.Hour)}, "2025-01=30 of 2, 0 late", "2025-W03=20 of 1, 0 late")
			check("as of its last moment", service.AsOf{Text: "2025-01-31", At: time.Date(2025, 1, 31, 23, 59, 59, 999999000, time.UTC)}, "2025-01=30 of 2, 0 late", "2025-W03=20 of 1, 0 late")
			read(fmt.Sprintf("%d,1\n", on(1, 14)))
			check("with a correction", service.AsOf{}, "2025-01=16 of 3, 2 late; so far 2025-02=2 of 1", "2025-W05=5 of 1, 1 late; so far 2025-W06=2 of 1")
			check("as of the entry before", service.AsOf{Text: "entry", Seq: before.Seq}, "none; so far 2025-01=30 of 2", "2025-W02=10 of 1, 1 late; so far 2025-W03=20 of 1")

			type one struct {
				to    time.Time
				value *float64
			}
			send := func(all ...one) {
				var points []service.NewPoint
				for _, x := range all {
					points = append(points, service.NewPoint{Measure: "typed", From: x.to, To: x.to, Value: x.value, Note: "by hand"})
				}
				_, err := b.AddPoints(t.Context(), manager, points, "", "", "")
				b.must(err)
			}
			typed := func(what, want string) {
				t.Helper()
				if got := b.shows(service.AsOf{}, "typed"); got != want {
					t.Errorf("%s, it shows %s, not %s", what, got, want)
				}
			}
			v := func(x float64) *float64 { return &x }
			long, longer := time.Date(2018, 3, 5, 0, 0, 0, 0, time.UTC), time.Date(2018, 3, 9, 0, 0, 0, 0, time.UTC)
			send(one{long, v(3)}, one{longer, v(4)})
			typed("of years ago", "2018-03=7 of 2, 2 late")
			send(one{long, v(2)})
			typed("corrected years later", "2018-03=6 of 2, 2 late")
			january := time.Date(2025, 1, 20, 0, 0, 0, 0, time.UTC)
			send(one{january, v(50)})
			typed("with a value of January", "2025-01=50 of 1, 1 late")
			send(one{january, nil})
			typed("without it again", "2018-03=6 of 2, 2 late")
			send(one{longer, nil}, one{long, nil})
			typed("without any", "none")
			if _, err := b.AddPoints(t.Context(), manager, []service.NewPoint{{Measure: "total", From: january, To: january, Value: v(1)}}, "", "", ""); err == nil {
				t.Error("what is read from a source can be typed in, once it is summed up")
			}
		})
	}
}

// The points behind a period are there to be looked at, as they were stored: on the page, with their versions and corrections.
func TestPointsBehindAPeriod(t *testing.T) {
	b := newBench(t, t.TempDir()+"/steelyard.db")
	b.must(b.declare(manager, base+doc("unit", "west", "West", "{parent: enterprise, time_zone: America/New_York}")+
		doc("measure", "typed", "Typed", "{unit: west, owner: p-01, period_days: 31, aggregation: sum, reporting_period: month, "+fromNought+"}")))
	midnight := time.Date(2025, 1, 1, 5, 0, 0, 0, time.UTC)
	send := func(from, to time.Time, v float64) {
		_, err := b.AddPoints(t.Context(), manager, []service.NewPoint{{Measure: "typed", From: from, To: to, Value: &v}}, "", "", "")
		b.must(err)
	}
	send(midnight.Add(-time.Hour), midnight, 1) // of December
	send(midnight.Add(24*time.Hour), midnight.Add(24*time.Hour), 2)
	send(midnight.Add(48*time.Hour), midnight.Add(48*time.Hour), 4)
	send(midnight.Add(48*time.Hour), midnight.Add(48*time.Hour), 8)
	v, err := b.View(t.Context(), manager, service.AsOf{})
	b.must(err)
	r, err := v.Record("measure", "typed")
	b.must(err)
	m, _ := record.As[measure.Measure](r)
	for in, want := range map[time.Time]string{midnight: "8 2", midnight.Add(-time.Microsecond): "1", midnight.AddDate(1, 0, 0): ""} {
		points, err := v.PeriodPoints(t.Context(), m, in, 10)
		b.must(err)
		got := ""
		for _, p := range points {
			got += fmt.Sprint(" ", *p.Value)
		}
		if strings.TrimSpace(got) != want {
			t.Errorf("in the period of %s there are%s, not %s", in, got, want)
		}
	}
	if one, err := v.PeriodPoints(t.Context(), m, midnight, 1); err != nil || len(one) != 1 || *one[0].Value != 8 {
		t.Errorf("the latest one is %+v (%v)", one, err)
	}
	points, err := v.Points(t.Context(), m, 10)
	b.must(err)
	versions, err := v.Versions(t.Context(), m, midnight.Add(48*time.Hour))
	b.must(err)
	if len(points) != 3 || len(versions) != 2 {
		t.Errorf("stored are %d points, one of them in %d versions", len(points), len(versions))
	}
	for _, p := range points {
		if want := map[bool]int{true: 2, false: 1}[p.To.Equal(midnight.Add(48*time.Hour))]; p.Versions != want {
			t.Errorf("the point of %s is said to have %d versions, not %d", p.To, p.Versions, want)
		}
	}
	values, err := v.Values(t.Context(), m)
	b.must(err)
	if len(values) != 1 || *values[0].Value != 1 || values[0].On().String() != "2024-12-31" {
		t.Errorf("judged are %+v", values)
	}
}

// A formula that is being written sees what a declared one would: the values of periods.
func TestADraftOverPeriods(t *testing.T) {
	b := newBench(t, t.TempDir()+"/steelyard.db")
	b.must(b.declare(manager, base+doc("measure", "typed", "Typed", "{unit: enterprise, owner: p-01, period_days: 7, aggregation: sum, reporting_period: week, "+fromNought+"}")))
	for day, v := range map[int]float64{1: 3, 6: 10, 8: 20, 14: 999} { // the weeks begin on Mondays, 6 and 13 January
		to := time.Date(2025, 1, day, 0, 0, 0, 0, time.UTC)
		_, err := b.AddPoints(t.Context(), manager, []service.NewPoint{{Measure: "typed", From: to, To: to, Value: &v}}, "", "", "")
		b.must(err)
	}
	v, err := b.View(t.Context(), manager, service.AsOf{})
	b.must(err)
	got, err := v.Evaluate(t.Context(), service.Draft{Formula: "t - previous(t)", Inputs: []service.DraftInput{{Name: "t", Measure: "typed"}}, PeriodDays: 7})
	b.must(err)
	if got.Value == nil || *got.Value != 27 || got.Derivation.Inputs[0].Reading.Period != "2025-W02" {
		t.Errorf("the draft gives %+v", got)
	}
}

// A formula that has values of periods and others takes the others as they were at the ends of the periods, also inside a month.
func TestOtherValuesAtTheEndsOfPeriods(t *testing.T) {
	for name, dsn := range databases(t) {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, dsn)
			b.must(b.declare(manager, base+doc("measure", "weekly", "Weekly", "{unit: enterprise, owner: p-01, period_days: 7, aggregation: sum, reporting_period: week, "+fromNought+"}")+
				doc("measure", "hosts", "Hosts", "{unit: enterprise, owner: p-01, period_days: 31, "+fromNought+"}")+
				doc("measure", "each", "Each", "{unit: enterprise, owner: p-01, period_days: 7, formula: weekly / hosts, inputs: [{name: weekly, measure: weekly}, {name: hosts, measure: hosts}], "+fromNought+"}")))
			send := func(name string, day int, v float64) {
				to := time.Date(2025, 1, day, 0, 0, 0, 0, time.UTC)
				_, err := b.AddPoints(t.Context(), manager, []service.NewPoint{{Measure: name, From: to, To: to, Value: &v}}, "", "", "")
				b.must(err)
			}
			for _, alone := range []bool{true, false} { // the measure alone may be asked for first
				send("weekly", 2, 3)
				send("weekly", 8, 30)
				send("hosts", 5, 2)
				send("hosts", 11, 4)
				v, err := b.View(t.Context(), manager, service.AsOf{})
				b.must(err)
				r, err := v.Record("measure", "each")
				b.must(err)
				if alone {
					_, err = v.Explain(t.Context(), r)
					b.must(err)
				}
				m, _ := record.As[measure.Measure](r)
				values, err := v.Values(t.Context(), m)
				b.must(err)
				got := ""
				for _, p := range values {
					got += fmt.Sprintf(" %s %v", p.To.Format("2006-01-02T15"), *p.Value)
				}
				if want := " 2025-01-05T23 1.5 2025-01-11T00 0.75 2025-01-12T23 7.5"; got != want {
					t.Errorf("the values are%s, not%s", got, want)
				}
			}
		})
	}
}

// Values of periods that stay as they were stay the same list, so that nothing above them is computed again: after a point of the period
// that goes on, and after one that withdraws what was never there.
func TestListsOfPeriodsStayTheSame(t *testing.T) {
	b := newBench(t, t.TempDir()+"/steelyard.db")
	b.must(b.declare(manager, base+doc("measure", "daily", "Daily", "{unit: enterprise, owner: p-01, period_days: 1, aggregation: sum, reporting_period: day, "+fromNought+"}")+
		doc("measure", "twice", "Twice", "{unit: enterprise, owner: p-01, period_days: 1, formula: 2 * d, inputs: [{name: d, measure: daily}], "+fromNought+"}")))
	lists := func() (out [][]measurement.Recorded) {
		v, err := b.View(t.Context(), manager, service.AsOf{})
		b.must(err)
		for _, name := range []string{"daily", "twice"} {
			r, err := v.Record("measure", name)
			b.must(err)
			m, _ := record.As[measure.Measure](r)
			list, err := v.Values(t.Context(), m)
			b.must(err)
			out = append(out, list)
		}
		return out
	}
	send := func(day, hour int, v *float64) {
		to := time.Date(2025, 1, day, hour, 0, 0, 0, time.UTC)
		_, err := b.AddPoints(t.Context(), manager, []service.NewPoint{{Measure: "daily", From: to, To: to, Value: v, Note: "test"}}, "", "", "")
		b.must(err)
	}
	one := 1.0
	send(10, 5, &one)
	send(12, 5, &one)
	was := lists()
	for what, change := range map[string]func(){"a point of today": func() { send(15, 6, &one) }, "a withdrawal of nothing": func() { send(11, 3, nil) }} {
		change()
		for i, list := range lists() {
			if len(list) != 2 || &list[0] != &was[i][0] {
				t.Errorf("after %s, list %d of %d is another", what, i, len(list))
			}
		}
	}
	send(11, 4, &one)
	if now := lists(); len(now[0]) != 3 || len(now[1]) != 3 {
		t.Errorf("a late point is not seen: %v", now)
	}
}
