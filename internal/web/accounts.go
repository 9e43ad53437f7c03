package web

import (
	"net/http"
	"strings"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/httpd"
	"github.com/steelyard-isms/steelyard/internal/org"
	"github.com/steelyard-isms/steelyard/internal/service"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// accountPages registers the pages of accounts. All but the first, which tells everybody who can make accounts, need the right to administer.
func (s *site) accountPages() {
	administer := httpd.May(access.Administer, access.System)
	s.srv.Handle("GET "+page.PathAccounts, httpd.SignedIn, s.accounts)
	s.srv.Handle("GET "+page.PathNewAccount, administer, s.newAccountForm)
	s.srv.Handle("POST "+page.PathAccounts, administer, s.makeAccount)
	s.srv.Handle("GET "+page.PathAccounts+"/{account}", administer, s.account)
	s.srv.Handle("GET "+page.PathAccounts+"/{account}/forget", administer, s.forgetForm)
	for name, act := range accountActs {
		s.srv.Handle("POST "+page.PathAccounts+"/{account}/"+name, administer, func(w http.ResponseWriter, r *http.Request) error { return s.doAccount(w, r, act) })
	}
	s.srv.Handle("POST "+page.PathAccounts+"/{account}/tokens/{token}/revoke", administer, s.revokeToken)
	s.srv.Handle("GET "+page.PathWelcome, httpd.Public, s.welcomeForm)
	s.srv.Handle("POST "+page.PathWelcome, httpd.Public, s.welcome)
}

// lookNow opens a page that has no past.
func (s *site) lookNow(r *http.Request) (*look, error) {
	l, err := s.look(r)
	if err != nil {
		return nil, err
	}
	l.whole()
	if l.frame.AsOf.Past {
		return nil, invalid("as_of", "is in the past, and the past is not changed", "Leave it out")
	}
	l.frame.AsOf.Quarters, l.frame.AsOf.Path = nil, ""
	l.frame.Seq = 0 // it does not follow the journal: what is shown once must not be taken away by the next entry
	return l, nil
}

func (s *site) accounts(w http.ResponseWriter, r *http.Request) error {
	l, err := s.lookNow(r)
	if err != nil {
		return err
	}
	p := page.Accounts{Frame: l.frame}
	for _, role := range access.Roles {
		p.Roles = append(p.Roles, page.RoleRow{Name: say(l.language(), roleWords, role), Rights: l.rights(s.svc.Rights(role))})
	}
	if err := s.svc.MayAdminister(l.Principal()); err != nil {
		p.Why = s.whyNot(r.Context(), l, err)
		return show(w, r, http.StatusOK, p)
	}
	all, err := s.svc.Accounts(r.Context(), l.Principal())
	if err != nil {
		return err
	}
	for _, a := range all {
		p.Rows = append(p.Rows, l.accountRow(a, time.Time{}))
	}
	return show(w, r, http.StatusOK, p)
}

func (l *look) accountRow(a access.Account, until time.Time) page.AccountRow {
	row := page.AccountRow{Path: page.PathAccounts + "/" + string(a.UID), Login: a.Login, Role: say(l.language(), roleWords, a.Role), State: page.AccountOpen, Until: until, SignedIn: a.SignedInAt}
	switch {
	case a.Disabled:
		row.State = page.AccountDisabled
	case a.PasswordHash == "":
		row.State = page.AccountWaits
	}
	if r, ok := l.Find(a.Person); ok {
		row.Of = l.refTo(r)
	}
	if r, ok := l.Find(a.Unit); ok {
		row.Unit = ref(r)
	}
	return row
}

func (s *site) newAccountForm(w http.ResponseWriter, r *http.Request) error {
	l, err := s.lookNow(r)
	if err != nil {
		return err
	}
	return show(w, r, http.StatusOK, l.newAccount(r, nil))
}

func (l *look) newAccount(r *http.Request, wrong []fault.Field) page.NewAccount {
	role := access.Role(r.PostFormValue("role"))
	if role == "" {
		role = access.Owner
	}
	return page.NewAccount{Frame: l.frame, Login: r.PostFormValue("login"), Person: r.PostFormValue("person"), Unit: r.PostFormValue("unit"), Roles: l.roles(role),
		People: l.offered(org.PersonKind.Name), Units: l.offered(org.UnitKind.Name), Wrong: l.wrong(wrong)}
}

// roles are the choices of a role.
func (l *look) roles(chosen access.Role) []page.Option {
	out := make([]page.Option, len(access.Roles))
	for i, role := range access.Roles {
		out[i] = page.Option{Value: string(role), Name: say(l.language(), roleWords, role), Chosen: role == chosen}
	}
	return out
}

// accountWords are what the inputs are called of which the service speaks.
var accountWords = map[string]words.Key{"login": "accounts.login", "password": "sign.password", "person": "accounts.person", "unit": "accounts.unit", "role": "accounts.role",
	"present": "own.present", "title": "tokens.for", "days": "own.days"}

// wrong says what is wrong with the inputs of a short form.
func (l *look) wrong(list []fault.Field) []page.FieldError {
	out := make([]page.FieldError, 0, len(list))
	for _, f := range list {
		if f.Path == "role" { // which says what roles are called in commands
			f.Remedy = l.text("accounts.choose-role")
		}
		out = append(out, page.FieldError{Field: f.Path, Message: say(l.language(), accountWords, f.Path) + " " + f.Reason + ". " + f.Remedy})
	}
	return out
}

// makeAccount makes an account, and shows its one-time link where no password was given.
func (s *site) makeAccount(w http.ResponseWriter, r *http.Request) error {
	l, err := s.lookNow(r)
	if err != nil {
		return err
	}
	n := service.NewAccount{Login: strings.TrimSpace(r.PostFormValue("login")), Password: r.PostFormValue("password"), Unit: l.named(org.UnitKind.Name, r.PostFormValue("unit")), Person: l.named(org.PersonKind.Name, r.PostFormValue("person"))}
	var a access.Account
	var link service.Link
	if n.Role = access.Role(r.PostFormValue("role")); n.Password == "" {
		a, link, err = s.svc.InviteAccount(r.Context(), l.Principal(), n)
	} else {
		a, err = s.svc.CreateAccount(r.Context(), l.Principal(), n)
	}
	if f := fault.Of(err); err != nil && f.Code == fault.Invalid {
		return show(w, r, http.StatusUnprocessableEntity, l.newAccount(r, f.Fields))
	}
	if err != nil {
		return err
	}
	if link.Secret != "" {
		return s.showLink(w, r, string(a.UID), link)
	}
	s.srv.Tell(r, l.text("accounts.told.made", words.T("login", a.Login)), "")
	http.Redirect(w, r, page.PathAccounts+"/"+string(a.UID), http.StatusSeeOther)
	return nil
}

// named is the name of the record that was entered; empty where nothing was.
func (l *look) named(kind, text string) string {
	if text = strings.TrimSpace(text); text == "" {
		return ""
	}
	return l.Meant(kind, text)
}
