package web

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/org"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/service"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// reports lists whom measures are reported to.
func (s *site) reports(w http.ResponseWriter, r *http.Request) error {
	l, err := s.look(r)
	if err != nil {
		return err
	}
	l.whole()
	all, err := l.Reports(r.Context())
	if err != nil {
		return err
	}
	status, err := l.Status(r.Context())
	if err != nil {
		return err
	}
	p := page.Reports{Frame: l.frame}
	for _, m := range status.Measures {
		p.All += count(!m.Record.Retired)
	}
	told := map[record.UID]bool{}
	for _, x := range all {
		row := page.ReportRow{Ref: l.reportRef(x.Person), Function: l.function(x.Person), Own: x.Person.UID == l.Principal().Person, Measures: len(x.Measures), Next: date(x.Next)}
		for _, group := range byFrequency(x.Measures) {
			row.Every = append(row.Every, group[0].Every.String())
		}
		for _, m := range x.Measures {
			told[m.Now.Record.UID] = true
			switch l.measureScore(m.Now).Band {
			case page.Act:
				row.Act++
			case "":
				row.Silent++
			}
		}
		p.Rows = append(p.Rows, row)
	}
	slices.SortStableFunc(p.Rows, func(a, b page.ReportRow) int { return count(b.Own) - count(a.Own) })
	p.Measures = len(told)
	return show(w, r, http.StatusOK, p)
}

func (l *look) reportRef(person *record.Record) page.Ref {
	out := l.refTo(person)
	out.Path = page.PathReports + "/" + person.Code
	return out
}

func (l *look) function(person *record.Record) string {
	if p, ok := service.Get[org.Person](l.View, person.UID); ok {
		return p.Spec.Function
	}
	return ""
}

// byFrequency parts what is told by how often, most often first, and last what is told without a frequency.
func byFrequency(all []service.Reported) [][]service.Reported {
	from := civil.OfTime(time.Unix(0, 0).UTC()) // any day does
	days := func(r service.Reported) int {
		if r.Every.IsZero() {
			return 1 << 30
		}
		return r.Every.After(from).DaysSince(from)
	}
	sorted := slices.Clone(all)
	slices.SortStableFunc(sorted, func(a, b service.Reported) int {
		return cmp.Or(cmp.Compare(days(a), days(b)), cmp.Compare(a.Every.String(), b.Every.String()), a.Since.DaysSince(b.Since))
	})
	var out [][]service.Reported
	for _, r := range sorted {
		if n := len(out); n > 0 && out[n-1][0].Every == r.Every && out[n-1][0].Since == r.Since {
			out[n-1] = append(out[n-1], r)
		} else {
			out = append(out, []service.Reported{r})
		}
	}
	return out
}

// report is what one customer is told.
func (s *site) report(w http.ResponseWriter, r *http.Request) error {
	l, err := s.look(r)
	if err != nil {
		return err
	}
	l.whole()
	person, err := l.Record(org.PersonKind.Name, r.PathValue("ref"))
	if err != nil {
		return err
	}
	l.begun(person.UID.Created())
	all, err := l.Reports(r.Context())
	if err != nil {
		return err
	}
	status, err := l.Status(r.Context())
	if err != nil {
		return err
	}
	p := page.Report{Frame: l.frame, Of: l.PersonTitle(person.UID), Person: l.refTo(person), Function: l.function(person),
		Again: page.PathReports + "/" + person.Code + "?as_of=" + url.QueryEscape(cmp.Or(l.Asked.Text, l.At.UTC().Format(time.RFC3339Nano)))}
	n := slices.IndexFunc(all, func(x service.Report) bool { return x.Person.UID == person.UID })
	if n < 0 {
		return show(w, r, http.StatusOK, p)
	}
	for _, group := range byFrequency(all[n].Measures) {
		g := page.ReportGroup{Every: group[0].Every.String(), Since: date(group[0].Since), From: date(group[0].From), Next: date(group[0].Ends)}
		for _, x := range group {
			g.Rows = append(g.Rows, l.reported(x, status))
		}
		p.Groups = append(p.Groups, g)
	}
	return show(w, r, http.StatusOK, p)
}

// reported is one measure of a report.
func (l *look) reported(x service.Reported, status *evaluate.Status) page.Told {
	m := x.Now
	out := page.Told{Ref: ref(m.Record.Record), Purpose: m.Record.Spec.Purpose, Format: x.Format, Now: current(m), NowAt: lastAt(m), Score: l.measureScore(m), Data: page.Data(m.Fresh.State)}
	if m.Scale != nil {
		out.Target, out.TargetText = target(m), l.rangeText(m)
	}
	for _, d := range status.Advice(m, status.Control(m)) {
		out.Advice = append(out.Advice, d.Advice)
	}
	out.Then, out.Earlier = l.pastValue(x.Then, m), l.pastValue(x.Earlier, x.Then)
	out.Then.Published, out.Earlier.Published = l.publishedPast(x.PublishedThen), l.publishedPast(x.PublishedEarlier)
	var others []float64 // values that differ do not read alike
	for _, y := range []*evaluate.Measure{m, x.Then, x.Earlier} {
		if v := now(y); v != nil {
			others = append(others, *v)
		}
	}
	for _, p := range []*service.PublishedThen{x.PublishedThen, x.PublishedEarlier} {
		if p != nil && p.Value != nil {
			others = append(others, *p.Value)
		}
	}
	for to, p := range map[*page.PublishedPast]*service.PublishedThen{out.Then.Published: x.PublishedThen, out.Earlier.Published: x.PublishedEarlier} {
		if p != nil {
			to.Figure = figureApart(m.Record, p.Value, others...)
		}
	}
	for f, y := range map[*page.Figure]*evaluate.Measure{&out.Now: m, &out.Then.Figure: x.Then, &out.Earlier.Figure: x.Earlier} {
		if v := now(y); v != nil {
			*f = figureApart(m.Record, v, others...)
		}
	}
	return out
}

// publishedPast is what the close of a period published; the value is written beside the others.
func (l *look) publishedPast(p *service.PublishedThen) *page.PublishedPast {
	if p == nil {
		return nil
	}
	out := &page.PublishedPast{Period: ref(p.Period), Reopened: p.Reopened, Differs: p.Differs}
	if p.Score != nil {
		out.Score = page.Score{Text: l.shown(*p.Score, 1), Band: page.Band(p.Band)}
	}
	return out
}

// pastValue is how a measure stood, and how much its score went up from there to a later moment.
func (l *look) pastValue(m, later *evaluate.Measure) page.PastValue {
	if m == nil {
		return page.PastValue{}
	}
	out := page.PastValue{Figure: current(m), At: lastAt(m), Score: l.measureScore(m)}
	out.Moved, _ = service.Moved(m, later)
	return out
}
