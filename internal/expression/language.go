package expression

import (
	"slices"
	"strings"
	"sync"

	"cel.dev/cel-go/checker"
	"cel.dev/cel-go/common"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/containers"
	"cel.dev/cel-go/common/decls"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/stdlib"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/parser"

	"github.com/steelyard-isms/steelyard/internal/civil"
)

// Days is the name of the function that gives the number of a date, so that two can be subtracted.
const Days = "days"

// Day is the number of a date, counted from 1970-01-01. A time of day behind it does not count; false: it is no date.
func Day(text string) (int64, bool) {
	date, _, _ := strings.Cut(text, "T")
	d, err := civil.Parse(date)
	if err != nil {
		return 0, false
	}
	return d.Time().Unix() / 86400, true
}

// language is what expressions are read and checked with.
type language struct {
	parser    *parser.Parser
	functions []*decls.FunctionDecl
	registry  *types.Registry
}

var theLanguage = sync.OnceValues(func() (*language, error) {
	l := &language{functions: merged(stdlib.Functions(), extensions())}
	var err error
	if l.parser, err = parser.NewParser(parser.Macros(macros()...), parser.EnableOptionalSyntax(true),
		parser.MaxRecursionDepth(MaxNesting), parser.ExpressionSizeCodePointLimit(16<<10)); err != nil {
		return nil, err
	}
	if l.registry, err = types.NewRegistry(); err != nil {
		return nil, err
	}
	return l, l.registry.RegisterType(types.OptionalType)
})

// check gives what expressions over some variables are checked against.
func (l *language) check(over Over) (*checker.Env, error) {
	env, err := checker.NewEnv(containers.DefaultContainer, l.registry, checker.CrossTypeNumericComparisons(true))
	if err != nil {
		return nil, err
	}
	if err := env.AddIdents(stdlib.Types()...); err != nil {
		return nil, err
	}
	if err := env.AddFunctions(l.functions...); err != nil {
		return nil, err
	}
	if over.Doc {
		err = env.AddIdents(decls.NewVariable("doc", types.DynType))
	}
	if over.Row && err == nil {
		err = env.AddIdents(decls.NewVariable("row", types.DynType))
	}
	return env, err
}

// Functions are all that an expression may call, by name and signature. Whoever runs expressions has to have them all.
func Functions() []*decls.FunctionDecl {
	l, err := theLanguage()
	if err != nil {
		panic(err) // a mistake in our own declarations, which every test meets
	}
	return slices.Clone(l.functions)
}

// merged puts the signatures of functions of one name together.
func merged(lists ...[]*decls.FunctionDecl) []*decls.FunctionDecl {
	var out []*decls.FunctionDecl
	for _, f := range slices.Concat(lists...) {
		at := slices.IndexFunc(out, func(o *decls.FunctionDecl) bool { return o.Name() == f.Name() })
		if at < 0 {
			out = append(out, f)
			continue
		}
		both, err := out[at].Merge(f)
		if err != nil {
			panic(err) // a mistake in the declarations below
		}
		out[at] = both
	}
	return out
}

