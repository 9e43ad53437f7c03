// Package xccdf reads the results of a configuration scan in XCCDF 1.2 (NISTIR 7275 revision 4) and 1.1, the way oscap writes
// them with --results: the last TestResult of a Benchmark, or a TestResult alone; and the one TestResult of a report in ARF
// 1.1 (NISTIR 7694), as oscap writes it with --results-arf.
//
// It counts rule results and passes on the score that the scanner computed. It does not compute a score: the default
// scoring model follows the hierarchy of groups and weights, and no ratio of the counts gives it. The text of rules,
// remediations and system characteristics is passed over, as are the OVAL results in ARF. SCAP data streams and other
// versions are recognised and refused by name. Document types and entities are refused: nothing is expanded and nothing fetched.
package xccdf

import (
	stdbytes "bytes"
	"context"
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/collect"
	"github.com/steelyard-isms/steelyard/internal/fault"
)

// Namespaces of the documents that are read.
const (
	Namespace   = "http://checklists.nist.gov/xccdf/1.2" // XCCDF 1.2
	Namespace11 = "http://checklists.nist.gov/xccdf/1.1" // XCCDF 1.1
	ARF         = "http://scap.nist.gov/schema/asset-reporting-format/1.1"
)

func isXCCDF(space string) bool { return space == Namespace || space == Namespace11 }

// Names of the values. All but the score are counts of rule results, from 0.
const (
	Score      = "score"       // as reported under the default model, brought to 0–100, more is better
	FailHigh   = "fail_high"   // failed rules of severity high
	FailMedium = "fail_medium" // failed rules of severity medium
	FailLow    = "fail_low"    // failed rules of severity low
)

// results are the outcomes that a rule can have (NISTIR 7275 r4, rule results); each is the name of a value. Those that
// are scored are true: with none of them the scanner reports 0 and means that there is nothing to score.
var results = map[string]bool{
	"pass": true, "fail": true, "error": true, "unknown": true, "fixed": true,
	"notapplicable": false, "notchecked": false, "notselected": false, "informational": false,
}

// severities are those that XCCDF knows.
var severities = map[string]bool{"unknown": true, "info": true, "low": true, "medium": true, "high": true}

// Format reads results in XCCDF and ARF.
type Format struct{}

// Name is "xccdf".
func (Format) Name() string { return "xccdf" }

// Sniff looks at the root element: XCCDF of any version, and the ARF and data stream files around it, of which Read refuses
// some by name.
func (Format) Sniff(head []byte) bool {
	if !stdbytes.HasPrefix(stdbytes.TrimLeft(stdbytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n"), []byte("<")) {
		return false
	}
	d := xml.NewDecoder(stdbytes.NewReader(head))
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	for {
		token, err := d.Token()
		if err != nil {
			return false
		}
		if root, ok := token.(xml.StartElement); ok {
			return family(root.Name) != ""
		}
	}
}

// family says in words what a root element of the SCAP family is, or "" for a stranger.
func family(root xml.Name) string {
	switch {
	case strings.HasPrefix(root.Space, "http://checklists.nist.gov/xccdf/"):
		return "XCCDF " + tail(root.Space)
	case strings.HasPrefix(root.Space, "http://scap.nist.gov/schema/asset-reporting-format/"):
		return "ARF " + tail(root.Space)
	case strings.HasPrefix(root.Space, "http://scap.nist.gov/schema/scap/source/"):
		return "a SCAP source data stream " + tail(root.Space)
	}
	return ""
}

// Read reads results. Where a benchmark has several TestResults, the last by end-time counts.
func (Format) Read(ctx context.Context, r io.Reader, o collect.Options) (collect.Reading, error) {
	w := newWalker(ctx, r)
	b := benchmark{options: o, severity: map[string]string{}}
	for {
		token, err := w.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return collect.Reading{}, err
		}
		if err := b.take(w, token); err != nil {
			return collect.Reading{}, err
		}
	}
	if b.last == nil && w.arf {
		return collect.Reading{}, fault.InvalidField("the file holds no results", fault.Field{Line: w.line(),
			Reason: "no report in this asset report collection has a TestResult",
			Remedy: "Evaluate with: oscap xccdf eval --results-arf arf.xml, and send that file"})
	}
	if b.last == nil {
		return collect.Reading{}, fault.InvalidField("the file holds no results", fault.Field{
			Reason: "it is a benchmark without a TestResult: it says what to check, not what was found",
			Remedy: "Evaluate it with: oscap xccdf eval --results results.xml, and send that file"})
	}
	return b.last.reading(b.found), nil
}
