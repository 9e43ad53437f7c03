package period

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/steelyard-isms/steelyard/internal/measurement"
)

// Meanings say what each aggregation gives, for people who choose one.
var Meanings = map[Aggregation]string{
	Last:     "the value that is valid latest: of a stock, such as open findings",
	Sum:      "all values added up: of what happens, such as requests",
	Mean:     "their mean; where all tell how many cases they are of, weighted by these, so that a share of few cases counts little",
	Min:      "the least",
	Max:      "the greatest",
	Rate:     "the sum for each day of the period, so that months of 28 and of 31 days can be compared",
	Distinct: "how many different values there were, such as versions in use",
}

// Example is a worked example: what its values come to by the program, and what it must be.
type Example struct {
	Says     string
	How      Aggregation
	Calendar Calendar // its zone is that of ZoneName
	ZoneName string
	Now      string // the moment that is asked about, RFC 3339
	Values   []ExampleValue
	Want     []string // as Gives says it, one for each period
}

// ExampleValue is one value.
type ExampleValue struct {
	From   string // begin of the time that it speaks of, RFC 3339; empty: a reading at one moment
	At     string // end of that, or the moment
	Number float64
	Cases  int64  // behind it; 0: not told
	Known  string // when it became known; empty: at once
}

// Gives computes the example. Error: a moment or zone that cannot be read.
func (e Example) Gives() ([]string, error) {
	c := e.Calendar
	var err error
	if c.Zone, err = Zone(e.ZoneName); err != nil {
		return nil, err
	}
	now, err := time.Parse(time.RFC3339, e.Now)
	if err != nil {
		return nil, err
	}
	points := make([]measurement.Recorded, len(e.Values))
	for i, v := range e.Values {
		if points[i], err = v.point(); err != nil {
			return nil, err
		}
	}
	var out []string
	for _, v := range Of(points, e.How, c, now) {
		text := fmt.Sprintf("%s: %s of %d", v.Name, strconv.FormatFloat(v.Number, 'g', 6, 64), v.Points)
		if v.Late > 0 {
			text += fmt.Sprintf(", %d late", v.Late)
		}
		if v.Open {
			text += ", so far"
		}
		out = append(out, text)
	}
	return out, nil
}

func (v ExampleValue) point() (out measurement.Recorded, err error) {
	number := v.Number
	out.Value = &number
	if v.Cases > 0 {
		cases := v.Cases
		out.Sample = &cases
	}
	if out.To, err = time.Parse(time.RFC3339, v.At); err != nil {
		return out, err
	}
	out.From, out.RecordedAt = out.To, out.To
	if v.From != "" {
		if out.From, err = time.Parse(time.RFC3339, v.From); err != nil {
			return out, err
		}
	}
	if v.Known != "" {
		out.RecordedAt, err = time.Parse(time.RFC3339, v.Known)
	}
	return out, err
}

// String says the value as the reference writes it.
func (v ExampleValue) String() string {
	text := strconv.FormatFloat(v.Number, 'g', -1, 64)
	if v.Cases > 0 {
		text += fmt.Sprintf(" of %d cases", v.Cases)
	}
	if text += " at " + short(v.At); v.From != "" {
		text = strings.Replace(text, " at ", " from "+short(v.From)+" to ", 1)
	}
	if v.Known != "" {
		text += ", known at " + short(v.Known)
	}
	return text
}

func short(moment string) string { return strings.TrimSuffix(moment, "T00:00:00Z") }

var january = []ExampleValue{{At: "2026-01-05T00:00:00Z", Number: 4}, {At: "2026-01-20T00:00:00Z", Number: 1}, {At: "2026-01-31T00:00:00Z", Number: 4}, {At: "2026-02-10T00:00:00Z", Number: 14}}

