package store

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/steelyard-isms/steelyard/internal/fault"
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
	Problems  []string `json:"problems"` // the first 100; empty where all agrees
}

const maxProblems = 100

type verifier struct {
	s      *Store
	q      querier
	out    *Verification
	last   headRow
	erased map[record.UID]int64 // the latest entry that erased a record's personal values
}

func (v *verifier) problem(format string, args ...any) {
	if len(v.out.Problems) < maxProblems {
		v.out.Problems = append(v.out.Problems, fmt.Sprintf(format, args...))
	}
}

// Verify reads everything again and compares it with what the journal says: that entries follow each other without gap,
// that the tree's state is what they give, and that every revision, personal value, note, point, run, raw file and document of a closed period is the one
// whose digest was recorded, none missing and none added; and that the values of past months that are kept are those of the points. It works on one consistent view and changes nothing. It holds
// a window of entries in memory at a time, however long the journal. Accounts, tokens and sessions are not covered: the
// journal tells of them but carries no digest. Error: Unavailable.
func (s *Store) Verify(ctx context.Context) (Verification, error) {
	tx, err := s.read.BeginTx(ctx, &sql.TxOptions{Isolation: s.d.viewIsolation(), ReadOnly: s.d.postgres})
	if err != nil {
		return Verification{}, fault.Wrap(fault.Unavailable, err, "the store cannot be read")
	}
	defer rollback(tx)
	return s.verify(ctx, tx)
}

func (s *Store) verify(ctx context.Context, q querier) (Verification, error) {
	out := Verification{Problems: []string{}}
	v := &verifier{s: s, q: q, out: &out, erased: map[record.UID]int64{}}
	for _, step := range []func(context.Context) error{v.erasures, v.journal, v.personal, v.heads, v.names, v.questions, v.series, v.points, v.kept, v.files} {
		if err := step(ctx); err != nil {
			return out, fault.Wrap(fault.Unavailable, err, "the store cannot be read")
		}
	}
	return out, nil
}

