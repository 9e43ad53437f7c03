package measure_test

import (
	"math"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/period"
)

// Values are entered in the periods whose length is nearest to the days between two of them; between two lengths the middle decides.
func TestRhythm(t *testing.T) {
	days := map[period.Length]float64{period.Day: 1, period.Week: 7, period.Month: 365.25 / 12, period.Quarter: 365.25 / 4, period.Year: 365.25} // of the Julian year
	for n := 1; n <= 3660; n++ {
		m := measure.Measure{PeriodDays: n}
		got := m.Rhythm()
		for length, d := range days {
			if math.Abs(d-float64(n)) < math.Abs(days[got]-float64(n)) {
				t.Errorf("values every %d days are entered by the %s, and the %s is nearer", n, got, length)
			}
		}
	}
	m := measure.Measure{PeriodDays: 31, ReportingPeriod: period.Quarter, Aggregation: period.Sum}
	if got := m.Rhythm(); got != period.Quarter {
		t.Errorf("values that are summed by quarters are entered by the %s", got)
	}
}
