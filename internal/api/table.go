package api

import (
	"context"
	"iter"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/httpd"
	"github.com/steelyard-isms/steelyard/internal/query"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/service"
	"github.com/steelyard-isms/steelyard/internal/sheet"
)

// media types of tables
const (
	mediaCSV  = "text/csv"
	mediaXLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
)

// formOf says which form of answer is wanted: csv or xlsx, empty for JSON. The parameter goes before the header.
func formOf(ctx context.Context, parameter string) string {
	switch parameter {
	case "csv", "xlsx":
		return parameter
	case "json":
		return ""
	}
	for _, accept := range exchangeOf(ctx).request.Header.Values("Accept") {
		for part := range strings.SplitSeq(accept, ",") {
			switch media, _, _ := mime.ParseMediaType(part); media {
			case mediaCSV:
				return "csv"
			case mediaXLSX:
				return "xlsx"
			case "application/json", "application/*", "*/*":
				return ""
			}
		}
	}
	return ""
}

// table answers a list as a table, with all records. It is sent while it is made; only a workbook is made whole first.
func (a *API) table(ctx context.Context, k *record.Kind, in *listInput, l service.Listing, columns []query.Column, form string) (*huma.StreamResponse, error) {
	if in.Cursor != "" {
		return nil, badCursor("does not go with a table", "Leave it out: a table has no pages")
	}
	v, err := a.view(ctx, in.AsOf)
	if err != nil {
		return nil, err
	}
	if columns == nil {
		columns = query.Columns(k)
	}
	media := mediaCSV + "; charset=utf-8; header=present"
	if form == "xlsx" {
		media = mediaXLSX
	}
	x := exchangeOf(ctx)
	begin := func() {
		h := x.Header()
		h.Set("Content-Type", media)
		h.Set("Content-Disposition", `attachment; filename="`+k.Plural+"."+form+`"`)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set(httpd.SeqHeader, strconv.FormatInt(v.Seq, 10))
		x.WriteHeader(http.StatusOK)
	}
	return &huma.StreamResponse{Body: func(huma.Context) {
		w := &head{begin: begin, w: x}
		if err := writeTable(w, sought(ctx, v, l, listPatience), v, k, columns, form); err != nil {
			if w.begun {
				panic(http.ErrAbortHandler) // part of it is sent: only a broken connection still tells that it is not whole
			}
			x.failed = refined(late(ctx, err))
		}
	}}, nil
}

// head writes the beginning of an answer with its first byte, so that a failure before it is still told as one.
type head struct {
	begin func()
	w     http.ResponseWriter
	begun bool
}

func (l *head) Write(b []byte) (int, error) {
	if !l.begun {
		l.begun = true
		l.begin()
	}
	return l.w.Write(b)
}

// sought goes through the records of a table. Where a filter says which, they are all found first, within the patience for a
// list; how long they take to send is then the reader's affair.
func sought(ctx context.Context, v *service.View, l service.Listing, patience time.Duration) iter.Seq2[*record.Record, error] {
	if l.Filter == nil {
		return v.Each(ctx, l)
	}
	return func(yield func(*record.Record, error) bool) {
		short, cancel := context.WithTimeout(ctx, patience)
		defer cancel()
		var all []*record.Record
		for r, err := range v.Each(short, l) {
			if err != nil {
				yield(nil, err)
				return
			}
			all = append(all, r)
		}
		for _, r := range all {
			if !yield(r, nil) {
				return
			}
		}
	}
}

func writeTable(to *head, records iter.Seq2[*record.Record, error], v *service.View, k *record.Kind, columns []query.Column, form string) (err error) {
	var w sheet.Writer
	if form == "csv" {
		w, err = sheet.NewCSV(to, sheet.Header(columns))
	} else {
		w, err = sheet.NewXLSX(to, k.Plural, sheet.Header(columns))
	}
	if err != nil {
		return err
	}
	err = func() error {
		for r, err := range records {
			if err != nil {
				return err
			}
			declared, err := v.Declared(r)
			if err != nil {
				return err
			}
			tree, err := readTree(declared)
			if err != nil {
				return err
			}
			spec, _ := tree.(map[string]any)
			if err := w.Row(sheet.Cells(columns, r, spec)); err != nil {
				return err
			}
		}
		return nil
	}()
	if err != nil && form == "csv" {
		return err // what was not sent yet is not
	}
	if closed := w.Close(); err == nil {
		err = closed
	}
	return err
}

type importInput struct {
	DryRun bool `query:"dry_run" doc:"Decide, answer what would be, and write nothing."`
	ReasonInput
	KeyInput
	RawBody []byte
}

// importTable declares what the rows of a table say: all of them or none.
func (a *API) importTable(ctx context.Context, k *record.Kind, in *importInput) (*bulkOutput, error) {
	if err := wantMedia(ctx, mediaCSV, mediaXLSX); err != nil {
		return nil, err
	}
	var t sheet.Table
	var err error
	if media, _, _ := mime.ParseMediaType(exchangeOf(ctx).request.Header.Get("Content-Type")); media == mediaCSV {
		t, err = sheet.ReadCSV(in.RawBody)
	} else {
		t, err = sheet.ReadXLSX(in.RawBody, k.Plural)
	}
	if err != nil {
		return nil, err
	}
	s, err := sheet.Understand(k, t, readTree)
	if err != nil {
		return nil, err
	}
	w, err := key(ctx, in.Key, in.RawBody)
	if err != nil {
		return nil, err
	}
	w.Reason, w.DryRun = in.Reason, in.DryRun
	out, err := a.together(ctx, w, len(s.Rows), func(v *service.View) ([]record.Change, error) { return rowChanges(v, k, s) })
	if err != nil {
		return nil, inSheet(err, s.Name)
	}
	return out, nil
}

// rowFile marks the faults of rows for inSheet, since CSV has no sheet to be named.
const rowFile = "row"

// rowChanges makes the changes of all rows. A revision that a row carries is only asked for where the row changes
// something: the same table sent twice changes nothing the second time.
func rowChanges(v *service.View, k *record.Kind, s *sheet.Sheet) ([]record.Change, error) {
	var out []record.Change
	var faults []fault.Field
	for i := range s.Rows {
		row := &s.Rows[i]
		c, standing, err := row.Change(k, v, readTree)
		if f := fault.Of(err); err != nil && f.Code == fault.Invalid {
			return nil, atRow(f)
		} else if err != nil {
			return nil, err
		}
		c.File = rowFile
		if standing != nil && row.Stale(standing) && v.Changes(c) {
			f := row.Outdated(standing)
			f.File = rowFile
			if faults = append(faults, f); len(faults) >= maxFaults {
				break
			}
		}
		out = append(out, c)
	}
	if len(faults) > 0 {
		return nil, &fault.Error{Code: fault.Conflict, Message: "records have changed since the table was written", Fields: faults}
	}
	return out, nil
}

// atRow marks the faults of a row for inSheet.
func atRow(f *fault.Error) error {
	out := *f
	out.Fields = append([]fault.Field(nil), f.Fields...)
	for i := range out.Fields {
		out.Fields[i].File = rowFile
	}
	return &out
}

// inSheet names the sheet of faults, where there is one.
func inSheet(err error, name string) error {
	f := fault.Of(err)
	out := *f
	out.Fields = append([]fault.Field(nil), f.Fields...)
	for i := range out.Fields {
		if out.Fields[i].File == rowFile {
			out.Fields[i].File = name // empty for CSV
		}
	}
	if f.Message == unacceptable {
		out.Message = "the table cannot be accepted"
	}
	return &out
}
