package service

import (
	"context"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/journal"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/store"
)

// Link is a one-time link with which somebody chooses the password of an account. Its secret is shown once; its hash is kept.
type Link struct {
	Secret  string
	Expires time.Time
}

// linkLives is how long a one-time link can be used: until it has been handed over, over a weekend too.
const linkLives = 72 * time.Hour

func (s *Service) newLink() (Link, string) {
	secret, hash := access.NewSecret()
	return Link{secret, s.clock().UTC().Add(linkLives)}, hash
}

// SetPassword gives an account another password. Its sessions end.
func (s *Service) SetPassword(ctx context.Context, p access.Principal, login, password string) error {
	if err := s.mayMakeCredentials(p); err != nil {
		return err
	}
	a, err := s.store.Account(ctx, login)
	if err != nil {
		return err
	}
	hash, err := access.HashPassword(ctx, a.Login, password)
	if err != nil {
		return err
	}
	return s.administer(ctx, p, string(a.UID), func(context.Context, *store.Tx, *record.Snapshot, access.Account) (deed, error) {
		return deed{journal.Account{Act: "password-changed"}, func(ctx context.Context, tx *store.Tx) error { return setPassword(ctx, tx, a.UID, hash) }}, nil
	})
}

// setPassword writes a password, with which a one-time link for another ends.
func setPassword(ctx context.Context, tx *store.Tx, account record.UID, hash string) error {
	if err := tx.SetPasswordHash(ctx, account, hash); err != nil {
		return err
	}
	return tx.DropAccountLink(ctx, account)
}

// NewLink makes a one-time link for an account, in place of one that it had. Until it is used the password stays as it is.
func (s *Service) NewLink(ctx context.Context, p access.Principal, name string) (Link, error) {
	if err := s.mayMakeCredentials(p); err != nil {
		return Link{}, err
	}
	link, hash := s.newLink()
	err := s.administer(ctx, p, name, func(_ context.Context, _ *store.Tx, _ *record.Snapshot, a access.Account) (deed, error) {
		if a.Disabled {
			return deed{}, fault.New(fault.Conflict, "this account is disabled: enable it first")
		}
		return deed{journal.Account{Act: "link-made"}, func(ctx context.Context, tx *store.Tx) error {
			return tx.PutAccountLink(ctx, a.UID, hash, link.Expires)
		}}, nil
	})
	return link, err
}

// LinkFor gives the login that a one-time link is for. Error: Forbidden where it has been used or is too old.
func (s *Service) LinkFor(ctx context.Context, secret string) (string, error) {
	a, err := s.store.LinkedAccount(ctx, access.HashSecret(secret), s.clock())
	return a.Login, err
}

// UseLink gives an account its password by a one-time link, which is spent with that.
func (s *Service) UseLink(ctx context.Context, secret, password string) (access.Principal, error) {
	a, err := s.store.LinkedAccount(ctx, access.HashSecret(secret), s.clock()) // before the password is hashed, which is dear
	if err != nil {
		return access.Anonymous, err
	}
	if a.PasswordHash, err = access.HashPassword(ctx, a.Login, password); err != nil {
		return access.Anonymous, err
	}
	p := principal(a, "web")
	_, err = s.store.Write(ctx, store.Write{Type: journal.Access, Actor: p.Actor(),
		Decide: func(ctx context.Context, tx *store.Tx, _ *record.Snapshot) (store.Decision, error) {
			now, err := tx.LinkedAccount(ctx, access.HashSecret(secret), s.clock()) // another may have used it meanwhile
			return store.Decision{Body: journal.Body{Accounts: []journal.Account{{UID: now.UID, Act: "link-used"}}},
				Then: func(ctx context.Context, tx *store.Tx, seq int64, at time.Time) error {
					if err := setPassword(ctx, tx, now.UID, a.PasswordHash); err != nil {
						return err
					}
					return tx.SignedIn(ctx, now.UID, seq, at)
				}}, err
		}})
	if err != nil {
		return access.Anonymous, err
	}
	return p, nil
}

// ChangePassword gives whoever asks another password, where they know the present one. All their sessions end; the principal that is given back
// begins a new one. Errors: Invalid where the present password is wrong, or the new one cannot be used.
func (s *Service) ChangePassword(ctx context.Context, p access.Principal, present, password string) (access.Principal, error) {
	if err := s.mayKeepOwn(p); err != nil {
		return access.Anonymous, err
	}
	a, err := s.store.Account(ctx, string(p.Account))
	if err != nil {
		return access.Anonymous, err
	}
	ok, err := a.CheckPassword(ctx, present)
	if err != nil {
		return access.Anonymous, err
	}
	if !ok {
		return access.Anonymous, fault.InvalidField("the password was not changed", fault.Field{Path: "present", Reason: "is not the present password", Remedy: "Enter the password that you sign in with"})
	}
	was := a.PasswordHash
	if a.PasswordHash, err = access.HashPassword(ctx, a.Login, password); err != nil {
		return access.Anonymous, err
	}
	_, err = s.store.Write(ctx, store.Write{Type: journal.Access, Actor: p.Actor(),
		Decide: func(ctx context.Context, tx *store.Tx, _ *record.Snapshot) (store.Decision, error) {
			now, err := tx.Account(ctx, string(a.UID))
			if err == nil && (now.PasswordHash != was || now.Disabled) {
				err = fault.New(fault.Conflict, "the password was changed meanwhile: sign in again")
			}
			return store.Decision{Body: journal.Body{Accounts: []journal.Account{{UID: a.UID, Act: "password-changed"}}},
				Then: func(ctx context.Context, tx *store.Tx, _ int64, _ time.Time) error {
					return setPassword(ctx, tx, a.UID, a.PasswordHash)
				}}, err
		}})
	if err != nil {
		return access.Anonymous, err
	}
	return principal(a, p.Via), nil
}
