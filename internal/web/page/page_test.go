package page_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/steelyard-isms/steelyard/internal/catalog/glossary"
	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/web/page"
	"github.com/steelyard-isms/steelyard/internal/web/preview/sample"
)

type renderer interface {
	Render(ctx context.Context, w io.Writer) error
}

func frame() page.Frame { return sample.Frame("/here") }

// full is every page with content, empty every page without; both must be whole pages.
func full() map[string]renderer {
	f := frame()
	problems := sample.Problems(f)
	attention := sample.Scorecard(sample.InClosed(f))
	attention.Attention = true
	return map[string]renderer{
		"scorecard": sample.Scorecard(f), "scorecard of the past": attention, "objective": sample.Objective(f), "objectives": sample.Objectives(f), "measure": sample.Measure(f),
		"measure, lower is better": sample.LowerMeasure(f), "measures": sample.Measures(f), "measures beside each other": sample.MeasureCharts(f), "evidence": sample.Evidence(f), "source": sample.Source(f), "run": sample.Run(f),
		"failed run": sample.FailedRun(f), "scorecard since": sample.Since(f), "scorecard that can be compared": sample.Comparable(f), "unit since": sample.SinceUnit(f), "file": sample.File(f), "file of lines": sample.FileLines(f), "file that is no text": sample.FileBinary(f), "units": sample.Units(f), "unit": sample.Unit(f), "point": sample.Point(f), "sign-in": sample.SignIn(f), "choose": sample.Choose(f),
		"kinds": sample.Kinds(f), "records": sample.Table(f), "record": sample.Record(f), "closed period": sample.Period(f), "two publications": sample.Publications(f), "open period": sample.OpenPeriod(f), "glossary": page.Glossary{Frame: f, Sections: glossary.Sections()}, "page of a form": sample.Part(f, "what"), "last page of a form": sample.Part(f, page.PartReview), "form": sample.Edit(f), "form of a person": sample.New(f), "review": sample.Review(f), "moves": sample.Moves(f), "moves of a period": sample.PeriodMoves(f), "values": sample.Values(f), "entered values": sample.EnteredValues(f),
		"not found": problems["not-found"], "forbidden": problems["forbidden"], "unavailable": problems["unavailable"], "internal": problems["internal"],
	}
}

func empty() map[string]renderer {
	return map[string]renderer{
		"scorecard": page.Scorecard{}, "objective": page.Objective{}, "objectives": page.Objectives{}, "measure": page.Measure{}, "measures": page.Measures{},
		"evidence": page.Evidence{}, "source": page.Source{}, "run": page.Run{}, "file": page.File{}, "point": page.Point{}, "sign-in": page.SignIn{}, "choose": page.Choose{}, "problem": page.Problem{},
		"silent objective": sample.SilentObjective(frame()), "silent measure": sample.SilentMeasure(frame()), "counted measure": sample.CountedMeasure(frame()),
		"perspective without a value": page.Scorecard{Perspectives: []page.Perspective{{ID: "a", Name: "A", Objectives: []page.ObjectiveRow{{}}}}},
		"lists of nothing":            page.Objectives{Rows: []page.ObjectiveRow{{}}}, "nameless": page.Measures{Rows: []page.MeasureRow{{}}}, "charts of nothing": page.Measures{Charts: &page.Charts{Measures: []page.MeasureChart{{}}}}, "no charts": page.Measures{Charts: &page.Charts{}},
		"bare comparison": page.Scorecard{Frame: page.Frame{AsOf: page.AsOf{Compare: &page.Compare{}}}, Since: &page.Since{Rows: []page.SinceRow{{}}}, Perspectives: []page.Perspective{{Objectives: []page.ObjectiveRow{{}}}}}, "units": page.Units{Rows: []page.UnitRow{{}}}, "unit": page.Unit{Below: []page.UnitRow{{}}}, "bare unit": sample.BareUnit(frame()),
		"no kinds": page.Kinds{}, "no records": page.Table{Kind: "unit", List: page.List{Path: "/initiatives"}}, "bare record": page.Record{Kind: "unit", Says: []page.Said{{Kind: "unit", Field: "parent"}}, Uses: []page.UseOf{{Kind: "unit"}}},
		"bare form": page.Edit{Kind: "unit", Action: "/units/new", Back: "/units"}, "bare review": page.Edit{Kind: "unit", Action: "/units/new", Review: &page.Review{}}, "bare moves": page.Moves{Kind: "unit"}, "no values": page.Values{}, "bare values": page.Values{Rows: []page.ValueRow{{}}}, "bare entered values": page.Values{Entered: []page.EnteredValue{{}}},
		"bare run": page.Run{Values: []page.RunValue{{}}, Warnings: []page.Warning{{}}}, "bare point": page.Point{Versions: []page.PointVersion{{Counts: true}}},
		"bare measure":   page.Measure{Values: []page.MeasureData{{}}, UsedBy: []page.Use{{}}, History: []page.Revision{{Changes: []page.Change{{}}}}, Lineage: &page.Lineage{}},
		"bare objective": page.Objective{Measures: []page.MeasureShare{{}}, Values: []page.ValueAt{{}}, Path: []page.ValueAt{{}}},
	}
}

