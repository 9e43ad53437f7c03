package page

import (
	"context"
	"html/template"
	"io"
	"strconv"
	"time"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
)

// PathPreview is after the SHA-256 in the address of the page that shows a raw file in place.
const PathPreview = "/preview"

// PathShown is after the SHA-256 in the address at which browsers show an image or a PDF.
const PathShown = "/view"

// File is the page of one raw file: what it is, what came from it, and its beginning as it stands.
type File struct {
	Frame
	RawFile
	ReceivedAt time.Time
	KeptUntil  time.Time  // zero: not told
	Runs       []RunRow   // that read it
	Values     []RunValue // of its run, where it has one only
	NamedBy    []Ref      // records that name it as evidence
	ValuesOf   []Ref      // measures of which it shows where entered values come from
	Content    Content
}

// mostFileValues is how many values of its run the page of a file lists; the page of the run has them all.
const mostFileValues = 12

// Content is the beginning of a raw file. At most one of Lines, Rows and Binary is there.
type Content struct {
	Packing     string // gzip or zip; empty: it is not packed
	Members     []Member
	MoreMembers int      // of the archive, that are not named
	Member      string   // of the archive, the one that is shown
	Sheets      []string // of a workbook, the one that is shown first
	Binary      bool
	Shown       string // address at which a browser shows it; empty: it is no image and no PDF
	Image       bool   // it is an image
	Tabular     bool   // it is a table in text, which can be shown as lines too
	AsLines     bool   // the reader asked for its lines
	Header      []Cell
	HeaderLine  int
	Rows        []ContentRow
	Columns     int // of the widest row, with those that are not shown
	Lines       []Line
	Total       int    // lines, or rows below the header, as far as they were counted
	Counted     bool   // they were counted to the end
	Stopped     string // why it ends before the file does, in English; empty: it does not
}

// Member is one file of an archive.
type Member struct {
	Name  string
	Bytes int64
	Shown bool
}

// ContentRow is one row of a table.
type ContentRow struct {
	Line  int
	Cells []Cell
}

// Cell is one cell of a table.
type Cell struct {
	Text string
	Cut  bool // more of it is not shown
}

// Line is one line of a text.
type Line struct {
	Number int
	Text   string
	More   int // characters that are not shown
}

func (c Content) shown() int { return len(c.Lines) + len(c.Rows) }

// column is what the header calls a column; its number where it does not reach that far.
func (c Content) column(i int) string {
	if i < len(c.Header) && c.Header[i].Text != "" {
		return c.Header[i].Text
	}
	return strconv.Itoa(i + 1)
}

func (c Content) table() bool { return len(c.Header) > 0 }

func (p File) finding() template.HTML {
	return sentence(p.origin(), p.extent())
}

// origin says how the file came here.
func (p File) origin() template.HTML {
	at := words.T("at", p.moment(p.ReceivedAt))
	switch {
	case len(p.Runs) == 1:
		r := p.Runs[0]
		return p.h("file.finding.run", words.H("source", p.link(r.Source)), at, words.H("run", p.link(r.Ref)), words.N(r.Points))
	case len(p.Runs) > 1:
		return p.h("file.finding.runs", words.N(len(p.Runs)), at)
	case len(p.NamedBy) > 0:
		return p.h("file.finding.named", at, words.H("list", p.links(p.NamedBy)), words.N(len(p.NamedBy)))
	}
	if len(p.ValuesOf) > 0 {
		return p.h("file.finding.values", at, words.H("list", p.links(p.ValuesOf[:min(len(p.ValuesOf), MostNamed)])), words.N(len(p.ValuesOf)))
	}
	return p.h("file.finding.sent", at)
}

// extent says how much of it is shown.
func (p File) extent() template.HTML {
	c := p.Content
	shown, total := words.T("shown", p.num().Count(int64(c.shown()))), words.T("total", p.num().Count(int64(c.Total)))
	whole := c.Counted && c.shown() == c.Total && c.Stopped == ""
	switch {
	case c.Shown != "" && c.Image:
		return p.h("file.finding.image")
	case c.Shown != "":
		return p.h("file.finding.pdf")
	case c.Binary:
		return p.h("file.finding.binary")
	case !c.table() && c.shown() == 0:
		if c.Counted && c.Stopped == "" {
			return p.h("file.finding.empty")
		}
		return p.h("file.finding.nothing")
	case c.table() && whole && c.Total == 0:
		return p.h("file.finding.rows-none")
	case c.table() && whole:
		return p.h("file.finding.rows-all", words.N(c.Total))
	case c.table() && c.Counted:
		return p.h("file.finding.rows", shown, total)
	case c.table():
		return p.h("file.finding.rows-more", shown, total)
	case whole:
		return p.h("file.finding.lines-all", words.N(c.Total))
	case c.Counted:
		return p.h("file.finding.lines", shown, total)
	}
	return p.h("file.finding.lines-more", shown, total)
}

// name is what the file is called; the beginning of its digest where nobody calls it anything.
func (p RawFile) name() string {
	if p.Name != "" || len(p.SHA256) < 12 {
		return p.Name
	}
	return p.SHA256[:12]
}

// preview is the address of the page that shows the file in place; empty where there is none.
func (p RawFile) preview() string {
	if p.Path == "" {
		return ""
	}
	return p.Path + PathPreview
}

// as is the address of this page with a table as a table, or as its lines.
func (p File) as(lines bool) string {
	if lines {
		return p.href(p.preview() + "?show=lines")
	}
	return p.href(p.preview())
}

// left says what of the content is not shown; empty where all is.
func (p File) left() string {
	c := p.Content
	rest := words.T("rest", p.num().Count(int64(c.Total-c.shown())))
	switch {
	case c.Total == c.shown() && c.Counted:
		return ""
	case c.Counted:
		return p.t("file.left", rest)
	case c.Total > c.shown():
		return p.t("file.left-more", rest)
	}
	return p.t("file.left-some")
}

// Render writes the page.
func (p File) Render(ctx context.Context, w io.Writer) error {
	crumbs := []crumb{{p.t("nav.assure"), ""}, {p.t("nav.evidence"), PathEvidence}}
	if len(p.Runs) == 1 {
		crumbs = append(crumbs, crumb{p.Runs[0].Source.Name, p.Runs[0].Source.Path}, crumb{p.Runs[0].Name, p.Runs[0].Path})
	}
	t := top{section: sectionEvidence, title: p.name(), finding: p.finding(), crumbs: append(crumbs, crumb{p.t("run.file"), ""})}
	return shell(p.Frame, t, fileBody(p)).Render(ctx, w)
}

// contentTitle names what is shown: the sheet of a workbook, the file of an archive, or the file.
func (p File) contentTitle() string {
	switch c := p.Content; {
	case len(c.Sheets) > 1:
		return p.t("file.content-sheet-of", words.T("sheet", c.Sheets[0]), words.N(len(c.Sheets)))
	case len(c.Sheets) == 1:
		return p.t("file.content-sheet", words.T("sheet", c.Sheets[0]))
	case c.Member != "":
		return p.t("file.content-member", words.T("name", c.Member))
	case c.Packing == "gzip":
		return p.t("file.content-unpacked")
	}
	return p.t("file.content")
}
