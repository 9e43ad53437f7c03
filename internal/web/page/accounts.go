package page

import (
	"context"
	"html/template"
	"io"
	"strings"
	"time"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
)

// Addresses of accounts.
const (
	PathAccounts   = "/accounts"     // GET all, POST a new one
	PathNewAccount = "/accounts/new" // the form
	PathWelcome    = "/welcome"      // where a one-time link leads: GET the form, POST link and password
)

// Accounts is the page of everyone who can sign in. Readers who may not administer are told who can.
type Accounts struct {
	Frame
	Rows  []AccountRow
	Roles []RoleRow
	Why   string // the reader may not make accounts; empty: they may
}

// AccountRow is one account.
type AccountRow struct {
	Path     string
	Login    string
	Of       Ref // the person whose it is; empty: no declared one
	Role     string
	Unit     Ref // in which the role holds, with all below; empty: the whole organisation
	State    AccountState
	Until    time.Time // of an account that waits for its owner: the end of its one-time link
	SignedIn time.Time // zero: never
}

// AccountState is what can be done with an account.
type AccountState string

// The states of accounts.
const (
	AccountOpen     AccountState = "open"     // somebody can sign in
	AccountWaits    AccountState = "waits"    // nobody has chosen a password
	AccountDisabled AccountState = "disabled" // its rights have ended
)

// RoleRow is what a role may do, worked out from the rules.
type RoleRow struct {
	Name   string
	Rights []Fact
}

// Option is one of some choices.
type Option struct {
	Value, Name string
	Chosen      bool
}

// NewAccount is the form for an account.
type NewAccount struct {
	Frame
	Login, Person, Unit string // as entered before
	Roles               []Option
	People, Units       []string // that are offered
	Wrong               []FieldError
}

// Account is the page of one account, for administrators.
type Account struct {
	Frame
	AccountRow
	Made    time.Time
	Link    *OneTimeLink // that was made a moment ago; nil: none
	Rights  []Fact
	Roles   []Option
	In      string   // the unit as it is entered
	Units   []string // that are offered
	Whose   string   // the person as it is entered; empty: no declared one
	People  []string // that are offered
	Tokens  []TokenRow
	Events  []AccountEvent
	Own     bool // it is the reader's
	Wrong   []FieldError
	Problem string // an act was refused, in one sentence
	Forget  bool   // the reader is asked whether it is to be forgotten
}

// OneTimeLink is shown once.
type OneTimeLink struct {
	Address string
	Until   time.Time
}

// TokenRow is one API token.
type TokenRow struct {
	UID     string
	Title   string
	Made    time.Time
	Ends    time.Time
	Revoked bool
	Over    bool // it was revoked, or is too old
}

// AccountEvent is an entry of the journal that tells of an account.
type AccountEvent struct {
	At    time.Time
	By    string
	What  string
	Entry uint64
}

// Welcome is where a one-time link leads: its owner chooses a password.
type Welcome struct {
	Frame
	Link  string // secret of the link
	Login string
	Wrong []FieldError
}

func (p Accounts) headline() top {
	t := top{section: sectionAccounts, title: p.t("accounts.title"), crumbs: []crumb{{p.t("nav.set-up"), ""}, {p.t("accounts.title"), ""}}}
	if p.Why == "" {
		t.finding = p.finding()
	}
	return t
}

// Render writes the page.
func (p Accounts) Render(ctx context.Context, w io.Writer) error {
	return shell(p.Frame, p.headline(), accountsBody(p)).Render(ctx, w)
}

func (p Accounts) finding() template.HTML {
	open, waits := 0, 0
	for _, r := range p.Rows {
		switch r.State {
		case AccountOpen:
			open++
		case AccountWaits:
			waits++
		}
	}
	said := []template.HTML{p.h("accounts.finding.open", words.N(open))}
	if waits > 0 {
		said = append(said, p.h("accounts.finding.waits", words.N(waits)))
	}
	return sentence(said...)
}

// Render writes the page.
func (p NewAccount) Render(ctx context.Context, w io.Writer) error {
	t := top{section: sectionAccounts, title: p.t("accounts.new"), crumbs: []crumb{{p.t("nav.set-up"), ""}, {p.t("accounts.title"), PathAccounts}, {p.t("accounts.new"), ""}}, error: len(p.Wrong) > 0}
	return shell(p.Frame, t, newAccountBody(p)).Render(ctx, w)
}

// Render writes the page.
func (p Account) Render(ctx context.Context, w io.Writer) error {
	t := top{section: sectionAccounts, title: p.t("accounts.titled", words.T("login", p.Login)), crumbs: []crumb{{p.t("nav.set-up"), ""}, {p.t("accounts.title"), PathAccounts}, {p.Login, ""}},
		finding: p.finding(), error: len(p.Wrong) > 0 || p.Problem != ""}
	if p.Forget {
		t.title, t.finding = p.t("accounts.forget-title", words.T("login", p.Login)), ""
		return shell(p.Frame, t, forgetBody(p)).Render(ctx, w)
	}
	return shell(p.Frame, t, accountBody(p)).Render(ctx, w)
}

func (p Account) finding() template.HTML {
	role := p.h("accounts.finding.role", words.T("role", p.Role))
	if p.Unit.Name != "" {
		role = p.h("accounts.finding.role-unit", words.T("role", p.Role), words.H("unit", p.link(p.Unit)))
	}
	switch {
	case p.State == AccountDisabled:
		return sentence(role, p.h("accounts.finding.disabled"))
	case p.State == AccountWaits && !p.Until.IsZero():
		return sentence(role, p.h("accounts.finding.link", words.T("until", p.moment(p.Until))))
	case p.State == AccountWaits:
		return sentence(role, p.h("accounts.finding.no-password"))
	}
	return role
}

// Render writes the page.
func (p Welcome) Render(ctx context.Context, w io.Writer) error {
	title := p.t("welcome.title")
	if len(p.Wrong) > 0 {
		title = p.t("form.error-title", words.T("title", title))
	}
	return bare(p.Frame, title, welcomeBody(p)).Render(ctx, w)
}

func (f Frame) accountState(s AccountState) string {
	switch s {
	case AccountWaits:
		return f.t("accounts.state.waits")
	case AccountDisabled:
		return f.t("accounts.state.disabled")
	}
	return f.t("accounts.state.open")
}

// input is one input of a short form.
type input struct {
	id, label, hint, value string
	kind                   string // text unless told
	auto                   string // autocomplete
	list                   string // kind of records that are offered
	optional               bool
	most                   int
	wrong                  []FieldError
}

func (in input) refusal() string { return refusalOf(in.wrong, in.id) }

func refusalOf(wrong []FieldError, field string) string {
	for _, e := range wrong {
		if e.Field == field {
			return e.Message
		}
	}
	return ""
}

// describedBy names the hint of an input.
func (in input) describedBy() string {
	var ids []string
	if in.hint != "" {
		ids = append(ids, in.id+"-hint")
	}
	if in.refusal() != "" {
		ids = append(ids, in.id+"-wrong")
	}
	return strings.Join(ids, " ")
}

// inUse counts the tokens that still work.
func (p Account) inUse() int {
	n := 0
	for _, k := range p.Tokens {
		if !k.Over {
			n++
		}
	}
	return n
}
