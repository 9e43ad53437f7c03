package page_test

import (
	"time"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

func reportFindings() []said {
	day := func(m time.Month, d int) time.Time { return time.Date(2026, m, d, 0, 0, 0, 0, time.UTC) }
	row := func(band page.Band, moved float64) page.Told {
		r := page.Told{Ref: page.Ref{Name: "Patched in time", Code: "M-03", Path: "/measures/M-03"}, Then: page.PastValue{Moved: moved}}
		if r.Score.Band = band; band != "" {
			r.Score.Text, r.Then.Score.Text = "70", "60"
		}
		return r
	}
	report := func(rows ...page.Told) page.Report {
		return page.Report{Of: "Ingrid Aas", Groups: []page.ReportGroup{{Every: "P3M", Rows: rows[:1]}, {Rows: rows[1:]}}}
	}
	published := func(r page.Told, differs bool) page.Told {
		r.Then.Published = &page.PublishedPast{Period: page.Ref{Name: "Second quarter"}, Differs: differs}
		return r
	}
	return []said{
		{name: "nobody is told who may be seen", page: page.Reports{Frame: page.Frame{Narrowed: true}, All: 4}, reads: "Nobody whom you may see is named for whom anything is measured that you may see.", forms: []words.Key{"reports.finding.nobody-seen"}},
		{name: "nobody is told", page: page.Reports{All: 4}, reads: "Nobody is named for whom anything is measured.", forms: []words.Key{"reports.finding.nobody"}},
		{name: "one is told, without a period", page: page.Reports{All: 4, Measures: 2, Rows: []page.ReportRow{{Ref: page.Ref{Name: "Ingrid Aas"}}}}, reads: "1 person is told of 2 of 4 measures.", forms: []words.Key{"reports.finding.people"}},
		{name: "two are told", page: page.Reports{All: 4, Measures: 2, Rows: []page.ReportRow{{Ref: page.Ref{Name: "Ingrid Aas"}, Next: day(12, 31)}, {Ref: page.Ref{Name: "Erik Sand"}, Next: day(11, 30)}}},
			reads: "2 people are told of 2 of 4 measures. Next ends a period of Erik Sand, on 30 Nov 2026.", forms: []words.Key{"reports.finding.people", "reports.finding.next"}},
		{name: "nothing is told", page: page.Report{Of: "Ingrid Aas"}, reads: "No measure names this person as one for whom it is measured.", forms: []words.Key{"report.finding.nothing"}},
		{name: "all as before", page: report(row(page.Good, 0)), reads: "1 measure is reported: 1 good, 0 to watch, 0 to act on.", forms: []words.Key{"report.finding.stand"}},
		{name: "better alone", page: report(row(page.Good, 2), row(page.Watch, 0), row("", 0)), reads: "3 measures are reported: 1 good, 1 to watch, 0 to act on. 1 has no value that counts. Since their last periods ended, 1 became better and none worse.",
			forms: []words.Key{"report.finding.stand", "report.finding.silent", "report.finding.better"}},
		{name: "one was published otherwise", page: report(published(row(page.Good, 0), true), published(row(page.Good, 0), false)), reads: "2 measures are reported: 2 good, 0 to watch, 0 to act on. 1 figure at the end of a closed period was published otherwise than it is known now.",
			forms: []words.Key{"report.finding.stand", "report.finding.published"}},
		{name: "one became worse", page: report(row(page.Good, 2), row(page.Act, -4)), reads: "2 measures are reported: 1 good, 0 to watch, 1 to act on. Since their last periods ended, 1 became better and 1 worse, most of all Patched in time.",
			forms: []words.Key{"report.finding.stand", "report.finding.moved"}},
	}
}
