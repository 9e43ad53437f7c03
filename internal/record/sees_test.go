package record_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/record"
)

type limit struct {
	Most int `json:"most" field:"required"`
}

type load struct {
	Limit record.Ref `json:"limit" field:"required,ref=limit"`
	Tons  int        `json:"tons" field:"required"`
}

type rope struct {
	Limits []record.Ref `json:"limits" field:"ref=limit"`
}

// A record that refers to many which change at once is judged once, and not once for each of them: whoever may declare could
// else keep all other writers waiting.
func TestAReferrerIsJudgedOnce(t *testing.T) {
	judged := 0
	limits := record.Define(record.Definition[limit]{Name: "limit", Plural: "limits", Prefix: "LI", Version: 1})
	ropes := record.Define(record.Definition[rope]{Name: "rope", Plural: "ropes", Prefix: "RO", Version: 1, Rules: func(*record.Check[rope]) { judged++ }})
	var first, again []record.Change
	var names []string
	for i := range 50 {
		name := fmt.Sprint("l-", i)
		names = append(names, fmt.Sprintf("%q", name))
		first, again = append(first, declare(t, "limit", name, `{"most":1}`)), append(again, declare(t, "limit", name, `{"most":2}`))
	}
	p, err := record.Plan(record.NewSnapshot(record.NewRegistry(limits, ropes)), append(first, declare(t, "rope", "long", `{"limits":[`+strings.Join(names, ",")+`]}`)), noon)
	if err != nil {
		t.Fatal(err)
	}
	judged = 0
	if _, err := record.Plan(p.After.Edit().Seal(1, noon), again, noon); err != nil || judged != 1 {
		t.Errorf("one record that refers to 50 is judged %d times, %v", judged, err)
	}
}

// A rule of changes is asked of what is newly declared, with what was so before, and never of a record that only refers to what changes: what was declared before the rule stays.
func TestARuleOfChangesLeavesWhatIs(t *testing.T) {
	strict := false
	limits := record.Define(record.Definition[limit]{Name: "limit", Plural: "limits", Prefix: "LI", Version: 1})
	loads := record.Define(record.Definition[load]{Name: "load", Plural: "loads", Prefix: "LO", Version: 1, Changes: func(c *record.Check[load], before *load) {
		if strict && c.Spec.Tons > 30 && (before == nil || before.Tons != c.Spec.Tons) {
			c.Refuse("tons", "are too many", "Load less")
		}
	}})
	p, err := record.Plan(record.NewSnapshot(record.NewRegistry(limits, loads)), []record.Change{
		declare(t, "limit", "bridge", `{"most":50}`), declare(t, "limit", "ferry", `{"most":50}`), declare(t, "load", "gold", `{"limit":"bridge","tons":40}`)}, noon)
	if err != nil {
		t.Fatal(err)
	}
	strict = true
	is := p.After.Edit().Seal(1, noon)
	for spec, refused := range map[string]bool{`{"limit":"bridge","tons":40}`: false, `{"limit":"ferry","tons":40}`: false, `{"limit":"bridge","tons":41}`: true} {
		if _, err := record.Plan(is, []record.Change{declare(t, "load", "gold", spec)}, noon); (err != nil) != refused {
			t.Errorf("%s is answered with %v", spec, err)
		}
	}
	if _, err := record.Plan(is, []record.Change{declare(t, "limit", "bridge", `{"most":30}`)}, noon); err != nil {
		t.Errorf("what the load refers to changes: %v", err)
	}
	if _, err := record.Plan(is, []record.Change{declare(t, "load", "silver", `{"limit":"bridge","tons":40}`)}, noon); err == nil {
		t.Error("a new load of 40 tons is taken")
	}
}

// Whoever breaks a rule of a record that they may not see is told that they do, and nothing of what it says.
func TestARuleOfAHiddenRecordIsNotTold(t *testing.T) {
	limits := record.Define(record.Definition[limit]{Name: "limit", Plural: "limits", Prefix: "LI", Version: 1})
	loads := record.Define(record.Definition[load]{Name: "load", Plural: "loads", Prefix: "LO", Version: 1, Rules: func(c *record.Check[load]) {
		if l, ok := record.Get[limit](c.Snapshot, c.Spec.Limit.UID()); ok && c.Spec.Tons > l.Spec.Most {
			c.Refuse("tons", fmt.Sprintf("%d are more than the limit", c.Spec.Tons), "Load less")
		}
	}})
	p, err := record.Plan(record.NewSnapshot(record.NewRegistry(limits, loads)), []record.Change{
		declare(t, "limit", "bridge", `{"most":50}`), declare(t, "load", "gold", `{"limit":"bridge","tons":40}`)}, noon)
	if err != nil {
		t.Fatal(err)
	}
	before := p.After.Edit().Seal(1, noon)
	c := declare(t, "limit", "bridge", `{"most":30}`)
	for _, x := range []struct {
		sees func(*record.Record) bool
		says string
	}{
		{nil, "load/gold: spec.tons: 40 are more than the limit. Load less"},
		{func(r *record.Record) bool { return r.Kind == "limit" }, "load/LO-01: spec: would no longer be right, and you may not see it. Ask someone who may"},
	} {
		c.Sees = x.sees
		_, err := record.Plan(before, []record.Change{c}, noon)
		f := fault.Of(err).Fields
		if len(f) != 1 || f[0].Path+": "+f[0].Reason+". "+f[0].Remedy != x.says {
			t.Errorf("%+v, not %s", f, x.says)
		}
	}
}
