// Package e2e goes through the demonstration in a real browser, as a newcomer does.
package e2e_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"math"
	"path/filepath"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/client"
	"github.com/steelyard-isms/steelyard/internal/app"
	"github.com/steelyard-isms/steelyard/internal/collect/sample"
	"github.com/steelyard-isms/steelyard/internal/web/browsertest"
)

// demonstration starts the product as make demo does.
func demonstration(t *testing.T) *app.App {
	t.Helper()
	a, err := app.New(t.Context(), app.Options{Database: filepath.Join(t.TempDir(), "demo.db"), Listen: "127.0.0.1:0", Demo: true})
	if err != nil {
		t.Fatal(err)
	}
	serve(t, a)
	return a
}

// serve runs it until the test ends.
func serve(t *testing.T, a *app.App) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- a.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error("the server ended with", err)
		}
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
}

// From the score a newcomer clicks down to the bytes that it was computed from.
func TestFromScoreToRawFile(t *testing.T) {
	a := demonstration(t)
	b := browsertest.Open(t)
	b.Visit(a.Address())
	b.Click("Kari Solberg")
	for _, step := range []struct{ click, at, says string }{
		{"", "/scorecard", "73 of 100"},
		{"Harden the servers we build from", "/objectives/O-02", "42.1"},
		{"Packages with known vulnerabilities", "/measures/M-02", "77"},
		{"Run R-", "/runs/R-", "SHA-256"},
		{sample.Lynis, "/preview", "report_version_major=1"},
	} {
		if step.click != "" {
			b.Click(step.click)
		}
		if !strings.Contains(b.Address(), step.at) {
			t.Fatalf("clicking %q leads to %s, not to %s", step.click, b.Address(), step.at)
		}
		if text := b.Text(); !strings.Contains(text, step.says) {
			t.Errorf("%s does not say %q: %.2000s", b.Address(), step.says, text)
		}
	}
	content, err := fs.ReadFile(sample.Files, sample.Lynis)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(content)
	want := hex.EncodeToString(sum[:])
	got := browsertest.Evaluate[string](b, fmt.Sprintf(`(async()=>{const a=document.querySelector('a[download][href^="/files/%s"]');if(!a)return "no link";const bytes=await (await fetch(a.href)).arrayBuffer();
		const d=await crypto.subtle.digest("SHA-256",bytes);return [...new Uint8Array(d)].map(x=>x.toString(16).padStart(2,"0")).join("")})()`, want))
	if got != want {
		t.Errorf("the raw file behind the value has the SHA-256 %s, the file of the tool %s", got, want)
	}
	b.Silent()
}

// Every page of the demonstration is fit to be seen, now and as of an earlier date.
func TestEveryPage(t *testing.T) {
	a := demonstration(t)
	b := browsertest.Open(t)
	for _, p := range places(t, a, b) {
		t.Run(p.name, func(*testing.T) { b.Audit(a.Address()+p.path, p.name) })
	}
}

