package api_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/sheet"
)

type eventPage struct {
	Items []event
	Next  int64
	More  bool
}

type event struct {
	Seq     int64
	Type    string
	Reason  string
	By      struct{ Via string }
	Changes []struct {
		Action, Kind, Name, Code string
		Revision                 int64
	}
	Points int
}

func TestEvents(t *testing.T) {
	s := sqlite(t)
	begin := s.service.Seq()
	s.declare()
	s.must(201, call{method: "POST", path: "/api/v1/points", role: collector, body: `{"points":[{"measure":"mfa","valid_to":"2026-06-30","value":92}],"reason":"june"}`}, nil)
	s.must(200, bulk(`{"reason":"names Kari","items":[{"action":"patch","kind":"person","name":"lead","spec":{"full_name":"K. Solberg"}},{"action":"patch","kind":"unit","name":"enterprise","title":"All of it"}]}`), nil)
	read := func(role access.Role, more string) (all []event) {
		t.Helper()
		after := begin
		for {
			var p eventPage
			s.must(200, call{method: "GET", path: fmt.Sprintf("/api/v1/events?after=%d&limit=3%s", after, more), role: role}, &p)
			all = append(all, p.Items...)
			if after = p.Next; !p.More {
				return all
			}
		}
	}
	all := read(auditor, "")
	if len(all) != len(programme)+2 || all[0].Seq != begin+1 || all[0].Changes[0].Name != "enterprise" || all[0].Changes[0].Action != "created" || all[0].By.Via != "api" {
		t.Fatalf("the journal is told as %+v", all)
	}
	last := all[len(all)-1]
	if all[len(all)-2].Points != 1 || all[len(all)-2].Reason != "june" || len(last.Changes) != 2 || last.Reason != "names Kari" || last.Changes[0].Revision != 2 {
		t.Errorf("%+v", all[len(all)-2:])
	}
	// a program sees nothing of people: neither the entry that is about them alone, nor why one was made that is about them too
	seen := read(collector, "")
	if len(seen) != len(all)-1 || len(seen[len(seen)-1].Changes) != 1 || seen[len(seen)-1].Reason != "" {
		t.Errorf("a program is told %+v", seen)
	}
	if got := read(auditor, "&kind=perspective"); len(got) != 2 || got[0].Changes[0].Kind != "perspective" {
		t.Errorf("of perspectives is told %+v", got)
	}
	s.run(t, []scenario{
		{title: "no kind", call: get("events", "kind", "mesure"), status: 422, field: "kind"},
		{title: "not of people", call: call{method: "GET", path: "/api/v1/events?kind=person", role: collector}, status: 403},
		{title: "negative", call: get("events", "after", "-1"), status: 422, field: "after"},
		{title: "behind the end", call: get("events", "after", "99999"), status: 200, must: []string{`"items":[]`, `"next":99999`, `"more":false`}},
		{title: "stream from no entry", call: call{method: "GET", path: "/api/v1/events/stream", role: auditor, header: map[string]string{"Last-Event-ID": "x"}}, status: 422, field: "Last-Event-ID"},
		{title: "stream not of people", call: call{method: "GET", path: "/api/v1/events/stream?kind=person", role: collector}, status: 403},
		{title: "stream to nobody", call: call{method: "GET", path: "/api/v1/events/stream"}, status: 401},
	})
}

// listener reads a stream.
type listener struct {
	lines  chan string
	answer *http.Response
	cancel context.CancelFunc
}

func (s *server) listen(t *testing.T, address, query, role string, header map[string]string) *listener {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address+"/api/v1/events/stream"+query, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+s.tokens[access.Role(role)])
	for name, value := range header {
		r.Header.Set(name, value)
	}
	answer, err := http.DefaultTransport.RoundTrip(r) //nolint:bodyclose // close does
	if err != nil {
		t.Fatal(err)
	}
	l := &listener{lines: make(chan string, 1000), answer: answer, cancel: cancel}
	go func() {
		defer close(l.lines)
		for scan := bufio.NewScanner(answer.Body); scan.Scan(); {
			l.lines <- scan.Text()
		}
	}()
	return l
}

