package store

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing/fstest"
	"text/template"
	"time"

	"github.com/pressly/goose/v3"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/journal"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// Options say which database to open and how.
type Options struct {
	// DSN is a postgres:// address, or the path of a SQLite file, which is made where it is missing.
	DSN      string
	Registry *record.Registry
	Log      *slog.Logger
	// Clock replaces the database's clock. Only the demonstration sets it, to tell a history; entries say so.
	Clock func() time.Time
	// Poll is how often the store looks for entries of other processes; 200 ms unless told.
	Poll time.Duration
	// Observe is told each statement before the database is, by whichever goroutine sends it: tests count them, so that no
	// operation asks once for each row. Nobody is told unless it is set.
	Observe func(statement string)
	// schema replaces the embedded migrations, in the tests of upgrading.
	schema fs.FS
}

// Store is an open database.
type Store struct {
	d dialect
	pools
	registry    *record.Registry
	log         *slog.Logger
	clock       func() time.Time
	head        atomic.Pointer[record.Snapshot]
	catching    chan struct{} // held by who brings the snapshot up to date
	months      sync.Map      // storage months that have a partition
	series      sync.Map      // series numbers known to be stored
	past        *pastSnapshots
	began       atomic.Pointer[began]
	found       chan found // what was searched for, on the way to be kept
	keeps       atomic.Bool
	entryMemory entryMemory
	stop        context.CancelFunc
	done        sync.WaitGroup
	schema      fs.FS
	// weaken is for the test that shows what the write protocol is for.
	weaken struct{ lock, catchUp bool }
}

// Open opens a database, brings its schema up to date and reads what is declared. What it reads at the start is the
// latest revision of each record and nothing of the history or the points.
func Open(ctx context.Context, o Options) (*Store, error) {
	s := &Store{d: sqliteDialect, registry: o.Registry, log: o.Log, clock: o.Clock, catching: make(chan struct{}, 1),
		past: newPastSnapshots(), found: make(chan found, mostWaiting), schema: o.schema}
	if s.schema == nil {
		s.schema = migrations
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	dsn := o.DSN
	if strings.HasPrefix(dsn, "postgres://") || strings.HasPrefix(dsn, "postgresql://") {
		s.d = postgresDialect
	} else if dsn == "" || strings.Contains(dsn, "://") {
		return nil, fault.InvalidField("cannot open the database", fault.Field{Path: "dsn", Reason: "is neither a postgres:// address nor the path of a file",
			Remedy: "Write it like postgres://user@host/steelyard or /var/lib/steelyard/steelyard.db"})
	} else if err := os.MkdirAll(filepath.Dir(dsn), 0o700); err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "cannot make the folder of the database")
	}
	s.d.observe = o.Observe
	var err error
	if s.entryMemory, err = newEntryMemory(); err != nil {
		return nil, fault.Wrap(fault.Internal, err, "cannot open the database")
	}
	if s.pools, err = s.d.open(dsn); err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "cannot open the database")
	}
	if err := s.begin(ctx); err != nil {
		return nil, errors.Join(err, s.close())
	}
	follow, stop := context.WithCancel(context.Background())
	s.stop = stop
	poll := o.Poll
	if poll == 0 {
		poll = 200 * time.Millisecond
	}
	s.done.Go(func() { s.follow(follow, poll) })
	return s, nil
}

func (s *Store) begin(ctx context.Context) error {
	if err := s.migrate(ctx); err != nil {
		return err
	}
	s.head.Store(record.NewSnapshot(s.registry))
	return s.CatchUp(ctx)
}

// Close stops following and closes the database.
func (s *Store) Close() error {
	s.stop()
	s.done.Wait()
	return s.close()
}

// Ping tells whether the database answers.
func (s *Store) Ping(ctx context.Context) error {
	var one int
	if err := s.read.QueryRowContext(ctx, "SELECT 1").Scan(&one); err != nil {
		return fault.Wrap(fault.Unavailable, err, "the database does not answer")
	}
	return nil
}

//go:embed migrations/*.sql
var migrations embed.FS

