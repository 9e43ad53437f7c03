package service

import (
	"slices"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// Benchmarks lists the benchmarks in force of a measure that the principal may see.
func (v *View) Benchmarks(m record.UID) []record.Of[measure.Benchmark] {
	return slices.DeleteFunc(evaluate.BenchmarksOf(v.snapshot, m), func(b record.Of[measure.Benchmark]) bool { return !v.mayShow(b.Record) })
}

// ComputedFrom lists the derived measures with a formula that uses a measure, and that the principal may see.
func (v *View) ComputedFrom(m record.UID) []record.Of[measure.Measure] {
	return slices.DeleteFunc(evaluate.ComputedFrom(v.snapshot, m), func(x record.Of[measure.Measure]) bool { return !v.mayShow(x.Record) })
}

// Judge says how sound the construct of a measure is that need not be kept yet. Of measures that its formula comes down to it tells no more than how many lack something.
func (v *View) Judge(m *measure.Measure, k measure.Known) []measure.Criterion {
	k.Entered = m.Entered(v.snapshot)
	return m.Judge(k)
}

// CountedBy lists the objectives that count a measure on the view's day and that the principal may see.
func (v *View) CountedBy(m record.UID) []evaluate.Counted {
	return slices.DeleteFunc(evaluate.CountedBy(v.snapshot, m, civil.OfTime(v.At)), func(c evaluate.Counted) bool { return !v.mayShow(c.Objective.Record) })
}
