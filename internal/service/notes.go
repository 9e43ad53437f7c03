package service

import (
	"context"
	"encoding/json"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/journal"
	"github.com/steelyard-isms/steelyard/internal/org"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/store"
)

// Bounds of a discussion.
const (
	longestNote  = 10_000 // characters
	mostMentions = 20     // people in one note
	mostNoteActs = 1000   // acts of one discussion that are read: the latest
	mostOpenRead = 500    // open questions that are looked through for whoever owns what they are about
	mostCalls    = 100    // notes in which one person is mentioned
)

// Note is what somebody said of a record.
type Note struct {
	UID       record.UID
	By        journal.Actor
	At        time.Time
	Text      string       // empty where it was withdrawn
	Mentions  []record.UID // people
	Earlier   []Wording    // what it said before it was corrected, the oldest first
	Corrected time.Time    // when it was corrected last; zero: never
	Question  bool
	Answers   record.UID // the question that it answers; empty: none
	Answer    record.UID // of a question: the note that settles it; empty: it is open
	SettledAt time.Time
	Withdrawn bool
	Why       string        // it was withdrawn
	EndedBy   journal.Actor // who withdrew it
	Replies   []Note        // to a question, in order
	// What the principal may do with it now.
	MayCorrect, MayWithdraw, MaySettle bool
}

// Wording is what a note said until it was corrected.
type Wording struct {
	Text string
	At   time.Time
}

// Discussion is what was said of a record.
type Discussion struct {
	Open     []Note // questions that nobody has answered, the oldest first
	Answered []Note // questions, the oldest first
	Notes    []Note // all else, the oldest first
	Earlier  bool   // there is more that was said before all this
	May      bool   // the principal may say something, now
}

// Count is how many notes there are.
func (d Discussion) Count() int {
	n := len(d.Open) + len(d.Answered) + len(d.Notes)
	for _, list := range [][]Note{d.Open, d.Answered} {
		for _, q := range list {
			n += len(q.Replies)
		}
	}
	return n
}

// Discussion gives what was said of a record up to the view's entry. What was withdrawn since says nothing here, either: it is erased. Errors: NotFound,
// Forbidden, Unavailable.
func (v *View) Discussion(ctx context.Context, r *record.Record) (Discussion, error) {
	if err := v.show(r); err != nil {
		return Discussion{}, err
	}
	acts, err := v.s.store.NoteActs(ctx, r.UID, v.Seq, mostNoteActs)
	if err != nil {
		return Discussion{}, err
	}
	may := v.Asked.IsNow() && v.s.mayDiscuss(v.who, v.snapshot, r) == nil
	d := Discussion{Earlier: len(acts) == mostNoteActs, May: may}
	all := notesOf(acts)
	replies := map[record.UID][]Note{}
	asks := map[record.UID]bool{}
	for _, n := range all {
		asks[n.UID] = n.Question
	}
	for i := range all {
		n := &all[i]
		if may {
			n.MayCorrect, n.MayWithdraw, n.MaySettle = v.s.mayOf(v.who, v.snapshot, r, *n)
		}
		if asks[n.Answers] {
			replies[n.Answers] = append(replies[n.Answers], *n)
		}
	}
	for _, n := range all {
		n.Replies = replies[n.UID]
		switch {
		case asks[n.Answers]:
		case n.Question && !n.Withdrawn && n.Answer == "":
			d.Open = append(d.Open, n)
		case n.Question && n.Answer != "":
			d.Answered = append(d.Answered, n)
		default:
			d.Notes = append(d.Notes, n)
		}
	}
	return d, nil
}

