package web

import (
	"context"
	"encoding/json"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/score"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// lastValue reads the last value of the measure that is changed, so that its form can show where that falls. Of a new measure there is none, and
// of one that no longer has a status neither.
func (e *editing) lastValue(ctx context.Context) error {
	if e.kind.Name != measure.MeasureKind.Name || e.stands == nil {
		return nil
	}
	status, err := e.Explain(ctx, e.stands)
	if f := fault.Of(err); err != nil && (f.Code == fault.NotFound || f.Code == fault.Forbidden) {
		return nil
	}
	if err == nil && status.Measure != nil {
		e.last = status.Measure.Reading
	}
	return err
}

// falls says where the last value falls on the scale that is entered, by the latest of its versions; nil of other kinds.
func (e *editing) falls() *page.Falls {
	if e.kind.Name != measure.MeasureKind.Name {
		return nil
	}
	out := &page.Falls{}
	if e.last != nil {
		out.Value, out.At = page.Figure{Value: &e.last.Value, Unit: e.last.Unit}, date(e.last.Day)
	}
	tree := e.entered.spec["scale"]
	if versions, dated := tree.([]any); dated && len(versions) > 0 {
		last, _ := versions[len(versions)-1].(map[string]any)
		tree = last["value"]
	}
	var scale score.Scale
	text, err := json.Marshal(tree)
	if err == nil {
		err = json.Unmarshal(text, &scale)
	}
	var natural score.Limits
	if text, bad := json.Marshal(e.entered.spec["natural_limits"]); bad == nil && scale.Limits == natural {
		if json.Unmarshal(text, &natural) == nil && natural.Validate() == nil { // else the scale shows where values fall without them
			scale.Limits = natural
		}
	}
	var by score.Indicator
	if err == nil {
		by, err = scale.Complete()
	}
	if err != nil || by.Direction() == score.Lookup || by.Direction() == "" {
		return out
	}
	leg := by.Knots()
	out.Knots = []float64{leg.Worst, leg.Red, leg.Green, leg.Target}
	if upper, is := by.Upper(); is {
		out.Upper = []float64{upper.Worst, upper.Red, upper.Green, upper.Target}
	}
	if e.last != nil {
		if s, err := by.Score(e.last.Value); err == nil {
			out.Score, out.Text, out.Band = &s, score.Shown(s, 1), page.Band(score.BandOf(s))
		}
	}
	return out
}
