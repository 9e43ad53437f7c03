package page

import (
	"html/template"
	"time"

	"github.com/steelyard-isms/steelyard/internal/catalog/fields"
	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/scorecard"
)

// PeriodFigures is what was published of a period, beside what is known of it now. Texts are finished, in the reader's style.
type PeriodFigures struct {
	Of           Ref       // the unit or the scorecard
	From, Until  time.Time // first and last day
	Closed       bool      // false: it is open, or was opened again
	Ended        bool      // its last day is over
	ClosedAt     time.Time // the latest close; zero: it was never closed
	ClosedBy     string
	Reason       string
	Published    Score // of the scorecard, where the figures are of one; without text of a unit, which may have several
	Now          Score
	Change       *float64 // of that score, in points
	Different    int      // figures that are known otherwise now
	Below        int      // of those, figures of other records than the scorecard
	Rows         []FigureRow
	MoreRows     int
	Differences  []FigureDifference
	Restatements []Restatement
	Restated     int           // of them all
	File         *FigureFile   // of the publication that is shown
	Against      *FigureFile   // what it stands beside; nil: what is known now
	Chosen       bool          // another comparison was asked for than of what was published last with what is known now
	Publications []Publication // the latest first; none where there is one only that stands
	Again        *Again
	Table        string // address of all figures as CSV
}

// FigureRow is the score of a record, or the value of a measure, as published and as known now.
type FigureRow struct {
	Ref
	Kind                string
	Published, Now      string // empty: none
	VoidThen, VoidNow   Void
	Then, Is            Band
	Plan, PlanNow       Attainment // of an objective
	Change              *float64   // of scores, in points; nil where one of the two is none, or both read alike
	Moved               *float64   // of values; nil likewise
	Unit                string     // of the values
	Decimals            int        // of Change or Moved: as many as the figures beside it have
	ScoreThen, ScoreNow string     // of a measure whose value is the same and whose score is not
	Differs             bool
}

// FigureDifference is a figure that is known otherwise than it was published.
type FigureDifference struct {
	Ref
	Figure         string // what it is called: the key of its word
	About          string // code of another record that it is about; empty: none
	Published, Now string // empty: none
	Void, VoidNow  Void
}

// Void tells that a figure is held for the record and says nothing, so that a reader is told of none and of why.
type Void string

// Why a figure says nothing; empty: it says what it says.
const (
	VoidExpired Void = "expired" // the last value of a measure that had expired, and its score
	VoidLittle  Void = "little"  // a score of which too little was known to have a band
)

func (v Void) why(f Frame, held string) template.HTML {
	if v == VoidExpired {
		return f.h("closes.void.expired", words.F("value", held))
	}
	return f.h("closes.void.little", words.F("score", held))
}

// Restatement is an entry that reached into a closed period.
type Restatement struct {
	At      time.Time
	By      string
	Entry   uint64
	Points  int
	About   []Ref
	Records int
	Reason  string
	Run     Ref // by which a source told it; without a name: none
	After   int // the number of the publication that it came after
}

// FigureFile is the document that a close published.
type FigureFile struct {
	RawFile
	Number   int // of the publication; 1 is the first
	At       time.Time
	By       string
	Reason   string
	Program  string
	Computed uint64 // the journal entry that it was computed from
	Root     string // of the journal there
}

// Publication is what one close published, among those of a period.
type Publication struct {
	FigureFile
	Shown       bool             // it is the one that the page sets beside something
	OfOne       bool             // the figures are those of the one scorecard of Scores
	Scores      []PublishedScore // of scorecards
	Different   int              // figures that are others in what was published last
	Restated    int              // changes that reached into the period before the next close
	ReopenedAt  time.Time        // zero: it was not opened again
	ReopenedBy  string
	ReopenedWhy string
	Now, Latest string // addresses where it stands beside what is known now, and beside what was published last; Latest is empty of that
}

