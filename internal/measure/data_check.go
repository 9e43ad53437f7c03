package measure

import (
	"fmt"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// DataCheck is what somebody found when they checked values against something else. Completeness and timeliness need none: they are computed.
type DataCheck struct {
	On    civil.Date `json:"on" field:"required,past"`                                 // the day of the check
	Part  string     `json:"part" field:"required,enum=validity|consistency|accuracy"` // validity: can the values be what they say; consistency: do they agree with another source; accuracy: do they agree with what they speak of
	Of    int        `json:"of" field:"required,min=1,max=1000000000"`                 // how many were checked: rows, cases, assets
	Right int        `json:"right" field:"min=0,max=1000000000"`                       // how many of them were right
	How   string     `json:"how" field:"required,len=500"`                             // against what they were checked, and what was wrong
	By    record.Ref `json:"by,omitempty" field:"ref=person"`                          // who checked
}

// checkDataChecks holds checks to counts that can be, and to the order of their days.
func checkDataChecks(c *record.Check[Measure]) {
	for i, x := range c.Spec.DataChecks {
		path := fmt.Sprintf("data_checks[%d].", i)
		if x.Right > x.Of {
			c.Refuse(path+"right", fmt.Sprintf("is more than the %d that were checked", x.Of), "Give how many of them were right")
		}
		if i > 0 && x.On.Before(c.Spec.DataChecks[i-1].On) {
			c.Refuse(path+"on", "is before that of the one before, "+c.Spec.DataChecks[i-1].On.String(), "Give them in the order of their days")
		}
	}
}

// LastCheck is the latest check of a part up to a day; false where there is none.
func (m *Measure) LastCheck(part string, day civil.Date) (DataCheck, bool) {
	for i := len(m.DataChecks) - 1; i >= 0; i-- {
		if x := m.DataChecks[i]; x.Part == part && !x.On.After(day) {
			return x, true
		}
	}
	return DataCheck{}, false
}
