package storetest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/journal"
	"github.com/steelyard-isms/steelyard/internal/measurement"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/store"
)

// mustSend sends a file, and gives its SHA-256.
func (l *Lab) mustSend(content string) string {
	l.Helper()
	sum := sha256.Sum256([]byte(content))
	note := journal.FileNote{SHA256: hex.EncodeToString(sum[:]), Bytes: int64(len(content))}
	_, err := l.Write(l.Context(), store.Write{Type: journal.File,
		Stage: func(ctx context.Context, tx *store.Tx) error {
			return tx.StageFile(ctx, note.SHA256, note.Bytes, strings.NewReader(content))
		},
		Decide: func(context.Context, *store.Tx, *record.Snapshot) (store.Decision, error) {
			return store.Decision{Body: journal.Body{Files: []journal.FileNote{note}},
				Then: func(ctx context.Context, tx *store.Tx, seq int64, _ time.Time) error {
					return tx.InsertFile(ctx, note, seq)
				}}, nil
		}})
	if err != nil {
		l.Fatalf("a file was refused: %v", err)
	}
	return note.SHA256
}

// mustShow adds a batch with a file that shows where its values come from.
func (l *Lab) mustShow(b measurement.Batch, digest, name string, series ...measurement.Series) store.Receipt {
	l.Helper()
	r, err := addPoints(l.Context(), l.Store, nil, b, []journal.Evidence{{Batch: b.ID, SHA256: digest, Name: name}}, series)
	if err != nil {
		l.Fatalf("a batch was refused: %v", err)
	}
	return r
}

// valueFiles: a file is found with the measures whose values it shows the origin of, from the entry on that says so.
func valueFiles(t *testing.T, l *Lab) {
	s, other := measurement.Series{Owner: "01J00000000000000000000001", Name: "index"}, measurement.Series{Owner: "01J00000000000000000000002", Name: "index"}
	digest := l.mustSend("minutes of the meeting")
	none := l.Snapshot().Seq()
	first := l.mustShow(measurement.Batch{ID: 1, Points: []measurement.Point{point(s, day("2026-01-10"), number(1), "")}}, digest, "minutes.txt", s)
	l.mustShow(measurement.Batch{ID: 2, Points: []measurement.Point{point(s, day("2026-02-10"), number(1), ""), point(other, day("2026-02-10"), number(1), "")}}, digest, "minutes of it.txt", s, other)
	for _, x := range []struct {
		upTo     int64
		name     string
		measures []record.UID
	}{{none, "", nil}, {first.Seq, "minutes.txt", []record.UID{s.Owner}}, {first.Seq + 100, "minutes of it.txt", []record.UID{s.Owner, other.Owner}}} {
		got, err := l.ValueFile(t.Context(), digest, x.upTo)
		if err != nil || got.Name != x.name || !slices.Equal(got.Measures, x.measures) {
			t.Errorf("up to entry %d it is %+v, not %+v: %v", x.upTo, got, x, err)
		}
	}
	if got, err := l.ValueFile(t.Context(), strings.Repeat("0", 64), 1000); err != nil || got.Measures != nil {
		t.Errorf("a file that nobody sent is %+v: %v", got, err)
	}
	l.Verify()
}
