package api

import (
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/schema"
)

const schemas = "#/components/schemas/"

func refer(name string) *huma.Schema { return &huma.Schema{Ref: schemas + name} }

// schemaName is the word for a kind in names of schemas: awareness-programme gives AwarenessProgramme.
func schemaName(kind string) string {
	var out strings.Builder
	for part := range strings.SplitSeq(kind, "-") {
		out.WriteString(strings.ToUpper(part[:1]) + part[1:])
	}
	return out.String()
}

func ptr[T any](x T) *T { return &x }

// describeKind adds the schemas of a kind: its spec, a record, a declaration, a list, a history.
func (a *API) describeKind(k *record.Kind) {
	add, name := a.huma.OpenAPI().Components.Schemas.Map(), schemaName(k.Name)
	add[name+"Spec"] = schema.Spec(k)
	add[name] = recordSchema(k)
	add[name+"Declaration"] = declarationSchema(k)
	add[name+"Part"] = partSchema(k)
	next := &huma.Schema{Type: huma.TypeString, Nullable: true, Description: "Cursor of the next page; null on the last."}
	add[name+"List"] = stateOf(&huma.Schema{Properties: map[string]*huma.Schema{
		"items": {Type: huma.TypeArray, Items: &huma.Schema{AnyOf: []*huma.Schema{refer(name), refer(name + "Part")}}, Description: "In the order asked for; by name unless told. With `fields`, only those of each record."},
		"next":  next}, Required: []string{"items", "next"}})
	add[name+"History"] = stateOf(&huma.Schema{Properties: map[string]*huma.Schema{
		"items": {Type: huma.TypeArray, Items: revisionSchema(k), Description: "Latest first."}}, Required: []string{"items"}})
}

// stateOf adds what State tells.
func stateOf(s *huma.Schema) *huma.Schema {
	s.Type, s.AdditionalProperties = huma.TypeObject, false
	s.Properties["seq"] = &huma.Schema{Type: huma.TypeInteger, Description: "Journal entry up to which the answer shows everything."}
	s.Properties["at"] = &huma.Schema{Type: huma.TypeString, Format: "date-time", Description: "Moment that the answer is about, UTC."}
	s.Required = append(s.Required, "seq", "at")
	return s
}

func recordSchema(k *record.Kind) *huma.Schema {
	text := func(about string) *huma.Schema { return &huma.Schema{Type: huma.TypeString, Description: about} }
	return &huma.Schema{Type: huma.TypeObject, AdditionalProperties: false,
		Required: []string{"uid", "kind", "name", "code", "title", "revision", "seq", "recorded_at", "retired", "state", "in_force", "spec"},
		Properties: map[string]*huma.Schema{
			"uid":         text("Identifier that never changes."),
			"kind":        {Type: huma.TypeString, Enum: []any{k.Name}},
			"name":        text("Unique among the records of the kind; never given to another."),
			"code":        text("Short and stable, such as " + k.Prefix + "-07; assigned once."),
			"title":       text("What people read; empty where the kind keeps it in a personal field."),
			"revision":    {Type: huma.TypeInteger, Minimum: ptr(1.0), Description: "Counted from 1."},
			"seq":         {Type: huma.TypeInteger, Description: "Journal entry that recorded this revision."},
			"recorded_at": {Type: huma.TypeString, Format: "date-time", Description: "When it was recorded, UTC."},
			"retired":     {Type: huma.TypeBoolean, Description: "No longer in use: kept, but nothing may refer to it anew."},
			"state":       stateSchema(k, "Where it stands in its lifecycle; empty where its kind has none."),
			"in_force":    {Type: huma.TypeInteger, Minimum: ptr(0.0), Description: "The revision whose words count: an earlier one while this one waits; 0 where none does."},
			"spec":        refer(schemaName(k.Name) + "Spec"),
		}}
}

func stateSchema(k *record.Kind, about string) *huma.Schema {
	s := &huma.Schema{Type: huma.TypeString, Description: about}
	for _, name := range k.Lifecycle.StateNames() {
		s.Enum = append(s.Enum, name)
	}
	if k.Lifecycle == nil {
		s.Enum = []any{""}
	}
	return s
}

// partSchema is a record of which only some fields are asked for.
func partSchema(k *record.Kind) *huma.Schema {
	s := recordSchema(k)
	s.Required, s.Description = nil, "The fields of a "+k.Name+" that `fields` asks for."
	spec := schema.Spec(k)
	optional(spec)
	s.Properties["spec"] = spec
	return s
}

// optional requires no field of a group, nor of the groups directly in it.
func optional(s *huma.Schema) {
	s.Required = nil
	for _, p := range s.Properties {
		if p.Type == huma.TypeObject && len(p.Properties) > 0 {
			optional(p)
		}
	}
}

func revisionSchema(k *record.Kind) *huma.Schema {
	s := recordSchema(k)
	s.Properties["action"] = &huma.Schema{Type: huma.TypeString, Enum: []any{string(record.Created), string(record.Updated), string(record.Moved), string(record.Retired)}, Description: "What the revision did."}
	s.Properties["reason"] = &huma.Schema{Type: huma.TypeString, Description: "Why, as told; may be empty."}
	s.Properties["by"] = &huma.Schema{Type: huma.TypeObject, AdditionalProperties: false, Required: []string{"account", "person", "via"}, Properties: map[string]*huma.Schema{
		"account": {Type: huma.TypeString, Description: "Identifier of the account; empty for a command on the machine of the database."},
		"person":  {Type: huma.TypeString, Description: "Name of the person's record; empty where the account stands for none."},
		"via":     {Type: huma.TypeString, Description: "The door: web, api, cli or demo."},
	}}
	s.Required = append(s.Required, "action", "reason", "by")
	return s
}

func declarationSchema(k *record.Kind) *huma.Schema {
	spec := refer(schemaName(k.Name) + "Spec")
	title, personal := schema.Personal(k)
	if len(personal) > 0 {
		spec = &huma.Schema{AllOf: []*huma.Schema{spec, {Required: personal}}}
	}
	s := &huma.Schema{Type: huma.TypeObject, AdditionalProperties: false, Required: []string{"spec"}, Properties: map[string]*huma.Schema{
		"name":   {Type: huma.TypeString, Pattern: schema.Name, Description: "Another name than that in the address renames the record."},
		"code":   {Type: huma.TypeString, Pattern: schema.Code(k), Description: "Only to bring a record in with the code that it has; else it is assigned. It never changes."},
		"spec":   spec,
		"reason": {Type: huma.TypeString, MaxLength: ptr(1000), Description: "Why, for the journal."},
	}}
	if k.Lifecycle != nil {
		s.Properties["state"] = stateSchema(k, "Only to bring a record in with the state that it has, by an administrator; else it begins as "+k.Lifecycle.States[0].Name+" and is moved.")
	}
	if title {
		s.Properties["title"] = &huma.Schema{Type: huma.TypeString, MaxLength: ptr(200), Pattern: `\S`, Description: "What people read, on one line."}
		s.Required = append(s.Required, "title")
	}
	return s
}
