package app_test

import (
	"bytes"
	"database/sql"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/app"
	"github.com/steelyard-isms/steelyard/internal/ascode"
	"github.com/steelyard-isms/steelyard/internal/measurement"
	"github.com/steelyard-isms/steelyard/internal/store/pgtest"
)

const (
	benchMeasures = 100
	benchBatch    = measurement.MaxBatch
)

// benchProgramme declares measures that points are sent for.
func benchProgramme(b *testing.B, a *app.App) {
	b.Helper()
	var text strings.Builder
	text.WriteString("apiVersion: steelyard/v1\nkind: unit\nname: e\ntitle: E\nspec: {}\n---\napiVersion: steelyard/v1\nkind: person\nname: p-01\nspec: {full_name: Somebody Else, unit: e}\n")
	for i := range benchMeasures {
		fmt.Fprintf(&text, "---\napiVersion: steelyard/v1\nkind: measure\nname: m-%d\ntitle: M %d\nspec: {unit: e, owner: p-01, period_days: 31, scale: {direction: higher, knots: {red: 50, green: 80}}}\n", i, i)
	}
	changes, bad := ascode.Read("bench.yaml", []byte(text.String()))
	if len(bad) > 0 {
		b.Fatal(bad)
	}
	if _, err := a.Service.Declare(b.Context(), app.Operator(), changes, ""); err != nil {
		b.Fatal(err)
	}
}

// at is the valid end of the points of a batch and a row: batches fill months one after the other, a minute a row.
func at(batch, row int) time.Time {
	return time.Date(2016, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(batch*benchBatch/benchMeasures+row/benchMeasures) * 10 * time.Minute)
}

func value(batch, row int) float64 { return float64((batch*7919+row*104729)%10000) / 100 }

// body is a batch as a program sends it.
func body(batch int) []byte {
	var out bytes.Buffer
	out.WriteString(`{"points":[`)
	for row := range benchBatch {
		if row > 0 {
			out.WriteByte(',')
		}
		fmt.Fprintf(&out, `{"measure":"m-%d","valid_to":"%s","value":%g}`, row%benchMeasures, at(batch, row).Format(time.RFC3339), value(batch, row))
	}
	out.WriteString(`]}`)
	return out.Bytes()
}

func send(b *testing.B, a *app.App, token string, batch int, content []byte) {
	b.Helper()
	got := ask(b, http.MethodPost, a.Address()+"/api/v1/points", token, string(content), "Content-Type", "application/json", "Idempotency-Key", strconv.Itoa(batch))
	if got.status != http.StatusOK && got.status != http.StatusCreated {
		b.Fatalf("batch %d: %d %.300s", batch, got.status, got.body)
	}
}

func benchDatabases(b *testing.B) map[string]string {
	return map[string]string{"sqlite": filepath.Join(b.TempDir(), "steelyard.db"), "postgres": pgtest.DSN(b)}
}

// BenchmarkBulkInsert sends batches of 10,000 points through the API, and writes the same batches with the bare driver into
// a table of the same shape in the same database. Reported: points a second of both, and their ratio.
func BenchmarkBulkInsert(b *testing.B) {
	for name, dsn := range benchDatabases(b) {
		b.Run(name, func(b *testing.B) {
			a := start(b, app.Options{Database: dsn})
			benchProgramme(b, a)
			token := tokenOf(b, a, access.Owner)
			floor := newFloor(b, name, dsn)
			send(b, a, token, 0, body(0)) // series, months, statements
			floor.write(b, 0)
			var ours, bare time.Duration
			batches := 0
			for b.Loop() {
				for range 5 {
					batches++
					content := body(batches)
					began := time.Now()
					send(b, a, token, batches, content)
					ours += time.Since(began)
					began = time.Now()
					floor.write(b, batches)
					bare += time.Since(began)
				}
			}
			points := float64(batches * benchBatch)
			b.ReportMetric(points/ours.Seconds(), "api-points/s")
			b.ReportMetric(points/bare.Seconds(), "driver-points/s")
			b.ReportMetric(bare.Seconds()/ours.Seconds(), "api/driver")
		})
	}
}

// floor writes batches with nothing but the driver.
type floor struct {
	db       *sql.DB
	postgres bool
	months   map[int]bool
}

func newFloor(b *testing.B, name, dsn string) *floor {
	b.Helper()
	f := &floor{postgres: name == "postgres", months: map[int]bool{}}
	columns := "month BIGINT NOT NULL, series BIGINT NOT NULL, valid_to BIGINT NOT NULL, batch BIGINT NOT NULL, valid_from BIGINT NOT NULL, value DOUBLE PRECISION, sample BIGINT, note TEXT NOT NULL, PRIMARY KEY (month, series, valid_to, batch)"
	driver, shape := "sqlite", " WITHOUT ROWID"
	if f.postgres {
		driver, shape = "pgx", " PARTITION BY RANGE (month)"
	} else {
		dsn = "file:" + dsn + ".floor?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=cache_size(-32768)&_txlock=immediate"
	}
	var err error
	if f.db, err = sql.Open(driver, dsn); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = f.db.Close() })
	if _, err := f.db.ExecContext(b.Context(), "CREATE TABLE floor ("+columns+")"+shape); err != nil {
		b.Fatal(err)
	}
	return f
}

