package collect

import (
	"bufio"
	"compress/flate"
	"compress/gzip"
	"errors"
	"fmt"
	"io"

	"github.com/steelyard-isms/steelyard/internal/fault"
)

// offsetReader counts what its consumer has taken. It reads single bytes on demand, so that the decompressor takes no
// byte beyond the end of a member and the count is the exact offset in the packed file.
type offsetReader struct {
	r      *bufio.Reader
	offset int64
}

func (o *offsetReader) Read(p []byte) (int, error) {
	n, err := o.r.Read(p)
	o.offset += int64(n)
	return n, err
}

func (o *offsetReader) ReadByte() (byte, error) {
	b, err := o.r.ReadByte()
	if err == nil {
		o.offset++
	}
	return b, err
}

// unpacker reads a gzip file of one or more members (RFC 1952 §2.2) and insists that it ends where its last member ends.
type unpacker struct {
	in     *offsetReader
	src    *source
	z      *gzip.Reader
	member int64 // offset at which the present member starts
	err    error
}

// newUnpacker starts at the first member. The bytes are known to start with the gzip magic.
func newUnpacker(in *bufio.Reader, src *source) (*unpacker, error) {
	u := &unpacker{in: &offsetReader{r: in}, src: src}
	z, err := gzip.NewReader(u.in)
	if err != nil {
		return nil, u.explain(err)
	}
	u.z = z
	u.z.Multistream(false)
	return u, nil
}

func (u *unpacker) Read(p []byte) (int, error) {
	for u.err == nil {
		n, err := u.z.Read(p)
		switch {
		case errors.Is(err, io.EOF):
			u.err = u.next()
		case err != nil:
			u.err = u.explain(err)
		}
		if n > 0 {
			return n, nil
		}
	}
	return 0, u.err
}

// next goes to the next member, or gives io.EOF where the file ends properly.
func (u *unpacker) next() error {
	magic, err := u.in.r.Peek(2)
	if err != nil && (!errors.Is(err, io.EOF) || len(magic) == 0) {
		return err
	}
	u.member = u.in.offset
	if len(magic) == 2 && !gzipped(magic) || magic[0] != 0x1f {
		return u.explain(gzip.ErrHeader) // however little follows: it is not the start of a member that was cut off
	}
	if err := u.z.Reset(u.in); err != nil {
		return u.explain(err)
	}
	u.z.Multistream(false)
	return nil
}

// explain says what is wrong with the packed file, and at which byte.
func (u *unpacker) explain(err error) error {
	if u.src.err != nil && !errors.Is(u.src.err, io.EOF) {
		return u.src.err
	}
	field := fault.Field{Remedy: "Copy the file again from where it was written"}
	var corrupt flate.CorruptInputError
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		field.Reason = fmt.Sprintf("the gzip data are cut off at byte %d", u.in.offset)
	case errors.Is(err, gzip.ErrChecksum):
		field.Reason = fmt.Sprintf("the gzip data that end at byte %d do not match their checksum", u.in.offset)
	case errors.Is(err, gzip.ErrHeader) && u.member > 0:
		field.Reason = fmt.Sprintf("after the end of the gzip data, from byte %d on, there is something else", u.member)
	case errors.Is(err, gzip.ErrHeader):
		field.Reason = fmt.Sprintf("the gzip header is damaged at byte %d", u.in.offset)
	case errors.As(err, &corrupt):
		field.Reason = fmt.Sprintf("the gzip data are damaged before byte %d", u.in.offset)
	default:
		field.Reason = fmt.Sprintf("the gzip data cannot be unpacked at byte %d", u.in.offset)
	}
	f := fault.InvalidField("the packed file is damaged", field)
	f.Cause = err
	return f
}
