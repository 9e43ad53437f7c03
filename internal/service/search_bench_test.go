package service_test

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/kinds"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/service"
	"github.com/steelyard-isms/steelyard/internal/store"
)

// Search as every door asks for it, with the gate's word on each record that counts: 100,000 records, for someone who may
// see all of the organisation and for someone of one unit in ten.
func BenchmarkSearch(b *testing.B) {
	s, err := store.Open(b.Context(), store.Options{DSN: filepath.Join(b.TempDir(), "steelyard.db"), Registry: kinds.Registry()})
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	svc, err := service.New(service.Options{Store: s})
	if err != nil {
		b.Fatal(err)
	}
	r := rand.New(rand.NewPCG(1, 1))
	words := make([]string, 5000)
	for i := range words {
		for range 3 + r.IntN(6) {
			words[i] += string("etaoinshrdlucmfwypvbgk"[min(21, int(r.ExpFloat64()*6))])
		}
	}
	text := func(n int) string {
		var out []string
		for range n {
			out = append(out, words[min(len(words)-1, int(r.ExpFloat64()*400))])
		}
		return strings.Join(out, " ")
	}
	const n, units = 100_000, 10
	declare := func(changes []record.Change) {
		if _, err := svc.Declare(b.Context(), manager, changes, "test"); err != nil {
			b.Fatal(err)
		}
	}
	spec := func(fields ...any) record.Tree {
		out := map[string]any{}
		for i := 0; i < len(fields); i += 2 {
			out[fields[i].(string)] = fields[i+1]
		}
		return out
	}
	changes := []record.Change{{Declaration: record.Declaration{Kind: "unit", Name: "all", Title: "All", Spec: spec("level", "organisation")}}}
	for i := range units {
		changes = append(changes, record.Change{Declaration: record.Declaration{Kind: "unit", Name: fmt.Sprint("u-", i), Title: fmt.Sprint("Unit ", i), Spec: spec("level", "team", "parent", "all")}})
	}
	declare(changes)
	for i := 0; i < n; {
		changes = nil
		for ; i < n && len(changes) < 10_000; i++ {
			changes = append(changes, record.Change{Declaration: record.Declaration{Kind: "person", Name: fmt.Sprintf("s-%06d", i), Spec: spec("full_name", "Xx "+text(2), "function", text(12), "unit", fmt.Sprint("u-", i%units))}})
		}
		declare(changes)
	}
	unit, _ := s.Snapshot().Lookup("unit", "u-3")
	self, _ := s.Snapshot().Lookup("person", "s-000003")
	svc.PrepareSearch()
	for _, who := range []struct {
		title string
		access.Principal
	}{
		{"organisation", access.Principal{Account: "01JBKBT1004D2QJ7MZ0FGA5S32", Role: access.Auditor, Person: self.UID, Via: "test"}},
		{"unit", access.Principal{Account: "01JBKBT1004D2QJ7MZ0FGA5S32", Role: access.Auditor, Person: self.UID, Unit: unit.UID, Via: "test"}},
	} {
		for _, query := range []string{words[3], words[900], "e", words[100][:3], words[3] + " " + words[20], "function:e", "unit:u-3", "kind:person"} {
			b.Run(who.title+"/"+query, func(b *testing.B) {
				var total int
				var slowest time.Duration
				for b.Loop() {
					began := time.Now()
					v, err := svc.View(b.Context(), who.Principal, service.AsOf{})
					if err != nil {
						b.Fatal(err)
					}
					hits, err := v.Search(b.Context(), query, service.SearchOptions{})
					if err != nil {
						b.Fatal(err)
					}
					total, slowest = hits.Total, max(slowest, time.Since(began))
				}
				b.ReportMetric(float64(total), "hits")
				b.ReportMetric(float64(slowest.Milliseconds()), "slowest-ms")
			})
		}
	}
}
