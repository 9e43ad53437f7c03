// Package measurement holds what was measured: series of points on two time axes, and the batches they arrive in.
//
// A point has a valid time (the period it speaks of) and, through its batch's journal entry, a recorded time (when it
// became known). Nothing is overwritten: a later point for the same series and valid end corrects the earlier one, and
// both remain. The package does no I/O.
package measurement

import (
	"cmp"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash"
	"math"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// Series names a sequence of values: whose they are, which of its values, and for which unit of the organisation.
type Series struct {
	Owner record.UID // the source that reads the values, or the measure they are entered for
	Name  string     // the value's name, such as hardening_index; empty for values entered for a measure
	Unit  record.UID // empty where the owner's own unit is meant
}

// ID is the number under which points of the series are stored: the first 63 bits of the SHA-256 of its parts, so that
// any node computes the same one without asking. The store refuses the (never seen) case that two series share one.
func (s Series) ID() int64 {
	sum := sha256.Sum256([]byte(string(s.Owner) + "\x00" + s.Name + "\x00" + string(s.Unit)))
	return int64(binary.BigEndian.Uint64(sum[:8]) >> 1)
}

// Point is one value of a series.
type Point struct {
	Series int64     // Series.ID
	From   time.Time // begin of the valid time, UTC, whole microseconds; equal to To for a reading at one moment
	To     time.Time // end of the valid time
	Value  *float64  // in the measure's unit; nil withdraws what was recorded for this valid end
	Sample *int64    // number of cases behind the value, where it is a sample or a share; nil = not told
	Note   string    // why, of a correction or withdrawal
}

// Recorded is a point as it became known.
type Recorded struct {
	Point
	Batch      int64
	Seq        int64 // journal entry of the batch
	RecordedAt time.Time
	Run        string // the run that read it; empty where a person or a program sent it
	Label      string // of the batch
	// Versions is how many versions of its valid end are known, withdrawn ones too; 0 where they were not counted.
	Versions int
	// Day is the day that a value of a period counts for: the last one there by the calendar of those who are measured, which may be
	// another than that of To in UTC; zero for what was recorded.
	Day civil.Date
}

// On is the day that the point counts for.
func (r *Recorded) On() civil.Date {
	if r.Day.IsZero() {
		return civil.OfTime(r.To)
	}
	return r.Day
}

// MaxBatch is the most points one batch may have.
const MaxBatch = 10_000

var earliest = time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC)

// Check tells what is wrong with a point, in the words of its fields. The path prefixes the field.
func (p Point) Check(path string, now time.Time) []fault.Field {
	var out []fault.Field
	refuse := func(field, reason, remedy string) {
		out = append(out, fault.Field{Path: path + field, Reason: reason, Remedy: remedy})
	}
	if p.Value != nil && (math.IsNaN(*p.Value) || math.IsInf(*p.Value, 0)) {
		refuse("value", "is not a finite number", "Send a finite number, or leave value out with a note to withdraw")
	}
	if p.Value == nil && p.Note == "" {
		refuse("value", "is missing", "Send a value; to withdraw what was recorded, send null with a note that says why")
	}
	if p.To.Before(earliest) || p.To.After(now.Add(24*time.Hour)) {
		refuse("valid_to", p.To.UTC().Format(time.RFC3339)+" is before 1990 or in the future", "Send the end of the period that was measured")
	}
	if p.From.Before(earliest) {
		refuse("valid_from", p.From.UTC().Format(time.RFC3339)+" is before 1990", "Send the begin of the period that was measured; of a reading at one moment, the same as valid_to")
	}
	if p.From.After(p.To) {
		refuse("valid_from", "is after valid_to", "Exchange the two")
	}
	if p.Sample != nil && *p.Sample < 0 {
		refuse("sample", "is negative", "Send the number of cases, or leave it out")
	}
	if len(p.Note) > 1000 {
		refuse("note", "has more than 1,000 bytes", "Shorten it")
	}
	if !utf8.ValidString(p.Note) || strings.ContainsRune(p.Note, 0) {
		refuse("note", "holds bytes that are not text", "Send it as UTF-8")
	}
	return out
}

