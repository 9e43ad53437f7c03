package service

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/journal"
	"github.com/steelyard-isms/steelyard/internal/preference"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/store"
)

// Preferences gives how pages look for somebody; for nobody, what holds for everyone.
func (s *Service) Preferences(ctx context.Context, p access.Principal) (preference.Chosen, error) {
	return s.store.Preferences(ctx, p.Account)
}

// MayPrefer tells why somebody may not choose how pages look to them; nil where they may. Error: Forbidden.
func (s *Service) MayPrefer(p access.Principal) error { return s.mayKeep(p) }

// Prefer keeps what somebody chooses for themselves. Errors: Forbidden; Invalid where it is no choice.
func (s *Service) Prefer(ctx context.Context, p access.Principal, chosen preference.Set) error {
	if err := s.mayKeep(p); err != nil {
		return err
	}
	if err := chosen.Check(); err != nil {
		return err
	}
	return s.store.Prefer(ctx, p.Account, chosen)
}

// PreferForEveryone keeps what holds for whoever has chosen nothing, and journals what was chosen. Errors: Forbidden; Invalid where it is no choice.
func (s *Service) PreferForEveryone(ctx context.Context, p access.Principal, chosen preference.Set) error {
	if err := chosen.Check(); err != nil {
		return err
	}
	said := make([]string, 0, len(chosen))
	for name, value := range chosen {
		if value == "" {
			value = preference.Choices(name)[0]
		}
		said = append(said, string(name)+" "+value)
	}
	slices.Sort(said)
	_, err := s.store.Write(ctx, store.Write{Type: journal.Access, Actor: p.Actor(), Reason: strings.Join(said, ", "),
		Decide: func(context.Context, *store.Tx, *record.Snapshot) (store.Decision, error) {
			if err := s.mayAdminister(p); err != nil {
				return store.Decision{}, err
			}
			return store.Decision{Body: journal.Body{Accounts: []journal.Account{{UID: p.Account, Act: "defaults-changed"}}},
				Then: func(ctx context.Context, tx *store.Tx, _ int64, _ time.Time) error {
					return tx.PreferForEveryone(ctx, chosen)
				}}, nil
		}})
	return err
}
