package format_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/steelyard-isms/steelyard/internal/web/format"
)

// The expected texts are written by hand after the design pages.
func TestFiguresReadAsTheDesignPrintsThem(t *testing.T) {
	for _, c := range []struct {
		value float64
		unit  string
		want  string
	}{
		{83.9, "%", "83.9%"}, {6.8, "€m", "€6.8m"}, {-6.8, "€m", "−€6.8m"}, {7.5, "h / qtr", "7.5\u202fh / qtr"},
		{12, "days", "12\u00a0days"}, {3, "kB", "3\u202fkB"}, {0, "", "0"}, {-3.1, "points", "−3.1\u00a0points"}, {1284, "", "1,284"},
		{1234567.89, "", "1,234,568"}, {0.00123456, "", "0.00123"}, {math.NaN(), "%", ""},
		{math.Inf(1), "days", ""}, {-0.001, "", "−0.001"}, {99.999, "%", "100%"}, {310, "€k a year", "€310k\u202fa year"},
	} {
		if got := (format.Style{}).Quantity(c.value, c.unit); got != c.want {
			t.Errorf("a reader sees %q for %v %s, not %q", got, c.value, c.unit, c.want)
		}
	}
}

func TestSignedPercentShareAndBytes(t *testing.T) {
	for _, c := range [][2]string{
		{format.Style{}.Signed(1.3), "+1.3"}, {format.Style{}.Signed(-9.14), "−9.1"}, {format.Style{}.Signed(0.01), "0"}, {format.Style{}.Percent(0.674), "67.4%"},
		{format.Style{}.Share(0.996), "99%"}, {format.Style{}.Share(0.7), "70%"}, {format.Style{}.Share(1), "100%"}, {format.Style{}.Share(0.29), "29%"},
		{format.Style{}.Bytes(512), "512\u202fB"}, {format.Style{}.Bytes(2911), "2.9\u202fkB"}, {format.Style{}.Bytes(5_000_000), "5\u202fMB"},
		{format.Style{}.Bytes(7_200_000_000_000), "7,200\u202fGB"}, {format.Style{}.Count(-1200), "−1,200"},
		{format.Style{}.Count(math.MinInt64), "−9,223,372,036,854,775,808"}, {format.Short("9f2c00112233445571e0"), "9f2c…71e0"},
		{format.Initials("Kari Solberg"), "KS"}, {format.Initials(" "), ""}, {format.Initials("Émile van der Örtze"), "ÉÖ"},
	} {
		if c[0] != c[1] {
			t.Errorf("a reader sees %q, not %q", c[0], c[1])
		}
	}
}

func TestDates(t *testing.T) {
	m := format.Calendar{Months: format.Months{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"}}
	at := time.Date(2026, 9, 30, 23, 5, 0, 0, time.FixedZone("", -3600))
	if got := m.Date(at); got != "1 Oct 2026" {
		t.Errorf("a date is not turned to UTC: %q", got)
	}
	if got := m.Moment(at); got != "1 Oct 2026 00:05 UTC" {
		t.Errorf("a time is not shown in UTC: %q", got)
	}
	if m.Date(time.Time{}) != "" || m.Moment(time.Time{}) != "" || m.Month(time.Time{}) != "" {
		t.Error("an unknown time is shown as a date")
	}
	m.Dates = format.ISO
	if day, month, moment := m.Date(at), m.Month(at), m.Moment(at); day != "2026-10-01" || month != "2026-10" || moment != "2026-10-01 00:05 UTC" {
		t.Errorf("whoever asked for dates as programs write them sees %q, %q and %q", day, month, moment)
	}
}

func TestNoFigureIsEverNaN(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := rapid.Float64().Draw(t, "value")
		for _, text := range []string{format.Style{}.Quantity(v, "%"), format.Style{}.Signed(v), format.Style{}.Percent(v), format.Style{}.Share(v)} {
			if strings.Contains(text, "NaN") || strings.Contains(text, "Inf") || strings.Contains(text, "-") {
				t.Fatalf("%v is shown as %q", v, text)
			}
		}
	})
}

var styles = []format.Style{{}, {Numbers: format.CommaPoint}, {Numbers: format.SpaceComma}, {Numbers: format.PointComma, Dates: format.ISO}}

func TestFiguresInTheReadersStyle(t *testing.T) {
	for _, c := range []struct {
		numbers                     format.Numbers
		count, number, shown, plain string
	}{
		{format.CommaPoint, "1,234,567", "−83.9%", "1,234.50", "-1234.50"},
		{format.SpaceComma, "1\u202f234\u202f567", "−83,9%", "1\u202f234,50", "-1234,50"},
		{format.PointComma, "1.234.567", "−83,9%", "1.234,50", "-1234,50"},
	} {
		s := format.Style{Numbers: c.numbers}
		if count, number, shown, plain := s.Count(1234567), s.Quantity(-83.9, "%"), s.Figure("1234.50"), s.Plain("-1234.50"); count != c.count || number != c.number || shown != c.shown || plain != c.plain {
			t.Errorf("%s writes %q, %q, %q and %q", c.numbers, count, number, shown, plain)
		}
	}
	for _, text := range []string{"O-07", "2026-09-30", "1.2.3", "", "text"} {
		for _, s := range styles {
			if s.Figure(text) != text || s.Plain(text) != text {
				t.Errorf("%q, which is no number, is changed", text)
			}
		}
	}
}

