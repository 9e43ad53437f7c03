package formula

import (
	"fmt"
	"math"
	"strings"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// what a part of a formula is
type shape int

const (
	wrong  shape = iota // a fault was told already
	number              // a double
	truth               // a condition
	set                 // values of units
)

func (s shape) String() string {
	return [...]string{"", "a number", "a condition", "the values of units"}[s]
}

// part is what is known of a part of a formula before it is computed.
type part struct {
	shape shape
	unit  unit
	value *float64 // of a number that is written there
}

// judge checks a formula as it was written: names, shapes and units of measure.
type judge struct {
	a      *ast.AST
	text   []string // lines
	inputs []Input
	used   []bool
	within *unit // the unit of it, in a condition over units
	parts  int
	faults []fault.Field
}

func (j *judge) refuse(e ast.Expr, reason, remedy string) part {
	if len(j.faults) < maxFaults {
		line, column := j.place(e)
		j.faults = append(j.faults, fault.Field{Line: line, Column: column, Reason: reason, Remedy: remedy})
	}
	return part{}
}

// place is where a part stands: of a call where its name begins, of an operator where that stands.
func (j *judge) place(e ast.Expr) (line, column int) {
	at := j.a.SourceInfo().GetStartLocation(e.ID())
	line, column = max(1, at.Line()), max(0, at.Column())
	if e.Kind() == ast.CallKind && line <= len(j.text) {
		name, runes := e.AsCall().FunctionName(), []rune(j.text[line-1])
		if begin := column - len(name); begin >= 0 && column <= len(runes) && string(runes[begin:column]) == name {
			column = begin
		}
	}
	return line, column + 1
}

func (j *judge) part(e ast.Expr) part {
	if j.parts++; j.parts > maxParts {
		if j.parts == maxParts+1 {
			j.refuse(e, fmt.Sprintf("has more than %d parts", maxParts), "Declare a measure for a part of it, and use that")
		}
		return part{}
	}
	switch e.Kind() {
	case ast.LiteralKind:
		switch x := e.AsLiteral().(type) {
		case types.Double:
			return j.literal(e, float64(x))
		case types.Int:
			return j.literal(e, float64(x))
		case types.Uint:
			return j.literal(e, float64(x))
		case types.Bool:
			return part{shape: truth}
		}
		return j.refuse(e, "is no number", "Formulas know numbers and conditions only")
	case ast.IdentKind:
		return j.name(e, e.AsIdent())
	case ast.CallKind:
		return j.call(e, e.AsCall())
	case ast.SelectKind:
		return j.refuse(e, "reaches into something with a point", "Formulas know the names of inputs only; a number is written as 0.5")
	}
	return j.refuse(e, "is no number", "Formulas know numbers and conditions only, neither lists nor tables")
}

func (j *judge) literal(e ast.Expr, x float64) part {
	if math.IsInf(x, 0) || math.IsNaN(x) {
		return j.refuse(e, "is too large a number", "Write a smaller one")
	}
	return part{number, unit{sort: free}, &x}
}

func (j *judge) find(name string) int {
	for i := range j.inputs {
		if j.inputs[i].Name == name {
			return i
		}
	}
	return -1
}

func (j *judge) unknown(e ast.Expr, name string) part {
	names := make([]string, 0, len(j.inputs))
	for _, in := range j.inputs {
		names = append(names, in.Name)
	}
	remedy := "Declare an input of that name"
	if near := record.Nearest(name, names); near != "" {
		remedy = "Did you mean " + near + "?"
	} else if len(names) > 0 {
		remedy = "Use " + strings.Join(names[:min(len(names), 8)], ", ") + ", or declare an input of that name"
	}
	return j.refuse(e, fmt.Sprintf("%q is not known", clip(name)), remedy)
}

func (j *judge) name(e ast.Expr, name string) part {
	if name == item && j.within != nil {
		return part{shape: number, unit: *j.within}
	}
	i := j.find(name)
	switch {
	case name == item:
		return j.refuse(e, "it stands for the value of a unit, and there is none here", "Use it in the condition of count or share")
	case i < 0 && known[name] != nil:
		return j.refuse(e, name+" is a function", "Write "+known[name].Call)
	case i < 0:
		return j.unknown(e, name)
	}
	j.used[i] = true
	if j.inputs[i].Kind == Spread {
		return j.refuse(e, name+" has a value for each unit, and no other", "Write a function over units, such as mean(units("+name+"))")
	}
	return part{shape: number, unit: j.inputs[i].unit()}
}

func (in *Input) unit() unit {
	if !in.Judged {
		return unit{}
	}
	if in.Kind == Parameter && in.Unit == "" {
		return unit{sort: free}
	}
	return readUnit(in.Unit)
}

// want judges a part that must have a shape.
func (j *judge) want(e ast.Expr, s shape, for_ string) (part, bool) {
	p := j.part(e)
	if p.shape == wrong {
		return p, false
	}
	if p.shape == s {
		return p, true
	}
	remedy := "Write a number or the name of an input"
	switch {
	case s == truth:
		remedy = "Compare it with something, as in total > 0"
	case s == set:
		remedy = "Name an input with values for units, as in units(coverage)"
	case p.shape == set:
		remedy = "Bring the units together, as in mean(units(coverage))"
	case p.shape == truth:
		remedy = "Choose by it, as in total > 0 ? 1 : 0"
	}
	return j.refuse(e, fmt.Sprintf("%s takes %s, and this is %s", for_, s, p.shape), remedy), false
}

// signs are the operators of two numbers, as people write them.
var signs = map[string]string{operators.Add: "+", operators.Subtract: "-", operators.Multiply: "*", operators.Divide: "/", operators.Less: "<",
	operators.LessEquals: "<=", operators.Greater: ">", operators.GreaterEquals: ">=", operators.Equals: "==", operators.NotEquals: "!="}

func (j *judge) call(e ast.Expr, c ast.CallExpr) part {
	args, name := c.Args(), c.FunctionName()
	if sign, ok := signs[name]; ok && len(args) == 2 {
		return j.two(e, sign, args[0], args[1])
	}
	switch name {
	case operators.Negate:
		p, ok := j.want(args[0], number, "-")
		if ok && p.value != nil {
			p.value = new(-*p.value)
		}
		return p
	case operators.LogicalAnd, operators.LogicalOr, operators.LogicalNot:
		for _, a := range args {
			if _, ok := j.want(a, truth, strings.Trim(name, "_@")); !ok {
				return part{}
			}
		}
		return part{shape: truth}
	case operators.Conditional:
		_, ok := j.want(args[0], truth, "?")
		yes, ok2 := j.want(args[1], number, "? :")
		no, ok3 := j.want(args[2], number, "? :")
		if !ok || !ok2 || !ok3 {
			return part{}
		}
		return j.same(e, "? :", yes, no)
	case operators.Modulo:
		return j.refuse(e, "% is not computed here", "A percentage is written as 100 * part / whole")
	}
	if strings.ContainsAny(name, "_@[") && known[name] == nil {
		return j.refuse(e, "is no number", "Formulas know numbers and conditions only, neither lists nor tables")
	}
	return j.function(e, c)
}

func (j *judge) two(e ast.Expr, sign string, left, right ast.Expr) part {
	a, ok := j.want(left, number, sign)
	b, ok2 := j.want(right, number, sign)
	if !ok || !ok2 {
		return part{}
	}
	switch sign {
	case "*":
		return part{shape: number, unit: a.unit.times(b.unit, 1)}
	case "/":
		if b.value != nil && *b.value == 0 {
			return j.refuse(e, "divides by 0", "Divide by something else")
		}
		return part{shape: number, unit: a.unit.times(b.unit, -1)}
	}
	p := j.same(e, sign, a, b)
	if sign != "+" && sign != "-" && p.shape == number {
		p = part{shape: truth}
	}
	return p
}

// same holds parts to one unit of measure.
func (j *judge) same(e ast.Expr, what string, all ...part) part {
	u := all[0].unit
	for _, p := range all[1:] {
		both, ok := u.with(p.unit)
		if !ok {
			return j.refuse(e, fmt.Sprintf("%s brings together %s and %s", what, u, p.unit), "Convert one of them: multiply or divide by a parameter with a unit, such as 24 hours per day")
		}
		u = both
	}
	return part{shape: number, unit: u}
}
