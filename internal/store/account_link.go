package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/journal"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// PutAccountLink keeps the hash of a one-time link for an account, in place of one that it had.
func (t *Tx) PutAccountLink(ctx context.Context, account record.UID, hash string, expires time.Time) error {
	_, err := t.exec(ctx, `INSERT INTO account_link (account, hash, expires_at) VALUES (?, ?, ?)
		ON CONFLICT (account) DO UPDATE SET hash = excluded.hash, expires_at = excluded.expires_at`, account, hash, expires.UnixMicro())
	return err
}

// DropAccountLink ends the one-time link of an account, where it has one.
func (t *Tx) DropAccountLink(ctx context.Context, account record.UID) error {
	_, err := t.exec(ctx, "DELETE FROM account_link WHERE account = ?", account)
	return err
}

// LinkedAccount finds the account of a one-time link. Error: Forbidden where the link is unknown, spent or too old, or the account disabled.
func (s *Store) LinkedAccount(ctx context.Context, hash string, now time.Time) (access.Account, error) {
	return s.linkedAccount(ctx, s.read, hash, now)
}

// LinkedAccount does so under the journal's lock.
func (t *Tx) LinkedAccount(ctx context.Context, hash string, now time.Time) (access.Account, error) {
	return t.s.linkedAccount(ctx, t.tx, hash, now)
}

func (s *Store) linkedAccount(ctx context.Context, q querier, hash string, now time.Time) (access.Account, error) {
	a, err := scanAccount(q.QueryRowContext(ctx, s.d.bind("SELECT "+accountColumns+` FROM account
		WHERE uid = (SELECT account FROM account_link WHERE hash = ? AND expires_at > ?)`), hash, now.UnixMicro()))
	if fault.Is(err, fault.NotFound) || err == nil && a.Disabled {
		return access.Account{}, fault.New(fault.Forbidden, "this link has been used, was replaced by another or is too old: ask an administrator for a new one")
	}
	return a, err
}

// LinkExpires tells until when the one-time link of an account can be used; the zero time where there is none.
func (s *Store) LinkExpires(ctx context.Context, account record.UID) (time.Time, error) {
	var at int64
	err := s.read.QueryRowContext(ctx, s.d.bind("SELECT expires_at FROM account_link WHERE account = ?"), account).Scan(&at)
	if errors.Is(err, sql.ErrNoRows) {
		return time.Time{}, nil
	}
	if err != nil {
		return time.Time{}, fault.Wrap(fault.Unavailable, err, "the accounts cannot be read")
	}
	return time.UnixMicro(at).UTC(), nil
}

// EntriesOfAccount gives the entries of the journal that tell of an account, latest first, so many at most.
func (s *Store) EntriesOfAccount(ctx context.Context, account record.UID, limit int) ([]journal.Entry, error) {
	return s.entries(ctx, s.read, "seq IN (SELECT seq FROM account_entry WHERE account = ? ORDER BY seq DESC LIMIT ?) ORDER BY seq DESC", account, limit)
}
