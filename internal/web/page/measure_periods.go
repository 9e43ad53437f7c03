package page

import (
	"strings"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
)

// Periods is how the values of a reporting period become the one that counts.
type Periods struct {
	How, Length string // in the reader's language
	Zone        string // in which days begin; empty: UTC
	Begins      string // month in which the year begins; empty: January, or of no matter
	Last        Summed // of the value now; without values there is none
	Open        Summed // of the period that has not ended; without values nothing is known of it
	Points      []MeasureData
	Entry       uint64 // journal entry of the last of what the value is made of
}

// Summed is what there is of one period.
type Summed struct {
	Name   string // 2026-10
	Value  Figure
	Values int // how many it is made of
	Late   int // of these, how many became known after the period had ended
}

// way says how values are summed up, and by which calendar.
func (s Periods) way(p Measure) string {
	said := []string{p.t("measure.periods.way", words.T("how", s.How), words.T("length", s.Length))}
	if s.Zone != "" {
		said = append(said, p.t("measure.periods.zone", words.T("zone", s.Zone)))
	}
	if s.Begins != "" {
		said = append(said, p.t("measure.periods.begins", words.T("month", s.Begins)))
	}
	return strings.Join(said, " ")
}

// late says how many values became known after their period; empty for none.
func (s Summed) late(p Measure) string {
	if s.Late == 0 {
		return ""
	}
	return p.t("measure.periods.late", words.N(s.Late))
}

// rest is how many of the last period's values are not listed.
func (s Periods) rest() int {
	n := s.Last.Values
	for _, v := range s.Points {
		if v.Value != nil {
			n--
		}
	}
	return max(0, n)
}
