package library

import (
	"reflect"
	"slices"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/fault"
)

// Whoever adopted the first version is told what is different now, and why.
func TestChangesTellFieldByField(t *testing.T) {
	got, err := Changes("hours-to-detect", 1)
	if err != nil {
		t.Fatal(err)
	}
	said := map[string]Difference{}
	for _, d := range got.Fields {
		if d.From == d.To {
			t.Errorf("%s is told and is the same", d.Path)
		}
		said[d.Path] = d
	}
	for path, want := range map[string][2]string{
		"title":                             {"Mean hours until an incident is noticed", "Median hours until an incident is noticed"},
		"unit_of_measure":                   {"hours per incident", "hours"},
		"formula":                           {"hours / incidents", "median_hours"},
		"scale.knots.green":                 {"36", "24"},
		"base.incidents.title":              {"Incidents confirmed", ""},
		"base.median_hours.title":           {"", "Median hours until noticed"},
		"example.values.hours":              {"370", ""},
		"base.median_hours.counted":         {"", "Of incidents confirmed in the three months before, the median of hours from the first trace found afterwards to the first alarm or report."},
		"base.incidents.unit_of_measure":    {"incidents", ""},
		"example.values.median_hours":       {"", "18.5"},
		"base.incidents.counted":            {"Each incident confirmed in the period.", ""},
		"base.median_hours.unit_of_measure": {"", "hours"},
	} {
		if d := said[path]; d.From != want[0] || d.To != want[1] {
			t.Errorf("%s is told as %q → %q", path, d.From, d.To)
		}
	}
	for _, same := range []string{"purpose", "parameters", "scale.knots.worst", "when_red", "period_days"} {
		if d, told := said[same]; told {
			t.Errorf("%s has not changed and is told as %+v", same, d)
		}
	}
	if got.From != 1 || got.To != 2 || len(got.Notes) != 1 || got.Notes[0] == "First version." {
		t.Errorf("the way is told as %d to %d, %v", got.From, got.To, got.Notes)
	}
	if got, err := Changes("hours-to-detect", 2); err != nil || len(got.Fields)+len(got.Notes) > 0 {
		t.Errorf("the present version differs from itself: %+v, %v", got, err)
	}
	for _, from := range []int{0, 3, -1} {
		if _, err := Changes("hours-to-detect", from); !fault.Is(err, fault.NotFound) {
			t.Errorf("version %d: %v", from, err)
		}
	}
	if _, err := Changes("nothing", 1); !fault.Is(err, fault.NotFound) {
		t.Errorf("an entry that there is not: %v", err)
	}
}

// The notes of all versions between are told, oldest first.
func TestNotesOfSeveralVersions(t *testing.T) {
	e := Entry{Key: "x", Version: Version{Number: 4, Note: "Four."}, Earlier: []Version{{Number: 3, Note: "Three."}, {Number: 2, Note: "Two."}, {Number: 1, Note: "One."}}}
	for from, want := range map[int][]string{1: {"Two.", "Three.", "Four."}, 3: {"Four."}} {
		if got := append(e.notesAfter(from), e.Note); !slices.Equal(got, want) {
			t.Errorf("from %d: %v", from, got)
		}
	}
}

// No field of an entry can change without being told: each is changed in turn.
func TestEveryChangeIsTold(t *testing.T) {
	for _, key := range []string{"critical-patches-in-time", "exposure-against-appetite", "exceptions-open"} {
		e, err := Get(key)
		if err != nil {
			t.Fatal(err)
		}
		changed := 0
		for n := 0; ; n++ {
			var other Content
			copied(reflect.ValueOf(e.Content), reflect.ValueOf(&other).Elem())
			left, at := n, ""
			if !alter(reflect.ValueOf(&other).Elem(), "", &left, &at) {
				break
			}
			if changed++; len(differences(&e.Content, &other)) == 0 {
				t.Errorf("a change of %s of %s is not told", at, key)
			}
		}
		if changed < 20 {
			t.Errorf("only %d fields of %s were changed", changed, key)
		}
	}
}

// copied copies a value with all that it points to.
func copied(from, to reflect.Value) {
	switch from.Kind() {
	case reflect.Pointer:
		if !from.IsNil() {
			to.Set(reflect.New(from.Type().Elem()))
			copied(from.Elem(), to.Elem())
		}
	case reflect.Slice:
		if !from.IsNil() {
			to.Set(reflect.MakeSlice(from.Type(), from.Len(), from.Len()))
			for i := range from.Len() {
				copied(from.Index(i), to.Index(i))
			}
		}
	case reflect.Struct:
		for i := range from.NumField() {
			copied(from.Field(i), to.Field(i))
		}
	default:
		to.Set(from)
	}
}

// alter changes the leaf that is so many behind the first, and says where it is; false: there are fewer. Worked cases are no part of what is told.
func alter(v reflect.Value, path string, left *int, at *string) bool {
	switch v.Kind() {
	case reflect.Pointer:
		return !v.IsNil() && alter(v.Elem(), path, left, at)
	case reflect.Slice:
		for i := range v.Len() {
			if alter(v.Index(i), path, left, at) {
				return true
			}
		}
		return false
	case reflect.Struct:
		for i := range v.NumField() {
			if name := v.Type().Field(i).Name; name != "Example" && alter(v.Field(i), path+"."+name, left, at) {
				return true
			}
		}
		return false
	}
	if *left > 0 {
		*left--
		return false
	}
	switch *at = path; v.Kind() {
	case reflect.String:
		v.SetString(v.String() + "x")
	case reflect.Bool:
		v.SetBool(!v.Bool())
	case reflect.Int:
		v.SetInt(v.Int() + 1)
	case reflect.Float64:
		v.SetFloat(v.Float() + 1)
	default:
		return false
	}
	return true
}
