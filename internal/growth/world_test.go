// Package growth_test shows how the costs of operations grow: that none grows with history, which grow with the number of
// records and how fast, and that none asks the database once for each row. It measures the product as its users meet it,
// through the routes of API and pages, in stores that differ in one thing only.
package growth_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/alexedwards/scs/v2/memstore"
	"github.com/jackc/pgx/v5"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/api"
	"github.com/steelyard-isms/steelyard/internal/collect"
	"github.com/steelyard-isms/steelyard/internal/collect/csvfile"
	"github.com/steelyard-isms/steelyard/internal/httpd"
	"github.com/steelyard-isms/steelyard/internal/kinds"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/service"
	"github.com/steelyard-isms/steelyard/internal/store"
	"github.com/steelyard-isms/steelyard/internal/web"
)

// size says what a store holds.
type size struct {
	name     string
	records  int
	history  int // how often each record is written, and how many entries with ten points each there are beside, in thousands
	measures int // that count for the objective
}

// The stores that are compared: large has ten times the records of small, long ten times its history, which lies before the
// time that is asked for.
var small, large, long = size{"10,000", 10_000, 1, 10}, size{"100,000", 100_000, 1, 10}, size{"long history", 10_000, 10, 10}

// world is a store filled to a size, and the product on it.
type world struct {
	testing.TB
	size
	dsn     string
	at      atomic.Int64 // what its clock shows, microseconds since 1970
	store   *store.Store
	other   *store.Store // the same database in another process
	service *service.Service
	handler http.Handler
	tokens  map[string]string
	observe func(statement string) // nil unless statements are counted: being told of them takes time
	turn    atomic.Int64           // counts requests
	middle  string                 // cursor behind the middle of the actions
	body    string                 // of the next request
}

// When a world's records are declared, and its present. Between them lie a month in which only points come, and a year with
// 300 changes of records: the same in every world.
var (
	beginning = time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	quiet     = time.Date(2025, 6, 1, 12, 0, 0, 0, time.UTC)
	year      = time.Date(2025, 9, 1, 0, 0, 0, 0, time.UTC)
	present   = time.Date(2026, 9, 1, 8, 0, 0, 0, time.UTC)
)

const (
	quietDays = 60  // after each of them the past can be asked for
	changes   = 300 // of records in the year behind them
	teams     = 100
	tasks     = 20  // actions of each initiative
	audited   = 120 // revisions of the one record whose history is asked for
	hidden    = 50  // records with the rare word
	notes     = 60  // of the one action that is discussed
	discussed = 11
)

func (w *world) now() time.Time { return time.UnixMicro(w.at.Load()).UTC() }

func (w *world) forward(d time.Duration) { w.at.Add(d.Microseconds()) }

// open opens the database of a world.
func (w *world) open() *store.Store {
	w.Helper()
	s, err := store.Open(w.Context(), store.Options{DSN: w.dsn, Registry: kinds.Registry(), Clock: w.now, Poll: time.Hour, Observe: w.observe})
	if err != nil {
		w.Fatal(err)
	}
	return s
}

// build fills a database. Of each statement somebody may be told.
func build(tb testing.TB, dsn string, n size, observe func(string)) *world {
	tb.Helper()
	w := &world{TB: tb, size: n, dsn: dsn, observe: observe, tokens: map[string]string{}}
	w.begin()
	w.fill()
	w.settle()
	return w
}

// settle does what PostgreSQL's autovacuum does within a minute of a mass load: until it knows how large its tables are, it
// may read one as a whole where a row was asked for (docs/explanation/performance.md). A world that is built faster than
// that would be measured in a state in which no database stays.
func (w *world) settle() {
	w.Helper()
	if !strings.HasPrefix(w.dsn, "postgres:") {
		return
	}
	c, err := pgx.Connect(w.Context(), w.dsn)
	if err == nil {
		_, err = c.Exec(w.Context(), "ANALYZE")
		err = errors.Join(err, c.Close(w.Context()))
	}
	if err != nil {
		w.Fatal(err)
	}
}

