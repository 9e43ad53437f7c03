package measure

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// Benchmark is what others reach, or another unit, or the organisation in the past: something to compare a measure with.
type Benchmark struct {
	Measure       record.Ref  `json:"measure" field:"required,ref=measure,scope"` // what is compared
	Owner         record.Ref  `json:"owner,omitempty" field:"ref=person,owner"`   // who looked it up
	Type          string      `json:"type" field:"required,enum=internal|external"`
	Unit          record.Ref  `json:"unit,omitempty" field:"ref=unit"` // of an internal one: the unit compared with
	Values        []Compared  `json:"values" field:"required"`
	UnitOfMeasure string      `json:"unit_of_measure,omitempty" field:"len=30"` // as the measure has it; a form that leaves it empty takes it from there
	Source        string      `json:"source,omitempty" field:"len=300"`         // of an external one: who published it, where
	Published     civil.Date  `json:"published,omitzero" field:"past"`          // when
	URL           string      `json:"url,omitempty" field:"form=url"`           // where it is read
	Peers         string      `json:"peers,omitempty"`                          // whom the figures are of
	Sample        int         `json:"sample,omitempty" field:"min=1"`           // how many of them
	Licence       string      `json:"licence,omitempty" field:"len=200"`        // under which the figures may be used, such as CC BY 4.0
	Evidence      record.File `json:"evidence,omitzero"`                        // the publication, or the page of it
}

// Compared is one figure.
type Compared struct {
	On         civil.Date `json:"on" field:"required,past"`                   // the day that it speaks of
	Value      float64    `json:"value" field:"required"`                     // in the unit of measure
	Percentile *float64   `json:"percentile,omitempty" field:"min=0,max=100"` // of the peers, that do not reach it: a higher one is better, also where a lower value is; 50 is the median
	Note       string     `json:"note,omitempty"`                             // what a reader must know
}

// BenchmarkKind declares benchmarks.
var BenchmarkKind = record.Define(record.Definition[Benchmark]{
	Name: "benchmark", Plural: "benchmarks", Prefix: "BM", Version: 1,
	Rules: func(c *record.Check[Benchmark]) {
		b := c.Spec
		switch external := b.Type == "external"; {
		case external && b.Source == "":
			c.Refuse("source", "is missing: of an external benchmark it must be said who published it", "Name who published it, and where, or make the benchmark internal")
		case !external && b.Source != "":
			c.Refuse("source", "says who published an external benchmark, and this is an internal one", "Leave it out, or make the benchmark external")
		}
		if b.Type == "external" && b.Unit != "" {
			c.Refuse("unit", "is one of our own, and the benchmark is external", "Leave it out, or make the benchmark internal")
		}
		m, ok := record.Get[Measure](c.Snapshot, b.Measure.UID())
		for _, f := range checkCompared(b.Values, m.Spec) {
			c.Refuse("values"+f.Path, f.Reason, f.Remedy)
		}
		switch {
		case !ok || m.Spec.UnitOfMeasure == b.UnitOfMeasure:
		case b.UnitOfMeasure == "":
			c.Refuse("unit_of_measure", fmt.Sprintf("is missing: the measure counts in %q", m.Spec.UnitOfMeasure), fmt.Sprintf("Write %s where the values are in it, or else convert them", m.Spec.UnitOfMeasure))
		case m.Spec.UnitOfMeasure == "":
			c.Refuse("unit_of_measure", fmt.Sprintf("is %q, and the measure counts without a unit", b.UnitOfMeasure), "Leave it out where the values are of the same kind, or compare another measure")
		default:
			c.Refuse("unit_of_measure", fmt.Sprintf("is not %q, in which the measure counts", m.Spec.UnitOfMeasure), "Convert the values, or compare another measure")
		}
	},
	Changes: checkWay,
})

// mostCompared is how many figures one benchmark has.
const mostCompared = 2000

// checkCompared says what is wrong with figures, by their places: of one day each percentile has one value, and values go one way along the
// percentiles. Of is the measure that they are compared with; nil: it is not known.
func checkCompared(list []Compared, of *Measure) []fault.Field {
	var out []fault.Field
	bad := map[int]bool{}
	refuse := func(i int, field, reason, remedy string) {
		out, bad[i] = append(out, fault.Field{Path: fmt.Sprintf("[%d].%s", i, field), Reason: reason, Remedy: remedy}), true
	}
	if len(list) > mostCompared {
		refuse(mostCompared, "on", fmt.Sprintf("is beyond the %d figures of one benchmark", mostCompared), "Declare another benchmark for the rest")
		return out
	}
	type place struct {
		day        civil.Date
		percentile float64 // -1: none
	}
	at := map[place]bool{}
	for i, x := range list {
		p := place{x.On, -1}
		if x.Percentile != nil {
			p.percentile = *x.Percentile
		}
		if at[p] {
			refuse(i, "on", "has a figure above already, of the same day and percentile", "Keep one of the two")
		}
		at[p] = true
		if of != nil {
			if reason, remedy := of.Impossible(x.Value, x.On); reason != "" {
				refuse(i, "value", reason, remedy)
			}
		}
	}
	rises := map[civil.Date]float64{} // which way values go along the percentiles of a day
	order := make([]int, 0, len(list))
	for i, x := range list {
		if x.Percentile != nil && !bad[i] {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(list[a].On.Compare(list[b].On), cmp.Compare(*list[a].Percentile, *list[b].Percentile))
	})
	told := map[civil.Date]bool{} // of a day the first is told that goes the other way: which of the rest are wrong depends on it
	for k := 1; k < len(order); k++ {
		a, b := list[order[k-1]], list[order[k]]
		if a.On != b.On || a.Value == b.Value || told[b.On] {
			continue
		}
		way := float64(cmp.Compare(b.Value, a.Value))
		if was := rises[b.On]; was != 0 && was != way {
			refuse(order[k], "value", fmt.Sprintf("is on the wrong side of that of percentile %s: values go one way along the percentiles of a day", strconv.FormatFloat(*a.Percentile, 'f', -1, 64)),
				"Give with each percentile the value that so many of a hundred peers do not reach")
			told[b.On] = true
			continue
		}
		rises[b.On] = way
	}
	return out
}
