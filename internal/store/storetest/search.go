package storetest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/search"
)

// asked are queries with what each finds on every database: name, score and field of each hit, best first.
var asked = []struct{ query, want string }{
	{"red", "red 500352 title; amber 352 title; red-two 264 name"},
	{"RED team", "amber 704 title; red-two 616 title"},
	{"t2", "red-two 1000000 code"},
	{"zdenka", "m1 368 spec.full_name"},
	{"unikatova kind:member", "m1 368 spec.full_name"},
	{"owner:zdenka", "fast 46 spec.owner"},
	{"goal:fast -helpers:m2", "slow 46 spec.links[0].goal"},
	{"roles:m1", "slow 46 spec.roles.lead"},
	{"lead", "slow 46 spec.roles.lead"},
	{`"of the day"`, "red 46 spec.motto"},
	{`"the of"`, ""},
	{"f", "fast 138 name"},
	{"kind:goal", "fast 0 title; slow 0 title"},
	{"ärger", "amber 46 spec.motto"},
	{"情報", "amber 46 spec.motto"},
}

func find(t *testing.T, x *search.Index, s *record.Snapshot, query string) string {
	t.Helper()
	q, err := search.Parse(query, s.Registry())
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	var out []string
	for _, h := range x.Search(s, q, search.Options{Show: func(*record.Record) bool { return true }}).Items {
		out = append(out, fmt.Sprint(h.Record.Name, " ", h.Score, " ", h.Field))
	}
	return strings.Join(out, "; ")
}

// searching: what is found follows from what is declared, on either database, on the node that wrote it and on another
// one, after a restart, and about the past.
func searching(t *testing.T, l *Lab) {
	x := search.NewIndex()
	other, theirs := l.Open(), search.NewIndex()
	l.MustPut(Declare("team", "red", "Red", `{"motto":"Song of the day"}`))
	x.Follow(l.Snapshot())
	if !other.Wait(t.Context(), 1, 5*time.Second) {
		t.Fatal("the other node did not see the first write")
	}
	theirs.Follow(other.Snapshot())
	l.MustPut(Declare("team", "red-two", "Second team", `{"parent":"red"}`), Declare("team", "amber", "Not the red team", `{"motto":"Arger über 情報"}`),
		Declare("member", "m1", "", `{"full_name":"`+fullName+`","email":"`+email+`","team":"red"}`), Declare("member", "m2", "", `{"full_name":"Someone Else","team":"amber"}`),
		Declare("goal", "fast", "Be quick", `{"team":"red","owner":"m1","weight":3}`),
		Declare("goal", "slow", "Be thorough", `{"team":"red","owner":"m2","links":[{"goal":"fast"}],"roles":{"lead":"m1"}}`))
	l.MustPut(Declare("team", "gone", "Red and retired", `{}`))
	l.MustPut(Retire("team", "gone"))
	last := l.Snapshot().Seq()
	if !other.Wait(t.Context(), last, 5*time.Second) {
		t.Fatal("the other node did not see the writes")
	}
	check := func(where string, x *search.Index, s *record.Snapshot) {
		t.Helper()
		for _, c := range asked {
			if got := find(t, x, s, c.query); got != c.want {
				t.Errorf("%s, %s finds %q, not %q", where, c.query, got, c.want)
			}
		}
	}
	check("before the index follows", x, l.Snapshot())
	x.Follow(l.Snapshot())
	check("by an index that followed", x, l.Snapshot())
	check("on another node", theirs, other.Snapshot())
	l.MustPut(Declare("goal", "red", "Red as well", `{"team":"red"}`))
	x.Follow(l.Snapshot())
	check("as of the entry before", x, l.At(last))
	if got, want := find(t, x, l.At(1), "red"), "red 500368 title"; got != want {
		t.Errorf("as of the first entry red finds %q, not %q", got, want)
	}
	if _, err := Erase(t.Context(), l.Store, "member", l.Find(l.Snapshot(), "member", "m1").UID); err != nil {
		t.Fatal(err)
	}
	if !other.Wait(t.Context(), l.Snapshot().Seq(), 5*time.Second) {
		t.Fatal("the other node did not see the erasure")
	}
	gone := func(where string, x *search.Index, snapshots ...*record.Snapshot) {
		t.Helper()
		for _, s := range snapshots {
			for _, query := range []string{"zdenka", "unikatova", "owner:zdenka", "email:zdenka"} {
				if got := find(t, x, s, query); got != "" {
					t.Errorf("%s, as of entry %d, %s still finds %q", where, s.Seq(), query, got)
				}
			}
		}
	}
	gone("before the index follows", x, l.Snapshot(), l.At(last))
	x.Follow(l.Snapshot())
	gone("after the erasure", x, l.Snapshot(), l.At(last))
	gone("on another node", theirs, other.Snapshot())
	l.Reopen()
	x = search.NewIndex()
	x.Follow(l.Snapshot())
	gone("after a restart", x, l.Snapshot(), l.At(last))
}
