package storetest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/journal"
	"github.com/steelyard-isms/steelyard/internal/measurement"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/store"
)

// addRun keeps a file and the reading of it.
func (l *Lab) addRun(source record.UID, content []byte, classification string, keep time.Time, points ...measurement.Point) (store.Run, store.Receipt, error) {
	sum := sha256.Sum256(content)
	run := store.Run{Source: source, SHA256: hex.EncodeToString(sum[:]), Filename: "scan.dat", Bytes: int64(len(content)), ObservedAt: day("2026-03-01"),
		Classification: classification, KeepUntil: keep,
		Reading: store.Reading{Format: "lynis", Items: 3, Values: map[string]*float64{"index": number(0.1)}, Warnings: []string{"old"}}}
	b := measurement.Batch{ID: measurement.NewBatchID(time.Now()), Points: points}
	digest := ""
	if len(points) > 0 {
		var err error
		if digest, err = b.Seal(); err != nil {
			return run, store.Receipt{}, err
		}
		if err := l.PrepareMonths(l.Context(), b); err != nil {
			return run, store.Receipt{}, err
		}
	}
	r, err := l.Write(l.Context(), store.Write{Type: journal.Run, Actor: journal.Actor{Via: "api"},
		Stage: func(ctx context.Context, tx *store.Tx) error {
			if err := tx.StageFile(ctx, run.SHA256, run.Bytes, bytes.NewReader(content)); err != nil || len(points) == 0 {
				return err
			}
			return tx.StagePoints(ctx, b, nil)
		},
		Decide: func(ctx context.Context, tx *store.Tx, head *record.Snapshot) (store.Decision, error) {
			if _, known, err := tx.RunOfFile(ctx, source, run.SHA256); err != nil || known {
				return store.Decision{}, err
			}
			run.ID = fmt.Sprintf("R-%08d", head.Seq()+1)
			note, err := run.Note()
			body := journal.Body{Runs: []journal.RunNote{note}}
			if digest != "" {
				b.Run = run.ID
				body.Batches = []journal.Batch{store.NoteBatch(b, digest)}
			}
			return store.Decision{Body: body, Then: func(ctx context.Context, tx *store.Tx, seq int64, _ time.Time) error {
				for _, note := range body.Batches {
					if err := tx.InsertBatch(ctx, note, seq); err != nil {
						return err
					}
				}
				return tx.InsertRun(ctx, run, seq)
			}}, err
		}})
	return run, r, err
}

