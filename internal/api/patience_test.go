package api

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/collect"
	"github.com/steelyard-isms/steelyard/internal/kinds"
	"github.com/steelyard-isms/steelyard/internal/query"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/service"
	"github.com/steelyard-isms/steelyard/internal/store"
)

// A table is looked for no longer than a list, so that a dear filter over everything does not keep the server busy; one without
// a filter takes as long as its reader needs.
func TestATableIsLookedForAsLongAsAList(t *testing.T) {
	s, err := store.Open(t.Context(), store.Options{DSN: filepath.Join(t.TempDir(), "steelyard.db"), Registry: kinds.Registry(), Clock: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	svc, err := service.New(service.Options{Store: s, Formats: collect.NewFormats(), Clock: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	var changes []record.Change
	for _, name := range units(300) {
		changes = append(changes, record.Change{Declaration: record.Declaration{Kind: "unit", Name: name, Title: name, Spec: map[string]any{"level": "team"}}})
	}
	who := access.Console("cli")
	if _, err := svc.Declare(t.Context(), who, changes, ""); err != nil {
		t.Fatal(err)
	}
	v, err := svc.View(t.Context(), who, service.AsOf{})
	if err != nil {
		t.Fatal(err)
	}
	k, _ := svc.Registry().Kind("unit")
	filter, err := query.ParseFilter(k, "true")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		filter   *query.Filter
		patience time.Duration
		late     bool
	}{{filter, -1, true}, {filter, time.Hour, false}, {nil, -1, false}} {
		found := 0
		for _, err = range sought(t.Context(), v, service.Listing{Kind: "unit", Filter: c.filter}, c.patience) {
			if err != nil {
				break
			}
			found++
		}
		if errors.Is(err, context.DeadlineExceeded) != c.late || !c.late && found != len(changes) || c.late && found > 0 {
			t.Errorf("with a filter: %t, patience %s: %d found, and %v", c.filter != nil, c.patience, found, err)
		}
	}
}

func units(n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = "u-" + string(rune('a'+i/26%26)) + string(rune('a'+i%26))
	}
	return out
}
