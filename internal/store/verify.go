package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"io"
	"time"

	"github.com/steelyard-isms/steelyard/internal/journal"
	"github.com/steelyard-isms/steelyard/internal/measurement"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// Verification is what a check of the whole store found.
type Verification struct {
	Entries   int64    `json:"entries"`
	Revisions int64    `json:"revisions"`
	Points    int64    `json:"points"`
	Batches   int64    `json:"batches"`
	Runs      int64    `json:"runs"`
	Files     int64    `json:"files"`
	Root      string   `json:"root"`     // of the Merkle tree, hex
	Problems  []string `json:"problems"` // empty where all agrees
}

const maxProblems = 100

type verifier struct {
	s       *Store
	q       querier
	out     *Verification
	batches map[int64]journal.Batch // as the journal notes them
	seqs    map[int64]int64         // batch → entry
	runs    map[string]journal.RunNote
	last    headRow
}

func (v *verifier) problem(format string, args ...any) {
	if len(v.out.Problems) < maxProblems {
		v.out.Problems = append(v.out.Problems, fmt.Sprintf(format, args...))
	}
}

// Verify reads everything again and compares it with what the journal says: that entries follow each other without gap,
// that the tree's state is what they give, and that every revision, personal value, point, run and raw file is the one
// whose digest was recorded, none missing and none added. It works on one consistent view and changes nothing.
func (s *Store) Verify(ctx context.Context) (Verification, error) {
	tx, err := s.read.BeginTx(ctx, &sql.TxOptions{Isolation: s.d.viewIsolation(), ReadOnly: s.d.postgres})
	if err != nil {
		return Verification{}, err
	}
	defer rollback(tx)
	out := Verification{Problems: []string{}}
	v := &verifier{s: s, q: tx, out: &out, batches: map[int64]journal.Batch{}, seqs: map[int64]int64{}, runs: map[string]journal.RunNote{}}
	for _, step := range []func(context.Context) error{v.entries, v.revisions, v.personal, v.heads, v.batchRows, v.points, v.runRows, v.files} {
		if err := step(ctx); err != nil {
			return out, err
		}
	}
	return out, nil
}

