//go:build growth

package growth_test

import (
	"fmt"
	"net/url"
	"strings"
	"time"
)

// operation is something that users ask for, and how much longer it may take in a store that differs.
type operation struct {
	name string
	// What it may cost where ten times the records are declared, and where the same records have ten times the history; as
	// multiples. Below 10 it does not grow in proportion.
	records, history float64
	database         bool // it asks the database, so that PostgreSQL is measured, too
	most             int  // how often it can be measured at all; 0: as often as one likes
	prepare          func(w *world, turn int)
	do               func(w *world, turn int)
}

// Bounds. What does not grow may differ by what a processor's caches cost: of 100,000 records fewer lie in them, the trees
// and the indexes of the database are a level deeper, and SQLite's cache holds fewer of the pages. Up to 1.8 was measured; a
// busy machine adds to it. What went through all records, or all of history, would show 7 to 12 (see controls).
//
// What looks at all records costs each of them up to twice as much where there are more, for the caches and for the
// collection of garbage; and on a busy machine what takes long is interrupted more often than what does not: up to 27 was
// measured. What compared each record with each other would show 100.
const (
	flat   = 2.5
	linear = 50 // each operation with it says why it looks at all records
)

// operations lists what is measured: first what only reads, in the order in which later ones do not disturb earlier ones.
var operations = []operation{
	{name: "get a record", records: flat, history: flat, do: func(w *world, turn int) {
		w.ask("auditor", "GET", "/api/v1/actions/"+action(turn*7919%w.actions()), "", nil)
	}},
	{name: "list, first 100", records: flat, history: flat, do: func(w *world, _ int) {
		w.ask("auditor", "GET", "/api/v1/actions?limit=100", "", nil)
	}},
	{name: "list, 100 behind the middle", records: flat, history: flat, prepare: (*world).findMiddle, do: func(w *world, _ int) {
		w.ask("auditor", "GET", "/api/v1/actions?limit=100&cursor="+w.middle, "", nil)
	}},
	// every hundredth record is one that they may see, so 10,000 are looked at for a full page wherever the list ends
	{name: "list, first 70 of 1 in 100 seen", records: flat, history: flat, do: func(w *world, _ int) {
		w.ask("seven", "GET", "/api/v1/actions?limit=69", "", nil)
	}},
	{name: "list by a filter, 70 of 1 in 100", records: flat, history: flat, do: func(w *world, _ int) {
		w.ask("auditor", "GET", "/api/v1/actions?limit=69&filter="+url.QueryEscape(`spec.unit == "team-07"`), "", nil)
	}},
	// nothing is found, so each record is looked at, and of each it is decided whether it may be seen
	{name: "list all of 1 in 100 seen", records: linear, history: flat, do: func(w *world, _ int) {
		w.ask("seven", "GET", "/api/v1/actions?fields=name&filter="+url.QueryEscape(`title == "none"`), "", nil)
	}},
	// the same, with the filter alone
	{name: "list by a filter, none found", records: linear, history: flat, do: func(w *world, _ int) {
		w.ask("auditor", "GET", "/api/v1/actions?filter="+url.QueryEscape(`spec.due < "2020-01-01" && spec.priority == "high"`), "", nil)
	}},
	// which are the first is known once all were looked at
	{name: "list in an order, first 100", records: linear, history: flat, do: func(w *world, _ int) {
		w.ask("auditor", "GET", "/api/v1/actions?limit=100&sort=-title,spec.due", "", nil)
	}},
	// a row for each record is the answer
	{name: "table of all actions (CSV)", records: linear, history: flat, most: 9, do: func(w *world, _ int) {
		w.ask("auditor", "GET", "/api/v1/actions?format=csv", "", nil)
	}},
	{name: "references of a record, 20", records: flat, history: flat, do: func(w *world, turn int) {
		w.ask("auditor", "GET", "/api/v1/initiatives/"+initiative(turn*31%(w.actions()/tasks))+"/references", "", nil)
	}},
	{name: "trace to initiatives, 50", records: flat, history: flat, do: func(w *world, _ int) {
		w.ask("auditor", "GET", "/api/v1/objectives/goal/trace?path=%3Cinitiative&limit=50", "", nil)
	}},
	{name: "history of a record, 20", records: flat, history: flat, database: true, do: func(w *world, _ int) {
		w.ask("auditor", "GET", "/api/v1/people/audited/history?limit=20", "", nil)
	}},
	{name: "events, 100", records: flat, history: flat, database: true, do: func(w *world, _ int) {
		seq, _, err := w.store.SeqAt(w.Context(), year)
		if err != nil {
			w.Fatal(err)
		}
		w.ask("auditor", "GET", fmt.Sprintf("/api/v1/events?limit=100&after=%d", seq), "", nil)
	}},
	{name: "search a word, 50 found", records: flat, history: flat, do: func(w *world, _ int) {
		w.ask("auditor", "GET", "/api/v1/search?q=quokka", "", nil)
	}},
	{name: "search the beginning of a word", records: flat, history: flat, do: func(w *world, _ int) {
		w.ask("auditor", "GET", "/api/v1/search?q=quokk", "", nil)
	}},
	{name: "search a code", records: flat, history: flat, do: func(w *world, turn int) {
		w.ask("auditor", "GET", fmt.Sprintf("/api/v1/search?q=AC-%d", 100+turn%500), "", nil)
	}},
	// what has the word is ranked, and every second record has it
	{name: "search a frequent word", records: linear, history: flat, do: func(w *world, _ int) {
		w.ask("auditor", "GET", "/api/v1/search?q="+vocabulary[3], "", nil)
	}},
	{name: "search a frequent word, 1 in 100 seen", records: linear, history: flat, do: func(w *world, _ int) {
		w.ask("seven", "GET", "/api/v1/search?q="+vocabulary[3], "", nil)
	}},
	{name: "as of a year ago, first time", records: flat, history: flat, database: true, most: quietDays, do: func(w *world, turn int) {
		w.ask("auditor", "GET", "/api/v1/actions/"+action(17)+"?as_of="+day(turn), "", nil)
	}},
	{name: "as of a year ago, again", records: flat, history: flat, database: true, do: func(w *world, _ int) {
		w.ask("auditor", "GET", "/api/v1/actions/"+action(17)+"?as_of="+day(0), "", nil)
	}},
	{name: "list as of a year ago, first 100", records: flat, history: flat, database: true, do: func(w *world, _ int) {
		w.ask("auditor", "GET", "/api/v1/actions?limit=100&as_of="+day(0), "", nil)
	}},
	{name: "search a word as of a year ago", records: flat, history: flat, do: func(w *world, _ int) {
		w.ask("auditor", "GET", "/api/v1/search?q=quokka&as_of="+day(0), "", nil)
	}},
	{name: "page of a scorecard", records: flat, history: flat, database: true, do: func(w *world, _ int) {
		w.ask("auditor", "GET", "/scorecards/security", "", nil)
	}},
	{name: "page of a list, 50 of all actions", records: flat, history: flat, database: true, do: func(w *world, _ int) {
		w.ask("manager", "GET", "/actions", "", nil)
	}},
	{name: "page of a record and its discussion", records: flat, history: flat, database: true, do: func(w *world, _ int) {
		w.ask("manager", "GET", "/actions/"+action(discussed), "", nil)
	}},
	{name: "page of the form of an action", records: flat, history: flat, database: true, do: func(w *world, turn int) {
		w.ask("manager", "GET", "/actions/"+action(turn*7919%w.actions())+"/edit", "", nil)
	}},
	{name: "page of the grid of values", records: flat, history: flat, database: true, do: func(w *world, _ int) {
		w.ask("manager", "GET", "/values?view=periods", "", nil)
	}},
	{name: "page of the units on two days", records: flat, history: flat, database: true, do: func(w *world, _ int) {
		w.ask("auditor", "GET", "/units?compare="+day(0), "", nil)
	}},
	{name: "page of today", records: flat, history: flat, database: true, do: func(w *world, _ int) {
		w.ask("worker", "GET", "/today", "", nil)
	}},
	{name: "page of the glossary", records: flat, history: flat, database: true, do: func(w *world, _ int) {
		w.ask("auditor", "GET", "/glossary", "", nil)
	}},
	// it counts whose all of it is
	{name: "page of what runs out", records: linear, history: flat, database: true, do: func(w *world, _ int) {
		w.ask("auditor", "GET", "/expiring", "", nil)
	}},
	{name: "page of a list after a write", records: flat, history: flat, database: true, prepare: func(w *world, turn int) {
		w.ask("manager", "PUT", "/api/v1/actions/"+action(turn*7919%w.actions()), w.rewritten(turn), nil)
	}, do: func(w *world, _ int) {
		w.ask("manager", "GET", "/actions", "", nil)
	}},
	{name: "page of today after a write", records: flat, history: flat, database: true, prepare: func(w *world, turn int) {
		w.ask("manager", "PUT", "/api/v1/actions/"+action(turn*7919%w.actions()), w.rewritten(turn), nil)
	}, do: func(w *world, _ int) {
		w.ask("worker", "GET", "/today", "", nil)
	}},
	{name: "status after a new point", records: flat, history: flat, database: true, prepare: func(w *world, turn int) {
		w.points(point("m-3", w.now(), float64(turn%100)))
	}, do: func(w *world, _ int) {
		w.ask("auditor", "GET", "/api/v1/objectives/goal/status", "", nil)
	}},
	// the latest revision of each record is read into memory; no earlier one is
	{name: "start", records: linear, history: flat, database: true, most: 9, do: func(w *world, _ int) {
		if err := w.open().Close(); err != nil {
			w.Fatal(err)
		}
	}},
	{name: "write a record", records: flat, history: flat, database: true, do: func(w *world, turn int) {
		w.ask("manager", "PUT", "/api/v1/actions/"+action(turn*7919%w.actions()), w.rewritten(turn), nil)
	}},
	{name: "write 100 records", records: flat, history: flat, database: true, prepare: func(w *world, turn int) {
		var items []string
		for i := range 100 {
			n := (turn*100 + i) * 7919 % w.actions()
			items = append(items, fmt.Sprintf(`{"action":"patch","kind":"action","name":%q,"spec":{"because":"written %d"}}`, action(n), turn))
		}
		w.body = `{"items":[` + strings.Join(items, ",") + `]}`
	}, do: func(w *world, _ int) {
		w.ask("manager", "POST", "/api/v1/bulk", w.body, nil)
	}},
	{name: "follow another process's write", records: flat, history: flat, database: true, prepare: func(w *world, turn int) {
		if w.other == nil {
			w.other = w.open()
			w.Cleanup(func() { _ = w.other.Close() })
		}
		w.catchUp()
		w.ask("manager", "PUT", "/api/v1/actions/"+action(turn*7919%w.actions()), w.rewritten(turn), nil)
	}, do: func(w *world, _ int) { w.catchUp() }},
	{name: "search after a write", records: flat, history: flat, prepare: func(w *world, turn int) {
		w.ask("manager", "PUT", "/api/v1/actions/"+action(turn*7919%w.actions()), w.rewritten(turn), nil)
	}, do: func(w *world, _ int) {
		w.ask("auditor", "GET", "/api/v1/search?q=quokka", "", nil)
	}},
	{name: "add 1,000 points", records: flat, history: flat, database: true, prepare: func(w *world, turn int) {
		at := time.Date(2024, 1, 1, 0, 0, turn, 0, time.UTC)
		var points []string
		for i := range 1000 {
			points = append(points, fmt.Sprintf(`{"measure":"m-%d","valid_to":%q,"value":%d}`, i%10, at.Add(time.Duration(i/10)*time.Minute).Format(time.RFC3339), i%100))
		}
		w.body = `{"points":[` + strings.Join(points, ",") + `]}`
	}, do: func(w *world, _ int) {
		w.ask("manager", "POST", "/api/v1/points", w.body, nil)
	}},
}

