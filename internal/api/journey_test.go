package api_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/explain"
)

// Core behaviour must be the same on both databases.
func TestJourney(t *testing.T) {
	for name, dsn := range databases(t) {
		t.Run(name, func(t *testing.T) {
			s := start(t, dsn).declare()
			s.points(t)
			s.files(t)
			s.asOf(t)
			s.pages(t)
			s.race(t)
		})
	}
}

type pointPage struct {
	Items []struct {
		ValidFrom, ValidTo string
		Value              *float64
		Sample             *int64
		Note, Run          string
		Seq                int64
	}
}

func (s *server) points(t *testing.T) {
	body := `{"points":[{"measure":"mfa","valid_from":"2026-06-01","valid_to":"2026-06-30","value":92,"sample":250},
		{"measure":"M-02","valid_to":"2026-07-01","value":36},{"measure":"repair","valid_to":"2026-07-02T10:00:00+02:00","value":35,"note":"checked"}],"reason":"review"}`
	add := call{method: "POST", path: "/api/v1/points", role: collector, body: body, header: map[string]string{"Idempotency-Key": "june"}}
	var first, second struct {
		Seq    int64
		Batch  string
		Points int
	}
	w := s.must(201, add, &first)
	if first.Points != 3 || w.Header().Get("Steelyard-Seq") != fmt.Sprint(first.Seq) || w.Header().Get("Idempotency-Replayed") != "" {
		t.Errorf("%+v %v", first, w.Header())
	}
	before := w.Body.String()
	w = s.must(201, add, &second)
	if w.Header().Get("Idempotency-Replayed") != "true" || w.Body.String() != before {
		t.Errorf("a repetition is answered with %s, the first time with %s", w.Body, before)
	}
	add.body = strings.Replace(body, "92", "93", 1)
	if p := s.problem(s.do(add)); p.Status != 422 || p.Errors[0].Field != "Idempotency-Key" {
		t.Errorf("a key for another request: %+v", p)
	}
	var got pointPage
	s.must(200, call{method: "GET", path: "/api/v1/measures/repair/points", role: auditor}, &got)
	if len(got.Items) != 2 || *got.Items[0].Value != 35 || *got.Items[1].Value != 36 {
		t.Fatalf("points are not those that were sent, latest first: %+v", got)
	}
	var raw struct{ Items []map[string]any }
	s.must(200, call{method: "GET", path: "/api/v1/measures/repair/points?limit=2", role: auditor}, &raw)
	for i, want := range []map[string]string{ // a time is a moment; a date is a day
		{"valid_from": "2026-07-02T08:00:00Z", "valid_to": "2026-07-02T08:00:00Z", "note": "checked"},
		{"valid_from": "2026-07-01T00:00:00Z", "valid_to": "2026-07-01T23:59:59.999999Z"}} {
		for field, text := range want {
			if raw.Items[i][field] != text {
				t.Errorf("point %d has the %s %v, not %s", i, field, raw.Items[i][field], text)
			}
		}
	}
	s.must(200, call{method: "GET", path: "/api/v1/measures/mfa/points", role: auditor}, &raw)
	if raw.Items[0]["valid_from"] != "2026-06-01T00:00:00Z" || raw.Items[0]["valid_to"] != "2026-06-30T23:59:59.999999Z" || raw.Items[0]["sample"] != 250.0 {
		t.Errorf("a period of two dates is kept as %v", raw.Items[0])
	}
	// a withdrawal is shown, and a withdrawn value counts no longer
	s.must(201, call{method: "POST", path: "/api/v1/points", role: collector, body: `{"points":[{"measure":"repair","valid_to":"2026-07-02T08:00:00Z","value":null,"note":"wrong export"}]}`}, nil)
	s.must(200, call{method: "GET", path: "/api/v1/measures/repair/points", role: auditor}, &got)
	if len(got.Items) != 2 || got.Items[0].Value != nil || got.Items[0].Note != "wrong export" {
		t.Errorf("a withdrawal is answered with %+v", got)
	}
}

const accountsFile = "account,mfa\nroot,yes\nbackup,no\ndeploy,yes\naudit,yes\n"

