package client_test

import (
	"testing"

	"github.com/steelyard-isms/steelyard/client"
	"github.com/steelyard-isms/steelyard/internal/access"
)

// A program finds a measure of the library, adopts it, and asks what has become of it.
func TestLibrary(t *testing.T) {
	s, c := declared(t)
	ctx := t.Context()
	found := must[client.LibraryPage](t)(c.Library(ctx, client.LibraryOptions{Words: "door alarm", Timing: "lagging", Friction: "no", Type: "performance", Perspective: "internal-process", Parameter: "physical-controls", Topic: "physical"}))
	if found.Total != 1 || found.Items[0].Key != "door-alarms-answered" || len(found.Items[0].AdoptedBy) != 0 {
		t.Fatalf("%+v", found)
	}
	page := must[client.LibraryPage](t)(c.Library(ctx, client.LibraryOptions{Limit: 2}))
	rest := must[client.LibraryPage](t)(c.Library(ctx, client.LibraryOptions{Limit: 2, Cursor: page.Next}))
	if len(rest.Items) != 2 || rest.Items[0].Key == page.Items[0].Key {
		t.Errorf("the second page is %+v", rest.Items)
	}
	m := must[client.LibraryMeasure](t)(c.LibraryMeasure(ctx, "door-alarms-answered"))
	if m.Formula != "100 * answered / alarms" || len(m.Base) != 2 || m.NeedsCurrency || len(m.Data) == 0 || m.Topic.Key != "physical" {
		t.Errorf("%+v", m)
	}
	wish := client.Adoption{Unit: "enterprise", Owner: "lead", Name: "doors", Inputs: map[string]client.AdoptOrigin{"alarms": {Source: "lynis", Value: "warnings"}}}
	if _, err := s.as(t, access.Auditor).Adopt(ctx, m.Key, wish); err == nil {
		t.Error("an auditor adopts")
	}
	_, err := c.Adopt(ctx, m.Key, client.Adoption{Unit: "nowhere", Owner: "lead"})
	refused(t, "a unit that is none", err, client.Invalid, "unit")
	wish.Objective = "protect"
	_, err = c.Adopt(ctx, m.Key, wish)
	refused(t, "an objective without a reason", err, client.Invalid, "reason")
	done := must[client.BulkAnswer](t)(c.Adopt(ctx, m.Key, wish, client.Reason("agreed")))
	if len(done.Items) != 3 || done.Items[1].Record.Name != "doors" || done.Items[2].Record.Kind != "objective" {
		t.Errorf("%+v", done.Items)
	}
	if o := must[client.LibraryOrigin](t)(c.LibraryOrigin(ctx, "doors")); o.Key != m.Key || o.Version != 1 || !o.Known || len(o.Fields) != 0 {
		t.Errorf("%+v", o)
	}
	if o := must[client.LibraryOrigin](t)(c.LibraryOrigin(ctx, "mfa")); o.Key != "" {
		t.Errorf("a measure that was made of none: %+v", o)
	}
}
