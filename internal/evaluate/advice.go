package evaluate

import (
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/score"
	"github.com/steelyard-isms/steelyard/internal/statistics"
)

// Advice lists what the decision criteria of a measure say to do now: by the band of a value that has not expired, and by the signals that
// the latest value is part of. Chart is the measure's control chart.
func (s *Status) Advice(m *Measure, chart *Control) []measure.Decision {
	if m.Fresh.State == score.Expired || m.Band == "" {
		return nil
	}
	now := measure.Moment{Band: m.Band}
	for _, x := range chart.Now() {
		now.Signal = true
		switch m.side(x.Side) {
		case better:
			now.Better = true
		case worse:
			now.Worse = true
		}
	}
	return m.Record.Spec.AdviceFor(now)
}

// The sides of a signal.
const (
	neither = iota
	better
	worse
)

// side tells whether a side of the control chart is the better one. Of a range, and across, neither is.
func (m *Measure) side(x statistics.Side) int {
	if m.Scale == nil || x != statistics.Above && x != statistics.Below {
		return neither
	}
	switch m.Scale.Direction() {
	case score.Higher, score.Lower:
		if (x == statistics.Above) == (m.Scale.Direction() == score.Higher) {
			return better
		}
		return worse
	}
	return neither
}