// A number that could be meant in two ways is read in the reader's own, and what is none in that is not guessed.
func TestNumbersAreReadAsTheReaderWritesThem(t *testing.T) {
	for _, c := range []struct {
		numbers    format.Numbers
		text, want string // want empty: it is refused
	}{
		{"", "1,234", "1234"}, {"", "1,234.5", "1234.5"}, {"", "\u22125.5", "-5.5"}, {"", " 1 000 ", "1000"}, {"", "1,5", ""}, {"", "1,2345", ""}, {"", "0,125", ""}, {"", "1e3", "1e3"},
		{format.PointComma, "1.234", "1234"}, {format.PointComma, "1.234,5", "1234.5"}, {format.PointComma, "1,5", "1.5"}, {format.PointComma, "1.5", ""}, {format.PointComma, "0.125", ""},
		{format.SpaceComma, "1\u202f234,5", "1234.5"}, {format.SpaceComma, "1,234", "1.234"}, {format.SpaceComma, "1.5", ""},
		{"", "", ""}, {"", "--1", ""}, {"", "0x1", ""}, {"", "1,,000", ""}, {"", "NaN", ""}, {"", "1.", ""}, {"", ".5", ""},
	} {
		got, ok := format.Style{Numbers: c.numbers}.Parse(c.text)
		if got != c.want || ok != (c.want != "") {
			t.Errorf("%q in the style %q is read as %q, not %q", c.text, c.numbers, got, c.want)
		}
	}
}

// What the pages write they read again, in every style.
func FuzzParse(f *testing.F) {
	for _, text := range []string{"1,234.5", "1.234,5", "1 234,5", "-0.5", "1e-7", "00", "1,23"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, s := range styles {
			number, ok := s.Parse(text)
			if !ok {
				continue
			}
			for _, again := range []string{s.Plain(number), s.Figure(number)} {
				if back, ok := s.Parse(again); !ok || back != number {
					t.Errorf("%q is read as %q, which is written as %q and read as %q", text, number, again, back)
				}
			}
		}
	})
}

// An amount of money is written with its sign and its thousands set apart, in the style of the reader; what is no amount stays.
func TestMoney(t *testing.T) {
	for text, want := range map[string]string{"40000 EUR": "€40,000", "1250.50 EUR": "€1,250.50", "-300 USD": "−$300", "2000000 NOK": "2,000,000\u00a0NOK", "soon": "soon", "40000 euro": "40000 euro", "x EUR": "x EUR"} {
		if got := (format.Style{}).Money(text); got != want {
			t.Errorf("%q is written %q, not %q", text, got, want)
		}
	}
}

// By how much a value moved is what lies between the two as they are written: a page that says 12.34, 12.38 and no change is not believed.
func TestMovedAgreesWithTheFiguresBesideIt(t *testing.T) {
	for _, c := range []struct {
		from, to float64
		unit     string
		by       float64
		want     string
	}{{12, 19.5, "days", 7.5, "7.5\u00a0days"}, {12.34, 12.38, "days", 0.04, "0.04\u00a0days"}, {12.341, 12.342, "kB", 0.001, "0.001\u202fkB"}, {5, 5, "kB", 0, "0\u202fkB"}, {1234.6, 1233.2, "hosts", -2, "−2\u00a0hosts"}, {3, 2, "days", -1, "−1\u00a0day"}} {
		by, decimals := (format.Style{}).Moved(c.from, c.to)
		if got := (format.Style{}).QuantityTo(by, c.unit, decimals); by != c.by || got != c.want {
			t.Errorf("from %v to %v it moved by %v, %q, and not %v, %q", c.from, c.to, by, got, c.by, c.want)
		}
	}
}

// Two figures that differ never read the same where they are held against each other, and one thing is not many: a page that says below 7.2 days at 7.2 days, or 1 days, is not believed.
func TestFiguresThatDifferReadApart(t *testing.T) {
	s := format.Style{}
	for _, c := range []struct {
		v, other float64
		unit     string
		one, two string
	}{
		{7.2, 7.23, "days", "7.2\u00a0days", "7.23\u00a0days"}, {7.201, 7.2, "days", "7.201\u00a0days", "7.2\u00a0days"}, {95, 95, "%", "95%", "95%"}, {1234.6, 1235, "hosts", "1,234.6\u00a0hosts", "1,235\u00a0hosts"}, {-0.5, 0.5, "%", "−0.5%", "0.5%"},
		{100.02, 100.04, "%", "100.02%", "100.04%"}, {7.2, 7.2 + 1e-12, "days", "7.2\u00a0days", "7.2\u00a0days"}, {1, 2, "findings", "1\u00a0finding", "2\u00a0findings"}, {1.001, 1, "days", "1.001\u00a0days", "1\u00a0day"}, {-1, 0, "days", "−1\u00a0day", "0\u00a0days"},
	} {
		if one, two := s.Apart(c.v, c.unit, c.other), s.Apart(c.other, c.unit, c.v); one != c.one || two != c.two {
			t.Errorf("%v beside %v read %q and %q, not %q and %q", c.v, c.other, one, two, c.one, c.two)
		}
	}
	if got := s.Apart(7.201, "days", 9, 7.2, 7.2009); got != "7.201\u00a0days" {
		t.Errorf("of several others the nearest counts: %q", got)
	}
}
