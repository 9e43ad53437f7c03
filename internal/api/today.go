package api

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/httpd"
	"github.com/steelyard-isms/steelyard/internal/org"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/service"
)

// WaitingRecord names a record that waits, or runs out.
type WaitingRecord struct {
	UID   record.UID `json:"uid,omitempty" doc:"Identifier of the record; absent of an API token."`
	Kind  string     `json:"kind" doc:"Kind of the record, or token."`
	Name  string     `json:"name,omitempty" doc:"Name of the record."`
	Code  string     `json:"code,omitempty" doc:"Code of the record."`
	Title string     `json:"title" doc:"What people read of it: its title, or the name of a person."`
}

// WaitingItem is one thing that waits for the principal.
type WaitingItem struct {
	Reason string `json:"reason" enum:"value,approval,step,returned,draft,ending,work,objective,library,pending,mention,question" doc:"Why it waits: a value is due, late or too old; a move that is an approval is the principal's to make; step: what was approved counts only after a last move, which is the principal's; it came back; it was not submitted; something that it says runs out within 30 days; it is work that is due within 30 days; it is off plan or at risk; library: the measure library has a later version than the one that a measure was made of, or looked at last. Pending is what the principal submitted: it waits for others. Mention: a note names the person, who has not seen it; question: one on what the person owns has no answer."`
	WaitingRecord
	Due   string   `json:"due,omitempty" format:"date" doc:"By when."`
	Since string   `json:"since,omitempty" format:"date-time" doc:"Since when it waits, where there is no day by which."`
	State string   `json:"state,omitempty" doc:"Of the data of a measure, the attainment of an objective, or the lifecycle."`
	Field string   `json:"field,omitempty" doc:"Path of what runs out."`
	Move  string   `json:"move,omitempty" doc:"The approval, or the last step."`
	Note  string   `json:"note,omitempty" doc:"Identifier of the note that mentions or asks."`
	Rules []string `json:"rules,omitempty" doc:"Rules of the policies by which the principal may make the move."`
}

// ChangedItem is a record of the principal's that others changed.
type ChangedItem struct {
	WaitingRecord
	Action string    `json:"action" enum:"created,updated,retired,erased,noted" doc:"What was done last; noted: something was said of it."`
	Times  int       `json:"times" doc:"How often others changed it."`
	Seq    int64     `json:"seq" doc:"Journal entry of the last change."`
	At     time.Time `json:"at" doc:"When that was, UTC."`
	Reason string    `json:"reason,omitempty" doc:"Why, where that may be known."`
}

// MovedItem is an objective of the principal's whose score moved.
type MovedItem struct {
	WaitingRecord
	Then *float64 `json:"then" doc:"Score as it was known then; null where there was none."`
	Now  *float64 `json:"now" doc:"Score now; null where there is none."`
}

// TodayResult answers with what waits, and what others changed.
type TodayResult struct {
	Items   []WaitingItem `json:"items" doc:"What waits, by reason, and of each the earliest first."`
	Since   int64         `json:"since" doc:"Journal entry up to which the principal knew what there was; 0 where that is not known."`
	Changed []ChangedItem `json:"changed" doc:"What the person owns and others changed since, the latest first."`
	Moved   []MovedItem   `json:"moved" doc:"Objectives that the person owns whose scores moved since, the largest change first."`
	State
}

type todayInput struct {
	Since string `query:"since" maxLength:"40" doc:"Tell what has changed since that moment: a date (its last moment, UTC), a time, or entry:N. Unless given, since the last sign-in of the account."`
	Moment
}

type todayOutput struct{ Body TodayResult }

// ExpiringItem is something that runs out.
type ExpiringItem struct {
	WaitingRecord
	Day    string   `json:"day" format:"date" doc:"The last day."`
	Due    bool     `json:"due" doc:"Something has to be done by then, and it stays listed until it is; else it ends by itself."`
	Field  string   `json:"field,omitempty" doc:"Path of what runs out; next_file: the day by which a source wants its next file, by its last one and the measures that read it."`
	Owners []string `json:"owners" doc:"Names of the people whose it is, those whom the principal may see."`
}

