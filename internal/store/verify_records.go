package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/steelyard-isms/steelyard/internal/measurement"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// revisions goes through the entries of a window and the rows that claim to belong to them.
func (v *verifier) revisions(ctx context.Context, w *window) error {
	var before record.Stored
	var kept map[string]bool
	finish := func() {
		for field := range before.Commitments() {
			if !kept[field] && v.erased[before.UID] < before.Seq {
				v.problem("the personal field %s of %s %s revision %d is missing, and nothing says that it was erased", field, before.Kind, before.Code, before.Revision)
			}
		}
	}
	err := v.each(ctx, `SELECT r.uid, r.revision, r.seq, r.recorded_at, r.kind, r.name, r.code, r.title, r.retired, r.state, r.in_force, r.authors, r.schema_version, r.spec, p.field
		FROM revision r LEFT JOIN personal p ON p.uid = r.uid AND p.revision = r.revision
		WHERE r.seq > ? AND r.seq <= ? ORDER BY r.seq, r.uid, r.revision`, func(rows *sql.Rows) error {
		var x record.Stored
		var at, retired int64
		var field sql.NullString
		var authors string
		if err := rows.Scan(&x.UID, &x.Revision, &x.Seq, &at, &x.Kind, &x.Name, &x.Code, &x.Title, &retired, &x.State, &x.InForce, &authors, &x.Schema, &x.Spec, &field); err != nil {
			return err
		}
		x.RecordedAt, x.Retired, x.Authors = time.UnixMicro(at).UTC(), retired == 1, readUIDs(authors)
		if x.UID != before.UID || x.Revision != before.Revision {
			finish()
			before, kept = x, map[string]bool{}
			v.out.Revisions++
			v.revision(w, x)
		}
		kept[field.String] = true
		return nil
	}, w.after, w.upTo)
	finish()
	for key := range w.revisions {
		v.problem("a revision that the journal recorded is missing (entry, record, revision: %s)", key)
	}
	return err
}

func (v *verifier) revision(w *window, x record.Stored) {
	key := revisionKey(x.Seq, x.UID, x.Revision)
	digest, ok := w.revisions[key]
	delete(w.revisions, key)
	switch {
	case !ok:
		v.problem("%s %s revision %d is in the store but not in journal entry %d", x.Kind, x.Name, x.Revision, x.Seq)
	case digest != x.Digest() || !x.RecordedAt.Equal(w.at[x.Seq]):
		v.problem("%s %s revision %d is not what journal entry %d recorded", x.Kind, x.Name, x.Revision, x.Seq)
	}
}

// personal compares the values that are kept with their commitments. What was erased must be gone.
func (v *verifier) personal(ctx context.Context) error {
	return v.each(ctx, `SELECT p.uid, p.revision, p.field, p.salt, p.value, r.spec, r.seq
		FROM personal p LEFT JOIN revision r ON r.uid = p.uid AND r.revision = p.revision`, func(rows *sql.Rows) error {
		var x record.Stored
		var p record.Personal
		var seq sql.NullInt64
		if err := rows.Scan(&x.UID, &x.Revision, &p.Field, &p.Salt, &p.Value, &x.Spec, &seq); err != nil {
			return err
		}
		switch {
		case x.Commitments()[p.Field] != p.Commitment():
			v.problem("the personal field %s of %s revision %d is not the value that was committed to", p.Field, x.UID, x.Revision)
		case seq.Int64 < v.erased[x.UID]:
			v.problem("the personal field %s of %s revision %d is still there, though entry %d erased it", p.Field, x.UID, x.Revision, v.erased[x.UID])
		}
		return nil
	})
}

func (v *verifier) heads(ctx context.Context) error {
	if err := v.told(ctx, "the latest revision of the %s %s is not the one that pages show", `SELECT y.kind, y.name FROM (SELECT uid, MAX(revision) AS revision FROM revision GROUP BY uid) x
		JOIN revision y ON y.uid = x.uid AND y.revision = x.revision
		LEFT JOIN record_head h ON h.uid = x.uid WHERE h.revision IS NULL OR h.revision <> x.revision`); err != nil {
		return err
	}
	return v.told(ctx, "pages show %s in revision %s, which is not in the store", `SELECT h.uid, h.revision FROM record_head h
		LEFT JOIN revision r ON r.uid = h.uid AND r.revision = h.revision WHERE r.uid IS NULL`)
}

