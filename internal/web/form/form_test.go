package form_test

import (
	"encoding/json"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/ascode"
	"github.com/steelyard-isms/steelyard/internal/kinds"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/web/form"
	"github.com/steelyard-isms/steelyard/internal/web/format"
)

// asTheyAre calls records by their names.
type asTheyAre struct{ style format.Style }

func (asTheyAre) Shown(kind, name string) string { return kind + " called " + name }
func (asTheyAre) Meant(kind, text string) string { return strings.TrimPrefix(text, kind+" called ") }
func (a asTheyAre) Figures() format.Style        { return a.style }

// sent is what a browser sends of inputs that nobody changes.
func sent(list []form.Input, out url.Values) url.Values {
	for _, in := range list {
		switch in.Control {
		case form.Choices:
			out[in.Path] = in.Chosen
		case form.Tick:
			if in.Value == "true" {
				out.Set(in.Path, "true")
			}
		case form.Group, form.File, form.Items, form.Named, form.Dated:
		case form.Prose:
			out.Set(in.Path, strings.ReplaceAll(in.Value, "\n", "\r\n"))
		default:
			out.Set(in.Path, in.Value)
		}
		sent(in.Inputs, out)
		for _, e := range in.Entries {
			sent(e.Inputs, out)
		}
	}
	return out
}

func text(t *testing.T, x any) string {
	t.Helper()
	b, err := json.Marshal(x)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// Whoever opens a form and saves it as it is changes nothing: not of any record of the demonstration or of the examples, whatever kind.
func TestAFormThatNobodyChangesSaysTheSame(t *testing.T) {
	seen := map[string]int{}
	for _, pattern := range []string{"../../demo/programme/*.yaml", "../../../examples/*/*.yaml"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %d files, %v", pattern, len(files), err)
		}
		for _, file := range files {
			content, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			changes, bad := ascode.Read(file, content)
			if len(bad) > 0 {
				continue // of a tool, and no declaration
			}
			for _, c := range changes {
				k, ok := kinds.Registry().Kind(c.Kind)
				if !ok {
					t.Fatalf("%s: %s", file, c.Kind)
				}
				spec, faults := k.Normal(c.Spec.(map[string]any), func(_, name string) string { return name })
				if len(faults) > 0 {
					continue
				}
				seen[c.Kind]++
				got := form.Read(k, sent(form.Show(k, spec, asTheyAre{}, nil), url.Values{}), asTheyAre{})
				if text(t, got) != text(t, spec) {
					t.Errorf("%s %s:\n%s\nreads back as\n%s", c.Kind, c.Name, text(t, spec), text(t, got))
				}
				// nor whoever writes numbers in another way
				other := asTheyAre{format.Style{Numbers: format.PointComma}}
				if got = form.Read(k, sent(form.Show(k, spec, other, nil), url.Values{}), other); text(t, got) != text(t, spec) {
					t.Errorf("%s %s, with a comma before fractions:\n%s\nreads back as\n%s", c.Kind, c.Name, text(t, spec), text(t, got))
				}
				// with an empty entry more in every list nothing is said either
				more := map[string]int{}
				lists(form.Show(k, spec, asTheyAre{}, nil), more)
				if got = form.Read(k, sent(form.Show(k, spec, asTheyAre{}, more), url.Values{}), asTheyAre{}); text(t, got) != text(t, spec) {
					t.Errorf("%s %s with empty entries:\n%s\nreads back as\n%s", c.Kind, c.Name, text(t, spec), text(t, got))
				}
			}
		}
	}
	if len(seen) < len(kinds.Registry().Kinds())-4 {
		t.Errorf("only records of %d kinds were tried: %v", len(seen), seen)
	}
}

func lists(inputs []form.Input, more map[string]int) {
	for _, in := range inputs {
		if in.Control == form.Items || in.Control == form.Named {
			more[in.Path] = 1
		}
		lists(in.Inputs, more)
		for _, e := range in.Entries {
			lists(e.Inputs, more)
		}
	}
}

