package api

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/httpd"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/service"
	"github.com/steelyard-isms/steelyard/internal/store"
)

// Run is one reading of a source.
type Run struct {
	ID         string              `json:"id" doc:"Identifier of the run."`
	Source     string              `json:"source" doc:"Name of the source."`
	Filename   string              `json:"filename" doc:"Name of the file as it was sent; may be empty."`
	SHA256     string              `json:"sha256" doc:"SHA-256 of the raw file, as it was sent."`
	Bytes      int64               `json:"bytes" doc:"Its size."`
	ObservedAt time.Time           `json:"observed_at" doc:"When what the file says was so."`
	Told       bool                `json:"observed_at_told" doc:"That time was told beside the file."`
	RecordedAt time.Time           `json:"recorded_at" doc:"When the run was recorded."`
	Seq        int64               `json:"seq" doc:"Journal entry of the run."`
	KeepUntil  time.Time           `json:"keep_until" doc:"Until when this run asks that the raw file be kept, at least: nothing removes files yet. Another run of the same file may ask for longer."`
	Format     string              `json:"format" doc:"Format in which the file was read."`
	Host       string              `json:"host" doc:"Host that the file is about, as it names it; empty where it names none, or several."`
	Items      int                 `json:"items" doc:"How many things the file lists."`
	Values     map[string]*float64 `json:"values" doc:"Values of the file as a whole, by name; null where the file says nothing."`
	Warnings   []string            `json:"warnings" doc:"What could be read only in part."`
	Waiting    []RunWaiting        `json:"waiting" doc:"Of values that are durations, how long the cases of the file took, with those in mind that are open (Kaplan and Meier)."`
}

// RunWaiting is how long cases took, as a duration was read from them.
type RunWaiting struct {
	Value      string           `json:"value" doc:"Name of the value."`
	Unit       string           `json:"unit" doc:"Name of the unit, where the file tells the value by unit; else empty."`
	Percentile float64          `json:"percentile" doc:"The share of the cases that the value is for, in per cent, above 0 to 100."`
	Days       float64          `json:"days" doc:"The value: after so many days that share has ended."`
	Low        *float64         `json:"low" doc:"Lower end of its 95 % interval, in days; null where too many cases are open to tell."`
	High       *float64         `json:"high" doc:"Upper end, likewise."`
	Cases      int              `json:"cases" doc:"How many cases the file has."`
	Ended      int              `json:"ended" doc:"How many of them have ended."`
	ClosedMean *float64         `json:"closed_mean" doc:"Days that those took in the mean: too low, since what takes long is still open. Null where none has ended."`
	Steps      []RunWaitingStep `json:"steps" doc:"Where the share of open cases falls: the first and the last, and at most 120 that can be told from each other in a drawing."`
}

// RunWaitingStep is where the share of open cases falls.
type RunWaitingStep struct {
	Days   float64  `json:"days" doc:"After so many days."`
	AtRisk int      `json:"at_risk" doc:"How many cases were open just before."`
	Open   float64  `json:"open" doc:"The share of all cases that is open behind it, 0 to 1."`
	Low    *float64 `json:"low" doc:"Lower end of its 95 % interval (Greenwood), 0 to 1; null where none is open."`
	High   *float64 `json:"high" doc:"Upper end, likewise."`
}

// CollectedRun is a run with what it added.
type CollectedRun struct {
	Run
	Points int  `json:"points" doc:"How many points were added."`
	Again  bool `json:"again" doc:"The source had read this very file before: nothing was added, and this is the run of that time."`
}

// RunList answers with runs.
type RunList struct {
	Items []Run `json:"items" doc:"Latest first."`
	State
}

type collectInput struct {
	Ref        string `path:"ref" maxLength:"100" doc:"Name, code or identifier of the source."`
	Filename   string `query:"filename" maxLength:"200" example:"report.dat" doc:"Name of the file, for people; it also helps to recognise the format."`
	ObservedAt string `query:"observed_at" maxLength:"40" example:"2026-06-30T12:00:00Z" doc:"When what the file says was so, where it does not say it: a time by RFC 3339, or a date, which is its last moment (UTC)."`
	Reason     string `header:"Steelyard-Reason" maxLength:"1000" doc:"Why, for the journal."`
}

