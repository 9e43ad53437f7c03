package client_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/client"
	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/collect/sample"
)

func number(x float64) *float64 { return &x }

// Values that a program sends are there once, however often it sends them, and the score follows.
func TestPointsAndStatus(t *testing.T) {
	s, c := declared(t)
	ctx := t.Context()
	program := s.as(t, access.Collector)
	cases := int64(250)
	june := []client.NewPoint{{Measure: "mfa", ValidFrom: "2026-06-01", ValidTo: "2026-06-30", Value: number(92), Sample: &cases, Note: "after\nthe review"}}
	first, err := program.AddPoints(ctx, june, client.Key("june"), client.Reason("monthly\nreview"))
	if err != nil || first.Points != 1 || first.Batch == "" {
		t.Fatalf("%+v %v", first, err)
	}
	again, err := program.AddPoints(ctx, june, client.Key("june"), client.Reason("monthly\nreview"))
	if err != nil || again != first {
		t.Errorf("sent again under its key it is %+v, not %+v: %v", again, first, err)
	}
	june[0].Value = number(93)
	_, err = program.AddPoints(ctx, june, client.Key("june"))
	refused(t, "another request under the same key", err, client.Invalid, "Idempotency-Key")
	got := must[[]client.Point](t)(program.Points(ctx, "mfa", 0))
	if len(got) != 1 || *got[0].Value != 92 || *got[0].Sample != 250 || got[0].Note != "after\nthe review" || got[0].Seq != first.Seq || got[0].ValidFrom.Day() != 1 {
		t.Errorf("kept is %+v", got)
	}
	status := must[client.Status](t)(c.AsOf("entry:"+strconv.FormatInt(first.Seq-1, 10)).Status(ctx, "measures", "mfa"))
	if status.Score != nil {
		t.Errorf("before the value was known, the score is %v", *status.Score)
	}
	status = must[client.Status](t)(c.Status(ctx, "objective", "protect"))
	if status.Name != "protect" || status.Kind != "objective" || len(status.Explanation) == 0 || status.At == "" || !json.Valid(status.Data) {
		t.Errorf("the status says %+v", status)
	}
	if status.Measure != nil {
		t.Errorf("an objective has what measures have: %+v", status.Measure)
	}
	if m := must[client.Status](t)(c.Status(ctx, "measure", "mfa")).Measure; m == nil || len(m.Criteria) != 17 || m.Criteria[0].Set != "smart" || m.Criteria[0].Text == "" || len(m.Comparisons) != 0 || m.ReviewDue != "" {
		t.Errorf("of the measure it says %+v", m)
	}
	if status.Text() != strings.Join(status.Explanation, "\n") || !strings.Contains(string(status.Data), "mfa") {
		t.Errorf("the explanation is %q", status.Text())
	}
	_, err = program.AddPoints(ctx, []client.NewPoint{{Measure: "mfa", ValidTo: "2026-06-30", Value: number(1)}, {Measure: "mfo", ValidTo: "yesterday", Value: number(1)}})
	refused(t, "a batch with one bad point", err, client.Invalid, "points[1].valid_to")
	kept := must[client.SentFile](t)(program.SendFile(ctx, strings.NewReader("minutes of July"), ""))
	shown := []client.Evidence{{SHA256: kept.SHA256, Name: "minutes.txt"}}
	must[client.Added](t)(program.AddPointsWithEvidence(ctx, []client.NewPoint{{Measure: "mfa", ValidTo: "2026-07-31", Value: number(94)}}, shown))
	if got = must[[]client.Point](t)(program.Points(ctx, "mfa", 1)); len(got) != 1 || len(got[0].Evidence) != 1 || got[0].Evidence[0] != shown[0] {
		t.Errorf("the evidence of a value is %+v", got)
	}
	if m := must[client.Status](t)(program.Status(ctx, "measure", "mfa")).Measure; m == nil || m.Reading == nil || m.Reading.Value != 94 || len(m.Reading.Evidence) != 1 || m.Reading.Evidence[0] != shown[0] {
		t.Errorf("the status of the measure does not name the evidence of its value: %+v", m)
	}
	var minutes bytes.Buffer
	if err := program.FetchFile(ctx, kept.SHA256, &minutes); err != nil || minutes.String() != "minutes of July" {
		t.Errorf("the evidence is %q: %v", minutes.String(), err)
	}
	_, err = program.AddPointsWithEvidence(ctx, []client.NewPoint{{Measure: "mfa", ValidTo: "2026-08-31", Value: number(94)}}, []client.Evidence{{SHA256: strings.Repeat("0", 64), Name: "x"}, {SHA256: "no", Name: ""}})
	refused(t, "evidence that is none", err, client.Invalid, "evidence[1].sha256")
	_, err = program.AddPointsWithEvidence(ctx, []client.NewPoint{{Measure: "mfa", ValidTo: "2026-08-31", Value: number(94)}}, []client.Evidence{{SHA256: strings.Repeat("0", 64), Name: "x"}})
	refused(t, "evidence that was not sent", err, client.Invalid, "evidence[0].sha256")
	withdrawn := []client.NewPoint{{Measure: "mfa", ValidFrom: "2026-06-01", ValidTo: "2026-06-30", Note: "wrong export"}}
	must[client.Added](t)(program.AddPoints(ctx, withdrawn))
	if got = must[[]client.Point](t)(program.Points(ctx, "mfa", 5)); len(got) != 2 || got[1].Value != nil || len(got[1].Evidence) > 0 {
		t.Errorf("a withdrawal leaves %+v", got)
	}
}