// begin opens a store and puts the product on it.
func (w *world) begin() {
	w.at.Store(beginning.UnixMicro())
	w.store = w.open()
	w.Cleanup(func() {
		if err := w.store.Close(); err != nil {
			w.Error(err)
		}
	})
	var err error
	if w.service, err = service.New(service.Options{Store: w.store, Formats: collect.NewFormats(csvfile.Format{}), Clock: w.now}); err != nil {
		w.Fatal(err)
	}
	srv := httpd.New(httpd.Options{Service: w.service, Sessions: memstore.New(), Log: slog.New(slog.DiscardHandler), PerSecond: 1e9, Burst: 1e9})
	api.Register(srv, w.service)
	if err := web.Register(srv, w.service, web.Options{}); err != nil {
		w.Fatal(err)
	}
	w.handler = srv.Handler()
}

var console = access.Console("cli")

func (w *world) declare(changes ...record.Change) {
	w.Helper()
	if _, err := w.service.Declare(w.Context(), console, changes, "growth"); err != nil {
		w.Fatal(err)
	}
	w.forward(time.Minute)
}

// closed closes a period of everything: somebody else than who declared it does.
func (w *world) closed(name, from, until string) {
	w.Helper()
	w.declare(declaration("period-close", name, "Long ago", "unit", "all", "owner", "audited", "statement", "All is in", "period", map[string]any{"from": from, "until": until}))
	director := access.Principal{Account: "01JBKBT1004D2QJ7MZ0FGA5S33", Role: access.Executive, Via: "test"}
	if _, err := w.service.Declare(w.Context(), director, []record.Change{{Move: "close", Declaration: record.Declaration{Kind: "period-close", Name: name}}}, "final"); err != nil {
		w.Fatal(err)
	}
	w.forward(time.Minute)
}

func declaration(kind, name, title string, fields ...any) record.Change {
	spec := map[string]any{}
	for i := 0; i < len(fields); i += 2 {
		spec[fields[i].(string)] = fields[i+1]
	}
	return record.Change{Declaration: record.Declaration{Kind: kind, Name: name, Title: title, Spec: spec}}
}

// fill makes the world, oldest first.
func (w *world) fill() {
	w.frame(w.measures)
	w.crowd(0)
	for round := 1; round < w.history; round++ {
		w.crowd(round)
	}
	w.noise()
	w.account("manager", access.ISMSManager, "")
	w.account("auditor", access.Auditor, "")
	w.account("seven", access.Auditor, "team-07")
	w.account("head", access.Auditor, "all")
	w.accountOf("worker", access.Employee, "", person(3)) // whose are some actions and an initiative
	for i := range notes {
		w.ask("manager", "POST", "/api/v1/actions/"+action(discussed)+"/notes", fmt.Sprintf(`{"text":"What of %s?","question":%t}`, words(i, 12), i%10 == 0), nil)
	}
	w.at.Store(quiet.UnixMicro())
	for range quietDays {
		w.points(point("m-0", w.now(), 90))
		w.forward(24 * time.Hour)
	}
	w.at.Store(year.UnixMicro())
	for i := range changes {
		if i < audited-1 {
			w.declare(declaration("person", "audited", "", "full_name", "Xx Yy", "function", fmt.Sprint("Function ", i), "unit", "team-01"))
		} else {
			w.declare(w.action(i*w.actions()/changes, fmt.Sprint("changed ", i)))
		}
		w.forward(24 * time.Hour)
	}
	w.at.Store(present.UnixMicro())
	for m := range 48 {
		var some []service.NewPoint
		for i := range w.measures {
			some = append(some, point(fmt.Sprint("m-", i), present.AddDate(0, -m, -1), float64(50+(m*7+i*13)%50)))
		}
		w.points(some...)
	}
	w.service.PrepareSearch()
}

// frame is what all worlds have in the same number: units, the person whose history is asked for, and a scorecard with an
// objective that so many measures count for.
func (w *world) frame(measures int) {
	frame := []record.Change{declaration("unit", "all", "All", "level", "organisation"),
		declaration("person", "audited", "", "full_name", "Xx Yy", "function", "First", "unit", "team-01"),
		declaration("scorecard", "security", "Security", "unit", "all"),
		declaration("perspective", "defence", "Defence", "scorecard", "security", "weight", json.Number("1"), "position", json.Number("1"))}
	for i := range teams {
		frame = append(frame, declaration("unit", fmt.Sprintf("team-%02d", i), fmt.Sprint("Team ", i), "level", "team", "parent", "all"))
	}
	var edges []any
	for i := range measures {
		name := fmt.Sprint("m-", i)
		frame = append(frame, w.measure(name))
		edges = append(edges, map[string]any{"measure": name, "weight": json.Number("1")})
	}
	goal := declaration("objective", "goal", "Goal", "unit", "all", "owner", "audited", "perspective", "defence", "weight", json.Number("1"), "measures", edges)
	goal.State = "active"
	w.declare(append(frame, goal)...)
}

