package api_test

import (
	"strings"
	"testing"
)

const gap = `{"title":"Gap","spec":{"unit":"enterprise","owner":"lead","unit_of_measure":"%","period_days":30,"formula":"whole - mfa","inputs":[{"name":"mfa","measure":"mfa"},{"name":"whole","number":100,"unit_of_measure":"%"}],"scale":{"direction":"lower","knots":{"worst":50,"red":15,"green":5,"target":1}}}}`

// A derived measure comes from points of its inputs, scores, explains itself, and takes no points of its own.
func TestDerivedMeasureThroughTheAPI(t *testing.T) {
	s := sqlite(t).declare()
	s.must(201, call{method: "PUT", path: "/api/v1/measures/gap", role: manager, body: gap}, nil)
	s.must(201, call{method: "POST", path: "/api/v1/points", role: collector, body: `{"points":[{"measure":"mfa","valid_to":"2026-06-30","value":92}]}`}, nil)
	s.run(t, []scenario{
		{title: "status", call: call{method: "GET", path: "/api/v1/measures/gap/status?as_of=2026-07-01", role: auditor}, status: 404}, // before it was declared
		{title: "points of its own", call: call{method: "POST", path: "/api/v1/points", role: collector, body: `{"points":[{"measure":"gap","valid_to":"2026-06-30","value":8}]}`}, status: 422, field: "points[0].measure",
			must: []string{"is computed by its formula", "Send the points to the measures that are its inputs"}},
		{title: "a circle", call: call{method: "PUT", path: "/api/v1/measures/mfa", role: manager, body: strings.NewReplacer("Gap", "MFA", `"measure":"mfa"`, `"measure":"gap"`, `"knots"`, `"knots"`).Replace(gap)}, status: 422, field: "spec.inputs[0].measure",
			must: []string{"makes a circle: mfa → gap → mfa"}},
		{title: "explained", call: call{method: "GET", path: "/api/v1/measures/gap/status", role: auditor}, status: 200,
			must: []string{`"formula":"whole - mfa"`, `"derived":true`, `has the value 8 %`, "It is computed by the formula whole - mfa.", "In it, mfa is 92 %, from measure M-01 ‘Multi-factor’."}},
	})
}

// Editors learn of a formula, while it is written, what it gives and what is wrong where.
func TestEvaluateFormula(t *testing.T) {
	s := sqlite(t).declare()
	s.must(201, call{method: "POST", path: "/api/v1/points", role: collector, body: `{"points":[{"measure":"mfa","valid_to":"2026-05-31","value":80},{"measure":"mfa","valid_to":"2026-06-30","value":92},{"measure":"repair","valid_to":"2026-06-30","value":0}]}`}, nil)
	s.must(201, call{method: "POST", path: "/api/v1/sources/accounts/runs?filename=a.csv&observed_at=2026-06-30T12:00:00Z", role: collector, header: map[string]string{"Content-Type": "application/octet-stream"}, body: "account,mfa\na,yes\nb,no\n"}, nil)
	look := func(title string, status int, field, body string, must ...string) scenario {
		return scenario{title: title, status: status, field: field, must: must,
			call: call{method: "POST", path: "/api/v1/formulas/evaluate?as_of=2026-07-10", role: auditor, body: body}}
	}
	now := func(c scenario) scenario { // of what was declared in the meantime
		c.call.path = "/api/v1/formulas/evaluate"
		return c
	}
	all := []scenario{
		look("a value", 200, "", `{"formula":"100 - mfa","inputs":[{"name":"mfa","measure":"mfa"}],"unit_of_measure":"%"}`, `"type":"number"`, `"value":8`, `"unit":"%"`, `"unit_judged":true`, `"errors":[]`, `"name":"mfa"`),
		look("a change", 200, "", `{"formula":"mfa - previous(mfa)","inputs":[{"name":"mfa","measure":"M-01"}]}`, `"value":12`),
		look("of a source", 200, "", `{"formula":"100 * share","inputs":[{"name":"share","source":"accounts","value":"share"}]}`, `"value":5000`, `"unit_judged":false`, `"filename":"a.csv"`),
		look("no value", 200, "", `{"formula":"mfa / repair","inputs":[{"name":"mfa","measure":"mfa"},{"name":"repair","measure":"repair"}]}`, `"value":null`, `"why":"it divides by repair, which is 0"`, `"errors":[]`),
		look("a name that is not known", 200, "", `{"formula":"100 *\n mfaa","inputs":[{"name":"mfa","measure":"mfa"}]}`, `"type":""`, `"field":"formula","line":2,"column":2`, "Did you mean mfa?"),
		look("another unit of measure", 200, "", `{"formula":"mfa","inputs":[{"name":"mfa","measure":"mfa"}],"unit_of_measure":"days"}`, `gives %, and the measure is in days`),
		look("a measure that is not there", 200, "", `{"formula":"mfa","inputs":[{"name":"mfa","measure":"nope"}]}`, `"field":"inputs[0].measure","line":0`, "there is no measure nope"),
		look("an input of nothing", 200, "", `{"formula":"mfa","inputs":[{"name":"mfa"}]}`, `"field":"inputs[0]"`),
		look("a name that cannot be one", 200, "", `{"formula":"It","inputs":[{"name":"It","measure":"mfa"}]}`, `"field":"inputs[0].name"`),
		look("nothing", 200, "", `{"formula":""}`, "is empty"),
		look("a long one", 200, "", `{"formula":"`+strings.Repeat("1", 2001)+`"}`, "has more than 2000 characters"),
		look("a field that is not there", 422, "", `{"formula":"1","colour":"red"}`, "unknown field"),
		look("a number as text", 422, "formula", `{"formula":1}`),
		look("no JSON", 400, "", `{"formula"`),
		look("too many inputs", 422, "inputs", `{"formula":"1","inputs":[`+strings.Repeat(`{"name":"a"},`, 50)+`{"name":"a"}]}`),
	}
	for i := range all {
		all[i] = now(all[i])
	}
	signedOut, may := all[0], all[0]
	signedOut.title, signedOut.call.role, signedOut.status, signedOut.must = "without a token", "", 401, nil
	may.title, may.call.path, may.must = "before anything was known", "/api/v1/formulas/evaluate?as_of=2001-01-01", []string{"there is no measure mfa"}
	s.run(t, append(all, signedOut, may))
}

