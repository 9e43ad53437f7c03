package page

import (
	"context"
	"html/template"
	"io"
	"time"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
)

// Addresses of one's own account.
const (
	PathAccount     = "/account"              // GET the page
	PathOwnPassword = "/account/password"     // POST present and password
	PathOwnSessions = "/account/sessions/end" // POST: the others end
	PathOwnTokens   = "/account/tokens"       // POST title and days
)

// Own is the page of the reader's own account.
type Own struct {
	Frame
	Login    string
	Of       Ref // the person whose it is; empty: no declared one
	RoleName string
	Unit     Ref // in which the role holds; empty: the whole organisation
	Rights   []Fact
	Why      string // the reader may not change password and tokens; empty: they may
	Password bool   // the account has one
	Sessions []SessionRow
	Tokens   []TokenRow
	Events   []AccountEvent
	New      *NewToken // that was made a moment ago; nil: none
	Title    string    // of a token, as entered before
	Days     string
	Wrong    []FieldError
}

// SessionRow is where the reader is signed in.
type SessionRow struct {
	Browser     string // in words; empty: it did not say
	Began, Seen time.Time
	This        bool
}

// NewToken is shown once.
type NewToken struct {
	Title, Secret, Try string // Try is a line that tries it
	Until              time.Time
}

// Render writes the page.
func (p Own) Render(ctx context.Context, w io.Writer) error {
	t := top{section: sectionNone, title: p.t("own.title"), crumbs: []crumb{{p.t("own.title"), ""}}, finding: p.finding(), error: len(p.Wrong) > 0}
	return shell(p.Frame, t, ownBody(p)).Render(ctx, w)
}

func (p Own) finding() template.HTML {
	login, role := words.T("login", p.Login), words.T("role", p.RoleName)
	if p.Unit.Name != "" {
		return p.h("own.finding.unit", login, role, words.H("unit", p.link(p.Unit)))
	}
	return p.h("own.finding.whole", login, role)
}

// others tells whether there are further sessions than the one that asks.
func (p Own) others() bool {
	for _, s := range p.Sessions {
		if !s.This {
			return true
		}
	}
	return false
}
