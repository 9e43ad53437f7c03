package client_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"
	"os"
	"time"

	"github.com/steelyard-isms/steelyard/client"
)

// A program makes one client and keeps it.
func Example() {
	address, token, stop := serve() // in real life: where your Steelyard is, and os.Getenv("STEELYARD_TOKEN")
	defer stop()

	c, err := client.New(address, token)
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()
	made, err := c.Put(ctx, "unit", "oslo", client.Declaration{
		Title: "Oslo office",
		Spec:  map[string]any{"parent": "enterprise"},
	}, client.Reason("opened in May"))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(made.Code, made.Title, "at revision", made.Revision)

	objective, err := c.Get(ctx, "objective", "O-01")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(objective.Code, objective.Title, "is", objective.State)
	// Output:
	// U-02 Oslo office at revision 1
	// O-01 Protect accounts is active
}

// What is told about how a client works.
func ExampleNew() {
	c, err := client.New("https://steelyard.example.org", "steelyard_0123456789",
		client.WithAttempts(6),                      // where something fails for a moment
		client.WithPauses(time.Second, time.Minute), // before each further attempt
		client.WithMaxBody(8<<20),                   // of an answer in memory
		client.WithTransport(http.DefaultTransport), // proxies, certificates, traces
		client.WithUserAgent("nightly-scan/1.2"),    // for logs
		client.WithSilence(30*time.Second))          // of a stream of events
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("nothing is asked yet, so nothing is known:", c.Seq())
	// Output: nothing is asked yet, so nothing is known: 0
}

// A list comes in pages; All goes through them.
func ExampleClient_All() {
	address, token, stop := serve()
	defer stop()
	c, err := client.New(address, token)
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()

	measures := client.ListOptions{Filter: "spec.period_days <= 30", Sort: "-name"}
	for m, err := range c.All(ctx, "measure", measures) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(m.Code, m.Title)
	}
	// Output:
	// M-01 Multi-factor sign-in
	// M-02 Hardening
}

// The fields of a kind are read into a type of your own.
func ExampleSpecOf() {
	address, token, stop := serve()
	defer stop()
	c, err := client.New(address, token)
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()

	r, err := c.Get(ctx, "measure", "mfa")
	if err != nil {
		log.Fatal(err)
	}
	m, err := client.SpecOf[struct {
		Owner string `json:"owner"`
		Days  int    `json:"period_days"`
	}](r)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(m.Owner, "answers for it every", m.Days, "days")
	// Output: lead answers for it every 30 days
}

// Two people change a record at once: the second is told, and loses nothing.
func ExampleIfRevision() {
	address, token, stop := serve()
	defer stop()
	c, err := client.New(address, token)
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()

	mine, theirs := "Enterprise and its daughters", "The enterprise"
	read, err := c.Get(ctx, "unit", "enterprise")
	if err != nil {
		log.Fatal(err)
	}
	if _, err := c.Patch(ctx, "unit", "enterprise", client.Patch{Title: &theirs}); err != nil {
		log.Fatal(err)
	}
	_, err = c.Patch(ctx, "unit", "enterprise", client.Patch{Title: &mine}, client.IfRevision(read.Revision))
	if client.Is(err, client.Conflict) {
		fmt.Println("changed meanwhile: read it again, then decide")
	}
	// Output: changed meanwhile: read it again, then decide
}

// A refusal names every place at fault.
func ExampleProblem() {
	address, token, stop := serve()
	defer stop()
	c, err := client.New(address, token)
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()

	_, err = c.Bulk(ctx, []client.Change{
		{Action: "patch", Kind: "measure", Name: "mfa", Spec: map[string]any{"period_days": 0}},
		{Action: "patch", Kind: "measure", Name: "hardening", Spec: map[string]any{"owner": "nobody"}},
	}, client.BulkOptions{})
	if p, ok := errors.AsType[*client.Problem](err); ok {
		fmt.Println(p.Code())
		for _, f := range p.Errors {
			fmt.Println(f.Field, "-", f.Reason)
		}
	}
	// Output:
	// invalid
	// items[0].spec.period_days - 0 is too small
	// items[1].spec.owner - there is no person "nobody"
}

