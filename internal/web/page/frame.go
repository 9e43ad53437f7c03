// Package page renders the pages of the web interface: one typed value a page, made of plain values, and the templ
// components that print it.
//
// It reads no storage and knows no domain type: a handler fills the value, the page says it. Every visible word comes
// from internal/catalog/words. Scores arrive as finished text with their band; all other figures as numbers with
// their unit. A nil number is a value that does not exist: the page says so in words and never prints a nought.
package page

import (
	"html/template"
	"net/url"
	"time"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/web/format"
)

// Addresses of the pages, without as_of. The rail and the breadcrumbs link to them.
const (
	PathToday      = "/today"
	PathExpiring   = "/expiring"
	PathScorecard  = "/scorecard"
	PathUnits      = "/units"
	PathStrategy   = "/strategy-map"
	PathCascade    = "/strategy-map/cascade"
	PathObjectives = "/objectives"
	PathMeasures   = "/measures"
	PathValues     = "/values" // the form for values that people enter
	PathEvidence   = "/evidence"
	PathRecords    = "/records"      // all kinds
	PathFiles      = "/files/"       // then the SHA-256: the raw file itself
	PathFind       = "/find"         // q: what is looked for
	PathChoices    = "/find/choices" // q: the same for the dialog, without a page around it
	PathKeys       = "/keys"         // which keys lead where
	PathGlossary   = "/glossary"     // #ID of a term; q: what is looked for
	PathDrafts     = "/drafts/"      // then its identifier, and /discard: POST
	PathSignIn     = "/sign-in"      // GET the form, POST name and password
	PathSignOut    = "/sign-out"     // POST
	PathChoose     = "/choose"       // GET the people of a demonstration, POST person
)

// Frame is what every page carries around its content.
type Frame struct {
	Words        *words.Language // nil: English
	RightToLeft  bool
	Organisation string
	Scope        string  // the unit whose figures these are; empty: the whole organisation
	ScopeAsked   string  // the unit as the reader asked for it, for links; empty: they did not
	Scopes       []Scope // units that may be chosen instead; empty: none
	Person       *Person // who reads; nil: nobody is signed in
	Narrowed     bool    // there may be records that the reader may not see: a list without any says no more than that
	NoFigures    bool    // the reader may not see what scores are made of: nothing leads to pages of figures
	AsOf         AsOf
	Demo         bool        // the data are of a demonstration
	Actions      Actions     // what the reader may do here
	Told         string      // what became of what the reader just did; empty: nothing
	Undo         string      // address where that can be undone; empty: nowhere
	Closed       *ClosedNote // nil: the day lies in no closed period, or the page is of no record that has figures there
	Beside       *ClosedNote // likewise, of the day that the page compares with
	Behind       *Behind     // nil: this node has read at least as far as the reader has written
	Recorded     Recorded
	Theme        string      // light or dark as the reader chose; empty: that of their system
	Compact      bool        // the reader wants more on a screen
	Discussion   *Discussion // what was said of the record that the page is about; nil: it is about none
	Seq          uint64      // the journal entry up to which everything on the page is known; 0: not told
}

// home is the page that a reader who looks for nothing else is led to.
func (f Frame) home() crumb {
	if f.Person == nil { // whose home it is shows once they have signed in
		return crumb{f.t("product.name"), "/"}
	}
	if f.NoFigures {
		return crumb{f.t("nav.today"), PathToday}
	}
	return crumb{f.t("nav.scorecard"), PathScorecard}
}

// Person is the reader.
type Person struct {
	Name   string
	Role   string // in words, as in "ISMS manager"
	Change string // address where another person can be chosen, in a demonstration; empty: none
}

// AsOf says of which day the page speaks, and where to ask for another.
type AsOf struct {
	Day      time.Time // figures are of the end of this day, UTC
	Asked    string    // the moment as the reader asked for it, for links; empty: Day is it
	Past     bool      // the reader asked for this day; false: now
	Latest   time.Time // the last day that may be asked for: today
	Earliest time.Time // the day on which what the page is about was recorded; zero: it is about no one thing
	Path     string    // address of this page without as_of
	Keep     []Param   // other parameters of this page that a change of day keeps
	Quarters []time.Time
	Compare  *Compare // of a page that can set another day beside this one; nil: it cannot
}

// Compare is what a page sets beside its own day, and where to ask for another.
type Compare struct {
	Day     time.Time // zero: nothing
	Asked   string    // the moment as the reader asked for it, for links
	Offered []time.Time
}

// on tells whether another day stands beside that of the page.
func (c *Compare) on() bool { return c != nil && !c.Day.IsZero() }

// paramCompare is how an address asks for a day to compare with.
const paramCompare = "compare"

// Scope is a unit that the reader can choose.
type Scope struct {
	Name    string
	Asked   string // how an address asks for it
	Depth   int    // of the unit below the first that is listed
	Current bool
}

// Param is one parameter of an address.
type Param struct{ Name, Value string }

// Behind says that the reader's own change is not in these figures yet.
type Behind struct {
	Wrote uint64 // journal entry of the reader's last change
	Shown uint64 // last journal entry that this node has read
}

// Recorded is the last journal entry that the page rests on.
type Recorded struct {
	Seq uint64    // its number; 0: the journal is empty
	At  time.Time // when it was recorded
	By  string    // name of the person or of the source; empty: not known
}

// Ref points to a page about a thing.
type Ref struct {
	Code string // as in O-07; empty: none
	Name string
	Path string // address without as_of, which the page adds; empty: no page, so no link
}