func render(t *testing.T, p renderer) string {
	t.Helper()
	var b bytes.Buffer
	if err := p.Render(t.Context(), &b); err != nil {
		t.Fatalf("the page cannot be rendered: %v", err)
	}
	return b.String()
}

// words of a page as a reader sees them, on one line.
func seen(text string) string {
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(text))
	for skip := false; ; {
		switch z.Next() {
		case html.ErrorToken:
			return strings.Join(strings.Fields(b.String()), " ")
		case html.TextToken:
			if !skip {
				b.WriteString(string(z.Text()))
			}
		case html.StartTagToken:
			name, _ := z.TagName()
			skip = string(name) == "script" || string(name) == "title"
			if slices.Contains([]string{"p", "td", "th", "li", "dt", "dd", "h1", "h2", "h3", "tr", "text", "div"}, string(name)) {
				b.WriteByte(' ')
			}
		case html.EndTagToken:
			skip = false
		}
	}
}

var (
	styleAttribute = regexp.MustCompile(`(?i)\s(style|on[a-z]+)=`)
	address        = regexp.MustCompile(`(?:href|action)="([^"]*)"`)
	identifier     = regexp.MustCompile(`\sid="([^"]*)"`)
)

func TestEveryPageIsWholeAndKeepsThePolicy(t *testing.T) {
	for kind, set := range map[string]map[string]renderer{"full": full(), "empty": empty()} {
		for name, p := range set {
			t.Run(kind+" "+name, func(t *testing.T) {
				text := render(t, p)
				if styleAttribute.MatchString(text) || strings.Contains(text, "<style") || strings.Contains(text, "<script>") {
					t.Error("the strict policy would block a style or a script of the page")
				}
				for _, leak := range []string{"NaN", "+Inf", "−Inf", "%!", "0001", "&lt;nil", "<nil", "words.Arg"} {
					if strings.Contains(text, leak) {
						t.Errorf("the reader sees %s", leak)
					}
				}
				for _, key := range words.English.Keys() {
					if strings.Contains(seen(text), " "+string(key)+" ") {
						t.Errorf("the reader sees the key %s", key)
					}
				}
				if n := strings.Count(text, "<h1"); n != 1 {
					t.Errorf("the page has %d main headings", n)
				}
				for _, a := range address.FindAllStringSubmatch(text, -1) {
					if a[1] == "" || a[1] == "#" || strings.Contains(a[1], "javascript:") {
						t.Errorf("the page has a link that leads nowhere: %s", a[0])
					}
				}
				ids := map[string]bool{}
				for _, m := range identifier.FindAllStringSubmatch(text, -1) {
					if ids[m[1]] && m[1] != "" {
						t.Errorf("two parts of the page are named %s", m[1])
					}
					ids[m[1]] = true
				}
				if strings.Contains(text, "disabled") {
					t.Error("a control is there and does nothing")
				}
			})
		}
	}
}

