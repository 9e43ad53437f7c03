package collect

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/fault"
)

// Unpacked is a file out of its packing, before any format has read it.
type Unpacked struct {
	Packing string        // gzip or zip; empty: it is not packed
	Members []Member      // what an archive holds, in its order
	Format  string        // of the content, by its head; of what Unpack was asked for, that; empty: none that is known
	Content *bufio.Reader // unpacked and bounded; nil: of an archive no single file is meant, and Reason says why
	Reason  string
	Whole   io.ReaderAt // an archive that is a file of a format as a whole, every part of which unpacks within the limits; Content is nil
	Size    int64       // of Whole, in bytes
}

// Member is one file of an archive.
type Member struct {
	Name  string
	Bytes int64 // unpacked, as the archive says
	Read  bool  // it is the one whose content follows
}

// Unpack gives a file out of its packing to do, as Inspect would read it: of an archive the only file, or the only one that is of
// a known format, or of the one that is asked for. What it gives holds until do returns. Of a file that is damaged further on do
// is given the beginning, and the content ends in an error.
//
// Every error is a *fault.Error, as of Inspect, or that of do.
func (f *Formats) Unpack(ctx context.Context, name string, r io.Reader, o Options, do func(Unpacked) error) error {
	o.Limits = o.Limits.orDefault()
	src := newSource(ctx, r, o.Limits.Content)
	given := bufio.NewReaderSize(src, HeadSize)
	magic, err := given.Peek(4)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	switch {
	case zipped(magic):
		return f.unpackArchive(ctx, name, given, o, do)
	case gzipped(magic):
		u, err := newUnpacker(given, src)
		if err != nil {
			return placed(fault.Of(err), name)
		}
		c := &content{limits: o.Limits, r: u, packed: func() int64 { return u.in.offset }, packing: "gzip"}
		return do(f.unpacked(strings.TrimSuffix(name, ".gz"), Unpacked{Packing: "gzip"}, c, o))
	}
	return do(f.unpacked(name, Unpacked{}, &content{limits: o.Limits, r: given}, o))
}

// unpacked adds the content and what it is of.
func (f *Formats) unpacked(name string, out Unpacked, c *content, o Options) Unpacked {
	out.Content = bufio.NewReaderSize(c, HeadSize)
	out.Format = o.Format
	if head, _ := out.Content.Peek(HeadSize); out.Format == "" && len(head) > 0 {
		if format, err := f.Detect(name, head); err == nil && format.Sniff(head) { // a name alone is not enough
			out.Format = format.Name()
		}
	}
	return out
}

func (f *Formats) unpackArchive(ctx context.Context, name string, r io.Reader, o Options, do func(Unpacked) error) error {
	a, err := f.spool(name, r, o.Limits)
	if err != nil {
		return placed(fault.Of(err), name)
	}
	defer a.close()
	if made := a.made(); made != nil {
		if err := a.whole(ctx); err != nil {
			return placed(fault.Of(err), name)
		}
		return do(Unpacked{Format: made.Name(), Whole: a.spool, Size: a.size})
	}
	out := Unpacked{Packing: "zip"}
	for _, entry := range a.files {
		out.Members = append(out.Members, Member{Name: entry.Name, Bytes: int64(min(entry.UncompressedSize64, 1<<62))})
	}
	entry, err := a.choose(o.Format)
	if err != nil {
		if ctx.Err() != nil {
			return stopped(ctx.Err())
		}
		out.Reason = told(err)
		return do(out)
	}
	for i := range out.Members {
		out.Members[i].Read = a.files[i] == entry
	}
	c, err := a.content(entry)
	if err != nil {
		out.Reason = told(err)
		return do(out)
	}
	return do(f.unpacked(entry.Name, out, c, o))
}

// told is what a fault says of a file, without the remedy.
func told(err error) string {
	f := fault.Of(err)
	if len(f.Fields) == 0 {
		return f.Message
	}
	return fmt.Sprintf("%s: %s", f.Message, f.Fields[0].Reason)
}
