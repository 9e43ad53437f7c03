package record

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/steelyard-isms/steelyard/internal/civil"
)

// Dated is a value that changes on known dates: targets, knots, weights and parent links (scoring.md, 6).
// Entries stand in the order of their dates. An entry without a date holds from the beginning, and only the first may
// be so. A Dated of a single such entry is written as the bare value.
type Dated[T any] []Effective[T]

// Effective is one entry of a dated value.
type Effective[T any] struct {
	From   civil.Date `json:"from,omitzero"` // first day on which the value is in force; zero = from the beginning
	Value  T          `json:"value" field:"required"`
	Reason string     `json:"reason,omitempty"` // why it changed
}

// Always is a value that has been in force from the beginning.
func Always[T any](v T) Dated[T] { return Dated[T]{{Value: v}} }

// On gives the value in force on a day. Of two entries with one date, the later in the list holds.
func (d Dated[T]) On(day civil.Date) (value T, ok bool) {
	for _, e := range d {
		if e.From.IsZero() || !e.From.After(day) {
			value, ok = e.Value, true
		}
	}
	return value, ok
}

// MarshalJSON writes the bare value where it has been in force from the beginning, else the list of entries.
func (d Dated[T]) MarshalJSON() ([]byte, error) {
	if d.bare() {
		return json.Marshal(d[0].Value)
	}
	return json.Marshal([]Effective[T](d))
}

// UnmarshalJSON reads either form. A dated value is never itself a list, so that the two cannot be confused.
func (d *Dated[T]) UnmarshalJSON(b []byte) error {
	b = bytes.TrimSpace(b)
	if string(b) == "null" {
		*d = nil
		return nil
	}
	if bytes.HasPrefix(b, []byte("[")) {
		return json.Unmarshal(b, (*[]Effective[T])(d))
	}
	var v T
	if err := json.Unmarshal(b, &v); err != nil {
		return err
	}
	*d = Always(v)
	return nil
}

// Path gives the path of the i-th value in a declaration, where path is that of the dated value itself: the same where it
// is written bare.
func (d Dated[T]) Path(path string, i int) string {
	if d.bare() {
		return path
	}
	return fmt.Sprintf("%s[%d].value", path, i)
}

func (d Dated[T]) bare() bool { return len(d) == 1 && d[0].From.IsZero() && d[0].Reason == "" }

// datedValue marks the type for the decoder, which must accept the bare form.
type datedValue interface {
	Path(path string, i int) string
	bare() bool
}
