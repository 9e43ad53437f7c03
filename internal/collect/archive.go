package collect

import (
	"archive/zip"
	"bufio"
	stdbytes "bytes"
	"compress/flate"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/fault"
)

// Archive is a Format whose files are zip archives of a make of their own, such as workbooks.
type Archive interface {
	Format
	// Holds tells by the names of the files within whether the archive is of this format.
	Holds(names []string) bool
	// Open reads the archive, of which every part has been unpacked once within the limits.
	Open(ctx context.Context, r io.ReaderAt, size int64, o Options) (Reading, error)
}

const (
	maxEntries = 1000
	maxArchive = 256 << 20 // bytes of an archive, which is kept in a temporary file while it is read
)

func zipped(magic []byte) bool {
	return stdbytes.HasPrefix(magic, []byte("PK\x03\x04")) || stdbytes.HasPrefix(magic, []byte("PK\x05\x06"))
}

func badArchive(reason, remedy string) error {
	return fault.InvalidField("the zip archive cannot be read", fault.Field{Reason: reason, Remedy: remedy})
}

// archive reads the one file of an archive that is of a known format.
func (f *Formats) archive(ctx context.Context, name string, r io.Reader, o Options) (Reading, error) {
	a, err := f.spool(name, r, o.Limits)
	if err != nil {
		return Reading{}, err
	}
	defer a.close()
	if made := a.made(); made != nil {
		return a.open(ctx, made, o)
	}
	entry, err := a.choose(o.Format)
	if err != nil {
		return Reading{}, err
	}
	reading, err := a.read(ctx, entry, o)
	if err != nil {
		return Reading{}, placed(fault.Of(err), a.place(entry))
	}
	if len(a.files) > 1 {
		reading.Warnings = append(reading.Warnings, fault.Field{Reason: fmt.Sprintf("the archive holds %d files; %q was read, the others were not", len(a.files), Short(entry.Name))})
	}
	return reading, nil
}

// spool reads the directory of an archive. An archive is read from its end, so that it is kept in a temporary file until it is
// closed.
func (f *Formats) spool(name string, r io.Reader, limits Limits) (*archive, error) {
	file, err := os.CreateTemp("", "steelyard-zip-")
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "there is no room to unpack the archive")
	}
	a := &archive{formats: f, name: name, limits: limits, spool: file}
	if err := a.directory(r); err != nil {
		a.close()
		return nil, err
	}
	return a, nil
}

// directory fills the temporary file and reads what is in it.
func (a *archive) directory(r io.Reader) error {
	limit := min(a.limits.Content, maxArchive)
	size, err := io.Copy(a.spool, io.LimitReader(r, limit+1))
	switch {
	case err != nil:
		if _, told := errors.AsType[*fault.Error](err); told {
			return err
		}
		return fault.Wrap(fault.Unavailable, err, "there is no room to unpack the archive")
	case size > limit:
		return tooLarge("the zip archive", limit)
	}
	z, err := zip.NewReader(a.spool, size)
	if err != nil {
		bad := badArchive("its directory, which stands at the end, is missing or damaged", "Copy the file again from where it was written")
		fault.Of(bad).Cause = err
		return bad
	}
	if len(z.File) > maxEntries {
		return &fault.Error{Code: fault.Limited, Message: "the zip archive holds too many files", Fields: []fault.Field{{
			Reason: fmt.Sprintf("there are more than %d", maxEntries), Remedy: "Pack only the file that is to be read"}}}
	}
	a.size, a.entries = size, z.File
	for _, entry := range z.File {
		a.all = append(a.all, entry.Name)
		if !entry.FileInfo().IsDir() && !strings.HasPrefix(entry.Name, "__MACOSX/") && path.Base(entry.Name) != ".DS_Store" {
			a.files = append(a.files, entry)
		}
	}
	return nil
}

func (a *archive) close() { _, _ = a.spool.Close(), os.Remove(a.spool.Name()) }

// archive is an archive whose directory has been read.
type archive struct {
	formats *Formats
	name    string
	size    int64
	limits  Limits
	spool   *os.File
	entries []*zip.File
	all     []string
	files   []*zip.File
}

func (a *archive) place(entry *zip.File) string { return a.name + "/" + Short(entry.Name) }

// made gives the format of which the whole archive is, or nil.
func (a *archive) made() Archive {
	for _, one := range a.formats.list {
		if whole, ok := one.(Archive); ok && whole.Holds(a.all) {
			return whole
		}
	}
	return nil
}

