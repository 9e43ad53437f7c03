package api

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/httpd"
	"github.com/steelyard-isms/steelyard/internal/query"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/service"
)

type listInput struct {
	Moment
	Filter  string `query:"filter" maxLength:"2000" example:"revision > 0" doc:"Which records: an expression in the Common Expression Language over name, code, title, uid, state, revision, recorded_at, retired, today and spec."`
	Sort    string `query:"sort" maxLength:"500" example:"-recorded_at,name" doc:"In which order: fields separated by commas, - before those that fall. Equals come by name; those without a value last."`
	Fields  string `query:"fields" maxLength:"4000" doc:"Which fields to answer with, separated by commas: uid, kind, name, code, title, state, revision, seq, recorded_at, retired, spec.field. All unless given."`
	Limit   int    `query:"limit" minimum:"1" maximum:"500" default:"100" example:"50" doc:"Most records to answer with. Tables have no pages and no limit."`
	Cursor  string `query:"cursor" maxLength:"400" doc:"The next of an earlier answer, to go on from there in the same state."`
	Retired bool   `query:"retired" doc:"Records out of use, too."`
	Format  string `query:"format" enum:"json,csv,xlsx" doc:"json unless given, or unless Accept asks for a table."`
}

// wish tells lists apart that a cursor must not mix.
func (in *listInput) wish() string {
	if in.Filter == "" && in.Sort == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(in.Filter + "\x00" + in.Sort))
	return hex.EncodeToString(sum[:6])
}

type listBody struct {
	Items []any   `json:"items"` // documents, or parts of them
	Next  *string `json:"next"`
	State
}

// Schema keeps the framework from describing it: the document of each operation names the schema of its kind.
func (listBody) Schema(huma.Registry) *huma.Schema { return &huma.Schema{Type: huma.TypeObject} }

// listPatience is how long a list may be looked for.
const listPatience = 10 * time.Second

// listing reads what is asked for.
func (in *listInput) listing(k *record.Kind) (l service.Listing, columns []query.Column, err error) {
	l = service.Listing{Kind: k.Name, Limit: in.Limit, Retired: in.Retired}
	var faults []fault.Field
	note := func(err error) {
		if err != nil {
			faults = append(faults, fault.Of(err).Fields...)
		}
	}
	if in.Filter != "" {
		l.Filter, err = query.ParseFilter(k, in.Filter)
		note(err)
	}
	l.Order, err = query.ParseOrder(k, in.Sort)
	note(err)
	columns, err = query.Fields(k, "fields", in.Fields)
	note(err)
	return l, columns, fault.InvalidFields("the records cannot be listed", faults)
}

func (a *API) list(ctx context.Context, k *record.Kind, in *listInput) (*huma.StreamResponse, error) {
	l, columns, err := in.listing(k)
	if err != nil {
		return nil, err
	}
	if form := formOf(ctx, in.Format); form != "" {
		return a.table(ctx, k, in, l, columns, form)
	}
	place, err := readCursor(in.Cursor, k, in)
	if err != nil {
		return nil, err
	}
	v, err := a.service.View(ctx, httpd.Who(ctx), place.asOf)
	if err != nil {
		return nil, err
	}
	l.After = place.cursor.Name
	short, cancel := context.WithTimeout(ctx, listPatience)
	defer cancel()
	records, more, err := v.Select(short, l)
	if err != nil {
		return nil, late(ctx, err)
	}
	out := listBody{Items: make([]any, 0, len(records)), State: stateBy(v)}
	for _, r := range records {
		d, err := documentOf(v, r)
		if err != nil {
			return nil, err
		}
		if columns == nil {
			out.Items = append(out.Items, d)
			continue
		}
		part, err := partOf(d, columns)
		if err != nil {
			return nil, err
		}
		out.Items = append(out.Items, part)
	}
	if more {
		next := place.next(v, records[len(records)-1].Name)
		out.Next = &next
	}
	if place.continued {
		out.At = place.at
	}
	return inJSON(ctx, http.StatusOK, out), nil
}

// inJSON answers with JSON where an operation can answer with other forms, too.
func inJSON(ctx context.Context, status int, body any) *huma.StreamResponse {
	return &huma.StreamResponse{Body: func(huma.Context) {
		x := exchangeOf(ctx)
		x.Header().Set("Content-Type", "application/json")
		x.WriteHeader(status)
		_ = huma.DefaultJSONFormat.Marshal(x, body) // nobody is left to tell of a broken connection
	}}
}

// late tells of a list that took too long.
func late(ctx context.Context, err error) error {
	if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
		return fault.InvalidField("the list takes too long", fault.Field{Path: "filter", Reason: "cannot be evaluated over all records within " + listPatience.String(),
			Remedy: "Make it simpler, or ask for pages by name"})
	}
	return err
}

// partOf keeps the fields of a record that are asked for.
func partOf(d document, columns []query.Column) (map[string]any, error) {
	out := map[string]any{}
	var spec map[string]any
	for _, c := range columns {
		if c.Kernel() {
			out[c.Name] = d.column(c.Name)
			continue
		}
		if spec == nil {
			tree, err := readTree(d.Spec)
			if err != nil {
				return nil, err
			}
			spec, _ = tree.(map[string]any)
		}
		within, _ := out["spec"].(map[string]any)
		if within == nil {
			within = map[string]any{}
			out["spec"] = within
		}
		pick(within, spec, strings.Split(strings.TrimPrefix(c.Name, "spec."), "."))
	}
	return out, nil
}

// pick copies the field at a path. A dated value with several entries is copied whole: what is in force is the reader's to
// say.
func pick(to, from map[string]any, path []string) {
	x, ok := from[path[0]]
	if !ok {
		return
	}
	inner, isGroup := x.(map[string]any)
	if len(path) == 1 || !isGroup {
		to[path[0]] = x
		return
	}
	next, ok := to[path[0]].(map[string]any)
	if !ok {
		next = map[string]any{}
		to[path[0]] = next
	}
	pick(next, inner, path[1:])
}

// column gives one of the columns that the kernel keeps.
func (d document) column(name string) any {
	switch name {
	case "uid":
		return d.UID
	case "kind":
		return d.Kind
	case "name":
		return d.Name
	case "code":
		return d.Code
	case "title":
		return d.Title
	case "state":
		return d.State
	case "revision":
		return d.Revision
	case "seq":
		return d.Seq
	case "recorded_at":
		return d.RecordedAt
	case "retired":
		return d.Retired
	}
	return json.RawMessage("null")
}
