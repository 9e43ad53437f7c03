package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"runtime"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"modernc.org/sqlite"
)

// dialect is what differs between the two databases. Everything else is one text.
type dialect struct {
	name     string // as goose and the log call it
	postgres bool
	// words of the schema
	Blob, ByMonth string
	Clustered     string // of a table whose rows lie in the order of their key
	Key           string // of a table that is found by a number: on SQLite INTEGER makes it the row's own number
	// what is selected from: Each gives a list of numbers as k.value; Spans gives listed k.month, series, low and high
	Each, Spans string
	// BatchOf joins the batches b of points p, one by one
	BatchOf string
	// accounts with the entries of the journal that tell of them
	EntriesOfAccounts string
	// observe is told each statement, where it is set
	observe func(statement string)
}

// once says that what a name stands for is computed a single time.
const once = "MATERIALIZED" //nolint:misspell // a word of SQL

var (
	sqliteDialect = dialect{name: "sqlite3", Blob: "BLOB", Key: "INTEGER", ByMonth: "WITHOUT ROWID", Clustered: "WITHOUT ROWID",
		Each:    "json_each(?)",
		BatchOf: " JOIN batch b ON b.id = p.batch",
		Spans: `(WITH s AS ` + once + ` (SELECT json_extract(value, '$[0]') AS month, json_extract(value, '$[1]') AS series, json_extract(value, '$[2]') AS low,
			json_extract(value, '$[3]') AS high FROM json_each(?)) SELECT month, series, low, high FROM s) k`,
		EntriesOfAccounts: "SELECT DISTINCT json_extract(x.value, '$.uid'), j.seq FROM journal j, json_each(CAST(j.entry AS TEXT), '$.body.accounts') x WHERE j.type = 'access'"}
	postgresDialect = dialect{name: "postgres", postgres: true, Blob: "BYTEA", Key: "BIGINT", ByMonth: "PARTITION BY RANGE (month)",
		BatchOf:           " CROSS JOIN LATERAL (SELECT c.seq, c.run, c.label FROM batch c WHERE c.id = p.batch OFFSET 0) b",
		Each:              "(SELECT unnest(?::bigint[]) AS value)",
		Spans:             "unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[]) k(month, series, low, high)",
		EntriesOfAccounts: "SELECT DISTINCT x->>'uid', j.seq FROM journal j, jsonb_array_elements(convert_from(j.entry, 'UTF8')::jsonb->'body'->'accounts') x WHERE j.type = 'access'"}
)

// the key of the advisory lock that stands for the journal: "steelyrd" as a number
const journalLock = 0x737465656c797264

// settings of a PostgreSQL session beside that of jit, which would compile for a second what runs in 0.2 s over thousands of series. Limits: waiting for a lock, as
// SQLite's busy_timeout; and a transaction that its process has forgotten, which would keep everyone from writing.
const (
	lockTimeout = "15s"
	idleTimeout = "60s"
	maxIdle     = 5 // connections kept of a pool
)

// pools are the connections to a database.
type pools struct {
	read, write *sql.DB
	// seek is for queries that find points by their key, in months that each are a table on PostgreSQL: to plan one there takes longer than to run it, so that these connections
	// plan each statement once. What is planned so knows nothing of its arguments, which all other statements need. On SQLite it is read.
	seek *sql.DB
}

// open opens a database. On SQLite only one connection writes, which is the process's writer. On PostgreSQL, too, writers have connections of their own: while
// they queue for the journal's lock, pages are still read, and whoever has the lock can read what it needs.
func (d dialect) open(dsn string) (pools, error) {
	if d.postgres {
		config, err := pgx.ParseConfig(dsn)
		if err != nil {
			return pools{}, err
		}
		for name, value := range map[string]string{"application_name": "steelyard", "lock_timeout": lockTimeout, "idle_in_transaction_session_timeout": idleTimeout, "jit": "off"} {
			if config.RuntimeParams[name] == "" {
				config.RuntimeParams[name] = value
			}
		}
		if d.observe != nil {
			config.Tracer = tracer{d.observe}
		}
		planned := config.Copy()
		planned.RuntimeParams["plan_cache_mode"] = "force_generic_plan"
		p := pools{read: stdlib.OpenDB(*config), write: stdlib.OpenDB(*config), seek: stdlib.OpenDB(*planned)}
		p.read.SetMaxOpenConns(15)
		p.seek.SetMaxOpenConns(8)
		p.write.SetMaxOpenConns(10)
		for _, db := range []*sql.DB{p.read, p.seek, p.write} {
			db.SetMaxIdleConns(maxIdle)
			db.SetConnMaxIdleTime(5 * time.Minute)
		}
		return p, nil
	}
	if err := private(dsn); err != nil {
		return pools{}, err
	}
	file := "file:" + (&url.URL{Path: dsn}).EscapedPath()
	pragma := "?_pragma=busy_timeout(15000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=cache_size(-32768)&_pragma=secure_delete(1)"
	write, err := d.openSQLite(file + pragma + "&_txlock=immediate")
	if err != nil {
		return pools{}, err
	}
	write.SetMaxOpenConns(1)
	read, err := d.openSQLite(file + pragma + "&_pragma=query_only(1)")
	if err != nil {
		return pools{}, errors.Join(err, write.Close())
	}
	read.SetMaxOpenConns(max(4, 2*runtime.NumCPU()))
	read.SetMaxIdleConns(4)
	return pools{read: read, write: write, seek: read}, nil
}

func (p pools) close() error {
	err := errors.Join(p.read.Close(), p.write.Close())
	if p.seek != p.read {
		err = errors.Join(err, p.seek.Close())
	}
	return err
}

// private makes a new SQLite file that only its owner can read. SQLite gives its other files the same mode.
func private(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600) //nolint:gosec // the operator names the database file
	if err != nil {
		return err
	}
	return f.Close()
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

// lost tells whether the database has gone away or was not given the time to answer, as opposed to having refused.
func lost(err error) bool {
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		class := e.Code[:min(2, len(e.Code))]
		return class == "08" || class == "57" || class == "53" || e.Code == "25P03" // connection, operator, resources, idle timeout
	}
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		return e.Code()&0xff == 9 || e.Code()&0xff == 10 || e.Code()&0xff == 13 // SQLITE_INTERRUPT, _IOERR, _FULL
	}
	_, network := errors.AsType[net.Error](err)
	return network || errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone) || errors.Is(err, sql.ErrTxDone) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
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

// listMax is the most values of one list in a query. Databases allow 32,766 parameters (SQLite) and 65,535.
const listMax = 4000

// list gives values as arguments.
func list[T any](values []T) []any {
	out := make([]any, len(values))
	for i, v := range values {
		out[i] = v
	}
	return out
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
	table := partition(month)
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

// partition is the table of a month's points on PostgreSQL.
func partition(month int) string { return fmt.Sprintf("point_%d", month) }

// rollback ends a transaction that was not committed; after a commit it does nothing.
func rollback(tx *sql.Tx) { _ = tx.Rollback() }
