package app_test

import (
	"bufio"
	"context"
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/app"
)

// A program that listens does not keep the server from ending.
func TestStreamDoesNotKeepTheServer(t *testing.T) {
	a, err := app.New(t.Context(), app.Options{Database: filepath.Join(t.TempDir(), "steelyard.db"), Listen: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = a.Close() }()
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- a.Run(ctx) }()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, a.Address()+"/api/v1/events/stream", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+tokenOf(t, a, access.Auditor))
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	lines := bufio.NewScanner(answer.Body)
	if !lines.Scan() || answer.StatusCode != http.StatusOK {
		t.Fatalf("the stream does not begin: %d", answer.StatusCode)
	}
	stop()
	select {
	case err := <-done: // within less than the time that requests are given to end
		if err != nil {
			t.Error("the server ended with", err)
		}
	case <-time.After(9 * time.Second):
		t.Error("an open stream keeps the server")
	}
	for lines.Scan() { // until it ends, which it must
	}
}
