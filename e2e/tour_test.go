package e2e_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/cli"
	"github.com/steelyard-isms/steelyard/internal/web/browsertest"
)

// asProgram has the test program be steelyard itself, for the commands of the guides.
const asProgram = "STEELYARD_E2E_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		os.Exit(cli.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}

// tour is a reader who does what a guide says.
type tour struct {
	t       *testing.T
	b       *browsertest.Browser
	path    string
	dir     string // where commands are run
	address string
	server  *exec.Cmd
	printed string // by the last command
	frame   string // of the next picture
	shoot   func(name string, picture []byte)
}

// folder is like that of the project for who has called make build: it has the program.
func folder(t *testing.T) string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "bin"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "bin", "steelyard"), []byte("#!/bin/sh\n"+asProgram+"=1 exec '"+self+"' \"$@\"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	return dir
}

// start does what make demo does, on a port that is free.
func (w *tour) start() {
	w.t.Helper()
	does, err := exec.CommandContext(w.t.Context(), "make", "-n", "-C", "..", "demo").CombinedOutput()
	if lines := strings.Fields(string(does)); err != nil || !strings.Contains(strings.Join(lines, " "), "bin/steelyard demo") {
		w.t.Fatalf("make demo does not run bin/steelyard demo, but %s (%v)", does, err)
	}
	w.server = exec.CommandContext(context.WithoutCancel(w.t.Context()), "bin/steelyard", "demo", "--listen", "127.0.0.1:0")
	w.server.Dir, w.server.Stderr = w.dir, os.Stderr
	out, err := w.server.StdoutPipe()
	if err == nil {
		err = w.server.Start()
	}
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(w.stop)
	line, err := bufio.NewReader(out).ReadString('\n')
	address, says := strings.CutPrefix(strings.TrimSpace(line), "The demonstration is at ")
	if err != nil || !says {
		w.t.Fatalf("the demonstration says %q (%v)", line, err)
	}
	w.address = address
}

// stop does what Ctrl C does, and waits.
func (w *tour) stop() {
	if w.server == nil {
		return
	}
	if err := w.server.Process.Signal(syscall.SIGINT); err != nil {
		w.t.Error(err)
	}
	if err := w.server.Wait(); err != nil {
		w.t.Error("the demonstration ended with", err)
	}
	w.server = nil
}

// along does and looks for what the guide says, part by part.
func (w *tour) along() {
	w.t.Helper()
	for _, p := range parts(w.t, w.path) {
		at := fmt.Sprintf("%s:%d", w.path, p.line)
		text := browsertest.Words(p.text)
		switch p.kind {
		case press:
			w.b.Choose(strings.TrimSuffix(text, "…"))
		case see:
			w.b.Eventually(fmt.Sprintf("%s says %q, and the page does not", at, text), func() bool { return fits(browsertest.Words(w.b.Text()), text) })
		case ask:
			if got := browsertest.Evaluate[float64](w.b, fmt.Sprintf(`fetch(%q).then(r=>r.status)`, text)); got != 200 {
				w.t.Errorf("%s: GET %s is answered with %v", at, text, got)
			}
		case command:
			w.run(at, p.text)
		case prints:
			if w.shoot == nil && !fits(w.printed, text) {
				w.t.Errorf("%s: the command prints %q, not %q", at, w.printed, text)
			}
		case frame:
			w.frame = text
		case image:
			w.picture(p.text)
		case directive:
			if text == "today" && w.shoot != nil {
				return
			}
			w.direct(at, text)
		default:
			w.t.Errorf("%s: nobody knows what to do with a block of %q", at, p.kind)
		}
	}
}

func (w *tour) direct(at, text string) {
	w.t.Helper()
	switch name, pressed := strings.CutPrefix(text, "press "); {
	case pressed:
		w.b.Choose(name)
	case text == "earlier":
		w.b.Choose(browsertest.Evaluate[string](w.b, `document.querySelector('nav[aria-label="Quarter"] a').textContent`))
	case text == "stop":
		w.stop()
	case text == "today":
	case text == "as another":
		w.b.Visit(w.address + "/choose")
	default:
		w.t.Errorf("%s: nobody knows how to %q", at, text)
	}
}

// run runs the commands of a block. Where pictures are made nothing is run: they are of a day of their own.
func (w *tour) run(at, block string) {
	w.t.Helper()
	if w.shoot == nil && strings.TrimSpace(block) == "make demo" {
		w.start()
		w.b.Visit(w.address)
		return
	}
	if w.shoot != nil {
		return
	}
	c := exec.CommandContext(w.t.Context(), "sh", "-eu", "-c", strings.ReplaceAll(block, "http://127.0.0.1:8080", w.address))
	c.Dir = w.dir
	out, err := c.CombinedOutput()
	if err != nil {
		w.t.Fatalf("%s: %v: %s", at, err, out)
	}
	w.printed = browsertest.Words(string(out))
}

// picture takes what the window shows, in the size that the guide asks for.
func (w *tour) picture(name string) {
	w.t.Helper()
	asked := w.frame
	w.frame = ""
	if w.shoot == nil {
		return
	}
	width, height, heading := int64(1440), int64(900), ""
	if asked != "" {
		size, rest, _ := strings.Cut(asked, " ")
		heading = rest
		if _, err := fmt.Sscanf(size, "%dx%d", &width, &height); err != nil {
			w.t.Fatalf("%s: %q is no size", w.path, size)
		}
	}
	w.b.Width(width, height, "light")
	w.shoot(name, w.b.Picture(heading))
	w.b.Width(1440, 900, "light")
}

// Whoever does what the guides say sees what they say, from the first command to the last.
func TestGuides(t *testing.T) {
	for _, path := range guides(t) {
		t.Run(filepath.Base(path), func(t *testing.T) {
			began := time.Now()
			w := &tour{t: t, b: browsertest.Open(t), path: path, dir: folder(t)}
			w.along()
			if w.address == "" {
				t.Error("the guide starts no demonstration")
			}
			w.b.Silent()
			t.Logf("walked in %s", time.Since(began).Round(time.Millisecond))
		})
	}
}
