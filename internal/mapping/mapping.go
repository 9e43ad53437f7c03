// Package mapping says how a file without a meaning of its own is read into values: what a row is, which of its columns or
// labels tell what, which values come of it.
//
// People declare it with a source, so that it belongs to the domain; readers of tables, of samples and of JSON carry it
// out. The package reads no file; expressions are checked by internal/expression, and run by the reader of JSON.
package mapping

import (
	stdbytes "bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/fault"
)

// Mapping declares what is in a table, in samples or in JSON; Form tells which of the three. A file cannot say that itself: nothing is guessed from names of
// columns, and what is not declared is not read.
type Mapping struct {
	// Sheet is the name of the sheet of a workbook. Empty: the first.
	Sheet string `json:"sheet,omitempty"`
	// Delimiter is one of "," ";" "|" and "tab". Empty: found out from the first lines.
	Delimiter string `json:"delimiter,omitempty"`
	// Decimal is the decimal sign, "." or ",". Empty means ".".
	Decimal string `json:"decimal,omitempty"`
	// Thousands is the sign between groups of three digits: "," "." "'" or "space". Empty: there is none.
	Thousands string `json:"thousands,omitempty"`
	// Missing are words that stand for an empty cell where a number is expected, such as "N/A".
	Missing []string `json:"missing,omitempty"`
	// Time says when each row was so. Without it the file has no time.
	Time *Time `json:"time,omitempty"`
	// UnitColumn names the column that tells to which organisational unit a row belongs.
	UnitColumn string `json:"unit_column,omitempty"`
	// Rows says what a row is. For JSON it is "lines", or an expression over doc that gives a list; empty: there are no rows.
	Rows Rows `json:"rows,omitempty"`
	// Values are the values to make.
	Values []ValueRule `json:"values"`
}

// Rows says what one row of the file is.
type Rows string

// What a row can be.
const (
	Each Rows = "each" // an observation of its own, with its own time, unit or both
	File Rows = "file" // a thing among things, over which the values are computed: a finding, a person, a host
	// Samples are those of the text that Prometheus reads: a metric with labels and a number.
	Samples Rows = "samples"
	// Lines are JSON values, one a line.
	Lines Rows = "lines"
)

// Time says how the time of a row is written.
type Time struct {
	// Column holds the time, in a table.
	Column string `json:"column,omitempty"`
	// Expression gives the time, in JSON: a text, or a number of seconds. Over a row, or over the document.
	Expression string `json:"expression,omitempty"`
	// Format is "rfc3339", "unix" (seconds), "serial" (days, as spreadsheets keep dates) or a pattern of YYYY MM M DD D hh h mm ss, MMM (Jan), AM and ±hh:mm, such as
	// "MM/DD/YYYY". A fraction of a second may follow ss.
	Format string `json:"format"`
	// Zone is the IANA zone of times that are written without one, such as "Europe/Prague". Empty: that of the source,
	// else UTC.
	Zone string `json:"zone,omitempty"`
}

// Operation says how a value comes about.
type Operation string

// The operations. All but Value need rows over which they are computed.
const (
	TheValue Operation = "value"    // the number in the column; with File, of the only row that fits
	Count    Operation = "count"    // how many rows fit
	Sum      Operation = "sum"      // of the numbers in the column; 0 where no row fits
	Mean     Operation = "mean"     // arithmetic mean of the numbers in the column
	Median   Operation = "median"   // the number in the middle, or the mean of the two there
	Last     Operation = "last"     // of samples only: the last in time, else in the file
	Min      Operation = "min"      // the smallest of them
	Max      Operation = "max"      // the largest of them
	Distinct Operation = "distinct" // of JSON only: how many different texts or numbers there are
	Share    Operation = "share"    // of the rows in Of, those that fit Where too; in per cent, 0 to 100
	Duration Operation = "duration" // of tables only: after how many days a share of the cases, each from the time in Column to that in Until, has ended; with those in mind that are open
	Alpha    Operation = "alpha"    // of tables only: Cronbach's alpha of the answers in Columns, each row somebody's
)

