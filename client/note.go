package client

import (
	"context"
	"net/http"
	"time"
)

// Note is what somebody said of a record.
type Note struct {
	UID       string     `json:"uid"`
	By        string     `json:"by"` // who said it, where that may be known
	At        time.Time  `json:"at"`
	Text      string     `json:"text"`     // empty where it was withdrawn
	Mentions  []string   `json:"mentions"` // identifiers of people
	Question  bool       `json:"question"` // it asks something
	Answers   string     `json:"answers"`  // the question that it answers
	Answer    string     `json:"answer"`   // of a question: the note that answers it; empty while it is open
	Corrected *time.Time `json:"corrected"`
	Earlier   []NoteText `json:"earlier"` // what it said before it was corrected
	Withdrawn bool       `json:"withdrawn"`
	Why       string     `json:"why"` // it was withdrawn
}

// NoteText is what a note said for a time.
type NoteText struct {
	Text  string    `json:"text"`
	Until time.Time `json:"until"`
}

// Discussion is what was said of a record.
type Discussion struct {
	Items   []Note `json:"items"` // open questions, those that were answered, all else; answers behind their question
	Open    int    `json:"open"`  // questions that nobody has answered
	Earlier bool   `json:"earlier"`
	State
}

// NewNote is what is said of a record.
type NewNote struct {
	Text     string   `json:"text"` // at most 10,000 characters; @P-02 mentions a person
	Question bool     `json:"question,omitempty"`
	Answers  string   `json:"answers,omitempty"`  // the question that it answers
	Mentions []string `json:"mentions,omitempty"` // people besides those whom the text names
}

// NoteChange is what is to be done with a note.
type NoteChange struct {
	Act      string   `json:"act"`            // corrected, withdrawn, settled or reopened
	Text     string   `json:"text,omitempty"` // what it says from now on, or why it is withdrawn
	Mentions []string `json:"mentions,omitempty"`
	Answer   string   `json:"answer,omitempty"` // of what settles a question: the note that answers it
}

// Notes gives what was said of a record.
func (c *Client) Notes(ctx context.Context, kind, ref string) (Discussion, error) {
	var out Discussion
	plural, err := c.plural(ctx, kind)
	if err == nil {
		_, err = c.do(ctx, get(plural, ref, "notes"), &out)
	}
	return out, err
}

// Say says something of a record, and gives the identifier of the note. Whoever may see the record may.
func (c *Client) Say(ctx context.Context, kind, ref string, n NewNote, o ...WriteOption) (uid string, err error) {
	plural, err := c.plural(ctx, kind)
	if err != nil {
		return "", err
	}
	return c.noting(ctx, c.write(http.MethodPost, o, plural, ref, "notes"), n)
}

// ChangeNote corrects or withdraws a note, settles a question or opens it again.
func (c *Client) ChangeNote(ctx context.Context, uid string, n NoteChange) error {
	_, err := c.noting(ctx, c.write(http.MethodPost, nil, "notes", uid), n)
	return err
}

func (c *Client) noting(ctx context.Context, r *request, body any) (string, error) {
	var out struct {
		UID string `json:"uid"`
	}
	r, err := r.json(body)
	if err == nil {
		_, err = c.do(ctx, r, &out)
	}
	return out.UID, err
}
