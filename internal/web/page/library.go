package page

import (
	"context"
	"html/template"
	"io"
	"strconv"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/web/chart"
)

// PathLibrary is the measure library; then the key of a measure: GET its page, POST what adopts it.
const PathLibrary = "/library"

// Library is the list of the measures that the library has.
type Library struct {
	Frame
	List
	All      int // that the library has
	Adopted  int // of those, that are adopted here
	Narrowed bool
	Filters  []LibraryFilter
	Rows     []LibraryRow
	Known    bool  // it is known which parameters have a healthy measure
	Gaps     []Ref // parameters that have none, each leading to what the library has for it
}

// LibraryFilter is one way to narrow the list: the choices of a word, the first for all.
type LibraryFilter struct {
	Name, Label string
	Options     []Option
}

// LibraryRow is one measure of the library.
type LibraryRow struct {
	Ref               // leads to its page
	Purpose  string   // a question
	Topic    string   // what it is about
	Kind     []string // type, timing, and whether it tells of friction
	Covers   []string // parameters
	Lacks    []string // those of them without a healthy measure here
	Adopters []Ref    // measures here that were made of it
}

// Render writes the page.
func (p Library) Render(ctx context.Context, w io.Writer) error {
	t := top{section: sectionMeasures, title: p.t("library.title"), crumbs: []crumb{{p.t("nav.measures"), PathMeasures}, {p.t("library.title"), ""}}, finding: p.finding()}
	return shell(p.Frame, t, libraryBody(p)).Render(ctx, w)
}

// finding says how many there are, how many are adopted, and for what a healthy measure is missing here.
func (p Library) finding() template.HTML {
	all := words.T("all", p.num().Count(int64(p.All)))
	var out []template.HTML
	switch {
	case p.Narrowed && p.Total == 0:
		out = append(out, p.h("library.finding.nothing", all))
	case p.Narrowed:
		out = append(out, p.h("library.finding.some", words.N(p.Total), all))
	case p.Adopted == 0:
		out = append(out, p.h("library.finding.none-adopted", all))
	default:
		out = append(out, p.h("library.finding.all", words.N(p.Adopted), all))
	}
	switch {
	case !p.Known:
	case len(p.Gaps) == 0:
		out = append(out, p.h("library.finding.no-gaps"))
	default:
		out = append(out, p.h("library.finding.gaps", words.N(len(p.Gaps)), words.H("list", p.links(p.Gaps))))
	}
	return sentence(out...)
}

// said is what a row says of itself below its title.
func (r LibraryRow) said() string { return strings.Join(r.Kind, ", ") }

// LibraryEntry is the page of one measure of the library.
type LibraryEntry struct {
	Frame
	Key         string
	Title       string
	Topic       string
	Purpose     string
	Kind        []string
	Covers      []Ref // parameters, each leading to what else the library has for it
	Perspective string
	Mechanism   string // empty: none in particular
	Unit        string
	Frequency   string
	Formula     string // empty: it is nothing but what is counted
	Base        []LibraryBase
	Scale       Falls // the thresholds, with the worked case on them
	Direction   string
	ScaleWhy    string
	WhenRed     string
	WhenGreen   string
	Sources     string
	Caveat      string
	Worked      string // the values of the worked case
	Result      Figure // and what they come to
	Versions    []LibraryVersion
	Adopters    []LibraryAdopter
	Form        *AdoptForm // nil: the reader may not adopt it, or looks at the past
	Why         string     // why they may not; empty: they may
}

// LibraryBase is something that is counted.
type LibraryBase struct {
	Name, Title, Counted string
	Unit                 string
	Number               string // it is decided and not counted; empty: it is counted
}

// LibraryVersion is one version, with what it changed.
type LibraryVersion struct {
	Number int
	Note   string
}

// LibraryAdopter is a measure here that was made of it.
type LibraryAdopter struct {
	Ref
	Unit, Owner string
	Version     int
	Newer       bool // the library describes it otherwise now
}

// AdoptForm asks for what the library cannot know. It posts to the page of the measure.
type AdoptForm struct {
	Once                          string // tells the form from others
	Unit, Owner, Title, Name      string // as they are entered
	Taken                         string // the name that the library would give, where it is taken; empty: it is free
	Replaces                      Ref    // the measure whose place it takes; an empty Code: none
	Currency                      string
	NeedsCurrency                 bool
	Objective, Weight, Reason     string
	Bases                         []AdoptBase
	Units, People, Objectives     []string // that are offered
	Measures, SourcesOffered      []string
	Wrong                         []FieldError
	Problem                       string // with the whole; empty: nothing
	Elsewhere, Counting, Renaming bool   // parts that are open, for what was entered in them
}

// AdoptBase is where the values of something that is counted come from.
type AdoptBase struct {
	Name, Title            string
	Unit                   string
	Decided                bool // it is a number
	Measure, Source, Value string
	Number                 string
	Plain                  bool // it is the measure itself
}

