package figures

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/score"
)

// Figure is one figure of a record: a number, or a word; neither where there was none.
type Figure struct {
	Name    string   // score, value, weight: as a document calls it
	About   string   // the record that it is about besides its own, by identifier: the measure of a weight; empty: none
	Number  *float64 // not rounded
	Text    string
	Unit    string // of the number; empty of a score and of a bare index
	Defines bool   // it was declared, and not measured or computed
	Void    bool   // it is held for the record and says nothing: of a measure that had expired, or the score of something that too little was known of for a band
}

// Known tells whether there is one.
func (f Figure) Known() bool { return f.Number != nil || f.Text != "" }

// Row is the figures of one record, in a fixed order.
type Row struct {
	Subject
	Figures []Figure
}

// Rows gives the figures by record: scorecards with their perspectives, objectives, measures.
func (d *Document) Rows() []Row {
	out := make([]Row, 0, len(d.Scorecards)+len(d.Objectives)+len(d.Measures))
	for _, c := range d.Scorecards {
		out = append(out, Row{c.Subject, c.figures()})
		for _, p := range c.Perspectives {
			out = append(out, Row{p.Subject, append(p.figures(), declared("weight", "", p.Weight), truth("critical", "", p.Critical))})
		}
	}
	for i := range d.Objectives {
		out = append(out, Row{d.Objectives[i].Subject, d.Objectives[i].figures()})
	}
	for i := range d.Measures {
		out = append(out, Row{d.Measures[i].Subject, d.Measures[i].figures()})
	}
	return out
}

func number(name string, x *float64) Figure { return Figure{Name: name, Number: x} }

func word(name, text string) Figure { return Figure{Name: name, Text: text} }

func declared(name, about string, x *float64) Figure {
	return Figure{Name: name, About: about, Number: x, Defines: true}
}

func truth(name, about string, is bool) Figure {
	return Figure{Name: name, About: about, Text: strconv.FormatBool(is), Defines: true}
}

func (n *Node) figures() []Figure {
	if n == nil {
		return nil
	}
	shown, raw := number("score", n.Score), number("raw", n.Raw)
	shown.Void, raw.Void = n.Band == "" && n.Score != nil, n.Band == "" && n.Raw != nil
	return []Figure{shown, word("band", n.Band), raw, number("lower", &n.Lower), number("upper", &n.Upper), word("provisional", strconv.FormatBool(n.Provisional)),
		number("coverage", &n.Coverage), number("confidence", &n.Confidence)}
}

func (o *Objective) figures() []Figure {
	out := append(o.Node.figures(), word("attainment", o.Attainment), declared("weight", "", o.Weight), truth("critical", "", o.Critical))
	out = append(out, Figure{Name: "perspective", About: o.Perspective, Text: o.Perspective, Defines: true})
	for _, e := range o.Measures {
		w := e.Weight
		out = append(out, Figure{Name: "state", About: e.Measure, Text: e.State}, Figure{Name: "counted", About: e.Measure, Number: e.Counted},
			declared("weight", e.Measure, &w), truth("critical", e.Measure, e.Critical))
	}
	for _, t := range o.Targets {
		baseline, target := t.Baseline, t.Target
		out = append(out, Figure{Name: "attainment", About: t.Measure, Text: t.Status}, Figure{Name: "progress", About: t.Measure, Number: t.Progress}, Figure{Name: "expected", About: t.Measure, Number: t.Expected},
			declared("baseline", t.Measure, &baseline), declared("target", t.Measure, &target), declared("target_high", t.Measure, t.TargetHigh),
			Figure{Name: "start", About: t.Measure, Text: t.Start.String(), Defines: true}, Figure{Name: "due", About: t.Measure, Text: t.Due.String(), Defines: true})
	}
	return out
}

