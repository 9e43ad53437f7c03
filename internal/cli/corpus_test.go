//go:build corpus

package cli_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/cli"
)

// Every file of the scanners in the corpus is read in less than 64 MiB: also the largest.
func TestCorpusInLittleMemory(t *testing.T) {
	corpus := os.Getenv("STEELYARD_CORPUS")
	files, err := filepath.Glob(filepath.Join(corpus, "openscap", "*"))
	if err != nil || corpus == "" || len(files) < 3 {
		t.Fatalf("STEELYARD_CORPUS does not name the folder of real files: %v, %v", files, err)
	}
	for _, file := range append(files, filepath.Join(corpus, "lynis", "lynis-report.dat")) {
		r := run(t, "", "inspect", file).must(t, cli.ExitOK)
		if r.peakKiB >= peakLimit {
			t.Errorf("inspect of %s held %d KiB", file, r.peakKiB)
		}
		t.Logf("%s: peak %d KiB", filepath.Base(file), r.peakKiB)
	}
}
