package civil_test

import (
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
	yaml4 "go.yaml.in/yaml/v4"
	"pgregory.net/rapid"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/fault"
)

// The independent source for the calendar is package time of the standard library.
func TestEveryDayAgreesWithTheStandardLibrary(t *testing.T) {
	moment, want := time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC), 0
	for d := civil.First; ; d = d.AddDays(1) {
		if got := d.String(); got != moment.Format(time.DateOnly) {
			t.Fatalf("day %d of the calendar prints as %s, the standard library says %s", want, got, moment.Format(time.DateOnly))
		}
		if d != civil.OfTime(moment) || !d.Time().Equal(moment) || d.DaysSince(civil.First) != want {
			t.Fatalf("%s does not survive conversion to a moment and back, or is not %d days after the first", d, want)
		}
		if d == civil.Last {
			break
		}
		moment, want = moment.AddDate(0, 0, 1), want+1
	}
	if got := civil.Last.String(); got != "9999-12-31" {
		t.Errorf("the last day is %s, want 9999-12-31", got)
	}
}

func TestParseRefuses(t *testing.T) {
	for _, text := range []string{
		"", " ", "2026", "2026-1-01", "2026-01-1", "2026/01/01", "20260101", "2026-01-01T00:00:00Z", " 2026-01-01", "2026-01-01 ",
		"2026-00-10", "2026-13-10", "2026-01-00", "2026-01-32", "2026-04-31", "2026-02-29", "2100-02-29", "0000-01-01",
		"-026-01-01", "+026-01-01", "2026-+1-01", "2026--1-01", "٢٠٢٦-٠١-٠١", "202６-01-01", strings.Repeat("9", 1000),
	} {
		d, err := civil.Parse(text)
		if !fault.Is(err, fault.Invalid) || !d.IsZero() {
			t.Errorf("a user who writes %q gets %q and %v, want a refusal", text, d, err)
			continue
		}
		if f := fault.Of(err).Fields; len(f) != 1 || f[0].Reason == "" || f[0].Remedy == "" {
			t.Errorf("the refusal of %q does not say what is wrong and what to write: %v", text, err)
		}
	}
}

func TestNewRefusesDaysThatDoNotExist(t *testing.T) {
	for _, c := range [][3]int{{0, 1, 1}, {10000, 1, 1}, {2026, 0, 1}, {2026, 13, 1}, {2026, 2, 29}, {1900, 2, 29}, {2026, 1, 0}, {2026, 1, math.MaxInt}} {
		if d, err := civil.New(c[0], time.Month(c[1]), c[2]); !fault.Is(err, fault.Invalid) {
			t.Errorf("%v became the day %s, want a refusal", c, d)
		}
	}
	for _, c := range [][3]int{{2000, 2, 29}, {2024, 2, 29}, {1, 1, 1}, {9999, 12, 31}} {
		d, err := civil.New(c[0], time.Month(c[1]), c[2])
		if err != nil || d.Year() != c[0] || int(d.Month()) != c[1] || d.Day() != c[2] {
			t.Errorf("%v became the day %s with %v", c, d, err)
		}
	}
}

