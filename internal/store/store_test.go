package store_test

import (
	"context"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/journal"
	"github.com/steelyard-isms/steelyard/internal/kinds"
	"github.com/steelyard-isms/steelyard/internal/org"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/store"
	"github.com/steelyard-isms/steelyard/internal/store/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

func databases(t *testing.T) map[string]string {
	return map[string]string{"sqlite": filepath.Join(t.TempDir(), "steelyard.db"), "postgres": pgtest.DSN(t)}
}

func tree(t *testing.T, text string) record.Tree {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var out record.Tree
	if err := d.Decode(&out); err != nil {
		t.Fatal(err)
	}
	return out
}

func put(s *store.Store, changes ...record.Change) (store.Receipt, error) {
	return s.Write(context.Background(), store.Write{Type: journal.Change, Actor: journal.Actor{Via: "cli"},
		Decide: func(context.Context, *store.Tx, *record.Snapshot) (store.Decision, error) {
			return store.Decision{Changes: changes}, nil
		}})
}

func TestSmoke(t *testing.T) {
	for name, dsn := range databases(t) {
		t.Run(name, func(t *testing.T) {
			s, err := store.Open(t.Context(), store.Options{DSN: dsn, Registry: kinds.Registry()})
			if err != nil {
				t.Fatal(err)
			}
			unit := record.Change{Declaration: record.Declaration{Kind: "unit", Name: "enterprise", Title: "Enterprise", Spec: tree(t, `{"level":"organisation"}`)}}
			person := record.Change{Declaration: record.Declaration{Kind: "person", Name: "ciso", Spec: tree(t, `{"full_name":"Kari Solberg","unit":"enterprise"}`)}}
			r, err := put(s, unit, person)
			if err != nil {
				t.Fatal(err)
			}
			if r.Seq != 1 || len(r.Outcomes) != 2 {
				t.Fatalf("%+v", r)
			}
			unit.Title = "The enterprise"
			if _, err := put(s, unit); err != nil {
				t.Fatal(err)
			}
			past, err := s.AsOf(t.Context(), 1)
			if err != nil {
				t.Fatal(err)
			}
			u, _ := past.Lookup("unit", "enterprise")
			if u.Title != "Enterprise" {
				t.Errorf("as of entry 1 the title is %q", u.Title)
			}
			if r, _ := past.Lookup("person", "ciso"); r.Code != "P-01" {
				t.Error(r.Code)
			} else if p, _ := record.As[org.Person](r); org.Title(p) != "Kari Solberg" {
				t.Error(org.Title(p))
			}
			unit.Retire = true
			if _, err := put(s, unit); err == nil {
				t.Error("a unit in use was retired")
			} else {
				t.Log(err)
			}
			v, err := s.Verify(t.Context())
			if err != nil || len(v.Problems) > 0 {
				t.Fatal(err, v)
			}
			s.Close()
			began := time.Now()
			s, err = store.Open(t.Context(), store.Options{DSN: dsn, Registry: kinds.Registry()})
			if err != nil {
				t.Fatal(err)
			}
			t.Log(time.Since(began), s.Snapshot().Seq(), s.Snapshot().Len())
			s.Close()
		})
	}
}
