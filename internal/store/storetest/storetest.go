// Package storetest is the conformance suite that every database must pass, and the journeys and worlds that other tests
// build on. It knows internal/store only by its exported API and has kinds of its own, so that the domain can change
// without it.
package storetest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/journal"
	"github.com/steelyard-isms/steelyard/internal/measurement"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/store"
)

// Team, Member and Goal are the suite's kinds: a reference to the own kind, personal fields, and references in dated
// values, lists, objects and tables.
type (
	Team struct {
		Parent record.Ref `json:"parent,omitempty" field:"ref=team"`
		Motto  string     `json:"motto,omitempty"`
	}
	Member struct {
		FullName string     `json:"full_name,omitempty" field:"required,personal,len=200"`
		Email    string     `json:"email,omitempty" field:"personal"`
		Team     record.Ref `json:"team" field:"required,ref=team"`
	}
	Goal struct {
		Team    record.Ref               `json:"team" field:"required,ref=team"`
		Owner   record.Dated[record.Ref] `json:"owner,omitempty" field:"ref=member"`
		Weight  record.Dated[float64]    `json:"weight,omitempty" field:"min=0,max=100"`
		Helpers []record.Ref             `json:"helpers,omitempty" field:"ref=member"`
		Links   []Link                   `json:"links,omitempty"`
		Roles   map[string]record.Ref    `json:"roles,omitempty" field:"ref=member"`
	}
	Link struct {
		Goal record.Ref `json:"goal" field:"required,ref=goal"`
	}
	// Pact has a lifecycle, a personal field and a file.
	Pact struct {
		Text   string       `json:"text" field:"required"`
		Team   record.Ref   `json:"team,omitempty" field:"ref=team"`
		Signer string       `json:"signer,omitempty" field:"personal"`
		Letter *record.File `json:"letter,omitempty"`
	}
)

// Registry gives the suite's kinds.
func Registry() *record.Registry {
	return record.NewRegistry(
		record.Define(record.Definition[Team]{Name: "team", Plural: "teams", Prefix: "T", Version: 1, Rules: func(c *record.Check[Team]) {
			if c.Spec.Motto == "none" {
				c.Refuse("motto", "is no motto", "Leave it out")
			}
		}}),
		record.Define(record.Definition[Member]{Name: "member", Plural: "members", Prefix: "P", Version: 1}),
		record.Define(record.Definition[Goal]{Name: "goal", Plural: "goals", Prefix: "G", Version: 1}),
		record.Define(record.Definition[Pact]{Name: "pact", Plural: "pacts", Prefix: "A", Version: 1, Lifecycle: pacts}),
	)
}

// Run runs the suite. The function gives the address of an empty database each time.
func Run(t *testing.T, dsn func(testing.TB) string) {
	for _, group := range []struct {
		name string
		test func(*testing.T, *Lab)
	}{
		{"records", records}, {"references", references}, {"names and codes", namesAndCodes}, {"all or nothing", allOrNothing},
		{"history", history}, {"ranges of entries", ranges}, {"personal fields", personalFields}, {"personal fields on another node", erasureElsewhere},
		{"points", points}, {"points against a model", pointsModel}, {"what was found is kept", foundIsKept}, {"runs and files", runsAndFiles},
		{"search", searching}, {"states", states}, {"what waits, by chance", waiting}, {"files that records name", sentFiles}, {"files that show values", valueFiles}, {"keys", keys}, {"concurrent keys", concurrentKeys}, {"accounts", accounts}, {"people and their accounts", people}, {"notes", notes}, {"refusals", refusals}, {"cancellation", cancellation},
	} {
		t.Run(group.name, func(t *testing.T) {
			l := NewLab(t, dsn(t))
			group.test(t, l)
			l.Verify()
		})
	}
}

// Lab is a store under test.
type Lab struct {
	testing.TB
	*store.Store
	DSN string
}

// NewLab opens a store, and closes it at the end of the test.
func NewLab(t testing.TB, dsn string) *Lab {
	t.Helper()
	l := &Lab{TB: t, DSN: dsn}
	l.Store = l.Open()
	return l
}

// Open opens the same database once more, as another node would.
func (l *Lab) Open() *store.Store {
	l.Helper()
	s, err := store.Open(l.Context(), store.Options{DSN: l.DSN, Registry: Registry()})
	if err != nil {
		l.Fatalf("the store cannot be opened: %v", err)
	}
	l.Cleanup(func() {
		if err := s.Close(); err != nil {
			l.Errorf("the store cannot be closed: %v", err)
		}
	})
	return s
}

// Reopen closes the store and opens it again, so that nothing is known but what was kept.
func (l *Lab) Reopen() {
	l.Helper()
	l.Store = l.Open()
}

// Verify fails the test where the store does not agree with its journal.
func (l *Lab) Verify() {
	l.Helper()
	v, err := l.Store.Verify(context.WithoutCancel(l.Context()))
	if err != nil {
		l.Fatalf("verify: %v", err)
	}
	for _, p := range v.Problems {
		l.Errorf("verify: %s", p)
	}
	if v.Entries != l.Snapshot().Seq() {
		l.Errorf("verify saw %d entries of %d", v.Entries, l.Snapshot().Seq())
	}
}

