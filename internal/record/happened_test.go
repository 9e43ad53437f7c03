package record_test

import (
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/record"
)

type visit struct {
	On   civil.Date `json:"on,omitzero" field:"past"`
	Note string     `json:"note,omitempty"`
	Log  []entry    `json:"log,omitempty"`
}

type entry struct {
	On civil.Date `json:"on" field:"required,past"`
}

// A day on which something has happened cannot be one that has not come: that is told with its place where it is declared. Where it is still yesterday or tomorrow already nobody is
// refused for their zone, and what was stored by an earlier rule can be read and changed.
func TestWhatHasHappenedIsNotInTheFuture(t *testing.T) {
	visits := record.NewRegistry(record.Define(record.Definition[visit]{Name: "visit", Plural: "visits", Prefix: "VI", Version: 1}))
	plan := func(s *record.Snapshot, spec string, at time.Time) (record.Planned, []fault.Field) {
		t.Helper()
		p, err := record.Plan(s, []record.Change{declare(t, "visit", "first", spec)}, at)
		if err == nil {
			return p, nil
		}
		return p, fault.Of(err).Fields
	}
	day := civil.OfTime(noon)
	spec := func(days ...civil.Date) string {
		log := make([]string, len(days))
		for i, d := range days {
			log[i] = `{"on":"` + d.String() + `"}`
		}
		return `{"log":[` + strings.Join(log, ",") + `]}`
	}
	empty := record.NewSnapshot(visits)
	if _, bad := plan(empty, spec(day.AddDays(-400), day, day.AddDays(1)), noon); bad != nil {
		t.Errorf("days that have come somewhere are refused: %v", bad)
	}
	_, bad := plan(empty, spec(day, day.AddDays(2)), noon)
	if len(bad) != 1 || bad[0].Path != "spec.log[1].on" || !strings.Contains(bad[0].Reason, day.AddDays(2).String()+", which has not come yet") || bad[0].Remedy == "" {
		t.Errorf("a day to come is answered with %v", bad)
	}
	if _, bad := plan(empty, `{"on":"`+day.AddDays(9).String()+`"}`, noon); len(bad) != 1 || bad[0].Path != "spec.on" {
		t.Errorf("a day to come at the top is answered with %v", bad)
	}
	// as it was stored by an earlier rule: to it that day had come
	old, bad := plan(empty, spec(day.AddDays(30)), noon.AddDate(0, 0, 40))
	if bad != nil {
		t.Fatal(bad)
	}
	is := old.After.Edit().Seal(1, noon)
	if _, bad := plan(is, `{"note":"seen","log":[{"on":"`+day.String()+`"},{"on":"`+day.AddDays(30).String()+`"}]}`, noon); bad != nil {
		t.Errorf("nothing of what was stored can be changed: %v", bad)
	}
	if _, bad := plan(is, spec(day.AddDays(31)), noon); len(bad) != 1 {
		t.Errorf("another day to come is answered with %v", bad)
	}
	if _, err := record.Plan(is, []record.Change{{Declaration: record.Declaration{Kind: "visit", Name: "first"}, Retire: true}}, noon); err != nil {
		t.Errorf("it cannot be taken out of use: %v", err)
	}
}
