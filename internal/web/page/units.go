package page

import (
	"context"
	"html/template"
	"io"
	"time"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
)

// Units is the page that sets units beside each other.
type Units struct {
	Frame
	Rows []UnitRow // each before those below it; empty: none is declared
	Day  time.Time // the earlier day that stands beside that of the page; the zero time: none
	Gone []UnitRow // units that had a score on the earlier day, and are there no more
}

// UnitRow is one unit: what it and those below it come to.
type UnitRow struct {
	Ref
	Depth      int    // below the first that is listed
	Level      string // in words; empty: not told
	Head       string // who leads it; empty: not told
	Score      Score
	Value      *float64     // the score, unrounded, by which units are compared; nil: none
	Change     *float64     // points against the end of the quarter before, or the day that the page compares with; nil: not known
	Objectives []Attainment // where each stands
	Measures   int
	Since      *SinceRow // what became of the score since an earlier day; nil: no other day stands beside that of the page
	Cause      *Cause    // what a change of the score came from; nil: it does not come from parts, or there is none
	Capped     bool      // a critical child holds the score on one of the days, so that parts do not make the change
	Lacking    int       // measures whose value is late, expired or was never reported
}

// Cause is what a change of a score came from.
type Cause struct {
	Most    *MovedChild // the part that moved it most the way in which it changed
	Only    bool        // no other part moved
	Half    bool        // it is more than half of the change
	Against *MovedChild // what moved it most the other way; nil: nothing did
}

// Unit is the page of one unit: is it on plan, how sure are we, where not, and how do its parts compare?
type Unit struct {
	Scorecard           // what it and those below it come to
	Row       UnitRow   // the unit itself
	Above     []Ref     // from the top
	Below     []UnitRow // right below it
	Facts     []Fact
}

// Fact is something declared of a unit, as finished text.
type Fact struct{ Name, Value string }

// Render writes the page.
func (p Units) Render(ctx context.Context, w io.Writer) error {
	t := top{section: sectionUnits, title: p.t("nav.units"), crumbs: []crumb{{p.t("nav.overview"), ""}, {p.t("nav.units"), ""}}, finding: p.finding()}
	return shell(p.Frame, t, unitsBody(p)).Render(ctx, w)
}

// finding names the units that score least and most among those that have objectives of their own. It says nothing where there
// are fewer than two with a band.
func (p Units) finding() template.HTML {
	return sentence(p.sinceFinding(), p.comparison(p.Rows))
}

// comparison names the lowest and the highest of some units, by score.
func (f Frame) comparison(rows []UnitRow) template.HTML {
	var low, high *UnitRow
	n := 0
	for i := range rows {
		r := &rows[i]
		if r.Score.Band == "" || r.Value == nil {
			continue
		}
		n++
		if low == nil || *r.Value < *low.Value {
			low = r
		}
		if high == nil || *r.Value > *high.Value {
			high = r
		}
	}
	if n < 2 || low.Score.Text == high.Score.Text {
		return ""
	}
	return f.h("units.finding.range", words.T("n", f.num().Count(int64(n))), words.H("high", f.link(high.Ref)), words.F("most", high.Score.Text), words.H("low", f.link(low.Ref)), words.F("least", low.Score.Text))
}

// Render writes the page.
func (p Unit) Render(ctx context.Context, w io.Writer) error {
	t := top{section: sectionUnits, title: p.Row.Name, code: p.Row.Code, crumbs: []crumb{{p.t("nav.overview"), ""}, {p.t("nav.units"), PathUnits}}}
	for _, r := range p.Above {
		t.crumbs = append(t.crumbs, crumb{r.Code, r.Path})
	}
	t.crumbs = append(t.crumbs, crumb{p.Row.Code, ""})
	t.finding = p.finding()
	return shell(p.Frame, t, unitBody(p)).Render(ctx, w)
}

func (p Unit) finding() template.HTML {
	if p.counts().all == 0 && p.Since == nil {
		return p.h("units.finding.none", words.T("unit", p.Row.Name))
	}
	card := p.Scorecard
	card.Scope = p.Row.Name // whatever else is chosen, these are the figures of the unit
	if len(p.Above) == 0 {
		card.Scope = "" // which are those of everything
	}
	return sentence(card.finding(), p.comparison(p.Below))
}

// changeColumn names what the change of a unit's score is against.
func (f Frame) changeColumn() string {
	if f.AsOf.Compare.on() {
		return f.t("since.column", words.T("since", f.date(f.AsOf.Compare.Day)))
	}
	return f.t("units.column.change")
}

// data is what of a unit's measures lacks data, in words.
func (r UnitRow) data(f Frame) string {
	if r.Lacking == 0 {
		return f.t("units.data.fresh")
	}
	return f.t("units.data.lacking", words.N(r.Lacking))
}
