package growth_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
)

// log collects the statements that the database is sent.
type log struct {
	sync.Mutex
	all []string
}

func (l *log) tell(statement string) {
	l.Lock()
	defer l.Unlock()
	l.all = append(l.all, statement)
}

// taken gives the statements since it was last called, without what is the same for every request.
func (l *log) taken() []string {
	l.Lock()
	defer l.Unlock()
	out := l.all
	l.all = nil
	return out
}

// asked is a request whose answer, or what it says, has n rows.
type asked struct {
	name, login, method string
	path                func(n int) string
	body                func(w *world, n, turn int) string // nil: none
	more                int                                // statements more that many rows may take: of windows that double, of what is sent in parts
	hidden              bool                               // most rows that are looked at are not for them to see
}

// few and many are how long the answers are that are compared.
const few, many = 10, 400

var requests = []asked{
	{name: "list", path: func(n int) string { return fmt.Sprint("/api/v1/actions?limit=", n) }},
	{name: "list in an order", path: func(n int) string { return fmt.Sprint("/api/v1/actions?sort=-title&limit=", n) }},
	{name: "list by a filter", path: func(n int) string {
		return fmt.Sprint("/api/v1/actions?filter=", url.QueryEscape(`spec.priority == "high"`), "&limit=", n)
	}},
	{name: "list by what records refer to", path: func(n int) string {
		return fmt.Sprint("/api/v1/actions?filter=", url.QueryEscape(`spec.unit == "team-07" || title != ""`), "&limit=", n)
	}},
	{name: "list of people, whose names are kept apart", path: func(n int) string { return fmt.Sprint("/api/v1/people?limit=", n) }},
	{name: "list of who sees a unit and all below", login: "head", path: func(n int) string { return fmt.Sprint("/api/v1/people?limit=", n) }},
	{name: "list of who sees 1 in 100", login: "seven", hidden: true, path: func(n int) string { return fmt.Sprint("/api/v1/people?limit=", n) }},
	{name: "list as of a year ago", path: func(n int) string { return fmt.Sprint("/api/v1/actions?as_of=2025-07-01&limit=", n) }},
	{name: "table", path: func(n int) string {
		return fmt.Sprint("/api/v1/actions?format=csv&filter=", url.QueryEscape(fmt.Sprintf(`name < %q`, action(n))))
	}},
	{name: "programme", path: func(n int) string { return fmt.Sprint("/api/v1/programme?limit=", n) }},
	{name: "references", path: func(n int) string { return fmt.Sprint("/api/v1/units/all/references?limit=", n) }},
	{name: "figures of a closed period", path: func(n int) string {
		return fmt.Sprint("/api/v1/period-closes/long-ago/figures?all=true&recompute=true&limit=", n)
	}},
	{name: "trace", path: func(n int) string {
		return fmt.Sprint("/api/v1/objectives/goal/trace?path=%3Cinitiative,%3Caction&limit=", n)
	}},
	{name: "search", path: func(n int) string { return fmt.Sprint("/api/v1/search?q=action&limit=", min(100, n)) }},
	{name: "measures of the library", path: func(n int) string { return fmt.Sprint("/api/v1/library?limit=", min(200, n)) }},
	{name: "history", path: func(n int) string { return fmt.Sprint("/api/v1/people/audited/history?limit=", n) }},
	{name: "events", path: func(n int) string { return fmt.Sprint("/api/v1/events?limit=", n) }},
	{name: "points, in windows that double", more: 3, path: func(n int) string { return fmt.Sprint("/api/v1/measures/m-0/points?limit=", n) }},
	{name: "write", more: 1, login: "manager", method: "POST", path: func(int) string { return "/api/v1/bulk" }, body: func(w *world, n, turn int) string {
		var items []string
		for i := range n {
			items = append(items, fmt.Sprintf(`{"action":"patch","kind":"action","name":%q,"spec":{"because":"written %d"}}`, action(i), turn))
		}
		return `{"items":[` + strings.Join(items, ",") + `]}`
	}},
	{name: "table read in", more: 1, login: "manager", method: "POST", path: func(int) string { return "/api/v1/actions/import" }, body: func(w *world, n, turn int) string {
		var rows strings.Builder
		rows.WriteString("name,title,spec.because\n")
		for i := range n {
			fmt.Fprintf(&rows, "%s,Action,read %d\n", action(i), turn)
		}
		return rows.String()
	}},
	{name: "records made", more: 1, login: "manager", method: "POST", path: func(int) string { return "/api/v1/bulk" }, body: func(w *world, n, turn int) string {
		var items []string
		for i := range n {
			items = append(items, fmt.Sprintf(`{"action":"put","kind":"unit","name":"new-%d-%d","title":"New","spec":{"level":"team","parent":"all"}}`, turn, i))
		}
		return `{"items":[` + strings.Join(items, ",") + `]}`
	}},
	{name: "points sent", login: "manager", method: "POST", path: func(int) string { return "/api/v1/points" }, body: func(w *world, n, turn int) string {
		var points []string
		for i := range n {
			points = append(points, fmt.Sprintf(`{"measure":"m-%d","valid_to":"2024-01-%02dT00:%02d:%02dZ","value":1}`, i%few, 1+turn%28, i/60, i%60))
		}
		return `{"points":[` + strings.Join(points, ",") + `]}`
	}},
}

