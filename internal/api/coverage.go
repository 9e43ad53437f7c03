package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/httpd"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// CoverItem is the measures of one part.
type CoverItem struct {
	By      string   `json:"by" enum:"parameter,perspective,type,timing,friction" doc:"By what measures are parted: the fifteen parameters that a scorecard must cover; the perspectives of the objectives that they count for; what they tell of; whether of what is to come or of what was; what security achieves, or what it costs the business."`
	Key     string   `json:"key" doc:"The parameter, type or timing; security or friction; the name of the perspective; empty: measures that say nothing of it, or count for no objective."`
	Healthy []string `json:"healthy" nullable:"false" doc:"Codes of measures whose value is neither missing nor too old to be relied on, whose data quality is at least 0.7 where it is judged, and whose own review is neither overdue nor found that they are to be retired."`
	Lacking []string `json:"lacking" nullable:"false" doc:"Codes of the others."`
	Ailing  []Ailing `json:"ailing" nullable:"false" doc:"The others again, with why they are not healthy."`
}

// Ailing is a measure that is not healthy.
type Ailing struct {
	Measure string   `json:"measure" doc:"Code of the measure."`
	Why     []string `json:"why" nullable:"false" enum:"no-value,not-fresh,not-sound,review-overdue,to-be-retired" doc:"no-value: none was ever reported, or the last one has expired. not-fresh: the next value is late. not-sound: its data quality is below 0.7. review-overdue: its own review. to-be-retired: its last review found so, which holds until it is retired or reviewed anew."`
}

// CoverageResult answers with what measures cover.
type CoverageResult struct {
	Items []CoverItem `json:"items" nullable:"false" doc:"By way, and within each in the order in which parts are declared. A measure can be in several parts of one way."`
	State
}

type coverageOutput struct{ Body CoverageResult }

func (a *API) coverage() {
	op := operation(a, httpd.May(access.Read, measure.MeasureKind.Name),
		huma.Operation{OperationID: "tell-coverage", Method: http.MethodGet, Path: "/api/v1/coverage"}, a.covered)
	a.document(op, "status", "Tell what measures cover", "Measures by the fifteen parameters, perspective, type, leading or lagging, and security or friction: where healthy ones are missing.", 404)
	answers(op, http.StatusOK, "The parts.", nil, CoverageResult{State: State{7, exampleTime}, Items: []CoverItem{{By: "parameter", Key: "technical-controls", Healthy: []string{"M-1", "M-4"}, Lacking: []string{"M-9"}, Ailing: []Ailing{{Measure: "M-9", Why: []string{"not-fresh", "review-overdue"}}}},
		{By: "timing", Key: "leading", Healthy: []string{}, Lacking: []string{}, Ailing: []Ailing{}}}})
}

func (a *API) covered(ctx context.Context, in *strategyInput) (*coverageOutput, error) {
	v, err := a.view(ctx, in.AsOf)
	if err != nil {
		return nil, err
	}
	var unit record.UID
	if in.Scope != "" {
		u, err := v.Scope(in.Scope)
		if err != nil {
			return nil, err
		}
		unit = u.UID
	}
	status, err := v.Status(ctx)
	if err != nil {
		return nil, err
	}
	codes := func(list []*evaluate.Measure) []string {
		out := make([]string, len(list))
		for i, m := range list {
			out[i] = m.Record.Code
		}
		return out
	}
	out := CoverageResult{Items: []CoverItem{}, State: stateBy(v)}
	for _, c := range status.Coverage(func(m *evaluate.Measure) bool { return unit == "" || v.Belongs(m.Record.Record, unit) }) {
		item := CoverItem{By: string(c.By), Key: c.Key, Healthy: codes(c.Healthy), Lacking: codes(c.Lacking), Ailing: []Ailing{}}
		for _, m := range c.Lacking {
			one := Ailing{Measure: m.Record.Code, Why: []string{}}
			for _, x := range m.Ails(status.Day) {
				one.Why = append(one.Why, string(x))
			}
			item.Ailing = append(item.Ailing, one)
		}
		out.Items = append(out.Items, item)
	}
	return &coverageOutput{out}, nil
}
