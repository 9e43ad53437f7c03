// Package org holds who there is and what surrounds them: units and people, appointments and bodies, third parties and
// interested parties, context and scope (ISO/IEC 27001:2022, 4 and 5.3). It knows no account and no right; those are of
// internal/access.
package org

import (
	"time"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/period"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// Unit is a part of the organisation that owns objectives or is measured.
type Unit struct {
	Parent           record.Dated[record.Ref] `json:"parent,omitempty" field:"ref=unit,acyclic,scope"`                                    // what it is a part of; none for the organisation itself
	Level            string                   `json:"level,omitempty" field:"enum=organisation|region|division|department|team|function"` // what kind of part it is
	Description      string                   `json:"description,omitempty"`
	Head             record.Ref               `json:"head,omitempty" field:"ref=person"`                                                               // who leads it, and decides its level of risk
	Country          string                   `json:"country,omitempty" field:"form=country"`                                                          // where it is, for what the law asks there
	FiscalYearBegins int                      `json:"fiscal_year_begins,omitempty" field:"min=1,max=12"`                                               // number of the month whose first day begins its year, for reporting periods; that of the unit above unless told, and January where none tells
	TimeZone         string                   `json:"time_zone,omitempty" field:"len=64"`                                                              // IANA zone in which its days begin, for reporting periods, such as Europe/Prague; that of the unit above unless told, and UTC where none tells
	Mandate          record.Markdown          `json:"mandate,omitempty"`                                                                               // what it may and must do
	Culture          *Culture                 `json:"culture,omitempty"`                                                                               // what people there hold right
	Posture          string                   `json:"posture,omitempty" field:"enum=deny-by-default|need-based|open-with-exceptions|anytime-anywhere"` // what its policy on access begins from: nothing without a business case, up to everything that can be done safely
	Compliance       string                   `json:"compliance,omitempty" field:"enum=presume-trust|seek-evidence"`                                   // how compliance is checked there: on suspicion, or by looking for evidence
}

// Culture is where a unit stands between poles. A unit of which nobody has judged says nothing.
type Culture struct {
	Controlling  *record.Share `json:"controlling,omitempty"`        // from trusting, 0, to controlling, 1
	Bureaucratic *record.Share `json:"bureaucratic,omitempty"`       // from open, 0, to bureaucratic, 1
	RiskAverse   *record.Share `json:"risk_averse,omitempty"`        // from risk-seeking, 0, to risk-averse, 1
	Judged       civil.Date    `json:"judged,omitzero" field:"past"` // when that was judged
	Basis        string        `json:"basis,omitempty"`              // by what: a survey, interviews, one's own view
}

// UnitKind declares units.
var UnitKind = record.Define(record.Definition[Unit]{Name: "unit", Plural: "units", Prefix: "U", Version: 1, Rules: func(c *record.Check[Unit]) {
	if _, err := period.Zone(c.Spec.TimeZone); err != nil {
		for _, f := range fault.Of(err).Fields {
			c.Refuse(f.Path, f.Reason, f.Remedy)
		}
	}
}})

// CalendarOf gives the periods of a length by which a unit reports: in its zone and by its fiscal year, or those of the nearest unit
// above that tells, by the parents that were declared last. It follows from the state alone, and changes with it also for the past.
func CalendarOf(s *record.Snapshot, unit record.UID, length period.Length) period.Calendar {
	c := period.Calendar{Length: length}
	begins, zone := 0, ""
	for range maxAbove {
		u, ok := record.Get[Unit](s, unit)
		if !ok {
			break
		}
		if begins == 0 {
			begins = u.Spec.FiscalYearBegins
		}
		if zone == "" {
			zone = u.Spec.TimeZone
		}
		if begins > 0 && zone != "" || len(u.Spec.Parent) == 0 {
			break
		}
		unit = u.Spec.Parent[len(u.Spec.Parent)-1].Value.UID()
	}
	if begins > 1 { // a year that begins in January is the calendar's own
		c.Begins = time.Month(begins)
	}
	if z, err := period.Zone(zone); err == nil && z != time.UTC {
		c.Zone = z
	}
	return c
}

// maxAbove is how many units a calendar is looked for in; the kernel refuses longer ways.
const maxAbove = 100
