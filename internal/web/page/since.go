package page

import (
	"html/template"
	"math"
	"time"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
)

// Since is what the scores of a scorecard were on an earlier day, as they were known then, beside those of the page.
type Since struct {
	Day       time.Time
	Then, Now Score        // of the whole scorecard, with one decimal
	Change    *float64     // points between them as they are printed; nil: one of them has no band
	Moved     []MovedChild // perspectives that contribute more or less, before a cap, the largest difference first
	Rows      []SinceRow   // objectives, the largest change first, then those that came and went, then those that are the same
}

// SinceRow is one objective on two days.
type SinceRow struct {
	Ref
	Perspective   string
	Then, Now     Score    // with one decimal
	Change        *float64 // points between them as they are printed; nil: one of them has no band
	Before, After Attainment
	Was, Is       bool   // it counted then, and counts now
	Why           string // address of the reasons, without as_of; empty: none
}

// Move is what became of an objective between two days.
type Move string

// What can become of an objective.
const (
	Changed  Move = "changed" // its score is another
	Same     Move = "same"
	Came     Move = "came"     // it did not count then
	Went     Move = "went"     // it counts no more
	Gained   Move = "gained"   // it had no score then
	Lost     Move = "lost"     // it has no score now
	Unscored Move = "unscored" // it had none and has none
)

// Move tells what became of the objective.
func (r SinceRow) Move() Move {
	then, now := r.Then.Band != "", r.Now.Band != ""
	switch {
	case !r.Was:
		return Came
	case !r.Is:
		return Went
	case !then && !now:
		return Unscored
	case !then:
		return Gained
	case !now:
		return Lost
	case r.points() == 0:
		return Same
	}
	return Changed
}

// points is the change as it is printed; 0 where there is none.
func (r SinceRow) points() float64 {
	if r.Change == nil {
		return 0
	}
	return math.Round(*r.Change*10) / 10
}

// became says in words what became of an objective that has no change in points.
func (r SinceRow) became(f Frame) string {
	switch r.Move() {
	case Came:
		return f.t("since.came")
	case Went:
		return f.t("since.went")
	case Gained:
		return f.t("since.gained")
	case Lost:
		return f.t("since.lost")
	}
	return f.t("since.unscored")
}

// refs gives the objectives of which the same became.
func (s Since) refs(of Move) []Ref {
	var out []Ref
	for _, r := range s.Rows {
		if r.Move() == of {
			out = append(out, r.Ref)
		}
	}
	return out
}

// most gives the objectives that rose most, or fell most, by how much, and how many rose or fell at all.
func (s Since) most(sign float64) (refs []Ref, points float64, n int) {
	for _, r := range s.Rows {
		p := r.points() * sign
		if r.Move() != Changed || p <= 0 {
			continue
		}
		switch n++; {
		case p > points:
			refs, points = []Ref{r.Ref}, p
		case p == points:
			refs = append(refs, r.Ref)
		}
	}
	return refs, points, n
}

// listed are the rows of the table: those of which something became, as many as there is room for. It tells of how many more something
// did, and how many are the same.
func (s Since) listed() (rows []SinceRow, more, same int) {
	for _, r := range s.Rows {
		moved := r.Move() != Same && r.Move() != Unscored || r.Before != r.After
		switch {
		case !moved:
			same++
		case len(rows) < mostRows:
			rows = append(rows, r)
		default:
			more++
		}
	}
	return rows, more, same
}

// then says what the score of a node was.
func (n Node) then(f Frame) string {
	switch then := n.Then; {
	case then.Band == "" && then.Coverage != nil:
		return f.t("since.then-insufficient", words.F("coverage", f.share(then.Coverage)))
	case then.Band == "":
		return f.t("since.then-none")
	case then.Coverage != nil && f.share(then.Coverage) != f.share(n.Score.Coverage):
		return f.t("since.then-coverage", words.F("score", then.Text), words.T("band", then.Band.inText(f)), words.F("coverage", f.share(then.Coverage)))
	default:
		return f.t("since.then", words.F("score", then.Text), words.T("band", then.Band.inText(f)))
	}
}

