package service_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/service"
)

// scans are the days about 10 January 2025 of the published web-site scans of a government (GSA Site Scanning), on which the scanner looked at 2 sites of 29,082 and
// found no certificate wrong; and what it looked at again in the days behind.
const scans = `at,question,answer
2025-01-08T13:10:24Z,scanned,29082
2025-01-08T13:10:24Z,wrong,26
2025-01-08T13:10:24Z,redirects,5327
2025-01-09T13:10:24Z,scanned,29082
2025-01-09T13:10:24Z,wrong,26
2025-01-09T13:10:24Z,redirects,5327
2025-01-10T13:10:09Z,scanned,2
2025-01-10T13:10:09Z,wrong,0
2025-01-11T13:08:11Z,scanned,4095
2025-01-11T13:08:11Z,wrong,7
2025-01-14T13:08:54Z,scanned,24877
2025-01-14T13:08:54Z,wrong,27
2025-01-14T13:08:54Z,unreachable,11
`

func scanner(checks string) string {
	value := func(name string) string {
		return fmt.Sprintf("{name: %s, operation: value, column: answer, where: [{column: question, equals: %s}]}", name, name)
	}
	return doc("source", "scans", "Web-site scans", "{unit: enterprise, format: csv, "+checks+"mapping: {rows: each, time: {column: at, format: rfc3339}, values: ["+
		value("scanned")+", "+value("wrong")+", "+value("redirects")+", "+value("unreachable")+"]}}") + measureDoc("wrong-certificates", "source: scans, value: wrong, ")
}

// An outage of the scanner is missing data with its reason, and no improvement; what follows is compared with the last value that passed. Values that begin or end within the file are told of.
func TestAnOutageIsNoImprovement(t *testing.T) {
	for name, dsn := range databases(t) {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, dsn)
			b.must(b.declare(manager, base+scanner("checks: [{value: scanned, fall: 20, holds: [scanned, wrong], because: the scanner was down}], ")))
			got, err := b.Collect(t.Context(), manager, service.NewFile{Source: "scans", Content: strings.NewReader(scans)})
			b.must(err)
			said := strings.Join(got.Run.Reading.Warnings, "\n")
			for _, want := range []string{"2025-01-10T13:10:09Z: scanned fell from 29082 to 2, by more than 20 %: the scanner was down; 2 values of that time are held back",
				"2025-01-11T13:08:11Z: scanned fell from 29082 to 4095", "redirects: ends on 2025-01-09, while the file ends on 2025-01-14", "unreachable: begins on 2025-01-14, while the file begins on 2025-01-08"} {
				if !strings.Contains(said, want) {
					t.Errorf("the run does not say %q:\n%s", want, said)
				}
			}
			v, err := b.View(t.Context(), manager, service.AsOf{})
			b.must(err)
			r, err := v.Record("measure", "wrong-certificates")
			b.must(err)
			m, _ := record.As[measure.Measure](r)
			points, err := v.Points(t.Context(), m, 10)
			b.must(err)
			var read []string
			for _, p := range points {
				text := p.To.Format("02")
				if p.Value == nil {
					text += " missing"
					if !strings.HasPrefix(p.Note, "Held back: scanned fell from 29082") {
						t.Errorf("the value of %s is missing because %q", p.To, p.Note)
					}
				} else {
					text += fmt.Sprint(" ", *p.Value)
				}
				read = append(read, text)
			}
			if got := strings.Join(read, ", "); got != "14 27, 11 missing, 10 missing, 09 26, 08 26" {
				t.Errorf("the values are %s", got)
			}
			// a file of its own is compared with what is known from those before
			again, err := b.Collect(t.Context(), manager, service.NewFile{Source: "scans", Content: strings.NewReader("at,question,answer\n2025-01-15T08:00:00Z,scanned,12\n2025-01-15T08:00:00Z,wrong,0\n")})
			b.must(err)
			if said := strings.Join(again.Run.Reading.Warnings, "\n"); !strings.Contains(said, "scanned fell from 24877 to 12") {
				t.Errorf("the next file is not compared with the one before: %s", said)
			}
		})
	}
}

// What is checked must be there, and be checked for something.
func TestChecksThatCheckNothing(t *testing.T) {
	b := newBench(t, filepath.Join(t.TempDir(), "steelyard.db"))
	b.must(b.declare(manager, base))
	for checks, want := range map[string]string{
		"checks: [{value: scanned}], ":                              "nothing is checked",
		"checks: [{value: other, at_least: 1}], ":                   "is not a value of the mapping: other",
		"checks: [{value: scanned, at_least: 1, holds: [other]}], ": "is not a value of the mapping: other",
		"checks: [{value: scanned, at_least: 2, at_most: 1}], ":     "is more than at_most",
		"checks: [{value: scanned, fall: 101}], ":                   "fall",
	} {
		if err := b.declare(manager, scanner(checks)); !strings.Contains(fmt.Sprint(fault.Of(err).Fields), want) {
			t.Errorf("%s is answered with %v, where %q was to be said", checks, err, want)
		}
	}
}
