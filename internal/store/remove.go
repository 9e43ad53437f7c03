package store

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/journal"
)

// Held is what a SQLite database holds, as far as who removes it must know.
type Held struct {
	First   journal.Entry // its zero value where the journal is empty
	Entries int64
	Records int64
	Last    time.Time // when its last entry was recorded
	Bytes   int64     // of its files
}

// Remove deletes a SQLite database with its files, if may does not refuse what it holds, and nobody has it open: not even a
// server that has nothing to do. Until may has answered nothing is changed, not even the schema of an older version. Errors: Invalid where
// the path is none of a SQLite database of Steelyard; NotFound; Conflict where it is open; what may gives.
func Remove(ctx context.Context, path string, may func(Held) error) error {
	if path == "" || strings.Contains(path, "://") {
		return notOurs(path, "is not the path of a SQLite file")
	}
	info, err := os.Lstat(path)
	if errors.Is(err, os.ErrNotExist) {
		return fault.New(fault.NotFound, "there is no database at %s", path)
	}
	if err != nil {
		return fault.Wrap(fault.Unavailable, err, "cannot look at %s", path)
	}
	if !info.Mode().IsRegular() {
		return notOurs(path, "is not a file of its own")
	}
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: path}).EscapedPath()+"?mode=rw&_pragma=busy_timeout(1000)&_pragma=locking_mode(EXCLUSIVE)&_txlock=exclusive")
	if err != nil {
		return fault.Wrap(fault.Unavailable, err, "cannot open the database")
	}
	defer func() { _ = db.Close() }()
	db.SetMaxOpenConns(1)
	tx, err := db.BeginTx(ctx, nil) // as long as it lasts nobody else can open the database
	if err != nil {
		return alone(err, path)
	}
	defer func() { _ = tx.Rollback() }()
	held, err := holds(ctx, tx, path)
	if err != nil {
		return err
	}
	if err := may(held); err != nil {
		return err
	}
	for _, name := range files(path) { // what was not yet moved into the file first, or it would be taken for a later file's
		if err := os.Remove(name); err != nil && !errors.Is(err, os.ErrNotExist) {
			return fault.Wrap(fault.Unavailable, err, "%s cannot be removed", name)
		}
	}
	return nil
}

func files(path string) []string { return []string{path + "-wal", path + "-shm", path} }

func notOurs(path, reason string) error {
	return fault.InvalidField("nothing was removed", fault.Field{Path: "database", Reason: path + " " + reason, Remedy: "Name the file of a database of Steelyard"})
}

// alone tells why a database could not be had alone.
func alone(err error, path string) error {
	if strings.Contains(err.Error(), "locked") || strings.Contains(err.Error(), "busy") {
		return fault.New(fault.Conflict, "%s is open: stop what runs on it first", path)
	}
	return notOurs(path, "is not a SQLite database")
}

func holds(ctx context.Context, tx *sql.Tx, path string) (Held, error) {
	var out Held
	var tables int
	if err := tx.QueryRowContext(ctx, "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name IN ('journal', 'journal_head', 'record_head')").Scan(&tables); err != nil {
		return out, alone(err, path)
	}
	if tables != 3 {
		return out, notOurs(path, "is not a database of Steelyard")
	}
	for _, name := range files(path) {
		if info, err := os.Stat(name); err == nil {
			out.Bytes += info.Size()
		}
	}
	var last int64
	if err := tx.QueryRowContext(ctx, "SELECT (SELECT COUNT(*) FROM journal), (SELECT COUNT(*) FROM record_head), (SELECT COALESCE(MAX(recorded_at), 0) FROM journal)").Scan(&out.Entries, &out.Records, &last); err != nil {
		return out, fault.Wrap(fault.Unavailable, err, "the journal cannot be read")
	}
	out.Last = time.UnixMicro(last).UTC()
	var b []byte
	err := tx.QueryRowContext(ctx, "SELECT entry FROM journal WHERE seq = 1").Scan(&b)
	if errors.Is(err, sql.ErrNoRows) {
		return out, nil
	}
	if err == nil {
		out.First, err = journal.Parse(b)
	}
	if err != nil {
		return out, fault.Wrap(fault.Unavailable, err, "the journal cannot be read")
	}
	return out, nil
}
