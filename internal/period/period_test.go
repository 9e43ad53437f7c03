package period_test

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"
	_ "time/tzdata" // the zones of this test, whatever the machine has

	"pgregory.net/rapid"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/measurement"
	"github.com/steelyard-isms/steelyard/internal/period"
)

func moment(t testing.TB, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func zone(t interface {
	Helper()
	Fatal(...any)
}, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// Known periods: week numbers as Python's datetime.isocalendar has them, changes of clocks as the zone database tells them.
func TestPeriodsByName(t *testing.T) {
	prague, havana, saoPaulo := zone(t, "Europe/Prague"), zone(t, "America/Havana"), zone(t, "America/Sao_Paulo")
	for _, c := range []struct {
		calendar              period.Calendar
		at, name, from, until string
	}{
		{period.Calendar{Length: period.Day}, "2026-11-26T23:59:59.999999Z", "2026-11-26", "2026-11-26T00:00:00Z", "2026-11-27T00:00:00Z"},
		{period.Calendar{Length: period.Day, Zone: prague}, "2026-11-26T23:30:00Z", "2026-11-27", "2026-11-26T23:00:00Z", "2026-11-27T23:00:00Z"},
		{period.Calendar{Length: period.Day, Zone: prague}, "2026-03-29T12:00:00Z", "2026-03-29", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"},           // 23 hours
		{period.Calendar{Length: period.Day, Zone: prague}, "2026-10-25T12:00:00Z", "2026-10-25", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z"},           // 25 hours
		{period.Calendar{Length: period.Day, Zone: havana}, "2026-11-01T12:00:00Z", "2026-11-01", "2026-11-01T04:00:00Z", "2026-11-02T05:00:00Z"},           // midnight comes twice
		{period.Calendar{Length: period.Day, Zone: saoPaulo}, "2018-11-04T12:00:00Z", "2018-11-04", "2018-11-04T03:00:00Z", "2018-11-05T02:00:00Z"},         // and here not at all
		{period.Calendar{Length: period.Day, Zone: saoPaulo}, "2018-11-03T12:00:00Z", "2018-11-03", "2018-11-03T03:00:00Z", "2018-11-04T03:00:00Z"},         //
		{period.Calendar{Length: period.Week}, "2027-01-01T00:00:00Z", "2026-W53", "2026-12-28T00:00:00Z", "2027-01-04T00:00:00Z"},                          //
		{period.Calendar{Length: period.Week}, "2024-12-30T00:00:00Z", "2025-W01", "2024-12-30T00:00:00Z", "2025-01-06T00:00:00Z"},                          //
		{period.Calendar{Length: period.Month}, "2024-02-29T12:00:00Z", "2024-02", "2024-02-01T00:00:00Z", "2024-03-01T00:00:00Z"},                          //
		{period.Calendar{Length: period.Quarter}, "2026-12-31T12:00:00Z", "2026-Q4", "2026-10-01T00:00:00Z", "2027-01-01T00:00:00Z"},                        //
		{period.Calendar{Length: period.Quarter, Begins: time.April}, "2026-03-31T12:00:00Z", "2025/26-Q4", "2026-01-01T00:00:00Z", "2026-04-01T00:00:00Z"}, //
		{period.Calendar{Length: period.Quarter, Begins: time.July}, "2026-11-26T12:00:00Z", "2026/27-Q2", "2026-10-01T00:00:00Z", "2027-01-01T00:00:00Z"},  //
		{period.Calendar{Length: period.Year}, "2026-01-01T00:00:00Z", "2026", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z"},                              //
		{period.Calendar{Length: period.Year, Begins: time.October}, "1999-12-01T00:00:00Z", "1999/00", "1999-10-01T00:00:00Z", "2000-10-01T00:00:00Z"},     //
		{period.Calendar{Length: period.Year, Begins: time.December}, "2026-11-30T00:00:00Z", "2025/26", "2025-12-01T00:00:00Z", "2026-12-01T00:00:00Z"},    //
	} {
		p := c.calendar.At(moment(t, c.at))
		if p.Name != c.name || !p.From.Equal(moment(t, c.from)) || !p.Until.Equal(moment(t, c.until)) {
			t.Errorf("%s lies in %s, from %s until %s; want %s, %s, %s", c.at, p.Name, p.From.UTC(), p.Until.UTC(), c.name, c.from, c.until)
		}
	}
	for _, c := range []period.Calendar{{}, {Length: "decade"}, {Length: period.Year, Begins: 13}, {Length: period.Year, Begins: -1}} {
		if err := c.Validate(); !fault.Is(err, fault.Invalid) {
			t.Errorf("%+v passes: %v", c, err)
		}
	}
}

func calendarOf(t *rapid.T) period.Calendar {
	zones := []string{"UTC", "Europe/Prague", "America/Havana", "America/Sao_Paulo", "Asia/Kathmandu", "Pacific/Apia", "Australia/Lord_Howe", "Africa/Casablanca", "America/Nuuk", "Asia/Beirut"}
	z, err := time.LoadLocation(rapid.SampledFrom(zones).Draw(t, "zone"))
	if err != nil {
		t.Fatal(err)
	}
	return period.Calendar{Length: rapid.SampledFrom(period.Lengths).Draw(t, "length"), Begins: time.Month(rapid.IntRange(0, 12).Draw(t, "begins")), Zone: z}
}

// Every moment lies in one period; periods follow each other without a gap, and no two have a name in common.
func TestPeriodsCoverTime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := calendarOf(t)
		at := time.Unix(rapid.Int64Range(631152000, 2524608000).Draw(t, "seconds"), rapid.Int64Range(0, 999_999_999).Draw(t, "nanoseconds"))
		p := c.At(at)
		if !p.Contains(at) {
			t.Fatalf("%s does not lie in %+v", at, p)
		}
		if got := c.At(p.From); got != p {
			t.Fatalf("the first moment of %+v lies in %+v", p, got)
		}
		if got := c.At(p.Until.Add(-time.Nanosecond)); got != p {
			t.Fatalf("the last moment of %+v lies in %+v", p, got)
		}
		next, before := c.Next(p), c.Previous(p)
		if !next.From.Equal(p.Until) || !before.Until.Equal(p.From) || next.Name == p.Name || before.Name == p.Name {
			t.Fatalf("%+v, then %+v, then %+v", before, p, next)
		}
	})
}

func points(t testing.TB, all ...any) []measurement.Recorded {
	t.Helper()
	var out []measurement.Recorded
	for i := 0; i < len(all); i += 2 {
		text, _ := all[i].(string)
		v, _ := all[i+1].(float64)
		at := moment(t, text)
		out = append(out, measurement.Recorded{Point: measurement.Point{From: at, To: at, Value: &v}, RecordedAt: at})
	}
	return out
}

// Worked by hand.
func TestAggregations(t *testing.T) {
	all := points(t, "2026-01-05T00:00:00Z", 4.0, "2026-01-20T00:00:00Z", 1.0, "2026-01-31T23:59:59.999999Z", 4.0, "2026-03-01T00:00:00Z", 10.0, "2026-03-16T00:00:00Z", -2.0)
	now := moment(t, "2026-03-11T00:00:00Z")
	for how, want := range map[period.Aggregation][]float64{
		period.Last: {4, 10}, period.Sum: {9, 10}, period.Mean: {3, 10}, period.Min: {1, 10}, period.Max: {4, 10}, period.Rate: {9.0 / 31, 10.0 / 10}, period.Distinct: {2, 1},
	} {
		got := period.Of(all, how, period.Calendar{Length: period.Month}, now)
		if len(got) != 2 || got[0].Name != "2026-01" || got[1].Name != "2026-03" || got[0].Open || !got[1].Open || got[0].Points != 3 || got[1].Points != 1 {
			t.Fatalf("%s: %+v", how, got)
		}
		for i := range got {
			if math.Abs(got[i].Number-want[i]) > 1e-12 {
				t.Errorf("%s of %s is %v, not %v", how, got[i].Name, got[i].Number, want[i])
			}
		}
	}
	later := period.Of(all, period.Sum, period.Calendar{Length: period.Month}, moment(t, "2026-04-01T00:00:00Z"))
	if later[1].Number != 8 || later[1].Open || !later[1].Valid.Equal(moment(t, "2026-03-16T00:00:00Z")) {
		t.Errorf("%+v", later[1])
	}
}

// What speaks of a month up to its last midnight belongs to it; what is read at that midnight, to the next one.
func TestValuesAtTheEdgeOfAPeriod(t *testing.T) {
	edge := points(t, "2026-02-01T00:00:00Z", 1.0)
	month := period.Calendar{Length: period.Month}
	if got := period.Of(edge, period.Sum, month, moment(t, "2026-06-01T00:00:00Z")); got[0].Name != "2026-02" {
		t.Errorf("%+v", got)
	}
	edge[0].From = moment(t, "2026-01-01T00:00:00Z")
	if got := period.Of(edge, period.Sum, month, moment(t, "2026-06-01T00:00:00Z")); got[0].Name != "2026-01" {
		t.Errorf("%+v", got)
	}
}

// A period ends with its last moment: whoever asks as of its last day sees it whole, with what speaks of the time up to midnight. Before,
// what ends later does not count.
func TestThePeriodEndsWithItsLastMoment(t *testing.T) {
	all := points(t, "2026-01-10T00:00:00Z", 1.0, "2026-02-01T00:00:00Z", 2.0)
	all[1].From = moment(t, "2026-01-20T00:00:00Z")
	for now, want := range map[string]string{"2026-01-31T23:59:59.999998Z": "1 true", "2026-01-31T23:59:59.999999Z": "3 false", "2026-02-01T00:00:00Z": "3 false"} {
		got := period.Of(all, period.Sum, period.Calendar{Length: period.Month}, moment(t, now))
		if text := fmt.Sprint(got[0].Number, " ", got[0].Open); len(got) != 1 || text != want {
			t.Errorf("at %s the sum is %s, not %s", now, text, want)
		}
	}
	west := period.Calendar{Length: period.Month, Zone: zone(t, "America/New_York")}
	if p := west.At(moment(t, "2026-11-01T03:00:00Z")); west.Day(p).String() != "2026-10-31" || west.Open(p.Last()) != west.Next(p) || west.Open(p.Last().Add(-time.Microsecond)) != p {
		t.Errorf("October ends in New York on %s", west.Day(p))
	}
}

// The shortest period of each length is as short as it is said to be, whenever the year begins.
func TestShortestPeriods(t *testing.T) {
	for _, length := range period.Lengths {
		least := math.MaxInt
		for begins := range time.Month(13) {
			c := period.Calendar{Length: length, Begins: begins}
			for p := c.At(moment(t, "2023-01-01T00:00:00Z")); p.From.Year() < 2029; p = c.Next(p) {
				least = min(least, p.Days())
			}
		}
		if least != length.Shortest() || length.Days()-least < 0 || length.Days()-least > 2 {
			t.Errorf("the shortest %s has %d days, not %d, and it is said to have about %d", length, least, length.Shortest(), length.Days())
		}
	}
}

// Zones are those of the zone database, and one zone is one.
func TestZones(t *testing.T) {
	a, err := period.Zone("Europe/Prague")
	b, again := period.Zone("Europe/Prague")
	if err != nil || again != nil || a != b {
		t.Errorf("two calendars of one zone differ: %v, %v", err, again)
	}
	if utc, err := period.Zone(""); err != nil || utc != time.UTC {
		t.Errorf("without a name it is %v (%v)", utc, err)
	}
	for _, name := range []string{"Local", "Europe/Nowhere", "../etc/passwd"} {
		if _, err := period.Zone(name); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s is a zone: %v", name, err)
		}
	}
}

// A mean counts cases, where all tell how many; and what became known after its period is said to be late.
func TestMeansCountCases(t *testing.T) {
	all := points(t, "2026-01-05T00:00:00Z", 100.0, "2026-01-06T00:00:00Z", 50.0)
	all[1].RecordedAt = moment(t, "2026-02-02T00:00:00Z")
	few, many := int64(10), int64(90)
	all[0].Seq, all[1].Seq = 9, 8
	now := moment(t, "2026-06-01T00:00:00Z")
	month := period.Calendar{Length: period.Month}
	all[0].Sample = &few
	if got := period.Of(all, period.Mean, month, now); got[0].Number != 75 || got[0].Sample != nil || got[0].Late != 1 {
		t.Errorf("%+v", got)
	}
	all[1].Sample = &many
	if got := period.Of(all, period.Mean, month, now); got[0].Number != 55 || got[0].Sample == nil || *got[0].Sample != 100 {
		t.Errorf("%+v", got)
	}
	if got := period.Of(all, period.Max, month, now)[0]; *got.Sample != 10 || got.Seq != 9 || !got.RecordedAt.Equal(all[0].RecordedAt) {
		t.Errorf("the cases are not those of the greatest value, or it did not become known with the last: %+v", got)
	}
	if got := period.Of(all, period.Last, month, now)[0]; *got.Sample != 90 {
		t.Errorf("the cases are not those of the last value: %+v", got)
	}
	none := int64(0)
	all[0].Sample, all[1].Sample = &none, &none
	if got := period.Of(all, period.Mean, month, now); got[0].Number != 75 {
		t.Errorf("of no cases at all: %+v", got)
	}
	all[0].Value = nil
	if got := period.Of(all, period.Sum, month, now); got[0].Points != 1 || got[0].Number != 50 {
		t.Errorf("a withdrawn value counts: %+v", got)
	}
}

// Sums of parts are the sum of the whole; nothing is lost or counted twice, in whichever calendar.
func TestNothingIsLostBetweenPeriods(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := calendarOf(t)
		var all []measurement.Recorded
		at := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
		for range rapid.IntRange(0, 60).Draw(t, "points") {
			at = at.Add(time.Duration(rapid.Int64Range(1, int64(60*24*time.Hour)).Draw(t, "later")))
			from, v := at, rapid.Float64Range(-1e6, 1e6).Draw(t, "value")
			if rapid.Bool().Draw(t, "of a time") {
				from = at.Add(-time.Hour)
			}
			all = append(all, measurement.Recorded{Point: measurement.Point{From: from, To: at, Value: &v}, RecordedAt: at})
		}
		now := at.Add(time.Hour)
		var whole, parts float64
		count, seen := 0, []string{}
		for _, p := range all {
			whole += *p.Value
		}
		for _, v := range period.Of(all, period.Sum, c, now) {
			parts, count, seen = parts+v.Number, count+v.Points, append(seen, v.Name)
		}
		if math.Abs(whole-parts) > 1e-3 || count != len(all) {
			t.Fatalf("%v in %d points became %v in %d", whole, len(all), parts, count)
		}
		slices.Sort(seen)
		if len(slices.Compact(seen)) != len(period.Of(all, period.Sum, c, now)) {
			t.Fatal("a period comes twice:", fmt.Sprint(seen))
		}
		least, most := period.Of(all, period.Min, c, now), period.Of(all, period.Max, c, now)
		for i, mean := range period.Of(all, period.Mean, c, now) {
			if mean.Number < least[i].Number-1e-6 || mean.Number > most[i].Number+1e-6 {
				t.Fatalf("the mean %v lies outside of %v and %v", mean.Number, least[i].Number, most[i].Number)
			}
		}
	})
}

