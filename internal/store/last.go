package store

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"sort"
	"time"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/measurement"
)

// Cut asks for the last value of a series before a moment inside a month, as well as at the month's end.
type Cut struct {
	Series int64
	At     time.Time // a point that ends at this very moment is before the cut
}

// LastOfMonths gives, for each series and month, the last value that holds: valid at or before upTo, known at or before
// the entry seq, corrected by what came later up to it, and not withdrawn. Cuts divide a month further: of each part the
// last value is given. Months are those of UTC, the first being that of from. The answer is ordered by series and valid
// end. What is not kept of months that are over is found by its key, so that it costs the same however many points a month has. It takes three queries; one more
// where values were withdrawn or became known later, and for each few thousand values. Error: Unavailable.
func (s *Store) LastOfMonths(ctx context.Context, series []int64, from, upTo time.Time, seq int64, cuts []Cut) ([]measurement.Recorded, error) {
	return s.lastOfMonths(ctx, series, measurement.Month(from), measurement.Month(upTo), upTo.UnixMicro(), seq, cuts)
}

func (s *Store) lastOfMonths(ctx context.Context, series []int64, from, upTo int, end, seq int64, cuts []Cut) ([]measurement.Recorded, error) {
	if len(series) == 0 || from > upTo {
		return nil, nil
	}
	series = slices.Compact(slices.Sorted(slices.Values(series)))
	of := map[int64][]int64{}
	for _, c := range cuts {
		of[c.Series] = append(of[c.Series], c.At.UnixMicro())
	}
	last := lastValues{seq: seq, low: func(series, at int64) int64 {
		cuts := of[series]
		if n := sort.Search(len(cuts), func(i int) bool { return cuts[i] >= at }); n > 0 {
			return cuts[n-1]
		}
		return beginning
	}}
	over := s.over(from, upTo, beginning, end)
	kept, err := s.keptMonths(ctx, over, series, seq, func(p candidate) { last.out = append(last.out, p.point()) })
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "the measurements cannot be read")
	}
	parts := make([]span, 0, (upTo-from+1)*len(series)-len(kept))
	for m := from; m <= upTo; m++ {
		for _, id := range series {
			if !kept[Part{m, id}] {
				parts = append(parts, span{int64(m), id, beginning, end})
			}
		}
	}
	for id, at := range of { // of these parts all but the last of each month
		slices.Sort(at)
		if _, asked := slices.BinarySearch(series, id); !asked {
			continue
		}
		for _, high := range at {
			if month := measurement.Month(time.UnixMicro(high)); month >= from && month <= upTo && high < end {
				parts = append(parts, span{int64(month), id, last.low(id, high), high})
			}
		}
	}
	if err := s.seekParts(ctx, s.seek, &last, parts); err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "the measurements cannot be read")
	}
	last.sort()
	if len(kept) < len(over)*len(series) {
		s.toKeep(found{seq: seq, months: newMonths(over, series, kept, last.out)})
	}
	return last.out, s.tellBatches(ctx, last.out)
}

// newMonths are the last values of months that were searched for and are not kept, of points in the order of series and valid end.
func newMonths(months, series []int64, kept map[Part]bool, points []measurement.Recorded) []monthEnd {
	ends := map[Part]candidate{}
	for _, p := range points {
		c := candidate{from: p.From.UnixMicro(), to: p.To.UnixMicro(), batch: p.Batch, seq: p.Seq, value: sql.NullFloat64{Float64: *p.Value, Valid: true}, note: p.Note}
		if p.Sample != nil {
			c.sample = sql.NullInt64{Int64: *p.Sample, Valid: true}
		}
		ends[Part{measurement.Month(p.To), p.Series}] = c
	}
	var out []monthEnd
	for _, m := range months {
		for _, id := range series {
			if p := (Part{int(m), id}); !kept[p] {
				out = append(out, monthEnd{p, ends[p]})
			}
		}
	}
	return out
}

// span is where the last value of a series is looked for: in a month, after low and up to high, in microseconds since 1970.
type span struct{ month, series, low, high int64 }

func (p span) compare(q span) int {
	return cmp.Or(cmp.Compare(p.month, q.month), cmp.Compare(p.series, q.series), cmp.Compare(p.low, q.low), cmp.Compare(p.high, q.high))
}

