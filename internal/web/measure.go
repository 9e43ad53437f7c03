package web

import (
	"net/http"
	"strconv"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/measurement"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/score"
	"github.com/steelyard-isms/steelyard/internal/store"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// maxPoints is how many values a measure's page knows, and maxAllPoints how many where all are asked for.
const maxPoints, maxAllPoints = 36, 600

func (l *look) measureByID(id string, s *evaluate.Status) *evaluate.Measure {
	return s.Measures[record.UID(id)]
}

func (s *site) measures(w http.ResponseWriter, r *http.Request) error {
	if r.URL.Query().Get(page.ParamView) == page.ViewTable {
		return s.table(w, r, measure.MeasureKind)
	}
	if r.URL.Query().Get(page.ParamView) == page.ViewCoverage {
		return s.coverage(w, r)
	}
	l, err := s.look(r, "q", "page", page.ParamView, page.ParamSpan)
	if err != nil {
		return err
	}
	n, err := l.list(r, page.PathMeasures, showLacking, showMine)
	if err != nil {
		return err
	}
	charts, err := chartsAsked(r.URL.Query().Get(page.ParamView), r.URL.Query().Get(page.ParamSpan))
	if err != nil {
		return err
	}
	var t trend // charts show the scores of one day
	if charts {
		t, err = l.present(r)
	} else {
		t, err = l.trend(r, "")
	}
	if err != nil {
		return err
	}
	l.offerNew(measure.MeasureKind.Name)
	l.frame.Actions.Library = page.PathLibrary
	if !l.frame.AsOf.Past && l.May(access.Collect, measure.MeasureKind.Name) {
		l.frame.Actions.Values = page.PathValues
	}
	p := page.Measures{Frame: l.frame}
	var units map[record.UID]bool
	if l.scope != "" {
		units = l.Under(l.scope, t.now().Day)
	}
	var left []*evaluate.Measure
	mine := 0
	for _, m := range t.now().MeasuresByCode() {
		if m.Record.Retired || units != nil && !units[m.Record.Spec.Unit.UID()] {
			continue
		}
		fresh, own := m.Fresh.State == score.Known, l.mine(m.Record.Spec.Owner)
		p.All++
		p.Fresh += count(fresh)
		if !fresh && len(p.Lacks) < page.MostNamed {
			p.Lacks = append(p.Lacks, ref(m.Record.Record))
		}
		mine += count(own)
		if (n.Show != showLacking || !fresh) && (n.Show != showMine || own) && n.has(m.Record.Record) {
			left = append(left, m)
		}
	}
	if charts {
		n.size = chartsInPart
		if p.Charts, err = l.charts(r, part(&n, left), &n); err != nil {
			return err
		}
	} else {
		for _, m := range part(&n, left) {
			p.Rows = append(p.Rows, l.measureRow(m, t))
		}
	}
	n.offer("", "list.all", p.All)
	n.offer(showLacking, "list.lacking", p.All-p.Fresh)
	if l.Principal().Person != "" {
		n.offer(showMine, "list.mine", mine)
	}
	p.List = n.List
	return show(w, r, http.StatusOK, p)
}

func (l *look) measureRow(m *evaluate.Measure, t trend) page.MeasureRow {
	row := page.MeasureRow{Ref: ref(m.Record.Record), Purpose: m.Record.Spec.Purpose, Now: current(m), NowAt: lastAt(m),
		Data: page.Data(m.Fresh.State), Score: l.measureScore(m), Owner: l.PersonTitle(m.Record.Spec.Owner.UID()), Source: l.ref(m.Record.Spec.Source.UID())}
	for _, status := range t {
		var v *float64
		if past := status.Measures[m.Record.UID]; past != nil && past.Fresh.State != score.Expired {
			v = past.Score.Pointer()
		}
		row.History = append(row.History, v)
	}
	return row
}

func (s *site) measure(w http.ResponseWriter, r *http.Request) error {
	l, err := s.look(r, spanParam, valuesParam)
	if err != nil {
		return err
	}
	rec, err := l.Record("measure", r.PathValue("ref"))
	if err != nil {
		return err
	}
	status, err := l.Status(r.Context())
	if err != nil {
		return err
	}
	m := status.Measures[rec.UID]
	if m == nil {
		return fault.New(fault.NotFound, "the measure %s is retired", rec.Code)
	}
	if err := l.about(r.Context(), rec); err != nil {
		return err
	}
	if !l.frame.AsOf.Past && m.Record.Spec.Source == "" && !m.Record.Spec.Derived() && l.MayCollect(rec) == nil {
		l.frame.Actions.Values = page.PathValues + "?measure=" + rec.Code
	}
	p, err := l.measurePage(r, m, status)
	if err != nil {
		return err
	}
	return show(w, r, http.StatusOK, p)
}

func (l *look) measurePage(r *http.Request, m *evaluate.Measure, status *evaluate.Status) (page.Measure, error) {
	p := page.Measure{Frame: l.frame, Ref: ref(m.Record.Record), Now: current(m), NowAt: lastAt(m), Score: l.measureScore(m),
		Data: page.Data(m.Fresh.State)}
	l.construct(&p, m, status)
	if m.Last != nil {
		p.Sample, p.DueAt = m.Last.Sample, validTo(m.Last).AddDate(0, 0, m.Record.Spec.PeriodDays)
	}
	if m.Scale != nil {
		p.Limits, p.Former = l.limits(m)
		p.Target, p.TargetText = target(m), l.rangeText(m)
	}
	span, all, err := asked(r.URL.Query().Get(spanParam), r.URL.Query().Get(valuesParam))
	if err != nil {
		return p, err
	}
	p.Control, p.AllValues = control(m, status, span), all
	p.Now = l.besides(m, status, p.Now)
	p.Improvements, p.Peers = l.improvements(m, status), l.peers(m, status)
	p.Previous, p.Analysis, p.Quality = previous(m, p.Control), l.analysis(m, status), l.quality(m, status)
	points, err := l.values(r, m, all)
	if err != nil {
		return p, err
	}
	runs, err := l.runsOf(r, points)
	if err != nil {
		return p, err
	}
	p.Waiting = l.waiting(m, runs)
	by, err := l.authors(r, unread(points, runs))
	if err != nil {
		return p, err
	}
	for i := len(points) - 1; i >= 0; i-- { // oldest first, with a gap where a month has none
		p.Values = append(p.Values, l.gaps(m, p.Values, validTo(&points[i]))...)
		p.Values = append(p.Values, l.datum(m, points[i], runs, by))
	}
	if p.Library, err = l.fromLibrary(m.Record); err != nil {
		return p, err
	}
	switch {
	case m.Record.Spec.Aggregated():
		if p.Periods, err = l.periods(r, m, p.Values); err != nil {
			return p, err
		}
		for i := range p.Values {
			p.Values[i].By, p.Values[i].Path = l.text("measure.periods.made"), ""
		}
	case m.Record.Spec.Derived():
		if p.Derivation, err = l.derivation(r, m); err != nil {
			return p, err
		}
		for i := range p.Values {
			p.Values[i].Run, p.Values[i].By, p.Values[i].Path = page.Ref{}, l.text("measure.derived.computed"), ""
		}
	case m.Last != nil:
		files, err := l.Evidence(r.Context(), []measurement.Recorded{*m.Last})
		if err != nil {
			return p, err
		}
		p.Lineage = l.lineage(m, runs)
		for _, f := range files[m.Last.Batch] {
			p.Lineage.Shown = append(p.Lineage.Shown, page.ShownBy{Ref: page.Ref{Name: f.Name, Path: page.PathFiles + f.SHA256 + page.PathPreview}, SHA256: f.SHA256})
		}
	}
	history, err := l.History(r.Context(), m.Record.Record, maxHistory)
	if err != nil {
		return p, err
	}
	p.History = l.revisions(history, len(history) == maxHistory)
	return p, nil
}

// gaps says where values were due and are missing before the next one.
func (l *look) gaps(m *evaluate.Measure, values []page.MeasureData, next time.Time) []page.MeasureData {
	if len(values) == 0 {
		return nil
	}
	var out []page.MeasureData
	for _, due := range evaluate.Missing(civil.OfTime(values[len(values)-1].To), civil.OfTime(next), m.Record.Spec.PeriodDays) {
		out = append(out, page.MeasureData{To: date(due), Missing: l.text("record.no-value")})
	}
	return out
}

func (l *look) datum(m *evaluate.Measure, p measurement.Recorded, runs map[string]store.Run, by map[int64]string) page.MeasureData {
	out := page.MeasureData{From: p.From, To: validTo(&p), Value: figure(m.Record, p.Value).Value, Sample: p.Sample, RecordedAt: p.RecordedAt, Versions: max(1, p.Versions),
		Path: pointPath(m.Record, p.To), By: by[p.Seq]}
	if run, ok := runs[p.Run]; ok {
		out.Run, out.By = l.runRef(run), ""
	}
	if p.Value == nil {
		out.Missing = p.Note
	}
	return out
}

// pointPath is where a value is told of: of a derived one the page of its measure.
func pointPath(m record.Of[measure.Measure], to time.Time) string {
	if m.Spec.Derived() {
		return "/measures/" + m.Code
	}
	return "/measures/" + m.Code + "/points/" + strconv.FormatInt(to.UnixMicro(), 10)
}

func (l *look) runRef(r store.Run) page.Ref {
	return page.Ref{Code: r.ID, Name: l.text("run.name", words.T("code", r.ID)), Path: "/runs/" + r.ID}
}

func (l *look) runsOf(r *http.Request, points []measurement.Recorded) (map[string]store.Run, error) {
	var ids []string
	for _, p := range points {
		if p.Run != "" {
			ids = append(ids, p.Run)
		}
	}
	return l.RunsByID(r.Context(), ids)
}

// authors names who recorded points, by journal entry.
func (l *look) authors(r *http.Request, points []measurement.Recorded) (map[int64]string, error) {
	entries, err := l.Entries(r.Context(), seqsOf(points))
	if err != nil {
		return nil, err
	}
	out := make(map[int64]string, len(entries))
	for seq, e := range entries {
		out[seq] = l.actor(e.Actor)
		if e.Body.Demonstration {
			out[seq] = l.text("record.demonstration", words.T("by", out[seq]))
		}
	}
	return out, nil
}

// unread leaves the points that no run made, or none that the reader may see.
func unread(points []measurement.Recorded, runs map[string]store.Run) []measurement.Recorded {
	var out []measurement.Recorded
	for _, p := range points {
		if _, ok := runs[p.Run]; !ok {
			out = append(out, p)
		}
	}
	return out
}

func seqsOf(points []measurement.Recorded) []int64 {
	seqs := make([]int64, len(points))
	for i, p := range points {
		seqs[i] = p.Seq
	}
	return seqs
}

// previous is the last value before the latest.
func previous(m *evaluate.Measure, c *page.Control) page.Figure {
	for i := len(c.Points) - 2; i >= 0; i-- {
		if v := c.Points[i].Value; v != nil {
			return figure(m.Record, v)
		}
	}
	return figure(m.Record, nil)
}

// besides is the value that counts, so exact that it does not read like the limits and figures that its page holds it against.
func (l *look) besides(m *evaluate.Measure, status *evaluate.Status, shown page.Figure) page.Figure {
	v := now(m)
	if v == nil {
		return shown
	}
	others := knots(m)
	c := status.Control(m)
	if s, ok := c.Last(); ok && s.Limits != nil {
		others = append(others, limitFigures(c, s.Limits)...)
	}
	for _, x := range status.Comparisons(m, l.Benchmarks(m.Record.UID)) {
		others = append(others, x.Beside)
	}
	return figureApart(m.Record, v, others...)
}

func (l *look) lineage(m *evaluate.Measure, runs map[string]store.Run) *page.Lineage {
	out := &page.Lineage{Source: l.ref(m.Record.Spec.Source.UID()), Point: pointPath(m.Record, m.Last.To), ValidTo: m.Last.To, Value: figure(m.Record, m.Last.Value), Entry: uint64(m.Last.Seq)}
	if run, ok := runs[m.Last.Run]; ok {
		out.Run, out.RunAt, out.File, out.Host, out.SHA256, out.Bytes = l.runRef(run), run.RecordedAt, run.Filename, run.Reading.Host, run.SHA256, run.Bytes
		if out.File == "" {
			out.File = run.SHA256[:12]
		}
	}
	return out
}
