package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/httpd"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/service"
)

// maxItems is the most changes of one request.
const maxItems = 10_000

type bulkInput struct {
	ReasonInput
	KeyInput
	RawBody []byte `contentType:"application/json"`
}

// bulkBody is the request of which readBulk reads the bytes; it is here for its schema.
type bulkBody struct {
	Atomic *bool      `json:"atomic,omitempty" doc:"All items are done, under one journal entry, or none is; true unless told. Otherwise each is done alone, as far as it can be, in an order in which references can be followed."`
	DryRun bool       `json:"dry_run,omitempty" doc:"Decide, answer what would be, and write nothing."`
	Reason string     `json:"reason,omitempty" maxLength:"1000" doc:"Why, for the journal."`
	Items  []bulkItem `json:"items" minItems:"1" maxItems:"10000" doc:"What to do, in any order: they may refer to each other."`
}

type bulkItem struct {
	Action     string          `json:"action" enum:"put,patch,move,retire" doc:"put declares the whole record, patch changes what spec says of it (RFC 7396), move takes it to another state, retire takes it out of use."`
	Kind       string          `json:"kind" doc:"Kind of the record."`
	Name       string          `json:"name,omitempty" doc:"Name of the record; with uid given, another name renames it."`
	UID        record.UID      `json:"uid,omitempty" doc:"Identifier of a record that is there."`
	Code       string          `json:"code,omitempty" doc:"Only to bring a record in with the code that it has."`
	Title      *string         `json:"title,omitempty" doc:"What people read."`
	State      string          `json:"state,omitempty" doc:"Of put, only to bring a record in with the state that it has, by an administrator."`
	Move       string          `json:"move,omitempty" doc:"Of move, which one."`
	Spec       json.RawMessage `json:"spec,omitempty" doc:"The fields, as in a declaration of the kind; of patch those that change."`
	IfRevision *int64          `json:"if_revision,omitempty" minimum:"0" doc:"The revision that the record must stand at; 0: it must not exist."`

	patch patch // of a patch
}

type bulkOutput struct {
	Replayed string `header:"Idempotency-Replayed" enum:"true" doc:"true where the answer is that of an earlier request with the same key."`
	Body     bulkAnswer
}

type bulkAnswer struct {
	Atomic bool         `json:"atomic" doc:"Whether all was done or nothing."`
	DryRun bool         `json:"dry_run" doc:"Whether nothing was written: the answer is what would be."`
	Items  []bulkResult `json:"items" doc:"What became of each item, in their order."`
	State
}

type bulkResult struct {
	Status  int           `json:"status" doc:"As the item alone would have been answered: 200, 201, or that of the problem."`
	Action  record.Action `json:"action,omitempty" enum:"created,updated,moved,retired,unchanged" doc:"What was done; missing where it was refused."`
	Record  *bulkRecord   `json:"record,omitempty" doc:"The record as it then is; missing where it was refused."`
	Problem *Problem      `json:"problem,omitempty" doc:"Why it was refused; missing where it was not."`
}

// bulkRecord is a record of any kind.
type bulkRecord struct{ document }

// Schema describes records of all kinds together: their columns; the spec is that of their kind.
func (bulkRecord) Schema(huma.Registry) *huma.Schema {
	s := recordSchema(&record.Kind{Name: "any", Prefix: "O"})
	s.Properties["kind"] = &huma.Schema{Type: huma.TypeString, Description: "Kind of the record."}
	s.Properties["state"] = &huma.Schema{Type: huma.TypeString, Description: "Where it stands in its lifecycle; empty where its kind has none."}
	s.Properties["spec"] = &huma.Schema{Type: huma.TypeObject, AdditionalProperties: true, Description: "Its fields: the schema of the spec of its kind."}
	return s
}

// bulks registers the operation on many records.
func (a *API) bulks() {
	a.describeBulk(operation(a, httpd.SignedIn, huma.Operation{OperationID: "bulk", Method: http.MethodPost, Path: "/api/v1/bulk", DefaultStatus: http.StatusOK}, a.bulk))
}

