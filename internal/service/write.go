package service

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/evaluate"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/journal"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/measurement"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/store"
)

// maxChanges is the most records that one write may change.
const maxChanges = 10_000

// Declare makes, changes or retires records: all of them or none. Rights, references and rules are checked on the state
// at the head of the journal. Errors: Forbidden, Invalid with every place at fault, Conflict where a revision is not the
// one expected.
func (s *Service) Declare(ctx context.Context, p access.Principal, changes []record.Change, reason string) (store.Receipt, error) {
	if len(changes) > maxChanges {
		return store.Receipt{}, fault.New(fault.Limited, "one write changes at most %d records; this one has %d", maxChanges, len(changes))
	}
	if len(reason) > 1000 {
		return store.Receipt{}, fault.InvalidField("the reason cannot be kept", fault.Field{Path: "reason", Reason: "has more than 1,000 bytes", Remedy: "Shorten it"})
	}
	if err := s.warm(ctx, changes); err != nil {
		return store.Receipt{}, err
	}
	return s.store.Write(ctx, store.Write{Type: journal.Change, Actor: p.Actor(), Reason: reason,
		Decide: func(ctx context.Context, tx *store.Tx, head *record.Snapshot) (store.Decision, error) {
			permitted, err := s.permit(p, head, changes, reason)
			if err != nil {
				return store.Decision{}, err
			}
			d, err := s.decided(ctx, tx, head, permitted, reason)
			d.Permit = func(planned record.Planned) error { return s.permitPlanned(p, head, planned) }
			return d, err
		}})
}

// NewPoint is a point as it is sent for a measure.
type NewPoint struct {
	Measure string // name, code or identifier
	From    time.Time
	To      time.Time
	Value   *float64
	Sample  *int64
	Note    string
}

// Accepted tells what became of points.
type Accepted struct {
	Seq      int64 `json:"seq"` // journal entry
	Batch    int64 `json:"batch,string"`
	Points   int   `json:"points"` // how many were added
	Repeated bool  `json:"repeated"`
}

// NewBatch is points as they are sent together.
type NewBatch struct {
	Points   []NewPoint
	Evidence []record.File // that were sent, and show where the values come from: at most 20
	Reason   string
	Key      string // makes a repetition harmless; empty for none
	Digest   string // of the request that the key belongs to
}

// AddPoints is AddBatch of points without evidence.
func (s *Service) AddPoints(ctx context.Context, p access.Principal, points []NewPoint, reason, key, digest string) (Accepted, error) {
	return s.AddBatch(ctx, p, NewBatch{Points: points, Reason: reason, Key: key, Digest: digest})
}

// AddBatch adds points for measures that have no source: all of them or none. A value of a closed period needs a reason. Errors: Forbidden; Invalid with every place at fault; Limited; Conflict where a
// measure is retired meanwhile, or a period closed.
func (s *Service) AddBatch(ctx context.Context, p access.Principal, in NewBatch) (Accepted, error) {
	points, reason, key, digest := in.Points, in.Reason, in.Key, in.Digest
	if err := s.gate.Allow(p, access.Collect, access.Any(measure.MeasureKind.Name)); err != nil {
		return Accepted{}, err
	}
	w := store.Write{Type: journal.Points, Actor: p.Actor(), Reason: reason}
	if key != "" {
		w.Key = &store.Key{Principal: string(p.Account), Text: key, Request: digest}
		if r, known, err := s.store.Answered(ctx, *w.Key); err != nil || known {
			return accepted(r, err)
		}
	}
	if err := fault.InvalidFields("the points cannot be accepted", wrongEvidence(in.Evidence)); err != nil {
		return Accepted{}, err
	}
	batch := measurement.Batch{ID: measurement.NewBatchID(s.clock()), Points: make([]measurement.Point, len(points))}
	series, err := s.place(p, points, batch.Points)
	if err != nil { // another process may have declared the measure a moment ago
		if err := s.store.CatchUp(ctx); err != nil {
			return Accepted{}, err
		}
		series, err = s.place(p, points, batch.Points)
	}
	if err != nil {
		return Accepted{}, err
	}
	if err := unexplained(s.store.Snapshot(), batch.Points, series, reason); err != nil {
		return Accepted{}, err
	}
	sum, err := batch.Seal()
	if err != nil {
		return Accepted{}, err
	}
	return s.addBatch(ctx, w, batch, sum, series, evidenceOf(batch.ID, in.Evidence))
}

