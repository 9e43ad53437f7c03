package web

import (
	"context"
	"net/http"
	"regexp"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/httpd"
	"github.com/steelyard-isms/steelyard/internal/org"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/service"
	"github.com/steelyard-isms/steelyard/internal/store"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// notePages registers what is said of records of every kind.
func (s *site) notePages() {
	for _, k := range s.svc.Registry().Kinds() {
		// who may see the record may talk of it; the service asks the gate
		s.srv.Handle("GET /"+k.Plural+"/{ref}"+page.PathNotes, httpd.May(access.Read, k.Name), func(w http.ResponseWriter, r *http.Request) error {
			return s.discuss(w, r, k, page.Typed{}, http.StatusOK)
		})
		s.srv.Handle("POST /"+k.Plural+"/{ref}"+page.PathNotes, httpd.May(access.Discuss, k.Name), func(w http.ResponseWriter, r *http.Request) error { return s.say(w, r, k) })
	}
	s.srv.Handle("POST "+page.PathNotes+"/{id}/seen", httpd.SignedIn, s.seeNote)
	for _, act := range []string{store.Corrected, store.Withdrawn, store.Settled, store.Reopened} {
		s.srv.Handle("POST "+page.PathNotes+"/{id}/"+act, httpd.May(access.Discuss, access.System), func(w http.ResponseWriter, r *http.Request) error { return s.changeNote(w, r, act) })
	}
}

// discuss is the page of a discussion alone.
func (s *site) discuss(w http.ResponseWriter, r *http.Request, k *record.Kind, typed page.Typed, status int) error {
	l, err := s.look(r)
	if err != nil {
		return err
	}
	rec, err := l.Record(k.Name, r.PathValue("ref"))
	if err != nil {
		return err
	}
	return s.discussing(w, r, l, rec, typed, status)
}

func (s *site) discussing(w http.ResponseWriter, r *http.Request, l *look, rec *record.Record, typed page.Typed, status int) error {
	if err := l.fillDiscussion(r.Context(), rec); err != nil {
		return err
	}
	l.frame.Discussion.Typed = typed
	return show(w, r, status, page.Discuss{Frame: l.frame, Ref: l.refTo(rec), Kind: rec.Kind})
}

// fillDiscussion brings in what was said of the record that a page is about.
func (l *look) fillDiscussion(ctx context.Context, rec *record.Record) error {
	said, err := l.Discussion(ctx, rec)
	if err != nil {
		return err
	}
	d := &page.Discussion{Path: pathOf(rec) + page.PathNotes, Earlier: said.Earlier, May: said.May}
	d.Open, d.Answered, d.Notes = l.notes(said.Open, ""), l.notes(said.Answered, ""), l.notes(said.Notes, "")
	if d.May && l.May(access.Read, org.PersonKind.Name) {
		d.People = l.offered(org.PersonKind.Name)
	}
	l.frame.Discussion = d
	return nil
}

func (l *look) notes(list []service.Note, settles record.UID) []page.Note {
	var out []page.Note
	for _, n := range list {
		x := page.Note{ID: string(n.UID), By: l.actor(n.By), At: n.At, Plain: n.Text, Corrected: n.Corrected, Withdrawn: n.Withdrawn, Why: n.Why, Question: n.Question, Settles: settles != "" && n.UID == settles,
			SettledAt: n.SettledAt, Replies: l.notes(n.Replies, n.Answer), MayCorrect: n.MayCorrect, MayWithdraw: n.MayWithdraw, MaySettle: n.MaySettle}
		if n.Withdrawn {
			x.EndedBy = l.actor(n.EndedBy)
		}
		inText := map[record.UID]bool{}
		for _, name := range service.Mentions(n.Text) {
			if p, err := l.Record(org.PersonKind.Name, name); err == nil {
				inText[p.UID] = true
			}
		}
		for _, person := range n.Mentions {
			if name := l.PersonTitle(person); name != "" && !inText[person] {
				x.Tells = append(x.Tells, name)
			}
		}
		for _, w := range n.Earlier {
			x.Earlier = append(x.Earlier, page.Wording{Text: w.Text, At: w.At})
		}
		if n.Text != "" {
			for paragraph := range strings.SplitSeq(n.Text, "\n") {
				if strings.TrimSpace(paragraph) != "" {
					x.Text = append(x.Text, l.pieces(paragraph))
				}
			}
		}
		out = append(out, x)
	}
	return out
}

// linked is what becomes a link in a text: addresses elsewhere, people who are mentioned, codes of records.
var linked = regexp.MustCompile(`https?://[^\s<>"']+[^\s<>"'.,;:!?)\]]|@[A-Za-z0-9][A-Za-z0-9-]*|\b[A-Z]{1,3}-[0-9]{1,6}\b`)

// pieces finds the links in a paragraph: only to what the reader may see.
func (l *look) pieces(text string) []page.Piece {
	var out []page.Piece
	at := 0
	for _, m := range linked.FindAllStringIndex(text, -1) {
		piece := l.piece(text[m[0]:m[1]])
		if piece.Path == "" && piece.Out == "" {
			continue
		}
		if m[0] > at {
			out = append(out, page.Piece{Text: text[at:m[0]]})
		}
		out, at = append(out, piece), m[1]
	}
	if at < len(text) {
		out = append(out, page.Piece{Text: text[at:]})
	}
	return out
}

func (l *look) piece(word string) page.Piece {
	if strings.HasPrefix(word, "http") {
		return page.Piece{Text: word, Out: word}
	}
	if name, is := strings.CutPrefix(word, "@"); is {
		if r, err := l.Record(org.PersonKind.Name, name); err == nil {
			return page.Piece{Text: "@" + l.refTo(r).Name, Path: pathOf(r)}
		}
		return page.Piece{Text: word}
	}
	prefix, _, _ := strings.Cut(word, "-")
	for _, k := range l.Registry().Kinds() {
		if k.Prefix == prefix {
			if r, err := l.Record(k.Name, word); err == nil {
				return page.Piece{Text: word, Path: pathOf(r)}
			}
		}
	}
	return page.Piece{Text: word}
}

// say takes what somebody says of a record.
func (s *site) say(w http.ResponseWriter, r *http.Request, k *record.Kind) error {
	l, err := s.look(r)
	if err != nil {
		return err
	}
	if l.frame.AsOf.Past {
		return invalid("as_of", "is in the past, and nothing is said there any more", "Leave it out")
	}
	rec, err := l.Record(k.Name, r.PathValue("ref"))
	if err != nil {
		return err
	}
	wish := service.NoteWish{Kind: k.Name, Record: rec.Name, Text: r.PostFormValue("text"), Question: r.PostFormValue("question") == "true", Answers: record.UID(r.PostFormValue("answers"))}
	mention := strings.TrimSpace(r.PostFormValue("mention"))
	if mention != "" {
		wish.Mentions = []string{l.Meant(org.PersonKind.Name, mention)}
	}
	done, err := s.svc.WriteNote(r.Context(), l.Principal(), wish)
	if f := fault.Of(err); err != nil && f.Code == fault.Invalid && len(f.Fields) > 0 {
		form := "new"
		if wish.Answers != "" {
			form = string(wish.Answers) + " answer"
		}
		return s.discussing(w, r, l, rec, page.Typed{Form: form, Text: wish.Text, Mention: mention, Question: wish.Question, Wrong: wrongs(f.Fields)}, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	httpd.Wrote(r.Context(), w, done.Seq)
	s.srv.Tell(r, l.text("discussion.added"), "")
	http.Redirect(w, r, pathOf(rec)+"#n-"+string(done.Note), http.StatusSeeOther) //nolint:gosec // the path is of a record
	return nil
}

var noteWords = map[string]words.Key{store.Corrected: "discussion.done.corrected", store.Withdrawn: "discussion.done.withdrawn", store.Settled: "discussion.done.settled", store.Reopened: "discussion.done.reopened"}

// changeNote corrects or withdraws a note, settles a question or opens it again.
func (s *site) changeNote(w http.ResponseWriter, r *http.Request, act string) error {
	l, err := s.look(r)
	if err != nil {
		return err
	}
	id := record.UID(r.PathValue("id"))
	rec, seq, err := s.svc.ChangeNote(r.Context(), l.Principal(), service.NoteChange{Note: id, Act: act, Text: r.PostFormValue("text"), Answer: record.UID(r.PostFormValue("answer"))})
	if f := fault.Of(err); err != nil && f.Code == fault.Invalid && len(f.Fields) > 0 && rec != nil {
		return s.discussing(w, r, l, rec, page.Typed{Form: string(id) + " " + act, Text: r.PostFormValue("text"), Wrong: wrongs(f.Fields)}, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	httpd.Wrote(r.Context(), w, seq)
	s.srv.Tell(r, say(l.language(), noteWords, act), "")
	http.Redirect(w, r, pathOf(rec)+"#n-"+string(id), http.StatusSeeOther) //nolint:gosec // the path is of a record, and the note was found
	return nil
}

// seeNote notes that the reader has seen that they are mentioned.
func (s *site) seeNote(w http.ResponseWriter, r *http.Request) error {
	l, err := s.look(r)
	if err != nil {
		return err
	}
	if err := s.svc.SeenNote(r.Context(), l.Principal(), record.UID(r.PathValue("id"))); err != nil {
		return err
	}
	http.Redirect(w, r, page.PathToday, http.StatusSeeOther)
	return nil
}
