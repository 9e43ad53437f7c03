package jsonread

import "io"

// lines counts lines by offset. It remembers only the line feeds that were read ahead: offsets are asked in order.
type lines struct {
	r      io.Reader
	read   int64   // bytes given out
	feeds  []int64 // offsets of the line feeds beyond the last offset that was asked for
	line   int     // of that offset, from 1
	starts int64   // offset at which that line starts
}

func (l *lines) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	for i, b := range p[:n] {
		if b == '\n' {
			l.feeds = append(l.feeds, l.read+int64(i))
		}
	}
	l.read += int64(n)
	if len(l.feeds) > 1<<16 {
		l.forget()
	}
	return n, err
}

// forget keeps files of nothing but line feeds from filling memory: the place is then that of the last half.
func (l *lines) forget() {
	half := len(l.feeds) / 2
	l.line, l.starts = l.line+half, l.feeds[half-1]+1
	l.feeds = append(l.feeds[:0], l.feeds[half:]...)
}

// at gives the line and column, in bytes, of an offset that is not before those asked for earlier.
func (l *lines) at(offset int64) (line, column int) {
	done := 0
	for done < len(l.feeds) && l.feeds[done] < offset {
		done++
	}
	if done > 0 {
		l.line, l.starts = l.line+done, l.feeds[done-1]+1
		l.feeds = append(l.feeds[:0], l.feeds[done:]...)
	}
	return l.line, int(max(1, offset-l.starts+1))
}
