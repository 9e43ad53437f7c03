package page

import (
	"html/template"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
)

// finding is the answer of the scorecard in whole sentences: score, attainment, who is off plan, what is capped, what
// has no data.
func (p Scorecard) finding() template.HTML {
	if p.Since != nil {
		return sentence(p.scopeSentence(), p.sinceFinding())
	}
	sentences := []template.HTML{p.scopeSentence(), p.scoreSentence(), p.countSentence(p.counts())}
	var off, missed, silent []Ref
	for r := range p.rows() {
		switch r.Attainment {
		case OffPlan:
			off = append(off, r.Ref)
		case Missed:
			missed = append(missed, r.Ref)
		case NoData, "":
			silent = append(silent, r.Ref)
		}
	}
	if len(off) > 0 {
		sentences = append(sentences, p.h("scorecard.finding.off-plan", words.N(len(off)), words.H("list", p.links(off))))
	}
	if len(missed) > 0 {
		sentences = append(sentences, p.h("scorecard.finding.missed", words.N(len(missed)), words.H("list", p.links(missed))))
	}
	for _, perspective := range p.Perspectives {
		if s := perspective.Score; s.Raw != "" && len(s.CappedBy) > 0 {
			sentences = append(sentences, p.h("scorecard.finding.capped", words.N(len(s.CappedBy)), words.H("list", p.links(s.CappedBy)),
				words.T("perspective", perspective.Name), words.F("score", s.Text)))
		}
	}
	if s := p.All.Score; s.Raw != "" && len(s.CappedBy) > 0 {
		sentences = append(sentences, p.h("scorecard.finding.capped-all", words.N(len(s.CappedBy)), words.H("list", p.links(s.CappedBy)), words.F("score", s.Text)))
	}
	if len(silent) > 0 {
		sentences = append(sentences, p.silentSentence(silent))
	}
	return sentence(sentences...)
}

// sentence sets whole sentences side by side.
func sentence(sentences ...template.HTML) template.HTML {
	var b strings.Builder
	for _, s := range sentences {
		if s == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(string(s))
	}
	return template.HTML(b.String()) //nolint:gosec // every piece was escaped by the catalogue
}

// scopeSentence says whose figures follow, where they are not all.
func (f Frame) scopeSentence() template.HTML {
	if f.Scope == "" {
		return ""
	}
	return f.h("scorecard.finding.scope", words.T("unit", f.Scope))
}

func (p Scorecard) scoreSentence() template.HTML {
	s := p.All.Score
	if s.Text == "" || s.Band == "" {
		if s.Coverage == nil {
			return p.h("scorecard.finding.no-score")
		}
		return p.h("scorecard.finding.insufficient", words.F("coverage", p.share(s.Coverage)))
	}
	args := []words.Arg{words.F("score", s.Text), words.T("band", s.Band.inText(p.Frame)), words.F("low", s.Low), words.F("high", s.High)}
	trend := ""
	if p.All.Change != nil {
		trend = p.num().Signed(*p.All.Change)
		args = append(args, words.D(*p.All.Change))
	}
	provisional := s.Provisional && s.Low != ""
	switch {
	case trend == "" && provisional:
		return p.h("scorecard.finding.provisional", args...)
	case trend == "":
		return p.h("scorecard.finding.firm", args...)
	case trend == "0" && provisional:
		return p.h("scorecard.finding.provisional-same", args...)
	case trend == "0":
		return p.h("scorecard.finding.firm-same", args...)
	case trend[0] == '+' && provisional:
		return p.h("scorecard.finding.provisional-up", args...)
	case trend[0] == '+':
		return p.h("scorecard.finding.firm-up", args...)
	case provisional:
		return p.h("scorecard.finding.provisional-down", args...)
	}
	return p.h("scorecard.finding.firm-down", args...)
}

func (p Scorecard) countSentence(c counts) template.HTML {
	var rest []template.HTML
	if c.achieved > 0 {
		rest = append(rest, p.h("scorecard.finding.count.achieved", words.N(c.achieved)))
	}
	if c.atRisk > 0 {
		rest = append(rest, p.h("scorecard.finding.count.at-risk", words.N(c.atRisk)))
	}
	if c.offPlan > 0 {
		rest = append(rest, p.h("scorecard.finding.count.off-plan", words.N(c.offPlan)))
	}
	if c.missed > 0 {
		rest = append(rest, p.h("scorecard.finding.count.missed", words.N(c.missed)))
	}
	if c.noData > 0 {
		rest = append(rest, p.h("scorecard.finding.count.no-data", words.N(c.noData)))
	}
	if c.noTarget > 0 {
		rest = append(rest, p.h("scorecard.finding.count.no-target", words.N(c.noTarget)))
	}
	total := words.T("total", p.num().Count(int64(c.all)))
	if len(rest) == 0 {
		return p.h("scorecard.finding.on-plan", words.N(c.onPlan), total)
	}
	return p.h("scorecard.finding.on-plan-rest", words.N(c.onPlan), total, words.H("rest", p.words().List(0, rest...)))
}

func (p Scorecard) silentSentence(silent []Ref) template.HTML {
	if len(silent) > 1 {
		return p.h("scorecard.finding.silent", words.H("list", p.links(silent)))
	}
	objective := words.H("objective", p.link(silent[0]))
	for r := range p.rows() {
		if r.Ref == silent[0] && !r.LastAt.IsZero() {
			return p.h("scorecard.finding.silent-since", objective, words.T("since", p.date(r.LastAt)))
		}
	}
	return p.h("scorecard.finding.silent-ever", objective)
}
