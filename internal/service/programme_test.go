package service_test

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/ascode"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/service"
	"github.com/steelyard-isms/steelyard/internal/store/pgtest"
)

func unit(name, title string) record.Change {
	return record.Change{Declaration: record.Declaration{Kind: "unit", Name: name, Title: title, Spec: map[string]any{"level": "team"}}}
}

// What an export is made of: everything, retired records too, of one moment, with a name for the store that stays.
func TestProgramme(t *testing.T) {
	for name, dsn := range map[string]string{"sqlite": filepath.Join(t.TempDir(), "steelyard.db"), "postgres": pgtest.DSN(t)} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, dsn)
			p, err := b.Programme(t.Context(), manager, service.AsOf{}, service.Behind{}, 0)
			if err != nil || p.Store != "" || p.Seq != 0 || len(p.Records) != 0 {
				t.Fatalf("an empty store is %+v %v", p, err)
			}
			_, err = b.Declare(t.Context(), manager, []record.Change{unit("a", "A"), unit("b", "B")}, "")
			b.must(err)
			first, err := b.Programme(t.Context(), manager, service.AsOf{}, service.Behind{}, 0)
			b.must(err)
			_, err = b.Declare(t.Context(), manager, []record.Change{unit("a", "Other"), {Declaration: record.Declaration{Kind: "unit", Name: "b"}, Retire: true}}, "")
			b.must(err)
			second, err := b.Programme(t.Context(), manager, service.AsOf{}, service.Behind{}, 0)
			b.must(err)
			if len(first.Store) != 64 || first.Store != second.Store || first.Seq != 1 || second.Seq != 2 || len(second.Records) != 2 ||
				second.Records[0].Title != "Other" || !second.Records[1].Retired || string(second.Records[0].Spec) != `{"level":"team"}` {
				t.Errorf("%+v\n%+v", first, second)
			}
			past, err := b.Programme(t.Context(), manager, service.AsOf{Text: "entry:1", Seq: 1}, service.Behind{}, 0)
			b.must(err)
			past.At = first.At
			x, _ := json.Marshal(first)
			y, _ := json.Marshal(past)
			if string(x) != string(y) {
				t.Errorf("as of entry 1 it is\n%s\nnot\n%s", y, x)
			}
			page, err := b.Programme(t.Context(), manager, service.AsOf{}, service.Behind{}, 1)
			b.must(err)
			rest, err := b.Programme(t.Context(), manager, service.AsOf{}, service.Behind{Kind: "unit", Name: page.Records[0].Name}, 1)
			b.must(err)
			if !page.More || len(page.Records) != 1 || rest.More || len(rest.Records) != 1 || rest.Records[0].Name != "b" {
				t.Errorf("in pages of one it is\n%+v\n%+v", page, rest)
			}
			if _, err := b.Programme(t.Context(), access.Principal{}, service.AsOf{}, service.Behind{}, 0); !fault.Is(err, fault.Unauthenticated) {
				t.Errorf("nobody reads everything: %v", err)
			}
		})
	}
}

// A rehearsal says what would be, refuses what would be refused, and leaves nothing.
func TestRehearse(t *testing.T) {
	b := newBench(t, filepath.Join(t.TempDir(), "steelyard.db"))
	_, err := b.Declare(t.Context(), manager, []record.Change{unit("a", "A")}, "")
	b.must(err)
	rehearse := func(p access.Principal, changes ...record.Change) (service.Applied, error) {
		return b.Apply(t.Context(), p, service.Wish{DryRun: true, Changes: func(*service.View) ([]record.Change, error) { return changes, nil }})
	}
	got, err := rehearse(manager, unit("a", "A"), unit("b", "B"))
	if out := got.Outcomes; err != nil || got.Seq != 1 || len(out) != 2 || out[0].Action != record.Unchanged || out[1].Action != record.Created || out[1].Record.Code != "U-02" {
		t.Errorf("%+v %v", got, err)
	}
	if b.Seq() != 1 || b.Records() != 1 {
		t.Error("the rehearsal was written")
	}
	if _, err := rehearse(manager, unit("A B", "x")); !fault.Is(err, fault.Invalid) {
		t.Errorf("%v", err)
	}
	party := record.Change{Declaration: record.Declaration{Kind: "third-party", Name: "cloud", Title: "Cloud", Spec: map[string]any{"unit": "a", "owner": "p", "relation": "supplier", "services": "Servers",
		"criticality": "low", "contract": map[string]any{"name": "c.pdf", "sha256": strings.Repeat("0", 64)}}}}
	person := record.Change{Declaration: record.Declaration{Kind: "person", Name: "p", Spec: map[string]any{"full_name": "Kari Solberg", "unit": "a"}}}
	if _, err := rehearse(manager, person, party); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "no file with the SHA-256 000000000000") {
		t.Errorf("a rehearsal lets pass a file that nobody sent, which a write refuses: %v", err)
	}
	expects := int64(7)
	stale := unit("a", "x")
	stale.IfRevision = &expects
	if _, err := rehearse(manager, stale); !fault.Is(err, fault.Conflict) {
		t.Errorf("%v", err)
	}
	if _, err := rehearse(access.Principal{}); !fault.Is(err, fault.Unauthenticated) {
		t.Errorf("%v", err)
	}
	auditor := access.Principal{Account: "01J00000000000000000000009", Role: access.Auditor, Via: "api"}
	if _, err := rehearse(auditor, unit("b", "B")); !fault.Is(err, fault.Forbidden) {
		t.Errorf("%v", err)
	}
}

// A change that is only rehearsed shows what it would do to scores, and leaves no trace in those that are shown to others.
func TestARehearsalShowsItsScores(t *testing.T) {
	b := newBench(t, databases(t)["sqlite"])
	b.must(b.declare(manager, base+measureDoc("updates", "")))
	at := b.clock()
	value := 90.0
	_, err := b.AddPoints(t.Context(), manager, []service.NewPoint{{Measure: "updates", From: at.AddDate(0, 0, -30), To: at, Value: &value}}, "", "", "")
	b.must(err)
	scoreOf := func(v *service.View) float64 {
		t.Helper()
		s, err := v.Status(t.Context())
		b.must(err)
		r, ok := v.Named("measure", "updates")
		if !ok || s.Measures[r.UID] == nil {
			t.Fatal("the measure is not there")
		}
		return s.Measures[r.UID].Score.Or(-1)
	}
	now := func() *service.View {
		v, err := b.View(t.Context(), manager, service.AsOf{})
		b.must(err)
		return v
	}
	before := scoreOf(now())
	changes, bad := ascode.Read("test.yaml", []byte(doc("measure", "updates", "Measure updates", "{unit: enterprise, owner: p-01, period_days: 31, scale: {direction: higher, knots: {worst: 50, red: 60, green: 70, target: 90}}}")))
	if len(bad) > 0 {
		t.Fatal(bad)
	}
	done, err := b.Apply(t.Context(), manager, service.Wish{DryRun: true, Changes: func(*service.View) ([]record.Change, error) { return changes, nil }})
	b.must(err)
	if got := scoreOf(done.View); got != 100 || before >= 70 {
		t.Errorf("the score of %v would be %v, not 100", before, got)
	}
	if again := scoreOf(now()); again != before {
		t.Errorf("after a rehearsal the score is %v, not %v", again, before)
	}
}
