package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/httpd"
	"github.com/steelyard-isms/steelyard/internal/measure"
)

// Peer is a measure that counts the same in another unit.
type Peer struct {
	Measure string   `json:"measure" doc:"Code of the measure."`
	Unit    string   `json:"unit" doc:"Name of the unit whose values they are."`
	Value   float64  `json:"value" doc:"Its current value."`
	Cases   int64    `json:"cases" minimum:"0" doc:"Cases behind the value; 0 where they are not told."`
	Low95   *float64 `json:"low95" doc:"Between this and high95 at least 19 of 20 units of so many cases lie by chance, in the unit of the measure; null where there is nothing to compare."`
	High95  *float64 `json:"high95" doc:"Upper end."`
	Low998  *float64 `json:"low998" doc:"Between this and high998 at least 998 of 1,000 such units lie by chance."`
	High998 *float64 `json:"high998" doc:"Upper end."`
	Beyond  string   `json:"beyond" enum:"above,below," doc:"On which side it lies beyond the limits of 998 of 1,000; empty within."`
}

// PeersResult answers with the measure and those that count the same in other units.
type PeersResult struct {
	Centre *float64 `json:"centre" doc:"The share of all cases together, in the unit of the measure; null for fewer than two units with cases."`
	Peers  []Peer   `json:"peers" nullable:"false" doc:"By code, the measure itself among them; empty where nothing else counts the same."`
	State
}

type peersOutput struct{ Body PeersResult }

func (a *API) peers() {
	op := operation(a, httpd.May(access.Read, measure.MeasureKind.Name),
		huma.Operation{OperationID: "get-measure-peers", Method: http.MethodGet, Path: "/api/v1/measures/{ref}/peers"}, a.beside)
	a.document(op, "status", "Compare units by a measure", "The measure beside those that are read from the same value of the same source for other units, with the limits within which chance alone keeps units of their size (funnel plot).", 404)
	parameter(op, "ref", exampleOf(measure.MeasureKind.Name).Name)
	low, high, centre := 71.2, 93.4, 83.0
	answers(op, http.StatusOK, "The measures.", nil, PeersResult{Centre: &centre, State: State{7, exampleTime}, Peers: []Peer{{Measure: "M-29", Unit: "north", Value: 88.1, Cases: 118, Low95: &low, High95: &high, Low998: &low, High998: &high}}})
}

func (a *API) beside(ctx context.Context, in *RecordInput) (*peersOutput, error) {
	v, r, err := a.recordAt(ctx, measure.MeasureKind, in.Ref, in.AsOf)
	if err != nil {
		return nil, err
	}
	status, err := v.Status(ctx)
	if err != nil {
		return nil, err
	}
	m, ok := status.Measures[r.UID]
	if !ok {
		return nil, fault.New(fault.NotFound, "the measure %s is retired", r.Name)
	}
	out := PeersResult{Peers: []Peer{}, State: stateBy(v)}
	q := v.Peers(status, m)
	if q == nil {
		return &peersOutput{out}, nil
	}
	if q.Funnel != nil {
		centre := q.Funnel.Centre * q.Whole
		out.Centre = &centre
	}
	for _, x := range q.List {
		p := Peer{Measure: x.Measure.Record.Code, Unit: v.NameOf(x.Measure.Record.Spec.Unit.UID()), Value: x.Value, Cases: x.Cases}
		if l := x.Limits; l != nil {
			whole := func(share float64) *float64 { share *= q.Whole; return &share }
			p.Low95, p.High95, p.Low998, p.High998, p.Beyond = whole(l.Lower95), whole(l.Upper95), whole(l.Lower998), whole(l.Upper998), string(l.Side)
		}
		out.Peers = append(out.Peers, p)
	}
	return &peersOutput{out}, nil
}
