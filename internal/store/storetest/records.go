package storetest

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/journal"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/store"
)

func records(t *testing.T, l *Lab) {
	r := l.MustPut(Declare("team", "red", "Red", `{"motto":"first"}`))
	if r.Seq != 1 || !r.Changed || r.Outcomes[0].Action != record.Created || r.Outcomes[0].Record.Revision != 1 || r.Outcomes[0].Record.Seq != 1 {
		t.Errorf("the first record was written as %+v %+v", r, r.Outcomes[0].Record)
	}
	if got := l.Find(l.Snapshot(), "team", "red"); got.RecordedAt != r.RecordedAt || got.Code != "T-01" || !got.UID.Valid() {
		t.Errorf("the record shows %+v", got)
	}
	r = l.MustPut(Declare("team", "red", "Red", `{"motto":"first"}`))
	if r.Seq != 1 || r.Changed || r.Outcomes[0].Action != record.Unchanged {
		t.Errorf("writing what is there already made an entry: %+v", r)
	}
	r = l.MustPut(Declare("team", "red", "Red team", `{"motto":"first"}`), Declare("team", "blue", "Blue", `{}`))
	if r.Seq != 2 || r.Outcomes[0].Action != record.Updated || r.Outcomes[1].Action != record.Created || r.Outcomes[1].Record.Code != "T-02" {
		t.Errorf("update and creation in one write: %+v", r)
	}
	l.Refused(fault.Conflict, "is 2, not 1 as expected", If(1, Declare("team", "red", "Red", `{}`)))
	l.Refused(fault.Conflict, "is 2, not 0 as expected", If(0, Declare("team", "red", "Red", `{}`)))
	l.Refused(fault.Conflict, "is 0, not 3 as expected", If(3, Declare("team", "green", "Green", `{}`)))
	l.MustPut(If(2, Declare("team", "red", "Red", `{}`)), If(0, Declare("team", "green", "Green", `{}`)))
	if got := l.Find(l.Snapshot(), "team", "red"); got.Revision != 3 {
		t.Errorf("the third revision is %d", got.Revision)
	}

	l.MustPut(Retire("team", "green"))
	if got := l.Find(l.Snapshot(), "team", "green"); !got.Retired || got.Title != "Green" || got.Revision != 2 {
		t.Errorf("the retired record shows %+v", got)
	}
	if r := l.MustPut(Retire("team", "green")); r.Changed {
		t.Error("retiring twice made an entry")
	}
	if l.Snapshot().Len() != 2 {
		t.Errorf("%d records are in use, not 2", l.Snapshot().Len())
	}
	l.MustPut(Declare("team", "green", "Green again", `{}`))
	if got := l.Find(l.Snapshot(), "team", "green"); got.Retired || got.Code != "T-03" || got.Revision != 3 {
		t.Errorf("the record brought back shows %+v", got)
	}
	shown := Dump(l.Snapshot())
	l.Reopen()
	if again := Dump(l.Snapshot()); again != shown {
		t.Errorf("after a restart the records show\n%s\nnot\n%s", again, shown)
	}
}

