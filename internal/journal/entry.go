// Package journal is the append-only account of everything that changed: who, when, why, and the digests of what.
//
// Each entry is one leaf of a Merkle tree with the hashing of RFC 6962, from the first entry on. The package gives
// entries their canonical bytes and computes the tree; it does no I/O. internal/store keeps the entries and appends
// them under the write protocol.
package journal

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/steelyard-isms/steelyard/internal/record"
)

// Type says what an entry is about.
type Type string

// The types of entries.
const (
	Genesis Type = "genesis" // the store was made
	Change  Type = "change"  // records were declared, changed or retired
	Points  Type = "points"  // a batch of measurement points
	Run     Type = "run"     // a source was read: raw file, run and batch in one
	Access  Type = "access"  // an account, a session or a token
	Erasure Type = "erasure" // personal values were erased
	File    Type = "file"    // a file was sent, to be named by records
	Note    Type = "note"    // something was said of a record; what is taken back is of the type erasure
)

// Actor is on whose behalf something was done. People are named by identifier only.
type Actor struct {
	Account record.UID `json:"account,omitempty"`
	Person  record.UID `json:"person,omitempty"`
	Via     string     `json:"via"` // web, api, cli, demo
}

// Entry is one entry. Its canonical bytes are the JSON of this struct.
type Entry struct {
	Seq        int64     `json:"seq"`         // counted from 1, without gaps
	RecordedAt time.Time `json:"recorded_at"` // UTC, in whole microseconds, later than that of the entry before
	Type       Type      `json:"type"`
	Actor      Actor     `json:"actor"`
	Reason     string    `json:"reason,omitempty"`
	Body       Body      `json:"body"`
}

// Body lists what the entry covers, by digest.
type Body struct {
	Revisions     []Revision `json:"revisions,omitempty"`
	Batches       []Batch    `json:"batches,omitempty"`
	Runs          []RunNote  `json:"runs,omitempty"`
	Files         []FileNote `json:"files,omitempty"`
	Evidence      []Evidence `json:"evidence,omitempty"`
	Accounts      []Account  `json:"accounts,omitempty"`
	Erased        []Erased   `json:"erased,omitempty"`
	Notes         []NoteAct  `json:"notes,omitempty"`
	Artefacts     []Artefact `json:"artefacts,omitempty"`
	Restates      []Restated `json:"restates,omitempty"`
	Demonstration bool       `json:"demonstration,omitempty"` // the data are invented
}

// Revision notes one revision of a record.
type Revision struct {
	Action   record.Action `json:"action"`
	Kind     string        `json:"kind"`
	UID      record.UID    `json:"uid"`
	Revision int64         `json:"revision"`
	Digest   string        `json:"digest"` // record.Stored.Digest
}

// Batch notes points that were added together.
type Batch struct {
	ID     int64  `json:"id"`
	Points int    `json:"points"`
	Digest string `json:"digest"` // measurement.Digest
	Run    string `json:"run,omitempty"`
	Label  string `json:"label,omitempty"`
	// First and Last are the months in which its points end: years since 0 times twelve, plus the month from 0.
	First int `json:"first_month"`
	Last  int `json:"last_month"`
}

// RunNote notes one reading of a source.
type RunNote struct {
	ID     string     `json:"id"`
	Source record.UID `json:"source"`
	SHA256 string     `json:"sha256"` // of the raw file
	Bytes  int64      `json:"bytes"`
	Digest string     `json:"digest"` // of the reading: format, observed time, values, warnings
}

// Evidence notes a file that shows where the values of a batch come from.
type Evidence struct {
	Batch     int64  `json:"batch"`
	SHA256    string `json:"sha256"` // of a file that was sent
	Name      string `json:"name"`   // what people call it, with its ending
	MediaType string `json:"media_type,omitempty"`
}

// FileNote notes a file that was sent.
type FileNote struct {
	SHA256 string `json:"sha256"`
	Bytes  int64  `json:"bytes"`
}

