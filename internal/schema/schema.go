// Package schema says as JSON Schema (draft 2020-12) what the kernel accepts, as far as a schema can tell: of the fields of a
// kind, for the API, and of whole documents, for editors. It decides nothing; internal/record does.
package schema

import (
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/steelyard-isms/steelyard/internal/record"
)

// the most entries of a list, and of a dated value, as the kernel bounds them
const maxEntries, maxDated = 10_000, 1000

// Spec is the schema of the fields of a kind, as answers have them.
func Spec(k *record.Kind) *huma.Schema {
	return builder{func(string) string { return "" }}.object(k.Fields, k.Name)
}

// builder knows what fields are about, by paths such as measure.scale.knots.
type builder struct{ about func(path string) string }

// object is the schema of a group of fields. Personal fields are not required in it: they can be erased, and a
// record without them is still one.
func (b builder) object(fields []record.Field, path string) *huma.Schema {
	s := &huma.Schema{Type: huma.TypeObject, AdditionalProperties: false, Properties: map[string]*huma.Schema{}}
	for _, f := range fields {
		s.Properties[f.Name] = b.field(f, path+"."+f.Name)
		if f.Required && !f.Personal {
			s.Required = append(s.Required, f.Name)
		}
	}
	return s
}

// written says how a value is written that a schema cannot check.
var written = map[record.Type]string{
	record.Prose: "CommonMark.", record.Formula: "An expression in CEL.", record.Languages: "Texts by language tag, such as en and nb.",
	record.Amount: "An amount with its currency, such as 1250.50 EUR.", record.Length: "A length of time by ISO 8601, such as P6M.",
	record.Span: "Days, both included; one may be missing.", record.Attachment: "A file that was sent before.",
	"language": "A language tag, such as nb.", "country": "A country's two letters, such as NO.", "email": "An e-mail address.", "url": "A web address.",
}

// field is the JSON Schema of what the kernel accepts for a field, as far as a schema can tell. References to
// records that are not there, and rules between fields, are for the kernel.
func (b builder) field(f record.Field, path string) *huma.Schema {
	if f.Dated {
		return b.dated(f, path)
	}
	s := &huma.Schema{}
	switch f.Type {
	case record.Text, record.Enum, record.Prose, record.Formula:
		s.Type, s.MaxLength, s.Description = huma.TypeString, new(f.Len), written[f.Type]
		for _, word := range f.Enum {
			s.Enum = append(s.Enum, word)
		}
		if f.Required {
			s.Pattern = `\S`
		}
		if f.Look != "" {
			s.Description = written[record.Type(f.Look)]
		}
	case record.Amount, record.Length:
		s.Type, s.Description = huma.TypeString, written[f.Type]
	case record.Number, record.Integer, record.Part:
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
	case record.Object, record.Attachment, record.Span:
		s = b.object(f.Fields, path)
		s.Description = written[f.Type]
		if f.Type == record.Span && len(s.Required) > 0 {
			s.Description = "Days, both included."
		} else if f.Required && f.Type == record.Span {
			s.MinProperties = new(1)
		}
	case record.List:
		s.Type, s.Items, s.MaxItems = huma.TypeArray, b.field(*f.Elem, path+"[]"), new(maxEntries)
		if f.Required {
			s.MinItems = new(1)
		}
	case record.Languages, record.Table:
		s.Type, s.Description, s.AdditionalProperties = huma.TypeObject, written[f.Type], b.field(*f.Elem, path+"{}")
		if f.Required && f.Type == record.Languages {
			s.MinProperties = new(1)
		}
	}
	if about := b.about(path); about != "" {
		s.Description = strings.TrimSpace(about + ". " + s.Description)
	}
	if f.Personal {
		s.Description = "Personal: kept apart, can be erased, and then missing."
	}
	return s
}

// dated is a value, or a list of values with the days from which they hold.
func (b builder) dated(f record.Field, path string) *huma.Schema {
	bare := f
	bare.Dated = false
	entry := &huma.Schema{Type: huma.TypeObject, AdditionalProperties: false, Required: []string{"value"}, Properties: map[string]*huma.Schema{
		"from":   {Type: huma.TypeString, Format: "date", Description: "First day on which the value holds; missing in the first entry where it has always held."},
		"value":  b.field(bare, path),
		"reason": {Type: huma.TypeString, MaxLength: new(1000), Description: "Why it changed."},
	}}
	return &huma.Schema{Description: "The value, or a list of values in the order of the days from which they hold.",
		OneOf: []*huma.Schema{b.field(bare, path), {Type: huma.TypeArray, Items: entry, MinItems: new(1), MaxItems: new(maxDated)}}}
}