func TestThePageSaysWhatIsTrue(t *testing.T) {
	f := frame()
	problems := sample.Problems(f)
	past := sample.Scorecard(sample.Past(f))
	past.Attention = true
	everything := sample.Measure(f)
	everything.AllValues = true
	for _, c := range []struct {
		name    string
		page    renderer
		say     []string
		silent  []string
		contain []string
	}{
		{"scorecard", sample.Scorecard(f),
			[]string{"We score 72 of 100, good but provisional (67 to 75), 6 points up on last quarter.", "8 of 14 objectives are on plan, 3 at risk, 2 off plan and 1 without data.",
				"Off plan: Raise supplier assurance and Keep asset records true.", "Internal process is held at 69 by Keep asset records true, which is critical and in band act.",
				"No data since 31 Mar 2026: Learn from every incident.", "70 capped by O-11", "All 14", "Needs attention 6", "8 of 14", "→ 95%", "9.1 pts behind", "last 31 Mar 2026", "on Q2",
				"last recorded by Kari Solberg, 6 Oct 2026 14:02 UTC · journal entry 1,042", "provisional 69 to 77", "They differ for one: O-03 (good, yet at risk)."},
			[]string{"Figures as known", "Demonstration"},
			[]string{`<a href="/scorecard" aria-current="page">`, `id="pro"`, `href="#pro"`, `/here?as_of=2025-12-31`, `class="tgt" x1="86%"`, `href="/objectives/O-06"`, `aria-label="Known-exploited fixed within 14 days: now 83.9%`}},
		{"the past", past, []string{"Figures as known on 30 Jun 2026. Back to now", "Demonstration. Organisation, people and history are invented", "journal entry 1,044, is not in these figures yet", "Raise supplier assurance"},
			[]string{"Restore critical systems in time"},
			[]string{`href="/objectives/O-06?as_of=2026-06-30"`, `href="/here?show=attention"`, `name="show" value="attention"`, `/scorecard?as_of=2026-06-30&amp;show=attention`}},
		{"empty scorecard", page.Scorecard{Frame: f}, []string{"Nothing is measured yet", "First steps"}, []string{"We score"}, []string{`href="/begin"`}},
		{"objective", sample.Objective(f),
			[]string{"Known-exploited fixed within 14 days stood at 83.9%; the plan was 87%.", "9.1 points of progress behind the plan", "reaches 95% on 10 Feb 2027, after the due date of 31 Dec 2026. The score loses most at Known-exploited fixed within 14 days: 23.7 points. Late is Agree outage windows with the gateways' operators, for which Amal Haddad answers; it was due on 15 Sep 2026.",
				"3.1 points short", "11.1 points", "Weighted mean: 3 × 60.5 + 2 × 65.8, over 5", "coverage 84%, confidence 76%", "Plan for September changed from 89% to 87%", "Reason: outage season", "Entry 871",
				"Fresh, quality 0.96, critical", "67.4%", "76.5%", "1.43 times", "Never reported", "Score 62.6 Watch"}, []string{"Forecast", "forecast is"}, []string{`<details class="asT">`, "<del>89%</del>"}},
		{"silent objective", sample.SilentObjective(f), []string{"has never had data", "Nothing that is still to be done is planned for it.", "There is no value to draw yet.", "No data", "never reported", "No change is recorded.", "Insufficient data, coverage 0%"}, []string{"Now 0%", "No score", "stood at"}, []string{"gl-none"}},
		{"measure", sample.Measure(f),
			[]string{"The last 7 values, since 31 Mar 2026, are above the upper control limit of 66.3%: the process has changed. At 83.9% on 30 Sep 2026, the level needs watching. It is 11.1 points short of the target of 95%.", "corrected 2 times", "+1.3 points", "within normal variation", "Sep 2025", "in a row above the mean, for the better", "23 of 24 periods due have a value",
				"291.1\u202fkB, SHA-256 9f2c…71e0", "scanner-2 Host that the file is about", "weight 3 of 6", "kev_fixed_within_14d", "Act at 75%", "Good at 88%", "Run 412", "Limits were computed on 12 values to 31 Oct 2025"}, []string{"If nothing changes", "within what chance", "scanner offline"}, []string{`href="/evidence/points/77117"`, `href="/here?values=all#va"`, `href="/here?span=12"`}},
		{"all values", everything, []string{"scanner offline", "Dec 2024", "The latest 9 only"}, []string{"All values"}, nil},
		{"lower is better", sample.LowerMeasure(f), []string{"It is 9 days above the target of 7 days.", "The value is stale"}, nil, nil},
		{"counted measure", sample.CountedMeasure(f), []string{"It is only counted, for the formulas of other measures", "Score Only counted It is judged by nothing.", "Target none It is only counted.", "Share of entry points with a reader", "computed from it"}, []string{"level is good", "is met", "No score"}, nil},
		{"silent measure", sample.SilentMeasure(f), []string{"No value has ever been reported.", "There is no value, so there is nothing to trace.", "No objective counts this measure yet, and no other measure is computed from it."}, nil, []string{"gl-none"}},
		{"measures", sample.Measures(f), []string{"1 of 4 measures has a fresh value.", "last 31 Mar 2026", "No score"}, nil, nil},
		{"evidence", sample.Evidence(f), []string{"1 of 3 sources delivers as declared. To look at: Vulnerability scanner export and Incident register.", "Never delivered", "Same file as before"}, nil, nil},
		{"source", sample.Source(f), []string{"Run 412 recorded 2 values on 3 Oct 2026 04:00 UTC; some were empty.", "three years"}, nil, nil},
		{"run", sample.Run(f), []string{"brought 2 values that are recorded; 1 had no figure", "empty in the file", "feeds no measure", "line 14 The value", "1,036", "2 warnings", "Host scanner-2"},
			nil, []string{`href="/evidence/runs/412/raw"`, "9f2c7d1be0a84411c9a0d5b3e77a1c0c5d2f0e6b8a9143f27b60d1e4c3aa71e0", "1c0c5d2f0e6b8a9143f27b60d1e4c3aa71e09f2c7d1be0a84411c9a0d5b3e77a"}},
		{"failed run", sample.FailedRun(f), []string{"could not be read: line 1 has no column named value.", "nothing was recorded"}, nil, nil},
		{"point", sample.Point(f), []string{"For Jun 2026, Known-exploited fixed within 14 days is recorded as 78.3%, in 3 versions.", "counts on the day of this page", "superseded", "Two gateways were counted twice", "withdrawn while it was checked"}, nil, nil},
		{"file", sample.File(f), []string{"Vulnerability scanner export brought this file on 3 Oct 2026 04:00 UTC. Run 412 read 2 values from it. The first 3 of 12,004 rows are shown below.", "<script>alert(1)</script>", "12,001 more are not shown", "6 of 44 columns", "Kept at least until 3 Oct 2029"},
			[]string{"It can be shown no further"}, []string{"&lt;script&gt;alert(1)", `href="/evidence/runs/412/raw/preview?show=lines"`, `id="l3"`}},
		{"file of lines", sample.FileLines(f), []string{"This file was sent on 3 Oct 2026 04:00 UTC and is named by Privileged access is protected. The first 3 of more than 3 lines are shown below.", "The archive holds 5 files", "shown below", "3 more files are not named here.",
			"Content of out/scan.xml", "… 48,120 more characters", "It can be shown no further: the packed file is damaged", "What follows is not shown"}, []string{"more are not shown"}, nil},
		{"file that is no text", sample.FileBinary(f), []string{"This file was sent on 3 Oct 2026 04:00 UTC. It is not text, so that it is not shown here.", "No source has read this file, no record names it, and no value was entered by it."}, []string{"lines are shown", "There is nothing in it"}, []string{"<h1>9f2c7d1be0a8</h1>"}},
		{"sign-in", sample.SignIn(f), []string{"There is a problem", "Enter a name and password that belong together."}, nil, []string{"<title>Error: Sign in", `value="kari"`, `autocomplete="current-password"`, `action="/sign-in"`}},
		{"choose", sample.Choose(f), []string{"Kari Solberg", "Internal auditor: Proof, history, figures as of a date", "Demonstration. Organisation, people and history are invented"}, nil, []string{`name="person" value="02"`, `method="post" action="/choose"`}},
		{"forbidden", problems["forbidden"], []string{"You may not see this", "the role collector may not read a person: the rule collectors-see-no-people forbids it"}, []string{"Nothing is here"}, nil},
		{"unavailable", problems["unavailable"], []string{"A part is not ready", "01K9ZQ4T6N", "Try again"}, nil, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := render(t, c.page)
			reads := seen(text)
			for _, s := range c.say {
				if !strings.Contains(reads, strings.ReplaceAll(s, "\u202f", " ")) {
					t.Errorf("the reader is not told %q in %s", s, reads)
				}
			}
			for _, s := range c.silent {
				if strings.Contains(reads, s) {
					t.Errorf("the reader is told %q", s)
				}
			}
			for _, s := range c.contain {
				if !strings.Contains(text, s) {
					t.Errorf("the page lacks %s", s)
				}
			}
		})
	}
}

