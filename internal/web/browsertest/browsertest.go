// Package browsertest opens pages in a real browser, Debian's Chromium, for tests: at the widths and in the themes that
// people use, with axe, and under the content security policy. A missing browser fails the test. It is no
// part of the product.
package browsertest

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	cdpage "github.com/chromedp/cdproto/page"
	cdruntime "github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// Browser is a running browser with one tab.
type Browser struct {
	t          *testing.T
	ctx        context.Context
	axe        string
	mu         sync.Mutex
	complaints []string
	bare       bool // pages run no scripts
}

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

// Open starts the browser. At the end of the test, whatever the browser's console complained about fails it.
func Open(t *testing.T) *Browser {
	t.Helper()
	_, here, _, _ := runtime.Caller(0)
	axe, err := os.ReadFile(filepath.Join(filepath.Dir(here), "..", "assets", "node_modules", "axe-core", "axe.min.js"))
	if err != nil {
		t.Fatal("axe-core is missing: run make assets:", err)
	}
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]), chromedp.Headless, chromedp.ExecPath(chromium(t)), chromedp.UserDataDir(t.TempDir()),
		chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun, chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true))
	allocated, cancel := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(cancel)
	ctx, stop := chromedp.NewContext(allocated)
	t.Cleanup(stop)
	b := &Browser{t: t, ctx: ctx, axe: string(axe)}
	if _, err := chromedp.Run(ctx, chromedp.Location()); err != nil {
		t.Fatal("chromium does not start (Debian: apt-get install chromium):", err)
	}
	if err := chromedp.Listen(ctx, b.listen); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(ctx, log.Enable, cdp.Empty{}); err != nil {
		t.Fatal(err)
	}
	return b
}

// chromium finds the browser: STEELYARD_CHROMIUM, or chromium on the path.
func chromium(t *testing.T) string {
	t.Helper()
	if path := os.Getenv("STEELYARD_CHROMIUM"); path != "" {
		return path
	}
	path, err := exec.LookPath("chromium")
	if err != nil {
		t.Fatal("chromium is not installed (Debian: apt-get install chromium), or name it in STEELYARD_CHROMIUM:", err)
	}
	return path
}

func (b *Browser) listen(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *log.EventEntryAdded:
		b.complaints = append(b.complaints, e.Entry.Text)
	case *cdruntime.EventExceptionThrown:
		b.complaints = append(b.complaints, e.ExceptionDetails.Text)
	}
}

// Silent fails the test where the browser has complained, as it does of anything that the policy forbids.
func (b *Browser) Silent() {
	b.t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, c := range slices.Compact(b.complaints) {
		b.t.Errorf("the browser complains: %s", c)
	}
}

// Audit looks at a page at every width: no violation that axe knows at 1440 and 390 pixels in both themes and at 320 in the light one, no sideways scroll of the page or of a
// table in it, also at 320 pixels, from right to left, and where what folds is open, at most five assets, at most three printed sheets, or one for every
// fifteen rows and one more, and one for what was said. It is loaded wide, narrow, and from right to left; themes and the widths between change under it, as they do for people.
// STEELYARD_SHOTS names a folder for pictures.
func (b *Browser) Audit(url, name string) {
	b.t.Helper()
	for _, width := range []int64{1440, 390} {
		b.open(url, width, "light")
		b.still(fmt.Sprintf("%s-%d", name, width))
		b.fits(fmt.Sprintf("%s-%d", name, width))
		Evaluate[chromedp.Void](b, b.axe)
		b.accessible(fmt.Sprintf("%s-%d-light", name, width), allRules)
		b.prefer("dark")
		b.accessible(fmt.Sprintf("%s-%d-dark", name, width), colourRules)
		b.prefer("light")
		if width == 1440 {
			b.paper(name)
		}
	}
	b.resize(320)
	b.fits(name + "-320")
	b.accessible(name+"-320-light", allRules)
	separator := "?"
	if strings.Contains(url, "?") {
		separator = "&"
	}
	b.open(url+separator+"dir=rtl", 320, "light")
	b.fits(name + "-rtl-320")
	b.resize(1440)
	b.fits(name + "-rtl-1440")
	b.shoot(name + "-rtl")
}

