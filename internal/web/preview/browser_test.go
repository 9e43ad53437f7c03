package main

import (
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/web/browsertest"
)

// Every page, with sample values in every state, is fit to be seen. STEELYARD_ONLY limits the run to addresses that hold
// it.
func TestEveryPageInABrowser(t *testing.T) {
	server := httptest.NewServer(handler())
	t.Cleanup(server.Close)
	b := browsertest.Open(t)
	var paths []string
	for path := range everything() {
		if strings.Contains(path, os.Getenv("STEELYARD_ONLY")) {
			paths = append(paths, path)
		}
	}
	slices.Sort(paths)
	for _, path := range paths {
		b.Audit(server.URL+path, strings.ReplaceAll(path[1:], "/", "-"))
	}
	b.Silent()
}
