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

const accountColumns = "uid, login, person, role, unit, password_hash, disabled, created_at, signed_in, signed_in_before"

// Account finds an account by login, or by identifier.
func (s *Store) Account(ctx context.Context, loginOrUID string) (access.Account, error) {
	return scanAccount(s.read.QueryRowContext(ctx, s.d.bind("SELECT "+accountColumns+" FROM account WHERE login = ? OR uid = ?"), loginOrUID, loginOrUID))
}

// AccountsOfPeople gives the accounts that stand for a declared person, by person.
func (s *Store) AccountsOfPeople(ctx context.Context) (map[record.UID]access.Account, error) {
	rows, err := s.read.QueryContext(ctx, "SELECT "+accountColumns+" FROM account WHERE person <> '' AND disabled = 0 ORDER BY created_at DESC")
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "the accounts cannot be read")
	}
	defer func() { _ = rows.Close() }()
	out := map[record.UID]access.Account{}
	for rows.Next() {
		a, err := scanAccount(rows)
		if err != nil {
			return nil, err
		}
		out[a.Person] = a
	}
	if err := rows.Err(); err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "the accounts cannot be read")
	}
	return out, nil
}

// scanAccount reads the columns of an account, and further ones after them.
func scanAccount(row interface{ Scan(...any) error }, further ...any) (access.Account, error) {
	var a access.Account
	var disabled, created int64
	err := row.Scan(append([]any{&a.UID, &a.Login, &a.Person, &a.Role, &a.Unit, &a.PasswordHash, &disabled, &created, &a.SignedIn, &a.SignedInBefore}, further...)...)
	if errors.Is(err, sql.ErrNoRows) {
		return a, fault.New(fault.NotFound, "there is no such account")
	}
	if err != nil {
		return a, fault.Wrap(fault.Unavailable, err, "the accounts cannot be read")
	}
	a.Disabled, a.CreatedAt = disabled == 1, time.UnixMicro(created).UTC()
	return a, nil
}

// Accounts counts the accounts.
func (s *Store) Accounts(ctx context.Context) (int, error) {
	var n int
	if err := s.read.QueryRowContext(ctx, "SELECT COUNT(*) FROM account").Scan(&n); err != nil {
		return 0, fault.Wrap(fault.Unavailable, err, "the accounts cannot be read")
	}
	return n, nil
}

// AddAccount writes a new account. From the first one on no set-up link works any more.
func (t *Tx) AddAccount(ctx context.Context, a access.Account) error {
	_, err := t.exec(ctx, "INSERT INTO account (uid, login, person, role, unit, password_hash, disabled, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
		a.UID, a.Login, a.Person, string(a.Role), a.Unit, a.PasswordHash, yes(a.Disabled), a.CreatedAt.UnixMicro())
	if taken(err) {
		return fault.InvalidField("the account cannot be made", fault.Field{Path: "login", Reason: "is taken", Remedy: "Choose another"})
	}
	if err != nil {
		return err
	}
	_, err = t.exec(ctx, "DELETE FROM setup_link")
	return err
}

// Each change of an account is a statement of its own, so that two at once cannot undo each other.

// SetPasswordHash gives an account another password.
func (t *Tx) SetPasswordHash(ctx context.Context, uid record.UID, hash string) error {
	_, err := t.exec(ctx, "UPDATE account SET password_hash = ? WHERE uid = ?", hash, uid)
	return err
}

// SetSignedIn keeps the entry of a sign-in, and with it that of the one before.
func (t *Tx) SetSignedIn(ctx context.Context, uid record.UID, seq int64) error {
	_, err := t.exec(ctx, "UPDATE account SET signed_in_before = signed_in, signed_in = ? WHERE uid = ?", seq, uid)
	return err
}

// SetDisabled ends an account's rights, or gives them back.
func (t *Tx) SetDisabled(ctx context.Context, uid record.UID, disabled bool) error {
	_, err := t.exec(ctx, "UPDATE account SET disabled = ? WHERE uid = ?", yes(disabled), uid)
	return err
}

// ForgetAccount takes the login and the password of an account away for good. Its identifier stays, for the journal.
func (t *Tx) ForgetAccount(ctx context.Context, uid record.UID) error {
	_, err := t.exec(ctx, "UPDATE account SET login = uid, password_hash = '', disabled = 1 WHERE uid = ?", uid)
	return err
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

// PutSetupLink keeps the hash of a one-time link for the first administrator.
func (s *Store) PutSetupLink(ctx context.Context, hash string, expires time.Time) error {
	_, err := s.write.ExecContext(ctx, s.d.bind("INSERT INTO setup_link (hash, expires_at) VALUES (?, ?)"), hash, expires.UnixMicro())
	if err != nil {
		return fault.Wrap(fault.Unavailable, err, "the database cannot take the write now")
	}
	return nil
}

// CheckSetupLink refuses a one-time link that is unknown, spent or too old, and any link once there is an account.
func (s *Store) CheckSetupLink(ctx context.Context, hash string, now time.Time) error {
	return s.checkSetupLink(ctx, s.read, hash, now)
}

func (s *Store) checkSetupLink(ctx context.Context, q querier, hash string, now time.Time) error {
	var links, accounts int
	err := q.QueryRowContext(ctx, s.d.bind("SELECT (SELECT COUNT(*) FROM setup_link WHERE hash = ? AND expires_at > ?), (SELECT COUNT(*) FROM account)"), hash, now.UnixMicro()).
		Scan(&links, &accounts)
	if err != nil {
		return fault.Wrap(fault.Unavailable, err, "the accounts cannot be read")
	}
	if links == 0 || accounts > 0 {
		return fault.New(fault.Forbidden, "this link has been used or is too old: while there is no account, start the server again for a new one")
	}
	return nil
}

// UseSetupLink refuses as CheckSetupLink does, under the journal's lock. AddAccount then spends every link.
func (t *Tx) UseSetupLink(ctx context.Context, hash string, now time.Time) error {
	return t.s.checkSetupLink(ctx, t.tx, hash, now)
}

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

// CommitCtx keeps a session, and drops those that have ended.
func (x Sessions) CommitCtx(ctx context.Context, token string, data []byte, expires time.Time) error {
	if _, err := x.s.write.ExecContext(ctx, x.s.d.bind("DELETE FROM session WHERE expires_at <= ?"), time.Now().UnixMicro()); err != nil {
		return err
	}
	_, err := x.s.write.ExecContext(ctx, x.s.d.bind(`INSERT INTO session (token, data, expires_at) VALUES (?, ?, ?)
		ON CONFLICT (token) DO UPDATE SET data = excluded.data, expires_at = excluded.expires_at`), token, data, expires.UnixMicro())
	return err
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
