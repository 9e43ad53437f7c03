package app_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/app"
)

type judgedLinks struct {
	Items []struct {
		Code, State, Expectation string
		Cause, Effect            struct{ Code, Attainment string }
		Data                     struct {
			Changed    int `json:"changed"`
			AsExpected int `json:"as_expected"`
		}
	}
}

var (
	drawnLinks = regexp.MustCompile(`<g class="lk lk-([a-z]+)" data-href="[^"]*" aria-hidden="true" data-from="([^"]+)" data-to="([^"]+)">`)
	drawnNodes = regexp.MustCompile(`<a class="sn [^"]*" href="[^"]*" data-node="([^"]+)" data-lane="([^"]+)"`)
)

// What the strategy map draws, lists and says is what the API says, now and earlier, whole and of one unit.
func TestTheStrategyMapSaysWhatTheAPISays(t *testing.T) {
	a := start(t, app.Options{Database: filepath.Join(t.TempDir(), "demo.db"), Demo: true})
	token := tokenOf(t, a, access.Auditor)
	for _, q := range []string{"", "as_of=" + a.Store.Snapshot().At().AddDate(0, -7, 0).Format("2006-01-02"), "scope=U-02"} {
		var links judgedLinks
		if err := json.Unmarshal([]byte(rawPage(t, a, token, "/api/v1/strategy-map?"+q, 200)), &links); err != nil {
			t.Fatal(err)
		}
		body := rawPage(t, a, token, "/strategy-map?"+q, 200)
		drawn := map[string]string{}
		for _, m := range drawnLinks.FindAllStringSubmatch(body, -1) {
			drawn[m[2]+" "+m[3]] = m[1]
		}
		if q == "" && len(links.Items) != 17 || len(drawn) != len(links.Items) {
			t.Errorf("%q: the map draws %d links, and the API judges %d", q, len(drawn), len(links.Items))
		}
		states := map[string]int{}
		for _, l := range links.Items {
			states[l.State]++
			if got := drawn[l.Cause.Code+" "+l.Effect.Code]; got != l.State {
				t.Errorf("%q: %s is drawn %q, and the API says %s", q, l.Code, got, l.State)
			}
			if l.State == "broken" && l.Cause.Attainment != "off-plan" && l.Cause.Attainment != "missed" {
				t.Errorf("%q: %s is broken by %s, which is %s", q, l.Code, l.Cause.Code, l.Cause.Attainment)
			}
		}
		for _, s := range []string{"Holding", "Strained", "Broken", "Untested"} {
			if want := "<b>" + s + " " + strconv.Itoa(states[strings.ToLower(s)]) + "</b>"; !strings.Contains(body, want) {
				t.Errorf("%q: the key does not say %s", q, want)
			}
		}
		if q != "" && strings.Contains(body, "edit=1") {
			t.Errorf("%q: who may only read is led to change the map", q)
		}
	}
	var all judgedLinks
	if err := json.Unmarshal([]byte(rawPage(t, a, token, "/api/v1/strategy-map", 200)), &all); err != nil {
		t.Fatal(err)
	}
	for _, l := range all.Items { // the page of a link shows each pair that it is judged by
		body := rawPage(t, a, token, "/strategy-links/"+l.Code, 200)
		if n := strings.Count(body, `data-l="As expected">Yes<`) + strings.Count(body, `data-l="As expected">yes<`); n != l.Data.AsExpected {
			t.Errorf("the page of %s has %d quarters that went as expected, the API %d of %d", l.Code, n, l.Data.AsExpected, l.Data.Changed)
		}
	}
	weak := rawPage(t, a, token, "/strategy-map?show=weak", 200)
	if strings.Contains(weak, `lk lk-holding" data-href`) || !strings.Contains(weak, `lk lk-broken" data-href`) {
		t.Error("among the weak links are some that hold, or those that are broken are missing")
	}
	chain := drawnNodes.FindAllStringSubmatch(rawPage(t, a, token, "/strategy-map?chain=respond-to-incidents", 200), -1)
	if n := len(chain); n < 4 || n > 12 {
		t.Errorf("the chain of one objective has %d of 18", n)
	}
	for path, status := range map[string]int{"/strategy-map?chain=nobody": 404, "/strategy-map?show=strong": 422, "/strategy-map?weak=1": 422, "/strategy-map/cascade?scope=nowhere": 404} {
		rawPage(t, a, token, path, status)
	}
	if body := rawPage(t, a, token, "/strategy-map/cascade", 200); strings.Count(body, `<th scope="row" class="c-o sd-`) != 18 || !strings.Contains(body, `class="c-o sd-1"`) {
		t.Error("the cascade does not have each objective in force once, with parts below their whole")
	}
}

