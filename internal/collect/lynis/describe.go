package lynis

import (
	"fmt"

	"github.com/steelyard-isms/steelyard/internal/collect"
)

// Describe says what a report of Lynis gives.
func (Format) Describe() collect.Description {
	return collect.Description{
		Title: "Lynis",
		What:  "report of a host audit, `lynis-report.dat`",
		Reads: "Reads report version 1, as Lynis 2 and 3 write it. Run `lynis audit system` as root and send `/var/log/lynis-report.dat`.",
		Values: []collect.Meaning{
			{Name: HardeningIndex, Unit: "0–100, more is better", Says: "Lynis's own index", Null: "the report lacks the line"},
			{Name: Warnings, Unit: "count", Says: "warnings that were given"},
			{Name: Suggestions, Unit: "count", Says: "suggestions that were given"},
			{Name: SuggestionsDistinct, Unit: "count", Says: "different tests among them"},
			{Name: TestsDone, Unit: "count", Says: "tests that were carried out", Null: "the report lacks the line"},
			{Name: VulnerablePackages, Unit: "count", Says: "installed packages with a known vulnerability or security update",
				Null: "no tool looked (Lynis needs root rights for it), or it found some and lists none"},
		},
		Items: "warnings + suggestions",
		Notes: []collect.Note{
			{Head: "Host", Says: "`hostname`."},
			{Head: "Time", Says: "The end of the run, or its start where a whole report gives no end. Lynis writes local time without a zone: it is\ntaken in the zone that the source declares, else as UTC, always with a warning."},
			{Head: "Cut reports", Says: "Lynis writes while it works. A report without `report_datetime_end` (and without the closing\n`finish=true`) was broken off before the tests were done. Every count may be too low, and it is refused. A report that has\nthe first and lacks the second has all findings: they are given with a warning, what was to follow is `null`."},
			{Head: "No checksum", Says: "A digit that was changed on the way shows nowhere: the number that is read is the number that is written. Send the report packed where the way is not safe."},
		},
		Refused: "reports that were broken off; two reports in one file; later versions; an index that is not from 0 to 100; keys that stand twice and differ; suggestions without a test",
		Warned:  "a time without a zone; a report that lacks its last lines; each value that is `null`",
		Limits:  fmt.Sprintf("%d MiB a line, %d findings of a kind.", maxLine>>20, maxFindings),
		Examples: []collect.Example{
			{File: "lynis-report.dat"},
		},
	}
}
