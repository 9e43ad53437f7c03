package storetest

import (
	"cmp"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/measurement"
	"github.com/steelyard-isms/steelyard/internal/store"
)

func day(text string) time.Time {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		panic(err) // of the test itself
	}
	return t
}

func number(v float64) *float64 { return &v }

// batches need numbers that say in which order they were made, for entries that bring several
func batch(id int64, points ...measurement.Point) measurement.Batch {
	return measurement.Batch{ID: id, Points: points}
}

func point(s measurement.Series, to time.Time, v *float64, note string) measurement.Point {
	return measurement.Point{Series: s.ID(), From: to, To: to, Value: v, Note: note}
}

func (l *Lab) mustAdd(b measurement.Batch, series ...measurement.Series) store.Receipt {
	l.Helper()
	r, err := AddPoints(l.Context(), l.Store, nil, b, series...)
	if err != nil {
		l.Fatalf("a batch was refused: %v", err)
	}
	return r
}

func points(t *testing.T, l *Lab) {
	s := measurement.Series{Owner: "01J00000000000000000000001", Name: "index"}
	other := measurement.Series{Owner: s.Owner, Name: "index", Unit: "01J00000000000000000000002"}
	n := int64(30)
	first := point(s, day("2026-01-20"), number(1), "")
	first.From, first.Sample = day("2026-01-01"), &n
	l.mustAdd(batch(11, first, point(s, day("2026-01-31"), number(2), ""), point(s, day("2026-02-15"), number(3), ""), point(other, day("2026-01-31"), number(-0.5), "")), s, other)
	l.mustAdd(batch(12, point(s, day("2026-01-31"), number(2.5), "a typing error")), s)
	l.mustAdd(batch(13, point(s, day("2026-02-15"), nil, "was not ours")), s)
	l.mustAdd(batch(14, point(s, day("2025-03-01"), number(0.1), "")), s)

	show := func(found []measurement.Recorded, err error) string {
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, r := range found {
			value := "-"
			if r.Value != nil {
				value = fmt.Sprint(*r.Value)
			}
			name := "s"
			if r.Series != s.ID() {
				name = "o"
			}
			out = append(out, fmt.Sprintf("%s %s=%s@%d", name, r.To.Format(time.DateOnly), value, r.Seq))
		}
		slices.Sort(out)
		return strings.Join(out, ", ")
	}
	both := []int64{s.ID(), other.ID(), s.ID()}
	ctx := t.Context()
	for _, c := range []struct {
		seq  int64
		upTo string
		cuts []store.Cut
		want string
	}{
		{1, "2026-02-28", nil, "o 2026-01-31=-0.5@1, s 2026-01-31=2@1, s 2026-02-15=3@1"},
		{2, "2026-02-28", nil, "o 2026-01-31=-0.5@1, s 2026-01-31=2.5@2, s 2026-02-15=3@1"},
		{4, "2026-02-28", nil, "o 2026-01-31=-0.5@1, s 2026-01-31=2.5@2"},
		{4, "2026-01-30", nil, "s 2026-01-20=1@1"},
		{4, "2026-02-28", []store.Cut{{Series: s.ID(), At: day("2026-01-20")}}, "o 2026-01-31=-0.5@1, s 2026-01-20=1@1, s 2026-01-31=2.5@2"},
		{4, "2026-02-28", []store.Cut{{Series: s.ID(), At: day("2026-01-19")}}, "o 2026-01-31=-0.5@1, s 2026-01-31=2.5@2"},
	} {
		if got := show(l.LastOfMonths(ctx, both, day("2026-01-15"), day(c.upTo), c.seq, c.cuts)); got != c.want {
			t.Errorf("the last values of months up to %s as of entry %d, cut %v:\n%s\nnot\n%s", c.upTo, c.seq, c.cuts, got, c.want)
		}
	}
	if got := show(l.LastBefore(ctx, both, day("2026-01-01"), 4)); got != "s 2025-03-01=0.1@4" {
		t.Errorf("before 2026 the last values are %s", got)
	}
	if got := show(l.LastBefore(ctx, both, day("2026-01-01"), 3)); got != "" {
		t.Errorf("before it was known, the value of 2025 was shown: %s", got)
	}
	latest, err := l.Latest(ctx, s.ID(), day("2026-12-31"), 4, 10, 0)
	if err != nil || len(latest) != 4 || latest[0].Value != nil || latest[0].Note != "was not ours" || latest[3].To != day("2025-03-01") {
		t.Errorf("the latest points are %+v (%v)", latest, err)
	}
	if p := latest[2]; *p.Sample != 30 || p.From != day("2026-01-01") || p.Batch != 11 || p.RecordedAt.IsZero() {
		t.Errorf("a point came back as %+v", p)
	}
	if latest, err = l.Latest(ctx, s.ID(), day("2026-12-31"), 4, 2, 100); err != nil || len(latest) != 2 {
		t.Errorf("%d points came of 2 (%v)", len(latest), err)
	}
	if got, err := l.Versions(ctx, s.ID(), day("2026-01-31"), 4); err != nil || len(got) != 2 || *got[0].Value != 2.5 || *got[1].Value != 2 {
		t.Errorf("the versions are %+v (%v)", got, err)
	}
	if got, err := l.LastOfMonths(ctx, nil, day("2026-01-01"), day("2026-02-01"), 4, nil); err != nil || got != nil {
		t.Errorf("of no series there are values: %v (%v)", got, err)
	}
	daysOfPoints(t, l, s, other)
	stop, seen := errors.New("enough"), 0
	if err := l.EachHeld(ctx, both, day("2026-01-01"), day("2026-12-31"), 4, func(p *measurement.Recorded) error {
		if seen++; seen == 1 && p.Series == s.ID() && (*p.Sample != 30 || p.From != day("2026-01-01")) {
			t.Errorf("a point came as %+v", p)
		}
		return stop
	}); !errors.Is(err, stop) || seen != 1 {
		t.Errorf("whoever has seen enough is shown %d points: %v", seen, err)
	}
	var cuts []store.Cut // more than one query may have, and more than an expression may nest
	many := []int64{s.ID()}
	for i := range 9000 {
		cuts = append(cuts, store.Cut{Series: int64(i % 3000), At: day("2026-01-10")})
		many = append(many, int64(i))
	}
	if got := show(l.LastOfMonths(ctx, many, day("2026-01-01"), day("2026-01-31"), 4, cuts)); got != "s 2026-01-31=2.5@2" {
		t.Errorf("of 9,001 series with 9,000 cuts: %s", got)
	}
	if _, err := AddPoints(ctx, l.Store, nil, batch(11, point(s, day("2026-03-01"), number(1), "")), s); err == nil {
		t.Error("two batches with one number were accepted")
	}
	if _, err := AddPoints(ctx, l.Store, nil, batch(20), s); !fault.Is(err, fault.Limited) {
		t.Errorf("an empty batch: %v", err)
	}
}

