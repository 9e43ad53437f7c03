package store

import (
	"context"
	"database/sql"
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

	"github.com/hashicorp/golang-lru/v2/expirable"
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
}

// Store is an open database.
type Store struct {
	d           dialect
	read, write *sql.DB
	registry    *record.Registry
	log         *slog.Logger
	clock       func() time.Time
	head        atomic.Pointer[record.Snapshot]
	catching    sync.Mutex
	months      sync.Map // storage months that have a partition
	series      sync.Map // series numbers known to be stored
	past        *expirable.LRU[int64, *record.Snapshot]
	stop        context.CancelFunc
	done        sync.WaitGroup
	// weaken is for the test that shows what the write protocol is for.
	weaken struct{ lock, catchUp bool }
}

// Open opens a database, brings its schema up to date and reads what is declared. What it reads at the start is the
// latest revision of each record and nothing of the history or the points.
func Open(ctx context.Context, o Options) (*Store, error) {
	s := &Store{d: sqliteDialect, registry: o.Registry, log: o.Log, clock: o.Clock}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	dsn := o.DSN
	if strings.HasPrefix(dsn, "postgres://") || strings.HasPrefix(dsn, "postgresql://") {
		s.d = postgresDialect
	} else if err := os.MkdirAll(filepath.Dir(dsn), 0o700); err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "cannot make the folder of the database")
	}
	var err error
	if s.read, s.write, err = s.d.pools(dsn); err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "cannot open the database")
	}
	s.past = expirable.NewLRU[int64, *record.Snapshot](64, nil, 30*time.Minute)
	if err := s.begin(ctx); err != nil {
		return nil, errors.Join(err, s.closePools())
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
	return s.closePools()
}

func (s *Store) closePools() error {
	if s.d.postgres {
		return s.write.Close()
	}
	return errors.Join(s.read.Close(), s.write.Close())
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
	files, err := s.d.migrations()
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
		if _, err := conn.ExecContext(ctx, "SELECT pg_advisory_lock($1)", int64(journalLock)+2); err != nil {
			return fault.Wrap(fault.Unavailable, err, "the database does not answer")
		}
		defer func() {
			_, _ = conn.ExecContext(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock($1)", int64(journalLock)+2)
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
	if has == knows {
		return nil
	}
	if _, err := p.Up(ctx); err != nil {
		return fault.Wrap(fault.Unavailable, err, "the database cannot be brought up to date")
	}
	return s.plant(ctx)
}

// plant writes the first row of the journal's head.
func (s *Store) plant(ctx context.Context) error {
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
func (d dialect) migrations() (fs.FS, error) {
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return nil, err
	}
	out := fstest.MapFS{}
	for _, name := range names {
		t, err := template.ParseFS(migrations, name)
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
