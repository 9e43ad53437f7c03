package store_test

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/steelyard-isms/steelyard/internal/measurement"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/store"
	"github.com/steelyard-isms/steelyard/internal/store/storetest"
)

func benchBoth(b *testing.B, bench func(*testing.B, *storetest.Lab)) {
	b.Helper()
	for _, name := range []string{"sqlite", "postgres"} {
		b.Run(name, func(b *testing.B) { bench(b, storetest.NewLab(b, databases[name](b))) })
	}
}

// declareMany puts n records into a store, in writes of a thousand.
func declareMany(b *testing.B, l *storetest.Lab, n int) {
	b.Helper()
	l.MustPut(storetest.Declare("team", "red", "Red", `{}`))
	for i := 0; i < n; {
		var changes []record.Change
		for ; i < n && len(changes) < 1000; i++ {
			changes = append(changes, goal(i, 1))
		}
		l.MustPut(changes...)
	}
}

func goal(i, weight int) record.Change {
	return storetest.Declare("goal", fmt.Sprint("g", i), fmt.Sprint("Goal ", i), fmt.Sprintf(`{"team":"red","weight":%d}`, weight))
}

// Records among 100,000: one is written, another process follows one write, the state of an earlier entry is made from 200
// changes, a thousand are written at once, and a process starts. Each is done several times a turn, and the middle of
// the times is reported.
func BenchmarkRecords(b *testing.B) {
	const n = 100_000
	benchBoth(b, func(b *testing.B, l *storetest.Lab) {
		declareMany(b, l, n)
		for i := range 200 {
			l.MustPut(goal(i, 50))
		}
		other, turn := l.Open(), 0
		written := func(i int) record.Change { // never as it is already
			return storetest.Declare("goal", fmt.Sprint("g", i%n), fmt.Sprint("Goal written in turn ", turn), `{"team":"red","weight":2}`)
		}
		write := func() {
			turn++
			l.MustPut(written(turn))
		}
		for _, c := range []struct {
			name        string
			times       int
			prepare, do func()
		}{
			{"write", 50, func() {}, write},
			{"follow-a-write", 50, write, func() {
				if err := other.CatchUp(b.Context()); err != nil {
					b.Fatal(err)
				}
			}},
			{"as-of-200-changes-ago", 10, write, func() { // each time of an entry that was not asked for yet
				if _, err := l.AsOf(b.Context(), l.Snapshot().Seq()-200); err != nil {
					b.Fatal(err)
				}
			}},
			{"write-1000", 5, func() { turn++ }, func() {
				changes := make([]record.Change, 1000)
				for i := range changes {
					changes[i] = written(i)
				}
				l.MustPut(changes...)
			}},
			{"start", 1, func() {}, func() {
				s, err := store.Open(b.Context(), store.Options{DSN: l.DSN, Registry: storetest.Registry()})
				if err != nil {
					b.Fatal(err)
				}
				if err := s.Close(); err != nil {
					b.Fatal(err)
				}
			}},
		} {
			b.Run(c.name, func(b *testing.B) {
				var took []time.Duration
				for b.Loop() {
					for range c.times {
						c.prepare()
						began := time.Now()
						c.do()
						took = append(took, time.Since(began))
					}
				}
				slices.Sort(took)
				b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "ms")
			})
		}
	})
}

var benchSeries = func() []measurement.Series {
	var out []measurement.Series
	for i := range 200 {
		out = append(out, measurement.Series{Owner: "01J00000000000000000000001", Name: fmt.Sprint("v", i)})
	}
	return out
}()

// fullBatch makes the n-th batch of 10,000 points: 200 series on 50 days.
func fullBatch(n int) measurement.Batch {
	r := rand.New(rand.NewPCG(uint64(n), 5))
	out := measurement.Batch{ID: int64(n + 1), Points: make([]measurement.Point, 0, measurement.MaxBatch)}
	begin := time.Date(2022, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, 50*n)
	for d := range measurement.MaxBatch / len(benchSeries) {
		at := begin.AddDate(0, 0, d%28).Add(time.Duration(d) * time.Minute)
		for _, s := range benchSeries {
			v, sample := r.Float64(), int64(r.IntN(1000))
			out.Points = append(out.Points, measurement.Point{Series: s.ID(), From: at, To: at, Value: &v, Sample: &sample})
		}
	}
	return out
}

func fill(b *testing.B, l *storetest.Lab, points int) {
	b.Helper()
	for n := range points / measurement.MaxBatch {
		if _, err := storetest.AddPoints(b.Context(), l.Store, nil, fullBatch(n), benchSeries...); err != nil {
			b.Fatal(err)
		}
	}
}

// Starting takes as long with many points as with none.
func BenchmarkOpen(b *testing.B) {
	benchBoth(b, func(b *testing.B, l *storetest.Lab) {
		declareMany(b, l, 1000)
		opening := func() time.Duration {
			best := time.Hour
			for range 5 {
				began := time.Now()
				s, err := store.Open(b.Context(), store.Options{DSN: l.DSN, Registry: storetest.Registry()})
				if err != nil {
					b.Fatal(err)
				}
				best = min(best, time.Since(began))
				if err := s.Close(); err != nil {
					b.Fatal(err)
				}
			}
			return best
		}
		empty := opening()
		fill(b, l, 500_000)
		var full time.Duration
		for b.Loop() {
			full = opening()
		}
		b.ReportMetric(float64(full)/float64(empty), "full/empty")
		b.ReportMetric(float64(full.Microseconds())/1000, "ms/open")
	})
}

