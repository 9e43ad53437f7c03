// Package org holds who there is: the units of the organisation and its people. It knows no account and no right; those
// are of internal/access.
package org

import "github.com/steelyard-isms/steelyard/internal/record"

// Unit is a part of the organisation that owns objectives or is measured.
type Unit struct {
	Parent      record.Dated[record.Ref] `json:"parent,omitempty" field:"ref=unit,acyclic,scope"`                                    // what it is a part of; none for the organisation itself
	Level       string                   `json:"level,omitempty" field:"enum=organisation|region|division|department|team|function"` // what kind of part it is
	Description string                   `json:"description,omitempty"`
}

// UnitKind declares units.
var UnitKind = record.Define(record.Definition[Unit]{Name: "unit", Plural: "units", Prefix: "U", Version: 1})
