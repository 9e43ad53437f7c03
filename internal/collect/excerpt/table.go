package excerpt

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"github.com/steelyard-isms/steelyard/internal/collect"
	"github.com/steelyard-isms/steelyard/internal/collect/xlsxfile"
)

// table gives the first rows of a table in text.
func (e *excerpt) table(r *bufio.Reader, delimiter rune) {
	e.Form = Table
	if head, _ := r.Peek(3); string(head) == "\xef\xbb\xbf" {
		_, _ = r.Discard(3)
	}
	counted := &counter{r: r}
	piece := collect.NewPieceReader(counted, maxRecord)
	rows := csv.NewReader(piece)
	rows.Comma, rows.FieldsPerRecord, rows.ReuseRecord = delimiter, -1, true
	for {
		piece.Next()
		record, err := rows.Read()
		if syntax, ok := errors.AsType[*csv.ParseError](err); ok {
			e.Stopped = fmt.Sprintf("from line %d on it cannot be cut into cells, for quotation marks do not match", syntax.StartLine)
			return
		}
		if errors.Is(err, io.EOF) {
			e.Counted = true
			return
		}
		if err != nil {
			e.stopped(err)
			return
		}
		line, _ := rows.FieldPos(0)
		e.row(line, record)
		if counted.n > maxBytes || e.ctx.Err() != nil {
			return
		}
	}
}

// counter counts the bytes that are taken.
type counter struct {
	r io.Reader
	n int
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += n
	return n, err
}

// row takes a row, the first of which is the header, as far as there is room.
func (e *excerpt) row(line int, record []string) {
	if e.HeaderLine == 0 {
		e.HeaderLine, e.Header = line, e.cells(record)
		return
	}
	if e.Total++; len(e.Rows) < MaxLines && e.room > 0 {
		e.Rows = append(e.Rows, Row{Line: line, Cells: e.cells(record)})
	}
}

func (e *excerpt) cells(record []string) []Cell {
	e.Columns = max(e.Columns, len(record))
	out := make([]Cell, 0, min(len(record), MaxColumns))
	for _, text := range record[:min(len(record), MaxColumns)] {
		most := max(0, min(MaxCell, e.room))
		shown, more := visible([]byte(text[:min(len(text), (most+1)*utf8.UTFMax)]), most)
		e.room -= max(1, utf8.RuneCountInString(shown))
		out = append(out, Cell{Text: shown, Cut: more > 0})
	}
	return out
}

// workbook gives the first rows of a sheet. Rows that are blank are left out, as the reader of workbooks leaves them out.
func (e *excerpt) workbook(u collect.Unpacked) {
	if u.Size > maxBook {
		e.Stopped = fmt.Sprintf("a workbook of more than %d MiB is not shown", maxBook>>20)
		return
	}
	sheets, err := xlsxfile.Look(e.ctx, u.Whole, u.Size, e.o.Sheet, func(line int, row []string) bool {
		for len(row) > 0 && row[len(row)-1] == "" {
			row = row[:len(row)-1]
		}
		if len(row) > 0 {
			e.row(line, row)
		}
		return e.ctx.Err() == nil
	})
	for _, name := range sheets[:min(len(sheets), MaxMembers)] {
		e.Sheets = append(e.Sheets, e.name(name))
	}
	if e.HeaderLine > 0 {
		e.Form = Table
	}
	if e.Counted = err == nil && e.ctx.Err() == nil; !e.Counted && err != nil {
		e.stopped(err)
	}
}
