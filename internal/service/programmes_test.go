package service_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/service"
	"github.com/steelyard-isms/steelyard/internal/store/pgtest"
)

// inOneStore is how many programmes follow each other in a store: the clock runs on, and a century of months makes a slow one.
const inOneStore = 50

// Incremental = full = as of: for random programmes with random histories, on both databases, what a process shows that was
// there all the time and computed only what each entry touches is, entry by entry, what a process computes that has just
// started; and each earlier moment is shown as it was. STEELYARD_PROGRAMMES says how many.
func TestRandomProgrammes(t *testing.T) {
	programmes := 40
	if text := os.Getenv("STEELYARD_PROGRAMMES"); text != "" {
		var err error
		if programmes, err = strconv.Atoi(text); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"sqlite", "postgres"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var done totals
			for first := 0; first < programmes; first += inOneStore {
				dsn := pgtest.DSN
				if name == "sqlite" {
					dsn = func(t testing.TB) string { return filepath.Join(t.TempDir(), "steelyard.db") }
				}
				t.Run(fmt.Sprint(first), func(t *testing.T) { // of its own, so that what it held is let go
					b := newBench(t, dsn(t))
					b.must(b.declare(manager, doc("unit", "enterprise", "Enterprise", "{level: organisation}")+doc("unit", "branch", "Branch", "{parent: enterprise, time_zone: America/New_York, fiscal_year_begins: 4}")+
						doc("person", "p-01", "", "{full_name: Kari Solberg, unit: enterprise}")+doc("person", "p-02", "", "{full_name: Jonas Eide, unit: enterprise}")))
					for i := range min(inOneStore, programmes-first) {
						newRandom(b, first+i).run(&done)
					}
				})
			}
			t.Logf("%d programmes, %d entries, %d of them refused; %d descriptions compared, %d of them different from the one before", programmes, done.entries, done.refused, done.compared, done.different)
			if done.different < done.compared/4 || done.refused > done.entries/2 {
				t.Error("too little happens in these histories to show anything")
			}
		})
	}
}

// moving is what differs in every description.
var moving = regexp.MustCompile(`"(at|day|seq|age_days|phi)":[^,]+,|"explanation":.*`)

type totals struct{ entries, refused, compared, different int }

// random is a programme that changes at random.
type random struct {
	*bench
	prefix     string
	chance     *rand.Rand
	measures   []*randomMeasure
	objectives []string // their documents' edges are drawn anew by a change
	ends       []time.Time
	version    int
}

type randomMeasure struct {
	name, inputs, replaces, period string
	summed                         string // by reporting periods, how
	red                            float64
	retired                        bool
}

func newRandom(b *bench, n int) *random {
	r := &random{bench: b, prefix: fmt.Sprintf("p%d-", n), chance: rand.New(rand.NewPCG(uint64(n), 2026))}
	for i := range 2 + r.chance.IntN(4) {
		m := &randomMeasure{name: fmt.Sprint(r.prefix, "m", i), red: 40, period: []string{"7", "31", "92"}[r.chance.IntN(3)]}
		if i > 1 && r.chance.IntN(3) == 0 { // made of others, also of made ones
			a, b := r.measures[r.chance.IntN(i)], r.measures[r.chance.IntN(i)]
			formulas := []string{"(a + b) / 2.0", "a < 5.0 ? a : b", "100.0 * a / (b - 50.0)"}
			if a.period != "7" {
				formulas = append(formulas, "a - previous(a).or(0.0) + b")
			}
			m.inputs = fmt.Sprintf("formula: '%s', inputs: [{name: a, measure: %s}, {name: b, measure: %s}]", formulas[r.chance.IntN(len(formulas))], a.name, b.name)
		}
		if m.inputs == "" && r.chance.IntN(3) == 0 {
			lengths := map[string][]string{"7": {"day", "week"}, "31": {"day", "week", "month"}, "92": {"month", "quarter"}}[m.period]
			m.summed = fmt.Sprintf("aggregation: %s, reporting_period: %s", []string{"last", "sum", "mean", "min", "max", "rate", "count-distinct"}[r.chance.IntN(7)], lengths[r.chance.IntN(len(lengths))])
		}
		r.measures = append(r.measures, m)
	}
	for i := range 1 + r.chance.IntN(3) {
		r.objectives = append(r.objectives, fmt.Sprint(r.prefix, "o", i))
	}
	return r
}

