package client

import (
	"errors"
	"io"
	"sync"
	"sync/atomic"
)

// stream is a body that is read as it is sent, not kept in memory.
type stream struct {
	from  io.Reader
	start int64 // where the caller had it
	last  *attempt
}

func newStream(from io.Reader) *stream {
	if from == nil {
		from = eof{}
	}
	s := &stream{from: from}
	if seeker, ok := from.(io.Seeker); ok {
		s.start, _ = seeker.Seek(0, io.SeekCurrent) // what cannot seek after all, rewind finds out
	}
	return s
}

// eof is the content of a file without one.
type eof struct{}

// Read ends.
func (eof) Read([]byte) (int, error) { return 0, io.EOF }

// attempt is what one attempt reads. The transport may go on reading for a moment after it has failed: once the attempt is
// closed, it reads nothing more of what the next one reads.
type attempt struct {
	mu     sync.Mutex // held while it reads
	from   io.Reader
	begun  bool
	closed atomic.Bool
}

var errClosed = errors.New("the body is closed")

// Read reads what is left.
func (a *attempt) Read(b []byte) (int, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.closed.Load() {
		return 0, errClosed
	}
	a.begun = true
	return a.from.Read(b)
}

// Close ends the attempt, without waiting for what it reads just now. What the caller opened, the caller closes.
func (a *attempt) Close() error {
	a.closed.Store(true)
	return nil
}

func (s *stream) attempt() *attempt {
	s.last = &attempt{from: s.from}
	return s.last
}

// rewind makes the body ready to be sent again; false where it cannot be.
func (s *stream) rewind() bool {
	if s == nil || s.last == nil {
		return true
	}
	_ = s.last.Close()
	seeker, ok := s.from.(io.Seeker)
	if !ok && s.last.busy() {
		return false
	}
	s.last.mu.Lock() // until it reads no more
	defer s.last.mu.Unlock()
	if !s.last.begun {
		return true
	}
	if !ok {
		return false
	}
	_, err := seeker.Seek(s.start, io.SeekStart)
	return err == nil
}

// busy tells whether an attempt reads just now, as from a program that says nothing: it is not waited for.
func (a *attempt) busy() bool {
	if !a.mu.TryLock() {
		return true
	}
	a.mu.Unlock()
	return false
}
