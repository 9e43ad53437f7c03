package cli_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/cli"
)

// repository is a repository of declarations, as an organisation would keep one.
type repository struct {
	t   *testing.T
	dir string
	env []string
}

func newRepository(t *testing.T) *repository {
	t.Helper()
	r := &repository{t: t, dir: t.TempDir()}
	r.env = append(os.Environ(), "STEELYARD="+binary, "STEELYARD_DATABASE="+filepath.Join(t.TempDir(), "store.db"), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_SYSTEM=/dev/null",
		"GIT_AUTHOR_NAME=A", "GIT_AUTHOR_EMAIL=a@example.org", "GIT_COMMITTER_NAME=A", "GIT_COMMITTER_EMAIL=a@example.org")
	r.must("git", "init", "--quiet", "--initial-branch", "main")
	if err := os.Mkdir(filepath.Join(r.dir, "programme"), 0o700); err != nil {
		t.Fatal(err)
	}
	hook, err := os.ReadFile("../../examples/ci/pre-commit")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(r.dir, ".git", "hooks", "pre-commit"), hook, 0o700); err != nil {
		t.Fatal(err)
	}
	return r
}

func (r *repository) run(name string, args ...string) (string, int) {
	r.t.Helper()
	cmd := exec.CommandContext(r.t.Context(), name, args...)
	cmd.Dir, cmd.Env = r.dir, r.env
	out, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil {
		r.t.Fatal(err)
	}
	return string(out), cmd.ProcessState.ExitCode()
}

func (r *repository) must(name string, args ...string) string {
	r.t.Helper()
	out, status := r.run(name, args...)
	if status != 0 {
		r.t.Fatalf("%s %s: %d\n%s", name, strings.Join(args, " "), status, out)
	}
	return out
}

func (r *repository) write(name, text string) {
	r.t.Helper()
	if err := os.WriteFile(filepath.Join(r.dir, name), []byte(text), 0o600); err != nil {
		r.t.Fatal(err)
	}
}

func (r *repository) pipeline(args ...string) (string, int) {
	r.t.Helper()
	script, err := filepath.Abs("../../examples/ci/pipeline.sh")
	if err != nil {
		r.t.Fatal(err)
	}
	return r.run("sh", append([]string{script}, args...)...)
}

const tidy = "apiVersion: steelyard/v1\nkind: unit\nname: hq\ntitle: Headquarters\nspec:\n  level: organisation\n"

// The hook of the examples looks at what is committed, not at what lies in the folder; other commits are none of its business.
func TestPreCommitExample(t *testing.T) {
	r := newRepository(t)
	r.write("readme", "x")
	r.must("git", "add", "-A")
	r.must("git", "commit", "--quiet", "-m", "Nothing of a programme")
	r.write("programme/unit.yaml", tidy)
	r.must("git", "add", "-A")
	r.must("git", "commit", "--quiet", "-m", "A unit")
	for name, c := range map[string]struct{ text, says string }{
		"not in order": {strings.Replace(tidy, "title: Headquarters", "title: 'Headquarters'", 1), "programme/unit.yaml"},
		"wrong":        {strings.Replace(tidy, "organisation", "tribe", 1), "unit.yaml:6:3: spec.level"},
		"unreadable":   {"a: [\n", "unit.yaml:"},
	} {
		r.write("programme/unit.yaml", c.text)
		r.must("git", "add", "-A")
		r.write("programme/unit.yaml", tidy) // the working tree is fine, what is staged is not
		if out, status := r.run("git", "commit", "-m", "x"); status == 0 || !strings.Contains(out, c.says) {
			t.Errorf("%s: committed with %d, or without saying %q:\n%s", name, status, c.says, out)
		}
	}
	r.must("git", "add", "-A")
	r.write("programme/unit.yaml", "a: [\n") // the other way round
	r.write("programme/two words.yaml", strings.Replace(tidy, "hq", "branch", 1))
	r.must("git", "add", "programme/two words.yaml")
	r.must("git", "commit", "--quiet", "-m", "Another unit")
	r.must("git", "rm", "--quiet", "-r", "--force", "programme")
	r.must("git", "commit", "--quiet", "-m", "No programme")
}

// The pipeline of the examples shows what a branch would do, applies the main branch, and goes on from what it applied.
func TestPipelineExample(t *testing.T) {
	r := newRepository(t)
	pipeline := func(status int, says ...string) {
		t.Helper()
		out, got := r.pipeline()
		if got != status {
			t.Fatalf("the pipeline ends with %d, not %d:\n%s", got, status, out)
		}
		for _, s := range says {
			if !strings.Contains(out, s) {
				t.Errorf("the pipeline does not say %q:\n%s", s, out)
			}
		}
	}
	commit := func(text string) {
		t.Helper()
		r.write("programme/unit.yaml", text)
		r.must("git", "add", "programme")
		r.must("git", "commit", "--quiet", "-m", "Change the unit")
	}
	commit(tidy)
	pipeline(0, "created  unit/hq U-01", "journal entry 1")
	if out := r.must("git", "log", "-1", "--format=%s", "--name-only"); !strings.Contains(out, "Note what was applied") || !strings.Contains(out, "programme/.steelyard/base.json") {
		t.Errorf("what was applied is not noted: %s", out)
	}
	pipeline(0, "The store says what the folder says")
	r.must("git", "checkout", "--quiet", "-b", "idea")
	commit(strings.Replace(tidy, "Headquarters", "Head office", 1))
	pipeline(0, `title: "Headquarters" becomes "Head office"`, "nothing written")
	pipeline(0, `title: "Headquarters" becomes "Head office"`)
	r.must("git", "checkout", "--quiet", "main")
	r.must("git", "merge", "--quiet", "idea")
	pipeline(0, "updated  unit/hq U-01", "journal entry 2")
	commit(strings.Replace(tidy, "Headquarters", "HQ", 1)) // the same field a second time
	pipeline(0, "updated  unit/hq U-01", "journal entry 3")
	// someone changes the store past the repository
	other := programme(t, strings.Replace(tidy, "Headquarters", "Main office", 1))
	run(t, "", "apply", "--database", r.env[len(os.Environ())+1][len("STEELYARD_DATABASE="):], other).must(t, cli.ExitOK)
	commit(strings.Replace(tidy, "Headquarters", "Central office", 1))
	pipeline(cli.ExitConflict, `unit.yaml:4:1: unit/hq: title: is "Central office" here and "Main office" in the store; it was "HQ"`)
	r.must("git", "checkout", "--quiet", "-b", "other")
	pipeline(cli.ExitConflict, "conflict unit/hq")
	r.must("git", "checkout", "--quiet", "main")
	r.write("programme/unit.yaml", strings.Replace(tidy, "organisation", "tribe", 1))
	pipeline(1, "unit.yaml:6:3: spec.level")
	if b, err := os.ReadFile(filepath.Join(r.dir, "steelyard.sarif")); err != nil || !strings.Contains(string(b), `"startLine": 6`) {
		t.Errorf("no report for the build server: %s %v", b, err)
	}
}
