package api

import (
	"context"
	"net/http"
	"reflect"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/httpd"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/service"
	"github.com/steelyard-isms/steelyard/internal/store"
)

// Note is what somebody said of a record.
type Note struct {
	UID       record.UID   `json:"uid" doc:"Identifier of the note."`
	By        string       `json:"by,omitempty" doc:"Who said it, where that may be known."`
	At        time.Time    `json:"at" doc:"When, UTC."`
	Text      string       `json:"text" doc:"What it says; empty where it was withdrawn."`
	Mentions  []record.UID `json:"mentions" doc:"People whom it mentions."`
	Question  bool         `json:"question" doc:"It asks something."`
	Answers   record.UID   `json:"answers,omitempty" doc:"The question that it answers."`
	Answer    record.UID   `json:"answer,omitempty" doc:"Of a question: the note that answers it. Absent while it is open."`
	Corrected *time.Time   `json:"corrected,omitempty" doc:"When it was corrected last."`
	Earlier   []NoteText   `json:"earlier" doc:"What it said before it was corrected, the oldest first."`
	Withdrawn bool         `json:"withdrawn" doc:"It was taken back, and what it said is erased."`
	Why       string       `json:"why,omitempty" doc:"Why it was withdrawn."`
}

// NoteText is what a note said for a time.
type NoteText struct {
	Text  string    `json:"text" doc:"What it said."`
	Until time.Time `json:"until" doc:"When it was corrected, UTC."`
}

// NotesResult answers with what was said of a record.
type NotesResult struct {
	Items   []Note `json:"items" doc:"Open questions, then those that were answered, then all else; each the oldest first, answers behind their question."`
	Open    int    `json:"open" doc:"How many questions nobody has answered."`
	Earlier bool   `json:"earlier" doc:"More was said before all this: only the latest thousand acts are read."`
	State
}

type notesOutput struct{ Body NotesResult }

// NoteWritten answers to what was said.
type NoteWritten struct {
	UID record.UID `json:"uid" doc:"Identifier of the note."`
	Seq int64      `json:"seq" doc:"Journal entry of the write."`
}

type noteWrittenOutput struct{ Body NoteWritten }

// noteBody is what somebody says.
type noteBody struct {
	Text     string   `json:"text" minLength:"1" maxLength:"10000" doc:"What is said. @P-02 mentions a person, by code or name."`
	Question bool     `json:"question,omitempty" doc:"It asks something, and stays open until it is settled."`
	Answers  string   `json:"answers,omitempty" maxLength:"26" doc:"The question that it answers."`
	Mentions []string `json:"mentions,omitempty" maxItems:"20" doc:"People who are to be told besides, by name, code or identifier."`
}

type noteInput struct {
	Ref string `path:"ref" maxLength:"100" doc:"Name, code or identifier of the record."`
	KeyInput
	RawBody []byte `contentType:"application/json"`
}

// noteActBody is what is to be done with a note.
type noteActBody struct {
	Act      string   `json:"act" enum:"corrected,withdrawn,settled,reopened" doc:"Corrected: it says something else from now on. Withdrawn: what it said is erased. Settled: the question is answered. Reopened: it is not after all."`
	Text     string   `json:"text,omitempty" maxLength:"10000" doc:"What it says from now on, or why it is withdrawn (at most 1,000 characters)."`
	Mentions []string `json:"mentions,omitempty" maxItems:"20" doc:"People who are to be told besides, by name, code or identifier."`
	Answer   string   `json:"answer,omitempty" maxLength:"26" doc:"Of what settles a question: the note that answers it."`
}

type noteActInput struct {
	Note string `path:"note" maxLength:"26" doc:"Identifier of the note."`
	KeyInput
	RawBody []byte `contentType:"application/json"`
}

// notes registers the discussion of records of a kind.
func (a *API) notes(k *record.Kind) {
	path := "/api/v1/" + k.Plural + "/{ref}/notes"
	a.describeNotes(k, operation(a, httpd.May(access.Read, k.Name), huma.Operation{OperationID: "list-" + k.Name + "-notes", Method: http.MethodGet, Path: path},
		func(ctx context.Context, in *RecordInput) (*notesOutput, error) { return a.discussion(ctx, k, in) }))
	a.describeNote(k, operation(a, httpd.May(access.Discuss, k.Name), huma.Operation{OperationID: "note-" + k.Name, Method: http.MethodPost, Path: path, DefaultStatus: http.StatusCreated},
		func(ctx context.Context, in *noteInput) (*noteWrittenOutput, error) { return a.note(ctx, k, in) }))
}

// noteActs registers what can be done with a note.
func (a *API) noteActs() {
	doc := a.huma.OpenAPI()
	doc.Tags = append(doc.Tags, &huma.Tag{Name: "notes", Description: "What people say of records."})
	a.describeNoteAct(operation(a, httpd.May(access.Discuss, access.System), huma.Operation{OperationID: "change-note", Method: http.MethodPost, Path: "/api/v1/notes/{note}"}, a.changeNote))
}

func (a *API) discussion(ctx context.Context, k *record.Kind, in *RecordInput) (*notesOutput, error) {
	v, r, err := a.recordAt(ctx, k, in.Ref, in.AsOf)
	if err != nil {
		return nil, err
	}
	d, err := v.Discussion(ctx, r)
	if err != nil {
		return nil, err
	}
	out := NotesResult{Items: []Note{}, Open: len(d.Open), Earlier: d.Earlier, State: stateBy(v)}
	for _, list := range [][]service.Note{d.Open, d.Answered, d.Notes} {
		for _, n := range list {
			out.Items = append(out.Items, noteOf(v, n))
			for _, x := range n.Replies {
				out.Items = append(out.Items, noteOf(v, x))
			}
		}
	}
	return &notesOutput{out}, nil
}