// resize makes the window of an open page wider or narrower.
func (b *Browser) resize(width int64) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, chromedp.EmulateViewport(width, 900)); err != nil {
		b.t.Fatal(err)
	}
	Evaluate[bool](b, `new Promise(r=>requestAnimationFrame(()=>requestAnimationFrame(()=>r(true))))`)
}

// mostShift is how much of what a reader sees may move while a page loads, as browsers add it up (Layout Instability): a share of the window times a share of the
// way. From 0.1 on it is felt; ours is nothing, but for what a font does that comes late on a busy machine.
const mostShift = 0.02

// still fails the test where what is seen has moved while the page came. It must be asked right after that.
func (b *Browser) still(name string) {
	b.t.Helper()
	if sum, parts := b.moved(); sum > mostShift {
		b.t.Errorf("%s moves by %.4f while it loads: %q", name, sum, parts)
	}
}

// moved is how much of what is seen has moved without anybody having touched it, and what it was.
func (b *Browser) moved() (sum float64, parts []string) {
	b.t.Helper()
	got := Evaluate[struct {
		Sum   float64  `json:"sum"`
		Parts []string `json:"parts"`
	}](b, `new Promise(r=>{let sum=0;const parts=[];new PerformanceObserver(l=>l.getEntries().forEach(e=>{if(e.hadRecentInput)return;sum+=e.value;
		e.sources.forEach(s=>{const n=s.node;if(n)parts.push((n.nodeType===1?n.outerHTML:n.textContent).slice(0,80))})})).observe({type:"layout-shift",buffered:true});
		requestAnimationFrame(()=>setTimeout(()=>r({sum,parts}),30))})`)
	return got.Sum, got.Parts
}

// fits fails the test where what is open is wider than its room, or needs more files than a page may.
func (b *Browser) fits(name string) {
	b.t.Helper()
	if overflow := Evaluate[int](b, `document.documentElement.scrollWidth-document.documentElement.clientWidth`); overflow > 0 {
		b.t.Errorf("%s scrolls sideways by %d pixels", name, overflow)
	}
	if wide := Evaluate[[]string](b, wideTables); len(wide) > 0 {
		b.t.Errorf("%s has tables that scroll sideways: %q", name, wide)
	}
	if n := Evaluate[int](b, `performance.getEntriesByType("resource").filter(r=>!r.name.startsWith("data:")).length`); n > 5 {
		b.t.Errorf("%s loads %d assets, more than five", name, n)
	}
}

// What axe looks at: all that it knows of WCAG 2.2 and of good practice; and of it what depends on colours, which is all that differs between the themes.
const (
	allRules    = `{type:"tag",values:["wcag2a","wcag2aa","wcag21a","wcag21aa","wcag22aa","best-practice"]}`
	colourRules = `{type:"rule",values:["color-contrast","link-in-text-block"]}`
)

// accessible fails the test for each violation that axe finds in what is open, by some rules. The page has axe.
func (b *Browser) accessible(name, rules string) {
	b.t.Helper()
	b.shoot(name)
	found := Evaluate[[]violation](b, `axe.run(document,{resultTypes:["violations"],runOnly:`+rules+`}).then(r=>r.violations)`)
	for _, f := range found {
		b.t.Errorf("%s: %s (%s): %s\n  %+v", name, f.ID, f.Impact, f.Help, f.Nodes)
	}
}

// wideTables opens what folds, lists the tables that are wider than their room, and folds it again.
const wideTables = `(()=>{const folded=[...document.querySelectorAll("main details:not([open])")];folded.forEach(d=>d.open=true);
	const wide=[...document.querySelectorAll(".tbl-w")].filter(e=>e.scrollWidth>e.clientWidth+1).map(e=>(e.querySelector("caption")||e).textContent.slice(0,60)+" by "+(e.scrollWidth-e.clientWidth));
	if(document.documentElement.scrollWidth>document.documentElement.clientWidth)wide.push("the page, with what folds open");
	folded.forEach(d=>d.open=false);return wide})()`

// Evaluate runs a script in the page and gives its answer.
func Evaluate[T any](b *Browser, script string) T {
	b.t.Helper()
	result, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("%.80s: %v", script, err)
	}
	return result
}

// Visit opens a page at the usual width, in the light theme.
func (b *Browser) Visit(url string) {
	b.t.Helper()
	b.open(url, 1440, "light")
}

