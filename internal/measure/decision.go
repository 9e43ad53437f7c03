package measure

import (
	"fmt"
	"slices"

	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/score"
)

// Decision is one of the decision criteria of a measure: a state of it, and what to do in that.
type Decision struct {
	When   Occasion `json:"when" field:"required"`            // in which state it holds
	Advice string   `json:"advice" field:"required,len=2000"` // what to do then
}

// Occasion is a state of a measure that asks for a decision.
type Occasion string

// The occasions. A signal is one of the control chart that the latest value is part of.
const (
	WhenAct          Occasion = "act"           // the score of the value is in the band act
	WhenWatch        Occasion = "watch"         // it is in the band watch
	WhenGood         Occasion = "good"          // it is in the band good
	WhenSignalWorse  Occasion = "signal-worse"  // a signal on the worse side
	WhenSignalBetter Occasion = "signal-better" // a signal on the better side
	WhenSignal       Occasion = "signal"        // any signal, also one without a better side
)

// Words lists the occasions, for forms and schemas: in this order advice is shown.
func (Occasion) Words() []string {
	return []string{string(WhenAct), string(WhenWatch), string(WhenGood), string(WhenSignalWorse), string(WhenSignalBetter), string(WhenSignal)}
}

// Moment is what decides which advice holds.
type Moment struct {
	Band   score.Band // of a value that counts; empty: there is none, and no advice holds
	Signal bool       // the latest value is part of a signal
	Worse  bool       // of one on the worse side
	Better bool       // of one on the better side
}

// AdviceFor lists the decisions that hold at a moment, in the order of occasions. The advice without an occasion holds in the bands
// watch and act, where no decision says what to do in that band.
func (m *Measure) AdviceFor(now Moment) []Decision {
	if now.Band == "" {
		return nil
	}
	holds := map[Occasion]bool{Occasion(now.Band): true, WhenSignal: now.Signal, WhenSignalWorse: now.Worse, WhenSignalBetter: now.Better}
	var out []Decision
	for _, word := range (Occasion)("").Words() {
		when := Occasion(word)
		if !holds[when] {
			continue
		}
		if i := slices.IndexFunc(m.Decisions, func(d Decision) bool { return d.When == when }); i >= 0 {
			out = append(out, m.Decisions[i])
		} else if m.Advice != "" && (when == WhenWatch || when == WhenAct) {
			out = append(out, Decision{When: when, Advice: m.Advice})
		}
	}
	return out
}

// Advises tells whether it says what to do in some state.
func (m *Measure) Advises() bool { return m.Advice != "" || len(m.Decisions) > 0 }

// checkDecisions refuses two pieces of advice for one state.
func checkDecisions(c *record.Check[Measure]) {
	for i, d := range c.Spec.Decisions {
		if slices.ContainsFunc(c.Spec.Decisions[:i], func(e Decision) bool { return e.When == d.When }) {
			c.Refuse(fmt.Sprintf("decisions[%d].when", i), fmt.Sprintf("says for a second time what to do when %s", d.When), "Write both into one advice")
		}
	}
}