// A scanner's file is read once, kept as it is, and can be fetched again by whoever wants to check a figure.
func TestCollect(t *testing.T) {
	s, c := declared(t)
	ctx := t.Context()
	content, err := sample.Files.ReadFile(sample.Lynis)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(content)
	file := func() client.RawFile {
		return client.RawFile{Name: "lynis report.dat", Content: bytes.NewReader(content), ObservedAt: "2026-06-30", Reason: "nightly"}
	}
	program := s.as(t, access.Collector)
	run, err := program.Collect(ctx, "lynis", file())
	if err != nil || run.Again || run.Points == 0 || run.SHA256 != hex.EncodeToString(sum[:]) || run.Format != "lynis" || run.Values["hardening_index"] == nil || run.Filename != "lynis report.dat" {
		t.Fatalf("%+v %v", run, err)
	}
	second, err := program.Collect(ctx, "lynis", file())
	if err != nil || !second.Again || second.Points != 0 || second.ID != run.ID {
		t.Errorf("the same file again is %+v %v", second, err)
	}
	if runs := must[[]client.Run](t)(program.Runs(ctx, "lynis", 10)); len(runs) != 1 || runs[0].ID != run.ID {
		t.Errorf("%+v", runs)
	}
	if got := must[client.Run](t)(c.Run(ctx, run.ID)); got.SHA256 != run.SHA256 || *got.Values["hardening_index"] != *run.Values["hardening_index"] {
		t.Errorf("%+v", got)
	}
	points := must[[]client.Point](t)(c.Points(ctx, "hardening", 0))
	if len(points) != 1 || *points[0].Value != *run.Values["hardening_index"] || points[0].Run != run.ID {
		t.Errorf("the measure has %+v", points)
	}
	var back bytes.Buffer
	if err := c.FetchFile(ctx, run.SHA256, &back); err != nil || !bytes.Equal(back.Bytes(), content) {
		t.Errorf("%d of %d bytes come back: %v", back.Len(), len(content), err)
	}
	_, err = program.Collect(ctx, "lynis", client.RawFile{Name: "x", Content: strings.NewReader("no report")})
	refused(t, "a file that is no report", err, client.Invalid, "")
	_, err = program.Collect(ctx, "lynis", client.RawFile{})
	refused(t, "no file", err, client.Invalid, "")
	_, err = program.Collect(ctx, "nessus", file())
	refused(t, "a source that is none", err, client.NotFound, "")
	_, err = c.Run(ctx, "R-0")
	refused(t, "a run that is none", err, client.NotFound, "")
}

