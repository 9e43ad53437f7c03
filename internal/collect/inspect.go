package collect

import (
	"bufio"
	stdbytes "bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"time"

	"github.com/steelyard-isms/steelyard/internal/fault"
)

// Inspection is what a file says, together with what identifies the file. Its JSON has exactly the keys format, sha256,
// bytes, observed_at (RFC 3339 in UTC, or null), items, values (name to number, or null where the data say nothing) and
// warnings (sentences that start with their place).
type Inspection struct {
	Reading
	SHA256 string // of the file as given, before it is unpacked; lower-case hexadecimal
	Bytes  int64  // size of the file as given
}

// MarshalJSON writes the form that is described at the type. Rows are not in it.
func (i Inspection) MarshalJSON() ([]byte, error) {
	out := struct {
		Format     string              `json:"format"`
		SHA256     string              `json:"sha256"`
		Bytes      int64               `json:"bytes"`
		ObservedAt *string             `json:"observed_at"`
		Items      int                 `json:"items"`
		Values     map[string]*float64 `json:"values"`
		Warnings   []string            `json:"warnings"`
	}{
		Format: i.Format, SHA256: i.SHA256, Bytes: i.Bytes, Items: i.Items,
		Values: make(map[string]*float64, len(i.Values)), Warnings: make([]string, 0, len(i.Warnings)),
	}
	if !i.ObservedAt.IsZero() {
		at := i.ObservedAt.UTC().Format(time.RFC3339Nano)
		out.ObservedAt = &at
	}
	for _, v := range i.Values {
		out.Values[v.Name] = v.Number
	}
	for _, w := range i.Warnings {
		out.Warnings = append(out.Warnings, w.String())
	}
	return json.Marshal(out)
}

// Inspect reads a file to its end, once, as a stream: memory stays bounded whatever its size. The name serves to break
// ties between formats and is put before the places of an error; it is shown as it is given.
//
// The digest is that of the bytes that came out of r. A caller that keeps the file passes an io.TeeReader, and gets the
// digest of exactly what it kept; on an error part of r may be unread, and it is for the caller to drain it or to drop
// the copy. A read of r that blocks is not interrupted by ctx: give r a deadline of its own.
//
// Every error is a *fault.Error: Invalid where the file is damaged, of another format than it claims or of none
// (ErrUnknownFormat); Limited where a limit or the deadline of ctx stopped it; Unavailable where r failed or ctx was
// cancelled. There is no Inspection with an error.
func (f *Formats) Inspect(ctx context.Context, name string, r io.Reader, o Options) (Inspection, error) {
	inspection, err := f.inspect(ctx, name, r, o)
	if err != nil {
		return Inspection{}, placed(fault.Of(err), name)
	}
	return inspection, nil
}

func (f *Formats) inspect(ctx context.Context, name string, r io.Reader, o Options) (Inspection, error) {
	o.Limits = o.Limits.orDefault()
	src := newSource(ctx, r, o.Limits.Content)
	given := bufio.NewReaderSize(src, HeadSize)
	magic, err := given.Peek(4)
	if err != nil && !errors.Is(err, io.EOF) {
		return Inspection{}, err
	}
	var reading Reading
	switch {
	case zipped(magic):
		reading, err = f.archive(ctx, name, given, o)
	case gzipped(magic):
		var u *unpacker
		if u, err = newUnpacker(given, src); err == nil {
			reading, err = f.read(ctx, name, &content{limits: o.Limits, r: u, packed: func() int64 { return u.in.offset }, packing: "gzip"}, o)
		}
	default:
		reading, err = f.read(ctx, name, &content{limits: o.Limits, r: given}, o)
	}
	if err != nil {
		return Inspection{}, err
	}
	return Inspection{Reading: reading, SHA256: hex.EncodeToString(src.digest.Sum(nil)), Bytes: src.size}, nil
}

// read reads unpacked content to its end.
func (f *Formats) read(ctx context.Context, name string, c *content, o Options) (Reading, error) {
	unpacked := bufio.NewReaderSize(c, HeadSize)
	head, err := unpacked.Peek(HeadSize)
	if err != nil && !errors.Is(err, io.EOF) {
		return Reading{}, err
	}
	format, err := f.choose(name, head, o.Format)
	if err != nil {
		return Reading{}, err
	}
	reading, err := format.Read(ctx, unpacked, o)
	if cause := c.failure(); cause != nil {
		return Reading{}, cause
	}
	if err != nil {
		return Reading{}, err
	}
	// What a format leaves unread still has to be whole, and to be in the digest.
	if _, err := io.Copy(io.Discard, unpacked); err != nil {
		return Reading{}, err
	}
	reading.Format = format.Name()
	return reading, nil
}

// choose gives the format to read the content as, and refuses content that no format can be.
func (f *Formats) choose(name string, head []byte, wanted string) (Format, error) {
	switch {
	case len(head) == 0:
		return nil, fault.InvalidField("the file is empty", fault.Field{
			Reason: "there is nothing in it", Remedy: "See whether the tool that writes it ran to its end"})
	case gzipped(head):
		return nil, fault.InvalidField("the file is packed twice", fault.Field{
			Reason: "there is a gzip file within the packed file", Remedy: "Unpack it once and send it again"})
	case wanted != "":
		return f.Named(wanted)
	}
	return f.Detect(name, head)
}

func gzipped(head []byte) bool { return stdbytes.HasPrefix(head, []byte("\x1f\x8b")) }

// placed puts the name of the file before the places that have none.
func placed(f *fault.Error, name string) *fault.Error {
	out := *f
	out.Fields = append([]fault.Field(nil), f.Fields...)
	for i := range out.Fields {
		if out.Fields[i].File == "" {
			out.Fields[i].File = name
		}
	}
	return &out
}
