package gophish

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/collect"
	"github.com/steelyard-isms/steelyard/internal/fault"
)

const (
	campaignFile = "campaign-1.json"
	summaryFile  = "campaign-1-summary.json"
	resultsFile  = "campaign-1-results.csv"
	eventsFile   = "campaign-1-events.csv"
)

// fixture is a file that Gophish 0.12.1 gave of one campaign; the people in it are invented.
func fixture(t testing.TB, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func read(text string) (collect.Reading, error) {
	return Format{}.Read(context.Background(), strings.NewReader(text), collect.Options{})
}

func warnings(r collect.Reading) string {
	var lines []string
	for _, w := range r.Warnings {
		lines = append(lines, w.String())
	}
	return strings.Join(lines, "\n")
}

const null = -1.0

// Ground truth: jq and awk on the same files; every file of the campaign tells the same, or says that it cannot.
func TestEveryFileTellsTheSameCampaign(t *testing.T) {
	truth := map[string]float64{Total: 60, Sent: 58, Opened: 45, Clicked: 16, Submitted: 7, Reported: 6, Errors: 2}
	for _, c := range []struct {
		file    string
		unknown []string
		at      string
		items   int
		warning string
	}{
		{campaignFile, nil, "2026-11-21T21:03:53.839574648Z", 60, ""},
		{summaryFile, nil, "2026-11-21T21:03:53.839574648Z", 60, ""},
		{resultsFile, []string{Opened, Clicked}, "2026-11-21T21:03:53.818700234Z", 60, "not all who clicked"},
		{eventsFile, nil, "2026-11-21T21:03:53.818700234Z", 60, "whoever is still to be sent the message is not in this table"},
	} {
		text := fixture(t, c.file)
		if !(Format{}).Sniff([]byte(text)) {
			t.Errorf("%s is not recognised", c.file)
		}
		got, err := read(text)
		if err != nil {
			t.Errorf("%s: %v", c.file, err)
			continue
		}
		for name, want := range truth {
			for _, u := range c.unknown {
				if u == name {
					want = null
				}
			}
			v, ok := got.Value(name)
			if !ok || (v.Number == nil) != (want == null) || v.Number != nil && *v.Number != want {
				t.Errorf("%s: %s is shown as %+v, want %v", c.file, name, v, want)
			}
		}
		if at := got.ObservedAt.Format(time.RFC3339Nano); at != c.at || got.Items != c.items || len(got.Values) != len(truth) {
			t.Errorf("%s: observed at %s with %d items", c.file, at, got.Items)
		}
		if text := warnings(got); !strings.Contains(text, c.warning) || c.warning == "" && text != "" {
			t.Errorf("%s: warnings %q, want %q", c.file, text, c.warning)
		}
	}
}

// Each mistake of a file is told with its place; a campaign that cannot be so gives no numbers.
func TestDamageIsRefusedByPlace(t *testing.T) {
	campaign, results, events, summary := fixture(t, campaignFile), fixture(t, resultsFile), fixture(t, eventsFile), fixture(t, summaryFile)
	swap := func(text, old, new string) string {
		if !strings.Contains(text, old) {
			t.Fatalf("the file does not hold %q", old)
		}
		return strings.Replace(text, old, new, 1)
	}
	firstSent := "1,user000@corp.example.test,2026-11-21T21:03:50.69565064Z,Email Sent,\r\n"
	cases := []struct{ name, text, want string }{
		{"unknown status", swap(campaign, `"status": "Email Opened"`, `"status": "Email Opend"`), `status: "Email Opend" is not a status of Gophish`},
		{"unknown message", swap(campaign, `"message": "Email Opened"`, `"message": "Email Opend"`), `message: "Email Opend" is not an event of Gophish`},
		{"status behind the timeline", swap(campaign, `"status": "Clicked Link"`, `"status": "Email Opened"`), "not the last stage that the timeline tells"},
		{"status before the timeline", swap(campaign, `"status": "Email Opened"`, `"status": "Submitted Data"`), "not the last stage that the timeline tells"},
		{"report that the timeline lacks", swap(campaign, `"reported": false`, `"reported": true`), "reported is told differently"},
		{"address of nobody", swap(campaign, "\"email\": \"user000@corp.example.test\",\n   \"time\"", "\"email\": \"user900@corp.example.test\",\n   \"time\""), "is not among the results"},
		{"address twice", swap(campaign, `"email": "user000@`, `"email": "user001@`), "listed a second time"},
		{"sent twice", swap(campaign, "\"message\": \"Email Opened\"", "\"message\": \"Email Sent\""), "sent to the same address a second time"},
		{"not sent", swap(events, firstSent, ""), "none that it was sent to this address"},
		{"two campaigns", swap(events, "\r\n1,user000", "\r\n2,user000"), "is of campaign 2, those before are of 1"},
		{"two documents", campaign + campaign, "a second value starts here"},
		{"list of campaigns", "[" + summary + "]", "the file holds a list of campaigns"},
		{"two tables", events + "\r\n" + events, `is not the number of a campaign`},
		{"two tables of results", results + "\r\n" + results, `reported: "reported" is neither true nor false`},
		{"events without their start", swap(events, "1,,2026-11-21T21:03:50.632026254Z,Campaign Created,\r\n", ""), "do not begin with Campaign Created"},
		{"a name twice", swap(campaign, `"status": "Email Opened"`, `"status": "Email Opened", "status": "Error"`), "the name stands in its object twice"},
		{"completed without a date", swap(summary, `"completed_date": "2026-11-21T21:03:53.839574648Z"`, `"completed_date": "0001-01-01T00:00:00Z"`), "does not tell when"},
		{"time", swap(summary, `"completed_date": "2026`, `"completed_date": "2O26`), "is not a time like"},
		{"count out of order", swap(summary, `"clicked": 16`, `"clicked": 46`), "stats.clicked: 46 is more than 45, which opened gives"},
		{"more than all", swap(summary, `"error": 2`, `"error": 3`), "more than the total"},
		{"count missing", swap(summary, `"error": 2`, `"errors": 2`), "stats.error: it is missing"},
		{"count negative", swap(summary, `"error": 2`, `"error": -2`), `line 16: stats.error: "-2" is not a whole number`},
		{"neither", swap(summary, `"stats"`, `"statistics"`), "neither results with a timeline, nor stats"},
		{"no status", swap(summary, `"status": "Completed",`, ``), "does not tell whether the campaign is completed"},
		{"cut", campaign[:len(campaign)/2], "the file ends here"},
		{"columns", "id,status\n1,Error\n", "neither those of results nor those of events"},
		{"quotes", events[:strings.Index(events, `"{`)+4], "the row is not whole"},
		{"no address", swap(results, "user000@corp", "user000.corp"), "line 2: email: it is not an e-mail address"},
	}
	for _, c := range cases {
		got, err := read(c.text)
		if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", c.name, err, c.want)
			continue
		}
		if got.Values != nil {
			t.Errorf("%s: numbers are given beside the error", c.name)
		}
		if f := fault.Of(err).Fields[0]; f.Remedy == "" || strings.Contains(err.Error(), "@corp.example.test") {
			t.Errorf("%s: the error does not help, or names a person: %v", c.name, err)
		}
	}
}

