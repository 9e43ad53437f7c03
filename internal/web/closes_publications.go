package web

import (
	"net/url"
	"strconv"

	"github.com/steelyard-isms/steelyard/internal/figures"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/scorecard"
	"github.com/steelyard-isms/steelyard/internal/service"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// Parameters of the page of a period-close: which publication it shows, and what it is set beside.
const (
	publishedParam = "published"
	againstParam   = "against"
)

// comparedParams are the parameters that the page of a record of a kind has besides those of all pages.
func comparedParams(kind string) []string {
	if kind == measure.PeriodCloseKind.Name {
		return []string{publishedParam, againstParam}
	}
	return nil
}

func compared(q url.Values) service.Comparison {
	return service.Comparison{Publication: q.Get(publishedParam), Against: q.Get(againstParam), Recompute: true}
}

// compareQuery asks for publications by their numbers; empty: nothing is asked.
func compareQuery(before string, published, against int) string {
	out := ""
	for _, x := range []struct {
		name   string
		number int
	}{{publishedParam, published}, {againstParam, against}} {
		if x.number > 0 {
			out += before + x.name + "=" + strconv.Itoa(x.number)
			before = "&"
		}
	}
	return out
}

// publications tells what each close published, where there was more than one or the period is open again.
func (l *look) publications(f *page.PeriodFigures, known *service.Published, r *record.Record) {
	if len(known.Kept) == 0 || len(known.Kept) == 1 && known.Closed {
		return
	}
	last := known.Kept[0]
	for i, k := range known.Kept {
		x := page.Publication{FigureFile: l.figureFile(k, r), Different: k.Different, Restated: k.Restated, Shown: i == known.Chosen}
		for _, c := range k.Document.Scorecards {
			row, _ := k.Document.Row(c.UID)
			latest, _ := last.Document.Row(c.UID)
			text, _, _ := l.figuresApart(row.Figure("score"), latest.Figure("score"), nil)
			s := page.PublishedScore{Ref: l.figureRef(c.Subject), Score: scoreSaid(text, bandOf(row), voidOf(c.Kind, row.Figure("score")))}
			s.Another = !figures.Same(row.Figure("score"), latest.Figure("score")) || row.Figure("band") != latest.Figure("band")
			x.Scores = append(x.Scores, s)
		}
		x.OfOne = k.Document.Of.Kind == scorecard.ScorecardKind.Name && len(x.Scores) == 1
		if k.Reopened != nil {
			x.ReopenedAt, x.ReopenedBy, x.ReopenedWhy = k.Reopened.RecordedAt, l.actor(k.Reopened.Actor), k.Reopened.Reason
		}
		x.Now = pathOf(r) + compareQuery("?", k.Number, 0)
		if i == 0 {
			x.Now = pathOf(r)
		} else {
			x.Latest = pathOf(r) + compareQuery("?", k.Number, last.Number)
		}
		f.Publications = append(f.Publications, x)
	}
	f.Chosen = known.Chosen > 0 || known.Against != service.AgainstNow
}
