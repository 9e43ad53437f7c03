package kinds_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/kinds"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// What fields cannot say, rules do: each refusal names its place, and whoever reads it knows what to change. A case
// without a path is one that must be accepted.
var rules = []struct {
	name, kind, patch, path, reason string
}{
	{"a role of its own", "appointment", `{"role":"other","other_role":"Crypto custodian","ciso":null}`, "", ""},
	{"another role without a name", "appointment", `{"role":"other","ciso":null}`, "spec.other_role", "is not in the list"},
	{"a name for a role of the list", "appointment", `{"other_role":"Head"}`, "spec.other_role", "is not in the list"},
	{"a seat of someone who is no CISO", "appointment", `{"role":"liaison"}`, "spec.ciso", "this is the role liaison"},
	{"a line to the board needs no levels", "appointment", `{"ciso":{"line":"board"}}`, "", ""},
	{"levels on a line to the board", "appointment", `{"ciso":{"line":"board","levels_to_cio":1}}`, "spec.ciso.levels_to_cio", "where security sits in IT"},
	{"a line in IT without levels", "appointment", `{"ciso":{"line":"it"}}`, "spec.ciso.levels_to_cio", "where security sits in IT"},
	{"reporting to oneself", "appointment", `{"reports_to":"isms-lead"}`, "spec.reports_to", "is the person who holds the role"},
	{"one's own deputy", "appointment", `{"deputy":"isms-lead"}`, "spec.deputy", "is the person who holds the role"},
	{"a functional line to oneself", "appointment", `{"functional_line":"isms-lead"}`, "spec.functional_line", "is the person who holds the role"},
	{"a term that ends before it begins", "appointment", `{"term":{"from":"2026-01-01","until":"2025-01-01"}}`, "spec.term.until", "is before from"},
	{"a term without a day", "appointment", `{"term":{}}`, "spec.term", "neither a first nor a last day"},

	{"a chair from outside", "body", `{"chair":"isms-lead","members":[{"person":"managing-director","unit":"enterprise","role":"voting"}]}`, "spec.chair", "is not among the members"},
	{"a member twice", "body", `{"members":[{"person":"managing-director","unit":"enterprise","role":"voting"},{"person":"managing-director","unit":"enterprise","role":"advising"}]}`, "spec.members[1].person", "is listed twice"},
	{"a quorum that cannot be met", "body", `{"quorum":2}`, "spec.quorum", "more than the 1 voting members"},
	{"something decided twice", "body", `{"decides":["policy","policy"]}`, "spec.decides[1]", "is listed twice"},
	{"a body that never meets", "body", `{"cadence":null}`, "spec.cadence", "is required"},

	{"an external issue of people", "context-issue", `{"category":"people"}`, "spec.category", "people is not external"},
	{"an internal issue of the climate", "context-issue", `{"side":"internal","category":"climate"}`, "spec.category", "climate is not internal"},
	{"technology is found on both sides", "context-issue", `{"side":"internal","category":"technology"}`, "", ""},

	{"a need answered without an answer", "interested-party", `{"needs":[{"need":"Calm","addressed":"isms"}]}`, "spec.needs[0].answer", "is required where the need is not open"},
	{"an open need", "interested-party", `{"needs":[{"need":"Calm","addressed":"open"}]}`, "", ""},
	{"a law declined", "interested-party", `{"needs":[{"need":"Reports","binding":true,"addressed":"declined","answer":"No"}]}`, "spec.needs[0].addressed", "law or contract"},
	{"an objective for what is met elsewhere", "interested-party", `{"needs":[{"need":"Reports","addressed":"elsewhere","answer":"By finance","objective":"protect-accounts"}]}`, "spec.needs[0].objective", "through the management system"},

	{"critical and never reviewed", "third-party", `{"criticality":"critical","review":null}`, "spec.review.interval", "is required where much depends"},
	{"of little weight and never reviewed", "third-party", `{"criticality":"low","review":null}`, "", ""},
	{"people's data as public", "third-party", `{"classification":"public"}`, "spec.classification", "does not fit information that tells of people"},
	{"a classification of nothing", "third-party", `{"data":null}`, "spec.data", "is required with a classification"},

	{"an interface with nobody", "scope", `{"interfaces":[{"what":"Power"}]}`, "spec.interfaces[0]", "with a third party or with a unit"},
	{"an interface within the scope", "scope", `{"interfaces":[{"unit":"enterprise","what":"Power"}]}`, "spec.interfaces[0].unit", "is within the scope"},
	{"a unit in and out", "scope", `{"exclusions":[{"what":"All","unit":"enterprise","justification":"None"}]}`, "spec.exclusions[0].unit", "is within the scope"},
	{"a process in and out", "scope", `{"exclusions":[{"what":"Billing","process":"billing","justification":"None"}]}`, "spec.exclusions[0].process", "is within the scope"},
	{"an exclusion without a reason", "scope", `{"exclusions":[{"what":"Canteen"}]}`, "spec.exclusions[0].justification", "is required"},
	{"a unit twice", "scope", `{"units":["enterprise","enterprise"]}`, "spec.units[1]", "is listed twice"},

	{"a zone and a fiscal year", "unit", `{"time_zone":"Europe/Oslo","fiscal_year_begins":7}`, "", ""},
	{"a zone that is none", "unit", `{"time_zone":"Europe/Halden"}`, "spec.time_zone", "is not a time zone"},
	{"the zone of whatever machine", "unit", `{"time_zone":"Local"}`, "spec.time_zone", "is not a time zone"},
	{"a thirteenth month", "unit", `{"fiscal_year_begins":13}`, "spec.fiscal_year_begins", "is too large"},
	{"a country that is none", "unit", `{"country":"no"}`, "spec.country", "is not a country"},
	{"a culture beyond its poles", "unit", `{"culture":{"controlling":1.5}}`, "spec.culture.controlling", "is too large"},
	{"a language that is none", "person", `{"language":"norsk"}`, "spec.language", "is not a language"},
	{"an address that is none", "person", `{"email":"kari at work"}`, "spec.email", "is not an e-mail address"},
	{"a certificate that ended before it began", "person", `{"competences":[{"subject":"Audit","since":"2026-01-01","expires":"2025-01-01"}]}`, "spec.competences[0].expires", "is before since"},

	{"a goal without an end", "business-goal", `{"horizon":{"from":"2026-01-01"}}`, "spec.horizon.until", "is required"},
	{"a goal within itself", "business-goal", `{"parent":"more-customers-online"}`, "spec.parent", "makes a circle"},
	{"a statement in no language", "business-goal", `{"statement":{}}`, "spec.statement", "is empty"},
	{"a critical process that may stand still for ever", "business-process", `{"tolerable_outage":null}`, "spec.tolerable_outage", "is required of a critical process"},
	{"a process that waits for itself", "business-process", `{"depends_on":["billing"]}`, "spec.depends_on[0]", "makes a circle"},
	{"a principle from nowhere", "principle", `{"origin":{"from":"law"}}`, "spec.origin", "not from where"},
	{"a principle of security's own", "principle", `{"origin":{"from":"executives","person":"isms-lead"}}`, "spec.origin.person", "for security"},

	{"published by nobody", "benchmark", `{"source":null}`, "spec.source", "is missing: of an external benchmark it must be said who published it"},
	{"an internal one with a publisher", "benchmark", `{"type":"internal"}`, "spec.source", "says who published an external benchmark, and this is an internal one"},
	{"figures without a unit", "benchmark", `{"unit_of_measure":null}`, "spec.unit_of_measure", `is missing: the measure counts in "%"`},
	{"a figure of a day to come", "benchmark", `{"values":[{"on":"2026-10-02","value":88}]}`, "spec.values[0].on", "is 2026-10-02, which has not come yet"},
	{"a figure of a day that it is in the east already", "benchmark", `{"values":[{"on":"2026-10-01","value":88}]}`, "", ""},
	{"a review of a day to come", "measure", `{"review":{"interval":"P1Y","held":[{"on":"2027-01-01","by":"isms-lead","verdict":"keep","reason":"used"}]}}`, "spec.review.held[0].on", "has not come yet"},
	{"a check of a day to come", "measure", `{"data_checks":[{"on":"2027-01-01","part":"validity","of":3,"right":3,"how":"Looked at"}]}`, "spec.data_checks[0].on", "has not come yet"},
	{"done on a day to come", "action", `{"done_on":"2027-01-01"}`, "spec.done_on", "has not come yet"},
	{"an internal one", "benchmark", `{"type":"internal","source":null,"unit":"enterprise"}`, "", ""},
	{"an external one of a unit", "benchmark", `{"unit":"enterprise"}`, "spec.unit", "is one of our own"},
	{"a share of 108 %", "benchmark", `{"values":[{"on":"2026-03-31","value":108}]}`, "spec.values[0].value", "108 % is above 100 %, the most"},
	{"a median twice", "benchmark", `{"values":[{"on":"2026-03-31","value":88,"percentile":50},{"on":"2026-03-31","value":87,"percentile":50}]}`, "spec.values[1].on", "has a figure above already"},
	{"medians of two days", "benchmark", `{"values":[{"on":"2026-03-31","value":88,"percentile":50},{"on":"2026-06-30","value":87,"percentile":50}]}`, "", ""},
	{"percentiles out of order", "benchmark", `{"values":[{"on":"2026-03-31","value":80,"percentile":25},{"on":"2026-03-31","value":96,"percentile":75},{"on":"2026-03-31","value":88,"percentile":90}]}`, "spec.values[2].value", "wrong side of that of percentile 75"},
	{"percentiles of the value itself", "benchmark", `{"values":[{"on":"2026-03-31","value":96,"percentile":25},{"on":"2026-03-31","value":88,"percentile":50},{"on":"2026-03-31","value":80,"percentile":75}]}`, "spec.values[2].value", "a higher percentile is a better one: of the measure higher is better"},
	{"a distribution", "benchmark", `{"values":[{"on":"2026-03-31","value":96,"percentile":75},{"on":"2026-03-31","value":80,"percentile":25},{"on":"2026-03-31","value":88,"percentile":50},{"on":"2026-03-31","value":87}]}`, "", ""},
	{"days against per cent", "benchmark", `{"unit_of_measure":"days"}`, "spec.unit_of_measure", `is not "%"`},
	{"an address that is no web address", "benchmark", `{"url":"example.org"}`, "spec.url", "is not a web address"},

	{"a period of nobody", "period-close", `{"unit":null}`, "spec.unit", "or a scorecard"},
	{"a period of two", "period-close", `{"scorecard":"security"}`, "spec.unit", "or a scorecard"},
	{"a period without an end", "period-close", `{"period":{"from":"2026-01-01"}}`, "spec.period.until", "is required"},

	{"no measure and no reason", "objective", `{"measures":null,"targets":null}`, "spec.measures", "the reason why"},
	{"a measure and a reason for none", "objective", `{"not_practicable":"Hard to say"}`, "spec.measures", "the reason why"},
	{"a reason for no measure", "objective", `{"measures":null,"targets":null,"not_practicable":"Hard to say"}`, "", ""},
	{"an objective within itself", "objective", `{"parent":"protect-accounts"}`, "spec.parent", "makes a circle"},
	{"a parameter that is none of the fifteen", "objective", `{"parameters":["luck"]}`, "spec.parameters[0]", `"luck" is not allowed`},
	{"natural limits the wrong way round", "measure", `{"natural_limits":{"min":100,"max":0}}`, "spec.natural_limits.max", "is not above"},
	{"limits of a scale beyond nature", "measure", `{"scale":{"direction":"higher","knots":{"red":85,"green":95},"limits":{"min":0,"max":120}}}`, "spec.scale.limits.max", "outside the natural limits"},
	{"a target left to nature", "measure", `{"scale":{"direction":"higher","knots":{"red":85,"green":95}}}`, "", ""},
	{"neither scale nor only counted", "measure", `{"scale":null}`, "spec.scale", "is required, unless the measure is only counted"},
	{"advice twice for one state", "measure", `{"decisions":[{"when":"act","advice":"Ask"},{"when":"act","advice":"Tell"}]}`, "spec.decisions[1].when", "for a second time"},
	{"a customer twice", "measure", `{"customers":[{"person":"isms-lead"},{"person":"isms-lead","format":"A page"}]}`, "spec.customers[1].person", "is a customer above already"},
	{"whoever answers also collects", "measure", `{"not_apart":null,"owner":"isms-lead","collector":"isms-lead","analyst":null}`, "spec.collector", "is the owner"},
	{"whoever collects also judges", "measure", `{"not_apart":null,"owner":"managing-director","collector":"isms-lead","analyst":"isms-lead"}`, "spec.analyst", "is the collector"},
	{"whoever answers also judges", "measure", `{"not_apart":null,"owner":"isms-lead","collector":null,"analyst":"isms-lead"}`, "spec.analyst", "is the owner"},
	{"one person for a reason", "measure", `{"owner":"isms-lead","collector":"isms-lead","analyst":"isms-lead","not_apart":"There are two of us"}`, "", ""},
	{"a review before the one above it", "measure", `{"review":{"held":[{"on":"2026-05-04","by":"isms-lead","verdict":"keep","reason":"Used"},{"on":"2026-05-03","by":"isms-lead","verdict":"act","reason":"Not used"}]}}`, "spec.review.held[1].on", "is before the review above it"},
	{"a next review that was", "measure", `{"review":{"next":"2026-05-04","held":[{"on":"2026-05-04","by":"isms-lead","verdict":"keep","reason":"Used"}]}}`, "spec.review.next", "is not after the last review"},
	{"a first review", "measure", `{"review":{"next":"2026-05-04"}}`, "", ""},
	{"a mean of months", "measure", `{"aggregation":"mean","reporting_period":"month"}`, "", ""},
	{"values summed up over no time", "measure", `{"aggregation":"mean"}`, "spec.reporting_period", "is missing"},
	{"periods in which nothing is summed up", "measure", `{"reporting_period":"month"}`, "spec.aggregation", "is missing"},
	{"an aggregation that is none", "measure", `{"aggregation":"median","reporting_period":"month"}`, "spec.aggregation", "is not allowed"},
	{"a period that is none", "measure", `{"aggregation":"mean","reporting_period":"decade"}`, "spec.reporting_period", "is not allowed"},
	{"a value each 27 days of months", "measure", `{"aggregation":"mean","reporting_period":"month","period_days":27}`, "spec.period_days", "is shorter than a month"},
	{"a value each 89 days of quarters", "measure", `{"aggregation":"mean","reporting_period":"quarter","period_days":89}`, "", ""},
	{"a value each 364 days of years", "measure", `{"aggregation":"mean","reporting_period":"year","period_days":364}`, "spec.period_days", "is shorter than a year"},
	{"a sum of percentages", "measure", `{"aggregation":"sum","reporting_period":"month"}`, "spec.aggregation", "sum of percentages is no percentage"},
	{"the greatest of shares from samples", "measure", `{"aggregation":"max","reporting_period":"month","sampled":true}`, "spec.aggregation", "is no share of a sample"},
	{"the mean of shares from samples", "measure", `{"aggregation":"mean","reporting_period":"month","sampled":true}`, "", ""},
	{"a sum of what is computed", "measure", `{"aggregation":"mean","reporting_period":"month","formula":"100 * mfa","inputs":[{"name":"mfa","source":"account-export","value":"mfa_share"}]}`, "spec.aggregation", "that a formula computes"},
	{"new limits for reasons", "measure", `{"run_rules":"nelson","new_limits":[{"from":"2026-03-01","reason":"Another scanner"},{"from":"2026-09-01","reason":"Patched by the platform team"}]}`, "", ""},
	{"new limits without a reason", "measure", `{"new_limits":[{"from":"2026-03-01"}]}`, "spec.new_limits[0].reason", "is required"},
	{"checks of data", "measure", `{"data_checks":[{"on":"2026-03-01","part":"accuracy","of":30,"right":29,"how":"By hand"},{"on":"2026-03-01","part":"validity","of":30,"right":30,"how":"By hand"}]}`, "", ""},
	{"more right than were checked", "measure", `{"data_checks":[{"on":"2026-03-01","part":"accuracy","of":30,"right":31,"how":"By hand"}]}`, "spec.data_checks[0].right", "is more than the 30 that were checked"},
	{"checks out of order", "measure", `{"data_checks":[{"on":"2026-03-01","part":"accuracy","of":30,"right":29,"how":"By hand"},{"on":"2026-02-01","part":"accuracy","of":30,"right":29,"how":"By hand"}]}`, "spec.data_checks[1].on", "is before that of the one before, 2026-03-01"},
	{"a check of what is computed", "measure", `{"data_checks":[{"on":"2026-03-01","part":"timeliness","of":30,"right":29,"how":"By hand"}]}`, "spec.data_checks[0].part", ""},
	{"new limits twice on a day", "measure", `{"new_limits":[{"from":"2026-03-01","reason":"Another scanner"},{"from":"2026-03-01","reason":"Again"}]}`, "spec.new_limits[1].from", "is not after that of the one before, 2026-03-01"},
	{"rules for signals that are none", "measure", `{"run_rules":"wheeler"}`, "spec.run_rules", "is not allowed"},
	{"a formula over a source", "measure", `{"formula":"100 * mfa","inputs":[{"name":"mfa","source":"account-export","value":"mfa_share"}]}`, "", ``},
	{"a formula that changed", "measure", `{"formula":[{"value":"100 * mfa"},{"from":"2026-07-01","value":"100 * mfa - loss","reason":"Audit"}],"inputs":[{"name":"mfa","source":"account-export","value":"mfa_share"},{"name":"loss","number":[{"value":1},{"from":"2026-09-01","value":2}],"unit_of_measure":"%"}]}`, "", ``},
	{"a formula that is none", "measure", `{"formula":"100 *","inputs":[{"name":"mfa","source":"account-export","value":"mfa_share"}]}`, "spec.formula", `is no expression`},
	{"a name that is not an input", "measure", `{"formula":"100 * mfas","inputs":[{"name":"mfa","source":"account-export","value":"mfa_share"}]}`, "spec.formula", `at column 7: "mfas" is not known`},
	{"a fault in a later formula", "measure", `{"formula":[{"value":"100 * mfa"},{"from":"2026-07-01","value":"mfa +\n  mfas"}],"inputs":[{"name":"mfa","source":"account-export","value":"mfa_share"}]}`, "spec.formula[1].value", `at line 2, column 3: "mfas" is not known`},
	{"accounts where per cent are counted", "measure", `{"formula":"accounts","inputs":[{"name":"accounts","source":"account-export","value":"accounts","unit_of_measure":"accounts"}]}`, "spec.formula", `gives accounts, and the measure is in %`},
	{"accounts and per cent", "measure", `{"formula":"accounts + limit","inputs":[{"name":"accounts","source":"account-export","value":"accounts","unit_of_measure":"accounts"},{"name":"limit","number":5,"unit_of_measure":"%"}]}`, "spec.formula", `+ brings together accounts and %`},
	{"a formula without inputs", "measure", `{"formula":"1 + 1","inputs":[]}`, "spec.inputs", `hold nothing that is measured`},
	{"a formula of numbers", "measure", `{"formula":"1 + limit","inputs":[{"name":"limit","number":5}]}`, "spec.inputs", `hold nothing that is measured`},
	{"an input that is of no use", "measure", `{"formula":"100 * mfa","inputs":[{"name":"mfa","source":"account-export","value":"mfa_share"},{"name":"limit","number":5}]}`, "spec.inputs[1].name", `is in no formula`},
	{"an input twice", "measure", `{"formula":"100 * mfa","inputs":[{"name":"mfa","source":"account-export","value":"mfa_share"},{"name":"mfa","source":"account-export","value":"mfa_share"}]}`, "spec.inputs[1].name", `is the name of another input`},
	{"an input with a word of the language", "measure", `{"formula":"100 * mfa","inputs":[{"name":"mfa","source":"account-export","value":"mfa_share"},{"name":"it","number":5}]}`, "spec.inputs[1].name", `is a word of the language`},
	{"an input of nothing", "measure", `{"formula":"100 * mfa","inputs":[{"name":"mfa"}]}`, "spec.inputs[0]", `one of measure, measures, source and number`},
	{"an input of two things", "measure", `{"formula":"100 * mfa","inputs":[{"name":"mfa","number":5,"source":"account-export","value":"mfa_share"}]}`, "spec.inputs[0]", `one of measure, measures, source and number`},
	{"a source without its value", "measure", `{"formula":"100 * mfa","inputs":[{"name":"mfa","source":"account-export"}]}`, "spec.inputs[0].value", `and source belong together`},
	{"units where there are none", "measure", `{"formula":"mean(units(mfa))","inputs":[{"name":"mfa","source":"account-export","value":"mfa_share"}]}`, "spec.formula", `mfa has no values for units`},
	{"a measure made of itself", "measure", `{"formula":"mfa","inputs":[{"name":"mfa","measure":"mfa-privileged"}]}`, "spec.inputs[0].measure", `makes a circle`},
	{"a measure made of what is made of it", "measure", `{"formula":"gap + limit","inputs":[{"name":"limit","number":5},{"name":"gap","measure":"mfa-gap"}]}`, "spec.inputs[1].measure", `makes a circle: mfa-privileged → mfa-gap → mfa-privileged`},
	{"a measure made of several that are made of it", "measure", `{"formula":"mean(units(gap))","inputs":[{"name":"gap","measures":["mfa-gap"]}]}`, "spec.inputs[0].measures[0]", `makes a circle: mfa-privileged → mfa-gap → mfa-privileged`},
	{"a formula and a source", "measure", `{"formula":"100 * mfa","inputs":[{"name":"mfa","source":"account-export","value":"mfa_share"}],"source":"account-export","value":"mfa_share"}`, "spec.source", "the measure has a formula"},
	{"inputs without a formula", "measure", `{"inputs":[{"name":"mfa","source":"account-export","value":"mfa_share"}]}`, "spec.inputs", "are those of a formula"},

	{"a mechanism that is none of the fourteen", "measure", `{"mechanism":"luck"}`, "spec.mechanism", `"luck" is not allowed`},

	{"due before it starts", "initiative", `{"due":"2026-01-01","phases":null}`, "spec.due", "is before start"},
	{"a phase beyond the end", "initiative", `{"phases":[{"name":"Late","dates":{"until":"2027-02-01"},"state":"planned"}]}`, "spec.phases[0].dates", "between start and due"},
	{"a phase before the start", "initiative", `{"phases":[{"name":"Early","dates":{"from":"2026-01-01"},"state":"planned"}]}`, "spec.phases[0].dates", "between start and due"},
	{"an initiative that waits for itself", "initiative", `{"depends_on":["roll-out-second-factor"]}`, "spec.depends_on[0]", "makes a circle"},
	{"an initiative for nothing", "initiative", `{"objectives":[]}`, "spec.objectives", "is empty"},

	{"an action for nothing", "action", `{"objective":null,"initiative":null,"measure":null,"expected":null}`, "spec.objective", "serves nothing"},
	{"an action for a measure", "action", `{"objective":null,"initiative":null}`, "", ""},
	{"an effect on no measure", "action", `{"measure":null}`, "spec.measure", "is required with expected"},

	{"an objective that leads to itself", "strategy-link", `{"effect":"train-administrators"}`, "spec.effect", "is the cause itself"},
	{"a link without a sign", "strategy-link", `{"sign":null}`, "spec.sign", "is required"},
}

