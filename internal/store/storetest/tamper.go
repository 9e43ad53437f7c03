package storetest

import (
	"bytes"
	"context"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/journal"
	"github.com/steelyard-isms/steelyard/internal/measurement"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/store"
)

// Furnish puts something of everything into a store: records with personal values and revisions, a batch of 40 points
// over two months with the number 1, another with a file that shows where its value comes from, a run with a file of several rows, an erasure, a question and a note that was taken back, a document that is kept
// for a record, and an entry that reaches into what was closed. Then the store is verified.
func Furnish(t testing.TB, l *Lab) {
	t.Helper()
	l.MustPut(Declare("team", "red", "Red", `{}`), Declare("member", "m1", "", `{"full_name":"Ann","email":"ann@example.org","team":"red"}`),
		Declare("member", "m2", "", `{"full_name":"Bob","team":"red"}`))
	l.MustPut(Declare("goal", "goal", "Goal", `{"team":"red","weight":3}`))
	l.MustPut(Declare("goal", "goal", "Goal", `{"team":"red","weight":4}`))
	s := measurement.Series{Owner: "01J00000000000000000000001", Name: "index"}
	b := measurement.Batch{ID: 1}
	for i := range 40 {
		b.Points = append(b.Points, point(s, day("2026-01-10").AddDate(0, 0, i), number(float64(i)), ""))
	}
	l.mustAdd(b, s)
	l.mustShow(measurement.Batch{ID: 2, Points: []measurement.Point{point(s, day("2026-03-10"), number(1), "")}}, l.mustSend("minutes"), "minutes.txt", s)
	if _, _, err := l.addRun("01J00000000000000000000001", bytes.Repeat([]byte("raw"), 300_000), "internal", day("2030-01-01"), point(s, day("2026-03-01"), number(2), "")); err != nil {
		t.Fatal(err)
	}
	if _, err := Erase(l.Context(), l.Store, "member", l.Find(l.Snapshot(), "member", "m2").UID); err != nil {
		t.Fatal(err)
	}
	l.MustPut(pact("ann", "pact", "one"))
	team := l.Find(l.Snapshot(), "team", "red").UID
	for _, a := range []store.NoteAct{{Note: "01J0000000000000000000000N", Act: store.Written, Question: true, Text: "Why so"}, {Note: "01J0000000000000000000000M", Act: store.Written, Text: "No"}, {Note: "01J0000000000000000000000M", Act: store.Withdrawn, Text: "Yes"}} {
		a.Kind, a.Record = "team", team
		l.mustNote(a)
	}
	l.mustClose(l.Find(l.Snapshot(), "pact", "pact"), team)
	l.mustKeep([]int64{s.ID()}, "2026-01-01", "2026-02-28")
	l.Verify()
}

// mustClose writes an entry that keeps a document for a record, as closing a period does, and one that reaches into what was closed.
func (l *Lab) mustClose(r *record.Record, about record.UID) {
	l.Helper()
	content := []byte(`{"figures":[1,2,3]}`)
	note := store.NoteArtefact(r.UID, r.Revision, content)
	for _, d := range []store.Decision{
		{Body: journal.Body{Artefacts: []journal.Artefact{note}}, Then: func(ctx context.Context, tx *store.Tx, seq int64, _ time.Time) error {
			return tx.InsertArtefact(ctx, note, content, seq)
		}},
		{Body: journal.Body{Restates: []journal.Restated{{Period: r.UID, Points: 1, Records: 1, About: []record.UID{about}, Reason: "late"}}},
			Then: func(context.Context, *store.Tx, int64, time.Time) error { return nil }},
	} {
		if _, err := l.Write(l.Context(), store.Write{Type: journal.Change, Actor: journal.Actor{Via: "test"}, Reason: "closed",
			Decide: func(context.Context, *store.Tx, *record.Snapshot) (store.Decision, error) { return d, nil }}); err != nil {
			l.Fatal(err)
		}
	}
}
