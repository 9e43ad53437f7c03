package cli_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/app"
	"github.com/steelyard-isms/steelyard/internal/cli"
)

var binary string

// The real binary is built once: exit statuses and memory are those of a process.
func TestMain(m *testing.M) {
	for _, name := range []string{"STEELYARD_SERVER", "STEELYARD_TOKEN", "STEELYARD_TOKEN_FILE", "STEELYARD_DATABASE"} { // a developer's own
		if err := os.Unsetenv(name); err != nil {
			panic(err)
		}
	}
	dir, err := os.MkdirTemp("", "steelyard-cli-")
	if err != nil {
		panic(err)
	}
	binary = filepath.Join(dir, "steelyard")
	build := exec.Command("go", "build", "-o", binary, "../../cmd/steelyard")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		panic(err)
	}
	code := m.Run()
	_ = os.RemoveAll(dir)
	os.Exit(code)
}

// result of a command: exit status, output, and the most memory it held (VmHWM), in KiB.
type result struct {
	status      int
	out, errs   string
	peakKiB     int64
	description string
}

func run(t *testing.T, stdin string, args ...string) result {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), binary, args...)
	cmd.Stdin = strings.NewReader(stdin)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	peak := make(chan int64)
	go func() { peak <- watch(cmd.Process.Pid) }()
	_ = cmd.Wait() // the exit status says it
	return result{cmd.ProcessState.ExitCode(), out.String(), errs.String(), <-peak, strings.Join(args, " ")}
}

// watch gives the most memory that a process has held, in KiB, as it was seen last before its end. What the system counts for a process
// that has ended has what its parent held in it when it was started, and that is this test.
func watch(pid int) int64 {
	var peak int64
	for {
		status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
		_, text, held := strings.Cut(string(status), "VmHWM:")
		if err != nil || !held {
			return peak
		}
		if _, err := fmt.Sscan(text, &peak); err != nil {
			return peak
		}
		time.Sleep(200 * time.Microsecond)
	}
}

func (r result) must(t *testing.T, status int) result {
	t.Helper()
	if r.status != status {
		t.Fatalf("%s exits with %d, not %d\n%s%s", r.description, r.status, status, r.out, r.errs)
	}
	return r
}

