package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// Sessions is the store of browser sessions.
type Sessions struct{ s *Store }

// Sessions gives the store of browser sessions.
func (s *Store) Sessions() Sessions { return Sessions{s} }

// FindCtx gives a session that has not ended.
func (x Sessions) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	var data []byte
	err := x.s.read.QueryRowContext(ctx, x.s.d.bind("SELECT data FROM session WHERE token = ? AND expires_at > ?"), token, time.Now().UnixMicro()).Scan(&data)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, false, nil
	}
	return data, err == nil, err
}

// CommitCtx keeps a session of nobody, and drops those that have ended.
func (x Sessions) CommitCtx(ctx context.Context, token string, data []byte, expires time.Time) error {
	return x.CommitFor(ctx, "", token, data, expires)
}

// CommitFor keeps a session of an account, and drops those that have ended.
func (x Sessions) CommitFor(ctx context.Context, account record.UID, token string, data []byte, expires time.Time) error {
	if _, err := x.s.write.ExecContext(ctx, x.s.d.bind("DELETE FROM session WHERE expires_at <= ?"), time.Now().UnixMicro()); err != nil {
		return err
	}
	_, err := x.s.write.ExecContext(ctx, x.s.d.bind(`INSERT INTO session (token, data, expires_at, account) VALUES (?, ?, ?, ?)
		ON CONFLICT (token) DO UPDATE SET data = excluded.data, expires_at = excluded.expires_at, account = excluded.account`), token, data, expires.UnixMicro(), account)
	return err
}

// Of gives the sessions of an account that have not ended, by token.
func (x Sessions) Of(ctx context.Context, account record.UID) (map[string][]byte, error) {
	rows, err := x.s.read.QueryContext(ctx, x.s.d.bind("SELECT token, data FROM session WHERE account = ? AND expires_at > ?"), account, time.Now().UnixMicro())
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "the sessions cannot be read")
	}
	defer func() { _ = rows.Close() }()
	out := map[string][]byte{}
	for rows.Next() {
		var token string
		var data []byte
		if err := rows.Scan(&token, &data); err != nil {
			return nil, fault.Wrap(fault.Unavailable, err, "the sessions cannot be read")
		}
		out[token] = data
	}
	if err := rows.Err(); err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "the sessions cannot be read")
	}
	return out, nil
}

// DeleteCtx ends a session.
func (x Sessions) DeleteCtx(ctx context.Context, token string) error {
	_, err := x.s.write.ExecContext(ctx, x.s.d.bind("DELETE FROM session WHERE token = ?"), token)
	return err
}

// Find gives a session that has not ended, for callers without a context.
func (x Sessions) Find(token string) ([]byte, bool, error) {
	return x.FindCtx(context.Background(), token)
}

// Commit keeps a session.
func (x Sessions) Commit(token string, data []byte, expires time.Time) error {
	return x.CommitCtx(context.Background(), token, data, expires)
}

// Delete ends a session.
func (x Sessions) Delete(token string) error { return x.DeleteCtx(context.Background(), token) }