// fact is one recorded point of the model.
type fact struct {
	measurement.Point
	batch, seq int64
}

// held gives the points of a series that hold at an entry, by valid end.
func held(facts []fact, series, seq int64, upTo time.Time) []fact {
	latest := map[time.Time]fact{}
	for _, f := range facts {
		if f.Series != series || f.seq > seq || f.To.After(upTo) {
			continue
		}
		if old, ok := latest[f.To]; !ok || f.seq > old.seq {
			latest[f.To] = f
		}
	}
	var out []fact
	for _, f := range latest {
		out = append(out, f)
	}
	slices.SortFunc(out, func(a, b fact) int { return a.To.Compare(b.To) })
	return out
}

func lastOfMonths(facts []fact, series []int64, from, upTo time.Time, seq int64, cuts []store.Cut) []fact {
	var out []fact
	for _, id := range series {
		type part struct{ month, cuts int }
		last := map[part]fact{}
		var order []part
		for _, f := range held(facts, id, seq, upTo) {
			p := part{month: measurement.Month(f.To)}
			if f.Value == nil || p.month < measurement.Month(from) {
				continue
			}
			for _, c := range cuts {
				if c.Series == id && f.To.After(c.At) {
					p.cuts++
				}
			}
			if _, ok := last[p]; !ok {
				order = append(order, p)
			}
			last[p] = f
		}
		for _, p := range order {
			out = append(out, last[p])
		}
	}
	return out
}

