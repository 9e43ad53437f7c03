package service

import (
	"io"

	"github.com/steelyard-isms/steelyard/internal/fault"
)

// bounded reads up to a number of bytes and fails with Limited where there is one more. A reader that just ended there
// would make a file that is too large look like one that was cut off.
type bounded struct {
	r     io.Reader
	limit int64
	told  int64 // the limit that a refusal names
	read  int64
}

func (b *bounded) Read(p []byte) (int, error) {
	if room := b.limit - b.read + 1; int64(len(p)) > room {
		p = p[:room]
	}
	n, err := b.r.Read(p)
	if b.read += int64(n); b.read > b.limit {
		b.read = b.limit
		return n - 1, fault.New(fault.Limited, "the file is larger than %d MiB", b.told>>20)
	}
	return n, err
}
