package e2e_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/app"
)

// reader asks pages and API for the same things, as of one day.
type reader struct {
	*testing.T
	a     *app.App
	token string
	asOf  string         // as addresses have it; empty: now
	at    time.Time      // that day
	docs  map[string]any // what the API answered, by path
}

func (r *reader) get(path string) []byte {
	r.Helper()
	if r.asOf != "" {
		separator := "?"
		if strings.Contains(path, "?") {
			separator = "&"
		}
		path += separator + "as_of=" + r.asOf
	}
	request, err := http.NewRequestWithContext(r.Context(), http.MethodGet, r.a.Address()+path, nil)
	if err != nil {
		r.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+r.token)
	answer, err := http.DefaultClient.Do(request)
	for err == nil && answer.StatusCode == http.StatusTooManyRequests { // one person does not read that fast
		_ = answer.Body.Close()
		time.Sleep(200 * time.Millisecond)
		answer, err = http.DefaultClient.Do(request)
	}
	if err != nil {
		r.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		r.Fatalf("%s answers %d: %.300s (%v)", path, answer.StatusCode, body, err)
	}
	return body
}

func (r *reader) doc(path string) any {
	r.Helper()
	if d, ok := r.docs[path]; ok {
		return d
	}
	var d any
	if err := json.Unmarshal(r.get("/api/v1"+path), &d); err != nil {
		r.Fatal(path, err)
	}
	r.docs[path] = d
	return d
}

// of gathers what the API says of what some addresses of pages lead to.
func (r *reader) of(links ...string) known {
	k := known{texts: map[string]bool{}}
	slices.Sort(links)
	for _, link := range slices.Compact(links) {
		path, scope, _ := strings.Cut(link, "?")
		parts := strings.Split(strings.Trim(path, "/"), "/")
		if parts[0] == "library" {
			k.take("", r.doc("/library?limit=200"))
		}
		if link == "/reports" {
			k.take("", r.doc("/reports"))
		}
		if len(parts) < 2 {
			continue
		}
		with := "?quarters=8&since=" + r.at.AddDate(0, -1, 0).Format(time.DateOnly)
		if scope != "" {
			with += "&" + scope
		}
		switch parts[0] {
		case "why":
			parts = []string{parts[1] + "s", parts[2]}
			fallthrough
		case "scorecards", "objectives", "measures":
			ref := "/" + parts[0] + "/" + parts[1]
			k.take("", r.doc(ref+"/status"+with))
			k.take("", r.doc(ref))
			k.take("", r.doc(ref+"/history"))
			if parts[0] == "measures" {
				k.take("", r.doc(ref+"/points?limit=600"))
				k.take("", r.doc(ref+"/peers"))
			}
		case "units":
			k.take("", r.doc(path))
			k.take("", r.doc("/scorecards/S-01/status"+with+"&scope="+parts[1]))
		case "reports":
			k.take("", r.doc("/reports?person="+parts[1]))
			k.numbers = append(k.numbers, r.told(parts[1])...)
		case "sources":
			k.take("", r.doc(path))
			k.numbers = append(k.numbers, r.fed(parts[1]))
		case "actions", "appointments", "benchmarks", "bodies", "business-goals", "business-processes", "context-issues", "initiatives", "interested-parties", "people",
			"perspectives", "principles", "scopes", "strategy-links", "third-parties":
			ref := "/" + parts[0] + "/" + parts[1]
			k.take("", r.doc(ref))
			k.take("", r.doc(ref+"/history"))
			if parts[0] == "strategy-links" {
				k.take("", r.judged(parts[1]))
			}
			if parts[0] == "benchmarks" { // which says how its measure stands to it
				k.take("", r.doc("/measures/"+r.measured(parts[1])+"/status"+with))
			}
		case "period-closes":
			ref := "/" + parts[0] + "/" + parts[1]
			if r.closed(parts[1]) {
				k.take("", r.doc(ref))
				k.take("", r.doc(ref+"/history"))
				k.take("", r.doc(ref+"/figures?all=true&recompute=true&limit=20000"))
				k.take("", r.doc(ref+"/restatements"))
			}
			if r.asOf != "" { // pages of a day tell of the close as it is now
				k.take("", r.latest(ref+"/figures?all=true&limit=20000"))
			}
		case "runs":
			run, _ := r.doc(path).(map[string]any)
			k.take("", run)
			if seq, ok := run["seq"].(float64); ok {
				k.take("", r.event(int64(seq)))
			}
		}
	}
	return k
}

