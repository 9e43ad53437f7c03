package client

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"time"
)

// NewPoint is one value of a measure that no source reads.
type NewPoint struct {
	Measure   string   `json:"measure"`              // name, code or identifier
	ValidFrom string   `json:"valid_from,omitempty"` // a date (its first moment, UTC) or a time by RFC 3339; see ValidTo where empty
	ValidTo   string   `json:"valid_to"`             // a date, which is its last moment, speaks of that day; a time of that moment
	Value     *float64 `json:"value"`                // in the unit of the measure; nil, with a note, withdraws what was recorded
	Sample    *int64   `json:"sample,omitempty"`     // number of cases behind it
	Note      string   `json:"note,omitempty"`
}

// Added says what became of points.
type Added struct {
	Seq    int64  `json:"seq"`   // journal entry
	Batch  string `json:"batch"` // identifier of the batch
	Points int    `json:"points"`
}

// AddPoints adds up to 10,000 values: all of them or none. Of the options it takes Reason and Key.
func (c *Client) AddPoints(ctx context.Context, points []NewPoint, o ...WriteOption) (Added, error) {
	return c.AddPointsWithEvidence(ctx, points, nil, o...)
}

// Evidence is a file that shows where values come from.
type Evidence struct {
	SHA256    string `json:"sha256"` // of its bytes, which [Client.SendFile] has sent
	Name      string `json:"name"`   // what people call it, with its ending
	MediaType string `json:"media_type,omitempty"`
}

// AddPointsWithEvidence is AddPoints with up to 20 files that show where the values come from.
func (c *Client) AddPointsWithEvidence(ctx context.Context, points []NewPoint, files []Evidence, o ...WriteOption) (Added, error) {
	r := c.write(http.MethodPost, o, "points")
	body := struct {
		Points   []NewPoint `json:"points"`
		Evidence []Evidence `json:"evidence,omitempty"`
		Reason   string     `json:"reason,omitempty"`
	}{points, files, r.reason}
	var out Added
	r, err := r.json(body)
	if err == nil {
		_, err = c.do(ctx, r, &out)
	}
	return out, err
}

// Point is one value of a measure.
type Point struct {
	ValidFrom  time.Time `json:"valid_from"` // the period that it speaks of
	ValidTo    time.Time `json:"valid_to"`
	Value      *float64  `json:"value"` // nil where it was withdrawn
	Sample     *int64    `json:"sample"`
	Note       string    `json:"note"`
	RecordedAt time.Time `json:"recorded_at"` // when it became known
	Seq        int64     `json:"seq"`
	Run        string    `json:"run"` // that read it; empty where it was sent
	// Evidence are the files that show where it comes from.
	Evidence []Evidence `json:"evidence"`
}

// Points gives the last values of a measure, latest first: at most limit, 100 where it is 0.
func (c *Client) Points(ctx context.Context, measure string, limit int) ([]Point, error) {
	var out struct {
		Items []Point `json:"items"`
	}
	_, err := c.do(ctx, get("measures", measure, "points").limit(limit), &out)
	return out.Items, err
}

// Run is one reading of a source.
type Run struct {
	ID         string              `json:"id"`
	Source     string              `json:"source"`
	Filename   string              `json:"filename"`
	SHA256     string              `json:"sha256"` // of the raw file, as it was sent
	Bytes      int64               `json:"bytes"`
	ObservedAt time.Time           `json:"observed_at"` // when what the file says was so
	Told       bool                `json:"observed_at_told"`
	RecordedAt time.Time           `json:"recorded_at"`
	Seq        int64               `json:"seq"`
	KeepUntil  time.Time           `json:"keep_until"`
	Format     string              `json:"format"`
	Host       string              `json:"host"`   // that the file is about; empty where it names none, or several
	Items      int                 `json:"items"`  // how many things the file lists
	Values     map[string]*float64 `json:"values"` // nil where the file says nothing
	Warnings   []string            `json:"warnings"`
	Waiting    []RunWaiting        `json:"waiting"` // of values that are durations, how long the cases of the file took
}

