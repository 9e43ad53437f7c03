package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/httpd"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/scorecard"
)

type strategyInput struct {
	AsOf  string `query:"as_of" maxLength:"40" doc:"The moment asked about: a date (its last moment, UTC), a time, or entry:N; now unless given."`
	Scope string `query:"scope" maxLength:"200" doc:"A unit, by name, code or identifier: only what belongs to it or to the units below it."`
}

// LinkEnd is an objective of a judged link.
type LinkEnd struct {
	Code       string   `json:"code"`
	Name       string   `json:"name"`
	Title      string   `json:"title"`
	Attainment string   `json:"attainment" enum:"missed,off-plan,no-data,at-risk,on-plan,achieved" doc:"Where it stands; where it has no target, what its score says."`
	Score      *float64 `json:"score" doc:"0 to 100; null where there is none."`
}

// LinkData is what two scores did at the ends of quarters. It is no proof of cause and effect.
type LinkData struct {
	LagQuarters int        `json:"lag_quarters" minimum:"0" doc:"After how many quarters the effect is looked for: the lag that is expected, to the nearest."`
	Changed     int        `json:"changed" minimum:"0" doc:"In how many quarters both scores changed."`
	AsExpected  int        `json:"as_expected" minimum:"0" doc:"In how many of those the effect went the way that is expected."`
	Pairs       int        `json:"pairs" minimum:"0" doc:"How many pairs of changes are known."`
	Correlation *float64   `json:"correlation" minimum:"-1" maximum:"1" doc:"Of the changes (Pearson); null where fewer than 6 pairs are known, or a score never changed."`
	Low         *float64   `json:"low" minimum:"-1" maximum:"1" doc:"Lower end of its 95 % interval (Fisher), wider where values follow from those before; null without it."`
	High        *float64   `json:"high" minimum:"-1" maximum:"1" doc:"Upper end of that interval; null without it."`
	Quarters    []LinkPair `json:"quarters" nullable:"false" doc:"The pairs that all this is made of, oldest first; those of which neither score is known are left out."`
}

// LinkPair is the change of the cause over a quarter, and that of the effect over the quarter that the lag says.
type LinkPair struct {
	CauseDay     civil.Date `json:"cause_day" format:"date" doc:"Last day of the quarter of the cause."`
	Cause        *float64   `json:"cause" doc:"Score of the cause then, 0 to 100; null where there was none."`
	CauseChange  *float64   `json:"cause_change" doc:"Points since the quarter before; null where it is not known."`
	EffectDay    civil.Date `json:"effect_day" format:"date" doc:"Last day of the quarter of the effect."`
	Effect       *float64   `json:"effect" doc:"Score of the effect then, 0 to 100; null where there was none."`
	EffectChange *float64   `json:"effect_change" doc:"Points since the quarter before; null where it is not known."`
	AsExpected   *bool      `json:"as_expected" doc:"The effect went the way that is expected; null where one of the two did not change."`
}

// JudgedLink is a strategy link and what the data say of it.
type JudgedLink struct {
	Code        string   `json:"code"`
	Name        string   `json:"name"`
	Title       string   `json:"title"`
	Cause       LinkEnd  `json:"cause"`
	Effect      LinkEnd  `json:"effect"`
	Expectation string   `json:"expectation" doc:"By what the one leads to the other."`
	Sign        string   `json:"sign" enum:"strengthens,weakens"`
	State       string   `json:"state" enum:"broken,strained,untested,holding"`
	Reason      string   `json:"reason" enum:"not-in-force,cause-no-data,effect-no-data,cause-off-plan,contradicted,cause-at-risk,effect-off-plan,cause-on-plan" doc:"The rule that gave the state: the first that applies, in this order."`
	Confirmed   bool     `json:"confirmed" doc:"The whole interval of the correlation lies on the side that is expected."`
	Data        LinkData `json:"data"`
}

// StrategyMap answers with judged links.
type StrategyMap struct {
	Items []JudgedLink `json:"items" nullable:"false" doc:"By code."`
	State
}

