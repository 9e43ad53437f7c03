package app_test

import (
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/app"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/objective"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/service"
)

// Whoever has a role in one unit, and may not read the journal of the whole, still reads the pages of what belongs to it.
func TestPagesOpenForAUnit(t *testing.T) {
	a := start(t, app.Options{Database: filepath.Join(t.TempDir(), "demo.db"), Demo: true})
	snapshot := a.Store.Snapshot()
	unit, paths := "", []string{"/scorecard", "/objectives", "/measures", "/evidence"}
	for m := range record.All[measure.Measure](snapshot) {
		if u, ok := snapshot.Find(m.Spec.Unit.UID()); ok && unit == "" && m.Spec.Source != "" {
			unit, paths = u.Name, append(paths, "/measures/"+m.Code)
		}
	}
	for o := range record.All[objective.Objective](snapshot) {
		if u, ok := snapshot.Find(o.Spec.Unit.UID()); ok && u.Name == unit {
			paths = append(paths, "/objectives/"+o.Code)
		}
	}
	for _, role := range []access.Role{access.UnitHead, access.Liaison, access.Auditor} {
		if _, err := a.Service.CreateAccount(t.Context(), app.Operator(), service.NewAccount{Login: string(role), Role: role, Unit: unit}); err != nil {
			t.Fatal(err)
		}
		token, _, err := a.Service.CreateToken(t.Context(), app.Operator(), string(role), "test", time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			if got := ask(t, http.MethodGet, a.Address()+path, token, ""); got.status != http.StatusOK {
				t.Errorf("%s answers the %s of %s with %d", path, role, unit, got.status)
			}
		}
	}
}