func noteOf(v *service.View, n service.Note) Note {
	out := Note{UID: n.UID, By: v.ActorTitle(n.By), At: n.At, Text: n.Text, Mentions: []record.UID{}, Question: n.Question, Answers: n.Answers, Answer: n.Answer, Earlier: []NoteText{}, Withdrawn: n.Withdrawn, Why: n.Why}
	out.Mentions = append(out.Mentions, n.Mentions...)
	if !n.Corrected.IsZero() {
		out.Corrected = &n.Corrected
	}
	for _, w := range n.Earlier {
		out.Earlier = append(out.Earlier, NoteText{w.Text, w.At})
	}
	return out
}

func (a *API) note(ctx context.Context, k *record.Kind, in *noteInput) (*noteWrittenOutput, error) {
	if err := wantJSON(ctx); err != nil {
		return nil, err
	}
	body, err := readBody[noteBody](in.RawBody, "the note cannot be kept")
	if err != nil {
		return nil, err
	}
	w, err := key(ctx, in.Key, in.RawBody)
	if err != nil {
		return nil, err
	}
	done, err := a.service.WriteNote(ctx, httpd.Who(ctx), service.NoteWish{Kind: k.Name, Record: in.Ref, Text: body.Text, Question: body.Question, Answers: record.UID(body.Answers),
		Mentions: body.Mentions, Key: w.Key, Digest: w.Digest})
	if err != nil {
		return nil, err
	}
	wrote(ctx, done.Seq)
	return &noteWrittenOutput{NoteWritten{done.Note, done.Seq}}, nil
}

func (a *API) changeNote(ctx context.Context, in *noteActInput) (*noteWrittenOutput, error) {
	if err := wantJSON(ctx); err != nil {
		return nil, err
	}
	body, err := readBody[noteActBody](in.RawBody, "the note cannot be changed")
	if err != nil {
		return nil, err
	}
	if !slices.Contains([]string{store.Corrected, store.Withdrawn, store.Settled, store.Reopened}, body.Act) {
		return nil, fault.InvalidField("the note cannot be changed", fault.Field{Path: "act", Reason: "is no act", Remedy: "Use corrected, withdrawn, settled or reopened"})
	}
	if body.Act != store.Settled && body.Answer != "" {
		return nil, fault.InvalidField("the note cannot be changed", fault.Field{Path: "answer", Reason: "belongs to what settles a question", Remedy: "Leave it out"})
	}
	w, err := key(ctx, in.Key, in.RawBody)
	if err != nil {
		return nil, err
	}
	_, seq, err := a.service.ChangeNote(ctx, httpd.Who(ctx), service.NoteChange{Note: record.UID(in.Note), Act: body.Act, Text: body.Text, Mentions: body.Mentions, Answer: record.UID(body.Answer), Key: w.Key, Digest: w.Digest})
	if err != nil {
		return nil, err
	}
	wrote(ctx, seq)
	return &noteWrittenOutput{NoteWritten{record.UID(in.Note), seq}}, nil
}

const exampleNote = "01K0A2B3C4D5E6F7G8H9J0K1M3"

func (a *API) describeNotes(k *record.Kind, op *huma.Operation) {
	a.document(op, k.Plural, "List what was said of a "+k.Name, "Notes, questions and their answers, as they were known at the moment asked about. What was withdrawn since says nothing.", 404)
	parameter(op, "ref", exampleOf(k.Name).Name)
	at := time.Date(2026, 9, 30, 14, 2, 0, 0, time.UTC)
	answers(op, http.StatusOK, "Its discussion.", nil, NotesResult{Items: []Note{{UID: exampleNote, By: "Kari Solberg", At: at, Text: "Who looks after it now?", Mentions: []record.UID{}, Question: true, Earlier: []NoteText{}}}, Open: 1, State: State{7, exampleTime}})
}

func (a *API) describeNote(k *record.Kind, op *huma.Operation) {
	a.document(op, k.Plural, "Say something of a "+k.Name, "Whoever may see it may talk of it. A question is open until it is settled; whoever is mentioned finds the note among what waits for them.", 400, 404, 413, 415)
	parameter(op, "ref", exampleOf(k.Name).Name)
	a.takes(op, noteBody{Text: "Who looks after it now, @P-02?", Question: true})
	answers(op, http.StatusCreated, "What was said.", nil, NoteWritten{UID: exampleNote, Seq: 113})
	seqHeader(op, http.StatusCreated)
}

// takes documents the body of a request by an example of it.
func (a *API) takes(op *huma.Operation, body any) {
	schema := a.huma.OpenAPI().Components.Schemas.Schema(reflect.TypeOf(body), true, "")
	op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"application/json": {Schema: schema, Example: body}}}
}

func (a *API) describeNoteAct(op *huma.Operation) {
	a.document(op, "notes", "Correct, withdraw or settle a note", "Its author corrects it, its author or an administrator withdraws it, and a question is settled by who asked it, who owns the record, or who may change it.", 400, 404, 409, 413, 415)
	parameter(op, "note", exampleNote)
	a.takes(op, noteActBody{Act: store.Corrected, Text: "Who looks after it from now on?"})
	answers(op, http.StatusOK, "The note.", nil, NoteWritten{UID: exampleNote, Seq: 115})
	seqHeader(op, http.StatusOK)
}
