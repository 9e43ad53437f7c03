package library

import (
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/civil"
)

var lastOfSeptember = civil.OfTime(time.Date(2026, 9, 30, 0, 0, 0, 0, time.UTC))

// old is what a measure declares that was made of the first version of an entry.
func old(t *testing.T, key string) (e Entry, title string, spec map[string]any) {
	t.Helper()
	e, err := Get(key)
	if err != nil {
		t.Fatal(err)
	}
	was, ok := e.version(1)
	if !ok {
		t.Fatalf("%s has no first version", key)
	}
	spec = was.whole("EUR")
	delete(spec, titleField)
	return e, was.Title, spec
}

func standings(o Origin) map[string]Standing {
	out := map[string]Standing{}
	for _, t := range o.Fields {
		out[t.Field] = t.Standing
	}
	return out
}

// Whoever changed nothing can take over all that the library says otherwise now, and says then what it says.
func TestNewWordsAreTakenOver(t *testing.T) {
	day := lastOfSeptember
	for _, key := range []string{"resources-made-available"} {
		e, title, spec := old(t, key)
		o := OriginOf(key, 1, title, spec, day)
		if !o.Known || !o.Newer() || o.Anew || len(o.Fields) < 4 || len(o.Notes) != 1 || len(o.Open()) != len(o.Fields) {
			t.Fatalf("%s: %+v", key, o)
		}
		title, spec = o.Take(title, spec, day)
		if title != e.Title {
			t.Errorf("the title is %q", title)
		}
		after := OriginOf(key, 1, title, spec, day)
		for field, is := range standings(after) {
			if is != AsNow {
				t.Errorf("%s is %s after it was taken over", field, is)
			}
		}
		if got := spec["library"].(map[string]any)["version"]; got != number(float64(e.Number)) {
			t.Errorf("version %v is remembered", got)
		}
		versions, dated := spec[scaleField].([]any)
		if !dated || len(versions) != 2 || versions[1].(map[string]any)["from"] != "2026-09-30" {
			t.Errorf("the thresholds of before are gone: %v", spec[scaleField])
		}
		// the day before is judged as it was
		if before := OriginOf(key, 1, title, spec, day.AddDays(-1)); standings(before)[scaleField] != AsAdopted {
			t.Errorf("the scale of the day before is %s", standings(before)[scaleField])
		}
	}
}

// What somebody adapted is told as theirs, and is never taken away.
func TestAdaptationsStay(t *testing.T) {
	day := lastOfSeptember
	e, title, spec := old(t, "resources-made-available")
	own := maps.Clone(spec)
	scale := map[string]any{"direction": "higher", "knots": map[string]any{"worst": number(10), "red": number(20), "green": number(30), "target": number(40)}}
	own[scaleField], own["purpose"] = scale, "Is it ours?" // of which the second is said as before by the library
	o := OriginOf(e.Key, 1, e.Title, own, day)
	got := standings(o)
	if got[scaleField] != Adapted || got[titleField] != AsNow || got["collection"] != AsAdopted {
		t.Fatalf("%v", got)
	}
	if _, told := got["purpose"]; told {
		t.Error("an adaptation of what the library says as before is told")
	}
	if slices.ContainsFunc(o.Open(), func(t Told) bool { return t.Field == scaleField }) {
		t.Error("an adaptation can be taken away")
	}
	newTitle, after := o.Take(title, own, day)
	if newTitle != title || !same(after[scaleField], scale) || after["purpose"] != "Is it ours?" || same(after["collection"], own["collection"]) {
		t.Errorf("taking over makes %q, %v", newTitle, after)
	}
	if same(own["collection"], after["collection"]) || own["library"] != nil {
		t.Error("what was declared is changed under whoever holds it")
	}
}

// A measure that another program made keeps what it remembers, and is told that this one does not know it.
func TestWhatTheLibraryDoesNotKnowIsNoMistake(t *testing.T) {
	day := lastOfSeptember
	if o := OriginOf("no-such-measure", 3, "X", map[string]any{}, day); o.Entry != nil || o.Known || o.Newer() || len(o.Fields) > 0 {
		t.Errorf("a key that is not there: %+v", o)
	}
	e, title, spec := old(t, "resources-made-available")
	if o := OriginOf(e.Key, e.Number+5, title, spec, day); o.Entry == nil || o.Known || o.Newer() || len(o.Fields) > 0 {
		t.Errorf("a version of a later program: %+v", o)
	}
	if o := OriginOf(e.Key, e.Number, "Ours", map[string]any{}, day); !o.Known || o.Newer() || len(o.Fields) > 0 {
		t.Errorf("the present version: %+v", o)
	}
	if Latest("no-such-measure") != 0 || Latest(e.Key) != e.Number {
		t.Error("the latest version is another one")
	}
}

// What counts something else now is never written over what was counted before.
func TestAnotherWayOfCountingIsAdoptedAnew(t *testing.T) {
	e, title, spec := old(t, "hours-to-detect")
	o := OriginOf(e.Key, 1, title, spec, lastOfSeptember)
	if !o.Anew || len(o.Open()) > 0 || standings(o)[formulaField] == "" {
		t.Errorf("%+v", o)
	}
}

// The currency that a measure is counted in is no adaptation.
func TestTheCurrencyOfAMeasureIsFound(t *testing.T) {
	for _, c := range []struct{ unit, here, want string }{{"money", "EUR", "EUR"}, {"money per user", "NOK per user", "NOK"}, {"%", "%", ""}, {"money per user", "hours", ""}, {"money", "", ""}} {
		if got := currencyIn(c.unit, c.here); got != c.want {
			t.Errorf("of %q in %q is found %q", c.unit, c.here, got)
		}
	}
}
