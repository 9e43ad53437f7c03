// Package lynis reads the report file (lynis-report.dat) that the host auditor Lynis writes: key=value lines after the
// heading "# Lynis Report", report version 1.
//
// It reads what the audit found about the host as a whole. It does not tell which findings there are, nor does it judge
// them: the hardening index is Lynis's own. The file has no checksum, so a byte that was changed within a number shows
// nowhere; what the format lets one see (a run that did not end, a second report, a number out of range) is refused.
package lynis

import (
	"bufio"
	stdbytes "bytes"
	"context"
	"errors"
	"io"

	"github.com/steelyard-isms/steelyard/internal/collect"
	"github.com/steelyard-isms/steelyard/internal/fault"
)

// Names of the values. All are counts from 0 but the index.
const (
	HardeningIndex      = "hardening_index"      // 0 to 100, more is better; Lynis's own scale
	Warnings            = "warnings"             // warnings given
	Suggestions         = "suggestions"          // suggestions given
	SuggestionsDistinct = "suggestions_distinct" // different tests that gave a suggestion
	TestsDone           = "tests_done"           // tests carried out
	VulnerablePackages  = "vulnerable_packages"  // installed packages with a known vulnerability or security update
)

const (
	heading     = "# Lynis Report"
	maxLine     = 4 << 20 // the list of installed packages is one line, some 100 kB on a full desktop
	maxFindings = 100_000 // Lynis has some 450 tests
)

// Format reads lynis-report.dat.
type Format struct{}

// Name is "lynis".
func (Format) Name() string { return "lynis" }

// Sniff wants the heading that Lynis writes first: other key=value files, .ini files among them, do not have it.
func (Format) Sniff(head []byte) bool {
	line, _, _ := stdbytes.Cut(stdbytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), []byte("\n"))
	return string(stdbytes.TrimRight(line, "\r")) == heading
}

// Read reads a report. Lynis appends to its report while it works, so a report that lacks its last lines is one of a run
// that was broken off, or a copy that was. Without report_datetime_end tests were still to come: every count may be too
// low, and the file is refused. With it, but without the closing finish=true, the findings are complete: they are given
// with a warning, and what was to be written after them is unknown.
func (Format) Read(ctx context.Context, r io.Reader, o collect.Options) (collect.Reading, error) {
	rep := report{scalars: map[string]scalar{}, suggested: map[string]bool{}}
	ended := false
	lines := bufio.NewScanner(collect.NewTextReader(r))
	lines.Buffer(make([]byte, 0, 64<<10), maxLine)
	lines.Split(func(data []byte, atEOF bool) (int, []byte, error) {
		advance, token, err := bufio.ScanLines(data, atEOF)
		ended = advance > 0 && data[advance-1] == '\n'
		return advance, token, err
	})
	for lines.Scan() {
		rep.line++
		if err := rep.read(lines.Bytes(), ended); err != nil {
			return collect.Reading{}, err
		}
	}
	if err := lines.Err(); errors.Is(err, bufio.ErrTooLong) {
		return collect.Reading{}, &fault.Error{Code: fault.Limited, Message: "a line of the report is too long", Cause: err,
			Fields: []fault.Field{{Line: rep.line + 1, Reason: "the line is longer than 4 MiB", Remedy: "See whether this is the report that Lynis wrote"}}}
	} else if err != nil {
		return collect.Reading{}, err
	}
	if err := ctx.Err(); err != nil {
		return collect.Reading{}, fault.Wrap(fault.Unavailable, err, "reading the report was stopped")
	}
	return rep.reading(o)
}