// each runs a query and calls do for each row.
func (v *verifier) each(ctx context.Context, query string, do func(*sql.Rows) error, args ...any) error {
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

// told reports one problem for each row of a query of two columns, which ought to find nothing.
func (v *verifier) told(ctx context.Context, format, query string) error {
	return v.each(ctx, query, func(rows *sql.Rows) error {
		var a, b string
		if err := rows.Scan(&a, &b); err != nil {
			return err
		}
		v.problem(format, a, b)
		return nil
	})
}

func (v *verifier) erasures(ctx context.Context) error {
	return v.each(ctx, "SELECT entry FROM journal WHERE type = 'erasure' ORDER BY seq", func(rows *sql.Rows) error {
		var b []byte
		if err := rows.Scan(&b); err != nil {
			return err
		}
		if e, err := journal.Parse(b); err == nil { // else reported with the entries
			for _, x := range e.Body.Erased {
				v.erased[x.UID] = e.Seq
			}
		}
		return nil
	})
}

// window is a stretch of the journal with what its entries note.
type window struct {
	after, upTo int64 // entries
	entries     int
	at          map[int64]time.Time
	revisions   map[string]string // entry, record, revision → digest
	batches     map[int64]journal.Batch
	batchSeq    map[int64]int64
	runs        map[string]journal.RunNote
	runSeq      map[string]int64
	files       map[string]journal.FileNote // by digest and entry
	notes       map[string]journal.NoteAct  // by entry and note
	evidence    map[string]bool             // by evidenceKey
	artefacts   map[string]bool             // by artefactKey
	restates    map[string]bool             // by restatedKey
}

const windowSize = 1000

func (v *verifier) journal(ctx context.Context) error {
	tree := journal.NewTree()
	for {
		w := window{after: v.last.seq, upTo: v.last.seq, at: map[int64]time.Time{}, revisions: map[string]string{}, batches: map[int64]journal.Batch{},
			batchSeq: map[int64]int64{}, runs: map[string]journal.RunNote{}, runSeq: map[string]int64{}, files: map[string]journal.FileNote{}, notes: map[string]journal.NoteAct{}, evidence: map[string]bool{},
			artefacts: map[string]bool{}, restates: map[string]bool{}}
		if err := v.entries(ctx, tree, &w); err != nil {
			return err
		}
		if w.entries < windowSize {
			w.upTo = 1<<63 - 1 // also what claims to belong to entries that are not there
		}
		if w.after == 0 {
			w.after = -1 << 63
		}
		for _, rows := range []func(context.Context, *window) error{v.revisions, v.batches, v.runs, v.sentFiles, v.evidence, v.notes, v.artefacts, v.restatements} {
			if err := rows(ctx, &w); err != nil {
				return err
			}
		}
		if w.entries < windowSize {
			break
		}
	}
	return v.head(ctx, tree)
}

func (v *verifier) entries(ctx context.Context, tree *journal.Tree, w *window) error {
	return v.each(ctx, "SELECT seq, recorded_at, type, entry FROM journal WHERE seq > ? ORDER BY seq LIMIT ?", func(rows *sql.Rows) error {
		var seq, at int64
		var typ string
		var b []byte
		if err := rows.Scan(&seq, &at, &typ, &b); err != nil {
			return err
		}
		v.out.Entries++
		w.entries++
		w.upTo = seq
		if seq != v.last.seq+1 {
			v.problem("entry %d follows entry %d: entries are missing between", seq, v.last.seq)
		}
		v.last.seq = seq
		if err := tree.Append(b); err != nil {
			return err
		}
		e, err := journal.Parse(b)
		if err != nil {
			v.problem("entry %d cannot be read: %v", seq, err)
			return nil
		}
		if e.Seq != seq || e.RecordedAt.UnixMicro() != at || string(e.Type) != typ {
			v.problem("entry %d is filed under other numbers than it bears", seq)
		}
		if !e.RecordedAt.After(v.last.at) {
			v.problem("entry %d is not later than the one before", seq)
		}
		v.last.at = e.RecordedAt
		w.note(seq, e)
		return nil
	}, w.after, windowSize)
}

func (w *window) note(seq int64, e journal.Entry) {
	w.at[seq] = e.RecordedAt
	for _, r := range e.Body.Revisions {
		w.revisions[revisionKey(seq, r.UID, r.Revision)] = r.Digest
	}
	for _, b := range e.Body.Batches {
		w.batches[b.ID], w.batchSeq[b.ID] = b, seq
	}
	for _, r := range e.Body.Runs {
		w.runs[r.ID], w.runSeq[r.ID] = r, seq
	}
	for _, f := range e.Body.Files {
		w.files[fmt.Sprint(seq, " ", f.SHA256)] = f
	}
	for _, x := range e.Body.Evidence {
		w.evidence[evidenceKey(seq, x)] = true
	}
	for _, a := range e.Body.Artefacts {
		w.artefacts[artefactKey(seq, a)] = true
	}
	for _, r := range e.Body.Restates {
		w.restates[restatedKey(seq, r)] = true
	}
	for _, n := range e.Body.Notes {
		w.notes[fmt.Sprint(seq, " ", n.Note)] = n
	}
}

func revisionKey(seq int64, uid record.UID, revision int64) string {
	return fmt.Sprint(seq, " ", uid, " ", revision)
}

func (v *verifier) head(ctx context.Context, tree *journal.Tree) error {
	head, err := readHead(ctx, v.q)
	if err != nil {
		return err
	}
	state, err := tree.MarshalBinary()
	if err != nil {
		return err
	}
	if head.seq != v.last.seq || v.last.seq > 0 && !head.at.Equal(v.last.at) || !bytes.Equal(state, head.tree) {
		v.problem("the head of the journal is entry %d, and it is not the end of what the entries give", head.seq)
	}
	root, err := tree.Root()
	v.out.Root = hex.EncodeToString(root)
	return err
}

func (v *verifier) batches(ctx context.Context, w *window) error {
	err := v.each(ctx, "SELECT id, seq, points, digest, run, label, first_month, last_month FROM batch WHERE seq > ? AND seq <= ?", func(rows *sql.Rows) error {
		var b journal.Batch
		var seq int64
		if err := rows.Scan(&b.ID, &seq, &b.Points, &b.Digest, &b.Run, &b.Label, &b.First, &b.Last); err != nil {
			return err
		}
		v.out.Batches++
		if noted, ok := w.batches[b.ID]; !ok || noted != b || w.batchSeq[b.ID] != seq {
			v.problem("batch %d is not what journal entry %d recorded", b.ID, seq)
		}
		if _, ok := w.runs[b.Run]; b.Run != "" && (!ok || w.runSeq[b.Run] != seq) {
			v.problem("batch %d is filed under the run %s, which journal entry %d does not record", b.ID, b.Run, seq)
		}
		delete(w.batches, b.ID)
		return nil
	}, w.after, w.upTo)
	for id := range w.batches {
		v.problem("batch %d, which journal entry %d recorded, is missing", id, w.batchSeq[id])
	}
	return err
}

func (v *verifier) runs(ctx context.Context, w *window) error {
	err := v.each(ctx, `SELECT r.id, r.seq, r.source, r.sha256, r.filename, r.observed_at, r.classification, r.keep_until, r.reading, f.bytes
		FROM run r LEFT JOIN raw_file f ON f.sha256 = r.sha256 WHERE r.seq > ? AND r.seq <= ?`, func(rows *sql.Rows) error {
		var r Run
		var observed, keep int64
		var reading []byte
		var size sql.NullInt64
		if err := rows.Scan(&r.ID, &r.Seq, &r.Source, &r.SHA256, &r.Filename, &observed, &r.Classification, &keep, &reading, &size); err != nil {
			return err
		}
		v.out.Runs++
		r.ObservedAt, r.KeepUntil = time.UnixMicro(observed), time.UnixMicro(keep)
		noted, ok := w.runs[r.ID]
		if !ok || noted.Digest != r.digest(reading) || noted.SHA256 != r.SHA256 || w.runSeq[r.ID] != r.Seq {
			v.problem("run %s is not what journal entry %d recorded", r.ID, r.Seq)
		} else if !size.Valid || size.Int64 != noted.Bytes {
			v.problem("the raw file %s of run %s is missing or has another size", r.SHA256, r.ID)
		}
		delete(w.runs, r.ID)
		return nil
	}, w.after, w.upTo)
	for id := range w.runs {
		v.problem("run %s, which journal entry %d recorded, is missing", id, w.runSeq[id])
	}
	return err
}

// points goes through the months in order and through each month by batch, which is the order of the digests. Only the
// digests of batches that reach into a later month are held.
func (v *verifier) points(ctx context.Context) error {
	err := v.each(ctx, `SELECT b.id, b.points, COALESCE(c.n, 0) FROM batch b LEFT JOIN (SELECT batch, COUNT(*) AS n FROM point GROUP BY batch) c
		ON c.batch = b.id WHERE b.points <> COALESCE(c.n, 0)`, func(rows *sql.Rows) error {
		var id, points, found int64
		if err := rows.Scan(&id, &points, &found); err != nil {
			return err
		}
		v.problem("batch %d has %d points and not %d", id, found, points)
		return nil
	})
	if err != nil {
		return err
	}
	var months []int64
	if err := v.each(ctx, "SELECT DISTINCT month FROM point ORDER BY month", func(rows *sql.Rows) error {
		var m int64
		err := rows.Scan(&m)
		months = append(months, m)
		return err
	}); err != nil {
		return err
	}
	running := map[int64]*measurement.Digest{}
	var unknown int64
	for _, month := range months {
		err := v.each(ctx, `SELECT p.batch, p.series, p.valid_from, p.valid_to, p.value, p.sample, p.note, b.points, b.digest, b.seq
			FROM point p LEFT JOIN batch b ON b.id = p.batch WHERE p.month = ? ORDER BY p.batch, p.series, p.valid_to`, func(rows *sql.Rows) error {
			id, p, noted, err := scanPoint(rows)
			if err != nil {
				return err
			}
			v.out.Points++
			if measurement.Month(p.To) != int(month) {
				v.problem("a point of batch %d is kept under the wrong month", id)
			}
			if !noted.digest.Valid {
				if unknown != id {
					v.problem("points belong to batch %d, which is not in the store", id)
				}
				unknown = id
				return nil
			}
			v.take(running, id, p, noted)
			return nil
		}, month)
		if err != nil {
			return err
		}
	}
	for id := range running {
		v.problem("the points of batch %d are not what the journal recorded", id)
	}
	return nil
}

type notedBatch struct {
	points, seq sql.NullInt64
	digest      sql.NullString
}

func scanPoint(rows *sql.Rows) (batch int64, p measurement.Point, noted notedBatch, err error) {
	var from, to int64
	var value sql.NullFloat64
	var sample sql.NullInt64
	err = rows.Scan(&batch, &p.Series, &from, &to, &value, &sample, &p.Note, &noted.points, &noted.digest, &noted.seq)
	p.From, p.To = time.UnixMicro(from).UTC(), time.UnixMicro(to).UTC()
	if value.Valid {
		p.Value = &value.Float64
	}
	if sample.Valid {
		p.Sample = &sample.Int64
	}
	return batch, p, noted, err
}

func (v *verifier) take(running map[int64]*measurement.Digest, id int64, p measurement.Point, noted notedBatch) {
	d := running[id]
	if d == nil {
		d = measurement.NewDigest()
		running[id] = d
	}
	d.Add(p)
	if d.Count < int(noted.points.Int64) {
		return
	}
	delete(running, id)
	if d.Sum() != noted.digest.String {
		v.problem("the points of batch %d are not what journal entry %d recorded", id, noted.seq.Int64)
	}
}
