package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"runtime"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	_ "github.com/jackc/pgx/v5/stdlib" // driver pgx
	"modernc.org/sqlite"
)

// dialect is what differs between the two databases. Everything else is one text.
type dialect struct {
	name     string // as goose and the log call it
	driver   string
	postgres bool
	// words of the schema
	Blob, ByMonth string
}

var (
	sqliteDialect   = dialect{name: "sqlite3", driver: "sqlite", Blob: "BLOB", ByMonth: "WITHOUT ROWID"}
	postgresDialect = dialect{name: "postgres", driver: "pgx", postgres: true, Blob: "BYTEA", ByMonth: "PARTITION BY RANGE (month)"}
)

// the key of the advisory lock that stands for the journal: "steelyrd" as a number
const journalLock = 0x737465656c797264

// pools opens a database for reading and one for writing. On SQLite the second has a single connection, which is the
// process's writer; on PostgreSQL they are the same.
func (d dialect) pools(dsn string) (read, write *sql.DB, err error) {
	if d.postgres {
		db, err := sql.Open(d.driver, dsn)
		if err != nil {
			return nil, nil, err
		}
		db.SetMaxOpenConns(32)
		db.SetMaxIdleConns(8)
		db.SetConnMaxIdleTime(5 * time.Minute)
		return db, db, nil
	}
	file := "file:" + (&url.URL{Path: dsn}).EscapedPath()
	pragma := "?_pragma=busy_timeout(15000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=cache_size(-32768)"
	write, err = sql.Open(d.driver, file+pragma+"&_txlock=immediate")
	if err != nil {
		return nil, nil, err
	}
	write.SetMaxOpenConns(1)
	read, err = sql.Open(d.driver, file+pragma+"&_pragma=query_only(1)")
	if err != nil {
		return nil, nil, errors.Join(err, write.Close())
	}
	read.SetMaxOpenConns(max(4, 2*runtime.NumCPU()))
	read.SetMaxIdleConns(4)
	return read, write, nil
}

// bind gives a query with ? the placeholders of the database.
func (d dialect) bind(query string) string {
	if !d.postgres {
		return query
	}
	var b strings.Builder
	n := 0
	for _, r := range query {
		if r == '?' {
			n++
			b.WriteString("$" + strconv.Itoa(n))
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// lock takes the journal lock for the transaction. On SQLite the transaction is immediate and holds it already.
func (d dialect) lock(ctx context.Context, tx *sql.Tx) error {
	if !d.postgres {
		return nil
	}
	_, err := tx.ExecContext(ctx, "SELECT pg_advisory_xact_lock($1)", int64(journalLock))
	return err
}

// now is the database's clock, so that several nodes share one. SQLite lives in the process and has the process's.
func (d dialect) now(ctx context.Context, tx *sql.Tx) (time.Time, error) {
	if !d.postgres {
		return time.Now().UTC(), nil
	}
	var at time.Time
	err := tx.QueryRowContext(ctx, "SELECT clock_timestamp()").Scan(&at)
	return at.UTC(), err
}

// busy tells whether the database refused because others hold it: worth another try later.
func busy(err error) bool {
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		return e.Code()&0xff == 5 || e.Code()&0xff == 6 // SQLITE_BUSY, SQLITE_LOCKED
	}
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		return e.Code == "40001" || e.Code == "40P01" || e.Code == "53300" || e.Code == "55P03"
	}
	return false
}

// taken tells whether a unique key was there already.
func taken(err error) bool {
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		return e.Code() == 1555 || e.Code() == 2067 // SQLITE_CONSTRAINT_PRIMARYKEY, _UNIQUE
	}
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		return e.Code == "23505"
	}
	return false
}

// marks gives n placeholders for a list.
func marks(n int) string { return strings.TrimSuffix(strings.Repeat("?,", n), ",") }

// monthTable makes sure that PostgreSQL has a partition for a month. It attaches a finished table, which does not wait
// for readers or writers of other months.
func (d dialect) monthTable(ctx context.Context, db *sql.DB, month int) error {
	if !d.postgres {
		return nil
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer rollback(tx)
	if _, err := tx.ExecContext(ctx, "SELECT pg_advisory_xact_lock($1)", int64(journalLock)+1); err != nil {
		return err
	}
	table := fmt.Sprintf("point_%d", month)
	var exists bool
	if err := tx.QueryRowContext(ctx, "SELECT to_regclass($1) IS NOT NULL", table).Scan(&exists); err != nil || exists {
		return err
	}
	for _, statement := range []string{
		fmt.Sprintf("CREATE TABLE %s (LIKE point INCLUDING ALL)", table),
		fmt.Sprintf("ALTER TABLE point ATTACH PARTITION %s FOR VALUES FROM (%d) TO (%d)", table, month, month+1),
	} {
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("making the partition of month %d: %w", month, err)
		}
	}
	return tx.Commit()
}

// rollback ends a transaction that was not committed; after a commit it does nothing.
func rollback(tx *sql.Tx) { _ = tx.Rollback() }
