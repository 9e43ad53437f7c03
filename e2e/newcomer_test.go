package e2e_test

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/client"
	"github.com/steelyard-isms/steelyard/internal/app"
	"github.com/steelyard-isms/steelyard/internal/explain"
	"github.com/steelyard-isms/steelyard/internal/web/browsertest"
)

// patience is how many clicks and words a newcomer spends before giving up.
const patience = 8

// newcomer has never seen the product: they press what they can read, and remember what they read.
type newcomer struct {
	t     *testing.T
	b     *browsertest.Browser
	read  []string // what each page said
	steps []string
}

func arrives(t *testing.T, a *app.App) *newcomer {
	t.Helper()
	n := &newcomer{t: t, b: browsertest.Open(t)}
	n.b.Visit(a.Address() + "/")
	return n
}

// press is one interaction, by the name that the browser tells those who see and those who hear it.
func (n *newcomer) press(name string) {
	n.t.Helper()
	n.b.Choose(name)
	n.steps = append(n.steps, fmt.Sprintf("%d. press %q, and arrive at ‘%s’", len(n.steps)+1, name, browsertest.Evaluate[string](n.b, `document.title`)))
	n.read = append(n.read, browsertest.Words(n.b.Text()))
}

// reads fails the test where the page before the newcomer does not say something.
func (n *newcomer) reads(what, text string) {
	n.t.Helper()
	if page := n.read[len(n.read)-1]; !strings.Contains(page, browsertest.Words(text)) {
		n.t.Errorf("a newcomer who asks %s does not read %q on %s: %.2500s", what, text, n.b.Address(), page)
	}
}

