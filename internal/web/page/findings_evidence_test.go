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
	return append(append(append(cases, sourceFindings()...), runFindings()...), append(fileFindings(), pointFindings()...)...)
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
	value := func(name string, now, was float64) page.RunValue {
		v := page.RunValue{Name: name, Measure: page.Ref{Name: "M"}, Value: percent(now)}
		if was > 0 {
			v.Was = percent(was)
		}
		return v
	}
	empty := page.RunValue{Name: "b", Measure: page.Ref{Name: "M"}, Missing: "empty in the file"}
	unread := page.RunValue{Name: "c", Value: percent(5), Was: percent(4)}
	of := func(name string, p page.Run, reads string, keys ...words.Key) said {
		p.Frame, p.Ref, p.Source, p.At = frame(), page.Ref{Name: "Run 412"}, page.Ref{Name: "Scanner"}, morning
		return said{"run " + name, p, reads, keys, nil}
	}
	before := page.RunBefore{Ref: page.Ref{Name: "Run 411"}, At: on(2026, 9, 3)}
	const one, two = "On 3 Oct 2026 04:00 UTC, Scanner brought 1 value, which is recorded.", "On 3 Oct 2026 04:00 UTC, Scanner brought 2 values, all recorded."
	return []said{
		of("complete", page.Run{Recorded: 2, Values: []page.RunValue{value("a", 1, 0), value("b", 2, 0)}}, two+" No run of this source was recorded before.", "run.finding.ok", "run.finding.first"),
		of("with one value", page.Run{Recorded: 1, Values: []page.RunValue{value("a", 1, 0)}}, one+" No run of this source was recorded before.", "run.finding.ok", "run.finding.first"),
		of("with an empty value", page.Run{State: page.Partial, Recorded: 1, Values: []page.RunValue{value("a", 1, 0), empty}}, "On 3 Oct 2026 04:00 UTC, Scanner brought 1 value that is recorded; 1 had no figure. No run of this source was recorded before.", "run.finding.partial", "run.finding.first"),
		of("with other values than before", page.Run{Recorded: 1, Before: before, Values: []page.RunValue{value("a", 1, 0), unread}}, one+" None of its values that feed measures was in Run 411 of 3 Sep 2026 too.", "run.finding.ok", "run.finding.uncompared"),
		of("with the same value", page.Run{Recorded: 1, Before: before, Values: []page.RunValue{value("a", 1, 1), unread}}, one+" The value that feeds a measure is the same as in Run 411 of 3 Sep 2026.", "run.finding.ok", "run.finding.same"),
		of("with the same values", page.Run{Recorded: 2, Before: before, Values: []page.RunValue{value("a", 1, 1), value("b", 2, 2)}}, two+" All 2 values that feed measures are the same as in Run 411 of 3 Sep 2026.", "run.finding.ok", "run.finding.same"),
		of("with another value", page.Run{Recorded: 1, Before: before, Values: []page.RunValue{value("a", 1, 2)}}, one+" Against Run 411 of 3 Sep 2026, the value that feeds a measure has changed.", "run.finding.ok", "run.finding.changed-only"),
		of("with one other value", page.Run{Recorded: 2, Before: before, Values: []page.RunValue{value("a", 1, 2), value("b", 2, 2)}}, two+" Against Run 411 of 3 Sep 2026, 1 of 2 values that feed measures has changed.", "run.finding.ok", "run.finding.changed"),
		of("with two other values", page.Run{Recorded: 2, Before: before, Values: []page.RunValue{value("a", 1, 2), value("b", 2, 3)}}, two+" Against Run 411 of 3 Sep 2026, 2 of 2 values that feed measures have changed.", "run.finding.ok", "run.finding.changed"),
		of("with nothing", page.Run{}, "On 3 Oct 2026 04:00 UTC, Scanner brought a file in which there is nothing to record.", "run.finding.none"),
		of("with the same file", page.Run{State: page.Repeated}, "On 3 Oct 2026 04:00 UTC, Scanner brought the same file as before; nothing was recorded.", "run.finding.repeated"),
		of("that failed", page.Run{State: page.Failed, Failure: "line 1 has no column named value."}, "On 3 Oct 2026 04:00 UTC, the file of Scanner could not be read: line 1 has no column named value.", "run.finding.failed"),
	}
}