// migrate brings the schema up to date. A database that a newer version wrote is refused: going back would lose what
// this version cannot read.
func (s *Store) migrate(ctx context.Context) error {
	files, err := s.d.migrations(s.schema)
	if err != nil {
		return err
	}
	dialect := goose.DialectSQLite3
	if s.d.postgres {
		dialect = goose.DialectPostgres
		// two nodes may start at once
		conn, err := s.write.Conn(ctx)
		if err != nil {
			return fault.Wrap(fault.Unavailable, err, "the database does not answer")
		}
		defer func() { _ = conn.Close() }()
		// the other's upgrade may take longer than a write may wait
		if _, err := conn.ExecContext(ctx, "SET lock_timeout = 0"); err != nil {
			return fault.Wrap(fault.Unavailable, err, "the database does not answer")
		}
		if _, err := conn.ExecContext(ctx, "SELECT pg_advisory_lock($1)", int64(journalLock)+2); err != nil {
			return fault.Wrap(fault.Unavailable, err, "the database does not answer")
		}
		defer func() {
			end, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
			defer cancel()
			_, _ = conn.ExecContext(end, "SELECT pg_advisory_unlock($1)", int64(journalLock)+2)
			_, _ = conn.ExecContext(end, "RESET lock_timeout")
		}()
	}
	p, err := goose.NewProvider(dialect, s.write, files, goose.WithLogger(goose.NopLogger()))
	if err != nil {
		return fault.Wrap(fault.Unavailable, err, "the database cannot be prepared")
	}
	has, knows, err := p.GetVersions(ctx)
	if err != nil {
		return fault.Wrap(fault.Unavailable, err, "the database cannot be read")
	}
	if has > knows {
		return fault.New(fault.Unavailable,
			"the database was written by a newer Steelyard (schema %d; this one knows up to %d): start that version", has, knows)
	}
	if has < knows {
		if err := upgrade(ctx, p, knows); err != nil {
			return fault.Wrap(fault.Unavailable, err, "the database cannot be brought up to date")
		}
	}
	return s.plant(ctx)
}

// upgrade brings the schema to a version. On SQLite another process may be doing the same, a file at a time: what it has
// done meanwhile is no failure, and it is given the time to go on.
func upgrade(ctx context.Context, p *goose.Provider, to int64) error {
	const attempts, between = 50, 100 * time.Millisecond
	for attempt := 1; ; attempt++ {
		_, err := p.Up(ctx)
		if err == nil {
			return nil
		}
		has, _, again := p.GetVersions(ctx)
		if again == nil && has >= to {
			return nil
		}
		if attempt == attempts {
			return errors.Join(err, again)
		}
		select {
		case <-ctx.Done():
			return errors.Join(err, ctx.Err())
		case <-time.After(between):
		}
	}
}

// plant writes the first row of the journal's head, where it is missing: the database is new, or what made it was ended
// between making the tables and this.
func (s *Store) plant(ctx context.Context) error {
	var rows int
	if err := s.write.QueryRowContext(ctx, "SELECT COUNT(*) FROM journal_head").Scan(&rows); err != nil {
		return fault.Wrap(fault.Unavailable, err, "the journal cannot be read")
	}
	if rows > 0 {
		return nil
	}
	tree, err := journal.NewTree().MarshalBinary()
	if err != nil {
		return err
	}
	_, err = s.write.ExecContext(ctx, s.d.bind("INSERT INTO journal_head (one, seq, recorded_at, tree) VALUES (1, 0, 0, ?) ON CONFLICT (one) DO NOTHING"), tree)
	if err != nil {
		return fault.Wrap(fault.Unavailable, err, "the journal cannot be begun")
	}
	return nil
}

// migrations gives the schema's files with the words of the database filled in.
func (d dialect) migrations(schema fs.FS) (fs.FS, error) {
	names, err := fs.Glob(schema, "migrations/*.sql")
	if err != nil {
		return nil, err
	}
	out := fstest.MapFS{}
	for _, name := range names {
		t, err := template.ParseFS(schema, name)
		if err != nil {
			return nil, fmt.Errorf("reading %s: %w", name, err)
		}
		var b strings.Builder
		if err := t.Execute(&b, d); err != nil {
			return nil, fmt.Errorf("filling %s: %w", name, err)
		}
		out[filepath.Base(name)] = &fstest.MapFile{Data: []byte(b.String())}
	}
	return out, nil
}
