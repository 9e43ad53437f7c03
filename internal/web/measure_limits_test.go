package web

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/measure"
)

// What a value of an earlier day is held against is what held then; of two scales from one day on the later one counts, and none from a day that is still to come.
func TestScalesAreToldWithTheirDays(t *testing.T) {
	var m measure.Measure
	knots := func(green string) string {
		return `{"direction": "lower", "knots": {"worst": 12, "red": 9, "green": ` + green + `, "target": 1}}`
	}
	err := json.Unmarshal([]byte(`{"scale": [{"value": `+knots("4")+`}, {"from": "2026-01-01", "value": `+knots("3.5")+`}, {"from": "2026-01-01", "value": `+knots("3")+`}, {"from": "2026-10-01", "value": `+knots("2")+`}]}`), &m)
	if err != nil {
		t.Fatal(err)
	}
	for day, want := range map[string]string{"2025-12-31": "4 – –", "2026-01-01": "4 – 2026-01-01; 3 2026-01-01 –", "2026-11-28": "4 – 2026-01-01; 3 2026-01-01 2026-10-01; 2 2026-10-01 –"} {
		on, err := civil.Parse(day)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, s := range scales(&m, on) {
			said := fmt.Sprint(s.Knots().Green)
			for _, d := range []civil.Date{s.from, s.until} {
				if d.IsZero() {
					said += " –"
				} else {
					said += " " + d.String()
				}
			}
			got = append(got, said)
		}
		if strings.Join(got, "; ") != want {
			t.Errorf("on %s the scales are told as %q, not %q", day, strings.Join(got, "; "), want)
		}
	}
}
