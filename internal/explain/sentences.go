package explain

import (
	"math"
	"strconv"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/score"
)

// Sentences puts the status into plain English, one thought a sentence: why this score, which child contributes how
// much, who caps it, why it is provisional or insufficient, what is stale, expired or unknown, what the attainment
// compares, and from which run and file each value comes. Nothing is computed again.
func (s *Status) Sentences() []string {
	w := &writer{}
	if s.Scope != nil {
		w.say("Only what belongs to ", s.Scope.call(), " and the units below it counts here: this is its part of ", s.call(), ", not the score of all units together.")
	}
	switch {
	case s.Measure != nil:
		s.measured(w)
	case s.Rollup != nil:
		s.rolled(w)
	default:
		w.say(begin(s.call()), " has no weight in force on ", s.Day.String(), " and is not scored.")
	}
	if s.Change != nil {
		s.changed(w)
	}
	if s.Scope != nil && len(s.Past) > 0 {
		w.say("What was known a month after a quarter is kept of all units together and not of one alone: scores of earlier quarters are as known now.")
	}
	s.restated(w)
	if s.Parent != nil {
		s.parent(w)
	}
	if s.Attainment != nil {
		s.attained(w)
	}
	return w.out
}

type writer struct{ out []string }

func (w *writer) say(words ...string) {
	sentence := ""
	for _, x := range words {
		sentence += x
	}
	w.out = append(w.out, sentence)
}

func (s *Status) rolled(w *writer) {
	r := s.Rollup
	switch {
	case s.Score == nil && r.Insufficient == "nothing-applies":
		w.say(begin(s.call()), " has no score, because nothing that applies has a weight.")
		return
	case s.Score == nil:
		w.say(begin(s.call()), " has no score, because nothing has been reported for any of its children.")
	case s.Band == "":
		w.say(begin(s.call()), " has insufficient data: those that have not expired cover ", per(math.Floor(100*r.Coverage+1e-9)/100, 0),
			" of the weight, and a score with a band needs one half. What there is would come to ", s.Shown, ".")
	default:
		w.say("The score of ", s.call(), " is ", s.Shown, ", in the band ", s.Band, ".")
	}
	s.contributions(w)
	s.capped(w)
	for _, p := range r.Children {
		p.condition(w, s.At.UTC().Format("2006-01-02"))
	}
	if r.Lower != r.Upper {
		text := ", within one band, so that what is unknown cannot change it."
		if r.LowerBand != r.UpperBand {
			text = "; these are in different bands, " + r.LowerBand + " and " + r.UpperBand
			if r.Provisional {
				text += ", so the score is provisional."
			} else {
				text += "."
			}
		}
		w.say("If everything unknown were reported at 0 the score would be ", shown(r.Lower), ", at 100 it would be ", shown(r.Upper), text)
	}
	w.say("Data that have not expired cover ", per(math.Floor(100*r.Coverage+1e-9)/100, 0), " of the weight; with their age and quality, confidence is ", per(score.ShownConfidence(r.Confidence)/100, 1), ".")
	r.timed(w)
	for _, p := range r.Children {
		if p.Reading != nil {
			p.Reading.origin(w, p.quoted())
		}
	}
	s.computed(w)
}

// timed says how leading and lagging measures stand to each other.
func (r *Rollup) timed(w *writer) {
	if r.Leading == nil && r.Lagging == nil {
		return
	}
	say := func(x *float64) string {
		if x == nil {
			return "have no score"
		}
		return "score " + shown(*x)
	}
	w.say("Alone, its leading measures ", say(r.Leading), " and its lagging measures ", say(r.Lagging), ".")
	switch r.Apart {
	case string(score.LeadWithoutLag):
		w.say("What is done now is good and shows no effect yet, or none: the two are to be looked at together.")
	case string(score.LagWithoutLead):
		w.say("Results are good, and nothing done now explains them: they may not last.")
	}
}

func (s *Status) contributions(w *writer) {
	scored := 0
	for _, p := range s.Rollup.Children {
		if p.Contribution != nil {
			scored++
		}
	}
	if scored == 0 {
		return
	}
	if scored == 1 {
		w.say("It comes from the one child that has a score", s.beforeCap(), ".")
	} else {
		w.say("It is the mean of ", strconv.Itoa(scored), " children that have a score, by their weights", s.beforeCap(), ".")
	}
	for _, p := range s.Rollup.Children {
		if p.Contribution != nil {
			w.say(begin(p.call()), " contributes ", fixed(*p.Contribution, 2), " points: the score ", shown(*p.Counted), " with the weight ",
				plain(p.Weight), ", which is ", per(*p.Share, 1), " of the weight that has a score.")
		}
	}
}

