package app_test

import (
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/app"
	"github.com/steelyard-isms/steelyard/internal/objective"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// The page of an action and of an initiative says what was found after it was done, as the page of the measure does, beside what was expected, and no more than the comparison shows. Who may not see the measure
// sees nothing of it.
func TestTheLoopOfAnActionIsClosed(t *testing.T) {
	a := start(t, app.Options{Database: filepath.Join(t.TempDir(), "demo.db"), Demo: true})
	token, employee := tokenFor(t, a, access.ISMSManager), tokenFor(t, a, access.Employee)
	get := func(token, path string) answer {
		t.Helper()
		return ask(t, http.MethodGet, a.Address()+path, token, "")
	}
	var action, measure, initiative string
	for x := range record.All[objective.Action](a.Store.Snapshot()) {
		if x.Name == "free-the-approvals" {
			m, _ := a.Store.Snapshot().Find(x.Spec.Measure.UID())
			action, measure = x.Code, m.Code
		}
	}
	for x := range record.All[objective.Initiative](a.Store.Snapshot()) {
		if x.Name == "self-service-access" {
			initiative = x.Code
		}
	}
	got := get(token, "/actions/"+action)
	wants(t, "an action that is done", got, http.StatusOK, "What was found after it was done", "Expected: 1 day.", "Found:", "since", "chance alone makes such a difference in", "That one brought the other about is not shown by this", "See it on the chart of "+measure)
	found := between(plainOf(got.body), "Found:", "See it on the chart")
	if of := plainOf(get(token, "/measures/"+measure).body); !strings.Contains(of, strings.TrimSpace(found)) {
		t.Errorf("the action says %q, and its measure does not", found)
	}
	wants(t, "an initiative that is done", get(token, "/initiatives/"+initiative), http.StatusOK, "What was found after it was done", "See it on the chart of M-")
	if text := plainOf(get(token, "/initiatives/IN-08").body); strings.Contains(text, "What was found") {
		t.Error("an initiative that was not begun is said to have come to something")
	}
	told := get(token, "/api/v1/actions/"+action+"/effects").body
	for _, want := range []string{`"expected":"1 day"`, `"verdict":"improved"`, `"size":-`, "values since lie", "nor whether it comes to what was expected"} {
		if !strings.Contains(told, want) {
			t.Errorf("the API does not say %s: %.900s", want, told)
		}
	}

	text := plainOf(get(employee, "/initiatives/"+initiative).body)
	if strings.Contains(text, "What was found") {
		t.Errorf("the page of an initiative tells an employee of measures: %.600s", text)
	}
	if got := get(employee, "/api/v1/initiatives/"+initiative+"/effects"); got.status != http.StatusOK || !strings.Contains(got.body, `"found":[]`) {
		t.Errorf("the API tells an employee of measures: %d %.600s", got.status, got.body)
	}
}