func (s *server) files(t *testing.T) {
	sum := sha256.Sum256([]byte(accountsFile))
	digest := hex.EncodeToString(sum[:])
	send := call{method: "POST", path: "/api/v1/sources/accounts/runs?filename=accounts.csv&observed_at=2026-06-30T12:00:00Z", role: collector, body: accountsFile,
		header: map[string]string{"Content-Type": "application/octet-stream", "Steelyard-Reason": "weekly"}}
	var run struct {
		ID, Source, SHA256, Filename, Format string
		Bytes, Seq                           int64
		Points                               int
		Again                                bool
		Values                               map[string]*float64
	}
	w := s.must(201, send, &run)
	if run.SHA256 != digest || run.Points != 1 || run.Again || run.Source != "accounts" || run.Filename != "accounts.csv" || w.Header().Get("Steelyard-Seq") != fmt.Sprint(run.Seq) || *run.Values["share"] != 75 {
		t.Errorf("%+v", run)
	}
	id := run.ID
	s.must(200, send, &run)
	if !run.Again || run.ID != id {
		t.Errorf("the same file again is answered with %+v", run)
	}
	var list struct{ Items []struct{ ID string } }
	s.must(200, call{method: "GET", path: "/api/v1/sources/accounts/runs", role: auditor}, &list)
	if len(list.Items) != 1 || list.Items[0].ID != id {
		t.Errorf("%+v", list)
	}
	s.must(200, call{method: "GET", path: "/api/v1/runs/" + id, role: auditor}, &run)
	w = s.must(200, call{method: "GET", path: "/api/v1/files/" + digest, role: auditor}, nil)
	if w.Body.String() != accountsFile {
		t.Errorf("the file comes back as %q", w.Body)
	}
	for name, want := range map[string]string{"Content-Type": "application/octet-stream", "X-Content-Type-Options": "nosniff",
		"Content-Disposition": `attachment; filename="` + digest + `"`, "Content-Length": fmt.Sprint(len(accountsFile))} {
		if got := w.Header().Get(name); got != want {
			t.Errorf("a file is sent with %s: %s", name, got)
		}
	}
	s.run(t, []scenario{
		{title: "no such source", call: call{method: "POST", path: "/api/v1/sources/none/runs", role: collector, body: "x"}, status: 404},
		{title: "not readable", call: call{method: "POST", path: "/api/v1/sources/accounts/runs", role: collector, body: "account\n"}, status: 422},
		{title: "auditor sends nothing", call: call{method: "POST", path: "/api/v1/sources/accounts/runs", role: auditor, body: accountsFile}, status: 403},
		{title: "time unreadable", call: call{method: "POST", path: "/api/v1/sources/accounts/runs?observed_at=noon", role: collector, body: accountsFile}, status: 422, field: "observed_at"},
		{title: "no such run", call: call{method: "GET", path: "/api/v1/runs/R-99999999", role: auditor}, status: 404},
		{title: "no such file", call: call{method: "GET", path: "/api/v1/files/" + strings.Repeat("0", 64), role: auditor}, status: 404},
		{title: "file as of its run", call: call{method: "GET", path: fmt.Sprintf("/api/v1/files/%s?as_of=entry:%d", digest, run.Seq), role: auditor}, status: 200},
		{title: "file before it was known", call: call{method: "GET", path: fmt.Sprintf("/api/v1/files/%s?as_of=entry:%d", digest, run.Seq-1), role: auditor}, status: 404},
		{title: "not a digest", call: call{method: "GET", path: "/api/v1/files/abc", role: auditor}, status: 422, field: "sha256"},
	})
	var status explain.Status
	s.must(200, call{method: "GET", path: "/api/v1/measures/read/status", role: collector}, &status)
	if r := status.Measure.Reading; r == nil || r.Run == nil || r.Run.SHA256 != digest || r.Run.ID != id || r.Run.Source != "accounts" || r.Value != 75 {
		t.Errorf("the value cannot be followed to its file: %+v", status.Measure)
	}
	if text := strings.Join(status.Explanation, " "); !strings.Contains(text, "‘accounts.csv’ with the SHA-256 "+digest) {
		t.Errorf("the sentences do not name the file: %s", text)
	}
}

