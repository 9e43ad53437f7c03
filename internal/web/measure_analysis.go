package web

import (
	"context"
	"math"
	"slices"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/objective"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/statistics"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// rounding brings figures of statistics to the decimals in which limits are shown.
type rounding int

func (d rounding) of(v float64) float64 { return round(v, int(d)) }

// known is a figure that there may not be.
func (d rounding) known(v float64) *float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	v = d.of(v)
	return &v
}

func (d rounding) bounds(i *statistics.Interval) *page.Bounds {
	if i == nil || d.known(i.Low) == nil || d.known(i.High) == nil {
		return nil
	}
	d = rounding(apart(int(d), i.Low, i.High))
	return &page.Bounds{Low: d.of(i.Low), High: d.of(i.High)}
}

// analysis is what statistics say of a measure, and of the targets that objectives have for it: first those that are still to come, the next one first.
func (l *look) analysis(m *evaluate.Measure, status *evaluate.Status) *page.Analysis {
	a := status.Analyse(m)
	if a.Values == 0 {
		return nil
	}
	d := rounding(decimalsOf(m, a.Control))
	out := &page.Analysis{From: date(a.Control.Periods[a.From].Day), Values: a.Values, Sample: d.bounds(a.Sample)}
	for _, p := range a.Control.Periods[a.From:] {
		x := page.ValueAt{At: date(p.Day)}
		if p.Point != nil {
			x.At, x.Value = validTo(p.Point), figure(m.Record, p.Point.Value).Value
		}
		out.Points = append(out.Points, x)
	}
	if t := a.Trend; t != nil {
		finer := d // a pace is smaller than what it moves
		if m.Record.Spec.UnitOfMeasure != "%" {
			finer++
		}
		out.Trend = &page.Trend{Verdict: page.TrendVerdict(t.Verdict), Told: t.Told, Chance: t.Chance(), OneIn: t.OneIn(), MayBeLevel: t.MayBeLevel(), Per: page.Per(t.Per), Slope: finer.of(t.Slope), Bounds: finer.bounds(&statistics.Interval{Low: t.Low, High: t.High}),
			First: date(t.First), Last: date(t.Last), FirstFit: t.FirstFit, LastFit: t.LastFit, Season: page.Season(t.Season), SeasonP: t.SeasonChance}
	}
	out.Smooth = smoothed(a, d)
	if b := a.Before; b != nil {
		out.Before = &page.YearBefore{At: date(b.Then.Day), Value: d.of(*b.Then.Point.Value), Change: d.of(b.Change), Bounds: d.bounds(b.Interval)}
	}
	if s := a.Spread; s != nil {
		out.Spread = &page.Spread{P10: d.of(s.P10), P25: d.of(s.P25), P50: d.of(s.P50), P75: d.of(s.P75), P90: d.of(s.P90)}
	}
	out.Targets = l.foretold(m, status, a, d)
	return out
}

func smoothed(a *evaluate.Analysis, d rounding) *page.Smooth {
	s := a.Smooth
	if s == nil {
		return nil
	}
	last, _ := a.Control.Last()
	out := &page.Smooth{Lambda: s.Lambda, Centre: d.of(s.Centre)}
	for i := max(0, len(s.Z)-evaluate.Looked); i < len(s.Z); i++ {
		out.Points = append(out.Points, page.SmoothPoint{At: date(a.Control.Periods[last.From+i].Day), Average: d.known(s.Z[i]), Lower: d.known(s.Lower[i]), Upper: d.known(s.Upper[i])})
	}
	for _, i := range s.Beyond {
		out.Beyond = append(out.Beyond, date(a.Control.Periods[i].Day))
	}
	return out
}

// foretold is what the trend says of targets: those of objectives that are still to come, the next one first, or else that of the scale.
func (l *look) foretold(m *evaluate.Measure, status *evaluate.Status, a *evaluate.Analysis, d rounding) []page.Foretold {
	var out []page.Foretold
	add := func(of page.Ref, w evaluate.Wish) page.Foretold {
		return page.Foretold{Objective: of, Target: w.Target, TargetHigh: w.High, Due: date(w.Due)}
	}
	for _, o := range status.ObjectivesByCode() {
		if o.Waits {
			continue
		}
		for _, t := range slices.Concat(o.Targets, o.Ahead) {
			if t.Measure.Record.UID != m.Record.UID || !t.Plan.Due.After(status.Day) {
				continue
			}
			w := evaluate.WishOf(t.Plan)
			x := add(ref(o.Record.Record), w)
			fill(&x, a, w, d)
			at := len(out)
			for at > 0 && out[at-1].Due.After(x.Due) {
				at--
			}
			out = append(out[:at], append([]page.Foretold{x}, out[at:]...)...)
		}
	}
	if w, ok := m.Wish(); ok && len(out) == 0 {
		x := add(page.Ref{}, w)
		fill(&x, a, w, d)
		out = append(out, x)
	}
	return out
}

// forecast is what the trend says of one target; nil where the reader may not see its measure.
func (l *look) forecast(status *evaluate.Status, t *evaluate.Target) *page.Foretold {
	if t.Measure.Record.Name == "" {
		return nil
	}
	a := status.Analyse(t.Measure)
	w := evaluate.WishOf(t.Plan)
	out := &page.Foretold{Target: w.Target, TargetHigh: w.High, Due: date(w.Due)}
	fill(out, a, w, rounding(decimalsOf(t.Measure, a.Control)))
	return out
}