// sinceFinding says what became of the score, where that came from, and of which objectives something else became.
func (p Scorecard) sinceFinding() template.HTML {
	s := p.Since
	out := []template.HTML{p.sinceScore(), p.sinceCoverage(), p.sinceParts(), p.sinceMost(1), p.sinceMost(-1)}
	if same := len(s.refs(Same)); same > 0 && len(s.refs(Changed)) == 0 {
		out = append(out, p.h("since.finding.unmoved", words.N(same)))
	}
	list := func(of Move, say func(n, list words.Arg) template.HTML) {
		if refs := s.refs(of); len(refs) > 0 {
			out = append(out, say(words.N(len(refs)), words.H("list", p.links(refs))))
		}
	}
	if len(s.refs(Came)) < len(s.Rows) { // else nothing counted then, which the first sentence says
		list(Came, func(n, list words.Arg) template.HTML { return p.h("since.finding.came", n, list) })
	}
	list(Went, func(n, list words.Arg) template.HTML { return p.h("since.finding.went", n, list) })
	list(Gained, func(n, list words.Arg) template.HTML { return p.h("since.finding.gained", n, list) })
	list(Lost, func(n, list words.Arg) template.HTML { return p.h("since.finding.lost", n, list) })
	return sentence(out...)
}

func (p Scorecard) sinceScore() template.HTML {
	s := p.Since
	since, then, now := words.T("since", p.date(s.Day)), words.H("then", p.scored(s.Then)), words.H("now", p.scored(s.Now))
	switch had, has := s.Then.Band != "", s.Now.Band != ""; {
	case !had && !has:
		return p.h("since.finding.none", since)
	case !had:
		return p.h("since.finding.new", since, now)
	case !has:
		return p.h("since.finding.lost-all", since, then)
	case s.Then.Text == s.Now.Text:
		return p.h("since.finding.same", since, now)
	case s.Change != nil && *s.Change < 0:
		return p.h("since.finding.fell", since, then, now)
	}
	return p.h("since.finding.rose", since, then, now)
}

// sinceCoverage says so where data cover more or less of the whole than then.
func (p Scorecard) sinceCoverage() template.HTML {
	then, now := p.Since.Then.Coverage, p.Since.Now.Coverage
	if then == nil || now == nil || p.share(then) == p.share(now) {
		return ""
	}
	args := []words.Arg{words.F("then", p.share(then)), words.F("now", p.share(now))}
	if *now > *then {
		return p.h("since.finding.coverage-up", args...)
	}
	return p.h("since.finding.coverage-down", args...)
}

// leastPart is the least contribution that a sentence names, in points: less would read as none.
const leastPart = 0.05

// sinceParts says which perspective a change of the score came from. It says nothing where a cap holds the score on one of the days, for then
// the contributions do not make it.
func (p Scorecard) sinceParts() template.HTML {
	s := p.Since
	if s.Change == nil || *s.Change == 0 || s.Then.Raw != "" || s.Now.Raw != "" {
		return ""
	}
	var with, against *MovedChild // the largest either way
	sum, n := 0.0, 0
	for i := range s.Moved {
		m := &s.Moved[i]
		if math.Abs(m.Points) < leastPart {
			continue
		}
		n++
		sum += m.Points
		switch {
		case m.Points**s.Change > 0 && (with == nil || math.Abs(m.Points) > math.Abs(with.Points)):
			with = m
		case m.Points**s.Change < 0 && (against == nil || math.Abs(m.Points) > math.Abs(against.Points)):
			against = m
		}
	}
	if with == nil || sum**s.Change <= 0 {
		return ""
	}
	part := []words.Arg{words.H("part", p.link(with.Ref)), words.F("points", p.num().Signed(with.Points))}
	var out template.HTML
	switch {
	case n == 1:
		out = p.h("since.finding.all-of-it", part...)
	case with.Points/sum > .5:
		out = p.h("since.finding.most-of-it", part...)
	default:
		out = p.h("since.finding.largest-part", part...)
	}
	if against != nil {
		out = sentence(out, p.h("since.finding.against", words.H("part", p.link(against.Ref)), words.F("points", p.num().Signed(against.Points))))
	}
	return out
}

// sinceMost names the objectives that rose most, or fell most.
func (p Scorecard) sinceMost(sign float64) template.HTML {
	refs, points, n := p.Since.most(sign)
	args := []words.Arg{words.H("list", p.links(refs)), words.D(points)}
	switch up := sign > 0; {
	case len(refs) == 0:
		return ""
	case up && n == 1:
		return p.h("since.finding.one-rose", args...)
	case up && len(refs) == 1:
		return p.h("since.finding.rose-most", args...)
	case up:
		return p.h("since.finding.rose-each", args...)
	case n == 1:
		return p.h("since.finding.one-fell", args...)
	case len(refs) == 1:
		return p.h("since.finding.fell-most", args...)
	}
	return p.h("since.finding.fell-each", args...)
}
