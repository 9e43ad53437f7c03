package page

import (
	"html/template"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
)

// sinceFinding says how many units rose and fell since the earlier day, which most, and which came to a score or lost it.
func (p Units) sinceFinding() template.HTML {
	if p.Day.IsZero() {
		return ""
	}
	s := Since{Day: p.Day}
	both := 0
	for _, r := range append(p.Rows, p.Gone...) {
		if r.Since == nil {
			continue
		}
		s.Rows = append(s.Rows, *r.Since)
		if m := r.Since.Move(); m == Changed || m == Same {
			both++
		}
	}
	since := words.T("since", p.date(p.Day))
	all := words.T("all", p.num().Count(int64(both)))
	upRefs, up, rose := s.most(1)
	downRefs, down, fell := s.most(-1)
	most := func(refs []Ref, points float64) []words.Arg {
		return []words.Arg{words.H("list", p.links(refs)), words.F("points", p.num().Signed(points))}
	}
	var out []template.HTML
	switch {
	case both == 0:
		out = append(out, p.h("units.finding.since.none", since))
	case rose+fell == 0:
		out = append(out, p.h("units.finding.since.unmoved", since, words.N(both)))
	case rose > 0:
		out = append(out, p.h("units.finding.since.rose", append(most(upRefs, up), since, all, words.N(rose))...))
		if fell > 0 {
			out = append(out, p.h("units.finding.since.fell", append(most(downRefs, -down), words.N(fell))...))
		}
	default:
		out = append(out, p.h("units.finding.since.only-fell", append(most(downRefs, -down), since, all, words.N(fell))...))
	}
	scored := func(keep func(SinceRow) bool) (refs []Ref) {
		for _, r := range s.Rows {
			if keep(r) {
				refs = append(refs, r.Ref)
			}
		}
		return refs
	}
	if refs := scored(func(r SinceRow) bool { return r.Then.Band == "" && r.Now.Band != "" }); len(refs) > 0 {
		out = append(out, p.h("units.finding.since.gained", words.N(len(refs)), words.H("list", p.links(refs))))
	}
	if refs := scored(func(r SinceRow) bool { return r.Then.Band != "" && r.Now.Band == "" }); len(refs) > 0 {
		out = append(out, p.h("units.finding.since.lost", words.N(len(refs)), words.H("list", p.links(refs))))
	}
	return sentence(out...)
}

// reason says in short why the score of a unit changed; empty where it did not.
func (r UnitRow) reason(f Frame) template.HTML {
	s := r.Since
	switch m := s.Move(); {
	case m == Same:
		return ""
	case m == Came && s.Now.Band == "" || m == Went && s.Then.Band == "" || !s.Was && !s.Is:
		return template.HTML(template.HTMLEscapeString(f.t("since.unscored"))) //nolint:gosec // escaped here
	case m != Changed:
		return template.HTML(template.HTMLEscapeString(s.became(f))) //nolint:gosec // escaped here
	case r.Capped:
		return f.h("units.why.capped")
	case r.Cause == nil:
		return f.h("units.why.small")
	}
	c := r.Cause
	say := []words.Arg{words.H("part", f.link(c.Most.Ref)), words.F("points", f.num().Signed(c.Most.Points))}
	if c.Against != nil {
		say = append(say, words.H("other", f.link(c.Against.Ref)), words.F("against", f.num().Signed(c.Against.Points)))
	}
	switch {
	case c.Only:
		return f.h("units.why.only", say...)
	case c.Half && c.Against != nil:
		return f.h("units.why.most-against", say...)
	case c.Half:
		return f.h("units.why.most", say...)
	case c.Against != nil:
		return f.h("units.why.largest-against", say...)
	}
	return f.h("units.why.largest", say...)
}
