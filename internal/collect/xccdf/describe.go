package xccdf

import (
	"fmt"

	"github.com/steelyard-isms/steelyard/internal/collect"
)

// Describe says what the results of a scan give.
func (Format) Describe() collect.Description {
	return collect.Description{
		Title: "XCCDF",
		What:  "results of a configuration scan: XCCDF 1.1 and 1.2, ARF 1.1",
		Reads: "Reads XCCDF 1.2 (`" + Namespace + "`) and 1.1: a `Benchmark` with results, or a `TestResult` alone; and ARF 1.1, the\n" +
			"`asset-report-collection` around all that a scan asked and found, of which the one `TestResult` among the reports is read. The format is called\n" +
			"`xccdf` for all of them, and the values have the same names. Make it with:\n\n```sh\n" +
			"oscap xccdf eval --profile PROFILE --results results.xml BENCHMARK\noscap xccdf eval --profile PROFILE --results-arf arf.xml BENCHMARK\n```\n\n" +
			"`oscap` exits with 2 when a rule failed. That is a result and no error.",
		Values: []collect.Meaning{
			{Name: "pass", Unit: "count", Says: "rules that held"},
			{Name: "fail", Unit: "count", Says: "rules that did not hold"},
			{Name: FailHigh, Unit: "count", Says: "failed rules of severity high: of the rule-result, else of the Rule"},
			{Name: FailMedium, Unit: "count", Says: "failed rules of severity medium"},
			{Name: FailLow, Unit: "count", Says: "failed rules of severity low"},
			{Name: "fixed", Unit: "count", Says: "rules that did not hold and were put right by the scan"},
			{Name: "error", Unit: "count", Says: "rules whose check did not work"},
			{Name: "unknown", Unit: "count", Says: "rules of which the check cannot tell"},
			{Name: "informational", Unit: "count", Says: "rules that only inform"},
			{Name: "notchecked", Unit: "count", Says: "rules for which there is no check"},
			{Name: "notapplicable", Unit: "count", Says: "rules that do not apply to the host"},
			{Name: "notselected", Unit: "count", Says: "rules that the profile leaves out"},
			{Name: Score, Unit: "0–100, more is better", Says: "as the scanner reports it",
				Null: "no rule was scored, that is all are `notapplicable`, `notselected`, `notchecked` or `informational`: the scanner then writes 0 and means *no data*; or the file has no score of the default model"},
		},
		Items: "rule results",
		Notes: []collect.Note{
			{Head: "Score", Says: "The score of the model `urn:xccdf:scoring:default`, divided by its maximum. It follows the hierarchy and weights\nof the benchmark: it is not pass ÷ (pass + fail), and cannot be had from the counts."},
			{Head: "Severity", Says: "Rules of severity `info` or `unknown` count in `fail` only; a warning tells how many."},
			{Head: "Host", Says: "The first `target` of the result."},
			{Head: "Time", Says: "`end-time` of the result, else `start-time`. Of several results in a file the last by time is read, with a warning."},
		},
		Refused: "benchmarks and reports without results; ARF with several results: send a file for each asset; SCAP data streams and other versions, by name; two versions of XCCDF in one result; document types and entities; " +
			"encodings other than UTF-8; outcomes that XCCDF does not know; scores outside their range",
		Warned: "several results in a file; failed rules without a severity that counts; a time without a zone; a score that is `null`",
		Limits: fmt.Sprintf("Elements nested %d deep; %d rules.", maxDepth, maxRules),
		Examples: []collect.Example{
			{File: "debian12-standard-arf.xml.gz"}, {File: "debian12-anssi_bp28_minimal-xccdf.xml.gz", Says: "The same host by another profile, as XCCDF:"},
		},
	}
}