// Evidence comes back byte for byte, or not at all: who fetches it is told where it was changed or cut off on the way.
func TestFileThatWasTamperedWith(t *testing.T) {
	s, c := declared(t)
	ctx := t.Context()
	token := s.token(t, access.Auditor)
	kept := must[client.SentFile](t)(c.SendFile(ctx, strings.NewReader("minutes of the meeting"), "agreed"))
	if kept.Again || kept.Bytes != 22 || len(kept.SHA256) != 64 {
		t.Errorf("%+v", kept)
	}
	if again := must[client.SentFile](t)(c.SendFile(ctx, strings.NewReader("minutes of the meeting"), "")); !again.Again || again.SHA256 != kept.SHA256 {
		t.Errorf("%+v", again)
	}
	if err := c.FetchFile(ctx, kept.SHA256, io.Discard); !client.Is(err, client.NotFound) {
		t.Errorf("a file that no record names is fetched: %v", err)
	}
	must[client.Written](t)(c.Put(ctx, "benchmark", "peers", named(kept.SHA256)))
	fetch := func(change func(http.Header, io.Reader) io.Reader) error {
		reader := connect(t, s.Address(), token, client.WithTransport(through(func(r *http.Request) (*http.Response, error) {
			resp, err := http.DefaultTransport.RoundTrip(r)
			if err == nil {
				resp.Body = struct {
					io.Reader
					io.Closer
				}{change(resp.Header, resp.Body), resp.Body}
			}
			return resp, err
		})))
		return reader.FetchFile(ctx, kept.SHA256, io.Discard)
	}
	if err := fetch(func(_ http.Header, b io.Reader) io.Reader { return b }); err != nil {
		t.Errorf("what nobody touched: %v", err)
	}
	bytesOf := func(other io.Reader) func(http.Header, io.Reader) io.Reader {
		return func(http.Header, io.Reader) io.Reader { return other }
	}
	if err := fetch(bytesOf(strings.NewReader("minutes of the heating"))); !client.Is(err, client.Internal) || !strings.Contains(err.Error(), "not the one asked for") {
		t.Errorf("other bytes are taken for the file: %v", err)
	}
	if err := fetch(bytesOf(strings.NewReader("minutes"))); !client.Is(err, client.Internal) {
		t.Errorf("half of it is taken for the file: %v", err)
	}
	if err := fetch(bytesOf(io.MultiReader(strings.NewReader("minutes"), broken{}))); !client.Is(err, client.Unavailable) || !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("a connection that breaks: %v", err)
	}
	if err := fetch(func(h http.Header, b io.Reader) io.Reader { h.Set("Content-Type", "text/html"); return b }); !client.Is(err, client.Internal) || !strings.Contains(err.Error(), "no Steelyard") {
		t.Errorf("the page of a proxy: %v", err)
	}
	full := errors.New("no space left")
	if err := c.FetchFile(ctx, kept.SHA256, writer(func([]byte) (int, error) { return 0, full })); !errors.Is(err, full) {
		t.Errorf("a full disk is told as %v", err)
	}
	refused(t, "a file that is none", c.FetchFile(ctx, strings.Repeat("0", 64), io.Discard), client.NotFound, "")
	refused(t, "what is no digest", c.FetchFile(ctx, "minutes.txt", io.Discard), client.Invalid, "sha256")
}

// named is a benchmark whose evidence is a file.
func named(sum string) client.Declaration {
	return client.Declaration{Title: "Peers", Spec: object{"measure": "mfa", "type": "external", "source": "A survey", "unit_of_measure": "%",
		"values": []object{{"on": "2026-06-30", "value": 90}}, "evidence": object{"sha256": sum, "name": "survey.pdf"}}}
}

type broken struct{}

// Read fails as a connection that breaks.
func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

type writer func([]byte) (int, error)

// Write calls it.
func (w writer) Write(b []byte) (int, error) { return w(b) }