// controls do on purpose what no operation may: one looks at all records, one at all of history. Each is held to the bound
// of what does not grow, and has to break it in every run; so it is known that the others could fail.
var controls = []operation{
	{name: "control: looks at all records", records: flat, history: linear, most: 9, do: func(w *world, _ int) {
		w.ask("auditor", "GET", "/api/v1/actions?filter="+url.QueryEscape(`spec.due < "2020-01-01"`), "", nil)
	}},
	{name: "control: reads all of history", records: linear, history: flat, most: 9, do: func(w *world, _ int) {
		for page, more := int64(0), true; more; {
			var events struct {
				Next int64
				More bool
			}
			w.ask("auditor", "GET", fmt.Sprintf("/api/v1/events?limit=500&after=%d", page), "", &events)
			page, more = events.Next, events.More
		}
	}},
}

// day is one of the days in which nothing but points came, about a year before the present.
func day(n int) string { return quiet.AddDate(0, 0, n%quietDays).Format(time.DateOnly) }

func (w *world) catchUp() {
	w.Helper()
	if err := w.other.CatchUp(w.Context()); err != nil {
		w.Fatal(err)
	}
}

// findMiddle walks to the middle of the list, once.
func (w *world) findMiddle(int) {
	if w.middle != "" {
		return
	}
	for seen := 0; seen < w.actions()/2; seen += 500 {
		var page struct{ Next string }
		w.ask("auditor", "GET", "/api/v1/actions?fields=name&limit=500&cursor="+w.middle, "", &page)
		w.middle = page.Next
	}
}

// rewritten is the declaration of an action with something new in it, as the API takes it.
func (w *world) rewritten(turn int) string {
	w.forward(time.Second)
	i := turn * 7919 % w.actions()
	return fmt.Sprintf(`{"title":"Action","spec":{"unit":%q,"owner":%q,"initiative":%q,"description":"Written again, %d.","origin":"audit","due":"2026-12-31"}}`,
		team(i), person(i%w.people()), initiative(i/tasks), turn)
}
