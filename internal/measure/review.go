package measure

import (
	"fmt"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// Review is how often the measure itself is looked at, whether it is still useful, and what came of it each time.
type Review struct {
	Interval record.Duration `json:"interval,omitzero"` // from one review to the next
	Next     civil.Date      `json:"next,omitzero"`     // day of the next one, where the interval does not tell it: the first one, or another day
	Held     []Verdict       `json:"held,omitempty"`    // each review, the earliest first
}

// Verdict is what one review of a measure came to.
type Verdict struct {
	On      civil.Date `json:"on" field:"required,past"`                      // the day of the review
	By      record.Ref `json:"by" field:"required,ref=person"`                // who decided
	Verdict string     `json:"verdict" field:"required,enum=act|keep|retire"` // act: it is to be changed; keep: it is still useful as it is; retire: it is no longer
	Reason  string     `json:"reason" field:"required,len=2000"`              // why
}

// The verdicts.
const (
	VerdictAct    = "act"
	VerdictKeep   = "keep"
	VerdictRetire = "retire"
)

// Last is the latest review; false where none was held.
func (r Review) Last() (Verdict, bool) {
	if len(r.Held) == 0 {
		return Verdict{}, false
	}
	return r.Held[len(r.Held)-1], true
}

// Open is the latest review where what it decided is still to be done: that the measure is to be retired, or that it is to be changed and no day is told for looking at it again. The
// next review settles it.
func (r Review) Open() (Verdict, bool) {
	last, held := r.Last()
	return last, held && (last.Verdict == VerdictRetire || last.Verdict == VerdictAct && r.Next.IsZero())
}

// Retires tells whether the latest review came to the verdict that the measure is to be retired.
func (r Review) Retires() bool {
	open, ok := r.Open()
	return ok && open.Verdict == VerdictRetire
}

// Due is the day of the next review: the one that is told, else an interval after the last one; none where neither tells it.
func (r Review) Due() civil.Date {
	if last, held := r.Last(); held && r.Next.IsZero() && !r.Interval.IsZero() {
		return r.Interval.After(last.On)
	}
	return r.Next
}

// Ends is the day of the next review, or that of the last one while what it decided is still to be done. It is record.Ends.
func (r Review) Ends(civil.Date) civil.Date {
	if open, ok := r.Open(); ok {
		return open.On
	}
	return r.Due()
}

// checkReview holds reviews to the order of their days.
func checkReview(c *record.Check[Measure]) {
	r := c.Spec.Review
	for i, v := range r.Held {
		if i > 0 && v.On.Before(r.Held[i-1].On) {
			c.Refuse(fmt.Sprintf("review.held[%d].on", i), "is before the review above it, of "+r.Held[i-1].On.String(), "Give them in the order of their days")
		}
	}
	if last, held := r.Last(); held && !r.Next.IsZero() && !r.Next.After(last.On) {
		c.Refuse("review.next", "is not after the last review, of "+last.On.String(), "Give the day of the next review, or leave it out where the interval tells it")
	}
}
