// Package expression reads and checks the expressions of mappings of JSON: row.severity == 'HIGH'.
//
// The language is CEL, with texts, lists, optional values and days. What is known here is what an expression may say and
// what it gives; it is computed in internal/collect/jsonfile, which runs what was checked here and nothing else. So an
// expression that a declaration holds is one that a reader can run. Like formulas it does without the package cel, which
// brings templates into the domain.
package expression

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"cel.dev/cel-go/checker"
	"cel.dev/cel-go/common"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"

	"github.com/steelyard-isms/steelyard/internal/fault"
)

// Limits on an expression.
const (
	MaxLength   = 2000 // bytes
	MaxNesting  = 40
	maxComplain = 20 // faults of one expression that are told
)

// syntax is the remedy for what is no expression.
const syntax = "Write it in the Common Expression Language, as in row.severity == 'HIGH' or doc.count"

// Over tells of what an expression may speak.
type Over struct {
	Doc bool // doc, the document
	Row bool // row, a row
}

// Gives is what an expression has to give, as far as that can be told before it is run.
type Gives int

// What expressions can give.
const (
	Number    Gives = iota // a number
	Condition              // true or false
	List                   // a list, whose elements are rows
	Label                  // a text, a number or a truth, which tells rows apart
	Time                   // a time, a text or a number
)

// wants says in words what has to come out, and which types do. What is not known before the file is read passes.
var wants = map[Gives]struct {
	words, remedy string
	kinds         []types.Kind
}{
	Number:    {"a number", "Write double(…) around a text that holds a number, or name a number", []types.Kind{types.DoubleKind, types.IntKind, types.UintKind}},
	Condition: {"true or false", "Compare it with something, as in row.severity == 'HIGH'", []types.Kind{types.BoolKind}},
	List:      {"a list", "Name a list, such as doc.findings", []types.Kind{types.ListKind}},
	Label:     {"a text or a number", "Name a value that tells rows apart", []types.Kind{types.StringKind, types.BoolKind, types.DoubleKind, types.IntKind, types.UintKind}},
	Time:      {"a time", "Give the time as the file writes it", []types.Kind{types.TimestampKind, types.StringKind, types.DoubleKind, types.IntKind, types.UintKind}},
}

// Expression is one that was read and checked.
type Expression struct {
	AST    *ast.AST
	PerRow bool // it speaks of a row; one that does not is computed once
}

// Check reads an expression and checks that it has only names, functions and types that are there, and gives what it
// should. The faults have line and column within the expression, counted from 1; where there are any, there is no Expression.
func Check(text string, over Over, gives Gives) (*Expression, []fault.Field) {
	switch {
	case strings.TrimSpace(text) == "":
		return nil, []fault.Field{{Line: 1, Column: 1, Reason: "it is empty", Remedy: syntax}}
	case len(text) > MaxLength:
		return nil, []fault.Field{{Line: 1, Column: 1, Reason: fmt.Sprintf("it is longer than %d bytes", MaxLength), Remedy: "Shorten it"}}
	}
	l, err := theLanguage()
	if err != nil {
		panic(err) // a mistake in our own declarations, which every test meets
	}
	source := common.NewTextSource(text)
	parsed, errs := l.parser.Parse(source)
	if len(errs.GetErrors()) > 0 {
		return nil, complaints(text, errs.GetErrors(), over)
	}
	if bad := constants(parsed); len(bad) > 0 {
		return nil, bad
	}
	var faults []fault.Field
	for _, perRow := range []bool{false, true} {
		if perRow && !over.Row {
			break
		}
		env, err := l.check(Over{Doc: over.Doc, Row: perRow})
		if err != nil {
			panic(err) // as above
		}
		if perRow { // the checker rewrites what it checks
			if parsed, errs = l.parser.Parse(source); len(errs.GetErrors()) > 0 {
				return nil, complaints(text, errs.GetErrors(), over)
			}
		}
		checked, errs := checker.Check(parsed, source, env)
		if len(errs.GetErrors()) > 0 {
			faults = complaints(text, errs.GetErrors(), over)
			continue
		}
		if bad := unfit(checked, gives); bad != nil {
			return nil, []fault.Field{*bad}
		}
		return &Expression{AST: checked, PerRow: perRow}, nil
	}
	return nil, faults
}

// unfit tells what is wrong with what comes out of an expression.
func unfit(checked *ast.AST, gives Gives) *fault.Field {
	out := checked.GetType(checked.Expr().ID())
	if out.TypeName() == types.OptionalType.TypeName() && len(out.Parameters()) == 1 {
		out = out.Parameters()[0]
	}
	want := wants[gives]
	switch out.Kind() {
	case types.DynKind, types.AnyKind, types.NullTypeKind, types.TypeParamKind, types.ErrorKind:
		return nil
	}
	for _, k := range want.kinds {
		if out.Kind() == k {
			return nil
		}
	}
	return &fault.Field{Line: 1, Column: 1, Reason: fmt.Sprintf("it gives %s, and %s is wanted", named(out), want.words), Remedy: want.remedy}
}

