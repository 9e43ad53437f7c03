package page

import (
	"html/template"
	"time"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
)

// PastEffects are what a change makes of figures of the past.
type PastEffects struct {
	Name   string    // the value that is written over for days that are past; empty: none is
	From   time.Time // the day from which on it holds; zero: from the beginning
	Ends   int       // how many ends of quarters were looked at
	Moved  int       // at how many of them scores differ
	At     time.Time // the latest of those
	Effect ScoreEffect
}

// said tells what becomes of the past, with an example, and how it stays as it was.
func (e PastEffects) said(f Frame) template.HTML {
	var out []template.HTML
	field := words.T("field", e.Name)
	switch {
	case e.Name == "":
	case e.From.IsZero():
		out = append(out, f.h("edit.review.past.always", field))
	default:
		out = append(out, f.h("edit.review.past.since", field, words.T("day", f.date(e.From))))
	}
	if e.Moved == 0 {
		out = append(out, f.h("edit.review.past.none", words.N(e.Ends)))
	} else {
		out = append(out, f.h("edit.review.past.some", words.N(e.Moved), words.T("of", f.num().Count(int64(e.Ends))), words.T("day", f.date(e.At)),
			words.H("name", f.link(e.Effect.Ref)), words.T("then", e.Effect.stood(f, e.Effect.Then, e.Effect.Stood)), words.T("now", e.Effect.stood(f, e.Effect.Now, e.Effect.Stands))))
	}
	if e.Name != "" {
		out = append(out, f.h("edit.review.past.instead", field))
	}
	return sentence(out...)
}

// stood says what one of the two is: a score with its band, or where only that differs, where the objective stands.
func (e ScoreEffect) stood(f Frame, s Score, a Attainment) string {
	switch {
	case e.Then.Text == e.Now.Text && e.Then.Band == e.Now.Band && e.Stood != e.Stands:
		return a.inText(f)
	case s.Text == "":
		return f.t("edit.review.past.no-score")
	case s.Band == "":
		return s.Text
	}
	return s.Text + " " + s.Band.inText(f)
}