func (s *Status) beforeCap() string {
	if r := s.Rollup; r.Cap != nil && s.Score != nil && r.Raw != nil && *r.Raw > *s.Score {
		return ", and then capped"
	}
	return ""
}

func (s *Status) capped(w *writer) {
	r := s.Rollup
	if r.Cap == nil || r.Raw == nil {
		return
	}
	var by []string
	for _, c := range r.CapBy {
		why := " (critical and in the band act)"
		if c.Reason == "late" {
			why = " (critical and unknown after its first due date)"
		}
		by = append(by, c.call()+why)
	}
	holds := ""
	if r.CapShare != nil {
		holds = ", with " + per(*r.CapShare, 1) + " of the weight that counts"
	}
	if *r.Raw > *r.Cap {
		w.say("The score is capped at ", plain(*r.Cap), " by ", list(by), holds, "; without the cap it would be ", shown(*r.Raw), ".")
		return
	}
	w.say("A cap of ", plain(*r.Cap), " by ", list(by), holds, " has no effect, because the score of ", shown(*r.Raw), " lies below it.")
}

// condition says what is stale, expired, unknown or left out about a child.
func (p *Part) condition(w *writer, day string) {
	name := begin(p.call())
	switch p.State {
	case "stale":
		w.say(name, " is stale: its freshness is ", fixed(*p.Phi, 3), ", which lowers confidence and not its weight.")
	case "expired":
		p.expired(w, name)
	case "unknown":
		if p.Late {
			w.say(name, " has never been reported and its first due date has passed; it does not count in the score.")
		} else {
			w.say(name, " has never been reported; it does not count in the score, but in what the score could be.")
		}
	case "not-applicable":
		if n := p.NotApplicable; n != nil {
			w.say(name, " is left out until ", n.Expires.String(), " because it does not apply: ", strings.TrimSuffix(n.Reason, ".")+".")
		} else {
			w.say(name, " is left out because it does not apply.")
		}
	}
	if p.Owner != nil {
		w.say("Its data are owed by ", p.Owner.call(), ".")
	}
	if p.State != "not-applicable" && p.Weight == 0 {
		w.say(name, " has the weight 0: it is shown and does not count.")
	}
	if p.InheritsFrom != nil {
		w.say(name, " has no value of its own yet by ", day, " and counts with that of ", p.InheritsFrom.call(), ", which it replaces.")
	}
}

func (p *Part) expired(w *writer, name string) {
	what := " has expired"
	if p.Kind != "measure" {
		what = " is covered by less than half"
	}
	switch {
	case p.Own == nil:
		w.say(name, what, ".")
	case p.Lowered && p.Others != nil:
		w.say(name, what, ": the mean of the others, ", shown(*p.Others), ", counts instead of its last score ", shown(*p.Own), ", because it is less.")
	case p.Others != nil:
		w.say(name, what, ": its last score ", shown(*p.Own), " still counts, because it is no more than the mean of the others, ", shown(*p.Others), ".")
	default:
		w.say(name, what, ": its last score ", shown(*p.Own), " still counts, because there is no other.")
	}
}

func (s *Status) parent(w *writer) {
	p := s.Parent
	switch {
	case p.Contribution != nil:
		w.say("In ", p.call(), " it has the weight ", plain(p.Weight), ", ", per(*p.Share, 1), " of the weight that has a score, and contributes ",
			fixed(*p.Contribution, 2), " points.")
	case p.Weight == 0:
		w.say("In ", p.call(), " it has the weight 0: it is shown and does not count.")
	default:
		w.say("In ", p.call(), " it has the weight ", plain(p.Weight), " and contributes nothing, because it has no score.")
	}
	if p.Lowered && p.Others != nil {
		w.say("There the mean of its siblings, ", shown(*p.Others), ", counts instead of its own score, because its data have lapsed.")
	}
	switch p.CapReason {
	case "red":
		w.say("It caps ", p.call(), ", because it is critical and in the band act.")
	case "late":
		w.say("It caps ", p.call(), ", because it is critical and something in it is unknown after its first due date.")
	}
}
