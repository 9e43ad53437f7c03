package client

import (
	"context"
	"time"
)

// PublishedFile is the document of the figures as a close published them; [Client.FetchFile] gives its bytes.
type PublishedFile struct {
	Number     int              `json:"number"` // of the publication: 1 is the first
	SHA256     string           `json:"sha256"`
	Bytes      int64            `json:"bytes"`
	Seq        int64            `json:"seq"`         // journal entry of the close
	RecordedAt time.Time        `json:"recorded_at"` // when the period was closed
	By         By               `json:"by"`
	Reason     string           `json:"reason"`
	Scores     []PublishedScore `json:"scores"`    // of the scorecard, or of those in which objectives of the unit stand
	Different  int              `json:"different"` // figures that are others in what was published last
	Restated   int              `json:"restated"`  // entries that reached into the period after this close and before the next
	Reopened   *Reopening       `json:"reopened"`  // how the period was opened again after this close; nil where it was not
}

// PublishedScore is the score of a scorecard in a publication.
type PublishedScore struct {
	Of    Named    `json:"of"`
	Score *float64 `json:"score"` // nil where there was none
	Band  string   `json:"band"`
}

// Reopening is that a closed period was opened again.
type Reopening struct {
	Seq        int64     `json:"seq"` // the journal entry
	RecordedAt time.Time `json:"recorded_at"`
	By         By        `json:"by"`
	Reason     string    `json:"reason"`
}

// Figure is a number, or a word; neither where there was none.
type Figure struct {
	Number *float64 `json:"number"`
	Text   string   `json:"text"`
	Void   bool     `json:"void"` // it says nothing, and pages tell of none: of a measure that had expired, or the score of what too little was known of for a band
}

// PeriodFigure is one figure of a record, as published and as known now.
type PeriodFigure struct {
	Kind       string   `json:"kind"` // of the record
	UID        string   `json:"uid"`
	Code       string   `json:"code"`
	Title      string   `json:"title"`
	Figure     string   `json:"figure"`     // score, value, weight, and so on
	About      string   `json:"about"`      // code of another record that it is about; may be empty
	Unit       string   `json:"unit"`       // of a value
	Declared   bool     `json:"declared"`   // such as a weight or a threshold, and not measured or computed
	Published  Figure   `json:"published"`  //
	Now        Figure   `json:"now"`        // where against names a publication, as that says it
	Difference *float64 `json:"difference"` // now less published, of values in % in percentage points; nil where one of the two is no number, or void
	Differs    bool     `json:"differs"`
}

// PeriodFigures is what was published of a period beside what is known of it now.
type PeriodFigures struct {
	Code      string          `json:"code"`
	Name      string          `json:"name"`
	Title     string          `json:"title"`
	Stands    string          `json:"state"`     // open, closed or reopened
	Of        Named           `json:"of"`        // the unit or the scorecard
	From      string          `json:"from"`      // first day
	Until     string          `json:"until"`     // last day
	Published *PublishedFile  `json:"published"` // what is compared: by the latest close unless asked otherwise; nil where no figures were kept
	Against   *PublishedFile  `json:"against"`   // the publication that it is compared with; nil where that is what is known now
	Earlier   []PublishedFile `json:"earlier"`   // by closes before it
	Later     []PublishedFile `json:"later"`     // by closes after it
	Computed  *struct {
		Program string `json:"program"` // version of the program that computed the published figures
		Seq     int64  `json:"seq"`     // the journal entry up to which everything was known
		Root    string `json:"root"`    // of the journal there
	} `json:"computed"`
	Restated   int `json:"restated"` // entries that reached into the period since the latest close
	Recomputed *struct {
		Program string         `json:"program"` // version of the program that answers
		Same    bool           `json:"same"`    // it comes to the figures that were published
		Items   []PeriodFigure `json:"items"`
	} `json:"recomputed"` // nil unless asked for
	Items []PeriodFigure `json:"items"` // those that differ, or all
	Total int            `json:"total"` // of them, those beyond the limit too
	State
}

// FiguresWish says what is asked of the figures of a period.
type FiguresWish struct {
	Published string // which publication is compared: its number, where 1 is the first, or the SHA-256 of its document; the latest where it is empty
	Against   string // what it is compared with: likewise, or latest; what is known now where it is empty
	All       bool   // all figures, not only those that are known otherwise than they were published
	Recompute bool   // computed again from what was known at the close, too, by the program that answers
	Limit     int    // most figures; 1,000 where it is 0
}

// PeriodFigures compares what was published of a period with what is known of it: of a period-close, by name, code or identifier.
func (c *Client) PeriodFigures(ctx context.Context, period string, w FiguresWish) (PeriodFigures, error) {
	r := get("period-closes", period, "figures").limit(w.Limit)
	if w.Published != "" {
		r.text("published", w.Published)
	}
	if w.Against != "" {
		r.text("against", w.Against)
	}
	if w.All {
		r.text("all", "true")
	}
	if w.Recompute {
		r.text("recompute", "true")
	}
	var out PeriodFigures
	_, err := c.do(ctx, r, &out)
	return out, err
}

// Restatement is a journal entry that reached into a closed period.
type Restatement struct {
	Seq         int64     `json:"seq"`
	Publication int       `json:"publication"` // the number of the publication that it came after; 0 where no figures were kept yet
	RecordedAt  time.Time `json:"recorded_at"`
	By          By        `json:"by"`
	Reason      string    `json:"reason"`  // empty where a source told it without anybody saying why
	Run         string    `json:"run"`     // by which a source told it; may be empty
	Points      int       `json:"points"`  // values of the period that it brought
	Records     int       `json:"records"` // measures those are of, or records that say something else for the period
	About       []Named   `json:"about"`   // which: at most 100
}

// Restatements lists what reached into a period after any of its closes, latest first: at most limit, 100 where it is 0.
func (c *Client) Restatements(ctx context.Context, period string, limit int) ([]Restatement, error) {
	var out struct {
		Items []Restatement `json:"items"`
	}
	_, err := c.do(ctx, get("period-closes", period, "restatements").limit(limit), &out)
	return out.Items, err
}

// Named names a record in an answer.
type Named struct {
	Kind  string `json:"kind"`
	UID   string `json:"uid"`
	Name  string `json:"name"`
	Code  string `json:"code"`
	Title string `json:"title"`
}
