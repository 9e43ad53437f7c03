package page

import (
	"html/template"
	"slices"
	"strconv"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
)

// finding says how many links do not hold, where they break, what is behind most of them, and what the data bear out.
func (p Strategy) finding() template.HTML {
	if len(p.Lanes) == 0 {
		return ""
	}
	if len(p.Links) == 0 {
		return sentence(p.scopeSentence(), p.h("strategy.finding.no-links"))
	}
	broken, strained, untested := p.count(LinkBroken), p.count(LinkStrained), p.count(LinkUntested)
	out := []template.HTML{p.scopeSentence()}
	brokenWords, strainedWords := p.t("strategy.count.broken", words.N(broken)), p.t("strategy.count.strained", words.N(strained))
	switch {
	case broken > 0 && strained > 0:
		out = append(out, p.h("strategy.finding.both", words.T("broken", brokenWords), words.T("strained", strainedWords)))
	case broken > 0:
		out = append(out, p.h("strategy.finding.single", words.T("what", brokenWords)))
	case strained > 0:
		out = append(out, p.h("strategy.finding.single", words.T("what", strainedWords)))
	case untested < len(p.Links):
		out = append(out, p.h("strategy.finding.all-hold", words.N(len(p.Links)-untested)))
	}
	if untested > 0 {
		out = append(out, p.h("strategy.finding.untested", words.N(untested)))
	}
	var off, against []Ref
	for i := range p.Links {
		l := &p.Links[i]
		switch l.Reason {
		case "cause-off-plan":
			off = addRef(off, l.Cause)
		case "contradicted":
			against = append(against, Ref{Name: l.Cause.Name + " → " + l.Effect.Name, Path: l.Path})
		}
	}
	if len(off) > 0 {
		out = append(out, p.h("strategy.finding.off-plan", words.N(len(off)), words.H("list", p.links(off))))
	}
	if len(against) > 0 {
		out = append(out, p.h("strategy.finding.contradicted", words.N(len(against)), words.H("list", p.links(against))))
	}
	if cause, n := p.lever(); n > 1 {
		out = append(out, p.h("strategy.finding.lever", words.N(n), words.H("cause", p.link(cause))))
	}
	confirmed := 0
	for i := range p.Links {
		if p.Links[i].Confirmed {
			confirmed++
		}
	}
	return sentence(append(out, p.h("strategy.finding.confirmed", words.N(confirmed), words.T("of", strconv.Itoa(len(p.Links)))))...)
}

func addRef(list []Ref, r Ref) []Ref {
	if slices.ContainsFunc(list, func(x Ref) bool { return x.Path == r.Path }) {
		return list
	}
	return append(list, r)
}

// lever is the objective with which most links begin that are broken or strained, and how many.
func (p Strategy) lever() (Ref, int) {
	counts := map[string]int{}
	for i := range p.Links {
		if s := p.Links[i].State; s == LinkBroken || s == LinkStrained {
			counts[p.Links[i].Cause.Path]++
		}
	}
	var most Ref
	n := 0
	for i := range p.Links {
		if c := p.Links[i].Cause; counts[c.Path] > n {
			most, n = c, counts[c.Path]
		}
	}
	return most, n
}
