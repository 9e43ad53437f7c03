package page

import (
	"context"
	"html/template"
	"io"
	"time"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/web/chart"
)

// PathReports lists whom measures are reported to; then the code of a person: what that person is told.
const PathReports = "/reports"

// Reports is the list of all customers of measures.
type Reports struct {
	Frame
	Rows     []ReportRow
	Measures int // that have a customer
	All      int // measures
}

// ReportRow is one customer.
type ReportRow struct {
	Ref      // of the report
	Function string
	Own      bool // it is the reader
	Measures int
	Every    []string  // lengths of time by ISO 8601, shortest first
	Next     time.Time // the last moment of a period of theirs that runs; zero: they have none
	Act      int       // measures in band act
	Silent   int       // measures without a value that counts
}

// Render writes the page.
func (p Reports) Render(ctx context.Context, w io.Writer) error {
	t := top{section: sectionReports, title: p.t("reports.title"), crumbs: []crumb{{p.t("nav.assure"), ""}, {p.t("reports.title"), ""}}, finding: p.finding()}
	return shell(p.Frame, t, reportsBody(p)).Render(ctx, w)
}

func (p Reports) finding() template.HTML {
	if len(p.Rows) == 0 {
		if p.Narrowed {
			return p.h("reports.finding.nobody-seen")
		}
		return p.h("reports.finding.nobody")
	}
	out := []template.HTML{p.h("reports.finding.people", words.N(len(p.Rows)), words.T("measures", p.num().Count(int64(p.Measures))), words.T("all", p.num().Count(int64(p.All))))}
	next := p.Rows[0]
	for _, r := range p.Rows {
		if !r.Next.IsZero() && (next.Next.IsZero() || r.Next.Before(next.Next)) {
			next = r
		}
	}
	if !next.Next.IsZero() {
		out = append(out, p.h("reports.finding.next", words.H("who", p.link(next.Ref)), words.T("day", p.date(next.Next))))
	}
	return sentence(out...)
}

// often tells the lengths in words.
func (r ReportRow) often(f Frame) string {
	out := ""
	for i, e := range r.Every {
		if i > 0 {
			out += ", "
		}
		out += f.every(e)
	}
	return out
}

// every says how often something comes, of a length of time; the usual ones in a word.
func (f Frame) every(length string) string {
	switch length {
	case "":
		return f.t("reports.every.untold")
	case "P1D":
		return f.t("reports.every.day")
	case "P1W", "P7D":
		return f.t("reports.every.week")
	case "P1M":
		return f.t("reports.every.month")
	case "P3M":
		return f.t("reports.every.quarter")
	case "P6M":
		return f.t("reports.every.half")
	case "P1Y", "P12M":
		return f.t("reports.every.year")
	}
	return f.t("reports.every.length", words.T("length", f.Length(length)))
}

// Report is what one customer is told.
type Report struct {
	Frame
	Of       string // whom
	Person   Ref
	Function string
	Groups   []ReportGroup // by how often they are told, most often first
	Again    string        // an address that always gives these very figures
}

// ReportGroup is what is told equally often.
type ReportGroup struct {
	Every string    // a length of time by ISO 8601; empty: it is not declared
	Since time.Time // the last day of the period that ended last; zero: there is none
	From  time.Time // the last day of the period before that
	Next  time.Time // the last day of the period that runs; zero: there is none
	Rows  []Told
}

// PublishedPast is what the close of a period published of a measure, of its last day.
type PublishedPast struct {
	Figure         // without a value: none was published
	Score    Score // without text: none was
	Period   Ref
	Reopened bool // it was opened again since
	Differs  bool // from what is known now
}

// Told is one measure of a report.
type Told struct {
	Ref
	Purpose    string
	Format     string // in which form it is given; empty: not declared
	Now        Figure
	NowAt      time.Time
	Score      Score
	Data       Data
	Then       PastValue // at the end of the period that ended last
	Earlier    PastValue // at the end of the period before that
	Target     Figure
	TargetText string   // a target that is no single figure; it replaces Target
	Advice     []string // what to do now
}

// PastValue is how a measure stood at the end of a period.
type PastValue struct {
	Figure
	At        time.Time
	Score     Score
	Published *PublishedPast // nil: no close published anything of that day
	Moved     float64        // points by which the score went up until the next moment that the page shows, of the scores that are shown; 0 where there were not two
}

