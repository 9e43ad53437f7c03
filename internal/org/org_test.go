package org_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/kinds"
	"github.com/steelyard-isms/steelyard/internal/org"
	"github.com/steelyard-isms/steelyard/internal/period"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// parents declares units: each with its parents, as from=parent, in order; a parent without a date is from the beginning.
func parents(units map[string]string) error {
	var changes []record.Change
	for name, text := range units {
		var list []string
		for one := range strings.FieldsSeq(text) {
			if from, parent, dated := strings.Cut(one, "="); dated {
				list = append(list, `{"from":"`+from+`","value":"`+parent+`","reason":"moved"}`)
			} else {
				list = append(list, `{"value":"`+one+`"}`)
			}
		}
		spec := "{}"
		if list != nil {
			spec = `{"parent":[` + strings.Join(list, ",") + "]}"
		}
		var tree record.Tree
		if err := json.Unmarshal([]byte(spec), &tree); err != nil {
			return err
		}
		changes = append(changes, record.Change{Declaration: record.Declaration{Kind: "unit", Name: name, Title: name, Spec: tree}})
	}
	_, err := record.Plan(record.NewSnapshot(kinds.Registry()), changes, time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
	return err
}

// A unit may come to another parent, and no day may have a circle: not the first, and none between the dates of two units.
func TestParentsMakeNoCircleOnAnyDay(t *testing.T) {
	for name, c := range map[string]struct {
		units map[string]string
		want  string
	}{
		"a unit moves":                     {map[string]string{"all": "", "a": "all", "b": "all", "c": "a 2026-05-01=b"}, ""},
		"two exchange places on one day":   {map[string]string{"all": "", "a": "all 2026-05-01=b", "b": "a 2026-05-01=all"}, ""},
		"the second exchanges later":       {map[string]string{"all": "", "a": "all 2026-05-01=b", "b": "a 2026-06-01=all"}, "makes a circle from 2026-05-01 on"},
		"from the beginning":               {map[string]string{"a": "b", "b": "a"}, "makes a circle: "},
		"over three, once the last begins": {map[string]string{"a": "2026-01-01=b", "b": "2026-02-01=c", "c": "2026-03-01=a"}, "makes a circle from 2026-03-01 on"},
		"of a unit with itself":            {map[string]string{"all": "", "a": "all 2026-03-01=a"}, "a → a"},
	} {
		t.Run(name, func(t *testing.T) {
			err := parents(c.units)
			var said strings.Builder
			for _, f := range fault.Of(err).Fields {
				said.WriteString(f.Path + " " + f.Reason + "\n")
			}
			if (err == nil) != (c.want == "") || !strings.Contains(said.String(), c.want) {
				t.Errorf("the parents are judged as %v\n%swhere %q was to be said", err, said.String(), c.want)
			}
		})
	}
	chain := map[string]string{"u0": ""}
	for i := range 51 {
		if err := parents(chain); err != nil {
			t.Fatalf("%d units above one are refused: %v", i, err)
		}
		chain[fmt.Sprintf("u%d", i+1)] = fmt.Sprintf("u%d", i)
	}
	if err := parents(chain); err == nil || !strings.Contains(fmt.Sprint(fault.Of(err).Fields), "more than 50 units above it") {
		t.Errorf("51 units above one: %v", err)
	}
}

// Reporting follows the nearest unit above that tells, zone and fiscal year each by itself; where none does, the year is the
// calendar's, and days begin by UTC.
func TestCalendarsOfUnits(t *testing.T) {
	var changes []record.Change
	for name, spec := range map[string]string{"all": `{"fiscal_year_begins":4}`, "east": `{"parent":"all","time_zone":"Europe/Prague"}`, "team": `{"parent":"east"}`,
		"own": `{"parent":"east","time_zone":"UTC","fiscal_year_begins":1}`, "moved": `{"parent":[{"value":"other"},{"from":"2030-01-01","value":"east","reason":"sold"}]}`, "other": `{}`} {
		var tree record.Tree
		d := json.NewDecoder(strings.NewReader(spec))
		d.UseNumber()
		if err := d.Decode(&tree); err != nil {
			t.Fatal(err)
		}
		changes = append(changes, record.Change{Declaration: record.Declaration{Kind: "unit", Name: name, Title: name, Spec: tree}})
	}
	planned, err := record.Plan(record.NewSnapshot(kinds.Registry()), changes, time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"all": "2026-04-01T00:00:00Z", "east": "2026-04-01T00:00:00+02:00", "team": "2026-04-01T00:00:00+02:00", "own": "2026-01-01T00:00:00Z",
		"moved": "2026-04-01T00:00:00+02:00", "other": "2026-01-01T00:00:00Z", "nobody": "2026-01-01T00:00:00Z"} {
		var uid record.UID
		if r, ok := planned.After.Lookup("unit", name); ok {
			uid = r.UID
		}
		c := org.CalendarOf(planned.After, uid, period.Year)
		if got := c.At(time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)).From.Format(time.RFC3339); got != want {
			t.Errorf("the year of %s begins %s, not %s", name, got, want)
		}
		if c != org.CalendarOf(planned.After, uid, period.Year) {
			t.Errorf("the calendar of %s is another each time, and all would be read again", name)
		}
	}
}
