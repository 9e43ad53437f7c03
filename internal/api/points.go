package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/httpd"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/service"
)

type addInput struct {
	Key     string `header:"Idempotency-Key" maxLength:"200" doc:"1 to 200 visible ASCII characters of your own. The same request sent again with the same key adds nothing and gets the first answer; kept for 48 hours."`
	RawBody []byte `contentType:"application/json"`
}

// addBody is the request of which readBatch reads the bytes; it is here for its schema.
type addBody struct {
	Points   []addPoint `json:"points" minItems:"1" maxItems:"10000" doc:"All of them are added, or none."`
	Evidence []evidence `json:"evidence,omitempty" maxItems:"20" doc:"Files that show where the values come from. Send their bytes first, to /api/v1/files."`
	Reason   string     `json:"reason,omitempty" maxLength:"1000" doc:"Why, for the journal."`
}

// evidence is a file that shows where values come from.
type evidence struct {
	SHA256    string `json:"sha256" pattern:"^[0-9a-f]{64}$" doc:"Of its bytes."`
	Name      string `json:"name" minLength:"1" maxLength:"200" doc:"What people call it, with its ending."`
	MediaType string `json:"media_type,omitempty" maxLength:"100" doc:"Such as application/pdf."`
}

type addPoint struct {
	Measure   string   `json:"measure" doc:"Name, code or identifier of a measure that has no source."`
	ValidFrom string   `json:"valid_from,omitempty" doc:"Begin of the period: a time by RFC 3339, or a date, which is its first moment (UTC). Unless given, the first moment of the date in valid_to, or the time in valid_to itself."`
	ValidTo   string   `json:"valid_to" doc:"End of the period: a time by RFC 3339, or a date, which is its last moment (UTC). From 1990 on."`
	Value     *float64 `json:"value" doc:"In the unit of the measure; null, with a note, withdraws what was recorded for this valid_to."`
	Sample    *int64   `json:"sample,omitempty" minimum:"0" doc:"Number of cases behind the value."`
	Note      string   `json:"note,omitempty" maxLength:"1000" doc:"Why, of a correction or withdrawal."`
}

// added answers a batch; a repetition gets the same.
type added struct {
	Seq    int64 `json:"seq" doc:"Journal entry of the batch."`
	Batch  int64 `json:"batch,string" doc:"Identifier of the batch: a whole number of 63 bits, as text."`
	Points int   `json:"points" doc:"How many points were added."`
}

// Schema says that batch is a text, which the framework does not read from the tag.
func (added) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeObject, AdditionalProperties: false, Required: []string{"seq", "batch", "points"}, Properties: map[string]*huma.Schema{
		"seq":    {Type: huma.TypeInteger, Description: "Journal entry of the batch."},
		"batch":  {Type: huma.TypeString, Description: "Identifier of the batch."},
		"points": {Type: huma.TypeInteger, Description: "How many points were added."},
	}}
}

type addOutput struct {
	Status   int
	Replayed string `header:"Idempotency-Replayed" enum:"true" doc:"true where the answer is that of an earlier request with the same key."`
	Body     added
}

type pointsInput struct {
	RecordInput
	Limit int `query:"limit" minimum:"1" maximum:"1000" default:"100" doc:"Most points to answer with."`
}

// Point is one value of a measure.
type Point struct {
	ValidFrom  time.Time  `json:"valid_from" doc:"Begin of the period that it speaks of; equal to valid_to for a reading at one moment."`
	ValidTo    time.Time  `json:"valid_to" doc:"End of that period."`
	Value      *float64   `json:"value" doc:"In the unit of the measure; null where what was recorded has been withdrawn."`
	Sample     *int64     `json:"sample" doc:"Number of cases behind it; null where not told."`
	Note       string     `json:"note" doc:"Why, of a correction or withdrawal; may be empty."`
	RecordedAt time.Time  `json:"recorded_at" doc:"When it became known."`
	Seq        int64      `json:"seq" doc:"Journal entry that recorded it."`
	Run        string     `json:"run" doc:"Run that read it; empty where a person or a program sent it."`
	Evidence   []evidence `json:"evidence" doc:"Files that show where it comes from, which /api/v1/files gives."`
}

// PointList answers with points.
type PointList struct {
	Items []Point `json:"items" doc:"Latest first; of several for one valid_to, the one recorded last."`
	State
}

type pointsOutput struct{ Body PointList }

func (a *API) points() {
	a.describeAdd(operation(a, httpd.May(access.Collect, measure.MeasureKind.Name),
		huma.Operation{OperationID: "add-points", Method: http.MethodPost, Path: "/api/v1/points", DefaultStatus: http.StatusCreated}, a.add))
	a.describePoints(operation(a, httpd.May(access.Read, measure.MeasureKind.Name),
		huma.Operation{OperationID: "list-points", Method: http.MethodGet, Path: "/api/v1/measures/{ref}/points"}, a.latest))
}

func (a *API) add(ctx context.Context, in *addInput) (*addOutput, error) {
	if err := wantJSON(ctx); err != nil {
		return nil, err
	}
	if !visible(in.Key) {
		return nil, fault.InvalidField("the points cannot be accepted", fault.Field{Path: "Idempotency-Key", Reason: "has characters that are not visible ASCII",
			Remedy: "Use letters, digits and signs without spaces, at most 200"})
	}
	batch, err := readBatch(in.RawBody)
	if err != nil {
		return nil, err
	}
	digest := ""
	if in.Key != "" {
		digest = service.RequestDigest(in.RawBody)
	}
	out, err := a.service.AddBatch(ctx, httpd.Who(ctx), service.NewBatch{Points: batch.points, Evidence: batch.evidence, Reason: batch.reason, Key: in.Key, Digest: digest})
	if err != nil {
		return nil, err
	}
	wrote(ctx, out.Seq)
	answer := &addOutput{Status: http.StatusCreated, Body: added{Seq: out.Seq, Batch: out.Batch, Points: out.Points}}
	if out.Repeated {
		answer.Replayed = "true"
	}
	return answer, nil
}

// visible tells whether a text has visible ASCII characters only.
func visible(text string) bool {
	for i := range len(text) {
		if text[i] < '!' || text[i] > '~' {
			return false
		}
	}
	return true
}

func (a *API) latest(ctx context.Context, in *pointsInput) (*pointsOutput, error) {
	v, err := a.view(ctx, in.AsOf)
	if err != nil {
		return nil, err
	}
	r, err := v.Record(measure.MeasureKind.Name, in.Ref)
	if err != nil {
		return nil, err
	}
	m, _ := record.As[measure.Measure](r)
	points, err := v.Points(ctx, m, in.Limit)
	if err != nil {
		return nil, err
	}
	files, err := v.Evidence(ctx, points)
	if err != nil {
		return nil, err
	}
	out := PointList{Items: make([]Point, 0, len(points)), State: stateBy(v)}
	for _, p := range points {
		out.Items = append(out.Items, Point{ValidFrom: p.From, ValidTo: p.To, Value: p.Value, Sample: p.Sample, Note: p.Note,
			RecordedAt: p.RecordedAt, Seq: p.Seq, Run: p.Run, Evidence: evidenceItems(files[p.Batch])})
	}
	return &pointsOutput{out}, nil
}

func evidenceItems(list []record.File) []evidence {
	out := make([]evidence, len(list))
	for i, f := range list {
		out[i] = evidence(f)
	}
	return out
}
