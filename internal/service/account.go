package service

import (
	"context"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/journal"
	"github.com/steelyard-isms/steelyard/internal/org"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/store"
)

// NewAccount is an account to be made.
type NewAccount struct {
	Login    string
	Password string // empty: nobody can sign in by password
	Role     access.Role
	Unit     string // name, code or identifier of the unit in which it has the role; empty: the whole organisation
	Person   string // name, code or identifier of a declared person; may be empty
}

// CreateAccount makes an account.
func (s *Service) CreateAccount(ctx context.Context, p access.Principal, n NewAccount) (access.Account, error) {
	if err := s.mayMakeCredentials(p); err != nil {
		return access.Account{}, err
	}
	return s.createAccount(ctx, n, p.Actor(), func(context.Context, *store.Tx, time.Time) error { return s.mayAdminister(p) }, nil)
}

// InviteAccount makes an account without a password, and a one-time link with which its owner chooses one.
func (s *Service) InviteAccount(ctx context.Context, p access.Principal, n NewAccount) (access.Account, Link, error) {
	if err := s.mayMakeCredentials(p); err != nil {
		return access.Account{}, Link{}, err
	}
	n.Password = ""
	link, hash := s.newLink()
	a, err := s.createAccount(ctx, n, p.Actor(), func(context.Context, *store.Tx, time.Time) error { return s.mayAdminister(p) },
		func(ctx context.Context, tx *store.Tx, uid record.UID) error {
			return tx.PutAccountLink(ctx, uid, hash, link.Expires)
		})
	return a, link, err
}

// createAccount makes an account where that is permitted, and writes what goes with it.
func (s *Service) createAccount(ctx context.Context, n NewAccount, actor journal.Actor, permit func(context.Context, *store.Tx, time.Time) error,
	also func(context.Context, *store.Tx, record.UID) error) (access.Account, error) {
	if _, _, err := n.check(s.store.Snapshot()); err != nil {
		return access.Account{}, err
	}
	a := access.Account{UID: record.NewUID(s.clock()), Login: n.Login, Role: n.Role}
	if n.Password != "" {
		hash, err := access.HashPassword(ctx, n.Login, n.Password)
		if err != nil {
			return access.Account{}, err
		}
		a.PasswordHash = hash
	}
	_, err := s.store.Write(ctx, store.Write{Type: journal.Access, Actor: actor,
		Decide: func(ctx context.Context, tx *store.Tx, head *record.Snapshot) (store.Decision, error) {
			if err := permit(ctx, tx, s.clock()); err != nil {
				return store.Decision{}, err
			}
			var err error
			if a.Person, a.Unit, err = n.check(head); err != nil { // which may have gone meanwhile
				return store.Decision{}, err
			}
			return store.Decision{Body: journal.Body{Accounts: []journal.Account{{UID: a.UID, Act: "created", Role: string(a.Role), Unit: a.Unit}}},
				Then: func(ctx context.Context, tx *store.Tx, _ int64, at time.Time) error {
					a.CreatedAt = at
					if err := tx.AddAccount(ctx, a); err != nil || also == nil {
						return err
					}
					return also(ctx, tx, a.UID)
				}}, nil
		}})
	return a, err
}

// check finds the records that an account is said to be of, and names all that is wrong. Error: Invalid.
func (n NewAccount) check(head *record.Snapshot) (person, unit record.UID, err error) {
	person, noPerson := declared(head, org.PersonKind.Name, n.Person, "person", "leave it out")
	unit, noUnit := declared(head, org.UnitKind.Name, n.Unit, "unit", "leave it out for the whole organisation")
	_, noRole := access.ParseRole(string(n.Role))
	all := []error{noPerson, access.CheckLogin(n.Login), noRole, noUnit}
	if n.Password != "" {
		all = append(all, access.CheckNewPassword(n.Login, n.Password))
	}
	var wrong []fault.Field
	for _, one := range all {
		if one != nil {
			wrong = append(wrong, fault.Of(one).Fields...)
		}
	}
	if len(wrong) > 0 {
		err = &fault.Error{Code: fault.Invalid, Message: "the account cannot be made", Fields: wrong}
	}
	return person, unit, err
}

