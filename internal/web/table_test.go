package web

import (
	"net/url"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/query"
)

// Whatever is entered as a value, the condition that the form makes of it is one that can be read: a text cannot break out of its quotes, and
// the address that is made is in order, so that no form leads to itself for ever.
func FuzzTidied(f *testing.F) {
	f.Add("title", "is", `a "quoted" \ text`, "", "spec.owner")
	f.Add("spec.purpose", "has", `") || true || ("`, "spec.period_days > 3 || retired", "")
	f.Add("spec.period_days", "from", "1,5", "x", "name,,name")
	f.Add("retired", "not", "no", "", ",")
	f.Fuzz(func(t *testing.T, field, test, value, where, columns string) {
		k, l := measure.MeasureKind, &look{}
		c, err := query.Fields(k, fieldParam, field)
		if err != nil || len(c) != 1 || !c[0].Kernel() && (c[0].Field.Ref != "" || c[0].Field.Elem != nil) {
			return // a reference is looked up, for which there are no records here
		}
		q := url.Values{fieldParam: {field}, testParam: {test}, valueParam: {value}, whereParam: {where}, columnsParam: {columns, ""}}
		to := l.tidied(q, k)
		if to == "" {
			t.Fatal("what a form has sent is not put in order")
		}
		again, err := url.ParseQuery(strings.TrimPrefix(to, "?"))
		if err != nil {
			t.Fatal(err)
		}
		if next := l.tidied(again, k); next != "" {
			t.Fatalf("%s leads on to %s", to, next)
		}
		if made := l.condition(k, field, test, value); made != "" && (field == "title" || field == "name") {
			if _, err := query.ParseFilter(k, made); err != nil && len(made) < 1500 {
				t.Fatalf("%q makes %s: %v", value, made, err)
			}
		}
	})
}