// No request asks the database once for each row of its answer: long answers take as many statements as short ones. What is
// written goes in statements for many rows.
func TestNoStatementForEachRow(t *testing.T) {
	for _, name := range []string{"sqlite", "postgres"} {
		t.Run(name, func(t *testing.T) {
			var l log
			w := build(t, databases[name](t), size{"statements", 1200, 1, 10}, l.tell)
			w.closed("long-ago", "2023-01-01", "2023-12-31")
			for turn, r := range requests {
				counted := func(n, turn int) ([]string, int) {
					body := ""
					if r.body != nil {
						body = r.body(w, n, turn)
					}
					l.taken()
					answer := w.ask(login(r), method(r), r.path(n), body, nil)
					if r.body != nil {
						return l.taken(), n
					}
					return l.taken(), rows(w, answer)
				}
				counted(many, 3*turn) // what is read once and kept
				short, some := counted(few, 3*turn+1)
				long, lots := counted(many, 3*turn+2)
				if !r.hidden && (some < few || lots < 5*some) {
					t.Errorf("%s: answers of %d and %d rows say nothing", r.name, some, lots)
				}
				t.Logf("%s: %d statements for %d rows, %d for %d", r.name, len(short), some, len(long), lots)
				if len(short) == 0 {
					t.Errorf("%s: no statement was seen, though who asks has to be looked up", r.name)
				}
				if allowed := len(short) + r.more; len(long) > allowed {
					t.Errorf("%s: %d statements for %d rows, %d for %d; more, among others:\n%s", r.name, len(short), some, len(long), lots, strings.Join(extra(short, long), "\n"))
				}
			}
		})
	}
}

