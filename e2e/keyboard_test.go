package e2e_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/web/browsertest"
)

// controls gives everything on the page that can be used: what can be seen, and what can be seen once whatever folds is open, in
// the order of the document, which is the order of reading.
const controls = `(()=>{const folded=[...document.querySelectorAll("details:not([open])")];folded.forEach(d=>d.open=true);
	window.all=[...document.querySelectorAll('a[href],button,input:not([type="hidden"]),select,textarea,summary,[tabindex]:not([tabindex="-1"])')].filter(e=>!e.disabled&&e.checkVisibility({visibilityProperty:true})
			&&!(e.type==="radio"&&!e.checked&&[...document.getElementsByName(e.name)].some(o=>o.checked&&o.form===e.form))); // of several that exclude each other Tab stops at the chosen one, and arrows lead on
	folded.forEach(d=>d.open=false);return window.all.map(window.tell=e=>e.tagName.toLowerCase()+" "+(e.textContent.trim().replace(/\s+/g," ").slice(0,60)||e.getAttribute("aria-label")||e.name))})()`

// here tells where focus is: which of the controls, -1 for none of them, and what is wrong with how it is seen.
const here = `(()=>{const e=document.activeElement;if(!e||e===document.body)return {at:-1,name:"",wrong:"",folded:false};
	const s=getComputedStyle(e),r=e.getBoundingClientRect();let wrong="";
	if(s.outlineStyle==="none"||parseFloat(s.outlineWidth)<2)wrong="has no outline of 2 pixels";
	else if(r.bottom<0||r.top>innerHeight||r.right<0||r.left>innerWidth)wrong="lies outside the window";
	else{const boxes=[...e.getClientRects()].map(b=>({x:(Math.max(b.left,1)+Math.min(b.right,innerWidth-1))/2,top:Math.max(b.top,1),bottom:Math.min(b.bottom,innerHeight-1)})),
			over=boxes.flatMap(b=>[(b.top+b.bottom)/2,b.top+2,b.bottom-2].map(y=>document.elementFromPoint(b.x,y))); // of what is taller than the window, the part that is in it
		if(!over.some(o=>o&&(e.contains(o)||o.contains(e))))wrong="is covered by "+(over[0]?over[0].outerHTML.slice(0,80):"nothing");}
	return {at:window.all.indexOf(e),name:window.tell?window.tell(e):"",wrong,folded:e.tagName==="SUMMARY"&&!e.parentElement.open}})()`

type focus struct {
	At     int    `json:"at"`
	Name   string `json:"name"`
	Wrong  string `json:"wrong"`
	Folded bool   `json:"folded"`
}

// Whoever has no mouse reaches everything that can be used, in the order of reading, sees where they are, opens what folds with
// Enter, and comes out at the end.
func TestEveryPageByKeyboard(t *testing.T) {
	a := demonstration(t)
	b := browsertest.Open(t)
	for _, p := range places(t, a, b) {
		if slices.Contains(again, p.name) {
			continue
		}
		for _, width := range []int64{1440, 390} {
			t.Run(fmt.Sprintf("%s-%d", p.name, width), func(t *testing.T) {
				b.VisitAt(a.Address()+p.path, width)
				all := browsertest.Evaluate[[]string](b, controls)
				walked := walk(t, b, len(all), func() { b.Press(browsertest.Tab) })
				for i, name := range all {
					if !slices.Contains(walked, i) {
						t.Errorf("%q cannot be reached by Tab", name)
					}
				}
				if !slices.IsSorted(walked) {
					t.Errorf("Tab does not go in the order of reading: %v of %q", walked, all)
				}
				if skip := browsertest.Evaluate[bool](b, `!document.querySelector(".skip")||window.all[0].className==="skip"`); !skip {
					t.Errorf("the way past the navigation is not the first stop: %q", all[0])
				}
				back := walk(t, b, len(all), b.Back) // upwards is where a bar at the top would cover focus
				if slices.Reverse(back); !slices.IsSorted(back) || len(back) == 0 {
					t.Errorf("the way back is another one: %v of %q", back, all)
				}
			})
		}
	}
}

