package web

import (
	"bytes"
	"cmp"
	"net/http"
	"strconv"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/httpd"
	"github.com/steelyard-isms/steelyard/internal/query"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/sheet"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// The files of a table by what an address asks for: what people read, or the sheet that can be changed and sent back.
var tableFormats = map[string]struct {
	xlsx, whole bool
}{page.FormatCSV: {false, false}, page.FormatXLSX: {true, false}, page.FormatSheetCSV: {false, true}, page.FormatSheetXLSX: {true, true}}

// export answers the records of a table as a file: all of them, not only the page that is shown.
func (t *table) export(w http.ResponseWriter, r *http.Request, as string, found []*record.Record) error {
	f, known := tableFormats[as]
	if !known {
		return invalid(formatParam, "is no format of a table", "Use csv, xlsx, sheet.csv or sheet.xlsx")
	}
	var b bytes.Buffer // made whole first, so that a failure can still be told
	header := []string{t.text("table.code"), t.text("table.title")}
	columns := t.columns
	if f.whole {
		columns = query.Columns(t.kind)
		header = sheet.Header(columns)
	} else {
		for _, c := range columns {
			header = append(header, columnOf(t.kind, c).Label(t.frame))
		}
	}
	out, err := writer(&b, f.xlsx, t.kind.Plural, header)
	if err != nil {
		return err
	}
	for _, x := range found {
		var cells []sheet.Cell
		if f.whole {
			cells = sheet.Cells(columns, x, t.specOf(x))
		} else {
			cells = t.readable(x, columns)
		}
		if err := out.Row(cells); err != nil {
			_ = out.Close()
			return err
		}
		if r.Context().Err() != nil {
			return r.Context().Err()
		}
	}
	if err := out.Close(); err != nil {
		return err
	}
	media, ending := "text/csv; charset=utf-8; header=present", ".csv"
	if f.xlsx {
		media, ending = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx"
	}
	w.Header().Set(httpd.SeqHeader, strconv.FormatInt(t.Seq, 10))
	w.Header().Set("Content-Type", media)
	w.Header().Set("Content-Disposition", `attachment; filename="`+t.kind.Plural+"-"+cmp.Or(strings.NewReplacer(":", "-").Replace(t.Asked.Text), t.At.Format("2006-01-02"))+ending+`"`)
	_, err = w.Write(b.Bytes())
	return err
}

func writer(b *bytes.Buffer, xlsx bool, name string, header []string) (sheet.Writer, error) {
	if xlsx {
		return sheet.NewXLSX(b, name, header)
	}
	return sheet.NewCSV(b, header)
}

// readable tells a record as the list does: its code, what it is called, and its columns in words.
func (t *table) readable(r *record.Record, columns []query.Column) []sheet.Cell {
	out := []sheet.Cell{sheet.Text(r.Code), sheet.Text(t.refTo(r).Name)}
	for i, c := range t.cells(r, columns) {
		switch form := columns[i].Form; {
		case !c.Has:
			out = append(out, sheet.Cell{})
		case form == record.NumberForm || form == record.IntegerForm:
			number, ok := t.look.language().Style().Parse(c.Plain(t.frame)) // spreadsheets have their own style
			if !ok {
				number = c.Plain(t.frame)
			}
			out = append(out, sheet.Cell{Text: number, Number: ok})
		default:
			out = append(out, sheet.Text(c.Plain(t.frame)))
		}
	}
	return out
}