func (r *random) oneIn(n int) bool { return r.chance.IntN(n) == 0 }

// text declares all of it, with weights, caps, exemptions and targets drawn anew.
func (r *random) text() string {
	var out strings.Builder
	r.version++
	out.WriteString(doc("scorecard", r.prefix+"card", "Card", "{unit: enterprise}"))
	for i := range 2 {
		out.WriteString(doc("perspective", fmt.Sprint(r.prefix, "v", i), "View", fmt.Sprintf("{scorecard: %scard, weight: %d, critical: %t}", r.prefix, 1+r.chance.IntN(3), r.oneIn(5))))
	}
	var live []*randomMeasure
	for _, m := range r.measures {
		if m.retired {
			continue
		}
		live = append(live, m)
		more := ""
		for _, part := range []string{m.inputs, m.summed} {
			if part != "" {
				more += ", " + part
			}
		}
		if m.replaces != "" {
			more += ", replaces: " + m.replaces
		}
		out.WriteString(doc("measure", m.name, "Measure", fmt.Sprintf("{unit: branch, owner: p-01, period_days: %s, timing: %s, first_due: %s%s, scale: {direction: higher, knots: {worst: 5, red: %g, green: 80, target: 95}}}",
			m.period, []string{"leading", "lagging"}[r.chance.IntN(2)], r.clock().AddDate(0, 0, r.chance.IntN(90)-40).Format(time.DateOnly), more, m.red)))
	}
	for _, o := range r.objectives {
		var edges, targets []string
		for _, i := range r.chance.Perm(len(live))[:1+r.chance.IntN(len(live))] {
			weight := r.chance.IntN(4)
			edge := fmt.Sprintf("measure: %s, weight: %d, critical: %t", live[i].name, weight, weight > 0 && r.oneIn(4))
			if r.oneIn(6) {
				edge += fmt.Sprintf(", not_applicable: {reason: none here, requested_by: p-01, approved_by: p-02, from: %s, expires: %s}", r.clock().Format(time.DateOnly), r.clock().AddDate(0, 0, 1+r.chance.IntN(60)).Format(time.DateOnly))
			}
			edges = append(edges, "{"+edge+"}")
			if r.oneIn(2) && len(targets) < 2 {
				start := r.clock().AddDate(0, 0, -r.chance.IntN(60))
				targets = append(targets, fmt.Sprintf("{measure: %s, baseline: 10, start: %s, hold: %t, plan: {target: %d, due: %s}}", live[i].name, start.Format(time.DateOnly), r.oneIn(2), 50+r.chance.IntN(40), start.AddDate(0, 0, 20+r.chance.IntN(100)).Format(time.DateOnly)))
			}
		}
		out.WriteString(doc("objective", o, "Objective", fmt.Sprintf("{unit: enterprise, owner: p-01, perspective: %sv%d, weight: %d, critical: %t, measures: [%s], targets: [%s]}",
			r.prefix, r.chance.IntN(2), 1+r.chance.IntN(3), r.oneIn(5), strings.Join(edges, ", "), strings.Join(targets, ", "))))
	}
	return out.String()
}

