package web

import (
	"net/http"

	"github.com/steelyard-isms/steelyard/internal/httpd"
	"github.com/steelyard-isms/steelyard/internal/service"
)

// figuresFor tells whether the reader sees figures, before a page is begun: who may not see figures is shown what records say, on the page that any kind has.
func (s *site) figuresFor(r *http.Request) bool {
	v, err := s.svc.View(r.Context(), httpd.Who(r.Context()), service.AsOf{})
	return err != nil || v.SeesFigures() // the page itself tells the error
}