func references(t *testing.T, l *Lab) {
	// in one write, the one referred to last, by name and by the code that it brings
	blue := Declare("team", "blue", "Blue", `{}`)
	blue.Code = "T-07"
	l.MustPut(
		Declare("goal", "win", "Win", `{"team":"T-07","owner":[{"value":"ann"},{"from":"2026-07-01","value":"bob"}],"helpers":["ann"],"links":[{"goal":"draw"}],"roles":{"coach":"bob"}}`),
		Declare("goal", "draw", "Draw", `{"team":"red"}`),
		Declare("member", "ann", "", `{"full_name":"Ann Example","team":"blue"}`),
		Declare("member", "bob", "", `{"full_name":"Bob Example","team":"red"}`),
		Declare("team", "red", "Red", `{"parent":"blue"}`), blue)
	s := l.Snapshot()
	win := l.Find(s, "goal", "win")
	var paths []string
	for _, e := range win.References() {
		to, ok := s.Find(e.To)
		if !ok {
			t.Fatalf("%s refers to nothing", e.Path)
		}
		paths = append(paths, e.Path+"="+to.Name)
	}
	want := []string{"spec.team=blue", "spec.owner[0].value=ann", "spec.owner[1].value=bob", "spec.helpers[0]=ann", "spec.links[0].goal=draw", "spec.roles.coach=bob"}
	if !slices.Equal(paths, want) {
		t.Errorf("the references are %v, not %v", paths, want)
	}
	if spec, err := s.Declared(win); err != nil || !strings.Contains(string(spec), `"roles":{"coach":"bob"}`) || !strings.Contains(string(spec), `"team":"blue"`) {
		t.Errorf("as people write it the goal is %s (%v)", spec, err)
	}
	// by identifier, by code, by former name
	red := l.Find(s, "team", "red")
	rename := Declare("team", "crimson", "Red", `{"parent":"blue"}`)
	rename.UID = red.UID
	l.MustPut(rename)
	for _, text := range []string{string(red.UID), red.Code, "crimson", "red"} {
		l.MustPut(Declare("goal", "draw", "Draw by "+text, `{"team":"`+text+`"}`))
		if g := l.Find(l.Snapshot(), "goal", "draw"); g.References()[0].To != red.UID {
			t.Errorf("%q refers to another team", text)
		}
	}
	l.Refused(fault.Invalid, `there is no team "purple"`, Declare("goal", "draw", "Draw", `{"team":"purple"}`))
	l.Refused(fault.Invalid, "ann is a member; a team is needed here", Declare("goal", "draw", "Draw", `{"team":"ann"}`))
	l.Refused(fault.Invalid, "still referred to by goal/win", Retire("member", "bob"))
	l.Refused(fault.Invalid, "goal draw is retired", Retire("goal", "draw"), Declare("goal", "win", "Win", `{"team":"blue","links":[{"goal":"draw"}]}`))
	l.Refused(fault.Invalid, "goal draw is retired", Retire("goal", "draw"), Declare("goal", "win", "Win", `{"team":"blue","links":[{"goal":"`+string(l.Find(l.Snapshot(), "goal", "draw").UID)+`"}]}`))
	// retiring both at once leaves nothing dangling
	l.MustPut(Retire("goal", "draw"), Retire("goal", "win"), Retire("member", "bob"))
	l.Refused(fault.Invalid, "member bob is retired", Declare("goal", "new", "New", `{"team":"blue","helpers":["bob"]}`))
	l.Refused(fault.Invalid, "is listed twice", Declare("goal", "new", "New", `{"team":"blue","helpers":["ann","ann"]}`))
	// brought back in the same write, by whatever it is called there
	bob := l.Find(l.Snapshot(), "member", "bob")
	l.MustPut(Declare("goal", "new", "New", `{"team":"blue","helpers":["`+bob.Code+`"],"owner":"`+string(bob.UID)+`","roles":{"coach":"bob"}}`), Declare("member", "bob", "", `{"full_name":"Bob","team":"blue"}`))
	l.Reopen()
	if n := len(slices.Collect(referrers(l.Snapshot(), bob.UID))); n != 3 {
		t.Errorf("after a restart %d references to bob are known, not 3", n)
	}
}

func referrers(s *record.Snapshot, to record.UID) func(func(string) bool) {
	return func(yield func(string) bool) {
		for r, e := range s.Inbound(to) {
			if !yield(r.Name + " " + e.Path) {
				return
			}
		}
	}
}

func namesAndCodes(t *testing.T, l *Lab) {
	l.MustPut(Declare("team", "one", "One", `{}`), Declare("team", "two", "Two", `{}`))
	one := l.Find(l.Snapshot(), "team", "one")
	rename := func(to string) record.Change {
		c := Declare("team", to, "One", `{}`)
		c.UID = one.UID
		return c
	}
	l.MustPut(rename("uno"))
	early := l.Snapshot().Seq()
	l.MustPut(rename("eins"))
	if r := l.Find(l.Snapshot(), "team", "eins"); r.UID != one.UID || r.Code != one.Code || r.Revision != 3 {
		t.Errorf("the renamed record shows %+v", r)
	}
	for _, phase := range []string{"before", "after"} {
		if r := l.Find(l.Snapshot(), "team", "uno"); r.UID != one.UID {
			t.Errorf("%s a restart, a former name finds %s", phase, r.Name)
		}
		l.Refused(fault.Invalid, "is or was the name of another team", func() record.Change {
			c := Declare("team", "uno", "Two", `{}`)
			c.UID = l.Find(l.Snapshot(), "team", "two").UID
			return c
		}())
		l.Reopen()
	}
	if _, ok := l.At(early).Lookup("team", "eins"); ok {
		t.Errorf("as of entry %d, a name is known that was given later", early)
	}
	if r := l.Find(l.At(early), "team", "one"); r.Name != "uno" {
		t.Errorf("as of entry %d the record is called %s", early, r.Name)
	}
	l.MustPut(rename("one")) // its own former name
	if _, ok := l.At(early).Lookup("team", "one"); !ok {
		t.Errorf("as of entry %d, the first name is forgotten because it is the present one again", early)
	}

	l.Refused(fault.Invalid, "declared twice", Declare("team", "new", "New", `{}`), Declare("team", "new", "Newer", `{}`))
	l.Refused(fault.Invalid, "declared twice", rename("once"), Declare("team", "one", "One", `{}`))
	l.Refused(fault.Invalid, "uno is a former name of the team one", Declare("team", "uno", "A new team", `{}`))
	l.Refused(fault.Invalid, "uno is a former name of the team one", Retire("team", "uno"))
	code := func(name, code string) record.Change {
		c := Declare("team", name, name, `{}`)
		c.Code = code
		return c
	}
	l.Refused(fault.Invalid, "T-02 belongs to another record", code("three", "T-02"))
	l.Refused(fault.Invalid, "T-05 belongs to another record", code("three", "T-05"), code("four", "T-05"))
	l.Refused(fault.Invalid, "is T-01 and never changes", code("one", "T-09"))
	l.Refused(fault.Invalid, "is not a code of this kind", code("three", "G-01"))
	l.Refused(fault.Invalid, "is too high", code("three", "T-999999999"))
	r := l.MustPut(Declare("team", "assigned", "Assigned", `{}`), code("brought", "T-03"))
	if a, b := r.Outcomes[0].Record.Code, r.Outcomes[1].Record.Code; a != "T-04" || b != "T-03" {
		t.Errorf("one write gave the codes %s and %s; the second was asked for as T-03", a, b)
	}
	l.MustPut(Retire("team", "assigned"))
	l.Reopen()
	if r := l.MustPut(Declare("team", "next", "Next", `{}`)); r.Outcomes[0].Record.Code != "T-05" {
		t.Errorf("after T-04 was retired, the next code is %s, not T-05", r.Outcomes[0].Record.Code)
	}
}

