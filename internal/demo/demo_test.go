package demo_test

import (
	"math"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/collect"
	"github.com/steelyard-isms/steelyard/internal/collect/csvfile"
	"github.com/steelyard-isms/steelyard/internal/collect/lynis"
	"github.com/steelyard-isms/steelyard/internal/collect/xccdf"
	"github.com/steelyard-isms/steelyard/internal/demo"
	"github.com/steelyard-isms/steelyard/internal/direction"
	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/kinds"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/service"
	"github.com/steelyard-isms/steelyard/internal/store"
)

type told struct {
	*service.Service
	store *store.Store
	clock *demo.Clock
}

func tell(t *testing.T, now time.Time) told {
	t.Helper()
	clock := &demo.Clock{}
	st, err := store.Open(t.Context(), store.Options{DSN: filepath.Join(t.TempDir(), "demo.db"), Registry: kinds.Registry(), Clock: clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	svc, err := service.New(service.Options{Store: st, Clock: clock.Now, Formats: collect.NewFormats(lynis.Format{}, xccdf.Format{}, csvfile.Format{})})
	if err != nil {
		t.Fatal(err)
	}
	if err := demo.Seed(t.Context(), st, svc, clock, now); err != nil {
		t.Fatal(err)
	}
	return told{svc, st, clock}
}

func (d told) status(t *testing.T, a service.AsOf) *evaluate.Status {
	t.Helper()
	v, err := d.View(t.Context(), access.Console("test"), a)
	if err != nil {
		t.Fatal(err)
	}
	s, err := v.Status(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// On whatever day the demonstration is started, its latest values are those of the real files, nothing is recorded in the
// future, and the journal agrees with everything.
func TestTheStoryHoldsOnAnyDay(t *testing.T) {
	for _, now := range []time.Time{time.Now(), time.Date(2026, 11, 21, 22, 0, 0, 0, time.UTC), time.Date(2026, 12, 1, 0, 0, 30, 0, time.UTC), time.Date(2025, 3, 2, 5, 0, 0, 0, time.UTC),
		time.Date(2024, 2, 29, 23, 59, 59, 0, time.UTC), time.Date(2025, 12, 31, 23, 30, 0, 0, time.FixedZone("west", -8*3600))} {
		if now.After(time.Now()) {
			continue // points of the future are refused
		}
		d := tell(t, now)
		if at := d.store.Snapshot().At(); at.After(now) {
			t.Errorf("told on %s, an entry is recorded at %s", now, at)
		}
		s := d.status(t, service.AsOf{Text: "then", At: now})
		// the ground truth of the files: hardening index 56, 77 packages, scores 75 and 100
		for code, want := range map[string]float64{"M-01": 56, "M-02": 77, "M-03": 75, "M-04": 100} {
			for _, m := range s.Measures {
				if m.Record.Code == code && (m.Last == nil || *m.Last.Value != want || m.Last.Run == "") {
					t.Errorf("told on %s, %s is %+v, not %g of a run", now, code, m.Last, want)
				}
			}
		}
		// (2 × 49 + 2 × 28.667 + 1 × 55) ÷ 5 and (2 × 100 + 1 × 55) ÷ 3, then 3 to 2
		for _, c := range s.Scorecards {
			if got := c.Node.Score.Or(-1); math.Abs(got-(3*(2*49+2*86.0/3+55)/5+2*85)/5) > 1e-9 {
				t.Errorf("told on %s, the scorecard is %v", now, got)
			}
		}
		check, err := d.Verify(t.Context(), access.Console("test"))
		if err != nil || len(check.Problems) > 0 || check.Runs != 3 {
			t.Errorf("told on %s: %+v, %v", now, check, err)
		}
	}
}

// The traits of the story can be seen: a target that was raised, a value that was corrected, months without a scan.
func TestTheStoryHasTheTraitsOfRealData(t *testing.T) {
	now := time.Date(2026, 11, 21, 22, 0, 0, 0, time.UTC)
	if now.After(time.Now()) {
		now = time.Now()
	}
	d := tell(t, now)
	target := func(at time.Time) float64 {
		for _, o := range d.status(t, service.AsOf{Text: "then", At: at}).Objectives {
			if o.Record.Name == "harden-servers" {
				return o.Targets[0].Plan.Target
			}
		}
		return 0
	}
	if before, after := target(now.AddDate(0, -10, 0)), target(now); before != 75 || after != 80 {
		t.Errorf("the target was %g and is %g: it was not raised from 75 to 80", before, after)
	}
	check, err := d.Verify(t.Context(), access.Console("test"))
	if err != nil || check.Points != 24*4-2+1+6+13+13 {
		t.Errorf("%d points: 24 months of four series, two of which miss one, a correction, and those of three files (%v)", check.Points, err)
	}
	if err := demo.Seed(t.Context(), d.store, d.Service, d.clock, now); !fault.Is(err, fault.Conflict) {
		t.Errorf("the story is told twice into one store: %v", err)
	}
}

// What the story is framed by is in force, by the moves of those who may make them: the visitor sees principles that were
// approved, a plan that runs, and an action that someone else than its owner verified.
func TestTheStoryIsFramedAndFollowedUp(t *testing.T) {
	d := tell(t, time.Now())
	now := d.store.Snapshot()
	for ref, state := range map[string]string{"principle/least-privilege": "approved", "principle/shown-not-claimed": "approved", "scope/management-system": "approved",
		"objective/harden-servers": "active", "initiative/rebuild-from-reference": "running", "action/complete-the-scan": "verified", "action/logging-on-reference": "in-progress"} {
		kind, name, _ := strings.Cut(ref, "/")
		r, ok := now.Lookup(kind, name)
		if !ok || r.State != state {
			t.Errorf("%s is %+v, not %s", ref, r, state)
		}
	}
	for _, k := range now.Registry().Kinds() {
		n := 0
		for range now.List(k.Name, false) {
			n++
		}
		if n == 0 && k.Name != "period-close" {
			t.Errorf("the story has no %s", k.Name)
		}
	}
	for p := range record.All[direction.Principle](now) {
		if p.Spec.Statement.In("nb") == "" || p.Spec.Statement.In("nb") == p.Spec.Statement.In("en") {
			t.Errorf("%s speaks one language", p.Name)
		}
	}
}
