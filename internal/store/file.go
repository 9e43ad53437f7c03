package store

import (
	"context"
	"fmt"
	"slices"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// filesKept refuses records that name a file whose bytes are not here: in one query, however many name one.
func (t *Tx) filesKept(ctx context.Context, records []*record.Record) error {
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
		if err := t.noteKept(ctx, some, kept); err != nil {
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
			faults = append(faults, fault.Field{Path: path, Reason: fmt.Sprintf("no file with the SHA-256 %.12s… is kept", f.SHA256), Remedy: "Send the file first"})
		}
	}
	return fault.InvalidFields("the declaration cannot be accepted", faults)
}

func (t *Tx) noteKept(ctx context.Context, digests []string, kept map[string]bool) error {
	rows, err := t.tx.QueryContext(ctx, t.s.d.bind("SELECT sha256 FROM raw_file WHERE sha256 IN ("+marks(len(digests))+")"), list(digests)...)
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
