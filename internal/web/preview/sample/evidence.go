package sample

import "github.com/steelyard-isms/steelyard/internal/web/page"

var training = page.Ref{Code: "S-02", Name: "Learning platform", Path: page.PathEvidence + "/sources/learning"}

func runs() []page.RunRow {
	return []page.RunRow{
		{Ref: run(412), Source: scanner, At: at(2026, 10, 3, 4, 0), By: "Schedule", State: page.Partial, Points: 2, Warnings: 2, File: page.Ref{Name: "kev-2026-09.csv", Path: "/evidence/files/table"}, SHA256: "9f2c7d1be0a84411c9a0d5b3e77a1c0c5d2f0e6b8a9143f27b60d1e4c3aa71e0"},
		{Ref: run(411), Source: scanner, At: at(2026, 9, 3, 4, 0), By: "Schedule", State: page.Succeeded, Points: 3},
		{Ref: run(410), Source: training, At: at(2026, 8, 30, 9, 15), By: "Ines Carvalho", State: page.Repeated},
		{Ref: run(409), Source: scanner, At: at(2026, 8, 3, 4, 0), By: "Schedule", State: page.Failed},
	}
}

// Evidence is the list of sources and runs.
func Evidence(f page.Frame) page.Evidence {
	return page.Evidence{Frame: f, Runs: runs(), Sources: []page.SourceRow{
		{Ref: scanner, Format: "CSV", Owner: "Lukas Brandt", State: page.Partial, LastRun: runs()[0], NextDue: day(2026, 11, 7), Measures: 3},
		{Ref: training, Format: "JSON", Owner: "Ines Carvalho", State: page.Succeeded, LastRun: runs()[2], NextDue: day(2026, 11, 30), Measures: 2},
		{Ref: page.Ref{Code: "S-11", Name: "Incident register", Path: page.PathEvidence + "/sources/incidents"}, Format: "CSV", Owner: "Amal Haddad", State: page.NeverRun, Measures: 1},
	}}
}

// Source is the scanner's export.
func Source(f page.Frame) page.Source {
	return page.Source{
		Frame: f, Ref: scanner, State: page.Partial, Purpose: "Monthly count of exploited vulnerabilities due and fixed", Format: "CSV, one value a line",
		Schedule: "monthly, by the 7th", NextDue: day(2026, 11, 7), Owner: "Lukas Brandt", Classification: "internal", Retention: "three years", ObservedAt: day(2026, 9, 30),
		Measures: []page.SourceValue{
			{Names: []string{"kev_fixed_within_14d"}, Measure: fixed, Now: page.Figure{Value: v(83.9), Unit: "%"}, NowAt: day(2026, 9, 30), Data: page.Known, Score: page.Score{Text: "60.5", Band: page.Watch}, CountsFor: []page.Ref{objective("O-07", "Remediate exploited vulnerabilities fast")}},
			{Names: []string{"kev_exposure_median_days", "kev_exposure_hosts"}, Measure: exposure, Now: page.Figure{Unit: "days", Last: v(9)}, NowAt: day(2026, 6, 30), Data: page.Expired}},
		Checks: []page.SourceCheck{{Value: "hosts_seen", AtLeast: v(900), Fall: v(20), Because: "The scanner has lost sight of hosts"},
			{Value: "kev_exposure_hosts", AtMost: v(1200), Rise: v(300), Holds: []string{"kev_exposure_median_days", "kev_exposure_hosts"}}}, Edit: scanner.Path + "/edit#f-spec-checks",
		Runs:    []page.RunRow{runs()[0], runs()[1], runs()[3]},
		History: []page.Revision{{At: at(2024, 10, 2, 8, 0), By: "Lukas Brandt", Summary: "Source declared.", Entry: 30}},
	}
}