// Put writes changes.
func Put(ctx context.Context, s *store.Store, changes ...record.Change) (store.Receipt, error) {
	return s.Write(ctx, store.Write{Type: journal.Change, Actor: journal.Actor{Via: "cli"}, Reason: "test",
		Decide: func(context.Context, *store.Tx, *record.Snapshot) (store.Decision, error) {
			return store.Decision{Changes: changes}, nil
		}})
}

// MustPut writes changes that have to be accepted.
func (l *Lab) MustPut(changes ...record.Change) store.Receipt {
	l.Helper()
	r, err := Put(l.Context(), l.Store, changes...)
	if err != nil {
		l.Fatalf("a change that should be accepted was refused: %v", err)
	}
	return r
}

// Refused writes changes that have to be refused with the code and with words of a reason, and change nothing.
func (l *Lab) Refused(code fault.Code, words string, changes ...record.Change) {
	l.Helper()
	before := l.Snapshot().Seq()
	_, err := Put(l.Context(), l.Store, changes...)
	switch {
	case err == nil:
		l.Fatalf("a change was accepted that should be refused because it %s", words)
	case !fault.Is(err, code) || !strings.Contains(err.Error(), words):
		l.Fatalf("refused with code %s: %v; it should be %s because it %s", fault.Of(err).Code, err, code, words)
	case l.Snapshot().Seq() != before:
		l.Fatalf("a refused change moved the journal to %d", l.Snapshot().Seq())
	}
	for _, f := range fault.Of(err).Fields {
		if f.Reason == "" || f.Remedy == "" {
			l.Errorf("the refusal %q has no reason or no remedy", f)
		}
	}
}

// Find gives a record that has to be there.
func (l *Lab) Find(s *record.Snapshot, kind, text string) *record.Record {
	l.Helper()
	r, ok := s.Lookup(kind, text)
	if !ok {
		l.Fatalf("there is no %s %s at entry %d", kind, text, s.Seq())
	}
	return r
}

// At gives the state as of an entry.
func (l *Lab) At(seq int64) *record.Snapshot {
	l.Helper()
	s, err := l.AsOf(l.Context(), seq)
	if err != nil {
		l.Fatalf("the state as of entry %d: %v", seq, err)
	}
	return s
}

// Declare makes a change from a spec in JSON.
func Declare(kind, name, title, spec string) record.Change {
	d := json.NewDecoder(strings.NewReader(spec))
	d.UseNumber()
	var tree record.Tree
	if err := d.Decode(&tree); err != nil {
		panic(fmt.Sprintf("the spec %s: %v", spec, err)) // of the test itself
	}
	return record.Change{Declaration: record.Declaration{Kind: kind, Name: name, Title: title, Spec: tree}}
}

// Retire makes a change that retires.
func Retire(kind, name string) record.Change {
	return record.Change{Declaration: record.Declaration{Kind: kind, Name: name}, Retire: true}
}

// If makes a change depend on the record's revision.
func If(revision int64, c record.Change) record.Change {
	c.IfRevision = &revision
	return c
}

// Dump writes out everything that a snapshot declares, as people would see it.
func Dump(s *record.Snapshot) string {
	var b bytes.Buffer
	fmt.Fprintf(&b, "entry %d, %d live\n", s.Seq(), s.Len())
	for _, k := range s.Registry().Kinds() {
		for r := range s.List(k.Name, true) {
			spec, err := s.Declared(r)
			if err != nil {
				spec = []byte(err.Error())
			}
			fmt.Fprintf(&b, "%s/%s %s %s %q rev %d at %d retired %v %s", r.Kind, r.Name, r.Code, r.UID, r.Title, r.Revision, r.Seq, r.Retired, spec)
			for from, e := range s.Inbound(r.UID) {
				fmt.Fprintf(&b, " ← %s %s", from.Name, e.Path)
			}
			b.WriteByte('\n')
		}
	}
	return b.String()
}

// AddPoints writes one batch, under a key where one is given.
func AddPoints(ctx context.Context, s *store.Store, key *store.Key, batch measurement.Batch, series ...measurement.Series) (store.Receipt, error) {
	return addPoints(ctx, s, key, batch, nil, series)
}

func addPoints(ctx context.Context, s *store.Store, key *store.Key, batch measurement.Batch, evidence []journal.Evidence, series []measurement.Series) (store.Receipt, error) {
	digest, err := batch.Seal()
	if err != nil {
		return store.Receipt{}, err
	}
	if err := s.PrepareMonths(ctx, batch); err != nil {
		return store.Receipt{}, err
	}
	r, err := s.Write(ctx, store.Write{Type: journal.Points, Actor: journal.Actor{Via: "api"}, Key: key,
		Stage: func(ctx context.Context, tx *store.Tx) error { return tx.StagePoints(ctx, batch, series) },
		Decide: func(context.Context, *store.Tx, *record.Snapshot) (store.Decision, error) {
			note := store.NoteBatch(batch, digest)
			return store.Decision{Body: journal.Body{Batches: []journal.Batch{note}, Evidence: evidence},
				Then: func(ctx context.Context, tx *store.Tx, seq int64, _ time.Time) error {
					if err := tx.InsertBatch(ctx, note, seq); err != nil {
						return err
					}
					return tx.InsertEvidence(ctx, evidence, seq)
				},
				Answer: func(r store.Receipt) ([]byte, error) {
					return json.Marshal(map[string]int64{"seq": r.Seq, "batch": batch.ID})
				}}, nil
		}})
	if err == nil {
		s.KnowSeries(series)
	}
	return r, err
}