// declared finds the record that an account is said to be of; empty where none is said.
func declared(head *record.Snapshot, kind, name, field, instead string) (record.UID, error) {
	if name == "" {
		return "", nil
	}
	r, ok := head.Lookup(kind, name)
	if !ok || r.Retired {
		return "", fault.InvalidField("the account cannot be as you said", fault.Field{Path: field,
			Reason: "is not a declared " + kind, Remedy: "Declare the " + kind + " first, or " + instead})
	}
	return r.UID, nil
}

// act journals what somebody did with their own account together with what it writes.
func (s *Service) act(ctx context.Context, p access.Principal, a access.Account, act string, then func(context.Context, *store.Tx, int64, time.Time) error) error {
	_, err := s.store.Write(ctx, store.Write{Type: journal.Access, Actor: p.Actor(),
		Decide: func(context.Context, *store.Tx, *record.Snapshot) (store.Decision, error) {
			return store.Decision{Body: journal.Body{Accounts: []journal.Account{{UID: a.UID, Act: act}}}, Then: then}, nil
		}})
	return err
}

func nothing(context.Context, *store.Tx, int64, time.Time) error { return nil }

// arrives notes that somebody signed in: from its entry they are told the next time what has changed since.
func arrives(a access.Account) func(context.Context, *store.Tx, int64, time.Time) error {
	return func(ctx context.Context, tx *store.Tx, seq int64, at time.Time) error {
		return tx.SignedIn(ctx, a.UID, seq, at)
	}
}

// SignIn checks login and password, and journals the sign-in. The refusal does not tell which of the two is wrong.
func (s *Service) SignIn(ctx context.Context, login, password string) (access.Principal, error) {
	a, err := s.store.Account(ctx, login)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return access.Anonymous, err
	}
	if a.Login != login {
		a = access.Account{} // found by its identifier, by which attempts are not counted
	}
	ok, err := a.CheckPassword(ctx, password)
	if err != nil {
		return access.Anonymous, err
	}
	if !ok {
		return access.Anonymous, fault.New(fault.Unauthenticated, "login and password do not match an account")
	}
	p := principal(a, "web")
	return p, s.act(ctx, p, a, "signed-in", arrives(a))
}

// SignOut journals that somebody signed out. For nobody it does nothing.
func (s *Service) SignOut(ctx context.Context, p access.Principal) error {
	if !p.SignedIn() {
		return nil
	}
	return s.act(ctx, p, access.Account{UID: p.Account}, "signed-out", nothing)
}

// Choose signs a visitor of the demonstration in as a declared person. Each choice is journalled.
func (s *Service) Choose(ctx context.Context, person string) (access.Principal, error) {
	r, ok := s.store.Snapshot().Lookup(org.PersonKind.Name, person)
	if !ok || r.Retired {
		return access.Anonymous, fault.New(fault.NotFound, "there is no such person")
	}
	people, err := s.store.AccountsOfPeople(ctx)
	if err != nil {
		return access.Anonymous, err
	}
	a, ok := people[r.UID]
	if !ok {
		return access.Anonymous, fault.New(fault.NotFound, "this person has no account")
	}
	p := principal(a, "demo")
	return p, s.act(ctx, p, a, "chosen", arrives(a))
}

// Choice is a person that a visitor of the demonstration can be.
type Choice struct {
	Person record.Of[org.Person]
	Role   access.Role
}

// Choices lists the people of the demonstration who have an account.
func (s *Service) Choices(ctx context.Context) ([]Choice, error) {
	people, err := s.store.AccountsOfPeople(ctx)
	if err != nil {
		return nil, err
	}
	var out []Choice
	for p := range record.All[org.Person](s.store.Snapshot()) {
		if a, ok := people[p.UID]; ok {
			out = append(out, Choice{p, a.Role})
		}
	}
	return out, nil
}