// Artefact notes a document that the program made with the entry and keeps: the figures of a period that was closed.
type Artefact struct {
	Record   record.UID `json:"record"`   // whose revision it belongs to
	Revision int64      `json:"revision"` // of this entry
	SHA256   string     `json:"sha256"`
	Bytes    int64      `json:"bytes"`
}

// Restated notes that the entry reaches into a closed period.
type Restated struct {
	Period  record.UID   `json:"period"`           // the period-close
	Points  int          `json:"points,omitempty"` // how many of its points end there
	Records int          `json:"records"`          // how many measures those are of, or how many records now say something else for it
	About   []record.UID `json:"about"`            // the first hundred of them
	Reason  string       `json:"reason,omitempty"` // where it is not that of the entry alone: of points, of dated values; where there are several, each with the codes that it is given for
}

// Account notes an act on an account, a session or a token.
type Account struct {
	UID   record.UID `json:"uid"`
	Act   string     `json:"act"` // created, signed-in, signed-out, chosen, token-created, token-revoked, password-changed, link-made, link-used, role-changed, person-changed, disabled, enabled, forgotten, defaults-changed, view-kept, view-deleted
	Role  string     `json:"role,omitempty"`
	Unit  record.UID `json:"unit,omitempty"`  // in which it has the role
	Token record.UID `json:"token,omitempty"` // that was made or revoked
	// Person is whom the account stands for since then; none: no declared person any more.
	Person record.UID `json:"person,omitempty"`
}

// NoteAct notes something that was said in the discussion of a record, or done with it.
type NoteAct struct {
	Note   record.UID `json:"note"`
	Kind   string     `json:"kind"` // of the record
	Record record.UID `json:"record"`
	Act    string     `json:"act"`              // written, corrected, withdrawn, settled, reopened
	Digest string     `json:"digest,omitempty"` // commitment to what was said; none where nothing was
}

// Erased notes personal values that are gone. Their commitments remain.
type Erased struct {
	Kind  string     `json:"kind"`
	UID   record.UID `json:"uid"`
	Count int        `json:"count"`
}

// Bytes gives the canonical bytes: what the leaf hash is over and what the store keeps. It fails for an entry that Parse
// would not read back, such as one with a text that is not UTF-8: such an entry could never be mended.
func (e Entry) Bytes() ([]byte, error) {
	b, err := json.Marshal(e)
	if err != nil {
		return nil, fmt.Errorf("writing journal entry %d: %w", e.Seq, err)
	}
	if _, err := Parse(b); err != nil {
		return nil, err
	}
	return b, nil
}

// Parse reads canonical bytes back, refusing any that are not canonical.
func Parse(b []byte) (Entry, error) {
	var e Entry
	if err := json.Unmarshal(b, &e); err != nil {
		return Entry{}, fmt.Errorf("reading a journal entry: %w", err)
	}
	again, err := json.Marshal(e)
	if err != nil {
		return Entry{}, fmt.Errorf("reading a journal entry: %w", err)
	}
	if string(again) != string(b) {
		return Entry{}, fmt.Errorf("journal entry %d is not in its canonical form", e.Seq)
	}
	if e.Seq < 1 || e.RecordedAt.Location() != time.UTC || !e.RecordedAt.Equal(e.RecordedAt.Truncate(time.Microsecond)) {
		return Entry{}, fmt.Errorf("journal entry %d is not counted from 1, or not recorded in UTC and whole microseconds", e.Seq)
	}
	return e, nil
}

// Next gives the sequence and time of the entry after the head: strictly later, in whole microseconds.
func Next(headSeq int64, headAt, now time.Time) (int64, time.Time) {
	at := now.UTC().Truncate(time.Microsecond)
	if earliest := headAt.Add(time.Microsecond); headSeq > 0 && at.Before(earliest) {
		at = earliest
	}
	return headSeq + 1, at.UTC()
}

// mostNamed is how many records a note names.
const mostNamed = 100

// Name counts a record that the entry changes for the period, and names it where it is among the first, which it tells.
func (r *Restated) Name(uid record.UID) bool {
	r.Records++
	if len(r.About) == mostNamed {
		return false
	}
	r.About = append(r.About, uid)
	return true
}
