package store

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// TokenOwner gives the account of a token that is in use. Error: NotFound where there is none, or it was revoked.
func (t *Tx) TokenOwner(ctx context.Context, uid record.UID) (record.UID, error) {
	var account record.UID
	err := t.tx.QueryRowContext(ctx, t.s.d.bind("SELECT account FROM token WHERE uid = ? AND revoked = 0"), uid).Scan(&account)
	if errors.Is(err, sql.ErrNoRows) {
		return "", fault.New(fault.NotFound, "there is no such token in use")
	}
	return account, err
}

// PutToken keeps an API token's hash.
func (t *Tx) PutToken(ctx context.Context, k access.Token) error {
	_, err := t.exec(ctx, "INSERT INTO token (uid, hash, account, title, created_at, expires_at, revoked) VALUES (?, ?, ?, ?, ?, ?, ?)",
		k.UID, k.Hash, k.Account, k.Title, k.CreatedAt.UnixMicro(), k.ExpiresAt.UnixMicro(), yes(k.Revoked))
	return err
}

// RevokeToken ends a token.
func (t *Tx) RevokeToken(ctx context.Context, uid record.UID) error {
	r, err := t.exec(ctx, "UPDATE token SET revoked = 1 WHERE uid = ? AND revoked = 0", uid)
	if err != nil {
		return err
	}
	if n, err := r.RowsAffected(); err != nil || n == 0 {
		return errors.Join(err, fault.New(fault.NotFound, "there is no such token in use"))
	}
	return nil
}

// TokenAccount finds the account that a token's hash stands for, and when the token ends.
func (s *Store) TokenAccount(ctx context.Context, hash string) (access.Account, access.Token, error) {
	k := access.Token{Hash: hash}
	var created, expires, revoked int64
	row := s.read.QueryRowContext(ctx, s.d.bind("SELECT a."+strings.ReplaceAll(accountColumns, ", ", ", a.")+`, t.uid, t.account, t.title, t.created_at, t.expires_at, t.revoked
		FROM token t JOIN account a ON a.uid = t.account WHERE t.hash = ?`), hash)
	a, err := scanAccount(row, &k.UID, &k.Account, &k.Title, &created, &expires, &revoked)
	if fault.Is(err, fault.NotFound) {
		return a, k, fault.New(fault.Unauthenticated, "the token is not known")
	}
	k.CreatedAt, k.ExpiresAt, k.Revoked = time.UnixMicro(created).UTC(), time.UnixMicro(expires).UTC(), revoked == 1
	return a, k, err
}

// TokensOf gives the tokens of an account, without their hashes, the last that was made first.
func (s *Store) TokensOf(ctx context.Context, account record.UID) ([]access.Token, error) {
	rows, err := s.read.QueryContext(ctx, s.d.bind("SELECT uid, account, title, created_at, expires_at, revoked FROM token WHERE account = ? ORDER BY created_at DESC, uid"), account)
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "the tokens cannot be read")
	}
	defer func() { _ = rows.Close() }()
	var out []access.Token
	for rows.Next() {
		var k access.Token
		var created, expires, revoked int64
		if err := rows.Scan(&k.UID, &k.Account, &k.Title, &created, &expires, &revoked); err != nil {
			return nil, fault.Wrap(fault.Unavailable, err, "the tokens cannot be read")
		}
		k.CreatedAt, k.ExpiresAt, k.Revoked = time.UnixMicro(created).UTC(), time.UnixMicro(expires).UTC(), revoked == 1
		out = append(out, k)
	}
	if err := rows.Err(); err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "the tokens cannot be read")
	}
	return out, nil
}
