package csvfile

import (
	"fmt"

	"github.com/steelyard-isms/steelyard/internal/collect"
	"github.com/steelyard-isms/steelyard/internal/collect/table"
)

// Describe says what a table in CSV gives.
func (Format) Describe() collect.Description {
	return collect.Description{
		Title: "CSV",
		What:  "any table, by a declared mapping",
		Reads: "Reads UTF-8 text (with or without byte order mark) with `,` `;` tab or `|` between the columns and quotation marks as in\n" +
			"RFC 4180. The first line names the columns. Blank lines do not count.",
		Values: table.Counted(""),
		Items:  "rows",
		Mapping: "A **mapping** declares what the columns mean:\n\n" +
			"| Field | |\n|---|---|\n" +
			"| `delimiter` | `\",\"` `\";\"` `\"\\|\"` or `\"tab\"`; left out: found from the first lines |\n" +
			"| `decimal` | decimal sign, `\".\"` (default) or `\",\"` |\n" +
			"| `thousands` | sign between groups of three digits: `\",\"` `\".\"` `\"'\"` or `\"space\"`; left out: none |\n" +
			"| `missing` | words that stand for an empty cell where a number is expected, such as `[\"N/A\", \"-\"]` |\n" +
			"| `time` | `column`, `format`, and `zone` (IANA name; left out: that of the source, else UTC) |\n" +
			"| `unit_column` | the column that names the organisational unit: its name, code or title. A unit that is retired, or a title that several units in use bear, refuses the file |\n" +
			"| `rows` | `\"each\"`: a row is an observation with its own time, unit or both. `\"file\"`: a row is a thing among others, and values are computed over them; with `unit_column`, for each unit as well |\n" +
			"| `values` | 1 to 200 of them, below |\n\n" +
			"Each value has:\n\n" +
			"| Field | |\n|---|---|\n" +
			"| `name` | lower-case letters, digits and `_`, starting with a letter |\n" +
			"| `operation` | below |\n" +
			"| `column` | where the numbers are; not for `count` and `share` |\n" +
			"| `where` | conditions; a row fits when all hold |\n" +
			"| `of` | for `share`: conditions for the rows that are the whole |\n" +
			"| `empty` | what an empty cell means: `\"refuse\"` (default), `\"skip\"` (no data; a warning counts them) or `\"zero\"` |\n" +
			"| `until` | for `duration`: the column with the time at which a case ended; empty: it is open. Times are written as `time` says |\n" +
			"| `percentile` | for `duration`: of how many per cent of the cases; 50 unless told |\n" +
			"| `columns` | for `alpha`: the questions, 2 to 200, on one scale |\n" +
			"| `least` | of fewer rows there is no value; 1 unless told, and 5 for `alpha`, so that nobody can tell who said what |\n\n" +
			"A condition has a `column` and one of `equals`, `not` (texts) and `in` (a list of texts). It compares the cell without the\n" +
			"blanks around it; upper and lower case differ; `\"\"` is an empty cell.",
		Computes: table.Computes,
		Notes: []collect.Note{
			{Head: "Formats of time", Says: "`rfc3339`, `unix` (seconds), `serial` (days, as spreadsheets keep dates), or a pattern of `YYYY`, `MM` or `M`, `DD` or `D`, `MMM` (Jan), `hh`\n" +
				"(24 hours) or `h` with `AM`, `mm`, `ss`, `±hh:mm`, and `- / . : , T` and blanks. A fraction may follow the seconds.\nWith `\"rows\": \"file\"` the newest row dates the file; with a value that is a `duration`, the latest time of all that it tells, begins and ends among them, dates it and each of its units."},
			{Head: "Open cases", Says: "A case that is open has been so at least until the file was made. Where a time is told beside the file (`observed_at`), open cases have waited until then, and the values are of then; a case that begins or ends later\n" +
				"refuses the file. Where none is told, they have waited until the latest time of the file."},
			{Head: "Numbers", Says: "`1234.5`, `-3`, `1e6`. Decimal commas and thousands signs are read only where the mapping declares them.\nNaN, infinities, per cent and currency signs are no numbers."},
			{Head: "Bad rows", Says: table.BadRows},
			{Head: "Cut tables", Says: "Nothing tells where a CSV ends: one that was cut between two rows looks whole, and is read without a word. One that does not end with a line\nfeed is read with a warning, since its last row may be cut. Compare `items` with what the export says, or send the file packed, so that a checksum\nends it."},
			{Head: "No checksum", Says: "A digit that was changed on the way shows nowhere: the number that is read is the number that is written."},
		},
		Refused: "rows with more or fewer columns than there are names; numbers and times that are none; bytes that are not UTF-8, NUL bytes, and HTML in place of a table",
		Warned:  "empty cells that are skipped, with their number; a table without rows; a last row without a line feed; each value that is `null`",
		Limits:  fmt.Sprintf("%d MiB a row. %s", maxRecord>>20, table.Limits),
		Examples: []collect.Example{{File: "accounts.csv", Says: "[A list of accounts](../../../examples/first/accounts.csv):", MappingFile: "accounts-mapping.json", Mapping: `{
  "rows": "file",
  "time": {"column": "checked", "format": "YYYY-MM-DD"},
  "values": [
    {"name": "accounts", "operation": "count"},
    {"name": "mfa_share", "operation": "share", "where": [{"column": "mfa", "equals": "yes"}], "of": [{"column": "privileged", "equals": "yes"}]}
  ]
}`}},
	}
}
