package web

import (
	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/store"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

// waiting is how long the cases took that the last value of a measure was read from; nil where it is no duration, and of a value that somebody corrected.
func (l *look) waiting(m *evaluate.Measure, runs map[string]store.Run) *page.CaseTimes {
	if m.Last == nil || m.Record.Spec.Derived() || m.Record.Spec.Aggregated() {
		return nil
	}
	run, ok := runs[m.Last.Run]
	if !ok {
		return nil
	}
	w, ok := l.WaitingOf(run, m.Record)
	if !ok {
		return nil
	}
	d := rounding(max(1, m.Record.Spec.Decimals))
	out := &page.CaseTimes{Run: l.runRef(run), Percentile: w.Percentile, Days: d.of(w.Days), Bounds: d.ends(w.Low, w.High, 1), Cases: w.Cases, Ended: w.Ended}
	if w.ClosedMean != nil {
		out.ClosedMean = d.known(*w.ClosedMean)
	}
	for _, x := range w.Steps {
		out.Steps = append(out.Steps, page.CaseStep{Days: (d + 1).of(x.Days), Open: rounding(1).of(100 * x.Open), AtRisk: x.AtRisk, Bounds: rounding(1).ends(x.Low, x.High, 100)})
	}
	return out
}

// ends are the ends of an interval, so many times what they are; nil where one is not known.
func (d rounding) ends(low, high *float64, times float64) *page.Bounds {
	if low == nil || high == nil {
		return nil
	}
	return &page.Bounds{Low: d.of(*low * times), High: d.of(*high * times)}
}
