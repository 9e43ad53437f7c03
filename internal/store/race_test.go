//go:build race

package store_test

import "time"

// The race detector makes everything several times as slow.
const seenWithin = 5 * time.Second
