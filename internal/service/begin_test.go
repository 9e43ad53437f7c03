package service_test

import (
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/org"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/scorecard"
	"github.com/steelyard-isms/steelyard/internal/service"
)

// A programme begins in one entry with all that measures need, and only once; what is wrong is told at the answer that is wrong, and leaves nothing behind.
func TestAProgrammeBegins(t *testing.T) {
	for name, dsn := range databases(t) {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, dsn)
			if at, err := b.Since(t.Context()); err != nil || !at.IsZero() {
				t.Errorf("an empty store knows since %v, %v", at, err)
			}
			begins := func(who access.Principal, wish service.Beginning) (service.Applied, error) {
				return b.Apply(t.Context(), who, service.Wish{Changes: func(v *service.View) ([]record.Change, error) { return service.Begin(v, wish) }})
			}
			whole := service.Beginning{Organisation: "Nordwind Netze", FullName: "Ada Nordmann", Function: "ISMS manager", FiscalYearBegins: 4, TimeZone: "Europe/Berlin", Scorecard: "Security",
				Perspectives: []service.BeginningPerspective{{Title: "Worth", Question: "What is it worth?"}, {Title: "Process", Question: "Does it work?"}}}
			for _, c := range []struct {
				change func(*service.Beginning)
				want   string
			}{
				{func(w *service.Beginning) { w.Organisation = " " }, "organisation"},
				{func(w *service.Beginning) { w.FullName = "" }, "full_name"},
				{func(w *service.Beginning) { w.Function = "Nordmann's place" }, "function"},
				{func(w *service.Beginning) { w.FiscalYearBegins = 13 }, "fiscal_year_begins"},
				{func(w *service.Beginning) { w.TimeZone = "Europe/Nowhere" }, "time_zone"},
			} {
				wish := whole
				c.change(&wish)
				if _, err := begins(manager, wish); !strings.Contains(faultsOf(err), c.want) {
					t.Errorf("instead of %s: %v %s", c.want, err, faultsOf(err))
				}
			}
			if _, err := begins(access.Principal{Role: access.Auditor}, whole); !fault.Is(err, fault.Forbidden) {
				t.Errorf("an auditor begins: %v", err)
			}
			if v, err := b.View(t.Context(), manager, service.AsOf{}); err != nil || v.Begun() {
				t.Fatalf("what was refused left something behind: %v", err)
			}
			done, err := begins(manager, whole)
			b.must(err)
			v := done.View
			unit, is := v.Organisation()
			if !is || unit.Title != "Nordwind Netze" || unit.Spec.FiscalYearBegins != 4 || unit.Spec.TimeZone != "Europe/Berlin" || !v.Begun() {
				t.Errorf("the organisation is %+v", unit.Spec)
			}
			if p, ok := service.Get[org.Person](v, done.Outcomes[1].Record.UID); !ok || p.Spec.FullName != "Ada Nordmann" || p.Name != "isms-manager" || p.Spec.Unit.UID() != unit.UID {
				t.Errorf("whoever begins is %+v", p)
			}
			views := 0
			for p := range service.All[scorecard.Perspective](v) {
				if w, _ := p.Spec.Weight.On(civil.OfTime(v.At)); w != 50 {
					t.Errorf("%s weighs %v of 100", p.Title, w)
				}
				views++
			}
			if views != 2 || v.Count(scorecard.ScorecardKind.Name) != 1 {
				t.Errorf("there are %d perspectives", views)
			}
			if _, err := begins(manager, whole); !fault.Is(err, fault.Conflict) {
				t.Errorf("it begins again: %v", err)
			}
			if at, err := b.Since(t.Context()); err != nil || time.Since(at) < 0 || !at.Equal(done.Outcomes[0].Record.RecordedAt) {
				t.Errorf("it is known since %v and not since it began, %v", at, err)
			}
		})
	}
}
