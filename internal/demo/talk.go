package demo

import (
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/service"
	"github.com/steelyard-isms/steelyard/internal/store"
)

// talk is what people say of records: a question that was answered, one that waits, and a note.
func (t *teller) talk() []step {
	var asked, answer record.UID
	say := func(by string, role access.Role, w service.NoteWish, into *record.UID) func() error {
		return func() error {
			if w.Answers == "?" {
				w.Answers = asked
			}
			said, err := t.svc.WriteNote(t.ctx, t.as(by, role), w)
			if into != nil {
				*into = said.Note
			}
			return err
		}
	}
	at := func(day, hour int) time.Time {
		return t.first.AddDate(0, months-1, day).Add(time.Duration(hour) * time.Hour)
	}
	return []step{
		{at(6, 2), say("managing-director", access.Executive, service.NoteWish{Kind: "objective", Record: "harden-servers", Question: true,
			Text: "The hardening index rises and the objective is still off plan. What holds it down, @head-of-it-operations?"}, &asked)},
		{at(7, 1), say("head-of-it-operations", access.Owner, service.NoteWish{Kind: "objective", Record: "harden-servers", Answers: "?",
			Text: "What is installed with flaws that are known. The image is built once a quarter, and what is found between stays until the next build.\nA build each month is planned as an action."}, &answer)},
		{at(8, 1), func() error {
			_, _, err := t.svc.ChangeNote(t.ctx, t.as("managing-director", access.Executive), service.NoteChange{Note: asked, Act: store.Settled, Answer: answer})
			return err
		}},
		{at(10, 3), say("internal-auditor", access.Auditor, service.NoteWish{Kind: "objective", Record: "harden-servers",
			Text: "Seen in the audit of the quarter: values, files and limits agree with what the scanner writes."}, nil)},
		{at(12, 2), say("internal-auditor", access.Auditor, service.NoteWish{Kind: "measure", Record: "hardening-index", Question: true,
			Text: "Which servers does the reference server stand for, and who checks that they are built from it? @isms-manager"}, nil)},
	}
}
