// Package org holds who there is and what surrounds them: units and people, appointments and bodies, third parties and
// interested parties, context and scope (ISO/IEC 27001:2022, 4 and 5.3). It knows no account and no right; those are of
// internal/access.
package org

import (
	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// Unit is a part of the organisation that owns objectives or is measured.
type Unit struct {
	Parent      record.Dated[record.Ref] `json:"parent,omitempty" field:"ref=unit,acyclic,scope"`                                    // what it is a part of; none for the organisation itself
	Level       string                   `json:"level,omitempty" field:"enum=organisation|region|division|department|team|function"` // what kind of part it is
	Description string                   `json:"description,omitempty"`
	Head        record.Ref               `json:"head,omitempty" field:"ref=person"`                                                               // who leads it, and decides its level of risk
	Country     string                   `json:"country,omitempty" field:"form=country"`                                                          // where it is, for what the law asks there
	Mandate     record.Markdown          `json:"mandate,omitempty"`                                                                               // what it may and must do
	Culture     *Culture                 `json:"culture,omitempty"`                                                                               // what people there hold right
	Posture     string                   `json:"posture,omitempty" field:"enum=deny-by-default|need-based|open-with-exceptions|anytime-anywhere"` // what its policy on access begins from: nothing without a business case, up to everything that can be done safely
	Compliance  string                   `json:"compliance,omitempty" field:"enum=presume-trust|seek-evidence"`                                   // how compliance is checked there: on suspicion, or by looking for evidence
}

// Culture is where a unit stands between poles. A unit of which nobody has judged says nothing.
type Culture struct {
	Controlling  *record.Share `json:"controlling,omitempty"`  // from trusting, 0, to controlling, 1
	Bureaucratic *record.Share `json:"bureaucratic,omitempty"` // from open, 0, to bureaucratic, 1
	RiskAverse   *record.Share `json:"risk_averse,omitempty"`  // from risk-seeking, 0, to risk-averse, 1
	Judged       civil.Date    `json:"judged,omitzero"`        // when that was judged
	Basis        string        `json:"basis,omitempty"`        // by what: a survey, interviews, one's own view
}

// UnitKind declares units.
var UnitKind = record.Define(record.Definition[Unit]{Name: "unit", Plural: "units", Prefix: "U", Version: 1})
