package xlsxfile

import (
	"context"
	"io"
	"slices"

	"github.com/xuri/excelize/v2"

	"github.com/steelyard-isms/steelyard/internal/fault"
)

// Look goes through the rows of a sheet from the top, blank ones included, until do says that it has seen enough: the sheet of that
// name, or the first where there is none. It gives the names of the sheets, the one that it looked at first of all. The row holds until
// do returns; cells are as they are kept, and may hold anything.
//
// Errors: Invalid where the workbook is damaged; Limited where it is larger than one that is read; Unavailable where ctx is done.
func Look(ctx context.Context, r io.ReaderAt, size int64, sheet string, do func(line int, row []string) bool) (sheets []string, err error) {
	defer func() { // the library has been known to fall over damaged workbooks
		if recover() != nil {
			sheets, err = nil, broken(nil)
		}
	}()
	book, err := open(r, size)
	if err != nil {
		return nil, err
	}
	defer func() { _ = book.Close() }()
	sheets = book.GetSheetList()
	if len(sheets) == 0 {
		return nil, broken(nil)
	}
	if at := slices.Index(sheets, sheet); at > 0 {
		sheets = slices.Insert(slices.Delete(sheets, at, at+1), 0, sheet)
	}
	lines, err := book.Rows(sheets[0])
	if err != nil {
		return sheets, broken(err)
	}
	defer func() { _ = lines.Close() }()
	for line := 1; line <= maxLines && lines.Next(); line++ {
		if ctx.Err() != nil {
			return sheets, fault.Wrap(fault.Unavailable, ctx.Err(), "reading the workbook was stopped")
		}
		row, err := lines.Columns(excelize.Options{RawCellValue: true})
		if err != nil {
			return sheets, broken(err)
		}
		if !do(line, row) {
			return sheets, nil
		}
	}
	if err := lines.Error(); err != nil {
		return sheets, broken(err)
	}
	return sheets, nil
}