func (s *Service) addBatch(ctx context.Context, w store.Write, batch measurement.Batch, sum string, series []measurement.Series, evidence []journal.Evidence) (Accepted, error) {
	if err := s.store.PrepareMonths(ctx, batch); err != nil {
		return Accepted{}, err
	}
	w.Stage = func(ctx context.Context, tx *store.Tx) error { return tx.StagePoints(ctx, batch, series) }
	w.Decide = func(ctx context.Context, tx *store.Tx, head *record.Snapshot) (store.Decision, error) {
		if err := evidenceSent(ctx, tx, evidence); err != nil {
			return store.Decision{}, err
		}
		for _, x := range series {
			if r, ok := head.Find(x.Owner); !ok || r.Retired {
				return store.Decision{}, fault.New(fault.Conflict, "a measure was retired while its points arrived")
			}
		}
		closed := false
		restates := restatedValues(head, batch.Points, series, w.Reason, func(int, *record.Record) { closed = true })
		if closed {
			return store.Decision{}, fault.New(fault.Conflict, "a period was closed while its points arrived: send them with the reason why they come now")
		}
		note := store.NoteBatch(batch, sum)
		return store.Decision{
			Body: journal.Body{Batches: []journal.Batch{note}, Evidence: evidence, Restates: restates},
			Then: func(ctx context.Context, tx *store.Tx, seq int64, _ time.Time) error {
				if err := tx.InsertBatch(ctx, note, seq); err != nil {
					return err
				}
				return tx.InsertEvidence(ctx, evidence, seq)
			},
			Answer: func(r store.Receipt) ([]byte, error) {
				return json.Marshal(Accepted{Seq: r.Seq, Batch: batch.ID, Points: len(batch.Points)})
			}}, nil
	}
	r, err := s.store.Write(ctx, w)
	if err != nil {
		return Accepted{}, err
	}
	s.store.KnowSeries(series)
	return accepted(r, nil)
}

// accepted reads the answer of a receipt, first or repeated.
func accepted(r store.Receipt, err error) (Accepted, error) {
	if err != nil {
		return Accepted{}, err
	}
	var out Accepted
	if err := json.Unmarshal(r.Answer, &out); err != nil {
		return Accepted{}, fmt.Errorf("reading the answer: %w", err)
	}
	out.Repeated = r.Repeated
	return out, nil
}

// place finds the series of points that were sent and checks them, naming the place of each fault.
func (s *Service) place(p access.Principal, in []NewPoint, out []measurement.Point) ([]measurement.Series, error) {
	snapshot, now := s.store.Snapshot(), s.clock()
	see := s.sees(p, snapshot)
	known := map[string]seriesOfEntered{}
	var series []measurement.Series
	var faults []fault.Field
	for i, point := range in {
		f, ok := known[point.Measure]
		if !ok {
			x, m, bad := seriesFor(snapshot, see, point.Measure)
			if bad == nil {
				if err := s.permitValues(p, snapshot, x); err != nil {
					return nil, err
				}
			}
			f = seriesOfEntered{x.ID(), m, bad}
			known[point.Measure] = f
			if bad == nil {
				series = append(series, x)
			}
		}
		path := ""
		if f.refuse != nil || point.Value == nil || len(faults) > 0 {
			path = fmt.Sprintf("points[%d].", i)
		}
		if f.refuse != nil {
			faults = append(faults, fault.Field{Path: path + "measure", Reason: f.refuse.Reason, Remedy: f.refuse.Remedy})
		}
		out[i] = measurement.Point{Series: f.id, From: point.From.UTC().Truncate(time.Microsecond), To: point.To.UTC().Truncate(time.Microsecond),
			Value: point.Value, Sample: point.Sample, Note: point.Note}
		wrong := out[i].Check("", now)
		if bad := f.impossible(out[i]); len(wrong) == 0 && bad != nil {
			wrong = append(wrong, *bad)
		}
		for _, bad := range wrong {
			bad.Path = fmt.Sprintf("points[%d].%s", i, bad.Path)
			faults = append(faults, bad)
		}
		if len(faults) > 50 {
			break
		}
	}
	return unique(series), fault.InvalidFields("the points cannot be accepted", faults)
}

func unique(series []measurement.Series) []measurement.Series {
	seen := map[measurement.Series]bool{}
	out := series[:0]
	for _, x := range series {
		if !seen[x] {
			seen[x] = true
			out = append(out, x)
		}
	}
	return out
}

// seriesFor finds the series that the values of a measure are added to, or says why there is none. Of a measure that may not
// be seen it says what it says of one that is not there.
func seriesFor(s *record.Snapshot, see func(*record.Record) bool, text string) (measurement.Series, *measure.Measure, *fault.Field) {
	r, ok := s.Lookup(measure.MeasureKind.Name, text)
	if !ok || !see(r) {
		return measurement.Series{}, nil, &fault.Field{Reason: fmt.Sprintf("there is no measure %q", record.Clip(text)), Remedy: "Declare it first, or check the name"}
	}
	if r.Retired {
		return measurement.Series{}, nil, &fault.Field{Reason: "measure " + r.Name + " is retired", Remedy: "Send the points to the measure that replaces it"}
	}
	m, _ := record.As[measure.Measure](r)
	if m.Spec.Source != "" {
		return measurement.Series{}, nil, &fault.Field{Reason: "measure " + r.Name + " is read from a source", Remedy: "Send the file to its source; a corrected file corrects the value"}
	}
	if m.Spec.Derived() {
		return measurement.Series{}, nil, &fault.Field{Reason: "measure " + r.Name + " is computed by its formula", Remedy: "Send the points to the measures that are its inputs, or the file to their source"}
	}
	return evaluate.StoredSeries(s, m), m.Spec, nil
}

// RequestDigest identifies a request's bytes for an idempotency key.
func RequestDigest(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}
