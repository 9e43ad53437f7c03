package cli_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/steelyard-isms/steelyard/client"
	"github.com/steelyard-isms/steelyard/internal/cli"
)

// serving is a database with a server on it, as operators run them.
type serving struct {
	database, address, token string
}

// serve starts a server of its own process on a database, and makes an administrator's token.
func serve(t *testing.T, database string) serving {
	t.Helper()
	cmd := exec.CommandContext(context.WithoutCancel(t.Context()), binary, "serve", "--database", database, "--listen", "127.0.0.1:0")
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		if err := cmd.Wait(); err != nil {
			t.Error("the server does not end well:", err)
		}
	})
	s := serving{database: database}
	lines := bufio.NewReader(out)
	first, err := lines.ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	_, s.address, _ = strings.Cut(strings.TrimSpace(first), "Steelyard is at ")
	go func() { _, _ = lines.WriteTo(os.Stderr) }()
	s.token = s.account(t, "kari", "administrator")
	return s
}

const secret = "a sentence is easy to keep\n"

// account makes an account with a role, and gives a token of it.
func (s serving) account(t *testing.T, login, role string, flags ...string) string {
	t.Helper()
	run(t, secret, append([]string{"admin", "create-account", "--database", s.database, "--role", role, login}, flags...)...).must(t, cli.ExitOK)
	return strings.TrimSpace(run(t, "", "admin", "create-token", "--database", s.database, "--title", "test", login).must(t, cli.ExitOK).out)
}

// far runs a command against the server, by a token.
func (s serving) far(t *testing.T, token, stdin string, args ...string) result {
	t.Helper()
	t.Setenv("STEELYARD_SERVER", s.address)
	t.Setenv("STEELYARD_TOKEN", token)
	r := run(t, stdin, args...)
	for _, name := range []string{"STEELYARD_SERVER", "STEELYARD_TOKEN"} {
		if err := os.Unsetenv(name); err != nil {
			t.Fatal(err)
		}
	}
	return r
}

// near runs a command on the database itself.
func (s serving) near(t *testing.T, stdin string, args ...string) result {
	t.Helper()
	t.Setenv("STEELYARD_DATABASE", s.database)
	return run(t, stdin, args...)
}

// The same question has the same answer, in every form, whether it is asked of a server or of the database beside it.
func TestNearAndFarAnswerTheSame(t *testing.T) {
	database := filepath.Join(t.TempDir(), "store.db")
	run(t, "", "apply", "--database", database, "../../examples/first").must(t, cli.ExitOK)
	run(t, "", "apply", "--database", database, programme(t, strings.ReplaceAll(measured, "enterprise", "works"))).must(t, cli.ExitOK)
	s := serve(t, database)
	dir := t.TempDir()
	for _, line := range []string{
		"kinds", "get measure", "get measures", "get measure -o json", "get measure -o yaml", "get measure/mfa", "get measure/mfa -o table", "get measure/mfa --as-of entry:3",
		"get measure --fields name,spec.scale.direction,revision", "get measure --sort -name --limit 1 -o json", "get measure --retired", "get objective --filter spec.weight>0",
		"history measure/mfa -o json", "history measure/mfa", "moves measure/mfa", "search second factor", "search mfa -o json --as-of entry:4", "references measure/mfa", "references unit/works --kind measure -o yaml --as-of entry:4",
		"trace measure/mfa unit", "events", "events --after 1 -o yaml", "events --kind measure -o json", "explain measure/mfa", "explain measure/mfa --as-of entry:4 -o json", "file get " + strings.Repeat("0", 64),
		"put --dry-run -", "retire --dry-run measure/mfa", "retire --dry-run unit/works",
		// mistakes
		"events --kind nothing", "get nothing", "get measure/nothing", "get measure --filter spec.x==1", "get measure --sort nowhere", "get measure --as-of yesterday", "get measure --as-of 2999-01-01", "trace measure/mfa nowhere",
		"search", "move measure/mfa submit", "explain unit/works", "history unit/none", "retire person/none",
	} {
		near, far := s.near(t, moreUnits, strings.Fields(line)...), s.far(t, s.token, moreUnits, strings.Fields(line)...)
		if near.status != far.status || near.out != far.out || near.errs != far.errs {
			t.Errorf("%s: near, with status %d\n%s%s\nfar, with status %d\n%s%s", line, near.status, near.out, near.errs, far.status, far.out, far.errs)
		}
		if near.out == "" && near.errs == "" {
			t.Errorf("%s says nothing", line)
		}
	}
	for _, x := range []string{"near", "far"} {
		to := filepath.Join(dir, x)
		if x == "near" {
			s.near(t, "", "export", to).must(t, cli.ExitOK)
		} else {
			s.far(t, s.token, "", "export", to).must(t, cli.ExitOK)
		}
	}
	equalFiles(t, files(t, filepath.Join(dir, "near")), files(t, filepath.Join(dir, "far")))
}

