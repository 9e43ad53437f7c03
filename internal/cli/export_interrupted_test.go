package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/cli"
)

// An export that cannot be finished leaves whole files only, and the note of what the folder began from as it was: done again, it
// is finished, and nothing that someone changed is taken for a change of the folder.
func TestInterruptedExport(t *testing.T) {
	dir := t.TempDir()
	database, mine := filepath.Join(dir, "a.db"), filepath.Join(dir, "mine")
	run(t, "", "apply", "--database", database, programme(t, measured)).must(t, cli.ExitOK)
	run(t, "", "export", "--database", database, mine).must(t, cli.ExitOK)
	before := files(t, mine)
	base, err := os.ReadFile(filepath.Join(mine, ".steelyard", "base.json"))
	if err != nil {
		t.Fatal(err)
	}
	run(t, "", "apply", "--database", database, programme(t, strings.NewReplacer("red: 85", "red: 80", "title: Scanner", "title: Other", "title: Table", "title: Tables").Replace(measured))).must(t, cli.ExitOK)

	// nothing can be put together: nothing is touched
	notes := filepath.Join(mine, ".steelyard")
	if err := os.Rename(notes, notes+"-away"); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(notes, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	run(t, "", "export", "--database", database, mine).must(t, cli.ExitUnavailable)
	if err := os.Remove(notes); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(notes+"-away", notes); err != nil {
		t.Fatal(err)
	}
	equalFiles(t, before, files(t, mine))

	// a file cannot take its place: those before it have, it and the base have not
	blocked := filepath.Join(mine, "sources", "table.yaml")
	if err := os.Remove(blocked); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(blocked, "x"), 0o700); err != nil {
		t.Fatal(err)
	}
	says(t, run(t, "", "export", "--database", database, mine).must(t, cli.ExitUnavailable), "in part; do it again", "sources/table.yaml")
	if now, err := os.ReadFile(filepath.Join(mine, ".steelyard", "base.json")); err != nil || string(now) != string(base) {
		t.Errorf("the base claims what was not finished: %s %v", now, err)
	}
	if err := os.RemoveAll(blocked); err != nil {
		t.Fatal(err)
	}
	run(t, "", "export", "--database", database, mine).must(t, cli.ExitOK)
	run(t, "", "diff", "--database", database, mine).must(t, cli.ExitOK)
	got := files(t, mine)
	if len(got) != 5 || !strings.Contains(got[filepath.Join("measures", "mfa.yaml")], "red: 80") || !strings.Contains(got[filepath.Join("sources", "table.yaml")], "Tables") {
		t.Errorf("%v", got)
	}
}
