package page

import (
	"context"
	"html/template"
	"io"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/catalog/fields"
	"github.com/steelyard-isms/steelyard/internal/catalog/words"
)

// ActionRefused is what becomes of a change that cannot be made. The others are those of the kernel.
const ActionRefused = "refused"

// Proposal is what a person proposes for many records of a kind at once: by a changed sheet, or one field of those that were chosen. All of it
// is done, or nothing.
type Proposal struct {
	Frame
	Kind   string
	List   string // address of the list
	Action string
	Sheet  bool // by a sheet
	// Figures is the benchmark whose figures the sheet has; nil: it has records. Replace: they take the place of all that are there.
	Figures *Ref
	Replace bool
	// MostMiB is how large a sheet may be.
	MostMiB int
	// Of one field of many records:
	Field  string
	Dated  bool   // its values hold from days on, and get one more
	Chosen int    // records
	Seen   string // which they are
	Form   *Edit  // the input of the field
	// What it would do; Shown: it was asked for.
	Shown                                     bool
	Rows                                      []ProposedRow // refused ones first, without those that stay as they are
	More                                      int           // further rows
	New, Changed, Retired, Unchanged, Refused int
	Effects                                   []ScoreEffect
	MoreEffects                               int
	Waits                                     bool    // some of it waits for approval, and the scores with it
	Wrong                                     []Wrong // with the whole
	Ready                                     bool    // it can be done
	Entered                                   []Param
	Reason                                    string
	ReasonMissing                             bool
}

// ProposedRow is one record of it.
type ProposedRow struct {
	Ref
	Line    int // of the sheet
	Action  string
	Changes []Change
	Wrong   []PlacedWrong
}

// PlacedWrong is what is wrong with a row, and in which column of the sheet; 0: in none.
type PlacedWrong struct {
	Wrong
	Column int
}

// Render writes the page.
func (p Proposal) Render(ctx context.Context, w io.Writer) error {
	names := fields.English.Kind(p.Kind)
	title := p.t("propose.sheet", words.T("kind", names.Many))
	if !p.Sheet {
		title = p.t("propose.field", words.T("field", fields.English.Title(p.Kind, p.Field)), words.T("kind", names.Many))
	}
	crumbs := []crumb{{names.Titles, p.List}, {title, ""}}
	if p.Figures != nil {
		title = p.t("benchmarks.import.title")
		crumbs = []crumb{{names.Titles, "/benchmarks"}, {p.Figures.Code, p.List}, {title, ""}}
	}
	t := top{section: sectionOf(p.Kind), title: title, crumbs: crumbs, finding: p.finding(), error: len(p.Wrong) > 0 || p.ReasonMissing}
	return shell(p.Frame, t, proposalBody(p)).Render(ctx, w)
}

func (p Proposal) finding() template.HTML {
	switch n := p.New + p.Changed + p.Retired; {
	case !p.Shown && p.Figures != nil:
		return p.h("propose.finding.figures")
	case !p.Shown && p.Sheet:
		return p.h("propose.finding.sheet")
	case !p.Shown:
		return p.h("propose.finding.field", words.N(p.Chosen))
	case p.Refused == 0 && len(p.Wrong) > 0:
		return p.h("propose.finding.wrong")
	case p.Refused > 0:
		return p.h("propose.finding.refused", words.N(p.Refused))
	case n == 0:
		return p.h("propose.finding.nothing")
	}
	return sentence(p.would()...)
}

// would says how many records would be made, changed and taken out of use; the sentences are of those that are.
func (p Proposal) would() []template.HTML {
	var out []template.HTML
	for _, c := range []struct {
		n   int
		key words.Key
	}{{p.New, "propose.finding.new"}, {p.Changed, "propose.finding.changed"}, {p.Retired, "propose.finding.retired"}, {p.Unchanged, "propose.finding.unchanged"}} {
		if c.n > 0 {
			out = append(out, p.h(c.key, words.N(c.n)))
		}
	}
	return append(out, p.h("propose.finding.unsaved"))
}

var actionWords = map[string]words.Key{"created": "propose.new", "updated": "propose.changed", "retired": "propose.retired", ActionRefused: "propose.refused"}

// does is what becomes of a row.
func (r ProposedRow) does(f Frame) string {
	if key, ok := actionWords[r.Action]; ok {
		return f.t(key)
	}
	return f.t("propose.undecided")
}

// counts says how many rows do what.
func (p Proposal) counts() string {
	var out []string
	for _, c := range []struct {
		n   int
		key words.Key
	}{{p.Refused, "propose.count-refused"}, {p.New, "propose.count-new"}, {p.Changed, "propose.count-changed"}, {p.Retired, "propose.count-retired"}, {p.Unchanged, "propose.count-unchanged"}} {
		if c.n > 0 {
			out = append(out, p.t(c.key, words.N(c.n)))
		}
	}
	return strings.Join(out, ", ")
}

// at says what is wrong, and where: the column as a spreadsheet letters it, and the field.
func (w PlacedWrong) at(p Proposal) string {
	text := w.said(p.Frame)
	if w.Path != "" && !strings.Contains(w.Path, ": ") {
		name := w.Path
		if key, kernel := kernelWords[w.Path]; kernel {
			name = p.t(key)
		} else {
			name = p.titleOf(p.Kind, placeIn.ReplaceAllString(name, "[]"))
		}
		text = p.t("edit.wrong", words.T("field", name), words.T("reason", text))
	}
	if w.Column > 0 && p.Sheet {
		text = p.t("propose.column", words.T("column", letters(w.Column)), words.T("reason", text))
	}
	return text
}

// letters names a column, counted from 1, as spreadsheets do.
func letters(n int) string {
	out := ""
	for ; n > 0; n = (n - 1) / 26 {
		out = string(rune('A'+(n-1)%26)) + out
	}
	return out
}
