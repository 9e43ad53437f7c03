package store_test

import (
	"testing"

	"github.com/steelyard-isms/steelyard/internal/store/storetest"
)

// Every earlier moment can be asked for, and shows what it showed then.
func TestEveryMomentIsKept(t *testing.T) {
	onBoth(t, func(t *testing.T, dsn func(testing.TB) string) {
		t.Parallel()
		storetest.Journey{Registry: storetest.Registry(), Writes: 500, Seed: 20260930, Step: storetest.RandomStep, Dump: storetest.RecordsAndPoints}.Run(t, dsn(t))
	})
}
