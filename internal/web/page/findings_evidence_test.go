package page_test

import (
	"time"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// morning is when the runs of these cases were recorded.
var morning = time.Date(2026, 10, 3, 4, 0, 0, 0, time.UTC)

func evidenceFindings() []said {
	source := func(name string, s page.RunState) page.SourceRow {
		return page.SourceRow{Ref: page.Ref{Name: name}, State: s}
	}
	cases := []said{
		{"the only source delivers", page.Evidence{Frame: frame(), Sources: []page.SourceRow{source("Scanner", page.Succeeded)}}, "The only source delivers as declared.", []words.Key{"evidence.finding.all"}, nil},
		{"all sources deliver", page.Evidence{Frame: frame(), Sources: []page.SourceRow{source("Scanner", page.Succeeded), source("Training", page.Repeated)}}, "All 2 sources deliver as declared.", []words.Key{"evidence.finding.all"}, nil},
		{"some sources do not", page.Evidence{Frame: frame(), Sources: []page.SourceRow{source("A", page.Succeeded), source("B", page.Partial), source("C", page.Overdue), source("D", page.Failed), source("E", page.NeverRun)}},
			"1 of 5 sources delivers as declared. To look at: B, C, D and E.", []words.Key{"evidence.finding.some"}, nil},
		{"no source", page.Evidence{Frame: frame()}, "", nil, nil},
	}
	return append(append(append(cases, sourceFindings()...), runFindings()...), pointFindings()...)
}

func sourceFindings() []said {
	of := func(name string, s page.RunState, values int, reads string, key words.Key) said {
		p := page.Source{Frame: frame(), Ref: page.Ref{Name: "Scanner"}, State: s, NextDue: on(2026, 11, 7), Runs: []page.RunRow{{Ref: page.Ref{Name: "Run 412"}, At: morning, State: s, Points: values}}}
		return said{"source " + name, p, reads, []words.Key{key}, nil}
	}
	return []said{
		of("complete", page.Succeeded, 3, "Run 412 recorded 3 values on 3 Oct 2026 04:00 UTC.", "source.finding.ok"),
		of("with one value", page.Succeeded, 1, "Run 412 recorded 1 value on 3 Oct 2026 04:00 UTC.", "source.finding.ok"),
		of("with empty values", page.Partial, 2, "Run 412 recorded 2 values on 3 Oct 2026 04:00 UTC; some were empty.", "source.finding.partial"),
		of("overdue", page.Overdue, 2, "The next run was due by 7 Nov 2026. Run 412 recorded 2 values on 3 Oct 2026 04:00 UTC.", "source.finding.overdue"),
		of("failed", page.Failed, 0, "Run 412 failed on 3 Oct 2026 04:00 UTC.", "source.finding.failed"),
		of("with the same file", page.Repeated, 0, "Run 412 on 3 Oct 2026 04:00 UTC brought the same file as before; nothing was recorded.", "source.finding.repeated"),
		{"source without a run", page.Source{Frame: frame(), Ref: page.Ref{Name: "Scanner"}}, "This source has not delivered yet.", []words.Key{"source.finding.never"}, nil},
	}
}

func runFindings() []said {
	full, empty := page.RunValue{Name: "a", Value: percent(1)}, page.RunValue{Name: "b", Missing: "empty in the file"}
	of := func(name string, p page.Run, reads string, key words.Key) said {
		p.Frame, p.Ref, p.Source, p.At = frame(), page.Ref{Name: "Run 412"}, page.Ref{Name: "Scanner"}, morning
		return said{"run " + name, p, reads, []words.Key{key}, nil}
	}
	return []said{
		of("complete", page.Run{Values: []page.RunValue{full, full}}, "On 3 Oct 2026 04:00 UTC, Scanner brought 2 values, all recorded.", "run.finding.ok"),
		of("with one value", page.Run{Values: []page.RunValue{full}}, "On 3 Oct 2026 04:00 UTC, Scanner brought 1 value, which is recorded.", "run.finding.ok"),
		of("with an empty value", page.Run{State: page.Partial, Values: []page.RunValue{full, empty}}, "On 3 Oct 2026 04:00 UTC, Scanner brought 1 value that is recorded; 1 had no figure.", "run.finding.partial"),
		of("with the same file", page.Run{State: page.Repeated}, "On 3 Oct 2026 04:00 UTC, Scanner brought the same file as before; nothing was recorded.", "run.finding.repeated"),
		of("that failed", page.Run{State: page.Failed, Failure: "line 1 has no column named value."}, "On 3 Oct 2026 04:00 UTC, the file of Scanner could not be read: line 1 has no column named value.", "run.finding.failed"),
	}
}

func pointFindings() []said {
	of := func(name, reads string, key words.Key, versions ...page.PointVersion) said {
		p := page.Point{Frame: frame(), Measure: page.Ref{Name: "Fixed"}, From: on(2026, 6, 1), To: on(2026, 6, 30), Unit: "%", Versions: versions}
		return said{"point " + name, p, reads, []words.Key{key}, nil}
	}
	later := page.PointVersion{Value: pointer(79.1)}
	return []said{
		of("with a value", "For Jun 2026, Fixed is recorded as 78.3%, in 1 version.", "point.finding.value", page.PointVersion{Value: pointer(78.3), Counts: true}),
		of("corrected", "For Jun 2026, Fixed is recorded as 78.3%, in 2 versions.", "point.finding.value", later, page.PointVersion{Value: pointer(78.3), Counts: true}),
		of("withdrawn", "For Jun 2026, Fixed is recorded as empty (counted twice), in 2 versions.", "point.finding.empty", page.PointVersion{Missing: "counted twice", Counts: true}, later),
		of("not known yet", "For Jun 2026, no value of Fixed was known on 30 Sep 2026.", "point.finding.unknown", later),
	}
}

func whyFindings() []said {
	of := func(name string, then, now page.Score, reads string, key words.Key) said {
		p := page.Why{Frame: frame(), Ref: page.Ref{Code: "O-1", Name: "Doors"}, Kind: "objective", Then: then, Score: now, Since: on(2026, 8, 30)}
		return said{"why " + name, p, reads, []words.Key{key}, nil}
	}
	watch, good := page.Score{Text: "68.9", Band: page.Watch}, page.Score{Text: "72.8", Band: page.Good}
	return []said{
		of("it changed", watch, good, "Doors went from 68.9 watch on 30 Aug 2026 to 72.8 good on 30 Sep 2026.", "why.finding.changed"),
		of("it did not", good, good, "Doors scores 72.8 good on 30 Sep 2026, as on 30 Aug 2026.", "why.finding.same"),
		of("it is new", page.Score{}, good, "Doors had no score on 30 Aug 2026. On 30 Sep 2026 it is 72.8 good.", "why.finding.new"),
		of("it is gone", good, page.Score{}, "Doors has no score on 30 Sep 2026. What is missing stands below.", "why.finding.none"),
	}
}
