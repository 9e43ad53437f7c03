package store

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5/stdlib"

	"github.com/steelyard-isms/steelyard/internal/measurement"
)

// StagePoints writes a sealed batch's points. Readers see them once the batch has its entry (Tx.InsertBatch).
// Store.PrepareMonths must have been called for the batch.
func (t *Tx) StagePoints(ctx context.Context, b measurement.Batch, series []measurement.Series) error {
	if err := t.ensureSeries(ctx, series); err != nil {
		return err
	}
	if err := t.noteParts(ctx, b); err != nil {
		return err
	}
	if t.s.d.postgres {
		return t.copyPoints(ctx, b)
	}
	return t.insertPoints(ctx, b)
}

const pointTable = "(month, series, valid_to, batch, valid_from, value, sample, note)"

// copyPoints sends the rows in the binary form of COPY (PostgreSQL, COPY, File Formats), made here in one buffer: through
// the driver's rows of any, each number would be an allocation of its own.
func (t *Tx) copyPoints(ctx context.Context, b measurement.Batch) error {
	rows := copyRows(b)
	statement := "COPY " + copyTarget(b) + " " + pointTable + " FROM STDIN BINARY"
	if t.s.d.observe != nil { // it goes past what tells of the others
		t.s.d.observe(statement)
	}
	return t.conn.Raw(func(driver any) error {
		conn := driver.(*stdlib.Conn).Conn().PgConn()
		if _, err := conn.CopyFrom(ctx, bytes.NewReader(rows), statement); err != nil {
			return fmt.Errorf("writing points: %w", err)
		}
		return nil
	})
}

// copyTarget is the partition where all points lie in one month, which spares PostgreSQL the search for it.
func copyTarget(b measurement.Batch) string {
	first, last := measurement.Month(b.Points[0].To), measurement.Month(b.Points[len(b.Points)-1].To)
	if first == last { // sealed batches are in the order of their months
		return partition(first)
	}
	return "point"
}

func copyRows(b measurement.Batch) []byte {
	const header = "PGCOPY\n\xff\r\n\x00" + "\x00\x00\x00\x00" + "\x00\x00\x00\x00"
	buf := make([]byte, 0, len(header)+100*len(b.Points)+2)
	buf = append(buf, header...)
	number := func(n int64) {
		buf = binary.BigEndian.AppendUint32(buf, 8)
		buf = binary.BigEndian.AppendUint64(buf, uint64(n))
	}
	null := func() { buf = binary.BigEndian.AppendUint32(buf, math.MaxUint32) }
	for _, p := range b.Points {
		buf = binary.BigEndian.AppendUint16(buf, 8) // columns
		number(int64(measurement.Month(p.To)))
		number(p.Series)
		number(p.To.UnixMicro())
		number(b.ID)
		number(p.From.UnixMicro())
		if p.Value != nil {
			number(int64(math.Float64bits(unsigned(*p.Value))))
		} else {
			null()
		}
		if p.Sample != nil {
			number(*p.Sample)
		} else {
			null()
		}
		buf = binary.BigEndian.AppendUint32(buf, uint32(len(p.Note)))
		buf = append(buf, p.Note...)
	}
	return binary.BigEndian.AppendUint16(buf, math.MaxUint16)
}

// unsigned takes the sign from zero, which SQLite does not keep.
func unsigned(v float64) float64 { return v + 0 }

// rows of one INSERT: enough that the cost of a statement disappears, few enough for SQLite's 32,766 parameters
const rowsPerInsert = 500

func (t *Tx) insertPoints(ctx context.Context, b measurement.Batch) error {
	var full *sql.Stmt
	args := make([]any, 0, 8*rowsPerInsert)
	for chunk := range slices.Chunk(b.Points, rowsPerInsert) {
		args = args[:0]
		for _, p := range chunk {
			args = appendPoint(args, b.ID, p)
		}
		var err error
		switch {
		case len(chunk) < rowsPerInsert || len(b.Points) < 2*rowsPerInsert:
			_, err = t.tx.ExecContext(ctx, insertText(len(chunk)), args...)
		case full == nil:
			if full, err = t.tx.PrepareContext(ctx, insertText(rowsPerInsert)); err != nil {
				break
			}
			defer func() { _ = full.Close() }()
			fallthrough
		default:
			_, err = full.ExecContext(ctx, args...)
		}
		if err != nil {
			return fmt.Errorf("writing points: %w", err)
		}
	}
	return nil
}

func insertText(rows int) string {
	const row = "(?,?,?,?,?,?,?,?),"
	return "INSERT INTO point " + pointTable + " VALUES " + strings.TrimSuffix(strings.Repeat(row, rows), ",")
}

func appendPoint(args []any, batch int64, p measurement.Point) []any {
	var value, sample any
	if p.Value != nil {
		value = unsigned(*p.Value)
	}
	if p.Sample != nil {
		sample = *p.Sample
	}
	return append(args, int64(measurement.Month(p.To)), p.Series, p.To.UnixMicro(), batch, p.From.UnixMicro(), value, sample, p.Note)
}
