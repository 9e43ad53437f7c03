// Package pgtest starts a PostgreSQL server of Debian's packages for tests. A missing server fails the test: the
// conformance suite must run on both databases. It is no part of the product.
package pgtest

import (
	"database/sql"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // driver pgx
)

var (
	once   sync.Once
	server *running
	failed error
	count  int
	mu     sync.Mutex
)

type running struct {
	dir string
	cmd *exec.Cmd
}

// DSN makes an empty database on a server shared by the tests of the process and gives its address. Main must be the
// package's TestMain.
func DSN(t testing.TB) string {
	t.Helper()
	once.Do(func() { server, failed = start() })
	if failed != nil {
		t.Fatalf("PostgreSQL is needed and did not start (Debian: apt-get install postgresql): %v", failed)
	}
	mu.Lock()
	count++
	name := fmt.Sprintf("test_%d", count)
	mu.Unlock()
	db, err := sql.Open("pgx", server.dsn("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if _, err := db.ExecContext(t.Context(), "CREATE DATABASE "+name); err != nil {
		t.Fatalf("making a database: %v", err)
	}
	return server.dsn(name)
}

// Main runs the tests of a package and stops the server. What is to be checked after the tests, such as that no goroutine
// is left, may be given.
func Main(m *testing.M, after ...func() error) {
	code := m.Run()
	if server != nil {
		if code != 0 {
			server.tell(os.Stderr)
		}
		server.stop()
	}
	for _, check := range after {
		if err := check(); err != nil && code == 0 {
			fmt.Fprintln(os.Stderr, err)
			code = 1
		}
	}
	os.Exit(code)
}

func (r *running) dsn(database string) string {
	return fmt.Sprintf("postgres://steelyard@/%s?host=%s", database, r.dir)
}

// tell writes the end of the server's own log, which alone says why it ended a connection.
func (r *running) tell(to io.Writer) {
	text, err := os.ReadFile(filepath.Join(r.dir, "log"))
	if err != nil {
		return
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	_, _ = fmt.Fprintln(to, "PostgreSQL said at last:\n"+strings.Join(lines[max(0, len(lines)-20):], "\n"))
}

func (r *running) stop() {
	_ = r.cmd.Process.Signal(syscall.SIGQUIT) // immediate shutdown: nothing is to be kept
	_ = r.cmd.Wait()
	_ = os.RemoveAll(r.dir)
}

func start() (*running, error) {
	bin, err := binaries()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "steelyard-pg-")
	if err != nil {
		return nil, err
	}
	who, err := credential(dir)
	if err != nil {
		return nil, err
	}
	data := filepath.Join(dir, "data")
	initdb := exec.Command(filepath.Join(bin, "initdb"), "--pgdata", data, "--auth", "trust", "--username", "steelyard", "--encoding", "UTF8", "--no-locale", "--no-sync")
	initdb.SysProcAttr, initdb.Dir = who, dir
	if out, err := initdb.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("initdb: %w: %s", err, out)
	}
	cmd := exec.Command(filepath.Join(bin, "postgres"), "-D", data, "-k", dir, "-c", "listen_addresses=", "-c", "fsync=off",
		"-c", "max_connections=200", "-c", "shared_buffers=128MB", "-c", "logging_collector=off", "-c", "log_min_messages=log", "-c", "log_checkpoints=off")
	cmd.SysProcAttr, cmd.Dir = who, dir
	log, err := os.Create(filepath.Join(dir, "log"))
	if err != nil {
		return nil, err
	}
	defer func() { _ = log.Close() }() // the server has its own
	cmd.Stderr = log
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	r := &running{dir, cmd}
	for range 100 {
		if db, err := sql.Open("pgx", r.dsn("postgres")); err == nil {
			err = db.Ping()
			_ = db.Close()
			if err == nil {
				return r, nil
			}
		}
		time.Sleep(100 * time.Millisecond)
	}
	r.stop()
	return nil, fmt.Errorf("the server did not answer within 10 s")
}

// binaries finds the server's programs, the newest version first.
func binaries() (string, error) {
	if path, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(path), nil
	}
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil || len(found) == 0 {
		return "", fmt.Errorf("no initdb under /usr/lib/postgresql nor on the path")
	}
	return filepath.Dir(found[len(found)-1]), nil
}

// credential: the server refuses to run as root, so that root's tests run it as the user that Debian made for it.
func credential(dir string) (*syscall.SysProcAttr, error) {
	attr := &syscall.SysProcAttr{Pdeathsig: syscall.SIGQUIT}
	if os.Geteuid() != 0 {
		return attr, nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		u, err = user.Lookup("nobody")
	}
	if err != nil {
		return nil, err
	}
	uid, err1 := strconv.ParseUint(u.Uid, 10, 32)
	gid, err2 := strconv.ParseUint(u.Gid, 10, 32)
	if err1 != nil || err2 != nil {
		return nil, fmt.Errorf("user %s has the ids %s", u.Username, strings.Join([]string{u.Uid, u.Gid}, ":"))
	}
	if err := os.Chown(dir, int(uid), int(gid)); err != nil {
		return nil, err
	}
	attr.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	return attr, nil
}
