package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/httpd"
	"github.com/steelyard-isms/steelyard/internal/objective"
	"github.com/steelyard-isms/steelyard/internal/org"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/score"
	"github.com/steelyard-isms/steelyard/internal/scorecard"
	"github.com/steelyard-isms/steelyard/internal/service"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// Parameters of the strategy map.
const (
	chainParam = "chain" // an objective whose chain alone is shown
	editParam  = "edit"
	showWeak   = "weak"
)

func (s *site) strategy(w http.ResponseWriter, r *http.Request) error {
	l, err := s.look(r, chainParam, editParam)
	if err != nil {
		return err
	}
	p, err := l.strategyPage(r)
	if err != nil {
		return err
	}
	return show(w, r, http.StatusOK, *p)
}

// strategyPage is the map of the first scorecard.
func (l *look) strategyPage(r *http.Request) (*page.Strategy, error) {
	q := r.URL.Query()
	p := &page.Strategy{Frame: l.frame, Weak: q.Get("show") == showWeak, Declare: l.mayDeclare(scorecard.ScorecardKind.Name)}
	card, err := l.card("")
	if err != nil || card == nil {
		return p, err
	}
	if !p.Weak && q.Get("show") != "" {
		return nil, invalid("show", "is not a choice of links", "Use weak, or leave it out for all")
	}
	all, err := l.StatusWithin(r.Context(), l.At, l.scope)
	if err != nil {
		return nil, err
	}
	links, err := l.Links(r.Context(), l.scope)
	if err != nil {
		return nil, err
	}
	on := map[record.UID]bool{}
	if c := all.Scorecards[card.UID]; c != nil {
		for _, v := range c.Perspectives {
			lane := page.StrategyLane{ID: v.Record.Name, Name: v.Record.Title, Score: l.nodeScore(v.Node, 0)}
			for _, o := range v.Objectives {
				on[o.Record.UID] = true
				lane.Objectives = append(lane.Objectives, l.onMap(o, v.Record.Spec.Order))
			}
			p.Lanes = append(p.Lanes, lane)
		}
	}
	if text := q.Get(chainParam); text != "" {
		o, err := l.Record(objective.ObjectiveKind.Name, text)
		if err != nil {
			return nil, err
		}
		p.Chain = o.Code
	}
	for i := range links {
		p.Elsewhere += count(!on[links[i].Cause.Record.UID] || !on[links[i].Effect.Record.UID])
		p.Links = append(p.Links, l.judgedLink(&links[i]))
	}
	slices.SortStableFunc(p.Links, func(a, b page.StrategyLink) int { return linkRank[a.State] - linkRank[b.State] })
	p.Editable = l.mayDeclare(scorecard.StrategyLinkKind.Name) && l.mayDeclare(scorecard.PerspectiveKind.Name)
	p.Edit = p.Editable && q.Get(editParam) != ""
	return p, nil
}

// mayDeclare tells whether the page may lead to forms of a kind.
func (l *look) mayDeclare(kind string) bool {
	return !l.frame.AsOf.Past && l.May(access.Declare, kind)
}

// linkRank puts what asks for attention first.
var linkRank = map[page.LinkState]int{page.LinkBroken: 0, page.LinkStrained: 1, page.LinkUntested: 2, page.LinkHolding: 3}

// onMap is what the map says of an objective.
func (l *look) onMap(o *evaluate.Objective, order []record.Ref) page.StrategyObjective {
	out := page.StrategyObjective{Ref: ref(o.Record.Record), Score: l.nodeScore(o.Node, 0), Attainment: page.Attainment(o.Standing())}
	out.Order = 1 + slices.Index(order, record.Ref(o.Record.UID))
	if t := o.Main(); t != nil {
		out.Progress, out.Expected = t.Attainment.Progress.Pointer(), t.Attainment.Expected.Pointer()
		return out
	}
	if s, ok := o.Node.Score.Get(); ok && o.Node.Band != "" {
		share := s / score.Percent
		out.Progress = &share
	}
	return out
}

func (l *look) judgedLink(x *evaluate.Link) page.StrategyLink {
	out := page.StrategyLink{Ref: ref(x.Record.Record), Cause: ref(x.Cause.Record.Record), Effect: ref(x.Effect.Record.Record),
		CauseStands: page.Attainment(x.Cause.Standing()), EffectStands: page.Attainment(x.Effect.Standing()),
		Expectation: x.Record.Spec.Expectation, Weakens: x.Record.Spec.Sign == scorecard.Weakens, State: page.LinkState(x.State), Reason: string(x.Reason),
		Lag: x.Lag, Changed: x.Data.Of, AsExpected: x.Expected(), Confirmed: x.Confirmed}
	if c := x.Data.Correlation; x.Data.Known {
		out.R, out.Low, out.High = &c.R, &c.Low, &c.High
	}
	return out
}