func TestRulesOfKinds(t *testing.T) {
	base := begin(t)
	for _, c := range rules {
		t.Run(c.kind+": "+c.name, func(t *testing.T) {
			p := *base
			err := p.apply(p.changed(c.kind, c.patch))
			if c.path == "" {
				if err != nil {
					t.Fatalf("it is refused: %s", said(err))
				}
				return
			}
			fields := fault.Of(err).Fields
			if err == nil || len(fields) != 1 || fields[0].Path != c.path || !strings.Contains(fields[0].Reason, c.reason) || fields[0].Remedy == "" {
				t.Errorf("the answer is %+v, not that %s … %s …", fields, c.path, c.reason)
			}
		})
	}
}

// Functions of time step by periods of any length where all values are known: those of a measure that is summed up by periods.
func TestFunctionsOfTimeOverShortPeriods(t *testing.T) {
	base := begin(t)
	change := base.changed("measure", `{"formula":"mfa - previous(mfa)","inputs":[{"name":"mfa","measure":"mfa-privileged"}]}`)
	change.Name, change.Title = "mfa-change", "Change"
	for patch, refused := range map[string]bool{`{"period_days":7}`: true, `{"period_days":7,"aggregation":"mean","reporting_period":"week"}`: false, `{"period_days":1,"aggregation":"last","reporting_period":"day"}`: false} {
		p := *base
		if err := p.apply(p.changed("measure", patch)); err != nil {
			t.Fatal(said(err))
		}
		err := p.apply(change)
		if got := err != nil && strings.Contains(said(err), "of each month only the last value is looked at"); got != refused || err != nil && !got {
			t.Errorf("with %s the answer is %v", patch, err)
		}
		if refused {
			continue
		}
		err = p.apply(p.changed("measure", `{"period_days":7}`))
		if err == nil || !strings.Contains(said(err), "measure/mfa-change: spec.formula") {
			t.Errorf("it can be taken from under the formula that an input is summed up: %v", err)
		}
	}
}