// until waits for a line that has a text.
func (l *listener) until(t *testing.T, text string) string {
	t.Helper()
	patience := time.After(20 * time.Second)
	for {
		select {
		case line, open := <-l.lines:
			if !open {
				if text == "" {
					return ""
				}
				t.Fatalf("the stream ends before %q", text)
			}
			if text != "" && strings.Contains(line, text) {
				return line
			}
		case <-patience:
			t.Fatalf("%q does not come", text)
		}
	}
}

func (l *listener) close() {
	l.cancel()
	_ = l.answer.Body.Close()
	for range l.lines { // until the reader has ended
	}
}

// Who listens is told at once, goes on where the connection broke, hears nothing that may not be heard, and is let go when
// the right ends or the server does. Nothing of it is left behind.
func TestStream(t *testing.T) {
	s := sqlite(t).declare()
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	served := httptest.NewServer(s.handler)
	defer http.DefaultTransport.(*http.Transport).CloseIdleConnections()
	defer served.Close()
	ears := s.listen(t, served.URL, "", "auditor", nil)
	if got := ears.answer.Header.Get("Content-Type"); got != "text/event-stream" {
		t.Errorf("a stream has the media type %q", got)
	}
	ears.until(t, ": begins")
	s.must(200, call{method: "PATCH", path: "/api/v1/units/enterprise", role: manager, body: `{"title":"One"}`, header: merge}, nil)
	id := ears.until(t, "id: ")
	if want := fmt.Sprintf("id: %d", s.service.Seq()); id != want {
		t.Errorf("the entry has %q, not %q", id, want)
	}
	var e event
	if err := json.Unmarshal([]byte(strings.TrimPrefix(ears.until(t, "data: "), "data: ")), &e); err != nil || e.Changes[0].Name != "enterprise" {
		t.Errorf("%+v %v", e, err)
	}
	ears.close()
	// again, from where it was; and a program hears of people no more than that the journal went on
	s.must(200, call{method: "PATCH", path: "/api/v1/people/lead", role: manager, body: `{"spec":{"full_name":"K"}}`, header: merge}, nil)
	s.must(200, call{method: "PATCH", path: "/api/v1/units/enterprise", role: manager, body: `{"title":"Two"}`, header: merge}, nil)
	ears = s.listen(t, served.URL, "", "collector", map[string]string{"Last-Event-ID": fmt.Sprint(e.Seq)})
	if got := ears.until(t, "id: "); got != fmt.Sprintf("id: %d", e.Seq+2) {
		t.Errorf("after entry %d a program hears %q", e.Seq, got)
	}
	ears.close()
	ears = s.listen(t, served.URL, "?kind=person&after=0", "auditor", nil)
	if line := ears.until(t, "data: "); !strings.Contains(line, `"kind":"person"`) {
		t.Errorf("of people is told %s", line)
	}
	ears.close()
	var several []*listener
	for range 5 {
		several = append(several, s.listen(t, served.URL, "", "owner", nil))
	}
	one := s.listen(t, served.URL, "", "owner", nil)
	if one.answer.StatusCode != http.StatusTooManyRequests || one.answer.Header.Get("Retry-After") == "" {
		t.Errorf("a sixth stream is answered with %d", one.answer.StatusCode)
	}
	one.close()
	if err := s.service.Disable(t.Context(), access.Console("cli"), "owner", true); err != nil {
		t.Fatal(err)
	}
	for _, l := range several {
		l.until(t, "") // ends
		l.close()
	}
	ears = s.listen(t, served.URL, "", "auditor", nil)
	ears.until(t, ": begins")
	s.httpd.Stop()
	ears.until(t, ": the server ends")
	ears.until(t, "")
	ears.close()
}

func TestKindsAreDescribed(t *testing.T) {
	s := sqlite(t).declare()
	var got struct {
		Items []struct {
			Name, Plural, Prefix string
			Read, Declare        bool
			Count                int
			Fields               []struct {
				Name, Type string
				Required   bool
				Refers     string `json:"refers_to"`
			}
		}
	}
	s.must(200, call{method: "GET", path: "/api/v1/kinds", role: collector}, &got)
	for _, k := range got.Items {
		switch k.Name {
		case "measure":
			if k.Count != 4 || !k.Read || k.Declare || k.Plural != "measures" || k.Fields[0].Name != "unit" || !k.Fields[0].Required || k.Fields[0].Refers != "unit" {
				t.Errorf("%+v", k)
			}
		case "person":
			if k.Count != 0 || k.Read {
				t.Errorf("a program is told of people: %+v", k)
			}
		}
	}
	s.run(t, []scenario{
		{title: "schema", call: get("kinds/measure/schema"), status: 200, must: []string{`"$schema":"https://json-schema.org/draft/2020-12/schema"`, `"period_days"`}, not: []string{"$ref"}, header: map[string]string{"Content-Type": "application/schema+json"}},
		{title: "schema of no kind", call: get("kinds/measures/schema"), status: 404, must: []string{"Did you mean measure?"}},
	})
}

const xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// What is exported and sent back changes nothing, of any kind, in either form; and what is changed in between is changed.
func TestTables(t *testing.T) {
	s := sqlite(t).declare()
	s.must(200, call{method: "PATCH", path: "/api/v1/objectives/recover", role: manager, body: `{"title":"=1+1","spec":{"statement":"a\r\nb","weight":[{"value":1},{"from":"2026-08-01","value":2,"reason":"more"}]}}`, header: merge}, nil)
	s.must(201, call{method: "PUT", path: "/api/v1/units/old", role: manager, body: `{"title":"Old","spec":{}}`}, nil)
	s.must(200, call{method: "DELETE", path: "/api/v1/units/old", role: manager}, nil)
	s.declareExamples()
	seq := s.service.Seq()
	for _, k := range s.service.Registry().Kinds() {
		for form, media := range map[string]string{"csv": "text/csv", "xlsx": xlsx} {
			w := s.must(200, get(k.Plural, "format", form, "retired", "true"), nil)
			var got bulkAnswer
			s.must(200, call{method: "POST", path: "/api/v1/" + k.Plural + "/import", role: access.Administrator, body: w.Body.String(), header: map[string]string{"Content-Type": media}}, &got)
			for _, x := range got.Items {
				if x.Action != "unchanged" {
					t.Errorf("%s as %s: %s is %s after there and back", k.Plural, form, x.Record.Name, x.Action)
				}
			}
			if len(got.Items) == 0 || s.service.Seq() != seq {
				t.Errorf("%s as %s: %d rows, %d entries", k.Plural, form, len(got.Items), s.service.Seq()-seq)
			}
		}
	}
	w := s.must(200, get("objectives", "format", "csv", "filter", `name == "recover"`, "fields", "name,title,spec.weight"), nil)
	if want := "name,title,spec.weight\n" + `recover,'=1+1,"[{""value"":1},{""from"":""2026-08-01"",""reason"":""more"",""value"":2}]"` + "\n"; w.Body.String() != want {
		t.Errorf("a table of three columns is %q", w.Body)
	}
	send := func(plural, body string, more ...string) call {
		c := call{method: "POST", path: "/api/v1/" + plural + "/import", role: manager, body: body, header: map[string]string{"Content-Type": "text/csv"}}
		for i := 0; i+1 < len(more); i += 2 {
			c.header[more[i]] = more[i+1]
		}
		return c
	}
	s.run(t, []scenario{
		{title: "by header", call: call{method: "GET", path: "/api/v1/units", role: auditor, header: map[string]string{"Accept": "text/csv"}}, status: 200, must: []string{"uid,kind,name,code,title,state,revision,seq,recorded_at,retired,spec.parent"}, header: map[string]string{"Content-Disposition": `attachment; filename="units.csv"`, "Content-Type": "text/csv; charset=utf-8; header=present"}},
		{title: "JSON before a table", call: call{method: "GET", path: "/api/v1/units", role: auditor, header: map[string]string{"Accept": "application/json, text/csv"}}, status: 200, header: map[string]string{"Content-Type": "application/json"}},
		{title: "no people for programs", call: call{method: "GET", path: "/api/v1/people?format=csv", role: collector}, status: 403, not: []string{"Kari"}},
		{title: "no cursor", call: get("units", "format", "csv", "cursor", "x"), status: 422, field: "cursor"},
		{title: "filter that fails", call: get("units", "format", "csv", "filter", `days(spec.level) > 1`), status: 422, field: "filter"},
		{title: "plan", call: call{method: "POST", path: "/api/v1/units/import?dry_run=true", role: manager, body: "name,title\nnew,New\n", header: map[string]string{"Content-Type": "text/csv"}}, status: 200, must: []string{`"dry_run":true`, `"action":"created"`}},
		{title: "planned only", call: get("units/new"), status: 404},
		{title: "make and change", call: send("units", "name;title;spec.parent\nnew;New;enterprise\nenterprise;Everything;\n", "Steelyard-Reason", "sheet"), status: 200, must: []string{`"action":"created"`, `"action":"updated"`, `"title":"Everything"`}},
		{title: "what it does not have stays", call: send("measures", "name,spec.decimals\nmfa,2\n"), status: 200, must: []string{`"decimals":2`, `"period_days":30`}},
		{title: "an empty cell takes away", call: send("measures", "name,spec.decimals\nmfa,\n"), status: 200, not: []string{"decimals"}},
		{title: "by place", call: send("measures", "name,spec.decimals,spec.period_days\nmfa,1,30\nrepair,many,-1\n"), status: 422, field: "spec.decimals", must: []string{`"line":3,"column":2`, `"line":3,"column":3`}},
		{title: "within a cell", call: send("objectives", "name,spec.measures\nrecover,\"[{\"\"measure\"\":\"\"none\"\",\"\"weight\"\":1}]\"\n"), status: 422, field: "spec.measures[0].measure", must: []string{`"line":2,"column":2`}},
		{title: "a column that is none", call: send("measures", "name,spec.decimal\nmfa,1\n"), status: 422, field: "spec.decimal", must: []string{"Did you mean spec.decimals?", `"line":1,"column":2`}},
		{title: "nothing", call: send("measures", " "), status: 422},
		{title: "an old table", call: send("measures", "name,revision,spec.decimals\nmfa,1,3\n"), status: 409, field: "revision", must: []string{`"line":2,"column":2`}},
		{title: "an old table that changes nothing", call: send("measures", "name,revision,spec.period_days\nmfa,1,30\n"), status: 200, must: []string{`"action":"unchanged"`}},
		{title: "retire", call: send("units", "name,retired\nnew,true\n"), status: 200, must: []string{`"action":"retired"`}},
		{title: "no workbook", call: send("units", "name\nx\n", "Content-Type", xlsx), status: 422},
		{title: "as JSON", call: send("units", "{}", "Content-Type", "application/json"), status: 415},
		{title: "by an auditor", call: call{method: "POST", path: "/api/v1/units/import", role: auditor, body: "name\nx\n", header: map[string]string{"Content-Type": "text/csv"}}, status: 403},
		{title: "too long", call: send("units", strings.Repeat("name\n", 10_002)), status: 413},
		{title: "too large", call: send("units", strings.Repeat("x", 16<<20+1)), status: 413},
	})
	var b bytes.Buffer
	x, err := sheet.NewXLSX(&b, "measures", []string{"name", "spec.decimals"})
	if err != nil {
		t.Fatal(err)
	}
	_ = x.Row([]sheet.Cell{{Text: "mfa"}, {Text: "99", Number: true}})
	_ = x.Close()
	p := s.problem(s.do(send("measures", b.String(), "Content-Type", xlsx)))
	if p.Status != 422 || p.Errors[0].Sheet != "measures" || p.Errors[0].Line != 2 || p.Errors[0].Column != 2 || p.Errors[0].Field != "spec.decimals" {
		t.Errorf("a fault in a workbook is told as %+v", p)
	}
}

// How often one account may ask does not depend on where it asks from, and others are not held up by it.
func TestAccountIsPaced(t *testing.T) {
	s := paced(t, 1, 20)
	answered := 0
	for range 30 {
		w := s.do(call{method: "GET", path: "/api/v1/kinds", role: auditor})
		if w.Code == 429 {
			if p := s.problem(w); p.Title != "Limited" || !slices.Contains([]string{"1", "2"}, w.Header().Get("Retry-After")) {
				t.Errorf("%+v %v", p, w.Header())
			}
			continue
		}
		answered++
	}
	if answered < 20 || answered > 25 {
		t.Errorf("%d of 30 requests at once are answered, with a burst of 20", answered)
	}
	s.must(200, call{method: "GET", path: "/api/v1/kinds", role: collector}, nil)
	s.must(200, call{method: "GET", path: "/api/openapi.json"}, nil)
}
