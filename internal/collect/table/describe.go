package table

import (
	"fmt"

	"github.com/steelyard-isms/steelyard/internal/collect"
)

const noNumber = "no row that fits has a number"

// Counted are the values of a table without a mapping.
func Counted(where string) []collect.Meaning {
	return []collect.Meaning{
		{Name: RowCount, Unit: "count", Says: "rows below the names of the columns" + where},
		{Name: ColumnCount, Unit: "count", Says: "columns that have a name" + where},
	}
}

// Computes are the operations over rows of a table.
var Computes = []collect.Meaning{
	{Name: "value", Says: "the number itself; with `\"rows\": \"file\"`, of the only row that fits", Null: "no row fits"},
	{Name: "count", Says: "rows that fit"},
	{Name: "sum", Says: "sum of the numbers; 0 where no row fits", Null: "rows fit, and none has a number"},
	{Name: "mean", Says: "arithmetic mean of the numbers", Null: noNumber},
	{Name: "median", Says: "the number in the middle, or the mean of the two there", Null: noNumber},
	{Name: "min", Says: "the smallest of the numbers", Null: noNumber},
	{Name: "max", Says: "the largest of the numbers", Null: noNumber},
	{Name: "share", Says: "rows in `of` that fit `where` ÷ rows in `of`, in per cent (0–100)", Null: "no row is in `of`"},
	{Name: "duration", Says: "days by which `percentile` per cent of the cases have ended (50 unless told), from the time in `column` to that in `until`, with those in mind that are open (Kaplan and Meier); open ones have waited until the time that was told beside the file, else until the latest that it tells", Null: "too many cases are open to tell"},
	{Name: "alpha", Says: "Cronbach’s alpha of the answers in `columns`, of the rows that answer every question", Null: "fewer than `least` rows (5 unless told) answer every question"},
}

// BadRows says what becomes of a table with rows that are wrong.
var BadRows = fmt.Sprintf("Bad rows refuse the whole file. The first %d are named with line, column, reason and remedy, and the total is told.", namedRows)

// Limits of a table.
var Limits = fmt.Sprintf("%d observations (`\"rows\": \"each\"`); %d units; a mapping of 256 KiB. Rows that are only counted or\ncomputed over have no limit of their own.", maxRows, maxUnits)
