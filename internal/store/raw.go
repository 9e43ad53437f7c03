package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/measure"
)

// RawFile describes a raw file that is kept.
type RawFile struct {
	SHA256         string
	Bytes          int64
	Classification string    // the strictest of its runs
	KeepUntil      time.Time // the latest of its runs
	ReceivedAt     time.Time // when it was recorded first, by one of its runs or as sent
	Made           bool      // by the program, which keeps it for good: the figures of a closed period, in JSON
}

// MediaType is what its bytes are served as: nothing that somebody sent is run or shown.
func (f RawFile) MediaType() string {
	if f.Made {
		return "application/json"
	}
	return "application/octet-stream"
}

// chunk is how much of a raw file lies in one row
const chunk = 512 << 10

// StageFile writes a raw file's bytes, once for each digest. The digest is checked while it is read.
func (t *Tx) StageFile(ctx context.Context, digest string, bytes int64, r io.Reader) error {
	var kept int64
	if err := t.tx.QueryRowContext(ctx, t.s.d.bind("SELECT COUNT(*) FROM raw_file WHERE sha256 = ?"), digest).Scan(&kept); err != nil || kept > 0 {
		return err
	}
	h, length := sha256.New(), int64(0)
	buf := make([]byte, chunk)
	for n := 0; ; n++ {
		size, err := io.ReadFull(io.TeeReader(r, h), buf)
		if length += int64(size); size > 0 {
			if _, err := t.exec(ctx, "INSERT INTO raw_chunk (sha256, n, data) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", digest, n, buf[:size]); err != nil {
				return fmt.Errorf("keeping the raw file: %w", err)
			}
		}
		if err == io.EOF || errors.Is(err, io.ErrUnexpectedEOF) {
			break
		}
		if err != nil {
			return fmt.Errorf("keeping the raw file: %w", err)
		}
	}
	if length != bytes {
		return fmt.Errorf("keeping the raw file: it has %d bytes, not %d", length, bytes)
	}
	if got := hex.EncodeToString(h.Sum(nil)); got != digest {
		return fmt.Errorf("keeping the raw file: its SHA-256 is %s, not %s", got, digest)
	}
	return nil
}

// RunsOfFile lists the runs up to an entry that read a file.
func (s *Store) RunsOfFile(ctx context.Context, digest string, upTo int64) ([]Run, error) {
	return s.runs(ctx, s.read, "r.sha256 = ? AND r.seq <= ?", digest, upTo)
}

// File tells what is kept under a digest, as its runs up to an entry ask for. Error: NotFound where none of them read it
// and nobody sent it.
func (s *Store) File(ctx context.Context, digest string, upTo int64) (RawFile, error) {
	runs, err := s.RunsOfFile(ctx, digest, upTo)
	if err != nil {
		return RawFile{}, err
	}
	if len(runs) == 0 {
		return s.sentFile(ctx, digest, upTo)
	}
	f := RawFile{SHA256: digest, Bytes: runs[0].Bytes, ReceivedAt: runs[0].RecordedAt}
	for _, r := range runs {
		if r.RecordedAt.Before(f.ReceivedAt) {
			f.ReceivedAt = r.RecordedAt
		}
		f.Classification = measure.Stricter(f.Classification, r.Classification)
		if r.KeepUntil.After(f.KeepUntil) {
			f.KeepUntil = r.KeepUntil
		}
	}
	return f, nil
}

// WriteFile sends the bytes of a file that File knows to w, a chunk at a time. No connection is held while w takes its
// time.
func (s *Store) WriteFile(ctx context.Context, digest string, upTo int64, w io.Writer) error {
	r, err := s.OpenFile(ctx, digest, upTo)
	if err != nil {
		return err
	}
	_, err = io.Copy(w, r)
	return err
}

// OpenFile gives the bytes of a file that File knows, a chunk at a time. No connection is held between two of them. Errors, also of
// the reader: NotFound, Unavailable.
func (s *Store) OpenFile(ctx context.Context, digest string, upTo int64) (io.Reader, error) {
	if _, err := s.File(ctx, digest, upTo); err != nil {
		return nil, err
	}
	return &chunks{ctx: ctx, s: s, digest: digest}, nil
}

// chunks reads the chunks of a raw file.
type chunks struct {
	ctx    context.Context
	s      *Store
	digest string
	n      int
	left   []byte // of the last chunk
	err    error
}

func (c *chunks) Read(p []byte) (int, error) {
	for len(c.left) == 0 && c.err == nil {
		c.next()
	}
	n := copy(p, c.left)
	if c.left = c.left[n:]; n > 0 {
		return n, nil
	}
	return 0, c.err
}

// WriteTo sends each chunk as it is.
func (c *chunks) WriteTo(w io.Writer) (sum int64, err error) {
	for {
		n, err := w.Write(c.left)
		if sum += int64(n); err != nil {
			return sum, err
		}
		if c.next(); c.err != nil {
			if errors.Is(c.err, io.EOF) {
				return sum, nil
			}
			return sum, c.err
		}
	}
}

func (c *chunks) next() {
	c.left = nil
	err := c.s.read.QueryRowContext(c.ctx, c.s.d.bind("SELECT data FROM raw_chunk WHERE sha256 = ? AND n = ?"), c.digest, c.n).Scan(&c.left)
	if c.n++; errors.Is(err, sql.ErrNoRows) {
		c.err = io.EOF
	} else if err != nil {
		c.err = fault.Wrap(fault.Unavailable, err, "the file cannot be read")
	}
}
