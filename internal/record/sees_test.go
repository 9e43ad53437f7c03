package record_test

import (
	"fmt"
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
