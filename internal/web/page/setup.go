package page

import (
	"context"
	"io"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
)

// PathSetup is where the first administrator is made, with a one-time link: GET the form, POST link, name and password.
const PathSetup = "/setup"

// Setup is the form that makes the first administrator.
type Setup struct {
	Frame
	Link    string // secret of the one-time link
	Name    string // as entered before
	Refused []FieldError
}

// FieldError says what is wrong with one field of a form, and what to do.
type FieldError struct{ Field, Message string }

func (p Setup) refusal(field string) string {
	for _, e := range p.Refused {
		if e.Field == field {
			return e.Message
		}
	}
	return ""
}

// Render writes the page.
func (p Setup) Render(ctx context.Context, w io.Writer) error {
	title := p.t("setup.title")
	if len(p.Refused) > 0 {
		title = p.t("form.error-title", words.T("title", title))
	}
	return bare(p.Frame, title, setupBody(p)).Render(ctx, w)
}

// formID is the control of a field that the service names.
func formID(field string) string {
	if field == "login" {
		return "name"
	}
	return field
}
