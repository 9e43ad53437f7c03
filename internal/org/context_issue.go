package org

import (
	"slices"

	"github.com/steelyard-isms/steelyard/internal/record"
)

// categories that lie on one side only; the others are found on both
var (
	inside  = []string{"culture", "structure", "people", "resources"}
	outside = []string{"legal", "regulatory", "market", "threat", "geopolitical", "climate", "economy", "society"}
)

// ContextIssue is something outside or inside the organisation that bears on what information security can achieve
// (ISO/IEC 27001:2022, 4.1).
type ContextIssue struct {
	Unit        record.Ref      `json:"unit" field:"required,ref=unit,scope"`    // for which it matters
	Owner       record.Ref      `json:"owner" field:"required,ref=person,owner"` // who watches it
	Side        string          `json:"side" field:"required,enum=internal|external"`
	Category    string          `json:"category" field:"required,enum=legal|regulatory|market|technology|threat|geopolitical|climate|economy|society|culture|structure|people|resources|contracts"`
	Description record.Markdown `json:"description,omitempty"`                         // what is so
	Effect      record.Markdown `json:"effect" field:"required"`                       // what follows from it for information security
	Weighs      string          `json:"weighs,omitempty" field:"enum=low|medium|high"` // how much it matters
	Seen        record.Range    `json:"seen,omitzero" field:"until"`                   // since when it is so, until when
	Review      Review          `json:"review,omitzero" field:"due"`                   // how often it is looked at anew
}

// ContextIssueKind declares issues of the context.
var ContextIssueKind = record.Define(record.Definition[ContextIssue]{
	Name: "context-issue", Plural: "context-issues", Prefix: "CI", Version: 1,
	Rules: func(c *record.Check[ContextIssue]) {
		if i := c.Spec; i.Side == "external" && slices.Contains(inside, i.Category) || i.Side == "internal" && slices.Contains(outside, i.Category) {
			c.Refuse("category", i.Category+" is not "+i.Side, "Change side, or choose another category")
		}
	},
})
