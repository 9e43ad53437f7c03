package service_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/service"
	"github.com/steelyard-isms/steelyard/internal/store"
)

// One's own views are one's own; everybody's are kept by who may declare records of the kind, and are in the journal; and whoever may not read a
// kind knows nothing of views of it.
func TestViewsOfLists(t *testing.T) {
	b := divided(t)
	ctx := t.Context()
	head, analyst := b.in(access.UnitHead, "north", "p-11"), b.in(access.Analyst, "", "p-12")
	see := func(p access.Principal, kind string) string {
		t.Helper()
		v, err := b.View(ctx, p, service.AsOf{})
		b.must(err)
		all, err := v.ListViews(ctx, kind)
		b.must(err)
		var out []string
		for _, x := range all {
			out = append(out, x.Title+map[bool]string{true: "*"}[x.First])
		}
		return strings.Join(out, ", ")
	}
	refused := func(what string, err error, code fault.Code, says string) {
		t.Helper()
		if !fault.Is(err, code) || !strings.Contains(fmt.Sprint(err, fault.Of(err).Fields), says) {
			t.Errorf("%s: %v %v", what, err, fault.Of(err).Fields)
		}
	}
	before := b.store.Snapshot().Seq()
	mine, err := b.KeepListView(ctx, head, store.ListView{Account: head.Account, Kind: "objective", Title: "  Mine \n here ", Asked: store.ListAsked{Where: `title != ""`, Sort: "-title"}})
	b.must(err)
	if b.store.Snapshot().Seq() != before {
		t.Error("a view of one's own is in the journal")
	}
	if mine.Title != "Mine here" || see(head, "objective") != "Mine here" || see(analyst, "objective") != "" {
		t.Errorf("the head sees %q, others %q", see(head, "objective"), see(analyst, "objective"))
	}
	_, err = b.KeepListView(ctx, head, store.ListView{Kind: "objective", Title: "For all"})
	refused("a head declares no objectives, and keeps none for everybody", err, fault.Forbidden, "may not declare an objective")
	ours, err := b.KeepListView(ctx, manager, store.ListView{Kind: "objective", Title: "For all", Asked: store.ListAsked{Columns: "spec.owner", Group: "spec.unit", Words: "aim"}})
	b.must(err)
	if got := b.store.Snapshot().Seq(); got != before+1 {
		t.Errorf("a view for everybody makes %d entries", got-before)
	}
	if see(head, "objective") != "For all, Mine here" || see(analyst, "") != "For all" {
		t.Errorf("the head sees %q, others %q", see(head, "objective"), see(analyst, ""))
	}

	for what, change := range map[string]func(*store.ListView){"another title": func(x *store.ListView) { x.Title = "Stolen" }, "another order": func(x *store.ListView) { x.Asked.Sort = "name" }} {
		x := ours
		change(&x)
		_, err := b.KeepListView(ctx, analyst, x)
		refused(what, err, fault.Forbidden, "may not declare an objective")
	}
	refused("deleting everybody's", b.DropListView(ctx, analyst, ours.ID), fault.Forbidden, "may not declare an objective")
	refused("deleting another one's", b.DropListView(ctx, manager, mine.ID), fault.NotFound, "no such saved view")
	refused("beginning with another one's", b.BeginWithListView(ctx, analyst, mine.ID, true), fault.NotFound, "no such saved view")
	stolen := mine
	stolen.Account, stolen.Title = analyst.Account, "Stolen"
	_, err = b.KeepListView(ctx, analyst, stolen)
	refused("writing over another one's", err, fault.Conflict, "identifier is taken")
	employee := b.in(access.Employee, "south", "p-12")
	_, err = b.KeepListView(ctx, employee, store.ListView{Account: employee.Account, Kind: "measure", Title: "What I may not read"})
	refused("a kind that may not be read", err, fault.Forbidden, "may not read")
	_, err = b.KeepListView(ctx, manager, store.ListView{Kind: "measure", Title: "Measures"})
	b.must(err)
	if got := see(employee, ""); got != "For all" {
		t.Errorf("who reads no measures sees %q", got)
	}

	if _, err := b.KeepListView(ctx, analyst, ours); err != nil {
		t.Errorf("keeping what is kept already changes nothing, and is refused: %v", err)
	}
	b.must(b.BeginWithListView(ctx, analyst, ours.ID, true))
	if see(analyst, "objective") != "For all*" || see(head, "objective") != "For all, Mine here" {
		t.Error("what one's list begins with is that of others, too")
	}
	ours.Title, ours.Account, ours.Kind = "For everybody", head.Account, "unit"
	kept, err := b.KeepListView(ctx, manager, ours)
	b.must(err)
	if kept.Kind != "objective" || kept.Account != "" || see(analyst, "objective") != "For everybody*" {
		t.Errorf("it becomes %+v", kept)
	}

	for _, c := range []struct {
		x    store.ListView
		code fault.Code
		says string
	}{
		{store.ListView{Title: " "}, fault.Invalid, "title"},
		{store.ListView{Title: strings.Repeat("ä", 81)}, fault.Invalid, "at most 80"},
		{store.ListView{Title: "a\x00b"}, fault.Invalid, "cannot be shown"},
		{store.ListView{Title: "X", Asked: store.ListAsked{Columns: "spec.owne"}}, fault.Invalid, "columns"},
		{store.ListView{Title: "X", Asked: store.ListAsked{Where: "spec.owne == 1"}}, fault.Invalid, "where"},
		{store.ListView{Title: "X", Asked: store.ListAsked{Sort: "spec.measures"}}, fault.Invalid, "sort"},
		{store.ListView{Title: "X", Asked: store.ListAsked{Group: "spec.measures"}}, fault.Invalid, "group"},
		{store.ListView{Title: "X", Asked: store.ListAsked{Words: strings.Repeat("x", 101)}}, fault.Invalid, "words"},
		{store.ListView{Title: "MINE here"}, fault.Conflict, "called Mine here already"},
		{store.ListView{Title: "X", ID: "all"}, fault.Invalid, "id"},
		{store.ListView{Title: "X", ID: "a/b"}, fault.Invalid, "id"},
	} {
		c.x.Account, c.x.Kind = head.Account, "objective"
		_, err := b.KeepListView(ctx, head, c.x)
		refused(fmt.Sprintf("%+v", c.x.Asked), err, c.code, c.says)
	}
	_, err = b.KeepListView(ctx, manager, store.ListView{Kind: "nothing", Title: "X"})
	refused("no kind", err, fault.Invalid, "kind")

	// a field that a later version of the program has no more: the view can be called something else, and is shown
	gone := store.ListView{ID: "gone", Account: head.Account, Kind: "objective", Title: "Gone", Asked: store.ListAsked{Where: `spec.colour == "red"`}, Changed: b.clock()}
	b.must(b.store.PutListView(ctx, gone))
	gone.Title = "Red ones"
	_, err = b.KeepListView(ctx, head, gone)
	b.must(err)
	gone.Asked.Sort = "title"
	_, err = b.KeepListView(ctx, head, gone)
	refused("something else that cannot be read", err, fault.Invalid, "where")

	for i := range 48 {
		_, err := b.KeepListView(ctx, head, store.ListView{Account: head.Account, Kind: "objective", Title: fmt.Sprint("view ", i)})
		b.must(err)
	}
	_, err = b.KeepListView(ctx, head, store.ListView{Account: head.Account, Kind: "objective", Title: "one too many"})
	refused("the 51st", err, fault.Limited, "50 views")
	b.must(b.DropListView(ctx, manager, ours.ID))
	if got := see(analyst, "objective"); got != "" {
		t.Errorf("after everybody's is deleted there is %q", got)
	}
	collector := access.Principal{Account: "01JBKBT1004D2QJ7MZ0FGA5S99", Role: access.Collector, Via: "test"}
	_, err = b.KeepListView(ctx, collector, store.ListView{Account: collector.Account, Kind: "measure", Title: "A program's"})
	refused("a program keeps no views", err, fault.Forbidden, "may not keep")
}