// notesOf makes notes of what was done with them, in the order in which they were written.
func notesOf(acts []store.NoteAct) []Note {
	var out []Note
	at := map[record.UID]int{}
	for _, a := range acts {
		if a.Act == store.Written {
			at[a.Note] = len(out)
			out = append(out, Note{UID: a.Note, By: a.By, At: a.At, Text: a.Text, Mentions: a.Mentions, Question: a.Question, Answers: a.Answers, Withdrawn: a.Erased})
			continue
		}
		i, known := at[a.Note]
		if !known { // it was written before what was read
			continue
		}
		n := &out[i]
		switch a.Act {
		case store.Corrected:
			n.Earlier = append(n.Earlier, Wording{n.Text, a.At})
			n.Text, n.Mentions, n.Corrected = a.Text, a.Mentions, a.At
		case store.Settled:
			n.Answer, n.SettledAt = a.Answers, a.At
		case store.Reopened:
			n.Answer, n.SettledAt = "", time.Time{}
		case store.Withdrawn:
			n.Withdrawn, n.Why, n.EndedBy, n.Answer = true, a.Text, a.By, ""
		}
		if n.Withdrawn {
			n.Text, n.Earlier = "", nil
		}
	}
	return out
}

// mayDiscuss asks the gate whether somebody may say something of a record that they may see.
func (s *Service) mayDiscuss(p access.Principal, now *record.Snapshot, r *record.Record) error {
	about := resource(p, now, r, civil.OfTime(s.clock().UTC()))
	if err := s.gate.Allow(p, access.Read, about); err != nil {
		return absent(r.Kind, r.Name)
	}
	return s.gate.Allow(p, access.Discuss, about)
}

// mayOf tells what somebody may do with a note: its author corrects it, its author and administrators withdraw it, and a question is settled by who asked it, who owns the
// record, and who may change it.
func (s *Service) mayOf(p access.Principal, now *record.Snapshot, r *record.Record, n Note) (correct, withdraw, settle bool) {
	if n.Withdrawn {
		return false, false, false
	}
	own := n.By.Account != "" && n.By.Account == p.Account || n.By.Person != "" && n.By.Person == p.Person
	about := resource(p, now, r, civil.OfTime(s.clock().UTC()))
	return own, own || s.gate.May(p, access.Administer, access.Resource{Kind: access.System}), n.Question && (own || about.Owned || s.gate.May(p, access.Declare, about))
}

// NoteWish is what somebody wants to say of a record.
type NoteWish struct {
	Kind, Record string // name, code or identifier
	Text         string
	Question     bool
	Answers      record.UID // the question that it answers; empty: none
	Mentions     []string   // people, by name, code or identifier, beside those that the text names as @P-02
	Key, Digest  string     // idempotency
}

// Said is what became of it.
type Said struct {
	Note record.UID
	Seq  int64
}

// WriteNote says something of a record, under one journal entry. Errors: Invalid with the place; NotFound; Forbidden; Unavailable.
func (s *Service) WriteNote(ctx context.Context, p access.Principal, w NoteWish) (Said, error) {
	id := record.NewUID(s.clock().UTC())
	write := store.Write{Type: journal.Note, Actor: p.Actor()}
	if w.Key != "" {
		write.Key = &store.Key{Principal: string(p.Account), Text: w.Key, Request: w.Digest}
	}
	write.Decide = func(ctx context.Context, _ *store.Tx, head *record.Snapshot) (store.Decision, error) {
		v := s.viewOf(p, head)
		r, err := v.Record(w.Kind, w.Record)
		if err != nil {
			return store.Decision{}, err
		}
		if err := s.mayDiscuss(p, head, r); err != nil {
			return store.Decision{}, err
		}
		a := store.NoteAct{Note: id, Kind: r.Kind, Record: r.UID, Act: store.Written, By: p.Actor(), Question: w.Question && w.Answers == "", Answers: w.Answers}
		if err := v.saying(&a, w.Text, w.Mentions); err != nil {
			return store.Decision{}, err
		}
		if w.Answers != "" {
			asked, _, err := v.noteOf(ctx, w.Answers)
			if err != nil {
				return store.Decision{}, err
			}
			if !asked.Question || asked.Withdrawn {
				return store.Decision{}, fault.InvalidField("the note cannot be kept", fault.Field{Path: "answers", Reason: "is no question", Remedy: "Answer one that is asked of this record"})
			}
		}
		return deciding(a)
	}
	done, err := s.store.Write(ctx, write)
	if err != nil {
		return Said{}, err
	}
	var note record.UID // where it is a repetition, that of the first time
	if err := json.Unmarshal(done.Answer, &note); err != nil {
		return Said{}, fault.Wrap(fault.Internal, err, "the answer cannot be read")
	}
	return Said{note, done.Seq}, nil
}

