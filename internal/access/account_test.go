package access_test

import (
	"context"
	"strings"
	"sync"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/fault"
)

func TestPasswords(t *testing.T) {
	for password, why := range map[string]string{"short": "12 characters", "kari@example.org": "login", strings.Repeat("x", 1025): "1,024"} {
		_, err := access.HashPassword(t.Context(), "kari@example.org", password)
		if f := fault.Of(err); f.Code != fault.Invalid || !strings.Contains(f.Fields[0].String(), why) {
			t.Errorf("%.20q: %v, not for %q", password, err, why)
		}
	}
	hash, err := access.HashPassword(t.Context(), "kari", "a sentence is easy to keep")
	if err != nil || !strings.HasPrefix(hash, "$argon2id$") {
		t.Fatalf("%s, %v", hash, err)
	}
	a := access.Account{PasswordHash: hash}
	for _, c := range []struct {
		account  access.Account
		password string
		want     bool
	}{
		{a, "a sentence is easy to keep", true}, {a, "another sentence altogether", false}, {a, "", false}, {access.Account{}, "", false}, {access.Account{}, "-", false},
		{access.Account{PasswordHash: hash, Disabled: true}, "a sentence is easy to keep", false}, {a, strings.Repeat("x", 5000), false},
	} {
		if ok, err := c.account.CheckPassword(t.Context(), c.password); err != nil || ok != c.want {
			t.Errorf("%.30q of %+v: %v, %v", c.password, c.account, ok, err)
		}
	}
	if other, err := access.HashPassword(t.Context(), "kari", "a sentence is easy to keep"); err != nil || other == hash || (access.Account{PasswordHash: other}).Credential() == a.Credential() {
		t.Errorf("the same password twice has one hash, or one credential (%v)", err)
	}
}

// Many at once wait for each other, and who gives up is told so: hashing takes 64 MiB each.
func TestHashingIsBounded(t *testing.T) {
	given, stop := context.WithCancel(t.Context())
	stop()
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			if _, err := access.HashPassword(t.Context(), "kari", "a sentence is easy to keep"); err != nil {
				t.Error(err)
			}
		})
	}
	refused := 0
	for range 50 {
		if _, err := (access.Account{}).CheckPassword(given, "x"); fault.Is(err, fault.Limited) {
			refused++
		}
	}
	group.Wait()
	if refused == 0 {
		t.Error("nobody is refused while all are busy")
	}
}

func TestLoginsAndRoles(t *testing.T) {
	for login, ok := range map[string]bool{"kari": true, "kari.solberg@example.org": true, "": false, "Kari": false, "a b": false, strings.Repeat("a", 101): false, "kari\n": false} {
		if err := access.CheckLogin(login); (err == nil) != ok {
			t.Errorf("%q: %v", login, err)
		}
	}
	for _, r := range access.Roles {
		if got, err := access.ParseRole(string(r)); err != nil || got != r {
			t.Errorf("%s: %v", r, err)
		}
	}
	if _, err := access.ParseRole("king"); !fault.Is(err, fault.Invalid) {
		t.Error("a king rules")
	}
}

func TestSecretsAreUnguessableAndRecognised(t *testing.T) {
	seen := map[string]bool{}
	for range 1000 {
		secret, hash := access.NewSecret()
		if seen[secret] || len(secret) < 50 || !strings.HasPrefix(secret, "steelyard_") || access.HashSecret(secret) != hash || strings.Contains(hash, secret) {
			t.Fatalf("%s %s", secret, hash)
		}
		seen[secret] = true
	}
}

// A refusal names the rule that forbids, or the roles that would be allowed.
func TestRefusalsSayWhy(t *testing.T) {
	g, err := access.NewGate()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		role   access.Role
		action access.Action
		kind   string
		says   string
	}{
		{access.Auditor, access.Declare, "measure", "administrator or isms-manager may"},
		{access.Collector, access.Read, "person", "collectors-see-no-people"},
		{access.Owner, access.Administer, access.System, "administrator may"},
	} {
		err := g.Allow(access.Principal{Role: c.role}, c.action, access.Any(c.kind))
		if !fault.Is(err, fault.Forbidden) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s to %s a %s: %v", c.role, c.action, c.kind, err)
		}
	}
	if err := g.Allow(access.Principal{Role: "nobody-knows"}, access.Read, access.Any("measure")); !fault.Is(err, fault.Forbidden) {
		t.Errorf("a role without rules: %v", err)
	}
	if err := g.Allow(access.Anonymous, access.Read, access.Any("measure")); !fault.Is(err, fault.Unauthenticated) {
		t.Errorf("nobody: %v", err)
	}
}