// mayChangeSome refuses whoever may neither declare nor move anything, before a long body is read closely. What each change needs is
// asked of the gate when it is made.
func (a *API) mayChangeSome(ctx context.Context) error {
	var refused error
	for _, k := range a.service.Registry().Kinds() {
		refused = a.service.Allow(httpd.Who(ctx), access.Declare, k.Name)
		if refused == nil || k.Lifecycle != nil && a.service.AllowMoves(httpd.Who(ctx), k) == nil {
			return nil
		}
	}
	return refused
}

func (a *API) bulk(ctx context.Context, in *bulkInput) (*bulkOutput, error) {
	if err := a.mayChangeSome(ctx); err != nil {
		return nil, err
	}
	if err := wantJSON(ctx); err != nil {
		return nil, err
	}
	b, err := a.readBulk(in.RawBody)
	if err != nil {
		return nil, err
	}
	w, err := key(ctx, in.Key, in.RawBody)
	if err != nil {
		return nil, err
	}
	if w.Reason = in.Reason; b.Reason != "" {
		if in.Reason != "" && in.Reason != b.Reason {
			return nil, fault.InvalidField(bulkRefused, fault.Field{Path: "reason", Reason: "differs from the header Steelyard-Reason", Remedy: "Give it once"})
		}
		w.Reason = b.Reason
	}
	w.DryRun = b.DryRun
	if b.Atomic == nil || *b.Atomic {
		return a.together(ctx, w, len(b.Items), func(v *service.View) ([]record.Change, error) { return changesOf(v, b.Items) })
	}
	return a.apart(ctx, w, b.Items)
}

const bulkRefused = "the changes cannot be accepted"

// together does all changes under one entry, or none.
func (a *API) together(ctx context.Context, w service.Wish, n int, changes func(*service.View) ([]record.Change, error)) (*bulkOutput, error) {
	w.Changes = changes
	done, err := a.service.Apply(ctx, httpd.Who(ctx), w)
	if err != nil {
		return nil, placed(err)
	}
	out := &bulkOutput{Body: bulkAnswer{Atomic: true, DryRun: w.DryRun, Items: make([]bulkResult, 0, n), State: stateBy(done.View)}}
	out.Body.Seq = done.Seq
	for _, o := range done.Outcomes {
		x, err := resultOf(done.View, o)
		if err != nil {
			return nil, err
		}
		out.Body.Items = append(out.Body.Items, x)
	}
	if done.Repeated {
		out.Replayed = "true"
	}
	if !w.DryRun {
		wrote(ctx, done.Seq)
	}
	return out, nil
}

func resultOf(v *service.View, o record.Outcome) (bulkResult, error) {
	d, err := documentOf(v, o.Record)
	x := bulkResult{Status: http.StatusOK, Action: o.Action, Record: &bulkRecord{d}}
	if o.Action == record.Created {
		x.Status = http.StatusCreated
	}
	return x, err
}

// rounds is how often what was refused is tried again after others were done: so deep may references among items go.
const rounds = 10

// apart does each item alone. Those that were refused are tried again as long as others are done meanwhile, since they
// may refer to them.
func (a *API) apart(ctx context.Context, w service.Wish, items []bulkItem) (*bulkOutput, error) {
	out := &bulkOutput{Body: bulkAnswer{DryRun: w.DryRun, Items: make([]bulkResult, len(items))}}
	left := make([]int, len(items))
	for i := range left {
		left[i] = i
	}
	apply := func(w service.Wish) (service.Applied, error) { return a.service.Apply(ctx, httpd.Who(ctx), w) }
	if w.DryRun {
		r, err := a.service.Rehearse(ctx, httpd.Who(ctx))
		if err != nil {
			return nil, err
		}
		apply = func(w service.Wish) (service.Applied, error) { return r.Apply(ctx, w) }
	}
	for round := 0; round < rounds && len(left) > 0; round++ {
		var again []int
		for _, i := range left {
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			done, err := apply(alone(w, items[i], i))
			if err != nil {
				p := problemOf(refined(placed(err)), httpd.RequestID(ctx))
				out.Body.Items[i] = bulkResult{Status: p.Status, Problem: &p}
				if p.Status == http.StatusUnprocessableEntity {
					again = append(again, i)
				}
				continue
			}
			if out.Body.Items[i], err = resultOf(done.View, done.Outcomes[0]); err != nil {
				return nil, err
			}
			if done.Repeated {
				out.Replayed = "true"
			}
			if done.Seq >= out.Body.Seq {
				out.Body.State = stateBy(done.View)
				out.Body.Seq = done.Seq
			}
		}
		if len(again) == len(left) {
			break
		}
		left = again
	}
	if out.Body.Seq == 0 { // nothing was done
		v, err := a.view(ctx, "")
		if err != nil {
			return nil, err
		}
		out.Body.State = stateBy(v)
	}
	if !w.DryRun {
		wrote(ctx, out.Body.Seq)
	}
	return out, nil
}

