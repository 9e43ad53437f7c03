package web

import (
	"net/http"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/org"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/score"
	"github.com/steelyard-isms/steelyard/internal/service"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// comparison is what sets units beside each other: what they come to now, and what at the end of the quarter before, or on the day that the
// page compares with.
type comparison struct {
	l           *look
	card        *record.Record                  // nil: none is declared
	now, before map[record.UID]*evaluate.Status // of each unit with those below it
	measures    map[record.UID]told
}

// told is how many measures a unit and those below it have, and how many of them lack data.
type told struct{ all, lacking int }

func (t told) and(other told) told { return told{t.all + other.all, t.lacking + other.lacking} }

func (l *look) compare(r *http.Request, then earlier) (*comparison, error) {
	c := &comparison{l: l, measures: map[record.UID]told{}}
	var err error
	if c.card, err = l.card(""); err != nil {
		return nil, err
	}
	now, err := l.Status(r.Context())
	if err != nil {
		return nil, err
	}
	past, at := l.View, service.QuarterEnds(l.At, 1)[0]
	if then.asks() {
		past, at = then.View, then.At
	}
	before, err := past.StatusAt(r.Context(), at)
	if err != nil {
		return nil, err
	}
	own := map[record.UID]told{}
	for _, m := range now.Measures {
		if !m.Record.Retired {
			own[m.Record.Spec.Unit.UID()] = own[m.Record.Spec.Unit.UID()].and(told{1, count(m.Fresh.State != score.Known)})
		}
	}
	above := l.Above(now.Day)
	for unit, way := range above {
		for _, up := range way {
			c.measures[up] = c.measures[up].and(own[unit])
		}
	}
	if c.now, err = now.Each(above); err != nil {
		return nil, err
	}
	c.before, err = before.Each(past.Above(before.Day))
	return c, err
}

// row is what one unit comes to, with those below it.
func (c *comparison) row(u record.Of[org.Unit], depth int) page.UnitRow {
	l := c.l
	row := page.UnitRow{Ref: ref(u.Record), Depth: depth, Level: l.level(u), Head: l.PersonTitle(u.Spec.Head.UID())}
	row.Measures, row.Lacking = c.measures[u.UID].all, c.measures[u.UID].lacking
	now := c.now[u.UID]
	if c.card == nil || now == nil {
		return row
	}
	for _, o := range now.Objectives {
		if !o.Waits {
			row.Objectives = append(row.Objectives, attainment(o))
		}
	}
	node := cardNode(now, c.card.UID)
	if row.Score = l.nodeScore(node, 1); len(row.Objectives) == 0 {
		row.Score = page.Score{} // it has nothing to be scored by
		return row
	}
	if node.Band != "" {
		row.Value = node.Score.Pointer()
	}
	if before := c.before[u.UID]; before != nil && row.Value != nil {
		if past := cardNode(before, c.card.UID); past != nil && past.Band != "" {
			change := *row.Value - past.Score.Or(0)
			row.Change = &change
		}
	}
	return row
}

// attainment is where an objective stands, as its row says it.
func attainment(o *evaluate.Objective) page.Attainment {
	if o.Main() == nil {
		return page.NoTarget
	}
	return page.Attainment(o.Attainment)
}

func (s *site) units(w http.ResponseWriter, r *http.Request) error {
	if r.URL.Query().Get(page.ParamView) == page.ViewTable || !s.figuresFor(r) {
		return s.table(w, r, org.UnitKind)
	}
	l, err := s.look(r, compareParam)
	if err != nil {
		return err
	}
	then, err := l.compared(r)
	if err != nil {
		return err
	}
	if _, err := l.List(org.UnitKind.Name, false); err != nil {
		return err
	}
	c, err := l.compare(r, then)
	if err != nil {
		return err
	}
	l.offerNew(org.UnitKind.Name)
	p, t := page.Units{Frame: l.frame}, l.units()
	add := func(u *unit, depth int) {
		row := c.row(u.Of, depth)
		if then.asks() {
			c.since(&row, u.UID, then)
		}
		p.Rows = append(p.Rows, row)
	}
	if top := t.all[l.scope]; top != nil {
		add(top, 0)
		t.each(l.scope, 1, add)
	} else {
		t.each("", 0, add)
	}
	if then.asks() {
		p.Day, p.Gone = then.At, c.gone(then)
		if p.Beside, err = l.besideClosed(r.Context(), nil, then.At, page.Score{}); err != nil {
			return err
		}
	}
	return show(w, r, http.StatusOK, p)
}

func (s *site) unit(w http.ResponseWriter, r *http.Request) error {
	if !s.figuresFor(r) {
		return s.record(w, r, org.UnitKind)
	}
	l, err := s.look(r, compareParam)
	if err != nil {
		return err
	}
	then, err := l.compared(r)
	if err != nil {
		return err
	}
	u, err := l.Scope(r.PathValue("ref"))
	if fault.Is(err, fault.NotFound) && !then.asks() { // everybody reads what a unit is, and not what others' come to; of what is no unit the record says so, too
		return s.record(w, r, org.UnitKind)
	}
	if err != nil {
		return err
	}
	c, err := l.compare(r, then)
	if err != nil {
		return err
	}
	t, err := l.trend(r, u.UID)
	if err != nil {
		return err
	}
	if err := l.about(r.Context(), u.Record); err != nil {
		return err
	}
	p := page.Unit{Scorecard: page.Scorecard{Frame: l.frame, Attention: r.URL.Query().Get("show") == "attention", Filtered: r.URL.Path}}
	p.Row = c.row(u, 0)
	if c.card != nil {
		l.fill(&p.Scorecard, c.card, t)
		for i := range p.Perspectives {
			p.Perspectives[i].Why += "?scope=" + u.Code
		}
		p.All.Why += "?scope=" + u.Code
		if then.asks() {
			if err := l.since(r, &p.Scorecard, c.card, then, u.UID); err != nil {
				return err
			}
			if p.Beside, err = l.besideClosed(r.Context(), u.Record, then.At, page.Score{}); err != nil {
				return err
			}
		}
	}
	units := l.units()
	for up := units.all[u.UID]; up != nil && len(p.Above) < maxUnitDepth; {
		if up = units.all[up.parent]; up != nil {
			p.Above = append([]page.Ref{ref(up.Record)}, p.Above...)
		}
	}
	for _, below := range units.below[u.UID] {
		p.Below = append(p.Below, c.row(below.Of, 0))
	}
	p.Facts = l.unitFacts(u)
	return show(w, r, http.StatusOK, p)
}

var (
	levelWords = map[string]words.Key{"organisation": "units.level.organisation", "region": "units.level.region", "division": "units.level.division",
		"department": "units.level.department", "team": "units.level.team", "function": "units.level.function"}
	postureWords = map[string]words.Key{"deny-by-default": "units.posture.deny-by-default", "need-based": "units.posture.need-based",
		"open-with-exceptions": "units.posture.open-with-exceptions", "anytime-anywhere": "units.posture.anytime-anywhere"}
	complianceWords = map[string]words.Key{"presume-trust": "units.compliance.presume-trust", "seek-evidence": "units.compliance.seek-evidence"}
)

func (l *look) level(u record.Of[org.Unit]) string {
	if u.Spec.Level == "" {
		return ""
	}
	return say(l.language(), levelWords, u.Spec.Level)
}

// unitFacts is what is declared of a unit.
func (l *look) unitFacts(u record.Of[org.Unit]) []page.Fact {
	var out []page.Fact
	add := func(key words.Key, value string) {
		if value = strings.TrimSpace(value); value != "" {
			out = append(out, page.Fact{Name: l.text(key), Value: value})
		}
	}
	add("units.fact.level", l.level(u))
	add("units.fact.head", l.PersonTitle(u.Spec.Head.UID()))
	if p, ok := u.Spec.Parent.On(civil.OfTime(l.At)); ok {
		add("units.fact.parent", l.ref(p.UID()).Name)
	}
	add("units.fact.does", u.Spec.Description)
	add("units.fact.country", u.Spec.Country)
	if u.Spec.Posture != "" {
		add("units.fact.posture", say(l.language(), postureWords, u.Spec.Posture))
	}
	if u.Spec.Compliance != "" {
		add("units.fact.compliance", say(l.language(), complianceWords, u.Spec.Compliance))
	}
	if u.Spec.FiscalYearBegins > 0 {
		add("units.fact.calendar", l.language().Months()[u.Spec.FiscalYearBegins-1])
	}
	add("units.fact.zone", u.Spec.TimeZone)
	return out
}