// told counts how the measures stand that a customer is told of, and how many became better or worse since the last period ended.
func (r *reader) told(code string) []float64 {
	answer, _ := r.doc("/reports?person=" + code).(map[string]any)
	items, _ := answer["items"].([]any)
	count := map[string]float64{"in act": 0}
	for _, item := range items {
		one, _ := item.(map[string]any)
		measures, _ := one["measures"].([]any)
		for _, x := range measures {
			m, _ := x.(map[string]any)
			is, _ := m["now"].(map[string]any)
			was, _ := m["then"].(map[string]any)
			count["all"]++
			band, _ := is["band"].(string)
			count["in "+band]++
			a, told := is["score"].(float64)
			if b, before := was["score"].(float64); told && before && a != b {
				count[fmt.Sprint("up ", a > b)]++
			}
		}
	}
	return slices.Collect(maps.Values(count))
}

// measured is the measure that a benchmark is of.
func (r *reader) measured(code string) string {
	answer, _ := r.doc("/benchmarks/" + code).(map[string]any)
	spec, _ := answer["spec"].(map[string]any)
	of, _ := spec["measure"].(string)
	return of
}

// closed tells whether there is a period-close on the day that is read.
func (r *reader) closed(code string) bool {
	all, _ := r.doc("/period-closes?limit=500").(map[string]any)
	items, _ := all["items"].([]any)
	return slices.ContainsFunc(items, func(x any) bool {
		one, _ := x.(map[string]any)
		return one["code"] == code
	})
}

// latest is doc as it is now, whatever day is read.
func (r *reader) latest(path string) any {
	r.Helper()
	key := "now " + path
	if d, ok := r.docs[key]; ok {
		return d
	}
	asOf := r.asOf
	r.asOf = ""
	var d any
	err := json.Unmarshal(r.get("/api/v1"+path), &d)
	r.asOf = asOf
	if err != nil {
		r.Fatal(path, err)
	}
	r.docs[key] = d
	return d
}

// judged is what the API says of a link of the strategy map.
func (r *reader) judged(code string) any {
	all, _ := r.doc("/strategy-map").(map[string]any)
	items, _ := all["items"].([]any)
	for _, x := range items {
		if link, _ := x.(map[string]any); link["code"] == code {
			return link
		}
	}
	return nil
}

// fed is how many measures are made of the values of a source.
func (r *reader) fed(code string) float64 {
	source, _ := r.doc("/sources/" + code).(map[string]any)
	n := 0.0
	for _, m := range r.list("measures") {
		fields, _ := m["spec"].(map[string]any)
		inputs, _ := fields["inputs"].([]any)
		feeds := fields["source"] == source["name"]
		for _, in := range inputs {
			in, _ := in.(map[string]any)
			feeds = feeds || in["source"] == source["name"]
		}
		if feeds {
			n++
		}
	}
	return n
}

// event is an entry of the journal; of those there is no earlier state.
func (r *reader) event(seq int64) any {
	asOf := r.asOf
	r.asOf = ""
	defer func() { r.asOf = asOf }()
	return r.doc(fmt.Sprintf("/events?after=%d&limit=1", seq-1))
}

func (r *reader) list(kind string) []map[string]any {
	answer, _ := r.doc("/" + kind + "?limit=200").(map[string]any)
	items, _ := answer["items"].([]any)
	out := make([]map[string]any, len(items))
	for i, x := range items {
		out[i], _ = x.(map[string]any)
	}
	return out
}

// sums are counts that pages say of the objectives, measures and units that the API lists.
func (r *reader) sums(links ...string) []float64 {
	spec := func(x map[string]any, field string) string {
		fields, _ := x["spec"].(map[string]any)
		text, _ := fields[field].(string)
		return text
	}
	status := func(kind string, x map[string]any) map[string]any {
		s, _ := r.doc(fmt.Sprintf("/%s/%s/status?quarters=8&since=%s", kind, x["code"], r.at.AddDate(0, -1, 0).Format(time.DateOnly))).(map[string]any)
		return s
	}
	parent, code := map[string]string{}, map[string]string{}
	for _, u := range r.list("units") {
		name, _ := u["name"].(string)
		code[name], _ = u["code"].(string)
		parent[name] = spec(u, "parent")
	}
	scored := 0.0
	for _, c := range code {
		if s, _ := r.doc("/scorecards/S-01/status?scope=" + c).(map[string]any); s["band"] != "" {
			scored++
		}
	}
	delivering := 0.0
	for _, x := range r.list("sources") {
		runs, _ := r.doc(fmt.Sprintf("/sources/%s/runs", x["code"])).(map[string]any)
		if items, _ := runs["items"].([]any); len(items) > 0 {
			delivering++
		}
	}
	out := []float64{float64(len(parent)), scored, float64(len(r.list("sources"))), delivering}
	for _, link := range links {
		count := map[string]float64{}
		within := func(unit string) bool {
			if !strings.HasPrefix(link, "/units/") {
				return true
			}
			for ; unit != ""; unit = parent[unit] {
				if strings.HasSuffix(link, "/"+code[unit]) {
					return true
				}
			}
			return false
		}
		for _, o := range r.list("objectives") {
			if a, _ := status("objectives", o)["attainment"].(map[string]any); within(spec(o, "unit")) {
				standing, _ := a["status"].(string)
				count["listed"]++
				if o["state"] == "active" {
					count[standing]++
					count["all"]++
				}
			}
		}
		for _, m := range r.list("measures") {
			if within(spec(m, "unit")) {
				fresh, _ := status("measures", m)["data"].(string)
				count["measures"]++
				if fresh != "known" {
					count["lacking"]++
				}
			}
		}
		for _, x := range count {
			out = append(out, x)
		}
		out = append(out, count["on-plan"]+count["achieved"], count["off-plan"]+count["missed"], count["measures"]-count["lacking"])
	}
	return out
}

