package api

import (
	"context"
	"time"

	"github.com/steelyard-isms/steelyard/internal/explain"
	"github.com/steelyard-isms/steelyard/internal/measure"
)

// RestatementItem is a journal entry that reached into a closed period.
type RestatementItem struct {
	Seq         int64             `json:"seq" doc:"The entry."`
	Publication int               `json:"publication" doc:"The number of the publication that it came after; 0 where no figures were kept yet."`
	RecordedAt  time.Time         `json:"recorded_at" doc:"When it was recorded, UTC."`
	By          by                `json:"by" doc:"Who wrote it."`
	Reason      string            `json:"reason" doc:"Why: the reason of the entry, and of its parts that have their own. Where these differ, each with the codes that it is given for, as in \"M-23: came late; M-26: report found\". Empty where a source told it without anybody saying why, and where it may not be known."`
	Run         string            `json:"run" doc:"The run by which a source told it; empty where none did, and where it may not be known."`
	Points      int               `json:"points" doc:"How many values it brought that end in the period."`
	Records     int               `json:"records" doc:"How many measures those are of, or how many records say something else for the period since then."`
	About       []explain.Subject `json:"about" doc:"Which, of those that you may see: at most 100."`
}

// PeriodRestatements answers with restatements.
type PeriodRestatements struct {
	Items []RestatementItem `json:"items" doc:"The latest first."`
	State
}

type restatementsInput struct {
	RecordInput
	Limit int `query:"limit" minimum:"1" maximum:"1000" default:"100" doc:"Most entries to answer with."`
}

type restatementsOutput struct{ Body PeriodRestatements }

func (a *API) restatements(ctx context.Context, in *restatementsInput) (*restatementsOutput, error) {
	v, r, err := a.recordAt(ctx, measure.PeriodCloseKind, in.Ref, in.AsOf)
	if err != nil {
		return nil, err
	}
	list, err := v.Restatements(ctx, r, in.Limit)
	if err != nil {
		return nil, err
	}
	out := PeriodRestatements{Items: make([]RestatementItem, 0, len(list)), State: stateBy(v)}
	for _, x := range list {
		item := RestatementItem{Seq: x.Seq, Publication: x.After, RecordedAt: x.Entry.RecordedAt, By: byOf(v, x.Entry.Actor), Reason: x.Reason, Run: x.Run, Points: x.Points, Records: x.Records, About: []explain.Subject{}}
		for _, r := range x.About {
			item.About = append(item.About, explain.Subject{Kind: r.Kind, UID: string(r.UID), Name: r.Name, Code: r.Code, Title: r.Title})
		}
		out.Items = append(out.Items, item)
	}
	return &restatementsOutput{out}, nil
}
