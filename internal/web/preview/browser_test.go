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
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	cdpage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// violation is one finding of axe, as it reports them.
type violation struct {
	ID     string `json:"id"`
	Impact string `json:"impact"`
	Help   string `json:"help"`
	Nodes  []struct {
		HTML    string `json:"html"`
		Summary string `json:"failureSummary"`
	} `json:"nodes"`
}

func browser(t *testing.T) context.Context {
	t.Helper()
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]), chromedp.Headless, chromedp.ExecPath(chromium(t)), chromedp.UserDataDir(t.TempDir()),
		chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun, chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true))
	allocated, cancel := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(cancel)
	ctx, stop := chromedp.NewContext(allocated)
	t.Cleanup(stop)
	return ctx
}

// chromium finds the browser: STEELYARD_CHROMIUM, or chromium on the path.
func chromium(t *testing.T) string {
	t.Helper()
	if path := os.Getenv("STEELYARD_CHROMIUM"); path != "" {
		return path
	}
	path, err := exec.LookPath("chromium")
	if err != nil {
		t.Fatal("chromium is not installed, or name it in STEELYARD_CHROMIUM:", err)
	}
	return path
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
	if _, err := chromedp.Run(ctx, chromedp.Location()); err != nil {
		t.Fatal("chromium does not start:", err)
	}
	if err := chromedp.Listen(ctx, func(event any) {
		mu.Lock()
		defer mu.Unlock()
		switch e := event.(type) {
		case *log.EventEntryAdded:
			complaints = append(complaints, e.Entry.Text)
		case *runtime.EventExceptionThrown:
			complaints = append(complaints, e.ExceptionDetails.Text)
		}
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(ctx, log.Enable, cdp.Empty{}); err != nil {
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
				overflow := evaluate[int](t, ctx, name, `document.documentElement.scrollWidth-document.documentElement.clientWidth`)
				if n := evaluate[int](t, ctx, name, `performance.getEntriesByType("resource").filter(r=>!r.name.startsWith("data:")).length`); n > 5 {
					t.Errorf("%s loads %d assets, more than five", name, n)
				}
				evaluate[chromedp.Void](t, ctx, name, string(axe))
				found := evaluate[[]violation](t, ctx, name, `axe.run(document,{runOnly:{type:"tag",values:["wcag2a","wcag2aa","wcag21a","wcag21aa","wcag22aa","best-practice"]}}).then(r=>r.violations)`)
				if overflow > 0 {
					t.Errorf("%s scrolls sideways by %d pixels", name, overflow)
				}
				for _, f := range found {
					t.Errorf("%s: %s (%s): %s\n  %+v", name, f.ID, f.Impact, f.Help, f.Nodes)
				}
			}
		}
		open(t, ctx, server.URL+path+"?dir=rtl", 1440, "light")
		shoot(t, ctx, strings.ReplaceAll(path[1:], "/", "-")+"-rtl")
		paper(t, ctx, server.URL+path, strings.ReplaceAll(path[1:], "/", "-"))
	}
	mu.Lock()
	defer mu.Unlock()
	for _, c := range slices.Compact(complaints) {
		t.Errorf("the browser complains, under the strict policy: %s", c)
	}
}

func evaluate[T any](t *testing.T, ctx context.Context, name, script string) T {
	t.Helper()
	result, err := chromedp.Run(ctx, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return result
}

func open(t *testing.T, ctx context.Context, url string, width int64, theme string) {
	t.Helper()
	features := []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: theme}, {Name: "prefers-reduced-motion", Value: "reduce"}}
	if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: features}); err != nil {
		t.Fatal(err)
	}
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(width, 900), chromedp.Navigate(url)); err != nil {
		t.Fatalf("%s does not open: %v", url, err)
	}
	evaluate[bool](t, ctx, url, `document.fonts.ready.then(()=>new Promise(r=>setTimeout(()=>r(true),60)))`)
}

func shoot(t *testing.T, ctx context.Context, name string) {
	t.Helper()
	if os.Getenv("STEELYARD_SHOTS") == "" {
		return
	}
	picture, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	keep(t, name+".png", picture, err)
}

// paper prints a page, fails where it takes more sheets than the longest page may, and keeps what it looked like.
func paper(t *testing.T, ctx context.Context, url, name string) {
	t.Helper()
	open(t, ctx, url, 1440, "light")
	yes := true
	printed, err := chromedp.Call(ctx, cdpage.PrintToPDF, cdpage.PrintToPDFParams{PreferCSSPageSize: &yes, PrintBackground: &yes})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(sheets.FindAll(printed.Data, -1)); n < 1 || n > 3 {
		t.Errorf("%s prints on %d sheets, not on 1 to 3", name, n)
	}
	if os.Getenv("STEELYARD_SHOTS") == "" {
		return
	}
	keep(t, name+".pdf", printed.Data, nil)
	if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"}); err != nil {
		t.Fatal(err)
	}
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(1032, 700)); err != nil {
		t.Fatal(err)
	}
	shoot(t, ctx, name+"-print")
}

// sheets matches the objects of a PDF that are sheets, not the tree that holds them.
var sheets = regexp.MustCompile(`/Type\s*/Page[^s]`)

func keep(t *testing.T, name string, content []byte, err error) {
	t.Helper()
	if err == nil {
		err = os.WriteFile(filepath.Join(os.Getenv("STEELYARD_SHOTS"), name), content, 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
}
