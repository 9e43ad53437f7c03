package api

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"reflect"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/service"
)

// exampleFile is a raw file for the source among the examples.
const exampleFile = "account,mfa\nroot,yes\nbackup,no\ndeploy,yes\naudit,yes\n"

func exampleDigest() string {
	sum := sha256.Sum256([]byte(exampleFile))
	return hex.EncodeToString(sum[:])
}

func exampleRun() Run {
	count, share := 4.0, 75.0
	return Run{ID: "R-00000012", Source: exampleOf(measure.SourceKind.Name).Name, Filename: "accounts.csv", SHA256: exampleDigest(),
		Bytes: int64(len(exampleFile)), ObservedAt: time.Date(2026, 6, 30, 12, 0, 0, 0, time.UTC), Told: true, RecordedAt: exampleTime, Seq: 12,
		KeepUntil: exampleTime.AddDate(0, 0, 400), Format: "csv", Items: 4, Values: map[string]*float64{"accounts": &count, "mfa_share": &share}, Warnings: []string{}, Waiting: []RunWaiting{}}
}

func (a *API) describeAdd(op *huma.Operation) {
	a.document(op, "points", "Add points", "Up to 10,000 values of measures that have no source: all are added, or none. A later point for the same valid_to corrects the earlier one; both remain. "+
		"With `Idempotency-Key` the same request can be sent again safely.", 400, 409, 413, 415)
	schema := a.huma.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[addBody](), true, "")
	value, sample := 92.4, int64(250)
	op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"application/json": {Schema: schema, Example: addBody{
		Points: []addPoint{
			{Measure: exampleOf(measure.MeasureKind.Name).Name, ValidFrom: "2026-06-01", ValidTo: "2026-06-30", Value: &value, Sample: &sample},
			{Measure: exampleOf(measure.MeasureKind.Name).Name, ValidTo: "2026-07-01T06:00:00Z", Value: &value},
		}, Reason: "monthly review"}}}}
	parameter(op, "Idempotency-Key", "review-2026-06")
	answers(op, http.StatusCreated, "The points were added, or had been.", nil, added{Seq: 11, Batch: 7301444403200001, Points: 2})
	seqHeader(op, http.StatusCreated)
}

func (a *API) describePoints(op *huma.Operation) {
	a.document(op, "points", "List the points of a measure", "Latest first, also those that a source reads. Of several for one valid_to, the one recorded last.", 404)
	parameter(op, "ref", exampleOf(measure.MeasureKind.Name).Name)
	op.Responses["200"].Description = "Its points."
}

func (a *API) describeCollect(op *huma.Operation) {
	a.document(op, "runs", "Send a file to a source", "The body is the raw file, up to 256 MiB. File, run and points are kept together, or nothing is. The same file for the same source adds nothing.", 404, 409, 413)
	parameter(op, "ref", exampleOf(measure.SourceKind.Name).Name)
	parameter(op, "filename", "accounts.csv")
	parameter(op, "observed_at", "2026-06-30T12:00:00Z")
	op.RequestBody = &huma.RequestBody{Required: true, Description: "The file as it is, packed or not.", Content: map[string]*huma.MediaType{
		"application/octet-stream": {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}, Example: exampleFile}}}
	answers(op, http.StatusCreated, "The file was read.", nil, CollectedRun{Run: exampleRun(), Points: 2})
	schema := op.Responses["201"].Content["application/json"].Schema
	answers(op, http.StatusOK, "The source had read this very file before.", schema, CollectedRun{Run: exampleRun(), Again: true})
	seqHeader(op, http.StatusOK, http.StatusCreated)
}

func (a *API) describeRuns(op *huma.Operation) {
	a.document(op, "runs", "List the runs of a source", "Latest first.", 404)
	parameter(op, "ref", exampleOf(measure.SourceKind.Name).Name)
	op.Responses["200"].Description = "Its runs."
}

func (a *API) describeRun(op *huma.Operation) {
	a.document(op, "runs", "Get a run", "", 404)
	parameter(op, "id", exampleRun().ID)
	answers(op, http.StatusOK, "The run.", nil, exampleRun())
}

func (a *API) describeSendFile(op *huma.Operation) {
	a.document(op, "files", "Send a file that records name", "The body is the file, up to 32 MiB. A record then names it by its SHA-256. The same bytes again add nothing.", 413)
	op.RequestBody = &huma.RequestBody{Required: true, Description: "The file as it is.", Content: map[string]*huma.MediaType{
		"application/octet-stream": {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}, Example: exampleFile}}}
	sent := service.SentFile{SHA256: exampleDigest(), Bytes: int64(len(exampleFile)), Seq: 12}
	answers(op, http.StatusCreated, "The file is kept.", nil, sent)
	schema := op.Responses["201"].Content["application/json"].Schema
	sent.Again = true
	answers(op, http.StatusOK, "It had been sent before.", schema, sent)
	seqHeader(op, http.StatusOK, http.StatusCreated)
}

func (a *API) describeFile(op *huma.Operation) {
	a.document(op, "files", "Fetch a file", "As it was sent, byte for byte. It comes as a download, whatever it is; the figures that a close published come as application/json.", 404)
	parameter(op, "sha256", exampleDigest())
	op.Responses["200"] = &huma.Response{Description: "The file.", Content: map[string]*huma.MediaType{
		"application/octet-stream": {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}}
	delete(op.Responses, "204")
}