// PublishedScore is the score of a scorecard in a publication.
type PublishedScore struct {
	Ref
	Score   Score
	Another bool // than in what was published last
}

// Again is what this program makes of what was known when the period was closed.
type Again struct {
	Program     string
	Differences []FigureDifference
	More        int
}

// figureWords are what figures are called.
var figureWords = map[string]words.Key{
	"score": "closes.figure.score", "band": "closes.figure.band", "raw": "closes.figure.raw", "lower": "closes.figure.lower", "upper": "closes.figure.upper",
	"provisional": "closes.figure.provisional", "coverage": "closes.figure.coverage", "confidence": "closes.figure.confidence", "weight": "closes.figure.weight",
	"critical": "closes.figure.critical", "attainment": "closes.figure.attainment", "perspective": "closes.figure.perspective", "state": "closes.figure.state", "counted": "closes.figure.counted",
	"progress": "closes.figure.progress", "expected": "closes.figure.expected", "baseline": "closes.figure.baseline", "target": "closes.figure.target", "target_high": "closes.figure.target-high",
	"start": "closes.figure.start", "due": "closes.figure.due", "value": "closes.figure.value", "data": "closes.figure.data", "valid_to": "closes.figure.valid-to", "age_days": "closes.figure.age",
	"freshness": "closes.figure.freshness", "quality": "closes.figure.quality", "sample": "closes.figure.sample", "direction": "closes.figure.direction", "worst": "closes.figure.worst", "red": "closes.figure.red", "green": "closes.figure.green",
	"upper_target": "closes.figure.upper-target", "upper_green": "closes.figure.upper-green", "upper_red": "closes.figure.upper-red", "upper_worst": "closes.figure.upper-worst",
	"formula": "closes.figure.formula", "aggregation": "closes.figure.aggregation", "period_days": "closes.figure.period-days",
}

// byRecord parts differences, which come record by record, so that each record is named once.
func byRecord(list []FigureDifference) [][]FigureDifference {
	var parts [][]FigureDifference
	for i, d := range list {
		if i == 0 || d.Ref != list[i-1].Ref {
			parts = append(parts, nil)
		}
		parts[len(parts)-1] = append(parts[len(parts)-1], d)
	}
	return parts
}

func (d FigureDifference) called(f Frame) string {
	name := f.t(figureWords[d.Figure])
	if d.About == "" {
		return name
	}
	return f.t("closes.figure-of", words.T("figure", name), words.T("code", d.About))
}

// fewSame is how many rows that are known as they were published stand without being folded away.
const fewSame = 6

// parted tells the rows that a reader looks for first, which are those that differ and those of the scorecard and its perspectives, from the others that are known as they were
// published. Of a period that is not closed all come first.
func (c PeriodFigures) parted() (first, same []FigureRow) {
	if c.File == nil {
		return c.Rows, nil
	}
	for _, r := range c.Rows {
		if r.Differs || r.Published != r.Now || r.Kind == scorecard.ScorecardKind.Name || r.Kind == scorecard.PerspectiveKind.Name {
			first = append(first, r)
		} else {
			same = append(same, r)
		}
	}
	if len(same) <= fewSame {
		return c.Rows, nil
	}
	return first, same
}

func (r FigureRow) kind() string { return fields.English.Kind(r.Kind).Title }

// banded tells whether a record is in another band, planned whether an objective stands otherwise to its plan, and turned whether either is so.
func (r FigureRow) banded() bool { return r.Then != r.Is && r.Then != "" && r.Is != "" }

func (r FigureRow) planned() bool { return r.Plan != r.PlanNow && r.Plan != "" && r.PlanNow != "" }

func (r FigureRow) turned() bool { return r.banded() || r.planned() }

// unlisted is how many restatements the page does not list.
func (c PeriodFigures) unlisted() int {
	all := c.Restated
	if len(c.Publications) > 0 {
		all = 0
		for _, x := range c.Publications {
			all += x.Restated
		}
	}
	return all - len(c.Restatements)
}