// NoteChange is what somebody wants to do with a note that there is.
type NoteChange struct {
	Note     record.UID
	Act      string // store.Corrected, Withdrawn, Settled or Reopened
	Text     string // what it says from now on, or why it is withdrawn
	Mentions []string
	Answer   record.UID // of what settles a question: the note that answers it
	// idempotency
	Key, Digest string
}

// ChangeNote corrects or withdraws a note, settles a question or opens it again, under one journal entry. It gives the record, of a repetition nil. Errors as of WriteNote; Conflict
// where it is so already.
func (s *Service) ChangeNote(ctx context.Context, p access.Principal, c NoteChange) (*record.Record, int64, error) {
	var about *record.Record
	write := store.Write{Type: journal.Note, Actor: p.Actor()}
	if c.Act == store.Withdrawn {
		write.Type, write.Reason = journal.Erasure, "a note was withdrawn"
	}
	if c.Key != "" {
		write.Key = &store.Key{Principal: string(p.Account), Text: c.Key, Request: c.Digest}
	}
	write.Decide = func(ctx context.Context, _ *store.Tx, head *record.Snapshot) (store.Decision, error) {
		v := s.viewOf(p, head)
		n, r, err := v.noteOf(ctx, c.Note)
		if err != nil {
			return store.Decision{}, err
		}
		about = r
		correct, withdraw, settle := s.mayOf(p, head, r, n)
		a := store.NoteAct{Note: n.UID, Kind: r.Kind, Record: r.UID, Act: c.Act, By: p.Actor(), Question: n.Question}
		switch {
		case n.Withdrawn:
			return store.Decision{}, fault.New(fault.Conflict, "the note was withdrawn")
		case c.Act == store.Corrected && correct:
			err = v.saying(&a, c.Text, c.Mentions)
		case c.Act == store.Withdrawn && withdraw:
			a.Text, err = noteText(c.Text, "reason", maxWhy)
		case c.Act == store.Settled && settle && n.Answer == "":
			var by Note
			if by, _, err = v.noteOf(ctx, c.Answer); err == nil && (by.Answers != n.UID || by.Withdrawn) {
				err = fault.InvalidField("the question cannot be settled", fault.Field{Path: "answer", Reason: "answers another question, or none", Remedy: "Choose one of its answers"})
			}
			a.Answers = c.Answer
		case c.Act == store.Reopened && settle && n.Answer != "":
		case (c.Act == store.Settled || c.Act == store.Reopened) && settle:
			return store.Decision{}, fault.New(fault.Conflict, "the question is in that state already")
		default:
			return store.Decision{}, fault.New(fault.Forbidden, "a note is corrected by its author, withdrawn by its author or an administrator, and a question is settled by who asked it, who owns the record, or who may change it")
		}
		if err != nil {
			return store.Decision{}, err
		}
		return deciding(a)
	}
	done, err := s.store.Write(ctx, write)
	return about, done.Seq, err
}

// maxWhy is the most characters of why a note is withdrawn.
const maxWhy = 1000

// deciding is a write of one act.
func deciding(a store.NoteAct) (store.Decision, error) {
	noted, err := a.Noted()
	return store.Decision{Body: journal.Body{Notes: []journal.NoteAct{noted}}, Answer: func(store.Receipt) ([]byte, error) { return json.Marshal(a.Note) },
		Then: func(ctx context.Context, tx *store.Tx, seq int64, _ time.Time) error {
			return tx.PutNoteAct(ctx, a, seq)
		}}, err
}

