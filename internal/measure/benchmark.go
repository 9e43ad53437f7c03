package measure

import (
	"fmt"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// Benchmark is what others reach, or another unit, or the organisation in the past: something to compare a measure with.
type Benchmark struct {
	Measure       record.Ref  `json:"measure" field:"required,ref=measure,scope"` // what is compared
	Owner         record.Ref  `json:"owner,omitempty" field:"ref=person,owner"`   // who looked it up
	Type          string      `json:"type" field:"required,enum=internal|external"`
	Unit          record.Ref  `json:"unit,omitempty" field:"ref=unit"` // of an internal one: the unit compared with
	Values        []Compared  `json:"values" field:"required"`
	UnitOfMeasure string      `json:"unit_of_measure,omitempty" field:"len=30"` // as the measure has it
	Source        string      `json:"source,omitempty" field:"len=300"`         // of an external one: who published it, where
	Published     civil.Date  `json:"published,omitzero"`                       // when
	URL           string      `json:"url,omitempty" field:"form=url"`           // where it is read
	Peers         string      `json:"peers,omitempty"`                          // whom the figures are of
	Sample        int         `json:"sample,omitempty" field:"min=1"`           // how many of them
	Evidence      record.File `json:"evidence,omitzero"`                        // the publication, or the page of it
}

// Compared is one figure.
type Compared struct {
	On         civil.Date `json:"on" field:"required"`                        // the day that it speaks of
	Value      float64    `json:"value" field:"required"`                     // in the unit of measure
	Percentile *float64   `json:"percentile,omitempty" field:"min=0,max=100"` // of the peers, that do not reach it; 50 is the median
	Note       string     `json:"note,omitempty"`                             // what a reader must know
}

// BenchmarkKind declares benchmarks.
var BenchmarkKind = record.Define(record.Definition[Benchmark]{
	Name: "benchmark", Plural: "benchmarks", Prefix: "BM", Version: 1,
	Rules: func(c *record.Check[Benchmark]) {
		b := c.Spec
		if (b.Type == "external") != (b.Source != "") {
			c.Refuse("source", "says who published an external benchmark, and only that", "Give it with type external; leave it out of an internal one")
		}
		if b.Type == "external" && b.Unit != "" {
			c.Refuse("unit", "is one of our own, and the benchmark is external", "Leave it out, or make the benchmark internal")
		}
		if m, ok := record.Get[Measure](c.Snapshot, b.Measure.UID()); ok && m.Spec.UnitOfMeasure != b.UnitOfMeasure {
			c.Refuse("unit_of_measure", fmt.Sprintf("is not %q, in which the measure counts", m.Spec.UnitOfMeasure), "Convert the values, or compare another measure")
		}
	},
})
