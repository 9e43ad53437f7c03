package score_test

import (
	"encoding/json"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/score"
)

func leadLag(t *testing.T, inputs json.RawMessage) (any, error) {
	var in treeCase
	strictly(t, inputs, &in)
	root, err := in.tree()
	if err != nil {
		return nil, err
	}
	got, err := score.LeadAndLag(root, civil.Earlier(in.AsOf, in.PeriodEnd))
	if err != nil {
		return nil, err
	}
	return map[string]any{"leading": number(got.Leading), "lagging": number(got.Lagging), "flag": word(got.Flag)}, nil
}

func restated(t *testing.T, inputs json.RawMessage) (any, error) {
	var in struct {
		Entries []struct {
			Recorded civil.Date `json:"recorded"`
			Value    *float64   `json:"value"`
		} `json:"entries"`
		Closed civil.Date `json:"closed"`
		AsOf   civil.Date `json:"as_of"`
	}
	strictly(t, inputs, &in)
	var entries []score.Dated[score.Maybe]
	for _, e := range in.Entries {
		entries = append(entries, score.Dated[score.Maybe]{Effective: e.Recorded, Value: maybe(e.Value)})
	}
	got := score.Restated(entries, in.Closed, in.AsOf)
	return map[string]any{"published": number(got.Published), "known": number(got.Known), "restated": got.Restated}, nil
}

func split(t *testing.T, inputs json.RawMessage) (any, error) {
	var in struct {
		From treeCase `json:"from"`
		To   treeCase `json:"to"`
	}
	strictly(t, inputs, &in)
	moments := make([]score.Moment, 2)
	for i, c := range []treeCase{in.From, in.To} {
		root, err := c.tree()
		if err != nil {
			return nil, err
		}
		moments[i] = score.Moment{Root: root, Day: civil.Earlier(c.AsOf, c.PeriodEnd)}
	}
	got, err := score.SplitChange(moments[0], moments[1])
	if err != nil {
		return nil, err
	}
	shown := []any{}
	for _, s := range got.Shown {
		shown = append(shown, s)
	}
	return map[string]any{"data": number(got.Data), "definition": number(got.Definition), "weights": number(got.Weights), "structure": number(got.Structure),
		"total": number(got.Total), "shown": shown}, nil
}

func balance(t *testing.T, inputs json.RawMessage) (any, error) {
	var in struct {
		AsOf         civil.Date `json:"as_of"`
		Organisation caseNode   `json:"organisation"`
		Social       caseNode   `json:"social"`
		Technical    caseNode   `json:"technical"`
	}
	strictly(t, inputs, &in)
	groups := map[score.Group]*score.Node{}
	for g, n := range map[score.Group]caseNode{score.Organisation: in.Organisation, score.Social: in.Social, score.Technical: in.Technical} {
		root, err := n.node(nil)
		if err != nil {
			return nil, err
		}
		groups[g] = root
	}
	got, err := score.BalanceOf(groups, in.AsOf)
	if err != nil {
		return nil, err
	}
	light := []any{}
	for _, g := range got.Light {
		light = append(light, string(g))
	}
	return map[string]any{"groups": []any{number(got.Scores[score.Organisation]), number(got.Scores[score.Social]), number(got.Scores[score.Technical])},
		"index": number(got.Index), "mean": number(got.Mean), "tilt": number(got.Tilt), "towards": word(got.Towards), "light": light}, nil
}