// Click follows the link or presses the button whose text holds the given one, and waits for the page it leads to.
func (b *Browser) Click(text string) {
	b.t.Helper()
	script := fmt.Sprintf(`(()=>{const e=[...document.querySelectorAll("a[href],button")].find(e=>e.textContent.includes(%q)&&e.offsetParent!==null);if(!e)return false;e.click();return true})()`, text)
	before := Evaluate[float64](b, `performance.timeOrigin`)
	if !Evaluate[bool](b, script) {
		b.t.Fatalf("%s has no link or button %q", b.Address(), text)
	}
	for range 100 {
		done, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool](fmt.Sprintf(`performance.timeOrigin!==%f&&document.readyState==="complete"`, before), chromedp.EvalAwaitPromise))
		if err == nil && done {
			return
		}
	}
	b.t.Fatalf("%q led nowhere from %s", text, b.Address())
}

// Address is where the browser is.
func (b *Browser) Address() string { return Evaluate[string](b, `location.href`) }

// Text is what the page says.
func (b *Browser) Text() string { return Evaluate[string](b, `document.body.innerText`) }

func (b *Browser) open(url string, width int64, theme string) {
	b.t.Helper()
	b.prefer(theme)
	if err := chromedp.Do(b.ctx, chromedp.EmulateViewport(width, 900), chromedp.Navigate(url)); err != nil {
		b.t.Fatalf("%s does not open: %v", url, err)
	}
	if b.bare {
		return // nothing would ever answer
	}
	Evaluate[bool](b, `document.fonts.ready.then(()=>new Promise(r=>setTimeout(()=>r(true),60)))`)
}

func (b *Browser) shoot(name string) {
	b.t.Helper()
	if os.Getenv("STEELYARD_SHOTS") == "" {
		return
	}
	yes := true
	size := Evaluate[[]float64](b, `[document.documentElement.clientWidth,document.documentElement.scrollHeight]`)
	shot, err := chromedp.Call(b.ctx, cdpage.CaptureScreenshot, cdpage.CaptureScreenshotParams{CaptureBeyondViewport: &yes,
		Clip: &cdpage.Viewport{Width: size[0], Height: min(size[1], tallest), Scale: 1}})
	if err != nil {
		b.t.Fatal(err)
	}
	b.keep(name+".png", shot.Data, nil)
}

// tallest is how much of a page a picture can hold, in pixels.
const tallest = 16_000

// paper prints what is open, fails where it takes more sheets than the longest page may, and keeps what it looked like.
func (b *Browser) paper(name string) {
	b.t.Helper()
	yes := true
	printed, err := chromedp.Call(b.ctx, cdpage.PrintToPDF, cdpage.PrintToPDFParams{PreferCSSPageSize: &yes, PrintBackground: &yes})
	if err != nil {
		b.t.Fatal(err)
	}
	rows := Evaluate[int](b, `[...document.querySelectorAll("tbody tr, .glo > div")].filter(x=>!x.closest("details")).length`)
	most := max(3, 1+rows/12)
	if Evaluate[bool](b, `document.querySelector("#discussion li")!==null`) { // what was said takes its own
		most++
	}
	if Evaluate[int](b, `document.querySelectorAll(".chart .lch-w").length`) > 2 { // pictures take paper
		most++
	}
	if Evaluate[int](b, `document.querySelectorAll(".con > div").length`) > 15 { // and so does a measure that is documented in full
		most++
	}
	if n := len(sheets.FindAll(printed.Data, -1)); n < 1 || n > most {
		b.t.Errorf("%s prints on %d sheets, not on 1 to %d", name, n, most)
	}
	if os.Getenv("STEELYARD_SHOTS") == "" {
		return
	}
	b.keep(name+".pdf", printed.Data, nil)
	if _, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"}); err != nil {
		b.t.Fatal(err)
	}
	if err := chromedp.Do(b.ctx, chromedp.EmulateViewport(1032, 700)); err != nil {
		b.t.Fatal(err)
	}
	b.shoot(name + "-print")
}

// sheets matches the objects of a PDF that are sheets, not the tree that holds them.
var sheets = regexp.MustCompile(`/Type\s*/Page[^s]`)

func (b *Browser) keep(name string, content []byte, err error) {
	b.t.Helper()
	if err == nil {
		err = os.WriteFile(filepath.Join(os.Getenv("STEELYARD_SHOTS"), name), content, 0o600)
	}
	if err != nil {
		b.t.Fatal(err)
	}
}