const moreUnits = "apiVersion: steelyard/v1\nkind: unit\nname: annex\ntitle: Annex\nspec: {level: team, parent: works}\n"

// A folder is applied, compared and exported over the network as it is beside the database, and mistakes have their places.
func TestProgrammesOverTheNetwork(t *testing.T) {
	s := serve(t, filepath.Join(t.TempDir(), "store.db"))
	dir := programme(t, measured)
	says(t, s.far(t, s.token, "", "diff", dir).must(t, cli.ExitProblems), "5 created")
	says(t, s.far(t, s.token, "", "apply", "--reason", "Første gang: æøå, «all of it»", dir).must(t, cli.ExitOK), "5 created", "journal entry")
	says(t, s.far(t, s.token, "", "apply", dir).must(t, cli.ExitOK), "5 unchanged")
	says(t, s.far(t, s.token, "", "history", "measure/mfa"), "Første gang: æøå, «all of it»")
	file := filepath.Join(dir, "programme.yaml")
	change(t, file, "unit: enterprise\n  owner: p-01", "unit: entreprise\n  owner: p-02")
	r := s.far(t, s.token, "", "apply", dir).must(t, cli.ExitInvalid)
	says(t, r, `programme.yaml:38:3: spec.unit: there is no unit "entreprise"`, `programme.yaml:39:3: spec.owner: there is no person "p-02"`)
	change(t, file, "unit: entreprise\n  owner: p-02", "unit: enterprise\n  owner: p-01")
	// a unit head may read what an administrator declares, and not declare it
	head := s.account(t, "head", "auditor")
	change(t, file, "title: Enterprise", "title: The enterprise")
	says(t, s.far(t, head, "", "apply", dir).must(t, cli.ExitForbidden), "auditor")
	says(t, s.far(t, head, "", "put", file).must(t, cli.ExitForbidden), "auditor")
	s.far(t, head, "", "diff", dir).must(t, cli.ExitForbidden)
	s.far(t, head, "", "export", filepath.Join(t.TempDir(), "out")).must(t, cli.ExitOK)
}

