package cli_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/cli"
)

// line completes a line as a shell would have it.
func line(t *testing.T, text string) []string {
	t.Helper()
	t.Setenv("COMP_LINE", text)
	t.Setenv("COMP_POINT", fmt.Sprint(len(text)))
	out := run(t, "").must(t, cli.ExitOK).out
	for _, name := range []string{"COMP_LINE", "COMP_POINT"} {
		if err := os.Unsetenv(name); err != nil {
			t.Fatal(err)
		}
	}
	return strings.Fields(out)
}

// A shell completes commands, flags, kinds and the names of records that are there.
func TestCompletion(t *testing.T) {
	database := filepath.Join(t.TempDir(), "store.db")
	t.Setenv("STEELYARD_DATABASE", database)
	if got := line(t, "steelyard get measure/"); len(got) != 0 {
		t.Error(got)
	}
	if _, err := os.Stat(database); err == nil {
		t.Error("completing a line makes a database")
	}
	run(t, "", "apply", programme(t, measured)).must(t, cli.ExitOK)
	for text, want := range map[string]string{
		"steelyard hist": "history", "steelyard get meas": "measure/", "steelyard get measure/": "measure/mfa", "steelyard explain measure/m": "measure/mfa", "steelyard history --o": "--output",
		"steelyard history measure/mfa -o y": "yaml", "steelyard admin cr": "create-account create-token", "steelyard admin create-account --role is": "isms-manager",
		"steelyard collect sc": "scanner", "steelyard search --kinds bench": "benchmark", "steelyard completion f": "fish",
	} {
		got := line(t, text)
		for _, w := range strings.Fields(want) {
			if !strings.Contains(" "+strings.Join(got, " ")+" ", " "+w+" ") {
				t.Errorf("%q is not completed by %s but by %v", text, w, got)
			}
		}
		if len(got) != len(strings.Fields(want)) {
			t.Errorf("%q is completed by %v", text, got)
		}
	}
	for _, shell := range []string{"bash", "zsh", "fish"} {
		says(t, run(t, "", "completion", shell).must(t, cli.ExitOK), "steelyard", binary)
	}
	t.Setenv("SHELL", "/usr/bin/zsh")
	says(t, run(t, "", "completion").must(t, cli.ExitOK), "bashcompinit")
	t.Setenv("SHELL", "/bin/csh")
	says(t, run(t, "", "completion").must(t, cli.ExitInvalid), "csh")
}

var escaped = strings.NewReplacer(`\-`, "-", `\&`, "", `\`, "")

// The manual page and the reference name every command, flag, variable and exit status that there is.
func TestManualAndReferenceAreWhole(t *testing.T) {
	manual := escaped.Replace(run(t, "", "man").must(t, cli.ExitOK).out)
	b, err := os.ReadFile("../../docs/reference/cli.md")
	if err != nil {
		t.Fatal(err)
	}
	reference := string(b)
	flag := regexp.MustCompile(`--[a-z][a-z0-9-]+`)
	listed := regexp.MustCompile(`(?m)^  ([a-z-]+)  `)
	var walk func(path []string)
	walk = func(path []string) {
		help := run(t, "", append(append([]string{}, path...), "--help")...).must(t, cli.ExitOK).out
		_, below, group := strings.Cut(help, "<command>")
		if group {
			for _, m := range listed.FindAllStringSubmatch(below, -1) {
				walk(append(append([]string{}, path...), m[1]))
			}
			return
		}
		name := strings.Join(path, " ")
		if !strings.Contains(reference, "steelyard "+name) && !strings.Contains(reference, "## "+name) {
			t.Errorf("the reference does not name %s", name)
		}
		if !strings.Contains(manual, name) {
			t.Errorf("the manual does not name %s", name)
		}
		for _, f := range flag.FindAllString(help, -1) {
			if f == "--help" {
				continue
			}
			if !strings.Contains(manual, f) {
				t.Errorf("the manual does not name %s of %s", f, name)
			}
			if !strings.Contains(reference, f) {
				t.Errorf("the reference does not name %s of %s", f, name)
			}
		}
	}
	walk(nil)
	for _, status := range []int{cli.ExitOK, cli.ExitProblems, cli.ExitInvalid, cli.ExitForbidden, cli.ExitNotFound, cli.ExitConflict, cli.ExitUnavailable, cli.ExitInternal} {
		if !strings.Contains(reference, fmt.Sprintf("\n| %d | ", status)) {
			t.Errorf("the reference does not say what status %d is", status)
		}
		if !strings.Contains(manual, fmt.Sprintf("\n.B %d\n", status)) && !strings.Contains(manual, fmt.Sprintf("fB%dfP", status)) {
			t.Errorf("the manual does not say what status %d is", status)
		}
	}
	for _, name := range []string{"STEELYARD_DATABASE", "STEELYARD_SERVER", "STEELYARD_TOKEN", "STEELYARD_TOKEN_FILE", "EDITOR"} {
		if !strings.Contains(manual, name) || !strings.Contains(reference, name) {
			t.Errorf("%s is not explained", name)
		}
	}
}