// extensions are the functions beside those of the language itself: optional values, texts, lists, and days.
func extensions() []*decls.FunctionDecl {
	text, number, any := types.StringType, types.IntType, types.DynType
	t, k, v := types.NewTypeParamType("T"), types.NewTypeParamType("K"), types.NewTypeParamType("V")
	list, table := types.NewListType, types.NewMapType(k, v)
	perhaps := types.NewOptionalType
	texts := list(text)
	return []*decls.FunctionDecl{
		of(Days, plain("days_of_date", number, text)),

		of("optional.of", plain("optional_of", perhaps(v), v)),
		of("optional.ofNonZeroValue", plain("optional_ofNonZeroValue", perhaps(v), v)),
		of("optional.none", plain("optional_none", perhaps(v))),
		of("optional.unwrap", plain("optional_unwrap", list(v), list(perhaps(v)))),
		of("unwrapOpt", member("optional_unwrapOpt", list(v), list(perhaps(v)))),
		of("value", member("optional_value", v, perhaps(v))),
		of("hasValue", member("optional_hasValue", types.BoolType, perhaps(v)), member("optional_hasValue_value", types.BoolType, perhaps(v), v)),
		of("or", member("optional_or_optional", perhaps(v), perhaps(v), perhaps(v))),
		of("orValue", member("optional_orValue_value", v, perhaps(v), v)),
		of("first", member("list_first", perhaps(v), list(v))),
		of("last", member("list_last", perhaps(v), list(v))),
		of(operators.OptSelect, plain("select_optional_field", perhaps(v), any, text)),
		of(operators.OptIndex,
			plain("list_optindex_optional_int", perhaps(v), list(v), number), plain("optional_list_optindex_optional_int", perhaps(v), perhaps(list(v)), number),
			plain("map_optindex_optional_value", perhaps(v), table, k), plain("optional_map_optindex_optional_value", perhaps(v), perhaps(table), k)),
		of(operators.Index, plain("optional_list_index_int", perhaps(v), perhaps(list(v)), number), plain("optional_map_index_value", perhaps(v), perhaps(table), k)),

		of("flatten", member("list_flatten", list(t), list(list(t))), member("list_flatten_int", list(any), list(any), number)),
		of("slice", member("list_slice", list(t), list(t), number, number)),

		of("charAt", member("string_char_at_int", text, text, number)),
		of("format", member("string_format", text, text, list(any))),
		of("indexOf", member("string_index_of_string", number, text, text), member("string_index_of_string_int", number, text, text, number)),
		of("lastIndexOf", member("string_last_index_of_string", number, text, text), member("string_last_index_of_string_int", number, text, text, number)),
		of("join", member("list_join", text, texts), member("list_join_string", text, texts, text)),
		of("lowerAscii", member("string_lower_ascii", text, text)),
		of("upperAscii", member("string_upper_ascii", text, text)),
		of("replace", member("string_replace_string_string", text, text, text, text), member("string_replace_string_string_int", text, text, text, text, number)),
		of("reverse", member("string_reverse", text, text)),
		of("split", member("string_split_string", texts, text, text), member("string_split_string_int", texts, text, text, number)),
		of("strings.quote", plain("strings_quote", text, text)),
		of("substring", member("string_substring_int", text, text, number), member("string_substring_int_int", text, text, number, number)),
		of("trim", member("string_trim", text, text)),
	}
}

func of(name string, overloads ...decls.FunctionOpt) *decls.FunctionDecl {
	f, err := decls.NewFunction(name, overloads...)
	if err != nil {
		panic(err) // a mistake in the declarations above
	}
	return f
}

func plain(id string, gives *types.Type, takes ...*types.Type) decls.FunctionOpt {
	return decls.Overload(id, takes, gives)
}

func member(id string, gives *types.Type, takes ...*types.Type) decls.FunctionOpt {
	return decls.MemberOverload(id, takes, gives)
}

// macros are those of the language, and the two that compute with an optional value where there is one.
func macros() []parser.Macro {
	return append(slices.Clone(parser.AllMacros),
		parser.NewReceiverMacro("optMap", 2, where(func(h parser.ExprHelper, x ast.Expr) ast.Expr { return h.NewCall("optional.of", x) })),
		parser.NewReceiverMacro("optFlatMap", 2, where(func(_ parser.ExprHelper, x ast.Expr) ast.Expr { return x })))
}

// held is the name under which a macro keeps the optional value, so that it is computed once; nobody can write it.
const held = "@held"

func where(wrap func(parser.ExprHelper, ast.Expr) ast.Expr) parser.MacroExpander {
	return func(h parser.ExprHelper, target ast.Expr, args []ast.Expr) (ast.Expr, *common.Error) {
		if args[0].Kind() != ast.IdentKind {
			return nil, h.NewError(args[0].ID(), "the first argument has to be a name")
		}
		value := h.NewMemberCall("value", h.NewIdent(held))
		return let(h, held, target, h.NewCall(operators.Conditional, h.NewMemberCall("hasValue", h.NewIdent(held)),
			wrap(h, let(h, args[0].AsIdent(), value, args[1])), h.NewCall("optional.none"))), nil
	}
}

// let gives a value a name within an expression: a loop over nothing that begins with the value.
func let(h parser.ExprHelper, name string, value, within ast.Expr) ast.Expr {
	return h.NewComprehension(h.NewList(), "#unused", name, value, h.NewLiteral(types.False), h.NewIdent(name), within)
}

// Macros are the keys of all macros that an expression may use.
func Macros() []string {
	var keys []string
	for _, m := range macros() {
		keys = append(keys, m.MacroKey())
	}
	return keys
}