// change makes one entry.
func (r *random) change() error {
	switch r.chance.IntN(10) {
	case 0:
		return r.declare(manager, r.text())
	case 1:
		r.measures[r.chance.IntN(len(r.measures))].red = float64(20 + r.chance.IntN(40))
		return r.declare(manager, r.text())
	case 2: // one measure takes the place of another
		old := r.measures[r.chance.IntN(len(r.measures))]
		if old.retired || old.inputs != "" || len(r.measures) > 7 {
			break
		}
		next := *old
		next.name, next.replaces = fmt.Sprint(r.prefix, "m", len(r.measures)), old.name
		r.measures = append(r.measures, &next)
		return r.declare(manager, r.text())
	}
	var points []service.NewPoint
	seen := map[string]bool{}
	for range 1 + r.chance.IntN(3) {
		m := r.measures[r.chance.IntN(len(r.measures))]
		to := r.clock().Add(-time.Duration(r.chance.IntN(40*24)) * time.Hour).Truncate(time.Hour)
		note := ""
		switch {
		case len(r.ends) > 2 && r.oneIn(4):
			to, note = r.ends[r.chance.IntN(len(r.ends))], "corrected"
		case r.oneIn(8):
			to, note = r.clock().Add(time.Duration(1+r.chance.IntN(72))*time.Hour).Truncate(time.Hour), "valid later"
		case r.oneIn(8):
			to, note = to.AddDate(0, -r.chance.IntN(60), 0), "late"
		}
		if m.inputs != "" || seen[m.name+to.String()] {
			continue
		}
		seen[m.name+to.String()] = true
		p := service.NewPoint{Measure: m.name, From: to, To: to, Note: note}
		if note != "corrected" || !r.oneIn(3) {
			v := float64(r.chance.IntN(1000)) / 10
			p.Value = &v
		}
		r.ends = append(r.ends, to)
		points = append(points, p)
	}
	if len(points) == 0 {
		return nil
	}
	_, err := r.AddPoints(r.t.Context(), manager, points, "", "", "")
	return err
}

func (r *random) run(done *totals) {
	r.t.Helper()
	r.must(r.declare(manager, r.text()))
	type moment struct {
		at    time.Time
		shown string
	}
	var moments []moment
	last := ""
	steps := 5 + r.chance.IntN(4)
	for i := range steps {
		r.pass(time.Duration(r.chance.IntN(600)) * time.Hour / time.Duration(1+r.chance.IntN(20)))
		done.entries++
		if err := r.change(); fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict) {
			done.refused++
		} else {
			r.must(err)
		}
		r.pass(time.Second)
		shown := r.describe(service.AsOf{})
		moments = append(moments, moment{r.clock(), shown})
		if i == steps-1 || r.oneIn(2) {
			fresh := &bench{t: r.t, store: r.store}
			var err error
			fresh.Service, err = service.New(service.Options{Store: r.store, Clock: r.clock})
			r.must(err)
			if want := fresh.describe(service.AsOf{}); shown != want {
				r.t.Fatalf("%safter entry %d it shows\n%s\nand computed in full\n%s", r.prefix, i+1, shown, want)
			}
			done.compared++
			if scores := moving.ReplaceAllString(shown, ""); scores != last {
				done.different++
				last = scores
			}
		}
		r.pass(time.Second) // or the next entry might be of the same microsecond
	}
	r.pass(time.Hour)
	for _, i := range r.chance.Perm(len(moments))[:3] {
		if again := r.describe(service.AsOf{Text: "then", At: moments[i].at}); again != moments[i].shown {
			r.t.Fatalf("%safter entry %d it showed\n%s\nand as of that moment it now shows\n%s", r.prefix, i+1, moments[i].shown, again)
		}
	}
	r.retire()
}

// retire takes the programme out, so that the next is alone.
func (r *random) retire() {
	v, err := r.View(r.t.Context(), manager, service.AsOf{})
	r.must(err)
	var changes []record.Change
	for _, kind := range []string{"objective", "perspective", "scorecard", "measure"} {
		all, err := v.List(kind, false)
		r.must(err)
		for _, x := range all {
			changes = append(changes, record.Change{Declaration: record.Declaration{Kind: kind, Name: x.Name}, Retire: true})
		}
	}
	_, err = r.Declare(r.t.Context(), administrator, changes, "test")
	r.must(err)
}
