package cli_test

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/steelyard-isms/steelyard/internal/cli"
)

// files gives everything in a folder but what the tool notes for itself.
func files(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(name)
		rel, _ := filepath.Rel(dir, name)
		if rel != filepath.Join(".steelyard", "base.json") {
			out[rel] = string(b)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func equalFiles(t *testing.T, a, b map[string]string) {
	t.Helper()
	if len(a) != len(b) {
		t.Errorf("%d files, not %d", len(b), len(a))
	}
	for name := range a {
		if a[name] != b[name] {
			t.Errorf("%s was\n%s\nand is\n%s", name, a[name], b[name])
		}
	}
}

func change(t *testing.T, name, from, to string) {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(b), from) {
		t.Fatalf("%s does not say %q:\n%s", name, from, b)
	}
	if err := os.WriteFile(name, []byte(strings.Replace(string(b), from, to, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
}

func says(t *testing.T, r result, words ...string) {
	t.Helper()
	for _, w := range words {
		if !strings.Contains(r.out+r.errs, w) {
			t.Errorf("%s does not say %q:\n%s%s", r.description, w, r.out, r.errs)
		}
	}
}

// A store comes out as a folder that makes the same store again, of today and of the past.
func TestExport(t *testing.T) {
	dir := t.TempDir()
	database, other := filepath.Join(dir, "a.db"), filepath.Join(dir, "b.db")
	run(t, "", "apply", "--database", database, programme(t, measured)).must(t, cli.ExitOK)
	run(t, "", "apply", "--database", database, programme(t, strings.Replace(measured, "red: 85", "red: 80", 1))).must(t, cli.ExitOK)
	out, past, again := filepath.Join(dir, "deep", "out"), filepath.Join(dir, "past"), filepath.Join(dir, "again")
	says(t, run(t, "", "export", "--database", database, out).must(t, cli.ExitOK), "written  measures/mfa.yaml", "5 records as of entry 2; 5 files written, 0 removed")
	run(t, "", "export", "--database", database, "--as-of", "entry:1", past).must(t, cli.ExitOK)
	if got := files(t, past)[filepath.Join("measures", "mfa.yaml")]; !strings.Contains(got, "red: 85") {
		t.Errorf("the past is not as it was:\n%s", got)
	}
	for i, from := range []string{out, past} {
		before := files(t, from)
		to := other + string(rune('0'+i))
		run(t, "", "check", from).must(t, cli.ExitOK)
		run(t, "", "fmt", "--check", from).must(t, cli.ExitOK)
		run(t, "", "apply", "--database", to, from).must(t, cli.ExitOK)
		run(t, "", "export", "--database", to, again).must(t, cli.ExitOK)
		equalFiles(t, before, files(t, again))
		says(t, run(t, "", "export", "--database", to, again).must(t, cli.ExitOK), "0 files written, 0 removed")
		if err := os.RemoveAll(again); err != nil {
			t.Fatal(err)
		}
	}
	// some kinds only
	run(t, "", "export", "--database", database, "--kinds", "unit,person", again).must(t, cli.ExitOK)
	if got := files(t, again); len(got) != 2 {
		t.Error(got)
	}
	says(t, run(t, "", "export", "--database", database, "--kinds", "unti", again).must(t, cli.ExitInvalid), `"unti" is not a kind of record`)
	run(t, "", "export", "--database", database, filepath.Join(out, "measures", "mfa.yaml")).must(t, cli.ExitInvalid)
	if left, err := filepath.Glob(filepath.Join(dir, ".*")); err != nil || len(left) > 0 {
		t.Error("something is left beside the folders:", left)
	}
}

// A folder that people arranged and commented stays theirs: only what changed is written, where it stands.
func TestExportIntoAFolder(t *testing.T) {
	database := filepath.Join(t.TempDir(), "a.db")
	mine := programme(t, "# All of us.\n"+strings.Replace(measured, "    knots: {worst: 50, red: 85, green: 95, target: 99}", "    # agreed in May\n    knots: {worst: 50, red: 85, green: 95, target: 99} # of %", 1))
	elsewhere := programme(t, strings.Replace(measured, "red: 85", "red: 80", 1)+"---\napiVersion: steelyard/v1\nkind: unit\nname: branch\ntitle: Branch\nspec: {parent: enterprise}\n")
	run(t, "", "apply", "--database", database, mine).must(t, cli.ExitOK)
	run(t, "", "apply", "--database", database, "--no-base", elsewhere).must(t, cli.ExitOK)
	says(t, run(t, "", "export", "--database", database, mine).must(t, cli.ExitOK), "written  programme.yaml", "written  units/branch.yaml", "2 files written")
	got := files(t, mine)
	if !strings.HasPrefix(got["programme.yaml"], "# All of us.\napiVersion: steelyard/v1\nkind: unit\nname: enterprise\ncode: U-01\n") ||
		!strings.Contains(got["programme.yaml"], "    # agreed in May\n    knots: # of %\n      worst: 50\n      red: 80\n") {
		t.Errorf("comments or places are lost:\n%s", got["programme.yaml"])
	}
	run(t, "", "diff", "--database", database, mine).must(t, cli.ExitOK)
	// what is gone from the store goes where export wrote it, and stays where people did
	if err := os.Remove(filepath.Join(elsewhere, "programme.yaml")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(elsewhere, "unit.yaml"), []byte("apiVersion: steelyard/v1\nkind: unit\nname: enterprise\ntitle: Enterprise\nspec: {level: organisation}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	run(t, "", "apply", "--database", database, "--prune", elsewhere).must(t, cli.ExitOK)
	says(t, run(t, "", "export", "--database", database, mine).must(t, cli.ExitOK), "left: units/branch.yaml:3:1: unit/branch: is not in use in the store. Use --prune to remove it")
	says(t, run(t, "", "export", "--database", database, "--prune", mine).must(t, cli.ExitOK), "removed  units/branch.yaml", "left: programme.yaml:", "measure/mfa: is not in use in the store")
	if _, err := os.Stat(filepath.Join(mine, "units")); err == nil {
		t.Error("an empty folder is left")
	}
	// what still stands there of retired records does not bring them back
	says(t, run(t, "", "apply", "--database", database, mine).must(t, cli.ExitOK), "newer    measure/mfa", "4 newer in the store")
	// what cannot be read is not overwritten
	broken := "apiVersion: [\n"
	if err := os.WriteFile(filepath.Join(mine, "broken.yaml"), []byte(broken), 0o600); err != nil {
		t.Fatal(err)
	}
	before := files(t, mine)
	says(t, run(t, "", "export", "--database", database, mine).must(t, cli.ExitInvalid), "broken.yaml:")
	equalFiles(t, before, files(t, mine))
}

// Diff says what apply then does; apply keeps what the store has newer, and refuses where people must choose.
func TestDiffAndApply(t *testing.T) {
	dir := t.TempDir()
	database, mine := filepath.Join(dir, "a.db"), filepath.Join(dir, "mine")
	elsewhere := programme(t, measured)
	run(t, "", "apply", "--database", database, elsewhere).must(t, cli.ExitOK)
	run(t, "", "export", "--database", database, mine).must(t, cli.ExitOK)
	run(t, "", "diff", "--database", database, mine).must(t, cli.ExitOK)
	change(t, filepath.Join(elsewhere, "programme.yaml"), "red: 85", "red: 80")
	run(t, "", "apply", "--database", database, elsewhere).must(t, cli.ExitOK)
	file := filepath.Join(mine, "measures", "mfa.yaml")
	change(t, file, "period_days: 31", "period_days: 7")
	r := run(t, "", "diff", "--database", database, mine).must(t, cli.ExitProblems)
	says(t, r, "updated  measure/mfa M-01\n", "spec.period_days: 31 becomes 7", "spec.scale.knots.red: 80 stays, which is newer than 85 here", "0 created, 1 updated, 4 unchanged", "nothing written")
	if strings.Contains(r.out, "\x1b") {
		t.Error("colours go into a file")
	}
	var data struct {
		Entry       int64
		Unchanged   int
		Differences []struct {
			Kind, Name, Standing, File string
			Fields                     []struct {
				Field, Side         string
				Base, Folder, Store any
				Line, Column        int
			}
		}
	}
	if err := json.Unmarshal([]byte(run(t, "", "diff", "--database", database, "--format", "json", mine).must(t, cli.ExitProblems).out), &data); err != nil {
		t.Fatal(err)
	}
	if d := data.Differences[0]; data.Unchanged != 4 || d.Standing != "updated" || len(d.Fields) != 2 || d.Fields[0].Field != "spec.period_days" || d.Fields[0].Side != "folder" ||
		d.Fields[0].Folder != 7.0 || d.Fields[0].Line != 10 || d.Fields[0].Column != 3 {
		t.Errorf("%+v", data)
	}
	if dry := run(t, "", "apply", "--database", database, "--dry-run", mine).must(t, cli.ExitOK); dry.out != r.out {
		t.Errorf("a dry run says\n%s\nand diff\n%s", dry.out, r.out)
	}
	says(t, run(t, "", "verify", "-o", "json", "--database", database).must(t, cli.ExitOK), `"entries": 2`)
	says(t, run(t, "", "apply", "--database", database, "--reason", "weekly", mine).must(t, cli.ExitOK), "updated  measure/mfa M-01", "journal entry 3")
	says(t, run(t, "", "export", "--database", database, mine).must(t, cli.ExitOK), "1 file written")
	if got := files(t, mine)[filepath.Join("measures", "mfa.yaml")]; !strings.Contains(got, "period_days: 7") || !strings.Contains(got, "red: 80") {
		t.Errorf("one of two changes is lost:\n%s", got)
	}
	// the same field on both sides
	change(t, file, "green: 95", "green: 96")
	change(t, filepath.Join(elsewhere, "programme.yaml"), "green: 95", "green: 94")
	run(t, "", "apply", "--database", database, "--no-base", elsewhere).must(t, cli.ExitOK)
	place := "measures/mfa.yaml:16:7: "
	says(t, run(t, "", "diff", "--database", database, mine).must(t, cli.ExitProblems), "conflict measure/mfa M-01", place+"spec.scale.knots.green: is 96 here and 94 in the store; it was 95")
	run(t, "", "apply", "--database", database, "--dry-run", mine).must(t, cli.ExitConflict)
	r = run(t, "", "apply", "--database", database, mine).must(t, cli.ExitConflict)
	says(t, r, place+"measure/mfa: spec.scale.knots.green: is 96 here and 94 in the store; it was 95. Write what the store has, or bring it in with steelyard export")
	says(t, run(t, "", "verify", "-o", "json", "--database", database).must(t, cli.ExitOK), `"entries": 4`)
	run(t, "", "apply", "--database", database, "--no-base", mine).must(t, cli.ExitOK)
	run(t, "", "diff", "--database", database, mine).must(t, cli.ExitOK)
	// what is wrong is refused by diff as by apply
	change(t, file, "unit: enterprise", "unit: entreprise")
	says(t, run(t, "", "diff", "--database", database, mine).must(t, cli.ExitInvalid), `measures/mfa.yaml:7:3: spec.unit: there is no unit "entreprise"`)
	change(t, file, "unit: entreprise", "unit: enterprise")
	// records given up
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	says(t, run(t, "", "diff", "--database", database, mine).must(t, cli.ExitProblems), "missing  measure/mfa M-01", "--prune retires it", "1 missing here")
	says(t, run(t, "", "diff", "--database", database, "--prune", mine).must(t, cli.ExitProblems), "retired  measure/mfa M-01")
	says(t, run(t, "", "apply", "--database", database, "--prune", mine).must(t, cli.ExitOK), "retired  measure/mfa M-01", "1 retired")
	run(t, "", "diff", "--database", database, mine).must(t, cli.ExitOK)
	run(t, "", "verify", "-o", "json", "--database", database).must(t, cli.ExitOK)
	// a base that cannot be read is not guessed at
	if err := os.WriteFile(filepath.Join(mine, ".steelyard", "base.json"), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	says(t, run(t, "", "apply", "--database", database, mine).must(t, cli.ExitInvalid), ".steelyard/base.json")
	run(t, "", "apply", "--database", database, "--no-base", mine).must(t, cli.ExitOK)
	run(t, "", "apply", "--database", database, mine).must(t, cli.ExitOK)
}

func TestFmt(t *testing.T) {
	dir := programme(t, measured)
	file := filepath.Join(dir, "programme.yaml")
	if err := os.Chmod(file, 0o640); err != nil {
		t.Fatal(err)
	}
	before := files(t, dir)
	says(t, run(t, "", "fmt", "--check", dir).must(t, cli.ExitProblems), file, "1 file would change")
	equalFiles(t, before, files(t, dir))
	says(t, run(t, "", "fmt", file, dir).must(t, cli.ExitOK), file)
	if r := run(t, "", "fmt", dir).must(t, cli.ExitOK); r.out != "" {
		t.Error("formatted twice: ", r.out)
	}
	run(t, "", "fmt", "--check", dir, file).must(t, cli.ExitOK)
	run(t, "", "check", dir).must(t, cli.ExitOK)
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o640 {
		t.Error("the file has other rights now:", info.Mode(), err)
	}
	// one file that cannot be read, and nothing is written
	change(t, file, "title: Enterprise", "title: 'Enterprise'")
	if err := os.WriteFile(filepath.Join(dir, "broken.yaml"), []byte("a: [\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	before = files(t, dir)
	says(t, run(t, "", "fmt", dir).must(t, cli.ExitInvalid), "broken.yaml:")
	equalFiles(t, before, files(t, dir))
	run(t, "", "fmt", filepath.Join(dir, "nothing.yaml")).must(t, cli.ExitInvalid)
}

// sarifSchema is the schema of OASIS, which the library that reads SARIF here carries in its source. (Its own Validate looks at
// what it would write itself, not at what it has read.)
func sarifSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	dir, err := exec.CommandContext(t.Context(), "go", "list", "-m", "-f", "{{.Dir}}", "github.com/owenrumney/go-sarif/v3").Output()
	if err != nil {
		t.Fatal(err)
	}
	file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(strings.TrimSpace(string(dir)), "pkg/report/v210/sarif/schema.go"), nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var text string
	ast.Inspect(file, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && text == "" {
			text, err = strconv.Unquote(lit.Value)
		}
		return true
	})
	if err != nil || !strings.Contains(text, "(SARIF) Version 2.1.0 JSON Schema") {
		t.Fatal("the schema was not found", err)
	}
	tree, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("sarif.json", tree); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("sarif.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// What check finds can be shown by code hosts: it is valid by the schema of OASIS, with the place of each problem.
func TestSARIF(t *testing.T) {
	oasis := sarifSchema(t)
	for text, want := range map[string]int{measured: 0, strings.NewReplacer("level: organisation", "level: tribe", "unit: enterprise", "unit: nothing").Replace(measured): 3} {
		dir := programme(t, text)
		status := cli.ExitOK
		if want > 0 {
			status = cli.ExitProblems
		}
		r := run(t, "", "check", "--format", "sarif", dir).must(t, status)
		report, err := sarif.FromString(r.out)
		if err != nil {
			t.Fatal(err)
		}
		tree, err := jsonschema.UnmarshalJSON(strings.NewReader(r.out))
		if err != nil {
			t.Fatal(err)
		}
		if err := oasis.Validate(tree); err != nil {
			t.Errorf("%v\n%s", err, r.out)
		}
		results := report.Runs[0].Results
		if want == 0 && len(results) != 0 || len(results) < want {
			t.Fatalf("%d results, not %d", len(results), want)
		}
		for _, x := range results {
			at := x.Locations[0].PhysicalLocation
			if !strings.HasSuffix(*at.ArtifactLocation.URI, "/programme.yaml") || *at.Region.StartLine < 1 || *at.Region.StartColumn < 1 || *x.Message.Text == "" || x.Level != "error" {
				t.Errorf("a result without its place: %s", r.out)
			}
		}
	}
}

func TestSchemaCommand(t *testing.T) {
	r := run(t, "", "schema", "measure").must(t, cli.ExitOK)
	says(t, r, `"$schema": "https://json-schema.org/draft/2020-12/schema"`, `"period_days"`)
	says(t, run(t, "", "schema").must(t, cli.ExitOK), `"#/$defs/objective"`)
	dir := filepath.Join(t.TempDir(), "schemas")
	run(t, "", "schema", "--dir", dir).must(t, cli.ExitOK)
	got := files(t, dir)
	if len(got) < 8 || got["measure.json"] != r.out {
		t.Errorf("%d files; measure.json is not what is printed", len(got))
	}
	run(t, "", "schema", "nothing").must(t, cli.ExitNotFound)
}
