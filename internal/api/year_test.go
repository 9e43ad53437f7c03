package api_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/kinds"
)

// yearProgramme has everything whose past can come to be known otherwise: values that are entered, read from files and computed; weights, knots and a formula by
// date; a measure that is replaced.
var yearProgramme = []struct{ kind, name, body string }{
	{"units", "enterprise", `{"title":"Enterprise","spec":{"level":"organisation"}}`},
	{"people", "lead", `{"spec":{"full_name":"Kari Solberg","unit":"enterprise"}}`},
	{"scorecards", "security", `{"title":"Security","spec":{"unit":"enterprise"}}`},
	{"perspectives", "defence", `{"title":"Defence","spec":{"scorecard":"security","weight":2,"position":1}}`},
	{"perspectives", "resilience", `{"title":"Resilience","spec":{"scorecard":"security","weight":1,"position":2}}`},
	{"sources", "accounts", `{"title":"Accounts","spec":{"unit":"enterprise","format":"csv","mapping":{"rows":"file","values":[{"name":"share","operation":"share","where":[{"column":"mfa","equals":"yes"}]}]}}}`},
	{"measures", "mfa", `{"title":"Multi-factor","spec":{"unit":"enterprise","owner":"lead","source":"accounts","value":"share","unit_of_measure":"%","period_days":31,"scale":{"direction":"higher","knots":{"worst":20,"red":50,"green":80,"target":99}}}}`},
	{"measures", "repair", `{"title":"Time to repair","spec":{"unit":"enterprise","owner":"lead","unit_of_measure":"days","period_days":31,"scale":{"direction":"lower","knots":{"worst":60,"red":30,"green":15,"target":7}}}}`},
	{"measures", "tried", `{"title":"Restores tried","spec":{"unit":"enterprise","owner":"lead","period_days":31,"scale":{"direction":"higher","knots":{"red":5,"green":20}}}}`},
	{"measures", "worked", `{"title":"Restores that worked","spec":{"unit":"enterprise","owner":"lead","period_days":31,"scale":{"direction":"higher","knots":{"red":5,"green":20}}}}`},
	{"measures", "restored", `{"title":"Share of restores that worked","spec":{"unit":"enterprise","owner":"lead","unit_of_measure":"%","period_days":31,"formula":"100.0 * worked / tried","inputs":[{"name":"worked","measure":"worked"},{"name":"tried","measure":"tried"}],"scale":{"direction":"higher","knots":{"worst":30,"red":60,"green":90,"target":100}}}}`},
	{"measures", "drills", `{"title":"Drills","spec":{"unit":"enterprise","owner":"lead","period_days":92,"scale":{"direction":"higher","knots":{"worst":0,"red":1,"green":3,"target":4}}}}`},
	{"objectives", "protect", `{"title":"Protect accounts","state":"active","spec":{"unit":"enterprise","owner":"lead","perspective":"defence","weight":1,"measures":[{"measure":"mfa","weight":3},{"measure":"repair","weight":2}],
		"targets":[{"measure":"repair","baseline":45,"start":"2025-01-01","plan":{"target":15,"due":"2025-12-31"}}]}}`},
	{"objectives", "recover", `{"title":"Recover","state":"active","spec":{"unit":"enterprise","owner":"lead","perspective":"resilience","weight":1,"measures":[{"measure":"restored","weight":1},{"measure":"drills","weight":1}]}}`},
}

// yearObjective is an objective as it was first declared.
func yearObjective(name string) string {
	for _, p := range yearProgramme {
		if p.name == name {
			return p.body
		}
	}
	return ""
}

// year drives a server through a year, and keeps what it answered each day.
type year struct {
	*server
	now  atomic.Pointer[time.Time]
	kept map[string]string // by day and address
}

func (y *year) clock() time.Time { return *y.now.Load() }

func (y *year) at(t time.Time) { y.now.Store(&t) }