// cascade shows who carries which objective, each below the one that it is a part of.
func (s *site) cascade(w http.ResponseWriter, r *http.Request) error {
	l, err := s.look(r)
	if err != nil {
		return err
	}
	all, err := l.StatusWithin(r.Context(), l.At, l.scope)
	if err != nil {
		return err
	}
	parts, roots := map[record.UID][]*evaluate.Objective{}, map[record.UID][]*evaluate.Objective{}
	for _, o := range all.ObjectivesByCode() {
		if o.Waits {
			continue
		}
		if parent := o.Record.Spec.Parent.UID(); all.Objectives[parent] != nil && !all.Objectives[parent].Waits {
			parts[parent] = append(parts[parent], o)
		} else {
			roots[o.Record.Spec.Unit.UID()] = append(roots[o.Record.Spec.Unit.UID()], o)
		}
	}
	p := page.Cascade{Frame: l.frame}
	above := l.Above(all.Day)
	var units []*record.Record
	for uid := range roots {
		if u, ok := l.Find(uid); ok {
			units = append(units, u)
		}
	}
	slices.SortFunc(units, func(a, b *record.Record) int {
		if d := len(above[a.UID]) - len(above[b.UID]); d != 0 {
			return d
		}
		return evaluate.ByCode(a, b)
	})
	for _, u := range units {
		unit, _ := record.As[org.Unit](u)
		group := page.CascadeUnit{Ref: ref(u), Level: l.level(unit)}
		for _, o := range roots[u.UID] {
			group.Rows = l.carried(group.Rows, o, nil, parts, 0)
		}
		p.Units = append(p.Units, group)
	}
	return show(w, r, http.StatusOK, p)
}

// carried adds an objective and all that is part of it.
func (l *look) carried(rows []page.CascadeRow, o, whole *evaluate.Objective, parts map[record.UID][]*evaluate.Objective, depth int) []page.CascadeRow {
	of := parts[o.Record.UID]
	row := page.CascadeRow{Ref: ref(o.Record.Record), Depth: depth, Parts: len(of), Unit: l.ref(o.Record.Spec.Unit.UID()).Name, Owner: l.PersonTitle(o.Record.Spec.Owner.UID()),
		Score: l.nodeScore(o.Node, 0), Attainment: page.Attainment(o.Standing())}
	if whole != nil {
		row.WholeStands = page.Attainment(whole.Standing())
	}
	rows = append(rows, row)
	for _, x := range of {
		rows = l.carried(rows, x, o, parts, depth+1)
	}
	return rows
}

// place leads from the map to the form that moves an objective to another perspective.
func (s *site) place(w http.ResponseWriter, r *http.Request) error {
	l, err := s.look(r, "objective", "perspective")
	if err != nil {
		return err
	}
	o, err := l.Record(objective.ObjectiveKind.Name, r.URL.Query().Get("objective"))
	if err != nil {
		return err
	}
	v, err := l.Record(scorecard.PerspectiveKind.Name, r.URL.Query().Get("perspective"))
	if err != nil {
		return err
	}
	http.Redirect(w, r, pathOf(o)+"/edit?perspective="+v.Code, http.StatusSeeOther) //nolint:gosec // a path of ours, made of codes
	return nil
}

// arrange keeps the order of a perspective's objectives on the map, with one of them moved.
func (s *site) arrange(w http.ResponseWriter, r *http.Request) error {
	l, err := s.look(r)
	if err != nil {
		return err
	}
	if err := r.ParseForm(); err != nil {
		return invalid("", "the form did not arrive whole", "Send it again")
	}
	p, err := l.strategyPage(r)
	if err != nil {
		return err
	}
	moved, before := strings.TrimSpace(r.PostForm.Get("objective")), strings.TrimSpace(r.PostForm.Get("before"))
	lane, order, ok := p.InOrder(moved)
	if !ok {
		return invalid("objective", "is on no perspective of the map", "Choose one that is")
	}
	v, err := l.Record(scorecard.PerspectiveKind.Name, lane.ID)
	if err != nil {
		return err
	}
	told := l.text("strategy.freed", words.T("name", lane.Name))
	if r.PostForm.Get("free") != "" {
		order = nil
	} else {
		told = l.text("strategy.moved", words.T("code", moved))
		order = slices.DeleteFunc(order, func(code string) bool { return code == moved })
		at := len(order)
		if before != "" && before != moved {
			if at = slices.Index(order, before); at < 0 {
				return invalid("before", "stands in another perspective", "Choose one of the same, or move the objective there first")
			}
		}
		order = slices.Insert(order, at, moved)
	}
	return s.keepOrder(w, r, l, v, order, told)
}

// keepOrder saves the order of a perspective.
func (s *site) keepOrder(w http.ResponseWriter, r *http.Request, l *look, v *record.Record, order []string, told string) error {
	said, err := l.declared(v)
	if err != nil {
		return err
	}
	delete(said.spec, "order")
	var names []any
	for _, code := range order {
		o, err := l.Record(objective.ObjectiveKind.Name, code)
		if err != nil {
			return err
		}
		names = append(names, o.Name)
	}
	if names != nil {
		said.spec["order"] = names
	}
	revision := v.Revision
	c := record.Change{IfRevision: &revision, Declaration: record.Declaration{UID: v.UID, Kind: v.Kind, Name: v.Name, Title: v.Title, Spec: said.spec}}
	done, err := s.svc.Apply(r.Context(), l.Principal(), service.Wish{Reason: l.text("strategy.order-reason"), Changes: func(*service.View) ([]record.Change, error) { return []record.Change{c}, nil }})
	if err != nil {
		return err
	}
	undo := ""
	if o := done.Outcomes[0]; o.Action == record.Updated {
		undo = pathOf(v) + "/edit?" + fromParam + "=" + strconv.FormatInt(revision, 10)
	}
	httpd.Wrote(r.Context(), w, done.Seq)
	s.srv.Tell(r, told, undo)
	http.Redirect(w, r, page.PathStrategy+"?"+editParam+"=1", http.StatusSeeOther)
	return nil
}
