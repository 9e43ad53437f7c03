package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/httpd"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/service"
)

// OpenMove is a move that leads on from where a record stands.
type OpenMove struct {
	Move     string   `json:"move" doc:"Its name."`
	To       string   `json:"to" doc:"The state that it leads to; \"in force\" where it drops what waits."`
	Reason   bool     `json:"reason" doc:"It asks for a reason."`
	Approval bool     `json:"approval" doc:"It asks for someone who did not write what is moved."`
	Sign     bool     `json:"sign" doc:"It is a signature."`
	May      bool     `json:"may" doc:"You may make it."`
	Why      string   `json:"why" doc:"Why you may not, with the rule's name, or why it is too early; empty where you may."`
	Who      []string `json:"who" doc:"Roles that may, in their unit; beside them the owner of the record, where that role is among them."`
}

// OpenMoves answers with moves.
type OpenMoves struct {
	State string     `json:"state" doc:"Where the record stands."`
	Items []OpenMove `json:"items"`
}

type movesOutput struct{ Body OpenMoves }

type moveInput struct {
	Ref     string `path:"ref" maxLength:"100" doc:"Name, code or identifier of the record."`
	IfMatch string `header:"If-Match" maxLength:"100" doc:"The revision that the record must stand at, as its ETag has it."`
	KeyInput
	RawBody []byte `contentType:"application/json"`
}

// moves registers the operations of kinds that have a lifecycle.
func (a *API) moves(k *record.Kind) {
	if k.Lifecycle == nil {
		return
	}
	path := "/api/v1/" + k.Plural + "/{ref}/moves"
	a.describeMoves(k, operation(a, httpd.SignedIn, huma.Operation{OperationID: "list-" + k.Name + "-moves", Method: http.MethodGet, Path: path},
		func(ctx context.Context, in *RecordInput) (*movesOutput, error) { return a.openMoves(ctx, k, in) }))
	// which move is meant decides who may: the service asks the gate
	a.describeMove(k, operation(a, httpd.SignedIn, huma.Operation{OperationID: "move-" + k.Name, Method: http.MethodPost, Path: path},
		func(ctx context.Context, in *moveInput) (*writtenOutput, error) { return a.move(ctx, k, in) }))
}

func (a *API) openMoves(ctx context.Context, k *record.Kind, in *RecordInput) (*movesOutput, error) {
	v, r, err := a.recordAt(ctx, k, in.Ref, in.AsOf)
	if err != nil {
		return nil, err
	}
	open, err := v.Moves(r)
	if err != nil {
		return nil, err
	}
	out := OpenMoves{State: r.State, Items: make([]OpenMove, 0, len(open))}
	for _, m := range open {
		out.Items = append(out.Items, OpenMove{Move: m.Name, To: m.To, Reason: m.Reason, Approval: m.Approval, Sign: m.Sign, May: m.May, Why: m.Why, Who: m.Who})
	}
	return &movesOutput{out}, nil
}

func (a *API) move(ctx context.Context, k *record.Kind, in *moveInput) (*writtenOutput, error) {
	if err := a.service.AllowMoves(httpd.Who(ctx), k); err != nil {
		return nil, err
	}
	if err := wantJSON(ctx); err != nil {
		return nil, err
	}
	name, reason, err := readMove(in.RawBody)
	if err != nil {
		return nil, err
	}
	w, err := key(ctx, in.Key, in.RawBody)
	if err != nil {
		return nil, err
	}
	w.Reason = reason
	if v, err := a.view(ctx, ""); err != nil {
		return nil, err
	} else if r, err := v.Record(k.Name, in.Ref); err == nil { // else it is refused below
		if err := a.service.PrepareMove(ctx, r, name); err != nil {
			return nil, err
		}
	}
	return a.write(ctx, w, in.IfMatch != "", func(v *service.View) (record.Change, error) {
		r, err := v.Record(k.Name, in.Ref)
		if err != nil {
			return record.Change{}, err
		}
		c := record.Change{Move: name, Declaration: record.Declaration{Kind: k.Name, UID: r.UID, Name: r.Name}}
		c.IfRevision, err = precondition(in.IfMatch, "", true, r)
		return c, err
	})
}

// readMove reads the body of a move.
func readMove(b []byte) (move, reason string, err error) {
	tree, err := readTree(b)
	if err != nil {
		return "", "", err
	}
	fields, ok := tree.(map[string]any)
	if !ok {
		return "", "", fault.InvalidField("the move cannot be accepted", fault.Field{Reason: "is not an object", Remedy: "Send an object with move and reason"})
	}
	var faults []fault.Field
	for name, x := range fields {
		text, ok := x.(string)
		switch {
		case name != "move" && name != "reason":
			faults = append(faults, fault.Field{Path: record.Clip(name), Reason: "is not a field here", Remedy: "Use move and reason"})
		case !ok:
			faults = append(faults, fault.Field{Path: name, Reason: "is not a text", Remedy: "Write a text"})
		case name == "move":
			move = text
		default:
			reason = text
		}
	}
	if move == "" && len(faults) == 0 {
		faults = append(faults, fault.Field{Path: "move", Reason: "is required", Remedy: "Name the move, such as submit"})
	}
	return move, reason, fault.InvalidFields("the move cannot be accepted", faults)
}

func (a *API) describeMoves(k *record.Kind, op *huma.Operation) {
	a.document(op, k.Plural, "List the moves of a "+k.Name, "Those that lead on from where it stands, with who may make them and why you may not.", 404)
	parameter(op, "ref", exampleOf(k.Name).Name)
	m := k.Lifecycle.Moves[0]
	answers(op, http.StatusOK, "Its moves.", nil, OpenMoves{State: m.From[0], Items: []OpenMove{{Move: m.Name, To: m.To, Reason: m.Reason,
		Approval: m.Approval, Sign: m.Sign, May: true, Who: append([]string{"administrator"}, m.Roles...)}}})
}

func (a *API) describeMove(k *record.Kind, op *huma.Operation) {
	a.document(op, k.Plural, "Move a "+k.Name, "Takes it to another state of its lifecycle. What it says stays as it is. While a later revision waits, the one before it stays in force.", 400, 404, 409, 412, 413, 415)
	e := exampleOf(k.Name)
	open := k.Lifecycle.Open(e.State)
	if len(open) == 0 {
		open = k.Lifecycle.Open(k.Lifecycle.States[0].Name)
	}
	m := open[0]
	parameter(op, "ref", e.Name)
	text := func(about string) *huma.Schema { return &huma.Schema{Type: huma.TypeString, Description: about} }
	name, reason := text("Which move."), text("Why, for the journal.")
	for _, x := range k.Lifecycle.Moves {
		name.Enum = append(name.Enum, x.Name)
	}
	reason.MaxLength = ptr(1000)
	op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"application/json": {
		Schema:  &huma.Schema{Type: huma.TypeObject, AdditionalProperties: false, Required: []string{"move"}, Properties: map[string]*huma.Schema{"move": name, "reason": reason}},
		Example: map[string]string{"move": m.Name, "reason": "agreed by the steering committee"}}}}
	d := e.document(k)
	d.Revision, d.State, d.InForce = 2, m.To, 0
	answers(op, http.StatusOK, "The record in its new state.", refer(schemaName(k.Name)), d)
	seqHeader(op, http.StatusOK)
}