func (m *Measure) figures() []Figure {
	value := number("value", m.Value)
	value.Unit = m.UnitOfMeasure
	age := float64(m.AgeDays)
	out := []Figure{value, number("score", m.Score), word("band", m.Band)}
	for i := range out { // as on the pages of that day, where a value that has expired is none
		out[i].Void = m.Data == string(score.Expired) && out[i].Known()
	}
	out = append(out, word("data", m.Data))
	valid := word("valid_to", "")
	if m.ValidTo != nil {
		valid.Text = m.ValidTo.Format("2006-01-02T15:04:05Z")
	}
	out = append(out, valid, number("age_days", &age), number("freshness", &m.Freshness), number("quality", m.Quality))
	if m.Sample != nil {
		n := float64(*m.Sample)
		out = append(out, number("sample", &n))
	} else {
		out = append(out, number("sample", nil))
	}
	knots := make([]*float64, 8)
	direction := ""
	if m.Scale != nil {
		direction = m.Scale.Direction
		for i := range m.Scale.Knots {
			knots[i] = &m.Scale.Knots[i]
		}
		for i := range min(4, len(m.Scale.Upper)) {
			knots[4+i] = &m.Scale.Upper[i]
		}
	}
	out = append(out, Figure{Name: "direction", Text: direction, Defines: true})
	for i, name := range []string{"worst", "red", "green", "target", "upper_target", "upper_green", "upper_red", "upper_worst"} {
		f := declared(name, "", knots[i])
		f.Unit = m.UnitOfMeasure
		out = append(out, f)
	}
	days := float64(m.PeriodDays)
	return append(out, Figure{Name: "formula", Text: m.Formula, Defines: true}, Figure{Name: "aggregation", Text: m.Aggregation, Defines: true}, declared("period_days", "", &days))
}

// Difference is a figure that is otherwise in another document.
type Difference struct {
	Subject
	Published, Now Figure // one of them is unknown where the record, or the figure, stands on one side only
}

// tolerance is the relative one below which two numbers are the same: that with which values are compared with knots.
const tolerance = 1e-9

// Same tells whether two figures are the same: numbers that differ by less than a billionth of them are.
func Same(a, b Figure) bool {
	if a.Number == nil || b.Number == nil {
		return a.Number == nil && b.Number == nil && a.Text == b.Text
	}
	x, y := *a.Number, *b.Number
	return x == y || math.Abs(x-y) <= tolerance*max(math.Abs(x), math.Abs(y))
}

// Compare gives the figures in which a document differs from another one, in the order of Rows; those of records that are only in the other one
// come last. Numbers that differ by less than a billionth of them are the same.
func Compare(published, now *Document) []Difference {
	return slices.DeleteFunc(Beside(published, now), func(d Difference) bool { return Same(d.Published, d.Now) })
}

// Beside gives all figures of two documents beside each other, in that order.
func Beside(published, now *Document) []Difference {
	after := map[string]*Row{}
	rows := now.Rows()
	for i := range rows {
		after[rows[i].UID] = &rows[i]
	}
	var out []Difference
	seen := map[string]bool{}
	for _, row := range published.Rows() {
		seen[row.UID] = true
		other := after[row.UID]
		if other == nil {
			other = &Row{}
		}
		out = append(out, row.beside(other)...)
	}
	for i := range rows {
		if !seen[rows[i].UID] {
			out = append(out, Row{Subject: rows[i].Subject}.beside(&rows[i])...)
		}
	}
	return out
}

func (r Row) beside(other *Row) []Difference {
	key := func(f Figure) string { return f.Name + "\x00" + f.About }
	theirs := map[string]Figure{}
	for _, f := range other.Figures {
		theirs[key(f)] = f
	}
	var out []Difference
	for _, f := range r.Figures {
		g := theirs[key(f)]
		delete(theirs, key(f))
		if g.Name == "" {
			g = Figure{Name: f.Name, About: f.About, Unit: f.Unit, Defines: f.Defines}
		}
		out = append(out, Difference{r.Subject, f, g})
	}
	rest := make([]Figure, 0, len(theirs))
	for _, g := range theirs {
		rest = append(rest, g)
	}
	slices.SortFunc(rest, func(a, b Figure) int {
		return cmp.Or(strings.Compare(a.About, b.About), strings.Compare(a.Name, b.Name))
	})
	for _, g := range rest {
		out = append(out, Difference{r.Subject, Figure{Name: g.Name, About: g.About, Unit: g.Unit, Defines: g.Defines}, g})
	}
	return out
}

// Row gives the figures of a record; false where the document has none.
func (d *Document) Row(uid string) (Row, bool) {
	for _, r := range d.Rows() {
		if r.UID == uid {
			return r, true
		}
	}
	return Row{}, false
}

// Figure gives a figure of the record by its name; not known where it has none.
func (r Row) Figure(name string) Figure {
	for _, f := range r.Figures {
		if f.Name == name && f.About == "" {
			return f
		}
	}
	return Figure{Name: name}
}

// CompareRows gives the figures of one record in which it differs from another row.
func CompareRows(published, now Row) []Difference {
	if published.UID == "" {
		published.Subject = now.Subject
	}
	return slices.DeleteFunc(published.beside(&now), func(d Difference) bool { return Same(d.Published, d.Now) })
}
