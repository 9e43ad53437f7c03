package client_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/client"
	"github.com/steelyard-isms/steelyard/internal/access"
)

// A program that declares, reads, changes and retires a record sees what it wrote, is told what it overlooked, and finds every
// step in the history.
func TestRecordFromBeginToEnd(t *testing.T) {
	_, c := declared(t)
	ctx := t.Context()
	made, err := c.Put(ctx, "units", "branch", client.Declaration{Title: "Branch", Spec: object{"parent": "enterprise"}}, client.IfNew(), client.Reason("opened\nin \"Malmö\""))
	if err != nil || !made.Created || made.Revision != 1 || made.Kind != "unit" || !strings.HasPrefix(made.Code, "U-") {
		t.Fatalf("declaring: %+v %v", made, err)
	}
	if c.Seq() != made.Seq {
		t.Errorf("the client remembers entry %d, not %d: the next question may not see the write", c.Seq(), made.Seq)
	}
	_, err = c.Put(ctx, "unit", "branch", client.Declaration{Spec: object{}}, client.IfNew())
	refused(t, "a second one of that name", err, client.Conflict, "")
	for _, ref := range []string{"branch", made.Code, made.UID} {
		if got, err := c.Get(ctx, "unit", ref); err != nil || got.UID != made.UID || got.Title != "Branch" {
			t.Errorf("%s gives %+v %v", ref, got, err)
		}
	}
	spec := must[struct{ Parent string }](t)(client.SpecOf[struct{ Parent string }](made.Record))
	if spec.Parent != "enterprise" {
		t.Errorf("a spec is read as %+v", spec)
	}
	if err := made.Decode(new(int)); err == nil || !strings.Contains(err.Error(), "branch") {
		t.Errorf("a spec is read as a number: %v", err)
	}
	again, err := c.Put(ctx, "unit", "branch", client.Declaration{Title: "Branch", Spec: object{"parent": "enterprise"}})
	if err != nil || again.Created || again.Revision != 1 {
		t.Errorf("the same again makes revision %d: %v", again.Revision, err)
	}
	changed, err := c.Patch(ctx, "unit", "branch", client.Patch{Title: text("Branch of Malmö")}, client.IfRevision(1), client.Reason("named"))
	if err != nil || changed.Revision != 2 || !strings.Contains(string(changed.Spec), "enterprise") {
		t.Fatalf("a patch takes away what it does not name: %+v %v", changed, err)
	}
	_, err = c.Patch(ctx, "unit", "branch", client.Patch{Spec: object{"level": "area"}}, client.IfRevision(1))
	refused(t, "a patch of what has changed meanwhile", err, client.Conflict, "revision")
	_, err = c.Put(ctx, "unit", "branch", client.Declaration{Title: "Branch", Spec: object{"parent": "nobody"}})
	refused(t, "a reference to nothing", err, client.Invalid, "spec.parent")
	renamed, err := c.Put(ctx, "unit", "branch", client.Declaration{Name: "malmo", Title: "Malmö", Spec: object{"parent": "enterprise"}}, client.IfRevision(2))
	if err != nil || renamed.Name != "malmo" || renamed.UID != made.UID {
		t.Errorf("renaming gives %+v %v", renamed, err)
	}
	_, err = c.Retire(ctx, "unit", "malmo", client.IfRevision(2))
	refused(t, "retiring what has changed meanwhile", err, client.Conflict, "")
	_, err = c.Retire(ctx, "unit", "malmo", client.Reason("closed\nfor good"))
	refused(t, "a reason that no header can hold", err, client.Invalid, "Steelyard-Reason")
	gone, err := c.Retire(ctx, "unit", "malmo", client.Reason("closed: Malmö"))
	if err != nil || !gone.Retired {
		t.Errorf("retiring gives %+v %v", gone, err)
	}
	history := must[[]client.Revision](t)(c.History(ctx, "unit", made.UID, 0))
	var told []string
	for _, r := range history {
		told = append(told, fmt.Sprintf("%d %s %q", r.Revision, r.Action, r.Reason))
	}
	if want := []string{`4 retired "closed: Malmö"`, `3 updated ""`, `2 updated "named"`, `1 created "opened\nin \"Malmö\""`}; !slices.Equal(told, want) {
		t.Errorf("the history is told as %q, not %q", told, want)
	}
	if by := history[0].By; by.Account == "" || by.Via != "api" {
		t.Errorf("nobody did it: %+v", by)
	}
	before := must[[]client.Revision](t)(c.AsOf("entry:"+strconv.FormatInt(history[1].Seq-1, 10)).History(ctx, "unit", made.UID, 1))
	if len(before) != 1 || before[0].Revision != 2 {
		t.Errorf("what was before revision 3 is %+v", before)
	}
}

