package page

import (
	"context"
	"html/template"
	"io"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/catalog/fields"
	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/web/chart"
)

// ViewCoverage asks the list of measures for what they cover.
const ViewCoverage = "coverage"

// Coverage is the measures parted in five ways, to see where healthy ones are missing.
type Coverage struct {
	Frame
	All, Healthy int // measures that are judged
	Counted      int // measures beside these that are only counted
	Parts        []CoverPart
}

// CoverPart is the measures of one part.
type CoverPart struct {
	By       evaluate.CoverBy
	Key      string // the parameter, type or timing; empty: those that say nothing of it
	Of       Ref    // of a perspective
	Healthy  int
	Measures int
	Ailing   []Ailing // the first of those that are not healthy, MostAiling at most
	Named    []Ref    // the first of the healthy ones
	List     string   // address of all of them as a table; empty: no filter says so
}

// Ailing is a measure that is not healthy, and why.
type Ailing struct {
	Ref
	Why []evaluate.Ailment
}

// MostAiling is how many measures that are not healthy a part names; more are counted.
const MostAiling = 8

var ailmentWords = map[evaluate.Ailment]words.Key{evaluate.NoValue: "coverage.ails.no-value", evaluate.NotFresh: "coverage.ails.not-fresh", evaluate.NotSound: "coverage.ails.not-sound",
	evaluate.ReviewOverdue: "coverage.ails.review-overdue", evaluate.ToBeRetired: "coverage.ails.to-be-retired"}

// why says it in words.
func (a Ailing) why(f Frame) string {
	said := make([]string, len(a.Why))
	for i, x := range a.Why {
		said[i] = f.t(ailmentWords[x])
	}
	return strings.Join(said, ", ")
}

// ailingMore is how many more are not healthy than are named.
func (c CoverPart) ailingMore() int { return c.Measures - c.Healthy - len(c.Ailing) }

func (c CoverPart) untold() bool { return c.Key == "" }

// fills is the address of what the library has for a part of which there is no healthy measure; empty: nothing is missing, or the library cannot tell, as of perspectives,
// which each organisation has of its own.
func (c CoverPart) fills() string {
	if c.untold() || c.Healthy > 0 {
		return ""
	}
	switch c.By {
	case evaluate.ByParameter, evaluate.ByType, evaluate.ByTiming:
		return PathLibrary + "?" + string(c.By) + "=" + c.Key
	case evaluate.ByFriction:
		if c.Key == evaluate.CoverFriction {
			return PathLibrary + "?friction=yes"
		}
		return PathLibrary + "?friction=no"
	}
	return ""
}

// name is what a part is called.
func (c CoverPart) name(f Frame) string {
	switch {
	case c.untold() && c.By == evaluate.ByPerspective:
		return f.t("coverage.no-objective")
	case c.untold():
		return f.t("coverage.untold")
	case c.By == evaluate.ByPerspective:
		return c.Of.Name
	case c.By == evaluate.ByFriction:
		return f.t(frictionWords[c.Key])
	case c.By == evaluate.ByParameter:
		return fields.English.Word(measure.MeasureKind.Name, "parameters[]", c.Key)
	}
	return fields.English.Word(measure.MeasureKind.Name, string(c.By), c.Key)
}

// tone and word say how a part is covered: by healthy measures, only by such as cannot be relied on, or by none.
func (c CoverPart) tone() chart.Tone {
	switch {
	case c.Healthy > 0:
		return chart.OK
	case c.Measures > 0:
		return chart.Warn
	}
	return chart.Bad
}

func (c CoverPart) word(f Frame) string {
	switch {
	case c.Healthy > 0:
		return f.t("coverage.covered")
	case c.Measures > 0:
		return f.t("coverage.unhealthy")
	}
	return f.t("coverage.none")
}

var coverTitles = map[evaluate.CoverBy]words.Key{evaluate.ByParameter: "coverage.by-parameter", evaluate.ByPerspective: "coverage.by-perspective",
	evaluate.ByType: "coverage.by-type", evaluate.ByTiming: "coverage.by-timing", evaluate.ByFriction: "coverage.by-friction"}

// coverParts are what the parts of each way are called.
var coverParts = map[evaluate.CoverBy]words.Key{evaluate.ByParameter: "coverage.column.parameter", evaluate.ByPerspective: "coverage.column.perspective",
	evaluate.ByType: "coverage.column.type", evaluate.ByTiming: "coverage.column.timing", evaluate.ByFriction: "coverage.column.friction"}

var frictionWords = map[string]words.Key{evaluate.CoverSecurity: "coverage.security", evaluate.CoverFriction: "coverage.friction"}

// coverWays are the five ways, in their order.
var coverWays = []evaluate.CoverBy{evaluate.ByParameter, evaluate.ByPerspective, evaluate.ByType, evaluate.ByTiming, evaluate.ByFriction}

func (p Coverage) of(by evaluate.CoverBy) []CoverPart {
	var out []CoverPart
	for _, c := range p.Parts {
		if c.By == by {
			out = append(out, c)
		}
	}
	return out
}

// Render writes the page.
func (p Coverage) Render(ctx context.Context, w io.Writer) error {
	t := top{section: sectionMeasures, title: p.t("coverage.title"), crumbs: []crumb{{p.t("nav.measures"), PathMeasures}, {p.t("coverage.title"), ""}}, finding: p.finding()}
	return shell(p.Frame, t, coverageBody(p)).Render(ctx, w)
}

// finding says of how many parameters there is no healthy measure, and names the other parts that have none.
func (p Coverage) finding() template.HTML {
	if p.All == 0 {
		return p.h("coverage.finding.no-measures")
	}
	parameters, bare, others := 0, 0, []template.HTML{}
	for _, c := range p.Parts {
		switch {
		case c.untold():
		case c.By == evaluate.ByParameter:
			parameters++
			if c.Healthy == 0 {
				bare++
			}
		case c.Healthy == 0:
			others = append(others, template.HTML(template.HTMLEscapeString(c.name(p.Frame)))) //nolint:gosec // escaped
		}
	}
	out := []template.HTML{p.h("coverage.finding.parameters-all", words.N(parameters))}
	if bare > 0 {
		out[0] = p.h("coverage.finding.parameters", words.N(bare), words.T("all", p.num().Count(int64(parameters))))
	}
	if len(others) > 0 {
		out = append(out, p.h("coverage.finding.others", words.H("list", p.words().List(mostLinks, others...))))
	}
	return sentence(out...)
}
