package page

import (
	"html/template"
	"time"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
)

// ClosedNote is what is said where an earlier day is shown that lies in a closed period.
type ClosedNote struct {
	Beside         time.Time // the day, where it is one that the page compares with; zero: the page shows it
	Takes          Score     // what the page takes of that day; without text: it is not told
	Periods        []Ref     // one on the page of a record; several where the page is of no record
	More           int       // beside those
	Until          time.Time
	Reopened       bool       // it was opened again
	Kept           bool       // figures of the record were published
	Published, Now Score      // or the value of a measure; without text: none
	Plan, PlanNow  Attainment // of an objective
	Differs        bool       // some figure of the record
}

// said are the sentences of a note. The close is linked as it is now: on the day that is shown it was not there yet.
func (n ClosedNote) said(f Frame) template.HTML {
	if n.Until.IsZero() {
		return sentence(n.several(f), n.takes(f))
	}
	until := words.T("until", f.date(n.Until))
	out := []template.HTML{n.lies(f, until)}
	if !n.Kept {
		return sentence(append(out, n.takes(f))...)
	}
	then, now := words.H("published", f.scoredOrNone(n.Published)), words.H("now", f.scoredOrNone(n.Now))
	turned := n.Plan != n.PlanNow && n.Plan != "" && n.PlanNow != ""
	switch {
	case n.Published.Text != n.Now.Text || n.Published.Band != n.Now.Band:
		out = append(out, f.h("banner.closed-differs", until, then, now))
	case n.Differs && !turned:
		out = append(out, f.h("banner.closed-within", until, then))
	default:
		out = append(out, f.h("banner.closed-same", until, then))
	}
	if turned {
		out = append(out, f.h("banner.closed-attainment", words.T("then", n.Plan.word(f)), words.T("now", n.PlanNow.word(f))))
	}
	return sentence(append(out, n.takes(f))...)
}

// lies says in which period the day lies.
func (n ClosedNote) lies(f Frame, until words.Arg) template.HTML {
	period := words.H("period", f.h("link.to", words.T("href", n.Periods[0].Path), words.T("name", n.Periods[0].Name)))
	day, beside := words.T("day", f.date(n.Beside)), !n.Beside.IsZero()
	switch {
	case n.Reopened && beside:
		return f.h("banner.beside-reopened", day, period)
	case n.Reopened:
		return f.h("banner.reopened", period)
	case n.Kept && beside:
		return f.h("banner.beside-in-closed", day, period)
	case n.Kept:
		return f.h("banner.in-closed", period)
	case beside:
		return f.h("banner.beside-closed", day, period, until)
	}
	return f.h("banner.closed", period, until)
}

// takes says that a comparison goes by what was known on the day, and where it is told what that was.
func (n ClosedNote) takes(f Frame) template.HTML {
	switch {
	case n.Beside.IsZero():
		return ""
	case n.Takes.Text == "":
		return f.h("banner.beside-known")
	}
	return f.h("banner.beside-takes", words.H("score", f.scored(n.Takes)))
}

// several names the closed periods of a day.
func (n ClosedNote) several(f Frame) template.HTML {
	var list template.HTML
	for i, r := range n.Periods {
		if i > 0 {
			list += ", "
		}
		list += f.h("link.to", words.T("href", r.Path), words.T("name", r.Name))
	}
	if n.More > 0 {
		list += " " + f.h("banner.closed-more", words.N(n.More))
	}
	said := []words.Arg{words.N(len(n.Periods) + n.More), words.H("list", list)}
	if !n.Beside.IsZero() {
		return f.h("banner.beside-day", append(said, words.T("day", f.date(n.Beside)))...)
	}
	return f.h("banner.closed-day", said...)
}
