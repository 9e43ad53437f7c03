package client

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// Change is one item of a bulk request.
type Change struct {
	Action     string  `json:"action"`         // put, patch, move or retire
	Kind       string  `json:"kind"`           // in the singular
	Name       string  `json:"name,omitempty"` // with UID given, another name renames the record
	UID        string  `json:"uid,omitempty"`
	Code       string  `json:"code,omitempty"`
	Title      *string `json:"title,omitempty"`
	State      string  `json:"state,omitempty"` // of put
	Move       string  `json:"move,omitempty"`  // of move
	Spec       any     `json:"spec,omitempty"`  // of put and patch
	IfRevision *int64  `json:"if_revision,omitempty"`
}

// BulkOptions say how changes are made.
type BulkOptions struct {
	Apart  bool // each alone, as far as it can be; else all under one journal entry, or none
	DryRun bool // decide, and write nothing
}

// BulkResult says what became of one change or row.
type BulkResult struct {
	Status  int      `json:"status"` // as it alone would have been answered
	Action  string   `json:"action"` // created, updated, moved, retired, unchanged; empty where it was refused
	Record  *Record  `json:"record"` // as it then is; nil where it was refused
	Problem *Problem `json:"problem"`
}

// BulkAnswer says what became of changes, in their order.
type BulkAnswer struct {
	Atomic  bool         `json:"atomic"`
	DryRun  bool         `json:"dry_run"`
	Items   []BulkResult `json:"items"`
	Replays bool         `json:"-"` // the answer of an earlier request with the same key
	State
}

// Bulk makes up to 10,000 changes of records of any kinds, which may refer to each other in any order. A refusal names the item
// of each fault, as in items[3].spec.weight.
func (c *Client) Bulk(ctx context.Context, changes []Change, b BulkOptions, o ...WriteOption) (BulkAnswer, error) {
	body := struct {
		Atomic bool     `json:"atomic"`
		DryRun bool     `json:"dry_run,omitempty"`
		Reason string   `json:"reason,omitempty"`
		Items  []Change `json:"items"`
	}{!b.Apart, b.DryRun, "", changes}
	r := c.write(http.MethodPost, o, "bulk")
	body.Reason = r.reason
	r, err := r.json(body)
	if err != nil {
		return BulkAnswer{}, err
	}
	return c.bulk(ctx, r)
}

func (c *Client) bulk(ctx context.Context, r *request) (BulkAnswer, error) {
	var out BulkAnswer
	answer, err := c.do(ctx, r, &out)
	if err == nil {
		out.Replays = answer.replays
	}
	return out, err
}

// Table is a form of tables.
type Table string

// The forms.
const (
	CSV  Table = "csv"
	XLSX Table = "xlsx"
)

// media is the media type of a form. Error: it is none.
func (t Table) media() (string, error) {
	switch t {
	case CSV:
		return "text/csv", nil
	case XLSX:
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", nil
	}
	return "", fmt.Errorf("%q is no form of tables: use csv or xlsx", string(t))
}

// Export writes the records of a kind as a table: all of them, without pages.
func (c *Client) Export(ctx context.Context, kind string, form Table, o ListOptions, to io.Writer) error {
	media, err := form.media()
	if err != nil {
		return err
	}
	plural, err := c.plural(ctx, kind)
	if err != nil {
		return err
	}
	o.Limit, o.Cursor = 0, ""
	return c.copyTo(ctx, o.on(get(plural)).text("format", string(form)), to, media)
}

