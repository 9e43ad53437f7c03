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

// CountedBy lists the objectives that count a measure on the view's day and that the principal may see.
func (v *View) CountedBy(m record.UID) []evaluate.Counted {
	return slices.DeleteFunc(evaluate.CountedBy(v.snapshot, m, civil.OfTime(v.At)), func(c evaluate.Counted) bool { return !v.mayShow(c.Objective.Record) })
}
