package app_test

import (
	"bytes"
	"database/sql"
	"os"
	"path/filepath"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/app"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/service"
	"github.com/steelyard-isms/steelyard/internal/store"
)

// The demonstration is removed by one action: all its files, and nothing that is not one, nor one that is open.
func TestOnlyADemonstrationIsRemoved(t *testing.T) {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	shown := 0
	remove := func(path string) error {
		return app.RemoveDemonstration(t.Context(), path, func(h store.Held) error {
			if shown++; h.Records < 100 || h.Entries < 50 || h.Bytes < 100_000 || h.Last.Before(h.First.RecordedAt) {
				t.Errorf("shown is %+v", h)
			}
			return nil
		})
	}
	a, err := app.New(t.Context(), app.Options{Database: at("demo.db"), Listen: "127.0.0.1:0", Demo: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := remove(at("demo.db")); !fault.Is(err, fault.Conflict) {
		t.Errorf("a demonstration is removed under a server: %v", err)
	}
	if _, err := a.Service.View(t.Context(), app.Operator(), service.AsOf{}); err != nil {
		t.Error("the server was hurt:", err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	real, err := app.Open(t.Context(), at("real.db"), nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := real.Service.CreateAccount(t.Context(), app.Operator(), service.NewAccount{Login: "kari", Role: access.Auditor}); err != nil {
		t.Fatal(err)
	}
	if err := real.Close(); err != nil {
		t.Fatal(err)
	}
	empty, err := app.Open(t.Context(), at("empty.db"), nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := empty.Close(); err != nil {
		t.Fatal(err)
	}
	other, err := sql.Open("sqlite", at("other.db"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := other.ExecContext(t.Context(), "CREATE TABLE journal (entry TEXT)"); err != nil {
		t.Fatal(err)
	}
	if err := other.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(at("letter.txt"), bytes.Repeat([]byte("Dear reader,\n"), 1000), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(at("demo.db"), at("link.db")); err != nil {
		t.Fatal(err)
	}
	for name, code := range map[string]fault.Code{"real.db": fault.Conflict, "empty.db": fault.Conflict, "other.db": fault.Invalid, "letter.txt": fault.Invalid, "link.db": fault.Invalid, ".": fault.Invalid} {
		before, _ := os.ReadFile(at(name))
		if err := remove(at(name)); !fault.Is(err, code) {
			t.Errorf("%s: %v", name, err)
		}
		if after, err := os.ReadFile(at(name)); name != "." && (err != nil || !bytes.Equal(before, after)) {
			t.Errorf("%s was touched: %v", name, err)
		}
	}
	for path, code := range map[string]fault.Code{at("missing.db"): fault.NotFound, "postgres://localhost/steelyard": fault.Invalid, "": fault.Invalid} {
		if err := remove(path); !fault.Is(err, code) {
			t.Errorf("%q: %v", path, err)
		}
	}
	if _, err := os.Stat(at("missing.db")); err == nil || shown != 0 {
		t.Errorf("a file was made, or something was shown %d times", shown)
	}
	if err := remove(at("demo.db")); err != nil || shown != 1 {
		t.Errorf("shown %d times: %v", shown, err)
	}
	if left, _ := filepath.Glob(at("demo.db*")); len(left) > 0 {
		t.Errorf("%v is left", left)
	}
}
