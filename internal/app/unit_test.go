package app_test

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"math"
	"net/http"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/alexedwards/scs/v2/memstore"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/api"
	"github.com/steelyard-isms/steelyard/internal/app"
	"github.com/steelyard-isms/steelyard/internal/httpd"
	"github.com/steelyard-isms/steelyard/internal/library"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/objective"
	"github.com/steelyard-isms/steelyard/internal/org"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/service"
	"github.com/steelyard-isms/steelyard/internal/web"
)

// Whoever has a role in one unit, and may not read the journal of the whole, still reads the pages of what belongs to it.
func TestPagesOpenForAUnit(t *testing.T) {
	a := start(t, app.Options{Database: filepath.Join(t.TempDir(), "demo.db"), Demo: true})
	snapshot := a.Store.Snapshot()
	unit, paths := "", []string{"/scorecard", "/scorecard?scope=all", "/units", "/objectives", "/measures", "/evidence"}
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

// An objective of one's unit is shown, also where its target is on a measure of another unit.
func TestAnObjectiveMeasuredElsewhereIsShown(t *testing.T) {
	a := start(t, app.Options{Database: filepath.Join(t.TempDir(), "demo.db"), Demo: true})
	name := declareElsewhere(t, a, "grid-operations")
	if _, err := a.Service.CreateAccount(t.Context(), app.Operator(), service.NewAccount{Login: "grid", Role: access.UnitHead, Unit: "grid-operations"}); err != nil {
		t.Fatal(err)
	}
	token, _, err := a.Service.CreateToken(t.Context(), app.Operator(), "grid", "test", time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/objectives/" + name, "/objectives", "/scorecard", "/api/v1/objectives/" + name + "/status"} {
		if got := ask(t, http.MethodGet, a.Address()+path, token, ""); got.status != http.StatusOK {
			t.Errorf("%s answers %d", path, got.status)
		}
	}
}

// declareElsewhere declares an objective of a unit that is measured by what belongs to another, and gives its name.
func declareElsewhere(t *testing.T, a *app.App, unit string) string {
	t.Helper()
	snapshot := a.Store.Snapshot()
	change := record.Change{Declaration: record.Declaration{Kind: "objective", Name: "measured-elsewhere", Title: "Measured elsewhere", State: "active"}}
	for o := range record.All[objective.Objective](snapshot) {
		if len(o.Spec.Targets) == 0 {
			continue
		}
		m, _ := record.Get[measure.Measure](snapshot, o.Spec.Targets[0].Measure.UID())
		if u, ok := snapshot.Find(m.Spec.Unit.UID()); !ok || u.Name == unit {
			continue
		}
		text, err := snapshot.Declared(o.Record)
		if err != nil {
			t.Fatal(err)
		}
		var spec map[string]any
		d := json.NewDecoder(bytes.NewReader(text))
		d.UseNumber()
		if err := d.Decode(&spec); err != nil {
			t.Fatal(err)
		}
		spec["unit"], change.Spec = unit, spec
		break
	}
	if _, err := a.Service.Declare(t.Context(), app.Operator(), []record.Change{change}, "test"); err != nil {
		t.Fatal(err)
	}
	return change.Name
}

// Whoever has a role in one unit finds nothing of another on any page and in no answer of the API: no name, no title, no file.
func TestNoRouteTellsOfAnotherUnit(t *testing.T) {
	a := start(t, app.Options{Database: filepath.Join(t.TempDir(), "demo.db"), Demo: true})
	srv := httpd.New(httpd.Options{Service: a.Service, Sessions: memstore.New(), Log: slog.New(slog.DiscardHandler), PerSecond: 1e6, Burst: 1e6})
	api.Register(srv, a.Service)
	if err := web.Register(srv, a.Service, web.Options{Demo: true}); err != nil {
		t.Fatal(err)
	}
	snapshot := a.Store.Snapshot()
	all, err := a.Service.View(t.Context(), app.Operator(), service.AsOf{})
	if err != nil {
		t.Fatal(err)
	}
	runs, err := all.RecentRuns(t.Context(), 50)
	if err != nil {
		t.Fatal(err)
	}
	for _, role := range []access.Role{access.UnitHead, access.ISMSManager, access.Auditor} {
		account, err := a.Service.CreateAccount(t.Context(), app.Operator(), service.NewAccount{Login: "grid-" + string(role), Role: role, Unit: "grid-operations"})
		if err != nil {
			t.Fatal(err)
		}
		token, _, err := a.Service.CreateToken(t.Context(), app.Operator(), "grid-"+string(role), "test", time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		v, err := a.Service.View(t.Context(), access.Principal{Account: account.UID, Role: role, Unit: account.Unit}, service.AsOf{})
		if err != nil {
			t.Fatal(err)
		}
		var secrets []string
		refs := map[string][]string{"{kind}": {"objective"}}
		common := choices(a.Service.Registry()) // a word that any form offers tells of no record
		for _, e := range library.All() {       // nor does what the measure library, which everybody reads, calls its measures
			common[slug(e.Title)] = true
		}
		for _, k := range a.Service.Registry().Kinds() {
			for r := range snapshot.List(k.Name, true) {
				refs["{ref}"] = append(refs["{ref}"], r.Code)
				if _, seen := v.Find(r.UID); seen {
					continue
				}
				if !common[r.Name] {
					secrets = append(secrets, `"`+r.Name+`"`, ">"+r.Name+"<")
				}
				if r.Title != "" && !common[slug(r.Title)] {
					secrets = append(secrets, r.Title)
				}
				if p, ok := record.As[org.Person](r); ok {
					secrets = append(secrets, p.Spec.FullName)
				}
			}
		}
		for _, run := range runs {
			refs["{id}"] = append(refs["{id}"], run.ID)
			refs["{to}"] = append(refs["{to}"], strconv.FormatInt(run.ObservedAt.UnixMicro(), 10))
			if _, seen := v.Find(run.Source); !seen {
				secrets = append(secrets, run.SHA256)
			}
		}
		if answered := searched(t, srv, token, refs, secrets); answered < 50 || len(secrets) < 50 {
			t.Errorf("%s: only %d addresses answered, and there are %d secrets: the test shows little", role, answered, len(secrets))
		}
	}
}

func slug(title string) string { return strings.ReplaceAll(strings.ToLower(title), " ", "-") }

// choices are the words that fields of kinds may be.
func choices(registry *record.Registry) map[string]bool {
	out := map[string]bool{}
	var walk func([]record.Field)
	walk = func(list []record.Field) {
		for _, f := range list {
			for _, w := range f.Enum {
				out[w] = true
			}
			walk(f.Fields)
			if f.Elem != nil {
				walk([]record.Field{*f.Elem})
			}
		}
	}
	for _, k := range registry.Kinds() {
		walk(k.Fields)
	}
	return out
}

// Whoever has a role in one unit sees the figures of that unit unless they ask for others, and may not ask for those of a unit beside it.
func TestAUnitIsShownItsOwnFigures(t *testing.T) {
	a := start(t, app.Options{Database: filepath.Join(t.TempDir(), "demo.db"), Demo: true})
	if _, err := a.Service.CreateAccount(t.Context(), app.Operator(), service.NewAccount{Login: "it", Role: access.UnitHead, Unit: "it-operations"}); err != nil {
		t.Fatal(err)
	}
	token, _, err := a.Service.CreateToken(t.Context(), app.Operator(), "it", "test", time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	var of struct{ Shown string }
	get := func(path string) string {
		t.Helper()
		got := ask(t, http.MethodGet, a.Address()+"/api/v1/scorecards/S-01/status"+path, token, "")
		if err := json.Unmarshal([]byte(got.body), &of); err != nil || got.status != http.StatusOK {
			t.Fatalf("%d %v %.300s", got.status, err, got.body)
		}
		x, err := strconv.ParseFloat(of.Shown, 64)
		if err != nil {
			t.Fatal(err)
		}
		return strconv.FormatFloat(math.Round(x), 'f', 0, 64)
	}
	whole, own := get(""), get("?scope=it-operations")
	if whole == own {
		t.Fatal("the unit scores what all do: the test shows nothing")
	}
	for path, score := range map[string]string{"/scorecard": own, "/scorecard?scope=all": whole, "/scorecard?scope=U-02": own} {
		if text := says(t, a, token, path, 200); !strings.Contains(text, "We score "+score+" of 100") {
			t.Errorf("%s does not show the score %s: %.600s", path, score, text)
		}
	}
	for _, path := range []string{"/scorecard?scope=grid-operations", "/units/nowhere", "/scorecard?scope=nowhere"} {
		says(t, a, token, path, 404)
	}
	if text := says(t, a, token, "/units/grid-operations", 200); !strings.Contains(text, "rights are those of another unit") {
		t.Errorf("the page of another unit does not say why it has no figures: %.600s", text)
	}
}
