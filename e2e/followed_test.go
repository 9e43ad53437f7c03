package e2e_test

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/app"
	"github.com/steelyard-isms/steelyard/internal/collect/sample"
	"github.com/steelyard-isms/steelyard/internal/service"
)

// A value that changes at its source is found again at every place that shows it: in the run, as a point, in the measure's words, its
// chart and its table, in the score, in what is said of the objective, on the scorecard and among the reasons of the change. What was shown
// before stays what it was.
func TestAChangeAtTheSourceIsFollowed(t *testing.T) {
	a := demonstration(t)
	secret, _, err := a.Service.CreateToken(context.WithoutCancel(t.Context()), access.Console("test"), "internal-auditor", "followed", time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	before := a.Store.Snapshot().Seq()
	report, err := fs.ReadFile(sample.Files, sample.Lynis)
	if err != nil {
		t.Fatal(err)
	}
	better := bytes.ReplaceAll(report, []byte("hardening_index=56"), []byte("hardening_index=74"))
	if bytes.Equal(report, better) {
		t.Fatal("the report does not say what it said")
	}
	got, err := a.Service.Collect(context.WithoutCancel(t.Context()), app.Operator(), service.NewFile{Source: "C-01", Filename: "later.dat", Content: bytes.NewReader(better), ObservedAt: a.Service.Now().Add(-time.Second)})
	if err != nil {
		t.Fatal(err)
	}
	r := &reader{T: t, a: a, token: secret, docs: map[string]any{}, at: a.Store.Snapshot().At()}
	point := ""
	for _, link := range r.page("/runs/" + got.Run.ID).links {
		if strings.HasPrefix(link, "/measures/M-01/points/") {
			point = link
		}
	}
	if point == "" {
		t.Fatal("the run does not lead to the point of the measure")
	}
	// 74 lies between good (70 at 70 points) and the target (80 at 100): the measure scores 70 + 30·4/10 = 82; of the objective it makes 2 of
	// 5 parts, beside 28.67 and 55, so that it scores (2·82 + 2·28.67 + 55) / 5 = 55.27. The
	// server keeps to its plan less badly than the packages do now, so that these decide the attainment.
	since := fmt.Sprintf("?since=entry:%d", before)
	for path, says := range map[string][]string{
		"/runs/" + got.Run.ID:         {"hardening_index", "74", "56", "+18", "O-02"},
		point:                         {"74", got.Run.ID},
		"/measures/M-01":              {"Now 74", "Score 82.0", "At 74 on", got.Run.ID, "later.dat", "Latest change +18"},
		"/objectives/O-02":            {"Score 55.3", "82.0"},
		"/scorecard":                  {"Jonas Eide 55.3 Watch"},
		"/why/measure/M-01" + since:   {"went from 49.0 watch", "to 82.0 good", "▲ up 33.0"},
		"/why/objective/O-02" + since: {"went from 42.1 watch", "to 55.3 watch", "M-01 49.0 watch 82.0 good ▲ up 13.2"},
		"/evidence":                   {got.Run.ID},
		"/sources/C-01":               {got.Run.ID, "later.dat"},
	} {
		text := strings.ReplaceAll(r.page(path).text, "\u00a0", " ")
		for _, words := range says {
			if !strings.Contains(text, words) {
				t.Errorf("%s does not say %q: %.2500s", path, words, text)
			}
		}
	}
	drawn := string(r.get("/measures/M-01"))
	if table := drawn[strings.Index(drawn, "<table"):]; !strings.Contains(table, ">74<") && !strings.Contains(table, "74</bdi>") {
		t.Error("the table of the chart does not have the value")
	}
	r.asOf = fmt.Sprintf("entry:%d", before)
	if text := r.page("/measures/M-01").text; !strings.Contains(text, "Now 56") || strings.Contains(text, got.Run.ID) {
		t.Errorf("as of the entry before, the measure shows what came later: %.1500s", text)
	}
}