func (y *year) put(kind, name, body, reason string) {
	y.t.Helper()
	header := map[string]string{}
	if reason != "" {
		header["Steelyard-Reason"] = reason
	}
	w := y.do(call{method: "PUT", path: "/api/v1/" + kind + "/" + name, role: access.Administrator, body: body, header: header})
	if w.Code > 201 {
		y.t.Fatalf("%s %s on %s: %d %s", kind, name, y.clock().Format(time.DateOnly), w.Code, w.Body)
	}
}

func (y *year) patch(kind, name, spec, reason string) {
	y.t.Helper()
	y.must(200, call{method: "PATCH", path: "/api/v1/" + kind + "/" + name, role: access.Administrator, body: `{"spec":` + spec + `}`,
		header: map[string]string{"Content-Type": "application/merge-patch+json", "Steelyard-Reason": reason}}, nil)
}

func (y *year) value(status int, measure, day string, value float64, note, reason string) {
	y.t.Helper()
	y.must(status, call{method: "POST", path: "/api/v1/points", role: manager,
		body: fmt.Sprintf(`{"points":[{"measure":%q,"valid_to":%q,"value":%g,"note":%q}],"reason":%q}`, measure, day, value, note, reason)}, nil)
}

// file sends a file of accounts of which so many in ten have a second factor.
func (y *year) file(day string, yes int) {
	y.t.Helper()
	var text strings.Builder
	text.WriteString("account,mfa\n")
	for i := range 10 {
		fmt.Fprintf(&text, "a%d-%s,%s\n", i, day, map[bool]string{true: "yes", false: "no"}[i < yes])
	}
	y.must(201, call{method: "POST", path: "/api/v1/sources/accounts/runs?filename=accounts.csv&observed_at=" + day, role: collector, body: text.String(),
		header: map[string]string{"Content-Type": "application/octet-stream"}}, nil)
}

func (y *year) move(name, move string, role access.Role, reason string) {
	y.t.Helper()
	y.must(200, call{method: "POST", path: "/api/v1/period-closes/" + name + "/moves", role: role, body: fmt.Sprintf(`{"move":%q,"reason":%q}`, move, reason)}, nil)
}

// happens is what is done on a day of the year, beside the values of the month.
func (y *year) happens(day string) {
	switch day {
	case "2025-04-09":
		y.value(201, "repair", "2025-02-28", 31, "counted again", "correction") // of a month that is not closed
	case "2025-04-18":
		y.put("period-closes", "q1", `{"title":"First quarter","spec":{"scorecard":"security","owner":"lead","period":{"from":"2025-01-01","until":"2025-03-31"},"statement":"All values were read."}}`, "")
		y.move("q1", "close", access.Executive, "final")
	case "2025-05-20":
		y.value(422, "drills", "2025-03-31", 3, "", "") // reaches into what is closed, and nobody says why
		y.value(201, "drills", "2025-03-31", 3, "", "the report of the drills came late")
	case "2025-06-10":
		y.put("objectives", "protect", strings.Replace(yearObjective("protect"), `"weight":1,`, `"weight":[{"value":1},{"from":"2025-05-01","value":3,"reason":"it matters most"}],`, 1), "half-year review")
	case "2025-07-08":
		y.value(201, "repair", "2025-03-31", 12, "the report took sent for done", "")
	case "2025-08-05":
		y.file("2025-03-20", 9) // late, of a closed quarter, by a program that gives no reason
		y.patch("measures", "repair", `{"scale":[{"value":{"direction":"lower","knots":{"worst":60,"red":30,"green":15,"target":7}}},{"from":"2025-08-01","value":{"direction":"lower","knots":{"worst":40,"red":20,"green":10,"target":5}}}]}`, "more is asked for")
	case "2025-09-12":
		y.patch("measures", "restored", `{"formula":[{"value":"100.0 * worked / tried"},{"from":"2025-09-01","value":"90.0 * worked / tried"}]}`, "one in ten is not whole")
		if w := y.do(call{method: "PATCH", path: "/api/v1/perspectives/resilience", role: access.Administrator, body: `{"spec":{"weight":4}}`, header: map[string]string{"Content-Type": "application/merge-patch+json"}}); w.Code != 422 {
			y.t.Errorf("a weight that holds in a closed quarter is changed without a reason: %d %s", w.Code, w.Body)
		}
		y.patch("perspectives", "resilience", `{"weight":4}`, "the board sees both alike")
	case "2025-10-15":
		y.put("measures", "exercises", `{"title":"Exercises","spec":{"unit":"enterprise","owner":"lead","period_days":92,"replaces":"drills","scale":{"direction":"higher","knots":{"worst":0,"red":2,"green":4,"target":6}}}}`, "")
		y.put("objectives", "recover", strings.Replace(yearObjective("recover"), `{"measure":"drills","weight":1}`, `{"measure":"drills","weight":1,"until":"2025-09-30"},{"measure":"exercises","weight":1,"from":"2025-10-01"}`, 1), "exercises take the place of drills")
	case "2025-11-20":
		y.move("q1", "reopen", access.Executive, "the audit asks for the figures anew")
	case "2025-11-21":
		y.value(201, "repair", "2025-03-15", 14, "", "") // nothing is closed there now
	case "2025-11-22":
		y.move("q1", "close", access.Executive, "final again")
	}
}

