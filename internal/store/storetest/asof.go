package storetest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/measurement"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/store"
)

// Journey is a history of random writes after which every earlier moment must still look as it looked then.
type Journey struct {
	Registry *record.Registry
	Writes   int // entries to be made
	Seed     uint64
	// Step tries one random write. That it is refused as Invalid or Conflict is part of the history.
	Step func(ctx context.Context, s *store.Store, r *rand.Rand) error
	// Dump writes out all that is shown of a state, computed from the store as anyone would compute it who asks for that
	// state.
	Dump func(ctx context.Context, s *store.Store, at *record.Snapshot) (string, error)
}

type moment struct {
	seq       int64
	at, until time.Time // the first and the last microsecond at which it stood
	dump      string
}

// Run makes the history on an empty database, then asks for each moment again: of the store that made it, and of one
// that has been opened since and knows nothing but what was kept.
func (j Journey) Run(t *testing.T, dsn string) {
	t.Helper()
	open := func() *store.Store {
		s, err := store.Open(t.Context(), store.Options{DSN: dsn, Registry: j.Registry})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	s := open()
	r := rand.New(rand.NewPCG(j.Seed, j.Seed))
	var moments []moment
	refused := 0
	for tries := 0; len(moments) < j.Writes; tries++ {
		if tries > 20*j.Writes {
			t.Fatalf("of %d writes only %d were accepted", tries, len(moments))
		}
		if err := j.Step(t.Context(), s, r); fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict) {
			refused++
			continue
		} else if err != nil {
			t.Fatalf("write %d: %v", tries, err)
		}
		now := s.Snapshot()
		if len(moments) > 0 && now.Seq() == moments[len(moments)-1].seq {
			continue // nothing changed
		}
		dump, err := j.Dump(t.Context(), s, now)
		if err != nil {
			t.Fatal(err)
		}
		if n := len(moments); n > 0 {
			moments[n-1].until = now.At().Add(-time.Microsecond)
		}
		moments = append(moments, moment{now.Seq(), now.At(), now.At().Add(time.Hour), dump})
	}
	var some []moment // the store that made the history has them at hand; that a few are right is enough
	for i := 0; i < len(moments); i += 10 {
		some = append(some, moments[i])
	}
	j.compare(t, s, some, r)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open()
	j.compare(t, s, moments, r)
	if v, err := s.Verify(t.Context()); err != nil || len(v.Problems) > 0 {
		t.Errorf("verify: %v %v", v.Problems, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d moments, %d writes refused, %d bytes shown of the last", len(moments), refused, len(moments[len(moments)-1].dump))
}

func (j Journey) compare(t *testing.T, s *store.Store, moments []moment, r *rand.Rand) {
	t.Helper()
	for _, i := range r.Perm(len(moments)) {
		m := moments[i]
		for _, at := range []time.Time{m.at, m.until} {
			if seq, _, err := s.SeqAt(t.Context(), at); err != nil || seq != m.seq {
				t.Fatalf("at %s the journal stood at entry %d (%v), not %d", at, seq, err, m.seq)
			}
		}
		past, err := s.AsOf(t.Context(), m.seq)
		if err != nil {
			t.Fatal(err)
		}
		dump, err := j.Dump(t.Context(), s, past)
		if err != nil {
			t.Fatal(err)
		}
		if dump != m.dump {
			t.Fatalf("as of entry %d the store shows something else than it showed then:\n%s", m.seq, difference(m.dump, dump))
		}
	}
}

// difference gives the lines that only one of two dumps has.
func difference(then, now string) string {
	a, b := strings.Split(then, "\n"), strings.Split(now, "\n")
	var out strings.Builder
	for _, line := range a {
		if !slices.Contains(b, line) {
			out.WriteString("then: " + line + "\n")
		}
	}
	for _, line := range b {
		if !slices.Contains(a, line) {
			out.WriteString("now:  " + line + "\n")
		}
	}
	return out.String()
}

var (
	journeySource = record.UID("01J00000000000000000000001")
	journeySeries = func() []measurement.Series {
		var out []measurement.Series
		for i := range 8 {
			out = append(out, measurement.Series{Owner: journeySource, Name: fmt.Sprint("v", i)})
		}
		return out
	}()
)

// RandomStep writes a random change of the suite's kinds, or a random batch with corrections and withdrawals.
func RandomStep(ctx context.Context, s *store.Store, r *rand.Rand) error {
	if r.IntN(3) == 0 {
		b := measurement.Batch{ID: int64(r.Uint64() >> 1)}
		seen := map[measurement.Point]bool{}
		for range 1 + r.IntN(12) {
			p := point(journeySeries[r.IntN(len(journeySeries))], day("2025-01-01").AddDate(0, 0, r.IntN(500)), nil, "")
			if seen[p] {
				continue
			}
			seen[p] = true
			if r.IntN(5) == 0 {
				p.Note = "withdrawn"
			} else {
				p.Value = number(float64(r.IntN(100)))
			}
			b.Points = append(b.Points, p)
		}
		_, err := AddPoints(ctx, s, nil, b, journeySeries...)
		return err
	}
	var changes []record.Change
	for range 1 + r.IntN(3) {
		changes = append(changes, RandomChange(s.Snapshot(), r, 12))
	}
	_, err := Put(ctx, s, changes...)
	return err
}

// RandomChange creates, changes, renames, retires or brings back one of n records of each kind, with references to any
// of the others.
func RandomChange(s *record.Snapshot, r *rand.Rand, n int) record.Change {
	name := func(kind string) string { return fmt.Sprintf("%s-%d", kind, r.IntN(n)) }
	list := func(kind string) string {
		var names []string
		for range r.IntN(4) {
			names = append(names, `"`+name(kind)+`"`)
		}
		return "[" + strings.Join(names, ",") + "]"
	}
	var c record.Change
	switch r.IntN(4) {
	case 0:
		spec := fmt.Sprintf(`{"motto":"%d"}`, r.IntN(5))
		if r.IntN(2) == 0 {
			spec = fmt.Sprintf(`{"parent":%q}`, name("team"))
		}
		c = Declare("team", name("team"), fmt.Sprint("Team ", r.IntN(9)), spec)
	case 1:
		c = Declare("member", name("member"), "", fmt.Sprintf(`{"full_name":"Person %d","team":%q}`, r.IntN(9), name("team")))
	default:
		c = Declare("goal", name("goal"), fmt.Sprint("Goal ", r.IntN(9)), fmt.Sprintf(
			`{"team":%q,"owner":[{"value":%q},{"from":"2026-0%d-01","value":%q,"reason":"moved"}],"weight":%d,"helpers":%s,"links":[{"goal":%q}],"roles":{"coach":%q}}`,
			name("team"), name("member"), 1+r.IntN(9), name("member"), r.IntN(100), list("member"), name("goal"), name("member")))
		if r.IntN(2) == 0 {
			c = Declare("goal", c.Name, c.Title, fmt.Sprintf(`{"team":%q,"weight":%d}`, name("team"), r.IntN(100)))
		}
	}
	old, exists := s.Lookup(c.Kind, c.Name)
	if exists && r.IntN(8) > 0 { // now and then by a former name
		c.Name = old.Name
	}
	switch {
	case exists && r.IntN(4) == 0:
		c.Retire = true
	case exists && r.IntN(5) == 0:
		c.UID, c.Name = old.UID, fmt.Sprintf("%s-%d", c.Kind, r.IntN(3*n))
	}
	return c
}

// RecordsAndPoints dumps all declared records and the last values of all months.
func RecordsAndPoints(ctx context.Context, s *store.Store, at *record.Snapshot) (string, error) {
	var ids []int64
	for _, x := range journeySeries {
		ids = append(ids, x.ID())
	}
	values, err := s.LastOfMonths(ctx, ids, day("2024-12-01"), day("2026-12-31"), at.Seq(), []store.Cut{{Series: ids[0], At: day("2025-03-10")}})
	if err != nil {
		return "", err
	}
	var b strings.Builder
	b.WriteString(Dump(at))
	for i := range 3 * 12 { // also whom each name meant
		for _, k := range at.Registry().Kinds() {
			if r, ok := at.Lookup(k.Name, fmt.Sprintf("%s-%d", k.Name, i)); ok {
				fmt.Fprintf(&b, "%s-%d is %s\n", k.Name, i, r.UID)
			}
		}
	}
	for _, v := range values {
		fmt.Fprintf(&b, "%d %s %v %d %s\n", v.Series, v.To, *v.Value, v.Seq, v.RecordedAt)
	}
	return b.String(), nil
}
