package browsertest

import (
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// Pull presses the mouse at one place of the window, moves it to another one in some steps, and lets go.
func (b *Browser) Pull(fromX, fromY, toX, toY float64) {
	b.t.Helper()
	const steps = 5
	do := func(kind input.DispatchMouseEventType, share float64) {
		b.t.Helper()
		if err := chromedp.Do(b.ctx, chromedp.MouseEvent(kind, fromX+(toX-fromX)*share, fromY+(toY-fromY)*share, chromedp.ButtonLeft, chromedp.ClickCount(1))); err != nil {
			b.t.Fatalf("the mouse does not pull at %s: %v", b.Address(), err)
		}
	}
	do("mousePressed", 0)
	for i := range steps {
		do("mouseMoved", float64(i+1)/steps)
	}
	do("mouseReleased", 1)
}
