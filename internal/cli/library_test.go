package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/cli"
	"github.com/steelyard-isms/steelyard/internal/library"
)

// Every measure of the library is adopted as it is printed: together they are a programme without a problem.
func TestEveryMeasureOfTheLibraryIsAdopted(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name+".yaml"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("base", "apiVersion: steelyard/v1\nkind: unit\nname: enterprise\ntitle: Enterprise\nspec:\n  level: organisation\n---\napiVersion: steelyard/v1\nkind: person\nname: p-01\nspec:\n  full_name: Kari Solberg\n  unit: enterprise\n")
	all := library.All()
	if len(all) < 60 {
		t.Fatalf("the library has %d measures", len(all))
	}
	for i := range all {
		args := []string{"library", "declare", all[i].Key, "--unit", "enterprise", "--owner", "p-01"}
		if all[i].NeedsCurrency() {
			args = append(args, "--currency", "EUR")
		}
		write(all[i].Key, run(t, "", args...).must(t, cli.ExitOK).out)
	}
	if got := run(t, "", "check", dir).must(t, cli.ExitOK).out; !strings.Contains(got, "no problem") {
		t.Error(got)
	}
}

// Measures are found by words and by what they cover, and a slip of the finger is helped on.
func TestTheLibraryIsSearched(t *testing.T) {
	got := run(t, "", "library", "list", "backup").must(t, cli.ExitOK).out
	if !strings.Contains(got, "backups-successful") || strings.Contains(got, "phishing") {
		t.Errorf("backup finds %s", got)
	}
	if got := run(t, "", "library", "list", "--parameter", "third-parties", "-o", "json").must(t, cli.ExitOK).out; !strings.Contains(got, `"third-parties"`) {
		t.Errorf("of third parties is found %s", got)
	}
	if got := run(t, "", "library", "list", "--parameter", "parties").must(t, cli.ExitInvalid).errs; !strings.Contains(got, "third-parties") {
		t.Errorf("an unknown parameter is answered %s", got)
	}
	if got := run(t, "", "library", "show", "backup-successful").must(t, cli.ExitNotFound).errs; !strings.Contains(got, "backups-successful") {
		t.Errorf("a slip is answered %s", got)
	}
	if got := run(t, "", "library", "show", "backups-successful").must(t, cli.ExitOK).out; !strings.Contains(got, "Formula") || !strings.Contains(got, "Beware") {
		t.Errorf("it is described as %s", got)
	}
	changed := ""
	for _, e := range library.All() {
		if e.Number > 1 {
			changed = e.Key
		}
	}
	if got := run(t, "", "library", "changes", changed, "--since", "1").must(t, cli.ExitOK).out; !strings.Contains(got, "FIELD") {
		t.Errorf("of %s is told %s", changed, got)
	}
}

// One command adopts a measure, says what it made, and makes nothing where something is wrong.
func TestAMeasureOfTheLibraryIsAdoptedByACommand(t *testing.T) {
	database := filepath.Join(t.TempDir(), "steelyard.db")
	base := "apiVersion: steelyard/v1\nkind: unit\nname: enterprise\ntitle: Enterprise\nspec:\n  level: organisation\n---\napiVersion: steelyard/v1\nkind: person\nname: p-01\nspec:\n  full_name: Kari Solberg\n  unit: enterprise\n"
	run(t, base, "put", "-", "--database", database).must(t, cli.ExitOK)
	adopt := func(more ...string) result {
		return run(t, "", append([]string{"library", "adopt", "door-alarms-answered", "--unit", "enterprise", "--owner", "p-01", "--database", database}, more...)...)
	}
	for _, args := range [][]string{{"--dry-run"}, {"--name", "doors"}} {
		if got := adopt(args...).must(t, cli.ExitOK).out; strings.Count(got, "created") != 3 || !strings.Contains(got, "measure/") {
			t.Errorf("%v tells %s", args, got)
		}
	}
	if got := adopt("--name", "doors").must(t, cli.ExitInvalid).errs; !strings.Contains(got, "door-alarms-answered") || !strings.Contains(got, "name") {
		t.Errorf("a name that is taken is answered %s", got)
	}
	if got := adopt("--owner", "nobody", "--name", "other").must(t, cli.ExitInvalid).errs; !strings.Contains(got, "nobody") {
		t.Errorf("an owner who is none is answered %s", got)
	}
	if got := run(t, "", "get", "measure/doors", "--database", database, "-o", "yaml").must(t, cli.ExitOK).out; !strings.Contains(got, "measure: door-alarms-answered") {
		t.Errorf("the measure is %s", got)
	}
}
