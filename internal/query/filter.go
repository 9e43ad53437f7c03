package query

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// limits on a filter: its length, how deep it is nested, and what one record may cost in steps of evaluation
const (
	maxFilter   = 2000
	maxNesting  = 40
	maxCost     = 200_000
	checkAfter  = 1000 // steps of a loop between looks at the deadline
	maxComplain = 20   // faults of one filter that are told
)

// Filter is an expression over the records of one kind, checked and ready. It serves one goroutine at a time.
type Filter struct {
	program cel.Program
	loops   bool
	vars    activation
}

// ParseFilter reads an expression in the Common Expression Language that says which records are meant. It is checked
// against the fields of the kind. Error: Invalid, with the place in the expression of everything at fault.
func ParseFilter(k *record.Kind, text string) (*Filter, error) {
	if utf8.RuneCountInString(text) > maxFilter {
		return nil, refusedFilter(fault.Field{Reason: fmt.Sprintf("has more than %d characters", maxFilter), Remedy: "Shorten it, or ask in parts"})
	}
	env, err := environment(k)
	if err != nil {
		return nil, err
	}
	parsed, issues := env.Parse(text)
	if issues.Err() != nil {
		return nil, complaint(k, text, issues)
	}
	free(parsed.NativeRep())
	checked, issues := env.Check(parsed)
	if issues.Err() != nil {
		return nil, complaint(k, text, issues)
	}
	if faults := unlike(checked.NativeRep()); len(faults) > 0 {
		return nil, refusedFilter(faults...)
	}
	if !checked.OutputType().IsExactType(cel.BoolType) {
		return nil, refusedFilter(fault.Field{Line: 1, Column: 1, Reason: "is " + word(checked.OutputType()) + ", not true or false", Remedy: "Compare it with something, as in spec.weight > 2"})
	}
	f := &Filter{loops: loops(checked.NativeRep())}
	options := []cel.ProgramOption{cel.EvalOptions(cel.OptOptimize)}
	if f.loops { // without one, an expression costs no more than its length, and need not be watched
		options = append(options, cel.InterruptCheckFrequency(checkAfter), cel.CostLimit(maxCost))
	}
	f.program, err = env.Program(checked, options...)
	if err != nil {
		return nil, refusedFilter(fault.Field{Line: 1, Column: 1, Reason: "cannot be prepared: " + record.Clip(err.Error()), Remedy: "Check its constants, such as patterns"})
	}
	return f, nil
}

func refusedFilter(faults ...fault.Field) error {
	for i := range faults {
		faults[i].Path = "filter"
	}
	return &fault.Error{Code: fault.Invalid, Message: "the filter cannot be accepted", Fields: faults}
}

// Match tells whether a record is meant. Errors: Invalid where the expression cannot be evaluated for this record or
// costs too much; that of the context.
func (f *Filter) Match(ctx context.Context, in *record.Reader, r *record.Record) (bool, error) {
	f.vars.in, f.vars.r = in, r
	var out ref.Val
	var err error
	if f.loops {
		out, _, err = f.program.ContextEval(ctx, &f.vars)
	} else {
		out, _, err = f.program.Eval(&f.vars)
	}
	if err == nil {
		return out == types.True, nil
	}
	if ctx.Err() != nil {
		return false, ctx.Err()
	}
	if strings.Contains(err.Error(), "cost limit") {
		return false, refusedFilter(fault.Field{Reason: "costs too much for " + r.Kind + " " + r.Name, Remedy: "Make it simpler: put cheap conditions first, and do not nest loops over lists"})
	}
	return false, refusedFilter(fault.Field{Reason: fmt.Sprintf("cannot be evaluated for %s %s: %s", r.Kind, r.Name, record.Clip(err.Error())),
		Remedy: "Ask before, as in has(spec.due) && …"})
}

// activation gives an expression its variables.
type activation struct {
	in *record.Reader
	r  *record.Record
}

// Parent serves cel.
func (*activation) Parent() cel.Activation { return nil }

// ResolveName serves cel.
func (a *activation) ResolveName(name string) (any, bool) {
	switch name {
	case "name":
		return types.String(a.r.Name), true
	case "code":
		return types.String(a.r.Code), true
	case "title":
		return types.String(a.r.Title), true
	case "uid":
		return types.String(a.r.UID), true
	case "state":
		return types.String(a.r.State), true
	case "revision":
		return types.Int(a.r.Revision), true
	case "retired":
		return types.Bool(a.r.Retired), true
	case "recorded_at":
		return types.Timestamp{Time: a.r.RecordedAt}, true
	case "today":
		return types.String(a.in.Day.String()), true
	case "spec":
		return group{a.in.Spec(a.r), objectType(a.r.Kind)}, true
	}
	return nil, false
}

var environments sync.Map // *record.Kind → *cel.Env

