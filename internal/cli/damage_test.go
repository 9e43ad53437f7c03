package cli_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/app"
	"github.com/steelyard-isms/steelyard/internal/cli"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/service"
)

// Of a file that is refused nothing is stored: no point, no run, no entry. The files are cut at every hundredth byte, and a bit is
// flipped at a thousand places of the packed file and at fifty of the plain one. What is accepted is stored whole.
func TestOfDamagedFilesNothingIsStored(t *testing.T) {
	database := filepath.Join(t.TempDir(), "store.db")
	for _, name := range []string{"sources", "first"} {
		folder := filepath.Join(t.TempDir(), name) // of its own, since applying writes into it
		if err := os.MkdirAll(folder, 0o700); err != nil {
			t.Fatal(err)
		}
		declared, err := filepath.Glob(filepath.Join("../../examples", name, "*.yaml"))
		if err != nil || len(declared) == 0 {
			t.Fatalf("no examples: %v", err)
		}
		for _, path := range declared {
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(folder, filepath.Base(path)), text, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		run(t, "", "apply", "--database", database, folder).must(t, cli.ExitOK)
	}
	a, err := app.Open(t.Context(), database, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	s := &storing{t: t, Service: a.Service}
	for _, f := range append(fixtures, struct{ source, file, says string }{"account-export", "../../examples/first/accounts.csv", ""}) {
		if strings.HasSuffix(f.file, ".gz") {
			continue // they take long to be read; their format does not store anything by itself
		}
		content, err := os.ReadFile(filepath.Join("../collect", f.file))
		if err != nil {
			t.Fatal(err)
		}
		for at := 0; at < len(content); at += 100 {
			s.try(f.source, f.file, fmt.Sprintf("cut at byte %d", at), content[:at])
		}
		packed := content
		if !strings.HasSuffix(f.file, ".xlsx") {
			packed = gzipped(t, content)
			s.flips(f.source, f.file, content, 50)
		}
		s.flips(f.source, f.file, packed, 1000)
	}
	check, err := a.Service.Verify(t.Context(), visitor)
	if err != nil || len(check.Problems) > 0 || check.Points != int64(s.points) {
		t.Errorf("the store holds %d points, and %d were accepted: %v, %v", check.Points, s.points, check.Problems, err)
	}
	if s.refused < 5000 || s.accepted < 50 {
		t.Errorf("only %d files were refused, and %d accepted", s.refused, s.accepted)
	}
}

var visitor = access.Principal{Account: "01JBKBT1004D2QJ7MZ0FGA5S32", Role: access.Administrator, Via: "test"}

type storing struct {
	*service.Service
	t                         *testing.T
	points, refused, accepted int
}

func (s *storing) flips(source, file string, content []byte, n int) {
	random := rand.New(rand.NewPCG(21, 22))
	for range n {
		damaged := bytes.Clone(content)
		at := random.IntN(len(content))
		damaged[at] ^= 1 << random.IntN(8)
		s.try(source, file, fmt.Sprintf("bit flipped in byte %d", at), damaged)
	}
}

func (s *storing) try(source, file, how string, content []byte) {
	s.t.Helper()
	before := s.Seq()
	got, err := s.Collect(s.t.Context(), visitor, service.NewFile{Source: source, Filename: filepath.Base(file), Content: bytes.NewReader(content), ObservedAt: time.Date(2026, 9, 30, 12, 0, 0, 0, time.UTC)})
	switch {
	case err != nil:
		s.refused++
		if f := fault.Of(err); f.Code == fault.Internal || len(f.Fields) == 0 {
			s.t.Errorf("%s, %s: the error helps nobody: %v", file, how, err)
		}
		if s.Seq() != before {
			s.t.Errorf("%s, %s: it is refused, and something was written", file, how)
		}
	case got.Again:
	default:
		s.accepted++
		s.points += got.Points
		if s.Seq() != before+1 {
			s.t.Errorf("%s, %s: it is accepted by %d entries", file, how, s.Seq()-before)
		}
	}
}

func gzipped(t *testing.T, content []byte) []byte {
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
