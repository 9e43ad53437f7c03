package page

import (
	"context"
	"io"
	"time"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
)

// PathNotes is below the address of a record: where what is said of it is read and written; below the site: what is done with one note.
const PathNotes = "/notes"

// Discussion is what was said of the record that a page is about.
type Discussion struct {
	Path     string // address of the discussion
	Open     []Note // questions that nobody has answered
	Answered []Note // questions
	Notes    []Note // all else
	Earlier  bool   // more was said before all this
	May      bool   // the reader may say something
	People   []string
	Typed    Typed
}

// Typed is what the reader entered, where it cannot be taken.
type Typed struct {
	Form     string // new, or the note and what was to be done with it; empty: nothing was entered
	Text     string
	Mention  string
	Question bool
	Wrong    []Wrong
}

// Note is one thing that was said.
type Note struct {
	ID        string
	By        string
	At        time.Time
	Text      [][]Piece // paragraphs
	Plain     string    // as it was entered, for its correction
	Tells     []string  // people who are mentioned
	Earlier   []Wording
	Corrected time.Time // zero: it was not
	Withdrawn bool
	Why       string // it was withdrawn
	EndedBy   string
	Question  bool
	Settles   bool // it is the answer to its question
	SettledAt time.Time
	Replies   []Note
	// what the reader may do with it
	MayCorrect, MayWithdraw, MaySettle bool
}

// Wording is what a note said until it was corrected.
type Wording struct {
	Text string
	At   time.Time
}

// Piece is a part of a paragraph: plain, or a link.
type Piece struct {
	Text string
	Path string // address within the site; empty: it is none
	Out  string // address elsewhere; empty: it is none
}

// count is how many notes there are.
func (d Discussion) count() int {
	n := len(d.Open) + len(d.Answered) + len(d.Notes)
	for _, list := range [][]Note{d.Open, d.Answered} {
		for _, q := range list {
			n += len(q.Replies)
		}
	}
	return n
}

// note says in a line what there is.
func (d Discussion) note(f Frame) string {
	switch {
	case d.count() == 0:
		return f.t("discussion.nothing")
	case len(d.Open) > 0:
		return f.t("discussion.open", words.N(len(d.Open)))
	}
	return f.t("discussion.all", words.N(d.count()))
}

// entered is what the reader entered into a form.
func (d Discussion) entered(form string) Typed {
	if d.Typed.Form == form {
		return d.Typed
	}
	return Typed{}
}

// Discuss is the page of a discussion alone.
type Discuss struct {
	Frame
	Ref
	Kind string
}

// Render writes the page.
func (p Discuss) Render(ctx context.Context, w io.Writer) error {
	t := top{section: sectionOf(p.Kind), title: p.t("discussion.of", words.T("name", p.Name)), crumbs: []crumb{{p.Code, p.Path}, {p.t("discussion.title"), ""}},
		code: p.Code, error: p.Discussion != nil && len(p.Discussion.Typed.Wrong) > 0}
	return shell(p.Frame, t, discussBody(p)).Render(ctx, w)
}