func fill(x *page.Foretold, a *evaluate.Analysis, w evaluate.Wish, d rounding) {
	f := a.Forecast(w)
	x.Seems = a.Trend != nil && (a.Trend.Verdict == statistics.SeemsToRise || a.Trend.Verdict == statistics.SeemsToFall)
	x.Trend, x.Capable, x.Chance = page.Course(f.Outlook), page.Outlook(f.Capable), f.Chance
	x.Date, x.DateLow, x.DateHigh = date(f.Date), date(f.Low), date(f.High)
	x.Ahead = aheadOf(f, d)
	if a.Trend != nil && len(x.Ahead) > 0 {
		end := a.Control.Natural.Clamp(a.Trend.LastFit)
		x.From = page.ValueAt{At: date(a.Trend.Last), Value: &end}
	}
}

func aheadOf(f evaluate.Forecast, d rounding) []page.AheadAt {
	var out []page.AheadAt
	for _, a := range f.Ahead {
		out = append(out, page.AheadAt{At: date(a.Day), Middle: d.of(a.Middle), Low50: d.of(a.Low50), High50: d.of(a.High50), Low80: d.of(a.Low80), High80: d.of(a.High80)})
	}
	return out
}

// quality is how good the data behind a measure are; nil where nothing can be judged.
func (l *look) quality(m *evaluate.Measure, status *evaluate.Status) *page.Quality {
	q, ok := status.Quality(m)
	if !ok {
		return nil
	}
	out := &page.Quality{Q: q.Q}
	for _, p := range q.Parts {
		x := page.QualityPart{Name: page.QualityName(p.Name), Right: p.Right, Of: p.Of}
		if p.Check != nil {
			x.On, x.How, x.By = date(p.Check.On), p.Check.How, l.PersonTitle(p.Check.By.UID())
		}
		out.Parts = append(out.Parts, x)
	}
	if !l.frame.AsOf.Past && l.MayDeclare(m.Record.Record) == nil {
		out.Check = pathOf(m.Record.Record) + "/edit#f-spec-data_checks"
	}
	for _, name := range q.Left {
		out.Left = append(out.Left, page.QualityName(name))
	}
	return out
}

// improvements is what was done to move a measure, and what followed.
func (l *look) improvements(m *evaluate.Measure, status *evaluate.Status) []page.Improvement {
	var out []page.Improvement
	for _, e := range l.Effects(status, m) {
		out = append(out, improvement(m, e, ref(e.Record)))
	}
	return out
}

// improvement brings an effect into the form of a page.
func improvement(m *evaluate.Measure, e evaluate.Effect, of page.Ref) page.Improvement {
	return page.Improvement{Ref: of, Done: date(e.Done), Stated: e.Stated, Verdict: page.Verdict(e.Verdict), Size: round(e.Size, max(1, m.Record.Spec.Decimals)), P: e.P}
}

// fillOutcomes brings to the page of an action or initiative what became of its measures after it was done.
func (l *look) fillOutcomes(ctx context.Context, p *page.Record, r *record.Record) error {
	list, err := l.Outcomes(ctx, r)
	if err != nil {
		return err
	}
	if a, ok := record.As[objective.Action](r); ok {
		p.Expected = strings.TrimSuffix(strings.TrimSpace(a.Spec.Expected), ".")
	}
	for _, x := range list {
		m := x.Measure.Record
		p.Outcomes = append(p.Outcomes, page.Outcome{Measure: page.Measure{Frame: l.frame, Ref: ref(m.Record), Now: figure(m, nil)}, Found: improvement(x.Measure, x.Effect, p.Ref)})
	}
	return nil
}

// maxPeers is how many units stand beside each other.
const maxPeers = 60

// peers is the measure beside those that count the same in other units.
func (l *look) peers(m *evaluate.Measure, status *evaluate.Status) *page.Peers {
	q := l.Peers(status, m)
	if q == nil {
		return nil
	}
	d := rounding(max(1, m.Record.Spec.Decimals))
	out := &page.Peers{}
	most := 0.0
	for _, x := range q.List {
		if len(out.List) == maxPeers && x.Measure != m {
			continue
		}
		p := page.Peer{Ref: ref(x.Measure.Record.Record), Unit: l.ref(x.Measure.Record.Spec.Unit.UID()).Name, Value: *figure(x.Measure.Record, &x.Value).Value, Cases: x.Cases, Self: x.Measure == m, Band: page.Band(x.Measure.Band)}
		if x.Limits != nil {
			p.Low, p.High = d.of(x.Limits.Lower998*q.Whole), d.of(x.Limits.Upper998*q.Whole)
			most = max(most, float64(x.Cases))
		}
		out.List = append(out.List, p)
	}
	if q.Funnel != nil {
		centre := d.of(q.Funnel.Centre * q.Whole)
		out.Centre = &centre
		for _, n := range sizes(most) {
			at := q.Funnel.At(n)
			out.Curve = append(out.Curve, page.PeerLimit{Cases: float64(n), Low95: at.Lower95 * q.Whole, High95: at.Upper95 * q.Whole, Low998: at.Lower998 * q.Whole, High998: at.Upper998 * q.Whole})
		}
	}
	return out
}

// sizes are the numbers of cases at which the limits of a funnel are drawn: closer together where they bend more.
func sizes(most float64) []int {
	const steps = 40
	var out []int
	for i := 1; i <= steps; i++ {
		share := float64(i) / steps
		if n := int(math.Ceil(1.06 * most * share * share)); n > 0 && (len(out) == 0 || n > out[len(out)-1]) {
			out = append(out, n)
		}
	}
	return out
}