func date(t testing.TB, text string) civil.Date {
	t.Helper()
	d, err := civil.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestOrder(t *testing.T) {
	a, b, none := date(t, "2026-06-30"), date(t, "2026-07-01"), civil.Date{}
	if !a.Before(b) || b.Before(a) || a.Before(a) || !b.After(a) || a.After(b) || a.After(a) || !none.Before(civil.First) {
		t.Error("days are out of order: reports would look at the wrong period")
	}
	if civil.Earlier(a, b) != a || civil.Earlier(b, a) != a || civil.Earlier(none, b) != b || civil.Earlier(b, none) != b {
		t.Error("the earlier of two days is wrong, or no day counts as one")
	}
	days := []civil.Date{b, none, a}
	slices.SortFunc(days, civil.Date.Compare)
	if !slices.Equal(days, []civil.Date{none, a, b}) {
		t.Errorf("sorted as %v", days)
	}
}

func TestAddDaysStopsAtTheEndsOfTheCalendar(t *testing.T) {
	d := date(t, "2026-06-30")
	for _, c := range []struct {
		days int
		want civil.Date
	}{
		{0, d}, {1, date(t, "2026-07-01")}, {-181, date(t, "2025-12-31")}, {613, date(t, "2028-03-04")},
		{math.MaxInt, civil.Last}, {math.MinInt, civil.First}, {3652058, civil.Last}, {-3652058, civil.First},
	} {
		if got := d.AddDays(c.days); got != c.want {
			t.Errorf("%d days after %s is %s, want %s", c.days, d, got, c.want)
		}
	}
}

func TestNoDayIsNoDay(t *testing.T) {
	var none civil.Date
	year, month, day := none.Split()
	if !none.IsZero() || none.String() != "" || !none.Time().IsZero() || year != 0 || month != 0 || day != 0 {
		t.Errorf("no day shows as %q, %v", none, none.Time())
	}
	if none.AddDays(5) != none || none.DaysSince(civil.Last) != 0 || civil.Last.DaysSince(none) != 0 {
		t.Error("arithmetic on no day makes one up")
	}
}

func TestOfTimeKeepsTheZoneItIsGiven(t *testing.T) {
	late := time.Date(2026, 6, 30, 23, 30, 0, 0, time.FixedZone("", -5*3600))
	if got := civil.OfTime(late).String(); got != "2026-06-30" {
		t.Errorf("half past eleven on 30 June is %s", got)
	}
	if got := civil.OfTime(late.UTC()).String(); got != "2026-07-01" {
		t.Errorf("the same moment in UTC is %s", got)
	}
	if civil.OfTime(time.Date(-5, 1, 1, 0, 0, 0, 0, time.UTC)) != civil.First || civil.OfTime(time.Date(12000, 1, 1, 0, 0, 0, 0, time.UTC)) != civil.Last {
		t.Error("a moment outside the calendar must give its nearest day")
	}
}

// record is how other packages hold dates.
type record struct {
	Due   civil.Date         `json:"due" yaml:"due"`
	Held  civil.Date         `json:"held,omitzero" yaml:"held,omitempty"`
	Until *civil.Date        `json:"until,omitempty" yaml:"until,omitempty"`
	By    map[civil.Date]int `json:"by,omitempty" yaml:"by,omitempty"`
}

func TestJSON(t *testing.T) {
	const text = `{"due":"2026-06-30","until":"2027-01-01","by":{"2026-01-01":3}}`
	var r record
	if err := json.Unmarshal([]byte(text), &r); err != nil {
		t.Fatal(err)
	}
	if r.Due != date(t, "2026-06-30") || !r.Held.IsZero() || *r.Until != date(t, "2027-01-01") || r.By[date(t, "2026-01-01")] != 3 {
		t.Errorf("%s was read as %+v", text, r)
	}
	out, err := json.Marshal(r)
	if err != nil || string(out) != text {
		t.Errorf("%s was written back as %s, %v", text, out, err)
	}
	if err := json.Unmarshal([]byte(`{"due":""}`), &r); err != nil || !r.Due.IsZero() {
		t.Errorf("an emptied date field gives %q, %v, want no day", r.Due, err)
	}
	for _, bad := range []string{`{"due":"30/06/2026"}`, `{"due":"2026-02-30"}`, `{"due":20260630}`, `{"due":"` + strings.Repeat("2", 100000) + `"}`} {
		r.Due = civil.First
		if err := json.Unmarshal([]byte(bad), &r); err == nil || r.Due != civil.First {
			t.Errorf("%.40s was read as %s", bad, r.Due)
		}
	}
	if err := json.Unmarshal([]byte(`{"due":"2026-02-30"}`), &r); !fault.Is(err, fault.Invalid) {
		t.Errorf("a date that does not exist must reach the user as a fault, got %v", err)
	}
}

// A bare date in YAML is a timestamp to some readers; it must still arrive as this day.
func TestYAML(t *testing.T) {
	for name, c := range map[string]struct {
		read  func([]byte, any) error
		write func(any) ([]byte, error)
	}{
		"goccy": {yaml.Unmarshal, func(v any) ([]byte, error) { return yaml.Marshal(v) }},
		"v4":    {yaml4.Unmarshal, func(v any) ([]byte, error) { return yaml4.Marshal(v) }},
	} {
		for _, text := range []string{"due: 2026-06-30\n", "due: '2026-06-30'\n", "due: \"2026-06-30\"\n"} {
			var r, again record
			if err := c.read([]byte(text), &r); err != nil || r.Due != date(t, "2026-06-30") {
				t.Errorf("%s reads %q as %s, %v", name, text, r.Due, err)
			}
			out, err := c.write(r)
			if err != nil || c.read(out, &again) != nil || again.Due != r.Due {
				t.Errorf("%s writes %s as %q, %v", name, r.Due, out, err)
			}
		}
		var r record
		if err := c.read([]byte("due: 2026-02-30\n"), &r); err == nil {
			t.Errorf("%s reads a day that does not exist as %s", name, r.Due)
		}
	}
}

func TestArithmeticAgreesWithTheStandardLibrary(t *testing.T) {
	days := rapid.Custom(func(t *rapid.T) civil.Date {
		return civil.First.AddDays(rapid.IntRange(0, civil.Last.DaysSince(civil.First)).Draw(t, "number"))
	})
	rapid.Check(t, func(t *rapid.T) {
		a, b := days.Draw(t, "a"), days.Draw(t, "b")
		n := b.DaysSince(a)
		if a.AddDays(n) != b || b.AddDays(-n) != a {
			t.Fatalf("%s and %s are said to be %d days apart", a, b, n)
		}
		// A Duration holds 292 years at most, so the standard library counts by seconds here.
		if want := (b.Time().Unix() - a.Time().Unix()) / 86400; int64(n) != want {
			t.Fatalf("%s is %d days after %s, the standard library says %d", b, n, a, want)
		}
		if (a.Compare(b) < 0) != a.Time().Before(b.Time()) || (a.Compare(b) == 0) != (a == b) {
			t.Fatalf("%s and %s are out of order", a, b)
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, text := range []string{"2026-06-30", "2024-02-29", "0001-01-01", "9999-12-31", "2026-02-30", "", "2026-6-30", "٢٠٢٦-٠١-٠١"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, err := civil.Parse(text)
		moment, want := time.Parse(time.DateOnly, text)
		known := want == nil && moment.Year() >= 1
		if (err == nil) != known {
			t.Fatalf("%q: we say %v, the standard library says %v", text, err, want)
		}
		if err == nil && (d.String() != text || !d.Time().Equal(moment)) {
			t.Fatalf("%q was read as %s", text, d)
		}
		var u civil.Date
		if err := u.UnmarshalText([]byte(text)); (err == nil) != (known || text == "") || u != d {
			t.Fatalf("%q: Parse gives %s, UnmarshalText gives %s", text, d, u)
		}
	})
}
