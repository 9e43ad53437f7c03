package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"maps"
	"math"
	"slices"
	"time"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/measurement"
)

// Of the versions of one valid end, the one with the latest entry holds. Where one entry brought two in two batches, the
// batch with the higher number holds.

// candidate is a point as it lies in the database.
type candidate struct {
	month, series, from, to, batch, seq int64
	recorded                            int64 // where it was asked for
	value                               sql.NullFloat64
	sample                              sql.NullInt64
	note                                string
}

// later tells which of two versions of one valid end holds.
func (p candidate) later(other candidate) bool {
	return cmp.Or(cmp.Compare(p.seq, other.seq), cmp.Compare(p.batch, other.batch)) > 0
}

// point is it without what is said of its batch.
func (p candidate) point() measurement.Recorded {
	r := measurement.Recorded{Batch: p.batch, Seq: p.seq, Point: measurement.Point{Series: p.series, From: time.UnixMicro(p.from).UTC(),
		To: time.UnixMicro(p.to).UTC(), Value: &p.value.Float64, Note: p.note}}
	if p.sample.Valid {
		r.Sample = &p.sample.Int64
	}
	return r
}

// holding goes through points in the order of series and valid end, and hands on, of the versions of one valid end, the one that holds: the
// latest, unless it withdraws.
type holding struct {
	now candidate // of the versions of one valid end, the latest so far; batch 0 is none
	on  func(candidate)
}

func (h *holding) take(p candidate) {
	if p.series == h.now.series && p.to == h.now.to {
		if p.later(h.now) {
			h.now = p
		}
		return
	}
	h.end()
	h.now = p
}

// end says that no more comes.
func (h *holding) end() {
	p := h.now
	if h.now = (candidate{}); p.value.Valid {
		h.on(p)
	}
}

// tellBatches fills in what is said of the batches of points.
func (s *Store) tellBatches(ctx context.Context, points []measurement.Recorded) error {
	of := map[int64][]int{}
	for i, p := range points {
		of[p.Batch] = append(of[p.Batch], i)
	}
	for some := range slices.Chunk(slices.Collect(maps.Keys(of)), listMax) {
		if err := s.describeSome(ctx, points, of, some); err != nil {
			return err
		}
	}
	return nil
}

// describeSome fills in run, label and recorded time of the points of some batches.
func (s *Store) describeSome(ctx context.Context, points []measurement.Recorded, of map[int64][]int, some []int64) error {
	rows, err := s.read.QueryContext(ctx, s.d.bind(`SELECT b.id, b.run, b.label, j.recorded_at FROM batch b JOIN journal j ON j.seq = b.seq
		WHERE b.id IN (`+marks(len(some))+")"), list(some)...)
	if err != nil {
		return fault.Wrap(fault.Unavailable, err, "the measurements cannot be read")
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var id, at int64
		var run, label string
		if err := rows.Scan(&id, &run, &label, &at); err != nil {
			return fault.Wrap(fault.Unavailable, err, "the measurements cannot be read")
		}
		for _, i := range of[id] {
			points[i].Run, points[i].Label, points[i].RecordedAt = run, label, time.UnixMicro(at).UTC()
		}
	}
	if err := rows.Err(); err != nil {
		return fault.Wrap(fault.Unavailable, err, "the measurements cannot be read")
	}
	return nil
}

// firstStep is how many months are looked through at first, unless told.
const firstStep = 6

// earlier goes back from a month in ever longer steps, as far as there are points, until do has enough. Points are kept
// by month, so that looking for the last value of a series is cheap where it is near and possible where it is far.
func earlier(first, month, step int, do func(from, upTo int) (enough bool, err error)) error {
	for ; month >= first; step *= 2 {
		enough, err := do(max(month-step+1, first), month)
		if err != nil || enough {
			return err
		}
		month -= step
	}
	return nil
}

// began is the first month of which a point was recorded up to an entry.
type began struct {
	seq   int64
	month int
}

// firstMonth gives a month before which no point was recorded up to an entry; a later one than any where there is none. Entries are
// only added, so that what was found for one holds for those before it.
func (s *Store) firstMonth(ctx context.Context, seq int64) (int, error) {
	if known := s.began.Load(); known != nil && seq <= known.seq {
		return known.month, nil
	}
	var first sql.NullInt64
	if err := s.read.QueryRowContext(ctx, "SELECT MIN(month) FROM point").Scan(&first); err != nil {
		return 0, fault.Wrap(fault.Unavailable, err, "the measurements cannot be read")
	}
	found := &began{seq, math.MaxInt}
	if first.Valid {
		found.month = int(first.Int64)
	}
	s.began.Store(found)
	return found.month, nil
}

