package xccdf

import (
	"encoding/xml"
	"fmt"
	"strings"
	"time"

	"github.com/steelyard-isms/steelyard/internal/collect"
	"github.com/steelyard-isms/steelyard/internal/fault"
)

const (
	defaultScoring = "urn:xccdf:scoring:default"
	maxRules       = 100_000 // the largest published benchmarks have some 2,000
	maxID          = 512     // characters of a rule id
)

// benchmark is what has been read of the document so far.
type benchmark struct {
	options  collect.Options
	severity map[string]string // of rules, by id; only where the Rule gives one
	found    int               // TestResults
	last     *testResult       // the last of them by end-time
	open     *testResult       // the one that is being read
	depth    int               // how many elements are open at its start, itself included
	space    string            // its namespace
	rule     *ruleResult       // the rule-result that is being read
	score    *score            // the score that is being read
	target   bool              // the first target is being read
}

// testResult sums up one TestResult.
type testResult struct {
	line     int
	at       time.Time
	host     string // the first target
	counts   map[string]int
	failed   map[string]int // by severity
	score    *float64       // 0 to 100
	warnings []fault.Field
}

type ruleResult struct {
	line     int
	severity string
	result   string
	given    bool
}

type score struct {
	line    int
	maximum float64
	text    string
}

// take takes the next token.
func (b *benchmark) take(w *walker, token xml.Token) error {
	switch t := token.(type) {
	case xml.StartElement:
		if isXCCDF(t.Name.Space) {
			return b.start(w, t)
		}
	case xml.CharData:
		return b.text(w, t)
	case xml.EndElement:
		if isXCCDF(t.Name.Space) {
			return b.end(w, t.Name.Local)
		}
	}
	return nil
}

func (b *benchmark) start(w *walker, t xml.StartElement) error {
	switch {
	case b.open != nil && t.Name.Space != b.space:
		return w.invalid("two versions of XCCDF are mixed in one result", "Run the scan again")
	case t.Name.Local == "Rule" && b.open == nil:
		return b.declare(w, t)
	case t.Name.Local == "TestResult" && b.open != nil:
		return w.invalid("a TestResult starts within another", "Run the scan again")
	case t.Name.Local == "TestResult" && w.reported() && b.found > 0:
		return fault.InvalidField("the file holds several results", fault.Field{Line: w.line(), Path: "TestResult",
			Reason: fmt.Sprintf("a second TestResult starts here; the first is in line %d", b.last.line), Remedy: "Send a file for each asset and scan"})
	case t.Name.Local == "TestResult" && (w.reported() || !w.arf && len(w.path) <= 2):
		b.depth, b.space = len(w.path), t.Name.Space
		b.open = &testResult{line: w.line(), counts: map[string]int{}, failed: map[string]int{}}
		return b.open.date(w, t, b.options.Location())
	case b.open == nil:
	case w.within("TestResult", "rule-result"):
		severity, err := b.effective(w, t)
		b.rule = &ruleResult{line: w.line(), severity: severity}
		return err
	case w.within("TestResult", "rule-result", "result") && b.rule != nil:
		if b.rule.given {
			return w.invalid("the rule-result has two results", "Run the scan again")
		}
		b.rule.given = true
	case w.within("TestResult", "target"):
		b.target = b.open.host == ""
	case w.within("TestResult", "score"):
		return b.startScore(w, t)
	}
	return nil
}

// declare keeps the severity of a rule for the results that do not give their own.
func (b *benchmark) declare(w *walker, t xml.StartElement) error {
	id, severity := attribute(t, "id"), attribute(t, "severity")
	if severity == "" {
		return nil
	}
	if len(b.severity) >= maxRules || len(id) > maxID {
		return &fault.Error{Code: fault.Limited, Message: "the benchmark is too large", Fields: []fault.Field{{Line: w.line(),
			Reason: fmt.Sprintf("it has more than %d rules, or an id longer than %d characters", maxRules, maxID),
			Remedy: "See whether this is the file that the scanner wrote"}}}
	}
	if !severities[severity] {
		return w.invalid(fmt.Sprintf("%q is not a severity", collect.Short(severity)), "Run the scan again")
	}
	b.severity[id] = severity
	return nil
}

// effective is the severity of a rule-result: its own, else that of its Rule, else unknown, the default of XCCDF.
func (b *benchmark) effective(w *walker, t xml.StartElement) (string, error) {
	severity := attribute(t, "severity")
	if severity == "" {
		severity = b.severity[attribute(t, "idref")]
	}
	if severity == "" {
		severity = "unknown"
	}
	if !severities[severity] {
		return "", w.invalid(fmt.Sprintf("%q is not a severity", collect.Short(severity)), "Run the scan again")
	}
	return severity, nil
}

// date takes end-time, else start-time: when the scan was done.
func (r *testResult) date(w *walker, t xml.StartElement, zone *time.Location) error {
	for _, name := range []string{"end-time", "start-time"} {
		text := strings.TrimSpace(attribute(t, name))
		if text == "" {
			continue
		}
		at, err := time.Parse(time.RFC3339, text)
		if err != nil {
			if at, err = time.ParseInLocation("2006-01-02T15:04:05", text, zone); err != nil {
				return w.invalid(fmt.Sprintf("%s %q is not a time like 2026-03-31T18:00:00Z", name, collect.Short(text)), "Run the scan again")
			}
			r.warn(name, fmt.Sprintf("the file gives its time without a zone; it was taken as %s", zone))
		}
		r.at = at.UTC()
		return nil
	}
	r.warn("end-time", "the file does not tell when the scan was")
	return nil
}