// Each exit status means what the documentation says, so that scripts can tell failures apart.
func TestExitStatuses(t *testing.T) {
	s := serve(t, filepath.Join(t.TempDir(), "store.db"))
	s.near(t, "", "apply", programme(t, measured)).must(t, cli.ExitOK)
	s.near(t, "", "diff", programme(t, moreUnits)).must(t, cli.ExitInvalid)
	s.near(t, "", "get", "measure", "--surprise").must(t, cli.ExitInvalid)
	s.near(t, "", "get", "measure/").must(t, cli.ExitInvalid)
	s.near(t, "", "get", "measure/mfa", "--filter", "true", "--limit", "3").must(t, cli.ExitInvalid)
	s.near(t, "", "history", "measure").must(t, cli.ExitInvalid)
	s.near(t, "", "put", "-").must(t, cli.ExitInvalid)
	s.near(t, measured, "put", "--if-revision", "1", "-").must(t, cli.ExitInvalid)
	says(t, s.near(t, "kind: unit\nname: [a\n", "put", "-").must(t, cli.ExitInvalid), "standard input:")
	says(t, s.far(t, "", "", "get", "measure").must(t, cli.ExitForbidden), "STEELYARD_TOKEN")
	says(t, s.far(t, "steelyard_none", "", "get", "measure").must(t, cli.ExitForbidden), "the token is not known")
	says(t, s.far(t, s.account(t, "clerk", "employee"), "", "retire", "measure/mfa").must(t, cli.ExitForbidden), "employee")
	s.far(t, s.token, "", "get", "measure/none").must(t, cli.ExitNotFound)
	s.far(t, s.token, strings.Replace(moreUnits, "works", "enterprise", 1), "put", "--if-revision", "0", "-").must(t, cli.ExitOK)
	says(t, s.far(t, s.token, strings.Replace(moreUnits, "works", "enterprise", 1), "put", "--if-revision", "0", "-").must(t, cli.ExitConflict), "standard input:")
	// a token from a file
	t.Setenv("STEELYARD_TOKEN_FILE", write(t, "token", []byte(s.token+"\n")))
	s.far(t, "", "", "get", "measure").must(t, cli.ExitOK)
	t.Setenv("STEELYARD_TOKEN_FILE", write(t, "token", nil))
	says(t, s.far(t, "", "", "get", "measure").must(t, cli.ExitInvalid), "has no token on its first line")
	if err := os.Unsetenv("STEELYARD_TOKEN_FILE"); err != nil {
		t.Fatal(err)
	}
	// nobody there, somebody else there, and no address at all
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<html>")) }))
	defer other.Close()
	t.Setenv("STEELYARD_TOKEN", "x")
	says(t, run(t, "", "get", "measure", "--server", other.URL).must(t, cli.ExitInternal), "no Steelyard")
	other.Close()
	says(t, run(t, "", "get", "measure", "--server", other.URL).must(t, cli.ExitUnavailable), "cannot be reached")
	says(t, run(t, "", "get", "measure", "--server", "steelyard").must(t, cli.ExitInvalid), "https://")
	says(t, run(t, "", "get", "measure", "--database", t.TempDir()).must(t, cli.ExitUnavailable), "steelyard:")
}

// Who follows the journal is told each entry once as it comes, and an interrupt ends that well.
func TestEventsAreFollowed(t *testing.T) {
	s := serve(t, filepath.Join(t.TempDir(), "store.db"))
	s.near(t, "", "apply", programme(t, measured)).must(t, cli.ExitOK)
	for name, env := range map[string][]string{"far": {"STEELYARD_SERVER=" + s.address, "STEELYARD_TOKEN=" + s.token}, "near": {"STEELYARD_DATABASE=" + s.database}} {
		t.Run(name, func(t *testing.T) {
			cmd := exec.CommandContext(t.Context(), binary, "events", "--follow", "--kind", "unit", "-o", "json")
			cmd.Env, cmd.Stderr = append(os.Environ(), env...), os.Stderr
			out, err := cmd.StdoutPipe()
			if err == nil {
				err = cmd.Start()
			}
			if err != nil {
				t.Fatal(err)
			}
			lines := bufio.NewScanner(out)
			next := func() (e client.Event) {
				if !lines.Scan() {
					t.Fatal("it ends by itself:", lines.Err())
				}
				if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
					t.Fatalf("%v in %s", err, lines.Bytes())
				}
				return e
			}
			last := next()
			for i := range 3 {
				more := strings.NewReplacer("works", "enterprise", "Annex", fmt.Sprint("Annex ", name, i)).Replace(moreUnits)
				s.near(t, more, "put", "--reason", fmt.Sprint(name, i), "-").must(t, cli.ExitOK)
				for {
					e := next()
					if e.Seq <= last.Seq {
						t.Fatalf("entry %d comes after %d", e.Seq, last.Seq)
					}
					if last = e; e.Reason == fmt.Sprint(name, i) {
						break
					}
				}
			}
			if err := cmd.Process.Signal(os.Interrupt); err != nil {
				t.Fatal(err)
			}
			if err := cmd.Wait(); err != nil {
				t.Error("an interrupt is a failure:", err)
			}
		})
	}
}