// A job that may run twice sends its values under a key of its own: they are added once.
func ExampleClient_AddPoints() {
	address, token, stop := serve()
	defer stop()
	c, err := client.New(address, token)
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()

	share := 92.5
	june := []client.NewPoint{{Measure: "mfa", ValidFrom: "2026-06-01", ValidTo: "2026-06-30", Value: &share}}
	for range 2 {
		added, err := c.AddPoints(ctx, june, client.Key("mfa-2026-06"))
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(added.Points)
	}
	points, err := c.Points(ctx, "mfa", 0)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("kept:", len(points))
	// Output:
	// 1
	// 1
	// kept: 1
}

// A table for a spreadsheet, and back.
func ExampleClient_Export() {
	address, token, stop := serve()
	defer stop()
	c, err := client.New(address, token)
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()

	var table bytes.Buffer
	columns := client.ListOptions{Fields: []string{"name", "title", "spec.period_days"}}
	if err := c.Export(ctx, "measure", client.CSV, columns, &table); err != nil {
		log.Fatal(err)
	}
	fmt.Print(table.String())
	rehearsed, err := c.Import(ctx, "measure", client.CSV, table.Bytes(), true)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(rehearsed.Items[0].Action)
	// Output:
	// name,title,spec.period_days
	// hardening,Hardening,30
	// mfa,Multi-factor sign-in,30
	// unchanged
}

// The report of a scanner, sent to its source.
func ExampleClient_Collect() {
	address, token, stop := serve()
	defer stop()
	c, err := client.New(address, token)
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()

	report, err := os.Open("../internal/collect/sample/lynis-report.dat") // in real life: /var/log/lynis-report.dat
	if err != nil {
		log.Fatal(err)
	}
	defer report.Close()
	run, err := c.Collect(ctx, "lynis", client.RawFile{Name: "lynis-report.dat", Content: report, Reason: "nightly"})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("hardening index", *run.Values["hardening_index"])
	// Output: hardening index 56
}

// The state of a past moment: a date, a time, or a journal entry.
func ExampleClient_AsOf() {
	address, token, stop := serve()
	defer stop()
	c, err := client.New(address, token)
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()

	title := "Enterprise and its daughters"
	changed, err := c.Patch(ctx, "unit", "enterprise", client.Patch{Title: &title})
	if err != nil {
		log.Fatal(err)
	}
	before := c.AsOf(fmt.Sprint("entry:", changed.Seq-1)) // or "2026-06-30"
	was, err := before.Get(ctx, "unit", "enterprise")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("it was", was.Title)
	// Output: it was Enterprise
}

// What happens, as it happens, each entry once.
func ExampleClient_Follow() {
	address, token, stop := serve()
	defer stop()
	c, err := client.New(address, token)
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()

	var last int64 // kept from the time before: where to go on
	for e, err := range c.Follow(ctx, last, client.OfKind("objective")) {
		if err != nil {
			log.Fatal(err) // the server refuses, or the context has ended
		}
		for _, change := range e.Changes {
			fmt.Println(change.Code, change.Action)
		}
		last = e.Seq
		break // enough for an example
	}
	fmt.Println("next time, behind entry", last)
	// Output:
	// O-01 created
	// next time, behind entry 3
}

// A question is asked and answered, and the answer settles it.
func ExampleClient_Say() {
	address, token, stop := serve()
	defer stop()
	c, err := client.New(address, token)
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()

	question, err := c.Say(ctx, "objective", "O-01", client.NewNote{Text: "Who looks after it now?", Question: true})
	if err != nil {
		log.Fatal(err)
	}
	answer, err := c.Say(ctx, "objective", "O-01", client.NewNote{Text: "Internal audit, each half-year.", Answers: question})
	if err != nil {
		log.Fatal(err)
	}
	if err := c.ChangeNote(ctx, question, client.NoteChange{Act: "settled", Answer: answer}); err != nil {
		log.Fatal(err)
	}
	said, err := c.Notes(ctx, "objective", "O-01")
	if err != nil {
		log.Fatal(err)
	}
	for _, n := range said.Items {
		fmt.Println(n.Text)
	}
	fmt.Println("open:", said.Open)
	// Output:
	// Who looks after it now?
	// Internal audit, each half-year.
	// open: 0
}