const (
	beginning = -1 << 62 // before every point
	mostSpans = 10_000   // in one query
	mostSeeks = 4        // queries by key before what lies in a span is read whole: then very much of it was withdrawn
)

// seekParts finds the last values of parts, and of those where what was found before is withdrawn, or was not known yet at the entry: there it looks before
// that.
func (s *Store) seekParts(ctx context.Context, q querier, last *lastValues, parts []span) error {
	for n := 0; n == 0 || len(parts) > 0; n++ {
		for some := range slices.Chunk(parts, mostSpans) {
			var err error
			switch {
			case n == 0:
				err = s.lastRows(ctx, q, last.take, s.d.seek(s.d.Spans, false), s.d.spans(some)...)
			case n < mostSeeks:
				err = s.lastRows(ctx, q, last.take, s.d.seek(s.d.Spans, true), append(s.d.spans(some), last.seq)...)
			default:
				err = s.wholeSpans(ctx, q, last, some)
			}
			if err != nil {
				return err
			}
			last.done()
		}
		slices.SortFunc(last.again, span.compare)
		parts, last.again = slices.Compact(last.again), nil
	}
	return nil
}

// wholeSpans goes through all that lies in some spans, and keeps the last value of each part.
func (s *Store) wholeSpans(ctx context.Context, q querier, last *lastValues, some []span) error {
	held := holding{on: last.add}
	err := s.lastRows(ctx, q, held.take, s.d.within(), append(s.d.spans(some), last.seq)...)
	held.end()
	return err
}

const lastColumns = "p.month, p.series, p.valid_from, p.valid_to, p.value, p.sample, p.note, p.batch, b.seq"

func (s *Store) lastRows(ctx context.Context, q querier, take func(candidate), query string, args ...any) error {
	rows, err := q.QueryContext(ctx, s.d.bind(query), args...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var p candidate
		if err := rows.Scan(&p.month, &p.series, &p.from, &p.to, &p.value, &p.sample, &p.note, &p.batch, &p.seq); err != nil {
			return err
		}
		take(p)
	}
	return rows.Err()
}

// lastValues collects the last values of parts of months. To take goes all that is recorded of the last valid end of each span, the
// versions of one together.
type lastValues struct {
	seq   int64
	low   func(series, at int64) int64 // where the part begins to which a moment belongs: the last moment before it
	out   []measurement.Recorded
	again []span    // where nothing holds at the valid end that was found
	found candidate // what is recorded of one valid end
	best  candidate // the latest version of it that is known; batch 0 is none
	part  [3]int64  // month, series and beginning of the last value that add took
}

func (l *lastValues) take(p candidate) {
	if l.found.batch != 0 && (p.series != l.found.series || p.to != l.found.to) {
		l.done()
	}
	l.found = p
	if p.seq <= l.seq && (l.best.batch == 0 || p.later(l.best)) {
		l.best = p
	}
}

// done says that no more comes of the valid end that was taken last.
func (l *lastValues) done() {
	switch {
	case l.best.value.Valid:
		l.out = append(l.out, l.best.point())
	case l.found.batch != 0:
		l.again = append(l.again, span{l.found.month, l.found.series, l.low(l.found.series, l.found.to), l.found.to - 1})
	}
	l.found, l.best = candidate{}, candidate{}
}

// sort puts what was found in the order of series and valid end, each once: what lies in no part of its own is found in the one before, too.
func (l *lastValues) sort() {
	slices.SortFunc(l.out, func(a, b measurement.Recorded) int {
		return cmp.Or(cmp.Compare(a.Series, b.Series), a.To.Compare(b.To))
	})
	l.out = slices.CompactFunc(l.out, func(a, b measurement.Recorded) bool { return a.Series == b.Series && a.To.Equal(b.To) })
}

// add takes in a value from a span that is read whole, in the order of its points: it is the last one of its part so far.
func (l *lastValues) add(p candidate) {
	part := [3]int64{p.month, p.series, l.low(p.series, p.to)}
	if len(l.out) > 0 && l.part == part {
		l.out[len(l.out)-1] = p.point()
		return
	}
	l.part = part
	l.out = append(l.out, p.point())
}
