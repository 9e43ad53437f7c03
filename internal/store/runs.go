package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"time"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/journal"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// Run is one reading of a source: which file, when, and what it said.
type Run struct {
	ID         string // R- and eight or more digits: its journal entry
	Seq        int64
	RecordedAt time.Time
	Source     record.UID
	SHA256     string
	Filename   string // as given by whoever sent it; empty where not told
	ObservedAt time.Time
	Reading    Reading
	Bytes      int64
	// Classification and KeepUntil are what the source asked of the raw file when it was read. Another run of the same file
	// may ask for more: Store.File tells what holds.
	Classification string
	KeepUntil      time.Time
}

// Reading is what a format made of a file, as it is kept with the run.
type Reading struct {
	Format   string              `json:"format"`
	Host     string              `json:"host,omitempty"` // that the file is about; empty where it names none
	Items    int                 `json:"items"`
	Values   map[string]*float64 `json:"values"`
	Warnings []string            `json:"warnings"`
	// ToldAt: the observed time was told by whoever sent the file, because the file does not say it or for a demonstration.
	ToldAt bool `json:"told_at,omitempty"`
	// Waiting are the curves behind values that are durations.
	Waiting []Waiting `json:"waiting,omitempty"`
}

// Waiting is how long the cases of a file took, with those in mind that are open (Kaplan and Meier): what a duration was read from.
type Waiting struct {
	Value      string        `json:"value"`          // name of the value
	Unit       record.UID    `json:"unit,omitempty"` // whose value it is, where the file tells it by unit
	Percentile float64       `json:"percentile"`     // the share of the cases that the value is for, in per cent
	Days       float64       `json:"days"`           // the value: after so many days that share has ended
	Low        *float64      `json:"low"`            // ends of its 95 % interval; nil where too many cases are open to tell
	High       *float64      `json:"high"`
	Cases      int           `json:"cases"`
	Ended      int           `json:"ended"`       // of these
	ClosedMean *float64      `json:"closed_mean"` // days that those took in the mean: too low, since what takes long is still open
	Steps      []WaitingStep `json:"steps"`       // where the share of open cases falls, at most MostSteps of them
}

// WaitingStep is where the share of open cases falls.
type WaitingStep struct {
	Days   float64  `json:"days"`
	AtRisk int      `json:"at_risk"` // cases that were open just before
	Open   float64  `json:"open"`    // the share that is open behind it, 0 to 1
	Low    *float64 `json:"low"`     // ends of its 95 % interval; nil where none is open
	High   *float64 `json:"high"`
}

// MostSteps is how many steps of a curve are kept: more cannot be seen.
const MostSteps = 120

// digest covers the run's row, for the journal: the columns as a line of JSON, then the very bytes of the reading.
func (r Run) digest(reading []byte) string {
	h := sha256.New()
	line := json.NewEncoder(h) // writing to a hash cannot fail, and texts and numbers always marshal
	_ = line.Encode([]any{r.ID, r.Source, r.SHA256, r.Filename, r.ObservedAt.UnixMicro(), r.Classification, r.KeepUntil.UnixMicro()})
	h.Write(reading)
	return hex.EncodeToString(h.Sum(nil))
}

// Note is what the journal says of the run.
func (r Run) Note() (journal.RunNote, error) {
	reading, err := json.Marshal(r.Reading)
	if err != nil {
		return journal.RunNote{}, err
	}
	return journal.RunNote{ID: r.ID, Source: r.Source, SHA256: r.SHA256, Bytes: r.Bytes, Digest: r.digest(reading)}, nil
}

// InsertRun writes a run and its file under their entry.
func (t *Tx) InsertRun(ctx context.Context, r Run, seq int64) error {
	reading, err := json.Marshal(r.Reading)
	if err != nil {
		return err
	}
	if _, err := t.exec(ctx, "INSERT INTO raw_file (sha256, bytes, seq) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", r.SHA256, r.Bytes, seq); err != nil {
		return err
	}
	_, err = t.exec(ctx, `INSERT INTO run (id, seq, source, sha256, filename, observed_at, classification, keep_until, reading)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`, r.ID, seq, r.Source, r.SHA256, r.Filename, r.ObservedAt.UnixMicro(), r.Classification,
		r.KeepUntil.UnixMicro(), reading)
	return err
}

// RunOfFile finds the run in which a source read that very file.
func (t *Tx) RunOfFile(ctx context.Context, source record.UID, sha256 string) (Run, bool, error) {
	runs, err := t.s.runs(ctx, t.tx, "r.source = ? AND r.sha256 = ?", source, sha256)
	if err != nil || len(runs) == 0 {
		return Run{}, false, err
	}
	return runs[0], true, nil
}

// Run finds a run by its identifier, recorded up to an entry.
func (s *Store) Run(ctx context.Context, id string, upTo int64) (Run, error) {
	runs, err := s.runs(ctx, s.read, "r.id = ? AND r.seq <= ?", id, upTo)
	if err != nil {
		return Run{}, err
	}
	if len(runs) == 0 {
		return Run{}, fault.New(fault.NotFound, "there is no run %s", id)
	}
	return runs[0], nil
}

