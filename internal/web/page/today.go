package page

import (
	"context"
	"html/template"
	"io"
	"time"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/web/chart"
)

// Today is the page of what waits for the reader.
type Today struct {
	Frame
	Nobody    bool        // the account stands for no declared person: nothing is theirs
	Whose     string      // where a reader who may administer says whose their account is; empty: somebody else does
	Groups    []TodayPart // those with something in them
	Beginning bool        // no objective is declared yet, and the page leads to the first steps
	Behind    int         // objectives of theirs that are off plan or at risk
	Changed   *TodayChanged
}

// TodayPart is what waits for one reason.
type TodayPart struct {
	ID    string // for links to it
	Title string
	Note  string // by which rule it is here
	Rows  []TodayRow
	More  int
	All   string // address where all of them are; empty: nowhere
	Waits bool   // for the reader; else for others
}

// TodayRow is one thing that waits.
type TodayRow struct {
	Ref
	Kind string    // as within a sentence; empty: its part says it
	Why  string    // why it waits
	Sub  string    // by which rule, or what was said
	Due  time.Time // by when; zero: no day was set
	At   time.Time // since when, where there is no day by which
	Bad  chart.Tone
	Tone string // the word for it; empty: none
	Do   Place  // the direct way to do it; without a path there is none
	Seen string // address that takes it off the list, by POST; empty: it goes by itself
}

// TodayChanged is what others did since the reader was last here.
type TodayChanged struct {
	At      time.Time
	Asked   bool       // the reader asked for that moment
	Records []TodayRow // At is when, Why by whom and how
	More    int
	Scores  []TodayScore
	Partly  bool
}

// TodayScore is an objective of the reader whose score moved.
type TodayScore struct {
	Ref
	Then, Now Score
	Change    *float64
	Why       string // address of the reasons
}

// Render writes the page.
func (p Today) Render(ctx context.Context, w io.Writer) error {
	t := top{section: sectionToday, title: p.t("today.title"), crumbs: []crumb{{p.t("nav.overview"), ""}, {p.t("today.title"), ""}}, finding: p.finding()}
	return shell(p.Frame, t, todayBody(p)).Render(ctx, w)
}

func (p Today) finding() template.HTML {
	n, late := 0, 0
	var first time.Time
	for _, g := range p.Groups {
		if !g.Waits {
			continue
		}
		n += len(g.Rows) + g.More
		for _, r := range g.Rows {
			if r.Due.IsZero() {
				continue
			}
			if first.IsZero() || r.Due.Before(first) {
				first = r.Due
			}
			if p.late(r.Due) {
				late++
			}
		}
	}
	var out []template.HTML
	switch {
	case n == 0 && p.Nobody:
		out = append(out, p.h("today.finding.nobody"))
	case n == 0:
		out = append(out, p.h("today.finding.none"))
	default:
		out = append(out, p.h("today.finding.waits", words.N(n)))
	}
	switch {
	case p.Nobody && p.Whose != "":
		out = append(out, p.h("today.finding.whose", words.H("page", p.link(Ref{Name: p.t("today.whose-page"), Path: p.Whose}))))
	case p.Nobody && n == 0:
		out = append(out, p.h("today.finding.ask"))
	}
	day := words.T("day", p.date(first))
	switch {
	case late > 0 && late == n:
		out = append(out, p.h("today.finding.all-late", words.N(late), day))
	case late > 0:
		out = append(out, p.h("today.finding.late", words.N(late), day))
	case !first.IsZero():
		out = append(out, p.h("today.finding.first", day))
	}
	if p.Behind > 0 {
		out = append(out, p.h("today.finding.behind", words.N(p.Behind)))
	}
	if c := p.Changed; c != nil && len(c.Records) > 0 {
		out = append(out, p.h("today.finding.changed", words.N(len(c.Records)+c.More), words.T("at", p.moment(c.At))))
	}
	return sentence(out...)
}

// late tells whether a day is over on the day of the page.
func (f Frame) late(day time.Time) bool {
	return day.UTC().Format(time.DateOnly) < f.AsOf.Day.UTC().Format(time.DateOnly)
}

// away says how far a day is from that of the page.
func (f Frame) away(day time.Time) string {
	days := int(day.UTC().Truncate(24*time.Hour).Sub(f.AsOf.Day.UTC().Truncate(24*time.Hour)) / (24 * time.Hour))
	switch {
	case days == 0:
		return f.t("today.away.today")
	case days < 0:
		return f.t("today.away.late", words.N(-days))
	}
	return f.t("today.away.in", words.N(days))
}

// Expiring is the page of what runs out.
type Expiring struct {
	Frame
	List
	Owner  string // code of the person whose things are shown; empty: everybody's
	Owners []Owner
	Parts  []ExpiringPart // with rows of this part of the list
	All    int            // of those that are left by owner
	Late   int            // of them, those whose day is over
	Soon   int            // those within 30 days
}

// Owner is a person who can be chosen.
type Owner struct {
	Code, Name string
	Count      int
}

// ExpiringPart is what runs out within one span of days.
type ExpiringPart struct {
	Title string
	Rows  []ExpiringRow
}

// ExpiringRow is one thing that runs out.
type ExpiringRow struct {
	Ref
	Kind  string // as within a sentence
	What  string // of the record
	Day   time.Time
	Owner string
}

// Render writes the page.
func (p Expiring) Render(ctx context.Context, w io.Writer) error {
	t := top{section: sectionExpiring, title: p.t("expiring.title"), crumbs: []crumb{{p.t("nav.overview"), ""}, {p.t("expiring.title"), ""}}, finding: p.finding()}
	return shell(p.Frame, t, expiringBody(p)).Render(ctx, w)
}

func (p Expiring) finding() template.HTML {
	if p.All == 0 {
		return p.h("expiring.finding.none")
	}
	out := []template.HTML{p.h("expiring.finding.all", words.N(p.All))}
	if p.Late > 0 {
		out = append(out, p.h("expiring.finding.late", words.N(p.Late)))
	}
	if p.Soon > 0 {
		out = append(out, p.h("expiring.finding.soon", words.N(p.Soon)))
	}
	return sentence(out...)
}

// movedTo says what a score was and is.
func (p Today) movedTo(s TodayScore) string {
	was, is := words.F("then", s.Then.Text), words.F("now", s.Now.Text)
	switch {
	case s.Then.Text == "":
		return p.t("today.gained", is)
	case s.Now.Text == "":
		return p.t("today.lost", was)
	}
	return p.t("today.moved", is, was)
}

// count is how many there are, those that are not listed too.
func (g TodayPart) count(f Frame) string { return f.num().Count(int64(len(g.Rows) + g.More)) }