// ExpiringResult answers with what runs out.
type ExpiringResult struct {
	Items []ExpiringItem `json:"items" doc:"By day."`
	Total int            `json:"total" doc:"How many there are, those beyond the limit too."`
	State
}

type expiringInput struct {
	Owner string `query:"owner" maxLength:"200" doc:"Only what is owned by this person: name, code or identifier."`
	Until string `query:"until" format:"date" maxLength:"10" doc:"Only what runs out by this day."`
	Limit int    `query:"limit" minimum:"1" maximum:"1000" default:"100" doc:"Most items to answer with."`
	Moment
}

type expiringOutput struct{ Body ExpiringResult }

// todays registers what waits and what runs out.
func (a *API) todays() {
	doc := a.huma.OpenAPI()
	doc.Tags = append(doc.Tags, &huma.Tag{Name: "today", Description: "What waits for whoever asks, and what runs out."})
	one := WaitingRecord{UID: "01K0A2B3C4D5E6F7G8H9J0K1M2", Kind: "objective", Name: "protect-accounts", Code: "O-01", Title: "Protect privileged accounts"}
	op := operation(a, httpd.SignedIn, huma.Operation{OperationID: "get-today", Method: http.MethodGet, Path: "/api/v1/today"}, a.today)
	a.document(op, "today", "Get what waits for me", "What the person of the account has to do on the day of the moment asked about, approvals that the account may give, and what others changed meanwhile.")
	answers(op, http.StatusOK, "What waits.", nil, TodayResult{Items: []WaitingItem{{Reason: "ending", WaitingRecord: one, Due: "2026-10-01", Field: "spec.review"}}, Since: 6,
		Changed: []ChangedItem{{WaitingRecord: one, Action: "updated", Times: 1, Seq: 7, At: exampleTime, Reason: "Agreed in the committee"}}, Moved: []MovedItem{}, State: State{7, exampleTime}})
	op = operation(a, httpd.SignedIn, huma.Operation{OperationID: "list-expiring", Method: http.MethodGet, Path: "/api/v1/expiring"}, a.expiring)
	a.document(op, "today", "List what runs out", "Reviews, decisions, targets, terms, certificates and work of all records in force that the principal may read, and their own API tokens; for administrators those of everybody.")
	parameter(op, "until", "2026-12-31")
	answers(op, http.StatusOK, "What runs out.", nil, ExpiringResult{Items: []ExpiringItem{{WaitingRecord: one, Day: "2026-10-01", Due: true, Field: "spec.review", Owners: []string{"head-of-it"}}}, Total: 1, State: State{7, exampleTime}})
}

// waitingRecord names a record as answers do.
func waitingRecord(v *service.View, r *record.Record) WaitingRecord {
	out := WaitingRecord{UID: r.UID, Kind: r.Kind, Name: r.Name, Code: r.Code, Title: r.Title}
	if r.Kind == org.PersonKind.Name {
		out.Title = v.PersonTitle(r.UID)
	}
	return out
}

func (a *API) today(ctx context.Context, in *todayInput) (*todayOutput, error) {
	v, err := a.view(ctx, in.AsOf)
	if err != nil {
		return nil, err
	}
	since := v.Principal().LastHere
	if in.Since != "" {
		at, err := service.ParseSince(in.Since)
		if err != nil {
			return nil, err
		}
		then, err := v.Earlier(ctx, "since", at)
		if err != nil {
			return nil, err
		}
		since = then.Seq
	}
	t, err := v.Today(ctx)
	if err != nil {
		return nil, err
	}
	c, err := v.Changed(ctx, since)
	if err != nil {
		return nil, err
	}
	out := TodayResult{Items: waitingItems(v, t), Since: c.Since, Changed: make([]ChangedItem, 0, len(c.Records)), Moved: make([]MovedItem, 0, len(c.Scores)), State: stateBy(v)}
	for _, x := range c.Records {
		out.Changed = append(out.Changed, ChangedItem{waitingRecord(v, x.Record), x.Action, x.Times, x.Seq, x.At, x.Reason})
	}
	for _, m := range c.Scores {
		out.Moved = append(out.Moved, MovedItem{waitingRecord(v, m.Now.Record.Record), m.Then.Node.Score.Pointer(), m.Now.Node.Score.Pointer()})
	}
	return &todayOutput{out}, nil
}

