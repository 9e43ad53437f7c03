package page

import (
	"html/template"
	"slices"
	"strings"
	"time"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/web/chart"
)

// Comparison sets the value beside what others reach, or beside itself a year before.
type Comparison struct {
	Kind    string // external, internal or past
	Of      Ref    // the benchmark; zero of past
	Who     string // whom the figures are of
	Day     time.Time
	Beside  float64
	Rank    *float64 // percentile of beside; nil: it is none
	Figures []ComparedFigure
	Stands  string // better, worse or equal; empty: nothing is said
	Reached *float64
	Missed  *float64

	Source, URL, Licence string
	Published            time.Time
	Sample               int
}

// ComparedFigure is one figure of a benchmark.
type ComparedFigure struct {
	Value      float64
	Percentile *float64
	Note       string
}

// Kinds of comparison.
const (
	compareExternal = "external"
	compareInternal = "internal"
	comparePast     = "past"
)

// Percentiles with a name: half do not reach the median, and the middle half lies between the quartiles.
const (
	lowerQuartile = 25
	median        = 50
	upperQuartile = 75
)

// standsWords are what is said of a value beside a figure, a median and another percentile.
var standsWords = map[string][3]words.Key{
	"better": {"benchmarks.better.figure", "benchmarks.better.median", "benchmarks.better.percentile"},
	"worse":  {"benchmarks.worse.figure", "benchmarks.worse.median", "benchmarks.worse.percentile"},
	"equal":  {"benchmarks.equal.figure", "benchmarks.equal.median", "benchmarks.equal.percentile"},
}

var pastWords = map[string]words.Key{"better": "benchmarks.past.better", "worse": "benchmarks.past.worse", "equal": "benchmarks.past.equal"}

// compared says how the value stands to each benchmark, and to a year before.
func (p Measure) compared() []template.HTML {
	var said []template.HTML
	if !p.Now.known() {
		return nil
	}
	for _, c := range p.Comparisons {
		switch c.Kind {
		case comparePast:
			if key, ok := pastWords[c.Stands]; ok {
				said = append(said, p.h(key, words.F("figure", p.besideNow(c.Beside)), words.T("day", p.date(c.Day))))
			}
		default:
			said = append(said, p.comparedWith(c)...)
		}
	}
	return said
}

// stands says how the value stands to the one benchmark that it is held against, or why nothing is said.
func (p Measure) stands() []template.HTML {
	if said := p.compared(); len(said) > 0 {
		return said
	}
	measure := words.H("measure", p.link(p.Ref))
	if !p.Now.known() {
		return []template.HTML{p.h("benchmarks.stand.none", measure)}
	}
	if len(p.Comparisons) > 0 {
		theirs := p.Comparisons[0].Beside
		return []template.HTML{p.h("benchmarks.stand.range", words.F("now", p.nowBeside(theirs)), words.F("figure", p.besideNow(theirs)))}
	}
	return []template.HTML{p.h("benchmarks.stand.untold", measure)}
}

func counted(is bool) int {
	if is {
		return 1
	}
	return 0
}

func (p Measure) comparedWith(c Comparison) []template.HTML {
	keys, ok := standsWords[c.Stands]
	if !ok {
		return nil
	}
	values := []words.Arg{words.F("now", p.nowBeside(c.Beside)), words.F("figure", p.besideNow(c.Beside)), words.H("who", p.who(c)), words.T("when", p.told(c))}
	switch {
	case c.Rank == nil:
		return []template.HTML{p.h(keys[0], values...)}
	case *c.Rank == median:
		return append([]template.HTML{p.h(keys[1], values...)}, p.ranked(c)...)
	}
	return append([]template.HTML{p.h(keys[2], append(values, words.T("percentile", p.num().Number(*c.Rank)))...)}, p.ranked(c)...)
}

// ranked says between which percentiles the value lies, where there are more than one.
func (p Measure) ranked(c Comparison) []template.HTML {
	if len(c.Figures) < 2 {
		return nil
	}
	var out []template.HTML
	if c.Reached != nil && *c.Reached != *c.Rank {
		out = append(out, p.h("benchmarks.reached", words.T("percentile", p.num().Number(*c.Reached))))
	}
	if c.Missed != nil && *c.Missed != *c.Rank {
		for _, f := range c.Figures {
			if f.Percentile != nil && *f.Percentile == *c.Missed {
				out = append(out, p.h("benchmarks.missed", words.T("percentile", p.num().Number(*c.Missed)), words.F("figure", p.quantity(f.Value))))
			}
		}
	}
	return out
}

