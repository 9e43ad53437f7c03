package page

import (
	"html/template"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
)

// section is an entry of the rail.
type section string

const (
	sectionToday      section = "today"
	sectionExpiring   section = "expiring"
	sectionScorecard  section = "scorecard"
	sectionUnits      section = "units"
	sectionStrategy   section = "strategy-map"
	sectionObjectives section = "objectives"
	sectionMeasures   section = "measures"
	sectionEvidence   section = "evidence"
	sectionReports    section = "reports"
	sectionRecords    section = "records"
	sectionSettings   section = "settings"
	sectionAccounts   section = "accounts"
	sectionNone       section = ""
)

// top is what differs between the heads of pages.
type top struct {
	section section
	title   string
	crumbs  []crumb
	status  templ.Component // beside the title; nil: none
	finding template.HTML   // the first sentence; empty: none
	code    string          // of the record that the page is of; empty: it is of none
	error   bool            // what was entered cannot be taken: the title says so
}

type crumb struct{ name, path string }

type group struct {
	name    string
	entries []entry
}

type entry struct {
	section          section
	icon, name, path string
	key              string // that leads there behind g; empty: none
}

// figuresOnly are the pages that say nothing but figures, and what they are made of.
var figuresOnly = []section{sectionScorecard, sectionStrategy, sectionMeasures, sectionEvidence, sectionReports}

// groups lists the pages that exist and that the reader may open. A page joins the rail when it works, never before.
func (f Frame) groups() []group {
	all := f.allGroups()
	if !f.NoFigures {
		return all
	}
	for i := range all {
		all[i].entries = slices.DeleteFunc(all[i].entries, func(e entry) bool { return slices.Contains(figuresOnly, e.section) })
	}
	return slices.DeleteFunc(all, func(g group) bool { return len(g.entries) == 0 })
}

func (f Frame) allGroups() []group {
	return []group{
		{f.t("nav.overview"), []entry{
			{sectionToday, "home", f.t("nav.today"), PathToday, "t"},
			{sectionScorecard, "layout-rows", f.t("nav.scorecard"), PathScorecard, "s"},
			{sectionStrategy, "sitemap", f.t("nav.strategy"), PathStrategy, "c"},
			{sectionUnits, "hierarchy-2", f.t("nav.units"), PathUnits, "u"},
			{sectionExpiring, "hourglass", f.t("nav.expiring"), PathExpiring, "x"},
		}},
		{f.t("nav.work"), []entry{
			{sectionObjectives, "target", f.t("nav.objectives"), PathObjectives, "o"},
			{sectionMeasures, "chart-dots", f.t("nav.measures"), PathMeasures, "m"},
			{sectionRecords, "files", f.t("nav.records"), PathRecords, "r"},
		}},
		{f.t("nav.assure"), []entry{{sectionEvidence, "file-check", f.t("nav.evidence"), PathEvidence, "e"}, {sectionReports, "report", f.t("nav.reports"), PathReports, "p"}}},
		{f.t("nav.set-up"), []entry{{sectionSettings, "settings", f.t("nav.settings"), PathSettings, "i"}}},
	}
}

// leading is where an entry of the rail leads: to the same day and unit, but for what is only of now.
func (f Frame) leading(e entry) string {
	if e.section == sectionSettings {
		return e.path
	}
	return f.href(e.path)
}

// headline is the title of a page in the head of the document.
func (t top) headline(f Frame) string {
	if t.error {
		return f.t("form.error-title", words.T("title", t.title))
	}
	return t.title
}

// appearance is what the reader chose of how pages look, for the style sheet: with the page, so that nothing is drawn twice.
func (f Frame) appearance() templ.Attributes {
	out := templ.Attributes{}
	if f.Theme != "" {
		out["data-theme"] = f.Theme
	}
	if f.Compact {
		out["data-density"] = "compact"
	}
	return out
}

// schemes are the colours that the browser draws its own parts in.
func (f Frame) schemes() string {
	if f.Theme != "" {
		return f.Theme
	}
	return "light dark"
}

// otherTheme is what the button for the theme asks for where no script knows what the system shows.
func (f Frame) otherTheme() string {
	if f.Theme == "dark" {
		return "light"
	}
	return "dark"
}

func (f Frame) title(page string) string {
	parts := []string{page}
	if f.Organisation != "" {
		parts = append(parts, f.Organisation)
	}
	return strings.Join(append(parts, f.t("product.name")), " · ")
}

func (f Frame) scope() string {
	if f.Scope == "" {
		return f.t("shell.scope-all", words.T("organisation", f.Organisation))
	}
	return f.t("shell.scope-unit", words.T("organisation", f.Organisation), words.T("unit", f.Scope))
}

// here is the address of this page as the reader sees it.
func (f Frame) here() string {
	if f.AsOf.Past {
		return f.AsOf.onDay(f.AsOf.Day)
	}
	return f.AsOf.Path
}

// live is what a page of the present needs to follow the journal: where it stands, and what is said when its figures change.
func (f Frame) live() templ.Attributes {
	if f.AsOf.Past || f.Person == nil || f.Seq == 0 {
		return nil
	}
	return templ.Attributes{"data-seq": strconv.FormatUint(f.Seq, 10), "data-renewed": f.t("shell.renewed")}
}

func (f Frame) footer() string {
	name := f.Organisation
	if name == "" {
		name = f.t("product.name")
	}
	organisation, day := words.T("organisation", name), words.T("day", f.date(f.AsOf.Day))
	if f.Recorded.Seq == 0 {
		return f.t("footer.empty", organisation)
	}
	seq, at := words.T("seq", f.num().Count(int64(f.Recorded.Seq))), words.T("at", f.moment(f.Recorded.At))
	if f.Recorded.By == "" {
		return f.t("footer.unnamed", organisation, day, seq, at)
	}
	return f.t("footer.line", organisation, day, seq, at, words.T("by", f.Recorded.By))
}

// certainty says how sure a score is, after its band.
func (f Frame) certainty(s Score) string {
	switch {
	case s.Raw != "" && len(s.CappedBy) > 0:
		return f.t("score.capped", words.F("raw", s.Raw), words.T("by", codes(s.CappedBy)))
	case s.Provisional && s.Low != "":
		return f.t("score.provisional-between", words.F("low", s.Low), words.F("high", s.High))
	case s.Provisional:
		return f.t("score.provisional")
	}
	return f.t("score.firm")
}

func codes(refs []Ref) string {
	out := make([]string, 0, len(refs))
	for _, r := range refs {
		if r.Code != "" {
			out = append(out, r.Code)
		} else {
			out = append(out, r.Name)
		}
	}
	return strings.Join(out, ", ")
}