// pages are all that lead from one to the next, without those of single values and files, and forms; reasons of measures are those of their pages.
func (r *reader) pages() map[string]reading {
	out := map[string]reading{}
	queue := []string{"/scorecard", "/objectives", "/measures", "/units", "/evidence", "/reports", "/measures?view=charts", "/measures?view=charts&span=24m&page=2"}
	if r.closed("PC-01") { // no other page leads there
		queue = append(queue, "/period-closes/PC-01")
	}
	for len(queue) > 0 {
		path := queue[0]
		queue = queue[1:]
		if _, seen := out[path]; seen || strings.HasPrefix(path, "/files") || strings.HasPrefix(path, "/api/") || strings.HasPrefix(path, "/glossary") || strings.HasPrefix(path, "/why/measure") || strings.Contains(path, "/points/") || strings.HasSuffix(path, "/moves") {
			continue
		}
		if strings.HasPrefix(path, "/library/") { // words that come with the program: the reference is made of the same
			continue
		}
		if r.asOf != "" && len(out) > 0 && declaredOnly.MatchString(path) { // what is declared is there now, and its history
			continue
		}
		p := r.page(path)
		out[path] = p
		for _, link := range p.links {
			link, _, _ = strings.Cut(link, "?")
			if code, is := strings.CutPrefix(link, "/period-closes/"); is && !r.closed(strings.Split(code, "/")[0]) {
				continue // it leads to the close as it is now
			}
			queue = append(queue, link)
		}
	}
	return out
}

// money is the currency behind an amount.
var money = regexp.MustCompile(` [A-Z]{3}$`)

// lengths are the parts of a length of time, as in P1Y6M.
var lengths = regexp.MustCompile(`([0-9]+)[YMWD]`)

// declaredOnly are the pages that are made from kinds, and say nothing that is computed.
var declaredOnly = regexp.MustCompile(`^/(actions|appointments|bodies|business-goals|business-processes|context-issues|initiatives|interested-parties|people|perspectives|principles|scopes|third-parties)(/|$)`)

// newReader starts the demonstration, and reads it as an auditor does, now.
func newReader(t *testing.T) *reader {
	t.Helper()
	a := demonstration(t)
	secret, _, err := a.Service.CreateToken(context.WithoutCancel(t.Context()), access.Console("test"), "internal-auditor", "numbers", time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	r := &reader{T: t, a: a, token: secret}
	r.turn(a.Store.Snapshot().At(), false)
	return r
}

// turn makes it read as of a day, which may be that of now.
func (r *reader) turn(at time.Time, past bool) {
	r.at, r.asOf, r.docs = at, "", map[string]any{}
	if past {
		r.asOf = at.Format(time.DateOnly)
	}
}

// Whatever number a person reads on a page, a program gets from the API: now, and as of two earlier days. What stands in the row of a
// record is a number of that record.
func TestPagesSayTheNumbersOfTheAPI(t *testing.T) {
	r := newReader(t)
	now := r.at
	for _, months := range []int{0, 2, 14} {
		r.turn(now.AddDate(0, -months, 0), months > 0)
		pages, read := r.pages(), 0
		for path, p := range pages {
			k := r.of(append(slices.Clone(p.links), path)...)
			k.numbers = append(k.numbers, r.sums(append(p.units(), path)...)...)
			k.numbers = append(k.numbers, r.besides(path, p)...)
			read += len(figures.FindAllString(p.text, -1))
			if bad := k.unknown(p.text); len(bad) > 0 {
				t.Errorf("%s as of %q says what the API does not:\n   %s", path, r.asOf, strings.Join(bad, "\n   "))
			}
			for _, row := range p.rows {
				if len(row.links) == 0 {
					continue
				}
				k := r.of(append(slices.Clone(row.links), path)...)
				k.numbers = append(append(k.numbers, r.sums(row.units()...)...), r.besides(path, row)...)
				if bad := k.unknown(row.text); len(bad) > 0 {
					t.Errorf("a row of %s as of %q says what the API does not:\n   %s", path, r.asOf, strings.Join(bad, "\n   "))
				}
			}
		}
		t.Logf("as of %q: %d pages, %d figures", r.asOf, len(pages), read)
		if len(pages) < 100 || read < 5000 {
			t.Errorf("as of %q there are %d pages with %d figures: too few to say anything", r.asOf, len(pages), read)
		}
	}
}