// Run is the last run of the scanner: one value is empty, one feeds nothing.
func Run(f page.Frame) page.Run {
	return page.Run{
		Frame: f, Ref: run(412), Source: scanner, State: page.Partial, At: at(2026, 10, 3, 4, 0), By: "Schedule", Format: "CSV", Host: "scanner-2",
		File:     page.RawFile{Name: "kev-2026-09.csv", SHA256: "9f2c7d1be0a84411c9a0d5b3e77a1c0c5d2f0e6b8a9143f27b60d1e4c3aa71e0", Bytes: 291144, Classification: "internal", Path: page.PathEvidence + "/runs/412/raw"},
		Recorded: 2, Items: 1284, Before: page.RunBefore{Ref: run(411), At: at(2026, 9, 3, 4, 0), Items: 1290, Gone: []string{"scan_errors"}},
		Entry: 1036, LeafHash: "1c0c5d2f0e6b8a9143f27b60d1e4c3aa71e09f2c7d1be0a84411c9a0d5b3e77a",
		Values: []page.RunValue{
			{Name: "kev_fixed_within_14d", Measure: fixed, From: day(2026, 9, 1), To: day(2026, 9, 30), Value: page.Figure{Value: v(83.9), Unit: "%"}, Was: page.Figure{Value: v(82.6), Unit: "%"}, CountsFor: []page.Ref{objective("O-07", "Remediate exploited vulnerabilities fast")}, Sample: n(124), Point: page.Ref{Name: "Point 77120", Path: page.PathEvidence + "/points/77120"}},
			{Name: "kev_exposure_median_days", Measure: exposure, From: day(2026, 9, 1), To: day(2026, 9, 30), Missing: "empty in the file", Warning: "The column is there, the cell is not filled."},
			{Name: "scan_hosts", To: day(2026, 9, 30), Value: page.Figure{Value: v(1284)}, Was: page.Figure{Value: v(1284)}},
		},
		Warnings: []page.Warning{{Place: "line 14", Text: "The value kev_exposure_median_days is empty."}, {Text: "One value feeds no measure."}},
	}
}

// FailedRun is one whose file could not be read, and has been purged since.
func FailedRun(f page.Frame) page.Run {
	return page.Run{Frame: f, Ref: run(409), Source: scanner, State: page.Failed, At: at(2026, 8, 3, 4, 0), By: "Schedule", Format: "CSV",
		File:    page.RawFile{Name: "kev-2026-07.csv", SHA256: "00aa7d1be0a84411c9a0d5b3e77a1c0c5d2f0e6b8a9143f27b60d1e4c3aa71ff", Bytes: 0, Path: page.PathEvidence + "/runs/411/raw"},
		Failure: "line 1 has no column named value."}
}

// Point is a value that was corrected twice.
func Point(f page.Frame) page.Point {
	return page.Point{
		Frame: f, Measure: fixed, From: day(2026, 6, 1), To: day(2026, 6, 30), Unit: "%", Feeds: []page.Ref{objective("O-07", "Remediate exploited vulnerabilities fast")}, Computed: []page.Ref{measure("M-047", "Vulnerabilities within their time, of all units")},
		Versions: []page.PointVersion{
			{Value: v(78.3), Sample: n(116), RecordedAt: at(2026, 7, 20, 10, 2), Entry: 866, Run: page.Ref{}, By: "Lukas Brandt", Why: "Two gateways were counted twice", Counts: true},
			{Missing: "withdrawn while it was checked", RecordedAt: at(2026, 7, 18, 16, 40), Entry: 861, By: "Lukas Brandt", Why: "Count under review"},
			{Value: v(79.1), Sample: n(118), RecordedAt: at(2026, 7, 3, 4, 0), Entry: 850, Batch: "77ab7d1be0a84411c9a0d5b3e77a1c0c5d2f0e6b8a9143f27b60d1e4c3aa0110", Run: run(409), By: "Schedule"},
		},
	}
}

// Choose is the people of the demonstration.
func Choose(f page.Frame) page.Choose {
	f.Person, f.Demo = nil, true
	return page.Choose{Frame: f, Next: page.PathScorecard, People: []page.DemoPerson{
		{UID: "01", Name: "Marta Lindqvist", Role: "Executive", For: "One page that is true"},
		{UID: "02", Name: "Kari Solberg", Role: "ISMS manager", For: "Where we stand, what slipped, what to decide"},
		{UID: "03", Name: "Jonas Eide", Role: "Internal auditor", For: "Proof, history, figures as of a date"},
	}}
}

// SignIn is the form after a wrong attempt.
func SignIn(f page.Frame) page.SignIn {
	f.Person = nil
	return page.SignIn{Frame: f, Name: "kari", Next: page.PathScorecard, Refused: true, Choose: true}
}

// Problems are the pages of failures, by the last part of their address.
func Problems(f page.Frame) map[string]page.Problem {
	anonymous := f
	anonymous.Person = nil
	withheld := f
	withheld.NoFigures = true
	return map[string]page.Problem{
		"withheld":    {Frame: withheld, Kind: page.ProblemForbidden, Instead: true, Message: "With the role Employee you may not see measures."},
		"not-found":   {Frame: f, Kind: page.ProblemNotFound},
		"forbidden":   {Frame: f, Kind: page.ProblemForbidden, Message: "the role collector may not read a person: the rule collectors-see-no-people forbids it"},
		"unavailable": {Frame: f, Kind: page.ProblemUnavailable, Code: "01K9ZQ4T6N", Retry: page.PathScorecard},
		"internal":    {Frame: anonymous, Kind: page.ProblemInternal, Code: "01K9ZQ4T6P"},
	}
}
