package figures

import (
	"bytes"
	"encoding/json"
	"io"
	"time"

	"github.com/steelyard-isms/steelyard/internal/civil"
	"github.com/steelyard-isms/steelyard/internal/fault"
)

// MaxBytes is the largest document: 10,000 measures under 2,000 objectives take about a tenth of it.
const MaxBytes = 64 << 20

// Document is the figures of a unit or of a scorecard at the end of a period. Scores and bounds are 0 to 100, shares 0 to 1, values in the unit
// of their measure. Its bytes follow from what it says: the same figures give the same bytes.
type Document struct {
	Format  string     `json:"format"`
	Program string     `json:"program"` // that computed it
	Close   Subject    `json:"close"`   // the period-close
	Of      Subject    `json:"of"`      // the unit or the scorecard whose figures they are
	From    civil.Date `json:"from"`
	Until   civil.Date `json:"until"`
	At      time.Time  `json:"at"`   // the moment that was judged: the last one of the period, UTC
	Seq     int64      `json:"seq"`  // the journal entry up to which everything was known
	Root    string     `json:"root"` // of the journal's Merkle tree at that entry, hex

	Scorecards []Scorecard `json:"scorecards"`
	Objectives []Objective `json:"objectives"`
	Measures   []Measure   `json:"measures"`
}

// Subject names a record.
type Subject struct {
	Kind  string `json:"kind"`
	UID   string `json:"uid"`
	Code  string `json:"code"`
	Name  string `json:"name"`
	Title string `json:"title"`
}

// Node is what a scorecard, a perspective or an objective came to.
type Node struct {
	Score       *float64 `json:"score"` // after the cap; null where nothing below was known
	Raw         *float64 `json:"raw"`   // before it
	Band        string   `json:"band"`  // empty where too little was covered
	Lower       float64  `json:"lower"` // if everything unknown were at 0
	Upper       float64  `json:"upper"` // and at 100
	Provisional bool     `json:"provisional"`
	Coverage    float64  `json:"coverage"`
	Confidence  float64  `json:"confidence"`
}

// Scorecard is one scorecard. Node is null where no perspective of it had a weight.
type Scorecard struct {
	Subject
	*Node
	Perspectives []Perspective `json:"perspectives"`
}

// Perspective is one view of a scorecard. Node is null where it had no weight in force.
type Perspective struct {
	Subject
	*Node
	Weight     *float64 `json:"weight"` // in force; null: none was
	Critical   bool     `json:"critical"`
	Objectives []string `json:"objectives"` // their identifiers, in the order of their codes
}

// Objective is one objective with what it was made of.
type Objective struct {
	Subject
	*Node
	Unit        string   `json:"unit"`        // identifier of the unit that it is established at
	Perspective string   `json:"perspective"` // identifier of the one in force; empty: none
	Weight      *float64 `json:"weight"`      // in force, within the perspective
	Critical    bool     `json:"critical"`
	Attainment  string   `json:"attainment"` // the worst of its targets; empty where it had none
	Measures    []Edge   `json:"measures"`
	Targets     []Target `json:"targets"`
}

// Edge is what a measure counted for in an objective.
type Edge struct {
	Measure      string   `json:"measure"`       // its identifier
	InheritsFrom string   `json:"inherits_from"` // the measure whose value it had, where that was one that it replaces
	State        string   `json:"state"`         // known, stale, expired, unknown, not-applicable
	Weight       float64  `json:"weight"`
	Critical     bool     `json:"critical"`
	Counted      *float64 `json:"counted"` // the score that counted
}

// Target is a target in force with how it stood.
type Target struct {
	Measure    string     `json:"measure"` // its identifier
	Start      civil.Date `json:"start"`
	Due        civil.Date `json:"due"`
	Baseline   float64    `json:"baseline"`
	Target     float64    `json:"target"`
	TargetHigh *float64   `json:"target_high"`
	Hold       bool       `json:"hold"`
	Status     string     `json:"status"` // its attainment
	Actual     *float64   `json:"actual"`
	Progress   *float64   `json:"progress"`
	Expected   *float64   `json:"expected"`
}

// Measure is one measure with its last value and the definition in force.
type Measure struct {
	Subject
	Unit          string     `json:"unit"`            // identifier of the unit whose values they are
	UnitOfMeasure string     `json:"unit_of_measure"` // of the value; empty for a bare index
	Decimals      int        `json:"decimals"`
	Value         *float64   `json:"value"` // null where none was ever reported
	ValidFrom     *time.Time `json:"valid_from"`
	ValidTo       *time.Time `json:"valid_to"`
	Recorded      int64      `json:"recorded"` // the journal entry of the value; 0 without one
	Sample        *int64     `json:"sample"`
	Score         *float64   `json:"score"`
	Band          string     `json:"band"`
	Data          string     `json:"data"` // known, stale, expired, unknown
	AgeDays       int        `json:"age_days"`
	Freshness     float64    `json:"freshness"`
	Quality       *float64   `json:"quality"`     // of the data, 0 to 1; null where nothing could be judged
	Scale         *Scale     `json:"scale"`       // null before its first date
	Formula       string     `json:"formula"`     // in force; empty where the values are read, entered or sent
	Aggregation   string     `json:"aggregation"` // how the values of a reporting period become one; empty where each counts by itself
	PeriodDays    int        `json:"period_days"`
}

// Scale is how values became scores: the knots for 0, 40, 70 and 100.
type Scale struct {
	Direction string     `json:"direction"`
	Knots     [4]float64 `json:"knots"`
	Upper     []float64  `json:"upper"` // of a range: those above its plateau
}

// Bytes gives the document in its canonical form. Error: Limited where it would be larger than MaxBytes.
func (d *Document) Bytes() ([]byte, error) {
	b, err := json.Marshal(d)
	if err != nil {
		return nil, err
	}
	if len(b) > MaxBytes {
		return nil, fault.New(fault.Limited, "the figures of the period take %d MiB, and %d are the most: close the scorecards or units one by one", len(b)>>20, MaxBytes>>20)
	}
	return b, nil
}

// Parse reads a document. Error: Invalid where it is none, or of a form that this program does not know.
func Parse(b []byte) (*Document, error) {
	bad := func(reason, remedy string) error {
		return fault.InvalidField("the figures cannot be read", fault.Field{Path: "format", Reason: reason, Remedy: remedy})
	}
	if len(b) > MaxBytes {
		return nil, bad("has more than 64 MiB", "Read it with another program")
	}
	var form struct {
		Format string `json:"format"`
	}
	if err := json.Unmarshal(b, &form); err != nil {
		return nil, bad("is not JSON", "Send the bytes as they were served")
	}
	if form.Format != Format {
		return nil, bad("is not "+Format, "Read it with the program that it names")
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	var out Document
	if err := d.Decode(&out); err != nil {
		return nil, bad("does not have the fields of "+Format, "Send the bytes as they were served")
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, bad("goes on after its end", "Send the bytes as they were served")
	}
	return &out, nil
}
