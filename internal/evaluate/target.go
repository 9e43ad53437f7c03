package evaluate

import "github.com/steelyard-isms/steelyard/internal/record"

// Main is the target that an objective is shown by: the first of those that decide its attainment, else its first; nil where it has none.
func (o *Objective) Main() *Target {
	switch {
	case len(o.Deciding) > 0:
		return &o.Targets[o.Deciding[0]]
	case len(o.Targets) > 0:
		return &o.Targets[0]
	}
	return nil
}

// ProgressOf is the progress, 0 to 1 and beyond, of an objective's target on a measure; nil where there is none, or its plan had not begun.
func (s *Status) ProgressOf(objective, measure record.UID) *float64 {
	o := s.Objectives[objective]
	if o == nil {
		return nil
	}
	for _, t := range o.Targets {
		if t.Measure != nil && t.Measure.Record.UID == measure && !s.Day.Before(t.Plan.Start) {
			return t.Attainment.Progress.Pointer()
		}
	}
	return nil
}
