package page

import (
	"context"
	"io"
	"iter"
	"net/url"
	"strings"
	"time"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/web/chart"
)

// Scorecard is the page that answers: are we on plan, how sure are we, where not?
type Scorecard struct {
	Frame
	All          Node          // the whole scorecard; its Ref is not shown
	Perspectives []Perspective // in the organisation's order; empty: nothing is declared yet
	Attention    bool          // show only objectives that need attention; the address says show=attention
	Filtered     string        // address of the page that the filter is of, without as_of; empty: the scorecard's
	Since        *Since        // what the scores were on an earlier day, which then stand in the place of the objectives' plans; nil: nothing is compared
	// Complete fills in what the table shows of an objective; nil: the rows have it. The others need to say only who they are, where they
	// stand, since when they are silent, and whether nothing of them is in force.
	Complete func(*ObjectiveRow)
}

// Node is a score with its past: the scorecard or a perspective.
type Node struct {
	Score   Score
	Change  *float64   // points against the end of the quarter before; nil: not known
	History []*float64 // scores at the last eight quarter ends, oldest first, 0 to 100; nil: none then
	Why     string     // address of the reasons, without as_of; empty: none
	Then    *Score     // on the day that the page compares with, with one decimal, which Change is against; nil: nothing is compared
}

// Perspective is one perspective with its objectives.
type Perspective struct {
	Node
	ID         string // letters, digits and dashes; unique on the page, for links within it
	Name       string
	Question   string   // what the perspective asks; empty: none
	Weight     *float64 // share of the whole, 0 to 1
	Objectives []ObjectiveRow
}

// ObjectiveRow is one objective in a table.
type ObjectiveRow struct {
	Ref
	Measure     string // name of the measure whose value stands in the row
	Perspective string // name, for lists that are not grouped
	Now         Figure
	LastAt      time.Time // day of the last value, where Now has none; zero: never
	Plan        Figure    // what the plan wants by now
	Target      Figure
	TargetText  string     // a target that is no single figure, as in "8 to 10%"; it replaces Target
	Progress    *float64   // share of the way from baseline to target now, 0 to 1 and beyond; nil: no value
	Expected    *float64   // share of the way that the plan wants by now; nil: no plan by dates
	History     []*float64 // progress at the last eight quarter ends, oldest first; nil is a gap
	Owner       string
	Due         time.Time
	Score       Score
	Waits       bool   // nothing of it is in force: it counts in nothing
	State       string // that nothing of it is in force, or that a later version waits; empty: neither
	Attainment  Attainment
	Deviation   *float64 // Progress less Expected; nil: unknown
}

func (r *ObjectiveRow) needsAttention() bool {
	return NeedsAttention(r.Attainment, r.Score.Band)
}

func (r ObjectiveRow) target(f Frame) string {
	if r.TargetText != "" {
		return r.TargetText
	}
	return f.figure(r.Target)
}

// bullet names the finding in the drawing.
func (r ObjectiveRow) bullet(f Frame) chart.SVG {
	args := []words.Arg{words.T("measure", r.Measure), words.F("now", f.figure(r.Now)), words.F("plan", f.figure(r.Plan)),
		words.F("target", r.target(f)), words.T("attainment", r.Attainment.word(f))}
	name := f.t("scorecard.bullet.name", args...)
	if r.Progress == nil {
		name = f.t("scorecard.bullet.missing", args...)
	}
	missing := f.t("scorecard.bullet.no-value")
	switch {
	case r.Attainment == NoTarget:
		name, missing = f.t("scorecard.bullet.bare", args...), f.t("scorecard.bullet.no-target")
	case r.Now.known():
		missing = f.t("scorecard.bullet.no-scale")
	}
	return chart.Bullet{Progress: r.Progress, Expected: r.Expected, Aimless: r.Attainment == NoTarget, Tone: r.Attainment.tone(), Missing: missing, Name: name}.SVG()
}

func (r ObjectiveRow) trend(f Frame) chart.SVG {
	items := make([]string, len(r.History))
	for i, v := range r.History {
		items[i] = f.t("figure.gap")
		if v != nil {
			items[i] = f.num().Fixed(*v*100, 0, false) + "%"
		}
	}
	return chart.Spark{Values: r.History, Tone: r.Attainment.tone(), Name: f.t("scorecard.trend.name", words.T("list", strings.Join(items, ", ")))}.SVG()
}

// trend draws the scores of a node on the whole scale.
func (n Node) trend(f Frame, width int) chart.SVG {
	low, high := 0.0, 100.0
	return chart.Spark{Values: n.History, Low: &low, High: &high, Tone: chart.Ink, Area: true, Width: width, Height: 34, Name: n.trendName(f)}.SVG()
}

