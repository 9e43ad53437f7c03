package query

import (
	"fmt"
	"regexp"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common"
	"cel.dev/cel-go/common/types"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// word names a type as this product does.
func word(t *types.Type) string {
	switch t.Kind() {
	case types.StringKind:
		return "a text"
	case types.IntKind, types.UintKind:
		return "a whole number"
	case types.DoubleKind:
		return "a number"
	case types.BoolKind:
		return "true or false"
	case types.TimestampKind:
		return "a time"
	case types.DurationKind:
		return "a duration"
	case types.ListKind:
		return "a list"
	case types.MapKind:
		return "a table"
	case types.StructKind:
		return "a group of fields"
	case types.NullTypeKind:
		return "null"
	}
	return "a value of type " + t.String()
}

var (
	noField    = regexp.MustCompile(`^undefined field '(.+)'$`)
	noVariable = regexp.MustCompile(`^undeclared reference to '(.+?)'`)
	noOverload = regexp.MustCompile(`^found no matching overload for '(.+?)' applied to '(.*)'$`)
)

// complaint makes faults of what the language found wrong.
func complaint(k *record.Kind, text string, issues *cel.Issues) error {
	var faults []fault.Field
	for _, e := range issues.Errors() {
		if len(faults) == maxComplain {
			break
		}
		faults = append(faults, said(k, text, e))
	}
	if len(faults) == 0 {
		faults = []fault.Field{{Reason: "cannot be read: " + record.Clip(issues.Err().Error()), Remedy: remedySyntax}}
	}
	return refusedFilter(faults...)
}

const remedySyntax = "Write it in the Common Expression Language, as in spec.weight > 2 && title.contains('backup')"

func said(k *record.Kind, text string, e *common.Error) fault.Field {
	f := fault.Field{Line: max(1, e.Location.Line()), Column: max(0, e.Location.Column()) + 1}
	if m := noField.FindStringSubmatch(e.Message); m != nil {
		f.Reason, f.Remedy = fmt.Sprintf("%q is not a field here", record.Clip(m[1])), "Use a field of "+k.Name+"; /api/v1/kinds lists them"
		if near := record.Nearest(m[1], allNames(k.Fields, nil)); near != "" {
			f.Remedy = "Did you mean " + near + "?"
		}
		return f
	}
	if m := noVariable.FindStringSubmatch(e.Message); m != nil {
		f.Reason = fmt.Sprintf("%q is not known", record.Clip(m[1]))
		f.Remedy = "Use name, code, title, uid, state, revision, recorded_at, retired, today, and spec with the fields of " + k.Name
		if index(k.Fields, m[1]) >= 0 {
			f.Remedy = "Write spec." + m[1]
		}
		return f
	}
	if m := noOverload.FindStringSubmatch(e.Message); m != nil {
		f.Reason = fmt.Sprintf("%s does not take %s", record.Clip(strings.Trim(m[1], "_@")), record.Clip(strings.NewReplacer("string", "text", "double", "number", "int", "whole number", "bool", "true or false").Replace(m[2])))
		f.Remedy = "Use values that go together; texts and dates stand in quotes, and arithmetic needs numbers of one type, as in 2.0"
		return f
	}
	f.Reason, f.Remedy = record.Clip(e.Message), remedySyntax
	if text == "" {
		f.Reason = "is empty"
	}
	return f
}

func allNames(fields []record.Field, out []string) []string {
	for i := range fields {
		out = append(out, fields[i].Name)
		out = allNames(fields[i].Fields, out)
		if fields[i].Elem != nil {
			out = allNames(fields[i].Elem.Fields, out)
		}
	}
	return out
}
