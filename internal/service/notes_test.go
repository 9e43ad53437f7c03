package service_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/service"
	"github.com/steelyard-isms/steelyard/internal/store"
)

func TestMentions(t *testing.T) {
	for text, want := range map[string]string{"": "", "@P-02": "P-02", "Ask @p-01, (@P-02) and @P-02.": "p-01 P-02", "mail a@b.org or @@x": "", "see\n@isms-manager-": "isms-manager", "@ nobody, @-x": "", "“@P-1”/@P-3": "P-1 P-3"} {
		if got := strings.Join(service.Mentions(text), " "); got != want {
			t.Errorf("%q mentions %q, not %q", text, got, want)
		}
	}
}

func FuzzMentions(f *testing.F) {
	f.Add("Ask @P-02, (@p-01) a@b.org @@ \x00 „@x-“")
	f.Fuzz(func(t *testing.T, text string) {
		seen := map[string]bool{}
		for _, name := range service.Mentions(text) {
			if seen[name] || !strings.Contains(text, "@"+name) || strings.HasSuffix(name, "-") || name == "" {
				t.Errorf("%q mentions %q", text, name)
			}
			seen[name] = true
		}
	})
}

// A discussion on both databases: who may say what, who is told, what is open and what was known on an earlier day; words that were taken back are gone.
func TestDiscussion(t *testing.T) {
	for name, dsn := range databases(t) {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, dsn)
			b.must(b.declare(manager, doc("unit", "enterprise", "Enterprise", "{level: organisation}")+doc("person", "p-01", "", "{full_name: Kari Solberg, unit: enterprise}")+
				doc("person", "p-02", "", "{full_name: Jonas Eide, unit: enterprise}")+measureDoc("index", "")))
			person := func(name string) record.UID {
				r, ok := b.store.Snapshot().Lookup("person", name)
				if !ok {
					t.Fatal(name)
				}
				return r.UID
			}
			auditor := access.Principal{Account: "01JBKBT1004D2QJ7MZ0FGA5S3A", Person: person("p-02"), Role: access.Auditor, Via: "test"}
			owner := access.Principal{Account: "01JBKBT1004D2QJ7MZ0FGA5S3B", Person: person("p-01"), Role: access.Owner, Via: "test"}
			collector := access.Principal{Account: "01JBKBT1004D2QJ7MZ0FGA5S3C", Role: access.Collector, Via: "test"}
			said := func(who access.Principal, w service.NoteWish) record.UID {
				t.Helper()
				w.Kind, w.Record = "measure", "index"
				b.pass(time.Minute)
				done, err := b.WriteNote(t.Context(), who, w)
				b.must(err)
				return done.Note
			}
			acts := func(who access.Principal, c service.NoteChange) error {
				b.pass(time.Minute)
				_, _, err := b.ChangeNote(t.Context(), who, c)
				return err
			}
			discussion := func(who access.Principal, a service.AsOf) service.Discussion {
				t.Helper()
				v, err := b.View(t.Context(), who, a)
				b.must(err)
				r, err := v.Record("measure", "index")
				b.must(err)
				d, err := v.Discussion(t.Context(), r)
				b.must(err)
				return d
			}
			today := func(who access.Principal) (mentions, questions int) {
				t.Helper()
				v, err := b.View(t.Context(), who, service.AsOf{})
				b.must(err)
				got, err := v.Today(t.Context())
				b.must(err)
				return len(got.Mentions), len(got.Questions)
			}

			for _, bad := range []service.NoteWish{{Text: " \n"}, {Text: strings.Repeat("x", 10_001)}, {Text: "to @nobody"}, {Text: "x", Mentions: []string{"nobody"}}} {
				bad.Kind, bad.Record = "measure", "index"
				if _, err := b.WriteNote(t.Context(), auditor, bad); !fault.Is(err, fault.Invalid) {
					t.Errorf("%.20q is taken: %v", bad.Text, err)
				}
			}
			if _, err := b.WriteNote(t.Context(), collector, service.NoteWish{Kind: "measure", Record: "index", Text: "I am a program"}); !fault.Is(err, fault.Forbidden) {
				t.Errorf("a program talks: %v", err)
			}
			twice := service.NoteWish{Kind: "measure", Record: "index", Text: "Once", Key: "k", Digest: "d"}
			once, err := b.WriteNote(t.Context(), owner, twice)
			b.must(err)
			if again, err := b.WriteNote(t.Context(), owner, twice); err != nil || again != once || once.Note == "" {
				t.Errorf("said again with the same key it is %+v (%v), and was %+v", again, err, once)
			}
			b.must(acts(owner, service.NoteChange{Note: once.Note, Act: store.Withdrawn, Text: "A trial"}))
			question := said(auditor, service.NoteWish{Text: "Since when,\r\n@p-01?", Question: true})
			if m, q := today(owner); m != 1 || q != 0 {
				t.Errorf("who is asked is told of %d mentions and %d questions", m, q)
			}
			b.must(b.SeenNote(t.Context(), owner, question))
			if m, q := today(owner); m != 0 || q != 1 { // it is still open, and on what the person owns
				t.Errorf("who has seen it is told of %d mentions and %d questions", m, q)
			}
			asked := service.AsOf{Text: "then", At: b.clock()}
			answer := said(owner, service.NoteWish{Text: "Since March.", Answers: question, Mentions: []string{"p-02"}})
			aside := said(owner, service.NoteWish{Text: "A secret word"})
			if m, _ := today(auditor); m != 1 {
				t.Errorf("who asked is told of %d mentions", m)
			}
			if _, err := b.WriteNote(t.Context(), owner, service.NoteWish{Kind: "measure", Record: "index", Text: "x", Answers: aside}); !fault.Is(err, fault.Invalid) {
				t.Errorf("what asks nothing is answered: %v", err)
			}
			for who, c := range map[*access.Principal]service.NoteChange{&auditor: {Note: answer, Act: store.Corrected, Text: "Never"}, &manager: {Note: aside, Act: store.Withdrawn, Text: "x"}, &collector: {Note: question, Act: store.Settled, Answer: answer}} {
				if err := acts(*who, c); !fault.Is(err, fault.Forbidden) && !fault.Is(err, fault.NotFound) {
					t.Errorf("the role %s may make it %s: %v", who.Role, c.Act, err)
				}
			}
			if err := acts(auditor, service.NoteChange{Note: question, Act: store.Settled, Answer: aside}); !fault.Is(err, fault.Invalid) {
				t.Errorf("it is settled by what answers nothing: %v", err)
			}
			b.must(acts(auditor, service.NoteChange{Note: question, Act: store.Settled, Answer: answer}))
			if err := acts(auditor, service.NoteChange{Note: question, Act: store.Settled, Answer: answer}); !fault.Is(err, fault.Conflict) {
				t.Errorf("it is settled twice: %v", err)
			}
			if _, q := today(owner); q != 0 {
				t.Error("a question that is answered still waits")
			}
			b.must(acts(owner, service.NoteChange{Note: answer, Act: store.Corrected, Text: "Since April."}))
			b.must(acts(administrator, service.NoteChange{Note: aside, Act: store.Withdrawn, Text: "Names a customer"}))

			d := discussion(auditor, service.AsOf{})
			if len(d.Open) != 0 || len(d.Answered) != 1 || len(d.Notes) != 2 || !d.May || d.Count() != 4 {
				t.Fatalf("%+v", d)
			}
			q, n := d.Answered[0], d.Notes[1]
			if q.Text != "Since when,\n@p-01?" || q.Answer != answer || !q.MayCorrect || !q.MaySettle || len(q.Replies) != 1 || q.Replies[0].Text != "Since April." || q.Replies[0].MayCorrect ||
				len(q.Replies[0].Earlier) != 1 || q.Replies[0].Earlier[0].Text != "Since March." || !slices.Equal(q.Mentions, []record.UID{owner.Person}) {
				t.Errorf("the question is %+v", q)
			}
			if !n.Withdrawn || n.Text != "" || n.Why != "Names a customer" || n.MayCorrect || n.MayWithdraw {
				t.Errorf("what was taken back is %+v", n)
			}
			then := discussion(auditor, asked)
			if len(then.Open) != 1 || then.Count() != 2 || then.May || then.Open[0].MayCorrect {
				t.Errorf("as it was known when it was asked it is %+v", then)
			}
			verified, err := b.store.Verify(t.Context())
			if b.must(err); len(verified.Problems) > 0 {
				t.Error(verified.Problems)
			}
		})
	}
}