// open reads an archive that is a file of a format as a whole.
func (a *archive) open(ctx context.Context, format Archive, o Options) (Reading, error) {
	if o.Format != "" && o.Format != format.Name() {
		return Reading{}, fault.InvalidField("the file is of another format", fault.Field{Reason: fmt.Sprintf("it is %s, not %s", format.Name(), o.Format),
			Remedy: "Save it as " + o.Format + ", or declare " + format.Name()})
	}
	if err := a.whole(ctx); err != nil {
		return Reading{}, err
	}
	reading, err := format.Open(ctx, a.spool, a.size, o)
	if err == nil {
		reading.Format = format.Name()
	}
	return reading, err
}

// whole unpacks every part once, within the limits: what the archive says of its sizes is not believed.
func (a *archive) whole(ctx context.Context) error {
	left := a.limits.Content
	for _, entry := range a.entries {
		c, err := a.content(entry)
		if err != nil {
			return placed(fault.Of(err), a.place(entry))
		}
		c.limits.Content = left
		n, err := io.Copy(io.Discard, c)
		if err != nil {
			return placed(fault.Of(err), a.place(entry))
		}
		if left -= n; ctx.Err() != nil {
			return stopped(ctx.Err())
		}
	}
	return nil
}

// choose finds the file to read: the only one, or the only one of a known format, or of the one that is wanted.
func (a *archive) choose(wanted string) (*zip.File, error) {
	switch len(a.files) {
	case 0:
		return nil, badArchive("there is no file in it", "See whether the tool that writes it ran to its end")
	case 1:
		return a.files[0], nil
	}
	var known []*zip.File
	var names []string
	for _, entry := range a.files {
		is, err := a.known(entry, wanted)
		if err != nil {
			return nil, placed(fault.Of(err), a.place(entry))
		}
		if is {
			known, names = append(known, entry), append(names, fmt.Sprintf("%q", Short(entry.Name)))
		}
	}
	switch len(known) {
	case 1:
		return known[0], nil
	case 0:
		bad := badArchive(fmt.Sprintf("none of its %d files is of a format that is wanted", len(a.files)), "Known formats are "+strings.Join(a.formats.Names(), ", ")+": pack only the file that is to be read")
		fault.Of(bad).Cause = ErrUnknownFormat
		return nil, bad
	}
	return nil, badArchive(fmt.Sprintf("%d of its files can be read: %s", len(known), strings.Join(names[:min(len(names), 10)], ", ")), "Send each file on its own")
}

func (a *archive) known(entry *zip.File, wanted string) (bool, error) {
	c, err := a.content(entry)
	if err != nil {
		return false, err
	}
	head, err := bufio.NewReaderSize(c, HeadSize).Peek(HeadSize)
	if err != nil && !errors.Is(err, io.EOF) {
		return false, err
	}
	if wanted != "" {
		format, err := a.formats.Named(wanted)
		return err == nil && format.Sniff(head), err
	}
	_, err = a.formats.Detect(entry.Name, head)
	return err == nil, nil
}

func (a *archive) read(ctx context.Context, entry *zip.File, o Options) (Reading, error) {
	c, err := a.content(entry)
	if err != nil {
		return Reading{}, err
	}
	return a.formats.read(ctx, entry.Name, c, o)
}

// content opens a file of the archive, within the limits.
func (a *archive) content(entry *zip.File) (*content, error) {
	if entry.Flags&1 != 0 {
		return nil, badArchive("the file is encrypted", "Pack it without a password")
	}
	r, err := entry.Open()
	if err != nil {
		return nil, unpackable(err)
	}
	packed := int64(min(entry.CompressedSize64, uint64(a.size)))
	return &content{r: zipReader{r}, packed: func() int64 { return packed }, packing: "zip", limits: a.limits}, nil
}

// zipReader says in words what is wrong with a file of an archive.
type zipReader struct{ r io.Reader }

func (z zipReader) Read(p []byte) (int, error) {
	n, err := z.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = unpackable(err)
	}
	return n, err
}

func unpackable(err error) error {
	reason := "the packed data are damaged"
	var corrupt flate.CorruptInputError
	switch {
	case errors.Is(err, zip.ErrChecksum):
		reason = "the unpacked data do not match their checksum"
	case errors.Is(err, io.ErrUnexpectedEOF):
		reason = "the packed data are cut off"
	case errors.Is(err, zip.ErrAlgorithm):
		reason = "it is packed in a way other than deflate, or its entry is damaged"
	case errors.As(err, &corrupt):
		reason = fmt.Sprintf("the packed data are damaged before byte %d", int64(corrupt))
	}
	bad := badArchive(reason, "Pack it again, or copy the archive again from where it was written")
	fault.Of(bad).Cause = err
	return bad
}
