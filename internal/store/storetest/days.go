package storetest

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/measurement"
)

// daysOfPoints asks for the last values of days of what points has recorded in four entries, and of a day with three points.
func daysOfPoints(t *testing.T, l *Lab, s, other measurement.Series) {
	for _, c := range []struct {
		seq        int64
		from, upTo string
		want       string
	}{
		{1, "2026-01-15", "2026-02-28", "s [2026-01-20 00:00=1 2026-01-31 00:00=2 2026-02-15 00:00=3] o [2026-01-31 00:00=-0.5]"},
		{2, "2026-01-15", "2026-02-28", "s [2026-01-20 00:00=1 2026-01-31 00:00=2.5 2026-02-15 00:00=3] o [2026-01-31 00:00=-0.5]"},
		{4, "2026-01-15", "2026-02-28", "s [2026-01-20 00:00=1 2026-01-31 00:00=2.5] o [2026-01-31 00:00=-0.5]"},
		{4, "2026-01-20", "2026-01-30", "s [2026-01-20 00:00=1] o []"},
		{3, "2024-01-01", "2026-01-19", "s [] o []"},
		{4, "2024-01-01", "2026-01-19", "s [2025-03-01 00:00=0.1] o []"},
		{4, "2026-02-01", "2026-01-01", "s [] o []"},
	} {
		got, err := l.LastOfDays(t.Context(), []int64{s.ID(), other.ID(), s.ID()}, day(c.from), day(c.upTo), c.seq)
		if shown := fmt.Sprint("s ", showDays(got[s.ID()]), " o ", showDays(got[other.ID()])); err != nil || shown != c.want {
			t.Errorf("the last values of days from %s to %s as of entry %d: %s\nnot %s (%v)", c.from, c.upTo, c.seq, shown, c.want, err)
		}
	}
	if got, err := l.LastOfDays(t.Context(), nil, day("2026-01-01"), day("2026-02-01"), 4); err != nil || len(got) != 0 {
		t.Errorf("of no series there are values: %v (%v)", got, err)
	}
	hourly := measurement.Series{Owner: s.Owner, Name: "hourly"}
	at := func(hour int) time.Time { return day("2026-03-01").Add(time.Duration(hour) * time.Hour) }
	end := day("2026-03-02").Add(-time.Microsecond)
	l.mustAdd(batch(15, point(hourly, at(0), number(1), ""), point(hourly, at(9), number(2), ""), point(hourly, end, number(3), ""), point(hourly, at(24), number(4), "")), hourly)
	l.mustAdd(batch(16, point(hourly, end, nil, "the sensor was off")), hourly)
	for seq, want := range map[int64]string{5: "[2026-03-01 23:59=3 2026-03-02 00:00=4]", 6: "[2026-03-01 09:00=2 2026-03-02 00:00=4]"} {
		got, err := l.LastOfDays(t.Context(), []int64{hourly.ID()}, day("2026-03-01"), day("2026-03-31"), seq)
		if shown := fmt.Sprint(showDays(got[hourly.ID()])); err != nil || shown != want {
			t.Errorf("of days with several points there are as of entry %d %s, not %s (%v)", seq, shown, want, err)
		}
	}
}

func showDays(list []measurement.Dated) []string {
	out := make([]string, len(list))
	for i, v := range list {
		out[i] = fmt.Sprintf("%s=%v", v.At.Format("2006-01-02 15:04"), v.Value)
	}
	return out
}

// lastOfDays is what LastOfDays has to give, by the list of the model.
func lastOfDays(facts []fact, series []int64, from, upTo time.Time, seq int64) map[int64][]measurement.Dated {
	out := map[int64][]measurement.Dated{}
	for _, id := range series {
		last := map[string]measurement.Dated{}
		for _, f := range held(facts, id, seq, upTo) {
			if f.Value != nil && !f.To.Before(from) {
				last[f.To.Format(time.DateOnly)] = measurement.Dated{At: f.To, Value: *f.Value}
			}
		}
		for _, d := range slices.Sorted(maps.Keys(last)) {
			out[id] = append(out[id], last[d])
		}
	}
	return out
}

func compareDays(t *testing.T, what string, got map[int64][]measurement.Dated, err error, want map[int64][]measurement.Dated) {
	t.Helper()
	same := func(a, b measurement.Dated) bool { return a.At.Equal(b.At) && a.Value == b.Value }
	if err != nil || !maps.EqualFunc(got, want, func(a, b []measurement.Dated) bool { return slices.EqualFunc(a, b, same) }) {
		t.Fatalf("%s: %v, not %v (%v)", what, got, want, err)
	}
}
