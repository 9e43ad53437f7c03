package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/steelyard-isms/steelyard/internal/journal"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// insertRevisions writes the new revisions of a plan with their personal values, and notes them for the entry. It sends a
// few statements however many revisions there are, because the journal's lock is held meanwhile.
func (t *Tx) insertRevisions(ctx context.Context, before *record.Snapshot, outcomes []record.Outcome, seq int64, at time.Time) ([]journal.Revision, error) {
	var notes []journal.Revision
	revisions := rows{into: "revision (uid, revision, seq, recorded_at, kind, name, code, title, retired, state, in_force, authors, schema_version, spec)"}
	heads := rows{into: "record_head (uid, revision)", conflict: " ON CONFLICT (uid) DO UPDATE SET revision = excluded.revision"}
	personal := rows{into: "personal (uid, revision, field, salt, value)"}
	names := rows{into: "record_name (kind, name, uid, seq)"}
	latest := map[record.UID]int64{} // of a record of which one revision is in force and another waits, the one that waits
	named := map[string]bool{}
	for _, o := range outcomes {
		if o.Action != record.Unchanged {
			latest[o.Record.UID] = max(latest[o.Record.UID], o.Record.Revision)
		}
	}
	for _, o := range outcomes {
		if o.Action == record.Unchanged {
			continue
		}
		r := o.Record
		r.Seq, r.RecordedAt = seq, at
		k, _ := t.s.registry.Kind(r.Kind)
		stored, values, err := k.Store(r)
		if err != nil {
			return nil, err
		}
		revisions.add(stored.UID, stored.Revision, seq, at.UnixMicro(), stored.Kind, stored.Name, stored.Code, stored.Title,
			yes(stored.Retired), stored.State, stored.InForce, writeUIDs(stored.Authors), stored.Schema, stored.Spec)
		if stored.Revision == latest[stored.UID] {
			heads.add(stored.UID, stored.Revision)
		}
		for _, p := range values {
			personal.add(stored.UID, stored.Revision, p.Field, p.Salt, p.Value)
		}
		if _, given := before.Lookup(r.Kind, r.Name); !given && !named[r.Kind+"\x00"+r.Name] {
			named[r.Kind+"\x00"+r.Name] = true
			names.add(r.Kind, r.Name, r.UID, seq)
		}
		notes = append(notes, journal.Revision{Action: o.Action, Kind: stored.Kind, UID: stored.UID, Revision: stored.Revision, Digest: stored.Digest()})
	}
	for _, r := range []rows{revisions, heads, personal, names} {
		if err := r.insert(ctx, t); err != nil {
			return nil, fmt.Errorf("writing %d revisions: %w", len(notes), err)
		}
	}
	return notes, nil
}

// rows collects rows of one table, to insert many with one statement.
type rows struct {
	into     string // table and columns
	conflict string
	width    int
	args     []any
}

func (r *rows) add(values ...any) {
	r.width = len(values)
	r.args = append(r.args, values...)
}

func (r *rows) insert(ctx context.Context, t *Tx) error {
	if len(r.args) == 0 {
		return nil
	}
	row := "(" + marks(r.width) + ")"
	for some := range slices.Chunk(r.args, r.width*(listMax/r.width)) {
		values := strings.TrimSuffix(strings.Repeat(row+",", len(some)/r.width), ",")
		if _, err := t.exec(ctx, "INSERT INTO "+r.into+" VALUES "+values+r.conflict, some...); err != nil {
			return err
		}
	}
	return nil
}

// writeUIDs gives identifiers the form of a column.
func writeUIDs(uids []record.UID) string {
	texts := make([]string, len(uids))
	for i, uid := range uids {
		texts[i] = string(uid)
	}
	return strings.Join(texts, " ")
}

func readUIDs(text string) []record.UID {
	var out []record.UID
	for uid := range strings.FieldsSeq(text) {
		out = append(out, record.UID(uid))
	}
	return out
}
