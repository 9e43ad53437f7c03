package service

import (
	"context"
	"slices"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/journal"
	"github.com/steelyard-isms/steelyard/internal/org"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/store"
)

// mayAdminister asks the gate for the right to make and change accounts.
func (s *Service) mayAdminister(p access.Principal) error {
	return s.gate.Allow(p, access.Administer, access.Resource{Kind: access.System})
}

// mayMakeCredentials asks, beyond that, that it is a person who asks: whoever finds a token can use it until it is revoked, and must not get
// themselves another way in meanwhile.
func (s *Service) mayMakeCredentials(p access.Principal) error {
	if err := s.mayAdminister(p); err != nil {
		return err
	}
	return noToken(p)
}

func noToken(p access.Principal) error {
	if p.Via == viaToken {
		return fault.New(fault.Forbidden, "a token makes no accounts, tokens, links or passwords: sign in for that")
	}
	return nil
}

// viaToken is how principals of tokens come.
const viaToken = "api"

// mayKeep asks the gate for the right of somebody to keep their own account.
func (s *Service) mayKeep(p access.Principal) error {
	if p.SignedIn() && p.Account == "" {
		return fault.New(fault.Forbidden, "a command has no account of its own")
	}
	return s.gate.Allow(p, access.Keep, access.Resource{Kind: access.Accounts, UID: p.Account, Owned: true})
}

// mayKeepOwn asks, beyond that, that it is a person who asks.
func (s *Service) mayKeepOwn(p access.Principal) error {
	if err := s.mayKeep(p); err != nil {
		return err
	}
	return noToken(p)
}

// MayAdminister tells why the principal may not make and change accounts; nil where they may. Error: Forbidden, with the rule and the roles.
func (s *Service) MayAdminister(p access.Principal) error { return s.mayAdminister(p) }

// Holders gives the people whose accounts have a role in the whole organisation, by role, to anybody who is signed in: they have to know whom to ask.
func (s *Service) Holders(ctx context.Context, p access.Principal) (map[access.Role][]record.UID, error) {
	if !p.SignedIn() {
		return nil, fault.New(fault.Unauthenticated, "sign in to see this")
	}
	all, err := s.store.ListAccounts(ctx)
	out := map[access.Role][]record.UID{}
	for _, a := range all {
		if !a.Disabled && a.Unit == "" && a.Person != "" && !slices.Contains(out[a.Role], a.Person) {
			out[a.Role] = append(out[a.Role], a.Person)
		}
	}
	return out, err
}

// Accounts gives all accounts but those that were forgotten, to those who may administer.
func (s *Service) Accounts(ctx context.Context, p access.Principal) ([]access.Account, error) {
	if err := s.mayAdminister(p); err != nil {
		return nil, err
	}
	all, err := s.store.ListAccounts(ctx)
	out := all[:0]
	for _, a := range all {
		if !a.Forgotten() {
			out = append(out, a)
		}
	}
	return out, err
}

// Account gives an account by identifier or login, and until when its one-time link can be used; the zero time: it has none.
func (s *Service) Account(ctx context.Context, p access.Principal, name string) (access.Account, time.Time, error) {
	if err := s.mayAdminister(p); err != nil {
		return access.Account{}, time.Time{}, err
	}
	a, err := s.store.Account(ctx, name)
	if err != nil {
		return a, time.Time{}, err
	}
	until, err := s.store.LinkExpires(ctx, a.UID)
	if !s.clock().Before(until) {
		until = time.Time{}
	}
	return a, until, err
}

// AccountHistory gives the entries of the journal that tell of an account, latest first, so many at most.
func (s *Service) AccountHistory(ctx context.Context, p access.Principal, account record.UID, limit int) ([]journal.Entry, error) {
	if err := s.mayAdminister(p); err != nil {
		return nil, err
	}
	return s.store.EntriesOfAccount(ctx, account, limit)
}

// MayKeep tells why the principal may not change their own password and tokens; nil where they may. Error: Forbidden.
func (s *Service) MayKeep(p access.Principal) error { return s.mayKeepOwn(p) }

// OwnAccount gives the account of whoever asks, and the entries of the journal that tell of it, latest first, so many at most.
func (s *Service) OwnAccount(ctx context.Context, p access.Principal, limit int) (access.Account, []journal.Entry, error) {
	if !p.SignedIn() {
		return access.Account{}, nil, fault.New(fault.Unauthenticated, "sign in to see this")
	}
	a, err := s.store.Account(ctx, string(p.Account))
	if err != nil {
		return a, nil, err
	}
	entries, err := s.store.EntriesOfAccount(ctx, a.UID, limit)
	return a, entries, err
}

// deed is what an administrator does with an account.
type deed struct {
	note journal.Account
	then func(context.Context, *store.Tx) error
}