// Small numbers are not lost among large ones.
func TestSumsAreExactEnough(t *testing.T) {
	all := points(t, "2026-01-05T00:00:00Z", 1e16, "2026-01-06T00:00:00Z", 1.0, "2026-01-07T00:00:00Z", 1.0, "2026-01-08T00:00:00Z", -1e16)
	if got := period.Of(all, period.Sum, period.Calendar{Length: period.Year}, moment(t, "2026-06-01T00:00:00Z")); got[0].Number != 2 {
		t.Errorf("%v, not 2", got[0].Number)
	}
}

// The examples of the reference come out as it says, one of each aggregation at least.
func TestExamplesOfTheReference(t *testing.T) {
	shown := map[period.Aggregation]bool{}
	for _, x := range period.Examples {
		shown[x.How] = true
		got, err := x.Gives()
		if err != nil || !slices.Equal(got, x.Want) {
			t.Errorf("%s: %q (%v), not %q", x.Says, got, err, x.Want)
		}
	}
	for _, how := range period.Aggregations {
		if !shown[how] || period.Meanings[how] == "" {
			t.Errorf("nobody is told what %s gives", how)
		}
	}
}

// On its first day a period has one day, so that its rate does not begin sky-high; minus nothing is nothing; a share of one case is weighed
// with it; and years may begin in each of the twelve months.
func TestEdgesOfAggregations(t *testing.T) {
	all := points(t, "2026-01-01T06:00:00Z", 6.0)
	month := period.Calendar{Length: period.Month}
	for now, want := range map[string]float64{"2026-01-01T12:00:00Z": 6, "2026-01-02T12:00:00Z": 4, "2026-01-03T00:00:00Z": 3} {
		if got := period.Of(all, period.Rate, month, moment(t, now)); got[0].Number != want || !got[0].Open {
			t.Errorf("at %s the rate is %v, not %v", now, got[0].Number, want)
		}
	}
	nothing := points(t, "2026-01-05T00:00:00Z", 0.0, "2026-01-06T00:00:00Z", math.Copysign(0, -1), "2026-01-07T00:00:00Z", 1.0)
	if got := period.Of(nothing, period.Distinct, month, moment(t, "2026-06-01T00:00:00Z")); got[0].Number != 2 {
		t.Errorf("%v different values, not 2", got[0].Number)
	}
	one, none := int64(1), int64(0)
	shares := points(t, "2026-01-05T00:00:00Z", 100.0, "2026-01-06T00:00:00Z", 0.0)
	shares[0].Sample, shares[1].Sample = &one, &none
	if got := period.Of(shares, period.Mean, month, moment(t, "2026-06-01T00:00:00Z")); got[0].Number != 100 {
		t.Errorf("the mean of one case is %v", got[0].Number)
	}
	for begins := range time.Month(13) {
		if err := (period.Calendar{Length: period.Year, Begins: begins}).Validate(); err != nil {
			t.Errorf("a year cannot begin in month %d: %v", begins, err)
		}
	}
}

