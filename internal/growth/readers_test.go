package growth_test

import (
	"fmt"
	"slices"
	"syscall"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// How readers are modelled. People look at a page before they open the next: each of the twenty waits for any time up to looks, half of it on
// average, once an answer is there. That is twenty pages a second for all of them, of one kind or of all in turn.
const (
	readers   = 20
	looks     = 2 * time.Second
	eachReads = 3 // times of one kind, each reader, in a turn of the benchmark
)

// What 99 of 100 answers take at most (goals; nothing fails by them: the machine that measures is not the one that serves).
const (
	goalPage = 60 * time.Millisecond
	goalFind = 50 * time.Millisecond
	goalList = 80 * time.Millisecond
	goalFile = 0 // a file is made of every row; what it costs is told
)

// read is a page that people work in.
type read struct {
	name, who, path string
	goal            time.Duration
}

// floorPages answer with next to nothing: what is the least that an answer can take here, with and without who asks, a frame, its words.
var floorPages = []read{{"health", "", "/healthz", 0}, {"keys", "auditor", "/keys", goalPage}}

var readPages = []read{
	{"scorecard", "auditor", "/scorecards/card", goalPage},
	{"scorecard, what lags", "auditor", "/scorecards/card?show=attention", goalPage},
	{"scorecard of a unit", "auditor", "/scorecards/card?scope=u-1", goalPage},
	{"scorecard beside an earlier day", "auditor", "/scorecards/card?compare=2025-01-10", goalPage},
	{"scorecard of an earlier day", "auditor", "/scorecards/card?as_of=2025-01-10", goalPage},
	{"objective", "auditor", "/objectives/o-1", goalPage},
	{"objective, to whoever may change it", "manager", "/objectives/o-1", goalPage},
	{"why a score", "auditor", "/why/scorecard/card", goalPage},
	{"measure", "auditor", "/measures/m-1", goalPage},
	{"record with a discussion", "manager", "/initiatives/i-000001", goalPage},
	{"discussion alone", "manager", "/initiatives/i-000001/notes", goalPage},
	{"record changed a hundred times", "auditor", "/people/changed", goalPage},
	{"edit an objective", "manager", "/objectives/o-1/edit", goalPage},
	{"edit a measure", "manager", "/measures/m-1/edit", goalPage},
	{"new objective", "manager", "/objectives/new", goalPage},
	{"new action", "manager", "/actions/new", goalPage},
	{"moves", "manager", "/objectives/o-1/moves", goalPage},
	{"strategy map", "auditor", "/strategy-map", goalPage},
	{"cascade", "auditor", "/strategy-map/cascade", goalPage},
	{"units", "auditor", "/units", goalPage},
	{"units on two days", "auditor", "/units?compare=2025-01-10", goalPage},
	{"unit", "auditor", "/units/u-1", goalPage},
	{"values", "manager", "/values", goalPage},
	{"grid of values", "manager", "/values?view=periods", goalPage},
	{"Today", "auditor", "/today", goalPage},
	{"Today beside an earlier day", "auditor", "/today?since=2025-01-15", goalPage},
	{"Expiring", "auditor", "/expiring", goalPage},
	{"evidence", "auditor", "/evidence", goalPage},
	{"glossary", "auditor", "/glossary", goalPage},
	{"records", "auditor", "/records", goalPage},
	{"settings", "auditor", "/settings", goalPage},
	{"accounts", "manager", "/accounts", goalPage},
	{"objectives, 1,000", "auditor", "/objectives", goalList},
	{"objectives as table, 1,000", "manager", "/objectives?view=table", goalList},
	{"objectives as table, the last page", "manager", "/objectives?view=table&page=20", goalList},
	{"objectives, filtered and in an order", "manager", "/objectives?view=table&sort=-spec.weight&group=spec.unit&where=" + `spec.weight%3D%3D2`, goalList},
	{"objectives through the API, 500", "auditor", "/api/v1/objectives?limit=500", goalList},
	{"measures, 10,000", "auditor", "/measures", goalPage},
	{"measures by a word", "auditor", "/measures?q=77", goalPage},
	{"measures as charts", "auditor", "/measures?view=charts", goalPage},
	{"measures as table, 10,000", "manager", "/measures?view=table", goalPage},
	{"measures as table in groups", "manager", "/measures?view=table&columns=spec.unit,spec.owner,spec.source,spec.type&group=spec.unit&sort=-spec.period_days&page=3", goalPage},
	{"measures as a kept view", "manager", "/measures?view=table&saved=mine", goalPage},
	{"people, 26,000", "manager", "/people", goalPage},
	{"actions, 60,000", "manager", "/actions", goalPage},
	{"actions by a word", "manager", "/actions?q=quokka", goalPage},
	{"Find, a letter", "auditor", "/find/choices?q=a", goalFind},
	{"Find, the beginning of a word", "auditor", "/find/choices?q=quok", goalFind},
	{"Find, a word", "auditor", "/find?q=quokka", goalFind},
	{"Find, a frequent word", "auditor", "/find?q=action", goalFind},
	{"Find, several words", "auditor", "/find?q=action+quokka", goalFind},
	{"Find, a code", "auditor", "/find/choices?q=AC-4711", goalFind},
	{"objectives as CSV, 1,000", "manager", "/objectives?view=table&format=csv", goalFile},
	{"measures as CSV, 10,000", "manager", "/measures?view=table&format=csv", goalFile},
}

// What a full programme has beside 10,000 measures, 1,000 objectives, 100 units and 10 links: with those it is 100,000 records.
const fullPeople, fullInitiatives, fullActions = 25_900, 3000, 60_000

// newFull makes a programme of 100,000 records in which people work: with discussions, changes, views that were kept.
func newFull(tb testing.TB, dsn string) *world {
	tb.Helper()
	w := newWide(tb, dsn, nil)
	w.at.Store(beginning.AddDate(0, 0, 5).UnixMicro())
	w.account("manager", access.ISMSManager, "")
	w.records = fullPeople + fullActions
	var all []record.Change
	for i := range fullPeople {
		all = append(all, declaration("person", person(i), "", "full_name", "Xx "+words(i, 2), "function", words(i, 6), "unit", fmt.Sprint("u-", i%wideUnits)))
	}
	day := func(i int) string { return beginning.AddDate(0, 0, i%720-10).Format(time.DateOnly) }
	for i := range fullInitiatives {
		all = append(all, declaration("initiative", initiative(i), "Initiative "+words(i, 2), "unit", fmt.Sprint("u-", i%wideUnits), "owner", person(i), "objectives", []any{fmt.Sprint("o-", i%wideObjectives)},
			"teams", []any{fmt.Sprint("u-", i%wideUnits)}, "description", words(i, 20), "start", "2024-12-01", "due", day(i), "priority", "high"))
	}
	for i := range fullActions {
		description := words(i+5, 20)
		if i%(fullActions/hidden) == 7 {
			description += " quokka"
		}
		all = append(all, declaration("action", action(i), "Action "+words(i+5, 3), "unit", fmt.Sprint("u-", i%wideUnits), "owner", person(i%fullPeople), "initiative", initiative(i%fullInitiatives),
			"description", description, "origin", []string{"audit", "risk", "review"}[i%3], "due", day(i), "priority", []string{"low", "medium", "high"}[i%3]))
	}
	for some := range slices.Chunk(all, 5000) {
		w.declare(some...)
	}
	w.at.Store(beginning.AddDate(0, 0, 20).UnixMicro())
	for i := range 100 {
		w.declare(declaration("person", "changed", "", "full_name", "Xx Yy", "function", fmt.Sprint("Function ", i), "unit", "u-1"))
	}
	for i := range 60 {
		for _, of := range []string{"/initiatives/i-000001", "/objectives/o-1"} {
			w.ask("manager", "POST", "/api/v1"+of+"/notes", fmt.Sprintf(`{"text":"What of %s, @p-%06d?","question":%t}`, words(i, 12), i, i%10 == 0), nil)
		}
		w.forward(time.Minute)
	}
	w.ask("manager", "PUT", "/api/v1/views/mine", `{"kind":"measure","title":"Mine","fields":["spec.unit","spec.owner"],"filter":"spec.period_days > 20","group":"spec.unit"}`, nil)
	w.service.PrepareSearch()
	w.settle()
	return w
}

// BenchmarkReaders asks for the pages of a programme with 10,000 measures and 100,000 records over HTTP as twenty people do. Reported for each
// kind of page, in ms from the request to the last byte: what one reader alone waits; half of the answers and 99 of 100 of them, where each
// of twenty readers looks at every page before the next, and where none does, which keeps all cores busy and makes everybody wait for
// everybody (busy). Beside them what a page takes of the processor, with the reader's own part of that, which holds whatever else the machine does; and as
// floor what answers with next to nothing, in the same run.
func BenchmarkReaders(b *testing.B) {
	for _, name := range []string{"sqlite", "postgres"} {
		b.Run(name, func(b *testing.B) {
			s := newFull(b, databases[name](b)).serve()
			pages := append(slices.Clone(floorPages), readPages...)
			for _, p := range pages {
				b.Run(p.name, func(b *testing.B) {
					began := time.Now()
					s.timed(p)
					first := time.Since(began)
					s.crowd(1, 0, p) // connections are made, and the page is known
					var alone, busy, paced []time.Duration
					var spent time.Duration
					for b.Loop() {
						for range readers {
							alone = append(alone, s.timed(p))
						}
						before := processor(b)
						busy = append(busy, s.crowd(eachReads, 0, p)[0]...)
						spent += processor(b) - before
						paced = append(paced, s.crowd(eachReads, looks, p)[0]...)
					}
					b.ReportMetric(first.Seconds()*1000, "ms-first")
					b.ReportMetric(percentile(alone, 50), "ms-alone")
					b.ReportMetric(spent.Seconds()*1000/float64(len(busy)), "ms-processor")
					b.ReportMetric(percentile(busy, 50), "ms-busy-p50")
					b.ReportMetric(percentile(busy, 99), "ms-busy-p99")
					b.ReportMetric(percentile(paced, 50), "ms-p50")
					b.ReportMetric(percentile(paced, 99), "ms-p99")
					b.ReportMetric(p.goal.Seconds()*1000, "ms-goal")
				})
			}
			b.Run("everything in turn", func(b *testing.B) { s.everything(b, pages) })
		})
	}
}

// processor is what the process has had of the processor so far.
func processor(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// everything is twenty readers who go through all pages, each in an order of their own, while somebody enters a value every second and changes a record
// every ten. Files are left out: nobody fetches one in twenty pages.
func (s *served) everything(b *testing.B, pages []read) {
	b.Helper()
	pages = slices.DeleteFunc(slices.Clone(pages), func(p read) bool { return p.goal == 0 })
	took := make([][]time.Duration, len(pages))
	done := make(chan struct{})
	wrote := make(chan struct{})
	go func() {
		defer close(wrote)
		for n := 0; ; n++ {
			select {
			case <-done:
				return
			case <-time.After(time.Second):
			}
			s.points(point(fmt.Sprint("m-", n*77%wideMeasures), s.now(), float64(n%100)))
			if n%10 == 9 {
				s.ask("manager", "POST", "/api/v1/bulk", fmt.Sprintf(`{"items":[{"action":"patch","kind":"action","name":%q,"spec":{"because":"written %d"}}]}`, action(n*7919%fullActions), n), nil)
			}
		}
	}()
	for b.Loop() {
		for i, all := range s.crowd(len(pages), looks, pages...) {
			took[i] = append(took[i], all...)
		}
	}
	close(done)
	<-wrote
	by := map[string][]time.Duration{}
	for i, p := range pages {
		by[class(p.goal)] = append(by[class(p.goal)], took[i]...)
	}
	for name, all := range by {
		b.ReportMetric(percentile(all, 50), "ms-"+name+"-p50")
		b.ReportMetric(percentile(all, 99), "ms-"+name+"-p99")
	}
}

func class(goal time.Duration) string {
	switch goal {
	case goalFind:
		return "find"
	case goalList:
		return "list"
	}
	return "page"
}
