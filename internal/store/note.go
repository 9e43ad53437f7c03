package store

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/journal"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// What is done with a note.
const (
	Written   = "written"
	Corrected = "corrected" // says something else from now on
	Withdrawn = "withdrawn" // taken back: what it said is erased, in every version
	Settled   = "settled"   // of a question: it is answered, by the note that is named
	Reopened  = "reopened"  // of a question: it is not answered after all
)

// NoteAct is something that was done with a note in the discussion of a record.
type NoteAct struct {
	Note     record.UID
	Seq      int64 // of the journal entry
	At       time.Time
	Kind     string // of the record; not kept with the act
	Record   record.UID
	Act      string
	By       journal.Actor
	Question bool         // it asks something
	Answers  record.UID   // of what is written: the question that it answers; of what settles: the answer. Empty: none
	Mentions []record.UID // people
	Text     string       // what it says, or why it was withdrawn
	Erased   bool         // what it said is gone
	salt     []byte
}

// Noted is how the journal tells of the act, with a commitment to what is said.
func (a *NoteAct) Noted() (journal.NoteAct, error) {
	a.salt = make([]byte, 16)
	_, _ = rand.Read(a.salt) // crypto/rand never fails
	digest, err := a.digest()
	return journal.NoteAct{Note: a.Note, Kind: a.Kind, Record: a.Record, Act: a.Act, Digest: digest}, err
}

// digest commits to all that the act says: SHA-256 over a random salt and the act.
func (a *NoteAct) digest() (string, error) {
	if len(a.Mentions) == 0 {
		a.Mentions = nil // as it is read
	}
	b, err := json.Marshal(struct {
		Note, Record, Answers record.UID
		Act, Text             string
		Question              bool
		Mentions              []record.UID
		By                    journal.Actor
	}{a.Note, a.Record, a.Answers, a.Act, a.Text, a.Question, a.Mentions, a.By})
	sum := sha256.Sum256(append(append([]byte{}, a.salt...), b...))
	return hex.EncodeToString(sum[:]), err
}

