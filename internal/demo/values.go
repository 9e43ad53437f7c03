package demo

import (
	"cmp"
	"context"
	"fmt"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/figures"
	"github.com/steelyard-isms/steelyard/internal/journal"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/measurement"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/store"
)

// mistake is a value that was told wrongly at first, and corrected later.
type mistake struct {
	source, value, measure string // whose
	month                  int
	by                     float64 // what was told was so much too high
	corrected              time.Time
	note, reason           string
}

// mistakes lists them: one is corrected within the month, the other long after its quarter was closed.
func (t *teller) mistakes() []mistake {
	return []mistake{
		{source: "openscap-anssi-minimal", value: "score", month: 14, by: 6, corrected: t.first.AddDate(0, 15, 20),
			note: "The scan had left out the authentication rules; counted again.", reason: "Correction"},
		{measure: "critical-patch-days", month: t.closing(), by: -7.5, corrected: t.first.AddDate(0, t.closing()+7, 8),
			note: "The report took patches that were sent for patches in place; counted again by running versions.", reason: "Correction of a closed quarter, found when the report was checked against hosts"},
	}
}

// closing is the month of the story with which the quarter ends that is closed and later found wrong: the last month of a quarter
// of the calendar, ten to eight months before the present one.
func (t *teller) closing() int {
	for m := 14; ; m++ {
		if t.end(m).Month()%3 == 0 {
			return m
		}
	}
}

// end is the last moment of a month of the story.
func (t *teller) end(month int) time.Time {
	return time.Date(t.first.Year(), t.first.Month(), 1, 0, 0, 0, 0, time.UTC).AddDate(0, month+1, 0).Add(-time.Microsecond)
}

// values tells the values of each month some days after it, in one batch, and the corrections.
func (t *teller) values() []step {
	var steps []step
	paths := make([][]*float64, len(lines))
	for i := range lines {
		paths[i] = lines[i].path()
	}
	for m := range months {
		steps = append(steps, step{earlier(t.end(m).Add(34*time.Hour), t.now.Add(-3*time.Hour)), func() error {
			var told []told
			for i := range lines {
				if v := paths[i][m]; v != nil {
					told = append(told, t.atFirst(&lines[i], m, *v))
				}
			}
			return t.add(m, told, "Monthly values")
		}})
	}
	for _, x := range t.mistakes() {
		i := slices.IndexFunc(lines, x.is)
		steps = append(steps, step{x.corrected, func() error {
			return t.add(x.month, []told{{&lines[i], *paths[i][x.month], x.note}}, x.reason)
		}})
	}
	return steps
}

func (x mistake) is(l line) bool {
	return l.source == x.source && l.value == x.value && l.measure == x.measure
}

// told is a value as somebody told it.
type told struct {
	line  *line
	value float64
	note  string
}

// atFirst is what was told of a value first: with the mistake where there was one.
func (t *teller) atFirst(l *line, month int, v float64) told {
	for _, x := range t.mistakes() {
		if x.month == month && x.is(*l) {
			v = l.rounded(v + x.by)
		}
	}
	return told{l, v, ""}
}

// path gives the values of a line by month; nil where a month has none.
func (l *line) path() []*float64 {
	end, every, curve := cmp.Or(l.end, months), cmp.Or(l.every, 1), l.curve
	if curve == 0 {
		curve = 1
	}
	h := fnv.New64a()
	_, _ = h.Write([]byte(l.measure + "\x00" + l.source + "\x00" + l.value + "\x00" + l.unit))
	chance := rand.New(rand.NewPCG(27001, h.Sum64())) //nolint:gosec // an invented history is to be the same each time
	last := end - 1
	drift := make([]float64, end)
	for m := 1; m < end; m++ {
		drift[m] = drift[m-1]/2 + l.noise*chance.NormFloat64()
	}
	out := make([]*float64, months)
	for m := l.begin; m < end; m++ {
		if (last-m)%every != 0 || slices.Contains(l.gaps, m) {
			continue
		}
		gone := min(1, float64(m-l.begin)/float64(max(1, cmp.Or(l.reached, last)-l.begin)))
		v := l.from + (l.to-l.jump-l.from)*math.Pow(gone, curve) + drift[m] - drift[last]*float64(m)/float64(last) + l.season*math.Sin(2*math.Pi*float64(last-m)/12)
		if m >= l.jumpAt {
			v += l.jump
		}
		v = l.rounded(v)
		out[m] = &v
	}
	return out
}

func (l *line) rounded(v float64) float64 {
	v = max(v, l.low)
	if l.high > 0 {
		v = min(v, l.high)
	}
	f := math.Pow10(l.digits)
	return math.Round(v*f) / f
}

// series finds where the values of a line are kept.
func (t *teller) series(l *line) (measurement.Series, error) {
	s := t.st.Snapshot()
	if l.measure != "" {
		r, ok := s.Lookup(measure.MeasureKind.Name, l.measure)
		m, _ := record.As[measure.Measure](r)
		if !ok || m.Spec.Source != "" || m.Spec.Derived() {
			return measurement.Series{}, fmt.Errorf("there is no measure %s for which values are entered", l.measure)
		}
		return evaluate.SeriesOf(s, m), nil
	}
	source, ok := s.Lookup(measure.SourceKind.Name, l.source)
	x := measurement.Series{Owner: "", Name: l.value}
	if ok {
		x.Owner = source.UID
	}
	if unit, found := s.Lookup("unit", l.unit); found {
		x.Unit = unit.UID
	} else if l.unit != "" || !ok {
		return x, fmt.Errorf("there is no source %s, or no unit %q", l.source, l.unit)
	}
	return x, nil
}

// add writes invented points at the end of a month.
func (t *teller) add(month int, values []told, reason string) error {
	b := measurement.Batch{ID: measurement.NewBatchID(t.clock.Now()), Label: Label}
	var series []measurement.Series
	end := t.end(month)
	for _, v := range values {
		x, err := t.series(v.line)
		if err != nil {
			return err
		}
		p := measurement.Point{Series: x.ID(), From: measurement.MonthStart(measurement.Month(end) + 1 - cmp.Or(v.line.every, 1)), To: end, Value: &v.value, Note: v.note}
		if v.line.sample > 0 {
			p.Sample = &v.line.sample
		}
		series, b.Points = append(series, x), append(b.Points, p)
	}
	digest, err := b.Seal()
	if err != nil {
		return err
	}
	if err := t.st.PrepareMonths(t.ctx, b); err != nil {
		return err
	}
	_, err = t.st.Write(t.ctx, store.Write{Type: journal.Points, Actor: t.actor("security-analyst"), Reason: reason,
		Stage: func(ctx context.Context, tx *store.Tx) error { return tx.StagePoints(ctx, b, series) },
		Decide: func(_ context.Context, _ *store.Tx, head *record.Snapshot) (store.Decision, error) {
			note := store.NoteBatch(b, digest)
			restates := figures.ClosedIn(head).OfPoints(b.Points, figures.Readers(head, series), nil)
			return store.Decision{Body: journal.Body{Demonstration: true, Batches: []journal.Batch{note}, Restates: restates},
				Then: func(ctx context.Context, tx *store.Tx, seq int64, _ time.Time) error {
					return tx.InsertBatch(ctx, note, seq)
				}}, nil
		}})
	return err
}
