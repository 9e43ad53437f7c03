package web

import (
	"strconv"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/query"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// tests are what the form offers to ask of a field.
var tests = []string{page.TestIs, page.TestIsNot, page.TestHas, page.TestFrom, page.TestTo, page.TestKnown, page.TestUnknown}

// condition writes in the language of filters what the form asks for: a field, a test and a value; empty where it asks for nothing. What makes
// no sense of a field is written all the same, so that the page says what is wrong with it.
func (l *look) condition(k *record.Kind, name, test, value string) string {
	value = strings.TrimSpace(value)
	found, err := query.Fields(k, fieldParam, name)
	if err != nil || len(found) != 1 || value == "" && test != page.TestKnown && test != page.TestUnknown {
		return ""
	}
	c := found[0]
	known := "has(" + name + ")"
	if c.Kernel() {
		known = name + ` != ""`
	}
	literal := quoted(value)
	switch {
	case c.Form == record.NumberForm || c.Form == record.IntegerForm || c.Form == record.YesNoForm:
		literal = l.literal(c, value)
	case !c.Kernel() && c.Field.Type == record.Reference:
		literal = quoted(l.Meant(c.Field.Ref, value))
	case !c.Kernel() && c.Field.Type == record.List && c.Field.Entry().Type == record.Reference:
		literal = quoted(l.Meant(c.Field.Entry().Ref, value))
	}
	guard := known + " && "
	if c.Kernel() || c.Form == record.YesNoForm {
		guard = ""
	}
	switch test {
	case page.TestIs:
		return guard + name + " == " + literal
	case page.TestIsNot:
		return "!(" + guard + name + " == " + literal + ")"
	case page.TestHas:
		if c.Form == record.ListForm {
			return guard + literal + " in " + name
		}
		return guard + name + ".contains(" + literal + ")"
	case page.TestFrom:
		return guard + name + " >= " + literal
	case page.TestTo:
		return guard + name + " <= " + literal
	case page.TestKnown:
		return known
	case page.TestUnknown:
		return "!(" + known + ")"
	}
	return ""
}

// literal is a number, or yes or no, as filters write it; a text where it is neither.
func (l *look) literal(c query.Column, value string) string {
	if c.Form == record.YesNoForm {
		switch strings.ToLower(value) {
		case "true", l.text("records.yes"):
			return "true"
		case "false", l.text("records.no"):
			return "false"
		}
		return quoted(value)
	}
	if n, bad := numberOf(l.language().Style(), value); !bad {
		return strconv.FormatFloat(n, 'f', -1, 64)
	}
	return quoted(value)
}

// quoted is a text as filters write it.
func quoted(text string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range text {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r < ' ':
			b.WriteByte(' ')
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