func (s *server) asOf(t *testing.T) {
	var status explain.Status
	get := func(path string) {
		t.Helper()
		status = explain.Status{}
		s.must(200, call{method: "GET", path: "/api/v1/" + path, role: auditor}, &status)
	}
	get("measures/mfa/status")
	if status.Score == nil || math.Abs(*status.Score-61) > 1e-9 || status.Band != "watch" { // scoring.md, worked example 1
		t.Errorf("score %v, band %q", status.Score, status.Band)
	}
	seq := status.Seq
	get("objectives/protect/status")
	if status.Rollup == nil || len(status.Rollup.Children) != 3 || status.Rollup.Children[2].Reading.Run.SHA256 == "" || status.Attainment == nil {
		t.Errorf("%+v", status)
	}
	was := *status.Score
	s.must(201, call{method: "POST", path: "/api/v1/points", role: collector, body: `{"points":[{"measure":"mfa","valid_from":"2026-06-01","valid_to":"2026-06-30","value":99,"note":"mended"}]}`}, nil)
	s.must(200, call{method: "PUT", path: "/api/v1/objectives/recover", role: access.Administrator, body: strings.Replace(programme[11].body, "Recover", "Come back", 1)}, nil)
	get("objectives/protect/status")
	if *status.Score <= was {
		t.Errorf("a corrected value does not count: %v, before %v", *status.Score, was)
	}
	get(fmt.Sprintf("objectives/protect/status?as_of=entry:%d", seq))
	if math.Abs(*status.Score-was) > 0.5 { // it is judged a moment earlier, when values were a little fresher
		t.Errorf("as of entry %d the score is %v, it was %v", seq, *status.Score, was)
	}
	get(fmt.Sprintf("measures/mfa/status?as_of=entry:%d", seq))
	if *status.Score != 61 {
		t.Errorf("as of entry %d the score is %v, it was 61", seq, *status.Score)
	}
	var record item
	s.must(200, call{method: "GET", path: fmt.Sprintf("/api/v1/objectives/recover?as_of=entry:%d", seq), role: auditor}, &record)
	if record.Title != "Recover" || record.Revision != 1 {
		t.Errorf("as of entry %d the objective is %+v", seq, record)
	}
	for _, path := range []string{"perspectives/defence", "scorecards/security", "perspectives/resilience", "objectives/recover"} {
		get(path + "/status")
		if len(status.Explanation) == 0 {
			t.Errorf("%s is not explained", path)
		}
	}
	var history page
	s.must(200, call{method: "GET", path: "/api/v1/objectives/recover/history", role: auditor}, &history)
	if len(history.Items) != 2 || history.Items[0].Title != "Come back" || history.Items[0].Action != "updated" || history.Items[1].Action != "created" ||
		history.Items[0].By.Via != "api" || history.Items[0].By.Account == "" || history.Items[0].Seq <= history.Items[1].Seq {
		t.Errorf("%+v", history)
	}
	s.must(200, call{method: "GET", path: fmt.Sprintf("/api/v1/objectives/recover/history?as_of=entry:%d", history.Items[0].Seq-1), role: auditor}, &history)
	if len(history.Items) != 1 || history.Items[0].Title != "Recover" {
		t.Errorf("history before the last revision: %+v", history)
	}
}

// Of several who change the same revision at once, one does, and the others are told.
func (s *server) race(t *testing.T) {
	var all sync.WaitGroup
	var done, refused atomic.Int64
	for i := range 8 {
		all.Go(func() {
			w := s.do(call{method: "PUT", path: "/api/v1/scorecards/security", role: manager, header: map[string]string{"If-Match": `"1"`},
				body: fmt.Sprintf(`{"title":"By %d","spec":{"unit":"enterprise"}}`, i)})
			switch w.Code {
			case 200:
				done.Add(1)
			case 412:
				refused.Add(1)
			default:
				t.Errorf("%d: %s", w.Code, w.Body)
			}
		})
	}
	all.Wait()
	if done.Load() != 1 || refused.Load() != 7 {
		t.Errorf("%d of 8 changed the same revision, %d were refused", done.Load(), refused.Load())
	}
}

