// Package access says who someone is and what they may do: accounts, passwords, tokens, and the one gate that every
// route, command, read and write passes. It refuses whatever no rule allows. It does no I/O.
package access

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/journal"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// Role is what an account may do, by the rules in policies.cedar.
type Role string

// The roles.
const (
	Administrator Role = "administrator" // accounts and all else
	ISMSManager   Role = "isms-manager"  // declares and collects
	Executive     Role = "executive"     // reads all, approves
	UnitHead      Role = "unit-head"     // declares what the business of the unit is and plans
	Owner         Role = "owner"         // of measures and objectives: reads, sends data, changes their own plans
	Collector     Role = "collector"     // a program that sends files and points
	Analyst       Role = "analyst"       // reads and compares
	Liaison       Role = "liaison"       // speaks for security in a unit, and for the unit to security
	Auditor       Role = "auditor"       // reads all, changes nothing
	Operator      Role = "operator"      // of IT or security: acts, and sends data
	Employee      Role = "employee"      // reads what concerns everyone
)

// Roles lists the roles.
var Roles = []Role{Administrator, ISMSManager, Executive, UnitHead, Owner, Collector, Analyst, Liaison, Auditor, Operator, Employee}

// Account is a local account. Journal and pages name it by UID or by its person.
type Account struct {
	UID          record.UID
	Login        string
	Person       record.UID // empty where the account stands for no declared person
	Role         Role
	Unit         record.UID // in which it has the role, with all below; empty: the whole organisation
	PasswordHash string     // argon2id; empty where nobody can sign in by password
	Disabled     bool
	CreatedAt    time.Time
	// SignedIn and SignedInBefore are the entries of the last sign-in and of the one before; 0: there is none. They follow from the journal.
	SignedIn, SignedInBefore int64
	SignedInAt               time.Time // zero: never
}

// Forgotten tells whether the account's login was taken away for good.
func (a Account) Forgotten() bool { return a.Login == string(a.UID) }

// Administers tells whether the account can make and change accounts.
func (a Account) Administers() bool { return a.Role == Administrator && a.Unit == "" && !a.Disabled }

// Token is an API token. Only its hash is kept.
type Token struct {
	UID       record.UID
	Hash      string
	Account   record.UID
	Title     string
	CreatedAt time.Time
	ExpiresAt time.Time
	Revoked   bool
}

// Principal is on whose behalf something is asked.
type Principal struct {
	Account record.UID
	Person  record.UID
	Role    Role
	Unit    record.UID // in which the role holds, with all below; empty: the whole organisation
	Via     string     // web, api, cli, demo
	// Credential marks the password that a session began with: another password ends the session.
	Credential string
	// LastHere is the entry of the sign-in before the one that the principal is here by; 0: there was none. Of a token it is that of the account's
	// last sign-in.
	LastHere int64
}

// Anonymous is nobody: no rule allows it anything.
var Anonymous = Principal{}

// SignedIn tells whether the principal is somebody.
func (p Principal) SignedIn() bool { return p.Role != "" }

// Actor is the principal as the journal names it.
func (p Principal) Actor() journal.Actor {
	return journal.Actor{Account: p.Account, Person: p.Person, Via: p.Via}
}

// Author is the principal as revisions name who wrote them: the person, so that somebody with two accounts is one author;
// else the account; record.Nobody for a command on the machine of the database.
func (p Principal) Author() record.UID {
	switch {
	case p.Person != "":
		return p.Person
	case p.Account != "":
		return p.Account
	}
	return record.Nobody
}

// Wrote tells whether the principal is among the authors of something: as the person that they are, or by the account alone, which they may have had
// before anybody said whose it is.
func (p Principal) Wrote(authors []record.UID) bool {
	return slices.Contains(authors, p.Author()) || p.Account != "" && slices.Contains(authors, p.Account)
}

// Console is whoever runs a command on the machine that holds the database: they could change its file, so the gate
// treats them as administrator, and the journal says that it came by the command line.
func Console(via string) Principal { return Principal{Role: Administrator, Via: via} }

// password cost: 64 MiB, three passes (RFC 9106, second recommended option, with two lanes)
var hashing = &argon2id.Params{Memory: 64 << 10, Iterations: 3, Parallelism: 2, SaltLength: 16, KeyLength: 32}

