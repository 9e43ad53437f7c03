package storetest

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
)

// Inspect looks for damage with plain SQL, knowing nothing of the code that made the rows: gaps and forks of the journal,
// revisions that were skipped or written twice, references that dangle, names and codes given twice, batches without
// entry or points.
func Inspect(ctx context.Context, db *sql.DB) ([]string, error) {
	var found []string
	for _, q := range []struct{ what, query string }{
		{"entries are missing or forked: first, last, count",
			"SELECT MIN(seq), MAX(seq), COUNT(*) FROM journal HAVING MIN(seq) <> 1 OR MAX(seq) <> COUNT(*)"},
		{"an entry is not later than the one before", "SELECT a.seq, b.seq, a.recorded_at FROM journal a JOIN journal b ON b.seq = a.seq - 1 WHERE b.recorded_at >= a.recorded_at"},
		{"the head is not the last entry", "SELECT h.seq, j.seq, 0 FROM journal_head h JOIN (SELECT MAX(seq) AS seq FROM journal) j ON j.seq <> h.seq"},
		{"a record's revisions are not 1, 2, 3", "SELECT uid, MAX(revision), COUNT(*) FROM revision GROUP BY uid HAVING MAX(revision) <> COUNT(*) OR MIN(revision) <> 1"},
		{"a later revision has an earlier entry", "SELECT a.uid, a.revision, a.seq FROM revision a JOIN revision b ON b.uid = a.uid AND b.revision = a.revision - 1 WHERE b.seq > a.seq"},
		{"a revision has no entry", "SELECT r.uid, r.revision, r.seq FROM revision r LEFT JOIN journal j ON j.seq = r.seq WHERE j.seq IS NULL"},
		{"two records have one name", "SELECT kind, name, COUNT(DISTINCT uid) FROM revision GROUP BY kind, name HAVING COUNT(DISTINCT uid) > 1"},
		{"two records have one code", "SELECT code, MIN(name), COUNT(DISTINCT uid) FROM revision GROUP BY code HAVING COUNT(DISTINCT uid) > 1"},
		{"a batch has no entry", "SELECT b.id, b.seq, 0 FROM batch b LEFT JOIN journal j ON j.seq = b.seq WHERE j.seq IS NULL"},
		{"points have no batch", "SELECT p.batch, COUNT(*), 0 FROM point p LEFT JOIN batch b ON b.id = p.batch WHERE b.id IS NULL GROUP BY p.batch"},
		{"a batch has lost points or has more", "SELECT b.id, b.points, COUNT(p.batch) FROM batch b LEFT JOIN point p ON p.batch = b.id GROUP BY b.id, b.points HAVING COUNT(p.batch) <> b.points"},
	} {
		rows, err := db.QueryContext(ctx, q.query)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", q.what, err)
		}
		for rows.Next() {
			var a, b, c sql.NullString
			if err := rows.Scan(&a, &b, &c); err != nil {
				return nil, err
			}
			found = append(found, fmt.Sprintf("%s: %s, %s, %s", q.what, a.String, b.String, c.String))
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			return nil, err
		}
	}
	dangling, err := danglingReferences(ctx, db)
	return append(found, dangling...), err
}

// danglingReferences scans the whole final state: every text within the spec of a record in use that has the length of an
// identifier must be that of a record in use.
func danglingReferences(ctx context.Context, db *sql.DB) ([]string, error) {
	type state struct {
		kind, name string
		retired    bool
		spec       any
	}
	states := map[string]state{}
	rows, err := db.QueryContext(ctx, `SELECT r.uid, r.kind, r.name, r.retired, r.spec FROM revision r
		JOIN (SELECT uid, MAX(revision) AS revision FROM revision GROUP BY uid) x ON x.uid = r.uid AND x.revision = r.revision`)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var uid string
		var s state
		var retired int64
		var spec []byte
		if err := rows.Scan(&uid, &s.kind, &s.name, &retired, &spec); err != nil {
			return nil, err
		}
		if err := json.Unmarshal(spec, &s.spec); err != nil {
			return nil, err
		}
		s.retired = retired != 0
		states[uid] = s
	}
	var found []string
	for _, s := range states {
		if s.retired {
			continue
		}
		texts(s.spec, func(text string) {
			if len(text) != len("01J00000000000000000000001") {
				return
			}
			if to, ok := states[text]; !ok || to.retired {
				found = append(found, fmt.Sprintf("%s/%s refers to %s/%s (%s), which is retired or not there", s.kind, s.name, to.kind, to.name, text))
			}
		})
	}
	return found, rows.Err()
}

func texts(v any, do func(string)) {
	switch v := v.(type) {
	case string:
		do(v)
	case []any:
		for _, x := range v {
			texts(x, do)
		}
	case map[string]any:
		for _, x := range v {
			texts(x, do)
		}
	}
}
