package web

import (
	"github.com/steelyard-isms/steelyard/internal/figures"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/score"
	"github.com/steelyard-isms/steelyard/internal/web/format"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// figuresApart writes two figures beside each other so that they do not read alike unless they are the same: with as many decimals more as that takes, which are told for scores.
func (l *look) figuresApart(a, b figures.Figure, codes map[string]string) (string, string, int) {
	x, y := l.figureText(a, codes), l.figureText(b, codes)
	decimals := 1
	if a.Number == nil || b.Number == nil || figures.Same(a, b) {
		return x, y, decimals
	}
	for x == y && decimals < mostDigits {
		decimals++
		x, y = l.figureTo(a, b, decimals), l.figureTo(b, a, decimals)
	}
	return x, y, decimals
}

// mostDigits is with how many decimals figures are told apart: one more would be dust.
const mostDigits = 6

// figureTo writes a number with so many decimals, and a value beside the other.
func (l *look) figureTo(f, other figures.Figure, decimals int) string {
	style := l.language().Style()
	switch x := *f.Number; f.Name {
	case "score", "raw", "lower", "upper", "counted":
		return style.Figure(score.Shown(x, decimals))
	case "confidence", "coverage", "freshness", "quality", "progress", "expected":
		return format.WithUnit(style.Fixed(100*x, decimals, true), "%")
	default:
		return style.Apart(x, f.Unit, *other.Number)
	}
}

// bandsOf are the bands of a record, as published and as known now; empty where there was none, and where a measure had expired.
func bandsOf(then, is figures.Row) (page.Band, page.Band) { return bandOf(then), bandOf(is) }

func bandOf(r figures.Row) page.Band {
	if band := r.Figure("band"); !band.Void {
		return page.Band(band.Text)
	}
	return ""
}

// voidOf tells why a figure of a record of a kind says nothing; empty where it does.
func voidOf(kind string, f figures.Figure) page.Void {
	switch {
	case !f.Void:
		return ""
	case kind == measure.MeasureKind.Name:
		return page.VoidExpired
	}
	return page.VoidLittle
}

// scoreSaid is a score, or the value of a measure, for a sentence: none where it says nothing.
func scoreSaid(text string, band page.Band, void page.Void) page.Score {
	if void != "" {
		return page.Score{}
	}
	return page.Score{Text: text, Band: band}
}

// attainmentsOf are those of an objective; of other records there are none.
func attainmentsOf(then, is figures.Row) (page.Attainment, page.Attainment) {
	return page.Attainment(then.Figure("attainment").Text), page.Attainment(is.Figure("attainment").Text)
}
