package storetest

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/measurement"
)

// keepFound keeps what is searched for, as a server does, until it is stopped.
func (l *Lab) keepFound() (stop func()) {
	ctx, cancel := context.WithCancel(l.Context())
	done := make(chan struct{})
	go func() { defer close(done); l.KeepFound(ctx) }()
	return func() { cancel(); <-done }
}

// mustKeep asks for some whole months until all of it is kept: the last value of each, and those of its days.
func (l *Lab) mustKeep(series []int64, from, upTo string) {
	l.Helper()
	first, last := day(from), day(upTo)
	want := len(series) * (measurement.Month(last) - measurement.Month(first) + 1)
	stop := l.keepFound()
	defer stop()
	db := Raw(l.TB, l.DSN)
	var months, days int
	for until := time.Now().Add(20 * time.Second); time.Now().Before(until); time.Sleep(20 * time.Millisecond) {
		seq := l.Snapshot().Seq()
		_, err := l.LastOfMonths(l.Context(), series, first, last.Add(dayLess), seq, nil)
		_, err2 := l.LastOfDays(l.Context(), series, first, last.Add(dayLess), seq)
		where := fmt.Sprintf(" WHERE month >= %d AND month <= %d", measurement.Month(first), measurement.Month(last))
		err3 := db.QueryRowContext(l.Context(), "SELECT (SELECT COUNT(*) FROM month_value"+where+"), (SELECT COUNT(*) FROM day_values"+where+")").Scan(&months, &days)
		if err := errors.Join(err, err2, err3); err != nil {
			l.Fatal(err)
		}
		if months >= want && days >= want {
			return
		}
	}
	l.Errorf("of %d series %d months are kept by their last value and %d by their days, not %d", len(series), months, days, want)
}

// dayLess is from the beginning of a day to its last moment.
const dayLess = 24*time.Hour - time.Microsecond

// foundIsKept: what was searched for once is read from what is kept, also by who opens the store later, and no longer once a later batch has a point in its month.
func foundIsKept(t *testing.T, l *Lab) {
	s := measurement.Series{Owner: "01J00000000000000000000001", Name: "kept"}
	var b measurement.Batch
	b.ID = 1
	for d := day("2024-01-01"); d.Before(day("2026-01-01")); d = d.AddDate(0, 0, 1) {
		b.Points = append(b.Points, point(s, d, number(float64(d.YearDay())), ""))
	}
	l.mustAdd(b, s)
	l.mustKeep([]int64{s.ID()}, "2024-01-01", "2025-12-31")
	l.Reopen()
	db := Raw(l.TB, l.DSN)
	change := func(statement string) {
		t.Helper()
		if r, err := db.ExecContext(l.Context(), statement); err != nil {
			t.Fatal(err)
		} else if n, err := r.RowsAffected(); err != nil || n == 0 {
			t.Fatalf("%s changed %d rows (%v)", statement, n, err)
		}
	}
	at := func(seq int64) (month, last float64) {
		t.Helper()
		months, err := l.LastOfMonths(l.Context(), []int64{s.ID()}, day("2025-03-01"), day("2025-03-31").Add(dayLess), seq, nil)
		if err != nil || len(months) != 1 || months[0].RecordedAt.IsZero() {
			t.Fatalf("of March there is %+v (%v)", months, err)
		}
		days, err := l.LastOfDays(l.Context(), []int64{s.ID()}, day("2025-03-01"), day("2025-03-31").Add(dayLess), seq)
		if err != nil || len(days[s.ID()]) != 31 {
			t.Fatalf("of the days of March there is %v (%v)", days, err)
		}
		return *months[0].Value, days[s.ID()][30].Value
	}
	change("UPDATE month_value SET value = 7 WHERE month = 24302") // which shows whence it is read
	change("UPDATE day_values SET days = (SELECT x.days FROM day_values x WHERE x.month = 24300) WHERE month = 24302")
	months, err := l.LastOfMonths(l.Context(), []int64{s.ID()}, day("2025-01-01"), day("2025-12-31"), 1, nil)
	if err != nil || len(months) != 12 || *months[2].Value != 7 {
		t.Errorf("what is kept was searched for again: %+v (%v)", months, err)
	}
	days, err := l.LastOfDays(l.Context(), []int64{s.ID()}, day("2025-03-01"), day("2025-03-31").Add(dayLess), 1)
	if err != nil || len(days[s.ID()]) != 31 || days[s.ID()][0].Value != 1 {
		t.Errorf("the days that are kept were searched for again: %v (%v)", days, err)
	}
	if v, err := l.Store.Verify(l.Context()); err != nil || len(v.Problems) != 2 {
		t.Errorf("that two things that are kept were altered is found out as %q (%v)", v.Problems, err)
	}
	l.mustAdd(measurement.Batch{ID: 2, Points: []measurement.Point{point(s, day("2025-03-31"), number(500), "a late correction")}}, s)
	if month, last := at(2); month != 500 || last != 500 {
		t.Errorf("after the correction March ends with %v and its last day with %v", month, last)
	}
	if month, last := at(1); month != 90 || last != 90 {
		t.Errorf("before the correction March ended with %v and its last day with %v", month, last)
	}
	l.Verify()
}
