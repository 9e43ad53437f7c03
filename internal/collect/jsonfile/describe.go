package jsonfile

import (
	"fmt"

	"github.com/steelyard-isms/steelyard/internal/collect"
	"github.com/steelyard-isms/steelyard/internal/collect/jsonread"
	"github.com/steelyard-isms/steelyard/internal/expression"
)

const noNumber = "no row that fits has a number"

// Describe says what JSON gives.
func (Format) Describe() collect.Description {
	return collect.Description{
		Title: "JSON",
		What:  "a document or one value a line, by a mapping of expressions",
		Reads: "Reads a JSON document, or one JSON value a line (NDJSON), by a mapping whose values are expressions in the\n" +
			"[Common Expression Language](https://cel.dev). With it the reports of many scanners can be read: Grype, Trivy, SARIF, kube-bench, OCSF.",
		Values: []collect.Meaning{
			{Name: Documents, Unit: "count", Says: "JSON values in the file"},
			{Name: Members, Unit: "count", Says: "names of the outermost objects, and elements of the outermost lists"},
		},
		Items: "rows; by a mapping without rows it is 1, and without a mapping the number of documents",
		Mapping: "A **mapping** declares what the rows are, and what is computed over them:\n\n" +
			"| Field | |\n|---|---|\n" +
			"| `rows` | `\"lines\"`: each JSON value of the file is a row. Or an expression over `doc` that gives a list, whose elements are the rows. Left out: there are no rows |\n" +
			"| `time` | `expression` for the time, over `doc` or over `row`, where the newest counts; `format` and `zone` as in [CSV](csv.md) |\n" +
			"| `values` | 1 to 200 of them, below |\n\n" +
			"| Field of a value | |\n|---|---|\n" +
			"| `name` | lower-case letters, digits and `_`, starting with a letter |\n" +
			"| `operation` | below |\n" +
			"| `expression` | gives the number; not for `count` and `share`. One over `doc` alone is computed once |\n" +
			"| `when` | tells of a row whether it fits; left out: all do |\n" +
			"| `among` | for `share`: tells whether a row belongs to the whole |\n" +
			"| `empty` | what `null`, and a name that is not there, mean: `\"refuse\"` (default), `\"skip\"` (no data; a warning counts them) or `\"zero\"` |",
		Computes: []collect.Meaning{
			{Name: "value", Says: "the number over `doc`; or that of the only row that fits", Null: "no row fits"},
			{Name: "count", Says: "rows that fit"},
			{Name: "distinct", Says: "how many different texts or numbers the rows that fit give"},
			{Name: "sum", Says: "sum of the numbers; 0 where no row fits", Null: "rows fit, and none has a number"},
			{Name: "mean", Says: "arithmetic mean of the numbers", Null: noNumber},
			{Name: "median", Says: "the number in the middle, or the mean of the two there", Null: noNumber},
			{Name: "min", Says: "the smallest of the numbers", Null: noNumber},
			{Name: "max", Says: "the largest of the numbers", Null: noNumber},
			{Name: "share", Says: "rows in `among` that fit `when` ÷ rows in `among`, in per cent (0–100)", Null: "no row is in `among`"},
		},
		Notes: []collect.Note{
			{Head: "Expressions", Says: "They speak of `doc`, the document, and `row`, a row; with `\"rows\": \"lines\"` of `row` only. They have the functions of the language (`size`, `has`,\n" +
				"`filter`, `map`, `exists`, `startsWith`, `matches`, `timestamp`, `double` …), those of texts (`split`, `lowerAscii`, `trim` …), `flatten` and `slice` of lists, and optional\n" +
				"values (`row.?name.orValue(0)`). `" + expression.Days + "(text)` gives the number of a day, written as `2026-03-31` with or without a time, so that two can be subtracted.\n\n" +
				"- Numbers of JSON have fractions: write `row.score + 1.0`, not `+ 1`. Comparing needs no such care.\n" +
				"- A name that is not there is an error, so that a typing error does not become a number. Ask first: `has(row.fixed) && …`."},
			{Head: "When they are checked", Says: "When the source is declared: their words, functions and types, constants such as patterns and dates, and that they give what is wanted. Each\n" +
				"fault has its field and column, as in `spec.mapping.values[0].when: at column 14: \"= \" is not expected here`. What the names of a file hold shows\nonly when it is read. `steelyard inspect FILE --mapping MAPPING` tries a mapping out."},
			{Head: "Bad rows", Says: fmt.Sprintf("They refuse the whole file. The first %d are named: by line for lines, else by their number in the list, as in `doc.findings[3]`, with the field of the mapping.", namedRows)},
			{Head: "Cut files", Says: "A document that is cut is refused. Nothing tells where a file of lines ends: one that was cut between two lines looks whole. Compare `items`, or send\nthe file packed."},
		},
		Refused: "names that stand in an object twice; bytes that are not UTF-8; a second document where rows are not lines; rows of which an expression gives no number, or neither true nor false",
		Warned:  "rows without a value that are skipped, with their number; a list without rows; each value that is `null`",
		Limits: fmt.Sprintf("A document %d MiB and %d values, for which memory may grow by some 200 MB; lines %d MiB each, of which one is held at a time; nesting of %d; an expression of\n"+
			"%d characters and nesting of %d; %d steps of evaluation for a row, %d over the document, %d for a file; %d rows.",
			maxDocument>>20, maxValues, maxLine>>20, jsonread.MaxDepth, expression.MaxLength, expression.MaxNesting, rowCost, docCost, fileCost, maxRows),
		Examples: []collect.Example{{File: "findings.json", Says: "A report of findings in groups, some of which have none:", MappingFile: "findings-mapping.json", Mapping: `{
  "rows": "doc.groups.map(g, g.?findings.orValue([])).flatten()",
  "time": {"expression": "doc.created", "format": "rfc3339"},
  "values": [
    {"name": "hosts", "operation": "value", "expression": "doc.hosts"},
    {"name": "findings", "operation": "count"},
    {"name": "high", "operation": "count", "when": "row.severity == 'HIGH'"},
    {"name": "high_fixed", "operation": "share", "when": "has(row.fixed)", "among": "row.severity == 'HIGH'"},
    {"name": "days_to_due", "operation": "median", "expression": "days(row.due) - days(row.found)"},
    {"name": "worst", "operation": "max", "expression": "row.score", "empty": "skip"}
  ]
}`}},
	}
}
