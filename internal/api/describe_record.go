package api

import (
	"encoding/json"
	"net/http"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/steelyard-isms/steelyard/internal/query"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/sheet"
)

const listHelp = "In the order of their names, or as `sort` says. Follow `next` to the last page: all pages show one state, so that each record comes once. " +
	"`filter` is an expression, such as `spec.weight > 2 && title.contains('backup')`; it is checked against the fields of the kind. " +
	"As a table, the answer has all records at once."

func (a *API) describeList(k *record.Kind, op *huma.Operation) {
	a.document(op, k.Plural, "List "+k.Plural, listHelp)
	answers(op, http.StatusOK, "A page of "+k.Plural+".", refer(schemaName(k.Name)+"List"),
		listBody{Items: []any{exampleOf(k.Name).document(k)}, State: State{7, exampleTime}})
	delete(op.Responses, "204")
	text := &huma.Schema{Type: huma.TypeString}
	r := op.Responses["200"]
	r.Content[mediaCSV] = &huma.MediaType{Schema: text, Example: exampleTable(k, false)}
	r.Content[mediaXLSX] = &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}
}

// exampleTable is the example of a kind as CSV; for an import without what the server alone can say.
func exampleTable(k *record.Kind, sent bool) string {
	e := exampleOf(k.Name)
	var spec map[string]any
	if tree, err := readTree(e.Spec); err == nil {
		spec, _ = tree.(map[string]any)
	}
	var columns []query.Column
	r := &record.Record{Kind: k.Name, Name: e.Name, Code: k.Prefix + "-01", Title: e.Title, Revision: 1, Seq: 7, UID: "01K0A2B3C4D5E6F7G8H9J0K1M2", RecordedAt: exampleTime}
	for _, c := range query.Columns(k) {
		if !sent || !c.Kernel() || c.Name == "name" || c.Name == "title" {
			columns = append(columns, c)
		}
	}
	var out strings.Builder
	w, err := sheet.NewCSV(&out, sheet.Header(columns))
	if err == nil {
		err = w.Row(sheet.Cells(columns, r, spec))
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		return ""
	}
	return out.String()
}

func (a *API) describeImport(k *record.Kind, op *huma.Operation) {
	a.document(op, k.Plural, "Import "+k.Plural+" from a table", "Declares what each row says: all rows or none. The first row has the names of columns, as the list gives them with `format=csv` or `format=xlsx`. "+
		"An empty cell takes its field away; a column that the table does not have leaves its field as it is. `state`, `seq` and `recorded_at` are not read. "+
		"`revision`, where it is given, must be that at which the record stands, unless the row changes nothing. Faults name row and column.", 400, 408, 409, 413, 415)
	op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{
		mediaCSV:  {Schema: &huma.Schema{Type: huma.TypeString}, Example: exampleTable(k, true)},
		mediaXLSX: {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}}
	answers(op, http.StatusOK, "What became of each row.", nil, nil)
	seqHeader(op, http.StatusOK)
}

func (a *API) describePut(k *record.Kind, op *huma.Operation) {
	e := exampleOf(k.Name)
	a.document(op, k.Plural, "Declare a "+k.Name, "Makes the record or replaces what it says; what is left out of spec is gone. The same declaration again makes no new revision. "+
		"A retired record comes back into use. Without If-Match the last writer wins.", 400, 404, 408, 409, 412, 413, 415)
	parameter(op, "ref", e.Name)
	op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"application/json": {Schema: refer(schemaName(k.Name) + "Declaration"), Example: e}}}
	answers(op, http.StatusOK, "It was there, and is now as declared.", refer(schemaName(k.Name)), e.document(k))
	answers(op, http.StatusCreated, "It was made.", refer(schemaName(k.Name)), e.document(k))
	seqHeader(op, http.StatusOK, http.StatusCreated)
}

// examplePatch changes nothing of an example but says something about its first field.
func examplePatch(k *record.Kind) map[string]any {
	spec := map[string]any{}
	var was map[string]any
	if tree, err := readTree(exampleOf(k.Name).Spec); err == nil {
		was, _ = tree.(map[string]any)
	}
	for _, f := range k.Fields {
		if x, ok := was[f.Name]; ok {
			spec[f.Name] = x
			break
		}
	}
	return map[string]any{"spec": spec, "reason": "agreed at the review"}
}

