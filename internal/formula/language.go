package formula

import (
	"errors"
	"math"
	"slices"
	"strings"
	"sync"

	"cel.dev/cel-go/checker"
	"cel.dev/cel-go/common/containers"
	"cel.dev/cel-go/common/decls"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
	"cel.dev/cel-go/interpreter"
	"cel.dev/cel-go/parser"
)

var (
	errZero     = errors.New("divides by zero")
	errTooLarge = &noValue{"the result is too large for a number"}
)

// members of units, as a value of the language.
type list struct {
	traits.Lister
	of []Member
}

func newList(of []Member) list {
	values := make([]float64, len(of))
	for i, m := range of {
		values[i] = m.Value
	}
	return list{types.DefaultTypeAdapter.NativeToValue(values).(traits.Lister), of}
}

// finite keeps infinity out of what is computed further.
func finite(x float64) ref.Val {
	if math.IsInf(x, 0) || math.IsNaN(x) {
		return types.WrapErr(errTooLarge)
	}
	return types.Double(x)
}

func failed(why string) ref.Val { return types.WrapErr(&noValue{why}) }

func binary(name string, gives *types.Type, f func(a, b float64) ref.Val) *decls.FunctionDecl {
	return function(name, decls.Overload("of_"+name, []*types.Type{types.DoubleType, types.DoubleType}, gives),
		decls.SingletonBinaryBinding(func(a, b ref.Val) ref.Val {
			x, ok := a.(types.Double)
			y, ok2 := b.(types.Double)
			if !ok || !ok2 {
				return types.NoSuchOverloadErr()
			}
			return f(float64(x), float64(y))
		}))
}

func arithmetic(name string, f func(a, b float64) float64) *decls.FunctionDecl {
	return binary(name, types.DoubleType, func(a, b float64) ref.Val { return finite(f(a, b)) })
}

func compared(name string, f func(a, b float64) bool) *decls.FunctionDecl {
	return binary(name, types.BoolType, func(a, b float64) ref.Val { return types.Bool(f(a, b)) })
}

func overUnits(name string, f func(of []Member) ref.Val) *decls.FunctionDecl {
	return function(name, decls.Overload("of_"+name, []*types.Type{listType}, types.DoubleType),
		decls.SingletonUnaryBinding(func(a ref.Val) ref.Val {
			l, ok := a.(list)
			if !ok {
				return types.NoSuchOverloadErr()
			}
			return f(l.of)
		}))
}

func total(of []Member) float64 {
	sum := 0.0
	for _, m := range of {
		sum += m.Value
	}
	return sum
}

var listType = types.NewListType(types.DoubleType)

func function(name string, options ...decls.FunctionOpt) *decls.FunctionDecl {
	f, err := decls.NewFunction(name, options...)
	if err != nil {
		panic(err) // a mistake in the declarations below
	}
	return f
}

// language is all that formulas may compute. Nothing of CEL's own library is in it: not its division, which gives infinity, nor
// texts, lists and tables. It is put together from the parts of CEL, since the front that ties them together brings templates.
type language struct {
	parser     *parser.Parser
	functions  []*decls.FunctionDecl
	registry   *types.Registry
	dispatcher interpreter.Dispatcher
}

var theLanguage = sync.OnceValues(func() (*language, error) {
	l := &language{functions: slices.Concat(numbersOf(), unitsOf()), dispatcher: interpreter.NewDispatcher()}
	var err error
	if l.parser, err = parser.NewParser(parser.MaxRecursionDepth(maxNesting), parser.ExpressionSizeCodePointLimit(MaxLength)); err != nil {
		return nil, err
	}
	if l.registry, err = types.NewRegistry(); err != nil {
		return nil, err
	}
	for _, f := range l.functions {
		bindings, err := f.Bindings()
		if err != nil {
			return nil, err
		}
		if err := l.dispatcher.Add(bindings...); err != nil {
			return nil, err
		}
	}
	return l, nil
})

// check gives what formulas over some variables are checked against.
func (l *language) check(variables []*decls.VariableDecl) (*checker.Env, error) {
	env, err := checker.NewEnv(containers.DefaultContainer, l.registry)
	if err != nil {
		return nil, err
	}
	if err := env.AddFunctions(l.functions...); err != nil {
		return nil, err
	}
	return env, env.AddIdents(variables...)
}

func (l *language) interpreter() interpreter.Interpreter {
	return interpreter.NewInterpreter(l.dispatcher, containers.DefaultContainer, l.registry, l.registry,
		interpreter.NewAttributeFactory(containers.DefaultContainer, l.registry, l.registry))
}