// rows counts what a JSON answer lists, or the lines of a table without their heading.
func rows(w *world, answer []byte) int {
	if !bytes.HasPrefix(answer, []byte("{")) {
		return bytes.Count(answer, []byte("\n")) - 1
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(answer, &fields); err != nil {
		w.Fatal(err)
	}
	longest := 0
	for _, f := range fields {
		var list []json.RawMessage
		if json.Unmarshal(f, &list) == nil {
			longest = max(longest, len(list))
		}
	}
	return longest
}

func login(r asked) string {
	if r.login == "" {
		return "auditor"
	}
	return r.login
}

func method(r asked) string {
	if r.method == "" {
		return "GET"
	}
	return r.method
}

// extra gives statements that came more often in long than in short, each once.
func extra(short, long []string) []string {
	times := map[string]int{}
	for _, s := range short {
		times[s]--
	}
	for _, s := range long {
		times[s]++
	}
	var out []string
	for s, n := range times {
		if n > 0 {
			out = append(out, fmt.Sprintf("%d × %.200s", n, strings.Join(strings.Fields(s), " ")))
		}
	}
	slices.Sort(out)
	return out
}

// Pages and statuses ask the database as often for many measures, and many files collected, as for few.
func TestNoStatementForEachMeasure(t *testing.T) {
	for _, name := range []string{"sqlite", "postgres"} {
		t.Run(name, func(t *testing.T) {
			pages := []string{"/scorecards/security", "/objectives", "/objectives/goal", "/measures", "/measures?view=charts", "/measures/m-1", "/evidence", "/sources/export", "/api/v1/sources/export/runs", "/api/v1/scorecards/security/status", "/api/v1/objectives/goal/status"}
			counts := map[int][]int{}
			for _, measures := range []int{3, 60} {
				var l log
				w := build(t, databases[name](t), size{"pages", 200, 1, measures}, l.tell)
				w.declare(declaration("source", "export", "Export", "unit", "all", "owner", "audited", "format", "csv",
					"mapping", map[string]any{"rows": "file", "values": []any{map[string]any{"name": "accounts", "operation": "count"}}}))
				var run struct{ ID string }
				for i := range measures {
					w.ask("manager", "POST", fmt.Sprint("/api/v1/sources/export/runs?observed_at=", w.now().Format(time.RFC3339)), fmt.Sprint("account\n", i, "\n"), &run)
					w.forward(time.Second)
				}
				yesterday := w.now().AddDate(0, 0, -1).Format(time.DateOnly)
				w.accountOf("owner", access.Auditor, "", "audited") // of all measures and the objective
				for _, page := range append(pages, "/runs/"+run.ID, "/scorecards/security?compare="+yesterday, "/units/all?compare="+yesterday, "/units?compare="+yesterday, "/values?view=periods", "/today?since="+yesterday, "/objectives/goal/edit", "/measures/m-1/edit", "/measures/new", "/glossary", "/measures?view=table") {
					who := "owner"
					if strings.HasPrefix(page, "/values") || strings.HasSuffix(page, "/edit") || strings.HasSuffix(page, "/new") {
						who = "manager"
					}
					w.ask(who, "GET", page, "", nil)
					w.points(point("m-0", w.now(), 50)) // so that something has to be read anew
					l.taken()
					w.ask(who, "GET", page, "", nil)
					counts[measures] = append(counts[measures], len(l.taken()))
				}
			}
			t.Log(pages, counts)
			for i, page := range append(pages, "the run's page", "the scorecard beside yesterday", "the unit beside yesterday", "the units beside yesterday", "the grid of values", "today beside yesterday", "the form of an objective", "the form of a measure", "the form of a new measure", "the glossary", "measures as a table") {
				if counts[60][i] > counts[3][i] {
					t.Errorf("%s takes %d statements with 3 measures, and %d with 60", page, counts[3][i], counts[60][i])
				}
			}
		})
	}
}

// What was said of a record, and the views that were kept of a list, are read in as many statements however many there are.
func TestNoStatementForEachNoteOrView(t *testing.T) {
	for _, name := range []string{"sqlite", "postgres"} {
		t.Run(name, func(t *testing.T) {
			var l log
			w := build(t, databases[name](t), size{"notes", 200, 1, 3}, l.tell)
			few, many := "/actions/"+action(1), "/actions/"+action(2)
			for of, notes := range map[string]int{few: 3, many: 90} {
				question := ""
				for i := range notes {
					var said struct{ UID string }
					body := fmt.Sprintf(`{"text":"What of it, @%s?","question":%t}`, person(i%20), i%3 == 0)
					if question != "" {
						body = fmt.Sprintf(`{"text":"It is so.","answers":%q}`, question)
					}
					w.ask("manager", "POST", "/api/v1"+of+"/notes", body, &said)
					if question = ""; i%3 == 0 {
						question = said.UID
					}
					w.forward(time.Second)
				}
			}
			compare := func(what, short, long string) {
				for _, path := range []string{short, long} {
					w.ask("manager", "GET", path, "", nil)
				}
				l.taken()
				w.ask("manager", "GET", short, "", nil)
				some := l.taken()
				w.ask("manager", "GET", long, "", nil)
				lots := l.taken()
				t.Logf("%s: %d statements, and %d where there are many", what, len(some), len(lots))
				if len(some) == 0 || len(lots) > len(some) {
					t.Errorf("%s takes %d statements, and %d where there are many; more, among others:\n%s", what, len(some), len(lots), strings.Join(extra(some, lots), "\n"))
				}
			}
			compare("a record and what was said of it", few, many)
			compare("what was said", few+"/notes", many+"/notes")
			compare("what was said, to programs", "/api/v1"+few+"/notes", "/api/v1"+many+"/notes")
			keep := func(kind string, n int) {
				for i := range n {
					w.ask("manager", "PUT", fmt.Sprint("/api/v1/views/", kind, "-", i), fmt.Sprintf(`{"kind":%q,"title":"View %d","fields":["spec.unit"]}`, kind, i), nil)
				}
			}
			keep("initiative", 2)
			keep("action", 40)
			compare("a list with its views", "/initiatives?saved=initiative-1", "/actions?saved=action-1")
			compare("views, to programs", "/api/v1/views?kind=initiative", "/api/v1/views?kind=action")
		})
	}
}
