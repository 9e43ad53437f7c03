package org

import (
	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// Review is how often something is looked at anew, and when that was done last.
type Review struct {
	Interval record.Duration `json:"interval,omitzero"`                 // from one review to the next
	Last     civil.Date      `json:"last,omitzero" field:"past"`        // when it was reviewed last
	By       record.Ref      `json:"by,omitempty" field:"ref=person"`   // who did
	Result   string          `json:"result,omitempty" field:"len=2000"` // what came of it: no change, because …; or what changed
}

// Ends is the day of the next review: an interval after the last one. Where it was never reviewed, or not at an interval, there is none. It
// is record.Ends.
func (r Review) Ends(civil.Date) civil.Date {
	if r.Interval.IsZero() || r.Last.IsZero() {
		return civil.Date{}
	}
	return r.Interval.After(r.Last)
}

// ByApproval is the lifecycle of what senior management puts into force, and never its author: a statement of scope, a
// principle. What is changed waits as a draft, and until it is approved, what was approved before holds.
var ByApproval = &record.Lifecycle{
	States: []record.State{
		{Name: "draft"},
		{Name: "in-review", Revise: "draft"},
		{Name: "approved", InForce: true, Revise: "draft"},
		{Name: "withdrawn", Closed: true},
	},
	Moves: []record.Move{
		{Name: "submit", From: []string{"draft"}, To: "in-review", Roles: []string{"isms-manager", "owner"}, Reason: true},
		{Name: "return", From: []string{"in-review"}, To: "draft", Roles: []string{"executive", "isms-manager"}, Reason: true},
		{Name: "approve", From: []string{"in-review"}, To: "approved", Roles: []string{"executive"}, Approval: true, Reason: true, Sign: true},
		{Name: "discard", From: []string{"draft", "in-review"}, To: record.Back, Roles: []string{"isms-manager", "owner"}, Reason: true},
		{Name: "withdraw", From: []string{"draft", "in-review", "approved"}, To: "withdrawn", Roles: []string{"executive"}, Reason: true, Sign: true},
		{Name: "reopen", From: []string{"withdrawn"}, To: "draft", Roles: []string{"executive", "isms-manager"}, Reason: true},
	},
	Before: "approved",
}