// A derived measure is held to the measures that it is made of, also where those change.
func TestFormulasOverMeasures(t *testing.T) {
	base := begin(t)
	gap := func(inputs, formula string) record.Change {
		c := base.changed("measure", `{"unit_of_measure":"%","formula":"`+formula+`","inputs":`+inputs+`}`)
		c.Name, c.Title = "mfa-gap", "Gap"
		return c
	}
	for _, c := range []struct {
		change       record.Change
		path, reason string
	}{
		{gap(`[{"name":"mfa","measure":"mfa-privileged","unit_of_measure":"days"}]`, "100 - mfa"), "spec.inputs[0].unit_of_measure", "is that of the measure"},
		{gap(`[{"name":"mfa","measures":["mfa-privileged"]}]`, "mfa"), "spec.formula", "mfa has a value for each unit"},
		{gap(`[{"name":"mfa","measures":["mfa-privileged"]}]`, "100 - min(units(mfa))"), "", ""},
		{gap(`[{"name":"mfa","measure":"mfa-privileged"}]`, "mfa - previous(mfa)"), "", ""},
		{base.changed("measure", `{"unit_of_measure":"days"}`), "measure/mfa-gap: spec.formula", "gives days, and the measure is in %"},
	} {
		p := *base
		err := p.apply(c.change)
		if c.path == "" {
			if err != nil {
				t.Errorf("it is refused: %s", said(err))
			}
			continue
		}
		fields := fault.Of(err).Fields
		if !slices.ContainsFunc(fields, func(f fault.Field) bool { return f.Path == c.path && strings.Contains(f.Reason, c.reason) }) {
			t.Errorf("the answer is %+v, not that %s … %s …", fields, c.path, c.reason)
		}
	}
}

