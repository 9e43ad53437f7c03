package page

import (
	"time"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
)

// TargetRow is one of several targets of an objective. The objective's attainment is the worst of theirs.
type TargetRow struct {
	Ref        // the measure that the target is on
	Baseline   Figure
	Now        Figure
	Target     Figure
	TargetText string // a target that is no single figure; it replaces Target
	Due        time.Time
	Hold       bool     // once reached it must be kept
	Progress   *float64 // share of the way, 0 to 1 and beyond; nil: no value
	Expected   *float64 // share that the plan wants by now; nil: no plan by dates
	Deviation  *float64 // Progress less Expected; nil: unknown
	Attainment Attainment
}

func (r TargetRow) target(f Frame) string {
	if r.TargetText != "" {
		return r.TargetText
	}
	return f.figure(r.Target)
}

func dayArg(f Frame, day time.Time) words.Arg { return words.T("day", f.date(day)) }

func (f Frame) shareArg(v *float64) words.Arg { return words.T("share", f.percentOr(v)) }