func TestACampaignThatRunsIsReadWithAWarning(t *testing.T) {
	running := strings.NewReplacer(`"status": "Completed"`, `"status": "In progress"`, `"completed_date": "2026-11-21T21:03:53.839574648Z"`, `"completed_date": "0001-01-01T00:00:00Z"`)
	got, err := read(running.Replace(fixture(t, campaignFile)))
	if err != nil || !strings.Contains(warnings(got), "may still grow") || got.ObservedAt.IsZero() {
		t.Errorf("a running campaign: %v, %s, %v", got.ObservedAt, warnings(got), err)
	}
	got, err = read(running.Replace(fixture(t, summaryFile)))
	if err != nil || !strings.Contains(warnings(got), "when it was made") || !got.ObservedAt.IsZero() {
		t.Errorf("the summary of a running campaign: %v, %s, %v", got.ObservedAt, warnings(got), err)
	}
}

// Whoever clicks has opened, whether or not their mail program loaded the picture that tells.
func TestLaterStagesIncludeTheEarlier(t *testing.T) {
	head := "campaign_id,email,time,message,details\n1,,2026-01-01T00:00:00Z,Campaign Created,\n"
	line := func(who, what string) string { return "1," + who + "@x.test,2026-01-01T00:00:00Z," + what + ",\n" }
	got, err := read(head + line("a", "Email Sent") + line("a", "Submitted Data") + line("b", "Email Sent") + line("b", "Clicked Link") +
		line("c", "Error Sending Email") + line("c", "Email Sent") + line("d", "Error Sending Email"))
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]float64{Total: 4, Sent: 3, Opened: 2, Clicked: 2, Submitted: 1, Errors: 1, Reported: 0} {
		if v, _ := got.Value(name); v.Number == nil || *v.Number != want {
			t.Errorf("%s is %+v, want %v", name, v, want)
		}
	}
}