// PutNoteAct keeps an act under its entry. It is to be Noted before.
func (t *Tx) PutNoteAct(ctx context.Context, a NoteAct, seq int64) error {
	type step struct {
		query string
		args  []any
	}
	steps := []step{{`INSERT INTO note_act (note, seq, record, act, account, person, via, question, answers, mentions, salt, text) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		[]any{a.Note, seq, a.Record, a.Act, a.By.Account, a.By.Person, a.By.Via, yes(a.Question), a.Answers, writeUIDs(a.Mentions), a.salt, a.Text}}}
	add := func(query string, args ...any) {
		steps = append(steps, step{query, args})
	}
	switch a.Act {
	case Written, Reopened:
		if a.Question {
			add("INSERT INTO note_open (note, record, seq) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", a.Note, a.Record, seq)
		}
	case Settled:
		add("DELETE FROM note_open WHERE note = ?", a.Note)
	case Withdrawn:
		add("UPDATE note_act SET text = NULL, salt = NULL WHERE note = ? AND seq < ?", a.Note, seq)
		add("DELETE FROM note_open WHERE note = ?", a.Note)
		add("DELETE FROM note_call WHERE note = ?", a.Note)
	}
	for _, person := range a.Mentions {
		if person != a.By.Person {
			add("INSERT INTO note_call (person, note, record, seq) VALUES (?, ?, ?, ?) ON CONFLICT (person, note) DO UPDATE SET seq = excluded.seq", person, a.Note, a.Record, seq)
		}
	}
	if a.By.Person != "" && a.Act == Written { // who writes back has seen what was said before
		add("DELETE FROM note_call WHERE person = ? AND record = ? AND seq < ?", a.By.Person, a.Record, seq)
	}
	for _, s := range steps {
		if _, err := t.exec(ctx, s.query, s.args...); err != nil {
			return fmt.Errorf("keeping a note: %w", err)
		}
	}
	return nil
}

const noteColumns = `SELECT n.note, n.seq, j.recorded_at, n.record, n.act, n.account, n.person, n.via, n.question, n.answers, n.mentions, n.salt, n.text
	FROM note_act n JOIN journal j ON j.seq = n.seq `

// NoteActs gives what was done with the notes of a record up to an entry, in order: at most the latest limit acts.
func (s *Store) NoteActs(ctx context.Context, of record.UID, upTo int64, limit int) ([]NoteAct, error) {
	all, err := s.noteActs(ctx, noteColumns+"WHERE n.record = ? AND n.seq <= ? ORDER BY n.seq DESC LIMIT ?", of, upTo, limit)
	for i, j := 0, len(all)-1; i < j; i, j = i+1, j-1 {
		all[i], all[j] = all[j], all[i]
	}
	return all, err
}

// NoteHistory gives all that was done with a note, in order; nothing where there is none.
func (s *Store) NoteHistory(ctx context.Context, note record.UID) ([]NoteAct, error) {
	return s.noteActs(ctx, noteColumns+"WHERE n.note = ? ORDER BY n.seq", note)
}

// OpenQuestions gives the first words of questions that nobody has answered, the oldest first.
func (s *Store) OpenQuestions(ctx context.Context, limit int) ([]NoteAct, error) {
	return s.noteActs(ctx, noteColumns+"JOIN note_open o ON o.note = n.note WHERE n.act = 'written' ORDER BY n.seq LIMIT ?", limit)
}

// Mentioning gives the latest words in which a person is mentioned and that they have not seen, the oldest first.
func (s *Store) Mentioning(ctx context.Context, person record.UID, limit int) ([]NoteAct, error) {
	return s.noteActs(ctx, noteColumns+"JOIN note_call c ON c.note = n.note AND c.seq = n.seq WHERE c.person = ? ORDER BY n.seq LIMIT ?", person, limit)
}

// SeenNote notes that a person has seen that they are mentioned. It is no business of the journal.
func (s *Store) SeenNote(ctx context.Context, person, note record.UID) error {
	if _, err := s.write.ExecContext(ctx, s.d.bind("DELETE FROM note_call WHERE person = ? AND note = ?"), person, note); err != nil {
		return fault.Wrap(fault.Unavailable, err, "it cannot be noted now that you have seen it")
	}
	return nil
}

func (s *Store) noteActs(ctx context.Context, query string, args ...any) ([]NoteAct, error) {
	rows, err := s.read.QueryContext(ctx, s.d.bind(query), args...)
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "the discussion cannot be read")
	}
	defer func() { _ = rows.Close() }()
	var out []NoteAct
	for rows.Next() {
		a, err := scanNoteAct(rows)
		if err != nil {
			return nil, fault.Wrap(fault.Unavailable, err, "the discussion cannot be read")
		}
		out = append(out, a)
	}
	if err := rows.Err(); err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "the discussion cannot be read")
	}
	return out, nil
}

func scanNoteAct(rows *sql.Rows) (NoteAct, error) {
	var a NoteAct
	var at, question int64
	var mentions string
	var text sql.NullString
	err := rows.Scan(&a.Note, &a.Seq, &at, &a.Record, &a.Act, &a.By.Account, &a.By.Person, &a.By.Via, &question, &a.Answers, &mentions, &a.salt, &text)
	a.At, a.Question, a.Mentions, a.Text, a.Erased = time.UnixMicro(at).UTC(), question == 1, readUIDs(mentions), text.String, !text.Valid
	return a, err
}

// notes compares what is kept of discussions with the entries that note it.
func (v *verifier) notes(ctx context.Context, w *window) error {
	err := v.each(ctx, noteColumns+"WHERE n.seq > ? AND n.seq <= ?", func(rows *sql.Rows) error {
		a, err := scanNoteAct(rows)
		if err != nil {
			return err
		}
		key := fmt.Sprint(a.Seq, " ", a.Note)
		noted, ok := w.notes[key]
		delete(w.notes, key)
		digest, err := a.digest()
		switch {
		case !ok || noted.Record != a.Record || noted.Act != a.Act:
			v.problem("the note %s is not what journal entry %d recorded", a.Note, a.Seq)
		case !a.Erased && noted.Digest != digest:
			v.problem("the note %s says something else than journal entry %d committed to", a.Note, a.Seq)
		}
		return err
	}, w.after, w.upTo)
	for key := range w.notes {
		v.problem("a note that the journal recorded is missing (entry, note: %s)", key)
	}
	return err
}

// questions: what was taken back says nothing any more, nothing else lost its words, and the open questions are those that nobody settled.
func (v *verifier) questions(ctx context.Context) error {
	if err := v.told(ctx, "the note %s of entry %s was withdrawn, and its words are still there", `SELECT n.note, n.seq FROM note_act n
		JOIN note_act w ON w.note = n.note AND w.act = 'withdrawn' AND w.seq > n.seq WHERE n.text IS NOT NULL`); err != nil {
		return err
	}
	if err := v.told(ctx, "the note %s of entry %s has lost its words, and nothing says that it was withdrawn", `SELECT n.note, n.seq FROM note_act n
		LEFT JOIN note_act w ON w.note = n.note AND w.act = 'withdrawn' AND w.seq > n.seq WHERE n.text IS NULL AND w.note IS NULL`); err != nil {
		return err
	}
	const last = `(SELECT n.note, n.act FROM note_act n JOIN (SELECT note, MAX(seq) AS seq FROM note_act WHERE question = 1 AND act <> 'corrected' GROUP BY note) x ON x.note = n.note AND x.seq = n.seq)`
	return v.told(ctx, "the question %s was %s last, and is listed as if it were not", "SELECT l.note, l.act FROM "+last+` l LEFT JOIN note_open o ON o.note = l.note
		WHERE (l.act IN ('written', 'reopened')) <> (o.note IS NOT NULL)`)
}
