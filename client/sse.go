package client

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strconv"
	"time"
)

// frame is what stands between two empty lines of a stream of events, by the HTML standard (9.2.6), together with an
// identifier that comes without data: it says that the stream went on.
type frame struct {
	id    string        // of this frame; empty where it has none
	event string        // its type; empty where none is told
	data  []byte        // lines of data, without the last end of line; nil where it has none
	retry time.Duration // how long to wait before connecting again; 0 where it does not say
}

// frames reads a stream of events.
type frames struct {
	from *bufio.Reader
	most int64 // bytes of one frame
	line []byte
	cr   bool // the line before ended with a carriage return, to which a line feed may belong
	old  bool // the first line has been read
}

func newFrames(from io.Reader, most int64) *frames {
	return &frames{from: bufio.NewReader(from), most: most}
}

var errLongFrame = errors.New("an event is longer than the most that is read of one")

// next gives the next frame that says anything. Comments, and what the stream ends in the midst of, are left out. Error: that
// of reading, io.EOF at the end; errLongFrame.
func (f *frames) next() (frame, error) {
	var out frame
	var size int64
	for {
		ended, err := f.read(f.most - size)
		if err != nil {
			return frame{}, err
		}
		size += int64(len(f.line)) + 1
		if !ended {
			out.take(f.line)
			continue
		}
		if out.id != "" || out.data != nil || out.retry != 0 {
			return out, nil
		}
		out, size = frame{}, 0
	}
}

// read reads a line of at most some bytes, and tells whether it is empty.
func (f *frames) read(most int64) (empty bool, err error) {
	f.line = f.line[:0]
	for {
		b, err := f.from.ReadByte()
		if err != nil {
			return false, err
		}
		lf := f.cr && b == '\n'
		if f.cr = b == '\r'; lf {
			continue
		}
		if b == '\n' || b == '\r' {
			break
		}
		if f.line = append(f.line, b); int64(len(f.line)) > most {
			return false, errLongFrame
		}
	}
	if !f.old {
		f.line, f.old = bytes.TrimPrefix(f.line, []byte("\ufeff")), true
	}
	return len(f.line) == 0, nil
}

// take reads a line of a frame. What it does not know, it leaves.
func (f *frame) take(line []byte) {
	name, value, _ := bytes.Cut(line, []byte(":"))
	value = bytes.TrimPrefix(value, []byte(" "))
	switch string(name) {
	case "id":
		if !bytes.ContainsRune(value, 0) {
			f.id = string(value)
		}
	case "event":
		f.event = string(value)
	case "data":
		if f.data == nil {
			f.data = []byte{}
		} else {
			f.data = append(f.data, '\n')
		}
		f.data = append(f.data, value...)
	case "retry":
		if n, err := strconv.ParseUint(string(value), 10, 31); err == nil {
			f.retry = time.Duration(n) * time.Millisecond
		}
	}
}
