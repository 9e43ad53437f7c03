package web

import (
	"cmp"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/score"
	"github.com/steelyard-isms/steelyard/internal/service"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// compareParam asks for an earlier day beside that of the page.
const compareParam = "compare"

// earlier is the view of the day that a page compares with, as it was known then; without a view nothing is compared.
type earlier struct {
	*service.View
	asked service.AsOf
}

func (e earlier) asks() bool { return e.View != nil }

// compared opens the earlier day that the address asks for, and offers others; none where it asks for none. The scores that a page compares
// with are those that its own address shows for that day.
func (l *look) compared(r *http.Request) (earlier, error) {
	c := &page.Compare{Offered: from(l.frame.AsOf.Earliest, service.QuarterEnds(l.At, 4))}
	l.frame.AsOf.Compare = c
	text := r.URL.Query().Get(compareParam)
	l.frame.AsOf.Keep = slices.DeleteFunc(l.frame.AsOf.Keep, func(p page.Param) bool { return p.Name == compareParam })
	if text == "" {
		return earlier{}, nil
	}
	at, err := service.ParseEarlier(compareParam, text)
	if err != nil {
		return earlier{}, err
	}
	v, err := l.Earlier(r.Context(), compareParam, at)
	if err != nil {
		return earlier{}, err
	}
	c.Day, c.Asked = v.At, text
	return earlier{v, at}, nil
}

// since brings to a scorecard's page what its scores were on the earlier day, for a unit and those below it; for all where the unit is
// empty.
func (l *look) since(r *http.Request, p *page.Scorecard, card *record.Record, then earlier, unit record.UID) error {
	before, err := then.StatusWithin(r.Context(), then.At, unit)
	if err != nil {
		return err
	}
	now, err := l.StatusWithin(r.Context(), l.At, unit)
	if err != nil {
		return err
	}
	why, err := l.ExplainMore(r.Context(), card, service.Question{Since: then.asked, Scope: unit})
	if err != nil {
		return err
	}
	s := &page.Since{Day: then.At, Then: l.nodeScore(cardNode(before, card.UID), 1), Now: l.nodeScore(cardNode(now, card.UID), 1)}
	s.Change = printedChange(s.Then, s.Now)
	for _, c := range why.Change.Children {
		part := subjectRef(c.Subject)
		part.Path = sinceQuery(part.Path, then)
		s.Moved = append(s.Moved, page.MovedChild{Ref: part, Points: c.Contribution})
	}
	compareNode(&p.All, s.Then, s.Now, then)
	was, is := places(before, card.UID), places(now, card.UID)
	for i := range p.Perspectives {
		name := p.Perspectives[i].ID
		compareNode(&p.Perspectives[i].Node, l.nodeScore(was.nodes[name], 1), l.nodeScore(is.nodes[name], 1), then)
	}
	s.Rows = l.sinceRows(was, is, then)
	p.Since = s
	return nil
}

// compareNode says of a node what it was.
func compareNode(n *page.Node, was, is page.Score, then earlier) {
	n.Then, n.Change, n.Why = &was, printedChange(was, is), sinceQuery(n.Why, then)
}

// printedChange is the difference of two scores as they are printed; nil where one has no band.
func printedChange(then, now page.Score) *float64 {
	if then.Band == "" || now.Band == "" {
		return nil
	}
	a, errA := strconv.ParseFloat(then.Text, 64)
	b, errB := strconv.ParseFloat(now.Text, 64)
	if errA != nil || errB != nil {
		return nil
	}
	change := math.Round((b-a)*10) / 10
	return &change
}

// placed is what counts in a scorecard: its objectives with the titles of their perspectives, and the perspectives by name.
type placed struct {
	objectives map[record.UID]*evaluate.Objective
	under      map[record.UID]string
	nodes      map[string]*score.NodeResult
}

func places(s *evaluate.Status, card record.UID) placed {
	out := placed{map[record.UID]*evaluate.Objective{}, map[record.UID]string{}, map[string]*score.NodeResult{}}
	c := s.Scorecards[card]
	if c == nil {
		return out
	}
	for _, p := range c.Perspectives {
		out.nodes[p.Record.Name] = p.Node
		for _, o := range p.Objectives {
			out.objectives[o.Record.UID], out.under[o.Record.UID] = o, p.Record.Title
		}
	}
	return out
}

// sinceRows are the objectives of both days, the largest change first, then those of which something else became.
func (l *look) sinceRows(was, is placed, then earlier) []page.SinceRow {
	out := make([]page.SinceRow, 0, len(is.objectives))
	for uid, o := range is.objectives {
		row := page.SinceRow{Ref: ref(o.Record.Record), Perspective: is.under[uid], Now: l.nodeScore(o.Node, 1), After: attainment(o), Is: true,
			Why: sinceQuery(whyPath(o.Record.Kind, o.Record.Code), then)}
		if old := was.objectives[uid]; old != nil {
			row.Was, row.Then, row.Before = true, l.nodeScore(old.Node, 1), attainment(old)
			row.Change = printedChange(row.Then, row.Now)
		}
		out = append(out, row)
	}
	for uid, o := range was.objectives {
		if is.objectives[uid] == nil {
			out = append(out, page.SinceRow{Ref: l.gone(o, then), Perspective: was.under[uid], Then: l.nodeScore(o.Node, 1), Before: attainment(o), Was: true})
		}
	}
	slices.SortFunc(out, func(a, b page.SinceRow) int {
		return cmp.Or(moveRank(a)-moveRank(b), cmp.Compare(size(b), size(a)), len(a.Code)-len(b.Code), cmp.Compare(a.Code, b.Code))
	})
	return out
}

// gone points to an objective that counts no more: to its page, or where it is retired to that of the day on which it counted.
func (l *look) gone(o *evaluate.Objective, then earlier) page.Ref {
	out := ref(o.Record.Record)
	if r, ok := l.Find(o.Record.UID); ok && !r.Retired {
		return out
	}
	if l.frame.AsOf.Past { // every link of a page of the past leads to its own day
		out.Path = ""
	} else {
		out.Path += "?as_of=" + escape(then.asked.Text)
	}
	return out
}

func size(r page.SinceRow) float64 {
	if r.Change == nil {
		return 0
	}
	return math.Abs(*r.Change)
}

func moveRank(r page.SinceRow) int {
	return slices.Index([]page.Move{page.Changed, page.Came, page.Went, page.Gained, page.Lost, page.Same, page.Unscored}, r.Move())
}

// sinceQuery adds the earlier day to the address of reasons; that of another page remains.
func sinceQuery(path string, then earlier) string {
	if !strings.HasPrefix(path, page.PathWhy) {
		return path
	}
	join := "?"
	if strings.Contains(path, "?") {
		join = "&"
	}
	return path + join + "since=" + escape(then.asked.Text)
}