// alone is the wish of one item.
func alone(w service.Wish, item bulkItem, i int) service.Wish {
	if w.Key != "" {
		w.Key += "/" + strconv.Itoa(i)
	}
	w.Changes = func(v *service.View) ([]record.Change, error) {
		c, faults, err := item.change(v, i)
		if err == nil {
			err = fault.InvalidFields(bulkRefused, faults)
		}
		return []record.Change{c}, err
	}
	return w
}

// changesOf makes the changes of all items, or tells all that is wrong with them.
func changesOf(v *service.View, items []bulkItem) ([]record.Change, error) {
	out := make([]record.Change, 0, len(items))
	var all []fault.Field
	for i, item := range items {
		c, faults, err := item.change(v, i)
		if err != nil {
			return nil, err
		}
		all = append(all, faults...)
		if len(all) >= maxFaults {
			break
		}
		out = append(out, c)
	}
	return out, fault.InvalidFields(bulkRefused, all)
}

// change makes the change of an item on the state that a view shows. Faults have their path; the error is of another kind
// than Invalid and ends the whole request.
func (item *bulkItem) change(v *service.View, i int) (record.Change, []fault.Field, error) {
	place := itemPath(i, "")
	c := record.Change{Retire: item.Action == "retire", IfRevision: item.IfRevision, File: place, Declaration: record.Declaration{Kind: item.Kind, UID: item.UID, Name: item.Name, Code: item.Code, State: item.State}, Move: item.Move}
	if item.Action == "put" {
		if item.UID != "" && item.Name == "" {
			if r, ok := v.Find(item.UID); ok {
				c.Name = r.Name
			}
		}
		c.Title, c.Spec = item.patch.title, item.patch.spec
		return c, nil, nil
	}
	text := string(item.UID)
	if text == "" {
		text = item.Name
	}
	r, err := v.Record(item.Kind, text)
	if fault.Is(err, fault.NotFound) {
		return c, []fault.Field{{Path: itemPath(i, "name"), Reason: fmt.Sprintf("there is no %s %s", record.Clip(item.Kind), record.Clip(text)), Remedy: "Check the name, or declare it with put"}}, nil
	}
	if err != nil {
		return c, nil, err
	}
	if c.Retire || c.Move != "" {
		c.UID, c.Name = r.UID, r.Name
		return c, nil, nil
	}
	p := item.patch
	if p.name, p.named = item.Name, item.UID != "" && item.Name != ""; !p.named {
		p.name = r.Name
	}
	changed, err := p.on(v, r)
	if fault.Is(err, fault.Conflict) {
		return c, []fault.Field{{Path: place, Reason: fault.Of(err).Message, Remedy: "Use put"}}, nil
	}
	changed.File, changed.IfRevision, changed.Code = place, item.IfRevision, item.Code
	return changed, nil, err
}

func itemPath(i int, field string) string {
	return record.Join("items["+strconv.Itoa(i)+"]", field)
}

// placed puts the path of the item before the path of the field, which the kernel gives apart.
func placed(err error) error {
	f := fault.Of(err)
	if len(f.Fields) == 0 {
		return err
	}
	out := *f
	out.Fields = slices.Clone(f.Fields)
	for i, x := range out.Fields {
		if !strings.HasPrefix(x.File, "items[") {
			continue
		}
		if strings.Contains(x.Path, ": ") { // of another record, which the change would break
			out.Fields[i].Path = x.File + ": " + x.Path
		} else {
			out.Fields[i].Path = record.Join(x.File, x.Path)
		}
		out.Fields[i].File = ""
	}
	if f.Message == unacceptable {
		out.Message = bulkRefused
	}
	return &out
}