func (w *world) measure(name string) record.Change {
	return declaration("measure", name, "Measure "+name, "unit", "all", "owner", "audited", "period_days", json.Number("31"),
		"scale", map[string]any{"direction": "higher", "knots": map[string]any{"red": json.Number("50"), "green": json.Number("80")}})
}

// Of the records that make the size, three in ten are people, seven actions, and beside those the initiatives that they
// serve.
func (w *world) people() int  { return w.records * 3 / 10 }
func (w *world) actions() int { return w.records * 7 / 10 }

// crowd writes all records that make the size, in a hundred entries.
func (w *world) crowd(round int) {
	var all []record.Change
	for i := range w.people() {
		all = append(all, declaration("person", person(i), "", "full_name", "Xx "+words(i, 2), "function", words(i+round, 6), "unit", team(i)))
	}
	for i := range w.actions() / tasks {
		all = append(all, declaration("initiative", initiative(i), "Initiative "+words(i, 2), "unit", team(i), "owner", person(i), "objectives", []any{"goal"},
			"teams", []any{team(i)}, "description", words(i+round, 20), "start", "2025-01-01", "due", "2027-12-31", "priority", "high"))
	}
	for i := range w.actions() {
		all = append(all, w.action(i, words(i+round, 20)))
	}
	for begin, step := 0, (len(all)+99)/100; begin < len(all); begin += step {
		w.declare(all[begin:min(len(all), begin+step)]...)
	}
}

// action is the declaration of an action. As many as there should be have the rare word, wherever the world ends.
func (w *world) action(i int, description string) record.Change {
	if each := max(1, w.actions()/hidden); i%each == each/2 {
		description += " quokka"
	}
	return declaration("action", action(i), "Action "+words(i+5, 3), "unit", team(i), "owner", person(i%w.people()), "initiative", initiative(i/tasks),
		"description", description, "origin", []string{"audit", "risk", "review"}[i%3], "due", "2026-12-31", "priority", []string{"low", "medium", "high"}[i%3])
}

func team(i int) string       { return fmt.Sprintf("team-%02d", i%teams) }
func person(i int) string     { return fmt.Sprintf("p-%06d", i) }
func initiative(i int) string { return fmt.Sprintf("i-%06d", i) }
func action(i int) string     { return fmt.Sprintf("a-%06d", i) }

// noise is history that nobody asks for: points of other measures, older than any page shows.
func (w *world) noise() {
	var measures []record.Change
	for i := range 10 {
		measures = append(measures, w.measure(fmt.Sprint("noise-", i)))
	}
	w.declare(measures...)
	at := time.Date(2012, 1, 1, 0, 0, 0, 0, time.UTC)
	for range 1000 * w.history {
		var some []service.NewPoint
		for i := range 10 {
			some = append(some, point(fmt.Sprint("noise-", i), at, float64(i)))
		}
		w.points(some...)
		at = at.Add(4 * time.Hour)
	}
}

func point(measure string, at time.Time, value float64) service.NewPoint {
	return service.NewPoint{Measure: measure, From: at, To: at, Value: &value}
}

func (w *world) points(some ...service.NewPoint) {
	w.Helper()
	if _, err := w.service.AddPoints(w.Context(), console, some, "", "", ""); err != nil {
		w.Fatal(err)
	}
	w.forward(time.Second)
}

// account makes an account with a token. Its creation, and what it does later, are entries of the journal.
func (w *world) account(login string, role access.Role, unit string) {
	w.Helper()
	w.accountOf(login, role, unit, "")
}

// accountOf makes an account that stands for a person.
func (w *world) accountOf(login string, role access.Role, unit, person string) {
	w.Helper()
	ctx := context.WithoutCancel(w.Context())
	if _, err := w.service.CreateAccount(ctx, console, service.NewAccount{Login: login, Role: role, Unit: unit, Person: person}); err != nil {
		w.Fatal(err)
	}
	secret, _, err := w.service.CreateToken(ctx, console, login, "growth", 10*365*24*time.Hour)
	if err != nil {
		w.Fatal(err)
	}
	w.tokens[login] = secret
}
