package web

import (
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// feeding is one value of a source and a measure that it feeds.
type feeding struct {
	m             record.Of[measure.Measure]
	name          string // of the value
	unitOfMeasure string
	derived       bool       // the measure is computed from it
	of            record.UID // the unit that the value is of; empty: the file as a whole
	unread        bool       // no measure reads it
}

// valuesFrom lists the values of a source that feed a measure.
func valuesFrom(source record.UID, m record.Of[measure.Measure]) []feeding {
	if m.Spec.Source.UID() == source {
		return []feeding{{m: m, name: m.Spec.Value, unitOfMeasure: m.Spec.UnitOfMeasure}}
	}
	var out []feeding
	for _, in := range m.Spec.Inputs {
		if in.Source.UID() == source {
			out = append(out, feeding{m: m, name: in.Value, unitOfMeasure: in.UnitOfMeasure, derived: true})
		}
	}
	return out
}

// figure is a value as it feeds the measure; what a formula takes is shown as it is.
func (f feeding) figure(v *float64) page.Figure {
	if f.derived {
		return page.Figure{Value: v, Unit: f.unitOfMeasure}
	}
	return figure(f.m, v)
}
