package api

import (
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/steelyard-isms/steelyard/internal/record"
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

// the most entries of a list and of a dated value, as the kernel bounds them
const maxEntries = 10_000

// objectSchema is the schema of a group of fields. Personal fields are not required in it: they can be erased, and a
// record without them is still one.
func objectSchema(fields []record.Field) *huma.Schema {
	s := &huma.Schema{Type: huma.TypeObject, AdditionalProperties: false, Properties: map[string]*huma.Schema{}}
	for _, f := range fields {
		s.Properties[f.Name] = fieldSchema(f)
		if f.Required && !f.Personal {
			s.Required = append(s.Required, f.Name)
		}
	}
	return s
}

// fieldSchema is the JSON Schema of what the kernel accepts for a field, as far as a schema can tell. References to
// records that are not there, and rules between fields, are for the kernel.
func fieldSchema(f record.Field) *huma.Schema {
	if f.Dated {
		return datedSchema(f)
	}
	s := &huma.Schema{}
	switch f.Type {
	case record.Text:
		s.Type, s.MaxLength = huma.TypeString, ptr(f.Len)
		for _, word := range f.Enum {
			s.Enum = append(s.Enum, word)
		}
		if f.Required {
			s.Pattern = `\S`
		}
	case record.Number, record.Integer:
		s.Type, s.Minimum, s.Maximum = huma.TypeNumber, f.Min, f.Max
		if f.Type == record.Integer {
			s.Type = huma.TypeInteger
		}
	case record.YesNo:
		s.Type = huma.TypeBoolean
	case record.Reference:
		s.Type, s.Description = huma.TypeString, "Name, code or identifier of a "+f.Ref+"; answers have the name."
	case record.Day:
		s.Type, s.Format = huma.TypeString, "date"
	case record.Object:
		s = objectSchema(f.Fields)
	case record.List:
		s.Type, s.Items, s.MaxItems = huma.TypeArray, fieldSchema(*f.Elem), ptr(maxEntries)
		if f.Required {
			s.MinItems = ptr(1)
		}
	case record.Table:
		s.Type, s.AdditionalProperties = huma.TypeObject, fieldSchema(*f.Elem)
	}
	if f.Personal {
		s.Description = "Personal: kept apart, can be erased, and then missing."
	}
	return s
}

// datedSchema is a value, or a list of values with the days from which they hold.
func datedSchema(f record.Field) *huma.Schema {
	bare := f
	bare.Dated = false
	entry := &huma.Schema{Type: huma.TypeObject, AdditionalProperties: false, Required: []string{"value"}, Properties: map[string]*huma.Schema{
		"from":   {Type: huma.TypeString, Format: "date", Description: "First day on which the value holds; missing in the first entry where it has always held."},
		"value":  fieldSchema(bare),
		"reason": {Type: huma.TypeString, MaxLength: ptr(1000), Description: "Why it changed."},
	}}
	return &huma.Schema{Description: "The value, or a list of values in the order of the days from which they hold.",
		OneOf: []*huma.Schema{fieldSchema(bare), {Type: huma.TypeArray, Items: entry, MinItems: ptr(1), MaxItems: ptr(maxEntries)}}}
}

// describeKind adds the schemas of a kind: its spec, a record, a declaration, a list, a history.
func (a *API) describeKind(k *record.Kind) {
	add, name := a.huma.OpenAPI().Components.Schemas.Map(), schemaName(k.Name)
	add[name+"Spec"] = objectSchema(k.Fields)
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
		Required: []string{"uid", "kind", "name", "code", "title", "state", "revision", "seq", "recorded_at", "retired", "spec"},
		Properties: map[string]*huma.Schema{
			"uid":         text("Identifier that never changes."),
			"kind":        {Type: huma.TypeString, Enum: []any{k.Name}},
			"name":        text("Unique among the records of the kind; never given to another."),
			"code":        text("Short and stable, such as " + k.Prefix + "-07; assigned once."),
			"title":       text("What people read; empty where the kind keeps it in a personal field."),
			"state":       text("State in the lifecycle; empty where the kind has none."),
			"revision":    {Type: huma.TypeInteger, Minimum: ptr(1.0), Description: "Counted from 1."},
			"seq":         {Type: huma.TypeInteger, Description: "Journal entry that recorded this revision."},
			"recorded_at": {Type: huma.TypeString, Format: "date-time", Description: "When it was recorded, UTC."},
			"retired":     {Type: huma.TypeBoolean, Description: "No longer in use: kept, but nothing may refer to it anew."},
			"spec":        refer(schemaName(k.Name) + "Spec"),
		}}
}

// partSchema is a record of which only some fields are asked for.
func partSchema(k *record.Kind) *huma.Schema {
	s := recordSchema(k)
	s.Required, s.Description = nil, "The fields of a "+k.Name+" that `fields` asks for."
	spec := objectSchema(k.Fields)
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
	s.Properties["action"] = &huma.Schema{Type: huma.TypeString, Enum: []any{string(record.Created), string(record.Updated), string(record.Retired)}, Description: "What the revision did."}
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
	spec, title := refer(schemaName(k.Name)+"Spec"), true
	var personal []string
	for _, f := range k.Fields {
		if f.Personal {
			title = false
			if f.Required {
				personal = append(personal, f.Name)
			}
		}
	}
	if len(personal) > 0 {
		spec = &huma.Schema{AllOf: []*huma.Schema{spec, {Required: personal}}}
	}
	s := &huma.Schema{Type: huma.TypeObject, AdditionalProperties: false, Required: []string{"spec"}, Properties: map[string]*huma.Schema{
		"name":   {Type: huma.TypeString, Pattern: "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", Description: "Another name than that in the address renames the record."},
		"code":   {Type: huma.TypeString, Pattern: "^" + k.Prefix + "-[0-9]{2,9}$", Description: "Only to bring a record in with the code that it has; else it is assigned. It never changes."},
		"spec":   spec,
		"reason": {Type: huma.TypeString, MaxLength: ptr(1000), Description: "Why, for the journal."},
	}}
	if title {
		s.Properties["title"] = &huma.Schema{Type: huma.TypeString, MaxLength: ptr(200), Pattern: `\S`, Description: "What people read, on one line."}
		s.Required = append(s.Required, "title")
	}
	return s
}
