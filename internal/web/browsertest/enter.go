package browsertest

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// filled are the roles of what people enter something into.
var filled = []string{"textbox", "combobox", "searchbox", "Date"}

// Enter does what somebody does who fills in a form and knows of it only what it shows, or what a screen reader reads: goes to the input of that name, and
// types, or chooses what a list offers by that name. Of several inputs of one name it is the first that is empty. It fails the test where
// there is none.
func (b *Browser) Enter(name, text string) {
	b.t.Helper()
	c := b.input(Words(name))
	kind := object[string](b, c.node, `function(){this.scrollIntoView({block:"nearest"});this.focus();if(this.select)try{this.select()}catch(e){};return this.tagName+" "+this.type}`)
	quoted := strconv.Quote(text)
	switch {
	case strings.HasPrefix(kind, "SELECT"):
		if !object[bool](b, c.node, fmt.Sprintf(`function(){const o=[...this.options].find(o=>o.text.trim()===%s);if(o){o.selected=true;this.dispatchEvent(new Event("input",{bubbles:true}))}return !!o}`, quoted)) {
			b.t.Fatalf("%s: %q does not offer %q", b.Address(), name, text)
		}
	case strings.HasSuffix(kind, " date"): // is typed part by part, in an order that the browser's language says
		object[bool](b, c.node, fmt.Sprintf(`function(){this.value=%s;this.dispatchEvent(new Event("input",{bubbles:true}));return true}`, quoted))
	default:
		if _, err := chromedp.Call(b.ctx, input.InsertText, input.InsertTextParams{Text: text}); err != nil {
			b.t.Fatalf("%s: nothing can be typed into %q: %v", b.Address(), name, err)
		}
	}
}

// input finds what goes by a name: the whole of it, or else its beginning.
func (b *Browser) input(name string) control {
	b.t.Helper()
	tree, err := chromedp.Call(b.ctx, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{})
	if err != nil {
		b.t.Fatal(err)
	}
	var all []control
	var names []string
	for _, n := range tree.Nodes {
		if c := (control{text(n.Role), Words(text(n.Name)), n.BackendDOMNodeID}); !n.Ignored && c.name != "" && slices.Contains(filled, c.role) {
			all, names = append(all, c), append(names, c.name)
		}
	}
	for _, fits := range []func(string) bool{func(s string) bool { return s == name }, func(s string) bool { return strings.HasPrefix(s, name) }} {
		var last *control
		for i := range all {
			if !fits(all[i].name) {
				continue
			}
			last = &all[i]
			if object[string](b, last.node, `function(){return this.value||""}`) == "" {
				return *last
			}
		}
		if last != nil {
			return *last
		}
	}
	b.t.Fatalf("%s has nothing to fill in named %q, but %q", b.Address(), name, names)
	return control{}
}
