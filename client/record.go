package client

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Record is one revision of a record.
type Record struct {
	UID        string          `json:"uid"`  // never changes
	Kind       string          `json:"kind"` // in the singular
	Name       string          `json:"name"` // unique among the records of the kind
	Code       string          `json:"code"` // short, such as O-07; assigned once
	Title      string          `json:"title"`
	Revision   int64           `json:"revision"`    // counted from 1
	Seq        int64           `json:"seq"`         // journal entry that recorded it
	RecordedAt time.Time       `json:"recorded_at"` // UTC
	Retired    bool            `json:"retired"`     // out of use
	State      string          `json:"state"`       // of its lifecycle; empty where its kind has none
	InForce    int64           `json:"in_force"`    // the revision whose words count; 0 where none does
	Spec       json.RawMessage `json:"spec"`        // the fields of the kind, references by name
}

// Decode reads the spec into a value, as json.Unmarshal does.
func (r Record) Decode(into any) error {
	if err := json.Unmarshal(r.Spec, into); err != nil {
		return fmt.Errorf("reading the spec of %s %s: %w", r.Kind, r.Name, err)
	}
	return nil
}

// SpecOf reads the spec of a record as a type of your own.
func SpecOf[T any](r Record) (T, error) {
	var out T
	err := r.Decode(&out)
	return out, err
}

// Declaration says what a record is to be. What its spec leaves out is gone.
type Declaration struct {
	Name  string `json:"name,omitempty"`  // another than that of the address renames the record
	Code  string `json:"code,omitempty"`  // only to bring a record in with the code that it has
	Title string `json:"title,omitempty"` // what people read
	State string `json:"state,omitempty"` // only to bring a record in with the state that it has, by an administrator
	Spec  any    `json:"spec"`            // a struct, a map or json.RawMessage: the fields of the kind
}

// Patch says what is to change of a record (RFC 7396). What it leaves out stays.
type Patch struct {
	Name  string  `json:"name,omitempty"`  // another one renames the record
	Title *string `json:"title,omitempty"` // nil leaves it
	Spec  any     `json:"spec,omitempty"`  // null for a field takes it away
}

// Written is a record as a write left it.
type Written struct {
	Record
	Created bool // it was not there before
	Replays bool // the answer of an earlier request with the same key
}

// WriteOption says something about a write.
type WriteOption func(http.Header)

// IfRevision refuses the write with [Conflict] unless the record stands at a revision.
func IfRevision(n int64) WriteOption {
	return func(h http.Header) { h.Set("If-Match", strconv.Quote(strconv.FormatInt(n, 10))) }
}

// IfNew refuses a declaration with [Conflict] where the record is there already.
func IfNew() WriteOption { return func(h http.Header) { h.Set("If-None-Match", "*") } }

// Reason says why, for the journal: at most 1,000 bytes of text. Of [Client.Retire] and [Client.Import] it must be one line.
func Reason(text string) WriteOption {
	return func(h http.Header) {
		if text != "" {
			h.Set(reasonHeader, text)
		}
	}
}

// Key is an idempotency key of your own instead of a random one, so that a program that starts again can send its request
// again: 1 to 200 visible ASCII characters, remembered by the server for 48 hours.
func Key(text string) WriteOption { return func(h http.Header) { h.Set("Idempotency-Key", text) } }

// Get gives a record.
func (c *Client) Get(ctx context.Context, kind, ref string) (Record, error) {
	var out Record
	plural, err := c.plural(ctx, kind)
	if err == nil {
		_, err = c.do(ctx, get(plural, ref), &out)
	}
	return out, err
}

// GetInForce gives the revision in force of a record, where a later one may wait. Error: [NotFound] where none is in force.
func (c *Client) GetInForce(ctx context.Context, kind, ref string) (Record, error) {
	var out Record
	plural, err := c.plural(ctx, kind)
	if err == nil {
		_, err = c.do(ctx, get(plural, ref).text("in_force", "true"), &out)
	}
	return out, err
}

// Put declares a record: makes it, or replaces what it says. The same again makes no revision.
func (c *Client) Put(ctx context.Context, kind, ref string, d Declaration, o ...WriteOption) (Written, error) {
	return c.writing(ctx, http.MethodPut, o, func(reason string) any {
		return struct {
			Declaration
			Reason string `json:"reason,omitempty"`
		}{d, reason}
	}, "application/json", kind, ref)
}

// Patch changes some of what a record says.
func (c *Client) Patch(ctx context.Context, kind, ref string, p Patch, o ...WriteOption) (Written, error) {
	return c.writing(ctx, http.MethodPatch, o, func(reason string) any {
		return struct {
			Patch
			Reason string `json:"reason,omitempty"`
		}{p, reason}
	}, "application/merge-patch+json", kind, ref)
}

// Retire takes a record out of use. Nothing is erased.
func (c *Client) Retire(ctx context.Context, kind, ref string, o ...WriteOption) (Written, error) {
	return c.writing(ctx, http.MethodDelete, o, nil, "", kind, ref)
}