// who are those whose figures they are, with a link to where that is declared.
func (p Measure) who(c Comparison) template.HTML {
	name := c.Who
	if name == "" {
		name = c.Of.Name
	}
	return p.link(Ref{Name: name, Path: c.Of.Path})
}

// told is when the figures were published, or the day that they speak of.
func (p Measure) told(c Comparison) string {
	if !c.Published.IsZero() {
		return p.t("benchmarks.published", words.T("day", p.date(c.Published)))
	}
	return p.t("benchmarks.as-of", words.T("day", p.date(c.Day)))
}

// rank names a percentile; empty where there is none.
func (p Measure) rank(x *float64) string {
	switch {
	case x == nil:
		return ""
	case *x == median:
		return p.t("benchmarks.median")
	}
	return p.t("benchmarks.percentile", words.T("percentile", p.num().Number(*x)))
}

// off is how far the value lies from a figure, with its sign.
func (p Measure) off(theirs float64) string {
	if !p.Now.known() {
		return ""
	}
	return p.moved(*p.Now.Value-theirs, p.Now.Unit)
}

var compareWords = map[string]words.Key{compareExternal: "benchmarks.kind.external", compareInternal: "benchmarks.kind.internal", comparePast: "benchmarks.kind.past"}

func (p Measure) kindOf(c Comparison) string { return p.t(compareWords[c.Kind]) }

// origin is what else a reader must know of a benchmark: source, publication, sample, licence.
func (p Measure) origin(c Comparison) string {
	var out []string
	add := func(text string) {
		if text != "" {
			out = append(out, text)
		}
	}
	add(c.Source)
	if !c.Published.IsZero() {
		add(p.t("benchmarks.published", words.T("day", p.date(c.Published))))
	}
	if c.Kind == compareExternal || c.Kind == compareInternal {
		add(c.Who)
	}
	if c.Sample > 0 {
		add(p.t("benchmarks.sample", words.N(c.Sample)))
	}
	if c.Licence != "" {
		add(p.t("benchmarks.licence", words.T("licence", c.Licence)))
	}
	return strings.Join(out, " · ")
}

// mostPeers is how many lines of benchmarks a chart has.
const mostPeers = 4

// peers are the lines of benchmarks: of each the median, or what there is in its place, then the other percentiles as long as there is room. The table
// has them all.
func (p Measure) peers() []chart.Level {
	var first, rest []chart.Level
	declared := 0
	for _, c := range p.Comparisons {
		declared += counted(c.Kind == compareExternal || c.Kind == compareInternal)
	}
	for _, c := range p.Comparisons {
		if c.Kind != compareExternal && c.Kind != compareInternal {
			continue
		}
		name := p.t("benchmarks.peers")
		if c.Kind == compareInternal {
			name = p.t("benchmarks.ours")
		}
		if declared > 1 {
			name = c.Of.Code
		}
		for _, f := range c.Figures {
			label := p.t("benchmarks.chart.figure", words.T("name", name), words.F("value", p.quantity(f.Value)))
			if f.Percentile != nil {
				label = p.t("benchmarks.chart.percentile", words.T("name", name), words.T("percentile", p.num().Number(*f.Percentile)), words.F("value", p.quantity(f.Value)))
			}
			l := chart.Level{Kind: chart.Peer, Value: f.Value, Label: label}
			if f.Value == c.Beside && (f.Percentile == nil) == (c.Rank == nil) {
				first = append(first, l)
			} else {
				rest = append(rest, l)
			}
		}
	}
	all := slices.Concat(first, rest)
	return all[:min(len(all), mostPeers)]
}

// peersKey explains what is drawn of others.
func (p Measure) peersKey() []template.HTML {
	var said []template.HTML
	if len(p.peers()) > 0 {
		said = append(said, p.h("benchmarks.key"))
	}
	return said
}

// bands are where the middle half of peers lies.
func (p Measure) bands() []chart.Band {
	var out []chart.Band
	for _, c := range p.Comparisons {
		var low, high *float64
		for i, f := range c.Figures {
			if f.Percentile != nil && *f.Percentile == lowerQuartile {
				low = &c.Figures[i].Value
			}
			if f.Percentile != nil && *f.Percentile == upperQuartile {
				high = &c.Figures[i].Value
			}
		}
		if low != nil && high != nil {
			out = append(out, chart.Band{Low: min(*low, *high), High: max(*low, *high)})
		}
	}
	return out
}
