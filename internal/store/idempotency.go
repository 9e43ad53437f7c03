package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/steelyard-isms/steelyard/internal/fault"
)

// KeyPath is how faults name an idempotency key, as the header that brings it through the API.
const KeyPath = "Idempotency-Key"

// repeated gives the receipt of an earlier request with the key, nil where there is none.
func (s *Store) repeated(ctx context.Context, q querier, k Key) (*Receipt, error) {
	var request string
	var response []byte
	err := q.QueryRowContext(ctx, s.d.bind("SELECT request, response FROM idempotency WHERE principal = ? AND key = ?"), k.Principal, k.Text).
		Scan(&request, &response)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil //nolint:nilnil // no earlier answer is an ordinary finding, not a failure
	}
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "the database does not answer")
	}
	if request != k.Request {
		return nil, fault.InvalidField("the idempotency key was used before", fault.Field{Path: KeyPath,
			Reason: "belongs to another request", Remedy: "Use a new key for a new request"})
	}
	var kept keptAnswer
	if err := json.Unmarshal(response, &kept); err != nil {
		return nil, fmt.Errorf("reading a kept answer: %w", err)
	}
	return &Receipt{Seq: kept.Seq, RecordedAt: time.UnixMicro(kept.At).UTC(), Answer: kept.Answer, Repeated: true}, nil
}

// Answered gives the receipt of an earlier request with the key, where there was one. A caller asks before it judges a
// request again: what was accepted then may be refused now, and its repetition still gets the first answer. Errors:
// Invalid where the key belongs to another request.
func (s *Store) Answered(ctx context.Context, k Key) (Receipt, bool, error) {
	r, err := s.repeated(ctx, s.read, k)
	return deref(r), r != nil, err
}

type keptAnswer struct {
	Seq    int64           `json:"seq"`
	At     int64           `json:"at"`
	Answer json.RawMessage `json:"answer"`
}

// how long an answer is kept for repetitions
const keepAnswers = 48 * time.Hour

func (t *Tx) keepAnswer(ctx context.Context, k Key, r Receipt, at time.Time) error {
	answer := r.Answer
	if answer == nil {
		answer = []byte("null")
	}
	b, err := json.Marshal(keptAnswer{r.Seq, at.UnixMicro(), answer})
	if err != nil {
		return err
	}
	if _, err := t.exec(ctx, "DELETE FROM idempotency WHERE created_at < ?", at.Add(-keepAnswers).UnixMicro()); err != nil {
		return err
	}
	_, err = t.exec(ctx, "INSERT INTO idempotency (principal, key, request, response, created_at) VALUES (?, ?, ?, ?, ?)",
		k.Principal, k.Text, k.Request, b, at.UnixMicro())
	return err
}

func deref(r *Receipt) Receipt {
	if r == nil {
		return Receipt{}
	}
	return *r
}
