package schema

import (
	"github.com/danielgtaylor/huma/v2"

	"github.com/steelyard-isms/steelyard/internal/catalog/fields"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// Name is the pattern of a record's name.
const Name = "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$"

// Code is the pattern of the codes of a kind.
func Code(k *record.Kind) string { return "^" + k.Prefix + "-[0-9]{2,9}$" }

// Personal tells whether records of a kind have a title, which those that a personal field names have not, and which
// personal fields a declaration needs.
func Personal(k *record.Kind) (title bool, required []string) {
	title = true
	for _, f := range k.Fields {
		if f.NamesRecord() {
			title, required = false, append(required, f.Name)
		}
	}
	return title, required
}

// dialect is what the schemas of documents are written in.
const dialect = "https://json-schema.org/draft/2020-12/schema"

// Document is the schema of a whole document of a kind, for the apiVersion that is named.
func Document(k *record.Kind, apiVersion string) *huma.Schema {
	s := document(k, apiVersion)
	s.Extensions = map[string]any{"$schema": dialect}
	return s
}

// Documents is the schema of a document of any kind.
func Documents(kinds []*record.Kind, apiVersion string) *huma.Schema {
	defs := map[string]*huma.Schema{}
	s := &huma.Schema{Title: "A Steelyard declaration", Extensions: map[string]any{"$schema": dialect, "$defs": defs}}
	for _, k := range kinds {
		defs[k.Name] = document(k, apiVersion)
		s.OneOf = append(s.OneOf, &huma.Schema{Ref: "#/$defs/" + k.Name})
	}
	return s
}

func document(k *record.Kind, apiVersion string) *huma.Schema {
	words := fields.English.Meaning
	spec := builder{words}.object(k.Fields, k.Name)
	title, personal := Personal(k)
	spec.Required = append(spec.Required, personal...)
	s := &huma.Schema{Title: k.Name, Description: words(k.Name), Type: huma.TypeObject, AdditionalProperties: false,
		Required: []string{"apiVersion", "kind", "name", "spec"}, Properties: map[string]*huma.Schema{
			"apiVersion": {Type: huma.TypeString, Enum: []any{apiVersion}},
			"kind":       {Type: huma.TypeString, Enum: []any{k.Name}},
			"name":       {Type: huma.TypeString, Pattern: Name, Description: "Unique among the records of the kind; never given to another."},
			"code":       {Type: huma.TypeString, Pattern: Code(k), Description: "Short and stable, such as " + k.Prefix + "-07; assigned where it is left out. It never changes."},
			"spec":       spec,
		}}
	if k.Lifecycle != nil {
		state := &huma.Schema{Type: huma.TypeString, Description: "Where the record stands in its lifecycle. Only administrators bring records in with other states than the first."}
		for _, name := range k.Lifecycle.StateNames() {
			state.Enum = append(state.Enum, name)
		}
		s.Properties["state"] = state
	}
	if title {
		s.Properties["title"] = &huma.Schema{Type: huma.TypeString, MaxLength: new(200), Pattern: `\S`, Description: "What people read, on one line."}
		s.Required = append(s.Required, "title")
	}
	return s
}
