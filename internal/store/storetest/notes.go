package storetest

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/journal"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/store"
)

// mustNote writes an act on a note, and gives its entry.
func (l *Lab) mustNote(a store.NoteAct) int64 {
	l.Helper()
	w := store.Write{Type: journal.Note, Actor: a.By}
	if a.Act == store.Withdrawn {
		w.Type = journal.Erasure
	}
	w.Decide = func(context.Context, *store.Tx, *record.Snapshot) (store.Decision, error) {
		noted, err := a.Noted()
		return store.Decision{Body: journal.Body{Notes: []journal.NoteAct{noted}},
			Then: func(ctx context.Context, tx *store.Tx, seq int64, _ time.Time) error {
				return tx.PutNoteAct(ctx, a, seq)
			}}, err
	}
	r, err := l.Write(l.Context(), w)
	if err != nil {
		l.Fatal(err)
	}
	return r.Seq
}

// notes: what is said of a record is given as it was known, who is mentioned is told until they have seen it, questions are open until they are settled, and
// what was taken back is gone from every version.
func notes(t *testing.T, l *Lab) {
	ctx := t.Context()
	uid := declareMember(t, l)
	ann, bob := journal.Actor{Account: "01J0000000000000000000000A", Person: "01J0000000000000000000000P", Via: "test"}, journal.Actor{Account: "01J0000000000000000000000B", Person: "01J0000000000000000000000Q", Via: "test"}
	const question, answer, aside = record.UID("01J00000000000000000000001"), record.UID("01J00000000000000000000002"), record.UID("01J00000000000000000000003")
	asked := l.mustNote(store.NoteAct{Note: question, Kind: "member", Record: uid, Act: store.Written, By: ann, Question: true, Mentions: []record.UID{bob.Person, ann.Person}, Text: "Why?\n\"so\" Ω"})
	said := l.mustNote(store.NoteAct{Note: aside, Kind: "member", Record: uid, Act: store.Written, By: ann, Text: "A secret"})
	open := func(want ...record.UID) {
		t.Helper()
		got, err := l.OpenQuestions(ctx, 10)
		if err != nil || len(got) != len(want) || len(want) > 0 && (got[0].Note != want[0] || got[0].Text == "") {
			t.Errorf("open are %+v (%v), not %v", got, err, want)
		}
	}
	called := func(person record.UID, want ...record.UID) {
		t.Helper()
		got, err := l.Mentioning(ctx, person, 10)
		if err != nil || len(got) != len(want) || len(want) > 0 && got[0].Note != want[0] {
			t.Errorf("%s is called by %+v (%v), not %v", person, got, err, want)
		}
	}
	open(question)
	called(bob.Person, question)
	called(ann.Person) // nobody is told of their own words
	l.mustNote(store.NoteAct{Note: answer, Kind: "member", Record: uid, Act: store.Written, By: bob, Answers: question, Mentions: []record.UID{ann.Person}, Text: "Because"})
	called(bob.Person) // who writes back has seen it
	called(ann.Person, answer)
	if err := l.SeenNote(ctx, bob.Person, answer); err != nil {
		t.Fatal(err)
	}
	called(ann.Person, answer)
	if err := l.SeenNote(ctx, ann.Person, answer); err != nil {
		t.Fatal(err)
	}
	called(ann.Person)
	l.mustNote(store.NoteAct{Note: question, Kind: "member", Record: uid, Act: store.Settled, By: ann, Question: true, Answers: answer})
	open()
	l.mustNote(store.NoteAct{Note: question, Kind: "member", Record: uid, Act: store.Reopened, By: ann, Question: true})
	open(question)
	l.mustNote(store.NoteAct{Note: question, Kind: "member", Record: uid, Act: store.Corrected, By: ann, Question: true, Mentions: []record.UID{bob.Person}, Text: "Why now?"})
	open(question)
	called(bob.Person, question)
	last := l.mustNote(store.NoteAct{Note: aside, Kind: "member", Record: uid, Act: store.Withdrawn, By: ann, Text: "Not for here"})

	all, err := l.NoteActs(ctx, uid, last, 100)
	if err != nil || len(all) != 7 || all[0].Text != "Why?\n\"so\" Ω" || all[0].Seq != asked || !all[0].Question || all[0].By != ann || len(all[0].Mentions) != 2 || all[0].At.IsZero() {
		t.Fatalf("%+v (%v)", all, err)
	}
	if all[1].Note != aside || !all[1].Erased || all[1].Text != "" || all[6].Text != "Not for here" {
		t.Errorf("what was taken back is %+v, and why %+v", all[1], all[6])
	}
	for _, row := range everything(t, l, "note_act", "journal", "idempotency") {
		if strings.Contains(row, "A secret") {
			t.Errorf("what was taken back is still there: %.200s", row)
		}
	}
	if then, err := l.NoteActs(ctx, uid, said, 100); err != nil || len(then) != 2 {
		t.Errorf("as of entry %d there are %+v (%v)", said, then, err)
	}
	if few, err := l.NoteActs(ctx, uid, last, 2); err != nil || len(few) != 2 || few[1].Act != store.Withdrawn {
		t.Errorf("the latest two are %+v (%v)", few, err)
	}
	if other, err := l.NoteActs(ctx, "01J0000000000000000000000Z", last, 100); err != nil || len(other) > 0 {
		t.Errorf("of another record is said %+v (%v)", other, err)
	}
	if h, err := l.NoteHistory(ctx, question); err != nil || len(h) != 4 || h[3].Text != "Why now?" {
		t.Errorf("the history is %+v (%v)", h, err)
	}
}
