package web

import (
	"net/http"
	"strconv"

	"github.com/steelyard-isms/steelyard/internal/collect/excerpt"
	"github.com/steelyard-isms/steelyard/internal/service"
	"github.com/steelyard-isms/steelyard/internal/store"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

func (s *site) file(w http.ResponseWriter, r *http.Request) error {
	l, err := s.look(r)
	if err != nil {
		return err
	}
	digest := r.PathValue("sha256")
	f, err := l.File(r.Context(), digest)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", f.MediaType())
	if f.Made { // it never changes
		h.Set("ETag", `"`+f.SHA256+`"`)
		h.Set("Cache-Control", "private, max-age=86400, immutable")
	}
	h.Set("Content-Length", strconv.FormatInt(f.Bytes, 10))
	h.Set("Content-Disposition", "attachment") // the link that leads here gives the name
	return l.WriteFile(r.Context(), digest, w)
}

// shown sends an image or a PDF for browsers to show, by itself or within its page. Nothing that it says is run.
func (s *site) shown(w http.ResponseWriter, r *http.Request) error {
	l, err := s.look(r)
	if err != nil {
		return err
	}
	return l.ShowFile(r.Context(), r.PathValue("sha256"), w, func(f store.RawFile, media string) {
		h := w.Header()
		h.Set("Content-Type", media)
		h.Set("Content-Length", strconv.FormatInt(f.Bytes, 10))
		h.Set("Content-Disposition", "inline")
		h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'self'")
	})
}

const pdf = "application/pdf"

// showLines asks for the lines of a table.
const showLines = "lines"

// preview shows a raw file in place, to whoever may fetch it.
func (s *site) preview(w http.ResponseWriter, r *http.Request) error {
	l, err := s.look(r)
	if err != nil {
		return err
	}
	plain := r.URL.Query().Get("show") == showLines
	f, err := l.Preview(r.Context(), r.PathValue("sha256"), plain)
	if err != nil {
		return err
	}
	l.begun(f.ReceivedAt)
	p := page.File{Frame: l.frame, ReceivedAt: f.ReceivedAt, KeptUntil: f.KeepUntil, Content: content(f.Excerpt, plain),
		RawFile: page.RawFile{Name: f.Name, SHA256: f.SHA256, Bytes: f.Bytes, Classification: f.Classification, Path: page.PathFiles + f.SHA256}}
	if f.Media != "" {
		p.Content.Shown, p.Content.Image = page.PathFiles+f.SHA256+page.PathShown, f.Media != pdf
	}
	for _, rec := range f.Values {
		p.ValuesOf = append(p.ValuesOf, ref(rec))
	}
	for _, rec := range f.Records {
		p.NamedBy = append(p.NamedBy, ref(rec))
	}
	if err := l.cameFrom(r, f, &p); err != nil {
		return err
	}
	return show(w, r, http.StatusOK, p)
}

// cameFrom tells which runs read a file, and of a single one which values.
func (l *look) cameFrom(r *http.Request, f service.Preview, p *page.File) error {
	runs := f.Runs[:min(len(f.Runs), maxRuns)]
	entries, err := l.runEntries(r, runs)
	if err != nil {
		return err
	}
	for _, run := range runs {
		p.Runs = append(p.Runs, l.runRow(run, entries[run.Seq]))
	}
	if len(runs) != 1 {
		return nil
	}
	p.Values, err = l.runValues(r, runs[0], nil)
	return err
}

// content is the beginning of a file as its page takes it.
func content(e excerpt.Excerpt, plain bool) page.Content {
	out := page.Content{Packing: e.Packing, MoreMembers: e.MoreMembers, Member: e.Member, Sheets: e.Sheets, Binary: e.Form == excerpt.Binary, Tabular: e.Tabular, AsLines: plain,
		Header: cells(e.Header), HeaderLine: e.HeaderLine, Columns: e.Columns, Total: e.Total, Counted: e.Counted, Stopped: e.Stopped}
	for _, m := range e.Members {
		out.Members = append(out.Members, page.Member(m))
	}
	for _, r := range e.Rows {
		out.Rows = append(out.Rows, page.ContentRow{Line: r.Line, Cells: cells(r.Cells)})
	}
	for _, x := range e.Lines {
		out.Lines = append(out.Lines, page.Line(x))
	}
	return out
}

func cells(list []excerpt.Cell) []page.Cell {
	var out []page.Cell
	for _, c := range list {
		out = append(out, page.Cell(c))
	}
	return out
}
