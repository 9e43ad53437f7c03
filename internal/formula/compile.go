package formula

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"cel.dev/cel-go/checker"
	"cel.dev/cel-go/common"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/decls"
	"cel.dev/cel-go/common/types"

	"github.com/steelyard-isms/steelyard/internal/fault"
)

const remedySyntax = "Write it like 100 * patched / total"

// Compile reads and checks a formula over some inputs. The faults have line and column within the formula, counted from 1; where
// there are any, there is no program. The result is held to the unit of measure with Check.
func Compile(text string, inputs []Input) (*Program, []fault.Field) {
	one := func(reason, remedy string) (*Program, []fault.Field) {
		return nil, []fault.Field{{Line: 1, Column: 1, Reason: reason, Remedy: remedy}}
	}
	switch {
	case strings.TrimSpace(text) == "":
		return one("is empty", remedySyntax)
	case utf8.RuneCountInString(text) > MaxLength:
		return one(fmt.Sprintf("has more than %d characters", MaxLength), "Declare a measure for a part of it, and use that")
	case len(inputs) > MaxInputs:
		return one(fmt.Sprintf("has more than %d inputs", MaxInputs), "Declare a measure for a part of it, and use that")
	}
	l, err := theLanguage()
	if err != nil {
		panic(err) // a mistake in our own declarations, which every test meets
	}
	source := common.NewTextSource(text)
	parsed, errs := l.parser.Parse(source)
	if len(errs.GetErrors()) > 0 {
		return nil, unread(errs.GetErrors())
	}
	j := &judge{a: parsed, text: strings.Split(text, "\n"), inputs: inputs, used: make([]bool, len(inputs))}
	result, ok := j.want(parsed.Expr(), number, "a formula")
	if !ok || len(j.faults) > 0 {
		slices.SortStableFunc(j.faults, func(a, b fault.Field) int { return cmp.Or(a.Line-b.Line, a.Column-b.Column) })
		return nil, j.faults
	}
	p, err := j.program(l, source, result)
	if err != nil {
		return one("cannot be prepared: "+clip(err.Error()), remedySyntax)
	}
	return p, nil
}

func (j *judge) program(l *language, source common.Source, result part) (*Program, error) {
	w := &writer{j: j, fac: ast.NewExprFactory(), next: ast.MaxID(j.a) + 1, divisors: map[int64]string{}}
	j.a.Expr().SetKindCase(w.expr(j.a.Expr()))
	variables := make([]*decls.VariableDecl, len(w.uses))
	for i, u := range w.uses {
		of := types.DoubleType
		if u.what == units || u.what == knownUnits {
			of = listType
		}
		variables[i] = decls.NewVariable(u.name, of)
	}
	env, err := l.check(variables)
	if err != nil {
		return nil, err
	}
	checked, errs := checker.Check(j.a, source, env)
	if len(errs.GetErrors()) > 0 {
		return nil, errors.New(errs.ToDisplayString())
	}
	p := &Program{uses: w.uses, unit: result.unit, divisors: w.divisors, unused: j.unused(), parts: j.parts}
	for _, in := range j.inputs {
		p.inputs = append(p.inputs, in.Name)
	}
	p.steps, err = l.interpreter().NewInterpretable(checked)
	return p, err
}

var (
	unexpected = regexp.MustCompile(`^Syntax error: (?:mismatched|extraneous) input '(.*?)'`)
	noChoice   = regexp.MustCompile(`^Syntax error: (?:no viable alternative at input|token recognition error at:|missing .* at) '(.*)'`)
)

// unread makes faults of what the parser found.
func unread(errs []*common.Error) []fault.Field {
	var out []fault.Field
	for _, e := range errs {
		if len(out) == maxFaults {
			break
		}
		f := fault.Field{Line: max(1, e.Location.Line()), Column: max(0, e.Location.Column()) + 1, Reason: clip(e.Message), Remedy: remedySyntax}
		found := unexpected.FindStringSubmatch(e.Message)
		if found == nil {
			found = noChoice.FindStringSubmatch(e.Message)
		}
		switch {
		case found != nil && found[1] == "<EOF>":
			f.Reason = "ends before it is complete"
		case found != nil:
			f.Reason = fmt.Sprintf("%q is not expected here", clip(found[1]))
		case strings.Contains(e.Message, "recursion"):
			f.Reason, f.Remedy = fmt.Sprintf("is nested more than %d deep", maxNesting), "Declare a measure for a part of it, and use that"
		}
		out = append(out, f)
	}
	return out
}