// spark draws the scores of a measure in a table.
func (n Node) spark(f Frame, tone chart.Tone) chart.SVG {
	low, high := 0.0, 100.0
	return chart.Spark{Values: n.History, Low: &low, High: &high, Tone: tone, Name: n.trendName(f)}.SVG()
}

func (n Node) trendName(f Frame) string {
	items := make([]string, len(n.History))
	for i, v := range n.History {
		items[i] = f.t("figure.gap")
		if v != nil {
			items[i] = f.num().Fixed(whole(*v), 0, false)
		}
	}
	return f.t("scorecard.tile.trend", words.T("list", strings.Join(items, ", ")))
}

// counts is how many objectives stand where.
type counts struct{ onPlan, achieved, atRisk, offPlan, missed, noData, noTarget, attention, all int }

func count(rows []ObjectiveRow) counts {
	var c counts
	for i := range rows {
		c.take(&rows[i])
	}
	return c
}

func (c *counts) take(r *ObjectiveRow) {
	c.add(r.Attainment)
	if r.needsAttention() {
		c.attention++
	}
}

// countAll counts where objectives stand, and not which need attention.
func countAll(where []Attainment) counts {
	var c counts
	for _, a := range where {
		c.add(a)
	}
	return c
}

func (c *counts) add(a Attainment) {
	c.all++
	switch a {
	case OnPlan:
		c.onPlan++
	case Achieved:
		c.achieved++
	case AtRisk:
		c.atRisk++
	case OffPlan:
		c.offPlan++
	case Missed:
		c.missed++
	case NoTarget:
		c.noTarget++
	default:
		c.noData++
	}
}

// rows goes through the objectives of all perspectives.
func (p Scorecard) rows() iter.Seq[*ObjectiveRow] {
	return func(yield func(*ObjectiveRow) bool) {
		for _, perspective := range p.Perspectives {
			for i := range perspective.Objectives {
				if !yield(&perspective.Objectives[i]) {
					return
				}
			}
		}
	}
}

// counts counts where the objectives of all perspectives stand.
func (p Scorecard) counts() counts {
	var c counts
	for r := range p.rows() {
		c.take(r)
	}
	return c
}

// mostRows is how many objectives the table shows. A scorecard with more shows of each perspective those that need attention first.
const mostRows = 60

// shown gives the objectives of a perspective that the filter leaves, as many as there is room for, and how many more there are.
func (p Scorecard) shown(perspective Perspective) (rows []ObjectiveRow, more int) {
	all := 0
	for _, other := range p.Perspectives {
		all += len(other.Objectives)
	}
	room, fits := len(perspective.Objectives), all <= mostRows
	if !fits {
		room = max(5, mostRows/max(1, len(p.Perspectives)))
	}
	var others []ObjectiveRow // those that need no attention, as many as there may be room for
	for i := range perspective.Objectives {
		r := &perspective.Objectives[i]
		switch needs := r.needsAttention(); {
		case p.Attention && !needs:
		case (needs || fits) && len(rows) < room:
			rows = append(rows, *r)
		case !needs && len(rows)+len(others) < room:
			others = append(others, *r)
		default:
			more++
		}
	}
	if rows = append(rows, others...); len(rows) > room {
		rows, more = rows[:room], more+len(rows)-room
	}
	if p.Complete != nil {
		for i := range rows {
			p.Complete(&rows[i])
		}
	}
	return rows, more
}

// filter is the address of this page with or without the filter.
func (p Scorecard) filter(attention bool) string {
	path := p.Filtered
	if path == "" {
		path = PathScorecard
	}
	q := url.Values{}
	if attention {
		q.Set("show", "attention")
	}
	if p.AsOf.Compare.on() {
		q.Set(paramCompare, p.AsOf.Compare.Asked)
	}
	if len(q) > 0 {
		path += "?" + q.Encode()
	}
	return p.href(path)
}

// Render writes the page.
func (p Scorecard) Render(ctx context.Context, w io.Writer) error {
	t := top{section: sectionScorecard, title: p.t("scorecard.title"), crumbs: []crumb{{p.t("nav.overview"), ""}, {p.t("nav.scorecard"), ""}}}
	if p.counts().all == 0 {
		return shell(p.Frame, t, scorecardEmpty(p)).Render(ctx, w)
	}
	t.finding = p.finding()
	return shell(p.Frame, t, scorecardBody(p)).Render(ctx, w)
}
