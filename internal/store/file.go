package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/journal"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// filesKept refuses records that name a file which nobody has sent to be named, in one query however many do. That some
// source has read the file is not enough: who knows a digest need not know the bytes.
func (s *Store) filesKept(ctx context.Context, q querier, records []*record.Record) error {
	var digests []string
	for _, r := range records {
		for _, f := range r.Files() {
			if !slices.Contains(digests, f.SHA256) {
				digests = append(digests, f.SHA256)
			}
		}
	}
	kept := map[string]bool{}
	for some := range slices.Chunk(digests, listMax) {
		if err := s.noteKept(ctx, q, some, kept); err != nil {
			return fault.Wrap(fault.Unavailable, err, "the files cannot be read")
		}
	}
	var faults []fault.Field
	for _, r := range records {
		for _, f := range r.Files() {
			if kept[f.SHA256] {
				continue
			}
			path := f.Path
			if len(records) > 1 {
				path = r.Kind + "/" + r.Name + ": " + path
			}
			faults = append(faults, fault.Field{Path: path, Reason: fmt.Sprintf("no file with the SHA-256 %.12s… was sent", f.SHA256), Remedy: "Send the file first"})
		}
	}
	return fault.InvalidFields("the declaration cannot be accepted", faults)
}

// FilesKept refuses records that name a file which nobody has sent, as a write of them would. Errors: Invalid with every place;
// Unavailable.
func (s *Store) FilesKept(ctx context.Context, records []*record.Record) error {
	return s.filesKept(ctx, s.read, records)
}

func (s *Store) noteKept(ctx context.Context, q querier, digests []string, kept map[string]bool) error {
	rows, err := q.QueryContext(ctx, s.d.bind("SELECT sha256 FROM sent_file WHERE sha256 IN ("+marks(len(digests))+")"), list(digests)...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var digest string
		if err := rows.Scan(&digest); err != nil {
			return err
		}
		kept[digest] = true
	}
	return rows.Err()
}

// SentFile tells whether a file was sent to be named by records.
func (t *Tx) SentFile(ctx context.Context, digest string) (bool, error) {
	kept := map[string]bool{}
	err := t.s.noteKept(ctx, t.tx, []string{digest}, kept)
	return kept[digest], err
}

// InsertFile writes a staged file under its entry, which notes the same.
func (t *Tx) InsertFile(ctx context.Context, f journal.FileNote, seq int64) error {
	if _, err := t.exec(ctx, "INSERT INTO raw_file (sha256, bytes, seq) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", f.SHA256, f.Bytes, seq); err != nil {
		return err
	}
	_, err := t.exec(ctx, "INSERT INTO sent_file (sha256, seq) VALUES (?, ?)", f.SHA256, seq)
	return err
}

// sentFile describes a file that was sent up to an entry, or that the program made. Error: NotFound.
func (s *Store) sentFile(ctx context.Context, digest string, upTo int64) (RawFile, error) {
	f := RawFile{SHA256: digest, Classification: measure.DefaultClassification}
	var at int64
	err := s.read.QueryRowContext(ctx, s.d.bind("SELECT f.bytes, j.recorded_at FROM sent_file x JOIN raw_file f ON f.sha256 = x.sha256 JOIN journal j ON j.seq = x.seq WHERE x.sha256 = ? AND x.seq <= ?"), digest, upTo).Scan(&f.Bytes, &at)
	if errors.Is(err, sql.ErrNoRows) {
		return s.artefactFile(ctx, digest, upTo)
	}
	if err != nil {
		return RawFile{}, fault.Wrap(fault.Unavailable, err, "the file cannot be read")
	}
	f.ReceivedAt = time.UnixMicro(at).UTC()
	return f, nil
}