func (a *API) describePatch(k *record.Kind, op *huma.Operation) {
	a.document(op, k.Plural, "Change a "+k.Name, "A merge patch (RFC 7396): what it names of name, title and spec is changed, null takes a field away, lists are replaced whole; all else stays. "+
		"The result is judged as a declaration is. Another name renames the record.", 400, 404, 408, 409, 412, 413, 415)
	parameter(op, "ref", exampleOf(k.Name).Name)
	schema := &huma.Schema{Type: huma.TypeObject, AdditionalProperties: false, Properties: map[string]*huma.Schema{
		"name":   {Type: huma.TypeString, Description: "Another name renames the record."},
		"title":  {Type: huma.TypeString, Nullable: true, Description: "What people read, on one line."},
		"spec":   {Type: huma.TypeObject, Nullable: true, AdditionalProperties: true, Description: "What is to change of the fields."},
		"reason": {Type: huma.TypeString, Nullable: true, MaxLength: ptr(1000), Description: "Why, for the journal."},
	}}
	op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"application/merge-patch+json": {Schema: schema, Example: examplePatch(k)}}}
	answers(op, http.StatusOK, "The record as it now is.", refer(schemaName(k.Name)), exampleOf(k.Name).document(k))
	seqHeader(op, http.StatusOK)
}

func (a *API) describeDelete(k *record.Kind, op *huma.Operation) {
	a.document(op, k.Plural, "Retire a "+k.Name, "Takes it out of use. Nothing is erased: the record, its history and its name remain. Refused while others refer to it.", 404, 409, 412)
	parameter(op, "ref", exampleOf(k.Name).Name)
	d := exampleOf(k.Name).document(k)
	d.Revision, d.Retired = 2, true
	answers(op, http.StatusOK, "The record, out of use.", refer(schemaName(k.Name)), d)
	seqHeader(op, http.StatusOK)
}

func exampleLink(k *record.Kind) Linked {
	e := exampleOf(k.Name)
	return Linked{UID: "01K0A2B3C4D5E6F7G8H9J0K1M2", Kind: k.Name, Name: e.Name, Code: k.Prefix + "-01", Title: e.Title}
}

func (a *API) describeReferences(k *record.Kind, op *huma.Operation) {
	a.document(op, k.Plural, "List what a "+k.Name+" refers to, and what refers to it", "References whose other end may not be seen are left out.", 404)
	parameter(op, "ref", exampleOf(k.Name).Name)
	answers(op, http.StatusOK, "The references.", nil, ReferenceList{Outgoing: []Reference{}, Incoming: []Reference{}, State: State{7, exampleTime}})
}

func (a *API) describeTrace(k *record.Kind, op *huma.Operation) {
	a.document(op, k.Plural, "Trace a "+k.Name+" along references", "Follows references as they are on the day asked about, step by step: `path=measure,source` gives the sources of the measures of an objective, "+
		"`path=<unit.parent*` all units below one. Records that may not be seen are not gone through.", 404)
	parameter(op, "ref", exampleOf(k.Name).Name)
	path, to := a.examplePath(k)
	parameter(op, "path", path)
	answers(op, http.StatusOK, "The records at the end, and the way to them.", nil,
		Trail{Ends: []Linked{exampleLink(to)}, Hops: []Hop{{1, exampleLink(k), "spec.field", exampleLink(to)}}, State: State{7, exampleTime}})
}

// examplePath is a step from a kind to one that it refers to, or that refers to it.
func (a *API) examplePath(k *record.Kind) (path string, to *record.Kind) {
	referring(k.Fields, "", func(_, kind string) {
		if other, ok := a.service.Registry().Kind(kind); ok && to == nil {
			path, to = ">"+kind, other
		}
	})
	if to == nil {
		path, to = k.Name, k
	}
	return path, to
}