// administer judges and does an act on an account under the journal's lock, so that two at once cannot undo each other. Errors: Forbidden;
// NotFound; Conflict where the account was forgotten, or the plan refuses.
func (s *Service) administer(ctx context.Context, p access.Principal, name string, plan func(context.Context, *store.Tx, *record.Snapshot, access.Account) (deed, error)) error {
	_, err := s.store.Write(ctx, store.Write{Type: journal.Access, Actor: p.Actor(),
		Decide: func(ctx context.Context, tx *store.Tx, head *record.Snapshot) (store.Decision, error) {
			if err := s.mayAdminister(p); err != nil {
				return store.Decision{}, err
			}
			a, err := tx.Account(ctx, name)
			if err != nil {
				return store.Decision{}, err
			}
			if a.Forgotten() {
				return store.Decision{}, fault.New(fault.Conflict, "this account was forgotten: it comes to nobody any more. Make a new one")
			}
			d, err := plan(ctx, tx, head, a)
			d.note.UID = a.UID
			return store.Decision{Body: journal.Body{Accounts: []journal.Account{d.note}},
				Then: func(ctx context.Context, tx *store.Tx, _ int64, _ time.Time) error { return d.then(ctx, tx) }}, err
		}})
	return err
}

// keepsOne refuses what would leave nobody who can make and change accounts. Of those who sign in by password, another who does must stay.
func keepsOne(ctx context.Context, tx *store.Tx, a access.Account) error {
	if !a.Administers() {
		return nil
	}
	all, err := tx.Administrators(ctx)
	if err != nil {
		return err
	}
	for _, other := range all {
		if other.UID != a.UID && (other.PasswordHash != "" || a.PasswordHash == "") {
			return nil
		}
	}
	return fault.New(fault.Conflict, "this is the last account that can make and change accounts: first make somebody else administrator of the whole organisation, and let them choose a password")
}

// ChangeRole gives an account another role, or the same in another unit. It holds from the next request of whoever has the account.
func (s *Service) ChangeRole(ctx context.Context, p access.Principal, name string, role access.Role, unit string) error {
	return s.administer(ctx, p, name, func(ctx context.Context, tx *store.Tx, head *record.Snapshot, a access.Account) (deed, error) {
		uid, err := declared(head, org.UnitKind.Name, unit, "unit", "leave it out for the whole organisation")
		if err != nil {
			return deed{}, err
		}
		if role != access.Administrator || uid != "" {
			if err := keepsOne(ctx, tx, a); err != nil {
				return deed{}, err
			}
		}
		return deed{journal.Account{Act: "role-changed", Role: string(role), Unit: uid}, func(ctx context.Context, tx *store.Tx) error {
			return tx.SetRole(ctx, a.UID, role, uid)
		}}, nil
	})
}

// ChangePerson says whose an account is, or, with an empty name, that it is no declared person's. It holds from the next request of whoever has the
// account; what was written with it before stays under the name that it had then.
func (s *Service) ChangePerson(ctx context.Context, p access.Principal, name, person string) error {
	return s.administer(ctx, p, name, func(_ context.Context, _ *store.Tx, head *record.Snapshot, a access.Account) (deed, error) {
		uid, err := declared(head, org.PersonKind.Name, person, "person", "leave it out")
		if err != nil {
			return deed{}, err
		}
		if uid == a.Person {
			return deed{}, fault.InvalidField("nothing would change", fault.Field{Path: "person", Reason: "is so already", Remedy: "Choose another person, or leave the account as it is"})
		}
		return deed{journal.Account{Act: "person-changed", Person: uid}, func(ctx context.Context, tx *store.Tx) error { return tx.SetPerson(ctx, a.UID, uid) }}, nil
	})
}

// Disable ends an account's rights, or gives them back. Its sessions, tokens and one-time link end with it.
func (s *Service) Disable(ctx context.Context, p access.Principal, login string, disabled bool) error {
	return s.administer(ctx, p, login, func(ctx context.Context, tx *store.Tx, _ *record.Snapshot, a access.Account) (deed, error) {
		act := "enabled"
		if disabled {
			if err := keepsOne(ctx, tx, a); err != nil {
				return deed{}, err
			}
			act = "disabled"
		}
		return deed{journal.Account{Act: act}, func(ctx context.Context, tx *store.Tx) error {
			if err := tx.DropAccountLink(ctx, a.UID); err != nil {
				return err
			}
			return tx.SetDisabled(ctx, a.UID, disabled)
		}}, nil
	})
}

// Forget takes an account's login and password away for good: what is left names nobody. The journal keeps its
// identifier.
func (s *Service) Forget(ctx context.Context, p access.Principal, login string) error {
	return s.administer(ctx, p, login, func(ctx context.Context, tx *store.Tx, _ *record.Snapshot, a access.Account) (deed, error) {
		if err := keepsOne(ctx, tx, a); err != nil {
			return deed{}, err
		}
		return deed{journal.Account{Act: "forgotten"}, func(ctx context.Context, tx *store.Tx) error { return tx.ForgetAccount(ctx, a.UID) }}, nil
	})
}
