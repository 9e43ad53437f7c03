package browsertest

import (
	"slices"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/chromedp"
)

// Tick turns the box or the choice of a name the other way, as somebody does who knows of it only what it is called: by the space bar. It fails the
// test where there is none.
func (b *Browser) Tick(name string) {
	b.t.Helper()
	tree, err := chromedp.Call(b.ctx, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{})
	if err != nil {
		b.t.Fatal(err)
	}
	var names []string
	for _, n := range tree.Nodes {
		c := control{text(n.Role), Words(text(n.Name)), n.BackendDOMNodeID}
		if n.Ignored || !slices.Contains([]string{"checkbox", "radio"}, c.role) {
			continue
		}
		if names = append(names, c.name); c.name == Words(name) {
			object[bool](b, c.node, `function(){this.scrollIntoView({block:"nearest"});this.focus();return true}`)
			b.Press(" ")
			return
		}
	}
	b.t.Fatalf("%s has nothing to tick named %q, but %q", b.Address(), name, names)
}