// Pages cover everything once, whatever is written between them.
func (s *server) pages(t *testing.T) {
	var want []string
	for i := range 23 {
		name := fmt.Sprintf("unit-%02d", i)
		want = append(want, name)
		s.must(201, call{method: "PUT", path: "/api/v1/units/" + name, role: manager, body: `{"title":"A unit","spec":{"parent":"enterprise"},"reason":"growth"}`}, nil)
	}
	want = append([]string{"enterprise"}, want...)
	var got []string
	path, pages := "/api/v1/units?limit=5", 0
	for next := ""; ; pages++ {
		var p page
		s.must(200, call{method: "GET", path: path + next, role: auditor}, &p)
		for _, x := range p.Items {
			got = append(got, x.Name)
		}
		if p.Next == nil {
			break
		}
		next = "&cursor=" + *p.Next
		// what is made, renamed and retired meanwhile
		s.must(201, call{method: "PUT", path: fmt.Sprintf("/api/v1/units/unit-%02d-b", 4*pages), role: manager, body: `{"title":"B","spec":{}}`}, nil)
		s.must(200, call{method: "PUT", path: fmt.Sprintf("/api/v1/units/unit-%02d", 22-pages), role: manager, body: fmt.Sprintf(`{"title":"C","name":"a-%d","spec":{}}`, pages)}, nil)
		s.must(200, call{method: "DELETE", path: fmt.Sprintf("/api/v1/units/unit-%02d", 10+pages), role: manager}, nil)
	}
	if !slices.Equal(got, want) || pages != 4 {
		t.Errorf("the %d pages list %v, not %v", pages+1, got, want)
	}
	if p := s.problem(s.do(call{method: "GET", path: "/api/v1/people?cursor=" + cursorOf(t, s), role: auditor})); p.Status != 422 || p.Errors[0].Field != "cursor" {
		t.Errorf("a cursor of another list: %+v", p)
	}
	var h page
	s.must(200, call{method: "GET", path: "/api/v1/units/unit-03/history", role: auditor}, &h)
	if h.Items[0].Reason != "growth" {
		t.Errorf("the reason is lost: %+v", h)
	}
}

func cursorOf(t *testing.T, s *server) string {
	var p page
	s.must(200, call{method: "GET", path: "/api/v1/units?limit=1", role: auditor}, &p)
	return *p.Next
}

