package statistics

import (
	"math"

	"gonum.org/v1/gonum/stat"
)

// QualityPart names a part of data quality.
type QualityPart string

// The parts, in the order in which they are shown.
const (
	Completeness QualityPart = "completeness" // values there, of those due
	Timeliness   QualityPart = "timeliness"   // values in time, of those there
	Validity     QualityPart = "validity"     // values that can be what they say
	Consistency  QualityPart = "consistency"  // values that agree with each other
	Accuracy     QualityPart = "accuracy"     // values that agree with what they speak of
)

// QualityParts lists them.
var QualityParts = []QualityPart{Completeness, Timeliness, Validity, Consistency, Accuracy}

// Quality is how good data are: a number from 0 to 1, and of which parts.
type Quality struct {
	Q      float64
	Judged []QualityPart
	Left   []QualityPart // that nobody judged
}

// QualityOf is the geometric mean of the parts that are judged, each from 0 to 1: one part at 0 makes it 0, however good the others are. A part that is
// missing, NaN or out of range is left out, and listed. The second is false where no part is judged.
func QualityOf(parts map[QualityPart]float64) (Quality, bool) {
	var out Quality
	var values []float64
	for _, p := range QualityParts {
		v, ok := parts[p]
		if !ok || !(v >= 0 && v <= 1) {
			out.Left = append(out.Left, p)
			continue
		}
		out.Judged, values = append(out.Judged, p), append(values, v)
	}
	if len(values) == 0 {
		out.Q = math.NaN()
		return out, false
	}
	out.Q = min(1, stat.GeometricMean(values, nil)) // the mean goes through logarithms
	return out, true
}
