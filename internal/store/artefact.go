package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/journal"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// Root is the root hash of the journal's tree at its head, and which entry that is. Under the lock it is that of the state which Decide sees.
func (t *Tx) Root(ctx context.Context) (root string, seq int64, err error) {
	head, err := readHead(ctx, t.tx)
	if err != nil {
		return "", 0, err
	}
	tree, err := journal.ReadTree(head.tree)
	if err != nil {
		return "", 0, err
	}
	hash, err := tree.Root()
	return hex.EncodeToString(hash), head.seq, err
}

// NoteArtefact is what the journal says of a document that a revision of a record brings.
func NoteArtefact(of record.UID, revision int64, content []byte) journal.Artefact {
	sum := sha256.Sum256(content)
	return journal.Artefact{Record: of, Revision: revision, SHA256: hex.EncodeToString(sum[:]), Bytes: int64(len(content))}
}

// InsertArtefact writes a document under its entry, which notes the same. Its bytes are kept as those of raw files are, and for good.
func (t *Tx) InsertArtefact(ctx context.Context, a journal.Artefact, content []byte, seq int64) error {
	if err := t.StageFile(ctx, a.SHA256, a.Bytes, bytes.NewReader(content)); err != nil {
		return err
	}
	if _, err := t.exec(ctx, "INSERT INTO raw_file (sha256, bytes, seq) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", a.SHA256, a.Bytes, seq); err != nil {
		return err
	}
	_, err := t.exec(ctx, "INSERT INTO artefact (uid, revision, sha256, bytes, seq) VALUES (?, ?, ?, ?, ?)", a.Record, a.Revision, a.SHA256, a.Bytes, seq)
	return err
}

// Artefact is a document that is kept with a revision of a record.
type Artefact struct {
	journal.Artefact
	Seq        int64
	RecordedAt time.Time
}

// Artefacts lists the documents of a record up to an entry, latest first. Error: Unavailable.
func (s *Store) Artefacts(ctx context.Context, of record.UID, upTo int64) ([]Artefact, error) {
	return s.artefacts(ctx, "a.uid = ? AND a.seq <= ? ORDER BY a.seq DESC", of, upTo)
}

// ArtefactsBy lists those under a digest up to an entry. Error: Unavailable.
func (s *Store) ArtefactsBy(ctx context.Context, digest string, upTo int64) ([]Artefact, error) {
	return s.artefacts(ctx, "a.sha256 = ? AND a.seq <= ? ORDER BY a.seq DESC", digest, upTo)
}

func (s *Store) artefacts(ctx context.Context, where string, args ...any) ([]Artefact, error) {
	fail := func(err error) ([]Artefact, error) {
		return nil, fault.Wrap(fault.Unavailable, err, "the figures of closed periods cannot be read")
	}
	rows, err := s.read.QueryContext(ctx, s.d.bind("SELECT a.uid, a.revision, a.sha256, a.bytes, a.seq, j.recorded_at FROM artefact a JOIN journal j ON j.seq = a.seq WHERE "+where), args...)
	if err != nil {
		return fail(err)
	}
	defer func() { _ = rows.Close() }()
	var out []Artefact
	for rows.Next() {
		var a Artefact
		var at int64
		if err := rows.Scan(&a.Record, &a.Revision, &a.SHA256, &a.Bytes, &a.Seq, &at); err != nil {
			return fail(err)
		}
		a.RecordedAt = time.UnixMicro(at).UTC()
		out = append(out, a)
	}
	if err := rows.Err(); err != nil {
		return fail(err)
	}
	return out, nil
}

// artefactFile describes a document as a file that is kept for good. Error: NotFound.
func (s *Store) artefactFile(ctx context.Context, digest string, upTo int64) (RawFile, error) {
	list, err := s.ArtefactsBy(ctx, digest, upTo)
	if err != nil {
		return RawFile{}, err
	}
	if len(list) == 0 {
		return RawFile{}, fault.New(fault.NotFound, "no file with this SHA-256 is kept")
	}
	first := list[len(list)-1]
	return RawFile{SHA256: digest, Bytes: first.Bytes, Classification: measure.DefaultClassification, ReceivedAt: first.RecordedAt, Made: true}, nil
}

// insertRestated writes which closed periods an entry reaches into. The entry notes the same.
func (t *Tx) insertRestated(ctx context.Context, list []journal.Restated, seq int64) error {
	found := rows{into: "restatement (uid, seq, points, records, about, reason)"}
	for _, r := range list {
		found.add(r.Period, seq, int64(r.Points), int64(r.Records), writeUIDs(r.About), r.Reason)
	}
	if err := found.insert(ctx, t); err != nil {
		return fmt.Errorf("noting what reaches into closed periods: %w", err)
	}
	return nil
}