func (b *benchmark) startScore(w *walker, t xml.StartElement) error {
	if system := attribute(t, "system"); system != "" && system != defaultScoring {
		return nil
	}
	b.score = &score{line: w.line(), maximum: 100}
	if text := strings.TrimSpace(attribute(t, "maximum")); text != "" {
		maximum, ok := collect.ParseDecimal(text)
		if !ok || maximum <= 0 {
			return w.invalid(fmt.Sprintf("the maximum of the score, %q, is not a number above 0", collect.Short(text)), "Run the scan again")
		}
		b.score.maximum = maximum
	}
	return nil
}

// text adds text to the element that wants it. A token is bounded, but comments cut text into many: what is collected
// needs a bound of its own.
func (b *benchmark) text(w *walker, t xml.CharData) error {
	const longest = 256
	switch {
	case b.score != nil && w.within("TestResult", "score"):
		if b.score.text += string(t); len(b.score.text) > longest {
			return w.invalid("the score is not a number", "Run the scan again")
		}
	case b.rule != nil && w.within("TestResult", "rule-result", "result"):
		if b.rule.result += string(t); len(b.rule.result) > longest {
			return w.invalid("the result is not one that XCCDF knows", "Run the scan again")
		}
	case b.target && w.within("TestResult", "target") && len(b.open.host) <= longest: // a longer one is no name
		b.open.host += string(t[:min(len(t), 2*longest)])
	}
	return nil
}

// end closes an element. The walker has left it already.
func (b *benchmark) end(w *walker, name string) error {
	switch {
	case name == "rule-result" && b.rule != nil && w.within("TestResult"):
		return b.endRule(w)
	case name == "target":
		b.target = false
	case name == "score" && b.score != nil:
		return b.endScore(w)
	case name == "TestResult" && b.open != nil && len(w.path) == b.depth-1:
		b.found++
		if b.last == nil || !b.open.at.Before(b.last.at) {
			b.last = b.open
		}
		b.open = nil
	}
	return nil
}

func (b *benchmark) endRule(*walker) error {
	rule := b.rule
	b.rule = nil
	result := strings.TrimSpace(rule.result)
	if _, known := results[result]; !known {
		return fault.InvalidField("the XML is damaged", fault.Field{Line: rule.line, Path: "rule-result",
			Reason: fmt.Sprintf("its result %q is not one that XCCDF knows", collect.Short(result)), Remedy: "Run the scan again"})
	}
	b.open.counts[result]++
	if result == "fail" {
		b.open.failed[rule.severity]++
	}
	return nil
}

func (b *benchmark) endScore(*walker) error {
	s := b.score
	b.score = nil
	number, ok := collect.ParseDecimal(strings.TrimSpace(s.text))
	if !ok || number < 0 || number > s.maximum {
		return fault.InvalidField("the XML is damaged", fault.Field{Line: s.line, Path: "score",
			Reason: fmt.Sprintf("%q is not a number from 0 to %g", collect.Short(s.text), s.maximum), Remedy: "Run the scan again"})
	}
	number = number / s.maximum * 100
	if b.open.score != nil && *b.open.score != number {
		return fault.InvalidField("the XML is damaged", fault.Field{Line: s.line, Path: "score",
			Reason: "a second score of the default model differs from the first", Remedy: "Run the scan again"})
	}
	b.open.score = &number
	return nil
}

func (r *testResult) warn(path, reason string) {
	r.warnings = append(r.warnings, fault.Field{Line: r.line, Path: path, Reason: reason})
}

// reading turns the TestResult, the last of those that were found, into values.
func (r *testResult) reading(found int) collect.Reading {
	if found > 1 {
		r.warn("TestResult", fmt.Sprintf("the file holds %d results; the last by end-time was read, the others were not", found))
	}
	reading := collect.Reading{ObservedAt: r.at, Host: collect.HostName(r.host)}
	scored := 0
	for name, counts := range results {
		n := r.counts[name]
		reading.Items += n
		if counts {
			scored += n
		}
		reading.Values = append(reading.Values, collect.Known(name, float64(n)))
	}
	if others := r.failed["unknown"] + r.failed["info"]; others > 0 {
		r.warn("severity", fmt.Sprintf("%d of %d failed rules have a severity other than high, medium or low: they count in fail only", others, r.counts["fail"]))
	}
	score := collect.Unknown(Score)
	switch {
	case reading.Items == 0:
		r.warn(Score, "the result lists no rule, so the score is unknown")
	case scored == 0:
		r.warn(Score, "no rule was applicable and checked, so there is no score: what is reported as one means no data")
	case r.score == nil:
		r.warn(Score, "the file gives no score of the default model, so the score is unknown")
	default:
		score = collect.Value{Name: Score, Number: r.score, N: scored}
	}
	reading.Values = collect.Sorted(append(reading.Values, score,
		collect.Known(FailHigh, float64(r.failed["high"])),
		collect.Known(FailMedium, float64(r.failed["medium"])),
		collect.Known(FailLow, float64(r.failed["low"]))))
	reading.Warnings = r.warnings
	return reading
}

// attribute gives an attribute without namespace, or "".
func attribute(t xml.StartElement, name string) string {
	for _, a := range t.Attr {
		if a.Name.Space == "" && a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