// The last values of 36 months of 50 of 200 series, among 500,000 points; and the last value before them.
func BenchmarkSeries(b *testing.B) {
	benchBoth(b, func(b *testing.B, l *storetest.Lab) {
		fill(b, l, 500_000)
		var ids []int64
		for _, s := range benchSeries[:50] {
			ids = append(ids, s.ID())
		}
		from, upTo := time.Date(2025, 1, 15, 0, 0, 0, 0, time.UTC), time.Date(2027, 12, 31, 0, 0, 0, 0, time.UTC)
		seq := l.Snapshot().Seq()
		b.Run("last of months", func(b *testing.B) {
			for b.Loop() {
				points, err := l.LastOfMonths(b.Context(), ids, from, upTo, seq, nil)
				if err != nil || len(points) == 0 {
					b.Fatal(len(points), err)
				}
				b.ReportMetric(float64(len(points)), "points")
			}
		})
		b.Run("last before", func(b *testing.B) {
			for b.Loop() {
				points, err := l.LastBefore(b.Context(), ids, upTo, seq)
				if err != nil || len(points) != 50 {
					b.Fatal(len(points), err)
				}
			}
		})
		b.Run("latest", func(b *testing.B) {
			for b.Loop() {
				points, err := l.Latest(b.Context(), ids[0], upTo, seq, 40, 40)
				if err != nil || len(points) != 40 {
					b.Fatal(len(points), err)
				}
			}
		})
	})
}

// Batches through the store, with digest, entry, tree and key, against the driver alone writing the same rows into the
// same table: COPY on PostgreSQL, INSERT of 500 rows on SQLite, one transaction a batch. Both take turns on one database.
func BenchmarkBulkInsert(b *testing.B) {
	benchBoth(b, func(b *testing.B, l *storetest.Lab) {
		db := storetest.Raw(b, l.DSN)
		postgres := strings.HasPrefix(l.DSN, "postgres")
		if !postgres {
			for _, pragma := range []string{"journal_mode=WAL", "synchronous=FULL", "cache_size=-32768", "busy_timeout=15000"} {
				if _, err := db.ExecContext(b.Context(), "PRAGMA "+pragma); err != nil {
					b.Fatal(err)
				}
			}
			db.SetMaxOpenConns(1)
		}
		if err := l.PrepareMonths(b.Context(), fullBatch(0)); err != nil {
			b.Fatal(err)
		}
		fill(b, l, measurement.MaxBatch) // the series
		var through, bare time.Duration
		rows := 0
		for n := 1; b.Loop(); n++ {
			batch := fullBatch(0)
			batch.ID = int64(2 * n)
			shift(&batch, n%28)
			began := time.Now()
			if _, err := storetest.AddPoints(b.Context(), l.Store, &store.Key{Principal: "b", Text: fmt.Sprint(n), Request: "r"}, batch, benchSeries...); err != nil {
				b.Fatal(err)
			}
			through += time.Since(began)
			batch.ID++
			began = time.Now()
			var err error
			if postgres {
				err = bareCopy(b.Context(), db, batch)
			} else {
				err = bareInsert(b.Context(), db, batch)
			}
			if err != nil {
				b.Fatal(err)
			}
			bare += time.Since(began)
			rows += len(batch.Points)
		}
		b.ReportMetric(float64(rows)/through.Seconds(), "rows/s")
		b.ReportMetric(float64(rows)/bare.Seconds(), "bare-rows/s")
		b.ReportMetric(bare.Seconds()/through.Seconds(), "ratio")
	})
}

func shift(b *measurement.Batch, seconds int) {
	for i := range b.Points {
		b.Points[i].To = b.Points[i].To.Add(time.Duration(seconds) * time.Second)
		b.Points[i].From = b.Points[i].To
	}
}

func bareRow(id int64, p measurement.Point) []any {
	return []any{int64(measurement.Month(p.To)), p.Series, p.To.UnixMicro(), id, p.From.UnixMicro(), *p.Value, *p.Sample, p.Note}
}

var bareColumns = []string{"month", "series", "valid_to", "batch", "valid_from", "value", "sample", "note"}

func bareCopy(ctx context.Context, db *sql.DB, b measurement.Batch) error {
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	return conn.Raw(func(driver any) error {
		_, err := driver.(*stdlib.Conn).Conn().CopyFrom(ctx, pgx.Identifier{"point"}, bareColumns,
			pgx.CopyFromSlice(len(b.Points), func(i int) ([]any, error) { return bareRow(b.ID, b.Points[i]), nil }))
		return err
	})
}

func bareInsert(ctx context.Context, db *sql.DB, b measurement.Batch) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	const rows = 500
	statement, err := tx.PrepareContext(ctx, "INSERT INTO point ("+strings.Join(bareColumns, ", ")+") VALUES "+strings.TrimSuffix(strings.Repeat("(?,?,?,?,?,?,?,?),", rows), ","))
	if err != nil {
		return err
	}
	defer func() { _ = statement.Close() }()
	for at := 0; at < len(b.Points); at += rows {
		var args []any
		for _, p := range b.Points[at : at+rows] {
			args = append(args, bareRow(b.ID, p)...)
		}
		if _, err := statement.ExecContext(ctx, args...); err != nil {
			return err
		}
	}
	return tx.Commit()
}