// Month is the storage month of a time: years since 0 times twelve, plus the month from 0. Points are kept by the month
// in which their valid time ends (UTC).
func Month(t time.Time) int {
	u := t.UTC()
	return u.Year()*12 + int(u.Month()) - 1
}

// MonthStart is the first moment of a storage month.
func MonthStart(month int) time.Time {
	return time.Date(month/12, time.Month(month%12+1), 1, 0, 0, 0, 0, time.UTC)
}

// Batch is the points that become known together.
type Batch struct {
	ID     int64
	Run    string // empty where no source was read
	Label  string // such as "demonstration"
	Points []Point
}

// NewBatchID gives an identifier: 42 bits of time in milliseconds, which last until the year 2109, and 21 of chance. It
// carries no order that anything relies on.
func NewBatchID(now time.Time) int64 {
	var b [4]byte
	_, _ = rand.Read(b[:]) // never fails
	return (now.UnixMilli()<<21 | int64(binary.BigEndian.Uint32(b[:])&(1<<21-1))) & math.MaxInt64
}

// Seal brings the points to the form and order in which they are stored: UTC, whole microseconds. It
// refuses two for the same series and valid end, and gives the digest that the journal carries. Errors: Limited where the
// batch is empty or has more than MaxBatch points; Invalid where two points speak of the same.
func (b *Batch) Seal() (digest string, err error) {
	if len(b.Points) == 0 || len(b.Points) > MaxBatch {
		return "", fault.New(fault.Limited, "a batch has 1 to %d points; this one has %d", MaxBatch, len(b.Points))
	}
	for i := range b.Points {
		p := &b.Points[i]
		p.From, p.To = p.From.UTC().Truncate(time.Microsecond), p.To.UTC().Truncate(time.Microsecond)
	}
	slices.SortFunc(b.Points, Order)
	for i := 1; i < len(b.Points); i++ {
		if Order(b.Points[i-1], b.Points[i]) == 0 {
			return "", fault.InvalidField("the batch cannot be accepted", fault.Field{Path: "valid_to",
				Reason: fmt.Sprintf("two points of one series end at %s", b.Points[i].To.UTC().Format(time.RFC3339Nano)),
				Remedy: "Keep the one that holds; send a correction in a later batch"})
		}
	}
	d := NewDigest()
	for _, p := range b.Points {
		d.Add(p)
	}
	return d.Sum(), nil
}

// Order is the storage order: month, series, valid end.
func Order(a, b Point) int {
	return cmp.Or(cmp.Compare(Month(a.To), Month(b.To)), cmp.Compare(a.Series, b.Series), a.To.Compare(b.To))
}

// Digest is the running SHA-256 over points in storage order.
type Digest struct {
	h     hash.Hash
	buf   []byte
	Count int
}

// NewDigest begins a digest.
func NewDigest() *Digest { return &Digest{h: sha256.New()} }

// Add takes the next point in.
func (d *Digest) Add(p Point) {
	b := binary.BigEndian.AppendUint64(d.buf[:0], uint64(p.Series))
	b = binary.BigEndian.AppendUint64(b, uint64(p.From.UnixMicro()))
	b = binary.BigEndian.AppendUint64(b, uint64(p.To.UnixMicro()))
	if p.Value != nil {
		b = binary.BigEndian.AppendUint64(append(b, 1), math.Float64bits(*p.Value+0)) // +0: SQLite does not keep the sign of zero
	} else {
		b = append(b, 0)
	}
	if p.Sample != nil {
		b = binary.BigEndian.AppendUint64(append(b, 1), uint64(*p.Sample))
	} else {
		b = append(b, 0)
	}
	b = binary.BigEndian.AppendUint32(b, uint32(len(p.Note)))
	b = append(b, p.Note...)
	d.h.Write(b)
	d.buf = b
	d.Count++
}

// Sum is the digest in hex.
func (d *Digest) Sum() string { return hex.EncodeToString(d.h.Sum(nil)) }
