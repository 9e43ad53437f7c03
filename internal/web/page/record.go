package page

import (
	"context"
	"html/template"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/steelyard-isms/steelyard/internal/catalog/fields"
	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/web/form"
)

// Kinds is the page of all kinds of records.
type Kinds struct {
	Frame
	Rows []KindRow // by name
}

// KindRow is one kind.
type KindRow struct {
	Kind  string
	Path  string // address of its list
	New   string // address of the form for a new one; empty: the reader may not make one
	Count int    // records that are not retired, of those that the reader may see
}

// Record is the page of a record of any kind.
type Record struct {
	Frame
	Ref
	Kind     string
	List     string // address of the list of the kind
	State    string // of its lifecycle; empty: it has none
	Waits    bool   // what it says now is not in force
	Retired  bool
	Withheld bool // of a kind that has figures, which the reader may not see
	Beyond   bool // a unit outside that of the reader, whose figures they may not see
	Says     []Said
	Link     *StrategyLink  // what the data say, of a strategy-link; nil: it is none, or it is judged by nothing
	Figures  *PeriodFigures // of a period-close; nil: it is none, or the reader may not see figures
	Stands   *Measure       // beside what a benchmark tells: the measure, with that comparison alone; nil: it is no benchmark, or the reader may not see figures
	Expected string         // by how much an action is to move its measure; empty: it does not say
	Outcomes []Outcome      // what was found after an action or initiative was done; none: it is not, or nothing may be seen
	ReadFrom string         // address where figures of a benchmark are read from a table; empty: it is none, or the reader may not
	Uses     []UseOf        // that refer to it
	MoreUses int
	History  []Revision
}

// Said is what a record says of one field.
type Said struct {
	Kind, Field string
	Control     form.Control
	Text        string
	Look        string   // what the text is, as in form.Input: a length of time is told in words
	Words       []string // of several choices
	To          Ref      // of a reference or a file
	Parts       []Said   // of a group
	Entries     [][]Said
}

// UseOf is a record that refers to another one, and by which field.
type UseOf struct {
	Ref
	Kind, Field string
}

// Actions is what the reader may do with what the page shows: addresses; empty: they may not.
type Actions struct {
	Edit    string // of the form for the record
	Moves   string // of the page of what can become of it
	Stated  bool   // the record has a state
	New     string // of the form for a new one
	Values  string // of the form for values
	Library string // of the measure library
	Kind    string // of the new one
}

func (f Frame) actions() []action {
	var out []action
	if f.Actions.Edit != "" {
		out = append(out, action{"pencil", f.t("edit.change"), f.Actions.Edit})
	}
	if f.Actions.Moves != "" {
		name := f.t("moves.retire")
		if f.Actions.Stated {
			name = f.t("moves.open")
		}
		out = append(out, action{"checks", name, f.Actions.Moves})
	}
	if f.Actions.Values != "" {
		out = append(out, action{"pencil", f.t("values.open"), f.Actions.Values})
	}
	if f.Actions.Library != "" {
		out = append(out, action{"book", f.t("library.open"), f.href(f.Actions.Library)})
	}
	if f.Actions.New != "" {
		out = append(out, action{"plus", f.t("edit.new", words.T("kind", fields.English.Kind(f.Actions.Kind).One)), f.Actions.New})
	}
	return out
}

// action is a link to where the reader may do something.
type action struct{ icon, name, path string }

// Render writes the page.
func (p Kinds) Render(ctx context.Context, w io.Writer) error {
	n := 0
	for _, r := range p.Rows {
		n += r.Count
	}
	t := top{section: sectionRecords, title: p.t("nav.records"), crumbs: []crumb{{p.t("nav.work"), ""}, {p.t("nav.records"), ""}}, finding: p.h("records.finding.kinds", words.N(n), words.T("kinds", p.num().Count(int64(len(p.Rows)))))}
	return shell(p.Frame, t, kindsBody(p)).Render(ctx, w)
}

