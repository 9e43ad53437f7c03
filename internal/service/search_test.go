package service_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/service"
)

// What someone of one unit finds is of that unit, at once after something moves between units, and as of earlier moments
// too: rights are those of now.
func TestSearchKeepsToTheUnit(t *testing.T) {
	for name, dsn := range databases(t) {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, dsn)
			b.must(b.declare(manager, base+doc("unit", "north", "North", "{level: team, parent: enterprise}")+doc("unit", "south", "South", "{level: team, parent: enterprise}")+
				doc("person", "n-1", "", "{full_name: Ada Fjell, function: guard, unit: north}")+doc("person", "s-1", "", "{full_name: Bo Fjell, function: guard, unit: south}")))
			all, err := b.View(t.Context(), manager, service.AsOf{})
			b.must(err)
			north, err := all.Record("unit", "north")
			b.must(err)
			auditor := access.Principal{Account: "01JBKBT1004D2QJ7MZ0FGA5S33", Role: access.Auditor, Unit: north.UID, Via: "test"}
			find := func(who access.Principal, query string, a service.AsOf) string {
				t.Helper()
				v, err := b.View(t.Context(), who, a)
				b.must(err)
				hits, err := v.Search(t.Context(), query, service.SearchOptions{})
				b.must(err)
				var out []string
				for _, h := range hits.Items {
					out = append(out, h.Title)
				}
				if hits.Total != len(out) {
					t.Errorf("%s counts %d and shows %v", query, hits.Total, out)
				}
				return strings.Join(out, ", ")
			}
			expect := func(when, got, want string) {
				t.Helper()
				if got != want {
					t.Errorf("%s: %q is found, not %q", when, got, want)
				}
			}
			for range 2 { // the second time what may be seen is known
				expect("the manager", find(manager, "fjell guard", service.AsOf{}), "Ada Fjell, Bo Fjell")
				expect("the auditor of north", find(auditor, "fjell guard", service.AsOf{}), "Ada Fjell")
			}
			before := service.AsOf{Text: "entry:1", Seq: b.Seq()}
			b.must(b.declare(manager, doc("person", "n-1", "", "{full_name: Ada Fjell, function: guard, unit: south}")+doc("person", "s-1", "", "{full_name: Bo Fjell, function: guard, unit: north}")))
			expect("after they changed places", find(auditor, "fjell", service.AsOf{}), "Bo Fjell")
			expect("about the time before", find(auditor, "fjell", before), "Bo Fjell")
			expect("the manager about the time before", find(manager, "unit:south", before), "Bo Fjell")
			_, err = b.Erase(t.Context(), access.Principal{Account: manager.Account, Role: access.Administrator, Via: "test"}, "person", "s-1", "asked for")
			b.must(err)
			expect("after the erasure", find(auditor, "fjell", service.AsOf{}), "")
			expect("after the erasure, about the time before", find(manager, "fjell", before), "Ada Fjell")
			expect("after the erasure, by function", find(auditor, "guard", service.AsOf{}), "P-04")
		})
	}
}

// A query that cannot be read is refused, also by kinds that are not there.
func TestSearchRefuses(t *testing.T) {
	b := newBench(t, filepath.Join(t.TempDir(), "steelyard.db"))
	v, err := b.View(t.Context(), manager, service.AsOf{})
	b.must(err)
	for _, query := range []string{"", "kind:wish", `"open`, "-x"} {
		if _, err := v.Search(t.Context(), query, service.SearchOptions{}); err == nil {
			t.Errorf("%q is not refused", query)
		}
	}
	if _, err := v.Search(t.Context(), "x", service.SearchOptions{Kinds: []string{"wish"}}); err == nil {
		t.Error("a kind that is not there is not refused")
	}
	if hits, err := v.Search(t.Context(), "x", service.SearchOptions{}); err != nil || hits.Total != 0 {
		t.Errorf("in an empty store %+v is found: %v", hits, err)
	}
}
