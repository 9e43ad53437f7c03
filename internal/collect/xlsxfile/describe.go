package xlsxfile

import (
	"fmt"

	"github.com/steelyard-isms/steelyard/internal/collect"
	"github.com/steelyard-isms/steelyard/internal/collect/table"
)

// Describe says what a sheet of a workbook gives.
func (Format) Describe() collect.Description {
	return collect.Description{
		Title:  "XLSX",
		What:   "a sheet of a workbook, by the same mapping as CSV",
		Reads:  "Reads one sheet of an Excel workbook (`.xlsx`).",
		Values: table.Counted(" of the first sheet"),
		Items:  "rows",
		Mapping: "A **mapping** declares what the columns mean. It is [that of CSV](csv.md), with these differences:\n\n" +
			"- `sheet` names the sheet; without it the first is read, and a warning says so where there are several.\n" +
			"- The first row that is not blank names the columns. Blank rows do not count.\n" +
			"- `delimiter`, `decimal` and `thousands` do not exist: cells hold numbers, however they are shown.\n" +
			"- Cells are read as they are kept. 12.5 % is `0.125`, `TRUE` is `1`, and of a formula the value that was kept with it counts. A date is the number of its\n" +
			"  day: declare the time as `\"format\": \"serial\"`. Dates that were typed as text are read with a pattern, as in CSV.",
		Computes: table.Computes,
		Notes: []collect.Note{
			{Head: "Bad rows", Says: table.BadRows + " The place is row, column, and the cell as\nspreadsheets name it: `training.xlsx:7:5: Training!E7 Score: \"n/a\" is not a number`."},
			{Head: "Damage", Says: "A workbook is an archive with checksums: one that is cut or changed anywhere is refused, or has all its numbers."},
		},
		Refused: "workbooks with a password; older workbooks (`.xls`); a workbook packed once more",
		Warned:  "several sheets where none is named; empty cells that are skipped, with their number; each value that is `null`",
		Limits: fmt.Sprintf("%d MiB as given, %d MiB unpacked, %d columns, %d rows. Parts of more than %d MiB lie in temporary files while they are read.\n%s",
			maxPacked>>20, maxUnpacked>>20, maxColumns, maxLines, inMemory>>20, table.Limits),
		Examples: []collect.Example{{File: "training.xlsx", Says: "A register of awareness training:", MappingFile: "training-mapping.json", Mapping: `{
  "sheet": "Training",
  "rows": "file",
  "time": {"column": "Invited", "format": "serial"},
  "values": [
    {"name": "people", "operation": "count"},
    {"name": "done", "operation": "share", "where": [{"column": "Done", "equals": "yes"}]},
    {"name": "days", "operation": "median", "column": "Days", "empty": "skip"}
  ]
}`}},
	}
}