func TestNamesCannotBecomeMarkup(t *testing.T) {
	evil := `"><script>alert(1)</script>`
	f := frame()
	f.Organisation, f.Person.Name, f.Recorded.By, f.Scope = evil, evil, evil, evil
	o := sample.Objective(f)
	o.Name, o.Measure.Name, o.Statement, o.History[0].Changes[0].New, o.Measures[0].Name, o.Explain = evil, evil, evil, evil, evil, []string{evil}
	o.Work[1].Name, o.Work[1].Owner, o.Measures[0].Lacks, o.Measures[1].Lacks = evil, evil, 2, 1
	o.Measure.Path = "javascript:alert(1)"
	s := sample.Scorecard(f)
	s.Perspectives[0].Name, s.Perspectives[2].Objectives[4].Name = evil, evil
	m := sample.Measure(f)
	m.Now.Unit, m.Name, m.Lineage.File, m.Lineage.Host = evil, evil, evil, evil
	for name, p := range map[string]renderer{"objective": o, "scorecard": s, "measure": m} {
		text := render(t, p)
		if strings.Contains(text, "<script>alert") || strings.Contains(text, `href="javascript:`) {
			t.Errorf("%s: a name runs as a script", name)
		}
	}
}

func TestNumbersThatDoNotExistAreNeverShown(t *testing.T) {
	f := frame()
	bad := math.NaN()
	o := sample.Objective(f)
	o.Now.Value, o.Plan.Value, o.Values[3].Value = &bad, &bad, &bad
	m := sample.Measure(f)
	m.Now.Value, m.Values[5].Value = &bad, &bad
	s := sample.Scorecard(f)
	s.All.History[3], s.Perspectives[0].Objectives[0].Progress = &bad, &bad
	for name, p := range map[string]renderer{"objective": o, "measure": m, "scorecard": s} {
		if text := render(t, p); strings.Contains(text, "NaN") {
			t.Errorf("%s shows NaN", name)
		}
	}
}

