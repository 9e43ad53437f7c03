package storetest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/journal"
	"github.com/steelyard-isms/steelyard/internal/preference"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/store"
)

// people tries what administrators and people themselves do with accounts.
func people(t *testing.T, l *Lab) {
	ctx, now := t.Context(), time.Now().UTC().Truncate(time.Microsecond)
	in := func(account record.UID, act string, then func(context.Context, *store.Tx) error) {
		t.Helper()
		if _, err := l.Write(ctx, store.Write{Type: journal.Access, Decide: func(context.Context, *store.Tx, *record.Snapshot) (store.Decision, error) {
			return store.Decision{Body: journal.Body{Accounts: []journal.Account{{UID: account, Act: act}}},
				Then: func(ctx context.Context, tx *store.Tx, _ int64, _ time.Time) error { return then(ctx, tx) }}, nil
		}}); err != nil {
			t.Fatal(act, err)
		}
	}
	a := access.Account{UID: record.NewUID(now), Login: "kari", Role: access.Administrator, PasswordHash: "hash", CreatedAt: now}
	b := access.Account{UID: record.NewUID(now), Login: "ola", Role: access.Auditor, CreatedAt: now.Add(time.Second)}
	for _, x := range []access.Account{a, b} {
		in(x.UID, "created", func(ctx context.Context, tx *store.Tx) error { return tx.AddAccount(ctx, x) })
	}
	in(b.UID, "role-changed", func(ctx context.Context, tx *store.Tx) error {
		return tx.SetRole(ctx, b.UID, access.Administrator, "01J0000000000000000000000A")
	})
	in(b.UID, "person-changed", func(ctx context.Context, tx *store.Tx) error {
		return tx.SetPerson(ctx, b.UID, "01J0000000000000000000000B")
	})
	in(b.UID, "signed-in", func(ctx context.Context, tx *store.Tx) error { return tx.SignedIn(ctx, b.UID, 5, now) })
	b.Person = "01J0000000000000000000000B"
	b.Role, b.Unit, b.SignedIn, b.SignedInAt = access.Administrator, "01J0000000000000000000000A", 5, now
	if all, err := l.ListAccounts(ctx); err != nil || fmt.Sprint(all) != fmt.Sprint([]access.Account{a, b}) {
		t.Errorf("the accounts are %v (%v)", all, err)
	}
	in(a.UID, "looked", func(ctx context.Context, tx *store.Tx) error {
		if all, err := tx.Administrators(ctx); err != nil || len(all) != 1 || all[0] != a {
			t.Errorf("the administrators are %v (%v): one of a unit is none of the whole", all, err)
		}
		return nil
	})

	for _, hash := range []string{"first", "second"} {
		in(b.UID, "link-made", func(ctx context.Context, tx *store.Tx) error {
			return tx.PutAccountLink(ctx, b.UID, hash, now.Add(time.Hour))
		})
	}
	for hash, at := range map[string]time.Time{"first": now, "none": now, "second": now.Add(2 * time.Hour)} {
		if _, err := l.LinkedAccount(ctx, hash, at); !fault.Is(err, fault.Forbidden) {
			t.Errorf("the link %s works at %s: %v", hash, at, err)
		}
	}
	if got, err := l.LinkedAccount(ctx, "second", now); err != nil || got != b {
		t.Errorf("the link leads to %v (%v)", got, err)
	}
	if at, err := l.LinkExpires(ctx, b.UID); err != nil || !at.Equal(now.Add(time.Hour)) {
		t.Errorf("the link expires at %s (%v)", at, err)
	}
	in(b.UID, "disabled", func(ctx context.Context, tx *store.Tx) error { return tx.SetDisabled(ctx, b.UID, true) })
	if _, err := l.LinkedAccount(ctx, "second", now); !fault.Is(err, fault.Forbidden) {
		t.Errorf("the link of a disabled account works: %v", err)
	}
	in(b.UID, "forgotten", func(ctx context.Context, tx *store.Tx) error { return tx.ForgetAccount(ctx, b.UID) })
	if at, err := l.LinkExpires(ctx, b.UID); err != nil || !at.IsZero() {
		t.Errorf("the link outlives its account until %s (%v)", at, err)
	}
	if got, err := l.Account(ctx, string(b.UID)); err != nil || !got.Forgotten() || !got.Disabled {
		t.Errorf("the forgotten account is %v (%v)", got, err)
	}
	entries, err := l.EntriesOfAccount(ctx, b.UID, 3)
	acts := ""
	for _, e := range entries {
		acts += e.Body.Accounts[0].Act + " "
	}
	if err != nil || acts != "forgotten disabled link-made " {
		t.Errorf("its last three entries tell of %s(%v)", acts, err)
	}

	for _, k := range []access.Token{{UID: record.NewUID(now), Hash: "h1", Account: a.UID, Title: "older", CreatedAt: now, ExpiresAt: now.Add(time.Hour)},
		{UID: record.NewUID(now), Hash: "h2", Account: a.UID, Title: "newer", CreatedAt: now.Add(time.Minute), ExpiresAt: now.Add(time.Hour)}} {
		in(a.UID, "token-created", func(ctx context.Context, tx *store.Tx) error { return tx.PutToken(ctx, k) })
	}
	if all, err := l.TokensOf(ctx, a.UID); err != nil || len(all) != 2 || all[0].Title != "newer" || all[1].ExpiresAt != now.Add(time.Hour) || all[0].Hash != "" {
		t.Errorf("the tokens are %+v (%v)", all, err)
	}

	sessions := l.Sessions()
	for token, of := range map[string]record.UID{"x": a.UID, "y": b.UID, "z": a.UID} {
		if err := sessions.CommitFor(ctx, of, token, []byte(token), now.Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	if err := sessions.CommitFor(ctx, a.UID, "over", []byte("over"), now.Add(-time.Hour)); err != nil {
		t.Fatal(err)
	}
	if got, err := sessions.Of(ctx, a.UID); err != nil || len(got) != 2 || string(got["x"]) != "x" || string(got["z"]) != "z" {
		t.Errorf("the sessions are %q (%v)", got, err)
	}

	prefers := func(own, everyone string) {
		t.Helper()
		got, err := l.Preferences(ctx, a.UID)
		if err != nil || got.Own[preference.Theme] != own || got.Everyone[preference.Theme] != everyone {
			t.Errorf("the theme is %v (%v), not %q and %q for everyone", got, err, own, everyone)
		}
	}
	prefers("", "")
	for _, c := range [][2]string{{"dark", "light"}, {"light", "dark"}, {"", "dark"}} {
		if err := l.Prefer(ctx, a.UID, preference.Set{preference.Theme: c[0]}); err != nil {
			t.Fatal(err)
		}
		in(a.UID, "defaults-changed", func(ctx context.Context, tx *store.Tx) error {
			return tx.PreferForEveryone(ctx, preference.Set{preference.Theme: c[1]})
		})
		prefers(c[0], c[1])
	}
	if err := l.Prefer(ctx, a.UID, preference.Set{preference.Theme: "dark"}); err != nil {
		t.Fatal(err)
	}
	if got, err := l.Preferences(ctx, ""); err != nil || len(got.Own) > 0 || got.Everyone[preference.Theme] != "dark" {
		t.Errorf("nobody has the preferences of somebody: %v (%v)", got, err)
	}
	drafts(t, l, a.UID, now)
	listViews(t, l, a.UID, in, now)
	in(a.UID, "forgotten", func(ctx context.Context, tx *store.Tx) error { return tx.ForgetAccount(ctx, a.UID) })
	prefers("", "dark")
	if left, err := l.Drafts(ctx, a.UID); err != nil || len(left) > 0 {
		t.Errorf("of a forgotten account drafts are left: %v (%v)", left, err)
	}
	if left, err := l.ListViews(ctx, a.UID, ""); err != nil || len(left) != 1 || left[0].ID != "ours" {
		t.Errorf("of a forgotten account views are left, or everybody's are gone: %v (%v)", left, err)
	}
}

// drafts are seen and changed by their owner alone; one is left.
func drafts(t *testing.T, l *Lab, of record.UID, now time.Time) {
	t.Helper()
	ctx := t.Context()
	keep := func(d store.Draft) {
		t.Helper()
		if err := l.PutDraft(ctx, d); err != nil {
			t.Fatal(err)
		}
	}
	now = now.UTC().Truncate(time.Microsecond)
	mine := store.Draft{ID: "one", Account: of, Kind: "team", Title: "Red", Content: "{}", Changed: now.Add(-time.Hour)}
	keep(mine)
	keep(store.Draft{ID: "two", Account: of, Kind: "team", Record: "01JBKBT1004D2QJ7MZ0FGA5S32", Title: "Blue", Content: "[]", Changed: now.AddDate(-1, 0, 0)})
	mine.Title, mine.Content, mine.Changed = "Redder", `{"a":1}`, now
	keep(mine)
	keep(store.Draft{ID: "one", Account: "somebody else", Kind: "team", Title: "Stolen", Content: "x", Changed: now}) // is not theirs
	if got, err := l.Draft(ctx, of, "one"); err != nil || got != mine {
		t.Errorf("the draft is %+v (%v), not %+v", got, err, mine)
	}
	if _, err := l.Draft(ctx, "somebody else", "one"); !fault.Is(err, fault.NotFound) {
		t.Errorf("somebody else is told of a draft: %v", err)
	}
	all, err := l.Drafts(ctx, of)
	if err != nil || len(all) != 2 || all[0].ID != "one" || all[1].ID != "two" || all[1].Record == "" || all[0].Content != "" {
		t.Errorf("the drafts are %+v (%v)", all, err)
	}
	if err := l.DropDraft(ctx, "somebody else", "one"); err != nil {
		t.Fatal(err)
	}
	if err := l.DropDraftsBefore(ctx, now.AddDate(0, -6, 0)); err != nil {
		t.Fatal(err)
	}
	if all, err = l.Drafts(ctx, of); err != nil || len(all) != 1 || all[0].ID != "one" {
		t.Errorf("of a draft of today and one of last year %+v are left (%v)", all, err)
	}
	keep(store.Draft{ID: "three", Account: of, Kind: "team", Title: "Green", Content: "{}", Changed: now})
	if err := l.DropDraft(ctx, of, "three"); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Draft(ctx, of, "three"); !fault.Is(err, fault.NotFound) {
		t.Errorf("a draft is there after it was taken away: %v", err)
	}
}

// listViews are seen by their owner alone, or by everybody; whose one is cannot be changed.
func listViews(t *testing.T, l *Lab, of record.UID, in func(record.UID, string, func(context.Context, *store.Tx) error), now time.Time) {
	t.Helper()
	ctx := t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	now = now.UTC().Truncate(time.Microsecond)
	mine := store.ListView{ID: "mine", Account: of, Kind: "team", Title: "Red", Asked: store.ListAsked{Columns: "title,spec.lead", Where: `title == "a"`, Sort: "-title", Group: "spec.lead", Words: "x y"}, Changed: now}
	must(l.PutListView(ctx, mine))
	ours := store.ListView{ID: "ours", Kind: "team", Title: "Blue", Changed: now}
	in(of, "view-kept", func(ctx context.Context, tx *store.Tx) error { return tx.PutListView(ctx, ours) })
	must(l.PutListView(ctx, store.ListView{ID: "players", Account: of, Kind: "player", Title: "All", Changed: now}))
	seen := func(account record.UID, kind, want string) {
		t.Helper()
		all, err := l.ListViews(ctx, account, kind)
		got := ""
		for _, v := range all {
			got += v.ID
			if v.First {
				got += "*"
			}
			got += " "
		}
		if err != nil || got != want {
			t.Errorf("%q sees of %q the views %q (%v), not %q", account, kind, got, err, want)
		}
	}
	seen(of, "team", "ours mine ")
	seen(of, "", "players ours mine ")
	seen("somebody else", "team", "ours ")
	seen("", "team", "ours ")
	stolen := mine
	stolen.Account, stolen.Title = "somebody else", "Stolen"
	if err := l.PutListView(ctx, stolen); !fault.Is(err, fault.Conflict) {
		t.Errorf("somebody else writes over a view: %v", err)
	}
	mine.Title, mine.Asked.Where = "Redder", ""
	must(l.PutListView(ctx, mine))
	if got, err := l.ListView(ctx, of, "mine"); err != nil || got != mine {
		t.Errorf("the view is %+v (%v), not %+v", got, err, mine)
	}
	for _, account := range []record.UID{"somebody else", ""} {
		if _, err := l.ListView(ctx, account, "mine"); !fault.Is(err, fault.NotFound) {
			t.Errorf("%q is told of a view: %v", account, err)
		}
	}
	must(l.BeginList(ctx, of, "team", "mine"))
	must(l.BeginList(ctx, "somebody else", "team", "ours"))
	seen(of, "team", "ours mine* ")
	seen("somebody else", "team", "ours* ")
	must(l.BeginList(ctx, of, "team", "ours"))
	seen(of, "team", "ours* mine ")
	must(l.BeginList(ctx, of, "team", ""))
	seen(of, "team", "ours mine ")
	must(l.BeginList(ctx, of, "team", "ours"))
	must(l.DropListView(ctx, "somebody else", "mine"))
	must(l.DropListView(ctx, of, "ours")) // is not theirs alone
	seen(of, "team", "ours* mine ")
	in(of, "view-deleted", func(ctx context.Context, tx *store.Tx) error {
		if _, err := tx.ListView(ctx, of, "ours"); err != nil {
			t.Error(err)
		}
		return tx.DropListView(ctx, "ours")
	})
	in(of, "view-kept", func(ctx context.Context, tx *store.Tx) error { return tx.PutListView(ctx, ours) })
	seen("somebody else", "team", "ours ") // what the list began with is forgotten
	must(l.DropListView(ctx, of, "players"))
	must(l.BeginList(ctx, of, "team", "mine"))
}