type collectOutput struct {
	Status int
	Body   CollectedRun
}

type runsInput struct {
	RecordInput
	Limit int `query:"limit" minimum:"1" maximum:"500" default:"100" doc:"Most runs to answer with."`
}

type runsOutput struct{ Body RunList }

type runInput struct {
	ID string `path:"id" maxLength:"40" doc:"Identifier of the run."`
	Moment
}

type runOutput struct{ Body Run }

type fileInput struct {
	SHA256 string `path:"sha256" pattern:"^[0-9a-f]{64}$" doc:"SHA-256 of the file, in small hexadecimal digits."`
	Moment
}

func (a *API) runs() {
	read, collect := httpd.May(access.Read, measure.SourceKind.Name), httpd.May(access.Collect, measure.SourceKind.Name)
	a.describeCollect(operation(a, collect, huma.Operation{OperationID: "add-run", Method: http.MethodPost, Path: "/api/v1/sources/{ref}/runs",
		DefaultStatus: http.StatusCreated}, a.collect))
	a.describeRuns(operation(a, read, huma.Operation{OperationID: "list-runs", Method: http.MethodGet, Path: "/api/v1/sources/{ref}/runs"}, a.listRuns))
	a.describeRun(operation(a, read, huma.Operation{OperationID: "get-run", Method: http.MethodGet, Path: "/api/v1/runs/{id}"}, a.run))
	a.describeFile(operation(a, httpd.SignedIn, huma.Operation{OperationID: "get-file", Method: http.MethodGet, Path: "/api/v1/files/{sha256}"}, a.file))
	a.describeSendFile(operation(a, httpd.SignedIn, huma.Operation{OperationID: "send-file", Method: http.MethodPost, Path: "/api/v1/files",
		DefaultStatus: http.StatusCreated}, a.sendFile))
}

type sendFileInput struct {
	Reason string `header:"Steelyard-Reason" maxLength:"1000" doc:"Why, for the journal."`
}

type sendFileOutput struct {
	Status int
	Body   service.SentFile
}

// sendFile keeps a file that records are to name.
func (a *API) sendFile(ctx context.Context, in *sendFileInput) (*sendFileOutput, error) {
	x := exchangeOf(ctx)
	_ = http.NewResponseController(x).SetReadDeadline(time.Now().Add(filePatience)) // where the connection has none, none is needed
	got, err := a.service.SendFile(ctx, httpd.Who(ctx), x.request.Body, in.Reason)
	if err != nil {
		return nil, err
	}
	out := &sendFileOutput{Status: http.StatusCreated, Body: got}
	if got.Again {
		out.Status = http.StatusOK
	}
	wrote(ctx, got.Seq)
	return out, nil
}

func runOf(v *service.View, r store.Run) Run {
	out := Run{ID: r.ID, Source: v.NameOf(r.Source), Filename: r.Filename, SHA256: r.SHA256, Bytes: r.Bytes, ObservedAt: r.ObservedAt.UTC(),
		Told: r.Reading.ToldAt, RecordedAt: r.RecordedAt.UTC(), Seq: r.Seq, KeepUntil: r.KeepUntil.UTC().Truncate(time.Microsecond), Format: r.Reading.Format, Host: r.Reading.Host,
		Items: r.Reading.Items, Values: r.Reading.Values, Warnings: r.Reading.Warnings}
	out.Waiting = make([]RunWaiting, len(r.Reading.Waiting))
	for i, w := range r.Reading.Waiting {
		out.Waiting[i] = RunWaiting{Value: w.Value, Percentile: w.Percentile, Days: w.Days, Low: w.Low, High: w.High, Cases: w.Cases, Ended: w.Ended, ClosedMean: w.ClosedMean,
			Steps: make([]RunWaitingStep, len(w.Steps))}
		if w.Unit != "" {
			out.Waiting[i].Unit = v.NameOf(w.Unit)
		}
		for j, x := range w.Steps {
			out.Waiting[i].Steps[j] = RunWaitingStep(x)
		}
	}
	if out.Values == nil {
		out.Values = map[string]*float64{}
	}
	if out.Warnings == nil {
		out.Warnings = []string{}
	}
	return out
}