// RunsByID finds several runs in one query.
func (s *Store) RunsByID(ctx context.Context, ids []string) (map[string]Run, error) {
	out := map[string]Run{}
	for some := range slices.Chunk(ids, listMax) {
		runs, err := s.runs(ctx, s.read, "r.id IN ("+marks(len(some))+")", list(some)...)
		if err != nil {
			return nil, err
		}
		for _, r := range runs {
			out[r.ID] = r
		}
	}
	return out, nil
}

// Runs lists the runs of a source up to an entry, latest first.
func (s *Store) Runs(ctx context.Context, source record.UID, upTo int64, limit int) ([]Run, error) {
	return s.runs(ctx, s.read, "r.source = ? AND r.seq <= ? ORDER BY r.seq DESC LIMIT ?", source, upTo, limit)
}

// RecentRuns lists the runs of all sources up to an entry, latest first.
func (s *Store) RecentRuns(ctx context.Context, upTo int64, limit int) ([]Run, error) {
	return s.runs(ctx, s.read, "r.seq <= ? ORDER BY r.seq DESC LIMIT ?", upTo, limit)
}

// lastRuns goes from source to source in the index and takes the last entry of each, however many runs lie between.
const lastRuns = `r.seq IN (WITH RECURSIVE s(source) AS (SELECT MIN(x.source) FROM run x
	UNION ALL SELECT (SELECT MIN(x.source) FROM run x WHERE x.source > s.source) FROM s WHERE s.source IS NOT NULL)
	SELECT (SELECT MAX(x.seq) FROM run x WHERE x.source = s.source AND x.seq <= ?) FROM s)`

// LastRuns gives the last run of every source up to an entry, in one query.
func (s *Store) LastRuns(ctx context.Context, upTo int64) (map[record.UID]Run, error) {
	runs, err := s.runs(ctx, s.read, lastRuns, upTo)
	out := map[record.UID]Run{}
	for _, r := range runs {
		out[r.Source] = r
	}
	return out, err
}

// newestData goes through the index in the same way, and takes the latest moment that a file of each source speaks of.
const newestData = `WITH RECURSIVE s(source) AS (SELECT MIN(x.source) FROM run x
	UNION ALL SELECT (SELECT MIN(x.source) FROM run x WHERE x.source > s.source) FROM s WHERE s.source IS NOT NULL)
	SELECT n.source, n.newest FROM (SELECT s.source, (SELECT MAX(x.observed_at) FROM run x WHERE x.source = s.source AND x.seq <= ?) AS newest FROM s) n WHERE n.newest IS NOT NULL`

// NewestData gives of every source the latest moment that its files up to an entry speak of, which need not be that of the last file, in one query. Error: Unavailable.
func (s *Store) NewestData(ctx context.Context, upTo int64) (map[record.UID]time.Time, error) {
	unreadable := func(err error) error { return fault.Wrap(fault.Unavailable, err, "the runs cannot be read") }
	rows, err := s.read.QueryContext(ctx, s.d.bind(newestData), upTo)
	if err != nil {
		return nil, unreadable(err)
	}
	defer func() { _ = rows.Close() }()
	out := map[record.UID]time.Time{}
	for rows.Next() {
		var source record.UID
		var at int64
		if err := rows.Scan(&source, &at); err != nil {
			return nil, unreadable(err)
		}
		out[source] = time.UnixMicro(at).UTC()
	}
	if err := rows.Err(); err != nil {
		return nil, unreadable(err)
	}
	return out, nil
}

func (s *Store) runs(ctx context.Context, q querier, where string, args ...any) ([]Run, error) {
	rows, err := q.QueryContext(ctx, s.d.bind(`SELECT r.id, r.seq, r.source, r.sha256, r.filename, r.observed_at, r.classification, r.keep_until, r.reading, f.bytes, j.recorded_at
		FROM run r JOIN raw_file f ON f.sha256 = r.sha256 JOIN journal j ON j.seq = r.seq WHERE `+where), args...)
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "the runs cannot be read")
	}
	defer func() { _ = rows.Close() }()
	var out []Run
	for rows.Next() {
		var r Run
		var observed, keep, at int64
		var reading []byte
		if err := rows.Scan(&r.ID, &r.Seq, &r.Source, &r.SHA256, &r.Filename, &observed, &r.Classification, &keep, &reading, &r.Bytes, &at); err != nil {
			return nil, fault.Wrap(fault.Unavailable, err, "the runs cannot be read")
		}
		if err := json.Unmarshal(reading, &r.Reading); err != nil {
			return nil, fault.Wrap(fault.Unavailable, err, "run %s cannot be read", r.ID)
		}
		r.ObservedAt, r.KeepUntil, r.RecordedAt = time.UnixMicro(observed).UTC(), time.UnixMicro(keep).UTC(), time.UnixMicro(at).UTC()
		out = append(out, r)
	}
	if err := rows.Err(); err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "the runs cannot be read")
	}
	return out, nil
}
