package service

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"slices"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/journal"
	"github.com/steelyard-isms/steelyard/internal/measure"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/store"
)

// MaxEvidence is the largest file that records may name, in bytes.
const MaxEvidence = 32 << 20

// SentFile is a file that was sent to be named by records.
type SentFile struct {
	SHA256 string `json:"sha256" doc:"SHA-256 of the bytes, by which records name the file."`
	Bytes  int64  `json:"bytes" doc:"Their number."`
	Seq    int64  `json:"seq" doc:"Journal entry up to which it is kept."`
	Again  bool   `json:"again" doc:"It had been sent before: nothing was added."`
}

// SendFile keeps a file, so that records can name it, or values that are entered. The same bytes again add nothing. Errors: Forbidden for whoever may
// declare nothing and enter no values; Limited for a file over MaxEvidence; Invalid for an empty one.
func (s *Service) SendFile(ctx context.Context, p access.Principal, content io.Reader, reason string) (SentFile, error) {
	if err := s.maySend(p); err != nil {
		return SentFile{}, err
	}
	spool, err := os.CreateTemp("", "steelyard-*")
	if err != nil {
		return SentFile{}, fault.Wrap(fault.Unavailable, err, "there is no room to receive the file")
	}
	defer func() { _, _ = spool.Close(), os.Remove(spool.Name()) }()
	h := sha256.New()
	size, err := io.Copy(io.MultiWriter(spool, h), &bounded{r: content, limit: MaxEvidence, told: MaxEvidence})
	if err != nil {
		if _, ours := err.(*fault.Error); ours { //nolint:errorlint // bounded gives it as it is
			return SentFile{}, err
		}
		return SentFile{}, fault.Wrap(fault.Invalid, err, "the file did not arrive whole")
	}
	if size == 0 {
		return SentFile{}, fault.InvalidField("the file cannot be kept", fault.Field{Reason: "is empty", Remedy: "Send the bytes of the file"})
	}
	note := journal.FileNote{SHA256: hex.EncodeToString(h.Sum(nil)), Bytes: size}
	out := SentFile{SHA256: note.SHA256, Bytes: note.Bytes}
	r, err := s.store.Write(ctx, store.Write{Type: journal.File, Actor: p.Actor(), Reason: reason,
		Stage: func(ctx context.Context, tx *store.Tx) error {
			if _, err := spool.Seek(0, io.SeekStart); err != nil {
				return err
			}
			return tx.StageFile(ctx, note.SHA256, note.Bytes, spool)
		},
		Decide: func(ctx context.Context, tx *store.Tx, _ *record.Snapshot) (store.Decision, error) {
			if err := s.maySend(p); err != nil {
				return store.Decision{}, err
			}
			var err error
			if out.Again, err = tx.SentFile(ctx, note.SHA256); err != nil || out.Again {
				return store.Decision{}, err
			}
			return store.Decision{Body: journal.Body{Files: []journal.FileNote{note}},
				Then: func(ctx context.Context, tx *store.Tx, seq int64, _ time.Time) error {
					return tx.InsertFile(ctx, note, seq)
				}}, nil
		}})
	out.Seq = r.Seq
	return out, err
}

// maySend: whoever may declare something may send what it names.
func (s *Service) maySend(p access.Principal) error {
	kinds := s.Registry().Kinds()
	if slices.ContainsFunc(kinds, func(k *record.Kind) bool { return s.gate.May(p, access.Declare, access.Any(k.Name)) }) {
		return nil
	}
	if s.gate.May(p, access.Collect, access.Any(measure.MeasureKind.Name)) { // files show where values come from, too
		return nil
	}
	return s.gate.Allow(p, access.Declare, access.Any(kinds[0].Name))
}
