package service_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/service"
)

// compare asks for what was published of last year by a comparison.
func (b *bench) compare(wish service.Comparison) (*service.Published, error) {
	b.t.Helper()
	v, err := b.View(b.t.Context(), manager, service.AsOf{})
	b.must(err)
	r, err := v.Record("period-close", "last-year")
	b.must(err)
	return v.Published(b.t.Context(), r, wish)
}

// closedTwice is a year that was published, corrected, opened again, corrected and published again.
func closedTwice(t *testing.T) *bench {
	b := yearBench(t, filepath.Join(t.TempDir(), "steelyard.db"))
	b.must(b.close("last-year"))
	b.pass(24 * time.Hour)
	b.must(b.value("mfa", "2024-12-31", 60, "", "counted again"))
	b.must(b.move(director, "reopen", "the auditors counted again", "last-year"))
	b.must(b.value("mfa", "2024-12-31", 95, "", "counted a third time"))
	b.pass(24 * time.Hour)
	b.must(b.close("last-year"))
	return b
}

// A second close does not hide the first: what it published, why the period was opened again and what reached into it after the first close stay, and any two publications can be compared.
func TestClosedAgain(t *testing.T) {
	b := closedTwice(t)
	p, err := b.compare(service.Comparison{})
	b.must(err)
	if len(p.Kept) != 2 || p.Chosen != 0 || p.Against != service.AgainstNow || p.Restated != 0 || len(p.Compared(false)) != 0 {
		t.Fatalf("after the second close: %+v", p)
	}
	first := p.Kept[1]
	if first.Number != 1 || first.Restated != 1 || first.Different == 0 || first.Reopened == nil || first.Reopened.Reason != "the auditors counted again" || first.Entry.Reason != "final" || p.Kept[0].Reopened != nil {
		t.Errorf("of the first publication is told %+v", first)
	}
	score := func(p *service.Published, other bool) string {
		d := p.Document
		if other {
			d = p.Other
		}
		row, _ := d.Row(d.Of.UID)
		return fmt.Sprintf("%.0f", *row.Figure("score").Number)
	}
	for _, c := range []struct {
		wish        service.Comparison
		then, other string
		differ      bool
	}{
		{service.Comparison{}, "70", "70", false},
		{service.Comparison{Publication: "1"}, "61", "70", true},
		{service.Comparison{Publication: "1", Against: "2"}, "61", "70", true},
		{service.Comparison{Publication: "latest", Against: "1"}, "70", "61", true},
		{service.Comparison{Publication: first.SHA256, Against: "1"}, "61", "61", false},
		{service.Comparison{Publication: "2", Against: "now"}, "70", "70", false},
	} {
		got, err := b.compare(c.wish)
		if err != nil {
			t.Errorf("%+v: %v", c.wish, err)
			continue
		}
		if score(got, false) != c.then || score(got, true) != c.other || (len(got.Compared(false)) > 0) != c.differ {
			t.Errorf("%+v sets %s beside %s, in %d figures", c.wish, score(got, false), score(got, true), len(got.Compared(false)))
		}
	}
	if again, err := b.compare(service.Comparison{Publication: "1", Recompute: true}); err != nil || len(again.Recomputed.Differences) > 0 {
		t.Errorf("the first publication is computed again as %+v, %v", again, err)
	}
	for _, wish := range []service.Comparison{{Publication: "3"}, {Publication: "0"}, {Against: strings.Repeat("a", 64)}} {
		if _, err := b.compare(wish); !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Of(err).Fields[0].Remedy, "from 1 to 2") {
			t.Errorf("%+v is answered with %v", wish, err)
		}
	}
	list := b.restatements("last-year")
	if len(list) != 1 || list[0].Reason != "counted again" || list[0].After != 1 {
		t.Errorf("after the second close the restatements of the first are %+v", list)
	}
	b.must(b.value("mfa", "2024-12-31", 96, "", "counted a fourth time"))
	if list = b.restatements("last-year"); len(list) != 2 || list[0].After != 2 || list[1].After != 1 {
		t.Errorf("restatements of both closes are %+v", list)
	}
}

// While a period is open again, pages of its days still say what was published of it.
func TestReopenedPeriodIsTold(t *testing.T) {
	b := yearBench(t, filepath.Join(t.TempDir(), "steelyard.db"))
	b.must(b.close("last-year"))
	b.must(b.move(director, "reopen", "counted again", "last-year"))
	b.must(b.value("mfa", "2024-12-31", 60, "", ""))
	b.pass(time.Hour)
	r, ok := b.store.Snapshot().Lookup(measure.MeasureKind.Name, "mfa")
	if !ok {
		t.Fatal("no measure")
	}
	v, err := b.View(t.Context(), manager, service.AsOf{Text: "2024-12-31", At: time.Date(2024, 12, 31, 23, 0, 0, 0, time.UTC)})
	b.must(err)
	note, err := v.Closed(t.Context(), r)
	b.must(err)
	if note == nil || !note.Reopened || !note.Differs || *note.Then.Figure("value").Number != 92 || *note.Now.Figure("value").Number != 60 {
		t.Errorf("of a day of a year that is open again is told %+v", note)
	}
	present, err := b.View(t.Context(), manager, service.AsOf{})
	b.must(err)
	if note, err := present.Closed(t.Context(), r); err != nil || note != nil || len(present.ClosedPeriods()) > 0 {
		t.Errorf("of today is told %+v, %v", note, err)
	}
	if got := titlesOf(v.ClosedPeriods()); got != "Last year" {
		t.Errorf("the day lies in %q", got)
	}
}

func titlesOf(list []*record.Record) string {
	var out []string
	for _, r := range list {
		out = append(out, r.Title)
	}
	return strings.Join(out, ", ")
}

// A period that goes on waits for nobody: neither Today nor its moves offer to close it before its last day is over, and they say from which day on.
func TestAPeriodIsOfferedOnceItIsOver(t *testing.T) {
	b := yearBench(t, filepath.Join(t.TempDir(), "steelyard.db"))
	year := b.clock().Year()
	b.must(b.declare(manager, doc("period-close", "this-year", "This year", strings.ReplaceAll(lastYear, "2024", fmt.Sprint(year)))))
	offered := func() (today int, move service.OpenMove) {
		t.Helper()
		v, err := b.View(t.Context(), director, service.AsOf{})
		b.must(err)
		day, err := v.Today(t.Context())
		b.must(err)
		for _, x := range day.Approvals {
			if x.Record.Name == "this-year" {
				today++
			}
		}
		r, err := v.Record("period-close", "this-year")
		b.must(err)
		open, err := v.Moves(r)
		b.must(err)
		return today, open[0]
	}
	today, move := offered()
	if today != 0 || move.May || move.From.String() != fmt.Sprintf("%d-01-01", year+1) || !strings.Contains(move.Why, move.From.String()) {
		t.Errorf("before its end it is offered: %d, %+v", today, move)
	}
	b.pass(time.Date(year+1, 1, 1, 0, 0, 1, 0, time.UTC).Sub(b.clock()))
	if today, move = offered(); today != 1 || !move.May || !move.From.IsZero() || move.Why != "" {
		t.Errorf("after its end it is not offered: %d, %+v", today, move)
	}
}