func (a *API) describeBulk(op *huma.Operation) {
	a.document(op, "bulk", "Change many records", "Up to 10,000 declarations, changes and retirements of records of any kinds, which may refer to each other in any order. Faults name their item, as in items[3].spec.weight. "+
		"`dry_run` answers what would be.", 400, 408, 409, 413, 415)
	schema := a.huma.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[bulkBody](), true, "")
	yes := true
	body := bulkBody{Atomic: &yes, DryRun: true, Reason: "a first programme"}
	for _, k := range a.service.Registry().Kinds() {
		if e := exampleOf(k.Name); e.Name != "" {
			item := bulkItem{Action: "put", Kind: k.Name, Name: e.Name, Spec: e.Spec}
			if e.Title != "" {
				item.Title = &e.Title
			}
			body.Items = append(body.Items, item)
		}
	}
	op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"application/json": {Schema: schema, Example: body}}}
	if item := a.huma.OpenAPI().Components.Schemas.Map()["BulkItem"]; item != nil {
		item.Properties["spec"] = &huma.Schema{Type: huma.TypeObject, AdditionalProperties: true, Nullable: true, Description: "The fields, as in a declaration of the kind; of patch those that change."}
	}
	k := a.service.Registry().Kinds()[0]
	answers(op, http.StatusOK, "What became of each item.", nil, bulkAnswer{Atomic: true, Items: []bulkResult{{Status: 201, Action: record.Created, Record: &bulkRecord{exampleOf(k.Name).document(k)}}}, State: State{8, exampleTime}})
	seqHeader(op, http.StatusOK)
}

func (a *API) describeEvents(op *huma.Operation) {
	a.document(op, "events", "List journal entries", "In their order, behind `after`. What may not be seen of an entry is left out, and an entry of which nothing may be seen whole. Send `next` as `after` to go on.")
	answers(op, http.StatusOK, "The entries.", nil, EventList{Items: []Event{exampleEvent()}, Next: 7, State: State{7, exampleTime}})
}

func exampleEvent() Event {
	return Event{Seq: 7, RecordedAt: exampleTime, Type: "change", By: by{Account: "01K0A2B3C4D5E6F7G8H9J0K1M3", Via: "api"}, Reason: "first declaration", Runs: []string{},
		Changes: []EventChange{{Action: "created", Kind: "unit", UID: "01K0A2B3C4D5E6F7G8H9J0K1M2", Name: "enterprise", Code: "U-01", Revision: 1}}}
}

func (a *API) describeStream(op *huma.Operation) {
	a.document(op, "events", "Follow the journal", "Server-sent events: each is of the type entry, has the number of its entry as id, and as data what the list of events has for it. A line without data comes every 15 s. "+
		"The stream ends when the account may no longer read, and when the server ends; whoever connects again sends `Last-Event-ID`. An account may have 5 streams open.")
	b, err := json.Marshal(exampleEvent())
	if err != nil {
		b = nil
	}
	op.Responses["200"] = &huma.Response{Description: "The entries as they are recorded, without an end.", Content: map[string]*huma.MediaType{
		"text/event-stream": {Schema: &huma.Schema{Type: huma.TypeString}, Example: "id: 7\nevent: entry\ndata: " + string(b) + "\n\n"}}}
	delete(op.Responses, "204")
}

func (a *API) describeKinds(op *huma.Operation) {
	a.document(op, "kinds", "List the kinds of record", "With their fields, and how many records may be seen.", 404)
	k := a.service.Registry().Kinds()[0]
	answers(op, http.StatusOK, "The kinds.", nil, KindList{Items: []KindInfo{{Name: k.Name, Plural: k.Plural, Prefix: k.Prefix, Version: k.Version, Read: true, Count: 3, Fields: kindFields(k.Fields)}}, State: State{7, exampleTime}})
}

func (a *API) describeKindSchema(op *huma.Operation) {
	a.document(op, "kinds", "Get the JSON Schema of a declaration", "JSON Schema 2020-12, whole in one document.", 404)
	parameter(op, "kind", a.service.Registry().Kinds()[0].Name)
	op.Responses["200"] = &huma.Response{Description: "The schema.", Content: map[string]*huma.MediaType{
		schemaMedia: {Schema: &huma.Schema{Type: huma.TypeObject, AdditionalProperties: true}, Example: standalone(a.service.Registry().Kinds()[0])}}}
	delete(op.Responses, "204")
}
