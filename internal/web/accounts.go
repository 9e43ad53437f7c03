package web

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/httpd"
	"github.com/steelyard-isms/steelyard/internal/journal"
	"github.com/steelyard-isms/steelyard/internal/org"
	"github.com/steelyard-isms/steelyard/internal/record"
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
func (s *site) lookNow(r *http.Request, also ...string) (*look, error) {
	l, err := s.look(r, also...)
	if err != nil {
		return nil, err
	}
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
		p.Why = sentence(fault.Of(err).Message)
		who, err := s.svc.Administrators(r.Context(), l.Principal())
		if err != nil {
			return err
		}
		for _, uid := range who {
			if name := l.PersonTitle(uid); name != "" {
				p.Who = append(p.Who, name)
			}
		}
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
	if n.Role, err = access.ParseRole(r.PostFormValue("role")); err == nil {
		if n.Password == "" {
			a, link, err = s.svc.InviteAccount(r.Context(), l.Principal(), n)
		} else {
			a, err = s.svc.CreateAccount(r.Context(), l.Principal(), n)
		}
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

// showLink shows the page of an account with a one-time link, which nothing keeps.
func (s *site) showLink(w http.ResponseWriter, r *http.Request, account string, link service.Link) error {
	p, err := s.accountPage(r, account)
	if err != nil {
		return err
	}
	p.Link = &page.OneTimeLink{Address: s.address(r) + page.PathWelcome + "?link=" + link.Secret, Until: link.Expires}
	w.Header().Set("Cache-Control", "no-store")
	return show(w, r, http.StatusOK, p)
}

// address is where people reach the site.
func (s *site) address(r *http.Request) string {
	if s.public != "" {
		return s.public
	}
	if r.TLS != nil {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// mostEvents is how many entries of the journal the page of an account shows.
const mostEvents = 50

func (s *site) accountPage(r *http.Request, name string) (page.Account, error) {
	l, err := s.lookNow(r)
	if err != nil {
		return page.Account{}, err
	}
	a, until, err := s.svc.Account(r.Context(), l.Principal(), name)
	if err != nil {
		return page.Account{}, err
	}
	if a.Forgotten() {
		return page.Account{}, fault.New(fault.NotFound, "there is no such account")
	}
	p := page.Account{Frame: l.frame, AccountRow: l.accountRow(a, until), Made: a.CreatedAt, Rights: l.rights(s.svc.Rights(a.Role)), Roles: l.roles(a.Role), Units: l.offered(org.UnitKind.Name), Own: a.UID == l.Principal().Account}
	if r, ok := l.Find(a.Unit); ok {
		p.In = l.called(r)
	}
	tokens, err := s.svc.Tokens(r.Context(), l.Principal(), a.UID)
	if err != nil {
		return p, err
	}
	p.Tokens = s.tokenRows(tokens)
	entries, err := s.svc.AccountHistory(r.Context(), l.Principal(), a.UID, mostEvents)
	if err != nil {
		return p, err
	}
	all, err := s.svc.Accounts(r.Context(), l.Principal())
	logins := make(map[record.UID]string, len(all))
	for _, one := range all {
		logins[one.UID] = one.Login
	}
	p.Events = l.accountEvents(a.UID, entries, logins)
	return p, err
}

func (s *site) tokenRows(tokens []access.Token) []page.TokenRow {
	out := make([]page.TokenRow, len(tokens))
	for i, k := range tokens {
		out[i] = page.TokenRow{UID: string(k.UID), Title: k.Title, Made: k.CreatedAt, Ends: k.ExpiresAt, Revoked: k.Revoked, Over: k.Revoked || !s.svc.Now().Before(k.ExpiresAt)}
	}
	return out
}

// actWords say what was done with an account.
var actWords = map[string]words.Key{"signed-in": "accounts.act.signed-in", "signed-out": "accounts.act.signed-out", "chosen": "accounts.act.chosen", "token-created": "accounts.act.token-created",
	"token-revoked": "accounts.act.token-revoked", "password-changed": "accounts.act.password-changed", "link-made": "accounts.act.link-made", "link-used": "accounts.act.link-used",
	"disabled": "accounts.act.disabled", "enabled": "accounts.act.enabled", "forgotten": "accounts.act.forgotten", "defaults-changed": "accounts.act.defaults-changed"}

// accountEvents tells what entries of the journal say of an account. Whoever stands for no person is named by the login.
func (l *look) accountEvents(account record.UID, entries []journal.Entry, logins map[record.UID]string) []page.AccountEvent {
	var out []page.AccountEvent
	for _, e := range entries {
		for _, a := range e.Body.Accounts {
			if a.UID != account {
				continue
			}
			x := page.AccountEvent{At: e.RecordedAt, By: l.actor(e.Actor), What: say(l.language(), actWords, a.Act), Entry: uint64(e.Seq)}
			if login := logins[e.Actor.Account]; e.Actor.Person == "" && login != "" {
				x.By = login
			}
			if a.Act == "created" || a.Act == "role-changed" {
				x.What = l.givenRole(a)
			}
			out = append(out, x)
		}
	}
	return out
}

func (l *look) givenRole(a journal.Account) string {
	role, unit := words.T("role", say(l.language(), roleWords, access.Role(a.Role))), words.T("unit", "")
	r, within := l.Find(a.Unit)
	if within {
		unit = words.T("unit", r.Title)
	}
	switch {
	case a.Act == "created" && within:
		return l.text("accounts.act.created-unit", role, unit)
	case a.Act == "created":
		return l.text("accounts.act.created", role)
	case within:
		return l.text("accounts.act.role-unit", role, unit)
	}
	return l.text("accounts.act.role", role)
}

func (s *site) account(w http.ResponseWriter, r *http.Request) error {
	p, err := s.accountPage(r, r.PathValue("account"))
	if err != nil {
		return err
	}
	return show(w, r, http.StatusOK, p)
}

func (s *site) forgetForm(w http.ResponseWriter, r *http.Request) error {
	p, err := s.accountPage(r, r.PathValue("account"))
	if err != nil {
		return err
	}
	p.Forget = true
	return show(w, r, http.StatusOK, p)
}

// accountAct is what an administrator does with an account by a form.
type accountAct struct {
	do   func(*site, context.Context, access.Principal, string, *http.Request) (service.Link, error)
	told words.Key
	away bool // the account is no more
}

var accountActs = map[string]accountAct{
	"role": {do: func(s *site, ctx context.Context, p access.Principal, name string, r *http.Request) (service.Link, error) {
		role, err := access.ParseRole(r.PostFormValue("role"))
		if err == nil {
			err = s.svc.ChangeRole(ctx, p, name, role, r.PostFormValue("unit"))
		}
		return service.Link{}, err
	}, told: "accounts.told.role"},
	"link": {do: func(s *site, ctx context.Context, p access.Principal, name string, _ *http.Request) (service.Link, error) {
		return s.svc.NewLink(ctx, p, name)
	}},
	"password": {do: func(s *site, ctx context.Context, p access.Principal, name string, r *http.Request) (service.Link, error) {
		return service.Link{}, s.svc.SetPassword(ctx, p, name, r.PostFormValue("password"))
	}, told: "accounts.told.password"},
	"disable": {do: func(s *site, ctx context.Context, p access.Principal, name string, _ *http.Request) (service.Link, error) {
		return service.Link{}, s.svc.Disable(ctx, p, name, true)
	}, told: "accounts.told.disabled"},
	"enable": {do: func(s *site, ctx context.Context, p access.Principal, name string, _ *http.Request) (service.Link, error) {
		return service.Link{}, s.svc.Disable(ctx, p, name, false)
	}, told: "accounts.told.enabled"},
	"forget": {do: func(s *site, ctx context.Context, p access.Principal, name string, _ *http.Request) (service.Link, error) {
		return service.Link{}, s.svc.Forget(ctx, p, name)
	}, told: "accounts.told.forgotten", away: true},
}

// doAccount does an act on an account, or says on its page why it cannot be done.
func (s *site) doAccount(w http.ResponseWriter, r *http.Request, act accountAct) error {
	p, err := s.accountPage(r, r.PathValue("account"))
	if err != nil {
		return err
	}
	l, err := s.lookNow(r)
	if err != nil {
		return err
	}
	if unit := r.PostFormValue("unit"); unit != "" {
		r.PostForm.Set("unit", l.named(org.UnitKind.Name, unit))
		r.Form = nil
	}
	link, err := act.do(s, r.Context(), l.Principal(), r.PathValue("account"), r)
	if f := fault.Of(err); err != nil && (f.Code == fault.Invalid || f.Code == fault.Conflict) {
		if p.Wrong = l.wrong(f.Fields); len(p.Wrong) == 0 {
			p.Problem = sentence(f.Message)
		}
		p.Forget = act.away
		return show(w, r, httpd.Status(f.Code), p)
	}
	if err != nil {
		return err
	}
	if link.Secret != "" {
		return s.showLink(w, r, r.PathValue("account"), link)
	}
	s.srv.Tell(r, l.text(act.told, words.T("login", p.Login)), "")
	to := p.Path
	if act.away {
		to = page.PathAccounts
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

func (s *site) revokeToken(w http.ResponseWriter, r *http.Request) error {
	l, err := s.lookNow(r)
	if err != nil {
		return err
	}
	if err := s.svc.RevokeToken(r.Context(), l.Principal(), record.UID(r.PathValue("token"))); err != nil {
		return err
	}
	s.srv.Tell(r, l.text("accounts.told.revoked"), "")
	http.Redirect(w, r, page.PathAccounts+"/"+escape(r.PathValue("account")), http.StatusSeeOther)
	return nil
}

func (s *site) welcomeForm(w http.ResponseWriter, r *http.Request) error {
	p := page.Welcome{Frame: s.bare(r), Link: r.URL.Query().Get("link")}
	var err error
	if p.Login, err = s.svc.LinkFor(r.Context(), p.Link); err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return show(w, r, http.StatusOK, p)
}

// welcome gives an account its password by a one-time link, and begins a session.
func (s *site) welcome(w http.ResponseWriter, r *http.Request) error {
	p := page.Welcome{Frame: s.bare(r), Link: r.PostFormValue("link")}
	who, err := s.svc.UseLink(r.Context(), p.Link, r.PostFormValue("password"))
	if f := fault.Of(err); err != nil && f.Code == fault.Invalid {
		if p.Login, err = s.svc.LinkFor(r.Context(), p.Link); err != nil {
			return err
		}
		p.Wrong = (&look{}).wrong(f.Fields)
		return show(w, r, http.StatusUnprocessableEntity, p)
	}
	if err != nil {
		return err
	}
	return s.enter(w, r, who, page.PathScorecard)
}
