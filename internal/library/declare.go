package library

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/direction"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/score"
)

// Choices are what whoever adopts a measure decides.
type Choices struct {
	Unit     string           // name of the unit whose values they are
	Owner    string           // name of the person who answers for them
	Name     string           // of the new measure; empty: the key of the entry
	Title    string           // empty: the title of the entry
	Currency string           // such as EUR, where something is counted in money
	Replaces string           // name of the measure whose place it takes; empty: none
	Inputs   map[string]Input // by the names of base measures: where their values come from; those that are left out become measures of their own
}

// Input says where the values of a base measure come from: one of a measure that there is, a value of a source, and for what is decided and not counted, a number.
type Input struct {
	Measure string   // name
	Source  string   // name
	Value   string   // which of the source's
	Number  *float64 // in the base measure's unit
}

// Declaration gives the declarations with which an entry is adopted: measures for those base measures that have no other origin, and last the
// measure itself. An entry that is nothing but one base measure gives one measure without a formula. The declarations are those of new
// records: whoever applies them holds them to revision 0.
func Declaration(key string, c Choices) ([]record.Declaration, error) {
	e, err := Get(key)
	if err != nil {
		return nil, err
	}
	if err := e.check(c); err != nil {
		return nil, err
	}
	name := cmp.Or(c.Name, e.Key)
	title := cmp.Or(c.Title, e.Title)
	spec := e.described(c.Currency)
	spec["unit"], spec["owner"] = c.Unit, c.Owner
	spec["library"] = map[string]any{"measure": e.Key, "version": number(float64(e.Number))}
	if c.Replaces != "" {
		spec["replaces"] = c.Replaces
	}
	itself := record.Declaration{Kind: "measure", Name: name, Title: title, Spec: spec}
	if e.Plain() {
		if in := c.Inputs[e.Base[0].Name]; in.Source != "" {
			spec["source"], spec["value"] = in.Source, in.Value
		}
		return []record.Declaration{itself}, nil
	}
	var out []record.Declaration
	inputs := make([]any, len(e.Base))
	for i, b := range e.Base {
		in := c.Inputs[b.Name]
		of := map[string]any{"name": b.Name}
		switch {
		case b.Number != nil:
			of["number"], of["unit_of_measure"] = number(*cmp.Or(in.Number, b.Number)), inCurrency(b.UnitOfMeasure, c.Currency)
		case in.Measure != "":
			of["measure"] = in.Measure
		case in.Source != "":
			of["source"], of["value"], of["unit_of_measure"] = in.Source, in.Value, inCurrency(b.UnitOfMeasure, c.Currency)
		default:
			d := e.counted(b, c, name, title)
			out = append(out, d)
			of["measure"] = d.Name
		}
		inputs[i] = of
	}
	spec["formula"], spec["inputs"] = e.Formula, inputs
	return append(out, itself), nil
}

// described is what a version says of a measure, as the kind measure declares it: all but whose it is, where its values come from, and the formula, which a measure
// that is nothing but one base measure has not.
func (c *Content) described(currency string) map[string]any {
	out := map[string]any{
		"purpose": c.Purpose, "unit_of_measure": inCurrency(c.UnitOfMeasure, currency), "decimals": number(float64(c.Decimals)), "period_days": number(float64(c.PeriodDays)),
		"type": c.Type, "timing": c.Timing, "scale": scaleTree(c.Scale), "advice": c.WhenRed, "base_measures": texts(c.Base, func(b Base) string { return b.Title }),
		"collection": c.Collection(), "evaluation": c.Evaluation(), "parameters": texts(c.Parameters, func(p direction.Parameter) string { return string(p) }),
	}
	if c.Mechanism != "" {
		out["mechanism"] = string(c.Mechanism)
	}
	if c.Friction {
		out["friction"] = true
	}
	return out
}

// counted declares a base measure. It has no parameters, so that no parameter looks covered by what is only counted.
func (e *Entry) counted(b Base, c Choices, name, title string) record.Declaration {
	return record.Declaration{Kind: "measure", Name: name + "-" + strings.ReplaceAll(b.Name, "_", "-"), Title: b.Title, Spec: map[string]any{
		"unit": c.Unit, "owner": c.Owner, "purpose": "Counted for the measure “" + title + "”.", "unit_of_measure": inCurrency(b.UnitOfMeasure, c.Currency),
		"decimals": number(0), "period_days": number(float64(e.PeriodDays)), "counted_only": true, "natural_limits": map[string]any{"min": number(0)}, "collection": b.Counted,
		"evaluation": "It is only counted, and judged by nothing. What it is good for is judged of the measure “" + title + "”.",
	}}
}