// LastBefore gives the last value of each series that holds before a month, for series whose values lie far back. The
// answer is ordered by series.
func (s *Store) LastBefore(ctx context.Context, series []int64, before time.Time, seq int64) ([]measurement.Recorded, error) {
	wanted := slices.Compact(slices.Sorted(slices.Values(series)))
	if len(wanted) == 0 {
		return nil, nil
	}
	first, err := s.firstMonth(ctx, seq)
	if err != nil {
		return nil, err
	}
	var out []measurement.Recorded
	err = earlier(first, measurement.Month(before)-1, firstStep, func(from, upTo int) (bool, error) {
		points, err := s.lastOfMonths(ctx, wanted, from, upTo, math.MaxInt64, seq, nil)
		if err != nil {
			return false, err
		}
		for i, p := range points {
			if i == len(points)-1 || points[i+1].Series != p.Series {
				out = append(out, p)
				at, _ := slices.BinarySearch(wanted, p.Series)
				wanted = slices.Delete(wanted, at, at+1)
			}
		}
		return len(wanted) == 0, nil
	})
	slices.SortFunc(out, func(a, b measurement.Recorded) int { return cmp.Compare(a.Series, b.Series) })
	return out, err
}

const (
	fewMonths  = 2  // how many months are looked through for the latest points at least: enough where there is one a day
	mostMonths = 36 // and at most at once, however thinly they lie
)

// Latest gives the points of a series that hold, withdrawn ones included, latest first, at most limit, each with the number of its
// versions. It takes one query where they lie in about so many months as are told; another one where some of these have many more, and another where they lie further back.
func (s *Store) Latest(ctx context.Context, series int64, upTo time.Time, seq int64, limit, months int) ([]measurement.Recorded, error) {
	first, err := s.firstMonth(ctx, seq)
	if err != nil {
		return nil, err
	}
	var out []measurement.Recorded
	step := max(fewMonths, min(months, mostMonths))
	for month := measurement.Month(upTo); month >= first && len(out) < limit; {
		var window []int64
		for m := max(first, month-step+1); m <= month; m++ {
			window = append(window, int64(m))
		}
		left := limit - len(out)
		points, err := s.latestOf(ctx, series, window, upTo, seq, left)
		if err != nil {
			return nil, err
		}
		out = append(out, points...)
		month -= step
		if n := len(points); n > 0 {
			step = min(max(fewMonths, (limit-len(out))*step*5/(n*4)), mostMonths) // a quarter more, for months that have fewer
		} else {
			step *= 2
		}
	}
	return out, nil
}

// latestOf gives the latest points of some months. Of each it reads three times as many as there must be, and of those that have more, the latest first, all that count.
func (s *Store) latestOf(ctx context.Context, series int64, months []int64, upTo time.Time, seq int64, limit int) ([]measurement.Recorded, error) {
	each := min(limit, 1+3*limit/len(months))
	points, err := s.latestIn(ctx, series, months, upTo, seq, each, limit)
	var whole []int64 // months that were read again
	for err == nil && each < limit {
		full := fullMonths(points, each, whole)
		if len(full) == 0 {
			break
		}
		var more []measurement.Recorded
		if more, err = s.latestIn(ctx, series, full, upTo, seq, limit, limit); err != nil {
			break
		}
		whole = append(whole, full...)
		points = slices.DeleteFunc(points, func(p measurement.Recorded) bool { return slices.Contains(full, int64(measurement.Month(p.To))) })
		points = append(points, more...)
		slices.SortFunc(points, func(a, b measurement.Recorded) int { return b.To.Compare(a.To) })
		points = points[:min(len(points), limit)]
	}
	return points, err
}

// fullMonths are the latest months, two at most, of which exactly as many points came as were asked for, but for those that are whole: there may be more.
func fullMonths(points []measurement.Recorded, each int, whole []int64) []int64 {
	var out []int64
	n := 0
	for i, p := range points {
		month := measurement.Month(p.To)
		if n++; i == 0 || month != measurement.Month(points[i-1].To) {
			n = 1
		}
		last := i == len(points)-1 || month != measurement.Month(points[i+1].To)
		if last && n == each && len(out) < 2 && !slices.Contains(whole, int64(month)) {
			out = append(out, int64(month))
		}
	}
	return out
}

// latestIn gives the latest points of a series in some months, at most so many of each month and of all.
func (s *Store) latestIn(ctx context.Context, series int64, months []int64, upTo time.Time, seq int64, each, limit int) ([]measurement.Recorded, error) {
	return s.points(ctx, `SELECT v.series, v.valid_from, v.valid_to, v.value, v.sample, v.note, v.batch, v.seq, v.run, v.label, v.versions, j.recorded_at FROM (
			SELECT p.*, b.seq, b.run, b.label, COUNT(*) OVER (PARTITION BY p.valid_to) AS versions,
			ROW_NUMBER() OVER (PARTITION BY p.valid_to ORDER BY b.seq DESC, p.batch DESC) AS version
			FROM `+s.d.lastEnds()+` WHERE b.seq <= ?
			) v JOIN journal j ON j.seq = v.seq WHERE v.version = 1 ORDER BY v.valid_to DESC LIMIT ?`,
		s.d.array(months), series, series, upTo.UnixMicro(), seq, each, seq, limit)
}

const pointColumns = "p.series, p.valid_from, p.valid_to, p.value, p.sample, p.note, p.batch, b.seq, b.run, b.label, 0, j.recorded_at"

