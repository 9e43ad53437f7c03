package browsertest

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/chromedp"
)

// Attach chooses a file in the input of a name, as somebody does who knows of it only what it is called. The file has a name and a content. It fails the test where there is no such input.
func (b *Browser) Attach(name, file, content string) {
	b.t.Helper()
	path := filepath.Join(b.t.TempDir(), file)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		b.t.Fatal(err)
	}
	tree, err := chromedp.Call(b.ctx, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{})
	if err != nil {
		b.t.Fatal(err)
	}
	var names []string
	for _, n := range tree.Nodes {
		if n.Ignored || text(n.Role) != "button" {
			continue
		}
		c := control{text(n.Role), Words(text(n.Name)), n.BackendDOMNodeID}
		names = append(names, c.name)
		if !strings.HasPrefix(c.name, Words(name)) || object[string](b, c.node, `function(){return this.type||""}`) != "file" {
			continue
		}
		if _, err := chromedp.Call(b.ctx, dom.SetFileInputFiles, dom.SetFileInputFilesParams{Files: []string{path}, BackendNodeID: c.node}); err != nil {
			b.t.Fatalf("%s: nothing can be chosen in %q: %v", b.Address(), name, err)
		}
		return
	}
	b.t.Fatalf("%s has no input for a file named %q, but %q", b.Address(), name, names)
}
