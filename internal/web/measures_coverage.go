package web

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// coverage is the page of what measures cover, and where healthy ones are missing.
func (s *site) coverage(w http.ResponseWriter, r *http.Request) error {
	l, err := s.look(r, page.ParamView)
	if err != nil {
		return err
	}
	status, err := l.Status(r.Context())
	if err != nil {
		return err
	}
	l.frame.Actions.Library = page.PathLibrary
	p := page.Coverage{Frame: l.frame}
	counts := func(m *evaluate.Measure) bool { return l.inScope(m.Record.Record) }
	for _, m := range status.MeasuresByCode() {
		switch {
		case m.Record.Retired || !counts(m):
		case !m.Judged():
			p.Counted++
		default:
			p.All++
			p.Healthy += count(m.Healthy(status.Day))
		}
	}
	for _, c := range status.Coverage(counts) {
		part := page.CoverPart{By: c.By, Key: c.Key, Healthy: len(c.Healthy), Measures: len(c.Healthy) + len(c.Lacking), List: coveredList(c)}
		if c.Perspective != nil {
			part.Of = ref(c.Perspective)
		}
		for _, m := range c.Lacking[:min(len(c.Lacking), page.MostAiling)] {
			part.Ailing = append(part.Ailing, page.Ailing{Ref: ref(m.Record.Record), Why: m.Ails(status.Day)})
		}
		for _, m := range c.Healthy[:min(len(c.Healthy), page.MostNamed)] {
			part.Named = append(part.Named, ref(m.Record.Record))
		}
		p.Parts = append(p.Parts, part)
	}
	return show(w, r, http.StatusOK, p)
}

// coveredList is the address of a table of the measures of a part; empty where no filter says which they are.
func coveredList(c *evaluate.Cover) string {
	var where string
	switch key := strconv.Quote(c.Key); {
	case c.By == evaluate.ByPerspective:
		return ""
	case c.By == evaluate.ByFriction && c.Key == evaluate.CoverFriction:
		where = "has(spec.friction) && spec.friction"
	case c.By == evaluate.ByFriction:
		where = "!has(spec.friction) || !spec.friction"
	case c.By == evaluate.ByParameter && c.Key == evaluate.CoverUntold:
		where = "!has(spec.parameters)"
	case c.By == evaluate.ByParameter:
		where = "has(spec.parameters) && " + key + " in spec.parameters"
	case c.Key == evaluate.CoverUntold:
		where = "!has(spec." + string(c.By) + ")"
	default:
		where = "has(spec." + string(c.By) + ") && spec." + string(c.By) + " == " + key
	}
	return page.PathMeasures + "?" + url.Values{page.ParamView: {page.ViewTable}, whereParam: {where}}.Encode()
}