// Versions gives all that was recorded for one valid end of a series up to an entry, latest first.
func (s *Store) Versions(ctx context.Context, series int64, to time.Time, seq int64) ([]measurement.Recorded, error) {
	return s.points(ctx, "SELECT "+pointColumns+` FROM point p JOIN batch b ON b.id = p.batch JOIN journal j ON j.seq = b.seq
		WHERE p.month = ? AND p.series = ? AND p.valid_to = ? AND b.seq <= ? ORDER BY b.seq DESC, p.batch DESC`,
		measurement.Month(to), series, to.UnixMicro(), seq)
}

// OfRun gives the points that a run made for some series, latest first, at most limit.
func (s *Store) OfRun(ctx context.Context, run string, series []int64, limit int) ([]measurement.Recorded, error) {
	if len(series) == 0 {
		return nil, nil
	}
	var first, last sql.NullInt64 // none where the run made no points
	if err := s.read.QueryRowContext(ctx, s.d.bind("SELECT MIN(first_month), MAX(last_month) FROM batch WHERE run = ?"), run).Scan(&first, &last); err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "the measurements cannot be read")
	}
	if !last.Valid {
		return nil, nil
	}
	var out []measurement.Recorded
	err := earlier(int(first.Int64), int(last.Int64), firstStep, func(from, upTo int) (bool, error) {
		var months []any
		for m := from; m <= upTo; m++ {
			months = append(months, m)
		}
		points, err := s.points(ctx, "SELECT "+pointColumns+` FROM point p JOIN batch b ON b.id = p.batch JOIN journal j ON j.seq = b.seq
			WHERE p.month IN (`+marks(len(months))+`) AND p.series IN (`+marks(len(series))+`) AND b.run = ? ORDER BY p.valid_to DESC, p.series LIMIT ?`,
			slices.Concat(months, list(series), []any{run, limit - len(out)})...)
		out = append(out, points...)
		return len(out) >= limit, err
	})
	return out, err
}

func (s *Store) points(ctx context.Context, query string, args ...any) ([]measurement.Recorded, error) {
	rows, err := s.seek.QueryContext(ctx, s.d.bind(query), args...)
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "the measurements cannot be read")
	}
	defer func() { _ = rows.Close() }()
	var out []measurement.Recorded
	for rows.Next() {
		var r measurement.Recorded
		var from, to, at int64
		var value sql.NullFloat64
		var sample sql.NullInt64
		if err := rows.Scan(&r.Series, &from, &to, &value, &sample, &r.Note, &r.Batch, &r.Seq, &r.Run, &r.Label, &r.Versions, &at); err != nil {
			return nil, fault.Wrap(fault.Unavailable, err, "the measurements cannot be read")
		}
		r.From, r.To, r.RecordedAt = time.UnixMicro(from).UTC(), time.UnixMicro(to).UTC(), time.UnixMicro(at).UTC()
		if value.Valid {
			r.Value = &value.Float64
		}
		if sample.Valid {
			r.Sample = &sample.Int64
		}
		out = append(out, r)
	}
	if err := rows.Err(); err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "the measurements cannot be read")
	}
	return out, nil
}

// PrepareMonths makes sure that the months of a batch can be written. It is called before the write begins.
func (s *Store) PrepareMonths(ctx context.Context, b measurement.Batch) error {
	last := -1
	for _, p := range b.Points {
		month := measurement.Month(p.To)
		if month == last {
			continue
		}
		last = month
		if _, known := s.months.Load(month); known {
			continue
		}
		if err := s.d.monthTable(ctx, s.write, month); err != nil {
			return fault.Wrap(fault.Unavailable, err, "the database cannot take points of %s", measurement.MonthStart(month).Format("2006-01"))
		}
		s.months.Store(month, true)
	}
	return nil
}

// KnowSeries remembers that series are stored, once the write that stored them is confirmed.
func (s *Store) KnowSeries(series []measurement.Series) {
	for _, x := range series {
		s.series.Store(x.ID(), true)
	}
}

func (t *Tx) ensureSeries(ctx context.Context, series []measurement.Series) error {
	unknown := make([]measurement.Series, 0, len(series))
	for _, x := range series {
		if _, known := t.s.series.Load(x.ID()); !known {
			unknown = append(unknown, x)
		}
	}
	// in one order, so that two writers never wait for each other
	slices.SortFunc(unknown, func(a, b measurement.Series) int { return cmp.Compare(a.ID(), b.ID()) })
	for _, x := range unknown {
		if _, err := t.exec(ctx, "INSERT INTO series (id, owner, name, unit) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", x.ID(), x.Owner, x.Name, x.Unit); err != nil {
			return fmt.Errorf("writing series: %w", err)
		}
		var stored measurement.Series
		err := t.tx.QueryRowContext(ctx, t.s.d.bind("SELECT owner, name, unit FROM series WHERE id = ?"), x.ID()).Scan(&stored.Owner, &stored.Name, &stored.Unit)
		if err != nil {
			return fmt.Errorf("writing series %v: %w", x, err)
		}
		if stored != x {
			return fmt.Errorf("series %v and %v share the number %d", x, stored, x.ID())
		}
	}
	return nil
}
