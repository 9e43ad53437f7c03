package web

import (
	"cmp"
	"math"
	"slices"

	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/org"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/service"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// since says of a unit what its score was on the earlier day, and what most of the change came from: the same figures as the page of the unit has
// beside that day, and the API for it as a scope.
func (c *comparison) since(row *page.UnitRow, unit record.UID, then earlier) {
	l := c.l
	s := &page.SinceRow{Ref: row.Ref, Now: row.Score}
	row.Since = s
	if c.card == nil {
		return
	}
	before, now := c.before[unit], c.now[unit]
	s.Was, s.Is = counts(before), counts(now)
	if s.Was {
		s.Then = l.nodeScore(cardNode(before, c.card.UID), 1)
	}
	s.Change = printedChange(s.Then, s.Now)
	if row.Change = s.Change; s.Was || s.Is {
		s.Why = sinceQuery(whyPath(c.card.Kind, c.card.Code)+"?scope="+row.Code, then)
	}
	if s.Move() != page.Changed {
		return
	}
	if row.Capped = s.Then.Raw != "" || s.Now.Raw != ""; !row.Capped {
		row.Cause = mostOf(parts(before.Scorecards[c.card.UID]), parts(now.Scorecards[c.card.UID]), *s.Change)
	}
}

// counts tells whether a unit has objectives to be scored by.
func counts(s *evaluate.Status) bool {
	if s != nil {
		for _, o := range s.Objectives {
			if !o.Waits {
				return true
			}
		}
	}
	return false
}

// contributed is what a perspective brings to a scorecard, in points of the score before a cap.
type contributed struct {
	of     *record.Record
	points float64
}

func parts(c *evaluate.Scorecard) map[record.UID]contributed {
	out := map[record.UID]contributed{}
	if c == nil {
		return out
	}
	for _, p := range c.Perspectives {
		if p.Edge != nil {
			out[p.Record.UID] = contributed{p.Record.Record, p.Edge.Contribution.Or(0)}
		}
	}
	return out
}

// mostOf tells what moved a score: the part that moved it most the way in which it changed, and the one that moved it most the other way.
func mostOf(then, now map[record.UID]contributed, change float64) *page.Cause {
	var all []page.MovedChild
	for uid, x := range now {
		all = append(all, page.MovedChild{Ref: ref(x.of), Points: x.points - then[uid].points})
	}
	for uid, x := range then {
		if _, stays := now[uid]; !stays {
			all = append(all, page.MovedChild{Ref: ref(x.of), Points: -x.points})
		}
	}
	all = slices.DeleteFunc(all, func(m page.MovedChild) bool { return math.Abs(m.Points) < leastPart })
	slices.SortFunc(all, func(a, b page.MovedChild) int {
		return cmp.Or(cmp.Compare(math.Abs(b.Points), math.Abs(a.Points)), cmp.Compare(a.Code, b.Code))
	})
	sum := 0.0
	out := page.Cause{Only: len(all) == 1}
	for i, m := range all {
		sum += m.Points
		switch with := m.Points*change > 0; {
		case with && out.Most == nil:
			out.Most = &all[i]
		case !with && out.Against == nil:
			out.Against = &all[i]
		}
	}
	if out.Most == nil || sum*change <= 0 {
		return nil
	}
	out.Half = out.Most.Points/sum > .5
	return &out
}

// leastPart is the least contribution that is named, in points: less would read as none.
const leastPart = 0.05

// gone are the units that had a score on the earlier day, and are there no more.
func (c *comparison) gone(then earlier) []page.UnitRow {
	var out []page.UnitRow
	there := map[record.UID]bool{}
	for u := range service.All[org.Unit](c.l.View) {
		there[u.UID] = true
	}
	for u := range service.All[org.Unit](then.View) {
		if there[u.UID] || c.card == nil || !counts(c.before[u.UID]) {
			continue
		}
		row := page.UnitRow{Ref: ref(u.Record)}
		if row.Path += "?as_of=" + escape(then.asked.Text); c.l.frame.AsOf.Past { // every link of a page of the past leads to its own day
			row.Path = ""
		}
		row.Since = &page.SinceRow{Ref: row.Ref, Was: true, Then: c.l.nodeScore(cardNode(c.before[u.UID], c.card.UID), 1)}
		out = append(out, row)
	}
	slices.SortFunc(out, func(a, b page.UnitRow) int { return byCode(a.Code, b.Code) })
	return out
}
