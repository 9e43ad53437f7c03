package web

import (
	"net/http"
	"net/url"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/httpd"
	"github.com/steelyard-isms/steelyard/internal/org"
	"github.com/steelyard-isms/steelyard/internal/service"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

func escape(text string) string { return url.QueryEscape(text) }

// bare is the frame of a page for nobody, which looks as to everyone who has chosen nothing.
func (s *site) bare(r *http.Request) page.Frame {
	f := page.Frame{Demo: s.demo, AsOf: page.AsOf{Day: s.svc.Now(), Path: r.URL.Path}}
	if chosen, err := s.svc.Preferences(r.Context(), access.Anonymous); err == nil { // a page about a store that does not answer is shown, too
		dress(&f, chosen)
	}
	return f
}

func (s *site) signInForm(w http.ResponseWriter, r *http.Request) error {
	return show(w, r, http.StatusOK, page.SignIn{Frame: s.bare(r), Next: safeNext(r.URL.Query().Get("next")), Choose: s.demo})
}

func (s *site) signIn(w http.ResponseWriter, r *http.Request) error {
	next, login := safeNext(r.PostFormValue("next")), r.PostFormValue("name")
	right, err := s.srv.TryPassword(w, r, login)
	if fault.Is(err, fault.Limited) {
		return show(w, r, http.StatusTooManyRequests, page.SignIn{Frame: s.bare(r), Next: next, Name: login, Limited: true, Choose: s.demo})
	}
	who, err := s.svc.SignIn(r.Context(), login, r.PostFormValue("password"))
	if fault.Is(err, fault.Unauthenticated) {
		return show(w, r, http.StatusUnauthorized, page.SignIn{Frame: s.bare(r), Next: next, Name: login, Refused: true, Choose: s.demo})
	}
	if err != nil {
		return err
	}
	right()
	return s.enter(w, r, who, next)
}

func (s *site) enter(w http.ResponseWriter, r *http.Request, who access.Principal, next string) error {
	if err := s.srv.SignIn(r, who); err != nil {
		return err
	}
	http.Redirect(w, r, next, http.StatusSeeOther) //nolint:gosec // callers pass what safeNext keeps on this site
	return nil
}

func (s *site) signOut(w http.ResponseWriter, r *http.Request) error {
	if err := s.svc.SignOut(r.Context(), httpd.Who(r.Context())); err != nil {
		return err
	}
	if err := s.srv.SignOut(r); err != nil {
		return err
	}
	to := page.PathSignIn
	if s.demo {
		to = page.PathChoose
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

func (s *site) chooseForm(w http.ResponseWriter, r *http.Request) error {
	choices, err := s.svc.Choices(r.Context())
	if err != nil {
		return err
	}
	p := page.Choose{Frame: s.bare(r), Next: safeNext(r.URL.Query().Get("next"))}
	for _, c := range choices {
		p.People = append(p.People, page.DemoPerson{UID: string(c.Person.UID), Name: org.Title(c.Person), Role: c.Person.Spec.Function, For: say(words.English, choiceWords, c.Role)})
	}
	return show(w, r, http.StatusOK, p)
}

func (s *site) choose(w http.ResponseWriter, r *http.Request) error {
	who, err := s.svc.Choose(r.Context(), r.PostFormValue("person"))
	if err != nil {
		return err
	}
	return s.enter(w, r, who, safeNext(r.PostFormValue("next")))
}

func (s *site) setupForm(w http.ResponseWriter, r *http.Request) error {
	return show(w, r, http.StatusOK, page.Setup{Frame: s.bare(r), Link: r.URL.Query().Get("link")})
}

// setup makes the first administrator with a one-time link.
func (s *site) setup(w http.ResponseWriter, r *http.Request) error {
	p := page.Setup{Frame: s.bare(r), Link: r.PostFormValue("link"), Name: r.PostFormValue("name")}
	who, err := s.svc.UseSetupLink(r.Context(), p.Link, service.NewAccount{Login: p.Name, Password: r.PostFormValue("password")})
	if f := fault.Of(err); err != nil && f.Code == fault.Invalid {
		for _, field := range f.Fields {
			p.Refused = append(p.Refused, page.FieldError{Field: field.Path, Message: say(words.English, fieldWords, field.Path) + " " + field.Reason + ". " + field.Remedy})
		}
		return show(w, r, http.StatusUnprocessableEntity, p)
	}
	if err != nil {
		return err
	}
	return s.enter(w, r, who, page.PathBegin)
}