// Somebody moves an objective on the map and finds it there, lets the map arrange itself again, and is led to forms that are filled in.
func TestTheStrategyMapIsChangedInTheBrowser(t *testing.T) {
	a := start(t, app.Options{Database: filepath.Join(t.TempDir(), "demo.db"), Demo: true})
	token := tokenFor(t, a, access.ISMSManager)
	lane := func() (codes []string) {
		nodes := drawnNodes.FindAllStringSubmatch(rawPage(t, a, token, "/strategy-map?edit=1", 200), -1)
		for _, m := range nodes {
			if m[2] == nodes[0][2] {
				codes = append(codes, m[1])
			}
		}
		return codes
	}
	order := func(objective, before string, more ...string) answer {
		form := url.Values{"objective": {objective}, "before": {before}}
		if more != nil {
			form.Set(more[0], "1")
		}
		return ask(t, http.MethodPost, a.Address()+"/strategy-map/order", token, form.Encode(), "Content-Type", "application/x-www-form-urlencoded")
	}
	was := lane()
	if len(was) < 3 {
		t.Fatalf("the first perspective has %v", was)
	}
	want := append([]string{was[len(was)-1]}, was[:len(was)-1]...)
	if got := order(was[len(was)-1], was[0]); got.status != http.StatusSeeOther {
		t.Fatalf("moving answers %d: %.300s", got.status, got.body)
	}
	if got := lane(); !slices.Equal(got, want) {
		t.Errorf("after the last was put before the first, the perspective is %v, not %v", got, want)
	}
	if got := order(was[0], was[0], "free"); got.status != http.StatusSeeOther {
		t.Fatalf("letting it arrange itself answers %d", got.status)
	}
	if got := lane(); !slices.Equal(got, was) {
		t.Errorf("arranged by itself the perspective is %v, not %v as before", got, was)
	}
	wants(t, "moving beside what is in another perspective", order(was[0], "O-17"), 422, "stands in another perspective")
	wants(t, "moving what there is not", order("O-99", ""), 422, "is on no perspective of the map")

	f := formAt(t, a, token, "/strategy-links/new?cause=O-17&effect=O-04")
	if !strings.HasPrefix(f.values.Get("spec.cause"), "O-17 ") || !strings.HasPrefix(f.values.Get("spec.effect"), "O-04 ") {
		t.Errorf("the form of a link begins with %q and %q", f.values.Get("spec.cause"), f.values.Get("spec.effect"))
	}
	wants(t, "an address that names nothing", ask(t, http.MethodGet, a.Address()+"/strategy-links/new?cause=O-99", token, ""), 422, "names no objective")
	moved := ask(t, http.MethodGet, a.Address()+"/strategy-map/place?objective=O-17&perspective=V-03", token, "")
	if moved.status != http.StatusSeeOther {
		t.Fatalf("moving to another perspective answers %d", moved.status)
	}
	f = formAt(t, a, token, moved.header.Get("Location"))
	if was, to, from := f.values.Get("spec.perspective[0].value"), f.values.Get("spec.perspective[1].value"), f.values.Get("spec.perspective[1].from"); !strings.HasPrefix(was, "V-04") || !strings.HasPrefix(to, "V-03") || from == "" {
		t.Errorf("the form says that it was in %q and is in %q from %q on", was, to, from)
	}
	executive := tokenFor(t, a, access.Auditor)
	if got := ask(t, http.MethodPost, a.Address()+"/strategy-map/order", executive, url.Values{"objective": {was[0]}}.Encode(), "Content-Type", "application/x-www-form-urlencoded"); got.status != http.StatusForbidden {
		t.Errorf("who may only read moves objectives: %d", got.status)
	}
}

// rawPage is a page as it is sent.
func rawPage(t *testing.T, a *app.App, token, path string, status int) string {
	t.Helper()
	got := ask(t, http.MethodGet, a.Address()+path, token, "")
	if got.status != status {
		t.Fatalf("%s answers %d, not %d: %.300s", path, got.status, status, got.body)
	}
	return got.body
}
