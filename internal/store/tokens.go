package store

import (
	"context"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// OwnedToken is an API token with whose it is. Its hash is left out.
type OwnedToken struct {
	access.Token
	Login  string
	Person record.UID
}

// Tokens lists the tokens in use at a moment, by when they end: of one account, or of all where it is empty.
func (s *Store) Tokens(ctx context.Context, account record.UID, at time.Time) ([]OwnedToken, error) {
	rows, err := s.read.QueryContext(ctx, s.d.bind(`SELECT t.uid, t.account, t.title, t.created_at, t.expires_at, a.login, a.person FROM token t JOIN account a ON a.uid = t.account
		WHERE t.revoked = 0 AND a.disabled = 0 AND t.expires_at > ? AND (? = '' OR t.account = ?) ORDER BY t.expires_at, t.uid`), at.UnixMicro(), string(account), string(account))
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "the tokens cannot be read")
	}
	defer func() { _ = rows.Close() }()
	var out []OwnedToken
	for rows.Next() {
		var k OwnedToken
		var created, expires int64
		if err := rows.Scan(&k.UID, &k.Account, &k.Title, &created, &expires, &k.Login, &k.Person); err != nil {
			return nil, fault.Wrap(fault.Unavailable, err, "the tokens cannot be read")
		}
		k.CreatedAt, k.ExpiresAt = time.UnixMicro(created).UTC(), time.UnixMicro(expires).UTC()
		out = append(out, k)
	}
	if err := rows.Err(); err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "the tokens cannot be read")
	}
	return out, nil
}
