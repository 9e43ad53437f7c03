package store_test

import (
	"path/filepath"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/store/pgtest"
	"github.com/steelyard-isms/steelyard/internal/store/storetest"
)

// databases are those that everything must hold on.
var databases = map[string]func(testing.TB) string{
	"sqlite":   func(t testing.TB) string { return filepath.Join(t.TempDir(), "steelyard.db") },
	"postgres": pgtest.DSN,
}

func onBoth(t *testing.T, test func(*testing.T, func(testing.TB) string)) {
	for name, dsn := range databases {
		t.Run(name, func(t *testing.T) { test(t, dsn) })
	}
}

func TestConformance(t *testing.T) {
	onBoth(t, func(t *testing.T, dsn func(testing.TB) string) { storetest.Run(t, dsn) })
}