func allOrNothing(t *testing.T, l *Lab) {
	l.MustPut(Declare("team", "red", "Red", `{}`))
	shown := Dump(l.Snapshot())
	l.Refused(fault.Invalid, "is no motto", Declare("team", "blue", "Blue", `{}`), Declare("team", "red", "Red", `{"motto":"none"}`))
	broken := errors.New("broken")
	_, err := l.Write(t.Context(), store.Write{Type: journal.Change, Decide: func(context.Context, *store.Tx, *record.Snapshot) (store.Decision, error) {
		return store.Decision{Changes: []record.Change{Declare("team", "blue", "Blue", `{}`)},
			Then: func(context.Context, *store.Tx, int64, time.Time) error { return broken }}, nil
	}})
	if !errors.Is(err, broken) {
		t.Errorf("an error after the records were written came back as %v", err)
	}
	if again := Dump(l.Snapshot()); again != shown {
		t.Errorf("a write that failed left\n%s", again)
	}
	l.Reopen()
	if again := Dump(l.Snapshot()); again != shown {
		t.Errorf("after a restart, a write that failed left\n%s", again)
	}
}

func history(t *testing.T, l *Lab) {
	var receipts []store.Receipt
	var dumps []string
	for _, title := range []string{"A", "B", "C", "D"} {
		receipts = append(receipts, l.MustPut(Declare("team", "red", title, `{}`)))
		dumps = append(dumps, Dump(l.Snapshot()))
	}
	uid := l.Find(l.Snapshot(), "team", "red").UID
	revisions, err := l.History(t.Context(), uid, 3, 2)
	if err != nil || len(revisions) != 2 || revisions[0].Title != "C" || revisions[1].Title != "B" {
		t.Fatalf("the history up to entry 3 is %+v (%v)", revisions, err)
	}
	if e := revisions[0].Entry; e.Seq != 3 || e.Reason != "test" || e.Actor.Via != "cli" || !e.RecordedAt.Equal(receipts[2].RecordedAt) || e.Body.Revisions[0].Action != record.Updated {
		t.Errorf("its entry says %+v", e)
	}
	for i, want := range dumps {
		if got := Dump(l.At(receipts[i].Seq)); got != want {
			t.Errorf("as of entry %d the store shows\n%s\nnot\n%s", receipts[i].Seq, got, want)
		}
		for _, c := range []struct {
			at   time.Time
			want int64
		}{{receipts[i].RecordedAt, receipts[i].Seq}, {receipts[i].RecordedAt.Add(999 * time.Nanosecond), receipts[i].Seq}, {receipts[i].RecordedAt.Add(-1), receipts[i].Seq - 1}} {
			if seq, _, err := l.SeqAt(t.Context(), c.at); err != nil || seq != c.want {
				t.Errorf("at %s the journal stood at %d (%v), not %d", c.at, seq, err, c.want)
			}
		}
	}
	if s := l.At(0); s.Len() != 0 || s.Seq() != 0 {
		t.Errorf("before the first entry there are %d records", s.Len())
	}
	if _, err := l.AsOf(t.Context(), 5); !fault.Is(err, fault.NotFound) {
		t.Errorf("the state as of an entry to come: %v", err)
	}
	entries, err := l.EntriesOf(t.Context(), []int64{1, 4, 9})
	if err != nil || len(entries) != 2 || entries[4].Seq != 4 {
		t.Errorf("the entries 1, 4 and 9 are %v (%v)", entries, err)
	}
	many := make([]int64, 70_000) // more than one query may have
	for i := range many {
		many[i] = int64(i)
	}
	if entries, err = l.EntriesOf(t.Context(), many); err != nil || len(entries) != 4 {
		t.Errorf("of 70,000 entries asked for, %d were found (%v)", len(entries), err)
	}
}
