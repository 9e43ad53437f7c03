package record_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// pact is a kind with an approval.
type pact struct {
	Text string     `json:"text" field:"required"`
	With record.Ref `json:"with,omitempty" field:"ref=pact"`
}

var pactKind = record.Define(record.Definition[pact]{Name: "pact", Plural: "pacts", Prefix: "T", Version: 1, Lifecycle: &record.Lifecycle{
	States: []record.State{{Name: "draft"}, {Name: "review", Revise: "draft"}, {Name: "agreed", InForce: true, Revise: "draft"}, {Name: "over", Closed: true}},
	Moves: []record.Move{
		{Name: "submit", From: []string{"draft"}, To: "review"},
		{Name: "agree", From: []string{"review"}, To: "agreed", Approval: true},
		{Name: "drop", From: []string{"draft", "review"}, To: record.Back},
		{Name: "end", From: []string{"draft", "agreed"}, To: "over", Reason: true},
		{Name: "reopen", From: []string{"over"}, To: "draft"},
	},
	Before: "agreed",
}})

// desk plans one change after the other, as ann, bob or carl.
type desk struct {
	t *testing.T
	s *record.Snapshot
}

func newDesk(t *testing.T) *desk {
	return &desk{t, record.NewSnapshot(record.NewRegistry(pactKind))}
}

// do plans changes and says what was refused; empty where nothing was.
func (d *desk) do(changes ...record.Change) string {
	d.t.Helper()
	p, err := record.Plan(d.s, changes, noon)
	if err != nil {
		var out []string
		for _, f := range fault.Of(err).Fields {
			out = append(out, f.Path+": "+f.Reason+". "+f.Remedy)
		}
		return strings.Join(out, "; ")
	}
	for _, r := range p.Records { // through the form that is kept, and back
		stored, personal, err := pactKind.Store(r)
		if err != nil || len(personal) > 0 {
			d.t.Fatal(err)
		}
		loaded, err := pactKind.Load(stored, nil)
		if err != nil || loaded.State != r.State || loaded.InForce != r.InForce || !slices.Equal(loaded.Authors, r.Authors) {
			d.t.Fatalf("%+v is read back as %+v (%v)", r, loaded, err)
		}
	}
	d.s = p.After
	return ""
}

func write(by record.UID, name, text string) record.Change {
	return record.Change{By: by, Declaration: record.Declaration{Kind: "pact", Name: name, Title: name, Spec: map[string]any{"text": text}}}
}

func move(by record.UID, name, move string) record.Change {
	return record.Change{By: by, Move: move, Declaration: record.Declaration{Kind: "pact", Name: name}}
}

func brought(c record.Change, state string) record.Change {
	c.State, c.Import = state, true
	return c
}

// stands says where a record stands: state, revision, and the words that are in force.
func (d *desk) stands(name string) string {
	d.t.Helper()
	r, ok := d.s.Lookup("pact", name)
	if !ok {
		d.t.Fatal("there is no", name)
	}
	force := "nothing"
	for x := range record.All[pact](d.s) {
		if x.Name == name {
			force = fmt.Sprintf("%s of %d", x.Spec.Text, x.Revision)
		}
	}
	return fmt.Sprintf("%s %d, in force: %s", r.State, r.Revision, force)
}

func (d *desk) expect(name, want string, refused ...string) {
	d.t.Helper()
	for _, r := range refused {
		if r != "" {
			d.t.Errorf("refused: %s", r)
		}
	}
	if got := d.stands(name); got != want {
		d.t.Errorf("%s stands as %q, not %q", name, got, want)
	}
}

// What was agreed stays in force while a changed version is written, reviewed and agreed in turn.
func TestWhatIsInForceWhileARevisionWaits(t *testing.T) {
	d := newDesk(t)
	d.expect("p", "draft 1, in force: nothing", d.do(write("ann", "p", "one")))
	d.expect("p", "review 2, in force: nothing", d.do(move("ann", "p", "submit")))
	d.expect("p", "agreed 3, in force: one of 3", d.do(move("bob", "p", "agree")))
	d.expect("p", "draft 4, in force: one of 3", d.do(write("bob", "p", "two")))
	d.expect("p", "draft 5, in force: one of 3", d.do(write("carl", "p", "three")))
	d.expect("p", "review 6, in force: one of 3", d.do(move("ann", "p", "submit")))
	if r, _ := d.s.Lookup("pact", "p"); !slices.Equal(r.Authors, []record.UID{"bob", "carl"}) {
		t.Errorf("what waits was written by %v", r.Authors)
	}
	d.expect("p", "draft 7, in force: one of 3", d.do(write("ann", "p", "four")))
	d.expect("p", "agreed 8, in force: one of 8", d.do(move("ann", "p", "drop")))
	d.expect("p", "agreed 8, in force: one of 8", d.do(write("carl", "p", "one"))) // nothing differs
	d.expect("p", "draft 9, in force: one of 8", d.do(write("carl", "p", "five")))
	d.expect("p", "review 10, in force: one of 8", d.do(move("carl", "p", "submit")))
	d.expect("p", "agreed 11, in force: five of 11", d.do(move("ann", "p", "agree")))
	end := move("ann", "p", "end")
	end.Reason = "no longer needed"
	d.expect("p", "over 12, in force: nothing", d.do(end))
	d.expect("p", "draft 13, in force: nothing", d.do(move("ann", "p", "reopen")))
}