// Move takes a record to another state of its lifecycle, by a move such as submit.
func (c *Client) Move(ctx context.Context, kind, ref, move string, o ...WriteOption) (Written, error) {
	return c.writing(ctx, http.MethodPost, o, func(reason string) any {
		return struct {
			Move   string `json:"move"`
			Reason string `json:"reason,omitempty"`
		}{move, reason}
	}, "application/json", kind, ref, "moves")
}

// writing sends a change of one record, with the reason in its body where it has one.
func (c *Client) writing(ctx context.Context, method string, o []WriteOption, body func(reason string) any, media, kind string, path ...string) (Written, error) {
	plural, err := c.plural(ctx, kind)
	if err != nil {
		return Written{}, err
	}
	r := c.write(method, o, append([]string{plural}, path...)...)
	if body == nil {
		r.told()
	} else if r, err = r.json(body(r.reason)); err != nil {
		return Written{}, err
	}
	r.media = media
	var out Written
	answer, err := c.do(ctx, r, &out.Record)
	if err != nil {
		return Written{}, err
	}
	out.Created, out.Replays = answer.status == http.StatusCreated, answer.replays
	return out, nil
}

// OpenMove is a move that leads on from where a record stands.
type OpenMove struct {
	Move     string   `json:"move"`
	To       string   `json:"to"`       // the state that it leads to
	Reason   bool     `json:"reason"`   // it asks for a reason
	Approval bool     `json:"approval"` // it asks for someone who did not write what is moved
	Sign     bool     `json:"sign"`     // it is a signature
	May      bool     `json:"may"`      // you may make it
	Why      string   `json:"why"`      // why you may not
	Who      []string `json:"who"`      // roles that may
}

// Moves gives where a record stands, and the moves that lead on.
func (c *Client) Moves(ctx context.Context, kind, ref string) (state string, moves []OpenMove, err error) {
	var out struct {
		State string     `json:"state"`
		Items []OpenMove `json:"items"`
	}
	plural, err := c.plural(ctx, kind)
	if err == nil {
		_, err = c.do(ctx, get(plural, ref, "moves"), &out)
	}
	return out.State, out.Items, err
}

// By is on whose behalf something was done.
type By struct {
	Account string `json:"account"` // identifier; empty for a command on the machine of the database
	Person  string `json:"person"`  // name of the person's record; may be empty
	Via     string `json:"via"`     // web, api, cli or demo
}

// Revision is a revision with what it did.
type Revision struct {
	Record
	Action string `json:"action"` // created, updated, moved or retired
	Reason string `json:"reason"`
	By     By     `json:"by"`
}

// History gives the revisions of a record, latest first: at most limit, 100 where it is 0. Those before: ask as of entry:N,
// where N is the Seq of the last one less 1.
func (c *Client) History(ctx context.Context, kind, ref string, limit int) ([]Revision, error) {
	var out struct {
		Items []Revision `json:"items"`
	}
	plural, err := c.plural(ctx, kind)
	if err == nil {
		_, err = c.do(ctx, get(plural, ref, "history").limit(limit), &out)
	}
	return out.Items, err
}

// ListOptions say which records, and how.
type ListOptions struct {
	Filter  string   // in the Common Expression Language, such as spec.weight > 2
	Sort    string   // fields separated by commas, - before those that fall; by name unless told
	Fields  []string // only these; all unless told
	Retired bool     // those out of use, too
	Limit   int      // records of one page, 1 to 500; 100 unless told
	Cursor  string   // Page.Next of the page before
}

func (o ListOptions) on(r *request) *request {
	if o.Retired {
		r.text("retired", "true")
	}
	return r.text("filter", o.Filter).text("sort", o.Sort).text("fields", strings.Join(o.Fields, ",")).limit(o.Limit).text("cursor", o.Cursor)
}

// Page is a page of a list.
type Page struct {
	Items []Record `json:"items"`
	Next  string   `json:"next"` // for the page behind it; empty on the last
	State
}

// List gives a page of the records of a kind. All pages show the state of the first.
func (c *Client) List(ctx context.Context, kind string, o ListOptions) (Page, error) {
	var out Page
	plural, err := c.plural(ctx, kind)
	if err != nil {
		return out, err
	}
	r := o.on(get(plural))
	_, err = c.do(ctx, r.text("format", "json"), &out)
	return out, err
}

// All goes through the records of a kind, page by page, each once. The error, where there is one, comes last.
func (c *Client) All(ctx context.Context, kind string, o ListOptions) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		for o := o; ; {
			p, err := c.List(ctx, kind, o)
			if err != nil {
				yield(Record{}, err)
				return
			}
			for _, r := range p.Items {
				if !yield(r, nil) {
					return
				}
			}
			if p.Next == "" {
				return
			}
			if p.Next == o.Cursor { // it would go on for ever
				yield(Record{}, c.stranger())
				return
			}
			o.Cursor = p.Next
		}
	}
}
