package record

import (
	"net/url"
	"reflect"
	"strings"

	"golang.org/x/text/language"
)

// enumerated is a named text with the only words that it may be: for lists that several kinds share. Those of one field
// stand in its tag.
type enumerated interface{ Words() []string }

// textForms are what a text may have to look like. What was stored is not held to them again.
var textForms = map[string]struct {
	fits       func(string) bool
	is, remedy string
}{
	"language": {languageTag, "a language", "Use a tag such as en, nb or pt-BR"},
	"country":  {countryCode, "a country", "Use a code of two capital letters, such as NO or CZ"},
	"email":    {emailAddress, "an e-mail address", "Write it like someone@example.org"},
	"url":      {webAddress, "a web address", "Write it like https://example.org/report"},
}

// languageTag tells whether a text is a language tag in its canonical form.
func languageTag(text string) bool {
	tag, err := language.Parse(text)
	return err == nil && tag.String() == text && text != "und"
}

// countryCode tells whether a text is the code of a country by ISO 3166-1.
func countryCode(text string) bool {
	region, err := language.ParseRegion(text)
	return err == nil && region.IsCountry() && region.String() == text && len(text) == 2
}

func emailAddress(text string) bool {
	name, domain, _ := strings.Cut(text, "@")
	return name != "" && domain != "" && !strings.ContainsAny(domain, "@") && !strings.ContainsAny(text, " \t<>,;")
}

func webAddress(text string) bool {
	u, err := url.Parse(text)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.User == nil
}

// twice refuses the second of two equal references or words in a list: nothing is meant by it.
func (d *decoder) twice(v reflect.Value, elem Field, path string) {
	if d.stored || elem.Type != Reference && elem.Type != Enum || elem.Dated {
		return
	}
	seen := map[string]bool{}
	for i := range v.Len() {
		word := v.Index(i).String()
		if word != "" && seen[word] {
			d.refuse(Item(path, i), "is listed twice", "Keep one of the two")
		}
		seen[word] = true
	}
}