// fileFindings say how a raw file came here and how much of it is shown.
func fileFindings() []said {
	of := func(name string, p page.File, reads string, keys ...words.Key) said {
		p.Frame, p.ReceivedAt = frame(), morning
		return said{"file " + name, p, reads, keys, nil}
	}
	run := page.RunRow{Ref: page.Ref{Name: "Run 412"}, Source: page.Ref{Name: "Scanner"}, Points: 2}
	lines := func(shown, total int, counted bool) page.Content {
		c := page.Content{Total: total, Counted: counted}
		for i := range shown {
			c.Lines = append(c.Lines, page.Line{Number: i + 1, Text: "x"})
		}
		return c
	}
	rows := func(shown, total int, counted bool) page.Content {
		c := page.Content{Total: total, Counted: counted, Header: []page.Cell{{Text: "name"}}, Columns: 1}
		for i := range shown {
			c.Rows = append(c.Rows, page.ContentRow{Line: i + 2, Cells: []page.Cell{{Text: "x"}}})
		}
		return c
	}
	const sent = "This file was sent on 3 Oct 2026 04:00 UTC."
	shows := func(name string, c page.Content, reads string, key words.Key) said {
		return of(name, page.File{Content: c}, sent+" "+reads, "file.finding.sent", key)
	}
	return []said{
		of("of one run", page.File{Runs: []page.RunRow{run}, Content: lines(1, 1, true)}, "Scanner brought this file on 3 Oct 2026 04:00 UTC. Run 412 read 2 values from it. Its only line is shown below.", "file.finding.run", "file.finding.lines-all"),
		of("of two runs", page.File{Runs: []page.RunRow{run, run}, Content: lines(1, 1, true)}, "2 runs read this file, which came first on 3 Oct 2026 04:00 UTC. Its only line is shown below.", "file.finding.runs", "file.finding.lines-all"),
		of("that records name", page.File{NamedBy: []page.Ref{{Name: "A"}, {Name: "B"}}, Content: lines(1, 1, true)}, "This file was sent on 3 Oct 2026 04:00 UTC and is named by A and B. Its only line is shown below.", "file.finding.named", "file.finding.lines-all"),
		of("of values", page.File{ValuesOf: []page.Ref{{Name: "A"}}, Content: page.Content{Shown: "/x", Image: true}}, "This file was sent on 3 Oct 2026 04:00 UTC and shows where values of A come from. It is an image, and shown below.", "file.finding.values", "file.finding.image"),
		of("of many values", page.File{ValuesOf: []page.Ref{{Name: "A"}, {Name: "B"}}, Content: page.Content{Shown: "/x"}}, "This file was sent on 3 Oct 2026 04:00 UTC and shows where values of 2 measures come from, among them A and B. It is a PDF, and shown below.", "file.finding.values", "file.finding.pdf"),
		shows("of three lines", lines(3, 3, true), "All its 3 lines are shown below.", "file.finding.lines-all"),
		shows("of many lines", lines(2, 1204, true), "The first 2 of 1,204 lines are shown below.", "file.finding.lines"),
		shows("of lines without end", lines(2, 1204, false), "The first 2 of more than 1,204 lines are shown below.", "file.finding.lines-more"),
		shows("of a heading", rows(0, 0, true), "It has a heading and no rows.", "file.finding.rows-none"),
		shows("of one row", rows(1, 1, true), "Its only row is shown below.", "file.finding.rows-all"),
		shows("of many rows", rows(2, 1204, true), "The first 2 of 1,204 rows are shown below.", "file.finding.rows"),
		shows("of rows without end", rows(2, 1204, false), "The first 2 of more than 1,204 rows are shown below.", "file.finding.rows-more"),
		shows("that is no text", page.Content{Binary: true}, "It is not text, so that it is not shown here.", "file.finding.binary"),
		shows("that is empty", page.Content{Counted: true}, "It is empty.", "file.finding.empty"),
		shows("that cannot be shown", page.Content{Stopped: "its archive is broken"}, "Its content cannot be shown; the reason stands below.", "file.finding.nothing"),
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
		of("it is only counted", page.Score{}, page.Score{Counted: true}, "Doors is only counted, for the formulas of other measures: no value of it is good or bad. What is known of it stands below.", "why.finding.counted"),
		{"why of a unit alone", page.Why{Frame: frame(), Ref: page.Ref{Code: "S-01", Name: "Card"}, Kind: "scorecard", Within: "Grid operations", Then: good, Score: good, Since: on(2026, 8, 30)},
			"Card scores 72.8 good on 30 Sep 2026, as on 30 Aug 2026. Only what belongs to Grid operations and the units below it counts here; the score of all units together is another figure.", []words.Key{"why.finding.same", "why.finding.within"}, nil},
		of("it is gone", good, page.Score{}, "Doors has no score on 30 Sep 2026. What is missing stands below.", "why.finding.none"),
	}
}
