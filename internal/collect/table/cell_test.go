package table

import (
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/mapping"
)

func TestNumbersAreReadAsDeclared(t *testing.T) {
	cases := []struct {
		decimal, thousands, cell string
		want                     float64
		ok                       bool
	}{
		{"", "", "12.5", 12.5, true}, {"", "", "-12", -12, true}, {"", "", "+1e3", 1000, true}, {"", "", "1E-2", 0.01, true},
		{"", "", "1,5", 0, false}, {"", "", "1 000", 0, false}, {"", "", ".5", 0, false}, {"", "", "5.", 0, false}, {"", "", "1_000", 0, false},
		{"", "", "0x1p4", 0, false}, {"", "", "Inf", 0, false}, {"", "", "-infinity", 0, false}, {"", "", "nan", 0, false}, {"", "", "1e400", 0, false},
		{"", "", "12 %", 0, false}, {"", "", "--1", 0, false}, {"", "", "٣", 0, false}, {"", "", "1e", 0, false},
		{",", "", "1,5", 1.5, true}, {",", "", "1.5", 0, false}, {",", "", "1,5,5", 0, false},
		{"", ",", "1,234,567.5", 1234567.5, true}, {"", ",", "1234567", 1234567, true}, {"", ",", "12,34", 0, false}, {"", ",", "1234,567", 0, false},
		{"", ",", ",123", 0, false}, {"", ",", "-1,234", -1234, true}, {"", ",", "1,234,", 0, false}, {"", ",", "1.234,567", 0, false},
		{",", ".", "1.234,5", 1234.5, true}, {",", ".", "1.5", 0, false}, {",", "space", "1\u00a0234\u202f567,5", 1234567.5, true}, {"", "'", "1'234.5", 1234.5, true},
	}
	for _, c := range cases {
		got, reason, _ := numberIn(mapping.Mapping{Decimal: c.decimal, Thousands: c.thousands}, c.cell)
		if (reason == "") != c.ok || got != c.want && c.ok {
			t.Errorf("%q with decimal %q and thousands %q is read as %v, %q", c.cell, c.decimal, c.thousands, got, reason)
		}
	}
}

func TestTimesAreReadAsDeclared(t *testing.T) {
	cases := []struct{ format, zone, cell, want string }{
		{"YYYY-MM-DD", "", "2026-03-31", "2026-03-31T00:00:00Z"},
		{"MM/DD/YYYY", "America/New_York", "12/03/2019", "2019-12-03T05:00:00Z"},
		{"M/D/YYYY h:mm AM", "", "3/7/2026 1:05 PM", "2026-03-07T13:05:00Z"},
		{"D MMM YYYY", "", "7 Mar 2026", "2026-03-07T00:00:00Z"},
		{"YYYY-MM-DD hh:mm:ss", "", "2025-02-14 14:27:03.913874", "2025-02-14T14:27:03Z"},
		{"YYYY-MM-DDThh:mm:ss±hh:mm", "Europe/Prague", "2026-03-31T18:00:00-04:00", "2026-03-31T22:00:00Z"},
		{"rfc3339", "", "2022-11-02T11:40:03-04:00", "2022-11-02T15:40:03Z"},
		{"unix", "", "1700000000.5", "2023-11-14T22:13:20Z"},
		{"serial", "", "46112.75", "2026-03-31T18:00:00Z"}, {"serial", "Europe/Prague", "46112", "2026-03-30T22:00:00Z"}, {"serial", "", "0", ""}, {"serial", "", "2026-03-31", ""},
		{"YYYY-MM-DD", "", "2026-02-30", ""}, {"YYYY-MM-DD", "", "", ""}, {"unix", "", "NaN", ""}, {"unix", "", "1e300", ""}, {"rfc3339", "", "2026-03-31", ""},
	}
	for _, c := range cases {
		clock, err := ClockOf(mapping.Time{Column: "t", Format: c.format, Zone: c.zone}, time.UTC)
		if err != nil {
			t.Errorf("%s: %v", c.format, err)
			continue
		}
		at, reason, _ := clock.Read(c.cell)
		if (reason == "") != (c.want != "") || reason == "" && at.Format(time.RFC3339) != c.want {
			t.Errorf("%q as %s is read as %v, %q", c.cell, c.format, at, reason)
		}
	}
	for _, format := range []string{"", "YYYY", "YYYY-MM", "YYYY-MM-DD MM", "h:mm YYYY-MM-DD", "YY-MM-DD", "2006-01-02", "YYYY-MM-DD" + strings.Repeat(" ", 80)} {
		if _, err := ClockOf(mapping.Time{Format: format}, time.UTC); err == nil {
			t.Errorf("%q is accepted as a way to write a time", format)
		}
	}
}
