package browsertest

import (
	"encoding/base64"
	"fmt"
	"time"

	"github.com/chromedp/cdproto/emulation"
	cdpage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// pictureQuality is that of WebP, 0 to 100: small text stays sharp.
const pictureQuality = 80

// Width sets the width of the window, in CSS pixels, with a height, and the theme: light or dark.
func (b *Browser) Width(width, height int64, theme string) {
	b.t.Helper()
	b.prefer(theme)
	if err := chromedp.Do(b.ctx, chromedp.EmulateViewport(width, height)); err != nil {
		b.t.Fatal(err)
	}
}

// Picture is what the window shows now, as WebP, once nothing moves any more. From is the text of a heading to which it is scrolled; empty:
// the top of the page.
func (b *Browser) Picture(from string) []byte {
	b.t.Helper()
	b.scroll(from)
	return b.capture(pictureQuality)
}

func (b *Browser) scroll(from string) {
	b.t.Helper()
	found := Evaluate[bool](b, fmt.Sprintf(`(()=>{document.activeElement?.blur();const from=%q;if(!from){scrollTo(0,0);return true}
		const h=[...document.querySelectorAll("h1,h2,h3")].find(h=>h.textContent.trim()===from);if(!h)return false;scrollTo(0,h.closest(".panel,section,header").getBoundingClientRect().top+scrollY-16);return true})()`, from))
	if !found {
		b.t.Fatalf("%s has no heading %q", b.Address(), from)
	}
}

// thumbnailQuality is that of small pictures, of which a document shows many.
const thumbnailQuality, thumbnailScale = 65, 0.7

// alike is by how much a colour of a pixel may differ in pictures that show the same, of 255 steps, and edges in how many colours it may be more: fewer than
// a figure has.
const alike, edges = 64, 30

// Thumbnail is Picture as small WebP, of a window of a width and a height.
func (b *Browser) Thumbnail(width, height int64, theme, from string) []byte {
	b.t.Helper()
	b.prefer(theme)
	// the browser draws it small, for what it draws large and makes small differs from one time to the next
	if err := chromedp.Do(b.ctx, chromedp.EmulateViewport(width, height, chromedp.EmulateScale(thumbnailScale))); err != nil {
		b.t.Fatal(err)
	}
	b.scroll(from)
	return b.capture(thumbnailQuality)
}

// Alike tells whether two pictures show the same: where letters are drawn small, a few edges come out otherwise each time. It leaves the page.
func (b *Browser) Alike(one, other []byte) bool {
	b.t.Helper()
	if len(one) == 0 || len(other) == 0 {
		return false
	}
	if err := chromedp.Do(b.ctx, chromedp.Navigate("about:blank")); err != nil {
		b.t.Fatal(err)
	}
	return Evaluate[bool](b, fmt.Sprintf(`(async()=>{const read=async text=>{const x=await createImageBitmap(new Blob([Uint8Array.from(atob(text),c=>c.charCodeAt(0))],{type:"image/webp"}));
		const c=new OffscreenCanvas(x.width,x.height).getContext("2d");c.drawImage(x,0,0);return c.getImageData(0,0,x.width,x.height)};
		const a=await read(%q),b=await read(%q);if(a.width!==b.width||a.height!==b.height)return false;
		let n=0;for(let i=0;i<a.data.length;i++)n+=Math.abs(a.data[i]-b.data[i])>%d;return n<=%d})()`,
		base64.StdEncoding.EncodeToString(one), base64.StdEncoding.EncodeToString(other), alike, edges))
}

func (b *Browser) capture(quality int64) []byte {
	b.t.Helper()
	Evaluate[bool](b, `document.fonts.ready.then(()=>new Promise(r=>setTimeout(()=>r(true),120)))`)
	shot, err := chromedp.Call(b.ctx, cdpage.CaptureScreenshot, cdpage.CaptureScreenshotParams{Format: cdpage.CaptureScreenshotFormatWebp, Quality: &quality})
	if err != nil {
		b.t.Fatal(err)
	}
	return shot.Data
}

// prefer sets the theme, and stops motion.
func (b *Browser) prefer(theme string) {
	b.t.Helper()
	features := []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: theme}, {Name: "prefers-reduced-motion", Value: "reduce"}}
	if _, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: features}); err != nil {
		b.t.Fatal(err)
	}
}

// Eventually waits until a page shows something by itself, for 20 seconds at most.
func (b *Browser) Eventually(what string, holds func() bool) {
	b.t.Helper()
	for until := time.Now().Add(20 * time.Second); time.Now().Before(until); time.Sleep(50 * time.Millisecond) {
		if holds() {
			return
		}
	}
	b.t.Fatalf("%s: %s: %.2000s", b.Address(), what, Words(b.Text()))
}
