package evaluate

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/formula"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/measurement"
	"github.com/steelyard-isms/steelyard/internal/org"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/score"
)

// derivedName is the name of the series of derived values. Nothing is stored under it, and no value of a source can have it.
const derivedName = "="

// aggregatedName is that of the values of reporting periods, likewise.
const aggregatedName = "=="

// maxDerived is how many measures may be made of one another in a row; the kernel refuses longer ways.
const maxDerived = 60

// Derive gives the values with those of all derived measures added: at each moment at which a value of an input becomes valid, what
// the formula in force on that day gives of the values by then that have not expired. What was added before is kept as it is.
func Derive(s *record.Snapshot, values Values) Values { return DeriveAgain(s, Derived(s), values, nil) }

// Derived lists the measures whose values are derived: those in force, and those that they replace.
func Derived(s *record.Snapshot) []record.Of[measure.Measure] {
	var out []record.Of[measure.Measure]
	for m := range record.All[measure.Measure](s) {
		for old := range chain(s, m) {
			if old.Spec.Derived() {
				out = append(out, old)
			}
		}
	}
	return out
}

// DeriveAgain is Derive with the measures that Derived lists. Before is what it gave for the same records, nil for nothing: a list all
// of whose inputs are the same lists as before is taken over.
func DeriveAgain(s *record.Snapshot, derived []record.Of[measure.Measure], values, before Values) Values {
	if len(derived) == 0 {
		return values
	}
	d := newDeriver(s, values)
	d.before = before
	for _, m := range derived {
		d.history(m, 0)
	}
	return d.values
}

// chain goes through a measure and those that it replaces, one after another.
func chain(s *record.Snapshot, m record.Of[measure.Measure]) func(func(record.Of[measure.Measure]) bool) {
	return func(yield func(record.Of[measure.Measure]) bool) {
		for n := 0; n < 1000 && yield(m); n++ {
			next, ok := record.Get[measure.Measure](s, m.Spec.Replaces.UID())
			if m.Spec.Replaces == "" || !ok {
				return
			}
			m = next
		}
	}
}

// deriver adds the values of derived measures to a copy of what is known.
type deriver struct {
	s      *record.Snapshot
	values Values
	before Values                               // of an earlier derivation over the same records; nil: none
	under  map[record.UID][]record.Of[org.Unit] // units that are or were below another at some time
}

func newDeriver(s *record.Snapshot, values Values) *deriver {
	d := &deriver{s: s, values: maps.Clone(values)}
	if d.values == nil {
		d.values = Values{}
	}
	return d
}

// history gives all that is known of a measure's own values.
func (d *deriver) history(m record.Of[measure.Measure], depth int) []measurement.Recorded {
	id := SeriesOf(d.s, m).ID()
	if !m.Spec.Derived() {
		return d.values[id]
	}
	have, done := d.values[id]
	if done || depth > maxDerived {
		return have
	}
	if again := d.before[id]; again != nil && d.unchanged(m, depth) {
		d.values[id] = again
		return again
	}
	out := []measurement.Recorded{}
	w := d.work(m, depth)
	for _, m := range w.moments() {
		w.until(m.at)
		if result, ok := w.compute(m); ok && result.Known {
			out = append(out, w.point(id, m, result.Value))
		}
	}
	d.values[id] = out
	return out
}

// unchanged tells whether everything that feeds a derived measure is as it was before.
func (d *deriver) unchanged(m record.Of[measure.Measure], depth int) bool {
	one := func(x measurement.Series) bool { return same(d.values[x.ID()], d.before[x.ID()]) }
	for i := range m.Spec.Inputs {
		in := &m.Spec.Inputs[i]
		for _, ref := range append([]record.Ref{in.Measure}, in.Measures...) {
			other, ok := record.Get[measure.Measure](d.s, ref.UID())
			if !ok {
				continue
			}
			for old := range chain(d.s, other) {
				if d.history(old, depth+1); !one(SeriesOf(d.s, old)) {
					return false
				}
			}
		}
		if in.Source == "" {
			continue
		}
		x, byUnit := inputSeries(d.s, m, in)
		if !one(x) {
			return false
		}
		if byUnit && m.Spec.ReadsUnits(i) {
			for _, u := range d.below(m.Spec.Unit.UID()) {
				if x.Unit = u.UID; !one(x) {
					return false
				}
			}
		}
	}
	return true
}

