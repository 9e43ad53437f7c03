package formula

import (
	"fmt"
	"math"
	"slices"

	"cel.dev/cel-go/common/ast"

	"github.com/steelyard-isms/steelyard/internal/record"
)

// maxArguments is how many numbers min and max take.
const maxArguments = 20

// arguments is how many each function takes, at least and at most.
var arguments = map[string][2]int{"min": {1, maxArguments}, "max": {1, maxArguments}, "abs": {1, 1}, "round": {1, 2}, "clamp": {3, 3}, "known": {1, 1}, "or": {1, 1},
	"previous": {1, 1}, "year_ago": {1, 1}, "rolling": {2, 2}, "rolling_sum": {2, 2}, "units": {1, 1}, "known_units": {1, 1}, "sum": {1, 1}, "mean": {1, 1},
	"weighted_mean": {2, 2}, "count": {1, 2}, "share": {2, 2}, "percentile": {2, 2}}

// function judges the call of a function.
func (j *judge) function(e ast.Expr, c ast.CallExpr) part {
	name, args := c.FunctionName(), c.Args()
	f := known[name]
	if f == nil {
		names := make([]string, 0, len(functions))
		for _, f := range functions {
			names = append(names, f.Name)
		}
		remedy := "The functions are in the reference of formulas"
		if near := record.Nearest(name, names); near != "" {
			remedy = "Did you mean " + near + "?"
		}
		return j.refuse(e, fmt.Sprintf("there is no function %q", clip(name)), remedy)
	}
	if c.IsMemberFunction() != (name == "or") || len(args) < arguments[name][0] || len(args) > arguments[name][1] {
		return j.refuse(e, name+" is not written so", "Write "+f.Call)
	}
	switch name {
	case "min", "max":
		if len(args) == 1 {
			p, ok := j.want(args[0], set, name+" of one thing")
			return number1(p, ok)
		}
		return j.numbers(e, name, args)
	case "clamp":
		return j.numbers(e, name, args)
	case "or":
		return j.numbers(e, "or", append([]ast.Expr{c.Target()}, args...))
	case "abs":
		p, ok := j.want(args[0], number, name)
		return number1(p, ok)
	case "round":
		p, ok := j.want(args[0], number, name)
		if len(args) == 2 && !j.whole(args[1], 0, 9, "decimals") {
			return part{}
		}
		return number1(p, ok)
	case "known":
		p := j.part(args[0])
		if p.shape == wrong {
			return p
		}
		return part{shape: truth}
	case "previous", "year_ago", "rolling", "rolling_sum":
		p := j.timed(args[0], name)
		if len(args) == 2 && !j.whole(args[1], 2, MaxPeriods, "periods") {
			return part{}
		}
		return p
	case "units", "known_units":
		return j.members(args[0], name)
	}
	return j.over(name, args)
}

func number1(p part, ok bool) part {
	if !ok {
		return part{}
	}
	return part{shape: number, unit: p.unit}
}

func (j *judge) numbers(e ast.Expr, name string, args []ast.Expr) part {
	var all []part
	for _, a := range args {
		if p, ok := j.want(a, number, name); ok {
			all = append(all, p)
		}
	}
	if len(all) < len(args) {
		return part{}
	}
	return j.same(e, name, all...)
}

// whole refuses what is not written as a whole number between two.
func (j *judge) whole(e ast.Expr, least, most float64, what string) bool {
	p := j.part(e)
	if p.shape == wrong {
		return false
	}
	if p.value == nil || *p.value < least || *p.value > most || *p.value != math.Trunc(*p.value) {
		j.refuse(e, fmt.Sprintf("is no number of %s", what), fmt.Sprintf("Write a whole number from %g to %g", least, most))
		return false
	}
	return true
}

// input gives the input that a part names.
func (j *judge) input(e ast.Expr, name string) (*Input, bool) {
	if e.Kind() != ast.IdentKind {
		j.refuse(e, name+" takes the name of an input, and nothing computed", "Declare a measure for what is computed, and name that")
		return nil, false
	}
	i := j.find(e.AsIdent())
	if i < 0 {
		j.unknown(e, e.AsIdent())
		return nil, false
	}
	j.used[i] = true
	return &j.inputs[i], true
}

func (j *judge) timed(e ast.Expr, name string) part {
	in, ok := j.input(e, name)
	switch {
	case !ok:
		return part{}
	case in.Kind == Parameter:
		return j.refuse(e, in.Name+" is a parameter and has no past", "Name an input with values")
	case in.Kind == Spread:
		return j.refuse(e, in.Name+" has values for units, which are not followed over time", "Declare a measure of them, such as mean(units("+in.Name+")), and name that")
	case in.Period > 0 && in.Period < minPeriod && !in.Every:
		return j.refuse(e, fmt.Sprintf("%s has a period of %d days, and of each month only the last value is looked at", in.Name, in.Period),
			fmt.Sprintf("Name an input with a period of %d days or more, or a measure with an aggregation and a reporting period, whose values all count", minPeriod))
	}
	return part{shape: number, unit: in.unit()}
}

func (j *judge) members(e ast.Expr, name string) part {
	in, ok := j.input(e, name)
	if !ok {
		return part{}
	}
	if in.Kind != Spread && in.Kind != Both {
		return j.refuse(e, in.Name+" has no values for units", "Name an input of a source whose rows name units, or of several measures")
	}
	return part{shape: set, unit: in.unit()}
}

// over judges a function over units.
func (j *judge) over(name string, args []ast.Expr) part {
	p, ok := j.want(args[0], set, name)
	if !ok {
		return part{}
	}
	out := part{shape: number, unit: p.unit}
	if len(args) == 1 {
		if name == "count" {
			out.unit = unit{}
		}
		return out
	}
	switch name {
	case "weighted_mean":
		if _, ok = j.want(args[1], set, name); !ok {
			return part{}
		}
	case "percentile":
		q, ok := j.want(args[1], number, name)
		if !ok {
			return part{}
		}
		if q.value != nil && (*q.value < 0 || *q.value > 100) {
			return j.refuse(args[1], "is no percentage", "Write a number from 0 to 100")
		}
	case "count", "share":
		if j.within != nil {
			return j.refuse(args[1], "is a condition over units within another", "Declare a measure for one of them")
		}
		j.within = &p.unit
		_, ok := j.want(args[1], truth, name)
		j.within = nil
		if !ok {
			return part{}
		}
		out.unit = unit{}
		if name == "share" {
			out.unit = unit{sort: ratio}
		}
	}
	return out
}

// unused lists the inputs that a formula does not name.
func (j *judge) unused() []string {
	var out []string
	for i, in := range j.inputs {
		if !j.used[i] && !slices.Contains(out, in.Name) {
			out = append(out, in.Name)
		}
	}
	return out
}
