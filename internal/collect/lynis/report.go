package lynis

import (
	"fmt"
	"strings"
	"time"

	"github.com/steelyard-isms/steelyard/internal/collect"
	"github.com/steelyard-isms/steelyard/internal/fault"
)

// scalar is a key that stands in a report once.
type scalar struct {
	text string
	line int
}

// single are the keys that are read, and stand once.
var single = map[string]bool{
	"report_version_major": true, "lynis_version": true, "hostname": true, "lynis_tests_done": true, "hardening_index": true,
	"report_datetime_start": true, "report_datetime_end": true, "finish": true,
	"package_audit_tool_found": true, "vulnerable_packages_found": true,
}

// report is what has been read so far.
type report struct {
	line      int
	scalars   map[string]scalar
	suggested map[string]bool // by test id
	findings  struct{ warnings, suggestions, vulnerable int }
	warnings  []fault.Field
}

// read takes one line. ended tells whether it was closed by a line feed: an open last line is cut unless it is the one
// that Lynis ends with.
func (r *report) read(text []byte, ended bool) error {
	line := string(text)
	if r.line == 1 && line != heading {
		return fault.InvalidField("this is not a Lynis report", fault.Field{Line: 1,
			Reason: fmt.Sprintf("the first line is not %q", heading), Remedy: "Send the file that Lynis calls lynis-report.dat, not its log"})
	}
	if r.line > 1 && line == heading {
		return r.second()
	}
	if !ended && line != "finish=true" {
		return nil
	}
	key, value, found := strings.Cut(line, "=")
	if !found || strings.HasPrefix(line, "#") {
		return nil // comments, and the rest of values that hold a line feed
	}
	if list, isList := strings.CutSuffix(key, "[]"); isList {
		return r.finding(list, value)
	}
	if !single[key] {
		return nil
	}
	if before, again := r.scalars[key]; again && before.text != value {
		if key == "report_datetime_start" {
			return r.second()
		}
		return fault.InvalidField("the report contradicts itself", fault.Field{Line: r.line, Path: key,
			Reason: fmt.Sprintf("it is given a second time, and differs from line %d", before.line), Remedy: "Run Lynis again"})
	}
	r.scalars[key] = scalar{text: value, line: r.line}
	return nil
}

func (r *report) second() error {
	return fault.InvalidField("there are two reports in the file", fault.Field{Line: r.line,
		Reason: "a second report starts here", Remedy: "Send each report in a file of its own"})
}

func (r *report) finding(list, value string) error {
	switch list {
	case "warning":
		r.findings.warnings++
	case "vulnerable_package":
		r.findings.vulnerable++
	case "suggestion":
		r.findings.suggestions++
		id, _, _ := strings.Cut(value, "|")
		if id == "" || len(id) > 256 {
			return fault.InvalidField("the report is damaged", fault.Field{Line: r.line, Path: "suggestion[]",
				Reason: "the suggestion does not start with the id of a test", Remedy: "Run Lynis again"})
		}
		r.suggested[id] = true
	}
	if max(r.findings.warnings, r.findings.suggestions, r.findings.vulnerable) > maxFindings {
		return &fault.Error{Code: fault.Limited, Message: "the report has too many findings", Fields: []fault.Field{{Line: r.line,
			Reason: fmt.Sprintf("there are more than %d of a kind", maxFindings), Remedy: "See whether this is the report that Lynis wrote"}}}
	}
	return nil
}

// reading turns what was read into values, or says why that cannot be done.
func (r *report) reading(o collect.Options) (collect.Reading, error) {
	if err := r.complete(); err != nil {
		return collect.Reading{}, err
	}
	at, err := r.observedAt(o)
	if err != nil {
		return collect.Reading{}, err
	}
	index, err := r.number("hardening_index", HardeningIndex, 100)
	if err != nil {
		return collect.Reading{}, err
	}
	tests, err := r.number("lynis_tests_done", TestsDone, 1_000_000)
	if err != nil {
		return collect.Reading{}, err
	}
	vulnerable := r.vulnerable()
	return collect.Reading{
		ObservedAt: at,
		Host:       collect.HostName(r.scalars["hostname"].text),
		Items:      r.findings.warnings + r.findings.suggestions,
		Values: collect.Sorted([]collect.Value{
			index, tests, vulnerable,
			collect.Known(Warnings, float64(r.findings.warnings)),
			collect.Known(Suggestions, float64(r.findings.suggestions)),
			collect.Known(SuggestionsDistinct, float64(len(r.suggested))),
		}),
		Warnings: r.warnings,
	}, nil
}

