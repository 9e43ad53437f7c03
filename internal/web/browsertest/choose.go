package browsertest

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/dom"
	cdruntime "github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// pressed are the roles of what people press, as the browser's accessibility tree names them.
var pressed = []string{"link", "button", "DisclosureTriangle"}

// control is something that can be pressed, as the accessibility tree knows it.
type control struct {
	role, name string
	node       cdp.BackendNodeID
}

// Choose does what somebody does who knows of a page only what it shows, or what a screen reader reads: finds the link, button or
// disclosure of that name, scrolls to it, and clicks it with the mouse. It waits for the page that this leads to, if it leads to
// one. The name is the one that the browser computes for assistive technology: the whole of it, else the only one that begins with
// the given one, else the only one that holds it. It fails the test where there is none, where several differ, and where what has the
// name cannot be seen or lies under something else.
func (b *Browser) Choose(name string) {
	b.t.Helper()
	c := b.find(name)
	if _, err := chromedp.Call(b.ctx, dom.ScrollIntoViewIfNeeded, dom.ScrollIntoViewIfNeededParams{BackendNodeID: c.node}); err != nil {
		b.t.Fatalf("%s: nobody sees the %s %q: %v", b.Address(), c.role, c.name, err)
	}
	x, y := b.place(c)
	leads := object[bool](b, c.node, `function(){const to=this.closest("a[href]");if(to)return !to.hasAttribute("download")&&to.href.split("#")[0]!==location.href.split("#")[0];return this.tagName==="BUTTON"&&this.type==="submit"&&!!this.form}`)
	before := Evaluate[float64](b, watchLeaving)
	if err := chromedp.Do(b.ctx, chromedp.MouseEvent("mouseMoved", x, y), chromedp.MouseClickXY(x, y)); err != nil {
		b.t.Fatal(err)
	}
	if !leads && !b.leaving() {
		return
	}
	for until := time.Now().Add(30 * time.Second); time.Now().Before(until); time.Sleep(20 * time.Millisecond) {
		done, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool](fmt.Sprintf(`performance.timeOrigin!==%f&&document.readyState==="complete"`, before), chromedp.EvalAwaitPromise))
		if err == nil && done { // an error: the page is being left
			return
		}
	}
	b.t.Fatalf("%s: pressing %q leads nowhere", b.Address(), name)
}

// watchLeaving remembers that the page begins to be left for another one: scripts leave it by buttons that lead nowhere themselves. It gives the page's beginning,
// by which it is known from the next.
const watchLeaving = `(()=>{if(!("leaving" in window)){window.leaving=false;navigation.addEventListener("navigate",e=>{if(!e.destination.sameDocument&&e.downloadRequest===null)window.leaving=true})}
	return performance.timeOrigin})()`

// leaving waits until what was pressed has been drawn, and tells whether the page is being left.
func (b *Browser) leaving() bool {
	left, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool](`new Promise(r=>requestAnimationFrame(()=>requestAnimationFrame(()=>r(window.leaving))))`, chromedp.EvalAwaitPromise))
	return err != nil || left // an error: it has gone
}

// find gives the control that goes by a name.
func (b *Browser) find(name string) control {
	b.t.Helper()
	name = Words(name)
	all := b.controls()
	for _, fits := range []func(string) bool{
		func(s string) bool { return s == name },
		func(s string) bool { return strings.HasPrefix(s, name) },
		func(s string) bool { return strings.Contains(s, name) },
	} {
		var found []control
		for _, c := range all {
			if fits(c.name) {
				found = append(found, c)
			}
		}
		for _, c := range found {
			if c.name != found[0].name {
				b.t.Fatalf("%s: %q can be %q or %q", b.Address(), name, found[0].name, c.name)
			}
		}
		if len(found) > 0 {
			return found[0]
		}
	}
	var names []string
	for _, c := range all {
		names = append(names, c.name)
	}
	b.t.Fatalf("%s has nothing to press named %q, but %q", b.Address(), name, names)
	return control{}
}

// Controls are the names of what can be pressed on the page, in reading order.
func (b *Browser) Controls() []string {
	b.t.Helper()
	var names []string
	for _, c := range b.controls() {
		names = append(names, c.name)
	}
	return names
}

func (b *Browser) controls() []control {
	b.t.Helper()
	tree, err := chromedp.Call(b.ctx, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{})
	if err != nil {
		b.t.Fatal(err)
	}
	var out []control
	for _, n := range tree.Nodes {
		if c := (control{text(n.Role), Words(text(n.Name)), n.BackendDOMNodeID}); !n.Ignored && c.name != "" && slices.Contains(pressed, c.role) {
			out = append(out, c)
		}
	}
	return out
}

// Words makes one space of every blank, so that a figure and its unit are found however they are kept together.
func Words(text string) string { return strings.Join(strings.Fields(text), " ") }

// text is a value of the tree as text.
func text(v *accessibility.Value) string {
	var s string
	if v != nil {
		_ = json.Unmarshal(v.Value, &s) // roles and names are texts
	}
	return s
}

// place is a point in the viewport where pressing hits the control and nothing above it.
func (b *Browser) place(c control) (x, y float64) {
	b.t.Helper()
	quads, err := chromedp.Call(b.ctx, dom.GetContentQuads, dom.GetContentQuadsParams{BackendNodeID: c.node})
	if err != nil {
		b.t.Fatalf("%s: nobody sees the %s %q: %v", b.Address(), c.role, c.name, err)
	}
	for _, q := range quads.Quads {
		x, y = (q[0]+q[2]+q[4]+q[6])/4, (q[1]+q[3]+q[5]+q[7])/4
		if object[bool](b, c.node, fmt.Sprintf(`function(){const e=document.elementFromPoint(%f,%f);return !!e&&this.contains(e)}`, x, y)) {
			return x, y
		}
	}
	b.t.Fatalf("%s: the %s %q is out of sight, or something lies over it", b.Address(), c.role, c.name)
	return 0, 0
}

// object calls a function on a node of the page.
func object[T any](b *Browser, node cdp.BackendNodeID, function string) T {
	b.t.Helper()
	var out T
	resolved, err := chromedp.Call(b.ctx, dom.ResolveNode, dom.ResolveNodeParams{BackendNodeID: node})
	if err != nil {
		b.t.Fatal(err)
	}
	yes := true
	answer, err := chromedp.Call(b.ctx, cdruntime.CallFunctionOn, cdruntime.CallFunctionOnParams{FunctionDeclaration: function, ObjectID: resolved.Object.ObjectID, ReturnByValue: &yes})
	if err == nil {
		err = json.Unmarshal(answer.Result.Value, &out)
	}
	if err != nil {
		b.t.Fatalf("%.80s: %v", function, err)
	}
	return out
}
