package web

import (
	"math"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/kinds"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/score"
	"github.com/steelyard-isms/steelyard/internal/store"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// ref points to the page of a record.
func ref(r *record.Record) page.Ref {
	return page.Ref{Code: r.Code, Name: r.Title, Path: pathOf(r)}
}

// plurals are the words for kinds in addresses.
var plurals = func() map[string]string {
	out := map[string]string{}
	for _, k := range kinds.Registry().Kinds() {
		out[k.Name] = k.Plural
	}
	return out
}()

// pathOf is the address of the page of a record.
func pathOf(r *record.Record) string { return "/" + plurals[r.Kind] + "/" + r.Code }

// ref points to a record where the reader may see it, else to nothing.
func (l *look) ref(uid record.UID) page.Ref {
	if r, ok := l.Find(uid); ok {
		return ref(r)
	}
	return page.Ref{}
}

// shown is a score as the reader writes figures.
func (l *look) shown(s float64, decimals int) string {
	return l.language().Style().Figure(score.Shown(s, decimals))
}

// nodeScore is the score of a node, printed with so many decimals.
func (l *look) nodeScore(n *score.NodeResult, decimals int) page.Score {
	if n == nil {
		return page.Score{}
	}
	out := page.Score{Band: page.Band(n.Band), Provisional: n.Provisional, Coverage: &n.Coverage, Confidence: &n.Confidence}
	if s, ok := n.Score.Get(); ok {
		out.Text = l.shown(s, decimals)
	}
	if n.Provisional {
		out.Low, out.High = l.shown(n.Lower, decimals), l.shown(n.Upper, decimals)
	}
	if raw, ok := n.Raw.Get(); ok && n.Cap.Known() && raw > n.Cap.Or(raw) {
		out.Raw = l.shown(raw, decimals)
		for _, id := range n.CapBy {
			out.CappedBy = append(out.CappedBy, l.ref(record.UID(id)))
		}
	}
	return out
}

// measureScore is the score of a measure's last value.
func (l *look) measureScore(m *evaluate.Measure) page.Score {
	if !m.Judged() {
		return page.Score{Counted: true}
	}
	s, ok := m.Score.Get()
	if !ok {
		return page.Score{}
	}
	if m.Fresh.State == score.Expired { // too old to be called good or bad
		return page.Score{Last: page.LastScore{Text: l.shown(s, 1), Band: page.Band(m.Band), At: lastAt(m)}}
	}
	out := page.Score{Text: l.shown(s, 1), Band: page.Band(m.Band)}
	if low, ok := m.Low.Get(); ok {
		out.Provisional, out.Low, out.High = m.Provisional(), l.shown(low, 1), l.shown(m.High.Or(low), 1)
	}
	return out
}

// figure is a value in a measure's unit.
func figure(m record.Of[measure.Measure], v *float64) page.Figure {
	if v != nil {
		rounded := round(*v, m.Spec.Decimals)
		v = &rounded
	}
	return page.Figure{Value: v, Unit: m.Spec.UnitOfMeasure}
}

// figureApart is a value in a measure's unit, with as many decimals more as it takes not to read like others that it is held against and differs from.
func figureApart(m record.Of[measure.Measure], v *float64, others ...float64) page.Figure {
	if v != nil {
		rounded := round(*v, apart(m.Spec.Decimals, *v, others...))
		v = &rounded
	}
	return page.Figure{Value: v, Unit: m.Spec.UnitOfMeasure}
}

// apart is with how many decimals a value does not round to the same figure as others that it differs from by more than the error of arithmetic: those given, or more, up to 9.
func apart(decimals int, v float64, others ...float64) int {
	for _, other := range others {
		if math.Abs(other-v) <= 1e-9*max(math.Abs(v), math.Abs(other)) {
			continue
		}
		for decimals < 9 && round(other, decimals) == round(v, decimals) {
			decimals++
		}
	}
	return decimals
}

// knots are the figures by which the score of a measure changes band or is full.
func knots(m *evaluate.Measure) []float64 {
	if m.Scale == nil {
		return nil
	}
	k := m.Scale.Knots()
	out := []float64{k.Red, k.Green, k.Target}
	if u, ok := m.Scale.Upper(); ok {
		out = append(out, u.Red, u.Green, u.Target)
	}
	return out
}

// round keeps one decimal more than declared where that would hide a difference of interest: a declared 0 shows 83.9.
func round(v float64, decimals int) float64 {
	if decimals == 0 && v != math.Trunc(v) {
		decimals = 1
	}
	p := math.Pow(10, float64(decimals))
	return math.Round(v*p) / p
}

// now is the value that counts: none where it has expired.
func now(m *evaluate.Measure) *float64 {
	if m == nil || m.Last == nil || m.Fresh.State == score.Expired {
		return nil
	}
	return m.Last.Value
}

// current is the figure of a measure now; where that has expired, none, with the last one told.
func current(m *evaluate.Measure) page.Figure {
	f := figureApart(m.Record, now(m), knots(m)...)
	if f.Value == nil && m.Last != nil {
		f.Last = figure(m.Record, m.Last.Value).Value
	}
	return f
}

func lastAt(m *evaluate.Measure) time.Time {
	if m == nil || m.Last == nil {
		return time.Time{}
	}
	return validTo(m.Last)
}

// date is a civil date as the pages take it.
func date(d civil.Date) time.Time {
	if d.IsZero() {
		return time.Time{}
	}
	return d.Time()
}

// targetText is a target that is no single figure.
func (l *look) targetText(t *evaluate.Target) string {
	if t.Plan.TargetHigh == nil {
		return ""
	}
	return l.text("record.to", words.T("low", l.language().Style().Number(t.Plan.Target)), words.T("high", l.language().Style().Quantity(*t.Plan.TargetHigh, t.Measure.Record.Spec.UnitOfMeasure)))
}

// revisions turns a record's history into what pages show: what changed against the revision before.
func (l *look) revisions(history []store.Revision, more bool) []page.Revision {
	out := make([]page.Revision, 0, len(history))
	for i, r := range history {
		p := page.Revision{At: r.RecordedAt, By: l.actor(r.Entry.Actor), Why: r.Entry.Reason, Entry: uint64(r.Seq), Number: r.Revision}
		if i > 0 && l.frame.Actions.Edit != "" {
			p.Restore = l.frame.Actions.Edit + "?" + fromParam + "=" + strconv.FormatInt(r.Revision, 10)
		}
		switch {
		case i+1 < len(history):
			p.Changes = l.changes(history[i+1].Record, r.Record)
		case !more:
			p.Summary = l.text("record.declared", words.T("code", r.Code))
		}
		out = append(out, p)
	}
	return out
}

// maxHistory is how many revisions a page shows.
const maxHistory = 20

// safeNext keeps a redirect on this site. Browsers drop control characters and take a backslash for a slash, so that
// neither may be in it.
func safeNext(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || !strings.HasPrefix(u.Path, "/") || strings.HasPrefix(u.Path, "//") ||
		strings.ContainsFunc(u.Path+next, func(r rune) bool { return r < 0x20 || r == 0x7f || r == '\\' }) {
		return "/"
	}
	return u.String()
}

func invalid(path, reason, remedy string) error {
	return fault.InvalidField("the address cannot be read", fault.Field{Path: path, Reason: reason, Remedy: remedy})
}