// complete refuses what is no report of a run that carried out its tests to the end.
func (r *report) complete() error {
	if r.line == 0 {
		return fault.InvalidField("this is not a Lynis report", fault.Field{Reason: "the file is empty", Remedy: "Run Lynis again"})
	}
	version, ok := r.scalars["report_version_major"]
	if ok && version.text != "1" {
		return fault.InvalidField("this version of the Lynis report is not supported", fault.Field{Line: version.line, Path: "report_version_major",
			Reason: fmt.Sprintf("the report is of version %q", version.text), Remedy: "Use a release of Lynis that writes version 1"})
	}
	_, ended := r.scalars["report_datetime_end"]
	if finish := r.scalars["finish"].text == "true"; !ok || !ended && !finish {
		return fault.InvalidField("the Lynis report is incomplete", fault.Field{Line: r.line, Path: "report_datetime_end",
			Reason: "the report breaks off here, before the tests were done, so that every count may be too low",
			Remedy: "Let Lynis run to its end, then copy the whole report"})
	}
	if r.scalars["finish"].text != "true" {
		r.warn("finish", "the closing line finish=true is missing: the tests were done, but the end of the report is not there")
	}
	return nil
}

// number reads a whole number from 0 to most. A key that is not there is unknown, with a warning.
func (r *report) number(key, name string, most float64) (collect.Value, error) {
	given, ok := r.scalars[key]
	if !ok {
		r.warn(key, "the report does not give it, so "+name+" is unknown")
		return collect.Unknown(name), nil
	}
	number, ok := collect.ParseDecimal(given.text)
	if !ok || number < 0 || number > most || number != float64(int64(number)) {
		return collect.Value{}, fault.InvalidField("the report is damaged", fault.Field{Line: given.line, Path: key,
			Reason: fmt.Sprintf("%q is not a whole number from 0 to %.0f", collect.Short(given.text), most), Remedy: "Run Lynis again"})
	}
	return collect.Known(name, number), nil
}

// vulnerable counts the packages. None listed means none only where a tool looked: Lynis writes
// vulnerable_packages_found=0 as well when no test of packages could run, and vulnerable_packages_found=1 without names
// where apt-check tells the number of updates but not which.
func (r *report) vulnerable() collect.Value {
	switch {
	case r.findings.vulnerable > 0:
	case r.scalars["vulnerable_packages_found"].text == "1":
		r.warn("vulnerable_packages_found", "Lynis found vulnerable packages but lists none, so "+VulnerablePackages+" is unknown")
		return collect.Unknown(VulnerablePackages)
	case r.scalars["package_audit_tool_found"].text != "1":
		r.warn("package_audit_tool_found", "no tool looked for vulnerable packages, so "+VulnerablePackages+" is unknown; Lynis needs root rights for it")
		return collect.Unknown(VulnerablePackages)
	}
	return collect.Known(VulnerablePackages, float64(r.findings.vulnerable))
}

// observedAt is when the run ended, or began where a whole report does not tell its end. Lynis writes local time without
// a zone.
func (r *report) observedAt(o collect.Options) (time.Time, error) {
	key := "report_datetime_end"
	given, ok := r.scalars[key]
	if !ok {
		key = "report_datetime_start"
		if given, ok = r.scalars[key]; !ok {
			r.warn(key, "the report does not tell when the run was")
			return time.Time{}, nil
		}
		r.warn(key, "the report does not tell when the run ended; its start was taken")
	}
	at, err := time.ParseInLocation("2006-01-02 15:04:05", given.text, o.Location())
	if err != nil {
		f := fault.InvalidField("the report is damaged", fault.Field{Line: given.line, Path: key,
			Reason: fmt.Sprintf("%q is not a time like 2026-03-31 18:00:00", collect.Short(given.text)), Remedy: "Run Lynis again"})
		f.Cause = err
		return time.Time{}, f
	}
	r.warn(key, fmt.Sprintf("the report gives its time without a zone; it was taken as %s", o.Location()))
	return at.UTC(), nil
}

func (r *report) warn(key, reason string) {
	r.warnings = append(r.warnings, fault.Field{Line: r.scalars[key].line, Path: key, Reason: reason})
}