func TestAPastDayStaysWithTheReader(t *testing.T) {
	f := sample.Past(frame())
	for name, p := range map[string]renderer{"objective": sample.Objective(f), "measure": sample.Measure(f), "run": sample.Run(f), "evidence": sample.Evidence(f)} {
		for _, a := range address.FindAllStringSubmatch(render(t, p), -1) {
			path := a[1]
			inside := strings.HasPrefix(path, "/objectives") || strings.HasPrefix(path, "/measures") || strings.HasPrefix(path, "/evidence") || strings.HasPrefix(path, "/scorecard")
			if inside && !strings.Contains(path, "as_of=2026-06-30") {
				t.Errorf("%s: a link leads out of the past: %s", name, path)
			}
		}
	}
}

func TestDirectionAndLanguageAreOnTheDocument(t *testing.T) {
	f := frame()
	f.RightToLeft = true
	if text := render(t, sample.Scorecard(f)); !strings.Contains(text, `<html lang="en" dir="rtl">`) {
		t.Error("a reader of a right-to-left language gets the page the wrong way round")
	}
}

func TestPagesStayWithinTheirWeight(t *testing.T) {
	for name, p := range full() {
		text := render(t, p)
		if len(text) > 400_000 {
			t.Errorf("%s weighs %d bytes", name, len(text))
		}
		if n := strings.Count(text, `<link rel="stylesheet"`) + strings.Count(text, "<script src="); n != 2 {
			t.Errorf("%s loads %d style sheets and scripts, not one of each", name, n)
		}
	}
}