// Plain tells whether the measure is nothing but its one base measure: its values are then read, entered or sent, and not computed.
func (c *Content) Plain() bool { return len(c.Base) == 1 && c.Formula == c.Base[0].Name }

// Collection says how each base measure is counted and where the data are, as text for a declaration.
func (c *Content) Collection() string {
	var b strings.Builder
	for _, x := range c.Base {
		b.WriteString(x.Title + ": " + x.Counted + "\n")
	}
	return b.String() + "Where the data are: " + strings.Join(c.Sources, "; ") + "."
}

// Evaluation says how values are judged and what they must not be mistaken for, as text for a declaration.
func (c *Content) Evaluation() string {
	return "Thresholds: " + c.ScaleWhy + "\nGreen: " + c.WhenGreen + "\nNot to be mistaken: " + c.Caveat
}

func (e *Entry) check(c Choices) error {
	var bad []fault.Field
	refuse := func(path, reason, remedy string) {
		bad = append(bad, fault.Field{Path: path, Reason: reason, Remedy: remedy})
	}
	if c.Unit == "" {
		refuse("unit", "is missing", "Name the unit whose values they are")
	}
	if c.Owner == "" {
		refuse("owner", "is missing", "Name the person who answers for the values")
	}
	switch currency := strings.TrimSpace(c.Currency); {
	case e.NeedsCurrency() && currency == "":
		refuse("currency", "is missing, and something is counted in money", "Give a currency, such as EUR")
	case len([]rune(currency)) > 8 || strings.ContainsAny(currency, " /%") || currency != c.Currency:
		refuse("currency", "is no short word for a currency", "Give a code such as EUR, or a sign")
	}
	for _, name := range slices.Sorted(maps.Keys(c.Inputs)) {
		path, in := "inputs."+record.Clip(name), c.Inputs[name]
		at := slices.IndexFunc(e.Base, func(b Base) bool { return b.Name == name })
		if at < 0 {
			refuse(path, "is no base measure of "+e.Key, "Use one of "+strings.Join(e.names(), ", "))
			continue
		}
		switch decided := e.Base[at].Number != nil; {
		case (in.Source == "") != (in.Value == ""):
			refuse(path, "needs source and value together", "Name the source and which of its values it is")
		case in.Source != "" && in.Measure != "":
			refuse(path, "has a measure and a source", "Leave one of the two out")
		case decided && (in.Measure != "" || in.Source != ""):
			refuse(path, "is decided and not counted", "Give a number")
		case !decided && in.Number != nil:
			refuse(path, "is counted and not decided", "Name a measure, or a source with its value, or leave it out")
		case e.Plain() && in.Measure != "":
			refuse(path, "is the measure itself", "Name a source with its value, or leave it out")
		}
	}
	return fault.InvalidFields("the measure cannot be adopted like this", bad)
}

func (e *Entry) names() []string {
	out := make([]string, len(e.Base))
	for i, b := range e.Base {
		out[i] = b.Name
	}
	return out
}

// inCurrency puts a currency in the place of money.
func inCurrency(unit, currency string) string {
	if currency == "" {
		return unit
	}
	return strings.ReplaceAll(unit, Money, currency)
}

func scaleTree(s score.Scale) map[string]any {
	out := map[string]any{"direction": string(s.Direction), "knots": knotsTree(s.Knots)}
	if s.Upper != (score.Knots{}) {
		out["upper"] = knotsTree(s.Upper)
	}
	limits := map[string]any{}
	put(limits, "min", s.Limits.Min)
	put(limits, "max", s.Limits.Max)
	if len(limits) > 0 {
		out["limits"] = limits
	}
	return out
}

func knotsTree(k score.Knots) map[string]any {
	out := map[string]any{}
	put(out, "worst", k.Worst)
	put(out, "red", k.Red)
	put(out, "green", k.Green)
	put(out, "target", k.Target)
	return out
}

func put(to map[string]any, name string, x *float64) {
	if x != nil {
		to[name] = number(*x)
	}
}

func number(x float64) json.Number { return json.Number(strconv.FormatFloat(x, 'g', -1, 64)) }

func texts[T any](list []T, say func(T) string) []any {
	out := make([]any, len(list))
	for i, x := range list {
		out[i] = say(x)
	}
	return out
}
