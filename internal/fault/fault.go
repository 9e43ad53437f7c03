// Package fault is the one error type whose words may reach a user.
//
// A fault carries a code, a message that is safe to show, the places at fault and the cause. The cause is for logs
// only. This package does not know HTTP or processes: internal/api maps a code to a status, internal/cli to an exit
// status.
package fault

import (
	"errors"
	"fmt"
	"strings"
)

// Code says what kind of failure it is. The set is closed.
type Code string

// The codes, and what the caller can do about each.
const (
	Invalid         Code = "invalid"         // the input is wrong: mend it and send it again
	Unauthenticated Code = "unauthenticated" // nobody is signed in: sign in
	Forbidden       Code = "forbidden"       // signed in, but no rule allows it: ask someone whom a rule allows
	NotFound        Code = "not-found"       // no such thing, or none that this principal may see
	Conflict        Code = "conflict"        // it has changed meanwhile: read it again, then decide
	Limited         Code = "limited"         // too much or too often: send less, or later
	Unavailable     Code = "unavailable"     // a part is not ready: try again
	Internal        Code = "internal"        // our fault: report it
)

// Field is one place at fault. File, Line and Column are empty where the input was not a file.
type Field struct {
	File   string `json:"file,omitempty"`
	Line   int    `json:"line,omitempty"`   // counted from 1
	Column int    `json:"column,omitempty"` // counted from 1
	Path   string `json:"field,omitempty"`  // path of the field, as in spec.measures[0].weight
	Reason string `json:"reason"`           // what is wrong
	Remedy string `json:"remedy,omitempty"` // what to do about it
}

// String is the field as one line: place, reason, remedy.
func (f Field) String() string {
	var b strings.Builder
	if f.File != "" {
		b.WriteString(f.File)
		if f.Line > 0 {
			fmt.Fprintf(&b, ":%d", f.Line)
			if f.Column > 0 {
				fmt.Fprintf(&b, ":%d", f.Column)
			}
		}
		b.WriteString(": ")
	} else if f.Line > 0 {
		fmt.Fprintf(&b, "line %d: ", f.Line)
	}
	if f.Path != "" {
		b.WriteString(f.Path + ": ")
	}
	b.WriteString(f.Reason)
	if f.Remedy != "" {
		b.WriteString(". " + f.Remedy)
	}
	return b.String()
}

// Error is a failure that has a code and a message for people.
type Error struct {
	Code    Code
	Message string  // safe to show: no secret, no SQL, no path of this machine
	Fields  []Field // every place at fault that was found, in input order
	Cause   error   // for logs; never shown
	Refused any     // of Forbidden: what was refused and who may, for doors that say it in words of their own; nil where that is not known
}

// Error gives the message, the fields and the cause, for logs and for the command line.
func (e *Error) Error() string {
	parts := []string{e.Message}
	for _, f := range e.Fields {
		parts = append(parts, f.String())
	}
	if e.Cause != nil {
		parts = append(parts, e.Cause.Error())
	}
	return strings.Join(parts, ": ")
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Cause }

// New makes a fault of a code with a formatted message.
func New(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

// Wrap makes a fault of a code around a cause. The cause goes to the log, the message to the user.
func Wrap(code Code, cause error, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...), Cause: cause}
}

// InvalidField makes an Invalid fault with one place.
func InvalidField(message string, f Field) *Error {
	return &Error{Code: Invalid, Message: message, Fields: []Field{f}}
}

// InvalidFields makes an Invalid fault out of the places found, or nil where there are none.
func InvalidFields(message string, fields []Field) error {
	if len(fields) == 0 {
		return nil
	}
	return &Error{Code: Invalid, Message: message, Fields: fields}
}

// Of gives the fault within err. An error that is no fault is Internal, with a message that tells nothing of it.
func Of(err error) *Error {
	if e, ok := errors.AsType[*Error](err); ok {
		return e
	}
	return &Error{Code: Internal, Message: "something went wrong on our side", Cause: err}
}

// Is tells whether err is a fault of that code.
func Is(err error, code Code) bool { return err != nil && Of(err).Code == code }