// From a score one click leads to its reasons, and from there to any day that it is compared with; what is said to have
// changed it adds up to what the page before said of the two days.
func TestWhyAScoreChanged(t *testing.T) {
	a := demonstration(t)
	b := browsertest.Open(t)
	b.Visit(a.Address())
	b.Click("Kari Solberg")
	b.Click("Harden the servers we build from")
	b.Click("Why, and what changed")
	if !strings.Contains(b.Address(), "/why/objective/O-02") || !strings.Contains(b.Text(), "What changed since") {
		t.Fatalf("%s: %.1500s", b.Address(), b.Text())
	}
	day := a.Store.Snapshot().At().AddDate(0, -7, 0).Format("2006-01-02")
	browsertest.Evaluate[bool](b, fmt.Sprintf(`(()=>{document.querySelector('input[name="since"]').value="%s";return true})()`, day))
	b.Click("Compare")
	if !strings.Contains(b.Address(), "since="+day) {
		t.Fatal(b.Address())
	}
	if text := b.Text(); !strings.Contains(text, "Which parts moved") || !strings.Contains(text, "Hardening index of the reference server") {
		t.Errorf("it does not say which parts moved since %s: %.1500s", day, text)
	}
	if none := browsertest.Evaluate[float64](b, `[...document.querySelectorAll('section[aria-labelledby="mo"] tbody tr')].filter(r=>r.textContent.includes("no change")).length`); none > 0 {
		t.Errorf("%v parts are said to have moved by nothing", none)
	}
	parts := browsertest.Evaluate[[]float64](b, `[...document.querySelectorAll('section[aria-labelledby="ch"] tbody td .dl')].map(x=>{const n=parseFloat(x.textContent.replace(/[^0-9.]/g,""))||0;return x.classList.contains("dn")?-n:n})`)
	then := browsertest.Evaluate[[]float64](b, `[...document.querySelectorAll('.lede b')].map(x=>parseFloat(x.textContent))`)
	if len(parts) != 5 || len(then) != 2 {
		t.Fatalf("parts %v, scores %v: %.1500s", parts, then, b.Text())
	}
	if sum := parts[0] + parts[1] + parts[2] + parts[3]; math.Abs(sum-parts[4]) > 1e-9 || math.Abs(parts[4]-(then[1]-then[0])) > 1e-9 {
		t.Errorf("%v do not add up to the way from %v", parts, then)
	}
	c, err := client.New(a.Address(), "", client.WithTransport(a.Local()))
	if err != nil {
		t.Fatal(err)
	}
	if old, err := c.AsOf(day).Status(t.Context(), "objective", "O-02"); err != nil || old.Shown != fmt.Sprintf("%.1f", then[0]) {
		t.Errorf("the page says that the score was %v, and it was %s (%v)", then[0], old.Shown, err)
	}
	b.Silent()
}

// An objective that waits for approval says so, beside what is in force; one that was never approved says that it counts in
// nothing.
func TestObjectivesThatWait(t *testing.T) {
	a := demonstration(t)
	c, err := client.New(a.Address(), "", client.WithTransport(a.Local()))
	if err != nil {
		t.Fatal(err)
	}
	every := "Harden every server"
	if _, err := c.Patch(t.Context(), "objective", "harden-servers", client.Patch{Title: &every}, client.Reason("the yearly review")); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Put(t.Context(), "objective", "train", client.Declaration{Title: "Train the administrators", Spec: map[string]any{"unit": "enterprise", "owner": "isms-manager",
		"perspective": "internal-process", "weight": 1, "measures": []map[string]any{{"measure": "hardening-index", "weight": 1}}}}, client.IfNew()); err != nil {
		t.Fatal(err)
	}
	b := browsertest.Open(t)
	b.Visit(a.Address())
	b.Click("Kari Solberg")
	for name, want := range map[string][]string{
		"objectives-waiting": {"Harden the servers we build from", "A changed version waits: draft", "Not in force: draft", "10 of 18 objectives"},
		"objective-waiting":  {"Harden the servers we build from", "A changed version waits: draft", "42.1"},
		"objective-draft":    {"Train the administrators", "Not in force: draft"},
	} {
		path := map[string]string{"objectives-waiting": "/objectives", "objective-waiting": "/objectives/O-02", "objective-draft": "/objectives/train"}[name]
		b.Audit(a.Address()+path, name)
		b.Visit(a.Address() + path)
		for _, words := range want {
			if !strings.Contains(b.Text(), words) {
				t.Errorf("%s does not say %q: %.1500s", path, words, b.Text())
			}
		}
	}
	b.Visit(a.Address() + "/scorecard")
	if strings.Contains(b.Text(), "Train the administrators") || !strings.Contains(b.Text(), "73 of 100") {
		t.Error("a draft counts in the scorecard")
	}
	b.Silent()
}