func waitingItems(v *service.View, t service.Today) []WaitingItem {
	out := []WaitingItem{}
	add := func(r *record.Record, x WaitingItem) {
		x.WaitingRecord = waitingRecord(v, r)
		out = append(out, x)
	}
	since := func(r *record.Record) string { return r.RecordedAt.UTC().Format(time.RFC3339Nano) }
	for _, x := range t.Values {
		item := WaitingItem{Reason: "value", State: string(x.Measure.Fresh.State)}
		if !x.Due.IsZero() {
			item.Due = x.Due.String()
		}
		add(x.Measure.Record.Record, item)
	}
	for _, x := range t.Approvals {
		add(x.Record, WaitingItem{Reason: "approval", Since: since(x.Record), State: x.Record.State, Move: x.Move, Rules: x.Rules})
	}
	for _, x := range t.Steps {
		add(x.Record, WaitingItem{Reason: "step", Since: since(x.Record), State: x.Record.State, Move: x.Move, Rules: x.Rules})
	}
	for _, x := range t.Sent {
		reason := "pending"
		switch {
		case x.Returned:
			reason = "returned"
		case x.Draft:
			reason = "draft"
		}
		add(x.Record, WaitingItem{Reason: reason, Since: since(x.Record), State: x.Record.State})
	}
	for _, x := range t.Endings {
		add(x.Record, WaitingItem{Reason: "ending", Due: x.Day.String(), Field: x.Path})
	}
	for _, x := range t.Work {
		add(x.Record, WaitingItem{Reason: "work", Due: x.Day.String(), State: x.Record.State})
	}
	for _, x := range t.Objectives {
		add(x.Record.Record, WaitingItem{Reason: "objective", State: string(x.Attainment)})
	}
	for _, x := range t.Library {
		add(x.Record, WaitingItem{Reason: "library"})
	}
	for _, x := range t.Mentions {
		add(x.Record, WaitingItem{Reason: "mention", Since: x.Note.At.UTC().Format(time.RFC3339Nano), Note: string(x.Note.Note)})
	}
	for _, x := range t.Questions {
		add(x.Record, WaitingItem{Reason: "question", Since: x.Note.At.UTC().Format(time.RFC3339Nano), Note: string(x.Note.Note)})
	}
	return out
}

func (a *API) expiring(ctx context.Context, in *expiringInput) (*expiringOutput, error) {
	v, err := a.view(ctx, in.AsOf)
	if err != nil {
		return nil, err
	}
	var owner record.UID
	if in.Owner != "" {
		who, err := v.Record(org.PersonKind.Name, in.Owner)
		if err != nil {
			return nil, fault.InvalidField("the list cannot be narrowed", fault.Field{Path: "owner", Reason: "is no person whom you may see", Remedy: "Name one by name, code or identifier"})
		}
		owner = who.UID
	}
	all, err := v.Expiring(ctx)
	if err != nil {
		return nil, err
	}
	out := ExpiringResult{Items: []ExpiringItem{}, State: stateBy(v)}
	for _, e := range all {
		if in.Until != "" && e.Day.String() > in.Until {
			break // they are by day
		}
		if owner != "" && !slices.Contains(e.Owners, owner) {
			continue
		}
		if out.Total++; out.Total > in.Limit {
			continue
		}
		names := []string{}
		for _, uid := range e.Owners {
			if r, ok := v.Find(uid); ok {
				names = append(names, r.Name)
			}
		}
		item := ExpiringItem{WaitingRecord: WaitingRecord{Kind: "token", Title: e.Token.Title}, Day: e.Day.String(), Due: e.Due, Field: e.Path, Owners: names}
		if e.Record != nil {
			item.WaitingRecord = waitingRecord(v, e.Record)
		}
		out.Items = append(out.Items, item)
	}
	return &expiringOutput{out}, nil
}