// Examples lists worked examples: one of each aggregation, then of calendars, and of what is late. The numbers are worked by hand.
var Examples = []Example{
	{Says: "The value that is valid latest.", How: Last, Calendar: Calendar{Length: Month}, Now: "2026-03-01T00:00:00Z", Values: january, Want: []string{"2026-01: 4 of 3", "2026-02: 14 of 1"}},
	{Says: "A month that goes on has a sum so far, which is not scored.", How: Sum, Calendar: Calendar{Length: Month}, Now: "2026-02-20T00:00:00Z", Values: january, Want: []string{"2026-01: 9 of 3", "2026-02: 14 of 1, so far"}},
	{Says: "Where values do not tell of how many cases they are, each counts the same.", How: Mean, Calendar: Calendar{Length: Month}, Now: "2026-03-01T00:00:00Z", Values: january, Want: []string{"2026-01: 3 of 3", "2026-02: 14 of 1"}},
	{Says: "A share of 90 cases counts nine times as much as one of 10.", How: Mean, Calendar: Calendar{Length: Month}, Now: "2026-03-01T00:00:00Z",
		Values: []ExampleValue{{At: "2026-01-05T00:00:00Z", Number: 100, Cases: 10}, {At: "2026-01-20T00:00:00Z", Number: 50, Cases: 90}}, Want: []string{"2026-01: 55 of 2"}},
	{Says: "The least.", How: Min, Calendar: Calendar{Length: Month}, Now: "2026-03-01T00:00:00Z", Values: january, Want: []string{"2026-01: 1 of 3", "2026-02: 14 of 1"}},
	{Says: "The greatest.", How: Max, Calendar: Calendar{Length: Quarter}, Now: "2026-04-01T00:00:00Z", Values: january, Want: []string{"2026-Q1: 14 of 4"}},
	{Says: "14 in the 28 days of February is one half for each; while the month goes on, the days so far count, at least one.", How: Rate, Calendar: Calendar{Length: Month}, Now: "2026-03-01T00:00:00Z", Values: january,
		Want: []string{"2026-01: 0.290323 of 3", "2026-02: 0.5 of 1"}},
	{Says: "The month in which clocks are put back has 31 days, though one of them has 25 hours.", How: Rate, Calendar: Calendar{Length: Month}, ZoneName: "Europe/Prague", Now: "2026-11-02T00:00:00Z",
		Values: []ExampleValue{{At: "2026-10-05T00:00:00Z", Number: 62}}, Want: []string{"2026-10: 2 of 1"}},
	{Says: "Two different values in January.", How: Distinct, Calendar: Calendar{Length: Month}, Now: "2026-03-01T00:00:00Z", Values: january, Want: []string{"2026-01: 2 of 3", "2026-02: 1 of 1"}},
	{Says: "Weeks begin on Monday and are numbered by ISO 8601: 1 January 2027 lies in week 53 of 2026.", How: Sum, Calendar: Calendar{Length: Week}, Now: "2027-02-01T00:00:00Z",
		Values: []ExampleValue{{At: "2026-12-27T12:00:00Z", Number: 1}, {At: "2026-12-28T12:00:00Z", Number: 2}, {At: "2027-01-01T12:00:00Z", Number: 4}, {At: "2027-01-04T12:00:00Z", Number: 8}}, Want: []string{"2026-W52: 1 of 1", "2026-W53: 6 of 2", "2027-W01: 8 of 1"}},
	{Says: "A fiscal year that begins in April: March still belongs to the year before.", How: Sum, Calendar: Calendar{Length: Quarter, Begins: time.April}, Now: "2026-08-01T00:00:00Z",
		Values: []ExampleValue{{At: "2026-03-31T12:00:00Z", Number: 1}, {At: "2026-04-01T12:00:00Z", Number: 2}, {At: "2026-06-30T12:00:00Z", Number: 4}}, Want: []string{"2025/26-Q4: 1 of 1", "2026/27-Q1: 6 of 2"}},
	{Says: "Where clocks are put back the day has 25 hours: in Prague 25 October 2026 lasts from 22:00 to 23:00 of the next day, UTC.", How: Sum, Calendar: Calendar{Length: Day}, ZoneName: "Europe/Prague", Now: "2026-10-27T00:00:00Z",
		Values: []ExampleValue{{At: "2026-10-24T21:59:59Z", Number: 1}, {At: "2026-10-24T22:00:00Z", Number: 2}, {At: "2026-10-25T22:59:59Z", Number: 4}, {At: "2026-10-25T23:00:00Z", Number: 8}}, Want: []string{"2026-10-24: 1 of 1", "2026-10-25: 6 of 2", "2026-10-26: 8 of 1"}},
	{Says: "What speaks of a time up to midnight belongs to the day that ends there; a reading at midnight, to the one that begins.", How: Sum, Calendar: Calendar{Length: Month}, Now: "2026-06-01T00:00:00Z",
		Values: []ExampleValue{{From: "2026-01-01T00:00:00Z", At: "2026-02-01T00:00:00Z", Number: 1}, {From: "2026-02-01T00:00:00Z", At: "2026-03-01T00:00:00Z", Number: 2}, {At: "2026-04-01T00:00:00Z", Number: 4}}, Want: []string{"2026-01: 1 of 1", "2026-02: 2 of 1", "2026-04: 4 of 1"}},
	{Says: "A value that became known after its month had ended counts in it, and is told to be late.", How: Sum, Calendar: Calendar{Length: Month}, Now: "2026-03-01T00:00:00Z",
		Values: []ExampleValue{{At: "2026-01-10T00:00:00Z", Number: 3}, {At: "2026-01-28T00:00:00Z", Number: 5, Known: "2026-02-04T00:00:00Z"}}, Want: []string{"2026-01: 8 of 2, 1 late"}},
}