func runsAndFiles(t *testing.T, l *Lab) {
	ctx := t.Context()
	const a, b = record.UID("01J00000000000000000000001"), record.UID("01J00000000000000000000002")
	content := make([]byte, 3*512<<10+17) // four rows
	rng := rand.New(rand.NewPCG(1, 2))
	for i := range content {
		content[i] = byte(rng.Uint32())
	}
	series := measurement.Series{Owner: a, Name: "index"}
	run, r, err := l.addRun(a, content, "internal", day("2027-01-01"), point(series, day("2026-03-01"), number(7), ""))
	if err != nil || r.Seq != 1 || run.ID != "R-00000001" {
		t.Fatalf("%+v %v", r, err)
	}
	var back bytes.Buffer
	if err := l.WriteFile(ctx, run.SHA256, 1, &back); err != nil || !bytes.Equal(back.Bytes(), content) {
		t.Errorf("the file came back with %d bytes of %d (%v)", back.Len(), len(content), err)
	}
	if _, r, err := l.addRun(a, content, "internal", day("2027-01-01"), point(series, day("2026-03-01"), number(7), "")); err != nil || r.Changed || r.Seq != 1 {
		t.Errorf("the same file of the same source: %+v (%v)", r, err)
	}
	if _, r, err := l.addRun(b, content, "restricted", day("2029-01-01")); err != nil || r.Seq != 2 {
		t.Errorf("the same file of another source: %+v (%v)", r, err)
	}
	if _, r, err := l.addRun(b, []byte{}, "public", day("2026-01-01")); err != nil || r.Seq != 3 {
		t.Errorf("an empty file: %+v (%v)", r, err)
	}
	l.Reopen()
	for seq, want := range map[int64]store.RawFile{1: {Classification: "internal", KeepUntil: day("2027-01-01")},
		2: {Classification: "restricted", KeepUntil: day("2029-01-01")}} {
		want.SHA256, want.Bytes, want.ReceivedAt = run.SHA256, int64(len(content)), r.RecordedAt
		if f, err := l.File(ctx, run.SHA256, seq); err != nil || f != want {
			t.Errorf("as of entry %d the file is kept as %+v (%v), not %+v", seq, f, err, want)
		}
	}
	empty := sha256.Sum256(nil)
	for digest, seq := range map[string]int64{run.SHA256: 0, hex.EncodeToString(empty[:]): 2} {
		if f, err := l.File(ctx, digest, seq); !fault.Is(err, fault.NotFound) {
			t.Errorf("before it was read the file is %+v (%v)", f, err)
		}
		if err := l.WriteFile(ctx, digest, seq, &bytes.Buffer{}); !fault.Is(err, fault.NotFound) {
			t.Errorf("before it was read the file's bytes are given (%v)", err)
		}
	}
	got, err := l.Run(ctx, run.ID, 1)
	if err != nil || got.Source != a || got.ObservedAt != day("2026-03-01") || *got.Reading.Values["index"] != 0.1 || got.Reading.Warnings[0] != "old" || got.Seq != 1 {
		t.Errorf("the run came back as %+v (%v)", got, err)
	}
	if _, err := l.Run(ctx, "R-00000002", 1); !fault.Is(err, fault.NotFound) {
		t.Errorf("before it was made the run is %v", err)
	}
	if runs, err := l.Runs(ctx, b, 3, 10); err != nil || len(runs) != 2 || runs[0].ID != "R-00000003" {
		t.Errorf("the runs of the second source are %+v (%v)", runs, err)
	}
	if last, err := l.LastRuns(ctx, 2); err != nil || len(last) != 2 || last[b].ID != "R-00000002" {
		t.Errorf("the last runs are %+v (%v)", last, err)
	}
	if newest, err := l.NewestData(ctx, 2); err != nil || len(newest) != 2 || !newest[a].Equal(day("2026-03-01")) {
		t.Errorf("the newest data is %+v (%v)", newest, err)
	}
	if newest, err := l.NewestData(ctx, 0); err != nil || len(newest) != 0 {
		t.Errorf("before any run the newest data is %+v (%v)", newest, err)
	}
	if runs, err := l.RunsByID(ctx, []string{run.ID, "R-99999999"}); err != nil || len(runs) != 1 {
		t.Errorf("runs by identifier: %+v (%v)", runs, err)
	}
	if points, err := l.OfRun(ctx, run.ID, []int64{series.ID()}, 10); err != nil || len(points) != 1 || points[0].Run != run.ID || *points[0].Value != 7 {
		t.Errorf("the points of the run are %+v (%v)", points, err)
	}
	var years []measurement.Point // of a file that speaks of ten years, with gaps
	for i := range 30 {
		years = append(years, point(series, day("2016-01-15").AddDate(0, 4*i, 0), number(float64(i)), ""))
	}
	old, _, err := l.addRun(a, []byte("years"), "public", day("2027-01-01"), years...)
	if err != nil {
		t.Fatal(err)
	}
	for limit, want := range map[int]int{10: 10, 30: 30, 200: 30} {
		points, err := l.OfRun(ctx, old.ID, []int64{series.ID()}, limit)
		if err != nil || len(points) != want {
			t.Fatalf("of a run of 30 points over ten years %d came (%v), not %d", len(points), err, want)
		}
		for i, p := range points {
			if p.To != years[29-i].To || p.Run != old.ID {
				t.Errorf("point %d of the run is %+v", i, p)
			}
		}
	}
	if points, err := l.OfRun(ctx, "R-00000003", []int64{series.ID()}, 10); err != nil || points != nil {
		t.Errorf("a run without points made %+v (%v)", points, err)
	}
	if _, err := l.File(ctx, "none", 3); !fault.Is(err, fault.NotFound) {
		t.Errorf("a file that is not kept: %v", err)
	}
	for name, raw := range map[string]store.RawFile{
		"another digest": {SHA256: strings.Repeat("0", 64), Bytes: 3}, "another size": {SHA256: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", Bytes: 4}} {
		if _, err := l.Write(ctx, store.Write{Type: journal.Run, Stage: func(ctx context.Context, tx *store.Tx) error {
			return tx.StageFile(ctx, raw.SHA256, raw.Bytes, strings.NewReader("abc"))
		}, Decide: decideNothing}); err == nil {
			t.Errorf("a file that has %s than was told was kept", name)
		}
	}
}

func decideNothing(context.Context, *store.Tx, *record.Snapshot) (store.Decision, error) {
	return store.Decision{}, nil
}

func keys(t *testing.T, l *Lab) {
	ctx := t.Context()
	s := measurement.Series{Owner: "01J00000000000000000000001", Name: "index"}
	key := &store.Key{Principal: "p", Text: "k1", Request: "digest"}
	first, err := AddPoints(ctx, l.Store, key, batch(1, point(s, day("2026-01-01"), number(1), "")), s)
	if err != nil || first.Repeated {
		t.Fatal(first, err)
	}
	for range 2 {
		again, err := AddPoints(ctx, l.Store, key, batch(2, point(s, day("2026-01-01"), number(2), "")), s)
		if err != nil || !again.Repeated || again.Seq != first.Seq || !bytes.Equal(again.Answer, first.Answer) || !again.RecordedAt.Equal(first.RecordedAt) {
			t.Errorf("the repetition was answered with %+v (%v), not as first %+v", again, err, first)
		}
		l.Reopen()
	}
	if _, err := AddPoints(ctx, l.Store, &store.Key{Principal: "p", Text: "k1", Request: "other"}, batch(3, point(s, day("2026-01-01"), number(2), "")), s); !fault.Is(err, fault.Invalid) {
		t.Errorf("a key of another request: %v", err)
	}
	if r, err := AddPoints(ctx, l.Store, &store.Key{Principal: "q", Text: "k1", Request: "other"}, batch(4, point(s, day("2026-01-02"), number(2), "")), s); err != nil || r.Repeated {
		t.Errorf("the same key of another principal: %+v (%v)", r, err)
	}
	if l.Snapshot().Seq() != 2 {
		t.Errorf("the journal stands at %d, not 2", l.Snapshot().Seq())
	}
	// a write that changed nothing stays without effect when it is repeated, whatever happened between
	write := func() (store.Receipt, error) {
		return l.Write(ctx, store.Write{Type: journal.Change, Key: &store.Key{Principal: "p", Text: "k2", Request: "r"},
			Decide: func(context.Context, *store.Tx, *record.Snapshot) (store.Decision, error) {
				return store.Decision{Changes: []record.Change{Declare("team", "red", "Red", `{}`)},
					Answer: func(r store.Receipt) ([]byte, error) { return []byte(fmt.Sprint(r.Changed)), nil }}, nil
			}})
	}
	l.MustPut(Declare("team", "red", "Red", `{}`))
	if r, err := write(); err != nil || r.Changed || string(r.Answer) != "false" {
		t.Errorf("a write of what is there: %+v %s (%v)", r, r.Answer, err)
	}
	l.MustPut(Declare("team", "red", "Redder", `{}`))
	if r, err := write(); err != nil || r.Changed || !r.Repeated || string(r.Answer) != "false" {
		t.Errorf("its repetition: %+v %s (%v)", r, r.Answer, err)
	}
	if got := l.Find(l.Snapshot(), "team", "red"); got.Title != "Redder" {
		t.Errorf("the repetition undid what came between: %s", got.Title)
	}
	if _, err := AddPoints(ctx, l.Store, &store.Key{Principal: "p", Text: strings.Repeat("k", 300)}, batch(9, point(s, day("2026-01-02"), number(2), "")), s); !fault.Is(err, fault.Invalid) {
		t.Errorf("a key of 300 bytes: %v", err)
	}
}

func concurrentKeys(t *testing.T, l *Lab) {
	s := measurement.Series{Owner: "01J00000000000000000000001", Name: "index"}
	nodes := []*store.Store{l.Store, l.Open()}
	var group sync.WaitGroup
	answers := make([]string, 12)
	refused := make([]error, 6)
	for i := range answers {
		group.Go(func() {
			r, err := AddPoints(t.Context(), nodes[i%2], &store.Key{Principal: "p", Text: "same", Request: "r"}, batch(int64(100+i), point(s, day("2026-01-01"), number(float64(i)), "")), s)
			answers[i] = fmt.Sprint(r.Seq, string(r.Answer), err)
		})
	}
	group.Wait()
	for i := range refused { // all at once with another request under the key
		group.Go(func() {
			_, refused[i] = AddPoints(t.Context(), nodes[i%2], &store.Key{Principal: "p", Text: "same", Request: "other"}, batch(int64(200+i), point(s, day("2026-01-01"), number(1), "")), s)
		})
	}
	group.Wait()
	for i, a := range answers {
		if a != answers[0] || a == "" || strings.HasPrefix(a, "0") {
			t.Errorf("request %d of the same key was answered %s, another %s", i, a, answers[0])
		}
	}
	for _, err := range refused {
		if !fault.Is(err, fault.Invalid) {
			t.Errorf("another request under the key: %v", err)
		}
	}
	if !l.Wait(t.Context(), 1, time.Second) || l.Snapshot().Seq() != 1 {
		t.Errorf("12 requests with one key made %d entries", l.Snapshot().Seq())
	}
}

func accounts(t *testing.T, l *Lab) {
	ctx := t.Context()
	now := time.Now().UTC().Truncate(time.Microsecond)
	in := func(then func(context.Context, *store.Tx) error) error {
		_, err := l.Write(ctx, store.Write{Type: journal.Access, Decide: func(context.Context, *store.Tx, *record.Snapshot) (store.Decision, error) {
			return store.Decision{Then: func(ctx context.Context, tx *store.Tx, _ int64, _ time.Time) error { return then(ctx, tx) }}, nil
		}})
		return err
	}
	a := access.Account{UID: record.NewUID(now), Login: "kari", Person: "01J00000000000000000000009", Role: access.Auditor, PasswordHash: "hash", CreatedAt: now}
	link := func(hash string) error {
		return in(func(ctx context.Context, tx *store.Tx) error { return tx.UseSetupLink(ctx, hash, now) })
	}
	for _, hash := range []string{"one", "two"} {
		if err := l.PutSetupLink(ctx, hash, now.Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	if err := link("one"); err != nil {
		t.Errorf("a link does not work: %v", err)
	}
	if err := link("none"); !fault.Is(err, fault.Forbidden) {
		t.Errorf("an unknown link: %v", err)
	}
	if err := l.CheckSetupLink(ctx, "one", now.Add(2*time.Hour)); !fault.Is(err, fault.Forbidden) {
		t.Errorf("a link that is too old: %v", err)
	}
	if err := in(func(ctx context.Context, tx *store.Tx) error { return tx.AddAccount(ctx, a) }); err != nil {
		t.Fatal(err)
	}
	if err := link("two"); !fault.Is(err, fault.Forbidden) {
		t.Errorf("another link works although there is an account: %v", err)
	}
	for _, find := range []func() (access.Account, error){
		func() (access.Account, error) { return l.Account(ctx, "kari") }, func() (access.Account, error) { return l.Account(ctx, string(a.UID)) },
		func() (access.Account, error) { all, err := l.AccountsOfPeople(ctx); return all[a.Person], err }} {
		if got, err := find(); err != nil || got != a {
			t.Errorf("the account came back as %+v (%v)", got, err)
		}
	}
	if _, err := l.Account(ctx, "nobody"); !fault.Is(err, fault.NotFound) {
		t.Errorf("an unknown account: %v", err)
	}
	twin := a
	twin.UID = record.NewUID(now)
	if err := in(func(ctx context.Context, tx *store.Tx) error { return tx.AddAccount(ctx, twin) }); !fault.Is(err, fault.Invalid) {
		t.Errorf("a login that is taken: %v", err)
	}
	a.PasswordHash, a.Disabled = "another", true
	if err := in(func(ctx context.Context, tx *store.Tx) error {
		return errors.Join(tx.SetDisabled(ctx, a.UID, true), tx.SetPasswordHash(ctx, a.UID, "another"))
	}); err != nil {
		t.Fatal(err)
	}
	if got, err := l.Account(ctx, "kari"); err != nil || got != a {
		t.Errorf("the changed account came back as %+v (%v)", got, err)
	}
	if n, err := l.Accounts(ctx); err != nil || n != 1 {
		t.Errorf("there are %d accounts (%v)", n, err)
	}

	k := access.Token{UID: record.NewUID(now), Hash: "h", Account: a.UID, Title: "scanner", CreatedAt: now, ExpiresAt: now.Add(time.Hour)}
	if err := in(func(ctx context.Context, tx *store.Tx) error { return tx.PutToken(ctx, k) }); err != nil {
		t.Fatal(err)
	}
	if owner, got, err := l.TokenAccount(ctx, "h"); err != nil || owner != a || got != k {
		t.Errorf("the token came back as %+v of %+v (%v)", got, owner, err)
	}
	if _, _, err := l.TokenAccount(ctx, "x"); !fault.Is(err, fault.Unauthenticated) {
		t.Errorf("an unknown token: %v", err)
	}
	listed := func(account record.UID, at time.Time) (n int) {
		t.Helper()
		all, err := l.Tokens(ctx, account, at)
		if err != nil {
			t.Fatal(err)
		}
		for _, one := range all {
			if want := (store.OwnedToken{Token: k, Login: a.Login, Person: a.Person}); one.UID != k.UID || one.Login != want.Login || one.Person != want.Person || one.Title != k.Title || !one.ExpiresAt.Equal(k.ExpiresAt) || one.Hash != "" {
				t.Errorf("the list of tokens has %+v", one)
			}
		}
		return len(all)
	}
	if n := listed("", now); n != 0 {
		t.Errorf("the token of a disabled account is listed as one in use")
	}
	if err := in(func(ctx context.Context, tx *store.Tx) error {
		return errors.Join(tx.SetDisabled(ctx, a.UID, false), tx.SignedIn(ctx, a.UID, 7, a.CreatedAt), tx.SignedIn(ctx, a.UID, 9, a.CreatedAt))
	}); err != nil {
		t.Fatal(err)
	}
	if got, err := l.Account(ctx, "kari"); err != nil || got.SignedIn != 9 || got.SignedInBefore != 7 {
		t.Errorf("after two sign-ins the account came back as %+v (%v)", got, err)
	}
	if all, own, others, later := listed("", now), listed(a.UID, now), listed(twin.UID, now), listed("", now.Add(2*time.Hour)); all != 1 || own != 1 || others != 0 || later != 0 {
		t.Errorf("of one token %d are listed of all, %d of its account, %d of another, and %d once it has ended", all, own, others, later)
	}
	revoke := func(ctx context.Context, tx *store.Tx) error { return tx.RevokeToken(ctx, k.UID) }
	if err := in(revoke); err != nil {
		t.Error(err)
	}
	if _, got, err := l.TokenAccount(ctx, "h"); err != nil || !got.Revoked {
		t.Errorf("the revoked token came back as %+v (%v)", got, err)
	}
	if err := in(revoke); !fault.Is(err, fault.NotFound) {
		t.Errorf("revoking twice: %v", err)
	}

	sessions := l.Sessions()
	for _, c := range []struct {
		token string
		ends  time.Duration
		found bool
	}{{"a", time.Hour, true}, {"b", -time.Second, false}} {
		if err := sessions.Commit(c.token, []byte("data "+c.token), now.Add(c.ends)); err != nil {
			t.Error(err)
		}
		if data, found, err := sessions.Find(c.token); err != nil || found != c.found || found && string(data) != "data "+c.token {
			t.Errorf("session %s: %s, %v, %v", c.token, data, found, err)
		}
	}
	if err := sessions.Commit("a", []byte("new"), now.Add(time.Hour)); err != nil {
		t.Error(err)
	}
	if data, _, _ := sessions.Find("a"); string(data) != "new" {
		t.Errorf("the session holds %s", data)
	}
	if err := sessions.Delete("a"); err != nil {
		t.Error(err)
	}
	if _, found, err := sessions.Find("a"); found || err != nil {
		t.Errorf("the ended session is found (%v)", err)
	}
}

// refusals: what reaches a user says nothing of SQL or of this machine.
func refusals(t *testing.T, l *Lab) {
	for _, reason := range []string{"bad \xff bytes", "a \x00 byte", strings.Repeat("x", 1001)} {
		_, err := l.Write(t.Context(), store.Write{Type: journal.Change, Reason: reason, Decide: decideNothing})
		if !fault.Is(err, fault.Invalid) {
			t.Errorf("a reason that cannot be kept: %v", err)
		}
	}
	closed, err := store.Open(t.Context(), store.Options{DSN: l.DSN, Registry: Registry()})
	if err != nil {
		t.Fatal(err)
	}
	if err := closed.Close(); err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	for name, do := range map[string]func() error{
		"write":  func() error { _, err := Put(ctx, closed, Declare("team", "red", "Red", `{}`)); return err },
		"ping":   func() error { return closed.Ping(ctx) },
		"points": func() error { _, err := closed.Latest(ctx, 1, time.Now(), 1, 1, 1); return err },
		"verify": func() error { _, err := closed.Verify(ctx); return err },
		"wait":   func() error { return closed.CatchUp(ctx) },
		"run":    func() error { _, err := closed.LastRuns(ctx, 1); return err },
		"file":   func() error { return closed.WriteFile(ctx, "x", 1, &bytes.Buffer{}) },
		"link":   func() error { return closed.PutSetupLink(ctx, "x", time.Now()) },
		"months": func() error {
			return closed.PrepareMonths(ctx, batch(1, measurement.Point{To: day("2031-01-01")}))
		},
	} {
		err := do()
		if err == nil && name == "months" && !strings.HasPrefix(l.DSN, "postgres") {
			continue // needs no partition
		}
		if !fault.Is(err, fault.Unavailable) {
			t.Errorf("%s on a closed database: %v", name, err)
			continue
		}
		for _, leak := range []string{"sql", "SELECT", "INSERT", "postgres", "/"} {
			if strings.Contains(fault.Of(err).Message, leak) {
				t.Errorf("%s tells the user %q", name, fault.Of(err).Message)
			}
		}
	}
	if _, err := store.Open(ctx, store.Options{DSN: "mysql://x", Registry: Registry()}); !fault.Is(err, fault.Invalid) {
		t.Errorf("an address of another database: %v", err)
	}
}

// cancellation: a writer that goes away at any step leaves nothing behind, and keeps nobody from writing.
func cancellation(t *testing.T, l *Lab) {
	s := measurement.Series{Owner: "01J00000000000000000000001", Name: "index"}
	for _, step := range []string{"stage", "decide", "then", "answer"} {
		ctx, cancel := context.WithCancel(t.Context())
		at := func(name string) {
			if name == step {
				cancel()
			}
		}
		b := batch(int64(len(step)), point(s, day("2026-01-01"), number(1), ""))
		if _, err := b.Seal(); err != nil {
			t.Fatal(err)
		}
		if err := l.PrepareMonths(t.Context(), b); err != nil {
			t.Fatal(err)
		}
		_, err := l.Write(ctx, store.Write{Type: journal.Points,
			Stage: func(ctx context.Context, tx *store.Tx) error {
				at("stage")
				return tx.StagePoints(ctx, b, []measurement.Series{s})
			},
			Decide: func(context.Context, *store.Tx, *record.Snapshot) (store.Decision, error) {
				at("decide")
				return store.Decision{Changes: []record.Change{Declare("team", "red", "Red", `{}`)},
					Then:   func(context.Context, *store.Tx, int64, time.Time) error { at("then"); return nil },
					Answer: func(store.Receipt) ([]byte, error) { at("answer"); return nil, nil }}, nil
			}})
		cancel()
		if !fault.Is(err, fault.Unavailable) || !errors.Is(err, context.Canceled) {
			t.Errorf("a write that was given up at %s ended with %v", step, err)
		}
		if l.Snapshot().Seq() != 0 {
			t.Errorf("a write that was given up at %s made an entry", step)
		}
	}
	l.MustPut(Declare("team", "red", "Red", `{}`))
	l.mustAdd(batch(77, point(s, day("2026-01-01"), number(2), "")), s)
}