// Figure is a value with its unit of measure.
type Figure struct {
	Value *float64 // nil: there is none
	Unit  string   // as in "%", "days", "€m"; empty: a bare number
	Last  *float64 // the last value, where it is too old to count and Value is nil; nil: there never was one
}

func (f Frame) words() *words.Language {
	if f.Words == nil {
		return words.English
	}
	return f.Words
}

func (f Frame) t(key words.Key, args ...words.Arg) string { return f.words().Text(key, args...) }

func (f Frame) h(key words.Key, args ...words.Arg) template.HTML {
	return f.words().HTML(key, args...)
}

func (f Frame) dir() string {
	if f.RightToLeft {
		return "rtl"
	}
	return "ltr"
}

// href adds the reader's day and unit to an address of this site, so that a reader of the past stays there.
func (f Frame) href(path string) string {
	past := f.AsOf.Past && !f.AsOf.Day.IsZero()
	if !past && f.ScopeAsked == "" {
		return path
	}
	u, err := url.Parse(path)
	if err != nil {
		return path
	}
	q := u.Query()
	if past {
		q.Set("as_of", f.AsOf.asked())
	}
	if f.ScopeAsked != "" && !q.Has(paramScope) {
		q.Set(paramScope, f.ScopeAsked)
	}
	u.RawQuery = q.Encode()
	return u.String()
}

// Href adds the reader's day and unit to an address of this site.
func (f Frame) Href(path string) string { return f.href(path) }

// paramScope is how an address asks for a unit.
const paramScope = "scope"

// within is the address of this page for another unit.
func (f Frame) within(s Scope) string {
	q := url.Values{}
	for _, p := range f.AsOf.Keep {
		q.Set(p.Name, p.Value)
	}
	if f.AsOf.Past {
		q.Set("as_of", f.AsOf.asked())
	}
	if f.AsOf.Compare.on() {
		q.Set(paramCompare, f.AsOf.Compare.Asked)
	}
	q.Set(paramScope, s.Asked)
	return f.AsOf.Path + "?" + q.Encode()
}

// comparedWith is the address of this page with another day beside its own; the zero time is none.
func (f Frame) comparedWith(day time.Time) string {
	q := url.Values{}
	for _, p := range f.AsOf.Keep {
		q.Set(p.Name, p.Value)
	}
	if f.AsOf.Past {
		q.Set("as_of", f.AsOf.asked())
	}
	if !day.IsZero() {
		q.Set(paramCompare, day.UTC().Format(time.DateOnly))
	}
	if len(q) == 0 {
		return f.AsOf.Path
	}
	return f.AsOf.Path + "?" + q.Encode()
}

// asked is the moment as the reader asked for it.
func (a AsOf) asked() string {
	if a.Asked != "" {
		return a.Asked
	}
	return a.Day.UTC().Format(time.DateOnly)
}

// onDay is the address of this page on another day; the zero time is now.
func (a AsOf) onDay(day time.Time) string {
	q := url.Values{}
	for _, p := range a.Keep {
		q.Set(p.Name, p.Value)
	}
	if !day.IsZero() {
		q.Set("as_of", day.UTC().Format(time.DateOnly))
	}
	if a.Compare.on() && (day.IsZero() || day.After(a.Compare.Day)) { // only an earlier day can be compared with
		q.Set(paramCompare, a.Compare.Asked)
	}
	if len(q) == 0 {
		return a.Path
	}
	return a.Path + "?" + q.Encode()
}

func (a AsOf) isDay(day time.Time) bool {
	return a.Day.UTC().Format(time.DateOnly) == day.UTC().Format(time.DateOnly)
}

// quarter names a quarter by its last day; the first of a row and each fourth carry the year.
func (f Frame) quarter(day time.Time, withYear bool) string {
	n := words.T("quarter", string(rune('1'+(int(day.UTC().Month())-1)/3)))
	if withYear {
		return f.t("as-of.quarter-year", n, words.T("year", day.UTC().Format("2006")))
	}
	return f.t("as-of.quarter", n)
}

func (f Frame) date(t time.Time) string   { return f.words().Calendar().Date(t) }
func (f Frame) moment(t time.Time) string { return f.words().Calendar().Moment(t) }

// num writes figures in the reader's style.
func (f Frame) num() format.Style { return f.words().Style() }

// link is a reference as markup for a sentence: its name, linked where there is a page.
func (f Frame) link(r Ref) template.HTML {
	if r.Path == "" {
		return f.h("link.none", words.T("name", r.Name))
	}
	return f.h("link.to", words.T("href", f.href(r.Path)), words.T("name", r.Name))
}

// mostLinks is how many of a list a sentence names.
const mostLinks = 4

// MostNamed is how many records a sentence may name: of more it names fewer, and counts the rest.
const MostNamed = mostLinks + 1

// links names records as a sentence does, the first of many.
func (f Frame) links(refs []Ref) template.HTML { return f.linksOf(refs, len(refs)) }

// linksOf does so for so many of which the first are told, MostNamed at least where there are as many.
func (f Frame) linksOf(refs []Ref, total int) template.HTML {
	rest := 0
	if total > MostNamed {
		refs = refs[:mostLinks]
		rest = total - mostLinks
	}
	items := make([]template.HTML, len(refs))
	for i, r := range refs {
		items[i] = f.link(r)
	}
	return f.words().ListAnd(rest, items...)
}
