package formula

import (
	"fmt"
	"strings"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
)

// what of an input a formula reads
type what int

const (
	now what = iota
	previous
	yearAgo
	rolling
	rollingSum
	units
	knownUnits
)

var whats = map[string]what{"previous": previous, "year_ago": yearAgo, "rolling": rolling, "rolling_sum": rollingSum, "units": units, "known_units": knownUnits}

// use is one way in which a program reads an input. The program knows it as a variable of its own.
type use struct {
	name    string // of the variable: of the input itself, or one that nobody can write
	input   int
	what    what
	periods int
}

// writer turns a judged formula into what the program computes: every number a double, every function one of fixed arity, and
// what reads the past or the units of an input a variable.
type writer struct {
	j        *judge
	fac      ast.ExprFactory
	next     int64
	uses     []use
	loops    bool
	divisors map[int64]string // what each division divides by, as people wrote it
}

func (w *writer) id(e ast.Expr) int64 {
	id := w.next
	w.next++
	info := w.j.a.SourceInfo()
	if place, ok := info.GetOffsetRange(e.ID()); ok {
		info.SetOffsetRange(id, place)
	}
	return id
}

func (w *writer) use(u use) string {
	for _, have := range w.uses {
		if have.name == u.name {
			return u.name
		}
	}
	w.uses = append(w.uses, u)
	return u.name
}

func (w *writer) expr(e ast.Expr) ast.Expr {
	switch e.Kind() {
	case ast.LiteralKind:
		if x, ok := whole(e); ok {
			return w.fac.NewLiteral(e.ID(), types.Double(x))
		}
		return w.fac.CopyExpr(e)
	case ast.IdentKind:
		name := e.AsIdent()
		if i := w.j.find(name); i >= 0 {
			w.use(use{name: name, input: i})
		}
		return w.fac.NewIdent(e.ID(), name)
	}
	c := e.AsCall()
	name, args := c.FunctionName(), c.Args()
	if what, ok := whats[name]; ok {
		u := use{input: w.j.find(args[0].AsIdent()), what: what}
		u.name = args[0].AsIdent() + "@" + name
		if len(args) == 2 {
			n, _ := whole(args[1])
			u.periods = int(n)
			u.name += fmt.Sprint(u.periods)
		}
		return w.fac.NewIdent(e.ID(), w.use(u))
	}
	all := args
	if c.IsMemberFunction() {
		all = append([]ast.Expr{c.Target()}, args...)
	}
	if len(args) == 2 && (name == "count" || name == "share") {
		return w.counted(e, name, args)
	}
	out := make([]ast.Expr, len(all))
	for i, a := range all {
		out[i] = w.expr(a)
	}
	switch {
	case name == operators.Divide:
		w.divisors[e.ID()] = outer(write(args[1], 0))
	case (name == "min" || name == "max") && len(out) > 1:
		left := out[0]
		for _, right := range out[1:] {
			left = w.fac.NewCall(w.id(e), "@"+name, left, right)
		}
		return left
	case name == "min" || name == "max":
		name += "_of"
	case name == "clamp":
		return w.fac.NewCall(e.ID(), "@min", w.fac.NewCall(w.id(e), "@max", out[0], out[1]), out[2])
	case name == "round" && len(out) == 1:
		out = append(out, w.fac.NewLiteral(w.id(e), types.Double(0)))
	}
	if known[c.FunctionName()] != nil {
		name = "@" + name
	}
	return w.fac.NewCall(e.ID(), name, out...)
}

// counted is a loop over units that counts those whose value meets the condition; a share divides by all of them.
func (w *writer) counted(e ast.Expr, name string, args []ast.Expr) ast.Expr {
	w.loops = true
	const sum = "@count"
	over := w.expr(args[0])
	step := w.fac.NewCall(w.id(e), operators.Conditional, w.expr(args[1]),
		w.fac.NewCall(w.id(e), operators.Add, w.fac.NewIdent(w.id(e), sum), w.fac.NewLiteral(w.id(e), types.Double(1))), w.fac.NewIdent(w.id(e), sum))
	loop := w.fac.NewComprehension(w.id(e), over, item, sum, w.fac.NewLiteral(w.id(e), types.Double(0)), w.fac.NewLiteral(w.id(e), types.True), step, w.fac.NewIdent(w.id(e), sum))
	if name == "count" {
		return loop
	}
	return w.fac.NewCall(e.ID(), operators.Divide, loop, w.fac.NewCall(w.id(e), "@count", w.expr(args[0])))
}

// whole gives a number that is written there.
func whole(e ast.Expr) (float64, bool) {
	if e.Kind() != ast.LiteralKind {
		return 0, false
	}
	switch x := e.AsLiteral().(type) {
	case types.Double:
		return float64(x), true
	case types.Int:
		return float64(x), true
	case types.Uint:
		return float64(x), true
	}
	return 0, false
}

// write gives a part of a formula as people write it; what is long is cut.
func write(e ast.Expr, depth int) string {
	if depth > 4 {
		return "…"
	}
	switch e.Kind() {
	case ast.LiteralKind:
		if x, ok := whole(e); ok {
			return fmt.Sprint(x)
		}
		return fmt.Sprint(e.AsLiteral().Value())
	case ast.IdentKind:
		return e.AsIdent()
	case ast.CallKind:
	default:
		return "…"
	}
	c := e.AsCall()
	texts := make([]string, len(c.Args()))
	for i, a := range c.Args() {
		texts[i] = write(a, depth+1)
	}
	switch name := c.FunctionName(); {
	case signs[name] != "" && len(texts) == 2:
		return "(" + texts[0] + " " + signs[name] + " " + texts[1] + ")"
	case name == operators.Negate:
		return "-" + texts[0]
	case c.IsMemberFunction():
		return write(c.Target(), depth+1) + "." + name + "(" + strings.Join(texts, ", ") + ")"
	case known[name] != nil:
		return name + "(" + strings.Join(texts, ", ") + ")"
	}
	return "…"
}

// outer takes the brackets around a whole part away.
func outer(text string) string {
	if strings.HasPrefix(text, "(") {
		return strings.TrimSuffix(text[1:], ")")
	}
	return text
}
