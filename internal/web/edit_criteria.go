package web

import (
	"context"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// criteria says how sound the construct of the measure is that is entered, with what is known of its values.
func (e *editing) criteria(ctx context.Context) ([]page.Criterion, error) {
	find := func(kind, text string) record.UID {
		if r, err := e.Record(kind, text); err == nil {
			return r.UID
		}
		return ""
	}
	entered, ok := record.Entered[measure.Measure](e.kind, record.Tree(e.entered.spec), find)
	if !ok {
		return nil, nil
	}
	known := measure.Known{Firm: true}
	if e.stands != nil {
		status, err := e.Status(ctx)
		if err != nil && !fault.Is(err, fault.Forbidden) { // who may not read the status learns nothing of values
			return nil, err
		}
		if status != nil && status.Measures[e.stands.UID] != nil {
			m := status.Measures[e.stands.UID]
			known = status.Known(m, status.Control(m), e.CountedBy(e.stands.UID), len(e.ComputedFrom(e.stands.UID)))
		}
	}
	return criteria(e.Judge(entered.Spec, known)), nil
}
