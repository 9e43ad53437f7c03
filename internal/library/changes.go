package library

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/score"
)

// Upstream is what has changed in an entry since a version of it.
type Upstream struct {
	From, To int
	Notes    []string // of each version since, oldest first
	Fields   []Difference
}

// Difference is a field that an entry says otherwise now. A path such as base.reviewed.counted names it as the files do.
type Difference struct {
	Path string
	From string // empty: it said nothing
	To   string // empty: it says nothing any more
}

// Changes tells field by field what is different in an entry between an adopted version and the present one, in the order of the entry. The
// fault is NotFound where there is no such entry or version.
func Changes(key string, from int) (Upstream, error) {
	e, err := Get(key)
	if err != nil {
		return Upstream{}, err
	}
	out := Upstream{From: from, To: e.Number}
	if from == e.Number {
		return out, nil
	}
	for _, v := range e.Earlier {
		if v.Number < from {
			break
		}
		if v.Number == from {
			out.Fields = differences(&v.Content, &e.Content)
			out.Notes = append(e.notesAfter(from), e.Note)
			return out, nil
		}
	}
	bad := fault.New(fault.NotFound, "the measure library has no such version of this measure")
	bad.Fields = []fault.Field{{Path: "version", Reason: fmt.Sprintf("%d is no version of %s", from, e.Key), Remedy: fmt.Sprintf("Use 1 to %d", e.Number)}}
	return Upstream{}, bad
}

// notesAfter gives the notes of earlier versions after one, oldest first.
func (e *Entry) notesAfter(from int) []string {
	var out []string
	for i := len(e.Earlier) - 1; i >= 0; i-- {
		if e.Earlier[i].Number > from {
			out = append(out, e.Earlier[i].Note)
		}
	}
	return out
}

// said is a field with what it says, as text.
type said struct{ path, text string }

func differences(from, to *Content) []Difference {
	before, now := from.said(), to.said()
	old := map[string]string{}
	for _, s := range before {
		old[s.path] = s.text
	}
	var out []Difference
	there := map[string]bool{}
	for _, s := range now {
		there[s.path] = true
		if old[s.path] != s.text {
			out = append(out, Difference{s.path, old[s.path], s.text})
		}
	}
	for _, s := range before {
		if !there[s.path] && s.text != "" {
			out = append(out, Difference{Path: s.path, From: s.text})
		}
	}
	return out
}

// said lists all that an entry says, each path once.
func (c *Content) said() []said {
	out := []said{
		{"title", c.Title}, {"purpose", c.Purpose}, {"type", c.Type}, {"timing", c.Timing}, {"perspective", string(c.Perspective)},
		{"parameters", joined(c.Parameters)}, {"mechanism", string(c.Mechanism)}, {"friction", strconv.FormatBool(c.Friction)},
		{"unit_of_measure", c.UnitOfMeasure}, {"decimals", strconv.Itoa(c.Decimals)},
	}
	for _, b := range c.Base {
		at := "base." + b.Name + "."
		out = append(out, said{at + "title", b.Title}, said{at + "unit_of_measure", b.UnitOfMeasure}, said{at + "counted", b.Counted}, said{at + "number", figure(b.Number)})
	}
	out = append(out, said{"formula", c.Formula}, said{"period_days", strconv.Itoa(c.PeriodDays)}, said{"scale.direction", string(c.Scale.Direction)})
	out = append(out, knotsSaid("scale.knots.", c.Scale.Knots)...)
	out = append(out, knotsSaid("scale.upper.", c.Scale.Upper)...)
	out = append(out, said{"scale.limits.min", figure(c.Scale.Limits.Min)}, said{"scale.limits.max", figure(c.Scale.Limits.Max)},
		said{"scale_why", c.ScaleWhy}, said{"when_red", c.WhenRed}, said{"when_green", c.WhenGreen}, said{"sources", strings.Join(c.Sources, "; ")}, said{"caveat", c.Caveat})
	for _, b := range c.Base {
		out = append(out, said{"example.values." + b.Name, strings.Trim(fmt.Sprint(c.Example.Values[b.Name]), "[]")})
	}
	return append(out, said{"example.result", figure(&c.Example.Result)})
}

func knotsSaid(at string, k score.Knots) []said {
	return []said{{at + "worst", figure(k.Worst)}, {at + "red", figure(k.Red)}, {at + "green", figure(k.Green)}, {at + "target", figure(k.Target)}}
}

func figure(x *float64) string {
	if x == nil {
		return ""
	}
	return strconv.FormatFloat(*x, 'g', -1, 64)
}

func joined[T ~string](list []T) string {
	out := make([]string, len(list))
	for i, x := range list {
		out[i] = string(x)
	}
	return strings.Join(out, ", ")
}