// names: every name that a revision bears is noted as given, by the first entry that gave it, and no other is.
func (v *verifier) names(ctx context.Context) error {
	const given = "(SELECT kind, name, uid, MIN(seq) AS seq FROM revision GROUP BY kind, name, uid)"
	if err := v.told(ctx, "the %s %s is not noted as the owner of its name", "SELECT x.kind, x.name FROM "+given+` x
		LEFT JOIN record_name n ON n.kind = x.kind AND n.name = x.name AND n.uid = x.uid AND n.seq = x.seq WHERE n.uid IS NULL`); err != nil {
		return err
	}
	return v.told(ctx, "the %s name %s is noted as given, and no revision bears it", `SELECT n.kind, n.name FROM record_name n
		LEFT JOIN `+given+" x ON n.kind = x.kind AND n.name = x.name AND n.uid = x.uid WHERE x.uid IS NULL")
}

// series: the number under which points are kept follows from whose they are.
func (v *verifier) series(ctx context.Context) error {
	err := v.each(ctx, "SELECT id, owner, name, unit FROM series", func(rows *sql.Rows) error {
		var id int64
		var x measurement.Series
		if err := rows.Scan(&id, &x.Owner, &x.Name, &x.Unit); err != nil {
			return err
		}
		if id != x.ID() {
			v.problem("series %d is filed under another owner, value or unit than its points were", id)
		}
		return nil
	})
	return err
}

// sentFiles compares the files that were sent with the entries that note them.
func (v *verifier) sentFiles(ctx context.Context, w *window) error {
	err := v.each(ctx, `SELECT x.sha256, x.seq, f.bytes FROM sent_file x LEFT JOIN raw_file f ON f.sha256 = x.sha256 WHERE x.seq > ? AND x.seq <= ?`, func(rows *sql.Rows) error {
		var digest string
		var seq int64
		var size sql.NullInt64
		if err := rows.Scan(&digest, &seq, &size); err != nil {
			return err
		}
		key := fmt.Sprint(seq, " ", digest)
		if noted, ok := w.files[key]; !ok {
			v.problem("the file %s is not what journal entry %d recorded", digest, seq)
		} else if !size.Valid || size.Int64 != noted.Bytes {
			v.problem("the file %s that entry %d noted is missing or has another size", digest, seq)
		}
		delete(w.files, key)
		return nil
	}, w.after, w.upTo)
	for key := range w.files {
		v.problem("a file that the journal recorded is missing (entry, SHA-256: %s)", key)
	}
	return err
}

func (v *verifier) files(ctx context.Context) error {
	type file struct {
		digest string
		bytes  int64
	}
	var files []file
	if err := v.each(ctx, "SELECT sha256, bytes FROM raw_file", func(rows *sql.Rows) error {
		var f file
		err := rows.Scan(&f.digest, &f.bytes)
		files = append(files, f)
		return err
	}); err != nil {
		return err
	}
	for _, f := range files {
		h, size := sha256.New(), int64(0)
		err := v.each(ctx, "SELECT data FROM raw_chunk WHERE sha256 = ? ORDER BY n", func(rows *sql.Rows) error {
			var data sql.RawBytes
			if err := rows.Scan(&data); err != nil {
				return err
			}
			size += int64(len(data))
			_, err := h.Write(data)
			return err
		}, f.digest)
		if err != nil {
			return err
		}
		v.out.Files++
		if got := hex.EncodeToString(h.Sum(nil)); got != f.digest || size != f.bytes {
			v.problem("the raw file %s has been changed: its %d bytes now give %s", f.digest, size, got)
		}
	}
	return v.told(ctx, "there are bytes of a file %s that no run has read (%s)", `SELECT c.sha256, MIN(c.n) FROM raw_chunk c
		LEFT JOIN raw_file f ON f.sha256 = c.sha256 WHERE f.sha256 IS NULL GROUP BY c.sha256`)
}
