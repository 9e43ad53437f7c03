package web

import (
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/steelyard-isms/steelyard/internal/explain"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/score"
	"github.com/steelyard-isms/steelyard/internal/service"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// why answers with the reasons of a score, and with what has changed it since a day: a month ago unless asked.
func (s *site) why(w http.ResponseWriter, r *http.Request) error {
	l, err := s.look(r, "since")
	if err != nil {
		return err
	}
	kind := r.PathValue("kind")
	if !hasStatus(kind) {
		return fault.New(fault.NotFound, "there is no page at this address")
	}
	rec, err := l.Record(kind, r.PathValue("ref"))
	if err != nil {
		return err
	}
	l.begun(rec.UID.Created())
	if err := l.fillClosed(r.Context(), rec); err != nil {
		return err
	}
	asked := r.URL.Query().Get("since")
	if asked == "" {
		asked = l.At.AddDate(0, -1, 0).Format(time.DateOnly)
	}
	since, err := service.ParseSince(asked)
	if err != nil {
		return err
	}
	why, err := l.ExplainMore(r.Context(), rec, service.Question{Since: since, Quarters: periods, Scope: l.scope})
	if err != nil {
		return err
	}
	p := page.Why{Frame: l.frame, Ref: subjectRef(why.Subject), Kind: kind, Score: l.shownScore(why.Shown, why.Band), Since: why.Change.Since, Sentences: why.Explanation,
		Then: l.shownScore(why.Change.Shown, why.Change.Band)}
	if why.Scope != nil {
		p.Within = why.Scope.Title
	}
	if p.Beside, err = l.besideClosed(r.Context(), rec, p.Since, p.Then); err != nil {
		return err
	}
	p.Score.Counted = why.Measure != nil && why.Measure.CountedOnly
	if e := why.Change.Effects; e != nil {
		for _, x := range []struct{ of, shown string }{{"data", e.Shown.Data}, {"definition", e.Shown.Definition}, {"weights", e.Shown.Weights}, {"structure", e.Shown.Structure}, {"total", e.Shown.Total}} {
			points, err := strconv.ParseFloat(x.shown, 64)
			if err != nil {
				return err
			}
			p.Effects = append(p.Effects, page.Effect{Of: x.of, Points: points})
		}
	}
	for _, c := range why.Change.Children {
		if math.Abs(c.Contribution) < leastMove {
			continue
		}
		p.Moved = append(p.Moved, page.MovedChild{Ref: subjectRef(c.Subject), Then: l.scoreOf(c.Then), Now: l.scoreOf(c.Now), Points: c.Contribution})
	}
	for _, q := range why.Past {
		p.Past = append(p.Past, page.PastScore{Day: q.Day.Time(), Kept: q.Kept, Restated: q.Restated, Then: l.scoreOf(q.Then), Now: l.scoreOf(q.Now)})
	}
	return show(w, r, http.StatusOK, p)
}

// leastMove is the least change of a contribution that a page shows: less would read as none.
const leastMove = 0.05

func hasStatus(kind string) bool {
	for _, k := range explain.Kinds() {
		if k.Name == kind {
			return true
		}
	}
	return false
}

// subjectRef points to the page of a record, or of the reasons of one that has no page of its own.
func subjectRef(s explain.Subject) page.Ref {
	out := page.Ref{Code: s.Code, Name: s.Title}
	if out.Name == "" {
		out.Name = s.Name
	}
	switch s.Kind {
	case "objective":
		out.Path = page.PathObjectives + "/" + s.Code
	case "measure":
		out.Path = page.PathMeasures + "/" + s.Code
	case "scorecard":
		out.Path = "/scorecards/" + s.Code
	case "perspective":
		out.Path = whyPath(s.Kind, s.Code)
	}
	return out
}

func whyPath(kind, code string) string { return page.PathWhy + kind + "/" + code }

// shownScore is a score; where too little has reported for a band, it is none.
func (l *look) shownScore(text, band string) page.Score {
	if band == "" {
		return page.Score{}
	}
	return page.Score{Text: l.language().Style().Figure(text), Band: page.Band(band)}
}

func (l *look) scoreOf(x *float64) page.Score {
	if x == nil {
		return page.Score{}
	}
	return l.shownScore(l.shown(*x, 1), string(score.BandOf(*x)))
}
