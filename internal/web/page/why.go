package page

import (
	"context"
	"html/template"
	"io"
	"regexp"
	"strings"
	"time"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
)

// PathWhy is before kind and code of a record in the address of the page that says why its score is what it is.
const PathWhy = "/why/"

// Why is the page that says why a score is what it is, and what has changed it since an earlier day.
type Why struct {
	Frame
	Ref
	Kind      string // of the record
	Within    string // the unit that counts alone, with those below it; empty: everything counts
	Score     Score
	Then      Score // on the earlier day; no text: it had none
	Since     time.Time
	Effects   []Effect // data, definition, weights, structure, then the whole; empty: they cannot be told apart
	Moved     []MovedChild
	Past      []PastScore
	Sentences []string // the status in full, in English
}

// Effect is what part of a change comes from one thing, as finished text.
type Effect struct {
	Of     string  // data, definition, weights, structure or total
	Points float64 // rounded to a tenth; they add up
}

// MovedChild is a child that contributes more or less than on the earlier day.
type MovedChild struct {
	Ref
	Then, Now Score   // what counted, and what counts
	Points    float64 // of the contribution
}

// PastScore is the score at the end of an earlier quarter, as it was known then and as it is known now.
type PastScore struct {
	Day            time.Time
	Kept, Restated bool
	Then, Now      Score
}

// section is where the record belongs.
func (p Why) section() (section, []crumb) {
	switch p.Kind {
	case "measure":
		return sectionMeasures, []crumb{{p.t("nav.work"), ""}, {p.t("nav.measures"), PathMeasures}, {first(p.Code, p.Name), p.Path}}
	case "objective":
		return sectionObjectives, []crumb{{p.t("nav.work"), ""}, {p.t("nav.objectives"), PathObjectives}, {first(p.Code, p.Name), p.Path}}
	}
	return sectionScorecard, []crumb{{p.t("nav.overview"), ""}, {p.t("nav.scorecard"), PathScorecard}, {first(p.Code, p.Name), ""}}
}

// finding says what the score is, and whether it is that of a unit alone.
func (p Why) finding() template.HTML {
	if p.Within == "" {
		return p.change()
	}
	return sentence(p.change(), p.h("why.finding.within", words.T("unit", p.Within)))
}

func (p Why) change() template.HTML {
	name, since, day := words.H("name", p.link(p.Ref)), words.T("since", p.date(p.Since)), words.T("day", p.date(p.AsOf.Day))
	then, now := words.H("then", p.scored(p.Then)), words.H("now", p.scored(p.Score))
	switch {
	case p.Score.Counted:
		return p.h("why.finding.counted", name)
	case p.Score.Text == "":
		return p.h("why.finding.none", name, day)
	case p.Then.Text == "":
		return p.h("why.finding.new", name, since, now, day)
	case p.Then.Text == p.Score.Text && p.Then.Band == p.Score.Band:
		return p.h("why.finding.same", name, since, now, day)
	}
	return p.h("why.finding.changed", name, since, then, now, day)
}

// title asks why the score is what it is.
func (p Why) title() string {
	name := words.T("name", first(p.Code, p.Name))
	if p.Score.Counted {
		return p.t("why.title-counted", name)
	}
	within := words.T("unit", p.Within)
	switch {
	case p.Score.Text == "" && p.Within != "":
		return p.t("why.title-none-within", name, within)
	case p.Score.Text == "":
		return p.t("why.title-none", name)
	case p.Within != "":
		return p.t("why.title-within", name, within, words.F("score", p.Score.Text))
	}
	return p.t("why.title", name, words.F("score", p.Score.Text))
}

// scored is a score with its band, for a sentence.
func (f Frame) scored(s Score) template.HTML {
	if s.Band == "" {
		return f.h("why.score.bare", words.F("score", s.Text))
	}
	return f.h("why.score.band", words.F("score", s.Text), words.T("tone", string(s.Band.tone())), words.T("band", s.Band.inText(f)))
}

func (p Why) pastCaption() string {
	if p.Within != "" {
		return p.t("why.past.caption-within")
	}
	return p.t("why.past.caption")
}

func (p Why) effect(e Effect) string {
	switch e.Of {
	case "data":
		return p.t("why.effect.data")
	case "definition":
		return p.t("why.effect.definition")
	case "weights":
		return p.t("why.effect.weights")
	case "structure":
		return p.t("why.effect.structure")
	}
	return p.t("why.effect.total")
}

func (p Why) effectNote(e Effect) string {
	switch e.Of {
	case "data":
		return p.t("why.effect.data-note")
	case "definition":
		return p.t("why.effect.definition-note")
	case "weights":
		return p.t("why.effect.weights-note")
	case "structure":
		return p.t("why.effect.structure-note")
	}
	return ""
}

// Render writes the page.
func (p Why) Render(ctx context.Context, w io.Writer) error {
	section, crumbs := p.section()
	t := top{section: section, title: p.title(), finding: p.finding(), crumbs: append(crumbs, crumb{p.t("why.crumb"), ""})}
	return shell(p.Frame, t, whyBody(p)).Render(ctx, w)
}

// told matches what sentences write for machines too: names in quotes, which stay, days, hashes and percentages.
var told = regexp.MustCompile(`‘[^’]*’|\b\d{4}-\d\d-\d\d\b|\b[0-9a-f]{64}\b|\d %`)

// inWords are the sentences as pages write: days by the name of their month, hashes shortened, and no space within a percentage, before which a line could break.
func (p Why) inWords() []string {
	out := make([]string, len(p.Sentences))
	for i, s := range p.Sentences {
		out[i] = told.ReplaceAllStringFunc(s, func(x string) string {
			if day, err := time.Parse(time.DateOnly, x); err == nil {
				return p.date(day)
			}
			switch {
			case strings.HasSuffix(x, " %"):
				return x[:1] + "%"
			case len(x) == 64 && !strings.HasPrefix(x, "‘"):
				return x[:12] + "…"
			}
			return x
		})
	}
	return out
}