func (f *floor) row(batch, row int) []any {
	to := at(batch, row)
	return []any{int64(measurement.Month(to)), int64(row % benchMeasures), to.UnixMicro(), int64(batch), to.UnixMicro(), value(batch, row), nil, ""}
}

func (f *floor) write(b *testing.B, batch int) {
	b.Helper()
	if f.postgres {
		f.copy(b, batch)
		return
	}
	tx, err := f.db.BeginTx(b.Context(), nil)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = tx.Rollback() }()
	const rows = 500
	query := "INSERT INTO floor VALUES " + strings.TrimSuffix(strings.Repeat("(?,?,?,?,?,?,?,?),", rows), ",")
	statement, err := tx.PrepareContext(b.Context(), query)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = statement.Close() }()
	for from := 0; from < benchBatch; from += rows {
		args := make([]any, 0, 8*rows)
		for row := from; row < from+rows; row++ {
			args = append(args, f.row(batch, row)...)
		}
		if _, err := statement.ExecContext(b.Context(), args...); err != nil {
			b.Fatal(err)
		}
	}
	if err := tx.Commit(); err != nil {
		b.Fatal(err)
	}
}

func (f *floor) copy(b *testing.B, batch int) {
	b.Helper()
	for row := range benchBatch {
		month := measurement.Month(at(batch, row))
		if !f.months[month] {
			f.months[month] = true
			if _, err := f.db.ExecContext(b.Context(), fmt.Sprintf("CREATE TABLE floor_%d PARTITION OF floor FOR VALUES FROM (%d) TO (%d)", month, month, month+1)); err != nil {
				b.Fatal(err)
			}
		}
	}
	conn, err := f.db.Conn(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	err = conn.Raw(func(driver any) error {
		_, err := driver.(*stdlib.Conn).Conn().CopyFrom(b.Context(), pgx.Identifier{"floor"}, []string{"month", "series", "valid_to", "batch", "valid_from", "value", "sample", "note"},
			pgx.CopyFromSlice(benchBatch, func(i int) ([]any, error) { return f.row(batch, i), nil }))
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
}

// BenchmarkStart starts the product on a database with STEELYARD_POINTS stored points (500,000 unless told) and on one
// with none, turn by turn. Reported: both times, their ratio, and the resident memory after the start.
func BenchmarkStart(b *testing.B) {
	points := 500_000
	if text := os.Getenv("STEELYARD_POINTS"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			b.Fatal("STEELYARD_POINTS:", err)
		}
		points = n
	}
	full, empty := benchDatabases(b), benchDatabases(b)
	for name := range full {
		b.Run(name, func(b *testing.B) {
			fill(b, full[name], points/benchBatch)
			fill(b, empty[name], 0)
			var withPoints, without time.Duration
			turns := 0
			for b.Loop() {
				for range 5 {
					turns++
					withPoints += timeToStart(b, full[name])
					without += timeToStart(b, empty[name])
				}
			}
			b.ReportMetric(float64(points), "points")
			b.ReportMetric(withPoints.Seconds()*1000/float64(turns), "ms-with")
			b.ReportMetric(without.Seconds()*1000/float64(turns), "ms-without")
			b.ReportMetric(withPoints.Seconds()/without.Seconds(), "with/without")
			b.ReportMetric(residentMiB(b, full[name]), "resident-MiB")
		})
	}
}

func fill(b *testing.B, dsn string, batches int) {
	b.Helper()
	a := start(b, app.Options{Database: dsn})
	benchProgramme(b, a)
	token := tokenOf(b, a, access.Owner)
	for i := range batches {
		send(b, a, token, i, body(i))
	}
}

// timeToStart is how long it takes until the first page can be answered.
func timeToStart(b *testing.B, dsn string) time.Duration {
	b.Helper()
	began := time.Now()
	a, err := app.New(b.Context(), app.Options{Database: dsn, Listen: "127.0.0.1:0"})
	if err != nil {
		b.Fatal(err)
	}
	took := time.Since(began)
	if err := a.Close(); err != nil {
		b.Fatal(err)
	}
	return took
}

// residentMiB is the memory that the process holds after garbage is gone and the product is open.
func residentMiB(b *testing.B, dsn string) float64 {
	b.Helper()
	runtime.GC()
	a, err := app.New(b.Context(), app.Options{Database: dsn, Listen: "127.0.0.1:0"})
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = a.Close() }()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.Sys-m.HeapReleased) / (1 << 20)
}
