package service_test

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/journal"
	"github.com/steelyard-isms/steelyard/internal/service"
)

// Two tokens of one account can be told apart in the journal, and a token that is not there cannot be revoked.
func TestTheJournalNamesTheToken(t *testing.T) {
	b := newBench(t, filepath.Join(t.TempDir(), "steelyard.db"))
	admin := access.Principal{Account: manager.Account, Role: access.Administrator, Via: "test"}
	owner, err := b.CreateAccount(t.Context(), admin, service.NewAccount{Login: "scanner", Role: access.Collector})
	b.must(err)
	_, _, err = b.CreateToken(t.Context(), admin, "scanner", "first", time.Hour)
	b.must(err)
	_, token, err := b.CreateToken(t.Context(), admin, "scanner", "second", time.Hour)
	b.must(err)
	made := b.Seq()
	if err := b.RevokeToken(t.Context(), manager, token.UID); !fault.Is(err, fault.Forbidden) {
		t.Errorf("who may not administer revokes a token: %v", err)
	}
	b.must(b.RevokeToken(t.Context(), admin, token.UID))
	entries, err := b.store.EntriesOf(t.Context(), []int64{made, made + 1})
	b.must(err)
	for seq, act := range map[int64]string{made: "token-created", made + 1: "token-revoked"} {
		want := []journal.Account{{UID: owner.UID, Act: act, Token: token.UID}}
		if got := entries[seq].Body.Accounts; fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("entry %d says %+v, not %+v", seq, got, want)
		}
	}
	if err := b.RevokeToken(t.Context(), admin, owner.UID); !fault.Is(err, fault.NotFound) || b.Seq() != made+1 {
		t.Errorf("a token that is not there is revoked in entry %d: %v", b.Seq(), err)
	}
}
