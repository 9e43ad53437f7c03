// Package excerpt takes the beginning of a raw file as a person looks at it: a table as rows and cells, text as lines, of an archive
// what is in it and the file that a format would read.
//
// It gives plain text and says what it leaves out. It finds no values, corrects nothing, and keeps no more of a file in memory than it
// gives. Characters that are not seen, or that turn the order of others around, are written out: what stands there is what is read.
package excerpt

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/steelyard-isms/steelyard/internal/collect"
	"github.com/steelyard-isms/steelyard/internal/collect/csvfile"
	"github.com/steelyard-isms/steelyard/internal/fault"
)

// What an excerpt gives at most, whatever the file.
const (
	MaxLines   = 200    // lines, or rows below the header
	MaxLine    = 2_000  // characters of a line
	MaxColumns = 30     // of a table
	MaxCell    = 200    // characters of a cell
	MaxText    = 60_000 // characters in all
	MaxMembers = 100    // files of an archive that are named
	MaxName    = 200    // characters of a name
)

const (
	maxBytes  = 32 << 20        // unpacked, that are gone through in order to count lines
	maxPacked = 64 << 20        // of an archive, which has to be there as a whole
	maxRecord = 256 << 10       // of one row of CSV, in bytes; one of empty cells takes forty times as much memory
	maxBook   = 4 << 20         // of a workbook, packed
	maxTime   = 3 * time.Second // after which the counting ends
)

// Form is how the content is given.
type Form string

// The forms.
const (
	Nothing Form = ""       // there is no content that could be given: Stopped says why, or the file is empty
	Text    Form = "text"   // Lines
	Table   Form = "table"  // Header and Rows
	Binary  Form = "binary" // it is no text: nothing is given
)

// Options say how a file is looked at. The zero value is fit for use.
type Options struct {
	Format string // of the file, as it was read; empty means by content
	Sheet  string // of a workbook; empty means the first
	Plain  bool   // give a table in text as the lines that it is written in
}

// Excerpt is the beginning of a file.
type Excerpt struct {
	Packing     string   // gzip or zip; empty: it is not packed
	Members     []Member // of an archive, in its order
	MoreMembers int      // that are not named
	Member      string   // of an archive, the one that is given; empty: none
	Sheets      []string // of a workbook, the one that is given first
	Form        Form
	Tabular     bool // it is a table in text, whichever way it is given
	Header      []Cell
	HeaderLine  int
	Rows        []Row
	Columns     int // of the widest row that is given, with those left out
	Lines       []Line
	Total       int    // lines, or rows below the header, as far as they were counted
	Counted     bool   // they were counted to the end
	Stopped     string // why it ends before the end of the file, where that is not for the file's length; empty: it does not
}

// Member is one file of an archive.
type Member struct {
	Name  string
	Bytes int64 // unpacked, as the archive says
	Shown bool
}

// Row is one row of a table.
type Row struct {
	Line  int // where it starts in the file, or in the sheet, from 1
	Cells []Cell
}

// Cell is one cell, or what of it is given.
type Cell struct {
	Text string
	Cut  bool
}

// Line is one line, or what of it is given.
type Line struct {
	Number int // from 1
	Text   string
	More   int // characters that are left out; where a line does not end within what is gone through, those up to there
}

// Shown is how many lines, or rows below the header, are given.
func (e Excerpt) Shown() int { return len(e.Lines) + len(e.Rows) }

// Read takes the beginning of a file. What is damaged, too large or of no known format is no error: the excerpt says so, with what
// there is before. Error: that of r, where it is one of ours.
func Read(ctx context.Context, formats *collect.Formats, name string, r io.Reader, o Options) (Excerpt, error) {
	ctx, stop := context.WithTimeout(ctx, maxTime)
	defer stop()
	e := &excerpt{ctx: ctx, o: o, room: MaxText}
	given := &told{r: r}
	err := formats.Unpack(ctx, name, given, collect.Options{Format: o.Format, Limits: collect.Limits{Content: maxPacked}}, func(u collect.Unpacked) error {
		e.unpacked(u)
		return nil
	})
	if given.err != nil {
		return Excerpt{}, given.err
	}
	if err != nil {
		e.stopped(err)
	}
	if e.Form == Nothing && !e.Counted && e.Stopped == "" {
		e.Stopped = "it could not be gone through in time"
	}
	return e.Excerpt, nil
}

// told keeps the error of the reader that was given, which is no fault of the file.
type told struct {
	r   io.Reader
	err error
}

func (t *told) Read(p []byte) (int, error) {
	n, err := t.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		t.err = err
	}
	return n, err
}

// excerpt is one in the making.
type excerpt struct {
	Excerpt
	ctx  context.Context
	o    Options
	room int // characters that may still be given
}

func (e *excerpt) unpacked(u collect.Unpacked) {
	e.Packing, e.Stopped = u.Packing, u.Reason
	for i, m := range u.Members {
		if m.Read {
			e.Member = e.name(m.Name)
		}
		if i < MaxMembers {
			e.Members = append(e.Members, Member{Name: e.name(m.Name), Bytes: m.Bytes, Shown: m.Read})
		}
	}
	e.MoreMembers = len(u.Members) - len(e.Members)
	switch {
	case u.Whole != nil:
		e.workbook(u)
	case u.Content != nil:
		e.content(u)
	}
}

func (e *excerpt) name(text string) string {
	out, _ := visible([]byte(text), MaxName)
	return out
}

func (e *excerpt) content(u collect.Unpacked) {
	head, err := u.Content.Peek(collect.HeadSize)
	switch {
	case len(head) == 0:
		if e.Counted = err == nil || errors.Is(err, io.EOF); !e.Counted {
			e.stopped(err)
		}
	case binary(head):
		e.Form = Binary
	default:
		if e.Tabular = tabular(u.Format, head); e.Tabular && !e.o.Plain {
			e.table(u.Content, csvfile.Delimiter(head))
		} else {
			e.lines(u.Content)
		}
	}
}

// tabular tells whether text is to be given as a table: a file that was read as one, and that of a tool which writes tables, too.
func tabular(format string, head []byte) bool {
	switch format {
	case "csv":
		return true
	case "", "gophish":
		return csvfile.Format{}.Sniff(head)
	}
	return false
}

// stopped notes why the file ends here, in words for people.
func (e *excerpt) stopped(err error) {
	if e.Stopped != "" || e.ctx.Err() != nil { // for want of time it is only not counted
		return
	}
	f := fault.Of(err)
	e.Stopped = f.Message
	if len(f.Fields) > 0 {
		e.Stopped += ": " + f.Fields[0].Reason
	}
}
