package web

import (
	"net/http"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/explain"
	"github.com/steelyard-isms/steelyard/internal/httpd"
	"github.com/steelyard-isms/steelyard/internal/service"
)

// seesFigures tells whether the reader may see what scores are made of: all of these kinds, for the figures of each speak of the others.
func seesFigures(v *service.View) bool {
	for _, k := range explain.Kinds() {
		if !v.May(access.Read, k.Name) {
			return false
		}
	}
	return true
}

// figuresFor tells the same before a page is begun: who may not see figures is shown what records say, on the page that any kind has.
func (s *site) figuresFor(r *http.Request) bool {
	v, err := s.svc.View(r.Context(), httpd.Who(r.Context()), service.AsOf{})
	return err != nil || seesFigures(v) // the page itself tells the error
}
