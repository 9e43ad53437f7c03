package web

import (
	"net/http"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

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
