package api

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/fault"
)

// The type of each problem leads to a heading of the reference that names its status.
func TestProblemTypesAreDescribed(t *testing.T) {
	reference, err := os.ReadFile("../../docs/reference/api.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range []*fault.Error{
		fault.New(fault.Invalid, "x"), fault.New(fault.Unauthenticated, "x"), fault.New(fault.Forbidden, "x"), fault.New(fault.NotFound, "x"),
		fault.New(fault.Conflict, "x"), fault.New(fault.Limited, "x"), fault.New(fault.Unavailable, "x"), fault.New(fault.Internal, "x"),
		fault.Wrap(fault.Invalid, badRequest, "x"), fault.Wrap(fault.Invalid, methodNotAllowed, "x"), fault.Wrap(fault.Conflict, preconditionFailed, "x"),
		fault.Wrap(fault.Limited, tooLarge, "x"), fault.Wrap(fault.Invalid, unsupportedMedia, "x"), fault.Wrap(fault.Limited, tooSlow, "x"),
	} {
		p := problemOf(f, "id")
		_, anchor, _ := strings.Cut(p.Type, "#")
		if anchor != strings.ReplaceAll(strings.ToLower(p.Title), " ", "-") || !strings.Contains(string(reference), fmt.Sprintf("\n### %s\n%d. ", p.Title, p.Status)) {
			t.Errorf("the reference does not describe %s (%d)", p.Title, p.Status)
		}
	}
}

func TestRefined(t *testing.T) {
	for _, c := range []struct {
		name   string
		err    error
		status int
	}{
		{"body too large", fmt.Errorf("reading: %w", &http.MaxBytesError{Limit: 5}), 413},
		{"more than one request takes", fault.New(fault.Limited, "too many points"), 413},
		{"not ours to tell", errors.New("secret of the database"), 500},
		{"as it is", fault.New(fault.Conflict, "changed"), 409},
	} {
		p := problemOf(refined(c.err), "id")
		if p.Status != c.status || strings.Contains(p.Detail, "secret") {
			t.Errorf("%s: %+v", c.name, p)
		}
	}
	// what the framework reports without a cause of its own
	for status, want := range map[int]int{http.StatusRequestTimeout: 408, http.StatusBadRequest: 400, http.StatusInternalServerError: 500, http.StatusUnprocessableEntity: 422, http.StatusNotFound: 404} {
		if p := problemOf(ofHuma(status, "x", nil), "id"); p.Status != want {
			t.Errorf("the framework's %d is answered with %d", status, p.Status)
		}
	}
}
