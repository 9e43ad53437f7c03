package store_test

import (
	"io/fs"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/store"
	"github.com/steelyard-isms/steelyard/internal/store/storetest"
)

// newer are the migrations of a version to come.
func newer(t *testing.T) fs.FS {
	t.Helper()
	out := fstest.MapFS{"migrations/9999_next.sql": {Data: []byte("-- +goose Up\nALTER TABLE revision ADD COLUMN next_thing {{.Blob}};\n")}}
	names, err := fs.Glob(store.Migrations, "migrations/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		data, err := fs.ReadFile(store.Migrations, name)
		if err != nil {
			t.Fatal(err)
		}
		out[name] = &fstest.MapFile{Data: data}
	}
	return out
}

// A database of this version is taken over by the next with all that it holds; and this version then refuses it.
func TestUpgradeAndDowngrade(t *testing.T) {
	onBoth(t, func(t *testing.T, dsn func(testing.TB) string) {
		l := storetest.NewLab(t, dsn(t))
		storetest.Furnish(t, l)
		shown := storetest.Dump(l.Snapshot())
		options := store.Options{DSN: l.DSN, Registry: storetest.Registry()}
		next, err := store.Open(t.Context(), options.WithSchema(newer(t)))
		if err != nil {
			t.Fatalf("the next version cannot open the database: %v", err)
		}
		if got := storetest.Dump(next.Snapshot()); got != shown {
			t.Errorf("after the upgrade it shows\n%s\nnot\n%s", got, shown)
		}
		if v, err := next.Verify(t.Context()); err != nil || len(v.Problems) > 0 {
			t.Errorf("after the upgrade: %v %v", v.Problems, err)
		}
		if _, err := storetest.Put(t.Context(), next, storetest.Declare("team", "new", "New", `{}`)); err != nil {
			t.Errorf("after the upgrade nothing can be written: %v", err)
		}
		if err := next.Close(); err != nil {
			t.Error(err)
		}
		back, err := store.Open(t.Context(), options)
		if err == nil {
			_ = back.Close()
			t.Fatal("an older version opened the database of a newer one")
		}
		if !fault.Is(err, fault.Unavailable) || !strings.Contains(fault.Of(err).Message, "newer Steelyard (schema 9999; this one knows up to ") {
			t.Errorf("the refusal says: %v", err)
		}
	})
}

// Several processes may start on a new database at once.
func TestOpenedAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, dsn func(testing.TB) string) {
		address := dsn(t)
		var group sync.WaitGroup
		for range 6 {
			group.Go(func() {
				s, err := store.Open(t.Context(), store.Options{DSN: address, Registry: storetest.Registry()})
				if err != nil {
					t.Errorf("one of six that started at once failed: %v", err)
					return
				}
				if err := s.Close(); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
		storetest.NewLab(t, address).Verify()
	})
}

// What made the tables may have been ended before it began the journal.
func TestOpenedAfterHalfABeginning(t *testing.T) {
	onBoth(t, func(t *testing.T, dsn func(testing.TB) string) {
		l := storetest.NewLab(t, dsn(t))
		if _, err := storetest.Raw(t, l.DSN).ExecContext(t.Context(), "DELETE FROM journal_head"); err != nil {
			t.Fatal(err)
		}
		l.Reopen()
		l.MustPut(storetest.Declare("team", "red", "Red", `{}`))
	})
}

func TestDatabaseFileIsPrivate(t *testing.T) {
	l := storetest.NewLab(t, databases["sqlite"](t))
	l.MustPut(storetest.Declare("team", "red", "Red", `{}`))
	for _, suffix := range []string{"", "-wal", "-shm"} {
		info, err := os.Stat(l.DSN + suffix)
		if err != nil {
			t.Fatal(err)
		}
		if mode := info.Mode().Perm(); mode&0o077 != 0 {
			t.Errorf("others can read or write %s: %s", suffix, mode)
		}
	}
}