// pointsModel compares the queries with a list that is searched naively.
func pointsModel(t *testing.T, l *Lab) {
	r := rand.New(rand.NewPCG(11, 7))
	var series []measurement.Series
	var ids []int64
	for i := range 6 {
		s := measurement.Series{Owner: "01J00000000000000000000001", Name: fmt.Sprint("value", i)}
		series, ids = append(series, s), append(ids, s.ID())
	}
	slices.Sort(ids)
	moment := func() time.Time {
		return day("2023-12-30").Add(time.Duration(r.IntN(800)) * 36 * time.Hour).Add(time.Duration(r.IntN(3)-1) * time.Microsecond)
	}
	var facts []fact
	n := 0
	add := func() { // a batch of values, corrections and withdrawals
		n++
		b := measurement.Batch{ID: int64(1000 + n)}
		seen := map[string]bool{}
		for range 1 + r.IntN(60) {
			s := series[r.IntN(len(series))]
			p := point(s, moment(), number(float64(r.IntN(1000))/8), "")
			if len(facts) > 0 && r.IntN(3) == 0 { // a correction
				p.Series, p.To = facts[r.IntN(len(facts))].Series, facts[r.IntN(len(facts))].To
				p.From = p.To
			}
			if r.IntN(6) == 0 {
				p.Value, p.Note = nil, "withdrawn"
			}
			if key := fmt.Sprint(p.Series, p.To); !seen[key] {
				seen[key] = true
				b.Points = append(b.Points, p)
			}
		}
		receipt := l.mustAdd(b, series...)
		for _, p := range b.Points {
			facts = append(facts, fact{p, b.ID, receipt.Seq})
		}
	}
	for range 60 {
		add()
	}
	for n, value := range []*float64{number(7), nil} { // most of a dense month is withdrawn, from its end
		b := measurement.Batch{ID: int64(2000 + n)}
		for i := range 90 - 30*n {
			b.Points = append(b.Points, point(series[0], day("2025-02-28").Add(-time.Duration(i)*6*time.Hour), value, ""))
		}
		receipt := l.mustAdd(b, series...)
		for _, p := range b.Points {
			facts = append(facts, fact{p, b.ID, receipt.Seq})
		}
	}
	l.Reopen()
	ctx := t.Context()
	compare := func(what string, got []measurement.Recorded, err error, want []fact) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		if len(got) != len(want) {
			t.Fatalf("%s: %d points, not %d", what, len(got), len(want))
		}
		for i, w := range want {
			g := got[i]
			if g.Series != w.Series || g.To != w.To || g.Seq != w.seq || g.Batch != w.batch || (g.Value == nil) != (w.Value == nil) || g.Value != nil && *g.Value != *w.Value {
				t.Fatalf("%s: point %d is %+v, not %+v", what, i, g, w)
			}
		}
	}
	stop := l.keepFound()
	for i := range 160 {
		if i%5 == 0 { // what is kept of its months is thrown away
			add()
		}
		seq, upTo, from := int64(r.IntN(int(l.Snapshot().Seq())+1)), moment(), moment()
		if i%3 > 0 {
			seq = l.Snapshot().Seq()
		}
		var cuts []store.Cut
		for range r.IntN(4) {
			cuts = append(cuts, store.Cut{Series: ids[r.IntN(len(ids))], At: moment()})
		}
		some := slices.Clone(ids[r.IntN(3):])
		got, err := l.LastOfMonths(ctx, some, from, upTo, seq, cuts)
		compare(fmt.Sprintf("last of months from %s to %s as of %d", from, upTo, seq), got, err, lastOfMonths(facts, some, from, upTo, seq, cuts))

		var before []fact
		for _, id := range some {
			for _, f := range slices.Backward(held(facts, id, seq, measurement.MonthStart(measurement.Month(from)).Add(-1))) {
				if f.Value != nil {
					before = append(before, f)
					break
				}
			}
		}
		slices.SortFunc(before, func(a, b fact) int { return cmp.Compare(a.Series, b.Series) })
		got, err = l.LastBefore(ctx, some, from, seq)
		compare(fmt.Sprintf("last before %s as of %d", from, seq), got, err, before)

		var whole []fact
		for _, id := range some {
			for _, f := range held(facts, id, seq, upTo) {
				if f.Value != nil && !f.To.Before(from) {
					whole = append(whole, f)
				}
			}
		}
		got = nil
		err = l.EachHeld(ctx, some, from, upTo, seq, func(p *measurement.Recorded) error {
			kept := *p
			value := *p.Value
			kept.Value = &value
			if p.RecordedAt.IsZero() || len(got) > 0 && measurement.Order(got[len(got)-1].Point, p.Point) >= 0 {
				t.Fatalf("after %+v comes %+v", got[len(got)-1], p)
			}
			got = append(got, kept)
			return nil
		})
		slices.SortFunc(got, func(a, b measurement.Recorded) int {
			return cmp.Or(cmp.Compare(a.Series, b.Series), a.To.Compare(b.To))
		})
		compare(fmt.Sprintf("all that hold from %s to %s as of %d", from, upTo, seq), got, err, whole)

		days, err := l.LastOfDays(ctx, some, from, upTo, seq)
		compareDays(t, fmt.Sprintf("last of days from %s to %s as of %d", from, upTo, seq), days, err, lastOfDays(facts, some, from, upTo, seq))

		limit := 1 + r.IntN(30)
		all := held(facts, some[0], seq, upTo)
		slices.Reverse(all)
		got, err = l.Latest(ctx, some[0], upTo, seq, limit, r.IntN(60))
		for i, p := range got {
			known := 0
			for _, f := range facts {
				if f.Series == p.Series && f.To.Equal(p.To) && f.seq <= seq {
					known++
				}
			}
			if p.Versions != known {
				t.Fatalf("of %s %d versions are known as of %d, not %d", p.To, known, seq, p.Versions)
			}
			got[i].Versions = 0 // what is kept of a fact does not tell
		}
		compare(fmt.Sprintf("latest %d to %s as of %d", limit, upTo, seq), got, err, all[:min(limit, len(all))])

		one := facts[r.IntN(len(facts))]
		var versions []fact
		for _, f := range slices.Backward(facts) {
			if f.Series == one.Series && f.To.Equal(one.To) && f.seq <= seq {
				versions = append(versions, f)
			}
		}
		got, err = l.Versions(ctx, one.Series, one.To, seq)
		compare("versions", got, err, versions)
	}
	stop()
	l.mustKeep(ids, "2024-01-01", "2025-12-31")
}