// walk goes through a page step by step until focus leaves it, and gives the controls in the order in which they had focus.
func walk(t *testing.T, b *browsertest.Browser, controls int, step func()) (walked []int) {
	t.Helper()
	for range 4*controls + 40 { // a field for a date is several stops
		step()
		now := browsertest.Evaluate[focus](b, here)
		if now.At < 0 && now.Name == "" {
			if len(walked) > 0 {
				return walked
			}
			continue
		}
		if now.At < 0 {
			t.Errorf("focus stops at %q, which nothing can be done with", now.Name)
			continue
		}
		if n := len(walked); n > 0 && walked[n-1] == now.At {
			continue
		}
		if now.Wrong != "" {
			t.Errorf("focus at %q %s", now.Name, now.Wrong)
		}
		walked = append(walked, now.At)
		if now.Folded {
			b.Press(browsertest.Enter)
			if still := browsertest.Evaluate[focus](b, here); still.Folded {
				t.Errorf("%q does not open with Enter", now.Name)
			}
		}
	}
	t.Fatalf("focus does not come out of the page: %v", walked[max(0, len(walked)-20):])
	return nil
}

// The first stop leads past the navigation, a link is followed with Enter, and what lies over the page is left with Escape.
func TestKeysDoWhatTheyDoElsewhere(t *testing.T) {
	a := demonstration(t)
	b := browsertest.Open(t)
	b.Visit(a.Address())
	b.Click("Kari Solberg")
	active := func(what string) string {
		return browsertest.Evaluate[string](b, fmt.Sprintf(`String(document.activeElement%s)`, what))
	}
	b.Visit(a.Address() + "/scorecard")
	b.Press(browsertest.Tab)
	b.Press(browsertest.Enter)
	if active(".id") != "main" {
		t.Errorf("skipping leads to %s", active(".outerHTML.slice(0,80)"))
	}
	for active(".textContent.trim()") != "Harden the servers we build from" {
		b.Press(browsertest.Tab)
		if active("") == "[object HTMLBodyElement]" {
			t.Fatal("no link to the objective that is off plan is reached behind the navigation")
		}
	}
	b.Press(browsertest.Enter)
	eventually(t, "Enter does not follow a link", func() bool {
		return strings.HasSuffix(b.Address(), "/objectives/O-02") && browsertest.Evaluate[bool](b, `document.readyState==="complete"`)
	})

	browsertest.Evaluate[bool](b, `(document.querySelector(".pick > summary").focus(),true)`)
	b.Press(browsertest.Enter)
	b.Press(browsertest.Tab)
	if active(".id") != "as-of" {
		t.Errorf("Tab does not lead into what was opened, but to %s", active(".outerHTML.slice(0,80)"))
	}
	b.Press(browsertest.Escape)
	if open := browsertest.Evaluate[bool](b, `document.querySelector(".pick").open`); open || active(".tagName") != "SUMMARY" {
		t.Errorf("Escape leaves it open (%v), and focus is at %s", open, active(".outerHTML.slice(0,80)"))
	}

	b.VisitAt(a.Address()+"/scorecard", 390)
	browsertest.Evaluate[bool](b, `(document.querySelector('[popovertarget="rail"]').focus(),true)`)
	b.Press(browsertest.Enter)
	eventually(t, "the menu does not open with Enter", func() bool {
		return browsertest.Evaluate[bool](b, `document.getElementById("rail").matches(":popover-open")`)
	})
	for range 4 {
		b.Press(browsertest.Tab)
	}
	if inside := browsertest.Evaluate[bool](b, `document.getElementById("rail").contains(document.activeElement)`); !inside {
		t.Errorf("Tab does not go through the menu: %s", active(".outerHTML.slice(0,80)"))
	}
	b.Press(browsertest.Escape)
	if back := browsertest.Evaluate[bool](b, `!document.getElementById("rail").matches(":popover-open")&&document.activeElement.getAttribute("popovertarget")==="rail"`); !back {
		t.Errorf("Escape does not lead out of the menu to where it was opened: %s", active(".outerHTML.slice(0,80)"))
	}
	b.Silent()
}

func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for until := time.Now().Add(20 * time.Second); time.Now().Before(until); time.Sleep(50 * time.Millisecond) {
		if holds() {
			return
		}
	}
	t.Fatal(what)
}
