package explain_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/explain"
	"github.com/steelyard-isms/steelyard/internal/record"
)

const ofHosts = same + `,"formula":"100 * (patched - late) / total","inputs":[{"name":"patched","measure":"patched"},{"name":"total","measure":"total"},{"name":"late","number":1,"unit_of_measure":"hosts"}]`

func made(patched, total float64, day string) []given {
	return []given{
		{name: "patched", scale: same, unit: "hosts", period: 31, weight: 0, value: patched, on: day, run: "R-00000003"},
		{name: "total", scale: same, unit: "hosts", period: 365, weight: 0, value: total, on: day},
		{name: "covered", scale: ofHosts, unit: "%", period: 31, weight: 1},
	}
}

// A derived value says its formula and what it is made of, each input with its run, so that every number leads back to a file.
func TestDerivedExplanation(t *testing.T) {
	all, s := status(t, "2026-07-10", made(61, 80, "2026-06-30"), "")
	out := explained(t, all, s, "measure", "covered")
	near(t, "score", out.Score, 75, 1e-9)
	d := out.Measure.Derivation
	if d == nil || d.Formula != "100 * (patched - late) / total" || len(d.Inputs) != 3 || d.Why != "" || !out.Measure.Reading.Derived || out.Measure.Reading.Run != nil {
		t.Fatalf("%+v", d)
	}
	if in := d.Inputs[0]; in.Measure.Name != "patched" || *in.Value != 61 || in.Unit != "hosts" || in.Reading.Run.ID != "R-00000003" {
		t.Errorf("the first input is %+v", in)
	}
	if got := out.RunIDs(); !slices.Equal(got, []string{"R-00000003"}) {
		t.Errorf("the runs behind it are %v", got)
	}
	says(t, out, "Measure M-03 ‘The covered’ has the value 75 %, which scores 75.0, in the band good.",
		"The value of this measure, 75 % as of 2026-06-30", "was computed from its inputs, the last of which became known in journal entry 5",
		"It is computed by the formula 100 * (patched - late) / total.", "In it, patched is 61 hosts, from measure M-01 ‘The patched’.", "was read by run R-00000003",
		"In it, late is 1 host.")
	o := explained(t, all, s, "objective", "protect")
	if part := o.Rollup.Children[2]; part.Reading == nil || !part.Reading.Derived {
		t.Errorf("the objective shows a derived value as one that was entered: %+v", part.Reading)
	}
}

const ofCovered = same + `,"formula":"covered / two","inputs":[{"name":"covered","measure":"covered"},{"name":"two","number":2}]`

// An objective is followed down to what was read or entered in one answer: through what formulas gave, and through what formulas gave to those. Else the way ends at a number that nobody can check.
func TestObjectivesAreFollowedToTheFiles(t *testing.T) {
	list := append(made(61, 80, "2026-06-30"), given{name: "half", scale: ofCovered, unit: "%", period: 31, weight: 1})
	list[2].weight, list[0].run = 0, "R-00000003"
	all, s := status(t, "2026-07-10", list, "")
	o := explained(t, all, s, "objective", "protect")
	var names []string
	for _, x := range o.Computed {
		names = append(names, x.Name)
	}
	if !slices.Equal(names, []string{"covered", "half"}) && !slices.Equal(names, []string{"half", "covered"}) {
		t.Fatalf("computed are %v", names)
	}
	if got := o.RunIDs(); !slices.Equal(got, []string{"R-00000003"}) {
		t.Errorf("the runs behind it are %v", got)
	}
	says(t, o, "Measure M-04 ‘The half’ is computed by the formula covered / two.", "Measure M-03 ‘The covered’ is computed by the formula 100 * (patched - late) / total.",
		"In it, patched is 61 hosts, from measure M-01 ‘The patched’.", "The value of patched, 61 hosts as of 2026-06-30")
	half := explained(t, all, s, "measure", "half")
	if len(half.Computed) != 1 || half.Computed[0].Name != "covered" {
		t.Errorf("of the inputs of a measure is told %+v", half.Computed)
	}
	says(t, half, "It is computed by the formula covered / two.", "Measure M-03 ‘The covered’ is computed by the formula", "was read by run R-00000003")
	// of what may not be seen nothing is told
	r, _ := s.Lookup("objective", "protect")
	hidden, _ := explain.Of(all.Hide(func(r *record.Record) bool { return r.Name == "covered" || r.Name == "half" }), r)
	if hidden.Finish(); len(hidden.Computed) > 0 || strings.Contains(strings.Join(hidden.Explanation, " "), "formula") {
		t.Errorf("hidden measures are followed: %v", hidden.Explanation)
	}
}