// inherited is the history of a measure with that of those it replaces, up to its own first value.
func (d *deriver) inherited(m record.Of[measure.Measure], depth int) []measurement.Recorded {
	var out []measurement.Recorded
	for old := range chain(d.s, m) {
		before := d.history(old, depth)
		if len(out) > 0 {
			n := 0
			for n < len(before) && before[n].To.Before(out[0].To) {
				n++
			}
			before = before[:n]
		}
		out = append(slices.Clip(slices.Clone(before)), out...)
	}
	return out
}

// work is a derived measure with what feeds it.
type work struct {
	d       *deriver
	m       record.Of[measure.Measure]
	feeds   []feed
	given   []formula.Given
	program *formula.Program // in force at the moment computed last; nil: none
}

// feed is one input.
type feed struct {
	in     *measure.Input
	own    *lane // nil of a number, and of several measures
	lanes  []*lane
	period int
}

// lane is one series of an input, and how far it has been gone through.
type lane struct {
	points   []measurement.Recorded
	readings []formula.Reading
	spec     *measure.Measure // whose periods hold
	unit     record.Of[org.Unit]
	measure  record.UID // of several measures
	at       int        // of the value that holds; -1 before the first
}

func newLane(points []measurement.Recorded, spec *measure.Measure) *lane {
	l := &lane{points: points, spec: spec, at: -1, readings: make([]formula.Reading, len(points))}
	for i, p := range points {
		l.readings[i] = formula.Reading{At: p.To, Value: *p.Value}
	}
	return l
}

func (l *lane) until(at time.Time) {
	for l.at+1 < len(l.points) && !l.points[l.at+1].To.After(at) {
		l.at++
	}
}

// last is the value that holds, and why it cannot be used.
func (l *lane) last(day civil.Date) (p *measurement.Recorded, why string) {
	if l.at < 0 {
		return nil, "has no value"
	}
	p = &l.points[l.at]
	if l.spec.Cadence().Freshness(p.On(), day).State == score.Expired {
		return p, "has expired: its last value is of " + p.On().String()
	}
	return p, ""
}

// work brings together what feeds a derived measure.
func (d *deriver) work(m record.Of[measure.Measure], depth int) *work {
	w := &work{d: d, m: m, feeds: make([]feed, len(m.Spec.Inputs)), given: make([]formula.Given, len(m.Spec.Inputs))}
	for i := range m.Spec.Inputs {
		in := &m.Spec.Inputs[i]
		f := feed{in: in, period: m.Spec.PeriodDays}
		switch {
		case in.Measure != "":
			if other, ok := record.Get[measure.Measure](d.s, in.Measure.UID()); ok {
				f.own, f.period = newLane(d.inherited(other, depth+1), other.Spec), other.Spec.Step()
			}
		case len(in.Measures) > 0:
			for _, ref := range in.Measures {
				other, ok := record.Get[measure.Measure](d.s, ref.UID())
				if !ok {
					continue
				}
				l := newLane(d.inherited(other, depth+1), other.Spec)
				l.measure = other.UID
				l.unit, _ = record.Get[org.Unit](d.s, other.Spec.Unit.UID())
				f.lanes = append(f.lanes, l)
			}
		case in.Source != "":
			own, byUnit := inputSeries(d.s, m, in)
			f.own = newLane(d.values[own.ID()], m.Spec)
			if byUnit && m.Spec.ReadsUnits(i) {
				for _, u := range d.below(m.Spec.Unit.UID()) {
					own.Unit = u.UID
					if points := d.values[own.ID()]; len(points) > 0 {
						l := newLane(points, m.Spec)
						l.unit = u
						f.lanes = append(f.lanes, l)
					}
				}
			}
		}
		w.feeds[i] = f
	}
	return w
}

// inputSeries is the series of an input that is read from a source, that of the measure's unit where its rows name units.
func inputSeries(s *record.Snapshot, m record.Of[measure.Measure], in *measure.Input) (x measurement.Series, byUnit bool) {
	x = measurement.Series{Owner: in.Source.UID(), Name: in.Value}
	if source, ok := record.Get[measure.Source](s, in.Source.UID()); ok && source.Spec.ByUnit() {
		x.Unit, byUnit = m.Spec.Unit.UID(), true
	}
	return x, byUnit
}

