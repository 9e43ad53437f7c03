package web

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/httpd"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// ownPages registers the pages of one's own account.
func (s *site) ownPages() {
	keep := httpd.May(access.Keep, access.Accounts)
	s.srv.Handle("GET "+page.PathAccount, httpd.SignedIn, s.own)
	s.srv.Handle("POST "+page.PathOwnPassword, keep, s.changePassword)
	s.srv.Handle("POST "+page.PathOwnSessions, keep, s.endSessions)
	s.srv.Handle("POST "+page.PathOwnTokens, keep, s.makeToken)
	s.srv.Handle("POST "+page.PathOwnTokens+"/{token}/revoke", keep, s.revokeOwnToken)
}

// ownPage is the page of the reader's own account.
func (s *site) ownPage(r *http.Request) (page.Own, error) {
	l, err := s.lookNow(r)
	if err != nil {
		return page.Own{}, err
	}
	who := l.Principal()
	a, entries, err := s.svc.OwnAccount(r.Context(), who, mostEvents)
	if err != nil {
		return page.Own{}, err
	}
	row := l.accountRow(a, time.Time{})
	p := page.Own{Frame: l.frame, Login: a.Login, Of: row.Of, RoleName: row.Role, Unit: row.Unit, Rights: l.rights(s.svc.Rights(a.Role)), Password: a.PasswordHash != "",
		Events: l.accountEvents(a.UID, entries, map[record.UID]string{a.UID: a.Login})}
	if err := s.svc.MayKeep(who); err != nil {
		p.Why = s.whyNot(r.Context(), l, err)
	} else {
		tokens, err := s.svc.OwnTokens(r.Context(), who)
		if err != nil {
			return p, err
		}
		p.Tokens = s.tokenRows(tokens)
	}
	sessions, err := s.srv.Sessions(r)
	for _, x := range sessions {
		p.Sessions = append(p.Sessions, page.SessionRow{Browser: browserName(x.Browser), Began: x.Began, Seen: x.Seen, This: x.This})
	}
	return p, err
}

// Browsers and systems by the words in which they name themselves: the first that is found is meant, for most name others too.
var (
	browserNames = [][2]string{{"Edg/", "Edge"}, {"OPR/", "Opera"}, {"Firefox/", "Firefox"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"}, {"curl/", "curl"}}
	systemNames  = [][2]string{{"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Android", "Android"}, {"Windows", "Windows"}, {"Mac OS X", "macOS"}, {"CrOS", "ChromeOS"}, {"Linux", "Linux"}}
)

// browserName is what people call a browser and its system; empty where neither is known.
func browserName(agent string) string {
	var out []string
	for _, list := range [][][2]string{browserNames, systemNames} {
		for _, known := range list {
			if strings.Contains(agent, known[0]) {
				out = append(out, known[1])
				break
			}
		}
	}
	return strings.Join(out, ", ")
}

func (s *site) own(w http.ResponseWriter, r *http.Request) error {
	p, err := s.ownPage(r)
	if err != nil {
		return err
	}
	return show(w, r, http.StatusOK, p)
}

// refuseOwn shows the page again with what is wrong with what was entered.
func (s *site) refuseOwn(w http.ResponseWriter, r *http.Request, err error) error {
	f := fault.Of(err)
	if f.Code != fault.Invalid {
		return err
	}
	p, err := s.ownPage(r)
	if err != nil {
		return err
	}
	p.Wrong, p.Title, p.Days = (&look{frame: p.Frame}).wrong(f.Fields), r.PostFormValue("title"), r.PostFormValue("days")
	return show(w, r, http.StatusUnprocessableEntity, p)
}

func (s *site) changePassword(w http.ResponseWriter, r *http.Request) error {
	right, err := s.srv.TryPassword(w, r, string(httpd.Who(r.Context()).Account))
	if err != nil {
		return err
	}
	who, err := s.svc.ChangePassword(r.Context(), httpd.Who(r.Context()), r.PostFormValue("present"), r.PostFormValue("password"))
	if err != nil {
		return s.refuseOwn(w, r, err)
	}
	right()
	if err := s.srv.Renew(r, who); err != nil {
		return err
	}
	s.srv.Tell(r, words.English.Text("own.told.password"), "")
	http.Redirect(w, r, page.PathAccount, http.StatusSeeOther)
	return nil
}

func (s *site) endSessions(w http.ResponseWriter, r *http.Request) error {
	n, err := s.srv.EndOthers(r)
	if err != nil {
		return err
	}
	s.srv.Tell(r, words.English.Text("own.told.sessions", words.N(n)), "")
	http.Redirect(w, r, page.PathAccount, http.StatusSeeOther)
	return nil
}

// makeToken makes a token for the reader, and shows its secret this once.
func (s *site) makeToken(w http.ResponseWriter, r *http.Request) error {
	days, err := strconv.Atoi(strings.TrimSpace(r.PostFormValue("days")))
	if err != nil || days < 0 || days > 1e6 {
		days = 0 // which the service refuses
	}
	secret, token, err := s.svc.CreateOwnToken(r.Context(), httpd.Who(r.Context()), r.PostFormValue("title"), time.Duration(days)*24*time.Hour)
	if err != nil {
		return s.refuseOwn(w, r, err)
	}
	p, err := s.ownPage(r)
	if err != nil {
		return err
	}
	p.New = &page.NewToken{Title: token.Title, Secret: secret, Until: token.ExpiresAt, Try: `curl -sS -H "Authorization: Bearer ` + secret + `" ` + s.address(r) + "/api/v1/kinds"}
	w.Header().Set("Cache-Control", "no-store")
	return show(w, r, http.StatusOK, p)
}

func (s *site) revokeOwnToken(w http.ResponseWriter, r *http.Request) error {
	if err := s.svc.RevokeOwnToken(r.Context(), httpd.Who(r.Context()), record.UID(r.PathValue("token"))); err != nil {
		return err
	}
	s.srv.Tell(r, words.English.Text("accounts.told.revoked"), "")
	http.Redirect(w, r, page.PathAccount+"#tokens", http.StatusSeeOther)
	return nil
}