func TestBadPoints(t *testing.T) {
	s := sqlite(t).declare()
	point := func(inner string) call {
		return call{method: "POST", path: "/api/v1/points", role: collector, body: `{"points":[{"measure":"mfa","valid_to":"2026-01-01","value":1},` + inner + `]}`}
	}
	post := func(body string) call {
		return call{method: "POST", path: "/api/v1/points", role: collector, body: body}
	}
	many := strings.Repeat(`{"measure":"mfa","valid_to":"2026-01-01","value":1},`, 10_000)
	key := post(`{"points":[{"measure":"mfa","valid_to":"2026-01-01","value":1}]}`)
	key.header = map[string]string{"Idempotency-Key": "with space"}
	long := key
	long.header = map[string]string{"Idempotency-Key": strings.Repeat("k", 201)}
	s.run(t, []scenario{
		{title: "auditor", call: call{method: "POST", path: "/api/v1/points", role: auditor, body: "{}"}, status: 403},
		{title: "no points", call: post(`{}`), status: 422, field: "points"},
		{title: "empty", call: post(`{"points":[]}`), status: 422, field: "points"},
		{title: "points no list", call: post(`{"points":{}}`), status: 422, field: "points"},
		{title: "no object", call: post(`[]`), status: 422},
		{title: "unknown field", call: post(`{"pionts":[],"points":[]}`), status: 422, field: "pionts"},
		{title: "a point is no object", call: point(`7`), status: 422, field: "points[1]"},
		{title: "unknown field of a point", call: point(`{"measure":"mfa","valid_to":"2026-01-02","value":1,"valeu":{"a":[1]}}`), status: 422, field: "points[1].valeu"},
		{title: "value is a text", call: point(`{"measure":"mfa","valid_to":"2026-01-02","value":"1"}`), status: 422, field: "points[1].value"},
		{title: "value is missing", call: point(`{"measure":"mfa","valid_to":"2026-01-02"}`), status: 422, field: "points[1].value"},
		{title: "withdrawal without a note", call: point(`{"measure":"mfa","valid_to":"2026-01-02","value":null}`), status: 422, field: "points[1].value"},
		{title: "value too great", call: point(`{"measure":"mfa","valid_to":"2026-01-02","value":1e999}`), status: 422, field: "points[1].value"},
		{title: "sample with a fraction", call: point(`{"measure":"mfa","valid_to":"2026-01-02","value":1,"sample":1.5}`), status: 422, field: "points[1].sample"},
		{title: "sample negative", call: point(`{"measure":"mfa","valid_to":"2026-01-02","value":1,"sample":-1}`), status: 422, field: "points[1].sample"},
		{title: "no such day", call: point(`{"measure":"mfa","valid_to":"2026-02-30","value":1}`), status: 422, field: "points[1].valid_to"},
		{title: "in the future", call: point(`{"measure":"mfa","valid_to":"2999-01-01","value":1}`), status: 422, field: "points[1].valid_to"},
		{title: "turned around", call: point(`{"measure":"mfa","valid_from":"2026-01-03","valid_to":"2026-01-02","value":1}`), status: 422, field: "points[1].valid_from"},
		{title: "no such measure", call: point(`{"measure":"mfaa","valid_to":"2026-01-02","value":1}`), status: 422, field: "points[1].measure"},
		{title: "measure with a source", call: point(`{"measure":"read","valid_to":"2026-01-02","value":1}`), status: 422, field: "points[1].measure"},
		{title: "two for one moment", call: point(`{"measure":"mfa","valid_to":"2026-01-01","value":2}`), status: 422, field: "valid_to"},
		{title: "a name twice", call: point(`{"measure":"mfa","value":1,"value":2,"valid_to":"2026-01-02"}`), status: 400, field: "points[1].value"},
		{title: "something after", call: post(`{"points":[{"measure":"mfa","valid_to":"2026-01-01","value":1}]}x`), status: 400},
		{title: "cut", call: post(`{"points":[{"measure":"mfa"`), status: 400},
		{title: "too many", call: post(`{"points":[` + many + `{"measure":"mfa","valid_to":"2026-01-01","value":1}]}`), status: 413},
		{title: "too large", call: post(`{"points":[],"reason":"` + strings.Repeat("x", 8<<20) + `"}`), status: 413},
		{title: "key with a space", call: key, status: 422, field: "Idempotency-Key"},
		{title: "key too long", call: long, status: 422, field: "Idempotency-Key"},
	})
	w := s.do(post(`{"points":[` + strings.TrimSuffix(strings.Repeat(`{"measure":1},`, 9_000), ",") + `]}`))
	if p := s.problem(w); p.Status != 422 || len(p.Errors) < 50 || len(p.Errors) > 100 {
		t.Errorf("thousands of faults are told as %d", len(p.Errors))
	}
}

// A file without end is refused while it comes, with a problem and not with a broken connection.
func TestLargeFile(t *testing.T) {
	s := sqlite(t).declare()
	served := httptest.NewServer(s.handler)
	defer served.Close()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, served.URL+"/api/v1/sources/accounts/runs?observed_at=2026-06-30", io.LimitReader(endless{}, 300<<20))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+s.tokens[access.Collector])
	answer, err := served.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	var p struct{ Status int }
	if err := json.NewDecoder(answer.Body).Decode(&p); err != nil || answer.StatusCode < 400 || answer.StatusCode >= 500 || p.Status != answer.StatusCode {
		t.Errorf("a file that is too large is answered with %d: %v", answer.StatusCode, err)
	}
}

// endless gives lines for ever.
type endless struct{}

func (endless) Read(b []byte) (int, error) {
	const line = "someone,yes\n"
	for i := range b {
		b[i] = line[i%len(line)]
	}
	return len(b), nil
}
