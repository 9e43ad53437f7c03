//go:build corpus

package collect_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/collect"
	"github.com/steelyard-isms/steelyard/internal/mapping"
)

// The series of the web-site scans, question by question: the one that the page of the corpus follows.
func TestCorpusSeries(t *testing.T) {
	m, err := mapping.Parse([]byte(`{"rows":"each","time":{"column":"committed_at","format":"rfc3339"},"values":[
		{"name":"any","operation":"value","column":"answer","empty":"skip"},
		{"name":"ssl","operation":"value","column":"answer","where":[{"column":"question","equals":"How many home scans failed because of invalid ssl certs?"}]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	got, err := inspectFile(t, formats().By(&m), filepath.Join(corpus(t), "gov-metrics/gsa-site-scanning-kpi-timeseries-2022-2026.csv.gz"))
	if err != nil {
		t.Fatal(err)
	}
	moments := map[time.Time]bool{}
	var first, last time.Time
	var ssl []float64
	for _, r := range got.Rows {
		moments[r.ObservedAt] = true
		if first.IsZero() || r.ObservedAt.Before(first) {
			first = r.ObservedAt
		}
		if r.ObservedAt.After(last) {
			last = r.ObservedAt
		}
		for _, v := range r.Values {
			if v.Name == "ssl" && v.Number != nil {
				ssl = append(ssl, *v.Number)
			}
		}
	}
	if len(moments) != 515 || first.Format(time.DateOnly) != "2022-11-02" || last.Format(time.DateOnly) != "2026-08-22" {
		t.Errorf("%d points from %v to %v", len(moments), first, last)
	}
	if len(ssl) == 0 || ssl[0] != 670 || ssl[len(ssl)-1] != 149 {
		t.Fatalf("the failed certificates are %v", ssl)
	}
	if slices.Sort(ssl); ssl[len(ssl)/2] != 145 {
		t.Errorf("their median is %v of %d", ssl[len(ssl)/2], len(ssl))
	}
}

// The tables of Gophish read as what they are not, tables of any content, to show the trap: the last stage hides those who went on.
func TestCorpusStagesAreNotPeople(t *testing.T) {
	for _, c := range []struct {
		file, column string
		want         float64
	}{{resultsFile, "status", 9}, {eventsFile, "message", 23}} {
		m, err := mapping.Parse([]byte(`{"rows":"file","values":[{"name":"clicked","operation":"count","where":[{"column":"` + c.column + `","equals":"Clicked Link"}]}]}`))
		if err != nil {
			t.Fatal(err)
		}
		file, err := os.Open(filepath.Join(corpus(t), "gophish", c.file))
		if err != nil {
			t.Fatal(err)
		}
		got, err := formats().By(&m).Inspect(context.Background(), c.file, file, collect.Options{Format: "csv"})
		file.Close()
		if v, _ := got.Value("clicked"); err != nil || v.Number == nil || *v.Number != c.want {
			t.Errorf("%s: %+v, %v, want %v", c.file, got.Values, err, c.want)
		}
	}
}
