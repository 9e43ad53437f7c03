package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/record"
)

const accountColumns = "uid, login, person, role, unit, password_hash, disabled, created_at, signed_in, signed_in_before, signed_in_at"

// Account finds an account by login, or by identifier.
func (s *Store) Account(ctx context.Context, loginOrUID string) (access.Account, error) {
	return scanAccount(s.read.QueryRowContext(ctx, s.d.bind("SELECT "+accountColumns+" FROM account WHERE login = ? OR uid = ?"), loginOrUID, loginOrUID))
}

// AccountsOfPeople gives the accounts that stand for a declared person, by person.
func (s *Store) AccountsOfPeople(ctx context.Context) (map[record.UID]access.Account, error) {
	all, err := s.accounts(ctx, s.read, "person <> '' AND disabled = 0 ORDER BY created_at DESC")
	out := make(map[record.UID]access.Account, len(all))
	for _, a := range all {
		out[a.Person] = a
	}
	return out, err
}

// ListAccounts gives all accounts, the first that was made first.
func (s *Store) ListAccounts(ctx context.Context) ([]access.Account, error) {
	return s.accounts(ctx, s.read, "1 = 1 ORDER BY created_at, uid")
}

// Administrators gives the accounts that are not disabled and have the role of administrator for the whole organisation, under the journal's
// lock.
func (t *Tx) Administrators(ctx context.Context) ([]access.Account, error) {
	return t.s.accounts(ctx, t.tx, "role = ? AND unit = '' AND disabled = 0", string(access.Administrator))
}

// Account finds an account by login, or by identifier, under the journal's lock.
func (t *Tx) Account(ctx context.Context, loginOrUID string) (access.Account, error) {
	return scanAccount(t.tx.QueryRowContext(ctx, t.s.d.bind("SELECT "+accountColumns+" FROM account WHERE login = ? OR uid = ?"), loginOrUID, loginOrUID))
}

func (s *Store) accounts(ctx context.Context, q querier, where string, args ...any) ([]access.Account, error) {
	rows, err := q.QueryContext(ctx, s.d.bind("SELECT "+accountColumns+" FROM account WHERE "+where), args...)
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "the accounts cannot be read")
	}
	defer func() { _ = rows.Close() }()
	var out []access.Account
	for rows.Next() {
		a, err := scanAccount(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, a)
	}
	if err := rows.Err(); err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "the accounts cannot be read")
	}
	return out, nil
}

// scanAccount reads the columns of an account, and further ones after them.
func scanAccount(row interface{ Scan(...any) error }, further ...any) (access.Account, error) {
	var a access.Account
	var disabled, created, signedIn int64
	err := row.Scan(append([]any{&a.UID, &a.Login, &a.Person, &a.Role, &a.Unit, &a.PasswordHash, &disabled, &created, &a.SignedIn, &a.SignedInBefore, &signedIn}, further...)...)
	if errors.Is(err, sql.ErrNoRows) {
		return a, fault.New(fault.NotFound, "there is no such account")
	}
	if err != nil {
		return a, fault.Wrap(fault.Unavailable, err, "the accounts cannot be read")
	}
	a.Disabled, a.CreatedAt = disabled == 1, time.UnixMicro(created).UTC()
	if signedIn > 0 {
		a.SignedInAt = time.UnixMicro(signedIn).UTC()
	}
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

// SetDisabled ends an account's rights, or gives them back.
func (t *Tx) SetDisabled(ctx context.Context, uid record.UID, disabled bool) error {
	_, err := t.exec(ctx, "UPDATE account SET disabled = ? WHERE uid = ?", yes(disabled), uid)
	return err
}

// SetRole gives an account another role, or the same in another unit.
func (t *Tx) SetRole(ctx context.Context, uid record.UID, role access.Role, unit record.UID) error {
	_, err := t.exec(ctx, "UPDATE account SET role = ?, unit = ? WHERE uid = ?", string(role), unit, uid)
	return err
}

// SetPerson says whose an account is; empty: no declared person's.
func (t *Tx) SetPerson(ctx context.Context, uid, person record.UID) error {
	_, err := t.exec(ctx, "UPDATE account SET person = ? WHERE uid = ?", person, uid)
	return err
}

// SignedIn notes a sign-in: when it was, its entry, and with that the entry of the one before.
func (t *Tx) SignedIn(ctx context.Context, uid record.UID, seq int64, at time.Time) error {
	_, err := t.exec(ctx, "UPDATE account SET signed_in_before = signed_in, signed_in = ?, signed_in_at = ? WHERE uid = ?", seq, at.UnixMicro(), uid)
	return err
}

// ForgetAccount takes the login, the password, the one-time link, the preferences, the drafts and the saved views of an account away for good. Its
// identifier stays, for the journal.
func (t *Tx) ForgetAccount(ctx context.Context, uid record.UID) error {
	for _, query := range []string{"UPDATE account SET login = uid, password_hash = '', disabled = 1 WHERE uid = ?", "DELETE FROM account_link WHERE account = ?",
		"DELETE FROM preference WHERE account = ?", "DELETE FROM draft WHERE account = ?",
		"DELETE FROM list_view_first WHERE account = ?", "DELETE FROM list_view WHERE account = ?", "DELETE FROM session WHERE account = ?"} {
		if _, err := t.exec(ctx, query, uid); err != nil {
			return err
		}
	}
	return nil
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