// rows runs a query and calls do for each row.
func (v *verifier) rows(ctx context.Context, query string, do func(*sql.Rows) error, args ...any) error {
	rows, err := v.q.QueryContext(ctx, v.s.d.bind(query), args...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		if err := do(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

func (v *verifier) entries(ctx context.Context) error {
	tree := journal.NewTree()
	err := v.rows(ctx, "SELECT seq, recorded_at, type, entry FROM journal ORDER BY seq", func(rows *sql.Rows) error {
		var seq, at int64
		var typ string
		var b []byte
		if err := rows.Scan(&seq, &at, &typ, &b); err != nil {
			return err
		}
		v.out.Entries++
		if seq != v.last.seq+1 {
			v.problem("entry %d follows entry %d: entries are missing between", seq, v.last.seq)
		}
		if err := tree.Append(b); err != nil {
			return err
		}
		e, err := journal.Parse(b)
		if err != nil {
			v.problem("entry %d cannot be read: %v", seq, err)
			v.last.seq = seq
			return nil
		}
		if e.Seq != seq || e.RecordedAt.UnixMicro() != at || string(e.Type) != typ {
			v.problem("entry %d is filed under other numbers than it bears", seq)
		}
		if !e.RecordedAt.After(v.last.at) {
			v.problem("entry %d is not later than the one before", seq)
		}
		v.last = headRow{seq: seq, at: e.RecordedAt}
		for _, batch := range e.Body.Batches {
			v.batches[batch.ID], v.seqs[batch.ID] = batch, seq
		}
		for _, run := range e.Body.Runs {
			v.runs[run.ID] = run
		}
		return nil
	})
	if err != nil {
		return err
	}
	head, err := readHead(ctx, v.q, v.s.d)
	if err != nil {
		return err
	}
	state, err := tree.MarshalBinary()
	if err != nil {
		return err
	}
	if head.seq != v.last.seq || !bytes.Equal(state, head.tree) {
		v.problem("the head of the journal is entry %d, and its tree is not the one that the entries give", head.seq)
	}
	root, err := tree.Root()
	v.out.Root = hex.EncodeToString(root)
	return err
}

// revisions goes through entries and revision rows side by side.
func (v *verifier) revisions(ctx context.Context) error {
	noted := map[string]string{}
	if err := v.rows(ctx, "SELECT entry FROM journal WHERE type IN ('change', 'genesis')", func(rows *sql.Rows) error {
		var b []byte
		if err := rows.Scan(&b); err != nil {
			return err
		}
		e, err := journal.Parse(b)
		if err != nil {
			return nil //nolint:nilerr // reported with the entries
		}
		for _, r := range e.Body.Revisions {
			noted[fmt.Sprint(e.Seq, " ", r.UID, " ", r.Revision)] = r.Digest
		}
		return nil
	}); err != nil {
		return err
	}
	err := v.rows(ctx, "SELECT uid, revision, seq, recorded_at, kind, name, code, title, retired, schema_version, spec FROM revision", func(rows *sql.Rows) error {
		var x record.Stored
		var at, retired int64
		if err := rows.Scan(&x.UID, &x.Revision, &x.Seq, &at, &x.Kind, &x.Name, &x.Code, &x.Title, &retired, &x.Schema, &x.Spec); err != nil {
			return err
		}
		v.out.Revisions++
		x.RecordedAt, x.Retired = time.UnixMicro(at).UTC(), retired == 1
		key := fmt.Sprint(x.Seq, " ", x.UID, " ", x.Revision)
		digest, ok := noted[key]
		if !ok {
			v.problem("%s %s revision %d is in the store but not in journal entry %d", x.Kind, x.Name, x.Revision, x.Seq)
		} else if digest != x.Digest() {
			v.problem("%s %s revision %d is not what journal entry %d recorded", x.Kind, x.Name, x.Revision, x.Seq)
		}
		delete(noted, key)
		return nil
	})
	for key := range noted {
		v.problem("a revision that the journal recorded is missing (entry, record, revision: %s)", key)
	}
	return err
}

// personal compares the values that are kept with their commitments.
func (v *verifier) personal(ctx context.Context) error {
	return v.rows(ctx, "SELECT p.uid, p.revision, p.field, p.salt, p.value, r.spec FROM personal p LEFT JOIN revision r ON r.uid = p.uid AND r.revision = p.revision", func(rows *sql.Rows) error {
		var uid string
		var revision int64
		var p record.Personal
		var spec []byte
		if err := rows.Scan(&uid, &revision, &p.Field, &p.Salt, &p.Value, &spec); err != nil {
			return err
		}
		if !bytes.Contains(spec, []byte(`"`+p.Commitment()+`"`)) {
			v.problem("the personal field %s of %s revision %d is not the value that was committed to", p.Field, uid, revision)
		}
		return nil
	})
}

func (v *verifier) heads(ctx context.Context) error {
	return v.rows(ctx, `SELECT x.uid FROM (SELECT uid, MAX(revision) AS revision FROM revision GROUP BY uid) x
		LEFT JOIN record_head h ON h.uid = x.uid WHERE h.revision IS NULL OR h.revision <> x.revision`, func(rows *sql.Rows) error {
		var uid string
		if err := rows.Scan(&uid); err != nil {
			return err
		}
		v.problem("the latest revision of %s is not the one that pages show", uid)
		return nil
	})
}

func (v *verifier) batchRows(ctx context.Context) error {
	found := map[int64]bool{}
	err := v.rows(ctx, "SELECT id, seq, points, digest FROM batch", func(rows *sql.Rows) error {
		var b journal.Batch
		var seq int64
		if err := rows.Scan(&b.ID, &seq, &b.Points, &b.Digest); err != nil {
			return err
		}
		v.out.Batches++
		found[b.ID] = true
		if noted, ok := v.batches[b.ID]; !ok || noted != b || v.seqs[b.ID] != seq {
			v.problem("batch %d is not what the journal recorded", b.ID)
		}
		return nil
	})
	for id := range v.batches {
		if !found[id] {
			v.problem("batch %d, which journal entry %d recorded, is missing", id, v.seqs[id])
		}
	}
	return err
}

// points goes through the months in order and through each month by batch, which is the order of the digests. Of a
// batch no more than its running digest is held, and only until its last point has been seen.
func (v *verifier) points(ctx context.Context) error {
	var months []int64
	if err := v.rows(ctx, "SELECT DISTINCT month FROM point ORDER BY month", func(rows *sql.Rows) error {
		var m int64
		err := rows.Scan(&m)
		months = append(months, m)
		return err
	}); err != nil {
		return err
	}
	running := map[int64]*measurement.Digest{}
	for _, month := range months {
		err := v.rows(ctx, "SELECT batch, series, valid_from, valid_to, value, sample, note FROM point WHERE month = ? ORDER BY batch, series, valid_to", func(rows *sql.Rows) error {
			var batch, from, to int64
			var p measurement.Point
			var value sql.NullFloat64
			var sample sql.NullInt64
			if err := rows.Scan(&batch, &p.Series, &from, &to, &value, &sample, &p.Note); err != nil {
				return err
			}
			v.out.Points++
			p.From, p.To = time.UnixMicro(from).UTC(), time.UnixMicro(to).UTC()
			if value.Valid {
				p.Value = &value.Float64
			}
			if sample.Valid {
				p.Sample = &sample.Int64
			}
			v.point(running, batch, p, int(month))
			return nil
		}, month)
		if err != nil {
			return err
		}
	}
	for id, noted := range v.batches {
		d := running[id]
		if d == nil {
			v.problem("batch %d has %d of its %d points", id, 0, noted.Points)
		} else if d.Count >= 0 {
			v.problem("batch %d has %d of its %d points", id, d.Count, noted.Points)
		}
	}
	return nil
}

// finished marks a batch whose digest has been compared.
var finished = &measurement.Digest{Count: -1}

func (v *verifier) point(running map[int64]*measurement.Digest, batch int64, p measurement.Point, month int) {
	noted, ok := v.batches[batch]
	d := running[batch]
	switch {
	case !ok:
		v.problem("a point of series %d at %s belongs to batch %d, which the journal does not know", p.Series, p.To.Format(time.RFC3339), batch)
		return
	case d == finished:
		v.problem("batch %d has more points than the journal recorded", batch)
		return
	case d == nil:
		d = measurement.NewDigest()
		running[batch] = d
	}
	if measurement.Month(p.To) != month {
		v.problem("a point of batch %d is kept under the wrong month", batch)
	}
	d.Add(p)
	if d.Count == noted.Points {
		if d.Sum() != noted.Digest {
			v.problem("the points of batch %d are not what journal entry %d recorded", batch, v.seqs[batch])
		}
		running[batch] = finished
	}
}

func (v *verifier) runRows(ctx context.Context) error {
	err := v.rows(ctx, "SELECT id, source, sha256, filename, observed_at, reading FROM run", func(rows *sql.Rows) error {
		var r Run
		var observed int64
		var reading []byte
		if err := rows.Scan(&r.ID, &r.Source, &r.SHA256, &r.Filename, &observed, &reading); err != nil {
			return err
		}
		v.out.Runs++
		r.ObservedAt = time.UnixMicro(observed)
		if noted, ok := v.runs[r.ID]; !ok || noted.Digest != r.digest(reading) {
			v.problem("run %s is not what the journal recorded", r.ID)
		}
		delete(v.runs, r.ID)
		return nil
	})
	for id := range v.runs {
		v.problem("run %s, which the journal recorded, is missing", id)
	}
	return err
}

func (v *verifier) files(ctx context.Context) error {
	var digests []string
	if err := v.rows(ctx, "SELECT sha256 FROM raw_file", func(rows *sql.Rows) error {
		var d string
		err := rows.Scan(&d)
		digests = append(digests, d)
		return err
	}); err != nil {
		return err
	}
	for _, digest := range digests {
		h := sha256.New()
		err := v.rows(ctx, "SELECT data FROM raw_chunk WHERE sha256 = ? ORDER BY n", func(rows *sql.Rows) error {
			var data sql.RawBytes
			if err := rows.Scan(&data); err != nil {
				return err
			}
			_, err := io.Writer(h).Write(data)
			return err
		}, digest)
		if err != nil {
			return err
		}
		v.out.Files++
		if got := hex.EncodeToString(h.Sum(nil)); got != digest {
			v.problem("the raw file %s has been changed: its bytes now give %s", digest, got)
		}
	}
	return nil
}
