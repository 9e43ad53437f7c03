package e2e_test

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// reading is what a page shows: its words, those of each row of its tables, and where they lead to.
type reading struct {
	text  string
	links []string // with the scope that they keep, without the day
	rows  []reading
}

// units are the pages of units that it leads to.
func (p reading) units() []string {
	return slices.DeleteFunc(slices.Clone(p.links), func(link string) bool { return !strings.HasPrefix(link, "/units/") || strings.Contains(link, "?") })
}

var (
	dates = regexp.MustCompile(`\b\d{1,2} (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b( \d{4})?|\b(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (\d{4}|’\d\d)\b|\bQ[1-4]( \d{4})?\b|\b20\d\d-(Q[1-4]|\d\d)\b|\b\d\d:\d\d\b`)
	codes = regexp.MustCompile(`\b[A-Z]{1,3}-\d+\b|\b[0-9a-f]{4,}…[0-9a-f]{4,}\b|\b[0-9a-f]{12,64}\b`)
	// fixed are figures that are the same whatever the data: of the standard, the scale of scores, the formula of limits, the usual retention.
	fixed   = regexp.MustCompile(`SHA-256|ISO/IEC 27001(:2022)?, 6\.2|\d+ of 12 answered|Score 0, 40, 70, 100 at|good from 70, watch from 40|of 100\b|± 3 ÷ 1\.128|kept at least 1,095 days|8 quarters|Over the (3|12|24) months to|frozen at 12|limits need [58] (values|changes)|and \d+ more|95% (interval|confidence)|2,000 resamples|19 of 20 units|998 of 1,000|of 1,000 series|it takes 3\b|needs 6 values|\d of [359] met|p25 and p75 are known`)
	figures = regexp.MustCompile(`\d+(,\d{3})*(\.\d+)?`)
)

func (r *reader) page(path string) reading {
	r.Helper()
	doc, err := html.Parse(bytes.NewReader(r.get(path)))
	if err != nil {
		r.Fatal(err)
	}
	main := find(doc, atom.Main)
	if main == nil {
		r.Fatalf("%s has no main part", path)
	}
	return read(main)
}

func find(n *html.Node, a atom.Atom) *html.Node {
	if n.DataAtom == a {
		return n
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if found := find(c, a); found != nil {
			return found
		}
	}
	return nil
}

// read takes in what people see and hear of a part of a page: no scales of charts, which say nothing of the data, no controls, and of the
// foot only that it is there.
func read(n *html.Node) reading {
	attr := map[string]string{}
	for _, a := range n.Attr {
		attr[a.Key] = a.Val
	}
	var out reading
	switch {
	case n.Type == html.TextNode:
		out.text = n.Data
	case n.DataAtom == atom.Nav, n.DataAtom == atom.Form, n.DataAtom == atom.Script, n.DataAtom == atom.Footer, attr["class"] == "banner", attr["class"] == "ax",
		n.Data == "svg" && attr["aria-hidden"] == "true", n.Data == "text" && attr["class"] == "": // a scale
		return out
	default:
		out.text = attr["aria-label"] + " "
	}
	if n.DataAtom == atom.A && strings.HasPrefix(attr["href"], "/") {
		path, query, _ := strings.Cut(attr["href"], "?")
		if at := strings.Index(query, "scope="); at >= 0 {
			scope, _, _ := strings.Cut(query[at:], "&")
			path += "?" + scope
		}
		out.links = append(out.links, path)
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		part := read(c)
		out.text += part.text + " "
		out.links = append(out.links, part.links...)
		out.rows = append(out.rows, part.rows...)
	}
	out.text = strings.Join(strings.Fields(strings.ReplaceAll(out.text, "\u202f", " ")), " ")
	if n.DataAtom == atom.Tr {
		out.rows = []reading{out}
	}
	return out
}