// Parts of a year of so many months follow each other without a gap from where the fiscal year begins, end at its end, and those of 3, 12 and 1 months are its quarters, the year and the months.
func TestPartsOfAYear(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := period.Calendar{Length: period.Year, Begins: time.Month(rapid.IntRange(0, 12).Draw(t, "begins")), Zone: rapid.SampledFrom([]*time.Location{nil, zone(t, "Europe/Prague"), zone(t, "America/Havana")}).Draw(t, "zone")}
		months := rapid.SampledFrom([]int{1, 2, 3, 4, 6, 12}).Draw(t, "months")
		now := time.UnixMicro(rapid.Int64Range(0, 4e15).Draw(t, "now")).UTC()
		p := c.Part(months, now)
		if p.From.After(now) || p.Ended(now) {
			t.Fatalf("%v lies not in %v to %v, or that has ended", now, p.From, p.Until)
		}
		if next := c.Part(months, p.Last()); !next.From.Equal(p.Until) {
			t.Fatalf("after %v begins %v", p.Until, next.From)
		}
		year, n := c.Open(now), 1
		for q := c.Part(months, year.From); !q.Until.Equal(year.Until); q = c.Part(months, q.Until) {
			if n++; n > 12/months {
				t.Fatalf("more than %d parts of %d months from %v to %v", 12/months, months, year.From, year.Until)
			}
		}
		if n != 12/months {
			t.Fatalf("%d parts of %d months", n, months)
		}
		for length, of := range map[period.Length]int{period.Month: 1, period.Quarter: 3, period.Year: 12} {
			same := c
			if same.Length = length; of == months {
				if q := same.Open(now); !q.From.Equal(p.From) || !q.Until.Equal(p.Until) {
					t.Fatalf("%d months are %v to %v, a %s %v to %v", months, p.From, p.Until, length, q.From, q.Until)
				}
			}
		}
	})
}
