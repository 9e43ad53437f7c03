package ascode

import (
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/steelyard-isms/steelyard/internal/record"
)

// anchor is a part of a document as a place that comments can stand by.
type anchor struct {
	part    *part
	at      int        // offset where it begins
	value   int        // offset where its value begins
	nested  bool       // its value is a group or a list of several lines
	root    int        // index of its document
	within  []enclosed // the groups and lists around it, the outermost first
	holders []*part    // the parts whose values those are; nil for the document
}

// enclosed is a group or a list with the column that its parts stand in.
type enclosed struct {
	it     *item
	column int
	flow   bool
}

func (a *anchor) column() int { return a.within[len(a.within)-1].column }

// reading builds the items of a file and its anchors in their order.
type reading struct {
	src     *source
	doc     *document // turns scalars into values
	anchors []*anchor
	roots   []*item
}

// document reads a document that change has accepted.
func (r *reading) document(n *yaml.Node) {
	root := &item{form: group}
	r.roots = append(r.roots, root)
	r.fill(root, n, nil, nil)
}

func (r *reading) fill(it *item, n *yaml.Node, within []enclosed, holders []*part) {
	own := enclosed{it, n.Column, n.Style&yaml.FlowStyle != 0}
	within = append(within[:len(within):len(within)], own)
	add := func(p *part, begin, value *yaml.Node) {
		it.parts = append(it.parts, p)
		a := &anchor{part: p, at: r.src.offset(begin.Line, begin.Column), value: r.src.offset(value.Line, value.Column), root: len(r.roots) - 1,
			nested: value.Kind != yaml.ScalarNode && value.Style&yaml.FlowStyle == 0, within: within, holders: holders}
		r.anchors = append(r.anchors, a)
		p.value = r.value(value, p, within, holders)
	}
	if n.Kind == yaml.SequenceNode {
		it.form = list
		for _, x := range n.Content {
			add(&part{}, x, x)
		}
		return
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		r.src.mark(n.Content[i], n.Column-1)
		add(&part{key: n.Content[i].Value}, n.Content[i], n.Content[i+1])
	}
}

func (r *reading) value(n *yaml.Node, p *part, within []enclosed, holders []*part) *item {
	it := &item{form: group}
	if n.Kind == yaml.ScalarNode {
		r.src.mark(n, within[len(within)-1].column-1)
		return &item{value: r.scalar(n)}
	}
	r.fill(it, n, within, append(holders[:len(holders):len(holders)], p))
	return it
}

func (r *reading) scalar(n *yaml.Node) record.Tree { return r.doc.scalar(n, "") }

// attach gives every comment, and every empty line that parts sections, its place by a part.
func (r *reading) attach() {
	marks := r.src.marks()
	for _, c := range r.src.remarks() {
		prev, next := r.around(c.at, marks)
		own := strings.Trim(c.before, "-?: ") == "" // nothing that could be commented stands before it
		lines := []string{c.text}
		if r.src.empty(r.src.line(c.at)-1) && c.before == "" {
			lines = []string{"", c.text}
		}
		switch {
		case !own && prev != nil:
			r.behind(prev, c)
		case own && prev != nil && prev.value > c.at && !prev.nested:
			prev.part.head = append(prev.part.head, lines...) // between a key and its value
		case prev == nil && next == nil:
			last := r.roots[len(r.roots)-1]
			last.foot = append(last.foot, lines...)
		default:
			r.above(prev, next, c, lines)
		}
	}
	last := -1
	for _, a := range r.anchors {
		line := r.src.line(a.at)
		if line != last && r.src.empty(line-1) {
			a.part.head = append(a.part.head, "")
		}
		last = line
	}
	for _, root := range r.roots { // about the document, whichever field comes to stand first
		if len(root.parts) > 0 {
			root.head, root.parts[0].head = root.parts[0].head, nil
		}
	}
}

// around gives the parts before and after a place, within the document that a comment there belongs to: what stands after a
// line of --- belongs to the next one.
func (r *reading) around(at int, marks []int) (prev, next *anchor) {
	i := 0
	for i < len(r.anchors) && r.anchors[i].at <= at {
		i++
	}
	if i > 0 {
		prev = r.anchors[i-1]
	}
	if i < len(r.anchors) {
		next = r.anchors[i]
	}
	if prev == nil || next == nil || prev.root == next.root {
		return prev, next
	}
	for _, m := range marks {
		if m > prev.at && m <= at {
			return nil, next
		}
	}
	return prev, nil
}

// behind puts a comment behind the part that it follows on its line; behind a list or group that ends there, it is about the
// whole of it.
func (r *reading) behind(prev *anchor, c remark) {
	p := prev.part
	if strings.HasSuffix(c.before, "}") || strings.HasSuffix(c.before, "]") {
		for i := len(prev.within) - 1; i > 0 && prev.within[i].flow; i-- {
			p = prev.holders[i-1]
		}
	}
	if p.line == "" {
		p.line = c.text
		return
	}
	p.head = append(p.head, c.text)
}

// above puts a comment on a line of its own above the part that follows; where it is indented deeper than that, or nothing
// follows, at the end of the group that it is indented like.
func (r *reading) above(prev, next *anchor, c remark, lines []string) {
	column, floor := r.src.column(c.at), 0
	if next != nil {
		floor = next.column()
	}
	if prev != nil && c.before == "" {
		for i := len(prev.within) - 1; i >= 0; i-- {
			if e := prev.within[i]; e.column <= column && e.column > floor && !e.flow {
				e.it.foot = append(e.it.foot, lines...)
				return
			}
		}
	}
	if next == nil {
		root := r.roots[prev.root]
		root.foot = append(root.foot, lines...)
		return
	}
	next.part.head = append(next.part.head, lines...)
}
