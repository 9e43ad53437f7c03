package collect

import "github.com/steelyard-isms/steelyard/internal/fault"

// HeadSize is how much of the content, in bytes, a format gets to see in order to recognise it.
const HeadSize = 64 << 10

// Limits bound what one file may take. A zero field means the default; there is no way to switch a limit off.
type Limits struct {
	// Content is the largest size of the unpacked file, in bytes. It bounds the packed file as well, so that a file
	// of empty gzip members ends somewhere. Default 1 GiB.
	Content int64
	// Ratio is how many unpacked bytes one packed byte may give. Reports of scanners come to 10 or 30, a file of
	// zeros to 1,030, the most that gzip can do. Default 200.
	Ratio int64
	// RatioFrom is the unpacked size in bytes from which Ratio counts. Below it nobody is hurt, and short files that
	// repeat themselves are common. Default 16 MiB.
	RatioFrom int64
}

// DefaultLimits are the limits that hold where none are given.
var DefaultLimits = Limits{Content: 1 << 30, Ratio: 200, RatioFrom: 16 << 20}

func (l Limits) orDefault() Limits {
	if l.Content <= 0 {
		l.Content = DefaultLimits.Content
	}
	if l.Ratio <= 0 {
		l.Ratio = DefaultLimits.Ratio
	}
	if l.RatioFrom <= 0 {
		l.RatioFrom = DefaultLimits.RatioFrom
	}
	return l
}

func tooLarge(what string, limit int64) error {
	return &fault.Error{Code: fault.Limited, Message: "the file is too large", Fields: []fault.Field{{
		Reason: what + " is larger than " + bytes(limit),
		Remedy: "Send less in one file, or raise the limit",
	}}}
}