// moment is when a value of an input becomes valid, and the day that it counts for.
type moment struct {
	at  time.Time
	day civil.Date
}

// momentOf is a moment at which no value need become valid.
func momentOf(at time.Time) moment { return moment{at, civil.OfTime(at)} }

func (w *work) moments() []moment {
	var out []moment
	take := func(l *lane) {
		for i := range l.points {
			out = append(out, moment{l.points[i].To.UTC(), l.points[i].On()})
		}
	}
	for _, f := range w.feeds {
		if f.own != nil {
			take(f.own)
		}
		for _, l := range f.lanes {
			take(l)
		}
	}
	// Where the last day of a period is another than that of the moment in UTC, it is the earlier one.
	slices.SortFunc(out, func(a, b moment) int { return cmp.Or(a.at.Compare(b.at), a.day.Compare(b.day)) })
	return slices.CompactFunc(out, func(a, b moment) bool { return a.at.Equal(b.at) })
}

func (w *work) until(at time.Time) {
	for _, f := range w.feeds {
		if f.own != nil {
			f.own.until(at)
		}
		for _, l := range f.lanes {
			l.until(at)
		}
	}
}

// compute gives what the formula in force gives at a moment; false where none is in force yet, or it cannot be read.
func (w *work) compute(m moment) (formula.Result, bool) {
	if w.program = nil; w.m.Spec.FormulaOn(m.day) >= 0 {
		w.program = w.m.Spec.Programs()[w.m.Spec.FormulaOn(m.day)]
	}
	for n := range w.feeds {
		w.give(&w.feeds[n], &w.given[n], m.day)
	}
	if w.program == nil {
		return formula.Result{Why: "no formula is in force"}, false
	}
	return w.possible(w.program.Value(w.given)), true
}

// possible leaves out what a value of the measure cannot be by nature: it comes of a mistake in what is given, and is no value.
func (w *work) possible(r formula.Result) formula.Result {
	if !r.Known || w.m.Spec.NaturalLimits.Holds(r.Value) {
		return r
	}
	return formula.Result{Why: "it gives " + strconv.FormatFloat(r.Value, 'g', 6, 64) + ", which is outside the natural limits of the measure"}
}

func (w *work) give(f *feed, g *formula.Given, day civil.Date) {
	*g = formula.Given{Period: f.period, Units: g.Units[:0]}
	if len(f.in.Number) > 0 {
		if g.Value, g.Known = f.in.Number.On(day); !g.Known {
			g.Why = "has no value in force"
		}
		return
	}
	if f.own != nil {
		if p, why := f.own.last(day); why == "" {
			g.Value, g.Known, g.Past = *p.Value, true, f.own.readings[:f.own.at+1]
		} else {
			g.Why = why
		}
	}
	for _, l := range f.lanes {
		if m, counts := l.member(w.d.s, day, w.m.Spec.Unit.UID()); counts {
			g.Units = append(g.Units, m)
		}
	}
}

// point is the value of a derived measure at a moment. It became known with the last of what it is made of.
func (w *work) point(series int64, m moment, value float64) measurement.Recorded {
	out := measurement.Recorded{Point: measurement.Point{Series: series, From: m.at, To: m.at, Value: &value}}
	if m.day != civil.OfTime(m.at) {
		out.Day = m.day
	}
	lanes, one := 0, (*measurement.Recorded)(nil)
	take := func(l *lane) {
		if l == nil || l.at < 0 {
			return
		}
		p := &l.points[l.at]
		lanes, one = lanes+1, p
		if p.To.Equal(m.at) && p.From.Before(out.From) {
			out.From = p.From
		}
		if p.Seq > out.Seq {
			out.Seq, out.RecordedAt = p.Seq, p.RecordedAt
		}
	}
	for i, f := range w.feeds {
		own, byUnit := w.program.Reads(i)
		if own {
			take(f.own)
		}
		for _, l := range f.lanes {
			if byUnit {
				take(l)
			}
		}
	}
	if lanes == 1 { // the same cases, counted in another way
		out.Sample = one.Sample
	}
	return out
}
