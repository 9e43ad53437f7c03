package explain

import (
	"time"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/score"
)

// Past is a score at the end of a quarter that has ended: as it was known when the quarter had settled, a month later, and as it
// is known now.
type Past struct {
	Day      civil.Date `json:"day" format:"date" doc:"Last day of the quarter."`
	Kept     bool       `json:"kept" doc:"What was known when the quarter had settled, 31 days after its end, was kept; false before that, and for quarters before the records began."`
	Then     *float64   `json:"then" minimum:"0" maximum:"100" doc:"Score on that day as it was known then; null where nothing was known, or nothing was kept."`
	Now      *float64   `json:"now" minimum:"0" maximum:"100" doc:"Score on that day from what is known now; null where nothing is."`
	Progress *float64   `json:"progress" doc:"Share of the way from baseline to target on that day, from what is known now: of an objective's first deciding target of today; null for other kinds, without a value and before the plan began."`
	Restated bool       `json:"restated" doc:"Both are to be shown: what was entered or corrected since has changed what is known of that day."`
}

// Quarter compares the two scores of a quarter's end. Then is nil where nothing was kept of it.
func Quarter(end time.Time, then *score.Maybe, now score.Maybe) Past {
	day := civil.OfTime(end)
	entries := []score.Dated[score.Maybe]{{Effective: day.AddDays(1), Value: now}}
	if then == nil {
		return Past{Day: day, Now: now.Pointer()}
	}
	entries = append(entries, score.Dated[score.Maybe]{Effective: day, Value: *then})
	r := score.Restated(entries, day, day.AddDays(1))
	return Past{Day: day, Kept: true, Then: r.Published.Pointer(), Now: r.Known.Pointer(), Restated: r.Restated}
}

// restated puts into sentences which quarters are known otherwise now.
func (s *Status) restated(w *writer) {
	for _, p := range s.Past {
		if !p.Restated {
			continue
		}
		w.say("For ", p.Day.String(), " the score was ", scoreOrNone(p.Then), " by what was known a month later; from what is known now it was ", scoreOrNone(p.Now), ".")
	}
}

func scoreOrNone(x *float64) string {
	if x == nil {
		return "none"
	}
	return shown(*x)
}