// Order is the inputs as they follow each other on the page.
func (f AdoptForm) Order() []string {
	out := []string{"unit", "owner", "currency", "title", "name"}
	for _, b := range f.Bases {
		out = append(out, b.at("number"), b.at("measure"), b.at("source"), b.at("value"))
	}
	return append(out, "objective", "weight", "reason")
}

// at is the identifier of an input of a base measure.
func (b AdoptBase) at(part string) string { return AdoptInput(b.Name, part) }

// AdoptInput is the identifier of the input of a part of a base measure.
func AdoptInput(base, part string) string { return "in-" + base + "-" + part }

// Render writes the page.
func (p LibraryEntry) Render(ctx context.Context, w io.Writer) error {
	t := top{section: sectionMeasures, title: p.Title, crumbs: []crumb{{p.t("nav.measures"), PathMeasures}, {p.t("library.title"), PathLibrary}, {p.Title, ""}}, finding: p.finding(),
		error: p.Form != nil && (len(p.Form.Wrong) > 0 || p.Form.Problem != "")}
	return shell(p.Frame, t, libraryEntryBody(p)).Render(ctx, w)
}

// finding is the question that it answers, and whether it is adopted here.
func (p LibraryEntry) finding() template.HTML {
	out := []template.HTML{p.h("library.finding.purpose", words.T("purpose", p.Purpose))}
	if len(p.Adopters) == 0 {
		return sentence(append(out, p.h("library.finding.not-adopted"))...)
	}
	refs := make([]Ref, len(p.Adopters))
	for i, a := range p.Adopters {
		refs[i] = a.Ref
	}
	return sentence(append(out, p.h("library.finding.adopted", words.N(len(refs)), words.H("list", p.links(refs))))...)
}

// scale draws the thresholds, with the worked case on them.
func (p LibraryEntry) scale() chart.SVG {
	if len(p.Scale.Knots) == 0 {
		return ""
	}
	return p.Scale.named(p.Frame, p.thresholds())
}

// thresholds tells in words what the drawing shows; empty where there is none.
func (p LibraryEntry) thresholds() string {
	at := p.Scale.labels(p.Frame)
	if len(at) != 4 {
		return ""
	}
	key := words.Key("library.judged.thresholds-are")
	switch k := p.Scale.Knots; {
	case len(p.Scale.Upper) == len(k):
		key = "library.judged.thresholds-range"
	case k[1] > k[2]:
		key = "library.judged.thresholds-lower"
	}
	return p.t(key, words.F("worst", at[0]), words.F("red", at[1]), words.F("green", at[2]), words.F("target", at[3]))
}

func (v LibraryVersion) name(f Frame) string {
	return f.t("library.version", words.T("version", f.num().Count(int64(v.Number))))
}

// FromLibrary is what the page of a measure says of the library measure that it was made of.
type FromLibrary struct {
	Ref      // of the library measure; an empty Path: the library has none of that key
	Key      string
	Version  int  // that was adopted, or looked at last
	Latest   int  // that the library has; 0: none
	Known    bool // the library knows the version
	Notes    []string
	Fields   []UpstreamField
	Anew     bool   // something else is counted now
	Take     string // address of the form with the new words; empty: there is nothing to take, or the reader may not
	Adopt    string // address where the new version is adopted in its place
	Keep     string // address that says that all stays, by POST; empty: the reader may not
	Revision int64  // of the measure
}

// UpstreamField is one field that the library describes otherwise now.
type UpstreamField struct {
	Field         string // title
	Was, Is, Here string
	Standing      string // as-adopted, as-now, adapted
}

var standingWords = map[string]words.Key{"as-adopted": "library.upstream.as-adopted", "as-now": "library.upstream.as-now", "adapted": "library.upstream.adapted"}

// news tells whether there is something to be shown.
func (l *FromLibrary) news() bool {
	return l != nil && (l.Path == "" || !l.Known || l.Version < l.Latest)
}

// said is the sentence above the fields.
func (l FromLibrary) said(f Frame) string {
	version, latest := words.T("version", f.num().Count(int64(l.Version))), words.T("latest", f.num().Count(int64(l.Latest)))
	switch {
	case l.Path == "":
		return f.t("library.upstream.gone", words.T("key", l.Key))
	case !l.Known:
		return f.t("library.upstream.unknown", version, latest)
	case l.Anew:
		return f.t("library.upstream.anew", version, latest)
	case len(l.Fields) == 0:
		return f.t("library.upstream.unchanged", version, latest)
	}
	return f.t("library.upstream.newer", words.N(len(l.Fields)), version, latest)
}

func (l FromLibrary) revision() string { return strconv.FormatInt(l.Revision, 10) }

func (l FromLibrary) latest() string { return strconv.Itoa(l.Latest) }

// origin is the line of the definition that says where the measure came from.
func (l FromLibrary) origin(f Frame) string {
	return f.t("library.origin", words.T("title", first(l.Name, l.Key)), words.T("version", f.num().Count(int64(l.Version))))
}
