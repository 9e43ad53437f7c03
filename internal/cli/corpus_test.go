//go:build corpus

package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/cli"
)

// Every file of the scanners in the corpus is read, or refused by its name, in less than 64 MiB: also the largest.
func TestCorpusInLittleMemory(t *testing.T) {
	corpus := os.Getenv("STEELYARD_CORPUS")
	files, err := filepath.Glob(filepath.Join(corpus, "openscap", "*"))
	if err != nil || corpus == "" || len(files) < 3 {
		t.Fatalf("STEELYARD_CORPUS does not name the folder of real files: %v, %v", files, err)
	}
	for _, file := range append(files, filepath.Join(corpus, "lynis", "lynis-report.dat")) {
		status := cli.ExitOK
		if strings.Contains(file, "-arf") {
			status = cli.ExitInvalid // a format of a later version
		}
		r := run(t, "", "inspect", file).must(t, status)
		if status == cli.ExitInvalid && !strings.Contains(r.errs, "ARF") {
			t.Errorf("%s is not refused by its name: %s", file, r.errs)
		}
		if r.peakKiB >= peakLimit {
			t.Errorf("inspect of %s held %d KiB", file, r.peakKiB)
		}
		t.Logf("%s: peak %d KiB", filepath.Base(file), r.peakKiB)
	}
}
