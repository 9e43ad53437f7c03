package store_test

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/steelyard-isms/steelyard/internal/ascode"
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
		if maria, err := s.Account(t.Context(), "maria"); err != nil {
			t.Error(err)
		} else if told, err := s.EntriesOfAccount(t.Context(), maria.UID, 9); err != nil || len(told) == 0 || told[len(told)-1].Body.Accounts[0].Act != "created" {
			t.Errorf("the history of an account begins with the upgrade: %v (%v)", told, err)
		}
		exported(t, s.Snapshot())
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

var update = flag.Bool("update", false, "write the golden files anew")

// exported holds what the old store exports to a golden file, and shows that an empty store of today takes it.
func exported(t *testing.T, s *record.Snapshot) {
	t.Helper()
	text := exportOf(t, s)
	golden := "testdata/store-1.yaml"
	if *update {
		if err := os.WriteFile(golden, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if text != string(want) {
		t.Errorf("it exports\n%s\nnot\n%s", text, want)
	}
	changes, bad := ascode.Read("old.yaml", []byte(text))
	if len(bad) > 0 {
		t.Fatal(bad)
	}
	planned, err := ascode.Check(s.Registry(), changes, s.At())
	if err != nil {
		t.Fatal(err)
	}
	if again := exportOf(t, planned.After); again != text {
		t.Errorf("an empty store takes it as\n%s", again)
	}
}

func exportOf(t *testing.T, s *record.Snapshot) string {
	t.Helper()
	state := ascode.State{Store: "old", Seq: s.Seq()}
	for _, k := range s.Registry().Kinds() {
		for r := range s.List(k.Name, false) {
			b, err := s.Declared(r)
			if err != nil {
				t.Fatal(err)
			}
			spec, err := record.Parse(b)
			if err != nil {
				t.Fatal(err)
			}
			state.Records = append(state.Records, ascode.Document{UID: r.UID, Kind: r.Kind, Name: r.Name, Code: r.Code, Title: r.Title, State: r.State, Spec: spec})
		}
	}
	e, err := ascode.NewExport(s.Registry(), nil, state, nil, nil, false)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, name := range slices.Sorted(maps.Keys(e.Write)) {
		out = append(out, string(e.Write[name]))
	}
	return strings.Join(out, "---\n")
}
