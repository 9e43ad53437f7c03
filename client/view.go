package client

import (
	"context"
	"net/http"
)

// SavedView is a list of the records of a kind, kept as it stood under a title.
type SavedView struct {
	ID        string   `json:"id,omitempty"`
	Kind      string   `json:"kind,omitempty"`
	Everybody bool     `json:"everybody,omitempty"` // else its owner alone sees it
	Title     string   `json:"title"`
	Fields    []string `json:"fields,omitempty"` // columns; none: the usual ones
	Filter    string   `json:"filter,omitempty"`
	Sort      string   `json:"sort,omitempty"`
	Group     string   `json:"group,omitempty"`
	Words     string   `json:"words,omitempty"`
	First     bool     `json:"first,omitempty"`      // one's own list begins with it
	ChangedAt string   `json:"changed_at,omitempty"` // as it is answered
	Faults    []string `json:"faults,omitempty"`     // what of it cannot be read any more
}

// Views lists the views that the account sees of the lists of a kind; an empty kind asks for those of all kinds.
func (c *Client) Views(ctx context.Context, kind string) ([]SavedView, error) {
	var out struct {
		Items []SavedView `json:"items"`
	}
	r := get("views").text("kind", kind)
	r.dated = false
	_, err := c.do(ctx, r, &out)
	return out.Items, err
}

// View gives a saved view.
func (c *Client) View(ctx context.Context, id string) (SavedView, error) {
	var out SavedView
	r := get("views", id)
	r.dated = false
	_, err := c.do(ctx, r, &out)
	return out, err
}

// PutView makes a view under an identifier, or replaces it: what it keeps, its title, and whether one's own list begins with it. Of which kind it is,
// and whose, stays as it was made.
func (c *Client) PutView(ctx context.Context, id string, v SavedView) (SavedView, error) {
	var out SavedView
	r := get("views", id)
	r.method, r.dated, r.asks = http.MethodPut, false, false
	r, err := r.json(struct {
		Kind      string   `json:"kind,omitempty"`
		Everybody bool     `json:"everybody,omitempty"`
		Title     string   `json:"title"`
		Fields    []string `json:"fields,omitempty"`
		Filter    string   `json:"filter,omitempty"`
		Sort      string   `json:"sort,omitempty"`
		Group     string   `json:"group,omitempty"`
		Words     string   `json:"words,omitempty"`
		First     bool     `json:"first"`
	}{v.Kind, v.Everybody, v.Title, v.Fields, v.Filter, v.Sort, v.Group, v.Words, v.First})
	if err != nil {
		return out, err
	}
	_, err = c.do(ctx, r, &out)
	return out, err
}

// DeleteView deletes a view, and gives it as it was. The records stay.
func (c *Client) DeleteView(ctx context.Context, id string) (SavedView, error) {
	var out SavedView
	r := get("views", id)
	r.method, r.dated, r.asks, r.safe = http.MethodDelete, false, false, false
	_, err := c.do(ctx, r, &out)
	return out, err
}
