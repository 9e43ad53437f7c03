package collect_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/collect"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/mapping"
)

const table = "a,b\n1,2\n"

func TestTheOneKnownFileOfAnArchiveIsRead(t *testing.T) {
	report := string(fixture(t, lynisFile))
	for _, c := range []struct {
		name    string
		options collect.Options
		archive []byte
		format  string // empty: refused
		want    string // of the warning, or of the error
	}{
		{"one file", collect.Options{}, zipOf(t, "out/lynis-report.dat", report), "lynis", ""},
		{"and what computers leave behind", collect.Options{}, zipOf(t, "out/", "", "out/t.csv", table, "__MACOSX/out/._t.csv", "x", ".DS_Store", "y"), "csv", ""},
		{"several, one known", collect.Options{}, zipOf(t, "README.md", "Read me", "lynis-report.dat", report, "x.html", "<html></html>"), "lynis", `the archive holds 3 files; "lynis-report.dat" was read`},
		{"several, one wanted", collect.Options{Format: "lynis"}, zipOf(t, "t.csv", table, "lynis-report.dat", report), "lynis", `"lynis-report.dat" was read`},
		{"several known", collect.Options{}, zipOf(t, "t.csv", table, "lynis-report.dat", report), "", `2 of its files can be read: "t.csv", "lynis-report.dat"`},
		{"several, none known", collect.Options{}, zipOf(t, "a.txt", "Hello", "b.txt", "World"), "", "none of its 2 files"},
		{"one, unknown", collect.Options{}, zipOf(t, "a.txt", "Hello"), "", "all.zip/a.txt: its content is of none of the known formats"},
		{"damage by entry and line", collect.Options{}, zipOf(t, "out/t.csv", "a,b\n1,2,3\n"), "", "all.zip/out/t.csv:2: the row has 3 columns"},
		{"unknown format named", collect.Options{Format: "sarif"}, zipOf(t, "t.csv", table, "u.csv", table), "", `no format is named "sarif"`},
	} {
		got, err := inspect("all.zip", c.archive, c.options)
		switch {
		case c.format == "" && (!fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), c.want)):
			t.Errorf("%s: got %v, want %q", c.name, err, c.want)
		case c.format != "" && (err != nil || got.Format != c.format || got.Bytes != int64(len(c.archive))):
			t.Errorf("%s: read as %q, %v", c.name, got.Format, err)
		case c.format != "" && c.want != "" && !strings.Contains(fmt.Sprint(got.Warnings), c.want):
			t.Errorf("%s: nobody is told what was read: %v", c.name, got.Warnings)
		}
	}
	if got, err := inspect("x.zip", zipOf(t, lynisFile, report), collect.Options{}); err != nil || !same(got.Values, truth[lynisFile]) {
		t.Errorf("a packed report gives other numbers: %+v, %v", got.Values, err)
	}
}

// Cut or flipped anywhere, an archive gives an error or exactly the right numbers: it has a checksum.
func TestDamagedArchivesAreNoticed(t *testing.T) {
	archive := zipOf(t, campaignFile, string(fixture(t, campaignFile)))
	for percent := range 100 {
		at := len(archive) * percent / 100
		got, err := inspect("c.zip", archive[:at], collect.Options{})
		if checkDamaged(t, fmt.Sprintf("cut at byte %d", at), got, err, nil); err == nil {
			t.Errorf("cut at byte %d, the archive is accepted", at)
		}
	}
	random := rand.New(rand.NewPCG(5, 6))
	for range 1000 {
		at := random.IntN(len(archive))
		damaged := bytes.Clone(archive)
		damaged[at] ^= 1 << random.IntN(8)
		got, err := inspect("c.zip", damaged, collect.Options{})
		checkDamaged(t, fmt.Sprintf("bit flipped in byte %d", at), got, err, truth[campaignFile])
	}
}

