package fields_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/catalog/fields"
)

// People are shown words, in the terms that the field has for them.
func TestWhatThingsAreCalled(t *testing.T) {
	l := fields.English
	for _, c := range []struct{ got, want string }{
		{l.Title("objective", "measures[].weight"), "Weight"}, {l.Title("measure", "period_days"), "Days between values"}, {l.Title("objective", "parameters[]"), "Parameters covered"},
		{l.Title("measure", "value"), "Value of the source"}, {l.Title("benchmark", "values[].value"), "Value"}, {l.Title("unit", "head"), "Head"}, {l.Title("unit", ""), ""},
		{l.Word("measure", "scale.direction", "higher"), "higher is better"}, {l.Word("body", "type", "steering-committee"), "steering committee"},
		{l.State("action", "in-progress"), "in progress"}, {l.State("action", "done"), "done"}, {l.Move("objective", "return"), "Return for changes"}, {l.Move("action", "start"), "Start"},
		{l.Kind("person").Titles, "People"}, {l.Kind("business-goal").One, "business goal"}, {l.Kind("strategy-link").Titles, "Strategy links"},
		{l.Help("measure", "no-such-field"), ""},
	} {
		if c.got != c.want {
			t.Errorf("%q is not %q", c.got, c.want)
		}
	}
	if help := l.Help("benchmark", "peers"); !strings.HasSuffix(help, ".") || strings.HasSuffix(l.Meaning("benchmark.peers"), ".") {
		t.Errorf("the hint is no sentence: %q", help)
	}
	if about := l.Kind("action").About; !slices.Contains(strings.Fields(about), "somebody") {
		t.Errorf("what an action is, is told as %q", about)
	}
}
