package collect

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"

	"github.com/steelyard-isms/steelyard/internal/fault"
)

// source is the file as given. It digests and counts what passes, and stops when the context is done.
type source struct {
	ctx    context.Context
	r      io.Reader
	digest hash.Hash
	size   int64
	limit  int64
	err    error
}

func newSource(ctx context.Context, r io.Reader, limit int64) *source {
	return &source{ctx: ctx, r: r, digest: sha256.New(), limit: limit}
}

func (s *source) Read(p []byte) (int, error) {
	if s.err != nil {
		return 0, s.err
	}
	if err := s.ctx.Err(); err != nil {
		s.err = stopped(err)
		return 0, s.err
	}
	n, err := s.r.Read(p)
	s.digest.Write(p[:n])
	s.size += int64(n)
	switch {
	case errors.Is(err, io.EOF):
		s.err = err
	case err != nil:
		s.err = unreadable(err, s.size)
	case s.size > s.limit:
		s.err = tooLarge("the file as given", s.limit)
	}
	return n, s.err
}

// stopped turns the end of a context into words.
func stopped(err error) error {
	if errors.Is(err, context.DeadlineExceeded) {
		return fault.Wrap(fault.Limited, err, "reading the file took too long and was stopped")
	}
	return fault.Wrap(fault.Unavailable, err, "reading the file was stopped")
}

// unreadable passes on a failure of the reader that was given. One that is a fault already has its own words: an upload
// that is over its limit, for instance.
func unreadable(err error, at int64) error {
	if f, ok := errors.AsType[*fault.Error](err); ok {
		return f
	}
	return fault.Wrap(fault.Unavailable, err, "the file could not be read beyond byte %d", at)
}

// content is the unpacked file. Its error is kept: parsers wrap what their reader says, or take it for damage.
type content struct {
	r       io.Reader
	packed  func() int64 // how many packed bytes were taken; nil where the file is not packed
	packing string       // what it is packed with
	limits  Limits
	size    int64
	err     error
}

func (c *content) Read(p []byte) (int, error) {
	if c.err != nil {
		return 0, c.err
	}
	n, err := c.r.Read(p)
	c.size += int64(n)
	switch {
	case err != nil && !errors.Is(err, io.EOF):
		c.err = err
	case c.size > c.limits.Content:
		c.err = tooLarge("the content", c.limits.Content)
	case c.packed != nil && c.size > c.limits.RatioFrom && c.size > c.limits.Ratio*c.packed():
		c.err = &fault.Error{Code: fault.Limited, Message: "the file unpacks to far more than a report does", Fields: []fault.Field{{
			Reason: fmt.Sprintf("%s of %s unpacked to %s, more than %d times as much", bytes(c.packed()), c.packing, bytes(c.size), c.limits.Ratio),
			Remedy: "Unpack it, look at it, and send it unpacked if it is what it should be",
		}}}
	default:
		c.err = err
	}
	return n, c.err
}

// failure is what went wrong with the content itself, which comes before anything a parser says of it.
func (c *content) failure() error {
	if errors.Is(c.err, io.EOF) {
		return nil
	}
	return c.err
}

// bytes writes a size the way people say it.
func bytes(n int64) string {
	switch {
	case n >= 1<<30 && n%(1<<30) == 0:
		return fmt.Sprintf("%d GiB", n>>30)
	case n >= 1<<20:
		return fmt.Sprintf("%d MiB", n>>20)
	case n >= 1<<10:
		return fmt.Sprintf("%d KiB", n>>10)
	}
	return fmt.Sprintf("%d bytes", n)
}