// copyTo writes an answer as it comes.
func (c *Client) copyTo(ctx context.Context, r *request, to io.Writer, media ...string) error {
	r.accept = strings.Join(media, ", ")
	answer, err := c.open(ctx, r, media...)
	if err != nil {
		return err
	}
	defer func() { _ = answer.Body.Close() }()
	w := &marked{to: to}
	if _, err := io.Copy(w, answer.Body); err != nil {
		if w.failed != nil {
			return w.failed
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return &Problem{Title: "Unavailable", Detail: "the answer broke off before its end", cause: err}
	}
	return nil
}

// marked tells a failure of the writer from one of the connection.
type marked struct {
	to     io.Writer
	failed error
}

func (w *marked) Write(b []byte) (int, error) {
	n, err := w.to.Write(b)
	if err != nil {
		w.failed = err
	}
	return n, err
}

// Import declares what the rows of a table say: all of them or none.
func (c *Client) Import(ctx context.Context, kind string, form Table, table []byte, dryRun bool, o ...WriteOption) (BulkAnswer, error) {
	media, err := form.media()
	if err != nil {
		return BulkAnswer{}, err
	}
	plural, err := c.plural(ctx, kind)
	if err != nil {
		return BulkAnswer{}, err
	}
	r := c.write(http.MethodPost, o, plural, "import").told()
	r.body, r.media = table, media
	if dryRun {
		r.text("dry_run", "true")
	}
	return c.bulk(ctx, r)
}

// Declared is a record of a programme, with what is in force of it.
type Declared struct {
	Record
	Force *Record `json:"force"` // the revision in force, where this one waits
}

// Programme is everything that is declared.
type Programme struct {
	Store   string // identifies the store; empty where nothing has been written to it yet
	Records []Declared
	State
}

// Programme gives everything that is declared and may be read, of all kinds, records out of use too.
func (c *Client) Programme(ctx context.Context) (Programme, error) {
	var out Programme
	for cursor := ""; ; {
		var page struct {
			Store string     `json:"store"`
			Items []Declared `json:"items"`
			Next  string     `json:"next"`
			State
		}
		if _, err := c.do(ctx, get("programme").text("cursor", cursor), &page); err != nil {
			return Programme{}, err
		}
		out.Store, out.State, out.Records = page.Store, page.State, append(out.Records, page.Items...)
		if page.Next == "" {
			return out, nil
		}
		if page.Next == cursor { // it would go on for ever
			return Programme{}, c.stranger()
		}
		cursor = page.Next
	}
}

// ScopeOf is the unit whose part alone a status is of.
type ScopeOf struct {
	Name  string `json:"name"`
	Code  string `json:"code"`
	Title string `json:"title"`
}

// Status is what is computed for a record at one moment. Everything is in Data; the fields here are what most readers want.
type Status struct {
	Kind        string          `json:"kind"`
	Name        string          `json:"name"`
	Code        string          `json:"code"`
	Title       string          `json:"title"`
	Scope       *ScopeOf        `json:"scope"`       // the unit that counts alone, with those below it; nil where everything counts
	At          string          `json:"at"`          // the moment that is judged
	Score       *float64        `json:"score"`       // 0 to 100; nil where there is none
	Band        string          `json:"band"`        // good, watch, act or empty
	Shown       string          `json:"shown"`       // the score as pages print it
	Explanation []string        `json:"explanation"` // the same in sentences
	Measure     *MeasureStatus  `json:"measure"`     // of a measure; nil of others
	Computed    []Computed      `json:"computed"`    // how values that formulas gave came about, of children, targets and inputs
	Past        []PastScore     `json:"past"`        // scores at the ends of earlier quarters, earliest first, where they were asked for
	Data        json.RawMessage `json:"-"`           // the whole answer; docs/reference/api.md describes it
}

// MeasureStatus is what most readers want of the status of a measure besides. All of it is in Data.
type MeasureStatus struct {
	Reading     *Reading     `json:"reading"`     // the last value, with where it comes from; nil where none was ever reported
	Advice      []Advice     `json:"advice"`      // what its decision criteria say to do now
	Criteria    []Criterion  `json:"criteria"`    // how sound its construct is: hints, of which no score is made
	Comparisons []Comparison `json:"comparisons"` // benchmarks, and its own value of a year before; none enters a score
	ReviewDue   string       `json:"review_due"`  // by when it is reviewed whether the measure is still useful, or since when the last review waits for what it decided; empty where no day is told
}

// Advice is what a decision criterion of a measure says to do.
type Advice struct {
	When string `json:"when"` // act, watch, good, signal-worse, signal-better or signal
	Text string `json:"text"`
}

// Criterion is one by which the construct of a measure is judged.
type Criterion struct {
	Set  string `json:"set"`  // smart, pragmatic or roles
	Name string `json:"name"` // such as attainable
	Met  bool   `json:"met"`
	Text string `json:"text"` // why, and what to do where it is open
}

// Comparison sets the value of a measure beside a benchmark, or beside itself a year before.
type Comparison struct {
	Kind       string   `json:"kind"`       // external, internal or past
	Day        string   `json:"day"`        // that the figure speaks of
	Value      float64  `json:"value"`      // the figure compared with, in the unit of the measure
	Percentile *float64 `json:"percentile"` // which one that is, 0 to 100; nil where it is none
	Stands     string   `json:"stands"`     // how the last value stands to it: better, worse, equal; empty where nothing is said
	Source     string   `json:"source"`     // who published it; may be empty
	Licence    string   `json:"licence"`    // under which the figures may be used; may be empty
}

// PastScore is the score at the end of an earlier quarter.
type PastScore struct {
	Day      string   `json:"day"`      // last day of the quarter
	Kept     bool     `json:"kept"`     // what was known then was kept
	Then     *float64 `json:"then"`     // 0 to 100, as it was known then; nil where nothing was
	Now      *float64 `json:"now"`      // from what is known now
	Restated bool     `json:"restated"` // they differ
}

// Status gives the computed status of a measure, an objective, a perspective or a scorecard, with the reasons.
func (c *Client) Status(ctx context.Context, kind, ref string) (Status, error) {
	return c.StatusMore(ctx, kind, ref, Question{})
}

// Question is what is asked of a status besides what it is.
type Question struct {
	Since    string // an earlier moment to compare with, as it was known then: a date, a time or entry:N; the answer is in change of Data and in the explanation
	Quarters int    // the scores at the ends of so many earlier quarters, up to 40, as they were known then and as they are known now: in Past
	Scope    string // of a scorecard or a perspective: the unit that counts alone, with those below it
}

// Effects is what was found after an action or initiative was done.
type Effects struct {
	Expected    string          `json:"expected"`    // by how much an action is to move its measure, in the words of its record
	Found       []Effect        `json:"found"`       // of each measure, by code
	Explanation []string        `json:"explanation"` // the same in sentences
	Data        json.RawMessage `json:"-"`           // the whole answer
}

// Effect is what became of one measure.
type Effect struct {
	Measure struct {
		Name  string `json:"name"`
		Code  string `json:"code"`
		Title string `json:"title"`
	} `json:"measure"`
	UnitOfMeasure string   `json:"unit_of_measure"`
	Done          string   `json:"done"`    // the day
	Verdict       string   `json:"verdict"` // improved, worsened, changed, chance, moved-before, too-few-before, too-few-after
	Size          *float64 `json:"size"`    // by how much values lie higher since; nil where there are too few
	P             *float64 `json:"p"`       // how often chance alone makes such a difference; nil likewise
}

// Effects tells what was found after an action or initiative was done.
func (c *Client) Effects(ctx context.Context, kind, ref string) (Effects, error) {
	var out Effects
	plural, err := c.plural(ctx, kind)
	if err != nil {
		return out, err
	}
	if _, err := c.do(ctx, get(plural, ref, "effects"), &out.Data); err != nil {
		return Effects{}, err
	}
	if err := json.Unmarshal(out.Data, &out); err != nil {
		return Effects{}, &Problem{Status: http.StatusInternalServerError, Title: "Internal", Detail: "what was found cannot be read", cause: err}
	}
	return out, nil
}

// StatusMore answers further questions, too.
func (c *Client) StatusMore(ctx context.Context, kind, ref string, q Question) (Status, error) {
	var out Status
	plural, err := c.plural(ctx, kind)
	if err != nil {
		return out, err
	}
	if _, err := c.do(ctx, get(plural, ref, "status").text("since", q.Since).number("quarters", q.Quarters).text("scope", q.Scope), &out.Data); err != nil {
		return Status{}, err
	}
	if err := json.Unmarshal(out.Data, &out); err != nil {
		return Status{}, &Problem{Status: http.StatusInternalServerError, Title: "Internal", Detail: "the status cannot be read", cause: err}
	}
	return out, nil
}

// Text gives the sentences of the explanation, one a line.
func (s Status) Text() string { return strings.Join(s.Explanation, "\n") }
