package measurement

import "time"

// Dated is a value with the moment that it speaks of: what a drawing needs of a point.
type Dated struct {
	At    time.Time // the end of its valid time, UTC
	Value float64
}
