//go:build !race

package store_test

import "time"

// seenWithin is how long it may take until a write on one process is seen on the other.
const seenWithin = time.Second