// A value that came with files names each of them, with the digest by which it is found.
func TestFilesOfEnteredValuesAreNamed(t *testing.T) {
	all, s := status(t, "2026-07-10", made(61, 80, "2026-06-30"), "")
	for _, c := range []struct{ kind, name string }{{"measure", "total"}, {"measure", "covered"}, {"objective", "protect"}} {
		r, _ := s.Lookup(c.kind, c.name)
		out, _ := explain.Of(all, r)
		files := map[int64][]record.File{}
		for _, p := range out.Unread() {
			files[p.Batch] = []record.File{{SHA256: "aa", Name: "count.xlsx", MediaType: "text/csv"}, {SHA256: "bb", Name: "minutes.pdf"}}
		}
		out.Show(files)
		out.Finish()
		says(t, out, "was entered or sent with the files ‘count.xlsx’ with the SHA-256 aa and ‘minutes.pdf’ with the SHA-256 bb, in journal entry 5")
		for id := range files {
			files[id] = files[id][1:]
		}
		out.Show(files)
		out.Finish()
		says(t, out, "was entered or sent with the file ‘minutes.pdf’ with the SHA-256 bb, in journal entry 5")
	}
}

// Where there is no value the reason is said, and what there was before stands with what made it.
func TestNoValueIsExplained(t *testing.T) {
	all, s := status(t, "2026-07-10", made(61, 0, "2026-06-30"), "")
	out := explained(t, all, s, "measure", "covered")
	if out.Score != nil || out.Measure.Reading != nil || out.Measure.Derivation.Why != "it divides by total, which is 0" {
		t.Errorf("%+v", out.Measure.Derivation)
	}
	says(t, out, "Measure M-03 ‘The covered’ has no value, because it divides by total, which is 0.", "In it, total is 0 hosts, from measure M-02")
	missing := made(61, 80, "2026-06-30")
	missing[1].on = ""
	all, s = status(t, "2026-07-10", missing, "")
	says(t, explained(t, all, s, "measure", "covered"), "has no value, because total has no value.", "In it, total, from measure M-02 ‘The total’, has no value.")
}

// What someone may not see of the inputs is not told with the value: neither names nor values nor runs.
func TestHiddenInputs(t *testing.T) {
	for _, total := range []float64{80, 0} {
		all, s := status(t, "2026-07-10", made(61, total, "2026-06-30"), "")
		hidden := all.Hide(func(r *record.Record) bool { return r.Name == "patched" })
		r, _ := s.Lookup("measure", "covered")
		out, _ := explain.Of(hidden, r)
		out.Finish()
		in := out.Measure.Derivation.Inputs[0]
		if in.Value != nil || in.Reading != nil || in.Measure.Name != "" || in.Measure.Code != "M-01" {
			t.Errorf("a hidden input is shown: %+v", in)
		}
		text := strings.Join(out.Explanation, "\n")
		for _, secret := range []string{"The patched", "61 hosts", "R-00000003"} {
			if strings.Contains(text, secret) {
				t.Errorf("%q is told to someone who may not see it:\n%s", secret, text)
			}
		}
		says(t, out, "In it, patched is something that you may not see.")
		if total == 0 && strings.Contains(out.Measure.Derivation.Why, "total") {
			t.Errorf("the reason tells of values: %s", out.Measure.Derivation.Why)
		}
	}
}
