package client

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
)

// Kind describes what there can be records of.
type Kind struct {
	Name    string      `json:"name"`    // in the singular
	Plural  string      `json:"plural"`  // as in addresses
	Prefix  string      `json:"prefix"`  // of codes
	Version int         `json:"version"` // schema version of documents written now
	Read    bool        `json:"read"`    // you may see its records
	Declare bool        `json:"declare"` // you may declare them
	Count   int         `json:"count"`   // records in use that you may see
	Fields  []KindField `json:"fields"`  // of the spec
}

// KindField is the mechanics of one field.
type KindField struct {
	Name     string      `json:"name"`
	Type     string      `json:"type"` // text, number, reference, date, list, object, table and others
	Required bool        `json:"required"`
	Personal bool        `json:"personal"` // kept apart, and can be erased
	Dated    bool        `json:"dated"`    // a value, or a list of values with the days from which they hold
	Refers   string      `json:"refers_to"`
	Enum     []string    `json:"enum"`
	Minimum  *float64    `json:"minimum"`
	Maximum  *float64    `json:"maximum"`
	Length   int         `json:"length"` // the most characters of a text
	Fields   []KindField `json:"fields"`
	Entry    *KindField  `json:"entry"` // what a list or table holds
}

// Kinds lists the kinds of record, by name.
func (c *Client) Kinds(ctx context.Context) ([]Kind, error) {
	var out struct {
		Items []Kind `json:"items"`
	}
	if _, err := c.do(ctx, get("kinds"), &out); err != nil {
		return nil, err
	}
	if len(out.Items) == 0 {
		return nil, c.stranger()
	}
	words := map[string]word{}
	for _, k := range out.Items {
		words[k.Plural] = word{k.Name, k.Plural}
	}
	for _, k := range out.Items {
		words[k.Name] = word{k.Name, k.Plural}
	}
	c.mu.Lock()
	c.words = words
	c.mu.Unlock()
	return out.Items, nil
}

// word is how a kind is called: in parameters and in addresses.
type word struct{ singular, plural string }

// Schema gives the JSON Schema of a declaration of a kind.
func (c *Client) Schema(ctx context.Context, kind string) (json.RawMessage, error) {
	var out json.RawMessage
	name, err := c.singular(ctx, kind)
	if err == nil {
		_, err = (&Client{shared: c.shared}).do(ctx, get("kinds", name, "schema"), &out) // kinds have no past
	}
	return out, err
}

// plural gives the word that addresses have for a kind.
func (c *Client) plural(ctx context.Context, kind string) (string, error) {
	w, err := c.word(ctx, kind)
	return w.plural, err
}

// singular gives the word that parameters have for a kind; none for none.
func (c *Client) singular(ctx context.Context, kind string) (string, error) {
	if kind == "" {
		return "", nil
	}
	w, err := c.word(ctx, kind)
	return w.singular, err
}

// word finds a kind by either of its words. The kinds are asked for once, and again for a word that is none: the server may
// have been updated.
func (c *Client) word(ctx context.Context, kind string) (word, error) {
	known := func() (word, bool) {
		c.mu.Lock()
		defer c.mu.Unlock()
		w, ok := c.words[kind]
		return w, ok
	}
	if w, ok := known(); ok {
		return w, nil
	}
	if _, err := (&Client{shared: c.shared}).Kinds(ctx); err != nil {
		return word{}, err
	}
	if w, ok := known(); ok {
		return w, nil
	}
	return word{}, &Problem{Title: "Not found", Status: http.StatusNotFound, Detail: "there is no such kind",
		Errors: []Field{{Field: "kind", Reason: fmt.Sprintf("%.100q is not a kind of record", kind), Remedy: "Ask for the kinds"}}}
}