// What does not exist is told as that, and so is what cannot: nothing reaches another record by accident.
func TestNoSuchRecord(t *testing.T) {
	_, c := declared(t)
	for _, ref := range []string{"nobody", "", ".", "..", "a/../enterprise", "enterprise/history", "%65nterprise", "x?retired=true", "x#y", strings.Repeat("x", 90)} {
		_, err := c.Get(t.Context(), "unit", ref)
		refused(t, fmt.Sprintf("the unit %q", ref), err, client.NotFound, "")
		_, err = c.Retire(t.Context(), "unit", ref)
		refused(t, fmt.Sprintf("retiring %q", ref), err, client.NotFound, "")
		_, err = c.References(t.Context(), "unit", ref, "", 0)
		refused(t, fmt.Sprintf("what refers to %q", ref), err, client.NotFound, "")
	}
	_, err := c.Get(t.Context(), "planet", "earth")
	p := refused(t, "a kind that is none", err, client.NotFound, "kind")
	if !strings.Contains(p.Error(), `"planet" is not a kind`) {
		t.Errorf("%s", p.Error())
	}
	if _, err := c.Get(t.Context(), "unit", "enterprise"); err != nil {
		t.Error(err)
	}
}

// An objective goes from hand to hand, and each is told which way is theirs.
func TestMoves(t *testing.T) {
	s, admin := declared(t)
	ctx := t.Context()
	manager, executive := s.as(t, access.ISMSManager), s.as(t, access.Executive)
	if _, err := manager.Patch(ctx, "objective", "protect", client.Patch{Title: text("Protect every account")}); err != nil {
		t.Fatal(err)
	}
	state, open, err := manager.Moves(ctx, "objectives", "O-01")
	if err != nil || state != "draft" || !slices.ContainsFunc(open, func(m client.OpenMove) bool { return m.Move == "submit" && m.To == "in-review" && m.May && m.Reason }) {
		t.Fatalf("a draft is %q and leads on by %+v: %v", state, open, err)
	}
	_, err = manager.Move(ctx, "objective", "protect", "submit")
	refused(t, "a move without its reason", err, client.Invalid, "reason")
	moved, err := manager.Move(ctx, "objective", "protect", "submit", client.Reason("for the\nboard"))
	if err != nil || moved.State != "in-review" || moved.InForce != 1 {
		t.Fatalf("submitting gives %+v %v", moved, err)
	}
	_, err = manager.Move(ctx, "objective", "protect", "approve", client.Reason("mine"))
	refused(t, "approving one's own words", err, client.Forbidden, "")
	stands := must[client.Record](t)(executive.GetInForce(ctx, "objective", "protect"))
	if stands.Title != "Protect accounts" {
		t.Errorf("before it is approved, %q is in force", stands.Title)
	}
	for _, move := range []string{"approve", "activate"} {
		if moved, err = executive.Move(ctx, "objective", "protect", move, client.Reason("agreed")); err != nil {
			t.Fatal(err)
		}
	}
	if moved.State != "active" || moved.InForce != moved.Revision {
		t.Errorf("in the end it is %+v", moved)
	}
	history := must[[]client.Revision](t)(admin.History(ctx, "objective", "protect", 3))
	if history[2].Action != "moved" || history[2].Reason != "for the\nboard" {
		t.Errorf("the reason of a move is told as %+v", history[2])
	}
	_, _, err = admin.Moves(ctx, "unit", "enterprise")
	refused(t, "moves of what has no lifecycle", err, client.NotFound, "")
}

