package app_test

import (
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/app"
	"github.com/steelyard-isms/steelyard/internal/org"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/service"
)

// Who has rights in one unit is not told that nothing is declared where there is only nothing that they may see; and the page of another unit shows them what the API does, without its figures.
func TestNothingThatOneMaySeeIsNotNothing(t *testing.T) {
	a := start(t, app.Options{Database: filepath.Join(t.TempDir(), "demo.db"), Demo: true})
	var unit, other string
	for u := range record.All[org.Unit](a.Store.Snapshot()) {
		switch u.Name {
		case "grid-operations":
			unit = u.Code
		case "finance-and-people":
			other = u.Code
		}
	}
	if _, err := a.Service.CreateAccount(t.Context(), app.Operator(), service.NewAccount{Login: "head", Role: access.UnitHead, Unit: unit}); err != nil {
		t.Fatal(err)
	}
	token, _, err := a.Service.CreateToken(t.Context(), app.Operator(), "head", "test", time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	get := func(path string) answer {
		t.Helper()
		return ask(t, http.MethodGet, a.Address()+path, token, "")
	}
	for path, says := range map[string]string{"/reports": "that you may see", "/evidence": "There is no source that you may see.", "/period-closes": "There is none that you may see."} {
		got := get(path)
		wants(t, path, got, http.StatusOK, says)
		for _, wrong := range []string{"No measure names anybody for whom", "No source is declared", "There is none yet", "There is no closed period yet", "Nobody is named"} {
			if strings.Contains(plainOf(got.body), wrong) {
				t.Errorf("%s says of what somebody may not see: %s", path, wrong)
			}
		}
	}
	wants(t, "another unit in the API", get("/api/v1/units/"+other), http.StatusOK)
	got := get("/units/" + other)
	wants(t, "the page of another unit", got, http.StatusOK, "What is declared", "Its scores and values are not shown, for your rights are those of another unit.")
	if strings.Contains(between(got.body, "<main", "</main>"), "/why/") {
		t.Error("the page of another unit leads to its figures")
	}
	wants(t, "the page of their own unit", get("/units/"+unit), http.StatusOK, "/")
	if text := plainOf(get("/units/" + unit).body); strings.Contains(text, "rights are those of another unit") {
		t.Error("somebody's own unit is called another's")
	}
	wants(t, "a unit that there is not", get("/units/U-99"), http.StatusNotFound)
}
