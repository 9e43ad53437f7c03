package cli_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/cli"
)

// editor makes a script the user's editor: its words see the file as $1.
func editor(t *testing.T, script string) {
	t.Helper()
	name := write(t, "editor.sh", []byte("#!/bin/sh\nset -e\n"+script+"\n"))
	if err := os.Chmod(name, 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("VISUAL", "")
	t.Setenv("EDITOR", name)
	t.Setenv("TMPDIR", t.TempDir())
}

// leftovers gives what edit has left in the folder of temporary files.
func leftovers(t *testing.T) []string {
	t.Helper()
	left, err := filepath.Glob(filepath.Join(os.Getenv("TMPDIR"), "*"))
	if err != nil {
		t.Fatal(err)
	}
	return left
}

// A record is changed in an editor; mistakes come back with their lines, and nothing that was typed is lost.
func TestEdit(t *testing.T) {
	database := filepath.Join(t.TempDir(), "store.db")
	t.Setenv("STEELYARD_DATABASE", database)
	run(t, "", "apply", programme(t, measured)).must(t, cli.ExitOK)
	seen := filepath.Join(t.TempDir(), "seen")

	editor(t, `sed -i 's/red: 85/red: 80/' "$1"`)
	says(t, run(t, "", "edit", "--reason", "too strict", "measure/M-01").must(t, cli.ExitOK), "updated  M-01  measure/mfa", "journal entry 2")
	says(t, run(t, "", "get", "measure/mfa"), "red: 80")
	says(t, run(t, "", "history", "measure/mfa"), "scale", "too strict")
	if left := leftovers(t); len(left) > 0 {
		t.Error("something is left behind:", left)
	}

	for _, nothing := range []string{"true", `: > "$1"`, `echo "#: nothing" > "$1"`} {
		editor(t, nothing)
		says(t, run(t, "", "edit", "measure/mfa").must(t, cli.ExitOK), "nothing was changed")
		if left := leftovers(t); len(left) > 0 {
			t.Error("something is left behind:", left)
		}
	}

	// a mistake is shown above the text, by the line that the editor shows, and can be mended at once
	editor(t, `if grep -q 'was refused' "$1"; then cp "$1" `+seen+`; sed -i 's/red: 200/red: 70/' "$1"; else sed -i 's/red: 80/red: 200/' "$1"; fi`)
	run(t, "", "edit", "measure/mfa").must(t, cli.ExitOK)
	says(t, run(t, "", "get", "measure/mfa"), "red: 70")
	b, err := os.ReadFile(seen)
	if err != nil {
		t.Fatal("the refusal was not opened again:", err)
	}
	at := ""
	for i, l := range strings.Split(string(b), "\n") {
		if strings.Contains(l, "green: 95") { // which is out of order after it
			at = fmt.Sprintf("line %d: ", i+1)
		}
	}
	if !strings.Contains(string(b), "#:   "+at+"spec.scale.knots.") {
		t.Errorf("the mistake of %s is not named:\n%s", at, b)
	}

	// given up in the middle: what was typed is kept
	editor(t, `sed -i 's/red: 70/red: 300/' "$1"`)
	says(t, run(t, "", "edit", "measure/mfa").must(t, cli.ExitInvalid), "spec.scale.knots.", "is kept in")
	left := leftovers(t)
	if len(left) != 1 {
		t.Fatal("what was typed is lost:", left)
	}
	if b, err := os.ReadFile(left[0]); err != nil || !strings.Contains(string(b), "red: 300") {
		t.Error("what was typed is lost:", string(b), err)
	}
	if info, err := os.Stat(left[0]); err != nil || info.Mode().Perm() != 0o600 {
		t.Error("others may read it:", info.Mode())
	}
	change(t, left[0], "red: 300", "red: 75")
	says(t, run(t, "", "put", left[0]).must(t, cli.ExitOK), "updated")

	// somebody else was faster
	editor(t, `unset EDITOR; sed 's/red: 75/red: 74/' "$1" > `+seen+`; `+binary+` put `+seen+`; sed -i 's/red: 75/red: 73/' "$1"`)
	says(t, run(t, "", "edit", "measure/mfa").must(t, cli.ExitConflict), "is kept in")
	says(t, run(t, "", "get", "measure/mfa"), "red: 74")

	// it becomes neither two records nor one of another kind
	editor(t, `if grep -q 'was refused' "$1"; then :; else printf -- '---\napiVersion: steelyard/v1\nkind: unit\nname: more\ntitle: More\nspec: {}\n' >> "$1"; fi`)
	says(t, run(t, "", "edit", "measure/mfa").must(t, cli.ExitInvalid), "is not one declaration of kind measure")
	run(t, "", "get", "unit/more").must(t, cli.ExitNotFound)

	// a new name is the same record
	editor(t, `sed -i 's/^name: mfa/name: second-factor/' "$1"`)
	says(t, run(t, "", "edit", "measure/mfa").must(t, cli.ExitOK), "updated  M-01  measure/second-factor")

	editor(t, "exit 3")
	says(t, run(t, "", "edit", "measure/M-01").must(t, cli.ExitInvalid), "the editor failed: nothing was changed")
	run(t, "", "edit", "measure/none").must(t, cli.ExitNotFound)
}

// A record of a kind with states is edited without its state: a change of what is in force waits for approval.
func TestEditOfWhatIsInForce(t *testing.T) {
	t.Setenv("STEELYARD_DATABASE", filepath.Join(t.TempDir(), "store.db"))
	run(t, "", "apply", "../../examples/first").must(t, cli.ExitOK)
	name := "objective/" + strings.Fields(strings.Split(run(t, "", "get", "objective", "--fields", "name").must(t, cli.ExitOK).out, "\n")[1])[0]
	says(t, run(t, "", "moves", name), "close", "withdraw", "a reason")
	says(t, run(t, "", "move", name, "sing").must(t, cli.ExitInvalid), "sing is no move from active")
	editor(t, `grep -q '^#: It is active' "$1"; sed -i 's/^title: .*/title: Another title/' "$1"`)
	run(t, "", "edit", name).must(t, cli.ExitOK)
	says(t, run(t, "", "get", name), "state: draft", "title: Another title")
	if r := run(t, "", "get", name, "--in-force").must(t, cli.ExitOK); strings.Contains(r.out, "Another title") || !strings.Contains(r.out, "state: active") {
		t.Error("a change is in force that nobody approved:\n", r.out)
	}
	says(t, run(t, "", "move", name, "submit").must(t, cli.ExitInvalid), "reason: is required to submit")
	says(t, run(t, "", "move", name, "submit", "--reason", "agreed").must(t, cli.ExitOK), "moved   O-01  "+name)
	says(t, run(t, "", "move", name, "submit", "--reason", "agreed", "--if-revision", "1").must(t, cli.ExitConflict), "revision")
}

// Files that records name go in and come out byte for byte, and never half.
func TestEvidenceFiles(t *testing.T) {
	t.Setenv("STEELYARD_DATABASE", filepath.Join(t.TempDir(), "store.db"))
	content := strings.Repeat("minutes of the meeting\n", 1000) + "\x00\xff"
	sum := strings.TrimSpace(run(t, "", "file", "send", write(t, "minutes.txt", []byte(content))).must(t, cli.ExitOK).out)
	says(t, run(t, content, "file", "send", "-").must(t, cli.ExitOK), sum, "nothing was added")
	// a file is for those who may see a record that names it
	run(t, "", "file", "get", sum).must(t, cli.ExitNotFound)
	run(t, measured+"---\napiVersion: steelyard/v1\nkind: third-party\nname: cloud\ntitle: Cloud\nspec: {unit: enterprise, owner: p-01, relation: supplier, services: Servers, criticality: low, contract: {name: c.pdf, sha256: "+sum+"}}\n", "put", "-").must(t, cli.ExitOK)
	to := filepath.Join(t.TempDir(), "out")
	run(t, "", "file", "get", sum, to).must(t, cli.ExitOK)
	if b, err := os.ReadFile(to); err != nil || string(b) != content {
		t.Error("the file came back otherwise", err)
	}
	if r := run(t, "", "file", "get", sum).must(t, cli.ExitOK); r.out != content {
		t.Error("the file came back otherwise")
	}
	missing := filepath.Join(t.TempDir(), "missing")
	run(t, "", "file", "get", strings.Repeat("0", 64), missing).must(t, cli.ExitNotFound)
	run(t, "", "file", "get", sum, filepath.Join(missing, "x")).must(t, cli.ExitUnavailable)
	if left, err := filepath.Glob(filepath.Join(filepath.Dir(missing), "*")); err != nil || len(left) > 0 {
		t.Error("half a file is left:", left)
	}
}
