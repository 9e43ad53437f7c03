package storetest

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/journal"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/store"
)

// names that occur nowhere else in a database
const (
	fullName = "Zdenka Unikatova"
	later    = "Zdenka Jedinecna"
	email    = "zdenka.unikatova@example.org"
)

func declareMember(t *testing.T, l *Lab) record.UID {
	t.Helper()
	l.MustPut(Declare("team", "red", "Red", `{}`), Declare("member", "m1", "", `{"full_name":"`+fullName+`","email":"`+email+`","team":"red"}`))
	l.MustPut(Declare("member", "m1", "", `{"full_name":"`+later+`","email":"`+email+`","team":"red"}`))
	return l.Find(l.Snapshot(), "member", "m1").UID
}

// Erase removes the personal values of a record.
func Erase(ctx context.Context, s *store.Store, kind string, uid record.UID) (journal.Erased, error) {
	var erased journal.Erased
	_, err := s.Write(ctx, store.Write{Type: journal.Erasure, Actor: journal.Actor{Via: "cli"}, Reason: "asked for",
		Decide: func(ctx context.Context, tx *store.Tx, _ *record.Snapshot) (store.Decision, error) {
			var err error
			erased, err = tx.ErasePersonal(ctx, kind, uid)
			return store.Decision{Body: journal.Body{Erased: []journal.Erased{erased}},
				Then: func(context.Context, *store.Tx, int64, time.Time) error { return nil }}, err
		}})
	return erased, err
}

func nameOf(t *testing.T, r *record.Record) string {
	t.Helper()
	m, ok := record.As[Member](r)
	if !ok {
		t.Fatalf("%s is no member", r.Name)
	}
	return m.Spec.FullName + m.Spec.Email
}

func personalFields(t *testing.T, l *Lab) {
	uid := declareMember(t, l)
	for seq, want := range map[int64]string{1: fullName + email, 2: later + email} {
		if got := nameOf(t, l.Find(l.At(seq), "member", "m1")); got != want {
			t.Errorf("as of entry %d the member is %q, not %q", seq, got, want)
		}
	}
	for _, row := range everything(t, l, "journal", "revision", "batch", "idempotency") {
		if strings.Contains(row, "Zdenka") || strings.Contains(row, "zdenka") {
			t.Errorf("a personal value lies outside the erasable store: %s", row)
		}
	}
	if r := l.MustPut(Declare("member", "m1", "", `{"full_name":"`+later+`","email":"`+email+`","team":"red"}`)); r.Changed {
		t.Error("the same personal values made an entry, perhaps because of another salt")
	}
	l.Verify()
	past := l.At(1) // a reader who holds it keeps it; nobody new may see it
	erased, err := Erase(t.Context(), l.Store, "member", uid)
	if err != nil || erased.Count != 4 {
		t.Fatalf("erased %+v: %v", erased, err)
	}
	_ = past
	gone := func(when string) {
		t.Helper()
		for _, s := range []*record.Snapshot{l.Snapshot(), l.At(1), l.At(2)} {
			if got := nameOf(t, l.Find(s, "member", "m1")); got != "" {
				t.Errorf("%s, as of entry %d the member is still %q", when, s.Seq(), got)
			}
		}
		revisions, err := l.History(t.Context(), uid, l.Snapshot().Seq(), 10)
		if err != nil || len(revisions) != 2 {
			t.Fatalf("the history has %d revisions: %v", len(revisions), err)
		}
		for _, r := range revisions {
			if got := nameOf(t, r.Record); got != "" {
				t.Errorf("%s, the history still has %q", when, got)
			}
		}
		for _, row := range everything(t, l, "journal", "revision", "personal", "idempotency") {
			if strings.Contains(strings.ToLower(row), "zdenka") {
				t.Errorf("%s, the database still holds %s", when, row)
			}
		}
		l.Verify()
	}
	gone("after the erasure")
	l.Reopen()
	gone("after a restart")
	// the record can still be changed and retired
	l.MustPut(Declare("member", "m1", "", `{"full_name":"Someone Else","team":"red"}`))
	l.Verify()
	if _, err := Erase(t.Context(), l.Store, "member", uid); err != nil {
		t.Fatal(err)
	}
	l.MustPut(Retire("member", "m1"))
	if strings.HasPrefix(l.DSN, "postgres") {
		return
	}
	for _, suffix := range []string{"", "-wal"} {
		b, err := os.ReadFile(l.DSN + suffix)
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		if strings.Contains(strings.ToLower(string(b)), "zdenka") {
			t.Errorf("the file steelyard.db%s still holds the bytes of an erased name", suffix)
		}
	}
}

// erasureElsewhere: what one node erases, another must not show any more, from no cache.
func erasureElsewhere(t *testing.T, l *Lab) {
	uid := declareMember(t, l)
	other := l.Open()
	if s, err := other.AsOf(t.Context(), 1); err != nil || nameOf(t, l.Find(s, "member", "m1")) == "" {
		t.Fatalf("the other node does not show the member: %v", err)
	}
	if _, err := Erase(t.Context(), l.Store, "member", uid); err != nil {
		t.Fatal(err)
	}
	if !other.Wait(t.Context(), 3, 5*time.Second) {
		t.Fatal("the other node did not see the erasure")
	}
	for _, seq := range []int64{1, 2, 3} {
		s, err := other.AsOf(t.Context(), seq)
		if err != nil {
			t.Fatal(err)
		}
		if got := nameOf(t, l.Find(s, "member", "m1")); got != "" {
			t.Errorf("as of entry %d the other node still shows %q", seq, got)
		}
	}
}

// Raw opens the database beside the store, as someone with access to its server would.
func Raw(t testing.TB, dsn string) *sql.DB {
	t.Helper()
	driver := "sqlite"
	if strings.HasPrefix(dsn, "postgres") {
		driver = "pgx"
	}
	db, err := sql.Open(driver, dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// everything gives each row of some tables as text.
func everything(t testing.TB, l *Lab, tables ...string) []string {
	t.Helper()
	db := Raw(t, l.DSN)
	defer func() { _ = db.Close() }()
	var out []string
	for _, table := range tables {
		rows, err := db.QueryContext(l.Context(), "SELECT * FROM "+table)
		if err != nil {
			t.Fatal(err)
		}
		columns, err := rows.Columns()
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			values := make([]sql.RawBytes, len(columns))
			targets := make([]any, len(columns))
			for i := range values {
				targets[i] = &values[i]
			}
			if err := rows.Scan(targets...); err != nil {
				t.Fatal(err)
			}
			row := table
			for _, v := range values {
				row += " | " + string(v)
			}
			out = append(out, row)
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			t.Fatal(err)
		}
	}
	return out
}
