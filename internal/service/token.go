package service

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/journal"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/store"
)

// ByToken gives the principal of an API token.
func (s *Service) ByToken(ctx context.Context, secret string) (access.Principal, error) {
	a, k, err := s.store.TokenAccount(ctx, access.HashSecret(secret))
	if err != nil {
		return access.Anonymous, err
	}
	if k.Revoked || a.Disabled || !s.clock().Before(k.ExpiresAt) {
		return access.Anonymous, fault.New(fault.Unauthenticated, "the token has been revoked or is too old")
	}
	return principal(a, "api"), nil
}

// MaxTokenDays is how long a token may live, in days: ten years.
const MaxTokenDays = 3660

// maxTokenTitle is how long what a token is for may be, in characters.
const maxTokenTitle = 200

// CreateToken makes an API token for an account. The secret is shown once and not kept.
func (s *Service) CreateToken(ctx context.Context, p access.Principal, login, title string, lives time.Duration) (secret string, token access.Token, err error) {
	if err := s.mayMakeCredentials(p); err != nil {
		return "", access.Token{}, err
	}
	a, err := s.store.Account(ctx, login)
	if err != nil {
		return "", access.Token{}, err
	}
	return s.createToken(ctx, p, a, title, lives, func() error { return s.mayAdminister(p) })
}

// CreateOwnToken makes an API token for the account of whoever asks, which may do what they may.
func (s *Service) CreateOwnToken(ctx context.Context, p access.Principal, title string, lives time.Duration) (secret string, token access.Token, err error) {
	if err := s.mayKeepOwn(p); err != nil {
		return "", access.Token{}, err
	}
	return s.createToken(ctx, p, access.Account{UID: p.Account}, title, lives, func() error { return s.mayKeepOwn(p) })
}

func (s *Service) createToken(ctx context.Context, p access.Principal, a access.Account, title string, lives time.Duration, permit func() error) (secret string, token access.Token, err error) {
	title = strings.TrimSpace(title)
	var wrong []fault.Field
	switch n := utf8.RuneCountInString(title); {
	case n == 0:
		wrong = append(wrong, fault.Field{Path: "title", Reason: "is empty", Remedy: "Say what the token is for, in at most 200 characters"})
	case n > maxTokenTitle:
		wrong = append(wrong, fault.Field{Path: "title", Reason: "is too long", Remedy: "Say what the token is for, in at most 200 characters"})
	case record.Concealed(title, false) != "":
		wrong = append(wrong, fault.Field{Path: "title", Reason: "has characters that cannot be shown", Remedy: "Write words"})
	}
	if lives < time.Minute || lives > MaxTokenDays*24*time.Hour {
		wrong = append(wrong, fault.Field{Path: "days", Reason: "is not between 1 and 3660", Remedy: "Choose how long the token lives"})
	}
	if len(wrong) > 0 {
		return "", access.Token{}, &fault.Error{Code: fault.Invalid, Message: "the token cannot be made", Fields: wrong}
	}
	secret, hash := access.NewSecret()
	now := s.clock().UTC()
	token = access.Token{UID: record.NewUID(now), Hash: hash, Account: a.UID, Title: title, CreatedAt: now, ExpiresAt: now.Add(lives)}
	err = s.tokenAct(ctx, p, permit, func(context.Context, *store.Tx) (journal.Account, error) {
		return journal.Account{UID: a.UID, Act: "token-created", Token: token.UID}, nil
	}, func(ctx context.Context, tx *store.Tx) error { return tx.PutToken(ctx, token) })
	return secret, token, err
}

// RevokeToken ends a token. Error: NotFound where it is not in use.
func (s *Service) RevokeToken(ctx context.Context, p access.Principal, token record.UID) error {
	return s.revokeToken(ctx, p, token, func() error { return s.mayAdminister(p) }, func(record.UID) bool { return true })
}

// RevokeOwnToken ends a token of whoever asks. Error: NotFound where it is not theirs, or not in use.
func (s *Service) RevokeOwnToken(ctx context.Context, p access.Principal, token record.UID) error {
	return s.revokeToken(ctx, p, token, func() error { return s.mayKeep(p) }, func(owner record.UID) bool { return owner == p.Account })
}

func (s *Service) revokeToken(ctx context.Context, p access.Principal, token record.UID, permit func() error, of func(record.UID) bool) error {
	return s.tokenAct(ctx, p, permit, func(ctx context.Context, tx *store.Tx) (journal.Account, error) {
		owner, err := tx.TokenOwner(ctx, token)
		if err == nil && !of(owner) {
			err = fault.New(fault.NotFound, "there is no such token in use")
		}
		return journal.Account{UID: owner, Act: "token-revoked", Token: token}, err
	}, func(ctx context.Context, tx *store.Tx) error { return tx.RevokeToken(ctx, token) })
}

// tokenAct journals an act on a token together with what it writes.
func (s *Service) tokenAct(ctx context.Context, p access.Principal, permit func() error,
	note func(context.Context, *store.Tx) (journal.Account, error), then func(context.Context, *store.Tx) error) error {
	_, err := s.store.Write(ctx, store.Write{Type: journal.Access, Actor: p.Actor(),
		Decide: func(ctx context.Context, tx *store.Tx, _ *record.Snapshot) (store.Decision, error) {
			if err := permit(); err != nil {
				return store.Decision{}, err
			}
			noted, err := note(ctx, tx)
			return store.Decision{Body: journal.Body{Accounts: []journal.Account{noted}},
				Then: func(ctx context.Context, tx *store.Tx, _ int64, _ time.Time) error { return then(ctx, tx) }}, err
		}})
	return err
}

// Tokens gives the tokens of an account, to those who may administer.
func (s *Service) Tokens(ctx context.Context, p access.Principal, account record.UID) ([]access.Token, error) {
	if err := s.mayAdminister(p); err != nil {
		return nil, err
	}
	return s.store.TokensOf(ctx, account)
}

// OwnTokens gives the tokens of whoever asks.
func (s *Service) OwnTokens(ctx context.Context, p access.Principal) ([]access.Token, error) {
	if err := s.mayKeep(p); err != nil {
		return nil, err
	}
	return s.store.TokensOf(ctx, p.Account)
}