// months sends what becomes known some days after a month; of some months late.
func (y *year) months(t time.Time) {
	end := t.AddDate(0, 0, -t.Day())
	if t.Day() != 4 || end.Year() < 2025 {
		return
	}
	m, day := int(end.Month()), end.Format(time.DateOnly)
	y.value(201, "tried", day, float64(8+m), "", "")
	y.value(201, "worked", day, float64(6+m/2), "", "")
	y.value(201, "repair", day, float64(40-2*m), "", "")
	if m == 6 {
		y.value(201, "drills", day, 2, "", "")
	}
	if m != 5 { // the file of May never came
		y.file(day, 3+m/3)
	}
}

// again is a program that has just started on the same store.
func (y *year) again(dsn string) {
	tokens := y.tokens
	y.server = open(y.t, dsn, kinds.Registry(), 1e6, 1e6, y.clock)
	y.tokens = tokens
}

// addressesOfDay are what is asked each day: status, as JSON, and what is declared, as CSV.
var addressesOfDay = []string{"scorecards/security/status", "objectives/recover/status", "measures/repair/points", "objectives?format=csv", "measures?format=csv", "perspectives?format=csv"}

func (y *year) ask(address, asOf string) string {
	y.t.Helper()
	if asOf != "" {
		separator := "?"
		if strings.Contains(address, "?") {
			separator = "&"
		}
		address += separator + "as_of=" + url.QueryEscape(asOf)
	}
	return y.must(200, call{method: "GET", path: "/api/v1/" + address, role: auditor}, nil).Body.String()
}

// A year of late, corrected and restated data: what was answered on each day is, byte for byte, what is answered about that day later, by a program
// that has just started. What was published of a closed quarter stays as it was.
func TestAYearReplayed(t *testing.T) {
	for name, dsn := range databases(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			first := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
			y := &year{kept: map[string]string{}}
			y.at(first.Add(8 * time.Hour))
			y.server = startClocked(t, dsn, kinds.Registry(), 1e6, 1e6, y.clock)
			for _, p := range yearProgramme {
				y.put(p.kind, p.name, p.body, "")
			}
			const days = 365
			published := ""
			different := 0
			for i := range days {
				day := first.AddDate(0, 0, i)
				y.at(day.Add(10 * time.Hour))
				y.months(day)
				y.happens(day.Format(time.DateOnly))
				y.at(day.AddDate(0, 0, 1).Add(-time.Microsecond))
				for _, address := range addressesOfDay {
					y.kept[day.Format(time.DateOnly)+" "+address] = y.ask(address, "")
				}
				if day.Format(time.DateOnly) == "2025-04-18" {
					published = y.artefact(0)
				}
			}
			y.again(dsn)
			before := ""
			for i := range days {
				day := first.AddDate(0, 0, i).Format(time.DateOnly)
				for _, address := range addressesOfDay {
					if now, then := y.ask(address, day), y.kept[day+" "+address]; now != then {
						t.Fatalf("on %s %s was answered with\n%s\nand as of that day it is now\n%s", day, address, then, now)
					}
				}
				if s := shownScore(t, y.kept[day+" "+addressesOfDay[0]]); s != before {
					before = s
					different++
				}
			}
			if different < 12 {
				t.Errorf("in a year the score changed %d times: too little happens to show anything", different)
			}
			y.stands(published)
			if v, err := y.store.Verify(t.Context()); err != nil || len(v.Problems) > 0 {
				t.Errorf("%v %v", v.Problems, err)
			}
		})
	}
}