// collect takes a raw file. Its bytes go from the connection to the service as they come.
func (a *API) collect(ctx context.Context, in *collectInput) (*collectOutput, error) {
	f := service.NewFile{Source: in.Ref, Filename: in.Filename, Reason: in.Reason}
	if in.ObservedAt != "" {
		t, day, ok := readTime([]byte(in.ObservedAt))
		if !ok {
			return nil, fault.InvalidField("the file cannot be accepted", fault.Field{Path: "observed_at", Reason: "is neither a date nor a time",
				Remedy: "Write a time such as 2026-09-30T12:00:00Z, or a date"})
		}
		if f.ObservedAt = t; !day.IsZero() {
			f.ObservedAt = evaluate.EndOf(day)
		}
	}
	x := exchangeOf(ctx)
	_ = http.NewResponseController(x).SetReadDeadline(time.Now().Add(filePatience)) // where the connection has none, none is needed
	f.Content = x.request.Body
	got, err := a.service.Collect(ctx, httpd.Who(ctx), f)
	if err != nil {
		return nil, err
	}
	v, err := a.view(ctx, "")
	if err != nil {
		return nil, err
	}
	out := &collectOutput{Status: http.StatusCreated, Body: CollectedRun{Run: runOf(v, got.Run), Points: got.Points, Again: got.Again}}
	if got.Again {
		out.Status, out.Body.Points = http.StatusOK, 0
	}
	wrote(ctx, got.Run.Seq)
	return out, nil
}

func (a *API) listRuns(ctx context.Context, in *runsInput) (*runsOutput, error) {
	v, err := a.view(ctx, in.AsOf)
	if err != nil {
		return nil, err
	}
	source, err := v.Record(measure.SourceKind.Name, in.Ref)
	if err != nil {
		return nil, err
	}
	runs, err := v.Runs(ctx, source.UID, in.Limit)
	if err != nil {
		return nil, err
	}
	out := RunList{Items: make([]Run, 0, len(runs)), State: stateBy(v)}
	for _, r := range runs {
		out.Items = append(out.Items, runOf(v, r))
	}
	return &runsOutput{out}, nil
}

func (a *API) run(ctx context.Context, in *runInput) (*runOutput, error) {
	v, err := a.view(ctx, in.AsOf)
	if err != nil {
		return nil, err
	}
	r, err := v.Run(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return &runOutput{runOf(v, r)}, nil
}

// file sends a raw file as a download, whatever it is: nothing of it may run in a browser.
func (a *API) file(ctx context.Context, in *fileInput) (*huma.StreamResponse, error) {
	v, err := a.view(ctx, in.AsOf)
	if err != nil {
		return nil, err
	}
	f, err := v.File(ctx, in.SHA256)
	if err != nil {
		return nil, err
	}
	return &huma.StreamResponse{Body: func(huma.Context) {
		x := exchangeOf(ctx)
		h := x.Header()
		h.Set("Content-Type", f.MediaType())
		if f.Made { // it never changes; rights to it may
			h.Set("ETag", `"`+f.SHA256+`"`)
			h.Set("Cache-Control", "private, max-age=86400, immutable")
		}
		h.Set("Content-Disposition", `attachment; filename="`+f.SHA256+`"`)
		h.Set("Content-Length", strconv.FormatInt(f.Bytes, 10))
		h.Set("X-Content-Type-Options", "nosniff")
		x.WriteHeader(http.StatusOK)
		if err := v.WriteFile(ctx, f.SHA256, x); err != nil {
			panic(http.ErrAbortHandler) // part of the file is sent: only a broken connection still tells that it is not whole
		}
	}}, nil
}