// ValueRule says how one value is made.
type ValueRule struct {
	Name      string      `json:"name"` // lower case letters, digits and underscores, starting with a letter, up to 64
	Operation Operation   `json:"operation"`
	Column    string      `json:"column,omitempty"` // where the numbers are, in a table; not for count and share
	Metric    string      `json:"metric,omitempty"` // whose samples are taken; for samples only
	Where     []Condition `json:"where,omitempty"`  // rows fit where all of them hold; none: all rows fit
	Of        []Condition `json:"of,omitempty"`     // for share: the rows that are the whole; none: all rows
	Empty     Empty       `json:"empty,omitempty"`  // what an empty cell in Column means, or null in JSON
	// Until is the column with the time at which a case ended, for a duration; empty cells, and those that are missing, are of cases that are open.
	Until string `json:"until,omitempty"`
	// Percentile is the share of the cases that a duration is told for, in per cent, above 0 to 100; 0 is 50, the median.
	Percentile float64 `json:"percentile,omitempty"`
	// Columns are the questions whose answers alpha compares, two at least, all on one scale that is turned so that more is better.
	Columns []string `json:"columns,omitempty"`
	// Least is of how many rows there must be a value at least: of fewer it would tell who said what. 0: one, and of alpha 5.
	Least int `json:"least,omitempty"`
	// Expression gives the number, in JSON: over a row, or over the document. Not for count and share.
	Expression string `json:"expression,omitempty"`
	// When tells of a row whether it fits, in JSON; empty: all do.
	When string `json:"when,omitempty"`
	// Among tells, for a share in JSON, whether a row belongs to the whole; empty: all do.
	Among string `json:"among,omitempty"`
}

// Empty says what an empty cell means where a number is expected.
type Empty string

// What an empty cell can mean. Nothing is assumed: without a declaration it is an error.
const (
	Refuse Empty = "refuse" // an error, like any other cell that is no number; the default
	Skip   Empty = "skip"   // no data: the row is left out of this value, and a warning says how often
	Zero   Empty = "zero"   // the number 0
)

// Condition is about one cell, without the blanks around it, or about the label of a sample; upper and lower case differ.
// Exactly one of Equals, Not and In is given. An empty string stands for an empty cell, or a label that is not there.
type Condition struct {
	Column string   `json:"column,omitempty"` // of a table
	Label  string   `json:"label,omitempty"`  // of a sample
	Equals *string  `json:"equals,omitempty"`
	Not    *string  `json:"not,omitempty"`
	In     []string `json:"in,omitempty"`
}

// Holds tells whether a cell meets the condition.
func (c Condition) Holds(cell string) bool {
	switch {
	case c.Equals != nil:
		return cell == *c.Equals
	case c.Not != nil:
		return cell != *c.Not
	}
	for _, one := range c.In {
		if cell == one {
			return true
		}
	}
	return false
}

const maxMapping = 256 << 10

// Parse reads a mapping from JSON of at most 256 KiB and validates it. Names that a mapping does not have are
// refused, so that a typing error does not become a number. Errors are fault.Invalid with the path of each field.
func Parse(data []byte) (Mapping, error) {
	if len(data) > maxMapping {
		return Mapping{}, fault.New(fault.Limited, "the mapping is larger than 256 KiB")
	}
	var m Mapping
	d := json.NewDecoder(stdbytes.NewReader(data))
	d.DisallowUnknownFields()
	err := d.Decode(&m)
	if err == nil {
		if _, more := d.Token(); more != io.EOF {
			err = errors.New("something follows the mapping")
		}
	}
	if err != nil {
		field := fault.Field{Line: 1 + stdbytes.Count(data[:min(int(d.InputOffset()), len(data))], []byte("\n")), Reason: strings.TrimPrefix(err.Error(), "json: "),
			Remedy: "See the page on formats for what a mapping has"}
		if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
			field.Path, field.Reason = wrong.Field, "a "+wrong.Value+" cannot stand here"
		}
		f := fault.InvalidField("the mapping is not valid JSON of a mapping", field)
		f.Cause = err
		return Mapping{}, f
	}
	return m, fault.InvalidFields("the mapping is not valid", m.Validate())
}

// DecimalSign is the sign between whole and fraction.
func (m Mapping) DecimalSign() string {
	if m.Decimal == "" {
		return "."
	}
	return m.Decimal
}