// Another value from a day on begins as a copy of the one before it, with its day and its reason before it: what nobody enters again, such as natural limits, is not
// lost without a word.
func TestAnotherValueBeginsWithTheOneBefore(t *testing.T) {
	k, _ := kinds.Registry().Kind("measure")
	scale := map[string]any{"direction": "higher", "knots": map[string]any{"red": json.Number("60"), "green": json.Number("80")}, "limits": map[string]any{"min": json.Number("0"), "max": json.Number("100")}}
	dated := []any{map[string]any{"value": scale}, map[string]any{"from": "2026-01-01", "reason": "the law", "value": scale}}
	for name, c := range map[string]struct {
		was  any
		want string
	}{
		"of a bare value":  {scale, text(t, []any{map[string]any{"value": scale}, map[string]any{"value": scale}})},
		"of several":       {dated, text(t, append(dated, map[string]any{"value": scale}))},
		"of none, the one": {nil, "null"},
	} {
		inputs := form.Show(k, map[string]any{"scale": c.was}, asTheyAre{}, map[string]int{"spec.scale": 1})
		if got := text(t, form.Read(k, sent(inputs, url.Values{}), asTheyAre{})["scale"]); got != c.want {
			t.Errorf("another scale %s begins as\n%s, not\n%s", name, got, c.want)
		}
		for _, in := range inputs {
			for i, e := range in.Entries {
				if in.Path == "spec.scale" && (e.Inputs[0].Field != "from" || e.Inputs[1].Field != "reason" || !e.Inputs[0].Begins || e.Inputs[0].Required != (i > 0)) {
					t.Errorf("another scale %s: entry %d does not begin with its day, which is needed from the second on, and its reason: %v", name, i+1, e.Inputs[:2])
				}
			}
		}
	}
}

// Whatever is sent for a form is read, and what was read is shown again as it is: nothing that was entered is lost.
func FuzzRead(f *testing.F) {
	f.Add("measure", "spec.period_days=x&spec.scale[0].value.knots.red=1&spec.scale[1].from=2026-01-01&spec.scale[00].value=3&spec.inputs[2].measures[1]=m&spec.inputs[")
	f.Add("objective", "spec.measures[0].weight[0].value=2&spec.measures[0].weight=3&spec.parameters=a&spec.parameters=b&spec.measures[9999999].measure=q")
	f.Fuzz(func(t *testing.T, kind, query string) {
		k, ok := kinds.Registry().Kind(kind)
		entered, err := url.ParseQuery(query)
		if !ok || err != nil {
			t.Skip()
		}
		spec := form.Read(k, entered, asTheyAre{})
		again := form.Read(k, sent(form.Show(k, spec, asTheyAre{}, nil), url.Values{}), asTheyAre{})
		if text(t, again) != text(t, spec) {
			t.Errorf("%s becomes %s", text(t, spec), text(t, again))
		}
	})
}

// What was removed is gone with all that is in it, and nothing else is.
func TestAnEntryIsRemoved(t *testing.T) {
	entered := url.Values{"spec.measures[1].measure": {"a"}, "spec.measures[1].weight[0].value": {"1"}, "spec.measures[10].measure": {"b"}, "spec.measures[0].measure": {"c"}}
	form.Remove(entered, "spec.measures[1]")
	k, _ := kinds.Registry().Kind("objective")
	got := form.Read(k, entered, asTheyAre{})
	if text(t, got) != `{"measures":[{"measure":"c"},{"measure":"b"}]}` {
		t.Errorf("it leaves %s", text(t, got))
	}
}

// What cannot be meant is handed on as it was entered, for the kernel to refuse: nothing is taken for nothing, or for something else.
func TestWhatIsEnteredIsHandedOn(t *testing.T) {
	k, _ := kinds.Registry().Kind("measure")
	got := form.Read(k, url.Values{"spec.period_days": {" 1 000 "}, "spec.decimals": {"two"}, "spec.friction": {"true"}, "spec.purpose": {"  First\r\nsecond  "},
		"spec.scale[0].value.knots.worst": {"\u22125.5"}, "spec.scale[1].from": {"2026-13-01"}, "spec.inputs[4].number[0].value": {"1,5"}}, asTheyAre{})
	want := `{"decimals":"two","friction":true,"inputs":[{"number":"1,5"}],"period_days":1000,"purpose":"  First\nsecond  ","scale":[{"value":{"knots":{"worst":-5.5}}},{"from":"2026-13-01"}]}`
	if text(t, got) != want {
		t.Errorf("%s\nis not\n%s", text(t, got), want)
	}
	var _ record.Tree = got
}
