package client

import (
	"errors"
	"io"
	"sync"
)

// stream is a body that is read as it is sent, not kept in memory.
type stream struct {
	from  io.Reader
	start int64 // where the caller had it
	last  *attempt
}

func newStream(from io.Reader) *stream {
	s := &stream{from: from}
	if seeker, ok := from.(io.Seeker); ok {
		s.start, _ = seeker.Seek(0, io.SeekCurrent) // what cannot seek after all, rewind finds out
	}
	return s
}

// attempt is what one attempt reads. The transport may go on reading for a moment after it has failed: once the attempt is
// closed, it reads nothing more of what the next one reads.
type attempt struct {
	mu     sync.Mutex
	from   io.Reader
	closed bool
}

var errClosed = errors.New("the body is closed")

// Read reads what is left.
func (a *attempt) Read(b []byte) (int, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.closed {
		return 0, errClosed
	}
	return a.from.Read(b)
}

// Close ends the attempt. What the caller opened, the caller closes.
func (a *attempt) Close() error {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.closed = true
	return nil
}

func (s *stream) attempt() *attempt {
	s.last = &attempt{from: s.from}
	return s.last
}

// rewind makes the body ready to be sent again; false where it cannot be.
func (s *stream) rewind() bool {
	if s == nil {
		return true
	}
	if s.last != nil {
		_ = s.last.Close()
	}
	seeker, ok := s.from.(io.Seeker)
	if !ok {
		return false
	}
	_, err := seeker.Seek(s.start, io.SeekStart)
	return err == nil
}