// Render writes the page.
func (p Report) Render(ctx context.Context, w io.Writer) error {
	title := p.t("report.title", words.T("who", p.Of))
	t := top{section: sectionReports, title: title, crumbs: []crumb{{p.t("reports.title"), PathReports}, {p.Of, ""}}, finding: p.finding()}
	return shell(p.Frame, t, reportBody(p)).Render(ctx, w)
}

// finding counts how the measures stand, and what became of them since the periods before.
func (p Report) finding() template.HTML {
	var n, good, watch, act, silent, better, worse, restated int
	var worst *Told
	for i := range p.Groups {
		for j := range p.Groups[i].Rows {
			r := &p.Groups[i].Rows[j]
			n++
			restated += r.Then.restated() + r.Earlier.restated()
			switch r.Score.Band {
			case Good:
				good++
			case Watch:
				watch++
			case Act:
				act++
			default:
				silent++
			}
			switch {
			case r.Then.Moved > 0:
				better++
			case r.Then.Moved < 0:
				worse++
				if worst == nil || r.Then.Moved < worst.Then.Moved {
					worst = r
				}
			}
		}
	}
	if n == 0 {
		return p.h("report.finding.nothing")
	}
	count := func(n int) string { return p.num().Count(int64(n)) }
	out := []template.HTML{p.h("report.finding.stand", words.N(n), words.T("good", count(good)), words.T("watch", count(watch)), words.T("act", count(act)))}
	if silent > 0 {
		out = append(out, p.h("report.finding.silent", words.N(silent)))
	}
	switch {
	case worst != nil:
		out = append(out, p.h("report.finding.moved", words.T("better", count(better)), words.T("worse", count(worse)), words.H("worst", p.link(worst.Ref))))
	case better > 0:
		out = append(out, p.h("report.finding.better", words.N(better)))
	}
	if restated > 0 {
		out = append(out, p.h("report.finding.published", words.N(restated)))
	}
	return sentence(out...)
}

// advised are the measures with advice.
func (p Report) advised() []Told {
	var out []Told
	for _, g := range p.Groups {
		for _, r := range g.Rows {
			if len(r.Advice) > 0 {
				out = append(out, r)
			}
		}
	}
	return out
}

// heading names a group by how often it is told.
func (g ReportGroup) heading(f Frame) string {
	if g.Every == "" {
		return f.t("report.untold")
	}
	return f.t("report.every", words.T("every", f.every(g.Every)))
}

// note says with what the figures are compared, and when they are told next.
func (g ReportGroup) note(f Frame) string {
	switch {
	case g.Since.IsZero():
		return f.t("report.note-untold")
	case g.Next.IsZero():
		return f.t("report.note-since")
	}
	return f.t("report.note", words.T("since", f.date(g.Since)), words.T("next", f.date(g.Next)))
}

// restated is 1 where something else was published than is known now.
func (v PastValue) restated() int {
	if v.Published != nil && v.Published.Differs {
		return 1
	}
	return 0
}

// closed says of the days that a group is compared with which end a closed period.
func (g ReportGroup) closed(f Frame) []template.HTML {
	var out []template.HTML
	for i, day := range []time.Time{g.Since, g.From} {
		seen := map[string]bool{}
		for _, r := range g.Rows {
			p := []PastValue{r.Then, r.Earlier}[i].Published
			if p == nil || seen[p.Period.Code] {
				continue
			}
			seen[p.Period.Code] = true
			say := []words.Arg{words.T("day", f.date(day)), words.H("period", f.link(p.Period))}
			if p.Reopened {
				out = append(out, f.h("report.reopened", say...))
			} else {
				out = append(out, f.h("report.closed", say...))
			}
		}
	}
	return out
}

// said is what was published, value and score.
func (p PublishedPast) said(f Frame) template.HTML {
	return f.h("report.published", words.F("value", f.figure(p.Figure)), words.H("score", f.scoredOrNone(p.Score)))
}

// moved says what became of a score until a later one, in points of those shown.
func (v PastValue) moved(f Frame, later Score) (chart.Tone, string) {
	points := words.F("points", f.num().Fixed(max(v.Moved, -v.Moved), 1, false))
	switch {
	case v.Score.Text == "" || later.Text == "":
		return chart.None, f.t("report.incomparable")
	case v.Moved > 0:
		return chart.OK, f.t("report.better", points)
	case v.Moved < 0:
		return chart.Bad, f.t("report.worse", points)
	}
	return "", f.t("report.same") // no mark: nothing is missing, and nothing moved
}