// What hangs together is found from either end, in both words for each kind.
func TestLinksAndSearch(t *testing.T) {
	_, c := declared(t)
	ctx := t.Context()
	for _, word := range []string{"objective", "objectives"} {
		links := must[client.References](t)(c.References(ctx, "measures", "mfa", word, 0))
		if len(links.Incoming) != 1 || links.Incoming[0].Record.Name != "protect" || links.Incoming[0].Path != "spec.measures[0].measure" || !links.Incoming[0].InForce || len(links.Outgoing) != 0 {
			t.Errorf("%s that refer to a measure are %+v", word, links)
		}
		found := must[client.Found](t)(c.Search(ctx, "accounts", client.SearchOptions{Kinds: []string{word, "measures"}, Limit: 5}))
		if found.Total != 1 || found.Items[0].Name != "protect" || found.Kinds[0].Kind != "objective" || len(found.Items[0].Matches) == 0 {
			t.Errorf("found among %s is %+v", word, found)
		}
	}
	all := must[client.References](t)(c.References(ctx, "measure", "mfa", "", 1))
	if len(all.Outgoing) != 1 || !all.Clipped {
		t.Errorf("at most one in each direction: %+v", all)
	}
	_, err := c.References(ctx, "measure", "mfa", "planet", 0)
	refused(t, "references of no kind", err, client.NotFound, "kind")
	trail := must[client.Trail](t)(c.Trace(ctx, "objective", "protect", "measure,>source", 0))
	if len(trail.Ends) != 1 || trail.Ends[0].Name != "lynis" || len(trail.Hops) != 3 || trail.Hops[0].From.Name != "protect" || trail.Hops[2].Step != 2 {
		t.Errorf("from the objective to its sources: %+v", trail)
	}
	_, err = c.Trace(ctx, "objective", "protect", "", 0)
	refused(t, "a trace to nowhere", err, client.Invalid, "path")
	if p := refused(t, "a trace of one step too few", func() error { _, err := c.Trace(ctx, "objective", "protect", "measure,planet", 0); return err }(), client.Invalid, "path"); len(p.Errors) == 1 && p.Errors[0].Column != 9 {
		t.Errorf("the step at fault is at column %d", p.Errors[0].Column)
	}
}

// A program can learn from the server which kinds there are and what they say.
func TestKindsAndSchema(t *testing.T) {
	s, c := declared(t)
	ctx := t.Context()
	list := must[[]client.Kind](t)(c.Kinds(ctx))
	i := slices.IndexFunc(list, func(k client.Kind) bool { return k.Name == "measure" })
	if i < 0 || list[i].Plural != "measures" || list[i].Prefix != "M" || list[i].Count != 2 || !list[i].Read || !list[i].Declare || list[i].Fields[0].Name != "unit" || list[i].Fields[0].Refers != "unit" {
		t.Errorf("%+v", list)
	}
	for _, word := range []string{"measure", "measures"} {
		schema := must[json.RawMessage](t)(c.AsOf("2020-01-01").Schema(ctx, word))
		if !strings.Contains(string(schema), "period_days") {
			t.Errorf("the schema of a %s is %.200s", word, schema)
		}
	}
	asked := 0
	counting := connect(t, s.Address(), s.token(t, access.Auditor), client.WithTransport(through(func(r *http.Request) (*http.Response, error) {
		if strings.HasSuffix(r.URL.Path, "/kinds") {
			asked++
		}
		return http.DefaultTransport.RoundTrip(r)
	})))
	for range 3 {
		must[client.Record](t)(counting.Get(ctx, "unit", "enterprise"))
	}
	if asked != 1 {
		t.Errorf("three questions ask for the kinds %d times", asked)
	}
}

// A command beside the database is answered as a program far away is, by the same client.
func TestNearAsFar(t *testing.T) {
	s, far := declared(t)
	near := connect(t, "http://local", "", client.WithTransport(s.Local()))
	ctx := t.Context()
	a, b := must[client.Record](t)(near.Get(ctx, "objective", "protect")), must[client.Record](t)(far.Get(ctx, "objective", "protect"))
	if !slices.Equal(a.Spec, b.Spec) || a.UID != b.UID || !a.RecordedAt.Equal(b.RecordedAt) {
		t.Errorf("near it is %+v, far %+v", a, b)
	}
	content, err := sample.Files.ReadFile(sample.ANSSIMinimal)
	if err != nil {
		t.Fatal(err)
	}
	kept := must[client.SentFile](t)(near.SendFile(ctx, bytes.NewReader(content), "near"))
	must[client.Written](t)(near.Put(ctx, "benchmark", "peers", named(kept.SHA256)))
	var back bytes.Buffer
	if err := far.FetchFile(ctx, kept.SHA256, &back); err != nil || !bytes.Equal(back.Bytes(), content) {
		t.Errorf("%d bytes of %d: %v", back.Len(), len(content), err)
	}
	_, err = near.Get(ctx, "objective", "none")
	refused(t, "near, what is not there", err, client.NotFound, "")
}