// Every kind beyond those without rules has a refusal in the table, so that a new kind is not forgotten.
func TestEveryKindHasItsRefusals(t *testing.T) {
	for _, k := range begin(t).snapshot.Registry().Kinds() {
		refused := map[string]bool{"source": true, "scorecard": true, "perspective": true} // tested in their packages, or without a rule
		for _, c := range rules {
			refused[c.kind] = refused[c.kind] || c.path != ""
		}
		if !refused[k.Name] {
			t.Errorf("no case refuses a %s", k.Name)
		}
	}
}

// Only shares have an interval: a sample of days would be one of something else.
func TestOnlySharesAreSampled(t *testing.T) {
	for unit, refused := range map[string]bool{"%": false, "": false, "days": true} {
		spec := func(text string) record.Tree {
			tree, err := record.Parse([]byte(text))
			if err != nil {
				t.Fatal(err)
			}
			return tree
		}
		_, err := record.Plan(record.NewSnapshot(kinds.Registry()), []record.Change{
			{Declaration: record.Declaration{Kind: "unit", Name: "hq", Title: "HQ", Spec: spec(`{"level":"organisation"}`)}},
			{Declaration: record.Declaration{Kind: "person", Name: "p", Spec: spec(`{"full_name":"Kari Solberg","unit":"hq"}`)}},
			{Declaration: record.Declaration{Kind: "measure", Name: "m", Title: "M", Spec: spec(fmt.Sprintf(
				`{"unit":"hq","owner":"p","sampled":true,"unit_of_measure":%q,"period_days":31,"scale":{"direction":"higher","knots":{"red":1,"green":2}}}`, unit))}},
		}, time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
		if got := err != nil && strings.Contains(err.Error(), "spec.sampled: is for shares"); got != refused || err != nil && !got {
			t.Errorf("measured in %q: %v", unit, err)
		}
	}
}

// What is only counted needs no scale; no objective counts it, whichever of the two is declared first, and what it was before can still be read.
func TestNoObjectiveCountsWhatIsOnlyCounted(t *testing.T) {
	base := begin(t)
	loose := base.changed("measure", `{"scale":null,"counted_only":true}`)
	loose.Name, loose.Title = "accounts", "Accounts"
	if err := base.apply(loose); err != nil {
		t.Fatalf("a measure that is only counted is refused: %s", said(err))
	}
	for _, c := range []struct {
		what   string
		change record.Change
		path   string
	}{
		{"an objective that counts it", base.changed("objective", `{"measures":[{"measure":"accounts","weight":1}],"targets":null}`), "spec.measures[0].measure"},
		{"a measure that an objective counts", base.changed("measure", `{"scale":null,"counted_only":true}`), ".measures[0].measure"},
	} {
		p := *base
		err := p.apply(c.change)
		if !slices.ContainsFunc(fault.Of(err).Fields, func(f fault.Field) bool {
			return strings.HasSuffix(f.Path, c.path) && strings.Contains(f.Reason, "is only counted: no value of it is good or bad")
		}) {
			t.Errorf("%s: the answer is %s", c.what, said(err))
		}
	}
	judged := base.changed("measure", `{"counted_only":true}`)
	judged.Name, judged.Title = "judged", "Judged"
	p := *base
	if err := p.apply(judged); err == nil || !strings.Contains(said(err), "judges values, and the measure is only counted") {
		t.Errorf("what is only counted can have a scale: %v", err)
	}
	before := base.changed("measure", `{"scale":{"direction":"higher","knots":{"worst":-3,"red":-2,"green":-1,"target":0},"limits":{"min":0}}}`)
	before.Name, before.Title = "adopted-before", "Adopted before"
	if err := base.apply(before); err != nil {
		t.Errorf("a count with the scale that the library gave before is refused: %s", said(err))
	}
}
