package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/journal"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// InsertEvidence writes under their entry which files show where the values of a batch come from.
func (t *Tx) InsertEvidence(ctx context.Context, list []journal.Evidence, seq int64) error {
	for _, e := range list {
		if _, err := t.exec(ctx, "INSERT INTO value_file (sha256, batch, name, media_type, seq) VALUES (?, ?, ?, ?, ?)", e.SHA256, e.Batch, e.Name, e.MediaType, seq); err != nil {
			return err
		}
	}
	return nil
}

// ValueFile is a file as evidence of values.
type ValueFile struct {
	Name     string       // as whoever entered the values called it last
	Measures []record.UID // whose values it shows the origin of; none: it is no evidence of values
}

// ValueFile tells of which values a file is evidence, up to an entry. Error: Unavailable.
func (s *Store) ValueFile(ctx context.Context, digest string, upTo int64) (ValueFile, error) {
	var out ValueFile
	fail := func(err error) (ValueFile, error) {
		return ValueFile{}, fault.Wrap(fault.Unavailable, err, "the files of values cannot be read")
	}
	rows, err := s.read.QueryContext(ctx, s.d.bind(`SELECT DISTINCT s.owner, f.name, f.seq FROM value_file f JOIN batch_part p ON p.batch = f.batch JOIN series s ON s.id = p.series
		WHERE f.sha256 = ? AND f.seq <= ? ORDER BY f.seq DESC, s.owner`), digest, upTo)
	if err != nil {
		return fail(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var uid record.UID
		var name string
		var seq int64
		if err := rows.Scan(&uid, &name, &seq); err != nil {
			return fail(err)
		}
		if out.Name == "" {
			out.Name = name
		}
		if !slices.Contains(out.Measures, uid) {
			out.Measures = append(out.Measures, uid)
		}
	}
	if err := rows.Err(); err != nil {
		return fail(err)
	}
	return out, nil
}

// evidence compares the files of values with the entries that note them.
func (v *verifier) evidence(ctx context.Context, w *window) error {
	seen := map[string]bool{}
	err := v.each(ctx, "SELECT x.sha256, x.batch, x.name, x.media_type, x.seq, s.sha256 FROM value_file x LEFT JOIN sent_file s ON s.sha256 = x.sha256 WHERE x.seq > ? AND x.seq <= ?", func(rows *sql.Rows) error {
		var e journal.Evidence
		var seq int64
		var sent sql.NullString
		if err := rows.Scan(&e.SHA256, &e.Batch, &e.Name, &e.MediaType, &seq, &sent); err != nil {
			return err
		}
		key := evidenceKey(seq, e)
		switch {
		case !w.evidence[key]:
			v.problem("the file %s of the values of batch %d is not what journal entry %d recorded", e.SHA256, e.Batch, seq)
		case !sent.Valid:
			v.problem("the file %s of the values of batch %d, which entry %d noted, was not sent", e.SHA256, e.Batch, seq)
		}
		seen[key] = true
		return nil
	}, w.after, w.upTo)
	for key := range w.evidence {
		if !seen[key] {
			v.problem("a file of values that the journal recorded is missing (entry, batch, SHA-256, name: %s)", key)
		}
	}
	return err
}

func evidenceKey(seq int64, e journal.Evidence) string {
	return fmt.Sprint(seq, " ", e.Batch, " ", e.SHA256, " ", e.Name, " ", e.MediaType)
}
