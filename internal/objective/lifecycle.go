package objective

import "github.com/steelyard-isms/steelyard/internal/record"

// lifecycle is that of an information security objective: senior management approves it, never its author, and each step
// has a reason (ISO/IEC 27001:2022, 6.2). A changed objective waits as a draft while what was agreed before stays in
// force. Whether it was achieved or missed is computed, and no state.
var lifecycle = &record.Lifecycle{
	States: []record.State{
		{Name: "draft"},
		{Name: "in-review", Revise: "draft"},
		{Name: "approved", Revise: "draft"},
		{Name: "active", InForce: true, Revise: "draft"},
		{Name: "closed", Closed: true},
		{Name: "withdrawn", Closed: true},
	},
	Moves: []record.Move{
		{Name: "submit", From: []string{"draft"}, To: "in-review", Roles: []string{"isms-manager", "owner", "unit-head"}, Reason: true},
		{Name: "return", From: []string{"in-review", "approved"}, To: "draft", Roles: []string{"executive", "isms-manager"}, Reason: true},
		{Name: "approve", From: []string{"in-review"}, To: "approved", Roles: []string{"executive"}, Approval: true, Reason: true, Sign: true},
		{Name: "activate", From: []string{"approved"}, To: "active", Roles: []string{"isms-manager", "executive"}, Reason: true},
		{Name: "discard", From: []string{"draft", "in-review", "approved"}, To: record.Back, Roles: []string{"isms-manager", "owner"}, Reason: true},
		{Name: "close", From: []string{"active"}, To: "closed", Roles: []string{"executive"}, Reason: true, Sign: true},
		{Name: "withdraw", From: []string{"draft", "in-review", "approved", "active"}, To: "withdrawn", Roles: []string{"executive"}, Reason: true, Sign: true},
		{Name: "reopen", From: []string{"closed", "withdrawn"}, To: "draft", Roles: []string{"isms-manager", "executive"}, Reason: true},
	},
	Before: "active",
}
