package storetest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/journal"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/store"
)

// pacts are drafted, agreed by somebody else, and end.
var pacts = &record.Lifecycle{
	States: []record.State{{Name: "draft"}, {Name: "agreed", InForce: true, Revise: "draft"}, {Name: "over", Closed: true}},
	Moves: []record.Move{
		{Name: "agree", From: []string{"draft"}, To: "agreed", Approval: true},
		{Name: "drop", From: []string{"draft"}, To: record.Back},
		{Name: "end", From: []string{"draft", "agreed"}, To: "over"},
		{Name: "reopen", From: []string{"over"}, To: "draft"},
	},
	Before: "agreed",
}

func pact(by record.UID, name, text string) record.Change {
	c := Declare("pact", name, "Pact "+name, fmt.Sprintf(`{"text":%q}`, text))
	c.By = by
	return c
}

func moved(by record.UID, name, move string) record.Change {
	return record.Change{By: by, Move: move, Declaration: record.Declaration{Kind: "pact", Name: name}}
}

// standing says of each pact where it stands and which words are in force.
func standing(s *record.Snapshot) string {
	var out strings.Builder
	for r := range s.List("pact", true) {
		fmt.Fprintf(&out, "%s %s %d by %v", r.Name, r.State, r.Revision, r.Authors)
		if p, ok := record.Get[Pact](s, r.UID); ok && !r.Retired {
			if force, counts := s.InForce(r.UID); counts {
				fmt.Fprintf(&out, ", in force %d %q %q", force.Revision, p.Spec.Text, p.Spec.Signer)
			}
		}
		out.WriteString("\n")
	}
	return out.String()
}

// states: what is in force stays so while a revision waits, for every node, after a restart, and as of every entry.
func states(t *testing.T, l *Lab) {
	l.MustPut(pact("ann", "p", "one"))
	l.Refused(fault.Invalid, "whoever wrote a pact does not agree it", moved("ann", "p", "agree"))
	l.MustPut(moved("bob", "p", "agree"))
	other := l.Open()
	waits := pact("bob", "p", "two")
	waits.Spec.(map[string]any)["signer"] = "Ann"
	l.MustPut(waits)
	want := "p draft 3 by [bob], in force 2 \"one\" \"\"\n"
	if err := other.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	for who, s := range map[string]*record.Snapshot{"the writer": l.Snapshot(), "another node": other.Snapshot()} {
		if got := standing(s); got != want {
			t.Errorf("%s shows %q, not %q", who, got, want)
		}
	}
	l.Reopen()
	if got := standing(l.Snapshot()); got != want {
		t.Errorf("after a restart it is %q", got)
	}
	r := l.Find(l.Snapshot(), "pact", "p")
	_, err := l.Write(t.Context(), store.Write{Type: journal.Erasure, Decide: func(ctx context.Context, tx *store.Tx, _ *record.Snapshot) (store.Decision, error) {
		erased, err := tx.ErasePersonal(ctx, "pact", r.UID)
		return store.Decision{Body: journal.Body{Erased: []journal.Erased{erased}}, Then: func(context.Context, *store.Tx, int64, time.Time) error { return nil }}, err
	}})
	if err != nil {
		t.Fatal(err)
	}
	if got := standing(l.Snapshot()); got != want {
		t.Errorf("after an erasure it is %q", got)
	}
	l.MustPut(moved("ann", "p", "agree"))
	if got := standing(l.Snapshot()); got != "p agreed 4 by [bob], in force 4 \"two\" \"\"\n" {
		t.Errorf("agreed at last it is %q", got)
	}
	if got := standing(l.At(3)); got != want {
		t.Errorf("as of entry 3 it is %q", got)
	}
	both := []record.Change{pact("ann", "q", "one"), pact("ann", "q", "two")}
	both[0].State, both[1].State = "agreed", "draft"
	both[0].Import, both[1].Import = true, true
	l.MustPut(both...)
	l.Reopen()
	if got := standing(l.Snapshot()); !strings.Contains(got, "q draft 2 by [ann], in force 1 \"one\"") {
		t.Errorf("brought in at once it is %q", got)
	}
}

// waiting: after each of many chance steps, what the writer shows is what a new process and the past show.
func waiting(t *testing.T, l *Lab) {
	chance := rand.New(rand.NewPCG(27, 2022))
	people := []record.UID{"ann", "bob", "carl"}
	shown := map[int64]string{}
	for i := range 200 {
		name, by := fmt.Sprint("p", chance.IntN(6)), people[chance.IntN(3)]
		c := pact(by, name, fmt.Sprint("words ", i))
		switch chance.IntN(8) {
		case 0, 1, 2:
			c = moved(by, name, "agree")
		case 3:
			c = moved(by, name, []string{"drop", "end", "reopen"}[chance.IntN(3)])
		case 4:
			c = record.Change{By: by, Retire: true, Declaration: record.Declaration{Kind: "pact", Name: name}}
		}
		if r, err := Put(t.Context(), l.Store, c); err == nil && r.Changed {
			shown[r.Seq] = standing(l.Snapshot())
		} else if err != nil && !fault.Is(err, fault.Invalid) {
			t.Fatal(err)
		}
	}
	if len(shown) < 60 {
		t.Errorf("only %d of 200 steps were taken", len(shown))
	}
	l.Reopen()
	for seq, want := range shown {
		if got := standing(l.At(seq)); got != want {
			t.Errorf("as of entry %d it is\n%snot\n%s", seq, got, want)
		}
	}
}

// sentFiles: a record names a file once its bytes were sent, and not before.
func sentFiles(t *testing.T, l *Lab) {
	const content = "a letter"
	sum := sha256.Sum256([]byte(content))
	digest := hex.EncodeToString(sum[:])
	named := Declare("pact", "p", "P", `{"text":"x","letter":{"sha256":"`+digest+`","name":"letter.txt"}}`)
	l.Refused(fault.Invalid, "no file with the SHA-256", named)
	l.mustSend(content)
	l.MustPut(named)
	if f, err := l.File(t.Context(), digest, l.Snapshot().Seq()); err != nil || f.Bytes != int64(len(content)) {
		t.Errorf("%+v %v", f, err)
	}
	if _, err := l.File(t.Context(), digest, 0); !fault.Is(err, fault.NotFound) {
		t.Errorf("before it was sent: %v", err)
	}
}
