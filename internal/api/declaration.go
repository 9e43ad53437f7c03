package api

import (
	"context"
	"maps"
	"mime"
	"slices"
	"strconv"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// readDeclaration reads the body of a PUT: what a record is to be. The kernel judges the spec.
func readDeclaration(b []byte, reason string) (record.Change, string, error) {
	tree, err := readTree(b)
	if err != nil {
		return record.Change{}, "", err
	}
	fields, ok := tree.(map[string]any)
	if !ok {
		return record.Change{}, "", fault.InvalidField("the declaration cannot be accepted", fault.Field{Reason: "is not an object", Remedy: "Send an object with title and spec"})
	}
	var faults []fault.Field
	refuse := func(path, reason, remedy string) {
		if len(faults) < maxFaults {
			faults = append(faults, fault.Field{Path: path, Reason: reason, Remedy: remedy})
		}
	}
	text := func(name string) string {
		s, ok := fields[name].(string)
		if x := fields[name]; x != nil && !ok {
			refuse(name, "is not a text", "Write a text")
		}
		return s
	}
	c := record.Change{Declaration: record.Declaration{Name: text("name"), Code: text("code"), Title: text("title"), State: text("state"), Spec: fields["spec"]}}
	if why := text("reason"); why != "" {
		if reason != "" && reason != why {
			refuse("reason", "differs from the header Steelyard-Reason", "Give it once")
		}
		reason = why
	}
	if c.Spec == nil {
		refuse("spec", "is required", "Add spec with the fields of the kind")
	}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		switch name {
		case "name", "code", "title", "state", "spec", "reason":
		default:
			refuse(name, "is not a field here", "Use title, name, code, state, spec and reason; all else belongs under spec")
		}
	}
	return c, reason, fault.InvalidFields("the declaration cannot be accepted", faults)
}

// wantJSON refuses a body that says it is something else.
func wantJSON(ctx context.Context) error { return wantMedia(ctx, "application/json") }

// wantMedia refuses a body that says it is something else. JSON may be left undeclared.
func wantMedia(ctx context.Context, media ...string) error {
	header := exchangeOf(ctx).request.Header.Get("Content-Type")
	kind, _, err := mime.ParseMediaType(header)
	if header == "" && media[0] == "application/json" || err == nil && slices.Contains(media, kind) {
		return nil
	}
	want := strings.Join(media, " or ")
	return &fault.Error{Code: fault.Invalid, Message: "the body is not declared to be " + want, Cause: unsupportedMedia, Fields: []fault.Field{{
		Path: "Content-Type", Reason: "is not " + want, Remedy: "Send Content-Type: " + media[0]}}}
}

// precondition reads If-Match and If-None-Match into the revision that the record must stand at, which is checked where
// it is written; nil where none is asked for.
func precondition(match, noneMatch string, exists bool, standing *record.Record) (*int64, error) {
	badly := func(header, remedy string) error {
		return fault.InvalidField("the precondition cannot be read", fault.Field{Path: header, Reason: "is not a precondition of this address", Remedy: remedy})
	}
	var revision int64
	switch {
	case match != "" && noneMatch != "":
		return nil, badly("If-None-Match", "Send one of If-Match and If-None-Match")
	case noneMatch == "*":
		return &revision, nil
	case noneMatch != "":
		return nil, badly("If-None-Match", "Send * to ask that the record does not exist yet")
	case match == "":
		return nil, nil //nolint:nilnil // no precondition is an ordinary wish
	case match == "*" && !exists:
		return nil, &fault.Error{Code: fault.Conflict, Message: "the record does not exist", Cause: preconditionFailed, Fields: []fault.Field{{
			Path: "If-Match", Reason: "asks for a record that exists", Remedy: "Leave it out to make one"}}}
	case match == "*":
		return &standing.Revision, nil
	}
	digits, quoted := strings.CutPrefix(match, `"`)
	digits, closed := strings.CutSuffix(digits, `"`)
	revision, err := strconv.ParseInt(digits, 10, 64)
	if !quoted || !closed || err != nil || revision < 1 || strconv.FormatInt(revision, 10) != digits {
		return nil, badly("If-Match", `Send one ETag as it was given, such as "3"`)
	}
	return &revision, nil
}
