package xccdf

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/collect"
)

// unpacked is a real report in ARF, 15 MB of it.
func unpacked(t testing.TB) []byte {
	t.Helper()
	f, err := os.Open("testdata/debian12-standard-arf.xml.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// Reading ARF may take half as long again as only going through the tokens of the same file.
func BenchmarkARFAgainstBareTokens(b *testing.B) {
	data := unpacked(b)
	b.SetBytes(int64(len(data)))
	ours, bare := time.Hour, time.Hour // the best turn of each: what else runs on the machine is no part of the ratio
	for b.Loop() {
		began := time.Now()
		got, err := Format{}.Read(context.Background(), bytes.NewReader(data), collect.Options{})
		ours = min(ours, time.Since(began))
		if pass, _ := got.Value("pass"); err != nil || *pass.Number != 18 {
			b.Fatalf("it is not read: %+v, %v", got, err)
		}
		began = time.Now()
		for d := xml.NewDecoder(bytes.NewReader(data)); ; {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				b.Fatal(err)
			}
		}
		bare = min(bare, time.Since(began))
	}
	ratio := ours.Seconds() / bare.Seconds()
	b.ReportMetric(ratio, "ours/bare")
	if ratio > 1.5 {
		b.Errorf("reading ARF takes %.2f times as long as its bare tokens, more than 1.5 times", ratio)
	}
}
