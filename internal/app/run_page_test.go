package app_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/app"
	"github.com/steelyard-isms/steelyard/internal/service"
	"github.com/steelyard-isms/steelyard/internal/store"
)

var markup = regexp.MustCompile(`<[^>]*>`)

// reads is a page's text on one line.
func reads(body string) string {
	return strings.Join(strings.Fields(markup.ReplaceAllString(body, " ")), " ")
}

// A run's page tells each value by the unit that it is of, what measure and objective it counts for, and what the run before said.
func TestARunIsComparedWithTheOneBefore(t *testing.T) {
	a := start(t, app.Options{Database: filepath.Join(t.TempDir(), "demo.db"), Demo: true})
	token := tokenOf(t, a, access.Auditor)
	v, err := a.Service.View(t.Context(), app.Operator(), service.AsOf{})
	if err != nil {
		t.Fatal(err)
	}
	source, err := v.Record("source", "C-08")
	if err != nil {
		t.Fatal(err)
	}
	runs, err := v.Runs(t.Context(), source.UID, 1)
	if err != nil || len(runs) != 1 {
		t.Fatal(runs, err)
	}
	first := reads(ask(t, http.MethodGet, a.Address()+"/runs/"+runs[0].ID, token, "").body)
	for _, says := range []string{"No run of this source was recorded before.", "16 values 14 feed measures", "M-31 patched of Region west 26 Nov 2026 80.8%", "O-10"} {
		if says = strings.ReplaceAll(says, "26 Nov 2026", runs[0].ObservedAt.Format("2 Jan 2006")); !strings.Contains(first, says) {
			t.Errorf("the first run does not say %q: %.3000s", says, first)
		}
	}
	second := changed(t, a, v, runs[0])
	text := reads(ask(t, http.MethodGet, a.Address()+"/runs/"+second.ID, token, "").body)
	for _, says := range []string{fmt.Sprintf("Against Run %s of", runs[0].ID), "M-31 patched of Region west", "92.3% 80.8% +11.5 points", "the same", "180"} {
		if !strings.Contains(text, says) {
			t.Errorf("the second run does not say %q: %.3000s", says, text)
		}
	}
	if strings.Contains(text, "No run of this source") {
		t.Error("the second run says that there was none before")
	}
	page := reads(ask(t, http.MethodGet, a.Address()+"/sources/C-08", token, "").body)
	if newest := strings.Index(page, second.ID); newest < 0 || !strings.Contains(page, "Hosts with all critical patches M-27 patched, hosts") {
		t.Errorf("the source's page tells neither of the run nor of what it feeds: %.3000s", page)
	}
	past := reads(ask(t, http.MethodGet, fmt.Sprintf("%s/runs/%s?as_of=entry:%d", a.Address(), runs[0].ID, runs[0].Seq), token, "").body)
	if !strings.Contains(past, "No run of this source was recorded before.") || strings.Contains(past, second.ID) {
		t.Errorf("as of its entry, the first run tells of what came later: %.2000s", past)
	}
}

// changed sends the file of a run again, with three hosts of one region mended.
func changed(t *testing.T, a *app.App, v *service.View, run store.Run) store.Run {
	t.Helper()
	var file bytes.Buffer
	if err := v.WriteFile(t.Context(), run.SHA256, &file); err != nil {
		t.Fatal(err)
	}
	lines, mended := strings.Split(file.String(), "\n"), 0
	for i, line := range lines {
		if cells := strings.Split(line, ","); len(cells) == 4 && cells[1] == "region-west" && cells[2] != "0" && mended < 3 {
			cells[2] = "0"
			lines[i], mended = strings.Join(cells, ","), mended+1
		}
	}
	got, err := a.Service.Collect(context.WithoutCancel(t.Context()), app.Operator(), service.NewFile{Source: "C-08", Filename: "patch-report-2.csv", Content: strings.NewReader(strings.Join(lines, "\n")), ObservedAt: time.Now().Add(-time.Second)})
	if err != nil || mended != 3 {
		t.Fatal(mended, err)
	}
	return got.Run
}