func TestQuartersAreNamed(t *testing.T) {
	f := frame()
	f.AsOf.Day = time.Date(2026, 10, 6, 0, 0, 0, 0, time.UTC)
	text := seen(render(t, sample.Scorecard(f)))
	if !strings.Contains(text, "Q4 2025Q1Q2Q3 2026") || !strings.Contains(text, "on Q3") {
		t.Errorf("quarters are not named, or a change is not against the last quarter end: %s", text[:600])
	}
}

func TestTheSpriteHoldsTheIconsThatPagesShow(t *testing.T) {
	list, err := os.ReadFile("../assets/src/icons.txt")
	if err != nil {
		t.Fatal(err)
	}
	shown := map[string]bool{}
	for _, p := range full() {
		for _, m := range regexp.MustCompile(`icons[^"]*\.svg#([a-z0-9-]+)"`).FindAllStringSubmatch(render(t, p), -1) {
			shown[m[1]] = true
		}
	}
	for _, name := range strings.Fields(string(list)) {
		if !shown[name] {
			t.Errorf("the sprite carries %s, which no page shows", name)
		}
		delete(shown, name)
	}
	for name := range shown {
		t.Errorf("readers see a blank in place of %s: it is not in icons.txt", name)
	}
}

// A scorecard of hundreds of objectives shows those that need attention, and leads to the others.
func TestALargeScorecardStaysReadable(t *testing.T) {
	p := sample.Scorecard(frame())
	var many []page.ObjectiveRow
	for i := range 300 {
		r := p.Perspectives[0].Objectives[0]
		r.Ref = page.Ref{Code: fmt.Sprint("O-", 1000+i), Name: fmt.Sprint("Objective ", i)}
		r.Attainment, r.Score.Band = page.OnPlan, page.Good
		if i == 299 {
			r.Attainment = page.OffPlan
		}
		many = append(many, r)
	}
	p.Perspectives[0].Objectives = many
	text := render(t, p)
	if !strings.Contains(text, "O-1299") || strings.Count(text, "O-1") > 100 || !strings.Contains(text, "more objectives") {
		t.Errorf("of 300 objectives %d stand on the page; the one that is off plan: %t", strings.Count(text, "O-1"), strings.Contains(text, "O-1299"))
	}
}

// What does not apply has no part in the sum that a page shows.
func TestTheSumLeavesOutWhatDoesNotApply(t *testing.T) {
	p := sample.Objective(frame())
	one := p.Measures[0]
	two := p.Measures[1]
	two.Data, two.Contribution = page.NotApplicable, ""
	p.Measures = []page.MeasureShare{one, two}
	if text := seen(render(t, p)); !strings.Contains(text, "3 × 60.5, over 3") || strings.Contains(text, "65.8, over") {
		t.Errorf("the sum counts what does not apply: %s", text)
	}
}

// A change is told by the words of its field, counted as people count, and days as the page writes them.
func TestFieldsOfTheHistoryReadLikeWords(t *testing.T) {
	p := sample.Objective(frame())
	p.History = []page.Revision{{Changes: []page.Change{
		{Field: "targets[0].plan.due", Old: "2026-12-31", New: "2027-03-31"}, {Field: "measures[2].not_applicable.approved_by", New: "managing-director"},
		{Field: "statement", Old: "Version 2.0, see targets[0]", New: ""}, {Field: "Plan for 30.9.", Old: "1", New: "2"}}}}
	reads := seen(render(t, p))
	for _, want := range []string{"targets 1, plan, due changed from 31 Dec 2026 to 31 Mar 2027", "measures 3, not applicable, approved by set to managing-director",
		"statement Version 2.0, see targets[0] removed", "Plan for 30.9. changed from 1 to 2"} {
		if !strings.Contains(reads, want) {
			t.Errorf("the history does not say %q: %s", want, reads[max(0, len(reads)-900):])
		}
	}
}
