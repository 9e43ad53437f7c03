package page

import (
	"html/template"
	"strconv"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
)

// figuresFinding says what was published, and whether it still is what is known; and what was published before. Of another comparison it says what that comes to.
func (p Record) figuresFinding() template.HTML {
	f := p.Figures
	span := []words.Arg{words.H("of", p.link(f.Of)), words.T("from", p.date(f.From)), words.T("until", p.date(f.Until))}
	switch {
	case f.ClosedAt.IsZero() && f.Ended:
		return p.h("closes.finding.open", span...)
	case f.ClosedAt.IsZero():
		return p.h("closes.finding.goes-on", span...)
	}
	span = append(span, words.T("day", p.date(f.ClosedAt)), words.T("by", f.ClosedBy))
	if f.File == nil {
		return sentence(append(p.closed(span), p.h("closes.finding.unkept"))...)
	}
	if f.Against != nil {
		return sentence(append([]template.HTML{p.chosen(span)}, p.besideAnother(f)...)...)
	}
	var out []template.HTML
	if f.Chosen {
		out = append(out, p.chosen(span))
	} else {
		out = p.closed(span)
	}
	out = append(out, p.besideNow(f))
	if !f.Chosen {
		out = append(out, p.publishedBefore(f)...)
	}
	if f.Restated > 0 && !f.Chosen {
		out = append(out, p.h("closes.finding.restated", words.N(f.Restated)))
	}
	if f.Again != nil && len(f.Again.Differences) > 0 {
		out = append(out, p.h("closes.finding.again", words.N(len(f.Again.Differences)+f.Again.More)))
	}
	return sentence(out...)
}

// closed says who closed the period when, and that it is open again.
func (p Record) closed(span []words.Arg) []template.HTML {
	out := []template.HTML{p.h("closes.finding.closed", span...)}
	if !p.Figures.Closed {
		out = append(out, p.h("closes.finding.reopened"))
	}
	return out
}

// chosen says which of several publications is shown.
func (p Record) chosen(span []words.Arg) template.HTML {
	return p.h("closes.finding.chosen", append(span, words.T("number", strconv.Itoa(p.Figures.File.Number)), words.T("count", strconv.Itoa(len(p.Figures.Publications))))...)
}

// besideNow holds what was published against what is known now. Where the score reads alike it is the same, and what differs is told of the records below it.
func (p Record) besideNow(f *PeriodFigures) template.HTML {
	then := words.H("then", p.scored(f.Published))
	switch {
	case f.Different == 0:
		return p.h("closes.finding.same")
	case f.Published.Text != f.Now.Text || f.Published.Band != f.Now.Band:
		return p.h("closes.finding.score", words.H("then", p.scoredOrNone(f.Published)), words.H("now", p.scoredOrNone(f.Now)))
	case f.Published.Text == "":
		return p.h("closes.finding.differ", words.N(f.Different))
	case f.Below > 0:
		return p.h("closes.finding.below", then, words.N(f.Below))
	}
	return p.h("closes.finding.beside", then, words.N(f.Different))
}

// besideAnother holds one publication against another.
func (p Record) besideAnother(f *PeriodFigures) []template.HTML {
	with := p.h("closes.finding.against", words.T("number", strconv.Itoa(f.Against.Number)), words.T("day", p.date(f.Against.At)), words.T("by", f.Against.By))
	said := p.h("closes.finding.against-differ", words.N(f.Different))
	switch {
	case f.Different == 0:
		said = p.h("closes.finding.against-same")
	case f.Published.Text != f.Now.Text || f.Published.Band != f.Now.Band:
		said = p.h("closes.finding.against-score", words.H("then", p.scoredOrNone(f.Published)), words.H("now", p.scoredOrNone(f.Now)), words.N(f.Different))
	}
	return []template.HTML{with, said}
}

// publishedBefore says that something else was published before, first of all another score.
func (p Record) publishedBefore(f *PeriodFigures) []template.HTML {
	if len(f.Publications) < 2 {
		return nil
	}
	before := f.Publications[1:]
	said := words.N(len(before))
	for _, x := range before {
		if x.OfOne && x.Scores[0].Another {
			return []template.HTML{p.h("closes.finding.before-score", said, words.T("day", p.date(x.At)), words.H("then", p.scoredOrNone(x.Scores[0].Score)))}
		}
	}
	for _, x := range before {
		if x.Different > 0 {
			return []template.HTML{p.h("closes.finding.before-differ", words.N(x.Different), words.T("day", p.date(x.At)))}
		}
	}
	return []template.HTML{p.h("closes.finding.before-same", words.T("day", p.date(before[0].At)))}
}

// scoredOrNone is a score for a sentence, and in words where there is none.
func (f Frame) scoredOrNone(s Score) template.HTML {
	if s.Text == "" {
		s = Score{Text: f.t("figure.none")}
	}
	return f.scored(s)
}

// thenTitle and nowTitle are what the two columns of figures are called.
func (c PeriodFigures) thenTitle(f Frame) string {
	if !c.Chosen || c.File == nil {
		return f.t("closes.published")
	}
	return c.File.title(f)
}

func (c PeriodFigures) nowTitle(f Frame) string {
	if c.Against == nil {
		return f.t("closes.now")
	}
	return c.Against.title(f)
}

// caption says what the table sets beside what, for those who do not see its head.
func (c PeriodFigures) caption(f Frame) string {
	switch {
	case c.File == nil:
		return f.t("closes.caption-known")
	case c.Chosen || c.Against != nil:
		return f.t("closes.caption-two", words.T("then", c.thenTitle(f)), words.T("now", c.nowTitle(f)))
	}
	return f.t("closes.caption")
}

func (c PeriodFigures) captionSame(f Frame) string {
	if c.Against != nil {
		return f.t("closes.caption-same-two", words.T("then", c.thenTitle(f)), words.T("now", c.nowTitle(f)))
	}
	return f.t("closes.caption-same")
}

func (x FigureFile) title(f Frame) string {
	return f.t("closes.publication-of", words.T("number", strconv.Itoa(x.Number)), words.T("day", f.date(x.At)))
}
