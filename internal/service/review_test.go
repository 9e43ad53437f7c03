package service_test

import (
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/service"
)

// The review of a measure is on Expiring, and on Today of its owner when it is near; what was decided to be retired stays on both until it is.
func TestReviewsOfMeasuresRunOut(t *testing.T) {
	b := newBench(t, databases(t)["sqlite"])
	now := func(review string) {
		t.Helper()
		b.must(b.declare(manager, base+doc("measure", "m", "M", "{unit: enterprise, owner: p-01, period_days: 30, review: {interval: P1Y"+review+"}, "+oneScale+"}")))
	}
	told := func() (expiring, today string) {
		t.Helper()
		owner := manager
		view, err := b.View(t.Context(), owner, service.AsOf{})
		b.must(err)
		p, ok := view.Named("person", "p-01")
		if !ok {
			t.Fatal("no person")
		}
		owner.Person = p.UID
		view, err = b.View(t.Context(), owner, service.AsOf{})
		b.must(err)
		all, err := view.Expiring(t.Context())
		b.must(err)
		day, err := view.Today(t.Context())
		b.must(err)
		for list, to := range map[*[]*service.Expiry]*string{&all: &expiring, &day.Endings: &today} {
			for _, e := range *list {
				if e.Record != nil && e.Record.Kind == "measure" {
					*to += e.Field + " " + e.Day.String()
				}
			}
		}
		return expiring, today
	}
	for _, c := range []struct{ review, expiring, today string }{
		{"", "", ""},
		{", next: 2025-06-01", "review 2025-06-01", ""},
		{", next: 2025-02-01", "review 2025-02-01", "review 2025-02-01"},
		{", held: [{on: 2024-01-20, by: p-01, verdict: keep, reason: used}]", "review 2025-01-20", "review 2025-01-20"},
		{", held: [{on: 2025-01-14, by: p-01, verdict: act, reason: too coarse}]", "review 2025-01-14", "review 2025-01-14"},
		{", next: 2025-06-01, held: [{on: 2025-01-14, by: p-01, verdict: act, reason: too coarse}]", "review 2025-06-01", ""},
		{", held: [{on: 2025-01-13, by: p-01, verdict: act, reason: too coarse}, {on: 2025-01-14, by: p-01, verdict: keep, reason: finer now}]", "review 2026-01-14", ""},
		{", held: [{on: 2024-01-20, by: p-01, verdict: keep, reason: used}, {on: 2025-01-10, by: p-01, verdict: retire, reason: nobody asks}]", "review 2025-01-10", "review 2025-01-10"},
	} {
		now(c.review)
		if expiring, today := told(); expiring != c.expiring || today != c.today {
			t.Errorf("with the review {interval: P1Y%s} Expiring has %q, Today %q", c.review, expiring, today)
		}
	}
	b.pass(90 * 24 * time.Hour)
	if expiring, today := told(); expiring != "review 2025-01-10" || today != expiring {
		t.Errorf("what was to be retired three months ago is forgotten: %q, %q", expiring, today)
	}
	_, err := b.Declare(t.Context(), manager, []record.Change{{Declaration: record.Declaration{Kind: "measure", Name: "m"}, Retire: true}}, "nobody asks")
	b.must(err)
	if expiring, today := told(); expiring != "" || today != "" {
		t.Errorf("it is retired, and still due: %q, %q", expiring, today)
	}
}
