package evaluate_test

import (
	"reflect"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/record"
)

const twoUnits = common + `
unit north {parent: all}
unit team {parent: north}
unit south {parent: all}
measure a {unit: north, owner: p-01, period_days: 31, ` + plain + `}
measure b {unit: south, owner: p-01, period_days: 31, ` + plain + `}
measure c {unit: team, owner: p-01, period_days: 31, ` + plain + `}
objective of-north {unit: north, owner: p-01, perspective: one, weight: 1, measures: [{measure: a, weight: 1}]}
objective of-team {unit: team, owner: p-01, perspective: one, weight: 3, measures: [{measure: c, weight: 1}, {measure: b, weight: 1}]}
`

const ofSouth = `
objective of-south {unit: south, owner: p-01, perspective: two, weight: 1, critical: true, measures: [{measure: b, weight: 1}]}
`

// The scorecard of a unit is what it would be if the others had declared nothing, and the whole stays what it is.
func TestTheScorecardOfAUnit(t *testing.T) {
	whole, alone := world(t, twoUnits+ofSouth), world(t, twoUnits)
	values := func(s *record.Snapshot) *evaluate.Status {
		return status(t, s, "2026-01-20", value(t, s, "a", "2026-01-10", 80), value(t, s, "b", "2026-01-10", 20), value(t, s, "c", "2026-01-10", 50))
	}
	all, want := values(whole), values(alone)
	card, _ := whole.Lookup("scorecard", "card")
	unit := func(name string) map[record.UID]bool {
		u, _ := whole.Lookup("unit", name)
		return evaluate.Under(whole, u.UID, all.Day)
	}
	before := all.Scorecards[card.UID].Node.Score
	north, err := all.Within(unit("north"))
	if err != nil {
		t.Fatal(err)
	}
	other, _ := alone.Lookup("scorecard", "card")
	got, expected := north.Scorecards[card.UID], want.Scorecards[other.UID]
	if got.Node.Score != expected.Node.Score || got.Node.Cap.Known() {
		t.Errorf("the north scores %v, not %v", got.Node.Score, expected.Node.Score)
	}
	if len(got.Perspectives) != 1 || len(north.Objectives) != 2 {
		t.Errorf("the north has %d perspectives and %d objectives, not 1 and 2", len(got.Perspectives), len(north.Objectives))
	}
	south, err := all.Within(unit("south"))
	if err != nil {
		t.Fatal(err)
	}
	is(t, "the south", south.Scorecards[card.UID].Node.Score, 20)
	team, err := all.Within(unit("team"))
	if err != nil {
		t.Fatal(err)
	}
	is(t, "the team", team.Scorecards[card.UID].Node.Score, 35)
	if nobody, err := all.Within(map[record.UID]bool{"x": true}); err != nil || nobody.Scorecards[card.UID].Node.Score.Known() {
		t.Errorf("a unit without objectives scores %v (%v)", nobody.Scorecards[card.UID].Node.Score, err)
	}
	if again, err := all.Within(unit("all")); err != nil || again.Scorecards[card.UID].Node.Score != before || all.Scorecards[card.UID].Node.Score != before {
		t.Errorf("asking for parts changed the whole: %v, %v", before, all.Scorecards[card.UID].Node.Score)
	}
	for _, o := range all.Objectives {
		if o.Edge == nil {
			t.Errorf("%s has lost its place in the whole", o.Record.Name)
		}
	}
}

// All units at once come to what each of them comes to alone.
func TestEachUnitAsAlone(t *testing.T) {
	s := world(t, twoUnits+ofSouth)
	all := status(t, s, "2026-01-20", value(t, s, "a", "2026-01-10", 80), value(t, s, "b", "2026-01-10", 20), value(t, s, "c", "2026-01-10", 50))
	each, err := all.Each(evaluate.Above(s, all.Day))
	if err != nil {
		t.Fatal(err)
	}
	units := 0
	for u := range s.List("unit", false) {
		alone, err := all.Within(evaluate.Under(s, u.UID, all.Day))
		if err != nil {
			t.Fatal(err)
		}
		units++
		if !reflect.DeepEqual(each[u.UID].Objectives, alone.Objectives) || !reflect.DeepEqual(each[u.UID].Scorecards, alone.Scorecards) {
			t.Errorf("%s comes to something else beside the others than alone", u.Name)
		}
	}
	if units != 4 || len(each) != units {
		t.Errorf("%d units, %d statuses", units, len(each))
	}
}
