package jsonfile

import (
	"context"
	"errors"
	"math"
	"strconv"
	"strings"
	"sync"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
	"cel.dev/cel-go/ext"

	"github.com/steelyard-isms/steelyard/internal/collect"
	"github.com/steelyard-isms/steelyard/internal/expression"
	"github.com/steelyard-isms/steelyard/internal/fault"
)

// limits on expressions, in steps of evaluation
const (
	rowCost    = 200_000       // for one row
	docCost    = 20_000_000    // over the document
	fileCost   = 1_000_000_000 // for all rows together
	checkAfter = 1000          // steps of a loop between looks at the deadline
)

var null = types.NullValue

func double(n float64) ref.Val   { return types.Double(n) }
func boolean(yes bool) ref.Val   { return types.Bool(yes) }
func listOf(l []ref.Val) ref.Val { return types.NewRefValList(types.DefaultTypeAdapter, l) }
func mapOf(m map[ref.Val]ref.Val) ref.Val {
	return types.NewRefValMap(types.DefaultTypeAdapter, m)
}

// environment computes what expressions may use. Expressions are read and checked in internal/expression, whose functions a
// test holds to these.
var environment = sync.OnceValues(func() (*cel.Env, error) {
	return cel.NewEnv(cel.CrossTypeNumericComparisons(true), cel.OptionalTypes(), ext.Strings(), ext.Lists(ext.ListsVersion(1)),
		cel.Function(expression.Days, cel.Overload("days_of_date", []*cel.Type{cel.StringType}, cel.IntType, cel.UnaryBinding(days))))
})

// days is the number of a date, so that two can be subtracted.
func days(x ref.Val) ref.Val {
	text, _ := x.Value().(string)
	day, ok := expression.Day(text)
	if !ok {
		return types.NewErr("%q is not a date", collect.Short(text))
	}
	return types.Int(day)
}

// program is an expression that is ready. It serves one goroutine at a time.
type program struct {
	path   string // in the mapping
	steps  cel.Program
	perRow bool // it speaks of a row
}

// compile prepares an expression.
func compile(path, text string, over expression.Over, gives expression.Gives) (*program, []fault.Field) {
	checked, wrong := expression.Check(text, over, gives)
	if checked == nil {
		for i, f := range wrong {
			wrong[i] = fault.Field{Path: path, Reason: expression.Place(f) + f.Reason, Remedy: f.Remedy}
		}
		return nil, wrong
	}
	env, err := environment()
	if err != nil {
		return nil, []fault.Field{{Path: path, Reason: "expressions are not available here", Remedy: "Report it"}}
	}
	cost := uint64(docCost)
	if checked.PerRow {
		cost = rowCost
	}
	steps, err := env.PlanProgram(checked.AST, cel.EvalOptions(cel.OptOptimize), cel.InterruptCheckFrequency(checkAfter), cel.CostLimit(cost))
	if err != nil {
		return nil, []fault.Field{{Path: path, Reason: "it cannot be prepared: " + collect.Short(err.Error()), Remedy: "Check its constants, such as patterns"}}
	}
	return &program{path: path, steps: steps, perRow: checked.PerRow}, nil
}

// variables are those of an evaluation.
type variables struct{ doc, row ref.Val }

// Parent serves cel.
func (*variables) Parent() cel.Activation { return nil }

// ResolveName serves cel.
func (v *variables) ResolveName(name string) (any, bool) {
	switch {
	case name == "doc" && v.doc != nil:
		return v.doc, true
	case name == "row" && v.row != nil:
		return v.row, true
	}
	return nil, false
}

// none is the value of an expression that asks for what is not there.
var errNone = errors.New("there is no value")

// eval gives the value of an expression, or errNone; or what is wrong, as a field without a place. Costs are added up.
func (e *program) eval(ctx context.Context, v *variables, spent *uint64) (ref.Val, *fault.Field, error) {
	out, details, err := e.steps.ContextEval(ctx, v)
	if details != nil && details.ActualCost() != nil {
		*spent += *details.ActualCost()
	}
	switch {
	case ctx.Err() != nil:
		return nil, nil, fault.Wrap(fault.Unavailable, ctx.Err(), "reading the JSON was stopped")
	case *spent > fileCost || err != nil && strings.Contains(err.Error(), "cost limit"):
		return nil, nil, &fault.Error{Code: fault.Limited, Message: "an expression costs too much", Fields: []fault.Field{{Path: e.path,
			Reason: "it takes more steps than are allowed for one row, the document or the file", Remedy: "Make it simpler: do not nest loops over lists"}}}
	case err != nil:
		reason := err.Error()
		if strings.HasPrefix(reason, "no such key") || strings.HasPrefix(reason, "no such attribute") || strings.HasPrefix(reason, "index out of bounds") {
			return nil, &fault.Field{Path: e.path, Reason: short(reason), Remedy: "Ask first whether it is there, as in has(row.name) && …, or declare what empty means"}, errNone
		}
		if strings.HasPrefix(reason, "no such overload") {
			return nil, &fault.Field{Path: e.path, Reason: "it does not fit the types of the values: " + short(reason), Remedy: "Numbers of JSON have fractions: write 1.0, not 1, where you compute with them"}, nil
		}
		return nil, &fault.Field{Path: e.path, Reason: short(reason), Remedy: "Mend the expression, or the file"}, nil
	}
	if optional, ok := out.(*types.Optional); ok {
		if !optional.HasValue() {
			return nil, &fault.Field{Path: e.path, Reason: "there is no value", Remedy: "Declare what empty means"}, errNone
		}
		out = optional.GetValue()
	}
	if out == null {
		return nil, &fault.Field{Path: e.path, Reason: "it is null where a value is expected", Remedy: "Declare empty as \"skip\" or \"zero\" in the mapping"}, errNone
	}
	return out, nil, nil
}

// short keeps what a message quotes to a line.
func short(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	if runes := []rune(line); len(runes) > 120 {
		return string(runes[:120]) + "…"
	}
	return line
}

// number reads a value as a finite number.
func number(v ref.Val) (float64, bool) {
	var n float64
	switch x := v.(type) {
	case types.Double:
		n = float64(x)
	case types.Int:
		n = float64(x)
	case types.Uint:
		n = float64(x)
	default:
		return 0, false
	}
	return n, !math.IsNaN(n) && !math.IsInf(n, 0)
}

// said writes a text or a number, for what has to differ and for times.
func said(v ref.Val) (string, bool) {
	switch x := v.(type) {
	case types.String:
		return string(x), true
	case types.Bool:
		return strconv.FormatBool(bool(x)), true
	}
	n, ok := number(v)
	return strconv.FormatFloat(n, 'f', -1, 64), ok
}

// elements are the rows of a list.
func elements(v ref.Val) ([]ref.Val, bool) {
	list, ok := v.(traits.Lister)
	if !ok {
		return nil, false
	}
	size, ok := list.Size().(types.Int)
	if !ok || size > maxRows {
		return nil, false
	}
	out := make([]ref.Val, size)
	for i := range out {
		out[i] = list.Get(types.Int(i))
	}
	return out, true
}
