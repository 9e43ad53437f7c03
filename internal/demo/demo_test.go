package demo_test

import (
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/collect"
	"github.com/steelyard-isms/steelyard/internal/collect/csvfile"
	"github.com/steelyard-isms/steelyard/internal/collect/gophish"
	"github.com/steelyard-isms/steelyard/internal/collect/jsonfile"
	"github.com/steelyard-isms/steelyard/internal/collect/lynis"
	"github.com/steelyard-isms/steelyard/internal/collect/prometheus"
	"github.com/steelyard-isms/steelyard/internal/collect/xccdf"
	"github.com/steelyard-isms/steelyard/internal/collect/xlsxfile"
	"github.com/steelyard-isms/steelyard/internal/demo"
	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/kinds"
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
	svc, err := service.New(service.Options{Store: st, Clock: clock.Now, Formats: collect.NewFormats(lynis.Format{}, xccdf.Format{}, gophish.Format{}, prometheus.Format{}, csvfile.Format{}, xlsxfile.Format{}, jsonfile.Format{})})
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
		// the ground truth of the files: hardening index 56, 77 packages, scores 75 and 100; half of the requests are granted after 98.5
		// hours, as the formula of Kaplan and Meier gives by hand, with those in mind that wait on the day of the story
		for code, want := range map[string]float64{"M-01": 56, "M-02": 77, "M-03": 75, "M-04": 100, "M-16": 98.5 / 24} {
			for _, m := range s.Measures {
				if m.Record.Code == code && (m.Last == nil || *m.Last.Value != want || m.Last.Run == "") {
					t.Errorf("told on %s, %s is %+v, not %g of a run", now, code, m.Last, want)
				}
			}
		}
		// O-02 is (2 × 49 + 2 × 28.667 + 1 × 55) ÷ 5, and O-01 (2 × 100 + 1 × 55) ÷ 3; what hangs above them is the same on each day
		for _, o := range s.Objectives {
			if want, ok := map[string]float64{"O-01": 85, "O-02": (2*49 + 2*86.0/3 + 55) / 5}[o.Record.Code]; ok && math.Abs(o.Node.Score.Or(-1)-want) > 1e-9 {
				t.Errorf("told on %s, %s is %v", now, o.Record.Code, o.Node.Score)
			}
		}
		if got, want := shown(s), "72.8: 76.5 77.8 69.0 67.8"; got != want {
			t.Errorf("told on %s, the scorecard is %s", now, got)
		}
		if got := attained(s); !maps.Equal(got, map[string]int{"on-plan": 10, "at-risk": 3, "off-plan": 3, "achieved": 1, "no-data": 1}) {
			t.Errorf("told on %s, the objectives are %v", now, got)
		}
		check, err := d.Verify(t.Context(), access.Console("test"))
		if err != nil || len(check.Problems) > 0 || check.Runs != 11 {
			t.Errorf("told on %s: %+v, %v", now, check, err)
		}
	}
}

// shown is the score of the scorecard, and those of its perspectives from the top.
func shown(s *evaluate.Status) string {
	for _, c := range s.Scorecards {
		out := c.Node.Shown + ":"
		for _, p := range c.Perspectives {
			out += " " + p.Node.Shown
		}
		return out
	}
	return ""
}

// attained counts the objectives by how they stand against their plans.
func attained(s *evaluate.Status) map[string]int {
	out := map[string]int{}
	for _, o := range s.Objectives {
		if !o.Waits {
			out[string(o.Attainment)]++
		}
	}
	return out
}

// A target is raised in the story, and the story is not told twice into one store.
func TestTheTargetIsRaised(t *testing.T) {
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
	if err := demo.Seed(t.Context(), d.store, d.Service, d.clock, now); !fault.Is(err, fault.Conflict) {
		t.Errorf("the story is told twice into one store: %v", err)
	}
}

// The worked example of docs/explanation/scoring.md says what the demonstration computes.
func TestTheWorkedExampleHolds(t *testing.T) {
	page, err := os.ReadFile("../../docs/explanation/scoring.md")
	if err != nil {
		t.Fatal(err)
	}
	s := tell(t, present()).status(t, service.AsOf{Text: "then", At: present()})
	for _, c := range s.Scorecards {
		says := []string{"**" + c.Node.Shown + "**", fmt.Sprintf("coverage is %.0f %%", 100*c.Node.Coverage)}
		for _, p := range c.Perspectives {
			says = append(says, p.Node.Shown+" for *"+p.Record.Title+"*")
			if p.Record.Name != "internal-process" {
				continue
			}
			says[len(says)-1] = "**" + p.Node.Shown + "**"
			says = append(says, fmt.Sprintf("**%.1f**", p.Node.Raw.Or(0)))
			for _, o := range p.Objectives {
				says = append(says, o.Record.Code+" "+o.Record.Title, "| "+o.Node.Shown+" |")
			}
		}
		for _, text := range says {
			if !strings.Contains(strings.ReplaceAll(string(page), "\n", " "), text) {
				t.Errorf("the page does not say %q", text)
			}
		}
	}
}