// numbersOf are the operators and the functions of numbers.
func numbersOf() []*decls.FunctionDecl {
	boolean, double := types.BoolType, types.DoubleType
	return []*decls.FunctionDecl{
		arithmetic(operators.Add, func(a, b float64) float64 { return a + b }),
		arithmetic(operators.Subtract, func(a, b float64) float64 { return a - b }),
		arithmetic(operators.Multiply, func(a, b float64) float64 { return a * b }),
		binary(operators.Divide, double, func(a, b float64) ref.Val {
			if b == 0 {
				return types.WrapErr(errZero)
			}
			return finite(a / b)
		}),
		arithmetic("@min", math.Min), arithmetic("@max", math.Max), arithmetic("@round", roundTo),
		compared(operators.Less, func(a, b float64) bool { return a < b }), compared(operators.LessEquals, func(a, b float64) bool { return a <= b }),
		compared(operators.Greater, func(a, b float64) bool { return a > b }), compared(operators.GreaterEquals, func(a, b float64) bool { return a >= b }),
		function(operators.Equals, decls.Overload("equal", []*types.Type{double, double}, boolean)),
		function(operators.NotEquals, decls.Overload("unequal", []*types.Type{double, double}, boolean)),
		function(operators.LogicalAnd, decls.Overload("and", []*types.Type{boolean, boolean}, boolean)),
		function(operators.LogicalOr, decls.Overload("either", []*types.Type{boolean, boolean}, boolean)),
		function(operators.Conditional, decls.Overload("choice", []*types.Type{boolean, double, double}, double)),
		function(operators.LogicalNot, decls.Overload("not", []*types.Type{boolean}, boolean), decls.SingletonUnaryBinding(func(a ref.Val) ref.Val {
			return types.Bool(a != types.True)
		})),
		function(operators.Negate, decls.Overload("minus", []*types.Type{double}, double), decls.SingletonUnaryBinding(func(a ref.Val) ref.Val {
			x, _ := a.(types.Double)
			return -x
		})),
		function("@abs", decls.Overload("abs", []*types.Type{double}, double), decls.SingletonUnaryBinding(func(a ref.Val) ref.Val {
			x, _ := a.(types.Double)
			return types.Double(math.Abs(float64(x)))
		})),
		function("@known", unstrict("known_number", double), unstrict("known_truth", boolean), unstrict("known_units", listType)),
		function("@or", decls.Overload("or", []*types.Type{double, double}, double, decls.OverloadIsNonStrict(), decls.BinaryBinding(func(a, b ref.Val) ref.Val {
			if types.IsError(a) {
				return b
			}
			return a
		}))),
	}
}

func unstrict(id string, of *types.Type) decls.FunctionOpt {
	return decls.Overload(id, []*types.Type{of}, types.BoolType, decls.OverloadIsNonStrict(), decls.UnaryBinding(func(a ref.Val) ref.Val { return types.Bool(!types.IsError(a)) }))
}

// roundTo rounds to decimals; halves, as they are written in decimals, go away from zero.
func roundTo(x, decimals float64) float64 {
	unit := math.Pow10(int(decimals))
	y := x * unit
	if math.IsInf(y, 0) || math.Abs(y) > 1<<52 {
		return x
	}
	return math.Round(math.Nextafter(y, math.Inf(int(math.Copysign(1, y))))) / unit
}

// unitsOf are the functions over units.
func unitsOf() []*decls.FunctionDecl {
	return []*decls.FunctionDecl{
		overUnits("@count", func(of []Member) ref.Val { return types.Double(len(of)) }),
		overUnits("@sum", func(of []Member) ref.Val { return finite(total(of)) }),
		overUnits("@mean", func(of []Member) ref.Val { return finite(total(of) / float64(len(of))) }),
		overUnits("@min_of", func(of []Member) ref.Val { return types.Double(slices.MinFunc(of, byValue).Value) }),
		overUnits("@max_of", func(of []Member) ref.Val { return types.Double(slices.MaxFunc(of, byValue).Value) }),
		function("@weighted_mean", decls.Overload("weighted_mean", []*types.Type{listType, listType}, types.DoubleType), decls.SingletonBinaryBinding(func(a, b ref.Val) ref.Val {
			x, ok := a.(list)
			w, ok2 := b.(list)
			if !ok || !ok2 {
				return types.NoSuchOverloadErr()
			}
			return weighted(x.of, w.of)
		})),
		function("@percentile", decls.Overload("percentile", []*types.Type{listType, types.DoubleType}, types.DoubleType), decls.SingletonBinaryBinding(func(a, b ref.Val) ref.Val {
			x, ok := a.(list)
			p, ok2 := b.(types.Double)
			if !ok || !ok2 {
				return types.NoSuchOverloadErr()
			}
			return percentile(x.of, float64(p))
		})),
	}
}

func byValue(a, b Member) int {
	switch {
	case a.Value < b.Value:
		return -1
	case a.Value > b.Value:
		return 1
	}
	return 0
}

func weighted(values, weights []Member) ref.Val {
	of := map[string]float64{}
	for _, w := range weights {
		if w.Value < 0 {
			return failed("the weight of " + w.Title + " is negative")
		}
		of[w.Unit] = w.Value
	}
	sum, weight := 0.0, 0.0
	for _, v := range values {
		w, ok := of[v.Unit]
		if !ok {
			return failed(v.Title + " has a value and no weight")
		}
		delete(of, v.Unit)
		sum, weight = sum+w*v.Value, weight+w
	}
	for _, w := range weights {
		if _, left := of[w.Unit]; left {
			return failed(w.Title + " has a weight and no value")
		}
	}
	if weight == 0 {
		return failed("the weights are all 0")
	}
	return finite(sum / weight)
}

// percentile is the value at a rank, linear between neighbours: type 7 of Hyndman and Fan, which spreadsheets use.
func percentile(of []Member, p float64) ref.Val {
	if p < 0 || p > 100 {
		return failed("a percentile is from 0 to 100")
	}
	sorted := slices.SortedFunc(slices.Values(of), byValue)
	at := p / 100 * float64(len(sorted)-1)
	low := int(at)
	high := min(low+1, len(sorted)-1)
	return finite(sorted[low].Value + (at-float64(low))*(sorted[high].Value-sorted[low].Value))
}

// plainName is the name of a variable without what makes it one of its own.
func plainName(name string) string {
	name, _, _ = strings.Cut(name, "@")
	return name
}
