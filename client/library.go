package client

import (
	"context"
	"encoding/json"
	"net/http"
)

// LibraryItem is a measure of the measure library in a list.
type LibraryItem struct {
	Key     string `json:"key"`     // never changes
	Version int    `json:"version"` // counted from 1
	Title   string `json:"title"`
	Topic   struct {
		Key   string `json:"key"`
		Title string `json:"title"`
	} `json:"topic"`
	Purpose     string   `json:"purpose"` // the question that it answers
	Type        string   `json:"type"`
	Timing      string   `json:"timing"`
	Perspective string   `json:"perspective"`
	Parameters  []string `json:"parameters"` // what it covers of the fifteen
	Mechanism   string   `json:"mechanism"`  // empty: none in particular
	Friction    bool     `json:"friction"`
	AdoptedBy   []string `json:"adopted_by"` // codes of measures that were made of it
}

// LibraryOptions narrow the measure library. What is left empty does not matter.
type LibraryOptions struct {
	Words       string // or their beginnings, all of which must be found
	Topic       string // key
	Parameter   string
	Perspective string
	Type        string
	Timing      string
	Friction    string // yes or no
	Limit       int    // most measures of a page, 1 to 200; 100 unless told
	Cursor      string // Next of the page before
}

// LibraryPage answers with measures of the library.
type LibraryPage struct {
	Items   []LibraryItem `json:"items"`
	Total   int           `json:"total"`   // on all pages
	Adopted int           `json:"adopted"` // of those, that are adopted
	Next    string        `json:"next"`    // empty: this is the last page
	State
}

// Library lists measures of the measure library, a page of them.
func (c *Client) Library(ctx context.Context, o LibraryOptions) (LibraryPage, error) {
	var out LibraryPage
	_, err := c.do(ctx, get("library").text("q", o.Words).text("topic", o.Topic).text("parameter", o.Parameter).text("perspective", o.Perspective).text("type", o.Type).
		text("timing", o.Timing).text("friction", o.Friction).limit(o.Limit).text("cursor", o.Cursor), &out)
	return out, err
}

// LibraryBase is something that is counted.
type LibraryBase struct {
	Name          string   `json:"name"` // in the formula
	Title         string   `json:"title"`
	UnitOfMeasure string   `json:"unit_of_measure"`
	Counted       string   `json:"counted"` // how
	Number        *float64 `json:"number"`  // it is decided and not counted; nil: it is counted
}

// LibraryMeasure is a measure of the library. Everything is in Data; the fields here are what most readers want.
type LibraryMeasure struct {
	LibraryItem
	UnitOfMeasure string          `json:"unit_of_measure"`
	NeedsCurrency bool            `json:"needs_currency"` // adopting it asks for a currency
	PeriodDays    int             `json:"period_days"`
	Base          []LibraryBase   `json:"base"`
	Formula       string          `json:"formula"`
	Data          json.RawMessage `json:"-"` // the whole answer; docs/reference/api.md describes it
}

// LibraryMeasure describes a measure of the library, by its key.
func (c *Client) LibraryMeasure(ctx context.Context, key string) (LibraryMeasure, error) {
	var out LibraryMeasure
	if _, err := c.do(ctx, get("library", key), &out.Data); err != nil {
		return LibraryMeasure{}, err
	}
	if err := json.Unmarshal(out.Data, &out); err != nil {
		return LibraryMeasure{}, &Problem{Status: http.StatusInternalServerError, Title: "Internal", Detail: "the measure cannot be read", cause: err}
	}
	return out, nil
}

// Adoption is the wish to adopt a measure of the library. Records are named by name, code or identifier.
type Adoption struct {
	Unit      string                 `json:"unit"`                // whose values they are
	Owner     string                 `json:"owner"`               // who answers for them
	Name      string                 `json:"name,omitempty"`      // of the new measure; the key unless given
	Title     string                 `json:"title,omitempty"`     // that of the library unless given
	Currency  string                 `json:"currency,omitempty"`  // where something is counted in money
	Replaces  string                 `json:"replaces,omitempty"`  // the measure whose place it takes
	Inputs    map[string]AdoptOrigin `json:"inputs,omitempty"`    // by the names of base measures
	Objective string                 `json:"objective,omitempty"` // that it is to count for; asks for a reason
	Weight    *float64               `json:"weight,omitempty"`    // there; 1 unless given
	DryRun    bool                   `json:"dry_run,omitempty"`   // decide, and write nothing
}

// AdoptOrigin says where the values of a base measure come from: a measure, a value of a source, or a number that is decided.
type AdoptOrigin struct {
	Measure string   `json:"measure,omitempty"`
	Source  string   `json:"source,omitempty"`
	Value   string   `json:"value,omitempty"` // of the source
	Number  *float64 `json:"number,omitempty"`
}

// Adopt adopts a measure of the library: measures for what is counted, then the measure itself, all of it or nothing. They are answered in that order, and after them
// the objective that the measure counts for.
func (c *Client) Adopt(ctx context.Context, key string, a Adoption, o ...WriteOption) (BulkAnswer, error) {
	r := c.write(http.MethodPost, o, "library", key, "adopt")
	r, err := r.json(struct {
		Adoption
		Reason string `json:"reason,omitempty"`
	}{a, r.reason})
	if err != nil {
		return BulkAnswer{}, err
	}
	return c.bulk(ctx, r)
}

// LibraryField is a field of a measure that the library describes otherwise now than in the version that the measure was made of.
type LibraryField struct {
	Field    string          `json:"field"`    // of the kind measure, or title
	Was      json.RawMessage `json:"was"`      // what the library said; null: nothing
	Is       json.RawMessage `json:"is"`       // what it says now
	Here     json.RawMessage `json:"here"`     // what the measure says
	Standing string          `json:"standing"` // as-adopted, as-now or adapted
}

// LibraryOrigin tells what has become of the library measure that a measure was made of.
type LibraryOrigin struct {
	Key     string         `json:"key"`     // empty: it was made of none
	Version int            `json:"version"` // that was adopted, or looked at last
	Latest  int            `json:"latest"`  // 0: the library of the server has no such measure
	Known   bool           `json:"known"`   // the server knows the version that was adopted
	Notes   []string       `json:"notes"`   // of each later version, oldest first
	Fields  []LibraryField `json:"fields"`
	Anew    bool           `json:"anew"` // something else is counted now: the later version is adopted anew
	State
}

// LibraryOrigin compares a measure with the library measure that it was made of.
func (c *Client) LibraryOrigin(ctx context.Context, measure string) (LibraryOrigin, error) {
	var out LibraryOrigin
	_, err := c.do(ctx, get("measures", measure, "library"), &out)
	return out, err
}
