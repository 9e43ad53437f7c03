package client_test

import (
	"testing"

	"github.com/steelyard-isms/steelyard/client"
	"github.com/steelyard-isms/steelyard/internal/access"
)

// A program keeps a list for everybody, reads it back, and takes it away; what is wrong with it says where.
func TestViews(t *testing.T) {
	s, c := declared(t)
	ctx := t.Context()
	kept := must[client.SavedView](t)(c.PutView(ctx, "late", client.SavedView{Kind: "measure", Everybody: true, Title: "Late", Fields: []string{"spec.owner"}, Filter: `title != ""`, Sort: "-title", Group: "spec.unit", Words: "a", First: true}))
	if kept.ID != "late" || !kept.First || kept.Filter != `title != ""` || len(kept.Faults) > 0 || kept.ChangedAt == "" {
		t.Errorf("kept is %+v", kept)
	}
	reader := s.as(t, access.Auditor)
	all := must[[]client.SavedView](t)(reader.Views(ctx, "measure"))
	if len(all) != 1 || all[0].Title != "Late" || all[0].First || !all[0].Everybody {
		t.Errorf("another account sees %+v", all)
	}
	if _, err := reader.DeleteView(ctx, "late"); err == nil {
		t.Error("an auditor deletes what is everybody's")
	}
	if _, err := c.PutView(ctx, "late", client.SavedView{Everybody: true, Title: "Late", Filter: "spec.owne"}); err == nil {
		t.Error("a filter that is none is kept")
	}
	if got := must[client.SavedView](t)(c.View(ctx, "late")); got.Title != "Late" || got.Sort != "-title" {
		t.Errorf("it is %+v", got)
	}
	must[client.SavedView](t)(c.DeleteView(ctx, "late"))
	if all := must[[]client.SavedView](t)(c.Views(ctx, "")); len(all) != 0 {
		t.Errorf("left are %+v", all)
	}
}
