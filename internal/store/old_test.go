package store_test

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/journal"
	"github.com/steelyard-isms/steelyard/internal/kinds"
	"github.com/steelyard-isms/steelyard/internal/objective"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/store"
	"github.com/steelyard-isms/steelyard/internal/store/storetest"
)

// oldStore fills a database as an earlier version left it: its schema, then the rows of testdata/store-N.jsonl, which that
// version wrote. They may never change.
func oldStore(t *testing.T, dsn, rows string, schema ...string) {
	t.Helper()
	files := fstest.MapFS{}
	for _, name := range schema {
		data, err := fs.ReadFile(store.Migrations, "migrations/"+name)
		if err != nil {
			t.Fatal(err)
		}
		files["migrations/"+name] = &fstest.MapFile{Data: data}
	}
	s, err := store.Open(t.Context(), store.Options{DSN: dsn, Registry: kinds.Registry()}.WithSchema(files))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(rows)
	if err != nil {
		t.Fatal(err)
	}
	db := storetest.Raw(t, dsn)
	postgres := strings.HasPrefix(dsn, "postgres")
	if _, err := db.ExecContext(t.Context(), "DELETE FROM journal_head"); err != nil {
		t.Fatal(err)
	}
	for lines := bufio.NewScanner(bytes.NewReader(b)); lines.Scan(); {
		var line struct {
			Table string
			Row   map[string]any
		}
		d := json.NewDecoder(bytes.NewReader(lines.Bytes()))
		d.UseNumber()
		if err := d.Decode(&line); err != nil {
			t.Fatal(err)
		}
		if postgres && line.Table == "point" {
			month, err := line.Row["month"].(json.Number).Int64()
			if err != nil {
				t.Fatal(err)
			}
			part := fmt.Sprintf("CREATE TABLE IF NOT EXISTS point_%d PARTITION OF point FOR VALUES FROM (%d) TO (%d)", month, month, month+1)
			if _, err := db.ExecContext(t.Context(), part); err != nil {
				t.Fatal(err)
			}
		}
		insert(t, db, postgres, line.Table, line.Row)
	}
}

func insert(t *testing.T, db *sql.DB, postgres bool, table string, row map[string]any) {
	t.Helper()
	columns := slices.Sorted(maps.Keys(row))
	var marks []string
	var args []any
	for i, c := range columns {
		switch x := row[c].(type) {
		case map[string]any:
			raw, err := base64.StdEncoding.DecodeString(x["base64"].(string))
			if err != nil {
				t.Fatal(err)
			}
			args = append(args, raw)
		case json.Number:
			if n, err := x.Int64(); err == nil {
				args = append(args, n)
			} else {
				f, _ := x.Float64()
				args = append(args, f)
			}
		default:
			args = append(args, x)
		}
		mark := "?"
		if postgres {
			mark = "$" + strconv.Itoa(i+1)
		}
		marks = append(marks, mark)
	}
	if _, err := db.ExecContext(t.Context(), "INSERT INTO "+table+" ("+strings.Join(columns, ", ")+") VALUES ("+strings.Join(marks, ", ")+")", args...); err != nil {
		t.Fatalf("%s: %v", table, err)
	}
}

// A store that the first version wrote is read, says what it said, agrees with its journal, and is written on.
func TestAStoreOfTheFirstVersion(t *testing.T) {
	onBoth(t, func(t *testing.T, dsn func(testing.TB) string) {
		address := dsn(t)
		oldStore(t, address, "testdata/store-1.jsonl", "0001_kernel.sql")
		s, err := store.Open(t.Context(), store.Options{DSN: address, Registry: kinds.Registry()})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = s.Close() })
		verified := func() {
			t.Helper()
			if v, err := s.Verify(t.Context()); err != nil || len(v.Problems) > 0 {
				t.Fatalf("%v %v", v.Problems, err)
			}
		}
		verified()
		target := func(at *record.Snapshot) float64 {
			for o := range record.All[objective.Objective](at) {
				plan, _ := o.Spec.Targets[0].Plan.On(civil.OfTime(s.Snapshot().At()))
				return plan.Target
			}
			return 0
		}
		first, err := s.AsOf(t.Context(), 1)
		if err != nil {
			t.Fatal(err)
		}
		if now, then := target(s.Snapshot()), target(first); now != 98 || then != 99 {
			t.Errorf("the target is %g and was %g, not 98 and 99", now, then)
		}
		r, _ := s.Snapshot().Lookup("objective", "protect-privileged-accounts")
		if r.State != "active" || r.InForce != 2 || s.Snapshot().Len() != 7 {
			t.Errorf("an objective of before there were states stands as %q with revision %d in force; %d records", r.State, r.InForce, s.Snapshot().Len())
		}
		history, err := s.History(t.Context(), r.UID, 4, 9)
		if err != nil || len(history) != 2 || history[0].Entry.Reason != "A lower target" {
			t.Errorf("its history: %+v (%v)", history, err)
		}
		_, err = s.Write(t.Context(), store.Write{Type: journal.Change, Actor: journal.Actor{Via: "test"}, Decide: func(_ context.Context, _ *store.Tx, _ *record.Snapshot) (store.Decision, error) {
			c := record.Change{By: "somebody", Move: "close", Reason: "done", Declaration: record.Declaration{Kind: "objective", Name: r.Name}}
			return store.Decision{Changes: []record.Change{c}}, nil
		}})
		if err != nil {
			t.Fatal(err)
		}
		if moved, _ := s.Snapshot().Find(r.UID); moved.State != "closed" || moved.Revision != 3 || moved.Counts() {
			t.Errorf("after closing it stands as %+v", moved)
		}
		verified()
	})
}
