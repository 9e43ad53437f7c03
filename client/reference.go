package client

import (
	"context"
	"strings"
)

// Linked is a record at the end of a reference.
type Linked struct {
	UID     string `json:"uid"`
	Kind    string `json:"kind"`
	Name    string `json:"name"`
	Code    string `json:"code"`
	Title   string `json:"title"`
	Retired bool   `json:"retired"`
}

// Reference is one reference, seen from a record.
type Reference struct {
	Path    string `json:"path"`     // of the field that refers
	InForce bool   `json:"in_force"` // on the day asked about
	Record  Linked `json:"record"`   // at the other end
}

// References is what a record refers to, and what refers to it.
type References struct {
	Outgoing []Reference `json:"outgoing"`
	Incoming []Reference `json:"incoming"`
	Clipped  bool        `json:"clipped"` // there are more than the limit
	State
}

// References lists what a record refers to and what refers to it: of one kind where one is named, at most limit in each
// direction, 500 where it is 0.
func (c *Client) References(ctx context.Context, kind, ref, other string, limit int) (References, error) {
	var out References
	plural, err := c.plural(ctx, kind)
	if err != nil {
		return out, err
	}
	if other, err = c.singular(ctx, other); err == nil {
		_, err = c.do(ctx, get(plural, ref, "references").text("kind", other).limit(limit), &out)
	}
	return out, err
}

// Hop is one reference that a trace went along.
type Hop struct {
	Step int    `json:"step"` // of the path, counted from 1
	From Linked `json:"from"` // refers
	Path string `json:"path"` // of the field that refers
	To   Linked `json:"to"`   // is referred to
}

// Trail answers a trace.
type Trail struct {
	Ends    []Linked `json:"ends"` // each once, by kind and name
	Hops    []Hop    `json:"hops"` // step by step
	Clipped bool     `json:"clipped"`
	State
}

// Trace walks from a record along references. A path is a list of steps separated by commas, each a kind to go to, such as
// measure,>source or <unit.parent*; at most limit references, 1,000 where it is 0.
func (c *Client) Trace(ctx context.Context, kind, ref, path string, limit int) (Trail, error) {
	var out Trail
	plural, err := c.plural(ctx, kind)
	if err == nil {
		_, err = c.do(ctx, get(plural, ref, "trace").text("path", path).limit(limit), &out)
	}
	return out, err
}

// SearchOptions narrow a search.
type SearchOptions struct {
	Kinds []string // only these
	Limit int      // most hits, 1 to 100; 20 unless told
}

// Hit is a record that was found.
type Hit struct {
	UID     string  `json:"uid"`
	Kind    string  `json:"kind"`
	Name    string  `json:"name"`
	Code    string  `json:"code"`
	Title   string  `json:"title"`
	Score   int     `json:"score"`   // compared with the other hits of this answer
	Field   string  `json:"field"`   // path of the text that matches best
	Snippet string  `json:"snippet"` // from that text
	Matches []Match `json:"matches"` // where in the snippet
}

// Match is a part of a snippet, in characters.
type Match struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

// Found answers a search.
type Found struct {
	Items []Hit `json:"items"` // the best first
	Total int   `json:"total"`
	Kinds []struct {
		Kind  string `json:"kind"`
		Count int    `json:"count"`
	} `json:"kinds"` // how many of each kind, whatever the kinds are narrowed to
	State
}

// Search finds records by their words; docs/reference/search.md has the language.
func (c *Client) Search(ctx context.Context, words string, o SearchOptions) (Found, error) {
	var out Found
	kinds := make([]string, 0, len(o.Kinds))
	for _, kind := range o.Kinds {
		k, err := c.singular(ctx, kind)
		if err != nil {
			return out, err
		}
		kinds = append(kinds, k)
	}
	_, err := c.do(ctx, get("search").text("q", words).limit(o.Limit).text("kind", strings.Join(kinds, ",")), &out)
	return out, err
}