type strategyOutput struct{ Body StrategyMap }

func (a *API) strategy() {
	op := operation(a, httpd.May(access.Read, scorecard.StrategyLinkKind.Name),
		huma.Operation{OperationID: "judge-strategy-links", Method: http.MethodGet, Path: "/api/v1/strategy-map"}, a.strategyMap)
	a.document(op, "status", "Judge what is expected to lead to what", "Each link of the strategy map with its state, the rule that gave it, and how the scores of its objectives changed together.", 404)
	r := 0.62
	low, high := 0.05, 0.89
	answers(op, http.StatusOK, "The links.", nil, StrategyMap{State: State{7, exampleTime}, Items: []JudgedLink{{Code: "SL-1", Name: "skills-to-patches", Title: "Skills make updates fast",
		Cause: LinkEnd{Code: "O-13", Name: "grow-skills", Title: "Grow the skills", Attainment: "at-risk", Score: new(57.0)}, Effect: LinkEnd{Code: "O-7", Name: "patch-fast", Title: "Patch fast", Attainment: "on-plan", Score: new(71.5)},
		Expectation: "Waves can be run by four people.", Sign: "strengthens", State: "strained", Reason: "cause-at-risk", Confirmed: true,
		Data: LinkData{LagQuarters: 2, Changed: 10, AsExpected: 8, Pairs: 11, Correlation: &r, Low: &low, High: &high,
			Quarters: []LinkPair{{CauseDay: civil.OfTime(exampleTime), Cause: new(54.0), CauseChange: new(3.0), EffectDay: civil.OfTime(exampleTime), Effect: new(71.5), EffectChange: new(1.5), AsExpected: new(true)}}}}}})
}

func (a *API) strategyMap(ctx context.Context, in *strategyInput) (*strategyOutput, error) {
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
	links, err := v.Links(ctx, unit)
	if err != nil {
		return nil, err
	}
	out := StrategyMap{Items: make([]JudgedLink, 0, len(links)), State: stateBy(v)}
	for i := range links {
		out.Items = append(out.Items, judged(&links[i]))
	}
	return &strategyOutput{out}, nil
}

func judged(l *evaluate.Link) JudgedLink {
	end := func(o *evaluate.Objective) LinkEnd {
		out := LinkEnd{Code: o.Record.Code, Name: o.Record.Name, Title: o.Record.Title, Attainment: string(o.Standing())}
		if o.Node != nil && o.Node.Band != "" {
			out.Score = o.Node.Score.Pointer()
		}
		return out
	}
	spec := l.Record.Spec
	out := JudgedLink{Code: l.Record.Code, Name: l.Record.Name, Title: l.Record.Title, Cause: end(l.Cause), Effect: end(l.Effect), Expectation: spec.Expectation, Sign: spec.Sign,
		State: string(l.State), Reason: string(l.Reason), Confirmed: l.Confirmed,
		Data: LinkData{LagQuarters: l.Lag, Changed: l.Data.Of, AsExpected: l.Expected(), Pairs: l.Data.Correlation.Pairs}}
	out.Data.Quarters = []LinkPair{}
	for _, p := range l.Pairs() {
		if !p.CauseIs.Known() && !p.EffectIs.Known() {
			continue
		}
		pair := LinkPair{CauseDay: civil.OfTime(p.Cause), Cause: p.CauseIs.Pointer(), CauseChange: p.CauseMoved.Pointer(), EffectDay: civil.OfTime(p.Effect), Effect: p.EffectIs.Pointer(), EffectChange: p.EffectMoved.Pointer()}
		if expected, moved := l.Follows(p); moved {
			pair.AsExpected = &expected
		}
		out.Data.Quarters = append(out.Data.Quarters, pair)
	}
	if c := l.Data.Correlation; l.Data.Known {
		out.Data.Correlation, out.Data.Low, out.Data.High = &c.R, &c.Low, &c.High
	}
	return out
}