// Restated is that an entry reaches into a closed period.
type Restated struct {
	journal.Restated
	Seq int64
}

// Restatements lists the entries that reach into a closed period, after one entry and up to another, latest first, at most limit. Error: Unavailable.
func (s *Store) Restatements(ctx context.Context, period record.UID, after, upTo int64, limit int) ([]Restated, error) {
	fail := func(err error) ([]Restated, error) {
		return nil, fault.Wrap(fault.Unavailable, err, "the restatements cannot be read")
	}
	rows, err := s.read.QueryContext(ctx, s.d.bind("SELECT uid, seq, points, records, about, reason FROM restatement WHERE uid = ? AND seq > ? AND seq <= ? ORDER BY seq DESC LIMIT ?"), period, after, upTo, limit)
	if err != nil {
		return fail(err)
	}
	defer func() { _ = rows.Close() }()
	var out []Restated
	for rows.Next() {
		r, err := scanRestated(rows)
		if err != nil {
			return fail(err)
		}
		out = append(out, r)
	}
	if err := rows.Err(); err != nil {
		return fail(err)
	}
	return out, nil
}

func scanRestated(rows *sql.Rows) (Restated, error) {
	var r Restated
	var about string
	err := rows.Scan(&r.Period, &r.Seq, &r.Points, &r.Records, &about, &r.Reason)
	r.About = readUIDs(about)
	return r, err
}

// CountRestatements counts the entries that reach into a closed period, after one entry and up to another. Error: Unavailable.
func (s *Store) CountRestatements(ctx context.Context, period record.UID, after, upTo int64) (int, error) {
	var n int
	err := s.read.QueryRowContext(ctx, s.d.bind("SELECT COUNT(*) FROM restatement WHERE uid = ? AND seq > ? AND seq <= ?"), period, after, upTo).Scan(&n)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, fault.Wrap(fault.Unavailable, err, "the restatements cannot be read")
	}
	return n, nil
}

// artefacts compares the documents with the entries that note them. That their bytes are those of their digests is checked with all files.
func (v *verifier) artefacts(ctx context.Context, w *window) error {
	err := v.each(ctx, "SELECT a.uid, a.revision, a.sha256, a.bytes, a.seq, f.bytes FROM artefact a LEFT JOIN raw_file f ON f.sha256 = a.sha256 WHERE a.seq > ? AND a.seq <= ?", func(rows *sql.Rows) error {
		var a journal.Artefact
		var seq int64
		var kept sql.NullInt64
		if err := rows.Scan(&a.Record, &a.Revision, &a.SHA256, &a.Bytes, &seq, &kept); err != nil {
			return err
		}
		key := artefactKey(seq, a)
		switch {
		case !w.artefacts[key]:
			v.problem("the figures %s of the closed period %s are not what journal entry %d recorded", a.SHA256, a.Record, seq)
		case !kept.Valid || kept.Int64 != a.Bytes:
			v.problem("the figures %s of the closed period %s are missing or have another size", a.SHA256, a.Record)
		}
		delete(w.artefacts, key)
		return nil
	}, w.after, w.upTo)
	for key := range w.artefacts {
		v.problem("figures of a closed period that the journal recorded are missing (entry, record, revision, SHA-256, bytes: %s)", key)
	}
	return err
}

func artefactKey(seq int64, a journal.Artefact) string {
	return fmt.Sprint(seq, " ", a.Record, " ", a.Revision, " ", a.SHA256, " ", a.Bytes)
}

// restatements compares what reaches into closed periods with the entries that note it.
func (v *verifier) restatements(ctx context.Context, w *window) error {
	err := v.each(ctx, "SELECT uid, seq, points, records, about, reason FROM restatement WHERE seq > ? AND seq <= ?", func(rows *sql.Rows) error {
		r, err := scanRestated(rows)
		if err != nil {
			return err
		}
		key := restatedKey(r.Seq, r.Restated)
		if !w.restates[key] {
			v.problem("the restatement of the closed period %s by journal entry %d is not what that entry recorded", r.Period, r.Seq)
		}
		delete(w.restates, key)
		return nil
	}, w.after, w.upTo)
	for key := range w.restates {
		v.problem("a restatement that the journal recorded is missing (entry, period: %.60s)", key)
	}
	return err
}

func restatedKey(seq int64, r journal.Restated) string {
	return fmt.Sprint(seq, " ", r.Period, " ", r.Points, " ", r.Records, " ", r.About, " ", r.Reason)
}