// Whoever goes through a list while others write gets each record once, all of one state.
func TestAllShowsOneState(t *testing.T) {
	_, c := declared(t)
	ctx := t.Context()
	var items []client.Change
	for i := range 25 {
		items = append(items, client.Change{Action: "put", Kind: "unit", Name: fmt.Sprintf("site-%02d", i), Title: text("Site"), Spec: object{"parent": "enterprise"}})
	}
	if _, err := c.Bulk(ctx, items, client.BulkOptions{}); err != nil {
		t.Fatal(err)
	}
	var names []string
	for r, err := range c.All(ctx, "unit", client.ListOptions{Filter: `name.startsWith("site-")`, Sort: "-name", Limit: 4}) {
		if err != nil {
			t.Fatal(err)
		}
		if r.Revision != 1 || r.Title != "Site" {
			t.Errorf("page by page, %s is shown as revision %d", r.Name, r.Revision)
		}
		names = append(names, r.Name)
		next := 24 - len(names) // is retired before its page comes; and another is there anew in front of it
		if next < 0 {
			continue
		}
		must[client.Written](t)(c.Retire(ctx, "unit", fmt.Sprintf("site-%02d", next)))
		must[client.Written](t)(c.Put(ctx, "unit", fmt.Sprintf("site-%02dx", next), client.Declaration{Title: "Site", Spec: object{}}))
	}
	if want := 25; len(names) != want || !slices.IsSortedFunc(names, func(a, b string) int { return strings.Compare(b, a) }) || len(slices.Compact(names)) != want {
		t.Errorf("page by page come %q", names)
	}
	page := must[client.Page](t)(c.List(ctx, "units", client.ListOptions{Filter: `name.startsWith("site-")`, Retired: true, Limit: 500, Fields: []string{"name", "retired"}}))
	if len(page.Items) != 49 || page.Next != "" || page.Seq != c.Seq() || page.Items[1].Name == "" || page.Items[1].UID != "" {
		t.Errorf("in one page come %d, up to entry %d: %+v", len(page.Items), page.Seq, page.Items[1])
	}
	for _, err := range c.All(ctx, "unit", client.ListOptions{Filter: "name ="}) {
		refused(t, "a filter that is none", err, client.Invalid, "filter")
	}
	for range c.All(ctx, "unit", client.ListOptions{Limit: 1}) {
		break // no page more is asked for, and nothing fails
	}
}

