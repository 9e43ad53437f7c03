package browsertest

import (
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// The keys that people who use no mouse go through pages by.
const (
	Tab    = kb.Tab
	Enter  = kb.Enter
	Escape = kb.Escape
	Down   = kb.ArrowDown
	Up     = kb.ArrowUp
)

// Press presses a key where focus is.
func (b *Browser) Press(key string) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, chromedp.KeyEvent(key)); err != nil {
		b.t.Fatalf("a key cannot be pressed at %s: %v", b.Address(), err)
	}
}

// Back presses Tab with Shift: the way back.
func (b *Browser) Back() {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, chromedp.KeyEvent(kb.Tab, chromedp.KeyModifiers(chromedp.ModifierShift))); err != nil {
		b.t.Fatalf("the way back cannot be gone at %s: %v", b.Address(), err)
	}
}

// Control presses a key with Ctrl.
func (b *Browser) Control(key string) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, chromedp.KeyEvent(key, chromedp.KeyModifiers(chromedp.ModifierCtrl))); err != nil {
		b.t.Fatalf("a key cannot be pressed with Ctrl at %s: %v", b.Address(), err)
	}
}

// VisitAt opens a page at a width, in the light theme.
func (b *Browser) VisitAt(url string, width int64) {
	b.t.Helper()
	b.open(url, width, "light")
}

// Scripts allows or forbids the scripts of pages, from the next page on. What a test evaluates runs in either case.
func (b *Browser) Scripts(allowed bool) {
	b.t.Helper()
	if _, err := chromedp.Call(b.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !allowed}); err != nil {
		b.t.Fatal(err)
	}
	b.bare = !allowed
}