const asked = `{"title":"Requests","spec":{"unit":"enterprise","owner":"lead","unit_of_measure":"requests","period_days":31,"aggregation":"sum","reporting_period":"month","scale":{"direction":"lower","knots":{"worst":120,"red":80,"green":45,"target":20}}}}`

// A measure that is summed up by months takes points of any moment, lists them as they came, and is judged by the months that have
// ended; where the unit reports by another calendar, that is said.
func TestAggregatedMeasureThroughTheAPI(t *testing.T) {
	s := sqlite(t).declare()
	s.must(201, call{method: "PUT", path: "/api/v1/measures/requests", role: manager, body: asked}, nil)
	s.must(201, call{method: "POST", path: "/api/v1/points", role: collector, body: `{"points":[{"measure":"requests","valid_to":"2026-05-03","value":30},{"measure":"requests","valid_to":"2026-05-31T12:00:00Z","value":15}]}`}, nil)
	s.run(t, []scenario{
		{title: "explained", call: call{method: "GET", path: "/api/v1/measures/requests/status", role: auditor}, status: 200,
			must: []string{`"period":"2026-05"`, `"value":45`, `"how":"sum"`, `"time_zone":"UTC"`, "has the value 45 requests", "It is the sum of 2 values of 2026-05"}},
		{title: "its points", call: call{method: "GET", path: "/api/v1/measures/requests/points", role: auditor}, status: 200, must: []string{`"value":30`, `"value":15`}},
		{title: "in a formula", call: call{method: "POST", path: "/api/v1/formulas/evaluate", role: auditor, body: `{"formula":"2 * r","inputs":[{"name":"r","measure":"requests"}]}`}, status: 200, must: []string{`"value":90`}},
		{title: "half of it", call: call{method: "PUT", path: "/api/v1/measures/requests", role: manager, body: strings.Replace(asked, `"reporting_period":"month",`, "", 1)}, status: 422, field: "spec.reporting_period",
			must: []string{"is missing", "Give day, week, month, quarter or year"}},
		{title: "a zone that is none", call: call{method: "PUT", path: "/api/v1/units/enterprise", role: manager, body: `{"title":"Enterprise","spec":{"time_zone":"Local"}}`}, status: 422, field: "spec.time_zone", must: []string{"Europe/Prague"}},
	})
	s.must(200, call{method: "PUT", path: "/api/v1/units/enterprise", role: manager, body: `{"title":"Enterprise","spec":{"time_zone":"America/New_York"}}`}, nil)
	s.run(t, []scenario{{title: "by other clocks", call: call{method: "GET", path: "/api/v1/measures/requests/status", role: auditor}, status: 200,
		must: []string{`"time_zone":"America/New_York"`, "Each value counts for a month, whose days begin in the zone America/New_York."}}})
}