// RunWaiting is how long cases took, with those in mind that are open (Kaplan and Meier): what a duration was read from.
type RunWaiting struct {
	Value      string           `json:"value"`
	Unit       string           `json:"unit"`       // name of the unit, where the file tells the value by unit; else empty
	Percentile float64          `json:"percentile"` // the share of the cases that the value is for, in per cent
	Days       float64          `json:"days"`       // the value: after so many days that share has ended
	Low        *float64         `json:"low"`        // ends of its 95 % interval, in days; nil where too many cases are open to tell
	High       *float64         `json:"high"`
	Cases      int              `json:"cases"`
	Ended      int              `json:"ended"`       // of these
	ClosedMean *float64         `json:"closed_mean"` // days that those took in the mean: too low; nil where none has ended
	Steps      []RunWaitingStep `json:"steps"`       // where the share of open cases falls
}

// RunWaitingStep is where the share of open cases falls.
type RunWaitingStep struct {
	Days   float64  `json:"days"`
	AtRisk int      `json:"at_risk"` // cases that were open just before
	Open   float64  `json:"open"`    // the share of all cases that is open behind it, 0 to 1
	Low    *float64 `json:"low"`     // ends of its 95 % interval, 0 to 1; nil where none is open
	High   *float64 `json:"high"`
}

// CollectedRun is a run with what it added.
type CollectedRun struct {
	Run
	Points int `json:"points"`
	// Again: the source had read this very file before, and nothing was added. So it is, too, where an attempt of this call
	// had arrived and its answer was lost.
	Again bool `json:"again"`
}

// RawFile is a file for a source.
type RawFile struct {
	Name       string    // for people, and to recognise the format; may be empty
	Content    io.Reader // sent as it is read; where it can seek, it is sent again after a failure
	ObservedAt string    // when what it says was so, where it does not say itself: a time or a date
	Reason     string    // for the journal, on one line
}

// Collect sends a file to a source. File, run and points are kept together, or nothing is; the same file adds nothing.
func (c *Client) Collect(ctx context.Context, source string, f RawFile) (CollectedRun, error) {
	r := c.upload(f.Content, f.Reason, "sources", source, "runs").text("filename", f.Name).text("observed_at", f.ObservedAt)
	var out CollectedRun
	_, err := c.do(ctx, r, &out)
	return out, err
}

// upload is a request with a file as its body. It needs no key: the same bytes again add nothing.
func (c *Client) upload(content io.Reader, reason string, path ...string) *request {
	r := c.write(http.MethodPost, []WriteOption{Reason(reason)}, path...).told()
	r.header.Del("Idempotency-Key")
	r.stream, r.media = newStream(content), "application/octet-stream"
	return r
}

// Runs lists the runs of a source, latest first: at most limit, 100 where it is 0.
func (c *Client) Runs(ctx context.Context, source string, limit int) ([]Run, error) {
	var out struct {
		Items []Run `json:"items"`
	}
	_, err := c.do(ctx, get("sources", source, "runs").limit(limit), &out)
	return out.Items, err
}

// Run gives a run by its identifier.
func (c *Client) Run(ctx context.Context, id string) (Run, error) {
	var out Run
	_, err := c.do(ctx, get("runs", id), &out)
	return out, err
}

// SentFile says where a file is kept.
type SentFile struct {
	SHA256 string `json:"sha256"` // by which records name it
	Bytes  int64  `json:"bytes"`
	Seq    int64  `json:"seq"`
	Again  bool   `json:"again"` // it had been sent before; as in CollectedRun
}

// SendFile keeps a file that records are to name, of at most 32 MiB.
func (c *Client) SendFile(ctx context.Context, content io.Reader, reason string) (SentFile, error) {
	var out SentFile
	_, err := c.do(ctx, c.upload(content, reason, "files"), &out)
	return out, err
}

// FetchFile writes a file as it was sent, or as the program made it, byte for byte, and makes sure that it is the one asked for. Error: also where its
// bytes are others than its SHA-256 says; what was written is then not to be used.
func (c *Client) FetchFile(ctx context.Context, sum string, to io.Writer) error {
	h := sha256.New()
	if err := c.copyTo(ctx, get("files", sum), io.MultiWriter(to, h), "application/octet-stream", "application/json"); err != nil {
		return err
	}
	if got := hex.EncodeToString(h.Sum(nil)); got != sum {
		return &Problem{Status: http.StatusInternalServerError, Title: "Internal", Detail: "the file is not the one asked for: its SHA-256 is " + got}
	}
	return nil
}
