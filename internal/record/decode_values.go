package record

import (
	"encoding"
	"fmt"
	"reflect"
	"sync"

	"cel.dev/cel-go/common"
	"cel.dev/cel-go/parser"
)

// forms says how a value is written that is a text to a document and something else to us.
var forms = map[Type]struct{ want, remedy, is string }{
	Day:    {"a date such as 2026-09-30", "Write it as 2026-09-30", "a date"},
	Amount: {"an amount such as 1250.50 EUR", "Write it like 1250.50 EUR: digits, a point, at most four decimals, a space, the currency's three letters", "an amount of money"},
	Length: {"a length of time such as P6M", "Write it by ISO 8601, like P6M, P2Y, P10D or PT36H", "a length of time"},
}

// written reads a value that writes itself as a text.
func (d *decoder) written(v reflect.Value, x Tree, f Field, path string) {
	form := forms[f.Type]
	s, ok := x.(string)
	if !ok {
		d.wrong(path, form.want, x)
	} else if err := v.Addr().Interface().(encoding.TextUnmarshaler).UnmarshalText([]byte(s)); err != nil {
		d.refuse(path, fmt.Sprintf("%q is not %s", Clip(s), form.is), form.remedy)
	}
}

// languages reads a text in several languages.
func (d *decoder) languages(v reflect.Value, x Tree, f Field, path string) {
	m, ok := x.(map[string]any)
	if !ok {
		d.wrong(path, "languages with texts, such as {en: …, nb: …}", x)
		return
	}
	for _, tag := range sortedKeys(m) {
		if !languageTag(tag) {
			d.refuse(Join(path, Clip(tag)), fmt.Sprintf("%q is not a language", Clip(tag)), "Use a tag such as en, nb or pt-BR")
			return
		}
	}
	d.table(v, x, f, path)
}

// span reads two days and holds them to their order.
func (d *decoder) span(v reflect.Value, x Tree, f Field, path string) {
	before := len(d.faults)
	d.object(v, x, f.Fields, path)
	r := v.Interface().(Range)
	switch {
	case len(d.faults) > before || d.stored:
	case r.IsZero() && f.Required:
		d.refuse(path, "has neither a first nor a last day", "Add from, until or both")
	case !r.From.IsZero() && !r.Until.IsZero() && r.Until.Before(r.From):
		d.refuse(Join(path, "until"), "is before from", "Exchange the two")
	}
}

// attachment reads the name of a file that is kept. That it is, the store makes sure of.
func (d *decoder) attachment(v reflect.Value, x Tree, f Field, path string) {
	before := len(d.faults)
	d.object(v, x, f.Fields, path)
	if file := v.Interface().(File); len(d.faults) == before && !digestForm.MatchString(file.SHA256) {
		d.refuse(Join(path, "sha256"), fmt.Sprintf("%q is not a SHA-256", Clip(file.SHA256)), "Send the file first, and write the digest that the answer gives: 64 small hexadecimal digits")
	}
}

var celParser = sync.OnceValues(func() (*parser.Parser, error) {
	return parser.NewParser(parser.Macros(parser.AllMacros...), parser.MaxRecursionDepth(32), parser.ExpressionSizeCodePointLimit(longLen))
})

// formula reads an expression and holds it to the grammar of CEL. What was stored was in it when it was written.
func (d *decoder) formula(v reflect.Value, x Tree, f Field, path string) {
	before := len(d.faults)
	d.text(v, x, f, path)
	if len(d.faults) > before || d.stored || v.String() == "" {
		return
	}
	p, err := celParser()
	if err != nil {
		panic(err) // options of ours that the parser does not take
	}
	if _, errs := p.Parse(common.NewTextSource(v.String())); errs != nil && len(errs.GetErrors()) > 0 {
		first := errs.GetErrors()[0]
		d.refuse(path, fmt.Sprintf("is no expression at line %d, column %d: %s", first.Location.Line(), first.Location.Column()+1, Clip(first.Message)),
			"Write it in CEL, such as 100 * patched / total")
	}
}