func named(t *types.Type) string {
	switch t.Kind() {
	case types.BoolKind:
		return "true or false"
	case types.StringKind:
		return "a text"
	case types.ListKind:
		return "a list"
	case types.MapKind:
		return "an object"
	case types.DoubleKind, types.IntKind, types.UintKind:
		return "a number"
	case types.TimestampKind:
		return "a time"
	case types.DurationKind:
		return "a length of time"
	}
	return "something of type " + t.String()
}

// constants finds texts that a function cannot take: they would refuse every file.
func constants(parsed *ast.AST) []fault.Field {
	var bad []fault.Field
	ast.PostOrderVisit(parsed.Expr(), ast.NewExprVisitor(func(e ast.Expr) {
		if e.Kind() != ast.CallKind || len(e.AsCall().Args()) == 0 || len(bad) == maxComplain {
			return
		}
		args := e.AsCall().Args()
		last := args[len(args)-1]
		text, ok := literal(last)
		if !ok {
			return
		}
		reason, remedy := "", "Write it like 2026-03-31"
		switch e.AsCall().FunctionName() {
		case "matches":
			if _, err := regexp.Compile(text); err != nil {
				reason, remedy = clip(fmt.Sprintf("%q is not a pattern: %v", text, err)), "Write a regular expression (RE2)"
			}
		case "timestamp":
			if types.IsError(types.String(text).ConvertToType(types.TimestampType)) {
				reason, remedy = clip(fmt.Sprintf("%q is not a time", text)), "Write it like 2026-03-31T18:00:00Z"
			}
		case "duration":
			if types.IsError(types.String(text).ConvertToType(types.DurationType)) {
				reason, remedy = clip(fmt.Sprintf("%q is not a length of time", text)), "Write it like 36h"
			}
		case Days:
			if _, ok := Day(text); !ok {
				reason = clip(fmt.Sprintf("%q is not a date", text))
			}
		}
		if reason != "" {
			at := parsed.SourceInfo().GetStartLocation(last.ID())
			bad = append(bad, fault.Field{Line: max(1, at.Line()), Column: max(0, at.Column()) + 1, Reason: reason, Remedy: remedy})
		}
	}))
	return bad
}

func literal(e ast.Expr) (string, bool) {
	if e.Kind() != ast.LiteralKind {
		return "", false
	}
	text, ok := e.AsLiteral().Value().(string)
	return text, ok
}

var (
	unexpected = regexp.MustCompile(`^Syntax error: (?:mismatched|extraneous) input '(.*?)'(?: expecting|$)`)
	noChoice   = regexp.MustCompile(`^Syntax error: (?:no viable alternative at input|token recognition error at:|missing .* at) '(.*)'`)
)

// complaints makes faults of what the parser or the checker found.
func complaints(text string, errs []*common.Error, over Over) []fault.Field {
	var out []fault.Field
	lines := strings.Split(text, "\n")
	for _, e := range errs {
		if len(out) == maxComplain {
			break
		}
		f := fault.Field{Line: max(1, e.Location.Line()), Column: max(0, e.Location.Column()) + 1, Reason: clip(strings.ReplaceAll(e.Message, " (in container '')", "")), Remedy: syntax}
		found := unexpected.FindStringSubmatch(e.Message)
		if found == nil {
			found = noChoice.FindStringSubmatch(e.Message)
		}
		switch {
		case found != nil && (found[1] == "<EOF>" || f.Line >= len(lines) && f.Column > utf8.RuneCountInString(lines[len(lines)-1])):
			f.Reason = "it ends before it is complete"
		case found != nil:
			f.Reason = fmt.Sprintf("%q is not expected here", clip(found[1]))
		case strings.Contains(e.Message, "recursion"):
			f.Reason, f.Remedy = fmt.Sprintf("it is nested more than %d deep", MaxNesting), "Make it simpler"
		case strings.HasPrefix(f.Reason, "undeclared reference"):
			f.Remedy = "Here an expression speaks of " + over.String()
		}
		out = append(out, f)
	}
	return out
}

// String names the variables.
func (o Over) String() string {
	switch {
	case o.Doc && o.Row:
		return "doc and row"
	case o.Row:
		return "row"
	}
	return "doc"
}

// Place says in words where in an expression a fault is; it is put before the reason.
func Place(f fault.Field) string {
	if f.Line > 1 {
		return fmt.Sprintf("at line %d, column %d: ", f.Line, f.Column)
	}
	return fmt.Sprintf("at column %d: ", f.Column)
}

// clip keeps what a message quotes to a line.
func clip(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	if runes := []rune(line); len(runes) > 120 {
		return string(runes[:120]) + "…"
	}
	return line
}
