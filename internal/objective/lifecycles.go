package objective

import "github.com/steelyard-isms/steelyard/internal/record"

// planned is the lifecycle of an initiative. Before it runs, a change asks for approval anew; while it runs, its progress
// is written down as it goes, and another plan begins with the move replan.
var planned = &record.Lifecycle{
	States: []record.State{
		{Name: "proposed"},
		{Name: "approved", InForce: true, Revise: "proposed"},
		{Name: "running", InForce: true},
		{Name: "done", InForce: true, Fixed: true, Done: true},
		{Name: "cancelled", Closed: true},
	},
	Moves: []record.Move{
		{Name: "approve", From: []string{"proposed"}, To: "approved", Roles: []string{"executive", "unit-head"}, Approval: true, Reason: true, Sign: true},
		{Name: "discard", From: []string{"proposed"}, To: record.Back, Roles: []string{"owner", "isms-manager"}, Reason: true},
		{Name: "start", From: []string{"approved"}, To: "running", Roles: []string{"owner", "isms-manager"}},
		{Name: "replan", From: []string{"running"}, To: "proposed", Roles: []string{"owner", "isms-manager"}, Reason: true},
		{Name: "finish", From: []string{"running"}, To: "done", Roles: []string{"owner", "isms-manager"}, Reason: true},
		{Name: "cancel", From: []string{"proposed", "approved", "running"}, To: "cancelled", Roles: []string{"executive", "unit-head"}, Reason: true},
		{Name: "reopen", From: []string{"done", "cancelled"}, To: "proposed", Roles: []string{"executive", "isms-manager"}, Reason: true},
	},
	Before: "running",
}

// followed is the lifecycle of an action. That it is done is a claim of whoever says so and of its owner; someone else
// verifies it.
var followed = &record.Lifecycle{
	States: []record.State{
		{Name: "open", InForce: true},
		{Name: "in-progress", InForce: true},
		{Name: "done", InForce: true, Done: true},
		{Name: "verified", InForce: true, Fixed: true, Done: true},
		{Name: "cancelled", Closed: true},
	},
	Moves: []record.Move{
		{Name: "begin", From: []string{"open"}, To: "in-progress", Roles: []string{"owner", "isms-manager", "unit-head"}},
		{Name: "finish", From: []string{"open", "in-progress"}, To: "done", Roles: []string{"owner", "isms-manager", "unit-head"}, Claim: true},
		{Name: "verify", From: []string{"done"}, To: "verified", Roles: []string{"isms-manager", "unit-head", "executive"}, Approval: true},
		{Name: "return", From: []string{"done"}, To: "in-progress", Roles: []string{"isms-manager", "unit-head", "executive"}, Reason: true},
		{Name: "cancel", From: []string{"open", "in-progress"}, To: "cancelled", Roles: []string{"isms-manager", "unit-head", "executive"}, Reason: true},
		{Name: "reopen", From: []string{"verified", "cancelled"}, To: "open", Roles: []string{"isms-manager", "unit-head", "executive"}, Reason: true},
	},
	Before: "open",
}
