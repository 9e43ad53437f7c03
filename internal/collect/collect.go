// Package collect translates the files that tools write into named numbers: it is the border where a format ends.
//
// A Format reads one kind of file. Formats is the list of those that are known, Inspect takes a file of any of them
// from a stream: it unpacks gzip, finds the format by content, and gives the digest of the file as it came together
// with what it says. Nothing is given by halves: either the whole file was read and every number stands for all of it,
// or there is an error and no Reading.
//
// The package neither stores nor fetches anything, and knows nothing of measures: which value feeds which measure is
// for the source that was declared. Formats never read the clock; what a file does not say is left empty.
package collect

import (
	"context"
	"io"
	"sort"
	"time"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/statistics"
)

// Format reads one kind of file. Implementations are values without state, safe for use by several goroutines.
type Format interface {
	// Name is what people type to choose the format: lower case, a word. It is unique in a Formats.
	Name() string
	// Sniff tells by the first bytes of the unpacked content, at most HeadSize of them, whether the file is of this
	// format or of a relative that Read refuses with better words than a stranger could. The head may end anywhere.
	Sniff(head []byte) bool
	// Read reads the unpacked content to its end. Any error is a *fault.Error, with the line where there is one, or
	// an error of r itself; with an error the Reading is empty.
	Read(ctx context.Context, r io.Reader, o Options) (Reading, error)
	// Describe says what the format reads and gives, for people.
	Describe() Description
}

// Options say what a file cannot say itself. The zero value is fit for use.
type Options struct {
	Format string         // name of the format; empty means by content
	Zone   *time.Location // zone of times written without one; nil means UTC
	Told   time.Time      // when what the file says was so, told beside it: what is open has been open until then; zero: nobody told
	Limits Limits         // zero fields mean the defaults
}

// Location is the zone to take for times that are written without one.
func (o Options) Location() *time.Location {
	if o.Zone == nil {
		return time.UTC
	}
	return o.Zone
}

// Reading is what a file says.
type Reading struct {
	Format     string        // name of the format it was read as
	ObservedAt time.Time     // when what it tells was so, in UTC; zero: the file does not say
	Host       string        // the one that the whole file is about, as it names it (HostName); empty: it names none, or several
	Items      int           // how many things it lists: rule results, findings, rows
	Values     []Value       // about the file as a whole, sorted by name
	Rows       []Row         // observations with a time or a unit of their own; only CSV has them
	Warnings   []fault.Field // what a reader of the numbers has to know, in input order
}

// Value is one named number. Its unit and range are those that Describe gives for the name.
type Value struct {
	Name   string
	Number *float64 // nil: the data say nothing, and a warning tells why. Never NaN or infinite
	N      int      // how many observations it rests on; 0: not stated
	// Waiting is the curve that a duration was read from, and Percentile the share of cases that it is for, in per cent; nil of every other value.
	Waiting    *statistics.Survival
	Percentile float64
}

// Row is one observation that carries its own time, its own unit, or both.
type Row struct {
	Line       int       // where in the file it starts, from 1; 0 where it sums up several lines
	ObservedAt time.Time // in UTC; zero: the row has no time of its own
	Unit       string    // as written in the file; empty: no unit of its own
	Values     []Value   // at least one, in the order in which they are declared
}

// Value gives the value of that name, and whether there is one.
func (r Reading) Value(name string) (Value, bool) {
	i := sort.Search(len(r.Values), func(i int) bool { return r.Values[i].Name >= name })
	if i < len(r.Values) && r.Values[i].Name == name {
		return r.Values[i], true
	}
	return Value{}, false
}

// Known makes a value out of a number.
func Known(name string, number float64) Value { return Value{Name: name, Number: &number} }

// Unknown makes a value of which the data say nothing. Its maker owes a warning that tells why.
func Unknown(name string) Value { return Value{Name: name} }

// Sorted sorts values by name, in place, and gives them back.
func Sorted(values []Value) []Value {
	sort.Slice(values, func(i, j int) bool { return values[i].Name < values[j].Name })
	return values
}