// A client of a past moment shows what was so, and changes nothing.
func TestPast(t *testing.T) {
	_, c := declared(t)
	ctx := t.Context()
	then := c.Seq()
	must[client.Written](t)(c.Patch(ctx, "unit", "enterprise", client.Patch{Title: text("Another")}))
	must[client.Written](t)(c.Put(ctx, "unit", "later", client.Declaration{Title: "Later", Spec: object{}}))
	past := c.AsOf(fmt.Sprint("entry:", then))
	if got := must[client.Record](t)(past.Get(ctx, "unit", "enterprise")); got.Title != "Enterprise" {
		t.Errorf("of entry %d is shown %q", then, got.Title)
	}
	_, err := past.Get(ctx, "unit", "later")
	refused(t, "what was not there yet", err, client.NotFound, "")
	if p := must[client.Page](t)(past.List(ctx, "unit", client.ListOptions{})); len(p.Items) != 1 || p.Seq != then {
		t.Errorf("%+v", p)
	}
	if now := must[client.Record](t)(past.AsOf("").Get(ctx, "unit", "enterprise")); now.Title != "Another" {
		t.Errorf("now is %q", now.Title)
	}
	_, err = c.AsOf("the day after").Get(ctx, "unit", "enterprise")
	refused(t, "a moment that is none", err, client.Invalid, "as_of")
	point := 1.0
	writes := map[string]func() error{
		"put":    func() error { _, err := past.Put(ctx, "unit", "x", client.Declaration{Spec: object{}}); return err },
		"patch":  func() error { _, err := past.Patch(ctx, "unit", "later", client.Patch{Title: text("x")}); return err },
		"retire": func() error { _, err := past.Retire(ctx, "unit", "later"); return err },
		"move":   func() error { _, err := past.Move(ctx, "objective", "protect", "close"); return err },
		"bulk":   func() error { _, err := past.Bulk(ctx, programme, client.BulkOptions{}); return err },
		"import": func() error {
			_, err := past.Import(ctx, "unit", client.CSV, []byte("name\nx\n"), false)
			return err
		},
		"points": func() error {
			_, err := past.AddPoints(ctx, []client.NewPoint{{Measure: "mfa", ValidTo: "2026-06-30", Value: &point}})
			return err
		},
		"collect": func() error {
			_, err := past.Collect(ctx, "lynis", client.RawFile{Content: strings.NewReader("x")})
			return err
		},
		"file":   func() error { _, err := past.SendFile(ctx, strings.NewReader("x"), ""); return err },
		"events": func() error { _, err := past.Events(ctx, 0, 0); return err },
		"follow": func() error {
			for _, err := range past.Follow(ctx, 0) {
				return err
			}
			return nil
		},
	}
	seq := c.Seq()
	for name, write := range writes {
		if err := write(); err == nil || !strings.Contains(err.Error(), "use the client of now") {
			t.Errorf("%s through a client of the past: %v", name, err)
		}
	}
	if p := must[client.EventPage](t)(c.Events(ctx, seq, 0)); len(p.Items) != 0 {
		t.Errorf("a client of the past wrote %+v", p.Items)
	}
}

// What a role may not see or do is refused, with words to pass on; and a token that is none gets nowhere.
func TestRights(t *testing.T) {
	s, _ := declared(t)
	program := s.as(t, access.Collector)
	_, err := program.Get(t.Context(), "person", "lead")
	refused(t, "a program asks for a person", err, client.Forbidden, "")
	_, err = program.Put(t.Context(), "unit", "x", client.Declaration{Spec: object{}})
	refused(t, "a program declares", err, client.Forbidden, "")
	_, err = connect(t, s.Address(), "steelyard_made-up").Get(t.Context(), "unit", "enterprise")
	p := refused(t, "a token that is none", err, client.Unauthenticated, "")
	if p.Instance == "" || p.Title != "Unauthenticated" || p.Status != 401 {
		t.Errorf("%+v", p)
	}
}

// A wrong address or token is told when the client is made, and what is to be sent but cannot is told before it is.
func TestWhatCannotBeSent(t *testing.T) {
	for _, address := range []string{"", "steelyard.example.org", "ftp://steelyard.example.org", "http://", "http://a b", "https://kari:secret@steelyard.example.org"} {
		if _, err := client.New(address, "t"); err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("the address %q gives %v", address, err)
		}
	}
	for _, token := range []string{"two words", "line\n", "ключ"} {
		if _, err := client.New("http://127.0.0.1", token); err == nil || strings.Contains(err.Error(), token) {
			t.Errorf("the token %q gives %v", token, err)
		}
	}
	_, c := declared(t)
	_, err := c.Put(t.Context(), "unit", "x", client.Declaration{Spec: object{"level": func() {}}})
	if _, ok := errors.AsType[*json.UnsupportedTypeError](err); !ok {
		t.Errorf("what is no JSON: %v", err)
	}
	_, err = c.Put(t.Context(), "unit", "x", client.Declaration{Spec: object{}}, client.Key("two\r\nlines: yes"))
	refused(t, "a key of two lines", err, client.Invalid, "Idempotency-Key")
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := c.Get(ended, "unit", "enterprise"); !errors.Is(err, context.Canceled) {
		t.Errorf("asking with a context that has ended: %v", err)
	}
}