func principal(a access.Account, via string) access.Principal {
	last := a.SignedInBefore
	if via == "api" {
		last = a.SignedIn
	}
	return access.Principal{LastHere: last, Account: a.UID, Person: a.Person, Role: a.Role, Unit: a.Unit, Via: via, Credential: a.Credential()}
}

// Resume gives the principal of a session's account, as its rights are now; nobody where the account is disabled or has
// another password than the session began with.
func (s *Service) Resume(ctx context.Context, account record.UID, credential, via string) (access.Principal, error) {
	a, err := s.store.Account(ctx, string(account))
	if err != nil || a.Disabled || a.Credential() != credential {
		return access.Anonymous, err
	}
	return principal(a, via), nil
}

// SetupLink makes the secret of a one-time link for the first administrator; empty where there are accounts already.
func (s *Service) SetupLink(ctx context.Context) (string, error) {
	n, err := s.store.Accounts(ctx)
	if err != nil || n > 0 {
		return "", err
	}
	secret, hash := access.NewSecret()
	return secret, s.store.PutSetupLink(ctx, hash, s.clock().Add(24*time.Hour))
}

// UseSetupLink makes the first administrator with the secret of a one-time link.
func (s *Service) UseSetupLink(ctx context.Context, secret string, n NewAccount) (access.Principal, error) {
	n.Role = access.Administrator
	if n.Password == "" {
		return access.Anonymous, fault.InvalidField("the account cannot be made", fault.Field{Path: "password", Reason: "is required", Remedy: "Choose one of at least 12 characters"})
	}
	// before the password is hashed, which is dear
	if err := s.store.CheckSetupLink(ctx, access.HashSecret(secret), s.clock()); err != nil {
		return access.Anonymous, err
	}
	a, err := s.createAccount(ctx, n, journal.Actor{Via: "web"}, func(ctx context.Context, tx *store.Tx, now time.Time) error {
		return tx.UseSetupLink(ctx, access.HashSecret(secret), now)
	}, nil)
	if err != nil {
		return access.Anonymous, err
	}
	p := principal(a, "web")
	return p, s.act(ctx, p, a, "signed-in", arrives(a)) // whoever makes it is signed in with it
}

// Erase removes the personal values of a record for good.
func (s *Service) Erase(ctx context.Context, p access.Principal, kind, name, reason string) (int, error) {
	if reason == "" {
		return 0, fault.InvalidField("nothing was erased", fault.Field{Path: "reason", Reason: "is required", Remedy: "Say why, for the journal; do not repeat the personal data"})
	}
	r, ok := s.store.Snapshot().Lookup(kind, name)
	if !ok {
		return 0, fault.New(fault.NotFound, "there is no %s %s", kind, record.Clip(name))
	}
	var erased journal.Erased
	_, err := s.store.Write(ctx, store.Write{Type: journal.Erasure, Actor: p.Actor(), Reason: reason,
		Decide: func(ctx context.Context, tx *store.Tx, _ *record.Snapshot) (store.Decision, error) {
			if err := s.gate.Allow(p, access.Administer, access.Resource{Kind: access.System}); err != nil {
				return store.Decision{}, err
			}
			var err error
			erased, err = tx.ErasePersonal(ctx, kind, r.UID)
			if err == nil && erased.Count == 0 {
				err = fault.New(fault.Invalid, "the %s %s holds no personal values", kind, r.Code)
			}
			return store.Decision{Body: journal.Body{Erased: []journal.Erased{erased}},
				Then: func(context.Context, *store.Tx, int64, time.Time) error { return nil }}, err
		}})
	s.keepFinding()
	return erased.Count, err
}

// Verify compares the whole store with its journal.
func (s *Service) Verify(ctx context.Context, p access.Principal) (store.Verification, error) {
	if err := s.gate.Allow(p, access.Read, access.Any(access.System)); err != nil {
		return store.Verification{}, err
	}
	return s.store.Verify(ctx)
}