// noteOf finds a note, and the record that it is about, where the principal may see that.
func (v *View) noteOf(ctx context.Context, id record.UID) (Note, *record.Record, error) {
	unknown := fault.New(fault.NotFound, "there is no note %s", record.Clip(string(id)))
	acts, err := v.s.store.NoteHistory(ctx, id)
	if err != nil {
		return Note{}, nil, err
	}
	if len(acts) == 0 {
		return Note{}, nil, unknown
	}
	r, ok := v.snapshot.Find(acts[0].Record)
	if !ok || !v.mayShow(r) {
		return Note{}, nil, unknown
	}
	return notesOf(acts)[0], r, nil
}

// saying fills in what is said, and who is mentioned.
func (v *View) saying(a *store.NoteAct, text string, also []string) (err error) {
	if a.Text, err = noteText(text, "text", longestNote); err != nil {
		return err
	}
	var faults []fault.Field
	call := func(path, name string) {
		r, err := v.Record(org.PersonKind.Name, name)
		if err != nil || r.Retired {
			faults = append(faults, fault.Field{Path: path, Reason: "mentions " + record.Clip(name) + ", and there is no such person", Remedy: "Write the code of a person, such as @P-02, or leave out the @"})
			return
		}
		if !slices.Contains(a.Mentions, r.UID) {
			a.Mentions = append(a.Mentions, r.UID)
		}
	}
	for _, name := range Mentions(a.Text) {
		call("text", name)
	}
	for _, name := range also {
		call("mentions", name)
	}
	if len(a.Mentions) > mostMentions {
		faults = append(faults, fault.Field{Path: "mentions", Reason: "are more than 20 people", Remedy: "Mention those who are to do something"})
	}
	return fault.InvalidFields("the note cannot be kept", faults)
}

func noteText(text, path string, most int) (string, error) {
	text = plainLines(text)
	reason, remedy := "", ""
	switch {
	case text == "":
		reason, remedy = "is empty", "Write something"
	case !utf8.ValidString(text):
		reason, remedy = "is not text", "Write it in UTF-8"
	case utf8.RuneCountInString(text) > most:
		reason, remedy = "is too long", "Shorten it"
	}
	if reason != "" {
		return "", fault.InvalidField("the note cannot be kept", fault.Field{Path: path, Reason: reason, Remedy: remedy})
	}
	return text, nil
}

// Call is a note that waits for somebody: it mentions them and they have not seen it, or it is a question on what they own.
type Call struct {
	Record *record.Record
	Note   store.NoteAct
}

// calls lists the notes in which the principal is mentioned, and the open questions on what they own.
func (v *View) calls(ctx context.Context) (mentioned, asked []Call, err error) {
	if v.who.Person == "" || !v.Asked.IsNow() {
		return nil, nil, nil
	}
	found, err := v.s.store.Mentioning(ctx, v.who.Person, mostCalls)
	if err != nil {
		return nil, nil, err
	}
	called := map[record.UID]bool{}
	for _, a := range found {
		if r, ok := v.snapshot.Find(a.Record); ok && v.mayShow(r) {
			mentioned, called[a.Note] = append(mentioned, Call{r, a}), true
		}
	}
	open, err := v.s.store.OpenQuestions(ctx, mostOpenRead)
	for _, a := range open {
		r, ok := v.snapshot.Find(a.Record)
		if ok && !called[a.Note] && a.By.Person != v.who.Person && owned(v.who, v.snapshot, r) && v.mayShow(r) {
			asked = append(asked, Call{r, a})
		}
	}
	return mentioned, asked, err
}

// SeenNote notes that the principal has seen that a note mentions them.
func (s *Service) SeenNote(ctx context.Context, p access.Principal, note record.UID) error {
	if err := s.mayKeep(p); err != nil {
		return err
	}
	if p.Person == "" {
		return nil
	}
	return s.store.SeenNote(ctx, p.Person, note)
}