func write(t *testing.T, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func packed(t *testing.T, content []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const samples = "../collect/sample/"

const peakLimit = 64 << 10 // KiB

// Inspect gives the numbers of the real files, in little memory. Ground truth: jq, awk and xmlstarlet on the same files.
func TestInspectTellsTheTruth(t *testing.T) {
	for file, want := range map[string]string{
		"debian12-standard-xccdf.xml.gz":                 `{"pass":18,"notapplicable":26,"notselected":547,"score":100,"fail":0}`,
		"debian12-anssi_bp28_minimal-xccdf.xml.gz":       `{"pass":16,"fail":15,"notchecked":1,"notapplicable":3,"score":75}`,
		"../xccdf/testdata/debian12-standard-arf.xml.gz": `{"pass":18,"notapplicable":26,"notselected":547,"score":100,"fail":0}`,
		"lynis-report.dat":                               `{"hardening_index":56,"warnings":2,"suggestions":45,"suggestions_distinct":39,"tests_done":235,"vulnerable_packages":77}`,
	} {
		r := run(t, "", "inspect", samples+file).must(t, cli.ExitOK)
		var got struct{ Values map[string]*float64 }
		var truth map[string]float64
		if err := json.Unmarshal([]byte(r.out), &got); err != nil {
			t.Fatalf("%s: %v in %s", file, err, r.out)
		}
		if err := json.Unmarshal([]byte(want), &truth); err != nil {
			t.Fatal(err)
		}
		for name, v := range truth {
			if got.Values[name] == nil || *got.Values[name] != v {
				t.Errorf("%s: %s is %v, not %v", file, name, got.Values[name], v)
			}
		}
		if r.peakKiB >= peakLimit {
			t.Errorf("%s: inspect held %d KiB, more than 64 MiB", file, r.peakKiB)
		}
		t.Logf("%s: peak %d KiB", file, r.peakKiB)
	}
}

const minimalProgramme = `apiVersion: steelyard/v1
kind: unit
name: enterprise
title: Enterprise
spec:
  level: organisation
---
apiVersion: steelyard/v1
kind: source
name: scanner
title: Scanner
spec:
  unit: enterprise
  format: xccdf
---
apiVersion: steelyard/v1
kind: source
name: table
title: Table
spec:
  unit: enterprise
  format: csv
  mapping:
    rows: file
    values:
      - {name: open, operation: count}
`

func programme(t *testing.T, text string) string {
	t.Helper()
	return filepath.Dir(write(t, "programme.yaml", []byte(text)))
}

// What is wrong is refused with status 2, naming place, reason and remedy; nothing of it is stored, and memory stays
// small whatever the file unpacks to.
func TestBadInput(t *testing.T) {
	real, err := os.ReadFile(samples + "debian12-standard-xccdf.xml.gz")
	if err != nil {
		t.Fatal(err)
	}
	// a member of 16 MiB of zeros is 16 KiB; 640 of them unpack to 10 GiB
	bomb := bytes.Repeat(packed(t, make([]byte, 16<<20)), 640)
	header := `<?xml version="1.0"?>` + "\n"
	database := filepath.Join(t.TempDir(), "store.db")
	run(t, "", "apply", "--database", database, programme(t, minimalProgramme)).must(t, cli.ExitOK)
	before := run(t, "", "verify", "-o", "json", "--database", database).must(t, cli.ExitOK).out
	for _, c := range []struct {
		name, file, source string
		content            []byte
		says               []string
	}{
		{"truncated gz", "cut.xml.gz", "scanner", real[:len(real)/2], []string{"cut.xml.gz", "byte"}},
		{"10 GB bomb", "bomb.xml.gz", "scanner", bomb, []string{"bomb.xml.gz"}},
		{"bomb as a table", "bomb.csv.gz", "table", bomb, []string{"bomb.csv.gz"}},
		{"binary named csv", "tool.csv", "table", append([]byte("a,b\n1,2\n"), 0, 1, 2, 0xff, '\n'), []string{"tool.csv:3", "text"}},
		{"entities", "entities.xml", "scanner", []byte(header + `<!DOCTYPE b [<!ENTITY a "aaaa">]>` + "\n" + `<Benchmark xmlns="http://checklists.nist.gov/xccdf/1.2">&a;</Benchmark>`), []string{"entities.xml:2"}},
		{"no result", "benchmark.xml", "scanner", []byte(header + `<Benchmark xmlns="http://checklists.nist.gov/xccdf/1.2"></Benchmark>`), []string{"benchmark.xml", "--results"}},
		{"empty", "empty.xml", "scanner", nil, []string{"empty"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := write(t, c.file, c.content)
			for _, args := range [][]string{{"inspect", path}, {"collect", "--database", database, "--observed-at", "2026-09-30T12:00:00Z", c.source, path}} {
				r := run(t, "", args...).must(t, cli.ExitInvalid)
				for _, word := range c.says {
					if !strings.Contains(r.errs, word) {
						t.Errorf("%s does not name %q:\n%s", r.description, word, r.errs)
					}
				}
				if r.out != "" {
					t.Errorf("%s prints half an answer: %s", r.description, r.out)
				}
				if lines := strings.Split(strings.TrimSpace(r.errs), "\n"); len(lines) < 2 || !strings.Contains(lines[1], ". ") {
					t.Errorf("%s gives no place with reason and remedy:\n%s", r.description, r.errs)
				}
				if args[0] == "inspect" && r.peakKiB >= peakLimit {
					t.Errorf("inspect held %d KiB", r.peakKiB)
				}
			}
		})
	}
	if after := run(t, "", "verify", "-o", "json", "--database", database).must(t, cli.ExitOK).out; after != before {
		t.Errorf("refused files left something in the store:\n%s\n%s", before, after)
	}
}

// A wrong programme is refused by file, line and field, by check (status 1) and by apply (status 2, nothing applied).
func TestWrongProgramme(t *testing.T) {
	for _, c := range []struct{ name, text, place string }{
		{"no YAML", "apiVersion: steelyard/v1\nkind: [unit\n", "programme.yaml:"},
		{"unknown field", "apiVersion: steelyard/v1\nkind: unit\nname: a\ntitle: A\nspec:\n  levle: team\n", "programme.yaml:6:3: spec.levle: is not a field here. Did you mean level?"},
		{"wrong enum", "apiVersion: steelyard/v1\nkind: unit\nname: a\ntitle: A\nspec:\n  level: tribe\n", "programme.yaml:6:"},
		{"dangling", "apiVersion: steelyard/v1\nkind: unit\nname: a\ntitle: A\nspec:\n  parent: nobody\n", "programme.yaml:6:"},
		{"stands twice", "apiVersion: steelyard/v1\nkind: unit\nname: a\nname: b\ntitle: A\nspec: {}\n", "programme.yaml:4:1: name: stands twice"},
		{"knots", strings.Replace(measured, "green: 95", "green: 80", 1), "spec.scale.knots.green"},
		{"alias bomb", "a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n", "alias"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := programme(t, c.text)
			r := run(t, "", "check", dir).must(t, cli.ExitProblems)
			if !strings.Contains(r.out, c.place) {
				t.Errorf("check does not say %q:\n%s", c.place, r.out)
			}
			database := filepath.Join(t.TempDir(), "store.db")
			if r := run(t, "", "apply", "--database", database, dir).must(t, cli.ExitInvalid); !strings.Contains(r.errs, c.place) {
				t.Errorf("apply does not say %q:\n%s", c.place, r.errs)
			}
			if r := run(t, "", "verify", "-o", "json", "--database", database).must(t, cli.ExitOK); !strings.Contains(r.out, `"entries": 0`) {
				t.Errorf("a refused programme left something:\n%s", r.out)
			}
		})
	}
}

const measured = minimalProgramme + `---
apiVersion: steelyard/v1
kind: person
name: p-01
spec: {full_name: Kari Solberg, unit: enterprise}
---
apiVersion: steelyard/v1
kind: measure
name: mfa
title: Accounts with a second factor
spec:
  unit: enterprise
  owner: p-01
  unit_of_measure: "%"
  period_days: 31
  scale:
    direction: higher
    knots: {worst: 50, red: 85, green: 95, target: 99}
`

// From nothing to an explained score by commands alone, and the same file twice adds nothing.
func TestTheMainJobByCommands(t *testing.T) {
	database := filepath.Join(t.TempDir(), "store.db")
	text := strings.Replace(measured, `  unit_of_measure: "%"`, "  source: scanner\n  value: score\n  unit_of_measure: \"%\"", 1)
	run(t, "", "check", programme(t, text)).must(t, cli.ExitOK)
	run(t, "", "apply", "--database", database, programme(t, text)).must(t, cli.ExitOK)
	if r := run(t, "", "apply", "--database", database, programme(t, text)).must(t, cli.ExitOK); !strings.Contains(r.out, "0 created, 0 updated, 5 unchanged") {
		t.Errorf("applying the same programme again changes something:\n%s", r.out)
	}
	file := samples + "debian12-anssi_bp28_minimal-xccdf.xml.gz"
	observed := "2026-11-20T08:00:00Z"
	run(t, "", "collect", "--database", database, "--observed-at", observed, "scanner", file).must(t, cli.ExitOK)
	if r := run(t, "", "collect", "--database", database, "--observed-at", observed, "scanner", file).must(t, cli.ExitOK); !strings.Contains(r.out, "nothing was added") {
		t.Errorf("the same file is read twice:\n%s", r.out)
	}
	// knots 50, 85, 95, 99 and the value 75: 40 × 25 / 35
	r := run(t, "", "explain", "--database", database, "measure/mfa").must(t, cli.ExitOK)
	for _, word := range []string{"28.6", "75", "act", "R-0000000", "control limits need 8 values; 1 so far"} {
		if !strings.Contains(r.out, word) {
			t.Errorf("the explanation does not say %q:\n%s", word, r.out)
		}
	}
	var data struct {
		Score float64 `json:"score"`
	}
	r = run(t, "", "explain", "--database", database, "-o", "json", "measure/M-01").must(t, cli.ExitOK)
	if err := json.Unmarshal([]byte(r.out), &data); err != nil || fmt.Sprintf("%.4f", data.Score) != "28.5714" {
		t.Errorf("the score is %v (%v)", data.Score, err)
	}
	run(t, "", "explain", "--database", database, "--as-of", "2026-01-31", "measure/mfa").must(t, cli.ExitNotFound)
	run(t, "", "explain", "--database", database, "--as-of", "yesterday", "measure/mfa").must(t, cli.ExitInvalid)
	run(t, "", "explain", "--database", database, "measure/nothing").must(t, cli.ExitNotFound)
	run(t, "", "verify", "-o", "json", "--database", database).must(t, cli.ExitOK)
}

// Accounts, tokens and erasure by command.
func TestAdministration(t *testing.T) {
	database := filepath.Join(t.TempDir(), "store.db")
	run(t, "", "apply", "--database", database, programme(t, measured)).must(t, cli.ExitOK)
	run(t, "short\n", "admin", "create-account", "--database", database, "--role", "administrator", "kari").must(t, cli.ExitInvalid)
	run(t, "a sentence is easy to keep\n", "admin", "create-account", "--database", database, "--role", "isms-manager", "--person", "p-01", "kari").must(t, cli.ExitOK)
	run(t, "a sentence is easy to keep\n", "admin", "create-account", "--database", database, "--role", "king", "other").must(t, cli.ExitInvalid)
	if r := run(t, "", "admin", "create-token", "--database", database, "--title", "scanner", "kari").must(t, cli.ExitOK); !strings.HasPrefix(r.out, "steelyard_") {
		t.Errorf("no token is shown: %s", r.out)
	}
	if r := run(t, "", "admin", "erase", "--database", database, "--reason", "left", "person/p-01").must(t, cli.ExitOK); !strings.Contains(r.out, "1 personal value erased") {
		t.Error(r.out)
	}
	run(t, "", "verify", "-o", "json", "--database", database).must(t, cli.ExitOK)
	raw, err := os.ReadFile(database)
	if err != nil {
		t.Fatal(err)
	}
	wal, _ := os.ReadFile(database + "-wal") // absent where it was checkpointed
	if bytes.Contains(append(raw, wal...), []byte("Solberg")) {
		t.Error("the erased name is still in the database file")
	}
}

// Whoever has seen the demonstration is rid of it by one command, which says what it deletes, and leaves everything else alone.
func TestRemovingTheDemonstration(t *testing.T) {
	dir := t.TempDir()
	demo, real := filepath.Join(dir, "demo.db"), filepath.Join(dir, "real.db")
	a, err := app.New(t.Context(), app.Options{Database: demo, Listen: "127.0.0.1:0", Demo: true})
	if err != nil {
		t.Fatal(err)
	}
	says(t, run(t, "", "demo", "--remove", "--database", demo).must(t, cli.ExitConflict), "is open: stop what runs on it first")
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	run(t, "", "apply", "--database", real, "--reason", "mine", "../../examples/first").must(t, cli.ExitOK)
	says(t, run(t, "", "demo", "--remove", "--database", real).must(t, cli.ExitConflict), "is not a demonstration: nothing was removed")
	run(t, "", "verify", "--database", real).must(t, cli.ExitOK)
	says(t, run(t, "", "demo", "--remove", "--database", demo).must(t, cli.ExitOK), "holds a demonstration: ", " records, ", " journal entries, its story begins on ", "It was removed.")
	run(t, "", "demo", "--remove", "--database", demo).must(t, cli.ExitNotFound)
	if left, err := filepath.Glob(demo + "*"); err != nil || len(left) > 0 {
		t.Errorf("left are %v (%v)", left, err)
	}
}