// Render writes the page.
func (p Record) Render(ctx context.Context, w io.Writer) error {
	names := fields.English.Kind(p.Kind)
	t := top{section: sectionRecords, title: p.Name, crumbs: []crumb{{names.Titles, p.List}, {p.Code, ""}}, code: p.Code, finding: p.finding()}
	if p.Beyond {
		t.section, t.finding = sectionOf(p.Kind), sentence(t.finding, p.h("records.finding.beyond"))
	}
	if p.Withheld {
		t.section, t.finding = sectionOf(p.Kind), sentence(t.finding, p.h("records.finding.withheld"))
	}
	return shell(p.Frame, t, recordBody(p)).Render(ctx, w)
}

// finding says what the record is, and whether what it says counts.
func (p Record) finding() template.HTML {
	kind := words.T("kind", fields.English.Kind(p.Kind).Title)
	switch {
	case p.Figures != nil && !p.Retired:
		return p.figuresFinding()
	case p.Retired:
		return p.h("records.finding.retired", kind, words.T("code", p.Code))
	case p.Waits:
		return p.h("records.finding.waits", kind, words.T("code", p.Code), words.T("state", fields.English.State(p.Kind, p.State)))
	case p.State != "":
		return p.h("records.finding.stands", kind, words.T("code", p.Code), words.T("state", fields.English.State(p.Kind, p.State)))
	}
	return p.h("records.finding.counts", kind, words.T("code", p.Code))
}

func (s Said) label(f Frame) string { return f.titleOf(s.Kind, s.Field) }

// text is what is said in one line.
func (s Said) text(f Frame) string {
	switch s.Control {
	case form.Choice:
		return fields.English.Word(s.Kind, s.Field, s.Text)
	case form.Choices:
		out := make([]string, len(s.Words))
		for i, w := range s.Words {
			out[i] = fields.English.Word(s.Kind, s.Field+"[]", w)
		}
		return strings.Join(out, ", ")
	case form.Tick, form.Truth:
		if s.Text == "true" {
			return f.t("records.yes")
		}
		return f.t("records.no")
	}
	switch s.Look {
	case "duration":
		return f.Length(s.Text)
	case "money":
		return f.num().Money(s.Text)
	}
	return f.ofField(s.Text)
}

// lengthParts are the parts of a length of time by ISO 8601, as in P1Y6M.
var lengthParts = regexp.MustCompile(`^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?$`)

// Length tells a length of time in words; one that has hours stands as it is declared.
func (f Frame) Length(text string) string {
	m := lengthParts.FindStringSubmatch(text)
	if m == nil {
		return text
	}
	var out []string
	for i, key := range []words.Key{"records.years", "records.months", "records.weeks", "record.days"} {
		if n, err := strconv.Atoi(m[i+1]); err == nil && n > 0 {
			out = append(out, f.t(key, words.N(n)))
		}
	}
	return strings.Join(out, " ")
}

// wide tells whether what is said takes several lines.
func (s Said) wide() bool { return len(s.Parts) > 0 || len(s.Entries) > 0 }

// mostColumns is how many things entries can say to stand as rows of a table.
const mostColumns = 4

// longestNote is how many characters of prose still stand in a row, such as a note beside one figure of several.
const longestNote = 80

// columns are what entries say, where several say few short things each, so that a reader compares them as rows; nil where they are told one below the other.
func (s Said) columns() []Said {
	if len(s.Entries) < 2 {
		return nil
	}
	var out []Said
	for _, e := range s.Entries {
		for _, x := range e {
			if x.wide() || x.Control == form.Prose && utf8.RuneCountInString(x.Text) > longestNote {
				return nil
			}
			if of(out, x.Field) == nil {
				out = append(out, x)
			}
		}
	}
	if len(out) < 2 || len(out) > mostColumns {
		return nil
	}
	return out
}

// of finds what is said of a field; nil: nothing.
func of(list []Said, field string) *Said {
	for i := range list {
		if list[i].Field == field {
			return &list[i]
		}
	}
	return nil
}

// useName is the field by which another record refers to this one.
func (u UseOf) useName() string {
	return fields.English.Title(u.Kind, placeIn.ReplaceAllString(strings.TrimPrefix(u.Field, "spec."), "[]"))
}
