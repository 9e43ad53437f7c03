//go:build browser

// The browser tests need chromium and the built assets, so they have a tag of their own:
//
//	go test -tags browser ./internal/web/preview
//
// STEELYARD_SHOTS names a folder for pictures of every page; STEELYARD_ONLY limits the run to addresses that hold it.
package main

import (
	"context"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

type violation struct {
	ID, Impact, Help string
	Nodes            []struct {
		Html, FailureSummary string
	}
}

func browser(t *testing.T) context.Context {
	t.Helper()
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]), chromedp.ExecPath("/usr/bin/chromium"), chromedp.UserDataDir(t.TempDir()),
		chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun, chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true))
	allocated, cancel := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(cancel)
	ctx, stop := chromedp.NewContext(allocated)
	t.Cleanup(stop)
	return ctx
}

func chosen() []string {
	var paths []string
	for path := range pages {
		if strings.Contains(path, os.Getenv("STEELYARD_ONLY")) {
			paths = append(paths, path)
		}
	}
	slices.Sort(paths)
	return paths
}

func TestEveryPageInABrowser(t *testing.T) {
	axe, err := os.ReadFile("../assets/node_modules/axe-core/axe.min.js")
	if err != nil {
		t.Fatal("axe-core is missing: run npm ci in internal/web/assets:", err)
	}
	server := httptest.NewServer(handler())
	t.Cleanup(server.Close)
	ctx := browser(t)
	var mu sync.Mutex
	var complaints []string
	chromedp.ListenTarget(ctx, func(event any) {
		mu.Lock()
		defer mu.Unlock()
		switch e := event.(type) {
		case *log.EventEntryAdded:
			complaints = append(complaints, e.Entry.Text)
		case *runtime.EventExceptionThrown:
			complaints = append(complaints, e.ExceptionDetails.Text)
		}
	})
	if err := chromedp.Run(ctx, log.Enable()); err != nil {
		t.Fatal(err)
	}
	for _, path := range chosen() {
		for _, width := range []int64{1440, 390, 320} {
			for _, theme := range []string{"light", "dark"} {
				if width == 320 && theme == "dark" {
					continue
				}
				name := fmt.Sprintf("%s-%d-%s", strings.ReplaceAll(path[1:], "/", "-"), width, theme)
				open(t, ctx, server.URL+path, width, theme)
				shoot(t, ctx, name)
				var overflow int
				var found []violation
				if err := chromedp.Run(ctx,
					chromedp.Evaluate(`document.documentElement.scrollWidth-document.documentElement.clientWidth`, &overflow),
					chromedp.Evaluate(string(axe), nil),
					chromedp.Evaluate(`axe.run(document,{runOnly:{type:"tag",values:["wcag2a","wcag2aa","wcag21a","wcag21aa","wcag22aa","best-practice"]}}).then(r=>r.violations)`, &found,
						func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) })); err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				if overflow > 0 {
					t.Errorf("%s scrolls sideways by %d pixels", name, overflow)
				}
				for _, f := range found {
					for _, n := range f.Nodes {
						t.Errorf("%s: %s (%s): %s\n  %s\n  %s", name, f.ID, f.Impact, f.Help, n.Html, n.FailureSummary)
					}
				}
			}
		}
		open(t, ctx, server.URL+path+"?dir=rtl", 1440, "light")
		shoot(t, ctx, strings.ReplaceAll(path[1:], "/", "-")+"-rtl")
		print(t, ctx, server.URL+path, strings.ReplaceAll(path[1:], "/", "-"))
	}
	mu.Lock()
	defer mu.Unlock()
	for _, c := range slices.Compact(complaints) {
		t.Errorf("the browser complains, under the strict policy: %s", c)
	}
}

func open(t *testing.T, ctx context.Context, url string, width int64, theme string) {
	t.Helper()
	if err := chromedp.Run(ctx,
		chromedp.EmulateViewport(width, 900),
		emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: theme}, {Name: "prefers-reduced-motion", Value: "reduce"}}),
		chromedp.Navigate(url),
		chromedp.Evaluate(`document.fonts.ready.then(()=>true)`, nil, func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }),
		chromedp.Sleep(60*time.Millisecond)); err != nil {
		t.Fatalf("%s does not open: %v", url, err)
	}
}

func shoot(t *testing.T, ctx context.Context, name string) {
	t.Helper()
	dir := os.Getenv("STEELYARD_SHOTS")
	if dir == "" {
		return
	}
	var picture []byte
	if err := chromedp.Run(ctx, chromedp.FullScreenshot(&picture, 100)); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), picture, 0o644); err != nil {
		t.Fatal(err)
	}
}

func print(t *testing.T, ctx context.Context, url, name string) {
	t.Helper()
	dir := os.Getenv("STEELYARD_SHOTS")
	if dir == "" {
		return
	}
	open(t, ctx, url, 1440, "light")
	var paper []byte
	if err := chromedp.Run(ctx, chromedp.ActionFunc(func(ctx context.Context) error {
		var err error
		paper, _, err = page.PrintToPDF().WithPreferCSSPageSize(true).WithPrintBackground(true).Do(ctx)
		return err
	})); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name+".pdf"), paper, 0o644); err != nil {
		t.Fatal(err)
	}
}