// asking is a client of the demonstration's API, by which the pages are compared.
func asking(t *testing.T, a *app.App) *client.Client {
	t.Helper()
	c, err := client.New(a.Address(), "", client.WithTransport(a.Local()))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// status is what the API tells of a record.
func status(t *testing.T, c *client.Client, kind, ref string) explain.Status {
	t.Helper()
	s, err := c.Status(t.Context(), kind, ref)
	if err != nil {
		t.Fatal(err)
	}
	var out explain.Status
	if err := json.Unmarshal(s.Data, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// troubled gives the objectives that stand in one of the ways, by code.
func troubled(t *testing.T, c *client.Client, attainments ...string) []explain.Status {
	t.Helper()
	var out []explain.Status
	for r, err := range c.All(t.Context(), "objective", client.ListOptions{Sort: "code"}) {
		if err != nil {
			t.Fatal(err)
		}
		if s := status(t, c, "objective", r.Code); s.Attainment != nil && slices.Contains(attainments, s.Attainment.Status) {
			out = append(out, s)
		}
	}
	return out
}

// losing is the measure at which an objective's score loses most.
func losing(s explain.Status) (worst explain.Part, points float64) {
	for _, c := range s.Rollup.Children {
		if c.Share != nil && c.Contribution != nil && 100**c.Share-*c.Contribution > points {
			worst, points = c, 100**c.Share-*c.Contribution
		}
	}
	return worst, points
}

// work is an initiative or action, as the API tells of it.
type work struct {
	title, owner, day string
	late              bool
	place             string // among those of the same day
}

// serving are the fields of initiatives and actions by which they serve objectives.
type serving struct {
	Owner, Due, Objective, Initiative string
	Objectives                        []string
}

// next is what is agreed and due first of all that serves an objective; false: nothing is.
func next(t *testing.T, c *client.Client, objective string) (work, bool) {
	t.Helper()
	var found []work
	for kind, filter := range map[string]string{"initiative": `state in ["approved", "running"]`, "action": `state in ["open", "in-progress"]`} {
		for r, err := range c.All(t.Context(), kind, client.ListOptions{Filter: filter}) {
			if err != nil {
				t.Fatal(err)
			}
			if s := spec(t, r); serves(t, c, s, objective) {
				found = append(found, work{r.Title, person(t, c, s.Owner), s.Due, s.Due < time.Now().UTC().Format(time.DateOnly), map[string]string{"initiative": "1", "action": "2"}[kind] + r.Code})
			}
		}
	}
	slices.SortFunc(found, func(a, b work) int { return strings.Compare(a.day+a.place, b.day+b.place) })
	if len(found) == 0 {
		return work{}, false
	}
	return found[0], true
}

// person is the name that somebody goes by.
func person(t *testing.T, c *client.Client, ref string) string {
	t.Helper()
	r, err := c.Get(t.Context(), "person", ref)
	if err != nil {
		t.Fatal(err)
	}
	p, err := client.SpecOf[struct {
		Name string `json:"full_name"`
	}](r)
	if err != nil {
		t.Fatal(err)
	}
	return p.Name
}

func spec(t *testing.T, r client.Record) serving {
	t.Helper()
	s, err := client.SpecOf[serving](r)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// serves tells whether it names the objective, or an initiative that does.
func serves(t *testing.T, c *client.Client, s serving, objective string) bool {
	t.Helper()
	if s.Objective == objective || slices.Contains(s.Objectives, objective) || s.Initiative == "" {
		return s.Objective == objective || slices.Contains(s.Objectives, objective)
	}
	of, err := c.Get(t.Context(), "initiative", s.Initiative)
	if err != nil {
		t.Fatal(err)
	}
	return slices.Contains(spec(t, of).Objectives, objective)
}

// says is the sentence with which an objective's page tells of it.
func (w work) says(t *testing.T) string {
	t.Helper()
	day, err := time.Parse(time.DateOnly, w.day)
	if err != nil {
		t.Fatal(err)
	}
	if w.late {
		return fmt.Sprintf("Late is %s, for which %s answers; it was due on %s.", w.title, w.owner, day.Format("2 Jan 2006"))
	}
	return fmt.Sprintf("Next comes %s, for which %s answers, by %s.", w.title, w.owner, day.Format("2 Jan 2006"))
}

// Somebody who has never seen the product, and is given nothing but its start page, finds out why an objective is off plan, which
// host caused it, and who must act by when.
func TestANewcomerFindsWhyWhereAndWho(t *testing.T) {
	a := demonstration(t)
	c := asking(t, a)
	var off explain.Status // the first that is off plan because of a host
	var cause explain.Part
	var lost float64
	for _, s := range troubled(t, c, "off-plan") {
		if worst, points := losing(s); worst.Reading != nil && worst.Reading.Run != nil && worst.Reading.Run.Host != "" {
			off, cause, lost = s, worst, points
			break
		}
	}
	if off.Title == "" {
		t.Fatal("the demonstration tells of no objective that is off plan because of a host")
	}

	n := arrives(t, a)
	n.press("Kari Solberg")
	n.reads("what is wrong", "Off plan:")
	n.reads("what is wrong", off.Title)

	n.press(off.Title)
	target := off.Attainment.Targets[0]
	n.reads("why it is off plan", "Off plan")
	n.reads("why it is off plan", fmt.Sprintf("%s stood at %v;", target.Measure.Title, *target.Actual))
	n.reads("why it is off plan", fmt.Sprintf("That is %.1f points of progress behind the plan.", math.Trunc(-*target.Deviation*10)/10))
	n.reads("where the score is lost", fmt.Sprintf("The score loses most at %s: %.1f points.", cause.Title, lost))
	first, has := next(t, c, off.Name)
	if !has {
		t.Fatalf("nothing is planned for %s: the newcomer could not read who acts", off.Code)
	}
	n.reads("who must act by when", first.says(t))

	n.press(cause.Title)
	n.reads("how bad it is", fmt.Sprintf("%v %s", cause.Reading.Value, cause.Reading.Unit))
	n.reads("which host caused it", cause.Reading.Run.Host+" Host that the file is about")

	n.press("Run " + cause.Reading.Run.ID)
	run, err := c.Run(t.Context(), cause.Reading.Run.ID)
	if err != nil {
		t.Fatal(err)
	}
	n.reads("how that is known", "Host "+run.Host)
	n.reads("how that is known", run.SHA256)
	n.reads("how that is known", run.Filename)

	t.Logf("%s: %d interactions of at most %d\n%s", off.Title, len(n.steps), patience, strings.Join(n.steps, "\n"))
	if len(n.steps) > patience {
		t.Errorf("a newcomer needs %d interactions", len(n.steps))
	}
	n.b.Silent()
}

// Whoever answers for an objective that is not where its plan wants it reads what is to be done next, by whom and by when, or that
// nothing is planned.
func TestEveryObjectiveInTroubleSaysWhatComesNext(t *testing.T) {
	a := demonstration(t)
	c := asking(t, a)
	n := arrives(t, a)
	n.press("Kari Solberg")
	planned, all := 0, troubled(t, c, "off-plan", "at-risk", "no-data", "missed")
	for _, s := range all {
		n.press("Objectives")
		n.press(s.Title)
		if first, has := next(t, c, s.Name); has {
			planned++
			n.reads("who must act by when", first.says(t))
		} else {
			n.reads("who must act by when", "Nothing that is still to be done is planned for it.")
		}
	}
	if planned < 3 || len(all) < 5 {
		t.Errorf("of %d objectives in trouble %d have a plan: the demonstration has become too calm to show anything", len(all), planned)
	}
	n.b.Silent()
}
