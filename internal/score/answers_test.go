package score_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/score"
)

func strictly(t *testing.T, text []byte, into any) {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		t.Fatalf("the case has something that this test does not read: %v", err)
	}
}

func number(m score.Maybe) any {
	if x, ok := m.Get(); ok {
		return x
	}
	return nil
}

// word gives a text, or null where there is none.
func word[T ~string](s T) any {
	if s == "" {
		return nil
	}
	return string(s)
}

func maybe(x *float64) score.Maybe {
	if x == nil {
		return score.Maybe{}
	}
	return score.Some(*x)
}

func leg(l score.Leg) map[string]any {
	return map[string]any{"worst": l.Worst, "red": l.Red, "green": l.Green, "target": l.Target}
}

// functions answer the inputs of a case as the format of the cases has it.
var functions = map[string]func(*testing.T, json.RawMessage) (any, error){
	"indicator": func(t *testing.T, inputs json.RawMessage) (any, error) {
		var in struct {
			Scale score.Scale `json:"scale"`
			Value *float64    `json:"value"`
			Level string      `json:"level"`
		}
		strictly(t, inputs, &in)
		i, err := in.Scale.Complete()
		if err != nil {
			return nil, err
		}
		var s float64
		if in.Value != nil {
			s, err = i.Score(*in.Value)
		} else {
			s, err = i.ScoreLevel(in.Level)
		}
		if err != nil {
			return nil, err
		}
		return map[string]any{"score": s, "band": string(score.BandOf(s)), "shown": score.Shown(s, 1)}, nil
	},
	"knots": func(t *testing.T, inputs json.RawMessage) (any, error) {
		var in struct {
			Scale score.Scale `json:"scale"`
		}
		strictly(t, inputs, &in)
		i, err := in.Scale.Complete()
		if valid := in.Scale.Validate(); fmt.Sprint(valid) != fmt.Sprint(err) {
			t.Errorf("what is refused when written and when used differs: %v, %v", valid, err)
		}
		if err != nil {
			return nil, err
		}
		out := map[string]any{"knots": leg(i.Knots())}
		if upper, ok := i.Upper(); ok {
			out["upper"] = leg(upper)
		}
		return out, nil
	},
	"shown": func(t *testing.T, inputs json.RawMessage) (any, error) {
		in := struct {
			Score    float64 `json:"score"`
			Decimals *int    `json:"decimals"`
		}{}
		strictly(t, inputs, &in)
		decimals := 1
		if in.Decimals != nil {
			decimals = *in.Decimals
		}
		return map[string]any{"shown": score.Shown(in.Score, decimals), "band": string(score.BandOf(in.Score))}, nil
	},
	"freshness": func(t *testing.T, inputs json.RawMessage) (any, error) {
		var in struct {
			AsOf      civil.Date `json:"as_of"`
			PeriodEnd civil.Date `json:"period_end"`
			ValidEnd  civil.Date `json:"valid_end"`
			score.Cadence
		}
		strictly(t, inputs, &in)
		f := in.Freshness(in.ValidEnd, civil.Earlier(in.AsOf, in.PeriodEnd))
		return map[string]any{"age_days": float64(f.AgeDays), "phi": f.Phi, "state": string(f.State)}, nil
	},
	"attainment": func(t *testing.T, inputs json.RawMessage) (any, error) {
		var in struct {
			AsOf   civil.Date      `json:"as_of"`
			Values []score.Reading `json:"values"`
			score.Plan
		}
		strictly(t, inputs, &in)
		a, err := in.Attainment(in.AsOf, in.Values)
		if err != nil {
			return nil, err
		}
		return map[string]any{
			"attainment": string(a.Status), "relapse": a.Relapse, "progress": number(a.Progress), "expected": number(a.Expected),
			"deviation_pp": number(a.Deviation), "gap": number(a.Gap), "pace_ratio": number(a.PaceRatio), "pace_date": word(a.PaceDate.String()),
		}, nil
	},
	"sample": func(t *testing.T, inputs json.RawMessage) (any, error) {
		var in struct {
			Scale     score.Scale `json:"scale"`
			Successes int         `json:"successes"`
			N         int         `json:"n"`
			Whole     *float64    `json:"whole"`
		}
		strictly(t, inputs, &in)
		i, err := in.Scale.Complete()
		if err != nil {
			return nil, err
		}
		s, err := i.Sample(in.Successes, in.N, maybe(in.Whole).Or(score.Percent))
		if err != nil {
			return nil, err
		}
		return map[string]any{
			"value": number(s.Value), "score": number(s.Score), "band": word(s.Band), "low": number(s.Low), "high": number(s.High),
			"provisional": s.Provisional,
		}, nil
	},
	"in_force": func(t *testing.T, inputs json.RawMessage) (any, error) {
		var in struct {
			Entries   []score.Dated[any] `json:"entries"`
			AsOf      civil.Date         `json:"as_of"`
			PeriodEnd civil.Date         `json:"period_end"`
		}
		strictly(t, inputs, &in)
		value, known := score.InForce(in.Entries, civil.Earlier(in.AsOf, in.PeriodEnd))
		if !known && value != nil {
			t.Errorf("nothing is in force and yet it is %v", value)
		}
		return map[string]any{"value": value}, nil
	},
	"roll_up": func(t *testing.T, inputs json.RawMessage) (any, error) {
		var in treeCase
		strictly(t, inputs, &in)
		root, err := in.tree()
		if err != nil {
			return nil, err
		}
		r, err := score.RollUp(root, civil.Earlier(in.AsOf, in.PeriodEnd))
		if err != nil {
			return nil, err
		}
		if problems := explained(r); len(problems) > 0 {
			t.Error(errors.Join(problems...))
		}
		return rolledUp(r), nil
	},
	"lead_lag": leadLag, "restated": restated, "split": split, "balance": balance,
}

