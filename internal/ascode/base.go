package ascode

import (
	"bytes"
	"encoding/json"
	"slices"

	"github.com/steelyard-isms/steelyard/internal/fault"
)

// BaseFile is where a folder keeps what it began from.
const BaseFile = ".steelyard/base.json"

// Base says from which state of which store a folder began: what export wrote, or apply last brought in. What both sides
// changed since is found by comparing with it. It holds no content, which the store's journal has.
type Base struct {
	Store   string   `json:"store"`   // State.Store
	Seq     int64    `json:"seq"`     // the entry
	Records []string `json:"records"` // kind/name of what the folder has, or had and did not give up yet
	// Behind has the entry of records that the folder holds as they were before Seq.
	Behind map[string]int64 `json:"behind,omitempty"`
	// Files are those that export wrote, and may remove once their record is gone.
	Files []string `json:"files,omitempty"`
}

// ParseBase reads a base. Error: Invalid.
func ParseBase(b []byte) (*Base, error) {
	out := &Base{}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(out); err != nil || out.Seq < 0 {
		return nil, &fault.Error{Code: fault.Invalid, Message: "the base of the folder cannot be read", Cause: err, Fields: []fault.Field{{
			File: BaseFile, Reason: "is not as it was written", Remedy: "Bring it back from version control, or use --no-base to let everything in the folder win"}}}
	}
	return out, nil
}

// Bytes writes a base: the same bytes for the same content.
func (b *Base) Bytes() []byte {
	b.Records, b.Files = unique(b.Records), unique(b.Files)
	out, err := json.MarshalIndent(b, "", "  ")
	if err != nil {
		panic(err) // texts and numbers only
	}
	return append(out, '\n')
}

func unique(texts []string) []string {
	slices.Sort(texts)
	return slices.Compact(texts)
}

// entry is the one whose state a record of the folder began from.
func (b *Base) entry(key string) int64 {
	if seq, ok := b.Behind[key]; ok {
		return seq
	}
	return b.Seq
}

func set(texts []string) map[string]bool {
	out := make(map[string]bool, len(texts))
	for _, t := range texts {
		out[t] = true
	}
	return out
}

// behind notes the entry of one record.
func (b *Base) behind(key string, seq int64) {
	if seq == b.Seq {
		delete(b.Behind, key)
		return
	}
	if b.Behind == nil {
		b.Behind = map[string]int64{}
	}
	b.Behind[key] = seq
}
