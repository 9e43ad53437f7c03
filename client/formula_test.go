package client_test

import (
	"strconv"
	"testing"

	"github.com/steelyard-isms/steelyard/client"
	"github.com/steelyard-isms/steelyard/internal/access"
)

// An editor of formulas learns the value, or what is wrong where; as of the past, what it would have given then.
func TestEvaluateFormula(t *testing.T) {
	s, c := declared(t)
	ctx := t.Context()
	added := must[client.Added](t)(s.as(t, access.Collector).AddPoints(ctx, []client.NewPoint{{Measure: "mfa", ValidTo: "2026-06-30", Value: number(92)}}))
	f := client.Formula{Formula: "whole - mfa", Inputs: []client.FormulaInput{{Name: "mfa", Measure: "mfa"}, {Name: "whole", Number: number(100)}}}
	got := must[client.Evaluated](t)(c.EvaluateFormula(ctx, f))
	if got.Value == nil || *got.Value != 8 || len(got.Errors) > 0 || got.ValidTo == nil || got.Seq < added.Seq {
		t.Errorf("it gives %+v", got)
	}
	before := must[client.Evaluated](t)(c.AsOf("entry:"+strconv.FormatInt(added.Seq-1, 10)).EvaluateFormula(ctx, f))
	if before.Value != nil || before.Why != "mfa has no value" {
		t.Errorf("before the value was known it gives %+v", before)
	}
	f.Formula = "whole -\n mfaa"
	got = must[client.Evaluated](t)(c.EvaluateFormula(ctx, f))
	if got.Value != nil || len(got.Errors) != 1 || got.Errors[0].Line != 2 || got.Errors[0].Column != 2 || got.Errors[0].Remedy != "Did you mean mfa?" {
		t.Errorf("a mistyped name gives %+v", got)
	}
}
