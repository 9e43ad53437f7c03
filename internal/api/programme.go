package api

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/httpd"
	"github.com/steelyard-isms/steelyard/internal/service"
)

type programmeInput struct {
	Moment
	Limit  int    `query:"limit" minimum:"1" maximum:"1000" default:"500" doc:"Most records to answer with."`
	Cursor string `query:"cursor" maxLength:"400" doc:"The next of an earlier answer, to go on from there in the same state."`
}

// programmeRecord is a record of any kind, with what is in force of it.
type programmeRecord struct {
	document
	Force *document `json:"force"`
}

// Schema describes records of all kinds together.
func (programmeRecord) Schema(r huma.Registry) *huma.Schema {
	s := bulkRecord{}.Schema(r)
	force := bulkRecord{}.Schema(r)
	force.Description = "The revision in force, where this one waits; else null."
	s.Properties["force"] = &huma.Schema{OneOf: []*huma.Schema{force, {Type: "null"}}}
	s.Required = append(s.Required, "force")
	return s
}

// ProgrammePage answers with what is declared.
type ProgrammePage struct {
	Store string            `json:"store" doc:"Identifies the store, whatever it is called and wherever it is kept: the SHA-256 of its first journal entry. Empty where there is none yet."`
	Items []programmeRecord `json:"items" doc:"By kind and name, records out of use too."`
	Next  *string           `json:"next" doc:"Cursor of the next page; null on the last."`
	State
}

type programmeOutput struct{ Body ProgrammePage }

// programmes registers the operation on everything that is declared.
func (a *API) programmes() {
	doc := a.huma.OpenAPI()
	doc.Tags = append(doc.Tags, &huma.Tag{Name: "programme", Description: "Everything that is declared."})
	op := operation(a, httpd.SignedIn, huma.Operation{OperationID: "get-programme", Method: http.MethodGet, Path: "/api/v1/programme"}, a.programme)
	a.document(op, "programme", "Export the programme", "Everything that is declared and may be read, of all kinds, records out of use too: what a folder of declarations is compared with. "+
		"Of a record whose latest revision waits, `force` has the one in force. Follow `next` to the last page: all pages show one state.", 404)
	k := a.service.Registry().Kinds()[0]
	answers(op, http.StatusOK, "A page of the programme.", nil, ProgrammePage{Store: exampleDigest(), Items: []programmeRecord{{document: exampleOf(k.Name).document(k)}}, State: State{7, exampleTime}})
}

// programmeCursor is where an export goes on: behind a record, in the state of the first page.
type programmeCursor struct {
	Asked string `json:"a,omitempty"` // as_of of the first page
	Seq   int64  `json:"s"`
	At    int64  `json:"t"` // microseconds since 1970
	Kind  string `json:"k"`
	Name  string `json:"n"`
}

func readProgrammeCursor(text, asOf string) (programmeCursor, error) {
	var c programmeCursor
	b, err := base64.RawURLEncoding.DecodeString(text)
	if err == nil {
		err = json.Unmarshal(b, &c)
	}
	switch {
	case err != nil || c.Seq < 1 || c.Kind == "" || c.Name == "" || !shown(c.At):
		return c, badCursor("is not a cursor", "Send next of an earlier answer as it is, or leave it out to begin")
	case asOf != "" && asOf != c.Asked:
		return c, badCursor("belongs to another moment", "Send it with the as_of of the first page")
	}
	return c, nil
}

func (a *API) programme(ctx context.Context, in *programmeInput) (*programmeOutput, error) {
	at, err := service.ParseAsOf(in.AsOf)
	c := programmeCursor{Asked: in.AsOf}
	if err == nil && in.Cursor != "" {
		if c, err = readProgrammeCursor(in.Cursor, in.AsOf); err == nil {
			at = service.AsOf{Text: "entry:" + strconv.FormatInt(c.Seq, 10), Seq: c.Seq}
		}
	}
	if err != nil {
		return nil, err
	}
	p, err := a.service.Programme(ctx, httpd.Who(ctx), at, service.Behind{Kind: c.Kind, Name: c.Name}, in.Limit)
	if err != nil {
		return nil, err
	}
	out := ProgrammePage{Store: p.Store, Items: make([]programmeRecord, 0, len(p.Records)), State: State{p.Seq, p.At.UTC().Truncate(time.Microsecond)}}
	if in.Cursor != "" {
		out.At = time.UnixMicro(c.At).UTC()
	}
	for _, d := range p.Records {
		item := programmeRecord{document: declared(d)}
		if d.Force != nil {
			force := declared(*d.Force)
			item.Force = &force
		}
		out.Items = append(out.Items, item)
	}
	if p.More {
		last := out.Items[len(out.Items)-1]
		c = programmeCursor{Asked: c.Asked, Seq: p.Seq, At: out.At.UnixMicro(), Kind: last.Kind, Name: last.Name}
		b, err := json.Marshal(c)
		if err != nil {
			return nil, fault.Of(err)
		}
		next := base64.RawURLEncoding.EncodeToString(b)
		out.Next = &next
	}
	return &programmeOutput{out}, nil
}

func declared(d service.Declared) document {
	r := d.Record
	return document{UID: r.UID, Kind: r.Kind, Name: r.Name, Code: r.Code, Title: r.Title, Revision: r.Revision, Seq: r.Seq,
		RecordedAt: r.RecordedAt.UTC(), Retired: r.Retired, State: r.State, InForce: inForce(r), Spec: d.Spec}
}
