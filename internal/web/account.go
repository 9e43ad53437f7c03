package web

import (
	"context"
	"net/http"

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
	p := page.Account{Frame: l.frame, AccountRow: l.accountRow(a, until), Made: a.CreatedAt, Rights: l.rights(s.svc.Rights(a.Role)), Roles: l.roles(a.Role), Units: l.offered(org.UnitKind.Name), People: l.offered(org.PersonKind.Name), Own: a.UID == l.Principal().Account}
	if r, ok := l.Find(a.Unit); ok {
		p.In = l.called(r)
	}
	if r, ok := l.Find(a.Person); ok {
		p.Whose = l.called(r)
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
	"disabled": "accounts.act.disabled", "enabled": "accounts.act.enabled", "forgotten": "accounts.act.forgotten", "defaults-changed": "accounts.act.defaults-changed",
	"view-kept": "accounts.act.view-kept", "view-deleted": "accounts.act.view-deleted"}

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
			if a.Act == "person-changed" {
				x.What = l.givenPerson(a)
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

func (l *look) givenPerson(a journal.Account) string {
	if a.Person == "" {
		return l.text("accounts.act.person-none")
	}
	return l.text("accounts.act.person", words.T("person", l.PersonTitle(a.Person)))
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
	"person": {do: func(s *site, ctx context.Context, p access.Principal, name string, r *http.Request) (service.Link, error) {
		return service.Link{}, s.svc.ChangePerson(ctx, p, name, r.PostFormValue("person"))
	}, told: "accounts.told.person"},
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
	for field, kind := range map[string]string{"unit": org.UnitKind.Name, "person": org.PersonKind.Name} {
		if entered := r.PostFormValue(field); entered != "" {
			r.PostForm.Set(field, l.named(kind, entered))
		}
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
	http.Redirect(w, r, page.PathAccounts+"/"+escape(r.PathValue("account")), http.StatusSeeOther) //nolint:gosec // one part of a path of this site
	return nil
}
