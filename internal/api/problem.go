package api

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/httpd"
)

// Problem is a failure by RFC 9457.
type Problem struct {
	Type     string         `json:"type" format:"uri" doc:"Address of the description of this type of problem."`
	Title    string         `json:"title" doc:"What type of problem it is; the same for all of the type."`
	Status   int            `json:"status" doc:"HTTP status."`
	Detail   string         `json:"detail" doc:"What went wrong this time."`
	Instance string         `json:"instance" doc:"Identifier of the request, as in the log and in X-Request-Id."`
	Errors   []ProblemField `json:"errors,omitempty" doc:"Every place at fault that was found."`
}

// Error and GetStatus make it what the framework takes for a failure, so that its document names this schema.
func (p *Problem) Error() string { return p.Detail }

// GetStatus gives the HTTP status.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType gives the media type.
func (p *Problem) ContentType(string) string { return problemType }

// ProblemField is one place at fault.
type ProblemField struct {
	Field  string `json:"field" doc:"Path of the field, such as spec.measures[0].weight; or the name of a parameter or header. Empty where the whole is meant."`
	Reason string `json:"reason" doc:"What is wrong with it."`
	Remedy string `json:"remedy" doc:"What to do about it; may be empty."`
	Sheet  string `json:"sheet,omitempty" doc:"Sheet of a workbook."`
	Line   int    `json:"line,omitempty" doc:"Line of the body, the filter or the file, or row of a table, from 1."`
	Column int    `json:"column,omitempty" doc:"Column in that line, in bytes, or column of a table, from 1."`
}

const (
	problemType = "application/problem+json"
	// problems are described in the reference, under a heading for each type
	problemBase = "https://github.com/steelyard-isms/steelyard/blob/main/docs/reference/api.md#"
)

// exactly is a cause that says a status more precisely than the code of a fault does.
type exactly int

func (e exactly) Error() string { return http.StatusText(int(e)) }

const (
	badRequest         = exactly(http.StatusBadRequest)
	methodNotAllowed   = exactly(http.StatusMethodNotAllowed)
	preconditionFailed = exactly(http.StatusPreconditionFailed)
	tooLarge           = exactly(http.StatusRequestEntityTooLarge)
	unsupportedMedia   = exactly(http.StatusUnsupportedMediaType)
	tooSlow            = exactly(http.StatusRequestTimeout)
	tooMany            = exactly(http.StatusTooManyRequests)
)

// title is the heading of a status, as the reference has it.
func title(status int) string {
	switch status {
	case http.StatusBadRequest:
		return "Unreadable"
	case http.StatusUnauthorized:
		return "Unauthenticated"
	case http.StatusForbidden:
		return "Forbidden"
	case http.StatusNotFound:
		return "Not found"
	case http.StatusMethodNotAllowed:
		return "Method not allowed"
	case http.StatusRequestTimeout:
		return "Too slow"
	case http.StatusConflict:
		return "Conflict"
	case http.StatusPreconditionFailed:
		return "Precondition failed"
	case http.StatusRequestEntityTooLarge:
		return "Too large"
	case http.StatusUnsupportedMediaType:
		return "Unsupported media type"
	case http.StatusUnprocessableEntity:
		return "Invalid"
	case http.StatusTooManyRequests:
		return "Limited"
	case http.StatusServiceUnavailable:
		return "Unavailable"
	default:
		return "Internal"
	}
}

// problemOf gives a fault the form of RFC 9457. Every failure of the API passes here.
func problemOf(f *fault.Error, instance string) Problem {
	status := httpd.Status(f.Code)
	if e, ok := errors.AsType[exactly](f); ok {
		status = int(e)
	}
	p := Problem{Title: title(status), Status: status, Detail: f.Message, Instance: instance}
	p.Type = problemBase + strings.ReplaceAll(strings.ToLower(p.Title), " ", "-")
	for _, x := range f.Fields {
		p.Errors = append(p.Errors, ProblemField{Field: x.Path, Reason: x.Reason, Remedy: x.Remedy, Sheet: x.File, Line: x.Line, Column: x.Column})
	}
	return p
}

// writeProblem answers with a fault.
func writeProblem(w http.ResponseWriter, r *http.Request, f *fault.Error) {
	p := problemOf(f, httpd.RequestID(r.Context()))
	h := w.Header()
	h.Set("Content-Type", problemType)
	switch p.Status {
	case http.StatusUnauthorized:
		h.Set("WWW-Authenticate", `Bearer realm="steelyard"`)
	case http.StatusRequestEntityTooLarge:
		h.Del("Retry-After") // it will be too large later, too
	}
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p) // nobody is left to tell of a failure
}

// refined makes what handlers give back a fault whose status is exact: a limit that a request meets by its own size is
// told apart from one that it meets by coming too often.
func refined(err error) *fault.Error {
	f := fault.Of(err)
	if big, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return &fault.Error{Code: fault.Limited, Message: "the body is larger than this address takes", Cause: tooLarge, Fields: []fault.Field{{
			Reason: "has more than " + sized(big.Limit), Remedy: "Send less at a time"}}}
	}
	if _, exact := errors.AsType[exactly](f); f.Code == fault.Limited && !exact {
		return &fault.Error{Code: f.Code, Message: f.Message, Fields: f.Fields, Cause: errors.Join(tooLarge, f.Cause)}
	}
	return f
}

// ofHuma makes a fault of what the framework found wrong with parameters or body.
func ofHuma(status int, message string, errs []error) *fault.Error {
	for _, err := range errs {
		if f := refined(err); f.Code != fault.Internal {
			return f
		}
	}
	var fields []fault.Field
	for _, err := range errs {
		d, ok := err.(huma.ErrorDetailer)
		if !ok {
			continue
		}
		detail := d.ErrorDetail()
		_, name, found := strings.Cut(detail.Location, ".")
		if !found {
			name = detail.Location
		}
		fields = append(fields, fault.Field{Path: name, Reason: detail.Message, Remedy: "Send what /api/openapi.json says"})
	}
	switch {
	case status == http.StatusRequestTimeout:
		return &fault.Error{Code: fault.Limited, Message: "the body did not arrive in time", Cause: tooSlow}
	case status == http.StatusBadRequest:
		return &fault.Error{Code: fault.Invalid, Message: "the request has no body", Cause: badRequest, Fields: fields}
	case status == http.StatusInternalServerError && len(fields) == 0 && len(errs) > 0 && message == "cannot read request body":
		return &fault.Error{Code: fault.Invalid, Message: "the body did not arrive whole", Cause: errors.Join(append(errs, badRequest)...)}
	case status >= http.StatusInternalServerError:
		return fault.Of(errors.Join(errs...))
	case status == http.StatusNotFound:
		return fault.New(fault.NotFound, "there is nothing at this address")
	}
	return &fault.Error{Code: fault.Invalid, Message: "the parameters cannot be accepted", Fields: fields}
}
