package service

import (
	"context"
	"crypto/rand"
	"unicode/utf8"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/store"
)

// Bounds of what somebody may have begun and not saved.
const (
	mostDrafts   = 50
	largestDraft = 256 << 10
	draftTitle   = 200 // characters
	draftDays    = 180 // after which a draft that nobody went on with is taken away
)

// Drafts lists what somebody began to enter into forms, without what was entered, the latest first; none for nobody. Error: Unavailable.
func (s *Service) Drafts(ctx context.Context, p access.Principal) ([]store.Draft, error) {
	if p.Account == "" {
		return nil, nil
	}
	return s.store.Drafts(ctx, p.Account)
}

// MayDraft tells why somebody has no drafts; nil where they may. Error: Forbidden.
func (s *Service) MayDraft(p access.Principal) error { return s.mayKeep(p) }

// Draft gives a draft of somebody's own. Errors: Forbidden; NotFound also where it is another one's; Unavailable.
func (s *Service) Draft(ctx context.Context, p access.Principal, id string) (store.Draft, error) {
	if err := s.mayKeep(p); err != nil {
		return store.Draft{}, err
	}
	return s.store.Draft(ctx, p.Account, id)
}

// KeepDraft keeps what somebody entered: under the identifier that it has, or else under a new one, which it gives. It judges nothing of it.
// Errors: Forbidden; NotFound where the identifier is none of theirs; Limited; Unavailable.
func (s *Service) KeepDraft(ctx context.Context, p access.Principal, d store.Draft) (string, error) {
	if err := s.mayKeep(p); err != nil {
		return "", err
	}
	if len(d.Content) > largestDraft {
		return "", fault.New(fault.Limited, "a draft takes at most %d kB: save it, or shorten it", largestDraft>>10)
	}
	now := s.clock().UTC()
	if d.ID == "" {
		if err := s.store.DropDraftsBefore(ctx, now.AddDate(0, 0, -draftDays)); err != nil {
			return "", err
		}
		own, err := s.store.Drafts(ctx, p.Account)
		if err != nil {
			return "", err
		}
		if len(own) >= mostDrafts {
			return "", fault.New(fault.Limited, "you have %d drafts already: save or discard some of them", len(own))
		}
		d.ID = rand.Text()
	} else if _, err := s.store.Draft(ctx, p.Account, d.ID); err != nil {
		return "", err
	}
	d.Account, d.Changed = p.Account, now
	if utf8.RuneCountInString(d.Title) > draftTitle {
		d.Title = string([]rune(d.Title)[:draftTitle])
	}
	return d.ID, s.store.PutDraft(ctx, d)
}

// DropDraft takes a draft of somebody's own away. Errors: Forbidden; Unavailable.
func (s *Service) DropDraft(ctx context.Context, p access.Principal, id string) error {
	if err := s.mayKeep(p); err != nil {
		return err
	}
	return s.store.DropDraft(ctx, p.Account, id)
}
