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
	plurals := map[string]string{}
	for _, k := range out.Items {
		plurals[k.Plural] = k.Plural
	}
	for _, k := range out.Items {
		plurals[k.Name] = k.Plural
	}
	c.mu.Lock()
	c.plurals = plurals
	c.mu.Unlock()
	return out.Items, nil
}

// Schema gives the JSON Schema of a declaration of a kind.
func (c *Client) Schema(ctx context.Context, kind string) (json.RawMessage, error) {
	var out json.RawMessage
	r := get("kinds", kind, "schema")
	r.dated = false
	_, err := (&Client{shared: c.shared}).do(ctx, r, &out) // kinds have no past
	return out, err
}

// plural gives the word that addresses have for a kind. The kinds are asked for once, and again for a word that is none: the
// server may have been updated.
func (c *Client) plural(ctx context.Context, kind string) (string, error) {
	known := func() (string, bool) {
		c.mu.Lock()
		defer c.mu.Unlock()
		p, ok := c.plurals[kind]
		return p, ok
	}
	if p, ok := known(); ok {
		return p, nil
	}
	if _, err := (&Client{shared: c.shared}).Kinds(ctx); err != nil {
		return "", err
	}
	if p, ok := known(); ok {
		return p, nil
	}
	return "", &Problem{Title: "Not found", Status: http.StatusNotFound, Detail: "there is no such kind",
		Errors: []Field{{Field: "kind", Reason: fmt.Sprintf("%.100q is not a kind of record", kind), Remedy: "Ask for the kinds"}}}
}
