package record

import (
	"crypto/rand"
	"regexp"
	"time"

	"github.com/oklog/ulid/v2"
)

// UID identifies a record for ever: 26 characters of Crockford's base 32, of which the first ten are the time of
// creation. It never changes and is never used again.
type UID string

// NewUID makes an identifier for something created at that time.
func NewUID(at time.Time) UID {
	return UID(ulid.MustNew(ulid.Timestamp(at), rand.Reader).String())
}

// Created is when what it identifies was made, to the millisecond; zero of a text that is no identifier.
func (u UID) Created() time.Time {
	id, err := ulid.ParseStrict(string(u))
	if err != nil {
		return time.Time{}
	}
	return id.Timestamp().UTC()
}

// Valid tells whether the text has the form of an identifier.
func (u UID) Valid() bool {
	_, err := ulid.ParseStrict(string(u))
	return err == nil
}

// Ref is a reference to another record, held as its UID. The kind it may point to stands in the field's tag. In
// declarations it is written as a name, a code or a UID.
type Ref string

// UID gives the identifier referred to; empty where nothing is.
func (r Ref) UID() UID { return UID(r) }

var (
	nameForm = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$`)
	codeForm = regexp.MustCompile(`^[A-Z]{1,4}-[0-9]{2,9}$`)
)

// maxGivenCode is the highest number that a declaration may bring: counting goes on from it, and must have room.
const maxGivenCode = 999_999
