package client

import (
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Code says what kind of failure it is, and so what can be done about it.
type Code string

// The codes.
const (
	Invalid         Code = "invalid"         // the input is wrong: mend it and send it again
	Unauthenticated Code = "unauthenticated" // the token is missing, unknown, revoked or too old
	Forbidden       Code = "forbidden"       // no rule allows it: ask someone whom a rule allows
	NotFound        Code = "not-found"       // no such thing, or none that the account may see
	Conflict        Code = "conflict"        // it has changed meanwhile: read it again, then decide
	Limited         Code = "limited"         // too much or too often: send less, or later
	Unavailable     Code = "unavailable"     // the server cannot be reached, or cannot answer now: try again
	Internal        Code = "internal"        // a fault of the server, or an answer that is none
)

// Problem is a failure, by RFC 9457. Where no server answered, Status is 0 and Unwrap gives why.
type Problem struct {
	Type     string  `json:"type"`     // address of the description of this type of problem
	Title    string  `json:"title"`    // the same for all of the type
	Status   int     `json:"status"`   // of HTTP; 0 where nothing was answered
	Detail   string  `json:"detail"`   // what went wrong this time
	Instance string  `json:"instance"` // identifier of the request, as in the server's log
	Errors   []Field `json:"errors"`   // every place at fault that was found

	RetryAfter time.Duration `json:"-"` // how long the server asks to wait; 0 where it does not say
	cause      error
	strange    bool // no problem document said so: perhaps no Steelyard did
}

// Field is one place at fault.
type Field struct {
	Field  string `json:"field"`            // its path, such as spec.measures[0].weight; a parameter; empty where the whole is meant
	Reason string `json:"reason"`           // what is wrong with it
	Remedy string `json:"remedy"`           // what to do about it; may be empty
	Sheet  string `json:"sheet,omitempty"`  // of a workbook; or the file
	Line   int    `json:"line,omitempty"`   // counted from 1; of a table the row
	Column int    `json:"column,omitempty"` // counted from 1
}

// String is the field as one line: place, reason, remedy.
func (f Field) String() string {
	var b strings.Builder
	if f.Sheet != "" {
		b.WriteString(f.Sheet + ": ")
	}
	if f.Line > 0 {
		fmt.Fprintf(&b, "line %d: ", f.Line)
	}
	if f.Field != "" {
		b.WriteString(f.Field + ": ")
	}
	b.WriteString(f.Reason)
	if f.Remedy != "" {
		b.WriteString(". " + f.Remedy)
	}
	return b.String()
}

// Error gives the detail and every place at fault, on one line.
func (p *Problem) Error() string {
	parts := []string{p.Detail}
	for _, f := range p.Errors {
		parts = append(parts, f.String())
	}
	if p.cause != nil {
		parts = append(parts, p.cause.Error())
	}
	return strings.Join(parts, "; ")
}

// Unwrap gives why nothing was answered.
func (p *Problem) Unwrap() error { return p.cause }

// Code says what can be done about it.
func (p *Problem) Code() Code {
	switch p.Status {
	case 0, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return Unavailable
	case http.StatusUnauthorized:
		return Unauthenticated
	case http.StatusForbidden:
		return Forbidden
	case http.StatusNotFound:
		if p.strange {
			return Internal // an address that is none of ours must not be taken for a record that does not exist
		}
		return NotFound
	case http.StatusConflict, http.StatusPreconditionFailed:
		return Conflict
	case http.StatusTooManyRequests, http.StatusRequestEntityTooLarge:
		return Limited
	}
	if p.Status >= 400 && p.Status < 500 {
		return Invalid
	}
	return Internal
}

// Is tells whether an error is a [Problem] of a code.
func Is(err error, code Code) bool {
	p, ok := errors.AsType[*Problem](err)
	return ok && p.Code() == code
}

// unreachable is the problem of a request that nobody answered.
func unreachable(cause error) *Problem {
	return &Problem{Title: "Unavailable", Detail: "the server cannot be reached", cause: cause}
}

// maxProblem is how much of a failure's document is read.
const maxProblem = 1 << 20

// problemOf reads a failure. What is no problem document, such as the page of a proxy, is told by its status.
func problemOf(r *http.Response, body []byte) *Problem {
	p := &Problem{}
	media, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if media != "application/problem+json" || json.Unmarshal(body, p) != nil || p.Detail == "" {
		p = &Problem{strange: true, Title: http.StatusText(r.StatusCode), Detail: "the server answers with the status " + strconv.Itoa(r.StatusCode) + " and says no more"}
		if at := r.Header.Get("Location"); at != "" && r.StatusCode < 400 {
			p.Detail = "the server is elsewhere: " + at
		}
	}
	p.Status = r.StatusCode
	p.RetryAfter = retryAfter(r.Header.Get("Retry-After"), time.Now())
	return p
}

// retryAfter reads how long to wait: seconds, or until a moment (RFC 9110, 10.2.3); at most a year.
func retryAfter(text string, now time.Time) time.Duration {
	const year = 365 * 24 * time.Hour
	if seconds, err := strconv.ParseInt(text, 10, 64); err == nil {
		return time.Duration(max(0, min(seconds, int64(year/time.Second)))) * time.Second
	}
	if at, err := http.ParseTime(text); err == nil {
		return max(0, min(at.Sub(now), year))
	}
	return 0
}
