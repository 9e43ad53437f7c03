package page

import (
	"context"
	"html/template"
	"io"
	"slices"
	"time"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/web/form"
)

// Addresses of settings.
const (
	PathSettings = "/settings"          // GET the page
	PathMine     = "/settings/mine"     // POST the reader's own
	PathEveryone = "/settings/everyone" // POST what holds for whoever has chosen nothing
	PathTheme    = "/settings/theme"    // POST the theme alone, from the button of every page
)

// Settings is the page of all that can be set: what is declared leads to its record, and how pages look is chosen here.
type Settings struct {
	Frame
	Year, Zone  Declared // of the organisation
	Cards       []CardWeights
	NewCard     string // address of the form for a first scorecard; empty: the reader may not make one, or there is one
	Mine        []Preference
	Everyone    []Preference // empty: the reader may not administer
	Why         string       // the reader may not choose for everyone
	Sample      Sample
	WhyMine     string // the reader may not choose for themselves; empty: they may
	ReadSources bool   // the reader may see where files come from
	Wrong       []FieldError
}

// Declared is a setting that is a field of a record.
type Declared struct {
	Value string
	Of    Ref    // the record that tells; empty: none does, and Value is what holds then
	Edit  string // address of its form; empty: the reader may not change it
	New   string // address of the form for a first one; empty: there is one, or the reader may not make one
}

// CardWeights is how the perspectives of a scorecard count.
type CardWeights struct {
	Ref
	Rows []WeightRow
}

// WeightRow is one perspective.
type WeightRow struct {
	Ref
	Weight float64
	Share  float64 // of all weights of the scorecard, from 0 to 1
	Edit   string  // address of its form; empty: the reader may not change it
}

// Preference is one choice of how pages look.
type Preference struct {
	Name    string
	Options []Option // the first takes back an earlier choice
}

// Sample shows what formats come to.
type Sample struct {
	Number string // as programs write it
	Day    time.Time
}

// Render writes the page.
func (p Settings) Render(ctx context.Context, w io.Writer) error {
	t := top{section: sectionSettings, title: p.t("nav.settings"), crumbs: []crumb{{p.t("nav.set-up"), ""}, {p.t("nav.settings"), ""}}, finding: p.finding(), error: len(p.Wrong) > 0}
	return shell(p.Frame, t, settingsBody(p)).Render(ctx, w)
}

func (p Settings) finding() template.HTML {
	return p.h("settings.finding", words.F("number", p.num().Figure(p.Sample.Number)), words.F("day", p.date(p.Sample.Day)))
}

// preferenceLabel is what a choice is called.
func (f Frame) preferenceLabel(name string) string {
	switch name {
	case "numbers":
		return f.t("settings.numbers")
	case "dates":
		return f.t("settings.dates")
	case "theme":
		return f.t("settings.theme")
	}
	return f.t("settings.density")
}

// preferenceHint says what a choice changes.
func (f Frame) preferenceHint(name string) string {
	switch name {
	case "numbers":
		return f.t("settings.numbers-hint")
	case "dates":
		return f.t("settings.dates-hint")
	case "theme":
		return f.t("settings.theme-hint")
	}
	return f.t("settings.density-hint")
}

// readsNumbers says how numbers that are entered are read.
func (f Frame) readsNumbers() string {
	return f.t("settings.reads", words.F("number", f.num().Figure("1234.5")))
}

// numbered tells whether numbers are entered somewhere in a form.
func numbered(list []form.Input) bool {
	return slices.ContainsFunc(list, func(in form.Input) bool {
		return in.Control == form.Number || numbered(in.Inputs) || slices.ContainsFunc(in.Entries, func(e form.Entry) bool { return numbered(e.Inputs) })
	})
}
