package formula

import (
	"errors"
	"fmt"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/interpreter"

	"github.com/steelyard-isms/steelyard/internal/fault"
)

// Program is a formula, checked and ready. It serves any number of goroutines.
type Program struct {
	steps    interpreter.InterpretableV2
	inputs   []string
	uses     []use
	unit     unit
	divisors map[int64]string
	unused   []string
	parts    int
}

// Result is what came of a formula.
type Result struct {
	Value float64
	Known bool
	Why   string // there is no value: the reason
}

// Value computes the formula from what is given of its inputs, in the order in which they were told to Compile.
func (p *Program) Value(given []Given) Result {
	frame, err := interpreter.NewExecutionFrame(&activation{p: p, given: given})
	if err != nil {
		return Result{Why: "it cannot be computed"}
	}
	defer frame.Close()
	switch x := p.steps.Exec(frame).(type) {
	case types.Double:
		return Result{Value: float64(x) + 0, Known: true} // + 0: nothing is minus nothing
	case *types.Err:
		return Result{Why: p.why(x)}
	}
	return Result{Why: "it gives no number"}
}

func (p *Program) why(err *types.Err) string {
	if reason, ok := errors.AsType[*noValue](err); ok {
		return reason.why
	}
	if errors.Is(err, errZero) && p.divisors[err.NodeID()] != "" {
		return "it divides by " + p.divisors[err.NodeID()] + ", which is 0"
	}
	return "it cannot be computed"
}

// Check tells whether what the formula gives can be in a unit of measure; empty is none.
func (p *Program) Check(unitOfMeasure string) []fault.Field {
	if _, ok := p.unit.with(readUnit(unitOfMeasure)); ok {
		return nil
	}
	want := unitOfMeasure
	if want == "" {
		want = "no unit"
	}
	return []fault.Field{{Line: 1, Column: 1, Reason: fmt.Sprintf("gives %s, and the measure is in %s", p.unit, want), Remedy: "Convert it, multiplying or dividing by a parameter with a unit, or change the unit of measure"}}
}

// Unit is the unit of measure of what the formula gives; empty for none. It is not judged where that of an input is not known, and
// where any fits.
func (p *Program) Unit() (name string, judged bool) {
	if p.unit.sort == bare || p.unit.sort == ratio {
		return "", true
	}
	return p.unit.String(), p.unit.sort == percent || p.unit.sort == counted
}

// Unused lists the inputs that the formula does not name.
func (p *Program) Unused() []string { return p.unused }

// Reads tells which inputs the formula reads as they are or were, and which for their units, by their place among the inputs.
func (p *Program) Reads(input int) (own, byUnit bool) {
	for _, u := range p.uses {
		if u.input == input {
			if u.what == units || u.what == knownUnits {
				byUnit = true
			} else {
				own = true
			}
		}
	}
	return own, byUnit
}

// activation gives a program its variables.
type activation struct {
	p     *Program
	given []Given
	cost  int
}

// Parent serves cel.
func (*activation) Parent() interpreter.Activation { return nil }

// ResolveName serves cel.
func (a *activation) ResolveName(name string) (any, bool) {
	for i := range a.p.uses {
		if a.p.uses[i].name == name {
			return a.read(&a.p.uses[i]), true
		}
	}
	return nil, false
}

func (a *activation) read(u *use) any {
	if u.input >= len(a.given) {
		return types.WrapErr(missing(plainName(u.name), ""))
	}
	g := &a.given[u.input]
	switch u.what {
	case now:
		if !g.Known {
			return types.WrapErr(missing(u.name, g.Why))
		}
		return finite(g.Value)
	case units, knownUnits:
		return a.members(g, u)
	}
	x, err := g.ago(*u, plainName(u.name))
	if err != nil {
		return types.WrapErr(err)
	}
	return finite(x)
}

// members gives the values of units, each time that the formula comes by. What a condition may do with each of them is no more than
// the whole formula.
func (a *activation) members(g *Given, u *use) any {
	if a.cost += len(g.Units) * a.p.parts; a.cost > maxCost {
		return types.WrapErr(&noValue{"it takes too many steps: a condition goes through all units for each of them"})
	}
	of, err := g.members(*u, plainName(u.name))
	if err != nil {
		return types.WrapErr(err)
	}
	return newList(of)
}
