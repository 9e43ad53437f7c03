package client_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"testing"

	"github.com/steelyard-isms/steelyard/client"
	"github.com/steelyard-isms/steelyard/internal/access"
)

// A program reads what was published of a closed period, what is known of it now, and why it differs; a value of the period is refused until it says why.
func TestClosedPeriods(t *testing.T) {
	s, c := declared(t)
	ctx := t.Context()
	value, later := 92.0, 60.0
	must[client.Added](t)(c.AddPoints(ctx, []client.NewPoint{{Measure: "mfa", ValidTo: "2026-03-31", Value: &value}}))
	spec := object{"scorecard": "security", "owner": "lead", "statement": "All is in", "period": object{"from": "2026-01-01", "until": "2026-03-31"}}
	must[client.Written](t)(c.Put(ctx, "period-close", "q1", client.Declaration{Title: "First quarter", Spec: spec}))
	director := s.as(t, access.Executive)
	must[client.Written](t)(director.Move(ctx, "period-close", "q1", "close", client.Reason("final")))
	_, err := c.AddPoints(ctx, []client.NewPoint{{Measure: "mfa", ValidTo: "2026-03-31", Value: &later}})
	refused(t, "a value of a closed period", err, client.Invalid, "points[0].note")
	must[client.Added](t)(c.AddPoints(ctx, []client.NewPoint{{Measure: "mfa", ValidTo: "2026-03-31", Value: &later, Note: "counted again"}}))
	f := must[client.PeriodFigures](t)(c.PeriodFigures(ctx, "q1", client.FiguresWish{Recompute: true}))
	if f.Stands != "closed" || f.Published == nil || f.Published.Reason != "final" || f.Restated != 1 || f.Total == 0 || !f.Recomputed.Same || f.Computed.Seq != f.Published.Seq-1 {
		t.Errorf("the figures are %+v", f)
	}
	seen := false
	for _, x := range f.Items {
		if x.Figure == "value" && x.Published.Number != nil && *x.Published.Number == value && *x.Now.Number == later && *x.Difference == later-value {
			seen = true
		}
	}
	if all := must[client.PeriodFigures](t)(c.PeriodFigures(ctx, "q1", client.FiguresWish{All: true, Limit: 3})); !seen || len(all.Items) != 3 || all.Total <= f.Total {
		t.Errorf("the value that differs was seen: %v; all are %d of %d", seen, len(all.Items), all.Total)
	}
	var b bytes.Buffer
	if err := c.FetchFile(ctx, f.Published.SHA256, &b); err != nil {
		t.Fatal(err)
	}
	if sum := sha256.Sum256(b.Bytes()); hex.EncodeToString(sum[:]) != f.Published.SHA256 || int64(b.Len()) != f.Published.Bytes {
		t.Error("the document is not what its digest says")
	}
	list := must[[]client.Restatement](t)(c.Restatements(ctx, "q1", 0))
	if len(list) != 1 || list[0].Reason != "counted again" || list[0].Points != 1 || len(list[0].About) != 1 || list[0].About[0].Name != "mfa" {
		t.Errorf("restatements are %+v", list)
	}
	must[client.Written](t)(director.Move(ctx, "period-close", "q1", "reopen", client.Reason("counted again")))
	must[client.Written](t)(director.Move(ctx, "period-close", "q1", "close", client.Reason("final again")))
	f = must[client.PeriodFigures](t)(c.PeriodFigures(ctx, "q1", client.FiguresWish{}))
	if f.Published.Number != 2 || f.Total != 0 || len(f.Earlier) != 1 || f.Earlier[0].Restated != 1 || f.Earlier[0].Different == 0 || f.Earlier[0].Reopened == nil || f.Earlier[0].Reopened.Reason != "counted again" || len(f.Earlier[0].Scores) != 1 {
		t.Errorf("after the second close the figures are %+v", f)
	}
	two := must[client.PeriodFigures](t)(c.PeriodFigures(ctx, "q1", client.FiguresWish{Published: "1", Against: "latest"}))
	if two.Published.Number != 1 || two.Against == nil || two.Against.Number != 2 || two.Total != f.Earlier[0].Different || len(two.Later) != 1 || len(two.Earlier) != 0 {
		t.Errorf("the first publication beside the second is %+v", two)
	}
	_, err = c.PeriodFigures(ctx, "q1", client.FiguresWish{Published: "7"})
	refused(t, "a publication that there was not", err, client.Invalid, "published")
	if list = must[[]client.Restatement](t)(c.Restatements(ctx, "q1", 0)); len(list) != 1 || list[0].Publication != 1 {
		t.Errorf("after the second close the restatements of the first are %+v", list)
	}
}