func TestLimits(t *testing.T) {
	var b strings.Builder
	b.WriteString("campaign_id,email,time,message,details\n")
	for i := range maxPeople + 1 {
		b.WriteString("1,u" + strings.Repeat("x", i%7) + time.Duration(i).String() + "@x.test,2026-01-01T00:00:00Z,Email Sent,\n")
	}
	if _, err := read(b.String()); !fault.Is(err, fault.Limited) || !strings.Contains(err.Error(), "100000 recipients") {
		t.Errorf("a campaign of any size is read: %v", err)
	}
	if _, err := read(`{"name": ` + strings.Repeat("[", 200)); !fault.Is(err, fault.Limited) {
		t.Errorf("any nesting is read: %v", err)
	}
	if _, err := read(`{"name": "` + strings.Repeat("x", 6<<20)); !fault.Is(err, fault.Limited) {
		t.Errorf("a text of any length is read: %v", err)
	}
}

func TestSniff(t *testing.T) {
	for text, want := range map[string]bool{
		`{"id":1,"launch_date":"x","send_by_date":"y"`:                 true,
		`[{"id":1,"launch_date":"x","send_by_date":"y"`:                true,
		`{"id":1,"results":[{"id":"x","send_date":"","reported":false`: true,
		`{"a":{"launch_date":1,"send_by_date":2}}`:                     false,
		"a,b\n1,2\n": false, "": false, "{": false, "[]": false, "\xef\xbb\xbf": false,
	} {
		if got := (Format{}).Sniff([]byte(text)); got != want {
			t.Errorf("%q: recognised %v", text, got)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, name := range []string{summaryFile, resultsFile, eventsFile} {
		f.Add(fixture(f, name)[:min(400, len(fixture(f, name)))])
	}
	f.Add(`{"status":"x","results":[{"email":"a@b","status":"Email Sent","reported":false,"send_date":"2026-01-01T00:00:00Z","modified_date":"2026-01-01T00:00:00Z"}],"timeline":[{"campaign_id":1,"email":"a@b","time":"2026-01-01T00:00:00Z","message":"Email Sent"}]}`)
	f.Fuzz(func(t *testing.T, text string) {
		Format{}.Sniff([]byte(text))
		got, err := read(text)
		if err != nil {
			if got.Values != nil || fault.Of(err).Code == fault.Internal {
				t.Errorf("a bad error, or half a result: %v", err)
			}
			return
		}
		number := func(name string) float64 {
			v, _ := got.Value(name)
			if v.Number == nil {
				return 0
			}
			return *v.Number
		}
		if len(got.Values) != 7 || number(Sent) > number(Total) || number(Clicked) > number(Sent) || number(Submitted) > number(Sent) {
			t.Errorf("impossible numbers: %+v", got.Values)
		}
	})
}