// A workbook is an archive too.
func TestDamagedWorkbooksAreNoticed(t *testing.T) {
	workbook := fixture(t, "training.xlsx")
	m, err := mapping.Parse([]byte(`{"sheet": "Training", "rows": "file", "values": [{"name": "people", "operation": "count"},
		{"name": "done", "operation": "count", "where": [{"column": "Done", "equals": "yes"}]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	mapped, want := formats().By(&m), map[string]float64{"people": 30, "done": 20}
	read := func(data []byte) (collect.Inspection, error) {
		return mapped.Inspect(context.Background(), "training.xlsx", bytes.NewReader(data), collect.Options{Format: "xlsx"})
	}
	if got, err := read(workbook); err != nil || !same(got.Values, want) {
		t.Fatalf("the workbook is not read: %+v, %v", got.Values, err)
	}
	for percent := range 100 {
		at := len(workbook) * percent / 100
		got, err := read(workbook[:at])
		if checkDamaged(t, fmt.Sprintf("cut at byte %d", at), got, err, nil); err == nil {
			t.Errorf("cut at byte %d, the workbook is accepted", at)
		}
	}
	random := rand.New(rand.NewPCG(7, 8))
	for range 1000 {
		at := random.IntN(len(workbook))
		damaged := bytes.Clone(workbook)
		damaged[at] ^= 1 << random.IntN(8)
		got, err := read(damaged)
		checkDamaged(t, fmt.Sprintf("bit flipped in byte %d", at), got, err, want)
	}
	if _, err := inspect("t.xlsx", workbook, collect.Options{Format: "csv"}); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "it is xlsx, not csv") {
		t.Errorf("a workbook in place of a table: %v", err)
	}
}

func TestZipBombsStopEarly(t *testing.T) {
	for _, c := range []struct {
		name    string
		archive []byte
		limits  collect.Limits
	}{
		{"zeros", zipOf(t, "t.csv", "a,b\n"+strings.Repeat("0,0\n", 10<<20)), collect.Limits{}},
		{"size", zipOf(t, "t.csv", "a,b\n"+strings.Repeat("0,0\n", 1000)), collect.Limits{Content: 2000}},
		{"size of the archive", zipOf(t, "t.csv", table), collect.Limits{Content: 20}},
		{"many files", zipOf(t, many(1001)...), collect.Limits{}},
	} {
		if _, err := inspect("bomb.zip", c.archive, collect.Options{Limits: c.limits}); !fault.Is(err, fault.Limited) {
			t.Errorf("%s: got %v", c.name, err)
		}
	}
}

func many(n int) []string {
	var out []string
	for i := range n {
		out = append(out, fmt.Sprintf("%d.csv", i), table)
	}
	return out
}

func TestEncryptedFilesAreRefusedByName(t *testing.T) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	if _, err := w.CreateRaw(&zip.FileHeader{Name: "secret.csv", Flags: 1, Method: zip.Store}); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := inspect("x.zip", b.Bytes(), collect.Options{}); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "x.zip/secret.csv: the file is encrypted") {
		t.Errorf("got %v", err)
	}
}

// Nothing of an archive stays on the disk, whatever became of it.
func TestArchivesLeaveNothingBehind(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for _, data := range [][]byte{zipOf(t, "t.csv", table), []byte("PK\x03\x04rest")} {
		_, _ = inspect("x.zip", data, collect.Options{})
	}
	if _, err := formats().Inspect(ctx, "x.zip", bytes.NewReader(zipOf(t, "t.csv", table)), collect.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled reading goes on: %v", err)
	}
	if left, err := filepath.Glob(filepath.Join(dir, "*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	t.Setenv("TMPDIR", filepath.Join(dir, "gone"))
	if _, err := inspect("x.zip", zipOf(t, "t.csv", table), collect.Options{}); !fault.Is(err, fault.Unavailable) || !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a disk without room is blamed on the file: %v", err)
	}
}
