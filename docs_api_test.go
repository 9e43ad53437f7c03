package steelyard_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/app"
	"github.com/steelyard-isms/steelyard/internal/service"
)

// running is a server as an operator starts it, with a token of a manager.
func running(t *testing.T) (address, token string) {
	t.Helper()
	a, err := app.New(t.Context(), app.Options{Database: filepath.Join(t.TempDir(), "steelyard.db"), Listen: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- a.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error("the server ended with", err)
		}
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	operator := access.Console("cli")
	if _, err := a.Service.CreateAccount(t.Context(), operator, service.NewAccount{Login: "kari", Role: access.ISMSManager}); err != nil {
		t.Fatal(err)
	}
	token, _, err = a.Service.CreateToken(t.Context(), operator, "kari", "worked examples", time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	return a.Address(), token
}

// blocks gives the code blocks of a page in a language.
func blocks(t *testing.T, page, language string) []string {
	t.Helper()
	b, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, m := range regexp.MustCompile("(?s)```"+language+"\n(.*?)```").FindAllStringSubmatch(string(b), -1) {
		out = append(out, m[1])
	}
	if len(out) < 6 {
		t.Fatalf("%s has only %d blocks of %s", page, len(out), language)
	}
	return out
}

// Whoever types the worked examples gets what the page says.
func TestWorkedExamples(t *testing.T) {
	for _, c := range []struct {
		page, language string
		command        []string
	}{
		{"docs/how-to/api-curl.md", "sh", []string{"sh", "-eu", "-c"}},
		{"docs/how-to/api-python.md", "python", []string{"python3", "-I", "-c"}},
	} {
		t.Run(c.language, func(t *testing.T) {
			address, token := running(t)
			program := strings.Join(blocks(t, c.page, c.language), "\n")
			run := exec.CommandContext(t.Context(), c.command[0], append(c.command[1:], program)...)
			run.Dir = t.TempDir()
			run.Env = append(os.Environ(), "STEELYARD="+address, "TOKEN="+token)
			out, err := run.CombinedOutput()
			if err != nil {
				t.Errorf("the examples of %s fail: %v\n%s", c.page, err, out)
			}
		})
	}
}