func shownScore(t *testing.T, status string) string {
	t.Helper()
	var s struct{ Shown string }
	if err := json.Unmarshal([]byte(status), &s); err != nil {
		t.Fatal(err)
	}
	return s.Shown
}

type kept struct{ SHA256 string }

type periodFigures struct {
	Published  *kept
	Earlier    []kept
	Restated   int
	Total      int
	Recomputed *struct{ Same bool }
	Items      []struct {
		Kind, Code, Figure string
		Published, Now     struct{ Number *float64 }
		Differs            bool
	}
}

// artefact gives the bytes of what was published: 0 is the latest close.
func (y *year) artefact(back int) string {
	y.t.Helper()
	var f periodFigures
	y.must(200, call{method: "GET", path: "/api/v1/period-closes/q1/figures", role: auditor}, &f)
	digest := ""
	if back == 0 && f.Published != nil {
		digest = f.Published.SHA256
	} else if back > 0 && len(f.Earlier) >= back {
		digest = f.Earlier[back-1].SHA256
	}
	w := y.must(200, call{method: "GET", path: "/api/v1/files/" + digest, role: auditor}, nil)
	if got := w.Header().Get("Content-Type"); got != "application/json" {
		y.t.Errorf("figures are served as %q", got)
	}
	return w.Body.String()
}

// stands tells what became of the first quarter, which was published twice.
func (y *year) stands(first string) {
	y.t.Helper()
	if now := y.artefact(1); now != first {
		y.t.Errorf("what was published in April was\n%s\nand is now\n%s", first, now)
	}
	if second := y.artefact(0); second == first {
		y.t.Error("closing again published the same")
	}
	var f periodFigures
	y.must(200, call{method: "GET", path: "/api/v1/period-closes/q1/figures?recompute=true&all=true&limit=20000", role: auditor}, &f)
	if f.Recomputed == nil || !f.Recomputed.Same {
		y.t.Errorf("this program computes the figures otherwise than it published them: %+v", f)
	}
	if f.Restated != 0 {
		y.t.Errorf("%d restatements since the second close", f.Restated)
	}
	// as it stood before it was opened again: four entries had reached into the quarter
	y.must(200, call{method: "GET", path: "/api/v1/period-closes/q1/figures?as_of=2025-11-19&recompute=true", role: auditor}, &f)
	if f.Restated != 4 || f.Total == 0 || !f.Recomputed.Same {
		y.t.Errorf("before it was opened again: %+v", f)
	}
	var r struct {
		Items []struct {
			Reason, Run     string
			Points, Records int
			About           []struct{ Name string }
		}
	}
	y.must(200, call{method: "GET", path: "/api/v1/period-closes/q1/restatements?as_of=2025-11-19", role: auditor}, &r)
	var told []string
	for _, x := range r.Items {
		line := x.Reason
		if x.Run != "" {
			line += "run"
		}
		for _, about := range x.About {
			line += " " + about.Name
		}
		told = append(told, fmt.Sprint(line, " ", x.Points))
	}
	want := []string{"the board sees both alike resilience 0", "run mfa 1", "the report took sent for done repair 1", "the report of the drills came late drills 1"}
	if strings.Join(told, "; ") != strings.Join(want, "; ") {
		y.t.Errorf("restatements are told as\n%s\nand not\n%s", strings.Join(told, "\n"), strings.Join(want, "\n"))
	}
}
