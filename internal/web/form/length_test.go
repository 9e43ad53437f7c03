package form

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/steelyard-isms/steelyard/internal/record"
)

// People say how long something takes as they speak, and documents as ISO 8601 has it.
func TestLengthsAreEnteredInWords(t *testing.T) {
	for said, want := range map[string]string{"6 months": "P6M", "1 year": "P1Y", "30 days": "P30D", "2 weeks": "P2W", " 1 Year  6 months ": "P1Y6M", "1 year and 6 months": "P1Y6M", "1 year, 2 days": "P1Y2D", "18months": "P18M",
		"P6M": "P6M", "PT36H": "PT36H", "often": "often", "0 days": "0 days", "half a year": "half a year", "6": "6", "months": "months", "-3 days": "-3 days"} {
		if got := readLength(said); got != want {
			t.Errorf("%q is read as %q, not %q", said, got, want)
		}
	}
	for text, want := range map[string]string{"P6M": "6 months", "P1Y": "1 year", "P1Y6M": "1 year 6 months", "P1D": "1 day", "PT36H": "PT36H", "P1DT12H": "P1DT12H", "": "", "P": "P", "often": "often"} {
		if got := sayLength(text); got != want {
			t.Errorf("%q is said as %q, not %q", text, got, want)
		}
	}
}

// What a form shows of a length is read as the same length, whatever is kept.
func TestLengthsAreReadAsTheyAreSaid(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		part := func(name string) int { return rapid.IntRange(0, 40).Draw(t, name) }
		d := record.Duration{Years: part("years"), Months: part("months"), Weeks: part("weeks"), Days: part("days"), Hours: rapid.IntRange(0, 1).Draw(t, "hours")}
		if text := d.String(); readLength(sayLength(text)) != text {
			t.Fatalf("%q is shown as %q, and read as %q", text, sayLength(text), readLength(sayLength(text)))
		}
	})
}

func FuzzLength(f *testing.F) {
	for _, s := range []string{"6 months", "1 year and 2 days", "P6M", "", "9999 years 99999 days"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, said string) {
		if got := readLength(said); got != said {
			if _, err := record.ParseDuration(got); err != nil {
				t.Fatalf("%q is read as %q, which is no length: %v", said, got, err)
			}
		}
	})
}