func TestMovesThatAreRefused(t *testing.T) {
	d := newDesk(t)
	d.do(write("ann", "p", "one"))
	d.do(write("bob", "p", "one and a half"))
	d.do(write("ann", "agreed", "one"), move("ann", "p", "submit"))
	d.do(move("ann", "agreed", "submit"))
	d.do(move("carl", "agreed", "agree"))
	d.do(brought(write("ann", "over", "x"), "over"))
	for name, c := range map[string]struct {
		change record.Change
		want   string
	}{
		"own words":             {move("ann", "p", "agree"), "move: whoever wrote a pact does not agree it. Have someone else agree it"},
		"words of both":         {move("bob", "p", "agree"), "move: whoever wrote a pact does not agree it"},
		"no such move":          {move("ann", "p", "wave"), "move: wave is no move from review. Moves from review: agree, drop"},
		"not from here":         {move("ann", "agreed", "submit"), "move: submit is no move from agreed. Moves from agreed: end"},
		"no reason":             {move("ann", "agreed", "end"), "reason: is required to end. Say why"},
		"nothing to go back to": {move("ann", "p", "drop"), "move: nothing else is in force"},
		"of no record":          {move("ann", "q", "submit"), "name: there is no pact named q"},
		"a changed end":         {write("ann", "over", "y"), "state: is over: it changes no more. Moves from over: reopen"},
		"an unknown state":      {brought(write("ann", "n", "x"), "agreeed"), `state: "agreeed" is no state of a pact. Did you mean agreed?`},
		"a forged approval": {record.Change{By: "ann", Declaration: record.Declaration{Kind: "pact", Name: "n", Title: "n", State: "agreed", Spec: map[string]any{"text": "x"}}},
			"state: a new pact begins as draft"},
		"a forged step": {record.Change{By: "ann", Declaration: record.Declaration{Kind: "pact", Name: "p", Title: "p", State: "agreed", Spec: map[string]any{"text": "x"}}},
			"state: is review, not agreed"},
		"retired in force": {record.Change{By: "ann", Retire: true, Declaration: record.Declaration{Kind: "pact", Name: "agreed"}}, "name: pact agreed is in force. Moves from agreed: end"},
	} {
		if got := d.do(c.change); !strings.HasPrefix(got, c.want) {
			t.Errorf("%s: %q, not %q", name, got, c.want)
		}
	}
}

// A programme brings in at once what is in force and what waits beside it, and the same again changes nothing.
func TestBringingInBothRevisions(t *testing.T) {
	d := newDesk(t)
	both := []record.Change{brought(write("ann", "p", "one"), "agreed"), brought(write("ann", "p", "two"), "review"), brought(write("ann", "q", "x"), "over")}
	d.expect("p", "review 2, in force: one of 1", d.do(both...))
	d.expect("q", "over 1, in force: nothing")
	d.expect("p", "review 2, in force: one of 1", d.do(both...))
	if got := d.do(brought(write("ann", "r", "one"), "review"), brought(write("ann", "r", "two"), "agreed")); !strings.Contains(got, "declared twice") {
		t.Errorf("the one that waits comes first: %q", got)
	}
	if got := d.do(write("ann", "r", "one"), write("ann", "r", "two")); !strings.Contains(got, "declared twice") {
		t.Errorf("two without states: %q", got)
	}
	if got := d.do(append(both, brought(write("ann", "p", "three"), "draft"))...); !strings.Contains(got, "declared twice") {
		t.Errorf("three of one name: %q", got)
	}
}

// References of both revisions hold: what either refers to cannot be retired.
func TestBothRevisionsKeepWhatTheyReferTo(t *testing.T) {
	d := newDesk(t)
	with := func(c record.Change, name string) record.Change {
		c.Spec = map[string]any{"text": "x", "with": name}
		return c
	}
	d.do(brought(write("ann", "a", "x"), "draft"), brought(write("ann", "b", "x"), "draft"))
	d.do(brought(with(write("ann", "p", ""), "a"), "agreed"))
	if got := d.do(with(write("ann", "p", ""), "b")); got != "" {
		t.Fatal(got)
	}
	for _, name := range []string{"a", "b"} {
		if got := d.do(record.Change{Retire: true, Declaration: record.Declaration{Kind: "pact", Name: name}}); !strings.Contains(got, "is still referred to by pact/p") {
			t.Errorf("%s, to which one of the revisions refers, is retired: %q", name, got)
		}
	}
	if got := d.do(move("ann", "p", "drop")); got != "" {
		t.Fatal(got)
	}
	if got := d.do(record.Change{Retire: true, Declaration: record.Declaration{Kind: "pact", Name: "b"}}); got != "" {
		t.Errorf("b, to which nothing refers any more, is kept: %s", got)
	}
}

// Records that were written before their kind had a lifecycle are in force, and their digests are what they were.
func TestRecordsFromBeforeTheLifecycle(t *testing.T) {
	stored := record.Stored{UID: "01J00000000000000000000009", Kind: "pact", Name: "p", Code: "T-01", Title: "P", Revision: 3, Schema: 1, Spec: []byte(`{"text":"one"}`)}
	before := stored.Digest()
	r, err := pactKind.Load(stored, nil)
	if err != nil || r.State != "agreed" || r.InForce != 3 || !r.Counts() {
		t.Errorf("%+v (%v)", r, err)
	}
	stored.State, stored.InForce = "agreed", 3
	if stored.Digest() == before {
		t.Error("state and revision in force are not covered by the digest")
	}
}
