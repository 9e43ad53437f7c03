package measure

import (
	"fmt"
	"iter"
	"runtime"
	"slices"
	"sync"
	"weak"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/formula"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// Input is a name that the formula of a derived measure uses, and what it stands for: a measure, several measures, a value of a
// source, or a number.
type Input struct {
	Name          string                `json:"name" field:"required,len=64"`                   // as the formula has it: small letters, digits and _
	Measure       record.Ref            `json:"measure,omitempty" field:"ref=measure,acyclic"`  // whose values it stands for
	Measures      []record.Ref          `json:"measures,omitempty" field:"ref=measure,acyclic"` // one for each unit, for functions over units
	Source        record.Ref            `json:"source,omitempty" field:"ref=source"`            // whose value it stands for; where its rows name units, that of the measure's unit, and for functions over units, of those below it too
	Value         string                `json:"value,omitempty" field:"len=64"`                 // which of the source's values
	Number        record.Dated[float64] `json:"number,omitempty"`                               // a parameter of the formula
	UnitOfMeasure string                `json:"unit_of_measure,omitempty" field:"len=30"`       // of the source's value, or of the number; without one nothing is refused for it
}

// Derived tells whether the values of the measure are computed by a formula.
func (m *Measure) Derived() bool { return len(m.Formula) > 0 }

// Uses tells whether a formula of the measure uses another one.
func (m *Measure) Uses(other record.UID) bool {
	return slices.ContainsFunc(m.Inputs, func(in Input) bool {
		return in.Measure.UID() == other || slices.ContainsFunc(in.Measures, func(one record.Ref) bool { return one.UID() == other })
	})
}

// Sources goes through the sources that the measure reads, itself or by its formula, each once.
func (m *Measure) Sources() iter.Seq[record.UID] {
	return func(yield func(record.UID) bool) {
		if m.Source != "" && !yield(m.Source.UID()) {
			return
		}
		for i, in := range m.Inputs {
			again := in.Source == m.Source || slices.ContainsFunc(m.Inputs[:i], func(before Input) bool { return before.Source == in.Source })
			if in.Source != "" && !again && !yield(in.Source.UID()) {
				return
			}
		}
	}
}

// checkFormula holds a formula and its inputs to each other.
func checkFormula(c *record.Check[Measure]) {
	m := c.Spec
	if !m.Derived() {
		if len(m.Inputs) > 0 {
			c.Refuse("inputs", "are those of a formula", "Add the formula, or leave them out")
		}
		return
	}
	if m.Source != "" {
		c.Refuse("source", "is read, and the measure has a formula", "Make it an input of the formula, or leave the formula out")
	}
	if !m.CheckInputs(c.Snapshot, c.Refuse) {
		return
	}
	if !slices.ContainsFunc(m.Inputs, func(in Input) bool { return len(in.Number) == 0 }) {
		c.Refuse("inputs", "hold nothing that is measured", "Add an input that stands for a measure or for a value of a source")
		return
	}
	checkText(c)
}

// CheckInputs refuses inputs that are not sound in themselves, each at its path, and tells whether all are.
func (m *Measure) CheckInputs(s *record.Snapshot, refuse func(path, reason, remedy string)) bool {
	names, sound := map[string]bool{}, true
	for i := range m.Inputs {
		in := &m.Inputs[i]
		at := func(field, reason, remedy string) {
			sound = false
			refuse(record.Join(fmt.Sprintf("inputs[%d]", i), field), reason, remedy)
		}
		if reason, remedy := formula.CheckName(in.Name); reason != "" {
			at("name", reason, remedy)
		} else if names[in.Name] {
			at("name", fmt.Sprintf("%q is the name of another input", in.Name), "Choose another name")
		}
		names[in.Name] = true
		in.check(s, at)
	}
	return sound
}

func (in *Input) check(s *record.Snapshot, refuse func(field, reason, remedy string)) {
	var has []string
	for name, is := range map[string]bool{"measure": in.Measure != "", "measures": len(in.Measures) > 0, "source": in.Source != "", "number": len(in.Number) > 0} {
		if is {
			has = append(has, name)
		}
	}
	if len(has) != 1 {
		refuse("", "stands for one of measure, measures, source and number, and for no more", "Give one of the four")
		return
	}
	if (in.Source == "") != (in.Value == "") {
		refuse("value", "and source belong together", "Name the source and which of its values it is, or leave both out")
	}
	if (in.Measure != "" || len(in.Measures) > 0) && in.UnitOfMeasure != "" {
		refuse("unit_of_measure", "is that of the measure", "Leave it out")
	}
	units, of := map[record.UID]bool{}, ""
	for i, ref := range in.Measures {
		m, ok := record.Get[Measure](s, ref.UID())
		if !ok {
			continue
		}
		if units[m.Spec.Unit.UID()] {
			refuse(fmt.Sprintf("measures[%d]", i), "is of the same unit as another", "Name one measure for each unit")
		}
		if i > 0 && m.Spec.UnitOfMeasure != of {
			refuse(fmt.Sprintf("measures[%d]", i), fmt.Sprintf("counts in %q, and another in %q", m.Spec.UnitOfMeasure, of), "Name measures with one unit of measure")
		}
		units[m.Spec.Unit.UID()], of = true, m.Spec.UnitOfMeasure
	}
}

// checkText compiles each formula, as its inputs are in the state.
func checkText(c *record.Check[Measure]) {
	m := c.Spec
	inputs := m.Names(c.Snapshot)
	unused := map[string]int{}
	for i, e := range m.Formula {
		path := m.Formula.Path("formula", i)
		p, faults := formula.Compile(string(e.Value), inputs)
		if p != nil {
			faults = p.Check(m.UnitOfMeasure)
			for _, name := range p.Unused() {
				unused[name]++
			}
		}
		for _, f := range faults {
			c.Refuse(path, At(f), f.Remedy)
		}
	}
	for i, in := range m.Inputs {
		if unused[in.Name] == len(m.Formula) {
			c.Refuse(fmt.Sprintf("inputs[%d].name", i), fmt.Sprintf("%q is in no formula", in.Name), "Use it, or leave it out")
		}
	}
}

// At says a fault of a formula in one line, with its place in the formula.
func At(f fault.Field) string {
	place := fmt.Sprintf("at column %d: ", f.Column)
	if f.Line > 1 {
		place = fmt.Sprintf("at line %d, column %d: ", f.Line, f.Column)
	}
	return place + f.Reason
}

// Names gives the inputs as the formula knows them, with units of measure and periods.
func (m *Measure) Names(s *record.Snapshot) []formula.Input {
	out := make([]formula.Input, len(m.Inputs))
	for i, in := range m.Inputs {
		x := formula.Input{Name: in.Name, Kind: in.kind(), Unit: in.UnitOfMeasure, Judged: in.UnitOfMeasure != "" || len(in.Number) > 0, Period: m.PeriodDays}
		of := in.Measure
		if len(in.Measures) > 0 {
			of = in.Measures[0]
		}
		if other, ok := record.Get[Measure](s, of.UID()); ok {
			x.Unit, x.Judged, x.Period, x.Every = other.Spec.UnitOfMeasure, true, other.Spec.Step(), other.Spec.Aggregated()
		}
		if source, ok := record.Get[Source](s, in.Source.UID()); ok && !source.Spec.ByUnit() {
			x.Kind = formula.Series
		}
		out[i] = x
	}
	return out
}

func (in *Input) kind() formula.Kind {
	switch {
	case len(in.Number) > 0:
		return formula.Parameter
	case len(in.Measures) > 0:
		return formula.Spread
	case in.Source != "":
		return formula.Both
	}
	return formula.Series
}

// programs keeps the compiled formulas of each measure for as long as some state holds that revision of it.
var programs sync.Map // weak.Pointer[Measure] → []*formula.Program

// Programs gives the formulas compiled, one for each entry of Formula; nil stands for one that can no longer be read. They are
// compiled once for each revision. What they compute does not depend on units of measure, nor on other records.
func (m *Measure) Programs() []*formula.Program {
	key := weak.Make(m)
	if have, ok := programs.Load(key); ok {
		return have.([]*formula.Program)
	}
	inputs := make([]formula.Input, len(m.Inputs))
	for i, in := range m.Inputs {
		inputs[i] = formula.Input{Name: in.Name, Kind: in.kind()}
	}
	out := make([]*formula.Program, len(m.Formula))
	for i, e := range m.Formula {
		out[i], _ = formula.Compile(string(e.Value), inputs)
	}
	if have, other := programs.LoadOrStore(key, out); other {
		return have.([]*formula.Program)
	}
	runtime.AddCleanup(m, func(key weak.Pointer[Measure]) { programs.Delete(key) }, key)
	return out
}

// FormulaOn is the index of the formula in force on a day; -1 where none is yet.
func (m *Measure) FormulaOn(day civil.Date) int {
	at := -1
	for i, e := range m.Formula {
		if e.From.IsZero() || !e.From.After(day) {
			at = i
		}
	}
	return at
}

// ReadsUnits tells whether one of the formulas reads an input by its place for several units.
func (m *Measure) ReadsUnits(input int) bool {
	for _, p := range m.Programs() {
		if p != nil {
			if _, byUnit := p.Reads(input); byUnit {
				return true
			}
		}
	}
	return false
}
