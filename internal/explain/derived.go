package explain

import (
	"time"

	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/measurement"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// Derivation says how a derived measure came to its last value, or why it has none.
type Derivation struct {
	Formula string     `json:"formula" doc:"The formula in force at that moment; empty before its first date."`
	At      time.Time  `json:"at" doc:"The moment that the inputs are shown for: that of the last value, or where there is none, the last one at which an input changed."`
	Inputs  []Input    `json:"inputs" nullable:"false" doc:"What the names in the formula stood for."`
	Why     string     `json:"why" doc:"Why the formula has given no value since; empty where it has."`
	WhyAt   *time.Time `json:"why_at" doc:"When it gave none; null where it did, or where nothing was ever reported to any input."`
}

// Input is one name in a formula and what it stood for.
type Input struct {
	Name        string      `json:"name" doc:"The name in the formula."`
	Value       *float64    `json:"value" doc:"What it stood for; null where it had no value, for several measures, and where you may not see it."`
	Unit        string      `json:"unit" doc:"Unit of the value; empty for none, and where it is not told."`
	Why         string      `json:"why" doc:"Why it had no value; empty where it had."`
	Measure     *Subject    `json:"measure" doc:"The measure that it stands for; null otherwise."`
	Source      *Subject    `json:"source" doc:"The source whose value it stands for; null otherwise, and where you may see none."`
	SourceValue string      `json:"source_value" doc:"Which of the source's values; empty without a source."`
	Reading     *Reading    `json:"reading" doc:"The value with where it comes from; null for a number, and where there is none."`
	Units       []UnitInput `json:"units" nullable:"false" doc:"Values for units, where it stands for those."`
}

// UnitInput is the value of one unit.
type UnitInput struct {
	Unit    Subject  `json:"unit" doc:"The unit of the organisation."`
	Measure *Subject `json:"measure" doc:"The measure that has its value; null where it is read from a source."`
	Known   bool     `json:"known" doc:"It counts: it has not expired."`
	Reading *Reading `json:"reading" doc:"The value with where it comes from; null where none was reported, and where you may not see it."`
}

// derivation brings names and units to the inputs. What may not be seen keeps its code.
func (c converter) derivation(d *evaluate.Derivation) *Derivation {
	if d == nil {
		return nil
	}
	out := &Derivation{Formula: d.Formula, At: d.At.UTC(), Inputs: make([]Input, len(d.Inputs)), Why: d.Why}
	if !d.WhyAt.IsZero() {
		at := d.WhyAt.UTC()
		out.WhyAt = &at
	}
	all := true
	for i := range d.Inputs {
		var seen bool
		out.Inputs[i], seen = c.input(&d.Inputs[i])
		all = all && seen
	}
	if !all && out.Why != "" {
		out.Why = "something that you may not see is missing, or does not go together"
	}
	return out
}

func (c converter) input(u *evaluate.Used) (out Input, seen bool) {
	in := u.Input
	out, seen = Input{Name: in.Name, Unit: in.UnitOfMeasure, Why: u.Why, SourceValue: in.Value, Units: []UnitInput{}}, true
	var of record.Of[measure.Measure]
	decimals := 2
	if in.Measure != "" {
		var subject Subject
		subject, seen = c.seen(in.Measure.UID())
		out.Measure = &subject
		if m, ok := c.all.Measures[in.Measure.UID()]; ok {
			of = m.Record
		} else if m, ok := record.Get[measure.Measure](c.all.Snapshot, in.Measure.UID()); ok {
			of = m
		}
		if of.Spec != nil {
			out.Unit, decimals = of.Spec.UnitOfMeasure, of.Spec.Decimals
		}
	}
	if in.Source != "" {
		var subject Subject
		subject, seen = c.seen(in.Source.UID())
		out.Source = &subject
	}
	if !seen {
		return Input{Name: in.Name, Measure: out.Measure, Source: out.Source, Units: []UnitInput{}}, false
	}
	if u.Known {
		value := u.Value
		out.Value = &value
	}
	out.Reading = c.readingOf(u.Point, of, out.Unit, decimals)
	for _, x := range u.Units {
		unit, may := c.unit(x, out.Unit)
		out.Units, seen = append(out.Units, unit), seen && may
	}
	if len(in.Measures) > 0 || in.Source != "" && len(u.Units) > 0 && !u.Known {
		out.Why = ""
	}
	return out, seen
}

func (c converter) unit(x evaluate.UsedUnit, unitOfMeasure string) (out UnitInput, seen bool) {
	out.Unit, seen = c.seen(x.Unit)
	out.Known = x.Known
	var of record.Of[measure.Measure]
	decimals := 2
	if x.Measure != "" {
		subject, may := c.seen(x.Measure)
		out.Measure, seen = &subject, seen && may
		if m, ok := record.Get[measure.Measure](c.all.Snapshot, x.Measure); ok {
			of, unitOfMeasure, decimals = m, m.Spec.UnitOfMeasure, m.Spec.Decimals
		}
	}
	if seen {
		out.Reading = c.readingOf(x.Point, of, unitOfMeasure, decimals)
	}
	return out, seen
}

// seen names a record, and tells whether it may be seen: of one that may not there is the code only.
func (c converter) seen(uid record.UID) (Subject, bool) {
	s := c.subject(string(uid))
	return s, s.Name != ""
}

// readingOf says of a value where it comes from; of is the measure that has it, without a record where a source is read.
func (c converter) readingOf(p *measurement.Recorded, of record.Of[measure.Measure], unit string, decimals int) *Reading {
	if p == nil || p.Value == nil {
		return nil
	}
	r := &Reading{Value: *p.Value, Unit: unit, Decimals: decimals, ValidFrom: p.From.UTC(), ValidTo: p.To.UTC(), Day: p.On(), RecordedAt: p.RecordedAt.UTC(), Seq: p.Seq,
		Sample: p.Sample, Note: p.Note, Evidence: []EvidenceFile{}, batch: p.Batch, Derived: of.Spec != nil && of.Spec.Derived()}
	if of.Record != nil { // what it replaces may have had values of another kind
		if periods, ok := evaluate.PeriodsOf(c.all.Snapshot, of); ok && p.Series == periods.Series.ID() {
			r.Period = periods.Calendar.At(p.From).Name
		}
	}
	if p.Run != "" {
		r.Run = &Run{ID: p.Run}
	}
	return r
}

// withoutSources takes out what tells of sources. Without a derivation it does nothing.
func (d *Derivation) withoutSources() {
	if d == nil {
		return
	}
	for i := range d.Inputs {
		if in := &d.Inputs[i]; in.Source != nil {
			in.Source, in.SourceValue = nil, ""
		}
	}
}

// readings goes through the readings of all inputs.
func (d *Derivation) readings(do func(*Reading)) {
	for i := range d.Inputs {
		if r := d.Inputs[i].Reading; r != nil {
			do(r)
		}
		for _, u := range d.Inputs[i].Units {
			if u.Reading != nil {
				do(u.Reading)
			}
		}
	}
}

// explain puts the derivation of something into sentences, with the reason why there is no later value.
func (d *Derivation) explain(w *writer, what string, why bool) {
	if d.Formula != "" {
		w.say(what, " is computed by the formula ", d.Formula, ".")
	}
	for i := range d.Inputs {
		d.Inputs[i].explain(w)
	}
	if why && d.Why != "" && d.WhyAt != nil {
		w.say("At ", moment(*d.WhyAt), " the formula gave no value, because ", d.Why, ".")
	}
}

func (in *Input) explain(w *writer) {
	what := ""
	switch {
	case in.Measure != nil:
		what = ", from " + in.Measure.call()
	case in.Source != nil:
		what = ", the value " + in.SourceValue + " of " + in.Source.call()
	}
	switch {
	case in.Measure != nil && in.Measure.Name == "", in.Source != nil && in.Source.Name == "":
		w.say("In it, ", in.Name, " is something that you may not see.")
	case in.Value != nil:
		w.say("In it, ", in.Name, " is ", amount(*in.Value, in.Unit, 6), what, ".")
	case len(in.Units) == 0:
		why := in.Why
		if why == "" {
			why = "has no value"
		}
		w.say("In it, ", in.Name, what, ", ", why, ".")
	}
	if in.Reading != nil {
		in.Reading.origin(w, in.Name)
	}
	for _, u := range in.Units {
		switch {
		case u.Reading == nil:
			w.say("For ", u.Unit.call(), ", ", in.Name, " has no value that you may see.")
			continue
		case !u.Known:
			w.say("For ", u.Unit.call(), ", ", in.Name, " has expired.")
		}
		u.Reading.origin(w, in.Name+" for "+u.Unit.call())
	}
}