// environment is what expressions over a kind may use. It is made once for each kind.
func environment(k *record.Kind) (*cel.Env, error) {
	if env, ok := environments.Load(k); ok {
		return env.(*cel.Env), nil
	}
	standard, err := types.NewRegistry()
	if err != nil {
		return nil, err
	}
	p := &provider{Registry: standard, groups: map[string][]record.Field{}}
	p.add(k.Name, k.Fields)
	env, err := cel.NewEnv(cel.CustomTypeProvider(p), cel.CustomTypeAdapter(p), cel.CrossTypeNumericComparisons(true), cel.ParserRecursionLimit(maxNesting),
		cel.ParserExpressionSizeLimit(maxFilter*4),
		cel.Variable("name", cel.StringType), cel.Variable("code", cel.StringType), cel.Variable("title", cel.StringType), cel.Variable("uid", cel.StringType),
		cel.Variable("state", cel.StringType), cel.Variable("revision", cel.IntType), cel.Variable("retired", cel.BoolType),
		cel.Variable("recorded_at", cel.TimestampType), cel.Variable("today", cel.StringType), cel.Variable("spec", objectType(k.Name)),
		cel.Function("days", cel.Overload("days_of_date", []*cel.Type{cel.StringType}, cel.IntType, cel.UnaryBinding(days))))
	if err != nil {
		return nil, fmt.Errorf("filters of %s: %w", k.Name, err)
	}
	environments.Store(k, env)
	return env, nil
}

// days is the number of a date, so that two can be subtracted.
func days(x ref.Val) ref.Val {
	text, _ := x.Value().(string)
	d, err := civil.Parse(text)
	if err != nil {
		return types.NewErr("%q is not a date", record.Clip(text))
	}
	return types.Int(d.Time().Unix() / 86400)
}

// operators whose sides may be numbers of two types, which the language compares and its checker would refuse
var mixed = []string{"_==_", "_!=_", "@in"}

// free lets the checker take any two sides of those operators; unlike holds them to each other afterwards.
func free(a *ast.AST) {
	next, fac := ast.MaxID(a)+1, ast.NewExprFactory()
	ast.PostOrderVisit(a.Expr(), ast.NewExprVisitor(func(e ast.Expr) {
		if e.Kind() != ast.CallKind || !slices.Contains(mixed, e.AsCall().FunctionName()) || len(e.AsCall().Args()) != 2 {
			return
		}
		left, right := e.AsCall().Args()[0], e.AsCall().Args()[1]
		if place, ok := a.SourceInfo().GetOffsetRange(left.ID()); ok {
			a.SourceInfo().SetOffsetRange(next, place)
		}
		wrapped := fac.NewCall(next, "dyn", fac.CopyExpr(left))
		e.SetKindCase(fac.NewCall(e.ID(), e.AsCall().FunctionName(), wrapped, fac.CopyExpr(right)))
		next++
	}))
}

// unlike finds comparisons of what can never be equal. Where both sides are of one type, it takes away what free did.
func unlike(a *ast.AST) []fault.Field {
	var faults []fault.Field
	ast.PreOrderVisit(a.Expr(), ast.NewExprVisitor(func(e ast.Expr) {
		if e.Kind() != ast.CallKind || !slices.Contains(mixed, e.AsCall().FunctionName()) || len(faults) == maxComplain {
			return
		}
		left, right := e.AsCall().Args()[0], e.AsCall().Args()[1]
		if left.Kind() != ast.CallKind || len(left.AsCall().Args()) != 1 {
			return
		}
		x, y := a.GetType(left.AsCall().Args()[0].ID()), a.GetType(right.ID())
		if e.AsCall().FunctionName() == "@in" && len(y.Parameters()) > 0 {
			y = y.Parameters()[0]
		}
		if x != nil && y != nil && e.AsCall().FunctionName() != "@in" && x.IsExactType(y) {
			fac := ast.NewExprFactory()
			e.SetKindCase(fac.NewCall(e.ID(), e.AsCall().FunctionName(), fac.CopyExpr(left.AsCall().Args()[0]), fac.CopyExpr(right)))
			return
		}
		at := a.SourceInfo().GetStartLocation(e.ID())
		f := fault.Field{Line: at.Line(), Column: at.Column() + 1}
		switch {
		case alike(x, y):
			return
		case x.Kind() == types.NullTypeKind || y.Kind() == types.NullTypeKind:
			f.Reason, f.Remedy = "compares "+word(x)+" with "+word(y), "Ask whether there is a value, as in has(spec.owner)"
		default:
			f.Reason, f.Remedy = "compares "+word(x)+" with "+word(y)+", which are never equal", "Compare values of one type; texts stand in quotes"
		}
		faults = append(faults, f)
	}))
	return faults
}

func alike(x, y *types.Type) bool {
	open := func(t *types.Type) bool {
		return t == nil || t.Kind() == types.DynKind || t.Kind() == types.AnyKind || t.Kind() == types.TypeParamKind || t.Kind() == types.ErrorKind
	}
	number := func(t *types.Type) bool {
		return t.Kind() == types.IntKind || t.Kind() == types.DoubleKind || t.Kind() == types.UintKind
	}
	switch {
	case open(x) || open(y) || number(x) && number(y):
		return true
	case x.Kind() != y.Kind() || len(x.Parameters()) != len(y.Parameters()):
		return false
	case x.Kind() == types.StructKind:
		return x.TypeName() == y.TypeName()
	}
	for i := range x.Parameters() {
		if !alike(x.Parameters()[i], y.Parameters()[i]) {
			return false
		}
	}
	return true
}

func loops(a *ast.AST) bool {
	found := false
	ast.PreOrderVisit(a.Expr(), ast.NewExprVisitor(func(e ast.Expr) { found = found || e.Kind() == ast.ComprehensionKind }))
	return found
}
