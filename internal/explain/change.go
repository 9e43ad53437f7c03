package explain

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/score"
)

// Change says what became of a score since an earlier moment, and what brought that about.
type Change struct {
	Since time.Time  `json:"since" doc:"The earlier moment, UTC. What was known then is compared with what is known now."`
	Day   civil.Date `json:"day" format:"date" doc:"The day of that moment."`
	Seq   int64      `json:"seq" doc:"The journal entry up to which everything was known then."`
	Score *float64   `json:"score" minimum:"0" maximum:"100" doc:"Score then, unrounded, after caps; null without one."`
	Band  string     `json:"band" enum:"good,watch,act," doc:"Band then; empty without one."`
	Shown string     `json:"shown" doc:"The score then, as pages printed it; empty without one."`

	Effects  *Effects    `json:"effects" doc:"What brought the change about, in points that add up to it exactly; null where the score had no band at both moments, and so nothing can be compared."`
	Children []ChildThen `json:"children" nullable:"false" doc:"Children whose contribution to the raw score is another than then, the largest difference first."`
}

// Effects are the parts of a change of score, in this order, each on top of those before.
type Effects struct {
	Data       float64 `json:"data" doc:"Values, their age and quality: also of time passing."`
	Definition float64 `json:"definition" doc:"Scales, periods, grace, first due dates."`
	Weights    float64 `json:"weights" doc:"Weights, and who is critical."`
	Structure  float64 `json:"structure" doc:"Children and parents, replacements, what applies."`
	Total      float64 `json:"total" doc:"The change of the score: the sum of the four."`
	Shown      Shown   `json:"shown" doc:"The same as printed, with one decimal; these add up, too, to the difference of the printed scores."`
}

// Shown is effects as they are printed.
type Shown struct {
	Data       string `json:"data" doc:"Of data."`
	Definition string `json:"definition" doc:"Of definition."`
	Weights    string `json:"weights" doc:"Of weights."`
	Structure  string `json:"structure" doc:"Of structure."`
	Total      string `json:"total" doc:"The difference of the printed scores."`
}

// ChildThen is a child whose contribution has changed.
type ChildThen struct {
	Subject
	Contribution float64  `json:"contribution" doc:"By how many points its contribution to the raw score is greater than then; negative where it is less."`
	Then         *float64 `json:"then" minimum:"0" maximum:"100" doc:"The score of it that counted then; null where it had no part."`
	Now          *float64 `json:"now" minimum:"0" maximum:"100" doc:"The score of it that counts now; null where it has no part."`
}

// Since compares a status with an earlier one of the same record, which is nil where it had none then. The effects are those
// of the split, where there are any.
func (s *Status) Since(then *Status, split score.Split, since time.Time, seq int64) {
	c := &Change{Since: since.UTC(), Day: civil.OfTime(since), Seq: seq, Children: []ChildThen{}}
	if then != nil {
		c.Score, c.Band, c.Shown = then.Score, then.Band, then.Shown
		c.Children = childrenThen(then.Rollup, s.Rollup)
	}
	if total, ok := split.Total.Get(); ok {
		c.Effects = &Effects{Data: split.Data.Or(0), Definition: split.Definition.Or(0), Weights: split.Weights.Or(0), Structure: split.Structure.Or(0), Total: total,
			Shown: Shown{split.Shown[0], split.Shown[1], split.Shown[2], split.Shown[3], split.Shown[4]}}
	}
	s.Change = c
}

// dust is a contribution that nobody would call a change, in points.
const dust = 1e-9

func childrenThen(then, now *Rollup) []ChildThen {
	out := []ChildThen{}
	if then == nil || now == nil {
		return out
	}
	before := map[string]*Part{}
	for i := range then.Children {
		before[then.Children[i].UID] = &then.Children[i]
	}
	add := func(of Subject, then, now *Part) {
		x := ChildThen{Subject: of}
		if then != nil && then.Contribution != nil {
			x.Contribution, x.Then = -*then.Contribution, then.Counted
		}
		if now != nil && now.Contribution != nil {
			x.Contribution, x.Now = x.Contribution+*now.Contribution, now.Counted
		}
		if x.Contribution > dust || x.Contribution < -dust {
			out = append(out, x)
		}
	}
	for i := range now.Children {
		p := &now.Children[i]
		add(p.Subject, before[p.UID], p)
		delete(before, p.UID)
	}
	for i := range then.Children { // those that are gone
		if p := &then.Children[i]; before[p.UID] != nil {
			add(p.Subject, p, nil)
		}
	}
	slices.SortStableFunc(out, func(a, b ChildThen) int { return cmp.Compare(math.Abs(b.Contribution), math.Abs(a.Contribution)) })
	return out
}

// changed puts the change into sentences.
func (s *Status) changed(w *writer) {
	c := s.Change
	day := moment(c.Since)
	switch {
	case s.Measure != nil && s.Measure.CountedOnly: // it has none at any time
		return
	case c.Score == nil && s.Score == nil:
		w.say("On ", day, " it had no score either.")
		return
	case c.Score == nil:
		w.say("On ", day, " it had no score.")
		return
	case s.Score == nil:
		w.say("On ", day, " the score was ", c.Shown, inBand(c.Band), ".")
		return
	case c.Effects == nil:
		w.say("On ", day, " the score was ", c.Shown, inBand(c.Band), ". What changed it cannot be told apart, because there is no band at both moments.")
		return
	case c.Effects.Total == 0 && c.Shown == s.Shown:
		w.say("Since ", day, " the score has not changed.")
	default:
		w.say("Since ", day, " the score has gone from ", c.Shown, inBand(c.Band), " to ", s.Shown, inBand(s.Band), ": ", signed(c.Effects.Shown.Total), " points.")
	}
	x := c.Effects.Shown
	w.say("Of that, data make ", signed(x.Data), ", definitions ", signed(x.Definition), ", weights ", signed(x.Weights), ", and structure ", signed(x.Structure), ".")
	for _, child := range c.Children {
		text := fixed(child.Contribution, 2)
		if strings.Trim(text, "-0.") == "" {
			continue
		}
		if child.Contribution > 0 {
			w.say(begin(child.call()), " contributes ", text, " points more than then.")
		} else {
			w.say(begin(child.call()), " contributes ", strings.TrimPrefix(text, "-"), " points less than then.")
		}
	}
}

func inBand(band string) string {
	if band == "" {
		return ""
	}
	return " (" + band + ")"
}

// signed writes a printed number with its sign, and nothing as it is.
func signed(text string) string {
	switch {
	case strings.HasPrefix(text, "-"):
		return "−" + text[1:]
	case strings.Trim(text, "0.") == "":
		return text
	}
	return "+" + text
}