func rolledUp(r *score.Result) any {
	nodes, edges := []any{}, []any{}
	for _, n := range r.Nodes {
		by := []any{}
		for _, id := range n.CapBy {
			by = append(by, id)
		}
		nodes = append(nodes, map[string]any{
			"id": n.ID, "data": string(n.Data), "score": number(n.Score), "band": word(n.Band), "shown": word(n.Shown), "raw": number(n.Raw),
			"cap": number(n.Cap), "cap_by": by, "lower": n.Lower, "upper": n.Upper, "provisional": n.Provisional,
			"coverage": n.Coverage, "confidence": n.Confidence,
		})
	}
	for _, e := range edgesOf(r) {
		edges = append(edges, map[string]any{
			"parent": e.Parent, "id": e.ID, "state": string(e.State), "phi": number(e.Phi), "score": number(e.Score),
		})
	}
	return map[string]any{"nodes": nodes, "edges": edges}
}

// treeCase is a tree as the cases write it, node and leaf in one shape.
type treeCase struct {
	AsOf      civil.Date `json:"as_of"`
	PeriodEnd civil.Date `json:"period_end"`
	Root      caseNode   `json:"root"`
	Retired   []caseNode `json:"retired"`
}

type caseNode struct {
	ID            string  `json:"id"`
	Weight        float64 `json:"weight"`
	Critical      bool    `json:"critical"`
	NotApplicable *struct {
		Reason      string     `json:"reason"`
		RequestedBy string     `json:"requested_by"`
		ApprovedBy  string     `json:"approved_by"`
		Expires     civil.Date `json:"expires"`
	} `json:"not_applicable"`
	Children *[]caseNode `json:"children"`

	Kind      score.Timing   `json:"kind"`
	FirstDue  civil.Date     `json:"first_due"`
	Replaces  string         `json:"replaces"`
	Q         *float64       `json:"q"`
	LastScore *float64       `json:"last_score"`
	Value     *float64       `json:"value"`
	Level     string         `json:"level"`
	Scale     *score.Scale   `json:"scale"`
	Rating    *float64       `json:"rating"`
	Evidence  score.Evidence `json:"evidence"`
	Phi       *float64       `json:"phi"`
	ValidEnd  civil.Date     `json:"valid_end"`
	score.Cadence
}

func (c treeCase) tree() (*score.Node, error) {
	retired := map[string]*score.Leaf{}
	for _, n := range c.Retired {
		retired[n.ID] = &score.Leaf{}
	}
	for _, n := range c.Retired {
		l, err := n.leaf(retired)
		if err != nil {
			return nil, err
		}
		*retired[n.ID] = *l
	}
	return c.Root.node(retired)
}

func (n caseNode) node(retired map[string]*score.Leaf) (*score.Node, error) {
	out := &score.Node{ID: n.ID}
	for _, c := range *n.Children {
		child := score.Child{Weight: c.Weight, Critical: c.Critical}
		if a := c.NotApplicable; a != nil {
			child.Exempt = &score.Exemption{Reason: a.Reason, RequestedBy: a.RequestedBy, ApprovedBy: a.ApprovedBy, Expires: a.Expires}
		}
		var err error
		if c.Children != nil {
			child.Node, err = c.node(retired)
		} else {
			child.Leaf, err = c.leaf(retired)
		}
		if err != nil {
			return nil, err
		}
		out.Children = append(out.Children, child)
	}
	return out, nil
}

func (n caseNode) leaf(retired map[string]*score.Leaf) (*score.Leaf, error) {
	l := &score.Leaf{
		ID: n.ID, Rating: maybe(n.Rating), Evidence: n.Evidence, Value: maybe(n.Value), Level: n.Level, LastScore: maybe(n.LastScore),
		ValidEnd: n.ValidEnd, Cadence: n.Cadence, Phi: maybe(n.Phi), Quality: maybe(n.Q), Timing: n.Kind, FirstDue: n.FirstDue, Replaces: retired[n.Replaces],
	}
	if n.Scale != nil {
		i, err := n.Scale.Complete()
		if err != nil {
			return nil, err
		}
		l.Scale = &i
	}
	return l, nil
}