// MinPassword is the least length of a password, in characters.
const MinPassword = 12

// HashPassword hashes a new password with argon2id. Error: Invalid where it is too short, too long or the login itself.
func HashPassword(ctx context.Context, login, password string) (string, error) {
	if err := CheckNewPassword(login, password); err != nil {
		return "", err
	}
	done, err := slot(ctx)
	if err != nil {
		return "", err
	}
	defer done()
	return argon2id.CreateHash(password, hashing)
}

// CheckNewPassword refuses a password that cannot be used. Error: Invalid.
func CheckNewPassword(login, password string) error {
	n := utf8.RuneCountInString(password)
	switch {
	case n < MinPassword:
		return refusePassword("has fewer than 12 characters", "Use at least 12; a sentence is easy to keep")
	case len(password) > 1024:
		return refusePassword("is longer than 1,024 bytes", "Shorten it")
	case strings.EqualFold(password, login):
		return refusePassword("is the login name", "Choose something else")
	}
	return nil
}

// slots bound how many passwords are hashed at once: each takes 64 MiB.
var slots = make(chan struct{}, max(2, runtime.NumCPU()))

// patience is how long a sign-in waits for others.
const patience = 5 * time.Second

func slot(ctx context.Context) (done func(), err error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	select {
	case slots <- struct{}{}:
		return func() { <-slots }, nil
	case <-ctx.Done():
		return nil, fault.New(fault.Limited, "too many people are signing in: wait a moment")
	}
}

func refusePassword(reason, remedy string) error {
	return fault.InvalidField("the password cannot be used", fault.Field{Path: "password", Reason: reason, Remedy: remedy})
}

// decoy is a hash that no password has, so that an unknown login takes as long as a wrong password. It is made at the
// first sign-in: hashing takes 64 MiB, which a command that signs nobody in should not.
var decoy = sync.OnceValue(func() string {
	hash, err := argon2id.CreateHash(rand.Text(), hashing)
	if err != nil {
		panic(err) // fails only without a source of chance
	}
	return hash
})

// Credential is a fingerprint of the account's password hash. It tells nothing of the password.
func (a Account) Credential() string { return HashSecret(a.PasswordHash)[:16] }

// CheckPassword tells whether the password is the account's, in the same time whether or not there is such an account.
// Error: Limited where too many are being checked.
func (a Account) CheckPassword(ctx context.Context, password string) (bool, error) {
	done, err := slot(ctx)
	if err != nil {
		return false, err
	}
	defer done()
	hash := a.PasswordHash
	if hash == "" || len(password) > 1024 {
		hash, password = decoy(), "-"
	}
	ok, err := argon2id.ComparePasswordAndHash(password, hash)
	return err == nil && ok && a.PasswordHash != "" && !a.Disabled, nil
}

var loginForm = regexp.MustCompile(`^[a-z0-9][a-z0-9._@-]{0,99}$`)

// CheckLogin refuses a login that is not one.
func CheckLogin(login string) error {
	if loginForm.MatchString(login) {
		return nil
	}
	return fault.InvalidField("the account cannot be made", fault.Field{Path: "login", Reason: "is not a login",
		Remedy: "Use small letters, digits and . _ @ -, at most 100"})
}

// ParseRole reads a role's name.
func ParseRole(text string) (Role, error) {
	names := make([]string, len(Roles))
	for i, r := range Roles {
		if string(r) == text {
			return r, nil
		}
		names[i] = string(r)
	}
	return "", fault.InvalidField("the account cannot be made", fault.Field{Path: "role", Reason: "is not a role", Remedy: "Use one of " + strings.Join(names, ", ")})
}

// tokenPrefix lets secret scanners recognise a leaked token.
const tokenPrefix = "steelyard_"

// NewSecret makes a token or one-time link of 256 random bits, and the hash that is kept of it.
func NewSecret() (secret, hash string) {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // crypto/rand never fails
	secret = tokenPrefix + base64.RawURLEncoding.EncodeToString(b)
	return secret, HashSecret(secret)
}

// HashSecret is the SHA-256 of a secret in hex. A random secret of 256 bits needs no slow hash.
func HashSecret(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}
